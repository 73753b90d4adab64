"""Where `Old = New` can stand, so that it binds the old name wherever the new one is bound, and nowhere else.

if TYPE_CHECKING:                          if TYPE_CHECKING:
    from .m import Old                         from .m import New
                                               Old = New
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from ..meaning.flow import is_bare_annotation
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence, Scope
from ..records import dataclass
from ..source import line_begin

_DEFINITIONS = frozenset({"class_definition", "function_definition", "decorated_definition"})
_LOOPS = frozenset({"for_statement", "while_statement"})
_ARMS = frozenset({"except_clause", "except_group_clause"})


@dataclass(frozen=True, slots=True)
class Place:
    """An offset behind a statement, and what has to stand there before an assignment."""

    at: int
    before: str


def binding_at_once(bindings: Sequence[Occurrence], module: Scope) -> list[Occurrence]:
    """Those that bind while the module is loaded: no bare `name: T`, and no `global` in a function."""
    return [each for each in bindings if not is_bare_annotation(each) and each.scope == module]


def is_for_checkers(parsed: Parsed, binding: Occurrence) -> bool:
    """Does it stand below `if TYPE_CHECKING:`, where no program comes?"""
    for step, inner in zip(binding.steps, binding.steps[1:], strict=False):
        condition = step.node.child_by_field_name("condition") if step.node.type == "if_statement" else None
        named = parsed.text(condition) if condition is not None and inner.field == "consequence" else b""
        if named.rpartition(b".")[2] == b"TYPE_CHECKING":
            return True
    return False


def is_surely_bound(root: Node, bindings: Sequence[Occurrence]) -> bool:
    """Has one of the bindings been made whenever the module is loaded to its end?"""
    return _binds(root, {each.start for each in bindings})


def places(parsed: Parsed, bindings: Sequence[Occurrence]) -> list[Place]:
    """Behind the last binding; or, when it is in a branch that need not run, behind the last one of each block."""
    root = parsed.tree.root_node
    top = [each.steps[1].node for each in bindings]
    if is_surely_bound(root, bindings):
        return [behind(parsed, top[-1], root)]
    found: dict[int, Place] = {}
    for binding in bindings:
        block, statement = _innermost(binding)
        found[block.start_byte] = behind(parsed, statement, block)
    return list(found.values())


def _binds(node: Node, starts: set[int]) -> bool:
    """Does the statement, or one of the block, bind in every way through it that comes to its end?"""
    if not any(node.start_byte <= start < node.end_byte for start in starts):
        return False
    match node.type:
        case "module" | "block":
            return any(_binds(child, starts) for child in node.named_children)
        case "if_statement":
            arms = [node.child_by_field_name("consequence"), *node.children_by_field_name("alternative")]
            bodies = [_body(arm) for arm in arms if arm is not None]
            condition = any(node.start_byte <= start < bodies[0].start_byte for start in starts)
            whole = arms[-1] is not None and arms[-1].type == "else_clause"
            return condition or (whole and _all(bodies, starts))
        case "try_statement":
            last = [_body(child) for child in node.children if child.type == "finally_clause"]
            body = node.child_by_field_name("body")
            arms = [body, *(child for child in node.children if child.type in _ARMS)]
            return _all([_body(arm) for arm in arms if arm is not None], starts) or any(
                _binds(each, starts) for each in last
            )
        case "with_statement":
            return _binds(_body(node), starts) or any(start < _body(node).start_byte for start in starts)
        case "match_statement" | "for_statement" | "while_statement":
            return False
        case _:
            return True


def _all(blocks: Sequence[Node], starts: set[int]) -> bool:
    return all(_binds(block, starts) or _leaves(block) for block in blocks)


def _leaves(block: Node) -> bool:
    return bool(block.named_children) and block.named_children[-1].type == "raise_statement"


def _body(arm: Node) -> Node:
    if arm.type == "block":
        return arm
    blocks = [child for child in arm.named_children if child.type == "block"]
    return blocks[-1] if blocks else arm


def _innermost(binding: Occurrence) -> tuple[Node, Node]:
    """The block that holds the binding, and its statement there; a loop is one statement."""
    found = (binding.steps[0].node, binding.steps[1].node)
    for at, step in enumerate(binding.steps[:-1]):
        if step.node.type in (*_LOOPS, *_DEFINITIONS):
            break
        if step.node.type == "block":
            found = (step.node, binding.steps[at + 1].node)
    return found


def behind(parsed: Parsed, statement: Node, block: Node) -> Place:
    """The place behind a statement of the block, or of the module."""
    code, newline = parsed.source.code, parsed.source.newline.decode()
    if block.type == "block" and block.parent is not None and block.start_point.row == block.parent.start_point.row:
        return Place(statement.end_byte, "; ")
    top = block.type == "module"
    apart = newline * ((3 if top else 2) if statement.type in _DEFINITIONS else 1)
    first = block.named_children[0].start_byte
    begin = line_begin(code, first)
    indent = "" if top else code[begin:first].decode()
    return Place(line_end(parsed, statement.end_byte), apart + indent)


def line_end(parsed: Parsed, at: int) -> int:
    """Where the line that holds the offset ends."""
    code = parsed.source.code
    ends = [end for end in (code.find(b"\n", at), code.find(b"\r", at)) if end >= 0]
    return min(ends, default=len(code))
