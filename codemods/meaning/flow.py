"""In which order a block binds one name: which binding a use can see.

from a import C        # first generation
class C(C): ...        # the base is the first, all that follows is the second
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, pairwise, takewhile
from math import inf

from tree_sitter import Node

from ..records import dataclass
from ..surface.virtual import Virtual
from .scopes import Names, Occurrence, Scope

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
_MOST_APART = 8
_DEFERRED = frozenset({"function", "annotation"})


@dataclass(frozen=True)
class Order:
    """The bindings of one name that lives in `home`, and in which order they take hold.

    `page` is where the code comes from, if its blocks start anew.
    """

    home: Scope
    bindings: tuple[Occurrence, ...]
    page: Virtual | None = None

    @cached_property
    def groups(self) -> tuple[tuple[Occurrence, ...], ...]:
        """The bindings in groups; each group replaces the one before it for good.

        Bindings of which either may run (the arms of an `if`, `try` and `except`) are one group, and so is what
        changes a name in place (`+=`) with what it changes.
        """
        groups: list[list[Occurrence]] = []
        shared: list[tuple[str, int]] = []  # the branches around all of the last group
        for binding in self.bindings:
            arms = _arms(binding)
            if (
                not groups
                or self._starts_anew(groups[-1][-1], binding)
                or (_replaces(binding, arms, groups[-1]) and shared[: len(arms)] == arms)
            ):
                groups.append([binding])
                shared = arms
            else:
                groups[-1].append(binding)
                shared = [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(shared, arms, strict=False))]
        return tuple(tuple(group) for group in groups)

    def seen_by(self, use: Occurrence) -> int | None:
        """The place in `groups` of the bindings that the use sees, None when the order does not decide it."""
        if len(self.groups) < 2:
            return 0 if self.groups else None
        before = bisect_right(self._begins, use.start)
        if is_deferred(use, self.home):
            last = self._last_for(use)
            return last - 1 if last and before == last else None
        if any(self._last_in_loop.get(loop, -1) >= before for loop in _loops(use)):
            return None
        return before - 1 if before else None

    def _last_for(self, use: Occurrence) -> int:
        """How many groups there are when a deferred use is run: all, or on a page those up to the end of its block."""
        if self.page is None:
            return len(self.groups)
        return bisect_right(self._begins, self.page.cells[self.page.cell_at(use.start)].stop)

    def _starts_anew(self, before: Occurrence, binding: Occurrence) -> bool:
        """Does a page bind the name in another block now?"""
        return self.page is not None and self.page.cell_at(before.start) != self.page.cell_at(binding.start)

    def binds_before(self, use: Occurrence, gone: int = -1) -> bool:
        """Has one of the bindings above the use, and behind the byte `gone`, taken hold, if all of them are run?"""
        place = bisect_right(self._forces, use.start)
        return place > 0 and self._forces[place - 1] > gone

    @cached_property
    def surely_from(self) -> float:
        """From which byte on one of the bindings holds that no branch skips."""
        return min((in_force(each) for each in self._bound if not _arms(each)), default=inf)

    @cached_property
    def _bound(self) -> tuple[Occurrence, ...]:
        return tuple(each for each in self.bindings if not is_bare_annotation(each))

    @cached_property
    def _forces(self) -> list[int]:
        return sorted(map(in_force, self._bound))

    @cached_property
    def _begins(self) -> list[int]:
        return list(accumulate((in_force(group[0]) for group in self.groups), max))

    @cached_property
    def _last_in_loop(self) -> dict[int, int]:
        """For each loop the last of the groups that it binds."""
        return {loop: place for place, group in enumerate(self.groups) for each in group for loop in _loops(each)}


def order(names: Names, home: Scope) -> Order:
    """The order of the bindings of the name that lives in `home`; made once."""
    known = names.orders.get(home)
    if known is None:
        known = names.orders[home] = Order(home, names.bindings(home), page_of(names))
    return known


def page_of(names: Names) -> Virtual | None:
    """The page, or docstring, of which the code is the examples, if it is one."""
    source = names.parsed.source
    return source if isinstance(source, Virtual) and source.start_anew else None


def in_force_at(use: Occurrence, home: Scope, bindings: tuple[Occurrence, ...]) -> tuple[Occurrence, ...]:
    """Those of the bindings that the use may see: not those further down, where the text is run from top to bottom.

    Of very many all are given: one name after the other with its own bindings would take too long.
    """
    elsewhere = use.scope != use.home or is_deferred(use, home)
    if elsewhere or len(bindings) > _MOST_APART or any(share_a_loop(use, binding) for binding in bindings):
        return bindings
    return tuple(binding for binding in bindings if in_force(binding) <= use.start) or bindings


def sees_outer(use: Occurrence, names: Names) -> bool:
    """In a class body a name that is not bound yet, or no more, is looked up outside: `class A: Name = Name`."""
    if use.home is None or use.home.kind != "class" or use.scope != use.home or not names.bindings(use.home):
        return False
    gone = (each.end for each in names.deletions(use.home) if each.end <= use.start and not _arms(each))
    return not order(names, use.home).binds_before(use, max(gone, default=-1))


def reads_global(each: Occurrence, names: Names) -> bool:
    """Can this place read the module's global, or the builtin, of that name?

    A class body looks up a name that it has not bound yet in the globals, past the functions around it
    (language reference, 4.2.2).
    """
    if each.home is None or each.role not in ("use", "bind", "delete"):
        return False
    if each.home.kind != "class":
        return each.role == "use" and each.home == names.module
    return (each.role == "use" and sees_outer(each, names)) or may_see_outer(each, names)


def is_read(names: Names) -> bool:
    """Can any place of the file read the module's global, or the builtin, of that name?"""
    return any(reads_global(each, names) for each in names.occurrences)


def follows_cleanly(bindings: tuple[Occurrence, ...], names: Names) -> bool:
    """Does the first of the bindings replace for good what a star import brought, and is it known who sees which?"""
    bindings = tuple(each for each in bindings if not is_bare_annotation(each))
    if not bindings:
        return True
    first = bindings[0]
    if first.parent.type == "augmented_assignment" or _arms(first) or first.scope != names.module:
        return False
    uses = (each for each in names.occurrences if each.role in ("use", "delete") and each.home == names.module)
    return all(use.start >= in_force(first) or _is_apart(use, bindings) for use in uses)


def _is_apart(use: Occurrence, bindings: tuple[Occurrence, ...]) -> bool:
    """Is it a use before the first binding, and no part of its value? `APPS = APPS + [1]` is rather the same thing."""
    made = bindings[0].enclosing("assignment", "named_expression")
    inside = made is not None and made.start_byte <= use.start < made.end_byte
    return use.role == "use" and not inside and is_before(use, bindings)


def is_before(use: Occurrence, bindings: tuple[Occurrence, ...]) -> bool:
    """Is the use of a global over when the first of the module's own bindings begins to hold?"""
    first = next((each for each in bindings if not is_bare_annotation(each)), None)
    return first is None or (use.start < in_force(first) and not is_deferred(use, use.home))


def may_see_outer(use: Occurrence, names: Names) -> bool:
    """In a class body: is it open whether the class has bound the name before this use, or the block outside?"""
    if use.home is None or use.home.kind != "class" or use.scope != use.home:
        return False
    if use.role == "bind":  # only `Name += 1` also reads it
        bindings = names.bindings(use.home)
        return use.parent.type == "augmented_assignment" and (bindings[:1] == (use,) or any(map(_arms, bindings)))
    if sees_outer(use, names):
        return False
    if any(each.end <= use.start and _arms(each) for each in names.deletions(use.home)):
        return True
    return order(names, use.home).surely_from > use.start


def _replaces(binding: Occurrence, arms: list[tuple[str, int]], group: list[Occurrence]) -> bool:
    """True when `binding`, in these branches, does not build on those of `group`, and a loop comes not back to them."""
    owner = binding.parent
    if owner.type == "augmented_assignment" or is_bare_annotation(binding) or binding.scope != group[0].scope:
        return False
    if all(map(is_bare_annotation, group)):
        return False  # `name: T` tells of what comes next
    return not any(kind in LOOPS for kind, _ in arms)


def is_bare_annotation(binding: Occurrence) -> bool:
    """`name: T` declares, and binds nothing."""
    owner = binding.parent
    return owner.type == "assignment" and owner.child_by_field_name("right") is None


def may_be_skipped(binding: Occurrence) -> bool:
    """Does the binding stand in a branch or loop that need not run, such as `if TYPE_CHECKING`?

    What `try` is around is taken for run: a handler of its own says what follows.
    """
    return any(kind in _SKIPPED for kind, _ in _arms(binding))


def _arms(binding: Occurrence) -> list[tuple[str, int]]:
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


def is_deferred(use: Occurrence, home: Scope | None) -> bool:
    """True when the use runs later than the block `home`, where its name lives: in a function in it, or as a type."""
    if home is None:
        return False
    if use.is_late_type and home.kind != "class":
        return True
    for scope in use.scope.chain():
        if scope == home:
            return False
        if scope.kind in _DEFERRED:
            return True
    return False


def is_late(use: Occurrence) -> bool:
    """Is a use of a global run when the module is loaded, as far as can be told: in a function?"""
    return use.is_late_type or any(scope.kind in _DEFERRED for scope in use.scope.chain())


def share_a_loop(use: Occurrence, binding: Occurrence) -> bool:
    """Does a loop go round both, so that the binding may come before the use?"""
    return not _loops(use).isdisjoint(_loops(binding))


def _loops(each: Occurrence) -> set[int]:
    return {step.node.id for step in each.steps if step.node.type in LOOPS}
