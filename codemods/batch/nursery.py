"""A process that forks one child for each spec, and watches it: `python -P -m canonize.codemods.batch.nursery`.

Specs come in on stdin, a line each; outcomes go out on stdout. A child has its own process group, time and memory.
When stdin ends the driver is gone, however it went: then the child is ended, too. Libraries are loaded once, before the
first fork.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import time
from contextlib import suppress

from .spec import Outcome, Spec, dump, failed, load_spec

_CHUNK = 1 << 16
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Serves until stdin ends."""
    _preload()
    gc.collect()
    gc.freeze()  # what is loaded is shared by all children
    waiting = b""
    while True:
        line, newline, rest = waiting.partition(b"\n")
        if newline:
            waiting = rest
            _write(1, _watched(load_spec(line.decode("ascii"))))
            continue
        chunk = os.read(0, _CHUNK)
        if not chunk:
            return
        waiting += chunk


def _preload() -> None:
    """Loads what every child needs, by a plan of a repository in memory: what is loaded here, no child loads again."""
    from ..aliasing import collapse  # noqa: F401
    from ..recipefiles.recipefile import find, parse
    from ..repo.files import InMemory
    from ..results import gitrepo
    from ..results.diff import unified
    from ..results.stat import stat
    from . import split, work  # noqa: F401
    from .scope import planned, scope_of

    shipped = find("rename-symbol")
    recipe = parse(shipped.path, shipped.data, {"symbol": "m:Old", "to": "New"}, folder=shipped.folder)
    files = InMemory({"m.py": b"class Old: ...\n", "n.py": b"from m import Old\n\nx = Old()\n"})
    made = planned(recipe, files, scope_of(recipe, files), "")
    if not isinstance(made, str):
        stat([*made.changes.changes.values()])
        for change in made.changes.changes.values():
            unified(change)
    gitrepo.load()


def _watched(spec: Spec) -> bytes:
    """Runs the spec in a child and gives its outcome, whatever becomes of the child."""
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if not child:
        os.close(reading)
        _child(spec, writing, parent)
    os.close(writing)
    with suppress(OSError):
        os.setpgid(child, child)  # whichever of the two is first
    raw, late = _collected(reading, child, time.monotonic() + spec.timeout)
    os.close(reading)
    _end(child)
    _, status = os.waitpid(child, 0)
    if raw.endswith(b"\n"):
        return raw
    return f"{dump(_lost(spec, status, late))}\n".encode("ascii")


def _collected(reading: int, child: int, deadline: float) -> tuple[bytes, bool]:
    """What the child wrote, and whether it took too long."""
    raw = b""
    while True:
        left = deadline - time.monotonic()
        ready = select.select((reading, 0), (), (), max(left, 0))[0]
        if reading in ready:
            chunk = os.read(reading, _CHUNK)
            raw += chunk
            if not chunk or raw.endswith(b"\n"):
                return raw, False
        elif ready:  # nothing is sent meanwhile: the driver has gone
            _end(child)
            os._exit(0)
        elif left <= 0:
            return b"", True


def _end(child: int) -> None:
    """Ends the child and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _lost(spec: Spec, status: int, late: bool) -> Outcome:
    if late:
        return failed(spec, "timeout", f"it took longer than {spec.timeout:.0f} seconds")
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return failed(spec, "worker-died", f"the worker process was ended by {name}")
    return failed(spec, "worker-died", f"the worker process ended with {os.waitstatus_to_exitcode(status)}")


def _write(descriptor: int, line: bytes) -> None:
    """All of it: the system may take a part at a time."""
    while line:
        line = line[os.write(descriptor, line) :]


def _child(spec: Spec, writing: int, parent: int) -> None:
    """Does the work and ends the process."""
    code = 1
    try:
        os.setpgid(0, 0)
        _ends_with(parent)
        _bound(spec.memory)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        _write(writing, _outcome(spec))
        code = 0
    finally:
        os._exit(code)


def _outcome(spec: Spec) -> bytes:
    from .work import run_repo

    try:
        outcome = run_repo(spec)
    except Exception as error:  # a fault of ours must not look like a death
        import traceback

        from .access import auth_of
        from .tokens import hidden

        where = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__}: {error} ({os.path.basename(where.filename)}:{where.lineno})"  # noqa: PTH119
        outcome = failed(spec, "bug", hidden(told, auth_of(spec)), "please report it")
    return f"{dump(outcome)}\n".encode("ascii")


def _bound(memory: int) -> None:
    """No more than so many bytes of memory, for the child and each process that it starts, where the system can."""
    import resource

    if memory and sys.platform == "linux":  # macOS refuses such a bound
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _ends_with(parent: int) -> None:
    """Where the system can, have the child end when the nursery does."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the driver, which closes our stdin
    main()
