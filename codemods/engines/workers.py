"""Processes for somebody else's code, kept in bounds: one text at a time, so long and so much memory, no file written.

    answers(Setup("libcst", {...}), [Job("app/m.py", b"...")], seconds=60)

A process that hangs, dies or says nonsense is killed with all that it started; the file that it had is answered by
"failed", and another process goes on with the next file.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from ..errors import CanonizeError
from .protocol import Answer, Job, Said, Setup, job_line, read_answer, read_ready, setup_line

MEMORY = 4 * 1024**3
MAX_ANSWER = 64 * 1024**2
MAX_WORKERS = 4
ENOUGH_FOR_ONE = 8  # a process takes as long to start as some files take
LOADING = 60.0  # seconds for the imports of the foreign code
GIVEN_UP_AFTER = 3  # hanging files in a row


class EngineFailed(CanonizeError):
    """The foreign code cannot be loaded at all: no file was looked at."""


def answers(setup: Setup, jobs: Sequence[Job], *, seconds: float) -> list[Answer]:
    """One answer for each of the jobs, in their order. Raises EngineFailed when the code cannot even be loaded."""
    if not jobs:
        return []
    count = max(1, min(MAX_WORKERS, os.cpu_count() or 1, len(jobs) // ENOUGH_FOR_ONE))
    setup = replace(setup, memory=MEMORY)
    with TemporaryDirectory(prefix="canonize-") as folder, _workers(setup, folder, seconds, count) as workers:
        shares = [list(jobs[place::count]) for place in range(count)]
        with ThreadPoolExecutor(count) as pool:
            running = [pool.submit(worker.all, share) for worker, share in zip(workers, shares, strict=True)]
            try:
                found = {answer.path: answer for each in running for answer in each.result()}
            except BaseException:  # Ctrl-C among them: end the processes first, or their threads would wait on
                for worker in workers:
                    worker.end()
                raise
    return [found[job.path] for job in jobs]


@contextmanager
def _workers(setup: Setup, folder: str, seconds: float, count: int) -> Iterator[list[_Worker]]:
    workers = [_Worker(setup, folder, seconds) for _ in range(count)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.end()


@dataclass
class _Worker:
    """One process at a time, started when there is a job for it."""

    setup: Setup
    folder: str
    seconds: float
    ended: bool = False
    _process: subprocess.Popen[bytes] | None = None
    _tail: _Tail | None = None
    _hung: bool = field(default=False)

    def all(self, jobs: Sequence[Job]) -> list[Answer]:
        found: list[Answer] = []
        hung_in_a_row = 0
        for job in jobs:
            if hung_in_a_row >= GIVEN_UP_AFTER:
                found.append(_failed(job, f"not run: {GIVEN_UP_AFTER} files before it took too long"))
                continue
            found.append(self._one(job))
            hung_in_a_row = hung_in_a_row + 1 if self._hung else 0
        return found

    def end(self) -> None:
        self.ended = True
        self._kill()

    def _one(self, job: Job) -> Answer:
        process = self._process or self._started()
        line = self._exchanged(process, job_line(job), self.seconds)
        try:
            answer = read_answer(line)
        except (ValueError, KeyError, TypeError):
            return _failed(job, self._why_silent(line))
        return answer if answer.path == job.path else _failed(job, "the process answered for another file")

    def _started(self) -> subprocess.Popen[bytes]:
        if self.ended:
            raise EngineFailed("interrupted")
        process = self._process = subprocess.Popen(
            (sys.executable, "-P", "-s", "-m", f"{__package__}.child"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env=environment(),
            start_new_session=True,
        )
        assert process.stderr is not None
        self._tail = _Tail(process.stderr)
        line = self._exchanged(process, setup_line(self.setup), LOADING)
        try:
            why_not = read_ready(line)
        except (ValueError, KeyError, TypeError):
            why_not = self._why_silent(line)
        if why_not:
            self._kill()
            raise EngineFailed(why_not)
        return process

    def _exchanged(self, process: subprocess.Popen[bytes], line: bytes, seconds: float) -> bytes:
        """The line that answers `line`; b"" when the process died of it, or had to be killed."""
        self._hung = False
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
            return process.stdout.readline(MAX_ANSWER)
        except (OSError, ValueError):  # the pipe is broken, or closed by `end`
            return b""
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        self._hung = True
        if self._process is not None:
            kill_group(self._process)

    def _why_silent(self, line: bytes) -> str:
        """Why there is no answer; the process is gone after it."""
        process = self._process
        self._kill()
        if self._hung:
            return f"it took longer than {self.seconds:g} s, and was stopped"
        if line:
            return "it answered with what is no answer, and was stopped"
        code = process.returncode if process is not None else None
        said = self._tail.last if self._tail is not None else ""
        return f"its process died{_by(code)}" + (f": {said}" if said else "")

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        kill_group(process)
        process.wait()
        if self._tail is not None:
            self._tail.join(1)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be flushed has no reader
                    continue


class _Tail(threading.Thread):
    """Reads what the process prints, so that it does not block, and keeps the last of it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._kept = b""
        self.start()

    def run(self) -> None:
        while chunk := os.read(self._pipe.fileno(), 4096):
            self._kept = (self._kept + chunk)[-4096:]

    @property
    def last(self) -> str:
        """The last line that says something."""
        lines = [line.strip() for line in self._kept.decode(errors="replace").splitlines()]
        return next((line for line in reversed(lines) if line), "")[:300]


def environment() -> dict[str, str]:
    """The user's environment, without what would put folders of the day on `sys.path` or write into them."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONSTARTUP", "PYTHONINSPECT")}
    folders = [each for each in kept.pop("PYTHONPATH", "").split(os.pathsep) if Path(each).is_absolute()]
    if folders:
        kept["PYTHONPATH"] = os.pathsep.join(folders)
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):  # it is gone already
        return


def _by(code: int | None) -> str:
    if code is None or code >= 0:
        return f" with exit code {code}" if code else ""
    try:
        return f" by {signal.Signals(-code).name}"
    except ValueError:
        return f" by signal {-code}"


def _failed(job: Job, why: str) -> Answer:
    return Answer(job.path, said=(Said("failed", why),))
