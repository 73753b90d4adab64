"""The progress of a batch: how many are done, how many failed, and what is at work now. On stderr, for eyes alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .console import Console
from .progress import progress
from .terminal import visible_line

if TYPE_CHECKING:
    from ..codemods.batch.driver import Event
    from ..codemods.batch.journal import Journal

_TASKS = {"plan": "planning", "push": "pushing", "publishing": "pull requests"}


@contextmanager
def watching(console: Console, journal: Journal) -> Iterator[Callable[[Event], None]]:
    """A function to be told of events; the bar goes when the work ends."""
    with progress(console) as tick:
        seen = _Seen(journal)

        def watch(event: Event) -> None:
            tick(seen.label(event), seen.ended, seen.total)
            if console.volume == "verbose" and event.what in ("ended", "again") and not console.shows_progress:
                console.say(f"{event.name}: {event.state if event.what == 'ended' else 'again'}", "dim")

        yield watch


class _Seen:
    """Counts what it is told of; the journal is asked only how many there are."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._task = ""
        self.total = 0
        self.ended = 0
        self.failed = 0

    def label(self, event: Event) -> str:
        if not self.total or event.what == "listed":
            self.total = self._journal.count()
        task = event.task or event.what
        if task != self._task and task in _TASKS:
            self._task, self.ended = task, 0
        if event.what in ("ended", "publishing"):
            self.ended += 1
            self.failed += event.state == "failed"
        failed = f", {self.failed} failed" if self.failed else ""
        name = visible_line(event.name)[-30:]
        return f"{_TASKS.get(self._task, 'listing')} {self.ended:,} of {self.total:,}{failed}  {name:<30}"
