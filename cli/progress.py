"""A progress bar for long work: on stderr, for eyes alone, and only when the work turns out to be long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from .console import Console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 0.5  # seconds; what is shorter needs no bar, and no import of Rich

Tick = Callable[[str, int, int], None]


@contextmanager
def progress(console: Console) -> Iterator[Tick]:
    """A function to be told (what is done, how many are done, of how many); the bar goes when the work ends."""
    bar = _Bar()
    try:
        yield bar.tick if console.shows_progress else _ignore
    finally:
        bar.close()


class _Bar:
    def __init__(self) -> None:
        self._start = monotonic()
        self._shown: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def tick(self, label: str, done: int, total: int) -> None:
        if self._shown is None:
            if monotonic() - self._start < _PATIENCE or done >= total:
                return
            self._shown = _shown()
        if label not in self._tasks:
            self._tasks[label] = self._shown.add_task(label)
        self._shown.update(self._tasks[label], completed=done, total=total)

    def close(self) -> None:
        if self._shown is not None:
            self._shown.stop()


def _shown() -> Progress:
    from rich.console import Console as Rich
    from rich.progress import Progress

    bar = Progress(console=Rich(stderr=True), transient=True)
    bar.start()
    return bar


def _ignore(label: str, done: int, total: int) -> None:
    """Nobody watches."""
