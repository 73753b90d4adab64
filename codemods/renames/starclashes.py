"""What a star import brings after the rename, and whether that is in somebody's way.

from app.m import *      # brought Old, will bring New
New = 1                  # … which this file has already
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ..errors import UnreadableSource
from ..meaning.flow import follows_cleanly, reads_global
from ..meaning.modules import Module
from ..meaning.scopes import Names, Occurrence
from ..meaning.targets import Definition, External, Target
from ..repo.files import RepoPath
from .clashes import Clash
from .slots import Slots

STAR_IMPORT = re.compile(rb"import[ \t(\\\r\n]*\*")


def star_clashes(slots: Slots, paths: Iterable[RepoPath]) -> Iterator[Clash]:
    """The clashes in those of `paths`, which mention the old or the new name, that take it by a star import."""
    for path in paths if slots.new != slots.old else ():
        if not STAR_IMPORT.search(slots.resolver.project.read(path)):
            continue
        try:
            for statement in slots.resolver.stars(path):
                source = slots.resolver.imported_module(path, statement)
                if isinstance(source, Module) and slots.renamed_in(source) and _is_read(slots, source):
                    yield from _at_star(slots, path, statement, source)
        except UnreadableSource:
            continue  # reported by whoever edits the file


def _is_read(slots: Slots, source: Module) -> bool:
    """Does a name of the module come from the project? What comes from outside by a star import is not known."""
    own = isinstance(slots.symbol, Definition)
    return own or bool(slots.resolver.member(source, slots.old) | slots.resolver.member(source, slots.new))


def _at_star(slots: Slots, path: RepoPath, statement: Node, source: Module) -> Iterator[Clash]:
    resolver = slots.resolver
    parsed = resolver.project.parsed(path)
    brings_old = resolver.exports(source, slots.old)
    listed = resolver.exported(source) is not None
    brings_new = brings_old if listed else not slots.new.startswith("_")
    old, new = resolver.project.names(path, slots.old), resolver.project.names(path, slots.new)
    wanted = brings_old and _free(old)

    def at(offset: int, why: str) -> Clash:
        here = f"{path}:{parsed.source.line(offset)}: " if offset != statement.start_byte else ""
        return Clash(path, parsed.source.line(statement.start_byte), f"a star import of it; {here}{why}")

    own = old.bindings(old.module)
    foreign = [binding for binding in own if not slots.moves(path, binding)]
    if brings_old and foreign and not follows_cleanly(own, old):
        yield at(own[0].start, f"{slots.old} is bound here as well, and the order does not decide which is meant")
    if wanted and not brings_new:
        yield at(statement.start_byte, f"it does not bring a name with an underscore: {slots.new}")
    if not brings_new:
        return
    for use in old.occurrences if brings_old and not own else ():
        if use.role == "bind" and reads_global(use, old):
            yield at(use.start, f"a class body reads it and binds its own {slots.old} in one statement")
        captor = new.home(use.scope)
        if (reads_global(use, old) or use.role == "global") and captor != new.module:
            binding = next(iter(new.bindings(captor)), use)
            yield at(binding.start, f"{slots.new} is a local name here, and would capture a use of {slots.old}")
    for binding in new.bindings(new.module):
        if (wanted or binding.start < statement.start_byte) and not _is_the_new_one(slots, path, binding):
            yield at(binding.start, f"{slots.new} is bound here")
    for other in resolver.stars(path):
        elsewhere = resolver.imported_module(path, other)
        if other == statement or not isinstance(elsewhere, Module) or elsewhere == source:
            continue
        brings = resolver.exports(elsewhere, slots.new) and resolver.member(elsewhere, slots.new)
        if brings and ((wanted and other.start_byte > statement.start_byte) or _free(new)):
            yield at(other.start_byte, f"another star import brings its own {slots.new}")
    if _free(new):
        use = next(each for each in new.occurrences if reads_global(each, new))
        yield at(use.start, f"{slots.new} means something else here, and would be hidden")


def _is_the_new_one(slots: Slots, path: RepoPath, binding: Occurrence) -> bool:
    """Is what has the new name already the symbol under that name, as an earlier run has left it?"""
    match slots.symbol:
        case External(dotted):
            after: Target = External(f"{dotted.rpartition('.')[0]}.{slots.new}")
        case Definition(stem):
            after = Definition(stem, slots.new)
    return slots.resolver.of_binding(path, binding, slots.new) == {after}


def _free(names: Names) -> bool:
    """Is the word used as a global that this file does not bind?"""
    bound = names.bindings(names.module)
    return not bound and any(reads_global(each, names) for each in names.occurrences)
