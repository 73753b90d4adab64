"""References by a dotted path that is read as code; in a move, all that leads through the old module."""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.fragments import part_of
from ..meaning.scopes import Names, Occurrence, Scope
from ..meaning.syntax import is_bound
from ..meaning.targets import Targets
from .retarget import import_for
from .visit import Visit, short


def by_path(visit: Visit, each: Occurrence, start: int, reason: str) -> None:
    """A dotted path in text or in a pattern, from `start` on, that leads to the word."""
    before = visit.parsed.source.code[start : each.start].decode().rstrip(". ")
    targets = visit.of_dotted(each.scope, before)
    if visit.renamed_in(targets) is not True or not is_reached(visit, each, start, before, targets):
        visit.by_targets(each, targets, reason)


def is_reached(visit: Visit, each: Occurrence, start: int, before: str, targets: Targets) -> bool:
    """True when the path `before` leads to the old module, and the whole, from `start` on, has been dealt with."""
    to = visit.retarget
    if to is None or not to.is_origin_of(targets):
        return False
    imported, home = import_before(visit, each, before)
    why = to.why_not_reached(visit.path, each.scope) or to.why_captured(visit.path, home, each)
    if imported is not None and why and not is_bound(each.parent) and to.stands_alone(visit.path):
        to.reach_alone(start, each.end, imported, f"path through the module {before}")
    elif home is None and visit.base is not None:
        visit.left(each, "warning", f"it is looked up in {short(before)}, which the module around it imports")
    elif why or imported is None:
        visit.left(each, to.severity, why or f"it is not known where {short(before)} is imported")
    else:
        to.reach(start, each.end, imported, f"path through the module {before}", targets)
    return True


def import_before(visit: Visit, each: Occurrence, before: str) -> tuple[Node | None, Scope | None]:
    """The import that the path `before` begins with at this place, None when that is not known; and its block."""
    names = visit.project.names(visit.path, before.split(".")[0].strip())
    bindings = [other for other in names.bindings(names.home(each.scope)) if other.scope == other.home]
    part = part_of(visit.parsed, each.start)
    here = [other for other in bindings if part_of(visit.parsed, other.start) == part] or bindings
    # what a call gives, as import_module("a.b"), is loaded when it is made, and where the module may be missing
    called = bool({"(", "["}.intersection(before))
    star = _star_with(visit, names, each) if not (here or names.own or called) else None
    home = here[0].home if here else names.module if star else None
    return None if called else import_for(each, here) or star, home


def _star_with(visit: Visit, names: Names, each: Occurrence) -> Node | None:
    """The first star import of the file, in the part of it where the place is, that surely brings the word."""
    part, found = part_of(visit.parsed, each.start), visit.resolver.bringing(visit.path, names.word)
    starts = (one.statement for one in reversed(found) if one.surely)
    return next((star for star in starts if part_of(visit.parsed, star.start_byte) == part), None)
