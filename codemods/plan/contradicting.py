"""Steps that rename what an earlier step of the recipe has renamed to something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from ..codemod import Outcome
from ..errors import CanonizeError, Refused
from ..names import SymbolPath
from ..recipe import Step


@runtime_checkable
class Renames(Protocol):
    """A codemod by which `symbol` becomes `to`, a name or a whole path."""

    symbol: SymbolPath
    to: str


def uncontradicted(step: Step, earlier: Sequence[Step], plan: Callable[[], Outcome]) -> Outcome:
    """What `plan` gives for the step. `earlier` are the steps that changed something, in order.

    Raises Refused, with the earlier step, where that took away what this one asks for; and what `plan` raises.
    """
    try:
        outcome = plan()
    except CanonizeError:
        contradiction = _contradiction(step, earlier)
        if contradiction is not None:
            raise contradiction from None
        raise
    is_idle = not any(outcome.edits.values()) and any(each.code == "done" for each in outcome.diagnostics)
    contradiction = _contradiction(step, earlier) if is_idle else None
    if contradiction is not None:  # the name is there, and is another symbol
        raise contradiction
    return outcome


def _contradiction(step: Step, earlier: Sequence[Step]) -> Refused | None:
    """The refusal of a step whose symbol has another name by now; None where no step gave it one."""
    wanted: object = step.codemod
    for before in reversed(earlier):
        made: object = before.codemod
        if not isinstance(wanted, Renames) or not isinstance(made, Renames) or made.to == wanted.to:
            continue
        if _becomes(made) == wanted.symbol.dotted:
            return None  # it was made anew since
        if made.symbol.dotted == wanted.symbol.dotted:
            refused = Refused(
                f"step {step.id}: {wanted.symbol} was renamed to {made.to} by step {before.id}",
                "name it so in this step, or take one of the two out",
            )
            refused.step = step.id
            return refused
    return None


def _becomes(made: Renames) -> str:
    """The whole path of what the symbol has become."""
    target = made.to.replace(":", ".")
    return target if "." in target else f"{made.symbol.dotted.rpartition('.')[0]}.{target}"
