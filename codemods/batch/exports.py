"""A batch as data: JSON Lines, CSV, JUnit XML. One repository after the other, so that memory stays flat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from .rows import Row
from .session import Session

FORMAT = "batch-report/1"


def json_lines(session: Session, now: Mapping[str, Row]) -> Iterator[str]:
    """A line for the batch, then one for each repository, each a JSON object in ASCII.

    `now` are rows, by key, that are known better than the journal's.
    """
    frozen = session.frozen
    head = {
        "canonize": FORMAT,
        "batch": frozen.id,
        "recipe": {"name": frozen.recipe_name, "digest": frozen.recipe_digest, "params": dict(frozen.recipe.params)},
        "manifest": frozen.manifest,
        "repositories": session.journal.count(),
    }
    yield json.dumps(head) + "\n"
    for row in session.journal.rows():
        yield json.dumps(_plain(now.get(row.key, row))) + "\n"


def _plain(row: Row) -> dict[str, object]:
    failure = row.failure
    return {
        "repository": row.name,
        "where": row.where,
        "state": row.state,
        "partial": row.partial,
        "role": row.role,
        "base": {"branch": row.base, "commit": row.base_commit},
        "branches": [{"name": each.name, "commits": list(each.commits), "files": each.files} for each in row.branches],
        "plan": row.plan_digest,
        "files": row.files,
        "edits": row.edits,
        "note": row.note,
        "failure": {"cause": failure.cause, "message": failure.message, "help": failure.help} if failure else None,
        "pull-requests": [
            {"branch": each.branch, "number": each.number, "url": each.url, "state": each.state, "checks": each.checks,
             "review": each.review}
            for each in row.pulls
        ],
        "seconds": round(row.seconds, 3),
    }  # fmt: skip
