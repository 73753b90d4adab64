"""What a word means at one of its places, whatever it is there: a name, an attribute, an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..repo.files import RepoPath
from .scopes import Occurrence
from .targets import NOTHING, Targets

if TYPE_CHECKING:
    from .bindings import Resolver


def meant(resolver: Resolver, path: RepoPath, each: Occurrence, word: str) -> Targets:
    """What the word means there; nothing where it is no name: in a string, or as a keyword."""
    match each.role:
        case "use":
            return resolver.of_name(path, each.node)
        case "bind":
            return resolver.of_binding(path, each, word)
        case "attribute":
            return resolver.of_expression(path, each.whole)
        case "imported" if (statement := each.from_import) is not None:
            return resolver.imported(path, statement, word)
        case _:
            return NOTHING


def owners(resolver: Resolver, path: RepoPath, each: Occurrence) -> Targets:
    """What that is of which the word is an attribute there; nothing where it is none."""
    return resolver.of_expression(path, each.owner) if each.owner is not None else NOTHING
