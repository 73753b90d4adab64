"""In which order a block binds one name: which binding a use can see.

from a import C        # first generation
class C(C): ...        # the base is the first, all that follows is the second
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, takewhile
from math import inf

from ..records import dataclass
from ..surface.virtual import Virtual
from .branches import LOOPS, arms_around, in_force, is_bare_annotation, loops_around, share_a_loop
from .scopes import Names, Occurrence, Scope
from .syntax import holds

_MOST_APART = 8
_DEFERRED = frozenset({"function", "annotation"})


@dataclass(frozen=True)
class Order:
    """The bindings of one name that lives in `home`, and in which order they take hold."""

    home: Scope
    bindings: tuple[Occurrence, ...]

    @cached_property
    def groups(self) -> tuple[tuple[Occurrence, ...], ...]:
        """The bindings in groups; each group replaces the one before it for good.

        Bindings of which either may run (the arms of an `if`, `try` and `except`) are one group, and so is what
        changes a name in place (`+=`) with what it changes.
        """
        groups: list[list[Occurrence]] = []
        shared: list[tuple[str, int]] = []  # the branches around all of the last group
        for binding in self.bindings:
            arms = arms_around(binding)
            if (
                not groups
                or self.starts_anew(groups[-1][-1], binding)
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
        before = bisect_right(self.begins, use.start)
        if is_deferred(use, self.home):
            last = self.number_for(use)
            return last - 1 if last and before == last else None
        if any(self._last_in_loop.get(loop, -1) >= before for loop in loops_around(use)):
            return None
        return before - 1 if before else None

    def number_for(self, deferred: Occurrence) -> int:
        """How many of the groups there are when that use is run."""
        return len(self.groups)

    def starts_anew(self, before: Occurrence, binding: Occurrence) -> bool:
        """Does the binding replace that before it, whatever the branches that it stands in?"""
        return False

    def is_above(self, use: Occurrence) -> bool:
        """Does the use stand where none of the bindings can be meant?"""
        return False

    def binds_before(self, use: Occurrence, gone: int = -1) -> bool:
        """Has one of the bindings above the use, and behind the byte `gone`, taken hold, if all of them are run?"""
        place = bisect_right(self._forces, use.start)
        return place > 0 and self._forces[place - 1] > gone

    @cached_property
    def surely_from(self) -> float:
        """From which byte on one of the bindings holds that no branch skips."""
        return min((in_force(each) for each in self._bound if not arms_around(each)), default=inf)

    @cached_property
    def _bound(self) -> tuple[Occurrence, ...]:
        return tuple(each for each in self.bindings if not is_bare_annotation(each))

    @cached_property
    def _forces(self) -> list[int]:
        return sorted(map(in_force, self._bound))

    @cached_property
    def begins(self) -> list[int]:
        """From which byte on each of the groups holds."""
        return list(accumulate((in_force(group[0]) for group in self.groups), max))

    @cached_property
    def _last_in_loop(self) -> dict[int, int]:
        """For each loop the last of the groups that it binds."""
        return {loop: place for place, group in enumerate(self.groups) for each in group for loop in loops_around(each)}


@dataclass(frozen=True)
class PageOrder(Order):
    """The bindings of one name on a page, of which each block that binds it starts anew."""

    page: Virtual

    def seen_by(self, use: Occurrence) -> int | None:
        return None if self.is_above(use) else super().seen_by(use)

    def number_for(self, deferred: Occurrence) -> int:
        """How many of the groups begin before the end of the block."""
        return bisect_right(self.begins, self.page.cells[self.page.cell_at(deferred.start)].stop)

    def starts_anew(self, before: Occurrence, binding: Occurrence) -> bool:
        """Do they stand in two blocks?"""
        return self.page.cell_at(before.start) != self.page.cell_at(binding.start)

    def is_above(self, use: Occurrence) -> bool:
        """Does the use stand in a block above the first that binds the name?"""
        return self.number_for(use) == 0


def order(names: Names, home: Scope) -> Order:
    """The order of the bindings of the name that lives in `home`; made once."""
    known = names.orders.get(home)
    if known is None:
        known = names.orders[home] = order_of(names, home, names.bindings(home))
    return known


def order_of(names: Names, home: Scope, bindings: tuple[Occurrence, ...]) -> Order:
    """The order of these bindings in the file of the names; be they of several names."""
    if not isinstance(names.parsed.source, Virtual) or not names.parsed.source.start_anew:
        return Order(home, bindings)
    return PageOrder(home, bindings, names.parsed.source)


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
    gone = (each.end for each in names.deletions(use.home) if each.end <= use.start and not arms_around(each))
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
    if first.parent.type == "augmented_assignment" or arms_around(first) or first.scope != names.module:
        return False
    uses = (each for each in names.occurrences if each.role in ("use", "delete") and each.home == names.module)
    return all(use.start >= in_force(first) or _is_apart(use, bindings) for use in uses)


def _is_apart(use: Occurrence, bindings: tuple[Occurrence, ...]) -> bool:
    """Is it a use before the first binding, and no part of its value? `APPS = APPS + [1]` is rather the same thing."""
    made = bindings[0].enclosing("assignment", "named_expression")
    inside = made is not None and holds(made, use.start)
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
        return use.parent.type == "augmented_assignment" and (bindings[:1] == (use,) or any(map(arms_around, bindings)))
    if sees_outer(use, names):
        return False
    if any(each.end <= use.start and arms_around(each) for each in names.deletions(use.home)):
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
