"""A name in a string that is held against those which a module has, alone or in a list.

assert "Old" in app.__all__
assert set(app.__all__) == {"Old", "other"}
expected = ["Old", "other"]; assert sorted(dir(app)) == expected
"""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..meaning.strings import namespace_owner
from ..meaning.syntax import bare, field_text, inside
from .heldtexts import COPYING, held_against
from .visit import Visit, short

_LISTS = ("list", "tuple", "set")
_THROUGH = ("list_comprehension", "set_comprehension", "generator_expression")


def follow_names(visit: Visit, each: Occurrence, string: Node) -> bool:
    """The edit, when all that the name is held against are the names of modules which get the new one."""
    if visit.retarget is not None or string.parent is None:
        return False
    held = held_against(visit, string.parent if string.parent.type in _LISTS else string)
    owners = [_whose_names(visit.parsed, one.other) for one in held]
    if not owners or not all(owner is not None and visit.attribute_moves(owner) for owner in owners):
        return False
    visit.edit(each, f"one of the names in {short(visit.text(held[0].other))}", kind="exports")
    return True


def _whose_names(parsed: Parsed, node: Node) -> Node | None:
    """`m` of `m.__all__` and `dir(m)`, of a copy of them, and of what goes through them; None for all others."""
    node = bare(node)
    if node.type in _THROUGH:
        loops = [each for each in node.named_children if each.type == "for_in_clause"]
        is_same = len(loops) == 1 and field_text(parsed, node, "body") == field_text(parsed, loops[0], "left")
        right = loops[0].child_by_field_name("right")
        return _whose_names(parsed, right) if is_same and right is not None else None
    if field_text(parsed, node, "attribute") == b"__all__":
        return node.child_by_field_name("object")
    given = inside(node, "arguments") if node.type == "call" else []
    if given and parsed.text(node.children[0]) in COPYING:
        return _whose_names(parsed, given[0])
    if len(given) == 1 and parsed.text(node.children[0]) == b"dir":
        return given[0]
    return namespace_owner(parsed, node)
