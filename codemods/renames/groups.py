"""The bindings of a word in one block, in groups that share a fate: another thing, renamed, or the symbol and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from ..meaning.bindings import Resolver
from ..meaning.flow import is_read, may_see_outer, order
from ..meaning.scopes import Names, Occurrence, Scope
from ..meaning.targets import External
from ..records import dataclass
from ..repo.files import RepoPath
from .clashes import Clash, clash

Fate = Literal["other", "renamed", "kept"]


@dataclass(frozen=True, slots=True)
class Group:
    """The bindings of one generation and what becomes of them.

    "other": they are not the symbol. "kept": they are, and keep the old name here: for `clash`, in a class
    body, or as a parameter.
    """

    bindings: tuple[Occurrence, ...]
    fate: Fate
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The groups of one slot, and what is asked of them for every place where the word stands."""

    groups: tuple[Group, ...]
    by_start: Mapping[int, Group]
    fates: frozenset[Fate]

    @classmethod
    def of(cls, groups: tuple[Group, ...]) -> Decided:
        by_start = {binding.start: group for group in groups for binding in group.bindings}
        return cls(groups, by_start, frozenset(group.fate for group in groups))

    @property
    def is_mixed(self) -> bool:
        """Do some of the bindings take the new name, and others not?"""
        return len(self.fates) > 1 and "renamed" in self.fates


def settled(
    names: Names, home: Scope, decided: Sequence[Group], defines: Callable[[Occurrence], bool]
) -> tuple[Group, ...]:
    """The groups, kept where a use may see one or the other: an import or an alias can keep the old name.

    What `defines` the symbol cannot.
    """
    several = len({group.fate for group in decided}) > 1
    if (several and _is_undecided(names, home)) or _is_open_in_a_class(names, home):
        return tuple(
            Group(group.bindings, "kept", group.clash)
            if group.fate == "renamed" and not any(map(defines, group.bindings)) else group
            for group in decided
        )  # fmt: skip
    return tuple(decided)


def has_parameter(bindings: Sequence[Occurrence]) -> bool:
    """Is one of the bindings a parameter, which callers may give by its name: `if old is None: old = m.old`?"""
    return any(each.enclosing("parameters", "lambda_parameters") is not None for each in bindings)


def _is_undecided(names: Names, home: Scope) -> bool:
    """Is there a use, or a `global`, of which the order of the bindings does not say which of the groups it sees?"""
    known = order(names, home)
    return any(
        each.home == home
        and each.role in ("use", "delete", "global")
        and known.seen_by(each) is None
        and not known.is_above(each)
        for each in names.occurrences
    )


def _is_open_in_a_class(names: Names, home: Scope) -> bool:
    """Does a class body use the global, in a place where it may have bound the name itself?"""
    return home == names.module and any(may_see_outer(each, names) for each in names.occurrences)


def in_place_of_star(resolver: Resolver, path: RepoPath, old: str, new: str) -> Clash | None:
    """Why a file cannot import `new` for the `old` that star imports from outside bring; None when it can."""
    names = resolver.project.names(path, old)
    outside = all(isinstance(each.source, External) for each in resolver.bringing(path, old))
    used = not names.own and is_read(names)
    return clash(resolver, path, names, names.module, new) if old != new and used and outside else None
