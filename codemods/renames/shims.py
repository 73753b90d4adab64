"""Modules that only hand on what others define.

# app/shim.py: from .core import C as Old      a shim
#              __all__ = ["Old"]
"""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.parsing import EVERY_IMPORT, IMPORTS, Parsed
from ..meaning.syntax import bare, field_text, last_value

_NO_CODE = (*EVERY_IMPORT, "comment", "pass_statement")
_BRANCHES = ("if_statement", "try_statement", "block", "else_clause", "elif_clause", "except_clause", "finally_clause")


def hands_on_only(parsed: Parsed) -> bool:
    """Is there nothing in the file but imports, aliases, `__all__`, a docstring and a warning?"""
    body = parsed.tree.root_node.named_children
    return any(node.type in IMPORTS for node in body) and all(_hands_on(parsed, node) for node in body)


def _hands_on(parsed: Parsed, node: Node) -> bool:
    if node.type in _NO_CODE or node.type == "type_alias_statement":
        return True
    if node.type in _BRANCHES:
        parts = [child for child in node.named_children if child != node.child_by_field_name("condition")]
        return all(_hands_on(parsed, child) or child.type in ("identifier", "attribute", "tuple") for child in parts)
    if node.type == "function_definition":
        return field_text(parsed, node, "name") in (b"__getattr__", b"__dir__")
    if node.type != "expression_statement" or not node.named_children:
        return False
    inner = node.named_children[0]
    match inner.type:
        case "string":
            return True
        case "call":
            return parsed.text(inner.children[0]) in (b"warnings.warn", b"_warnings.warn", b"warn")
        case "assignment":
            value = last_value(inner)
            named = value is not None and bare(value).type in ("identifier", "attribute")
            return named or field_text(parsed, inner, "left").startswith(b"__")
        case "augmented_assignment":
            return parsed.text(inner).startswith(b"__all__")
    return False
