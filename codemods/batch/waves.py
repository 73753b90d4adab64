"""Who goes first: the manifest's waves; within each, those that define the symbols, or those that use them."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Literal

from ..records import dataclass
from .journal import Journal
from .rows import Row
from .schema import Wave

Order = Literal["producers", "consumers", ""]
_NOTHING_TO_DO = ("unchanged", "not-applicable", "skipped")  # a canary among these would warn of nothing
_HALVES = 2  # of each wave: who goes first, and who follows


@dataclass(frozen=True, slots=True)
class Turn:
    """One half of a wave, by its number in the journal."""

    number: int

    @property
    def wave(self) -> int:
        return self.number // _HALVES

    @classmethod
    def of_wave(cls, wave: int) -> tuple[Turn, ...]:
        """The turns of a wave: those who go first, those who follow."""
        return tuple(cls(wave * _HALVES + half) for half in range(_HALVES))


def name_of(wave: int, waves: Sequence[Wave]) -> str:
    """What the wave is called."""
    return waves[wave].name if wave < len(waves) else "the rest"


def takes(wave: Wave, name: str) -> bool:
    """Is a repository of this name one of those that the wave's own patterns are for?"""
    return any(fnmatchcase(name, pattern) for pattern in wave.repositories)


def assign(journal: Journal, waves: Sequence[Wave], order: Order) -> None:
    """Gives every repository its turn; those with nothing to do take no room in a wave.

    The same manifest and the same plans give the same turns.
    """
    total = journal.count() - journal.count(*_NOTHING_TO_DO)
    room = [wave.count or round(wave.share * total) for wave in waves]
    for row in journal.rows():
        wave = _wave(row, waves, room)
        if wave < len(waves) and not waves[wave].repositories and row.state not in _NOTHING_TO_DO:
            room[wave] -= 1
        journal.set_wave(row.key, wave * _HALVES + _half(row, order))


def _wave(row: Row, waves: Sequence[Wave], room: Sequence[int]) -> int:
    for number, wave in enumerate(waves):
        last = number == len(waves) - 1 and not (wave.repositories or wave.count or wave.share)
        if takes(wave, row.name) or room[number] > 0 or last:
            return number
    return len(waves)


def _half(row: Row, order: Order) -> int:
    first = {"producers": "defines", "consumers": "uses", "": row.role}[order]
    return 0 if row.role == first else 1
