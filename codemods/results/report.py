"""What a run found and did, as data: the `report/1` that `--format json` prints (docs/json.md).

The order of everything in it is fixed, so that two reports of one plan are the same bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from ..records import dataclass
from ..repo.changes import ChangeSet, FileChange
from ..repo.files import Kind, RepoPath
from ..source import BOM, line_starts
from .diff import unified
from .result import PLANNED, Result
from .stat import counts
from .why import Why, reasons_of, traced, whole_file

if TYPE_CHECKING:
    from ..codemod import Diagnostic, Drift, DriftKind, Table
    from ..recipe import Recipe

FORMAT = "report/1"

Status = Literal["created", "modified", "deleted"]
Json = str | int | None | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class EditReport:
    """One edit. Line and column count from 1, in characters, in the file as it was; one `why` for each step."""

    line: int
    column: int
    old: bytes
    new: bytes
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file. `edits` is empty for a file that was created or deleted; `why` then says by which steps."""

    path: RepoPath
    status: Status
    added: int
    removed: int
    edits: tuple[EditReport, ...]
    why: tuple[Why, ...]
    diff: bytes


@dataclass(frozen=True, slots=True)
class RunReport:
    """A whole run. `base` is the commit that it planned from, or empty when it read a folder."""

    recipe: Recipe
    plan_digest: str
    base: str
    result: Result
    files: tuple[FileReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    evidence: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    drift: tuple[Drift, ...] = ()

    def json(self) -> str:
        """The report as ASCII JSON with a final newline."""
        import json

        return json.dumps(self._content(), indent=2) + "\n"

    def _content(self) -> Json:
        return {
            "canonize": FORMAT,
            "recipe": {
                "name": self.recipe.name,
                "description": self.recipe.description,
                "source": self.recipe.source,
                "params": {name: self.recipe.params[name] for name in sorted(self.recipe.params)},
                "digest": self.recipe.digest,
            },
            "plan": {"digest": self.plan_digest, "base": self.base},
            "result": {
                "status": self.result.done,
                "branch": self.result.branch,
                "commits": list(self.result.commits),
                "failed": [
                    {"path": path_json(path), "message": words(message)} for path, message in self.result.failed
                ],
            },
            "summary": self._summary(),
            "files": [_file(file) for file in self.files],
            "diagnostics": [_diagnostic(diagnostic) for diagnostic in self.diagnostics],
            "evidence": [words(line) for line in self.evidence],
            "tables": [
                {
                    "title": words(table.title),
                    "rows": [dict(zip(table.columns, map(words, row), strict=True)) for row in table.rows],
                }
                for table in self.tables
            ],
            "drift": [_drift(drift) for drift in self.drift],
        }

    def _summary(self) -> Json:
        codes = sorted({diagnostic.code for diagnostic in self.diagnostics})
        return {
            "files": len(self.files),
            "edits": sum(len(file.edits) for file in self.files),
            "added": sum(file.added for file in self.files),
            "removed": sum(file.removed for file in self.files),
            "diagnostics": {code: sum(each.code == code for each in self.diagnostics) for code in codes},
        }


def report(
    recipe: Recipe,
    changes: ChangeSet,
    *,
    plan_digest: str,
    base: str,
    kinds: Mapping[RepoPath, Kind],
    diagnostics: Sequence[Diagnostic] = (),
    evidence: Sequence[str] = (),
    tables: Sequence[Table] = (),
    drift: Sequence[Drift] = (),
    result: Result = PLANNED,
) -> RunReport:
    """The report of a plan. `kinds` says which of its files are executable; the rest counts as "file"."""
    by_path = sorted(changes.changes.values(), key=lambda change: change.path)
    return RunReport(
        recipe,
        plan_digest,
        base,
        result,
        tuple(_file_report(change, kinds.get(change.path, "file")) for change in by_path),
        tuple(sorted(diagnostics, key=lambda each: (each.path, each.line, each.column, each.code, each.message))),
        tuple(evidence),
        tuple(tables),
        tuple(drift),
    )


def _file_report(change: FileChange, kind: Kind) -> FileReport:
    status: Status = "created" if change.before is None else "deleted" if change.after is None else "modified"
    edits = _edit_reports(change)
    why = () if edits else whole_file(change)
    return FileReport(change.path, status, *counts(change), edits, why, unified(change, kind=kind))


def _edit_reports(change: FileChange) -> tuple[EditReport, ...]:
    before = change.before or b""
    edits = traced(change)
    starts = line_starts(before) if edits else []
    reports = []
    for edit in edits:
        line = bisect_right(starts, edit.start)
        ahead = before[starts[line - 1] : edit.start].removeprefix(BOM if line == 1 else b"")
        column = len(ahead.decode(errors="replace")) + 1
        old, why = before[edit.start : edit.end], reasons_of(change, edit)
        reports.append(EditReport(line, column, old, edit.replacement, why))
    return tuple(reports)


def _file(file: FileReport) -> Json:
    return {
        "path": path_json(file.path),
        "status": file.status,
        "added": file.added,
        "removed": file.removed,
        "edits": [
            {
                "line": edit.line,
                "column": edit.column,
                "old": _text(edit.old),
                "new": _text(edit.new),
                "why": [_why(why) for why in edit.why],
            }
            for edit in file.edits
        ],
        "why": [_why(why) for why in file.why],
        "diff": _text(file.diff),
    }


def _why(why: Why) -> Json:
    return {"step": why.step, "engine": why.engine, "reason": words(why.reason)}


def _diagnostic(diagnostic: Diagnostic) -> Json:
    return {
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": words(diagnostic.message),
        "help": words(diagnostic.help),
        "path": path_json(diagnostic.path),
        "line": diagnostic.line,
        "column": diagnostic.column,
        "step": diagnostic.step,
    }


def _drift(drift: Drift) -> Json:
    """One double: what only it has, what it has otherwise, what it lacks."""

    def methods(kind: DriftKind) -> Json:
        return [
            {"method": each.name, "line": each.line, "double": each.here, "class": each.there}
            for each in drift.methods if each.kind == kind
        ]  # fmt: skip

    return {
        "step": drift.step,
        "double": drift.double,
        "places": [{"path": path_json(path), "line": line} for path, line in drift.places],
        "factory": drift.known_as,
        "of": drift.of,
        "class": path_json(drift.of_place),
        "unknown": methods("unknown-method"),
        "signature": methods("signature"),
        "async": methods("async"),
        "missing": [each.name for each in drift.methods if each.kind == "missing"],
    }


def words(text: str) -> str:
    """A sentence; of a path in it, bytes that are no UTF-8 are escapes: strict readers take no lone surrogate."""
    return text.encode(errors="surrogateescape").decode(errors="backslashreplace")


def path_json(path: str) -> Json:
    """A path, or another name that git or a file system gave: a string, or an object where its bytes are no UTF-8."""
    return _text(path.encode(errors="surrogateescape"))


def _text(raw: bytes) -> Json:
    """UTF-8 as a string, anything else as an object that says that it is base64."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"base64": b64encode(raw).decode("ascii")}
