"""Where two lines of a diff differ, so that the eye finds the word in the line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..codemods.results.diff import LineKind

Shown = tuple["LineKind", str]
Marked = tuple["LineKind", str, int, int]


def marked(lines: Iterable[Shown]) -> Iterator[Marked]:
    """Each line with the range of what is new or gone in it; an empty range when that is the whole line, or nothing.

    Where as many lines come as go, the first of one is taken for the first of the other, and so on.
    """
    removed: list[str] = []
    for kind, group in groupby(lines, key=lambda line: line[0]):
        texts = [text for _, text in group]
        if kind == "removed":
            removed = texts
            continue
        if kind == "added" and len(texts) == len(removed):
            ranges = [_differing(old, new) for old, new in zip(removed, texts, strict=True)]
            yield from (("removed", old, *before) for old, (before, _) in zip(removed, ranges, strict=True))
            yield from (("added", new, *after) for new, (_, after) in zip(texts, ranges, strict=True))
        else:
            yield from (("removed", text, 0, 0) for text in removed)
            yield from ((kind, text, 0, 0) for text in texts)
        removed = []
    yield from (("removed", text, 0, 0) for text in removed)


def _differing(old: str, new: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The ranges of the whole words in which the lines differ; empty ones when they have nothing in common."""
    most = min(len(old), len(new))
    head = next((at for at in range(1, most) if old[at] != new[at]), most)  # the first is the sign
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    while head > 1 and _is_word(old[head - 1]):
        head -= 1
    while tail > 0 and _is_word(old[len(old) - tail]):
        tail -= 1
    if not old[1:head].strip() and not old[len(old) - tail :].strip():
        return (0, 0), (0, 0)
    return (head, len(old) - tail), (head, len(new) - tail)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
