"""A batch as data: JSON Lines, CSV, JUnit XML. One repository after the other, so that memory stays flat."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ..errors import CanonizeError, cause
from ..results.report import path_json, words
from .page import html
from .rows import Row
from .session import Session
from .spec import Failure
from .tally import SUCCESS, tally

FORMAT = "batch-report/1"
_COLUMNS = (
    "repository", "where", "state", "partial", "cause", "message", "role", "base", "base-commit", "branches", "commits",
    "files", "edits", "note", "pull-requests", "seconds",
)  # fmt: skip
Now = Mapping[str, Row]


def write(session: Session, now: Now, files: Mapping[str, str]) -> list[str]:
    """Writes the reports that `files` names by kind (html, jsonl, csv, junit), each whole or not at all.

    Gives the paths. Raises CanonizeError when one cannot be written.
    """
    written = []
    for kind, path in files.items():
        if path:
            _write(Path(path), KINDS[kind](session, now))
            written.append(path)
    return written


def json_lines(session: Session, now: Now) -> Iterator[str]:
    """A line for the batch, then one for each repository, each a JSON object in ASCII, as strict readers take it.

    `now` are rows, by key, that are known better than the journal's.
    """
    frozen = session.frozen
    head = {
        "canonize": FORMAT,
        "batch": frozen.id,
        "recipe": {"name": frozen.recipe_name, "digest": frozen.recipe_digest, "params": dict(frozen.recipe.params)},
        "manifest": path_json(frozen.manifest),
        "repositories": session.journal.count(),
    }
    yield json.dumps(head) + "\n"
    for row in session.journal.rows():
        yield json.dumps(_plain(now.get(row.key, row))) + "\n"


def csv_lines(session: Session, now: Now) -> Iterator[str]:
    """A table with a head. What a spreadsheet would take for a formula begins with an apostrophe."""
    yield _csv(_COLUMNS)
    for row in session.journal.rows():
        yield _csv(_cells(now.get(row.key, row)))


def junit(session: Session, now: Now) -> Iterator[str]:
    """A test case for each repository: failed, skipped (not concerned, left out, or not done yet), or passed."""
    found = tally(session.journal, shown=0)
    skipped = found.total - found.failed - found.count(*SUCCESS - _SKIPPED, "planned")
    counts = f'tests="{found.total}" failures="{found.failed}" skipped="{skipped}"'
    name = quoteattr(_xml(session.frozen.recipe_name))
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites {counts}>\n<testsuite name={name} {counts}>\n'
    for row in session.journal.rows():
        yield _case(now.get(row.key, row))
    yield "</testsuite>\n</testsuites>\n"


_SKIPPED = frozenset({"not-applicable", "skipped"})


def _case(row: Row) -> str:
    head = f'<testcase classname="repositories" name={quoteattr(_xml(row.name))} time="{row.seconds:.3f}"'
    if row.failure:
        message, cause = quoteattr(_xml(row.failure.message)), quoteattr(row.failure.cause)
        return f"{head}><failure type={cause} message={message}>{escape(_xml(row.failure.help))}</failure></testcase>\n"
    if row.state in _SKIPPED:
        return f"{head}><skipped message={quoteattr(_xml(row.note))}/></testcase>\n"
    if row.state not in SUCCESS and row.state != "planned":
        return f'{head}><skipped message="not done yet"/></testcase>\n'
    return f"{head}/>\n"


def _cells(row: Row) -> tuple[str, ...]:
    failure = row.failure
    return (
        row.name, row.where, row.state, "yes" if row.partial else "", failure.cause if failure else "",
        failure.message if failure else "", row.role, row.base, row.base_commit,
        " ".join(branch.name for branch in row.branches),
        " ".join(commit for branch in row.branches for commit in branch.commits), str(row.files), str(row.edits),
        row.note, " ".join(pull.url for pull in row.pulls), f"{row.seconds:.3f}",
    )  # fmt: skip


def _csv(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    # up to Python 3.12, what is quoted for its line end is what is in the terminator
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(f"'{each}" if each.startswith(_FORMULA) else each for each in cells)
    return text.getvalue().removesuffix("\r\n") + "\n"


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _xml(text: str) -> str:
    """`text` without what XML 1.0 has no way to say."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)


def _failure(failure: Failure) -> dict[str, str]:
    return {"cause": failure.cause, "message": words(failure.message), "help": words(failure.help)}


def _plain(row: Row) -> dict[str, object]:
    failure = row.failure
    return {
        "repository": path_json(row.name),
        "where": path_json(row.where),
        "state": row.state,
        "partial": row.partial,
        "role": row.role,
        "base": {"branch": path_json(row.base), "commit": row.base_commit},
        "branches": [
            {"name": path_json(each.name), "commits": list(each.commits), "files": each.files} for each in row.branches
        ],
        "plan": row.plan_digest,
        "files": row.files,
        "edits": row.edits,
        "note": words(row.note),
        "failure": _failure(failure) if failure else None,
        "pull-requests": [
            {"branch": path_json(each.branch), "number": each.number, "url": each.url, "state": each.state,
             "checks": each.checks, "review": each.review}
            for each in row.pulls
        ],
        "seconds": round(row.seconds, 3),
    }  # fmt: skip


KINDS: dict[str, Callable[[Session, Now], Iterator[str]]] = {
    "html": html,
    "jsonl": json_lines,
    "csv": csv_lines,
    "junit": junit,
}


def _write(path: Path, pieces: Iterator[str]) -> None:
    """A file is written whole or not at all; what is none, and a link such as /dev/stdout, stays where it is."""
    new = path
    try:
        if not path.is_symlink() and (path.is_file() or not path.exists()):
            new = path.with_name(f".{path.name}.new")
        with new.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(pieces)
        if new != path:
            new.replace(path)
    except OSError as error:
        if new != path:
            with suppress(OSError):
                new.unlink()
        raise CanonizeError(f"{path}: {cause(error)}", "name a file in a folder that can be written to") from None
