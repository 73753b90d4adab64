"""Derived names that may be made from another symbol of the same name: `visit_Old`, where a file has an Old of its own.

from other import Old
class Visitor:
    def visit_Old(self, node): ...        # whose name this is cannot be told
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..codemod import Diagnostic
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.places import meant
from ..meaning.scopes import Occurrence
from ..meaning.targets import Definition, External
from ..names import word_pattern
from ..repo.files import RepoPath


def namesakes(resolver: Resolver, symbol: Definition | External, old: str, derived: Iterable[str]) -> list[Diagnostic]:
    """For each of the `derived` names that a file holds which names another symbol `old`, and not this one, a warning.

    Only files that may be edited count. `message` begins with the derived name.
    """
    found: list[Diagnostic] = []
    for name in derived:
        for path in sorted(candidates.mentioning(resolver.project, (name,))):
            if resolver.project.edited(path) and candidates.holds_python(resolver.project, path):
                found += _in_file(resolver, symbol, old, name, path)
    return found


def _in_file(
    resolver: Resolver, symbol: Definition | External, old: str, name: str, path: RepoPath
) -> Iterator[Diagnostic]:
    project = resolver.project
    raw = project.read(path)
    if not all(word_pattern((word,)).search(raw) for word in (name, old)) or not project.is_readable(path):
        return
    names, places = project.names(path, old), project.names(path, name).occurrences
    others = (_is_another(resolver, symbol, old, path, each) for each in names.own)
    if places and any(others) and not any(symbol in meant(resolver, path, each, old) for each in names.occurrences):
        at = names.parsed.source.place(places[0].start)
        message = f"{name} left alone: it may be made from another {old}, which this file names"
        help = "rename it by hand; or exclude the files of the other, and run it again"
        yield Diagnostic("warning", "left-alone", message, help, path, *at)


def _is_another(
    resolver: Resolver, symbol: Definition | External, old: str, path: RepoPath, binding: Occurrence
) -> bool:
    """Does the module have another symbol under the old name, for sure?"""
    found = resolver.of_binding(path, binding, old) if binding.scope.kind == "module" else frozenset()
    return bool(found) and all(isinstance(each, Definition | External) and each != symbol for each in found)
