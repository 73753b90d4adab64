"""The door to the parser: tree-sitter, so that what can be read does not hang on the Python that runs canonize.

file = parse(Source.read(b"a.b(c)"))
[step.node.type for step in file.steps(2)] == ["module", "expression_statement", "call", "attribute", "identifier"]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree
from tree_sitter_python import language

from .errors import UnreadableSource
from .source import Source

PYTHON = Language(language())
_PARSER = Parser(PYTHON)
# tree-sitter's grammar also reads Python 2's statements; they are looked for only where one can be.
_HINTS_OF_PYTHON_2 = (b"print ", b"print\t", b"print'", b'print"', b"print>", b"exec ", b"exec\t", b"exec'", b'exec"')
_MAYBE_PYTHON_2 = re.compile(rb"\b(?:print|exec)[ \t]*[^\s(=.:,)\]}a-z]|\b(?:print|exec)[ \t]+[a-z_A-Z0-9]")
_PYTHON_2 = "[(print_statement) (exec_statement)] @statement"
# Python itself gives up at some 3,000. Of a chain such as `a + a + …` each name is as deep as the chain is long.
MAX_NESTING = 1000


class Step(NamedTuple):
    """One node on the way from the root to a leaf, and the field of its parent that it fills ("" when none)."""

    node: Node
    field: str


Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Parsed:
    """A Python file that parsed, with its syntax tree over `source.code`."""

    source: Source
    tree: Tree

    def steps(self, offset: int) -> Steps:
        """The nodes that hold byte `offset` of the code, from the module down to the leaf.

        Raises UnreadableSource when there are more than MAX_NESTING.
        """
        cursor = self.tree.walk()
        steps = [Step(self.tree.root_node, "")]
        while cursor.goto_first_child_for_byte(offset) is not None:
            node = cursor.node
            if node is None or node.start_byte > offset:
                break
            steps.append(Step(node, cursor.field_name or ""))
            if len(steps) > MAX_NESTING:
                raise UnreadableSource(f"nests deeper than {MAX_NESTING} levels (line {self.source.line(offset)})")
        return tuple(steps)

    def text(self, node: Node) -> bytes:
        return self.source.code[node.start_byte : node.end_byte]


def parse(source: Source) -> Parsed:
    """The file with its tree. Raises UnreadableSource, with the line, for what is not Python 3."""
    tree = _PARSER.parse(source.code)
    if tree.root_node.has_error:
        tree = _PARSER.parse(_mended(source, tree))
        if tree.root_node.has_error:
            place = next(_errors(tree.root_node), tree.root_node)
            raise UnreadableSource(f"does not parse (line {source.line(place.start_byte)})")
    if any(hint in source.code for hint in _HINTS_OF_PYTHON_2) and _MAYBE_PYTHON_2.search(source.code):
        for node in matches(_PYTHON_2, tree.root_node):
            raise UnreadableSource(f"is Python 2 (line {source.line(node.start_byte)})")
    return Parsed(source, tree)


def parses(code: bytes) -> bool:
    """Is the code, by itself, Python 3?"""
    try:
        parse(Source(code, code))
    except UnreadableSource:
        return False
    return True


def reparse(parsed: Parsed, code: bytes, edits: Iterator[tuple[int, int, int]] | list[tuple[int, int, int]]) -> Tree:
    """The tree of `code`: the parsed file after `edits` (start, end before, end after), the last one first.

    Only what the edits touch is parsed again; the answer is the tree that a parse of the whole would give.
    """
    tree = parsed.tree.copy()
    for start, old_end, new_end in edits:
        zero = (0, 0)  # rows and columns are not looked at: all that is asked of the tree goes by bytes
        tree.edit(start, old_end, new_end, zero, zero, zero)
    return _PARSER.parse(code, tree)


_QUERIES: dict[str, Query] = {}


def matches(query: str, root: Node) -> list[Node]:
    """The nodes that `query`, with one capture, finds below `root`, in the order of the text."""
    compiled = _QUERIES.get(query) or _QUERIES.setdefault(query, Query(PYTHON, query))
    captures = QueryCursor(compiled).captures(root)
    return sorted((node for nodes in captures.values() for node in nodes), key=lambda node: node.start_byte)


def _errors(root: Node) -> Iterator[Node]:
    """The ERROR and MISSING nodes, outermost first."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            waiting.extend(reversed(node.children))


def _mended(source: Source, tree: Tree) -> bytes:
    """The code with what tree-sitter's grammar does not know blanked out by as many bytes."""
    return source.code
