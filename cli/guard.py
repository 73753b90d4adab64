"""From whatever ends a command to its exit code."""

from __future__ import annotations

import atexit
import errno
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from ..codemods.errors import CanonizeError, PartlyDone, cause
from .console import Console

if TYPE_CHECKING:
    from ..codemods.plan.runner import Plan

INTERRUPTED = 130
BUG = 70  # EX_SOFTWARE of sysexits.h


# what the machine has no more of: open files, disk, memory, processes
_SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EDQUOT, errno.ENOMEM, errno.EAGAIN)


class Interrupted(CanonizeError):
    """Ctrl-C while something was being written; the title says what stands."""

    exit_code = INTERRUPTED


def code_of(plan: Plan) -> int:
    """The exit code of a plan that was carried out."""
    return PartlyDone.exit_code if plan.failed else 0


@contextmanager
def standing(what: str) -> Iterator[None]:
    """While what was written is told: whatever ends the command then says, in the words of `what`, that it stands."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted("interrupted", what) from None
    except CanonizeError as error:
        raise PartlyDone(error.title, what) from error
    except OSError as error:
        raise PartlyDone(_words(error), what) from error


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
        if isinstance(error, OSError) and error.errno in _SCARCE:
            console.error(CanonizeError(_words(error), "close what is not needed, or make room, and run it again"))
            return CanonizeError.exit_code
        console.bug(error)
        code = BUG
    return code


def leave(code: int) -> NoReturn:
    """Ends the process without taking apart all that is loaded, which takes longer than the work of a short command.

    What is registered for the end runs. With other threads at work, or a stream that takes no more, it ends as ever.
    """
    if threading.active_count() == 1:
        with suppress(OSError, ValueError):
            atexit._run_exitfuncs()
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(code)
    sys.exit(code)


def _words(error: OSError) -> str:
    """What the system said, and of which file."""
    return ": ".join(str(each) for each in (error.filename, cause(error)) if each)


def _flush(console: Console) -> None:
    with suppress(CanonizeError):  # the first error is the one to tell of
        console.flush()
