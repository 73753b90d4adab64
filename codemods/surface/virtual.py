"""Code that lies in pieces inside another file, seen as one Python module: notebooks' cells, examples in docstrings.

    weaver = Weaver(Source(raw, raw))
    weaver.copy(4, 10)            # six bytes of the file, as they stand
    weaver.put(b"\\n", 10, 12)    # what two bytes of the file, an escape, spell
    weaver.add(b"\\n")            # bytes that the file does not hold
    weaver.end_cell(0)
    Virtual.woven(weaver)

A `Virtual` is a `Source`: who finds offsets in its `code` gets the places in the file from it, as from any other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple, Self

from ..edits import Edit
from ..errors import UnreadableSource
from ..records import dataclass
from ..regexes import regex
from ..source import BOM, Source, blank, line_begin, line_starts

_LONE_CR = regex(rb"\r(?!\n)")
_START = itemgetter(0)
_BEFORE = regex(rb"[ \t>]*(?:>>> ?|\.\.\. ?)?\Z")  # what may stand before code on its line


def utf8(raw: bytes) -> Source:
    """A file that is no Python. Raises UnreadableSource if it is not UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"is not UTF-8: {error}") from error
    skip = len(BOM) if raw.startswith(BOM) else 0
    code = raw[skip:] if skip else raw
    return Source(raw, _LONE_CR.sub(b"\n", code) if b"\r" in code else code, "utf-8", skip)


class Segment(NamedTuple):
    """`length` bytes of virtual code from `start` are spelled by `size` bytes of the file's code from `place`.

    They are the same bytes, one by one, unless `whole`: then only the segment as a whole has a place (an escape).
    """

    start: int
    length: int
    place: int
    size: int
    whole: bool


@dataclass(frozen=True, kw_only=True)
class Virtual(Source):
    """The pieces of code in `below`, joined into `code`. Offsets, lines and columns are told as places in the file.

    `cells` are the parts of `code` that may be broken one without the other, in order. When they `start_anew`, one that
    binds a name says what it is from there on, whatever those before it said, as readers of a page take it.
    `left_out` are the ranges of `code` that are blank, for what stands there is no Python (a shell command);
    `spelled` is the same code with what stands there.
    """

    below: Source
    segments: tuple[Segment, ...]
    cells: tuple[range, ...]
    spelled: bytes
    left_out: tuple[range, ...] = ()
    start_anew: bool = False

    @classmethod
    def woven(cls, weaver: Weaver) -> Self:
        return cls(
            raw=weaver.below.raw,
            code=bytes(weaver.code),
            encoding=weaver.below.encoding,
            below=weaver.below,
            segments=tuple(weaver.segments),
            cells=tuple(weaver.cells),
            spelled=bytes(weaver.spelled),
            left_out=tuple(weaver.left_out),
        )

    def below_offset(self, offset: int) -> int:
        """Where byte `offset` of `code` lies in the code of `below`.

        A byte that the file does not hold lies behind the one before it. Between two pieces that touch each other
        the end of a name is the end of the first piece.
        """
        index = bisect_right(self.segments, offset, key=_START) - 1
        if index < 0:
            return self.segments[0].place if self.segments else 0
        segment = self.segments[index]
        into = offset - segment.start
        if into == 0 and index and _ends_word(self.code, offset):
            before = self.segments[index - 1]
            if before.start + before.length == offset:
                return before.place + before.size
        if into >= segment.length:
            return segment.place + segment.size
        return segment.place if segment.whole else segment.place + into

    def raw_offset(self, offset: int) -> int:
        return self.below.raw_offset(self.below_offset(offset))

    def raw_range(self, start: int, end: int) -> range:
        """The bytes of `raw` from where byte `start` of `code` begins to where the byte before `end` ends."""
        index = bisect_right(self.segments, max(start, end - 1), key=_START) - 1
        if index < 0 or start >= end:
            return range(self.raw_offset(start), self.raw_offset(start))
        segment = self.segments[index]
        stop = end if end < segment.start + segment.length and not segment.whole else None
        place = segment.place + (segment.size if stop is None else stop - segment.start)
        return range(self.raw_offset(start), self.below.raw_offset(place))

    def replaced(self, start: int, end: int) -> range:
        """The bytes of `raw` that an edit of `code[start:end]` replaces; none of what stands between two cells."""
        if start < end and not (end < len(self.code) and self.cell_at(start) == self.cell_at(end)):
            return self.raw_range(start, end)
        return range(self.raw_offset(start), self.raw_offset(end))

    def encoded(self, text: str, at: int = 0) -> bytes:
        """`text` as the file spells it; a line that it begins gets what stands before the code around `at`: `>>> `."""
        first, *lines = text.splitlines(keepends=True) or [""]
        before = self._before_code(at) if lines else ""
        more = before.replace(">>>", "...")
        spelled = first + "".join((more if line[:1] in " \t" else before) + line for line in lines)
        return self.below.encoded(spelled, self.below_offset(at))

    def _before_code(self, at: int) -> str:
        """The indentation and the prompt of the line of code that holds byte `at`; the prompt of a first line."""
        place = self.below_offset(line_begin(self.code, at))
        begin = line_begin(self.below.code, place)
        before = _BEFORE.search(self.below.code[begin:place])
        return before.group().decode().replace("...", ">>>") if before else ""

    def line(self, offset: int) -> int:
        """The line of the file, from 1, as an editor shows it."""
        return self.below.line(self.below_offset(offset))

    def column(self, offset: int) -> int:
        """The column of the file's line, from 1, in characters."""
        return self.below.column(self.below_offset(offset))

    def place_below(self, line: int, column: int) -> tuple[int, int]:
        """The line and column of the file for those of `code`; 0 stays 0."""
        if not line:
            return 0, 0
        start = line_starts(self.code)[line - 1]
        before = self.code[start:].partition(b"\n")[0].decode()[: max(0, column - 1)]
        at, beside = self.place(start + len(before.encode()))
        return at, beside if column else 0

    @cached_property
    def newline(self) -> bytes:
        """The newline to put into `code`; `encoded` spells it as the file does."""
        return b"\r\n" if b"\r\n" in self.code else b"\n"

    def cell_at(self, offset: int) -> int:
        """The number of the cell that holds byte `offset` of `code`, or the last one before it."""
        return max(0, bisect_right(self.cells, offset, key=lambda cell: cell.start) - 1)

    def without_cells(self, numbers: Iterable[int]) -> Virtual:
        """The same code with these cells blanked: every other offset means what it meant."""
        cells = [self.cells[number] for number in numbers]
        code = bytearray(self.code)
        for cell in cells:
            blank(code, cell.start, cell.stop)
        return replace(self, code=bytes(code), left_out=(*self.left_out, *cells))

    def without_broken(self, parses: Callable[[bytes], bool]) -> tuple[Virtual, tuple[int, ...]]:
        """The code without the cells that do not parse alone, and the numbers of those."""
        if parses(self.code):
            return self, ()
        broken = tuple(
            number for number, cell in enumerate(self.cells) if not parses(self.code[cell.start : cell.stop])
        )
        return self.without_cells(broken), broken

    def left_out_words(self, word: re.Pattern[bytes]) -> tuple[int, ...]:
        """Where `word` stands in what is left out, as offsets of `code`: no parser has seen it there."""
        found = {
            place.start() for span in self.left_out for place in word.finditer(self.spelled, span.start, span.stop)
        }
        return tuple(sorted(found))


class Spans:
    """Bytes of one file: `place in spans` says whether they hold it."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, code: Virtual) -> None:
        """The pieces of the file that `code` is made of, but for what is left out of it."""
        out = sorted(code.left_out, key=lambda span: span.start)
        for segment in code.segments:
            start, at = code.below.raw_offset(segment.place), segment.start
            first = max(0, bisect_right(out, at, key=lambda span: span.start) - 1)
            for span in map(out.__getitem__, range(first, len(out))):
                if span.start >= segment.start + segment.length:
                    break
                self._ranges.append((start + at - segment.start, start + max(span.start, at) - segment.start))
                at = max(at, span.stop)
            if at < segment.start + segment.length:
                self._ranges.append((start + at - segment.start, start + segment.size))

    def add_edited(self, edits: Iterable[Edit]) -> None:
        """What the edits of the file replace."""
        self._ranges += ((edit.start, edit.end) for edit in edits)

    def __contains__(self, place: int) -> bool:
        if len(self._starts) < len(self._ranges):
            self._ranges.sort()
            self._starts = [start for start, _ in self._ranges]
            self._ends = list(accumulate((end for _, end in self._ranges), max))
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._ends[index]


class Weaver:
    """Joins pieces of `below.code` and remembers where each came from."""

    def __init__(self, below: Source) -> None:
        self.below = below
        self.code = bytearray()
        self.spelled = bytearray()
        self.segments: list[Segment] = []
        self.cells: list[range] = []
        self.left_out: list[range] = []

    def copy(self, start: int, end: int) -> None:
        """The bytes from `start` to `end` as they stand."""
        if start < end:
            self.segments.append(Segment(len(self.code), end - start, start, end - start, False))
            self.add(self.below.code[start:end])

    def put(self, code: bytes, start: int, end: int) -> None:
        """`code`, which the bytes from `start` to `end` spell."""
        if code:
            self.segments.append(Segment(len(self.code), len(code), start, end - start, True))
            self.add(code)

    def add(self, code: bytes) -> None:
        """`code` that the file does not hold."""
        self.code += code
        self.spelled += code

    def blank(self, start: int, code: bytes, left_out: Iterable[range]) -> None:
        """Puts `code`, as long as what was added from `start`, in its place; `left_out` are ranges of it."""
        self.code[start:] = code
        self.left_out += [range(start + span.start, start + span.stop) for span in left_out]

    def end_cell(self, start: int) -> None:
        """Makes a cell of what was added from `start`, with a newline at its end."""
        if not self.code.endswith((b"\n", b"\r")):
            self.add(b"\n")
        self.cells.append(range(start, len(self.code)))


def _ends_word(code: bytes, offset: int) -> bool:
    return _is_word(code[offset - 1 : offset]) and not _is_word(code[offset : offset + 1])


def _is_word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_" or byte >= b"\x80"
