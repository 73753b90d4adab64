"""What `from module import *` brings: the names in `__all__`, as far as they can be read without running anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from ..repo.files import RepoPath
from .modules import Module
from .parsing import Parsed
from .syntax import assigned_value, field_text, walk
from .targets import UNKNOWN, Targets

if TYPE_CHECKING:
    from .bindings import Resolver


def exported(resolver: Resolver, module: Module) -> frozenset[str] | None:
    named: set[str] = set()
    known = False
    for path in module.files:
        if not resolver.project.spells(path, "__all__"):
            continue
        for each in resolver.project.names(path, "__all__").occurrences:
            statement = each.enclosing("expression_statement")
            if statement is None or each.role not in ("bind", "use") or each.home is None:
                continue
            known = known or each.role == "bind"
            listed = _listed(resolver, path, statement)
            if listed is None:
                return None
            named |= listed
    return frozenset(named) if known else None


def _listed(resolver: Resolver, path: RepoPath, statement: Node) -> set[str] | None:
    """The names in a statement that sets or extends `__all__`; None when some of them are computed."""
    parsed = resolver.project.parsed(path)
    named: set[str] = set()
    for node in _values_in(parsed, statement):
        if node.type == "string":
            named |= set(_strings(parsed, node))
            continue
        lists = _lists(resolver, path, node)
        if lists is None:
            return None
        named |= lists
    return named


def _lists(resolver: Resolver, path: RepoPath, node: Node) -> set[str] | None:
    """The names that `other.__all__`, or a name bound to a list or to another module's `__all__`, stands for."""
    parsed = resolver.project.parsed(path)
    if node.type == "attribute" and field_text(parsed, node, "attribute") == b"__all__":
        below = node.child_by_field_name("object")
        modules = resolver.of_expression(path, below) if below is not None else UNKNOWN
        return _all_of(resolver, modules)
    if node.type != "identifier":
        return None
    names = resolver.project.names(path, parsed.text(node).decode())
    named: set[str] = set()
    for binding in names.bindings(names.module):
        statement = binding.enclosing("import_from_statement")
        if statement is not None:
            source = resolver.imported_module(path, statement)
            found = _all_of(resolver, frozenset({source})) if isinstance(source, Module) else None
        else:
            value = assigned_value(binding.steps)
            found = set(_strings(parsed, value)) if value is not None and value.type in ("list", "tuple") else None
        if found is None:
            return None
        named |= found
    return named if names.bindings(names.module) else None


def _all_of(resolver: Resolver, modules: Targets) -> set[str] | None:
    named: set[str] = set()
    for module in modules:
        theirs = resolver.exported(module) if isinstance(module, Module) else None
        if theirs is None:
            return None
        named |= theirs
    return named


def _values_in(parsed: Parsed, statement: Node) -> Iterator[Node]:
    """The strings, names and attributes that a statement puts into `__all__`, and whatever else computes it."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        match node.type:
            case "assignment" | "augmented_assignment":
                right = node.child_by_field_name("right")
                waiting += [right] if right is not None else []
            case "call" if parsed.text(node.children[0]).rpartition(b".")[0] == b"__all__":
                waiting += node.children[1].named_children
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


def _strings(parsed: Parsed, statement: Node) -> Iterator[str]:
    for node in walk(statement):
        if node.type == "string_content":
            yield from parsed.text(node).decode().replace(",", " ").split()
