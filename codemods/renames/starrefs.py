"""What a star import brings; when the symbol is moved, and it brings it no more, it is imported beside the star.

from old.m import *                     # from old.m import *
                                        # from new.m import New
Old()                                   # New()
"""

from __future__ import annotations

from tree_sitter import Node

from ..codemod import Diagnostic
from ..meaning.flow import is_late
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.targets import External, Targets
from .bystar import is_of_a_star
from .documents import hands_on_untouched
from .groups import Fate
from .visit import Visit


def brought_by(visit: Visit, each: Occurrence) -> Targets:
    """The modules from which the star imports of the file may bring the name that is read at this place."""
    path, resolver = visit.path, visit.resolver
    groups = visit.slots.groups(path, each.home) if each.home is not None else ()
    if each.home is None or (groups and not is_of_a_star(resolver, path, each, groups[0].bindings)):
        return frozenset()
    return frozenset(source for _, source in resolver.starred(path) if source is not None)


def perhaps_of_a_star(visit: Visit, each: Occurrence) -> None:
    """A word on a global that is not the symbol, unless a star import may bring that, or it is read late, as a type."""
    stars = brought_by(visit, each)
    if visit.perhaps_here(each, stars):
        return
    modules = (each for each in stars if isinstance(each, Module))
    for file in sorted(module.files[0] for module in modules if hands_on_untouched(visit.slots, module))[:1]:
        visit.comes_through(each, file)
    if each.enclosing("type") is None:
        return
    if any(isinstance(source, External) for source in stars) and visit.slots.renamed_in_file(visit.path):
        why = "in an annotation it is this module's own from Python 3.14 on, and before what a star import brings"
        visit.left(each, "info", why)


def follow(visit: Visit, each: Occurrence, fate: Fate | None) -> None:
    """Has the file import what is read at this place, when a move takes it out of the module that a star asks."""
    to, slots = visit.retarget, visit.slots
    if to is None or fate not in ("renamed", "kept"):
        return
    if fate == "renamed" and to.is_origin_of(brought_by(visit, each)):
        to.beside_star(_last_star(visit, each), slots.new)
    elif fate == "kept" and slots.star_clash(visit.path) is not None and brought_by(visit, each):
        star = _last_star(visit, each)
        message = f"{slots.old} keeps its name in this file: {slots.star_clash(visit.path)}"
        line = visit.parsed.source.line(star.start_byte)
        remark = Diagnostic("warning", "kept-local", message, "", visit.file, line)
        if remark not in visit.remarks:
            visit.remarks.append(remark)
        to.beside_star(star, f"{slots.new} as {slots.old}")


def _last_star(visit: Visit, each: Occurrence) -> Node:
    """The last star import above the place; of the file, for what runs later and sees no other binding of the name.

    Where the name stays, only of those that ask the old module: another below them may bring a name like it.
    """
    to, stars = visit.retarget, visit.resolver.starred(visit.path)
    asking = [star for star, source in stars if to and visit.slots.new == visit.slots.old and to.is_origin(source)]
    among = asking or [star for star, _ in stars]
    above = [star for star in among if star.start_byte < each.start]
    bound = each.home is not None and visit.slots.groups(visit.path, each.home)
    return max(above if above and (bound or not is_late(each)) else among, key=lambda star: star.start_byte)
