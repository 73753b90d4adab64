"""Steps that write down what there is: they come behind all that change it, wherever the recipe has them.

steps: [document-aliases of m:A, rename m:A to B]   # the page tells of B
"""

from __future__ import annotations

from collections.abc import Sequence

from ..recipe import Step
from ..renames.rename import Rename
from .reruns import Following, alike

_PAGES = "document-aliases"
_PROGRAMS = "run"  # formatters, which are to see what all the others wrote


def pages_last(steps: Sequence[Step], written: Sequence[Step]) -> tuple[Step, ...]:
    """The steps in the order in which they run; `written` are the same as the recipe has them.

    A page stays in its place where it could not be told later what its symbol is called, or whether the step applies;
    and before a step that needs it.
    """
    order = list(steps)
    together = frozenset(
        each.id for each in steps if not isinstance(each.codemod, Rename)
    )  # of renames: made one with others
    for step in reversed([each for each in steps if each.action == _PAGES and each.enabled]):
        at = order.index(step)
        behind = _changing(step, order[at + 1 :])
        if behind and _is_known_later(step, written, together):
            order[at : at + 1 + behind] = [*order[at + 1 : at + 1 + behind], step]
    return tuple(order)


def _changing(step: Step, behind: Sequence[Step]) -> int:
    """How many of the steps behind it the page is to wait for."""
    needing = next((at for at, each in enumerate(behind) if step.id in each.needs), len(behind))
    waits = [at for at, each in enumerate(behind[:needing]) if each.enabled and each.action not in (_PAGES, _PROGRAMS)]
    return waits[-1] + 1 if waits else 0


def _is_known_later(step: Step, written: Sequence[Step], together: frozenset[str]) -> bool:
    """Can what the page's symbol is called be told when all other steps are done?"""
    behind = written[[each.id for each in written].index(step.id) + 1 :]
    renames = {each.id: each.codemod for each in behind if each.enabled and isinstance(each.codemod, Rename)}
    names = {name for symbol in step.symbols for name in alike(symbol.last, renames.values())}
    near = [place for place, each in renames.items() if each.symbol.last in names]
    is_followed = isinstance(step.codemod, Following) and not together.intersection(near)
    return not step.preconditions and (not near or is_followed)
