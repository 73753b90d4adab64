"""One repository's plan: base, scope, changes, and the commits that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..codemod import Diagnostic
from ..errors import GitRefused, NotFound
from ..plan.runner import Plan
from ..recipe import Recipe
from ..recipefiles.recipefile import parse
from ..repo.changes import ChangeSet
from ..repo.files import Files, RepoPath
from ..repo.gitplace import locate
from ..repo.gittree import GitTree
from ..results.committing import commit
from ..results.diff import unified
from ..results.gitrepo import Unchanged
from ..results.stat import stat
from ..results.verifying import verify
from . import causes, ours
from .access import Stopped, environment, fetch_seen, mirror_of, remote_of, when
from .mirrors import Mirror
from .owners import Owned, owners
from .remote import Remote
from .scope import Scope, planned, scope_of
from .spec import Branch, Outcome, Spec
from .split import Part, parts

_MOST_DIFF = 512 * 1024  # bytes of a diff that are kept for the report
_MOST_LINES = 200
_OF_A_MIRROR = ("corrupt", "no-such-branch")  # the commit was said to be here


def plan_in_mirror(spec: Spec) -> Outcome:
    """Fetches what is missing, plans, and makes the commits in the mirror. Raises CanonizeError."""
    remote = remote_of(spec)
    with mirror_of(spec) as mirror:
        base, wanted = _base(spec, remote, mirror)
        for again in (True, False):
            mirror.fit(wanted)
            if not mirror.holds(wanted):
                remote.fetch(mirror.folder, wanted, mirror.ref(wanted), spec.depth)
            try:
                return _committed(replace(spec, base=base), mirror, wanted)
            except GitRefused as error:
                if isinstance(error, Stopped) or not again or causes.of_error(error) not in _OF_A_MIRROR:
                    raise
                mirror.drop()  # the mirror may be damaged where the remote is not
    raise AssertionError("the second time returns or raises")


def plan_local(spec: Spec) -> tuple[Outcome, tuple[Part, ...]]:
    """Plans in a repository on this machine, with what is to be committed; nothing is written. Raises CanonizeError."""
    try:
        place = locate(Path(spec.where), spec.base_commit or (f"refs/heads/{spec.base}" if spec.base else "HEAD"))
    except NotFound as error:
        raise Stopped("not-found", error.title, error.help) from None
    files = GitTree(place)
    try:
        made = _made(spec, files, place.commit)
        if isinstance(made, Outcome):
            return made, ()
        plan, outcome = made
        divided = parts(plan, files, _branch(spec, plan.recipe), spec.split_by, spec.split_files)
        promised = tuple(branch_of(part, ()) for part in divided)
        return replace(outcome, branches=promised), divided
    finally:
        files.close()


def recipe_of(spec: Spec) -> Recipe:
    """The recipe with the params of this repository put in. Raises RecipeErrors."""
    folder = Path(spec.recipe.folder) if spec.recipe.folder else None
    return parse(spec.recipe.path, spec.recipe.data, spec.recipe.params, folder=folder)


def branch_of(part: Part, commits: tuple[str, ...], owners: tuple[str, ...] = ()) -> Branch:
    """The branch that this part of a plan becomes."""
    changes = part.plan.changes.changes
    told = stat([changes[path] for path in sorted(changes)], width=100) if part.title else ""
    edits = sum(summary.edits for summary in part.plan.per_step)
    return Branch(part.branch, commits, len(changes), part.title, edits, told, owners)


def _base(spec: Spec, remote: Remote, mirror: Mirror) -> tuple[str, str]:
    """The name and the commit of the base: that of an earlier plan, or what the remote has now."""
    if spec.base_commit:
        return spec.base, spec.base_commit
    branch = (_branch(spec, recipe_of(spec)),) if spec.adopt else ()
    standing = remote.standing(mirror.folder, *((spec.base,) if spec.base else ()), *branch)
    base = spec.base or standing.default
    wanted = standing.tips.get(base, "" if base else standing.tips.get("", ""))
    if wanted:
        tip = standing.tips.get(branch[0], "") if branch else ""
        return base, (_adopted(spec, remote, mirror, wanted, tip) if tip else "") or wanted
    if not remote.has_branches(mirror.folder):
        raise Stopped("empty", "the repository has no commit yet")
    if spec.base:
        raise Stopped("no-such-branch", f"the remote has no branch {spec.base}", "give the right one: base: NAME")
    raise Stopped("no-such-branch", "the remote's default branch is not there", "name one: base: NAME")


def _adopted(spec: Spec, remote: Remote, mirror: Mirror, base: str, tip: str) -> str:
    """What the branch at `tip`, which an earlier run made, was planned from; "" when it is not all ours."""
    fetch_seen(remote, mirror, tip, base)
    return ours.begun_from(mirror.place(base), tip, recipe_of(spec).name)


def _committed(spec: Spec, mirror: Mirror, base_commit: str) -> Outcome:
    files = GitTree(locate(mirror.folder, base_commit))
    try:
        made = _made(spec, files, base_commit)
        if isinstance(made, Outcome):
            return made
        plan, outcome = made
        mirror.forget_branches()
        owned = owners(files, plan.changes.changes) if spec.owners else {}
        branches = []
        for part in parts(plan, files, _branch(spec, plan.recipe), spec.split_by, spec.split_files):
            done = commit(part.plan, mirror.folder, branch=part.branch, date=when(spec))
            if not isinstance(done, Unchanged):
                branches.append(branch_of(part, done.commits, _owners(owned, part)))
        return replace(outcome, branches=tuple(branches))
    finally:
        files.close()


def _owners(owned: Mapping[RepoPath, Owned], part: Part) -> tuple[str, ...]:
    """Who owns the files of this part."""
    return tuple(dict.fromkeys(name for path in part.plan.changes.changes for name in owned.get(path, ())))


def _made(spec: Spec, files: GitTree, base_commit: str) -> tuple[Plan, Outcome] | Outcome:
    """The plan and what is said of it; or the outcome when there is nothing to commit."""
    recipe = recipe_of(spec)
    nothing = Outcome(spec.key, spec.task, "not-applicable", spec.base, base_commit, role="none")
    if spec.has and not files.mentioning((spec.has,)):
        return replace(nothing, note=f"no file holds {spec.has!r}")
    # code that the recipe brings, and tests of the repository, have no use for the token
    with environment({spec.token_env: None} if spec.token_env else {}):
        scope: Scope = scope_of(recipe, files)
        made = planned(recipe, files, scope, base_commit) if scope.steps else scope.note
        if isinstance(made, str):
            return replace(nothing, note=made, role=scope.role)
        passed = _verified(made, files) if spec.task == "plan" else ()
    outcome = _outcome(spec, made, files, scope)
    outcome = replace(outcome, remarks=(*passed, *outcome.remarks))
    return (made, outcome) if made.changes else outcome


def _verified(plan: Plan, files: GitTree) -> tuple[str, ...]:
    """What the recipe's verify commands said. Raises Stopped when one fails: then nothing is pushed."""
    told = []
    for each in verify(plan, files):
        if not each.passed:
            last = " / ".join(line.strip() for line in each.output.splitlines()[-3:] if line.strip())
            raise Stopped("verify-failed", f"{each.command}: {each.why}"[:500], f"{last[:300]} (all of it: {each.log})")
        told.append(f"info verify: {each.command} passed" + (f" ({each.note})" if each.note else ""))
    return tuple(told)


def _outcome(spec: Spec, plan: Plan, files: Files, scope: Scope) -> Outcome:
    changes = [plan.changes.changes[path] for path in sorted(plan.changes.changes)]
    errors = [each for each in plan.diagnostics if each.severity == "error"]
    unmet = "" if plan.per_step else "; ".join(e.message for e in plan.diagnostics if e.code == "not-applicable")
    done = next((each.message for each in plan.diagnostics if each.code == "done"), "")
    order = sorted(plan.diagnostics, key=lambda each: (each.severity != "error", each.code, each.path, each.line))
    return Outcome(
        spec.key,
        spec.task,
        "planned" if changes else "not-applicable" if unmet else "unchanged",
        spec.base,
        plan.base,
        plan_digest=plan.digest,
        files=len(changes),
        edits=sum(summary.edits for summary in plan.per_step),
        role=scope.role,
        partial=bool(errors),
        diff=_diff(plan.changes, files),
        stat=stat(changes, width=100),
        evidence=plan.evidence[:_MOST_LINES],
        remarks=tuple(map(_said, order[:_MOST_LINES])),
        paths=tuple(change.path for change in changes[:_MOST_LINES]),
        note="" if changes else unmet or done,
    )


def _diff(changes: ChangeSet, files: Files) -> bytes:
    whole, kinds = b"", files.kinds()
    for path in sorted(changes.changes):
        whole += unified(changes.changes[path], kind=kinds.get(path, "file"))
        if len(whole) > _MOST_DIFF:
            return whole[:_MOST_DIFF].rpartition(b"\n")[0] + b"\n\\ the rest of the diff is left out here\n"
    return whole


def _said(each: Diagnostic) -> str:
    return f"{each.severity} {': '.join(filter(None, (each.code, each.place, each.message)))}"


def _branch(spec: Spec, recipe: Recipe) -> str:
    return spec.branch or recipe.git.branch
