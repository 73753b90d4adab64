"""The front door: all that the command line, or a program that uses canonize, imports.

    recipe = load_recipe("websocket-ssot", {})
    files = open_tree(Path("repo"))
    commit(plan(recipe, files), Path("repo"))

    batch = run_batch("websocket-ssot", Path("repos.yaml"), {}, jobs=8)
    failed = [row.name for row in batch.rows() if row.failure]

Each function imports what it needs when it is called, so that a rename does not wait for YAML or GitPython.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .repo.files import Files

if TYPE_CHECKING:
    from datetime import datetime

    from .batch.batches import Batch
    from .plan.runner import Plan
    from .recipe import Recipe
    from .recipefiles.trust import Trust
    from .results.finishing import Finished
    from .results.gitrepo import Committed, Unchanged
    from .results.verifying import Verified
    from .results.writing import Failed, Written

Progress = Callable[[str, int, int], None]
OnExisting = Literal["fail", "replace-ours", "new-name"]


def load_recipe(name_or_path: str, params: Mapping[str, str], *, trust: Trust | None = None) -> Recipe:
    """The recipe in that file, or the shipped one of that name.

    Raises RecipeErrors with every problem at once; Refused for a recipe that runs code and is not trusted.
    """
    from .recipefiles.recipefile import load
    from .recipefiles.trust import NO_TRUST

    return load(name_or_path, params, trust=trust or NO_TRUST)


def open_tree(repo: Path, *, in_place: bool = False, base: str = "HEAD", expect: Sequence[str] = ()) -> Files:
    """The files to plan on: those of the revision `base`, or with `in_place` those on disk. Raises GitRefused.

    `expect` are words that the plan is likely to look for first: the search for them can begin.
    """
    from .repo.trees import open_tree

    return open_tree(repo, in_place=in_place, base=base, expect=expect)


def plan(recipe: Recipe, files: Files, *, progress: Progress | None = None, finished: Finished | None = None) -> Plan:
    """All that the recipe would do, proven; nothing is written. Raises CanonizeError when it must not be done.

    `finished` is the run of it that was interrupted, when the files are what that one made.
    What lies on disk beside the files, and mentions a symbol that is renamed, has its remark.
    """
    from .plan import outside
    from .plan.runner import plan

    with outside.begun(recipe, files) as around:
        earlier = "the run that was interrupted" if finished else ""
        made = plan(recipe, files, base=getattr(files, "base_commit", ""), progress=progress, made=earlier)
        remarks = tuple(around.remarks()) if around and made.changes else ()
    return replace(made, diagnostics=(*made.diagnostics, *remarks))


def verify(plan: Plan, files: Files, *, progress: Progress | None = None) -> tuple[Verified, ...]:
    """Runs the recipe's verify commands on the outcome, in a copy of the tree; how each of them went."""
    from .results.verifying import verify

    return verify(plan, files, progress=progress)


def commit(
    plan: Plan, repo: Path, *, branch: str = "", on_existing: OnExisting = "fail", date: datetime | None = None
) -> Committed | Unchanged:
    """Puts the plan on a new branch; the working tree, the index and HEAD stay as they are. Raises GitRefused."""
    from .results.committing import commit

    return commit(plan, repo, branch=branch, on_existing=on_existing, date=date)


def write_in_place(plan: Plan, repo: Path) -> tuple[Written | Failed, ...]:
    """Writes the plan's files into the folder, each whole or not at all; one outcome a file.

    What interrupts it leaves the rest to `finish_in_place`.
    """
    from .results.writing import write_in_place

    return write_in_place(repo, plan.changes, recipe=f"{plan.recipe.name}@{plan.recipe.digest}", plan=plan.digest)


def left_in_place(repo: Path) -> str:
    """What a run in place that was interrupted left unwritten in the folder, in words; "" when there is nothing."""
    from .results.finishing import standing

    return standing(repo)


def finish_in_place(recipe: Recipe, repo: Path) -> Finished | None:
    """Writes what an interrupted run of the recipe left in the folder, before it is planned anew.

    None when there is nothing. Raises Refused for what another recipe left.
    """
    from .results.finishing import finish

    return finish(repo, f"{recipe.name}@{recipe.digest}")


def holds(path: Path, content: bytes | None) -> bool:
    """Is there a file with this content at the path, or, where it is None, no file?"""
    from .repo.disk import read_regular

    try:
        return read_regular(str(path)) == content
    except OSError:
        return content is None


def plan_batch(
    recipe: str, manifest: Path, params: Mapping[str, str], *, state: Path | None = None, jobs: int = 0,
    engine: str = "", address: str = "", trust: Trust | None = None,
) -> Batch:  # fmt: skip
    """Plans the recipe in every repository of the manifest, or of a folder of checkouts; nothing is pushed.

    `state` is the folder of journals (None: the user's); `jobs` 0 and `engine` "" are as the manifest says. What
    becomes of one repository is in the batch's rows. Raises CanonizeError for what concerns all of them.
    """
    from .batch import batches
    from .recipefiles.trust import NO_TRUST

    with batches.begun(recipe, manifest, params, state, trust=trust or NO_TRUST) as session:
        return batches.left(session, batches.plan(session, batches.How(jobs, engine, address)))


def run_batch(
    recipe: str, manifest: Path, params: Mapping[str, str], *, state: Path | None = None, jobs: int = 0,
    engine: str = "", address: str = "", trust: Trust | None = None, pull_requests: bool = True,
) -> Batch:  # fmt: skip
    """As `plan_batch`, then pushes a branch to each, once, and makes the pull requests that the manifest asks for.

    Whatever interrupts it: the same call goes on, and tries again what failed.
    """
    from .batch import batches
    from .recipefiles.trust import NO_TRUST

    with batches.begun(recipe, manifest, params, state, trust=trust or NO_TRUST) as session:
        return batches.left(session, batches.run(session, batches.How(jobs, engine, address, pull_requests)))


def resume_batch(
    name: str = "", *, state: Path | None = None, jobs: int = 0, engine: str = "", address: str = "",
    failed: bool = False, next_wave: bool = False,
) -> Batch:  # fmt: skip
    """Goes on with the batch of that name, or the latest; `failed`: also with what failed; `next_wave` opens a gate."""
    from .batch import batches

    with batches.opened(name, state) as session:
        how = batches.How(jobs, engine, address)
        return batches.left(session, batches.resume(session, how, failed=failed, next_wave=next_wave))


def look_at_batch(name: str = "", *, state: Path | None = None) -> Batch:
    """How the batch of that name, or the latest, stands; also while another process runs it. Raises NotFound."""
    from .batch import batches
    from .batch.driver import End

    with batches.opened(name, state, alone=False) as session:
        return batches.left(session, End())
