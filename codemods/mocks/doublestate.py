"""Does a class itself hold what tests change? Then two test files must not come to have one class.

class Fake:
    instances = []        every test that adds to it would be seen by the tests of the other file
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.syntax import field_text, walk
from .doubles import Double
from .doubleshape import Member

_CACHES = ("lru_cache", "cache", "cached_property")
_IMMUTABLE_MAKERS = frozenset({"tuple", "frozenset", "property", "staticmethod", "classmethod", "timedelta", "field"})
_MUTABLE = frozenset({"list", "dictionary", "set"})
_CLASS_STATE = re.compile(
    rb"\b(?:cls|type\(self\)|self\.__class__)\.\w+\s*(?:[-+*/|&]?=(?!=)|\.(?:append|add|update)\()"
)


def state(resolver: Resolver, parsed: Parsed, double: Double) -> Iterator[str]:
    for each in double.members:
        if holds_state(parsed, each):
            yield f"{each.name} belongs to the class and can change"
    if _CLASS_STATE.search(parsed.text(double.node)):
        yield "its methods change the class"
    names = resolver.project.names(double.path, double.name)
    for use in names.occurrences:
        if use.role == "use" and _changes(parsed, use.steps[-2].node, use.node, use.steps[-3].node):
            yield f"line {parsed.source.line(use.start)} changes the class"


def holds_state(parsed: Parsed, member: Member) -> bool:
    """Does the class, through this member, hold something that can change?"""
    if member.kind == "attribute":
        value = member.node.named_children[0].child_by_field_name("right")
        return value is not None and _can_change(parsed, value)
    if any(each.partition("(")[0].rpartition(".")[2] in _CACHES for each in member.decorators):
        return True
    return any(
        (value := node.child_by_field_name("value")) is not None and _can_change(parsed, value)
        for node in walk(member.node) if node.type in ("default_parameter", "typed_default_parameter")
    )  # fmt: skip


def _can_change(parsed: Parsed, value: Node) -> bool:
    for node in walk(value):
        if node.type in _MUTABLE or node.type.endswith("comprehension"):
            return True
        if node.type == "call":
            last = field_text(parsed, node, "function").decode().rpartition(".")[2]
            if last not in _IMMUTABLE_MAKERS:
                return True
    return False


def _changes(parsed: Parsed, above: Node, node: Node, around: Node) -> bool:
    """Is it `Name.x = …`, `del Name.x`, `setattr(Name, …)`?"""
    if above.type == "attribute" and above.child_by_field_name("object") == node:
        assigned = around.type in ("assignment", "augmented_assignment") and around.child_by_field_name("left") == above
        return assigned or around.type == "delete_statement"
    if above.type == "argument_list":
        function = field_text(parsed, around, "function") if around.type == "call" else b""
        return function in (b"setattr", b"delattr") and above.named_children[0] == node
    return False
