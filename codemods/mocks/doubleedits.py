"""The edits in test files: each takes its doubles from the factory, and so do those that imported them from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import cached_property

from ..edits import Edit, in_order
from ..errors import EditConflict
from ..meaning.project import Project
from ..records import dataclass
from ..repo.files import RepoPath
from .doubleimporters import Importer, Importers
from .doublepatches import Patched
from .doublepointing import Moved, Wanted, pointed
from .doubleuses import Maker, Rewritten, rewritten
from .factorystyle import style
from .pytestpaths import TestPaths


@dataclass
class TestEdits:
    """Makes the edits of one run. `own` are the packages of the project; `maker` is to be used where it can."""

    project: Project
    ways: TestPaths
    importers: Importers
    own: tuple[str, ...]
    maker: Maker
    _homes: set[RepoPath] = field(default_factory=set)

    def of(self, moved: Sequence[Moved]) -> dict[RepoPath, tuple[Edit, ...]]:
        """The edits of every test file, in the offsets of its bytes."""
        at_home: defaultdict[RepoPath, list[Moved]] = defaultdict(list)
        following: defaultdict[RepoPath, list[Importer]] = defaultdict(list)
        for each in moved:
            at_home[each.double.path].append(each)
            for importer in self.importers.of(each):
                if importer.can_follow:
                    following[importer.path].append(importer)
        found: dict[RepoPath, tuple[Edit, ...]] = {}
        self._homes |= {*at_home}
        for path in sorted({*at_home, *following}):
            here = list(self._pointed(path, at_home[path])) if at_home[path] else []
            there = list(self.importers.edits(path, following[path])) if following[path] else []
            try:
                found[path] = self._raw(path, [*here, *there])
            except EditConflict:  # both want to write behind one import: the old one still serves
                found[path] = self._raw(path, here)
        return {path: edits for path, edits in found.items() if edits}

    def _pointed(self, path: RepoPath, moved: Sequence[Moved]) -> Iterator[Edit]:
        way = self.ways.way(path)
        parsed = self.project.parsed(path)
        house = style(self.project, path, [path])
        done = {each: self._rewritten(each, house.quote) for each in moved}
        uses = [edit for each in done.values() for edit in each.edits]
        names = {each.double.name for each in moved if self._is_used(each)}
        spared = {each.double.name for each, how in done.items() if not how.needs_class}
        passed = {each.double.name for each in moved} - names
        more = (self.maker.function,) if uses else ()
        wanted = Wanted(frozenset(names - spared), frozenset(passed - spared), more)
        yield from pointed(parsed, moved, way.dotted, way.after, house, self.own, wanted)
        yield from uses

    def _rewritten(self, moved: Moved, quote: str) -> Rewritten:
        """Its calls as calls of the factory's function: not where some test replaces it in its file.

        The class is needed all the same when another file may take it from there.
        """
        path, name = moved.double.path, moved.double.name
        if self.maker.words is None or self._patched.by(path, name):
            return Rewritten()
        done = rewritten(self.project, moved.double, moved.name, self.maker, quote)
        others = [each for each in self.project.files.mentioning([name]) if each not in (path, self.ways.factory)]
        return replace(done, needs_class=True) if self._patched.any_names(others, path) else done

    @cached_property
    def _patched(self) -> Patched:
        return Patched(self.importers.resolver, tuple(sorted(self._homes)))

    def _is_used(self, moved: Moved) -> bool:
        """Does the file itself use the name, or only hand it on?"""
        double = moved.double
        return any(
            each.role in ("use", "string", "global") and not double.holds(each.start)
            for each in self.project.names(double.path, double.name).occurrences
        )

    def _raw(self, path: RepoPath, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        return in_order(map(self.project.parsed(path).source.in_raw, edits))
