"""What reStructuredText measures: a title is underlined to its end, the columns of a table stay where they are.

# app.m.Old          app.m.Longer       | :func:`app.m.old`    | text |     | :func:`app.m.longer` | text |
# =========          ============       +----------------------+------+     +----------------------+------+
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from unicodedata import combining, east_asian_width

from ..edits import Edit
from ..regexes import regex
from ..source import line_starts

_ADORNMENT = regex(r"([!-/:-@\[-`{-~])\1+\Z")
_SIMPLE = regex(r" *=+(?: +=+)+\Z")
_GRID = regex(r" *\+(?:[-=]+\+)+\Z")
_ADORNED, _ALIGNED = "a title's adornment is as long as the title", "the columns of a table stay where they are"

_SHORTEST = 4  # a line of one character is no adornment; docutils doubts those that are shorter than this

Growth = tuple[int, int]  # the column where an edit starts, and by how many columns its text gets wider
Table = range  # its lines, borders and all
Limit = tuple[int, int]  # the column where the text of a cell has to end, and that where what follows it starts


def fitted(raw: bytes, edits: Iterable[Edit]) -> tuple[list[Edit], list[Edit]]:
    """The edits of a page with those that they need beside them, and the ones left out: a table has no room for them.

    Raises UnicodeDecodeError if the page is not UTF-8.
    """
    starts, lines = line_starts(raw), [line.decode().rstrip() for line in raw.splitlines()]
    tables = list(_simple_tables(lines)) if b"= " in raw else []
    grids = list(_grids(lines)) if b"+-" in raw or b"+=" in raw else []
    kept: list[Edit] = []
    left: list[Edit] = []
    for at, group in groupby(sorted(set(edits)), key=lambda edit: bisect_right(starts, edit.start) - 1):
        of_line = list(group)
        grown = [(len(raw[starts[at] : e.start].decode()), _growth(raw, e)) for e in of_line]
        limits = _grid_limits(lines, at, grids) or _simple_limits(lines, at, tables)
        beside = _adorned(lines, starts, at, grown) if limits is None else _padded(lines[at], starts[at], limits, grown)
        if beside is None:
            left += of_line
        else:
            kept += (*of_line, *beside)
    return kept, left


def _growth(raw: bytes, edit: Edit) -> int:
    return _width(edit.replacement.decode()) - _width(raw[edit.start : edit.end].decode())


def _width(text: str) -> int:
    """The columns that the text takes, as docutils counts them."""
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def _adorned(lines: Sequence[str], starts: Sequence[int], at: int, grown: Sequence[Growth]) -> list[Edit]:
    """The edits of the lines above and below a title; none when the line is no title."""
    below = lines[at + 1] if at + 1 < len(lines) else ""
    width = _width(lines[at])
    wanted = max(width + sum(growth for _, growth in grown), min(len(below), _SHORTEST))
    if not _ADORNMENT.match(below) or len(below) < width or (len(below) > width and len(below) >= wanted):
        return []
    has_overline = at > 0 and lines[at - 1] == below and (at == 1 or not lines[at - 2])
    rows = (at - 1, at + 1) if has_overline else (at + 1,)
    return [_resized(starts[row] + len(below), wanted - len(below), below[0]) for row in rows]


def _resized(end: int, growth: int, filling: str) -> Edit:
    """So many characters more before the offset, or fewer."""
    return Edit(end - max(0, -growth), end, filling.encode() * max(0, growth), _ADORNED)


def _padded(line: str, start: int, limits: Sequence[Limit], grown: Sequence[Growth]) -> list[Edit] | None:
    """The edits of the blanks behind the cells of a row; None when there are too few."""
    padding: list[Edit] = []
    if _width(line) != len(line):
        return None
    for (_, begin), (limit, after) in pairwise([(0, 0), *limits]):
        growth = sum(growth for column, growth in grown if begin <= column < after)
        text = len(line[:after].rstrip())
        if growth > 0 and text + growth > limit:
            return None
        if growth and len(line) > after:
            end = start + len(line[:text].encode())  # of the text, where no edit of the next cell begins
            padding.append(Edit(end, end + max(0, growth), b" " * max(0, -growth), _ALIGNED))
    return padding


def _grid_limits(lines: Sequence[str], at: int, grids: Sequence[tuple[Table, frozenset[int]]]) -> list[Limit] | None:
    """The limits of the cells of a row of a table that is drawn with bars; None elsewhere."""
    place = bisect_right(grids, at, key=lambda grid: grid[0].start) - 1
    rows, corners = grids[place] if place >= 0 else (range(0), frozenset[int]())
    if at not in rows or not lines[at].endswith("|"):
        return None
    return [(i - 1, i) for i, each in enumerate(lines[at]) if each == "|" and i in corners]


def _grids(lines: Sequence[str]) -> Iterator[tuple[Table, frozenset[int]]]:
    """The lines of each such table below its first border, and the columns of the corners in it."""
    drawn = groupby(enumerate(lines), key=lambda each: each[1].lstrip().startswith(("|", "+")))
    for rows in (list(rows) for is_drawn, rows in drawn if is_drawn):
        border = next((at for at, line in rows if _GRID.match(line)), None)
        if border is not None:
            corners = frozenset(i for _, line in rows for i, each in enumerate(line) if each == "+")
            yield range(border + 1, rows[-1][0] + 1), corners


def _simple_limits(lines: Sequence[str], at: int, tables: Sequence[Table]) -> list[Limit] | None:
    """The limits of the cells of a row of a table with borders of equals signs; its last cell has none."""
    place = bisect_left(tables, at, key=lambda table: table.start) - 1
    if place < 0 or at >= tables[place].stop - 1:
        return None
    border = lines[tables[place].start]
    gaps = [(left.end(), right.start()) for left, right in pairwise(re.finditer("=+", border))]
    return [(end, after) for end, after in gaps if not lines[at][end:after].strip()]


def _simple_tables(lines: Sequence[str]) -> Iterator[Table]:
    """The lines of each such table: to its third border, or to the first that a blank line follows."""
    borders: list[int] = []
    for at, line in enumerate(lines):
        if not _SIMPLE.match(line) or (borders and len(line) != len(lines[borders[0]])):
            continue
        borders.append(at)
        is_last = at + 1 == len(lines) or not lines[at + 1]
        if len(borders) == 3 or (len(borders) == 2 and is_last):
            yield range(borders[0], at + 1)
            borders.clear()
