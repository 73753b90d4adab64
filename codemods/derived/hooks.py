"""The functions that a plug-in manager (pluggy, and so pytest) calls by one name. Listed with what specifies the hook.

@hookspec                               @hookimpl
def old_name(config): ...               def old_name(config): ...
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator

from ..codemod import Diagnostic
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..regexes import regex
from ..repo.files import RepoPath
from .frameworks import named_by_decorator
from .keysigns import PYTEST

_SPECIFIES = regex(rb"\bhookspec\b|\bHookspecMarker\b")


def implementations(resolver: Resolver, name: str, home: Collection[RepoPath]) -> Iterator[Diagnostic]:
    """A word on each function and method that is called by the hook `name`, where the files `home` specify it."""
    project = resolver.project
    if not any(_specifies(path, project.read(path), name) for path in home):
        return
    for path, names in candidates.naming(project, name):
        for each in names.occurrences:
            is_the_symbol = path in home and each.home == names.module
            if each.role == "bind" and not is_the_symbol and _is_called(names.parsed, each, name):
                message = f"{name} left alone: it is called by the hook that has its name"
                place = names.parsed.source.place(each.start)
                yield Diagnostic("warning", "left-alone", message, "rename it, too", path, *place)


def _specifies(path: RepoPath, raw: bytes, name: str) -> bool:
    """Does the file specify hooks? Those for pytest need no decorator, in a hookspec.py or newhooks.py."""
    return _SPECIFIES.search(raw) is not None or (name.startswith(PYTEST) and "hook" in posixpath.basename(path))


def _is_called(parsed: Parsed, binding: Occurrence, name: str) -> bool:
    """Is it a function, decorated for the hook? pytest's own need no decorator."""
    is_function = binding.parent.type == "function_definition"
    return is_function and (name.startswith(PYTEST) or named_by_decorator(parsed, binding.steps)[1] == "hook")
