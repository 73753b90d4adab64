"""Dotted paths in two pieces, of which the first is a constant of the file or the name of a module.

APP = "app.views"
patch(f"{APP}.Old")                     # patch(f"{APP}.New")
patch(m.__name__ + ".Old")              # patch(m.__name__ + ".New")
"""

from __future__ import annotations

import re

from tree_sitter import Node

from ..meaning.scopes import Occurrence
from ..meaning.strings import StringPlace, fixed_text
from ..meaning.syntax import assigned_value, field_text
from ..names import is_dotted
from .documents import leads_to
from .visit import Visit

MOCKS = (b"patch", b"setattr", b"delattr", b"spy", b"multiple", b"dict")
_REST = re.compile(rb"(?:\.[^\W\d]\w*)+")
_FORMATTED = ["string_start", "interpolation", "string_content", "string_end"]


def function_around(visit: Visit, each: Occurrence) -> bytes:
    """The name of the function in whose call the place is, b"" when it is in none."""
    call = each.enclosing("call")
    return visit.parsed.text(call.children[0]).rpartition(b".")[2] if call is not None else b""


def follow_pieces(visit: Visit, each: Occurrence, place: StringPlace) -> bool:
    """The edit, when the string goes on behind what leads to the symbol; False when it does not."""
    first, rest = _pieces(visit, place.node)
    if first is None or rest is None or not _REST.fullmatch(visit.parsed.text(rest)):
        return False
    before = visit.parsed.source.code[rest.start_byte : each.start].decode().strip(".").split(".")
    if not _leads_to_it(visit, first, [part for part in before if part]):
        return False
    if visit.retarget is not None:
        visit.left(each, "warning", f"its path is put together, from {visit.text(first)} on")
        return True
    kind = "mock-targets" if function_around(visit, each) in MOCKS else "dotted-strings"
    visit.edit(each, f"dotted path behind {visit.text(first)}", kind=kind)
    return True


def _pieces(visit: Visit, string: Node) -> tuple[Node | None, Node | None]:
    """The expression that the path begins with, and the text that goes on; None for each when it is no such string."""
    parts = string.named_children
    if [part.type for part in parts] == _FORMATTED and len(parts[1].children) == 3:
        return parts[1].children[1], parts[2]
    above = string.parent
    added = above is not None and above.type == "binary_operator" and above.children[1].type == "+"
    if above is not None and added and above.children[2] == string and fixed_text(visit.parsed, string):
        return above.children[0], parts[1]
    return None, None


def _leads_to_it(visit: Visit, first: Node, before: list[str]) -> bool:
    """Does the path lead to the symbol that begins with the expression, and has those names before the symbol's?"""
    if first.type == "attribute" and field_text(visit.parsed, first, "attribute") == b"__name__":
        below = first.child_by_field_name("object")
        return below is not None and not before and visit.attribute_moves(below) is True
    if first.type != "identifier":
        return False
    if visit.text(first) == "__name__":
        module = visit.resolver.project.modules.of_file(visit.path)
        return module is not None and not before and visit.slots.renamed_in(module)
    parts = [*_constant(visit, first).split("."), *before]
    return leads_to(visit.slots, visit.path, parts, [*parts, visit.slots.old], surely=True)


def _constant(visit: Visit, name: Node) -> str:
    """The dotted path that the name is bound to, once, at the top of the file; "" when it is bound to anything else."""
    names = visit.resolver.project.names(visit.path, visit.text(name))
    bindings = names.bindings(names.module)
    if len(bindings) != 1 or bindings[0].scope != names.module or names.at(name.start_byte).home != names.module:
        return ""
    value = assigned_value(bindings[0].steps)
    text = fixed_text(visit.parsed, value) if value is not None and value.type == "string" else ""
    return text if is_dotted(text) else ""
