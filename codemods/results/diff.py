"""A change as `git diff` prints it, in bytes: `git apply` of it gives `after`, byte for byte.

    diff --git a/app/models.py b/app/models.py
    --- a/app/models.py
    +++ b/app/models.py
    @@ -1,2 +1,2 @@
    -from app.managers import UserManager
    +from app.managers import AccountManager
     objects = None

Hunks are made from the edits, so that the cost is that of the edits and not of a comparison of two texts.
As git has it, only `\\n` ends a line: a lone `\\r` and the `\\r` of `\\r\\n` are bytes of the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Literal

from ..repo.changes import FileChange
from ..repo.files import MODULE_SUFFIXES, Kind
from .hunks import Hunk, hunks, sections
from .why import Why, reasons_of, traced, whole_file

LineKind = Literal["header", "hunk", "why", "context", "removed", "added", "marker"]
Line = tuple[LineKind, bytes]  # one line of a diff, its newline with it, and what it is; "why" goes on with a "hunk"
_KINDS: dict[int, LineKind] = {32: "context", 45: "removed", 43: "added"}  # by " ", "-", "+"
_MODES: dict[Kind, bytes] = {"executable": b"100755", "symlink": b"120000"}
_ESCAPES = {7: b"\\a", 8: b"\\b", 9: b"\\t", 10: b"\\n", 11: b"\\v", 12: b"\\f", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}
_NO_NEWLINE = b"\\ No newline at end of file\n"


def unified(change: FileChange, *, kind: Kind = "file", context: int = 3, why: bool = False) -> bytes:
    """The whole diff of one file. `kind` is what the file is, or was when it is deleted.

    `why` puts the step, engine and reason of each edit behind the `@@` of its hunk, where git has the function around
    it and `git apply` reads nothing.
    """
    return b"".join([text for _, text in lines(change, kind=kind, context=context, why=why)])


def lines(change: FileChange, *, kind: Kind = "file", context: int = 3, why: bool = False) -> list[Line]:
    """`unified` line by line."""
    found = hunks(change.before, change.after, traced(change) if why else change.edits(), context)
    printed: list[Line] = [("header", text) for text in _header(change, kind, bool(found))]
    for hunk, within in zip(found, _sections(change, found), strict=True):
        if why:
            reasons = "; ".join(_reasons(change, hunk)).encode(errors="surrogateescape")
            printed += [("hunk", _place(hunk)), ("why", b" why: %b\n" % reasons)]
        else:
            printed.append(("hunk", b"%b%b\n" % (_place(hunk), within)))
        printed += [(_KINDS[text[0]], text) for text in hunk.lines]
    whole = all(not text or text.endswith(b"\n") for text in (change.before, change.after))
    return printed if whole else [*_with_markers(printed)]


def _with_markers(printed: list[Line]) -> Iterator[Line]:
    """What lacks its newline, the last line of the old or the new text, gets one, and git's remark."""
    for kind, text in printed:
        if kind == "hunk" or text.endswith(b"\n"):
            yield kind, text
        else:
            yield kind, text + b"\n"
            yield "marker", _NO_NEWLINE


def quoted(path: str, prefix: str = "") -> bytes:
    """The path as git writes it in a diff: in double quotes with C escapes when it holds odd bytes."""
    raw = (prefix + path).encode(errors="surrogateescape")
    if all(32 <= byte < 127 and byte not in b'"\\' for byte in raw):
        return raw
    return b'"' + b"".join(_ESCAPES.get(byte) or _octal(byte) for byte in raw) + b'"'


def _octal(byte: int) -> bytes:
    return bytes((byte,)) if 32 <= byte < 127 else b"\\%03o" % byte


def _header(change: FileChange, kind: Kind, has_hunks: bool) -> Iterator[bytes]:
    old, new = quoted(change.path, "a/"), quoted(change.path, "b/")
    yield b"diff --git %b %b\n" % (old, new)
    mode = _MODES.get(kind, b"100644")
    if change.before is None:
        yield b"new file mode %b\n" % mode
    elif change.after is None:
        yield b"deleted file mode %b\n" % mode
    if not has_hunks:
        return
    tab = b"\t" if b" " in old and not old.startswith(b'"') else b""  # git marks where a name with spaces ends
    yield b"--- %b\n" % (b"/dev/null" if change.before is None else old + tab)
    yield b"+++ %b\n" % (b"/dev/null" if change.after is None else new + tab)


def _reasons(change: FileChange, hunk: Hunk) -> Iterator[str]:
    """`lines 20, 28: step (engine): reason`, the lines being those of the file as it was."""
    found: dict[Why, dict[int, None]] = {}
    text = change.before or b""
    whole = change.before is None or change.after is None
    line, counted = hunk.old_line, hunk.offset
    for edit in () if whole else hunk.edits:
        line, counted = line + text.count(b"\n", counted, edit.start), max(counted, edit.start)
        for reason in reasons_of(change, edit):
            found.setdefault(reason, {})[line] = None
    for reason, places in found.items():
        yield f"line{'s' * (len(places) > 1)} {', '.join(map(str, places))}: {reason}"
    if whole:
        yield from map(str, whole_file(change))


def _place(hunk: Hunk) -> bytes:
    return b"@@ -%b +%b @@" % (_range(hunk.old_line, hunk.old_count), _range(hunk.new_line, hunk.new_count))


def _sections(change: FileChange, found: Sequence[Hunk]) -> Iterator[bytes]:
    """The function or class around each hunk, behind a blank, or nothing."""
    is_python = change.path.endswith(MODULE_SUFFIXES)
    within = sections(change.before or b"", [hunk.offset for hunk in found]) if is_python else repeat(b"", len(found))
    return (b" " + each if each else b"" for each in within)


def _range(line: int, count: int) -> bytes:
    return b"%d" % line if count == 1 else b"%d,%d" % (line, count)
