"""Words that are keywords at the start of some statements only, where tree-sitter's grammar may take one for another.

type(x).y = 1   # no type alias
match [a]:      # no annotation, as it could be of a target `match[a]`
print >> f, x   # an expression; but `print x` is Python 2, as is `raise E, x`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

SOFT_WORDS = (b"type", b"match", b"print", b"exec", b"raise")
# With what follows where it is worth a look at the tree. One search a word is faster than one for all.
_WORDS = tuple(
    re.compile(word)
    for word in (
        rb"(type)[(\[ \t\f\\]",
        rb"(match)[(\[ \t\f\\]",
        rb"(print)[>'\" \t\f\\]",
        rb"(exec)['\" \t\f\\]",
        rb"(raise)[ \t]+[A-Za-z_][\w.]*[ \t]*,",
    )
)


def misread(code: bytes, root: Node) -> Iterator[tuple[int, bytes]]:
    """Where the tree is not that of the code, and the bytes there that give the right one.

    No bytes: the statement is one of Python 2.
    """
    for word in _WORDS:
        for found in word.finditer(code):
            if _begins_a_statement(code, found.start()):
                leaf = root.descendant_for_byte_range(*found.span(1))
                if leaf is not None and leaf.start_byte == found.start():
                    yield from _respelled(code, leaf, found.group(1))


def _begins_a_statement(code: bytes, at: int) -> bool:
    before = code[code.rfind(b"\n", 0, at) + 1 : at].rstrip(b" \t\f\r")
    return before[-1:] in b":;"  # or there is nothing


def _respelled(code: bytes, leaf: Node, word: bytes) -> Iterator[tuple[int, bytes]]:
    statement = leaf.parent
    if statement is None or leaf.type != word.decode():  # it is an identifier
        if word == b"match" and _is_annotation_of_two_lines(code, leaf):
            yield leaf.end_byte, b"-"
        return
    match statement.type:
        case "type_alias_statement":
            left = statement.child_by_field_name("left")
            if left is not None and code[left.start_byte : left.start_byte + 1] in b"([":
                yield leaf.start_byte, b"Type"
        case "print_statement":
            chevron = any(child.type == "chevron" for child in statement.children)
            yield leaf.start_byte, b"Print" if chevron else b""
        case "exec_statement":
            yield leaf.start_byte, b""
        case "raise_statement" if any(child.type == "expression_list" for child in statement.children):
            yield leaf.start_byte, b""


def _is_annotation_of_two_lines(code: bytes, leaf: Node) -> bool:
    """`match [a]:` and on the next line what could be a type."""
    node: Node | None = leaf
    while node is not None and node.start_byte == leaf.start_byte and node.type != "assignment":
        node = node.parent
    left = node.child_by_field_name("left") if node is not None and node.type == "assignment" else None
    annotation = node.child_by_field_name("type") if node is not None else None
    if left is None or annotation is None:
        return False
    between = code[left.end_byte : annotation.start_byte]
    return b"\n" in between.replace(b"\r", b"").replace(b"\\\n", b"")
