"""One star import that brings the new name: what that meets in the file.

from app.m import *      # brought Old, will bring New
def f(New): Old()        # … which would be the parameter here
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from tree_sitter import Node

from ..meaning.certain import is_surely_bound
from ..meaning.flow import is_before, order, reads_global
from ..meaning.scopes import Names, Occurrence
from ..meaning.stems import Module
from ..meaning.strings import string_place
from ..meaning.targets import NOTHING, Definition, Targets, called
from ..records import dataclass
from ..repo.files import RepoPath
from .clashes import Clash
from .slots import Slots
from .through import is_taken_through


def at_star(
    slots: Slots, path: RepoPath, statement: Node, source: Module, takers: Sequence[RepoPath]
) -> Iterator[Clash]:
    """What the new name meets in the file, where the star import brings that; `takers` may take it on from here."""
    brings_old, kept = slots.renamed_in(source) and slots.resolver.exports(source, slots.old), slots.keeps_star(path)
    listed = slots.resolver.exported(source) is not None
    star = _Star(slots, path, statement, source, brings_old and not kept)
    if not (brings_old if listed else not slots.new.startswith("_")):
        if star.is_wanted:
            yield star.clash(statement.start_byte, f"it does not bring a name with an underscore: {slots.new}")
        return
    free = star.brings_old and not star.old.own and not star.is_wanted
    handed_on = free and (not takers or is_taken_through(slots, path, takers))
    yield from star.captured() if star.brings_old else ()
    yield from star.bound_here(is_met=star.is_wanted or handed_on)
    yield from star.other_stars(is_met=star.is_wanted or handed_on)
    yield from star.hidden()


@dataclass(frozen=True)
class _Star:
    """A star import of a file, which brings the new name from the module `source`.

    `brings_old`: it brought the symbol under the old one, which the file does not keep.
    """

    slots: Slots
    path: RepoPath
    statement: Node
    source: Module
    brings_old: bool

    @cached_property
    def old(self) -> Names:
        return self.slots.names(self.path)

    @cached_property
    def new(self) -> Names:
        return self.slots.project.names(self.path, self.slots.new)

    @cached_property
    def seen(self) -> list[Occurrence]:
        """Where the file reads the old name before it binds that itself."""
        return [each for each in self.old.occurrences if reads_global(each, self.old) and is_before(each, self.old.own)]

    @property
    def is_wanted(self) -> bool:
        """Does the file use the symbol that the star import brought, or list it in its `__all__`?"""
        return self.brings_old and (bool(self.seen) or any(map(self._is_export, self.old.occurrences)))

    def _is_export(self, each: Occurrence) -> bool:
        parsed = self.slots.project.parsed(self.path)
        return each.role == "string" and string_place(parsed, each.steps).use == "export"

    def clash(self, at: int, why: str) -> Clash:
        project, start = self.slots.project, self.statement.start_byte
        here = f"{project.place(self.path, at)}: " if at != start else ""
        return Clash(self.path, project.line(self.path, start), f"a star import of it; {here}{why}")

    def captured(self) -> Iterator[Clash]:
        """Uses of the symbol that would find a local name."""
        read = [each for each in self.old.occurrences if each.role == "global"] if not self.old.own else []
        for use in (*self.seen, *read):
            if use.role == "bind":
                yield self.clash(use.start, f"a class body reads it and binds its own {self.old.word} in one statement")
            captor = self.new.home(use.scope)
            if captor != self.new.module:
                binding = next(iter(self.new.bindings(captor)), use)
                why = f"{self.new.word} is a local name here, and would capture a use of {self.old.word}"
                yield self.clash(binding.start, why)

    def bound_here(self, *, is_met: bool) -> Iterator[Clash]:
        """Where the file binds the new name itself; `is_met` when somebody looks for what the star import brings."""
        anew = _is_bound_anew(self.new)
        for group in order(self.new, self.new.module).groups:
            if any(_is_the_new_one(self.slots, self.path, binding) for binding in group):
                continue  # beside it, None where that fails
            for binding in group:
                if binding.start < self.statement.start_byte or is_met or not anew:
                    yield self.clash(binding.start, f"{self.new.word} is bound here")

    def other_stars(self, *, is_met: bool) -> Iterator[Clash]:
        """The other star imports of the file that bring another thing under the new name."""
        resolver, name = self.slots.resolver, self.new.word
        for other, module in resolver.starred(self.path):
            if not isinstance(module, Module) or module == self.source:
                continue
            theirs = resolver.member(module, name) if resolver.exports(module, name) else NOTHING
            met = is_met or other.start_byte < self.statement.start_byte  # or whoever takes the new name from here
            if met and theirs - {called(self.slots.symbol, name)}:
                yield self.clash(other.start_byte, f"another star import brings its own {name}")

    def hidden(self) -> Iterator[Clash]:
        """The first use of the new name, where that is Python's own or comes from elsewhere."""
        first = next((each for each in self.new.occurrences if reads_global(each, self.new)), None)
        if first is not None and not self.new.own:
            yield self.clash(first.start, f"{self.new.word} means something else here, and would be hidden")


def _is_the_new_one(slots: Slots, path: RepoPath, binding: Occurrence) -> bool:
    """Is what has the new name already the symbol under that name, as an earlier run or a move has left it?"""
    modules = map(slots.project.modules.of_file, slots.provider)
    moved: Targets = frozenset(Definition(module.stem, slots.new) for module in modules if module is not None)
    return slots.resolver.of_binding(path, binding, slots.new) in (frozenset({called(slots.symbol, slots.new)}), moved)


def _is_bound_anew(names: Names) -> bool:
    """Does the file bind the name before it reads it, and in every way through it?"""
    early = any(reads_global(each, names) and is_before(each, names.own) for each in names.occurrences)
    return not early and is_surely_bound(names, names.own)
