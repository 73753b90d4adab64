"""Code that lies in the cells of a notebook, for a step that replaces pieces of it; a plain file is one such cell.

raw_edits(source, [Edit(4, 10, b"new(1)", "rewrite")])      # offsets of the code -> offsets of the file
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..codemod import Diagnostic
from ..edits import Edit
from ..repo.files import RepoPath
from ..source import Source
from ..surface.virtual import Virtual


def raw_edits(source: Source, edits: Sequence[Edit]) -> list[Edit]:
    """The edits of the code as edits of the file. Raises UnreadableSource when its encoding cannot spell one."""
    found = []
    for each in edits:
        if isinstance(source, Virtual) and each.start < each.end:
            span = source.raw_range(each.start, each.end)
        else:
            span = range(source.raw_offset(each.start), source.raw_offset(each.end))
        found.append(Edit(span.start, span.stop, source.encoded(each.replacement.decode(), each.start), each.reason))
    return found


def why_not_whole(source: Source, start: int, end: int) -> str:
    """Why the code from `start` to `end` cannot be replaced as one piece, or ""."""
    if not isinstance(source, Virtual):
        return ""
    if source.cell_at(start) != source.cell_at(max(start, end - 1)):
        return "it begins in one cell and ends in another"
    if any(span.start < end and start < span.stop for span in source.left_out):
        return "a magic stands in it, which would be lost"
    return ""


def left_out(path: RepoPath, source: Source, words: Sequence[str]) -> Iterator[Diagnostic]:
    """A remark for each of the words in magics, and in cells that do not parse; without words, for each such cell."""
    if not isinstance(source, Virtual):
        return
    for word in words:
        for at in source.left_out_words(re.compile(re.escape(word.encode()))):
            message = f"left alone: {word} stands in a magic, or in a cell that does not parse"
            yield Diagnostic("warning", "left-alone", message, "check it by hand", path, *source.place(at))
    for cell in source.cells if not words else ():
        if cell in source.left_out:
            line = source.line(cell.start)
            yield Diagnostic("warning", "unparsable", "a cell does not parse", "it is left as it was", path, line)


def lines_of(code: bytes) -> list[bytes]:
    """The lines that are not blank."""
    return [line for line in code.splitlines() if line.strip()]
