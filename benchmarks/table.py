"""The table that a run prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

HEAD = ("job", "canonize", "beside", "", "ratio", "goal", "met")


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. A `goal` of None is for information; `at_most` says which side of it is good."""

    job: str
    ours: float
    peer: str
    theirs: float
    goal: float | None = None
    unit: str = "s"
    measure: str = ""
    bound: bool = False  # the peer was ended before it finished: the ratio is a bound

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else float("inf") if self.ours else 0.0

    @property
    def met(self) -> str:
        if self.goal is None:
            return ""
        return "yes" if self.ratio <= self.goal else "NO"

    def cells(self) -> tuple[str, ...]:
        ended = ">" if self.bound else ""
        goal = "" if self.goal is None else f"<= {self.goal:.3g}"
        peer = f"{self.peer}{', ' if self.measure else ''}{self.measure}"
        ours, theirs = shown(self.ours, self.unit), ended + shown(self.theirs, self.unit)
        return (self.job, ours, peer, theirs, f"{'<' if self.bound else ''}{self.ratio:.3g}", goal, self.met)


@dataclass(frozen=True, slots=True)
class Fact(Row):
    """A row that is a finding of its own, not a ratio: `ours` against `goal`, with words in the place of a peer."""

    @property
    def met(self) -> str:
        return "" if self.goal is None else "yes" if self.ours <= self.goal else "NO"

    def cells(self) -> tuple[str, ...]:
        goal = "" if self.goal is None else f"<= {self.goal:.3g}"
        return (self.job, shown(self.ours, self.unit), self.peer, "", "", goal, self.met)


def shown(value: float, unit: str) -> str:
    return f"{value:.0f} MB" if unit == "MB" else f"{value:.3f} s" if unit == "s" else f"{value:.4g}"


def show(rows: Sequence[Row], out: TextIO) -> None:
    """A Markdown table, its columns aligned."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    for number, line in enumerate(lines):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(f"| {' | '.join(cells)} |", file=out)
        if number == 0:
            print(f"|{'|'.join('-' * (width + 2) for width in widths)}|", file=out, flush=True)
