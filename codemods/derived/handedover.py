"""Code that makes keys of the names of what it is given, where the symbol is given to it.

register(OldName)                                       # def register(cls): REGISTRY[snake(cls.__name__)] = cls
TABLE = {snake(each.__name__): each for each in (OldName, Other)}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.parsing import DEFINITIONS, Parsed, Steps, innermost
from ..meaning.scopes import COMPREHENSIONS, Occurrence
from ..meaning.syntax import field_text, holds
from ..repo.files import RepoPath
from .builders import Builder, definitions
from .keysigns import REGISTERED, TAKEN, spelled_names

_MOST = 40  # calls that are looked at
_AROUND = 200  # bytes on either side of what takes a name
_VERY_NAME = REGISTERED + rb"|(?<=[{,])\s*\w+\.__name__\s*:"  # compiled when needed
_GROUPS = frozenset({"list", "tuple", "set", "expression_list", "list_splat", "attribute"})
_ROUNDS = ("for_statement", *COMPREHENSIONS)


def makers_of_keys(
    resolver: Resolver, path: RepoPath, uses: Iterable[Occurrence], asked: set[tuple[RepoPath, bytes]]
) -> Iterator[Builder]:
    """The places that make keys of what they are given, where the file gives them the symbol, whose `uses` these are.

    What is called is looked at once: it is kept in `asked`.
    """
    parsed = resolver.project.parsed(path)
    loops = [(at, exact, around) for at, exact in _keys_in(parsed.source.code) if (around := _loops_around(parsed, at))]
    for each in uses:
        steps = _of_group(each.steps)
        for at, is_exact, around in loops:
            if _goes_over(parsed, steps, around):
                yield Builder(path, parsed.source.line(at), True, is_exact)
        function = _called_with(steps)
        known = (path, parsed.text(function)) if function is not None else None
        if function is not None and known is not None and known not in asked and len(asked) < _MOST:
            asked.add(known)
            yield from _keys_made_by(resolver, path, function)


def _keys_made_by(resolver: Resolver, path: RepoPath, function: Node) -> Iterator[Builder]:
    for file, binding in definitions(resolver, path, function):
        source, body = resolver.project.parsed(file).source, binding.parent
        if body.type == "function_definition":
            for at, is_exact in _keys_in(source.code[body.start_byte : body.end_byte]):
                yield Builder(file, source.line(body.start_byte + at), True, is_exact)


def _keys_in(code: bytes) -> Iterator[tuple[int, bool]]:
    """Where a key is made of a name, and whether it is the very name."""
    yield from ((at, False) for at in spelled_names(code))
    very, at = re.compile(_VERY_NAME), -1
    while (at := code.find(TAKEN, at + 1)) >= 0:  # a search by the pattern alone would try it at every byte
        begin = max(0, at - _AROUND)
        found = very.finditer(code, begin, at + _AROUND)
        yield from ((each.start(), True) for each in found if each.start() <= at < each.end())


def _of_group(steps: Steps) -> Steps:
    """The way to the list or tuple in which the symbol stands, or to itself."""
    at = len(steps)
    while at > 2 and steps[at - 2].node.type in _GROUPS:
        at -= 1
    return steps[:at]


def _called_with(steps: Steps) -> Node | None:
    """What is called with it, where the call is a statement, or made when the module is loaded."""
    call = steps[-3].node if len(steps) > 3 and steps[-2].node.type == "argument_list" else None
    if call is None or call.type != "call":
        return None
    is_statement = steps[-4].node.type == "expression_statement"
    return call.children[0] if is_statement or innermost(steps, *DEFINITIONS) is None else None


def _loops_around(parsed: Parsed, at: int) -> list[Node]:
    return [step.node for step in parsed.steps(at) if step.node.type in _ROUNDS]


def _goes_over(parsed: Parsed, steps: Steps, around: Iterable[Node]) -> bool:
    """Does one of the loops go over the group, or over the name that it is bound to?"""
    group, above = steps[-1].node, steps[-2].node
    bound = field_text(parsed, above, "left") if above.type == "assignment" else b""
    for node in around:
        if holds(node, group.start_byte):
            return steps[-1].field == "right"
        clauses = (each for each in node.named_children if each.type == "for_in_clause")
        if bound and field_text(parsed, next(clauses, node), "right") == bound:
            return True
    return False
