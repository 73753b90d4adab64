"""Stars that tree-sitter's grammar binds too tightly: in `[*m.names]` it stars `m`, and takes the attribute of that.

Where a list, tuple, set or subscript begins so, an assignment could follow, to a pattern; there the grammar errs.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ..regexes import regex

_STAR = regex(rb"\*[ \t]*[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*[ \t]*[.(\[]")
_BEFORE = (b"[", b"(", b"{", b",", b"=", b":", b"return", b"yield", b"in")
_STARRED = ("list_splat", "list_splat_pattern")
# What may begin with a starred expression: these are no operators on it.
_SERIES = ("expression_list", "pattern_list")
PATTERNS = ("pattern_list", "tuple_pattern", "list_pattern")


def misbound(code: bytes, root: Node) -> Iterator[tuple[int, bytes]]:
    """The places of such stars, each with a sign that the grammar takes for an operator on all that follows."""
    for found in _STAR.finditer(code):
        at = found.start()
        before = code[code.rfind(b"\n", 0, at) + 1 : at].rstrip(b" \t\f")
        if before and not before.endswith(_BEFORE):
            continue  # it multiplies
        leaf = root.descendant_for_byte_range(at, at + 1)
        starred = leaf.parent if leaf is not None else None
        if starred is None or starred.type not in _STARRED:
            continue
        above = _outermost(starred)
        if above is starred:
            continue
        is_pattern = above.parent is not None and above.parent.type in PATTERNS
        if not is_pattern:
            yield at, b"-"
        elif before:
            yield at, b" "


def unstarred(node: Node) -> Node:
    """What is starred, where the star is left to bind too tightly: in `*m.names, last = x` at the start of a line."""
    return node.named_children[0] if node.type in _STARRED and node.named_child_count == 1 else node


def _outermost(starred: Node) -> Node:
    """What begins with the starred expression and is no series of expressions; itself when nothing is."""
    node = starred
    while node.parent is not None and node.parent.start_byte == node.start_byte and node.parent.type not in _SERIES:
        node = node.parent
    return node
