"""Subclasses that add nothing: a second class where one would do. They are shown, with what would change without them.

class ConnectionManager(WebSocketManager):
    "Kept for old callers."
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from .aliases import Family, dotted_name
from .errors import UnreadableSource
from .files import RepoPath
from .parsing import Parsed
from .scopes import Occurrence

_HOOKS = (
    (re.compile(rb"def __new__\("), "its own __new__ result: a singleton keeps one object for each class"),
    (re.compile(rb"def __init_subclass__\("), "the call of __init_subclass__"),
    (re.compile(rb"metaclass\s*="), "what the metaclass does with each class"),
    (re.compile(rb"\b__subclasses__\("), "what __subclasses__() lists"),
)


@dataclass(frozen=True, slots=True)
class Wrapper:
    """An empty subclass: its dotted name, its place, and what collapsing it would change."""

    name: str
    place: str
    would_change: tuple[str, ...]


def wrappers(family: Family) -> list[Wrapper]:
    """The empty subclasses of the symbol at the top of modules, in the order of their places."""
    hooks = tuple(_hooks(family))
    found: dict[str, Wrapper] = {}
    for word in family.words:
        for path in family.reaching(word):
            try:
                for name, place in _in_file(family, path, word):
                    changes = (f"its repr and __name__, {name.rpartition('.')[2]}", "isinstance and except", *hooks)
                    found[place] = Wrapper(name, place, changes)
            except UnreadableSource:
                continue
    return [found[place] for place in sorted(found)]


def _in_file(family: Family, path: RepoPath, word: str) -> Iterator[tuple[str, str]]:
    resolver = family.identity.resolver
    parsed = resolver.project.parsed(path)
    if b"class " not in parsed.source.code:
        return
    for each in resolver.project.names(path, word).occurrences:
        defined = _subclass(each)
        if defined is None or not _adds_nothing(defined):
            continue
        bases = defined.child_by_field_name("superclasses")
        base = bases.named_children[0] if bases is not None and len(bases.named_children) == 1 else None
        if base is not None and family.identity.same(family.identity.of_expression(path, base)):
            name = defined.child_by_field_name("name")
            if name is not None:
                dotted = dotted_name(family.identity, path, parsed.text(name).decode())
                yield dotted, f"{path}:{parsed.source.line(name.start_byte)}"


def _subclass(each: Occurrence) -> Node | None:
    """The class at the top of its module of which the word is the base."""
    if each.role not in ("use", "attribute") or each.enclosing("argument_list") is None:
        return None
    above = [step for step in each.steps if step.node.type not in ("decorated_definition",)]
    if len(above) < 3 or above[1].node.type != "class_definition" or above[2].field != "superclasses":
        return None
    return above[1].node


def _adds_nothing(defined: Node) -> bool:
    body = defined.child_by_field_name("body")
    if body is None or (defined.parent is not None and defined.parent.type == "decorated_definition"):
        return False
    return all(
        node.type in ("pass_statement", "comment")
        or (node.type == "expression_statement" and node.named_children[0].type in ("string", "ellipsis"))
        for node in body.named_children
    )


def _hooks(family: Family) -> Iterator[str]:
    """What the class itself does with its subclasses."""
    resolver, symbol = family.identity.resolver, family.identity.symbol
    module = resolver.project.modules.by_stem[symbol.stem]
    for path in module.files:
        parsed: Parsed = resolver.project.parsed(path)
        names = resolver.project.names(path, symbol.name)
        for binding in names.bindings(names.module):
            text = parsed.text(binding.steps[-2].node)
            yield from (what for pattern, what in _HOOKS if pattern.search(text))
