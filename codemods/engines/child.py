"""The process that runs somebody else's code on one text after the other. It prints nothing and writes no file.

    python -P -m canonize.codemods.engines.child < jobs > answers

Whatever that code prints goes to stderr; what it raises, SystemExit too, becomes part of the answer.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO

from .foreign import told
from .protocol import (
    Answer,
    At,
    Job,
    Plain,
    Transform,
    Whole,
    answer_line,
    at_line,
    read_job,
    read_setup,
    ready_line,
)


def main() -> None:
    jobs, answers = _streams()
    setup = read_setup(jobs.readline())
    _bound_memory(setup.memory)
    _bound_time(setup.seconds)
    try:
        load = _loader(setup.engine)
        answers.write(ready_line())
        answers.flush()
        transform = load(setup.options)
    except BaseException as error:  # what a foreign module does when it is imported: SystemExit among others
        answers.write(ready_line(told(error)))
        answers.flush()
        os._exit(1)
    answers.write(ready_line())
    answers.flush()
    _bound_time(0)
    if isinstance(transform, Whole):
        _run_whole(transform, jobs, answers, setup.seconds)
    else:
        for line in jobs:
            _bound_time(setup.seconds)
            answers.write(answer_line(answered(transform, read_job(line))))
            answers.flush()
            _bound_time(0)
    os._exit(0)  # no thread or exit hook of the foreign code holds us up


def _run_whole(whole: Whole, jobs: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """All files in one run of the foreign code, which says at which of them it is."""
    given = [read_job(line) for line in iter(jobs.readline, b"\n")]

    def at(path: str) -> None:
        _bound_time(seconds)
        answers.write(at_line(At(path)))
        answers.flush()

    _bound_time(seconds)
    try:
        found = whole.run(given, at)
    except BaseException as error:  # a script that ends the process, for one
        answers.write(at_line(At(why_not=told(error))))
    else:
        answers.writelines(map(answer_line, found))
        answers.write(at_line(At(done=True)))
    answers.flush()


def answered(transform: Transform, job: Job) -> Answer:
    """The answer to one job, whatever the code raises."""
    try:
        first = transform(job)
        if first.after is None or first.after == job.text:
            return Answer(job.path, said=first.said)
        second = transform(Job(job.path, first.after, job.module, job.package))
    except BaseException as error:  # it is told, and the next file has its turn
        return Answer.failed(job.path, told(error))
    again = second.after if second.after not in (None, first.after) else None
    return Answer(job.path, first.after, again, first.said)


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Where jobs come from and answers go, out of reach of the foreign code's own stdin and stdout."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    return jobs, answers


def _bound_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # no POSIX: the time limit alone holds
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if size and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _bound_time(seconds: float) -> None:
    """After so many seconds the system ends the process; 0 takes the limit away.

    Who started it does that earlier, unless it was killed itself. No loop of the foreign code, in C or not, delays it.
    """
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _loader(engine: str) -> Callable[[Mapping[str, Plain]], Transform | Whole]:
    match engine:
        case "libcst":
            from . import libcstchild

            return libcstchild.load
        case "bowler":
            from . import bowlerchild

            return bowlerchild.load
        case other:
            raise ValueError(f"no engine {other}")


if __name__ == "__main__":
    main()
