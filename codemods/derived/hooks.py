"""What a plug-in manager (pluggy, and so pytest) calls by one name, and what Dagster fills by it.

@hookspec                               @hookimpl
def old_name(config): ...               def old_name(config): ...

@asset                                  @asset
def old_name(): ...                     def other(old_name): ...
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator

from ..codemod import Diagnostic
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..meaning.syntax import decorators, last_name
from ..regexes import regex
from ..repo.files import RepoPath
from .frameworks import named_by_decorator
from .keysigns import PYTEST

_SPECIFIES = regex(rb"\bhookspec\b|\bHookspecMarker\b")


def bound_by_name(
    resolver: Resolver, name: str, home: Collection[RepoPath], kinds: Collection[str]
) -> Iterator[Diagnostic]:
    """A word on each function and method that is called by the hook `name`, where the files `home` specify it.

    And on each parameter that is given the asset of that name, where `kinds` says that the symbol is one.
    """
    project = resolver.project
    specified = any(_specifies(path, project.read(path), name) for path in home)
    for path, names in candidates.naming(project, name) if specified or "asset" in kinds else ():
        for each in names.occurrences:
            if each.role != "bind" or (path in home and each.home == names.module):
                continue
            if specified and _is_called(names.parsed, each, name):
                why = "it is called by the hook that has its name"
            elif "asset" in kinds and _is_given_assets(names.parsed, each):
                why = "a parameter of this name is given the asset"
            else:
                continue
            place = names.parsed.source.place(each.start)
            yield Diagnostic("warning", "left-alone", f"{name} left alone: {why}", "rename it, too", path, *place)


def _specifies(path: RepoPath, raw: bytes, name: str) -> bool:
    """Does the file specify hooks? Those for pytest need no decorator, in a hookspec.py or newhooks.py."""
    return _SPECIFIES.search(raw) is not None or (name.startswith(PYTEST) and "hook" in posixpath.basename(path))


def _is_called(parsed: Parsed, binding: Occurrence, name: str) -> bool:
    """Is it a function, decorated for the hook? pytest's own need no decorator."""
    is_function = binding.parent.type == "function_definition"
    return is_function and (name.startswith(PYTEST) or named_by_decorator(parsed, binding.steps)[1] == "hook")


def _is_given_assets(parsed: Parsed, binding: Occurrence) -> bool:
    """Is it a parameter of what `@asset`, `@asset_check`, `@multi_asset` decorates?"""
    function = binding.enclosing("function_definition")
    if function is None or binding.enclosing("parameters") is None:
        return False
    called = (value.child_by_field_name("function") or value for value in decorators(function))
    return any(b"asset" in last_name(parsed, each) for each in called)
