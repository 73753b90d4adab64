"""What tree-sitter's grammar reads and Python 3 does not: the tokens and parameters of Python 2.

0777   10L   ur"…"   `x`   a <> b   def f(a, (b, c)):   lambda (a, b): a
"""

from __future__ import annotations

import re

from tree_sitter import Node

from ..regexes import regex

# The pattern for what catches the eye, and the nodes that it is when it is no text. Each begins with a byte of its own:
# such a search costs next to nothing.
_SIGNS = (
    (re.compile(rb"0(?<![\w.]0)[0-9_]*[1-9]"), ("integer",)),
    (re.compile(rb"L(?<=[0-9a-fA-F]L)(?!\w)"), ("integer",)),
    (re.compile(rb"l(?<=[0-9]l)(?!\w)"), ("integer",)),
    *((re.compile(spelled + rb"[rR]['\"]"), ("string_start",)) for spelled in (b"u", b"U")),
    (re.compile(rb"`"), ("string_start",)),
    (re.compile(rb"<>"), ("<>",)),
    (re.compile(rb"def[ \t]+\w++[ \t]*+\([^()=:#'\"]*+(?=\()"), ("(",)),
    (re.compile(rb"lambda[ \t]*(?=\()"), ("(",)),
)
_OLD_INTEGER = regex(rb"0[0-9_]*[1-9][0-9_]*[lL]?|[0-9].*[lL]")


def first_of_python2(code: bytes, root: Node) -> int | None:
    """The place of the first thing, of some kind, that only Python 2 can read; None when there is none."""
    for pattern, types in _SIGNS:
        for found in pattern.finditer(code):
            at = found.end() if types == ("(",) else found.start()
            leaf = root.descendant_for_byte_range(at, at + 1)
            if leaf is not None and leaf.type in types and _is_old(code, leaf):
                return leaf.start_byte
    return None


def _is_old(code: bytes, leaf: Node) -> bool:
    text = code[leaf.start_byte : leaf.end_byte]
    match leaf.type:
        case "integer":
            return _OLD_INTEGER.fullmatch(text) is not None
        case "string_start":
            return text.startswith(b"`") or text[:2].lower() == b"ur"
        case "(":
            above = leaf.parent
            return above is not None and above.type == "tuple_pattern"
        case _:
            return True
