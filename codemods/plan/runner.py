"""From a recipe and a tree of files to a plan: a fold over the steps. Pure; nothing is written."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from functools import partial

from ..codemod import Diagnostic, Drift, Outcome, Table
from ..errors import CanonizeError, Refused, UnreadableSource
from ..meaning.project import Project
from ..recipe import Preconditions, Recipe, Step
from ..records import dataclass
from ..repo.changes import ChangeSet, FileChange
from ..repo.files import Files, RepoPath
from .contradicting import uncontradicted
from .earlier import Earlier
from .leftbehind import misled, robbed, stranded
from .preconditions import not_applicable, why_not_run
from .unmatched import unfed, unmatched
from .verify import Prover

_UNREADABLE = "what the names mean cannot be told without this file: mend it first"
_DEEPEST = 3000  # calls within one another: on a stack of 8 MB twice as many end in a RecursionError, too
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class StepSummary:
    """What one step did: how many edits in how many files, and how the names in it were resolved."""

    step: Step
    edits: int
    files: int
    evidence: tuple[str, ...]
    changes: ChangeSet
    """All changes up to and with this step: what its commit holds."""
    tables: tuple[Table, ...] = ()
    drift: tuple[Drift, ...] = ()

    def without(self, paths: frozenset[RepoPath]) -> StepSummary:
        """This one with the files of `paths` left as they were: they do not count."""
        changes = self.changes.without(paths)
        revisions = (each for change in changes.changes.values() for each in change.revisions)
        mine = [each for each in revisions if each.step == self.step.id]
        return replace(self, changes=changes, edits=sum(len(each.edits) for each in mine), files=len(mine))


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a recipe would do to a tree, proven, with what it leaves alone. `base` is the commit that it read."""

    recipe: Recipe
    base: str
    changes: ChangeSet
    diagnostics: tuple[Diagnostic, ...]
    per_step: tuple[StepSummary, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(line for summary in self.per_step for line in summary.evidence)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for summary in self.per_step for table in summary.tables)

    @property
    def drift(self) -> tuple[Drift, ...]:
        return tuple(
            replace(each, step=each.step or summary.step.id) for summary in self.per_step for each in summary.drift
        )

    @property
    def digest(self) -> str:
        """SHA-256 over the base commit, the recipe and the result: the same for the same plan on any machine."""
        return digest_of(self.base, self.recipe.digest, self.changes)

    @property
    def failed(self) -> bool:
        """Is some of what was asked not done, so that the run ends with exit code 3?"""
        return _failed(self.diagnostics)


def digest_of(base: str, recipe: str, changes: ChangeSet) -> str:
    """The digest of the plan of these changes on the commit `base`, by the recipe of this digest."""
    return hashlib.sha256("\n".join((base, recipe, changes.digest)).encode()).hexdigest()


@contextmanager
def _deeper() -> Iterator[None]:
    """Room for names that modules take from one another in a long row, which the stack of a process has on POSIX.

    Raises Refused where it is too long all the same.
    """
    known = sys.getrecursionlimit()
    sys.setrecursionlimit(max(known, _DEEPEST if os.name == "posix" else known))
    try:
        yield
    except RecursionError:
        raise _too_deep() from None
    finally:
        sys.setrecursionlimit(known)


@_deeper()
def plan(
    recipe: Recipe, files: Files, *, base: str = "", progress: Progress | None = None, of: Recipe | None = None,
    made: str = "",
) -> Plan:  # fmt: skip
    """The plan of `recipe` on `files`. `progress(step, done, of)` is called before each step.

    A step that cannot tell whether it was made is not made again where the history of the files has a commit of the
    recipe, or of the whole recipe `of` which it is a part; or where it was `made`, by what these words say.

    Raises CanonizeError when a step must not be done at all; then none is.
    """
    prover = Prover()
    patterns = {"include": recipe.include, "exclude": recipe.exclude}
    first = Project.open(files, source_roots=recipe.source_roots, watch=prover.watch, **patterns)
    missing = not_applicable(first, recipe.preconditions) if recipe.preconditions != Preconditions() else ()
    if missing:
        return Plan(recipe, base, ChangeSet(), missing, ())
    steps = recipe.enabled
    fold = _Fold(files, first, Earlier(of or recipe, files, made), several=len(steps) > 1)
    fold.diagnostics += (*unmatched(recipe, first), *unfed(of or recipe))
    for place, step in enumerate(steps):
        if progress:
            progress(step.id, place, len(steps))
        fold.take(step)
    fold.tell_outdated()
    fold.prove(prover, first)
    if recipe.postconditions:
        from .postconditions import unfulfilled

        after = first.after(fold.changes.over(files), fold.changes.changes)
        broken = unfulfilled(recipe.postconditions, steps, fold.changes, first, after)
        if broken:
            fold.leave(broken, first)
            fold.prove(prover, first)
    return Plan(recipe, base, fold.changes, tuple(_once(fold.diagnostics)), tuple(fold.summaries))


def _once(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Without what a later step says again of the same place."""
    said: set[Diagnostic] = set()
    for each in diagnostics:
        alike = replace(each, step="")
        if alike not in said or not each.path:
            yield each
        said.add(alike)


@dataclass
class _Fold:
    """What the steps so far have made of the project, what was said, what was put back.

    `undone` is as `why_not_run` takes it. `overviews` are the steps that tell of what stands elsewhere, each with the
    changes up to it.
    """

    files: Files
    project: Project
    earlier: Earlier
    several: bool
    changes: ChangeSet = field(default_factory=ChangeSet)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    summaries: list[StepSummary] = field(default_factory=list)
    undone: dict[str, bool] = field(default_factory=dict)
    left: list[FileChange] = field(default_factory=list)
    overviews: list[tuple[Step, ChangeSet]] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """One step more. Raises CanonizeError when it must not be done at all."""
        why_not = why_not_run(step, self.project, self.undone)
        if why_not:
            self.diagnostics += why_not
            self.undone[step.id] = _failed(why_not)
            return
        planned = partial(_planned, step, self.project, several=self.several)
        made = self.earlier.made(step, self.project)
        outcome = made or uncontradicted(step, [each.step for each in self.summaries if each.edits], planned)
        self.changes = _with(self.changes, step, self.project, outcome)
        touched = (*outcome.edits, *outcome.created, *outcome.deleted)
        self.project = self.project.after(self.changes.over(self.files), touched)
        self.diagnostics += _settled(step, self.project, outcome) if outcome.repeatable else []
        self.diagnostics += [replace(each, step=each.step or step.id) for each in outcome.diagnostics]
        if _failed(outcome.diagnostics):
            self.undone[step.id] = True
        self.summaries.append(_summary(step, outcome, self.changes))
        if outcome.of_all:
            self.overviews.append((step, self.changes))

    def tell_outdated(self) -> None:
        """A warning for each file in which a step told of what later steps changed."""
        help = "let the step be the last, or run the recipe again"
        for step, changes in self.overviews:
            if changes == self.changes:
                continue
            try:
                outcome = step.codemod.plan(self.project.narrowed(step.files))
            except CanonizeError as error:
                message = f"what the step wrote is out of date: {error.title}"
                self.diagnostics.append(Diagnostic("warning", "outdated", message, help, step=step.id))
                continue
            message = "this is out of date: a later step changed what it tells of"
            for path in (*(path for path, edits in outcome.edits.items() if edits), *outcome.created):
                self.diagnostics.append(Diagnostic("warning", "outdated", message, help, path, step=step.id))

    def prove(self, prover: Prover, first: Project) -> None:
        """Put back what is not proven, with whatever cannot stand without that."""
        while why := prover.prove(self.changes, first, self.project):
            self.leave(why, first)

    def leave(self, why: Sequence[Diagnostic], first: Project) -> None:
        """Put back these files; then whatever cannot stand without them, until all that is left can."""
        while why:
            self._put_back(why)
            why = (
                tuple(robbed(self.left, self.changes, first, self.project))
                or tuple(stranded(self.changes, first, self.project))
                or tuple(misled(self.left, self.changes, first))
            )

    def _put_back(self, why: Sequence[Diagnostic]) -> None:
        """Leave the files of these diagnostics as they were before the first step."""
        paths = frozenset(each.path for each in why)
        self.diagnostics += why
        self.left += [change for change in self.changes.changes.values() if change.path in paths]
        self.changes = self.changes.without(paths)
        self.summaries = [each.without(paths) for each in self.summaries]
        self.project = self.project.after(self.changes.over(self.files), paths)


def _failed(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(each.severity == "error" for each in diagnostics)


def _planned(step: Step, project: Project, *, several: bool) -> Outcome:
    try:
        return step.codemod.plan(project.narrowed(step.files))
    except UnreadableSource as error:
        where = f"step {step.id}: " if several else ""
        raise Refused(f"{where}{error.path} {error.title}".strip(), _UNREADABLE) from error
    except CanonizeError as error:
        error.step = step.id
        if several:
            error.title = f"step {step.id}: {error.title}"
        raise
    except RecursionError:
        where = f"step {step.id}: " if several else ""
        raise _too_deep(where) from None


def _too_deep(where: str = "") -> Refused:
    title = f"{where}the names of this project take one another over too many steps to be followed"
    return Refused(title, "look for modules that import the name from each other in a row of hundreds")


def _settled(step: Step, project: Project, outcome: Outcome) -> list[Diagnostic]:
    """The proof that a second run of the step would change nothing; a remark of severity "error" when it would."""
    try:
        again = step.codemod.plan(project.again((*outcome.edits, *outcome.created)).narrowed(step.files))
    except CanonizeError as error:
        return [
            Diagnostic("error", "unsettled", f"a second run would be refused: {error.title}", error.help, step=step.id)
        ]
    help = getattr(step.codemod, "whose_fault", "this is a fault of canonize: please report it")
    changed = (*(path for path, edits in again.edits.items() if edits), *again.created, *sorted(again.deleted))
    return [
        Diagnostic("error", "unsettled", "a second run would change this file again", help, path, 1, step=step.id)
        for path in changed
    ]


def _with(changes: ChangeSet, step: Step, project: Project, outcome: Outcome) -> ChangeSet:
    """`changes` and the step's, on the very bytes that it saw."""
    changes = changes.edited(step.id, step.action, project, outcome.edits, structural=outcome.structural)
    whole = {**outcome.created, **dict.fromkeys(outcome.deleted, None)}
    if whole:
        changes = changes.put(step.id, step.action, project.files, whole)
    later = [path for path in changes.last if path not in outcome.last]
    return replace(changes, last=(*later, *outcome.last))


def _summary(step: Step, outcome: Outcome, changes: ChangeSet) -> StepSummary:
    edited = [path for path, edits in outcome.edits.items() if edits]
    return StepSummary(
        step,
        sum(len(outcome.edits[path]) for path in edited),
        len(edited) + len(outcome.created) + len(outcome.deleted),
        outcome.evidence,
        changes,
        outcome.tables,
        outcome.drift,
    )
