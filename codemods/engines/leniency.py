"""Code that the grammar of tree-sitter reads, and Python does not: what a rewrite must not make."""

from __future__ import annotations

from functools import partial

from tree_sitter import Node

from ..meaning.parsing import Parsed, matches, without_comments
from ..source import line_begin


def liberties(parsed: Parsed) -> int:
    """How often the code is no Python, though the grammar lets it be.

    Such are blocks that hold nothing, and lines in a block that begin in another column than its first.
    """
    return sum(map(partial(_taken, parsed), matches("[(block) (module)] @block", parsed.tree.root_node)))


def _taken(parsed: Parsed, block: Node) -> int:
    held = without_comments(block)
    if not held:
        return int(block.type == "block")
    code, column = parsed.source.code, held[0].start_point.column
    awry = (each.start_byte for each in held[1:] if each.start_point.column != column)
    return sum(not code[line_begin(code, at) : at].strip(b" \t\f") for at in awry)


def is_broken(before: bytes | str, after: bytes | str) -> bool:
    """Does the Python that runs this read the one text, and not the other? The grammar is lenient with indentation."""
    return not _is_refused(before) and _is_refused(after)


def _is_refused(code: bytes | str) -> bool:
    import ast
    import warnings

    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(code)
    except (SyntaxError, ValueError):
        return True
    except (RecursionError, MemoryError):  # too deep for it to say
        return False
    return False
