"""What a place in a syntax tree is to the name that stands there: a use, a binding, an attribute, a string, …

The nodes from the module down to the leaf decide it, and no scope. Rules: language reference, 6 to 8; PEP 634 and 695.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from tree_sitter import Node

from ..regexes import regex
from .parsing import DEFINITIONS, Parsed, Steps

Role = Literal[
    "use",  # a name that is read
    "bind",  # a name that is bound: assignment, import, def, class, parameter, for, with, except, match, walrus, type
    "delete",  # del name: makes it local, binds nothing
    "global", "nonlocal",  # named by the statement
    "attribute",  # o.name
    "keyword",  # f(name=...), case C(name=...)
    "path",  # part of the dotted path of an import
    "imported",  # what `from m import name as other` takes
    "mangled",  # __name in a class body: not this name at run time
    "string", "comment", "other",
]  # fmt: skip

# Letters of a string literal that are no text: the prefix in f"…", the conversion in {x!r}.
_MARKS = frozenset({"string_start", "type_conversion"})
_WITHIN_A_WORD = regex(rb"[\w\x80-\xff]{2}")
_TARGET_PARTS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "parenthesized_expression", "tuple", "list",
     "list_splat", "expression_list", "dictionary_splat_pattern"}
)  # fmt: skip


def role_of_text(steps: Steps) -> Role:
    if steps[-1].node.type in _MARKS:
        return "other"
    for step in reversed(steps):
        if step.node.type in ("string_content", "string", "escape_sequence"):
            return "string"
        if step.node.type == "comment":
            return "comment"
    return "other"


def role_of(steps: Steps) -> Role:
    """What an identifier is, by its parent."""
    leaf, parent = steps[-1], steps[-2]
    match parent.node.type:
        case "attribute":
            return "attribute" if leaf.field == "attribute" else "use"
        case "keyword_argument":
            return "keyword" if leaf.field == "name" else "use"
        case "keyword_pattern":
            return "keyword"
        case "function_definition" | "class_definition":
            return "bind" if leaf.field == "name" else "use"
        case "named_expression":
            is_format = steps[-3].node.type == "interpolation"  # f"{x:=8}"
            return "bind" if leaf.field == "name" and not is_format else "use"
        case "member_type":
            return "attribute"  # List[int].name: what is left of the dot stands in a type
        case "global_statement":
            return "global"
        case "nonlocal_statement":
            return "nonlocal"
        case "dotted_name":
            return _role_in_dotted_name(steps)
        case "aliased_import":
            return "bind"  # the alias: names stand in dotted_name
        case "splat_pattern" | "case_pattern":
            return "bind"
        case "as_pattern":
            return "bind" if _in_case(steps) else "use"
        case "parameters" | "lambda_parameters":
            return "bind"
        case "type" | "splat_type" | "generic_type" | "constrained_type":
            return _role_in_type(steps)
        case _:
            return _role_in_target(steps)


def _role_in_dotted_name(steps: Steps) -> Role:
    leaf, dotted, owner = steps[-1].node, steps[-2], steps[-3]
    first = dotted.node.children[0] == leaf
    match owner.node.type:
        case "import_statement":
            return "bind" if first else "path"
        case "aliased_import":
            return "imported" if steps[-4].node.type != "import_statement" else "path"
        case "import_from_statement" | "future_import_statement":
            return "bind" if dotted.field == "name" else "path"
        case "relative_import":
            return "path"
        case "class_pattern":
            return "use" if first else "attribute"
        case _ if len(dotted.node.named_children) > 1:
            return "use" if first else "attribute"
        case _:
            return "bind"  # a bare name in a pattern captures (language reference, 8.6.4.3)


def _in_case(steps: Steps) -> bool:
    return any(step.node.type == "case_pattern" for step in steps[-7:])


def _role_in_type(steps: Steps) -> Role:
    """In annotations names are used; in the brackets behind a def, class or type statement they are bound (PEP 695)."""
    climb = len(steps) - 2
    if steps[climb].node.type == "splat_type":
        climb -= 1
    if steps[climb].node.type == "generic_type":
        return _left_of_type_alias(steps, climb - 1)
    if steps[climb - 1].node.type == "constrained_type":
        if steps[climb - 1].node.named_children[0] != steps[climb].node:
            return "use"  # the bound of a type parameter
        climb -= 2
    if steps[climb - 1].node.type != "type_parameter":
        return _left_of_type_alias(steps, climb)
    if steps[climb - 2].node.type in DEFINITIONS:
        return "bind"
    return _left_of_type_alias(steps, climb - 3)


def _left_of_type_alias(steps: Steps, climb: int) -> Role:
    if climb < 1 or steps[climb].field != "left":
        return "use"
    return "bind" if steps[climb - 1].node.type == "type_alias_statement" else "use"


def _role_in_target(steps: Steps) -> Role:
    """Bound when nothing but tuples, lists and stars stand between the name and the left of a binding statement."""
    climb = len(steps) - 1
    while steps[climb - 1].node.type in _TARGET_PARTS:
        climb -= 1
    owner, part = steps[climb - 1].node.type, steps[climb].field
    match owner:
        case "assignment" if climb < len(steps) - 1 and steps[climb - 1].node.child_by_field_name("right") is None:
            return "use"  # `(name): T` binds nothing, and does not declare it either
        case "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause":
            return "bind" if part == "left" else "use"
        case "as_pattern_target" | "parameters" | "lambda_parameters" | "typed_parameter":
            return "bind"  # the type of a parameter stands in a node of its own
        case "delete_statement":
            return "delete"
        case "default_parameter" | "typed_default_parameter":
            return "bind" if part == "name" else "use"
        case _:
            return "use"


def runs_on(parsed: Parsed, string: Node) -> bool:
    """Does a word of the string go on in the one before or behind it: "Old" "er"?"""
    above = string.parent
    if above is None or above.type != "concatenated_string":
        return False
    near = [_piece(string.prev_named_sibling, back=True), string, _piece(string.next_named_sibling, back=False)]
    texts = [b"".join(parsed.text(part) for part in each.named_children[1:-1]) for each in near if each is not None]
    return any(_WITHIN_A_WORD.fullmatch(one[-1:] + other[:1]) for one, other in pairwise(texts))


def _piece(node: Node | None, *, back: bool) -> Node | None:
    """The node, or the first string before or behind it: comments may stand between."""
    while node is not None and node.type != "string":
        node = node.prev_named_sibling if back else node.next_named_sibling
    return node
