"""A plan's branches onto the remote, once and no more; and away again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..errors import GitRefused
from ..repo import git, gitbranches
from ..repo.gitplace import Place, locate
from ..results.committing import commit
from ..results.gitrepo import Committed, OnExisting, Unchanged, delete_branch
from . import causes, ours
from .access import Stopped, fetch_seen, mirror_of, remote_of, when
from .mirrors import Mirror
from .planning import branch_of, plan_in_mirror, plan_local, recipe_of
from .remote import Remote, Wish
from .spec import Branch, Failure, Outcome, Spec, failed
from .split import Part


def push_local(spec: Spec) -> Outcome:
    """The commits and their branch, in the repository itself; no hook of it runs. Raises CanonizeError."""
    outcome, parts = plan_local(spec)
    if not parts:
        return outcome
    place = locate(Path(spec.where), outcome.base_commit)
    branches, redone = [], True
    for part in parts:
        done = _branched(spec, place, part)
        if isinstance(done, Unchanged):
            ids = gitbranches.ids_since(place, done.commit) or (done.commit,)
        else:
            ids, redone = done.commits, False
        branches.append(branch_of(part, ids))
    return replace(outcome, state="pushed", branches=tuple(branches), redone=redone)


def _branched(spec: Spec, place: Place, part: Part) -> Committed | Unchanged:
    """The branch of a part, made or replaced. Raises Stopped when it is there, with commits of others."""
    tip = gitbranches.tip(place, part.branch)
    verdict = ours.judge(place, tip, "", part.plan.recipe.name) if tip else ours.Verdict(False, True)
    replaced = verdict.ours and spec.on_existing == "update-if-ours"
    existing: OnExisting = "replace-ours" if replaced else "fail"
    try:
        return commit(part.plan, Path(spec.where), branch=part.branch, on_existing=existing, date=when(spec))
    except GitRefused as error:
        if "branch " in error.title and ("holds" in error.title or "exists" in error.title):
            told = f"{error.title}: {verdict.why}" if verdict.why else error.title
            raise Stopped("branch-conflict", told) from None
        raise


def push_to_remote(spec: Spec) -> Outcome:
    """The commits of an earlier plan on the remote. Raises CanonizeError when the remote is not reached."""
    try:
        return _pushed(spec)
    except GitRefused as error:
        if isinstance(error, Stopped) or causes.of_error(error) != "corrupt":
            raise
    with mirror_of(spec) as mirror:
        mirror.drop()  # the mirror may be damaged where the remote is not
    return _pushed(spec)


def _pushed(spec: Spec) -> Outcome:
    spec = _with_commits(spec)
    remote = remote_of(spec)
    with mirror_of(spec) as mirror:
        wishes = [Wish(branch.name, branch.tip) for branch in spec.branches]
        said = remote.push(mirror.folder, wishes)
        done: list[Branch] = []
        redone = True
        for branch in spec.branches:
            word = said[branch.name]
            if word == "rejected":
                branch, word = _settle(spec, remote, mirror, branch)
            if word not in ("new", "same"):
                return replace(_refused(spec, branch, word), branches=tuple(done))
            redone = redone and word == "same"
            done.append(branch)
        if not redone and (refused := _not_kept(spec, remote, mirror, done)):
            return refused
    return Outcome(spec.key, spec.task, "pushed", spec.base, spec.base_commit, tuple(done), redone=redone)


def _not_kept(spec: Spec, remote: Remote, mirror: Mirror, pushed: list[Branch]) -> Outcome | None:
    """What a remote that said it took a branch does not have after all; whoever went on with ours has it."""
    tips = remote.standing(mirror.folder, *(branch.name for branch in pushed)).tips
    for branch in pushed:
        tip = tips.get(branch.name, "")
        if tip == branch.tip or (tip and _stands_on(spec, remote, mirror, tip, branch.tip)):
            continue
        has = f"has {tip[:12]} there" if tip else "has no such branch"
        message = f"{branch.name}: the remote said that it took {branch.tip[:12]}, and {has}"
        return _failed(spec, "not-kept", message)
    return None


def _stands_on(spec: Spec, remote: Remote, mirror: Mirror, tip: str, ours: str) -> bool:
    fetch_seen(remote, mirror, tip, spec.base_commit)
    return not git.start(mirror.folder, "merge-base", "--is-ancestor", ours, tip).finish()[0]


def _with_commits(spec: Spec) -> Spec:
    """The commits may lack: another machine planned, or the cache was emptied. The same plan gives the same ids."""
    with mirror_of(spec) as mirror:
        if all(_is_here(mirror, branch.tip, spec.base_commit) for branch in spec.branches):
            return spec
    outcome = plan_in_mirror(replace(spec, task="plan"))
    made = {branch.name: branch for branch in outcome.branches}
    if set(made) != {branch.name for branch in spec.branches}:
        raise Stopped("refused", "planned again, the recipe gives other branches", "run: canonize batch plan")
    return replace(spec, branches=tuple(made[branch.name] for branch in spec.branches))


def _is_here(mirror: Mirror, tip: str, base: str) -> bool:
    """Is all there that the remote will lack: the commits since the base, with every tree and file?"""
    return not git.start(mirror.folder, "rev-list", "--objects", "--quiet", tip, f"^{base}").finish()[0]


def _settle(spec: Spec, remote: Remote, mirror: Mirror, branch: Branch) -> tuple[Branch, str]:
    """What to do about a branch that is there already, and what came of it."""
    standing = remote.standing(mirror.folder, branch.name)
    tip = standing.tips.get(branch.name, "")
    if not tip:  # it went meanwhile
        return branch, remote.push(mirror.folder, [Wish(branch.name, branch.tip)])[branch.name]
    fetch_seen(remote, mirror, tip, spec.base_commit)
    place = mirror.place(spec.base_commit)
    verdict = ours.judge(place, tip, branch.tip, recipe_of(spec).name)
    if verdict.same:
        ids = gitbranches.ids_since(place, tip)
        return replace(branch, commits=ids or (tip,)), "same"
    if not verdict.ours or spec.on_existing == "fail":
        why = verdict.why or "it is ours, and publish: {on-existing: fail} leaves it"
        return branch, f"branch-conflict\nthe remote has {branch.name} already: {why}"
    return branch, remote.push(mirror.folder, [Wish(branch.name, branch.tip, tip)])[branch.name]


def _refused(spec: Spec, branch: Branch, word: str) -> Outcome:
    head, _, told = word.partition("\n")
    if head == "branch-conflict":
        return _failed(spec, head, told)
    if head == "rejected":
        return failed(spec, "branch-conflict", f"{branch.name} was moved by somebody else just now", "run it again")
    cause = causes.of_git(f"{head}\n{told}")
    cause = "rejected-by-hook" if cause == "other" else cause
    message = f"{branch.name}: {head}" + (f" — {' '.join(told.split())}"[:300] if told else "")
    return _failed(spec, cause, message)


def _failed(spec: Spec, cause: str, message: str) -> Outcome:
    """The outcome of what failed for this cause, with the help that all of these have."""
    return failed(spec, cause, message, causes.CAUSES[cause].help)


def delete(spec: Spec) -> Outcome:
    """Takes away those branches of the spec that are still as we left them. Raises CanonizeError."""
    names = [branch.name for branch in spec.branches]
    tips = _tips(spec, names)
    moved = [branch.name for branch in spec.branches if tips.get(branch.name, branch.tip) != branch.tip]
    for branch in spec.branches:
        if tips.get(branch.name) == branch.tip:
            _delete(spec, branch)
    outcome = Outcome(spec.key, spec.task, "deleted", spec.base, spec.base_commit)
    if not moved:
        return outcome
    message = f"left, for somebody added to it: {', '.join(moved)}"
    return replace(outcome, state="failed", failure=Failure("branch-conflict", message, "delete it by hand"))


def _tips(spec: Spec, names: list[str]) -> dict[str, str]:
    if spec.local:
        place = locate(Path(spec.where))
        found = {name: gitbranches.tip(place, name) for name in names}
        return {name: tip for name, tip in found.items() if tip}
    with mirror_of(spec) as mirror:
        return dict(remote_of(spec).standing(mirror.folder, *names).tips)


def _delete(spec: Spec, branch: Branch) -> None:
    if spec.local:
        delete_branch(Path(spec.where), branch.name, branch.tip)
        return
    with mirror_of(spec) as mirror:
        said = remote_of(spec).delete(mirror.folder, branch.name, branch.tip)
    if said not in ("new", "same"):
        raise GitRefused(f"{branch.name} was not deleted: {said.partition(chr(10))[0]}")
