"""What a module's `__getattr__` returns for a name, where that is written out (PEP 562).

def __getattr__(name):
    if name == "Old":
        from .core import Manager
        return Manager                 # returned(…, "Old") is the node of this Manager
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.handing import getattr_around
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..meaning.syntax import inside, walk
from ..repo.files import RepoPath


def returned(resolver: Resolver, path: RepoPath, name: str) -> list[Node]:
    """The names and attributes that the file's `__getattr__` returns when it is asked for `name`."""
    names = resolver.project.spelled(path, name)
    if names is None or not names.parsed.holds("__getattr__"):
        return []
    strings = [each for each in names.occurrences if each.role == "string"]
    return [node for each in strings for node in _behind(names.parsed, each, name)]


def keys(parsed: Parsed, each: Occurrence) -> Iterator[tuple[str, int]]:
    """The names for which `__getattr__` returns what stands here, each with its place."""
    statement = each.enclosing("return_statement")
    branch = each.enclosing("if_statement")
    if statement is None or branch is None or getattr_around(parsed, each.steps) is None:
        return
    condition = branch.child_by_field_name("condition")
    for node in walk(condition) if condition is not None else ():
        if node.type == "string_content" and parsed.text(node).decode(errors="replace").isidentifier():
            yield parsed.text(node).decode(), node.start_byte


def _behind(parsed: Parsed, each: Occurrence, name: str) -> Iterator[Node]:
    branch = each.enclosing("if_statement")
    comparison = each.enclosing("comparison_operator")
    if branch is None or comparison is None or getattr_around(parsed, each.steps) is None:
        return
    if branch.child_by_field_name("condition") != comparison or each.node.type != "string_content":
        return
    if parsed.text(each.node).decode(errors="replace") != name:
        return
    for statement in inside(branch, "consequence"):
        if statement.type == "return_statement" and statement.named_children:
            value = statement.named_children[0]
            if value.type in ("identifier", "attribute"):
                yield value
