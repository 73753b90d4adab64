"""Renames of one recipe that go round: A becomes B and B becomes A.

    steps: [rename m:A to B, rename m:B to A]          # step by step, the first would meet the B that is there

They are made as one, through a name that stands nowhere; unless the recipe itself goes through such a name:

    steps: [rename m:A to T, rename m:B to A, rename m:T to B]

And renames that go on: of A to B, and of B to C. After an earlier run there is no B that A could be called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from ..codemod import Diagnostic, Outcome
from ..errors import NotFound, Refused
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..names import SymbolPath
from ..recipe import Step
from ..records import dataclass
from ..renames.filerename import Wishes
from ..renames.rename import Rename
from ..renames.renaming import Renaming
from ..renames.symbols import IsModule, find_symbol
from ..repo.changes import ChangeSet


@dataclass(frozen=True, slots=True)
class Rotation:
    """Renames of names of one module, each to the name of the next, the last to that of the first.

    `written` are the same in the order of the recipe.
    """

    renames: tuple[Rename, ...]
    written: tuple[Rename, ...]

    def plan(self, project: Project) -> Outcome:
        """All of them at once. Raises what the renames raise."""
        kept = next((rename for rename in self.renames if rename.keep_alias != "none"), None)
        if kept is not None:
            raise Refused(
                f"{kept.symbol} cannot keep an alias: its name goes to another symbol", "leave keep-alias out"
            )
        changes, now = ChangeSet(), project
        remarks: list[Diagnostic] = []
        evidence: list[str] = []
        for rename in self._in_turn(project):
            outcome = rename.plan(now)
            changes = replace(changes.edited("", "rename", now.files, outcome.edits), last=outcome.last)
            now = now.after(changes.over(project.files), outcome.edits)
            remarks += outcome.diagnostics
            evidence += outcome.evidence
        again = Diagnostic("warning", "swap", "names change places here: a second run would change them back")
        edits = {path: change.edits() for path, change in changes.changes.items()}
        return Outcome(
            edits, diagnostics=(again, *remarks), evidence=tuple(evidence), last=changes.last, repeatable=False
        )

    def _in_turn(self, project: Project) -> list[Rename]:
        """The first to a name that nobody has, the others from the last on, each into the place that became free."""
        spare = self._spare()
        if spare and not _is_there(project, spare):
            return list(self.written)
        first, *others = self.renames
        module, _, name = first.symbol.dotted.rpartition(".")
        nobody = f"{name}_canonize_swap"
        back = replace(first, symbol=SymbolPath(module, nobody))
        return [replace(first, to=nobody), *reversed(others), back]

    def _spare(self) -> SymbolPath | None:
        """The one name that the recipe gives before it renames the symbol of that name; None for others than one.

        Of two that change places, one is always so.
        """
        free: set[str] = set()
        early: list[str] = []
        for rename in self.written:
            module = rename.symbol.dotted.rpartition(".")[0]
            to = f"{module}.{rename.to}"
            if to not in free:
                early.append(to)
            free.add(rename.symbol.dotted)
        return SymbolPath("", early[0]) if len(early) == 1 and len(self.written) > 2 else None


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """A rename that an earlier step made together with its own."""

    by: str

    def plan(self, project: Project) -> Outcome:
        return Outcome(diagnostics=(Diagnostic("info", "swap", f"made by step {self.by}, with which it swaps names"),))


@dataclass(frozen=True, slots=True)
class Chained(Rename):
    """A rename of what later steps rename again, to each of `later` in turn: an earlier run may have got that far."""

    later: tuple[str, ...] = ()

    def plan(self, project: Project) -> Outcome:
        """As that of a rename; when an earlier run has made others of the chain, as that of all of these in one."""
        reached = next((name for name in reversed(self.later) if self._has_become(project, name)), self.to)
        return Rename.plan(replace(self, to=reached), project)

    def _has_become(self, project: Project, name: str) -> bool:
        """Is the symbol called so, and is what it was called before gone, or left as an alias?"""
        resolver = Resolver(project)
        module = self.symbol.dotted.rpartition(".")[0]
        if not _is_defined(resolver, SymbolPath(module, name)):
            return False
        before = (self.symbol.name.rpartition(".")[2], self.to, *self.later[: self.later.index(name)])
        return not any(_is_other(resolver, SymbolPath(module, each), name) for each in before)


def _is_defined(resolver: Resolver, symbol: SymbolPath) -> bool:
    try:
        return bool(find_symbol(resolver, symbol).places)
    except (NotFound, IsModule):
        return False


def _is_other(resolver: Resolver, symbol: SymbolPath, name: str) -> bool:
    """Is there such a symbol, and is it no alias of the one called `name`?"""
    try:
        found = find_symbol(resolver, symbol)
    except (NotFound, IsModule):
        return False
    return bool(found.places) and not Renaming(resolver.project, resolver, found, name, Wishes()).is_done()


def _is_there(project: Project, symbol: SymbolPath) -> bool:
    """Is there a symbol of that path; or, where the module lies outside the project, perhaps a use of one?"""
    try:
        found = find_symbol(Resolver(project), symbol)
    except NotFound:
        return False
    return bool(found.places) or bool(project.files.mentioning((found.name,)))


def untangled(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, with those that rename in a circle made one, and those that go on knowing of each other."""
    renames = {step.codemod.symbol.dotted: step for step in steps if step.enabled and isinstance(step.codemod, Rename)}
    done: dict[str, Step] = {}
    for step in steps:
        circle = _circle(step, renames)
        if len(circle) > 1 and step.id not in done and _run_together(circle):
            written = [each for each in steps if each in circle]
            rotation = Rotation(_renames(circle), _renames(written))
            done[step.id] = replace(step, codemod=rotation)
            done |= {each.id: replace(each, codemod=DoneBefore(step.id)) for each in circle[1:]}
    return tuple(done.get(step.id) or _chained(step, steps[place + 1 :]) for place, step in enumerate(steps))


def _chained(step: Step, others: Sequence[Step]) -> Step:
    """The step; when some of the `others`, that come after it, rename again what it renames, with their names."""
    if not isinstance(step.codemod, Rename):
        return step
    module, name = step.codemod.symbol.dotted.rpartition(".")[0], step.codemod.to
    later = []
    for other in (each.codemod for each in others if each.enabled and isinstance(each.codemod, Rename)):
        if other.symbol.dotted == f"{module}.{name}" and other.to.isidentifier():
            name = other.to
            later.append(name)
    if not later:
        return step
    given = {each.name: getattr(step.codemod, each.name) for each in fields(step.codemod)}
    return replace(step, codemod=Chained(**given, later=tuple(later)))


def _renames(steps: Sequence[Step]) -> tuple[Rename, ...]:
    return tuple(each.codemod for each in steps if isinstance(each.codemod, Rename))


def _run_together(circle: Sequence[Step]) -> bool:
    """Does each of the steps run, on the same files, whenever the others do?"""
    ids = {step.id for step in circle}
    conditions = {(step.preconditions, step.files, frozenset(step.needs) - ids) for step in circle}
    return len(conditions) == 1


def _circle(step: Step, renames: dict[str, Step]) -> list[Step]:
    """The steps from this one on, each renaming what the one before needs the name of, back to this one."""
    circle: list[Step] = []
    each: Step | None = step
    while each is not None and isinstance(each.codemod, Rename) and each not in circle:
        circle.append(each)
        module = each.codemod.symbol.dotted.rpartition(".")[0]
        each = renames.get(f"{module}.{each.codemod.to}")
    return circle if each is step else []
