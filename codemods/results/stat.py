"""How many lines each file of a plan gains and loses, as `git diff --stat` prints it."""

from __future__ import annotations

from collections.abc import Sequence

from ..repo.changes import FileChange
from .diff import quoted
from .hunks import hunks


def counts(change: FileChange) -> tuple[int, int]:
    """Lines added and lines removed."""
    lines = [line[:1] for hunk in hunks(change.before, change.after, change.edits(), 0) for line in hunk.lines]
    return lines.count(b"+"), lines.count(b"-")


def stat(changes: Sequence[FileChange], *, width: int = 80) -> str:
    """One line a file and one for the sum, at most `width` columns wide; nothing for no changes."""
    if not changes:
        return ""
    rows = [(quoted(change.path).decode(), *counts(change)) for change in changes]
    digits = max(len(str(added + removed)) for _, added, removed in rows)
    longest = max(added + removed for _, added, removed in rows)
    widest = max(len(name) for name, _, _ in rows)
    bars = _bar_width(widest, longest, width - digits - 6)
    names = min(widest, max(width - digits - 6 - bars, 10))
    body = "".join(
        f" {_shortened(name, names):<{names}} | {added + removed:>{digits}}"
        + f" {_bar(added, removed, longest, bars)}".rstrip()
        + "\n"
        for name, added, removed in rows
    )
    return body + _summary(len(rows), sum(row[1] for row in rows), sum(row[2] for row in rows))


def _bar_width(name: int, graph: int, room: int) -> int:
    """The columns for the `+` and `-`: what the names leave, but at least three eighths of the room."""
    return graph if name + graph <= room else min(graph, max(room - name, room * 3 // 8, 6))


def _bar(added: int, removed: int, longest: int, width: int) -> str:
    if longest > width:
        total = max(_scaled(added + removed, width, longest), 2 if added and removed else 0)
        if added < removed:
            added = _scaled(added, width, longest)
            removed = total - added
        else:
            removed = _scaled(removed, width, longest)
            added = total - removed
    return "+" * added + "-" * removed


def _scaled(count: int, width: int, longest: int) -> int:
    return 1 + count * (width - 1) // longest if count else 0


def _shortened(name: str, width: int) -> str:
    if len(name) <= width:
        return name
    tail = name[len(name) - width + 3 :]
    return "..." + (tail[tail.index("/") :] if "/" in tail else tail)


def _summary(files: int, added: int, removed: int) -> str:
    parts = [f" {files} file{'s' * (files != 1)} changed"]
    if added or not removed:
        parts.append(f" {added} insertion{'s' * (added != 1)}(+)")
    if removed or not added:
        parts.append(f" {removed} deletion{'s' * (removed != 1)}(-)")
    return ",".join(parts) + "\n"
