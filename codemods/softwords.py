"""Words that are keywords at the start of some statements only, where tree-sitter's grammar may take one for another.

    type(x).y = 1   # no type alias
    match [a]:      # no annotation, as it could be of a target `match[a]`
    print >> f, x   # an expression; but `print x` is Python 2
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

_WORDS = ((b"type", b"([ \t\\"), (b"match", b"([ \t\\"), (b"print", b" \t'\"\\>"), (b"exec", b" \t'\"\\"))


def misread(code: bytes, root: Node) -> Iterator[tuple[int, bytes]]:
    """Where the tree is not that of the code, and the bytes there that give the right one.

    No bytes: the statement is one of Python 2.
    """
    for word, behind in _WORDS:
        at = code.find(word)
        while at >= 0:
            end = at + len(word)
            if code[end : end + 1] in behind and _begins_a_statement(code, at):
                leaf = root.descendant_for_byte_range(at, end)
                if leaf is not None and leaf.start_byte == at:
                    yield from _respelled(code, leaf, word)
            at = code.find(word, end)


def _begins_a_statement(code: bytes, at: int) -> bool:
    before = code[code.rfind(b"\n", 0, at) + 1 : at].rstrip(b" \t\f\r")
    return before[-1:] in b":;"  # or there is nothing


def _respelled(code: bytes, leaf: Node, word: bytes) -> Iterator[tuple[int, bytes]]:
    statement = leaf.parent
    siblings = statement.children if statement is not None else []
    match statement.type if statement is not None and leaf.type == word.decode() else "":
        case "type_alias_statement" if code[siblings[1].start_byte : siblings[1].start_byte + 1] in b"([":
            yield leaf.start_byte, b"Type"
        case "print_statement":
            yield leaf.start_byte, b"Print" if any(each.type == "chevron" for each in siblings) else b""
        case "exec_statement":
            yield leaf.start_byte, b""
        case "" if word == b"match" and _is_annotation_of_two_lines(code, leaf):
            yield leaf.end_byte, b"-"
        case _:
            return


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
    return b"\n" in between and b"\\" not in between
