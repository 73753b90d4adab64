"""Assignments that hand something on as it is.

m = other_module      # is that module
Name = other.Name     # is a re-export; `A = B` is a name of its own
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from ..repo.files import RepoPath
from .flow import order
from .scopes import Names, Scope
from .stems import Module
from .syntax import assigned_value
from .targets import NOTHING, Definition, External, Targets

if TYPE_CHECKING:
    from .bindings import Resolver

_MOST_ALIASES = 8  # of one another


def reexported(resolver: Resolver, path: RepoPath, value: Node, name: str) -> Targets:
    """What `name` hands on when it is bound to the value; nothing when it is a name of its own."""
    meant = resolver.of_expression(path, value)
    if meant and all(isinstance(target, Module | External) for target in meant):
        ends = {target.dotted.rpartition(".")[2] for target in meant if isinstance(target, External)}
        if not ends or ends == {name} or value.type == "call":
            return meant
    own = value.type != "identifier" and all(isinstance(each, Definition) and each.name == name for each in meant)
    return meant if own else NOTHING


def replaced(resolver: Resolver, path: RepoPath, symbol: Definition) -> int | None:
    """Where the file binds the symbol's name to another thing first, which it has once the symbol is called otherwise.

    `from .a import C` or `from .a import *`, and below it `from .b import C`, which is the symbol. None where there is
    none, and of a stub, which writes out what its module takes.
    """
    name = symbol.name
    if path.endswith(".pyi"):
        return None
    names = resolver.project.names(path, name)
    groups = order(names, names.module).groups
    for group in reversed(groups[:-1]):
        if symbol not in resolver.of_binding(path, group[0], name):
            return group[0].start
    for statement, source, surely in resolver.bringing(path, name, symbol) if groups else ():
        is_above = surely and statement.start_byte < groups[0][0].start
        if is_above and isinstance(source, Module) and symbol not in resolver.member(source, name):
            return statement.start_byte
    return None


def is_listed(resolver: Resolver, path: RepoPath, name: str) -> bool:
    """Does the `__all__` of the file's module hand the name on?"""
    module = resolver.project.modules.of_file(path)
    return module is not None and name in (resolver.exported(module) or ())


def ends_of(resolver: Resolver, targets: Targets, seen: frozenset[Definition] = frozenset()) -> Targets:
    """The targets, with what a name of the project is an alias of in its place: of `A = B` what B is."""
    found = NOTHING
    for target in targets:
        found |= (_ends_of(resolver, target, seen) if isinstance(target, Definition) else NOTHING) or {target}
    return found


def ends_in(
    resolver: Resolver, path: RepoPath, names: Names, home: Scope, seen: frozenset[Definition] = frozenset()
) -> Targets:
    """What the name that lives in `home` is in the end, be it an alias; nothing where nothing there binds it."""
    found = NOTHING
    for binding in names.bindings(home):
        value = assigned_value(binding.steps)
        if value is not None and value.type in ("identifier", "attribute"):
            found |= resolver.of_expression(path, value)
        else:
            found |= resolver.of_binding(path, binding, names.word)
    return ends_of(resolver, found, seen)


def _ends_of(resolver: Resolver, target: Definition, seen: frozenset[Definition]) -> Targets:
    found = NOTHING
    if target in seen or len(seen) > _MOST_ALIASES:
        return found
    for path in resolver.project.modules.files(target.stem):
        names = resolver.project.spelled(path, target.name)
        if names is not None:
            found |= ends_in(resolver, path, names, names.module, seen | {target})
    return found
