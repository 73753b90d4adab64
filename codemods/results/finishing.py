"""Finishes what a run in place that was interrupted had begun, by the very plan that it wrote."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from ..errors import Refused, plural
from ..records import dataclass
from ..repo.changes import ChangeSet
from .unfinished import forget, noted
from .writing import Failed, write_in_place


@dataclass(frozen=True, slots=True)
class Finished:
    """How many files were still to be written, and the digest of the plan that they belong to."""

    files: int
    plan: str


def standing(root: Path) -> str:
    """What an interrupted run left unwritten in the folder, in words; "" when there is nothing."""
    note = noted(root)
    left = note.left(root) if note else ()
    if note is None or not left:
        return ""
    name = note.recipe.partition("@")[0]
    return f"a run of {name} was interrupted here: {len(left)} of its {plural(len(note.files), 'file')} are not written"


def finish(root: Path, recipe: str) -> Finished | None:
    """Writes what a run of that recipe ("name@digest") left; None when there is nothing to finish.

    Files that somebody has changed since are left. Raises Refused for what another recipe left, and when a file cannot
    be written.
    """
    note = noted(root)
    left = note.left(root) if note else ()
    if note is None or not left:
        forget(root)
        return None
    if note.recipe != recipe:
        raise Refused(
            f"{standing(root)}; nothing was written",
            "repeat that run, which finishes it; or take back what it wrote (git checkout, git clean)",
        )
    changes = ChangeSet(MappingProxyType({each.path: each for each in left}), tuple(each.path for each in left))
    failed = [each for each in write_in_place(root, changes) if isinstance(each, Failed)]
    if failed:
        others = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
        raise Refused(
            f"{failed[0].path}{others}: {failed[0].why}; the run that was interrupted is not finished",
            "see to it, and repeat the command",
        )
    forget(root)
    return Finished(len(left), note.plan)
