"""Modules that nothing loads any more, once their names are imported from elsewhere.

A module that only hands names on is not missed. One with code of its own may have been loaded for what that does: a
registration, a patch, a log message. What a test puts in the place of a module no longer reaches who is sent to the
definition.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping

from tree_sitter import Node

from ..codemod import Diagnostic
from ..meaning.importcycles import ImportGraph, at_any_time, at_import_time
from ..meaning.stems import Module
from ..regexes import regex
from ..renames.shims import hands_on_only
from ..repo.files import RepoPath
from ..source import line_starts
from .aliasfamily import Family

_MODULES = regex(rb"\bsys\.modules\b(?!\.pop)(?P<behind>(?:(?!sys\.modules)[^\0]){0,300})")
_PUT = regex(rb"[\"'](?P<name>[A-Za-z_][\w.]*+)[\"']\s*+(?::|,|\]\s*+=(?!=))")


def unloaded(
    family: Family, graph: ImportGraph, gone: Mapping[str, Collection[tuple[RepoPath, int]]]
) -> Iterator[Module]:
    """The modules with code of their own that no other import loads. `gone` are the statements that go, by stem."""
    project = family.project
    for stem, statements in sorted(gone.items()):
        module = project.modules.by_stem.get(stem)
        if module is None or not module.files or not _has_code(family, module):
            continue
        if not _is_loaded(family, graph, module, frozenset(statements)):
            yield module


def swapped(family: Family, taken: Iterable[tuple[str, str]]) -> Iterator[Diagnostic]:
    """Where something is put into `sys.modules` in place of a module that names were `taken` from, by its stem.

    patch.dict("sys.modules", {"app.shim": fake}), sys.modules["app.shim"] = fake
    """
    project, home = family.project, family.symbol.stem
    words: dict[str, str] = {}
    for stem, word in sorted(taken):
        module = project.modules.by_stem.get(stem) if stem != home else None
        words |= dict.fromkeys(project.modules.names(module), word)
    for path in family.python("modules") if words else ():
        raw = project.text(path)
        for found in (put for at in _MODULES.finditer(raw) for put in _PUT.finditer(raw, *at.span("behind"))):
            name = found["name"].decode()
            if name in words:
                line = bisect_right(line_starts(raw), found.start())
                message = f"{name} is replaced in sys.modules here, but {words[name]} is not taken from it any more"
                yield Diagnostic("warning", "left-alone", message, "replace the definition as well", path, line)


def _has_code(family: Family, module: Module) -> bool:
    project = family.project
    return not all(project.is_readable(path) and hands_on_only(project.parsed(path)) for path in module.files)


def _is_loaded(family: Family, graph: ImportGraph, module: Module, gone: Collection[tuple[RepoPath, int]]) -> bool:
    """Does some import load it that stays: as early as one that goes, or at all where those run late, too?"""
    project = family.project
    went = [(project.parsed(path), start) for path, start in gone]
    if not any(start in _starts(at_any_time(parsed)) for parsed, start in went):
        return True  # nothing that goes has ever loaded it
    is_early = any(start in _starts(at_import_time(parsed)) for parsed, start in went)
    for path in family.python(module.stem.rpartition("/")[2]):
        if path in module.files or not project.is_readable(path):
            continue
        parsed = project.parsed(path)
        for statement in at_import_time(parsed) if is_early else at_any_time(parsed):
            if (path, statement.start_byte) in gone:
                continue
            for other in graph.imported(path, parsed, statement):
                if f"{other.stem}/".startswith(f"{module.stem}/"):
                    return True
    return False


def _starts(statements: Iterable[Node]) -> frozenset[int]:
    return frozenset(each.start_byte for each in statements)
