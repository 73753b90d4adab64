"""The hunks of a change: which lines go, which come, and the lines around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from ..edits import Edit, lift
from ..records import dataclass
from ..regexes import regex

_SECTION_WIDTH = 80  # bytes; as git has it
_MOST_PAIRS = 250_000  # of lines to compare; a block that is longer is shown as it is
_SECTION = regex(rb"[ \t]*(?:class|(?:async[ \t]+)?def)[ \t]")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines with their sign (" ", "-", "+") and newline; a line without "\\n" is the last of its file.

    Line numbers count from 1, and name the line before where the count is 0, as a diff has them.
    `offset` is where the first line begins in the old text. `edits` are those behind the hunk.
    """

    offset: int
    old_line: int
    old_count: int
    new_line: int
    new_count: int
    lines: tuple[bytes, ...]
    edits: tuple[Edit, ...]


@dataclass(slots=True)
class _Block:
    """Whole lines `text[start:end]`, replaced by `new`; equal lines at its ends are not in it."""

    start: int
    end: int
    new: bytes
    edits: list[Edit]


def hunks(before: bytes | None, after: bytes | None, edits: Sequence[Edit], context: int = 3) -> tuple[Hunk, ...]:
    """The hunks from `before` to `after`; `edits` lead from one to the other, or are empty when nobody knows them."""
    text = before or b""
    if not edits:
        edits = lift(text, after or b"", "") if before is not None and after is not None else _whole(text, after or b"")
    return tuple(_joined(text, [block for block in _blocks(text, edits) if _trim(text, block)], context))


def _whole(before: bytes, after: bytes) -> tuple[Edit, ...]:
    return (Edit(0, len(before), after, ""),) if before != after else ()


def _blocks(text: bytes, edits: Iterable[Edit]) -> list[_Block]:
    """The edits, each widened to whole lines; those that share or touch a line are one block."""
    blocks: list[_Block] = []
    for edit in sorted(edits):
        last = blocks[-1] if blocks else _Block(0, -1, b"", [])
        done = last.edits[-1].end if last.edits else 0
        start = text.rfind(b"\n", max(0, done - 1), edit.start) + 1 or last.start
        whole = edit.end < last.end  # in the line that the last one ends in: it may be long, and hold many
        end = last.end if whole else edit.end if _ends_a_line(text, edit) else _line_end(text, edit.end)
        if start <= last.end:
            last.end = end
            last.edits.append(edit)
        else:
            blocks.append(_Block(start, end, b"", [edit]))
    for block in blocks:
        pieces, done = list[bytes](), block.start
        for edit in block.edits:
            pieces += (text[done : edit.start], edit.replacement)
            done = edit.end
        block.new = b"".join(pieces) + text[done : block.end]
    return blocks


def _ends_a_line(text: bytes, edit: Edit) -> bool:
    """True when it is sure that `edit` leaves the line after it as it is."""
    return edit.replacement.endswith(b"\n") and (edit.end == 0 or text[edit.end - 1] == 10)


def _line_end(text: bytes, offset: int) -> int:
    return text.find(b"\n", offset) + 1 or len(text)


def _trim(text: bytes, block: _Block) -> bool:
    """Take equal lines off both ends of the block; false when nothing is left of it."""
    whole = text[block.start : block.end]
    if whole == block.new:
        return False
    if whole.count(b"\n") == block.new.count(b"\n") == 1 and whole.endswith(b"\n") and block.new.endswith(b"\n"):
        return True  # one line for one, by far the most frequent
    old, new = split(whole), split(block.new)
    head = 0
    while head < len(old) and head < len(new) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    block.start += sum(map(len, old[:head]))
    block.end -= sum(map(len, old[len(old) - tail :]))
    block.new = b"".join(new[head : len(new) - tail])
    return block.start < block.end or bool(block.new)


def _joined(text: bytes, blocks: Sequence[_Block], context: int) -> Iterable[Hunk]:
    """One hunk for blocks with at most `2 * context` lines between them."""
    line, counted, shift = 1, 0, 0  # `line` is that of offset `counted`; new lines are `shift` further down
    group: list[_Block] = []
    for block in blocks:
        gap = text.count(b"\n", group[-1].end, block.start) if group else 0
        if group and gap > 2 * context:
            line, counted = line + text.count(b"\n", counted, group[0].start), group[0].start
            hunk = _hunk(text, group, line, shift, context)
            shift += hunk.new_count - hunk.old_count
            yield hunk
            group = []
        group.append(block)
    if group:
        yield _hunk(text, group, line + text.count(b"\n", counted, group[0].start), shift, context)


def _hunk(text: bytes, group: Sequence[_Block], line: int, shift: int, context: int) -> Hunk:
    """The hunk of `group`, whose first changed line is `line` in the old text."""
    first = group[0].start
    for _ in range(context):
        if first:
            first = text.rfind(b"\n", 0, first - 1) + 1
    lines: list[bytes] = []
    removed = added = 0
    done = first
    for block in group:
        old, new = split(text[block.start : block.end]), split(block.new)
        lines += [b" " + kept for kept in split(text[done : block.start])]
        for sign, line_in in _changed(old, new):
            lines.append(sign + line_in)
            removed, added = removed + (sign == b"-"), added + (sign == b"+")
        done = block.end
    for _ in range(context):
        if done < len(text):
            end = _line_end(text, done)
            lines.append(b" " + text[done:end])
            done = end
    start = line - text.count(b"\n", first, group[0].start)
    before, after = len(lines) - added, len(lines) - removed
    edits = tuple([edit for block in group for edit in block.edits])
    return Hunk(first, start - (not before), before, start + shift - (not after), after, tuple(lines), edits)


def _changed(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The lines of a block with their signs; a line in its midst that stays is shown as one that stays."""
    if len(old) < 2 or len(new) < 2 or len(old) * len(new) > _MOST_PAIRS:
        yield from ((b"-", line) for line in old)
        yield from ((b"+", line) for line in new)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((b" ", line) for line in old[i1:i2])
            continue
        yield from ((b"-", line) for line in old[i1:i2])
        yield from ((b"+", line) for line in new[j1:j2])


def sections(text: bytes, offsets: Iterable[int]) -> Iterator[bytes]:
    """For each of the offsets, in order, the nearest line above that begins a class or a function, or nothing.

    It is cut to git's width.
    """
    known, done = b"", 0
    for offset in offsets:
        known, done = _section(text, done, offset, known), offset
        yield known


def _section(text: bytes, begin: int, offset: int, above: bytes) -> bytes:
    """The nearest such line between the two offsets, or the one `above` them."""
    for _ in range(20):  # a file may say "def " a thousand times in its prose
        offset = max(text.rfind(b"def ", begin, offset), text.rfind(b"class ", begin, offset))
        if offset < 0:
            return above
        start = text.rfind(b"\n", 0, offset) + 1
        if _SECTION.match(text, start):
            return text[start : _line_end(text, offset)].strip()[:_SECTION_WIDTH].rstrip()
    return b""


def split(text: bytes) -> list[bytes]:
    """The lines of `text` with their ends; only `\\n` ends one."""
    lines = text.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])
