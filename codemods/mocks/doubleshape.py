"""What a class does, apart from how it is written: its normalised tree, member by member.

def send(self, text: str) -> None:          def send(self, text):
    '''Keep it.'''                     =        self.sent.append(text)
    self.sent.append(text)  # all
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Literal

from tree_sitter import Node

from ..errors import UnreadableSource
from ..meaning.parsing import Parsed
from ..meaning.syntax import decorators, field_of, inside, is_docstring
from ..records import dataclass

MAX_DEPTH = 200
Shape = str
Kind = Literal["method", "attribute", "class", "statement"]

_COMMAS = frozenset(
    {"argument_list", "parameters", "lambda_parameters", "list", "dictionary", "set", "tuple", "import_from_statement"}
)
_AS_UNTYPED = {"typed_default_parameter": "default_parameter"}


@dataclass(frozen=True)
class Member:
    """One name of a class body. `node` is its statement, decorators and all; `shape` what it does.

    A "statement" is what binds no single name: an `if`, a call, a `del`.
    """

    name: str
    kind: Kind
    node: Node
    shape: Shape
    is_async: bool = False
    decorators: tuple[str, ...] = ()

    @property
    def lines(self) -> int:
        return self.node.end_point.row - self.node.start_point.row + 1


def shape(parsed: Parsed, node: Node, renamed: Mapping[int, str], *, typed: bool = False) -> Shape:
    """The tree of `node` as text: without comments, docstrings, layout, and, unless `typed`, annotations.

    `renamed` says what to write for the identifiers at these bytes. Raises UnreadableSource when it nests too deeply.
    """
    out: list[str] = []
    _write(parsed, node, renamed, typed, out, 0)
    return " ".join(out)


def _write(parsed: Parsed, node: Node, renamed: Mapping[int, str], typed: bool, out: list[str], depth: int) -> None:
    if depth > MAX_DEPTH:
        line = parsed.source.line(node.start_byte)
        raise UnreadableSource(f"nests deeper than {MAX_DEPTH} levels (line {line})")
    if node.start_byte in renamed and node.type == "identifier":
        out.append(renamed[node.start_byte])
        return
    if node.type == "string":
        out.append(_string(parsed, node))
        return
    if not node.children:
        out.append(parsed.text(node).decode(errors="surrogateescape"))
        return
    kept = list(_kept(node, typed))
    if node.type in ("parenthesized_expression", "typed_parameter") and len(kept) == 1:
        _write(parsed, kept[0], renamed, typed, out, depth + 1)
        return
    out.append(f"({_AS_UNTYPED.get(node.type, node.type) if not typed else node.type}")
    for child in kept:
        _write(parsed, child, renamed, typed, out, depth + 1)
    out.append(")")


def _kept(node: Node, typed: bool) -> Iterator[Node]:
    """The children that say what the code does."""
    first = True
    bare = node.type == "assignment" and node.child_by_field_name("right") is not None and not typed
    for place, child in enumerate(node.children):
        field = node.field_name_for_child(place)
        if child.type == "comment" or (child.type == "," and node.type in _COMMAS):
            continue
        if node.type in ("block", "module"):
            statement, is_first = child, first
            first = False
            if _says_nothing(statement, is_first):
                continue
        if not typed and (field == "return_type" or (field == "type" and _is_parameter(node))):
            continue
        if bare and (field == "type" or child.type == ":"):
            continue
        if node.type == "parenthesized_expression" and child.type in "()":
            continue
        if not typed and child.type in (":", "->") and (_is_parameter(node) or child.type == "->"):
            continue
        yield child


def _is_parameter(node: Node) -> bool:
    return node.type in ("typed_parameter", "typed_default_parameter")


def _says_nothing(statement: Node, first: bool) -> bool:
    """`pass`, a lone `...`, and the docstring."""
    if statement.type == "expression_statement" and [each.type for each in statement.named_children] == ["ellipsis"]:
        return True
    return statement.type == "pass_statement" or (first and is_docstring(statement))


def _string(parsed: Parsed, node: Node) -> str:
    """The value of a plain literal, however it is quoted; of any other its text."""
    text = parsed.text(node).decode(errors="surrogateescape")
    prefix = text[: min(text.find(quote) for quote in "\"'" if quote in text)].lower()
    if "f" in prefix or "t" in prefix:
        return text
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return text


def body_of(node: Node) -> Iterator[Node]:
    """The statements in the body of a class or function, comments left out."""
    for child in inside(node, "body"):
        if child.type != "comment":
            yield child


def members(parsed: Parsed, node: Node, renamed: Mapping[int, str], *, typed: bool = False) -> Iterator[Member]:
    """The members of the class, in their order; its docstring and `pass` are none. Raises UnreadableSource."""
    for place, statement in enumerate(body_of(node)):
        if _says_nothing(statement, place == 0):
            continue
        yield _member(parsed, statement, renamed, typed)


def _member(parsed: Parsed, statement: Node, renamed: Mapping[int, str], typed: bool) -> Member:
    tree = shape(parsed, statement, renamed, typed=typed)
    inner = statement.child_by_field_name("definition") or statement
    decorated_by = tuple(parsed.text(each).decode() for each in decorators(inner))
    name = inner.child_by_field_name("name")
    if inner.type == "function_definition" and name is not None:
        is_async = any(child.type == "async" for child in inner.children)
        return Member(parsed.text(name).decode(), "method", statement, tree, is_async, decorated_by)
    if inner.type == "class_definition" and name is not None:
        return Member(parsed.text(name).decode(), "class", statement, tree, decorators=decorated_by)
    if inner.type == "expression_statement" and len(inner.named_children) == 1:
        assignment = inner.named_children[0]
        left = field_of(assignment, "left", "assignment")
        right = field_of(assignment, "right", "assignment")
        if left is not None and left.type == "identifier" and (right is None or right.type != "assignment"):
            return Member(parsed.text(left).decode(), "attribute", statement, tree)
    return Member("", "statement", statement, tree)
