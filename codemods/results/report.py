"""What a run found and did, as data: the `report/1` that `--format json` prints (docs/json.md).

The order of everything in it is fixed, so that two reports of one plan are the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..repo.changes import FileChange
from ..repo.files import Kind, RepoPath
from ..source import line_starts, place_of
from .diff import unified
from .result import PLANNED, Result
from .stat import counts
from .why import Why, reasons_of, traced, whole_file

if TYPE_CHECKING:
    from ..codemod import Diagnostic, Drift, DriftKind, Table
    from ..plan.runner import Plan
    from ..recipe import Recipe

FORMAT = "report/1"

Json = str | int | None | Sequence["Json"] | Mapping[str, "Json"]


def report(plan: Plan, kinds: Mapping[RepoPath, Kind], result: Result = PLANNED) -> str:
    """The report of a plan, and of what became of it, as ASCII JSON with a final newline.

    `kinds` says which of its files are executable; the rest counts as "file".
    """
    import json

    return json.dumps(_content(plan, kinds, result), indent=2) + "\n"


def _content(plan: Plan, kinds: Mapping[RepoPath, Kind], result: Result) -> Json:
    changes = sorted(plan.changes.changes.values(), key=lambda change: change.path)
    lines = [counts(change) for change in changes]
    edits = [_edits(change) for change in changes]
    codes = sorted({each.code for each in plan.diagnostics})
    return {
        "canonize": FORMAT,
        "recipe": _recipe(plan.recipe),
        "plan": {"digest": plan.digest, "base": plan.base},
        "result": {
            "status": result.done,
            "branch": result.branch,
            "commits": list(result.commits),
            "failed": [{"path": path_json(path), "message": words(message)} for path, message in result.failed],
        },
        "summary": {
            "files": len(changes),
            "edits": sum(map(len, edits)),
            "added": sum(added for added, _ in lines),
            "removed": sum(removed for _, removed in lines),
            "diagnostics": {code: sum(each.code == code for each in plan.diagnostics) for code in codes},
        },
        "files": [
            _file(change, kinds.get(change.path, "file"), *counted, mine)
            for change, counted, mine in zip(changes, lines, edits, strict=True)
        ],
        "diagnostics": [_diagnostic(each) for each in sorted(plan.diagnostics, key=_place)],
        "evidence": [words(line) for line in plan.evidence],
        "tables": [_table(table) for table in plan.tables],
        "drift": [_drift(drift) for drift in plan.drift],
    }


def _recipe(recipe: Recipe) -> Json:
    return {
        "name": recipe.name,
        "description": recipe.description,
        "source": recipe.source,
        "params": {name: recipe.params[name] for name in sorted(recipe.params)},
        "digest": recipe.digest,
    }


def _file(change: FileChange, kind: Kind, added: int, removed: int, edits: Sequence[Json]) -> Json:
    """One file. It has no edits where it was created or deleted; `why` then says by which steps."""
    return {
        "path": path_json(change.path),
        "status": "created" if change.before is None else "deleted" if change.after is None else "modified",
        "added": added,
        "removed": removed,
        "edits": edits,
        "why": [] if edits else [_why(each) for each in whole_file(change)],
        "diff": _text(unified(change, kind=kind)),
    }


def _edits(change: FileChange) -> list[Json]:
    """Line and column count from 1, in characters, in the file as it was; each has one `why` for each step."""
    before = change.before or b""
    edits = traced(change)
    starts = line_starts(before) if edits else []
    found: list[Json] = []
    for edit in edits:
        line, column = place_of(before, starts, edit.start)
        found.append(
            {
                "line": line,
                "column": column,
                "old": _text(before[edit.start : edit.end]),
                "new": _text(edit.replacement),
                "why": [_why(each) for each in reasons_of(change, edit)],
            }
        )
    return found


def _why(why: Why) -> Json:
    return {"step": why.step, "engine": why.engine, "reason": words(why.reason)}


def _place(each: Diagnostic) -> tuple[RepoPath, int, int, str, str]:
    return each.path, each.line, each.column, each.code, each.message


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


def _table(table: Table) -> Json:
    rows = [dict(zip(table.columns, map(words, row), strict=True)) for row in table.rows]
    return {"title": words(table.title), "rows": rows}


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
