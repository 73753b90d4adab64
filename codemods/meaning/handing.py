"""Names that a module's `__getattr__` takes from another module under the very name that it is asked for (PEP 562).

_NAMES = ("Old", "Other")                  def __getattr__(name):
def __getattr__(name):                         warn(f"{name} has moved")
    if name in _NAMES:                         return getattr(m, name)
        return getattr(m, name)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from .parsing import DEFINITIONS, Parsed, Steps, matches
from .stems import Module
from .syntax import field_of, field_text, inside, loaded, walk
from .targets import NOTHING, Targets

if TYPE_CHECKING:
    from .bindings import Resolver

GROUPS = ("list", "tuple", "set", "expression_list")
ASSIGNED = ("assignment", "augmented_assignment")


def asked_modules(resolver: Resolver, path: str, function: Node) -> Iterator[tuple[Targets, Node]]:
    """What the function asks by `getattr(m, name)`, each with the node of the name."""
    parsed = resolver.project.parsed(path)
    for node in matches("(call) @call", function):
        given = inside(node, "arguments")
        if parsed.text(node.children[0]) == b"getattr" and len(given) > 1:
            yield resolver.of_expression(path, given[0]), given[1]


def handed_on_by_list(resolver: Resolver, path: str, steps: Steps, name: str) -> Module | None:
    """The module from which it takes the names of the list at the top of the file in which the string stands.

    Or of the keys of a dict. None where `__getattr__` does not look into it, or several modules have the name.
    """
    parsed = resolver.project.parsed(path)
    table = next((step.node for step in steps if step.node.type in ASSIGNED), None)
    function = module_getattr(parsed)
    if table is None or function is None or not _is_listed(steps, table):
        return None
    places = list(_looked_into(parsed, function, field_text(parsed, table, "left")))
    asked = asked_name(parsed, function)
    owners = [
        owner for owner, key in asked_modules(resolver, path, function)
        if parsed.text(key) == asked and any(key.start_byte in place for place in places)
    ]  # fmt: skip
    found = {each for owner in owners for each in _having(resolver, owner, name)}
    return found.pop() if len(found) == 1 else None


def _looked_into(parsed: Parsed, function: Node, table: bytes) -> Iterator[range]:
    """Where the function knows that the name is in the table: below `if name in TABLE`, or behind a `not in`."""
    within = re.compile(rb"\b(not\s+)?in\s+%b\b" % re.escape(table))
    for node in walk(function):
        found = within.search(field_text(parsed, node, "condition")) if node.type == "if_statement" else None
        if found is not None:
            yield range(node.start_byte, function.end_byte if found[1] else node.end_byte)


def handed_on(resolver: Resolver, path: str, name: str) -> Targets:
    """What it takes so whatever it is asked for: `return getattr(m, name)`, come to in every way with that name."""
    parsed = resolver.project.parsed(path)
    function = module_getattr(parsed) if b" getattr(" in parsed.source.code else None
    body = field_of(function, "body")
    if function is None or body is None:
        return NOTHING
    asked = asked_name(parsed, function)
    last = next((each for each in body.named_children if _may_end(parsed, each, asked, name)), None)
    if last is None or last.type != "return_statement" or not parsed.text(last).startswith(b"return getattr("):
        return NOTHING
    owners = [owner for owner, key in asked_modules(resolver, path, last) if parsed.text(key) == asked]
    found = [resolver.member(each, name) for each in _having(resolver, owners[0], name)] if len(owners) == 1 else []
    return found[0] if len(found) == 1 else NOTHING


def _having(resolver: Resolver, owner: Targets, name: str) -> list[Module]:
    return [each for each in owner if isinstance(each, Module) and resolver.member(each, name)]


def module_getattr(parsed: Parsed) -> Node | None:
    """The last `__getattr__` that is defined whenever the module is loaded; None without one."""
    functions = (node for node in loaded(parsed) if node.type == "function_definition")
    own = [node for node in functions if field_text(parsed, node, "name") == b"__getattr__"]
    return own[-1] if own else None


def getattr_around(parsed: Parsed, steps: Steps) -> Node | None:
    """The module's `__getattr__` around the place; None elsewhere, as in the method of a class."""
    outer = next((step.node for step in steps if step.node.type in DEFINITIONS), None)
    named = outer is not None and field_text(parsed, outer, "name") == b"__getattr__"
    return outer if named and outer is not None and outer.type == "function_definition" else None


def asked_name(parsed: Parsed, function: Node) -> bytes:
    """What the function calls the name that it is asked for."""
    parameters = inside(function, "parameters")
    return parsed.text(parameters[0]).partition(b":")[0].strip() if parameters else b""


def _is_listed(steps: Steps, table: Node) -> bool:
    """Is the string at the end an element of the list that is assigned at the top, or a key of the dict?"""
    around = [step.node.type for step in steps if step.node.start_byte > table.start_byte]
    if len(steps) - len(around) != 3:
        return False
    if around == ["dictionary", "pair", "string"]:
        return steps[-1].field == "key"
    is_element = len(around) > 1 and around[-1] == "string" and around[-2] in GROUPS
    return is_element and around[:-2] in ([], ["call", "argument_list"])


def _may_end(parsed: Parsed, statement: Node, asked: bytes, name: str) -> bool:
    """May the function end with the statement when it is asked for the name?"""
    if statement.type == "if_statement" and not statement.children_by_field_name("alternative"):
        condition = field_text(parsed, statement, "condition")
        if re.fullmatch(rb"%b\.startswith\([\"']_+[\"']\)" % asked, condition) and not name.startswith("_"):
            return False
        compared = re.fullmatch(rb"%b == [\"'](\w+)[\"']" % asked, condition)
        if compared and compared[1] != name.encode():
            return False
    return any(node.type in ("return_statement", "raise_statement") for node in walk(statement))
