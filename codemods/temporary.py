"""A folder for files of the moment, which is gone afterwards, also when a signal ends the run at an odd moment.

`tempfile.TemporaryDirectory` may be interrupted between making its folder and knowing of it, and while it removes it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import mkdtemp

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_folders: dict[str, int] = {}  # each with the process that made it: a fork leaves it to its parent


@contextmanager
def folder() -> Iterator[str]:
    """A new folder. Raises OSError when it cannot be made."""
    made = ""
    try:
        with _uninterrupted():
            made = mkdtemp(prefix="canonize-")
            _folders[made] = os.getpid()
        yield made
    finally:
        with _uninterrupted():
            _remove(made)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Signals that end a run wait until this is done, where the system can have them wait."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _remove(made: str) -> None:
    if _folders.pop(made, None) == os.getpid():
        shutil.rmtree(made, ignore_errors=True)


@atexit.register
def _remove_the_rest() -> None:
    for made in tuple(_folders):
        _remove(made)
