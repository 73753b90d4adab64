"""Renames of one recipe that go round: A becomes B and B becomes A.

    steps: [rename m:A to B, rename m:B to A]          # step by step, the first would meet the B that is there

They are made as one, through a name that stands nowhere; unless the recipe itself goes through such a name:

    steps: [rename m:A to T, rename m:B to A, rename m:T to B]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..codemod import Diagnostic, Outcome
from ..edits import Edit
from ..errors import NotFound, Refused
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.fragments import in_docstrings, in_document
from ..meaning.project import Project
from ..names import SymbolPath
from ..recipe import Step
from ..records import dataclass
from ..renames.clashes import clash
from ..renames.rename import Rename
from ..renames.symbols import Found, find_own
from ..repo.changes import ChangeSet
from ..repo.files import RepoPath
from .pages import pages_last
from .reruns import ONCE, kin, new_name, tracked
from .rewrites import rewriting


@dataclass(frozen=True, slots=True)
class Rotation:
    """Renames of names of one module, each to the name of the next, the last to that of the first.

    `written` are the same in the order of the recipe.
    """

    renames: tuple[Rename, ...]
    written: tuple[Rename, ...]

    @property
    def symbols(self) -> tuple[SymbolPath, ...]:
        """Those that change places."""
        return tuple(each.symbol for each in self.written)

    @property
    def keep_alias(self) -> str:
        """ "none": every old name means another symbol afterwards."""
        return "none"

    def plan(self, project: Project) -> Outcome:
        """All of them at once. Raises what the renames raise."""
        kept = next((rename for rename in self.renames if rename.keep_alias != "none"), None)
        if kept is not None:
            raise Refused(
                f"{kept.symbol} cannot keep an alias: its name goes to another symbol", "leave keep-alias out"
            )
        changes, now = ChangeSet(), project
        steps = self._in_turn(project)
        remarks: list[Diagnostic] = []
        evidence: list[str] = []
        for rename in steps:
            outcome = rename.plan(now)
            changes = replace(changes.edited("", "rename", now.files, outcome.edits), last=outcome.last)
            now = now.after(changes.over(project.files), outcome.edits)
            remarks += outcome.diagnostics
            evidence += outcome.evidence
        if steps[0].to != self.written[0].to:
            was, nobody = steps[0].symbol.last, steps[0].to
            again = dict(_called_again(now, nobody, was, changes.changes))
            changes = changes.edited("", "rename", now.files, again)
            to, of_last = self.written[0].to, len(remarks) - len(outcome.diagnostics)
            kept_apart = [each for each in remarks if each.code == "kept-local" and each.path not in again]
            remarks = [
                each if each in kept_apart else _with_name(each, nobody, to if place < of_last else was)
                for place, each in enumerate(remarks)
            ]
            evidence = [line.replace(nobody, to) for line in evidence if f":{nobody} " not in line]
        message = "names change places here: a second run would change them back where no commit says that it was done"
        once = Diagnostic("warning", "swap", message, ONCE)
        edits = {path: change.edits() for path, change in changes.changes.items()}
        return Outcome(
            edits, diagnostics=(once, *remarks), evidence=tuple(evidence), last=changes.last, repeatable=False
        )

    def cannot_tell(self, project: Project) -> bool:
        """Do the files look the same before and after?"""
        return True

    def _in_turn(self, project: Project) -> list[Rename]:
        """The first to a name that nobody has, the others from the last on, each into the place that became free."""
        spare = self._spare()
        is_free = spare is not None and not _is_there(project, spare)
        if is_free or any(_found(project, each.symbol) is None for each in self.renames):
            return list(self.written)
        first, *others = self.renames
        nobody = f"{first.symbol.last}_canonize_swap"
        back = replace(first, symbol=SymbolPath(first.symbol.parent, nobody))
        return [replace(first, to=nobody), *reversed(others), back]

    def _spare(self) -> SymbolPath | None:
        """The one name that the recipe gives before it renames the symbol of that name; None for others than one.

        Of two that change places, one is always so.
        """
        free: set[str] = set()
        early: list[str] = []
        for rename in self.written:
            to = f"{rename.symbol.parent}.{rename.to}"
            if to not in free:
                early.append(to)
            free.add(rename.symbol.dotted)
        return SymbolPath("", early[0]) if len(early) == 1 and len(self.written) > 2 else None


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """A rename that an earlier step made together with its own; the `symbols` are those of both."""

    by: str
    symbols: tuple[SymbolPath, ...]

    def cannot_tell(self, project: Project) -> bool:
        """As the step with which it is made."""
        return True

    def plan(self, project: Project) -> Outcome:
        return Outcome(diagnostics=(Diagnostic("info", "swap", f"made by step {self.by}, with which it swaps names"),))


def _called_again(
    now: Project, nobody: str, was: str, paths: Iterable[RepoPath]
) -> Iterator[tuple[RepoPath, tuple[Edit, ...]]]:
    """The edits of the files that keep `nobody` as their own name of the symbol: it is `was` again, if that is free."""
    resolver, word = Resolver(now), re.compile(rb"\b%b\b" % nobody.encode())
    for path in paths:
        found = [each.span() for each in word.finditer(now.read(path))]
        if found and all(_is_free(resolver, place, nobody, was) for place in _read_as_code(now, path, nobody)):
            yield path, tuple(Edit(start, end, was.encode(), "name that the file keeps") for start, end in found)


def _read_as_code(project: Project, path: RepoPath, word: str) -> list[RepoPath]:
    """The file, where it is code, and the examples in it that hold the word."""
    if candidates.holds_python(project, path):
        return [path, *(each.path for each in in_docstrings(project, path, word))]
    return [each.path for each in in_document(project, path, project.read(path), word)]


def _is_free(resolver: Resolver, path: RepoPath, old: str, new: str) -> bool:
    names = resolver.project.names(path, old)
    homes = {each.home for each in names.occurrences if each.role == "bind" and each.home is not None}
    return all(clash(resolver, path, names, home, new) is None for home in homes)


def _with_name(remark: Diagnostic, nobody: str, name: str) -> Diagnostic:
    return replace(remark, message=remark.message.replace(nobody, name))


def _is_there(project: Project, symbol: SymbolPath) -> bool:
    """Is there a symbol of that path; or, where the module lies outside the project, perhaps a use of one?"""
    found = _found(project, symbol)
    return found is not None and (bool(found.places) or bool(project.files.mentioning((found.name,))))


def _found(project: Project, symbol: SymbolPath) -> Found | None:
    """The symbol; None when its module lies in the project, without it."""
    try:
        return find_own(project, symbol)[1]
    except NotFound:
        return None


def untangled(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps in the order in which they run: those that rename in a circle made one, pages behind what they tell of.

    What a second run has to know is put in.
    """
    renames = [step for step in steps if step.enabled and isinstance(step.codemod, Rename)]
    by_name = {_ends(each)[0]: each for each in renames}
    done: dict[str, Step] = {}
    for step in renames:
        circle = _circle(step, by_name) if step.id not in done else []
        if len(circle) > 1 and _run_together(circle) and _is_closed(circle, renames):
            written = [each for each in steps if each in circle]
            rotation = Rotation(_renames(circle), _renames(written))
            done[step.id] = replace(step, codemod=rotation)
            done |= {each.id: replace(each, codemod=DoneBefore(step.id, rotation.symbols)) for each in circle[1:]}
    now: list[Step] = []
    kin = _kin(renames)
    for place, step in enumerate(steps):
        before, behind = steps[:place], steps[place + 1 :]
        if step.id in kin:  # the others have nothing to do with it
            before, behind = ([each for each in part if kin.get(each.id) == kin[step.id]] for part in (before, behind))
        now.append(done.get(step.id) or rewriting(tracked(step, before, behind), before, behind))
    return pages_last(now, steps)


def _renames(steps: Sequence[Step]) -> tuple[Rename, ...]:
    return tuple(each.codemod for each in steps if isinstance(each.codemod, Rename))


def _kin(renames: Sequence[Step]) -> dict[str, str]:
    """By the id of each rename a word for those that have to do with its names, by way of one another."""
    ends = {step.id: [path.rpartition(".")[2] for path in _ends(step)] for step in renames}
    near = kin((old, new or old) for old, new in ends.values())
    return {each: near[old] for each, (old, _) in ends.items()}


def _run_together(circle: Sequence[Step]) -> bool:
    """Does each of the steps run, on the same files, whenever the others do?"""
    ids = {step.id for step in circle}
    conditions = {(step.preconditions, step.files, frozenset(step.needs) - ids) for step in circle}
    return len(conditions) == 1


def _is_closed(circle: Sequence[Step], renames: Sequence[Step]) -> bool:
    """Do no other renames take or give a name of the circle?"""
    names = {symbol for each in circle for symbol in _ends(each)}
    return all(each in circle or names.isdisjoint(_ends(each)) for each in renames)


def _circle(step: Step, by_name: Mapping[str, Step]) -> list[Step]:
    """The steps from this one on, each renaming what the one before needs the name of, back to this one."""
    circle: dict[str, Step] = {}
    each: Step | None = step
    while each is not None and each.id not in circle:
        circle[each.id] = each
        each = by_name.get(_ends(each)[1])
    return list(circle.values()) if each is step else []


def _ends(step: Step) -> tuple[str, str]:
    """The dotted paths that a rename begins and ends with; the second is "" where it leads to another module."""
    assert isinstance(step.codemod, Rename)
    symbol, new = step.codemod.symbol, new_name(step.codemod)
    return symbol.dotted, f"{symbol.parent}.{new}" if new else ""
