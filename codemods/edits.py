"""Edits: replacements of byte ranges, each with its reason.

For example:

    apply(b"a = Old()", [Edit(4, 7, b"New", "use")]) == b"a = New()"
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from operator import attrgetter

from .errors import EditConflict
from .records import dataclass

_ORDER = attrgetter("start", "end", "replacement", "reason")  # faster than an Edit compares itself
_MOST_PAIRS = 40_000  # of lines that are held against each other


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace `source[start:end]` by `replacement`; byte offsets, half-open."""

    start: int
    end: int
    replacement: bytes
    reason: str


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits by position, one of each.

    Raises EditConflict if two different edits touch the same byte, or insert at the same place.
    """
    ordered = sorted(set(edits), key=_ORDER)
    kept: list[Edit] = []
    for edit in ordered:
        last = kept[-1] if kept else None
        if last and (edit.start, edit.end, edit.replacement) == (last.start, last.end, last.replacement):
            continue  # one change for two reasons is still one change
        if last and (edit.start < last.end or edit.start == last.start):
            raise EditConflict(
                f"two edits touch byte {edit.start}: {last.reason}; {edit.reason}",
                "this is a fault of the codemod: please report it with the file",
            )
        kept.append(edit)
    return tuple(kept)


def apply(source: bytes, edits: Iterable[Edit]) -> bytes:
    """`source` with every edit made.

    Offsets are bytes into `source`, half-open, in any order.

    Raises EditConflict if two edits touch the same byte; the message names both reasons.
    """
    pieces: list[bytes] = []
    done = 0
    for edit in in_order(edits):
        pieces += (source[done : edit.start], edit.replacement)
        done = edit.end
    pieces.append(source[done:])
    return b"".join(pieces)


def lift(before: bytes, after: bytes, reason: str) -> tuple[Edit, ...]:
    """The edits that turn `before` into `after`, by whole lines: `apply(before, lift(before, after, r)) == after`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, old))]
    return tuple(Edit(starts[i1], starts[i2], b"".join(new[j1:j2]), reason) for i1, i2, j1, j2 in _differing(old, new))


# Lines `i1:i2` of the one text, and `j1:j2` of the other.
_Stretch = tuple[int, int, int, int]


def _differing(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[_Stretch]:
    """Where the lines differ, in order: between those that each text has once, and so on (a patience diff).

    Its time grows with the texts, where that of `SequenceMatcher` grows with their square and more.
    """
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        i1, i2, j1, j2 = waiting.pop()
        while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
            i1, j1 = i1 + 1, j1 + 1
        while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
            i2, j2 = i2 - 1, j2 - 1
        anchors = [(i1 + i, j1 + j) for i, j in _anchors(old[i1:i2], new[j1:j2])]
        if anchors:
            behind = ((i + 1, j + 1) for i, j in anchors)
            pieces = zip(((i1, j1), *behind), (*anchors, (i2, j2)), strict=True)
            waiting += reversed([(i, k, j, n) for (i, j), (k, n) in pieces])
        elif (i2 - i1) * (j2 - j1) <= _MOST_PAIRS:
            for tag, a1, a2, b1, b2 in SequenceMatcher(None, old[i1:i2], new[j1:j2], autojunk=False).get_opcodes():
                if tag != "equal":
                    yield i1 + a1, i1 + a2, j1 + b1, j1 + b2
        else:
            yield i1, i2, j1, j2


def _anchors(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, int]]:
    """The longest row of lines that both have once, in the same order: the number of each here and there."""
    here, there = Counter(old), Counter(new)
    places = {line: place for place, line in enumerate(new) if there[line] == 1}
    ends: list[int] = []  # the lowest place at which a row of so many lines ends
    rows: list[tuple[int, int, int]] = []  # each line, and the one before it in its row
    tops: list[int] = []
    for number, line in enumerate(old):
        if here[line] == 1 and line in places:
            length = bisect_left(ends, places[line])
            rows.append((number, places[line], tops[length - 1] if length else -1))
            ends[length : length + 1], tops[length : length + 1] = [places[line]], [len(rows) - 1]
    found, at = [], tops[-1] if tops else -1
    while at >= 0:
        number, place, at = rows[at]
        found.append((number, place))
    return found[::-1]


def compose(first: Sequence[Edit], second: Sequence[Edit], source: bytes) -> tuple[Edit, ...]:
    """One set of edits on `source` that does what `first`, then `second` (on the outcome) do.

    `apply(source, compose(a, b, source)) == apply(apply(source, a), b)`.
    """
    pieces = _cut(_pieces(first, len(source)), second)
    edits: list[Edit] = []
    done = 0
    pending: list[tuple[bytes, str]] = []

    def flush(upto: int) -> None:
        nonlocal done
        replacement = b"".join(text for text, _ in pending)
        if pending or upto > done:
            reasons = "; ".join(dict.fromkeys(reason for _, reason in pending if reason)) or "removed"
            if source[done:upto] != replacement:
                edits.append(Edit(done, upto, replacement, reasons))
        pending.clear()
        done = upto

    for piece in pieces:
        if isinstance(piece, range):
            if pending or piece.start > done:
                flush(piece.start)
            done = piece.stop
        else:
            pending.append(piece)
    flush(len(source))
    return tuple(edits)


# A text is a row of pieces: ranges of the original, and new bytes with their reason.
_Piece = range | tuple[bytes, str]


def _pieces(edits: Sequence[Edit], length: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    done = 0
    for edit in in_order(edits):
        if edit.start > done:
            pieces.append(range(done, edit.start))
        pieces.append((edit.replacement, edit.reason))
        done = edit.end
    if length > done:
        pieces.append(range(done, length))
    return pieces


def _cut(pieces: list[_Piece], edits: Sequence[Edit]) -> list[_Piece]:
    """The row of pieces after `edits`, whose offsets are those of the text that the row spells."""
    cut: list[_Piece] = []
    waiting = iter(pieces)
    piece = next(waiting, None)
    at = 0  # where `piece` starts in the text

    def advance(upto: int, keep: bool) -> None:
        nonlocal piece, at
        while piece is not None and at < upto:
            size = len(piece) if isinstance(piece, range) else len(piece[0])
            take = min(size, upto - at)
            head, rest = _split(piece, take)
            if keep:
                cut.append(head)
            piece = rest if take < size else next(waiting, None)
            at += take

    for edit in in_order(edits):
        advance(edit.start, keep=True)
        cut.append((edit.replacement, edit.reason))
        advance(edit.end, keep=False)
    while piece is not None:
        cut.append(piece)
        piece = next(waiting, None)
    return cut


def _split(piece: _Piece, at: int) -> tuple[_Piece, _Piece]:
    if isinstance(piece, range):
        return piece[:at], piece[at:]
    text, reason = piece
    return (text[:at], reason), (text[at:], reason)
