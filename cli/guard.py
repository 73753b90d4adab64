"""From whatever ends a command to its exit code."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from ..codemods.errors import CanonizeError
from .console import Console

INTERRUPTED = 130
BUG = 70  # EX_SOFTWARE of sysexits.h


class Interrupted(CanonizeError):
    """Ctrl-C while something was being written; the title says what stands."""

    exit_code = INTERRUPTED


def guarded(console: Console, job: Callable[[], int]) -> int:
    """The exit code of `job`; what it raises is shown as a person can read it."""
    try:
        code = job()
        console.flush()
    except CanonizeError as error:
        _flush(console)
        console.error(error)
        code = error.exit_code
    except KeyboardInterrupt:
        console.error(Interrupted("interrupted: nothing was written"))
        code = INTERRUPTED
    except Exception as error:  # the last line of defence: a bug of ours
        _flush(console)
        console.bug(error)
        code = BUG
    return code


def _flush(console: Console) -> None:
    with suppress(CanonizeError):  # the first error is the one to tell of
        console.flush()
