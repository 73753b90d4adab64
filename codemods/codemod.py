"""What a codemod is, and what it says of the places that it leaves alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, Protocol

from .edits import Edit
from .meaning.project import Project
from .records import dataclass
from .repo.files import RepoPath

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One thing that the reader of a plan should know, at one place.

    `code` groups them ("left-alone", "proposal", "kept-local", "unparsable", …). `line` and `column` count from 1;
    0 where the whole file, or with path "" the whole plan, is meant. An "error" makes the run end with exit code 3.
    """

    severity: Severity
    code: str
    message: str
    help: str = ""
    path: RepoPath = ""
    line: int = 0
    column: int = 0
    step: str = ""

    @property
    def place(self) -> str:
        """`app/models.py:12:5`, as editors understand it, as far as it is known; "" where the whole plan is meant."""
        numbers = (str(each) for each in (self.line, self.column) if each)
        return ":".join((self.path, *numbers)) if self.path else ""


@dataclass(frozen=True, slots=True)
class Table:
    """Something to see before the diff. Each row has a cell for each of the columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


DriftKind = Literal["unknown-method", "signature", "async", "missing"]


@dataclass(frozen=True, slots=True)
class MethodDrift:
    """A method that a test double lacks, has of its own, or has otherwise than the class that it stands for.

    `here` and `there` say how it is in the double and in the class: "(websocket, user_id)"; of "async" drift "async",
    "not async" or the kind of mock; "" where it is missing. `line` is that of the double where it has no such method.
    """

    kind: DriftKind
    name: str
    line: int
    here: str = ""
    there: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """One kind of test double held against the class `of` ("app.core.manager:Manager", at `of_place`).

    `places` are those of its copies, by path and line; the lines of `methods` are those of the first. `known_as` is
    what the shared factory calls it, "" when it stays where it is. No `methods`: it has not drifted.
    """

    double: str
    of: str
    of_place: str
    places: tuple[tuple[RepoPath, int], ...]
    known_as: str = ""
    methods: tuple[MethodDrift, ...] = ()
    step: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step does to the project: edits by file (offsets into the raw bytes), files made and deleted, remarks.

    `evidence` says in a line each how names were resolved: "app.m:Old (app/m.py:3) -> app.m:New".
    `last` lists the files to write last, in that order: the definition goes after its users.
    `drift` holds test doubles against what they stand for.
    `repeatable`: a second run is asked to change nothing. `structural`: more than names changes. `of_all`: it tells of
    what stands elsewhere, so that a later step may leave it out of date.
    """

    edits: Mapping[RepoPath, tuple[Edit, ...]] = field(default_factory=dict)
    created: Mapping[RepoPath, bytes] = field(default_factory=dict)
    deleted: frozenset[RepoPath] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    evidence: tuple[str, ...] = ()
    last: tuple[RepoPath, ...] = ()
    tables: tuple[Table, ...] = ()
    drift: tuple[Drift, ...] = ()
    repeatable: bool = True
    structural: bool = False
    of_all: bool = False


class Codemod(Protocol):
    """Options only; knows no project. `plan` is pure: the same project gives the same outcome."""

    def plan(self, project: Project) -> Outcome:
        """What this step does to `project`. Raises CanonizeError when it must not be done at all."""
        ...
