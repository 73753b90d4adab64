"""Processes for somebody else's code: each file by itself, or all in one go; a time limit for each, no file written.

    answers(Setup("libcst", {...}), [Job("app/m.py", b"...")], seconds=60)

The file at which a process hangs, dies or says nonsense is answered by "failed"; another process goes on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from .. import temporary
from ..errors import CanonizeError
from ..records import dataclass
from .process import Process, clean_environment
from .protocol import Answer, Job, Setup, job_line, read_answer, read_at, read_ready, setup_line

MEMORY = 4 * 1024**3
MAX_WORKERS = 4
ENOUGH_FOR_ONE = 8  # a process takes as long to start as some files take
LOADING = 60.0  # seconds for the start of the process, before it turns to foreign code
GIVEN_UP_AFTER = 3  # files that hang, in a row; or that end a whole run

_NO_ANSWER = (ValueError, KeyError, TypeError, RecursionError)


class EngineFailed(CanonizeError):
    """The foreign code cannot be loaded at all: no file was looked at."""


def answers(setup: Setup, jobs: Sequence[Job], *, seconds: float) -> list[Answer]:
    """One answer for each of the jobs, in their order. Raises EngineFailed when the code cannot even be loaded."""
    if not jobs:
        return []
    count = max(1, min(MAX_WORKERS, os.cpu_count() or 1, len(jobs) // ENOUGH_FOR_ONE))
    with temporary.folder() as folder, _workers(setup, folder, seconds, count) as workers:
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


def answers_together(setup: Setup, jobs: Sequence[Job], *, seconds: float) -> list[Answer]:
    """As `answers`, by code that sees all files in one run; `seconds` is for each of them.

    A file at which the process ends is left out, and the run begins anew without it.
    """
    failed: dict[str, Answer] = {}
    with temporary.folder() as folder:
        for _ in range(GIVEN_UP_AFTER):
            process = _started(setup, folder, seconds)
            try:
                found = _together(process, [job for job in jobs if job.path not in failed], seconds)
            finally:
                process.kill()
            if not isinstance(found, Answer):
                return [failed.get(job.path) or found[job.path] for job in jobs]
            failed[found.path] = found
    raise EngineFailed("; ".join(f"{each.path}: {each.said[0].message}" for each in failed.values()))


def _together(process: Process, jobs: Sequence[Job], seconds: float) -> dict[str, Answer] | Answer:
    """The answers by path, or the one of the file that ended it all. Raises EngineFailed when no file did."""
    found: dict[str, Answer] = {}
    at = ""
    line = process.ask(b"".join(map(job_line, jobs)) + b"\n", seconds)
    while True:
        try:
            where = read_at(line)
            if where is None:
                answer = read_answer(line)
                found[answer.path] = answer
        except _NO_ANSWER:
            why = process.why_silent(line)
            if not at:
                raise EngineFailed(why) from None
            return Answer.failed(at, why)
        if where is not None:
            at = where.path
            if where.why_not:
                raise EngineFailed(where.why_not)
            if where.done:
                return {job.path: found.get(job.path, Answer(job.path)) for job in jobs}
        line = process.ask(b"", seconds)


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
    _process: Process | None = None

    def all(self, jobs: Sequence[Job]) -> list[Answer]:
        found: list[Answer] = []
        hung_in_a_row = 0
        for job in jobs:
            if hung_in_a_row >= GIVEN_UP_AFTER:
                found.append(Answer.failed(job.path, f"not run: {GIVEN_UP_AFTER} files before it took too long"))
                continue
            if self._process is None:
                if self.ended:
                    raise EngineFailed("interrupted")
                self._process = _started(self.setup, self.folder, self.seconds)
            process = self._process
            found.append(self._one(process, job))
            hung_in_a_row = hung_in_a_row + 1 if process.hung else 0
        return found

    def end(self) -> None:
        self.ended = True
        if self._process is not None:
            self._process.kill()

    def _one(self, process: Process, job: Job) -> Answer:
        line = process.ask(job_line(job), self.seconds)
        try:
            answer = read_answer(line)
        except _NO_ANSWER:
            self._process = None
            return Answer.failed(job.path, process.why_silent(line))
        return answer if answer.path == job.path else Answer.failed(job.path, "the process answered for another file")


def _started(setup: Setup, folder: str, seconds: float) -> Process:
    """A process that is ready for jobs. Raises EngineFailed when it cannot load what it is to run, or not in `seconds`.

    Should this program be killed, it ends by itself, some time after the limit for a job.
    """
    process = Process((sys.executable, "-P", "-s", "-m", f"{__package__}.child"), folder, clean_environment())
    question = setup_line(replace(setup, memory=MEMORY, seconds=seconds + LOADING))
    for limit in (LOADING, seconds):
        line = process.ask(question, limit)
        try:
            why_not = read_ready(line)
        except _NO_ANSWER:
            why_not = process.why_silent(line)
        if why_not:
            process.kill()
            raise EngineFailed(why_not)
        question = b""
    return process
