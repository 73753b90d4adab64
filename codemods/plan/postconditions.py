"""What a recipe asks of each changed file. A file of which it does not hold is put back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..codemod import Diagnostic
from ..errors import CanonizeError, UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.places import meant
from ..meaning.project import Project
from ..names import SymbolPath
from ..recipe import Postcondition, Step
from ..renames.symbols import find_own, gone
from ..repo.changes import ChangeSet
from ..repo.files import MODULE_SUFFIXES, RepoPath
from .preconditions import why_not_run

_HELP = "the file is put back as it was"


def unfulfilled(
    wanted: Iterable[Postcondition], steps: Iterable[Step], changes: ChangeSet, before: Project, after: Project
) -> tuple[Diagnostic, ...]:
    """One diagnostic, of severity "error", for each changed file of which something does not hold."""
    changed = [path for path, change in changes.changes.items() if change.after is not None]
    found: dict[RepoPath, Diagnostic] = {}
    for each in wanted:
        for path, (why, line) in _failing(each, tuple(steps), changed, before, after).items():
            message = f"postcondition {each.kind}: {why}"
            found.setdefault(path, Diagnostic("error", "postcondition", message, _HELP, path, line))
    return tuple(found[path] for path in sorted(found))


def _failing(
    wanted: Postcondition, steps: Iterable[Step], changed: list[RepoPath], before: Project, after: Project
) -> Mapping[RepoPath, tuple[str, int]]:
    match wanted.kind:
        case "parses":
            return dict(_unparsed(changed, after))
        case "absent":
            return dict(_still_there(wanted.symbol, changed, before, after))
        case "idempotent":
            again = _changed_again(steps, after)
            return {path: ("a second run would change it again", 1) for path in changed if path in again}


def _unparsed(changed: list[RepoPath], after: Project) -> Iterator[tuple[RepoPath, tuple[str, int]]]:
    for path in changed:
        if path.endswith(MODULE_SUFFIXES):
            try:
                after.parsed(path)
            except UnreadableSource as error:
                yield path, (f"it {error.title}", 1)


def _changed_again(steps: Iterable[Step], project: Project) -> frozenset[RepoPath]:
    """The files that a second run of the steps, one on the outcome of the other, would change."""
    changes, now, undone = ChangeSet(), project, dict[str, bool]()
    for step in steps:
        if why_not := why_not_run(step, now, undone):
            undone[step.id] = any(each.severity == "error" for each in why_not)
            continue
        try:
            outcome = step.codemod.plan(now.narrowed(step.files))
        except CanonizeError:  # what is done cannot be done again
            continue
        changes = changes.edited(step.id, step.action, now.files, outcome.edits)
        whole = {**outcome.created, **dict.fromkeys(outcome.deleted, None)}
        changes = changes.put(step.id, step.action, now.files, whole) if whole else changes
        now = now.after(changes.over(project.files), (*outcome.edits, *whole))
    return frozenset(changes.changes)


def _still_there(
    symbol: str, changed: list[RepoPath], before: Project, after: Project
) -> Iterator[tuple[RepoPath, tuple[str, int]]]:
    path = SymbolPath.parse(symbol)
    try:
        resolver, found = find_own(before, path)
    except CanonizeError:
        resolver = Resolver(before)
        found = gone(resolver, path)
    target, word = found.symbol, path.last
    resolver = Resolver(after, owned=resolver.owned)
    for file in changed:
        if not file.endswith(MODULE_SUFFIXES) or word.encode() not in after.read(file) or not after.is_readable(file):
            continue
        for each in after.names(file, word).occurrences:
            if target in meant(resolver, file, each, word):
                yield file, (f"{symbol} is still there", after.line(file, each.start))
                break
