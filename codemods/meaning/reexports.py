"""Assignments that hand something on as it is.

m = other_module      # is that module
Name = other.Name     # is a re-export; `A = B` is a name of its own
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from ..repo.files import RepoPath
from .stems import Module
from .targets import NOTHING, Definition, External, Targets

if TYPE_CHECKING:
    from .bindings import Resolver


def reexported(resolver: Resolver, path: RepoPath, value: Node, name: str) -> Targets:
    """What `name` hands on when it is bound to the value; nothing when it is a name of its own."""
    meant = resolver.of_expression(path, value)
    if meant and all(isinstance(target, Module | External) for target in meant):
        ends = {target.dotted.rpartition(".")[2] for target in meant if isinstance(target, External)}
        if not ends or ends == {name} or value.type == "call":
            return meant
    own = value.type != "identifier" and all(isinstance(each, Definition) and each.name == name for each in meant)
    return meant if own else NOTHING
