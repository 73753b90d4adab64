"""Where `Old = New` can stand, so that it binds the old name wherever the new one is bound, and nowhere else.

if TYPE_CHECKING:                          if TYPE_CHECKING:
    from .m import Old                         from .m import New
                                               Old = New
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tree_sitter import Node

from ..meaning.flow import is_bare_annotation
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence, Scope
from ..records import dataclass
from ..source import line_begin

_DEFINITIONS = frozenset({"class_definition", "function_definition", "decorated_definition"})
_LOOPS = frozenset({"for_statement", "while_statement"})
_ARMS = frozenset({"except_clause", "except_group_clause"})
_FIRST = {  # of expressions, those of their parts that are always evaluated
    "boolean_operator": slice(0, 1), "comparison_operator": slice(0, 2), "conditional_expression": slice(1, 2),
    "assert_statement": slice(0, 0), "list_comprehension": slice(0, 0), "set_comprehension": slice(0, 0),
    "dictionary_comprehension": slice(0, 0), "generator_expression": slice(0, 0),
}  # fmt: skip
_IN_LINE = "; "


@dataclass(frozen=True, slots=True)
class Place:
    """An offset behind a statement, and what has to stand there before an assignment.

    `sure` when the name is bound there in every run that comes by.
    """

    at: int
    before: str
    sure: bool = True


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


def is_surely_bound(root: Node, bindings: Sequence[Occurrence], deletions: Sequence[Occurrence] = ()) -> bool:
    """Has one of the bindings been made whenever the module is loaded to its end, and is it still there?"""
    return not deletions and _binds(root, _sure(bindings))


def is_surely_gone(bindings: Sequence[Occurrence], deletions: Sequence[Occurrence]) -> bool:
    """Is the name deleted behind its bindings, whenever the module is loaded to its end?"""
    last = max((each.start for each in bindings), default=0)
    return any(each.start > last and each.steps[1].node.type == "delete_statement" for each in deletions)


def places(parsed: Parsed, bindings: Sequence[Occurrence], deletions: Sequence[Occurrence] = ()) -> list[Place]:
    """Behind the last binding; or, when it is in a branch that need not run, behind the last one of each block."""
    root = parsed.tree.root_node
    if deletions or is_surely_bound(root, bindings):
        last = max((*bindings, *deletions), key=lambda each: each.start)
        return [replace(behind(parsed, last.steps[1].node, root), sure=not deletions)]
    found: dict[int, Place] = {}
    for binding in bindings:
        block, statement = _innermost(binding)
        place = behind(parsed, statement, block)
        if not _binds(block, _sure(bindings)):
            in_line = place.before == _IN_LINE  # where no compound statement can stand
            place = replace(behind(parsed, binding.steps[1].node, root) if in_line else place, sure=False)
            block = root if in_line else block
        found[block.start_byte] = place
    return list(found.values())


def _sure(bindings: Sequence[Occurrence]) -> set[int]:
    """Where those begin that are made whenever their statement is run."""
    return {each.start for each in bindings if not _is_conditional(each)}


def _is_conditional(binding: Occurrence) -> bool:
    """Is it a `:=` in a part of an expression that need not be evaluated?"""
    for step, inner in zip(binding.steps, binding.steps[1:], strict=False):
        evaluated = _FIRST.get(step.node.type)
        if evaluated is not None and inner.node not in step.node.named_children[evaluated]:
            return True
    return False


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
        case "with_statement":  # what stands in it may be left by an exception that goes no further
            return any(
                start < node.named_children[0].named_children[0].end_byte for start in starts if start > node.start_byte
            )
        case "class_definition" | "function_definition":
            body = _body(node)
            return any(node.start_byte <= start < body.start_byte for start in starts) or _binds(body, starts)
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
        return Place(statement.end_byte, _IN_LINE)
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
