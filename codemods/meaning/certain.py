"""Is a name bound in every way through a block: in both arms of an `if`, in a `try` and all its handlers?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tree_sitter import Node

from .branches import is_bare_annotation
from .flow import is_before, is_late
from .scopes import Names, Occurrence
from .syntax import holds

_ARMS = frozenset({"except_clause", "except_group_clause"})
_BODIES = frozenset({"body", "consequence"})  # run when what stands before them has been
_FIRST = {  # of expressions, those of their parts that are always evaluated
    "boolean_operator": slice(0, 1), "comparison_operator": slice(0, 2), "conditional_expression": slice(1, 2),
    "assert_statement": slice(0, 0), "list_comprehension": slice(0, 0), "set_comprehension": slice(0, 0),
    "dictionary_comprehension": slice(0, 0), "generator_expression": slice(0, 0),
}  # fmt: skip


def is_surely_bound(names: Names, bindings: Sequence[Occurrence]) -> bool:
    """Has one of the global's bindings been made whenever the module is loaded to its end, and is it still there?"""
    return not names.deletions(names.module) and binds_surely(names.parsed.tree.root_node, bindings)


def is_surely_there(names: Names) -> bool:
    """Has the module the name whenever it is loaded, by a binding of its own?"""
    return is_surely_bound(names, [each for each in names.own if each.scope == names.module])


def binds_surely(block: Node, bindings: Sequence[Occurrence]) -> bool:
    """Has one of the bindings been made whenever the block, or the statement, is run to its end?"""
    return _binds(block, _sure(bindings))


def is_bound_at(use: Occurrence, bindings: Sequence[Occurrence]) -> bool:
    """Has one of the bindings of a global been made whenever the use is come to? In a function, when all is loaded."""
    late = is_late(use)
    starts = _sure(bindings)
    for step, inner in pairwise(use.steps):
        if step.node.type in ("module", "block"):
            over = (each for each in step.node.named_children if late or each.end_byte <= use.start)
            if any(_binds(each, starts) for each in over):
                return True
        elif inner.field in _BODIES and any(step.node.start_byte <= at < inner.node.start_byte for at in starts):
            return True
    return False


def may_lack(names: Names, bindings: tuple[Occurrence, ...]) -> bool:
    """Is a use of the global, further down than its first binding, come to with none of the bindings made?"""
    uses = (each for each in names.occurrences if each.role == "use" and each.home == names.module)
    return any(not is_before(each, bindings) and not is_bound_at(each, bindings) for each in uses)


def is_sure(statement: Node, use: Occurrence | None = None) -> bool:
    """Has the statement been run whenever the use is come to; without one, whenever the module is loaded?"""
    block = statement.parent
    if block is None or block.type == "module":
        return True
    return use is not None and any(step.node == block for step in use.steps)


def may_reach(statement: Node, use: Occurrence) -> bool:
    """May the statement have been run when the use is come to: it stands above it, and not in the other arm?"""
    return is_late(use) or (statement.start_byte < use.start and not in_another_arm(use, statement))


def in_another_arm(use: Occurrence, node: Node) -> bool:
    """Does the node stand in an arm of an `if` that is not run when that of the use is?"""
    way = [node]
    while (above := way[-1].parent) is not None:
        way.append(above)
    for step, mine, other in zip(use.steps, use.steps[1:], way[-2::-1], strict=False):
        if mine.node == other:
            continue
        if step.node.type != "if_statement":
            return False
        return other in step.node.children_by_field_name("alternative") or other == step.node.child_by_field_name(
            "consequence"
        )
    return False


def stand_apart(one: Node, other: Node) -> bool:
    """Do the statements stand in arms of one `if`, `try` or `match`, of which no two are run to their ends?"""
    below: dict[int, Node] = {}  # of each node around the one, the child on the way there
    while (above := one.parent) is not None:
        below[above.id] = one
        one = above
    while (above := other.parent) is not None and above.id not in below:
        other = above
    if above is None or (mine := below[above.id]) == other:
        return False
    kinds = {mine.type, other.type}
    match above.type:
        case "if_statement":
            return True
        case "try_statement":
            return bool(kinds & _ARMS) and "finally_clause" not in kinds
        case _:
            return kinds == {"case_clause"}


def _sure(bindings: Sequence[Occurrence]) -> set[int]:
    """Where those begin that are made whenever their statement is run."""
    return {each.start for each in bindings if not is_bare_annotation(each) and not _is_conditional(each)}


def _is_conditional(binding: Occurrence) -> bool:
    """Is it a `:=` in a part of an expression that need not be evaluated?"""
    for step, inner in pairwise(binding.steps):
        evaluated = _FIRST.get(step.node.type)
        if evaluated is not None and inner.node not in step.node.named_children[evaluated]:
            return True
    return False


def _binds(node: Node, starts: set[int]) -> bool:
    """Does the statement, or one of the block, bind in every way through it that comes to its end?"""
    if not any(holds(node, start) for start in starts):
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
        case "decorated_definition":
            return any(_binds(child, starts) for child in node.named_children)
        case "class_definition" | "function_definition":  # of a function, the body is not run
            body = _body(node)
            head = any(node.start_byte <= start < body.start_byte for start in starts)
            return head or (node.type == "class_definition" and _binds(body, starts))
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
