"""What goes between canonize and the process that runs somebody else's code: one line of JSON each way.

    {"path": "app/m.py", "text": "…", "module": "app.m", "package": "app"}
    {"path": "app/m.py", "after": "…", "again": null, "said": [["warning", "…", 3]]}

Both sides import this; it needs nothing but the standard library.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, field
from typing import Literal

from ..records import dataclass

Plain = str | bool | None | list["Plain"] | dict[str, "Plain"]
Kind = Literal["warning", "skipped", "unparsable", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """One file for the engine, with the name that it is imported under ("" when it has none)."""

    path: str
    text: bytes
    module: str = ""
    package: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the engine says of a file. `line` counts from 1; 0 where the whole file is meant."""

    kind: Kind
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine makes of a file. `after` is None when it changes nothing or cannot.

    `again` is what a second run makes of `after`, when that is yet another text.
    """

    path: str
    after: bytes | None = None
    again: bytes | None = None
    said: tuple[Said, ...] = ()

    @classmethod
    def failed(cls, path: str, why: str) -> Answer:
        """The answer where the engine makes nothing of the file."""
        return cls(path, said=(Said("failed", why),))


@dataclass(frozen=True, slots=True)
class Setup:
    """Which engine the process is to be, with its options, how much memory it may take (bytes), and how long (seconds)
    it may be at one thing.
    """

    engine: str
    options: Mapping[str, Plain] = field(default_factory=dict)
    memory: int = 0
    seconds: float = 0.0


Transform = Callable[[Job], Answer]


@dataclass(frozen=True, slots=True)
class Whole:
    """Code that sees all files in one run. It calls `at` with the path of the file that it turns to."""

    run: Callable[[Sequence[Job], Callable[[str], None]], Iterable[Answer]]


@dataclass(frozen=True, slots=True)
class At:
    """Where a run over all files is: at a file, at its end, or (`why_not`) at an end before its time."""

    path: str = ""
    done: bool = False
    why_not: str = ""


def job_line(job: Job) -> bytes:
    return _line({"path": job.path, "text": _packed(job.text), "module": job.module, "package": job.package})


def read_job(line: bytes) -> Job:
    found = json.loads(line)
    return Job(found["path"], b64decode(found["text"]), found["module"], found["package"])


def answer_line(answer: Answer) -> bytes:
    said: list[Plain] = [[each.kind, each.message[:2000], str(each.line)] for each in answer.said[:100]]
    return _line({"path": answer.path, "after": _packed(answer.after), "again": _packed(answer.again), "said": said})


def read_answer(line: bytes) -> Answer:
    """Raises ValueError, KeyError, TypeError or RecursionError for what is no answer."""
    found = json.loads(line)
    said = tuple(Said(kind, str(message), int(row)) for kind, message, row in found["said"])
    return Answer(str(found["path"]), _unpacked(found["after"]), _unpacked(found["again"]), said)


def setup_line(setup: Setup) -> bytes:
    return json.dumps(asdict(setup)).encode("ascii") + b"\n"


def read_setup(line: bytes) -> Setup:
    found = json.loads(line)
    return Setup(found["engine"], found["options"], found["memory"], found["seconds"])


def ready_line(why_not: str = "") -> bytes:
    """The child's first two lines: "" when the engine is there, then when it is ready for jobs; or why it is not."""
    return _line({"why-not": why_not[:2000]})


def read_ready(line: bytes) -> str:
    return str(json.loads(line)["why-not"])


def at_line(at: At) -> bytes:
    return _line({"at": at.path, "done": at.done, "why-not": at.why_not[:2000]})


def read_at(line: bytes) -> At | None:
    """None for what is an answer. Raises ValueError, KeyError, TypeError or RecursionError for what is neither."""
    found = json.loads(line)
    return At(str(found["at"]), found["done"] is True, str(found["why-not"])) if "at" in found else None


def _line(content: Mapping[str, Plain | int | float]) -> bytes:
    return json.dumps(content).encode("ascii") + b"\n"


def _packed(text: bytes | None) -> str | None:
    return None if text is None else b64encode(text).decode("ascii")


def _unpacked(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)
