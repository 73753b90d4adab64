"""From a plan to commits on a branch: one for each step, or one in all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from ..plan.runner import Plan, StepSummary
from ..repo.files import RepoPath
from ..repo.gitmessage import commit_message
from .gitrepo import Committed, NewCommit, Unchanged
from .gitrepo import commit as commit_all


def commit(
    plan: Plan,
    repo: Path,
    *,
    branch: str = "",
    on_existing: Literal["fail", "replace-ours", "new-name"] = "fail",
    date: datetime | None = None,
) -> Committed | Unchanged:
    """The plan as commits onto the commit that it was planned from. `branch` is the recipe's when "".

    Raises GitRefused when the repository does not allow it; then no branch is made.
    """
    name = branch or plan.recipe.git.branch or f"canonize/{plan.recipe.name}"
    return commit_all(repo, plan.base, name, tuple(_commits(plan)), on_existing=on_existing, date=date)


def _commits(plan: Plan) -> Iterator[NewCommit]:
    changing = [summary for summary in plan.per_step if summary.edits or summary.files]
    if plan.recipe.git.commits == "one" and changing:
        edits = sum(summary.edits for summary in changing)
        yield NewCommit(_message(plan, "", edits, len(plan.changes), plan.evidence), _contents(changing[-1]))
        return
    before: dict[RepoPath, bytes | None] = {}
    for summary in changing:
        step = summary.step.id if len(changing) > 1 else ""
        contents = {**before, **_contents(summary)}
        yield NewCommit(_message(plan, step, summary.edits, summary.files, summary.evidence), contents)
        before |= {path: change.before for path, change in summary.changes.changes.items()}


def _message(plan: Plan, step: str, edits: int, files: int, evidence: tuple[str, ...]) -> str:
    return commit_message(
        plan.recipe.name,
        recipe_digest=plan.recipe.digest,
        plan_digest=plan.digest,
        edits=edits,
        files=files,
        step=step,
        message=plan.recipe.git.message,
        evidence=evidence,
    )


def _contents(summary: StepSummary) -> dict[RepoPath, bytes | None]:
    return {path: change.after for path, change in summary.changes.changes.items()}
