"""A progress bar for long work: on stderr, for eyes alone, and only when the work turns out to be long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

from .console import Console
from .terminal import visible_line

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 0.5  # seconds; what is shorter needs no bar, and no import of Rich

Tick = Callable[[str, int, int], None]


@contextmanager
def progress(console: Console) -> Iterator[Tick]:
    """A function to be told (what is being done, how many are done, of how many); the bar goes when the work ends."""
    if not console.shows_progress:
        yield _ignore
        return
    bar = _Bar()
    try:
        yield bar.tick
    finally:
        bar.close()


def _ignore(label: str, done: int, total: int) -> None:
    """Nobody watches."""


class _Bar:
    """Appears by itself when the patience is over; the work is not asked to call in time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._now = ("planning", 0, 1)
        self._shown: Progress | None = None
        self._closed = False
        self._timer = Timer(_PATIENCE, self._show)
        self._timer.daemon = True
        self._timer.start()

    def tick(self, label: str, done: int, total: int) -> None:
        with self._lock:
            self._now = (label, done, total)
            self._draw()

    def close(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._closed = True
            if self._shown is not None:
                self._shown.stop()

    def _show(self) -> None:
        from rich.console import Console as Screen
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn()
        bar = Progress(*columns, console=Screen(stderr=True), transient=True)
        with self._lock:
            if not self._closed:
                bar.add_task("")
                bar.start()
                self._shown = bar
                self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            label, done, total = self._now
            # One thing alone has no share that is done: then the bar only shows that work goes on.
            self._shown.update(
                self._shown.task_ids[0],
                description=visible_line(label),
                completed=done,
                total=total if total > 1 else None,
            )
