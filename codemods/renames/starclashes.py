"""What a star import brings after the rename, and whether that is in somebody's way.

from app.m import *      # brought Old, will bring New
New = 1                  # … which this file has already
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from ..meaning import candidates
from ..meaning.flow import follows_cleanly
from ..meaning.loading import STARS, has_star, stars_at
from ..meaning.project import Project
from ..meaning.scopes import Names, Occurrence
from ..meaning.stems import Module
from ..meaning.strings import string_place
from ..meaning.targets import Definition, External
from ..repo.files import MODULE_SUFFIXES, RepoPath
from .atstar import at_star
from .bystar import is_unused
from .clashes import Clash
from .groups import in_place_of_star
from .slots import Slots
from .starkept import stands_in
from .through import is_taken_through


def star_clashes(slots: Slots, paths: Sequence[RepoPath], files: Sequence[RepoPath], *, kept: bool) -> Iterator[Clash]:
    """The clashes in those of `paths`, which mention the old or the new name, that take it by a star import.

    `files` are these and others that may name a path to the symbol; with `kept` the old name is to be had afterwards.
    """
    if slots.new == slots.old:
        return
    for path, statement, source in _stars(slots, (*paths, *_between_stars(slots, paths))):
        for clash in _out_of_order(slots, path, statement, source) if source is not None else ():
            if not slots.keeps_star(path):
                yield clash
        if isinstance(source, Module) and slots.renamed_in(source) and _may_be_met(slots, path, source):
            yield from at_star(slots, path, statement, source, () if kept else files)
            yield from _not_brought(slots, path, statement, source, files)
        elif isinstance(source, Module) and _has_it_below(slots, path, source):
            yield from at_star(slots, path, statement, source, ())
        if isinstance(source, External) and slots.renamed_in(source) and not slots.moved:
            found = in_place_of_star(slots.resolver, path, slots.old, slots.new)
            line = slots.project.line(path, statement.start_byte)
            if found is not None:
                yield Clash(path, line, f"a star import of it; {found}")


def star_files(project: Project) -> list[RepoPath]:
    """The files of Python with a star import."""
    found = candidates.mentioning(project, STARS)
    return [path for path in found if path.endswith(MODULE_SUFFIXES) and has_star(project.read(path))]


def _between_stars(slots: Slots, paths: Sequence[RepoPath]) -> list[RepoPath]:
    """The files that spell neither name and have several star imports, where another thing has the new name.

    Those with one, too, where a star import does not bring the new name.
    """
    project, is_gone = slots.project, bool(slots.resolver.left)
    if slots.new.startswith("_") and not slots.old.startswith("_"):
        return [path for path in star_files(project) if path not in paths]
    if slots.new == slots.old or is_gone or not any(project.spells(path, slots.new) for path in paths):
        return []
    others = [path for path in star_files(project) if path not in paths]
    return [path for path in others if sum(1 for _ in stars_at(project.read(path))) > 1]


def replaced_by_star(slots: Slots, paths: Iterable[RepoPath]) -> Iterator[Clash]:
    """What is no clash, and worth a word: one of the symbol and of what a file binds to its name replaces the other."""
    for path, statement, source in _stars(slots, paths):
        own = slots.names(path).own
        first = own[0].start if own else -1
        if slots.new == slots.old and source is not None:  # else it is a clash
            yield from _out_of_order(slots, path, statement, source)
        match source:
            case Module() if statement.start_byte < first and not slots.moves(path, own[0]):
                if slots.renamed_in(source) and slots.resolver.exports(source, slots.old):
                    why = "it is bound here anew, over the one that a star import brings"
                    if _is_listed_elsewhere(slots, path):
                        why += "; the __all__ that is taken from elsewhere will not list it, so list it here"
                    yield Clash(path, slots.project.line(path, first), why)
            case External() | None if _is_over(slots, path, statement, own):
                line = slots.project.line(path, statement.start_byte)
                yield Clash(path, line, "a star import from outside this project may replace it")


def handed_on(slots: Slots) -> list[RepoPath]:
    """The files of modules that have the symbol, as far as anybody has asked; they need not spell its name."""
    by_stem = slots.project.modules.by_stem
    stems = [stem for stem, has in slots.answered.kept.items() if has and stem in by_stem]
    return [path for stem in stems for path in by_stem[stem].files if path not in slots.untouched]


def _is_over(slots: Slots, path: RepoPath, statement: Node, own: Sequence[Occurrence]) -> bool:
    """Does the star import stand behind the definition of the symbol, or behind another that brings it?"""
    if own:
        return own[0].start < statement.start_byte and slots.defines(path, own[0])
    found = slots.resolver.bringing(path, slots.old)
    return any(slots.renamed_in(source) and star.start_byte < statement.start_byte for star, source, _ in found)


def _is_listed_elsewhere(slots: Slots, path: RepoPath) -> bool:
    """Does the `__all__` of the file have the old name, though the file does not write it there?"""
    project = slots.project
    module = project.modules.of_file(path)
    if module is None or not project.spells(path, "__all__") or not slots.resolver.brings(module, slots.old):
        return False
    strings = [each for each in slots.names(path).occurrences if each.role == "string"]
    return not any(string_place(project.parsed(path), each.steps).use == "export" for each in strings)


def _stars(slots: Slots, paths: Iterable[RepoPath]) -> Iterator[tuple[RepoPath, Node, Module | External | None]]:
    """The star imports in those files, each with the module that it takes from; none when nothing changes there."""
    for path in paths if slots.new != slots.old or slots.moved else ():
        yield from ((path, statement, source) for statement, source in slots.resolver.starred(path))


def _has_it_below(slots: Slots, path: RepoPath, module: Module) -> bool:
    """Does a star import bring the module the symbol, hidden there, and has the file `path` a word for the new one?"""
    waiting, seen = [module] if slots.project.spells(path, slots.new) else [], {module.stem}
    while waiting:
        for file in waiting.pop().files:
            taken = [source for _, source in slots.resolver.starred(file) if isinstance(source, Module)]
            sources = [source for source in taken if slots.resolver.exports(source, slots.old)]
            if any(slots.renamed_in(source) for source in sources):
                return True
            waiting += [source for source in sources if source.stem not in seen]
            seen |= {source.stem for source in sources}
    return False


def _may_be_met(slots: Slots, path: RepoPath, source: Module) -> bool:
    """Does a name of the module come from the project, or one from outside, by a star import of it, to a use here?"""
    if isinstance(slots.symbol, Definition) or not is_unused(slots.resolver, path, slots.old):
        return True
    return bool(slots.resolver.member(source, slots.old) | slots.resolver.member(source, slots.new))


def _not_brought(
    slots: Slots, path: RepoPath, statement: Node, source: Module, files: Sequence[RepoPath]
) -> Iterator[Clash]:
    """The file hands the symbol on to others, and would not any more: its star import brings no underscore."""
    resolver = slots.resolver
    if (
        not slots.new.startswith("_")
        or not resolver.exports(source, slots.old)
        or resolver.exported(source) is not None
    ):
        return
    free = not slots.names(path).own and not slots.keeps_star(path)
    if free and is_taken_through(slots, path, files):
        why = f"a star import of it, which others take from there; it does not bring {slots.new}"
        yield Clash(path, resolver.project.line(path, statement.start_byte), why)


def _out_of_order(slots: Slots, path: RepoPath, statement: Node, source: Module | External) -> Iterator[Clash]:
    """The star brings the symbol and the file binds another thing to its name, or the other way round.

    No clash, where what the file binds replaces for good what the star brought, or where the file can keep the name.
    """
    resolver = slots.resolver
    names = slots.names(path)
    own = names.own
    theirs = slots.renamed_in(source)
    fates = {group.fate for group in slots.groups(path, names.module)}
    alike = {fate == "renamed" for fate in fates} == {theirs}
    if not own or alike or (statement.start_byte < own[0].start and follows_cleanly(own, names)):
        return
    if isinstance(source, Module):
        brings = resolver.exports(source, slots.old) and (theirs or resolver.member(source, slots.old))
        if not brings or (theirs and not _may_be_met(slots, path, source)):
            return
    elif not theirs:
        return
    apart = "renamed" not in fates and not any(_builds_on(names, each) for each in own)
    if theirs and apart and slots.keeps_star(path, forced=True):
        return
    if slots.new != slots.old and stands_in(slots, path, statement, source):
        return
    what = "it" if theirs else f"another {slots.old}"
    why = f"{slots.old} is bound here as well, and the order does not decide which is meant"
    line, place = slots.project.line(path, statement.start_byte), slots.project.place(path, own[0].start)
    yield Clash(path, line, f"a star import of {what}; {place}: {why}")


def _builds_on(names: Names, binding: Occurrence) -> bool:
    """Is it rather the same thing, extended: `APPS += [1]`, `APPS = APPS + [1]`?"""
    if binding.parent.type == "augmented_assignment":
        return True
    made = binding.enclosing("assignment", "named_expression")
    return made is not None and any(each.role == "use" for each in names.within(made))
