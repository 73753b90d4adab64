"""The bindings of a word in one block, in groups that share a fate: another thing, renamed, or the symbol and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..meaning.scopes import Occurrence
from ..records import dataclass
from .clashes import Clash

Fate = Literal["other", "renamed", "kept"]


@dataclass(frozen=True, slots=True)
class Group:
    """The bindings of one generation and what becomes of them.

    "other": they are not the symbol. "kept": they are, and keep the old name here: for `clash`, or in a class body.
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
