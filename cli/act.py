"""What the commands have in common: plan, show or write, say what was done and what to type next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Literal, NoReturn

import typer

from ..codemods import api
from ..codemods.errors import CanonizeError, GitRefused, PartlyDone, Refused, plural
from ..codemods.records import dataclass
from ..codemods.results.result import Result
from .console import Console
from .guard import Interrupted, code_of, standing
from .progress import progress
from .show import View, idle, show_data, show_names, show_remarks, show_tables, sums
from .terminal import as_argument, visible_line

if TYPE_CHECKING:
    from ..codemods.plan.runner import Plan
    from ..codemods.recipe import Recipe
    from ..codemods.repo.files import Files
    from ..codemods.results.finishing import Finished
    from ..codemods.results.gitrepo import Committed
    from ..codemods.results.writing import Failed, Written

DIGEST_SHOWN = 16  # hexadecimal digits: enough to tell plans apart, few enough to read aloud
OUTPUT_SHOWN = 15  # lines of a failing command
_DIGEST_LEAST = 8


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan is made on and what becomes of it.

    `in_place` plans on the files as they are and writes there; else it is the commit `base` and a new branch.
    Nothing is written unless `writes`; with `check` nothing ever is, and the exit code says if something would be.
    `finished` is what an interrupted run left there, and this one has written.
    """

    repo: Path
    writes: bool = False
    in_place: bool = False
    base: str = ""
    branch: str = ""
    on_existing: api.OnExisting = "fail"
    expect: str = ""
    check: bool = False
    verify: Verify = "when writing"
    finished: Finished | None = None

    def refuse_contradictions(self) -> None:
        """Raises CanonizeError when two options cannot both be meant, or the branch is no name for one."""
        for option, given in (("--branch", self.branch), ("--base", self.base)):
            if self.in_place and given:
                raise CanonizeError(f"--in-place and {option} exclude each other", "leave one of them out")
        if self.branch:
            from ..codemods.checks import check_branch

            check_branch(self.branch)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and the files that it was made on; `is_folder` when no git is there."""

    plan: Plan
    files: Files
    is_folder: bool


Verify = Literal["when writing", "now", "and go on"]
Next = Callable[[Planned], Sequence[str]]


def run(
    console: Console, view: View, load: Callable[[], Recipe], target: Target, next: Next, expect: Sequence[str] = ()
) -> NoReturn:
    """Plan, then show or write, and end the command. `next` gives the lines to type after a mere look.

    `expect` are the names that will be looked for: git searches while the rest is loaded.
    """
    from .guard import guarded

    def job() -> int:
        target.refuse_contradictions()
        left = api.left_in_place(target.repo) if target.in_place else ""
        ahead = _opened(target, expect) if expect and all(map(str.isidentifier, expect)) and not left else None
        recipe = load()
        now = _finished(console, recipe, target, left) if left else target
        return _carried_out(console, view, recipe, ahead or _opened(target), now, next)

    raise typer.Exit(guarded(console, job))


def load(name_or_path: str, params: Sequence[str] | None, trust: bool, digest: str) -> Recipe:
    """The recipe of a command, its `--param NAME=VALUE` words put in. Its code is run as far as it is trusted."""
    from ..codemods.recipefiles.recipefile import given
    from ..codemods.recipefiles.trust import Trust

    return api.load_recipe(name_or_path, given(params or ()), trust=Trust(trust, digest))


def _carried_out(console: Console, view: View, recipe: Recipe, files: Files, target: Target, next: Next) -> int:
    for line in recipe.loads:
        console.say(f"{console.paint('runs code', 'yellow')}: {visible_line(line)}")
    with progress(console) as tick:
        plan = api.plan(recipe, files, progress=tick, finished=target.finished)
    if target.expect:
        _hold(target.finished.plan if target.finished and not plan.changes else plan.digest, target.expect)
    done = Planned(plan, files, not hasattr(files, "base_commit"))
    _verify(console, done, target)
    if not plan.changes or not target.writes or target.check:
        return _show(console, view, done, target, next)
    return _write(console, view, done, target.repo) if target.in_place else _commit(console, view, done, target)


def _finished(console: Console, recipe: Recipe, target: Target, left: str) -> Target:
    """The target, after what an interrupted run left there has been written; where nothing is to be, it is told."""
    if not target.writes or target.check:
        console.say(f"{visible_line(left)}; the same run with --in-place finishes it", "yellow")
        return target
    if done := api.finish_in_place(recipe, target.repo):
        console.say(f"finished the run that was interrupted: wrote {plural(done.files, 'file')}", "bold")
    return replace(target, finished=done)


def _verify(console: Console, done: Planned, target: Target) -> None:
    """Runs the recipe's verify commands when it is time. Raises Refused when one fails and nobody wants to go on."""
    commands = done.plan.recipe.verify
    if not commands or not done.plan.changes or target.check:
        return
    if not target.writes and target.verify == "when writing":
        console.say(f"{plural(len(commands), 'verify command')} will run before it is applied (--verify runs them now)")
        return
    with progress(console) as tick:
        results = api.verify(done.plan, done.files, progress=tick)
    for each in results:
        word = console.paint("passed", "green") if each.passed else console.paint("FAILED", "red", "bold")
        console.say(f"verify {word}: {visible_line(each.command)}" + (f" ({each.note})" if each.note else ""))
        for line in each.output.splitlines()[-OUTPUT_SHOWN:] if not each.passed else ():
            console.say(f"    {visible_line(line)}", "dim")
    failed = [each for each in results if not each.passed]
    if failed and target.verify != "and go on":
        raise Refused(
            f"verify: {visible_line(failed[0].command)}: {visible_line(failed[0].why)}: nothing was written",
            f"all that it printed is in {failed[0].log}; `canonize apply --unverified` writes all the same",
        )


def _opened(target: Target, expect: Sequence[str] = ()) -> Files:
    """The files to plan on; where no git is, and none is needed, those of the folder."""
    try:
        return api.open_tree(target.repo, in_place=target.in_place, base=target.base or "HEAD", expect=expect)
    except GitRefused:
        if target.writes or target.in_place or target.base:
            raise
        files = api.open_tree(target.repo, in_place=True)
        if hasattr(files, "base_commit"):  # git is there, and its own word is the one that helps
            raise
        return files


def _show(console: Console, view: View, done: Planned, target: Target, next: Next) -> int:
    asked_to_write = target.writes and not target.check
    _tell(console, view, done, Result("written" if target.finished else "unchanged" if asked_to_write else "planned"))
    if not done.plan.changes:
        if not done.plan.per_step and any(each.code == "not-applicable" for each in done.plan.diagnostics):
            console.say("not applicable: nothing was done", "bold")
            return 0
        console.say(idle(done.plan, asked_to_write, target.finished is not None), "bold")
        return code_of(done.plan)
    _say_base(console, done, target.repo)
    console.say(f"{_summed(console, done.plan)} · {'would change' if target.check else 'nothing written'}")
    for line in () if target.check else next(done):
        console.say(f"  {console.paint('next', 'cyan')}: {visible_line(line)}")
    return code_of(done.plan) or (1 if target.check else 0)


def _commit(console: Console, view: View, done: Planned, target: Target) -> int:
    from ..codemods.results.gitrepo import Unchanged

    try:
        outcome = api.commit(done.plan, target.repo, branch=target.branch, on_existing=target.on_existing)
    except KeyboardInterrupt:
        what = "the branch is there whole, or not at all; the same command again will say"
        raise Interrupted("interrupted while committing", what) from None
    if isinstance(outcome, Unchanged):
        _tell(console, view, done, Result("unchanged", outcome.branch))
        console.say(f"nothing to do: {visible_line(outcome.branch)} holds these very commits", "bold")
        return code_of(done.plan)
    with standing(f"the branch {visible_line(outcome.branch)} is there, whole"):
        _tell_of_branch(console, view, done, target, outcome)
    return code_of(done.plan)


def _tell_of_branch(console: Console, view: View, done: Planned, target: Target, outcome: Committed) -> None:
    _tell(console, view, done, Result("committed", outcome.branch, outcome.commits))
    _say_base(console, done, target.repo)
    where = f"{plural(len(outcome.commits), 'commit')} on the new branch {visible_line(outcome.branch)}"
    console.say(f"{_summed(console, done.plan)} · {console.paint(where, 'bold')}")
    git = ("git",) if target.repo == Path() else ("git", "-C", str(target.repo))
    for word, command in (("look", ("log", "-p", f"HEAD..{outcome.branch}")), ("take", ("merge", outcome.branch))):
        if word == "look" or getattr(done.files, "has_checkout", True):
            console.say(f"  {console.paint(word, 'cyan')}: {visible_line(join([*git, *command]))}")


def _write(console: Console, view: View, done: Planned, repo: Path) -> int:
    from ..codemods.results.writing import Written

    try:
        outcomes = api.write_in_place(done.plan, repo)
    except KeyboardInterrupt:
        written = sum(api.holds(repo / path, change.after) for path, change in done.plan.changes.changes.items())
        raise Interrupted("interrupted while writing", _so_many(written, done.plan)) from None
    with standing(_so_many(sum(isinstance(each, Written) for each in outcomes), done.plan)):
        return _tell_of_files(console, view, done, outcomes)


def _tell_of_files(console: Console, view: View, done: Planned, outcomes: Sequence[Written | Failed]) -> int:
    from ..codemods.results.writing import Failed

    failed = tuple((each.path, each.why) for each in outcomes if isinstance(each, Failed))
    _tell(console, view, done, Result("partly-written" if failed else "written", failed=failed))
    if failed:
        aloud = console.aloud()
        aloud.say(f"not written: {len(failed)}", "red", "bold")
        show_names(aloud, [f"{path}: {why}" for path, why in failed])
        aloud.say(f"  {aloud.paint('help', 'cyan')}: see to them, and repeat the command to finish")
    wrote = f"wrote {plural(len(outcomes) - len(failed), 'file')}"
    console.say(f"{_summed(console, done.plan)} · {console.paint(wrote, 'bold')}")
    return PartlyDone.exit_code if failed else code_of(done.plan)


def _tell(console: Console, view: View, done: Planned, result: Result) -> None:
    show_tables(console, done.plan)
    show_data(console, view, done.plan, done.files, result)
    show_remarks(console, done.plan)
    below = getattr(done.files, "prefix", "")
    if below:
        what = (
            f"only {visible_line(below)} was looked at: what uses these names elsewhere in the repository is not told"
        )
        console.say(what, "yellow")
    for why, paths in (("are not checked out (sparse)", "not_checked_out"), ("cannot be read", "closed")):
        if absent := getattr(done.files, paths, ()):
            first = visible_line(min(absent))
            console.say(f"not looked at, for they {why}: {plural(len(absent), 'path')}, as {first}", "yellow")


def _summed(console: Console, plan: Plan) -> str:
    return f"{console.paint(sums(plan), 'bold')} · plan {plan.digest[:DIGEST_SHOWN]}"


def _hold(digest: str, expected: str) -> None:
    digits = expected.lower().removesuffix("…")
    if len(digits) < _DIGEST_LEAST:
        raise CanonizeError(f"--expect wants at least {_DIGEST_LEAST} digits of the digest", "preview prints it")
    if not digest.startswith(digits):
        raise Refused(
            f"the plan is {digest[:DIGEST_SHOWN]}, not the expected {expected}: nothing was written",
            "the repository or the recipe changed since the preview; preview it again",
        )


def _say_base(console: Console, done: Planned, repo: Path) -> None:
    """What the plan does not hold though the user may think so."""
    if done.is_folder:
        console.say("no git here: planned on the files as they are now", "dim")
        return
    waiting = _uncommitted(done, repo)
    if waiting:
        console.say(f"uncommitted changes in {waiting} of these files are not in the plan", "yellow")


def _uncommitted(done: Planned, repo: Path) -> int:
    """How many files of the plan are not on disk as they are in the commit. Git is asked only when there is a doubt."""
    changes = done.plan.changes.changes
    doubtful = [path for path, change in changes.items() if not api.holds(repo / path, change.before)]
    uncommitted = frozenset(getattr(done.files, "uncommitted", ()) if doubtful else ())
    return sum(path in uncommitted for path in doubtful)


def _so_many(written: int, plan: Plan) -> str:
    finish = "; repeat the command to finish" if written < len(plan.changes) else ""
    return f"{written} of {plural(len(plan.changes), 'file')} were written, each whole{finish}"


def applying(
    done: Planned, recipe: str, repo: Path, params: Sequence[str], base: str, in_place: bool, trust: Sequence[str]
) -> str:
    """The command that does what was previewed. `trust` are the words by which the recipe was trusted."""
    words = ["canonize", "apply", *map(as_argument, (recipe, str(repo)))]
    words += [*(word for param in params for word in ("--param", param)), *trust, *(["--base", base] if base else [])]
    words += ["--in-place"] if in_place or done.is_folder else []
    return join([*words, "--expect", done.plan.digest[:DIGEST_SHOWN]])
