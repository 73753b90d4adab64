"""The commands that a recipe wants to pass on the outcome: run in a worktree of the moment, before a branch is made.

verify:
  - {command: "python -m pytest -q", baseline: true, timeout: 10m}

With a baseline, a command that fails is run on the tree before the change, too; only what did not fail there counts. Of
pytest the single tests are compared, by the report that it writes; of other commands the exit codes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote
from tempfile import NamedTemporaryFile

from .. import temporary
from ..engines.programs import Ran, run
from ..engines.scratch import scratch_repository
from ..meaning.project import Project
from ..plan.runner import Plan
from ..recipe import VerifyCommand
from ..records import dataclass
from ..repo.files import Files
from ..repo.gittags import Described, described
from ..repo.gittree import GitTree
from ..repo.trees import Checkout

Progress = Callable[[str, int, int], None]
_SHOWN_TESTS = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """How one command went. `why` is "" when it passed; `log` is the file that holds what a failing one printed."""

    command: str
    why: str = ""
    note: str = ""
    output: str = ""
    log: str = ""

    @property
    def passed(self) -> bool:
        return not self.why


def verify(plan: Plan, files: Files, *, progress: Progress | None = None) -> tuple[Verified, ...]:
    """The outcome of each of the recipe's verify commands, on the tree after the plan."""
    commands = plan.recipe.verify
    if not commands or not plan.changes:
        return ()
    before = Project.open(files, source_roots=plan.recipe.source_roots)
    after = before.after(plan.changes.over(files), plan.changes.changes)
    worktree = _Worktree(before, after, plan.recipe.git.branch or "canonize", _described(files))
    found = []
    for place, command in enumerate(commands):
        if progress:
            progress(f"verify: {' '.join(command.words)}", place, len(commands))
        found.append(_verified(command, worktree))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Worktree:
    """What the scratch worktrees hold: the trees before and after the change, the recipe's branch, the base's tags."""

    before: Project
    after: Project
    branch: str
    described: Described


def _described(files: Files) -> Described:
    """What describes the commit that the files are of; nothing for a plain folder."""
    match files:
        case GitTree():
            return described(files.place.top, files.place.commit)
        case Checkout() if files.base_commit:
            return described(files.root, files.base_commit)
    return Described()


@dataclass(frozen=True, slots=True)
class _Run:
    ran: Ran
    failed: frozenset[str]
    tests: int


def _verified(command: VerifyCommand, worktree: _Worktree) -> Verified:
    said = " ".join(command.words)
    second = _run(command, worktree)
    if second.ran.code == 0:
        return Verified(said, note=f"{second.tests:,} tests" if second.tests else "")
    if not command.baseline:
        return _failing(said, second, _why(second, second.failed))
    first = _run(command, replace(worktree, after=worktree.before))
    new = second.failed - first.failed
    if first.ran.code == 0:
        return _failing(said, second, _why(second, new) + "; before the change it passes")
    if second.ran.code is None:
        return _failing(said, second, second.ran.ending)
    if first.tests and second.tests:
        lost = max(0, first.tests - second.tests)
        if new or lost:
            return _failing(said, second, _why(second, new) if new else f"tests that are no longer run: {lost}")
        return Verified(said, note=f"failing tests: {len(second.failed)}, as before")
    if second.tests or first.tests:
        return _failing(said, second, f"{second.ran.ending}; its tests can no longer be collected")
    return Verified(said, note="it failed before the change, too")


def _why(run: _Run, failed: frozenset[str]) -> str:
    if not failed or run.ran.code is None:
        return run.ran.ending
    names = sorted(failed)
    rest = f", and {len(names) - _SHOWN_TESTS} more" if len(names) > _SHOWN_TESTS else ""
    return f"{len(names)} test{'s fail' if len(names) > 1 else ' fails'}: {', '.join(names[:_SHOWN_TESTS])}{rest}"


def _failing(command: str, run: _Run, why: str) -> Verified:
    with NamedTemporaryFile("w", prefix="canonize-verify-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(run.ran.output)
    return Verified(command, why, output=run.ran.output, log=log.name)


def _run(command: VerifyCommand, made: _Worktree) -> _Run:
    repository = scratch_repository(made.before, made.after, made.branch, made.described)
    with temporary.folder() as apart, repository as top:
        report = Path(apart, "report.xml")
        ran = run(command.words, top, seconds=command.seconds, extra=_environment(top, made.after, report))
        failed, tests = _tests(report)
        return _Run(ran, failed, tests)


def _environment(top: Path, project: Project, report: Path) -> dict[str, str]:
    """The copy is imported from before whatever is installed, and a pytest writes its report apart from it."""
    roots = [top, *(top / root for root in (*project.source_roots, "src") if (top / root).is_dir())]
    before = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    options = os.environ.get("PYTEST_ADDOPTS", "")
    return {
        "PYTHONPATH": os.pathsep.join((*dict.fromkeys(map(str, roots)), *before)),
        "PYTEST_ADDOPTS": f"{options} -o junit_family=xunit2 {quote(f'--junitxml={report}')}".strip(),
    }


def _tests(report: Path) -> tuple[frozenset[str], int]:
    """The tests that failed by the report, and how many there were; none when no pytest wrote one."""
    from xml.etree import ElementTree

    try:
        cases: Sequence[ElementTree.Element] = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):  # none was written, or not to its end
        return frozenset(), 0
    failed = (each for each in cases if any(below.tag in ("failure", "error") for below in each))
    return frozenset(f"{each.get('classname', '')}::{each.get('name', '')}" for each in failed), len(cases)
