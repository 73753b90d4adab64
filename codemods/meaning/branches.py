"""The branches and loops around what binds a name, and from which byte on it holds.

if app:
    Old = 1      # need not run
"""

from __future__ import annotations

from itertools import pairwise

from tree_sitter import Node

from .scopes import Occurrence, Scope

# Compound statements: what stands in one arm does not always run.
_BRANCHING = frozenset(
    {"if_statement", "for_statement", "while_statement", "try_statement", "with_statement", "case_clause",
     "conditional_expression", "boolean_operator", "function_definition", "class_definition", "lambda"}
)  # fmt: skip
LOOPS = frozenset({"for_statement", "while_statement"})
_SKIPPED = frozenset({"if_statement", "case_clause", *LOOPS})
_ARMS = frozenset(
    {"elif_clause", "else_clause", "except_clause", "finally_clause", "case_clause", "block", "except_group_clause"}
)


def arms_around(binding: Occurrence) -> list[tuple[str, int]]:
    """The branches around the binding, outermost first, below its own block."""
    arms: list[tuple[str, int]] = []
    for above, step in pairwise(binding.steps):
        if above.node.start_byte < binding.scope.start or above.node.end_byte > binding.scope.end:
            continue
        if _is_block(above.node, binding.scope):
            arms.clear()
            continue
        if above.node.type in _BRANCHING and step.field != "name" and not _always_runs(above.node):
            arm = above.node if above.node.type == "case_clause" else step.node  # its body is run after its pattern
            arms.append((above.node.type, arm.start_byte if arm.type in _ARMS else -1))
    return arms


def _is_block(node: Node, scope: Scope) -> bool:
    """Is the node what makes the scope? A module may be as long as its only statement."""
    if (node.start_byte, node.end_byte) != (scope.start, scope.end):
        return False
    return scope.kind != "module" or node.type == "module"


def _always_runs(node: Node) -> bool:
    """True for a `with`, unless it is there to suppress what would end it early."""
    return node.type == "with_statement" and b"suppress" not in (node.named_children[0].text or b"")


def in_force(binding: Occurrence) -> int:
    """From which byte on the binding holds: after the statement that makes it, or after its target."""
    for step in reversed(binding.steps[:-1]):
        match step.node.type:
            case (
                "assignment" | "augmented_assignment" | "import_statement" | "import_from_statement"
                | "named_expression" | "function_definition" | "class_definition" | "type_alias_statement"
                | "as_pattern" | "case_pattern" | "delete_statement"
            ):  # fmt: skip
                return step.node.end_byte
            case "for_statement" | "for_in_clause" | "parameters" | "lambda_parameters" | "type_parameter":
                return binding.end
    return binding.end


def is_bare_annotation(binding: Occurrence) -> bool:
    """`name: T` declares, and binds nothing."""
    owner = binding.parent
    return owner.type == "assignment" and owner.child_by_field_name("right") is None


def may_be_skipped(binding: Occurrence) -> bool:
    """Does the binding stand in a branch or loop that need not run, such as `if TYPE_CHECKING`?

    What `try` is around is taken for run: a handler of its own says what follows.
    """
    return any(kind in _SKIPPED for kind, _ in arms_around(binding))


def share_a_loop(use: Occurrence, binding: Occurrence) -> bool:
    """Does a loop go round both, so that the binding may come before the use?"""
    return not loops_around(use).isdisjoint(loops_around(binding))


def loops_around(each: Occurrence) -> set[int]:
    """The loops that go round the place, each by its node's id."""
    return {step.node.id for step in each.steps if step.node.type in LOOPS}
