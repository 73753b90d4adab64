"""The statements that make `__all__`, as far as their text goes.

__all__ = ["Old", *other.__all__]      __all__ += "A B".split()      __all__.remove("Old")
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from ..regexes import regex
from .parsing import Parsed, without_comments
from .scopes import Occurrence
from .syntax import field_text, walk

_TEXTS = ("string", "concatenated_string")
_READING = frozenset({"copy", "count", "index", "reverse", "sort"})
_ADDING = frozenset({"append", "extend", "insert"})
_BLANK, _QUOTED = rb"(?:\s|#[^\n]*+)*+", rb"(?:\"[0-9A-Za-z_]++\"|'[0-9A-Za-z_]++')"
_PLAIN = regex(
    rb"(?m)^__all__ *= *\[((?:%b%b%b,)*+(?:%b%b)?+%b)\][ \t]*(?:#.*)?\r?$"
    % (_BLANK, _QUOTED, _BLANK, _BLANK, _QUOTED, _BLANK)
)
_COMMENT = regex(rb"#.*")
_MARKS = (b'"""', b"'''")


def plainly_written(content: bytes) -> frozenset[str] | None:
    """The names of an `__all__` that is one list of them in quotes; None of another, at which a parser must look.

    A package of models has hundreds of modules, of which nothing else is asked.
    """
    found = _PLAIN.search(content) if content.count(b"__all__") == 1 else None
    if found is None or any(content.count(mark, 0, found.start()) % 2 for mark in _MARKS):
        return None  # of the latter it may stand in a docstring
    return frozenset(name.decode().strip("\"'") for name in re.findall(_QUOTED, _COMMENT.sub(b"", found[1])))


def change_of(parsed: Parsed, each: Occurrence) -> Literal["more", "less"] | None:
    """May the list have more names after this place, or others? None when it is only read there."""
    owner = each.parent if len(each.steps) > 1 else each.node
    match each.role:
        case "bind":
            return "more"
        case "delete":
            return "less"
        case "use" if owner.type == "attribute":
            method = field_text(parsed, owner, "attribute").decode()
            return None if method in _READING else "more" if method in _ADDING else "less"
        case "use" if owner.type == "subscript":
            is_set = each.steps[-2].field == "left" or each.enclosing("delete_statement") is not None
            return "less" if is_set else None
        case _:
            return None


def written_out(parsed: Parsed, value: Node) -> set[str] | None:
    """The strings of a list or tuple that holds nothing else."""
    if value.type not in ("list", "tuple"):
        return None
    elements = without_comments(value)
    return set(strings_in(parsed, value)) if all(each.type in _TEXTS for each in elements) else None


def values_in(parsed: Parsed, statement: Node) -> Iterator[Node]:
    """The strings, names and attributes that a statement puts into `__all__`, and whatever else computes it."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        match node.type:
            case "binary_operator" if field_text(parsed, node, "operator") in (b"-", b"&", b"^"):
                yield node  # of sets: what is left of them
            case "assignment" | "augmented_assignment":
                right = node.child_by_field_name("right")
                waiting += [right] if right is not None else []
            case "call" if parsed.text(node.children[0]).rpartition(b".")[0] == b"__all__":
                waiting += (each for each in node.children[1].named_children if each.type != "integer")
            case "call" if (joined := _split(parsed, node)) is not None:
                yield joined
            case "call" if parsed.text(node.children[0]) in (b"list", b"tuple", b"sorted", b"set"):
                waiting += node.children[1].named_children
            case (
                "expression_statement" | "list" | "tuple" | "set" | "binary_operator" | "parenthesized_expression"
                | "list_splat" | "concatenated_string" | "expression_list" | "comment"
                | "unary_operator"  # a star, as starred.py has the parser read it
            ):  # fmt: skip
                waiting += node.named_children
            case _:
                yield node


def _split(parsed: Parsed, call: Node) -> Node | None:
    """The string in `"a b".split()`."""
    below = call.children[0].child_by_field_name("object")
    if below is None or below.type not in ("string", "concatenated_string"):
        return None
    return below if field_text(parsed, call.children[0], "attribute") == b"split" else None


def strings_in(parsed: Parsed, statement: Node) -> Iterator[str]:
    for node in walk(statement):
        if node.type == "string_content":
            yield from parsed.text(node).decode().replace(",", " ").split()
