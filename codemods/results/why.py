"""Why each byte of a change is what it is: which step made it, with which engine, for what reason."""

from __future__ import annotations

from dataclasses import replace

from ..edits import Edit, compose
from ..records import dataclass
from ..repo.changes import FileChange


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of one step for one edit, in one line of text."""

    step: str
    engine: str
    reason: str

    def __str__(self) -> str:
        who = self.step if self.step == self.engine else f"{self.step} ({self.engine})"
        return f"{who}: {self.reason}"


def traced(change: FileChange) -> tuple[Edit, ...]:
    """`change.edits()` with reasons that `reasons_of` can read: none of the steps behind an edit is lost."""
    if change.before is None or not all(revision.edits for revision in change.revisions):
        return tuple(replace(edit, reason="") for edit in change.edits())
    edits: tuple[Edit, ...] = ()
    for place, revision in enumerate(change.revisions):
        marked = tuple(replace(edit, reason=f"{place} {_one_line(edit.reason)}\n") for edit in revision.edits)
        edits = compose(edits, marked, change.before) if edits else marked
    return edits


def reasons_of(change: FileChange, edit: Edit) -> tuple[Why, ...]:
    """The reasons for an edit of `traced(change)`, in the order of the steps."""
    found = []
    for line in edit.reason.splitlines():
        place, _, reason = line.removeprefix("; ").partition(" ")  # `compose` joins reasons so
        revision = change.revisions[int(place)]
        found.append(Why(revision.step, revision.engine, reason))
    return tuple(found) or whole_file(change)


def whole_file(change: FileChange) -> tuple[Why, ...]:
    """The reasons for a file that was created, deleted or written whole: one for each step."""
    what = "file created" if change.before is None else "file deleted" if change.after is None else "file rewritten"
    return tuple(dict.fromkeys(Why(revision.step, revision.engine, what) for revision in change.revisions))


def _one_line(reason: str) -> str:
    return " ".join(reason.split()) or "no reason given"
