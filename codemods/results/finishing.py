"""Finishes what a run in place that was interrupted had begun, by the very plan that it wrote."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from ..errors import PartlyDone, Refused, plural, some_of
from ..records import dataclass
from ..repo.changes import ChangeSet
from .unfinished import forget, noted, place_of
from .writing import Failed, write_in_place


@dataclass(frozen=True, slots=True)
class Finished:
    """How many files were still to be written, and the digest of the plan that they belong to."""

    files: int
    plan: str


def standing(root: Path) -> str:
    """How an interrupted run left the folder, in words; "" when none did, or what it wrote was taken back."""
    note = noted(root)
    left = note.left(root) if note else None
    if note is None or left is None:
        return ""
    what = (
        f"{len(left)} of its {plural(len(note.files), 'file')} are not written" if left else "all its files are written"
    )
    return f"a run of {note.recipe.partition('@')[0]} was interrupted here: {what}"


def finish(root: Path, recipe: str) -> Finished | None:
    """Writes what a run of that recipe ("name@digest") left; None when none was interrupted, or it was taken back.

    Files that somebody has changed since are left. Raises Refused for what another recipe left, PartlyDone when a file
    cannot be written.
    """
    note = noted(root)
    left = note.left(root) if note else None
    if note is None or left is None or (not left and note.recipe != recipe):
        forget(root)
        return None
    if note.recipe != recipe:
        raise Refused(
            f"{standing(root)}; nothing was written",
            "repeat that run, which finishes it; or take back what it wrote (git checkout, git clean); "
            f"or delete {place_of(root)}, which holds the rest",
        )
    changes = ChangeSet(MappingProxyType({each.path: each for each in left}), tuple(each.path for each in left))
    failed = [each for each in write_in_place(root, changes) if isinstance(each, Failed)]
    if failed:
        what = some_of([each.path for each in failed], 1)
        raise PartlyDone(
            f"{what}: {failed[0].why}; the run that was interrupted is not finished",
            "see to it, and repeat the command",
        )
    forget(root)
    return Finished(len(left), note.plan)
