"""A diff, or a list of places, held against the answer key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from key_values import AnswerKey, Site

HUNK = re.compile(rb"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
PAGES = (".rst", ".txt")
GAP = re.compile(rb" {2,}")  # between the columns of a table
ADORNMENT = re.compile(rb"([!-/:-@\[-`{-~])\1*")  # of a title


@dataclass(frozen=True, slots=True)
class Score:
    """`wrong` are edits where the key has none, `missed` the key's places without an edit, `touched` lines that
    changed by more than the name."""

    right: int
    missed: tuple[Site, ...]
    wrong: tuple[Site, ...]
    undecided: int
    in_text: int
    touched: tuple[str, ...]

    def __str__(self) -> str:
        counts = f"{self.right} right, {len(self.missed)} missed, {len(self.wrong)} wrong"
        return f"{counts}, {len(self.touched)} other lines, {self.in_text} in text"


def score(key: AnswerKey, edits: Iterable[Site], touched: Iterable[str] = ()) -> Score:
    made = set(edits)
    return Score(
        right=len(made & key.required.keys()),
        missed=tuple(sorted(key.required.keys() - made)),
        wrong=tuple(sorted(made - key.required.keys() - key.allowed.keys() - key.undecided.keys())),
        undecided=len(made & key.undecided.keys()),
        in_text=len(made & key.allowed.keys()),
        touched=tuple(touched),
    )


def read_diff(diff: bytes, old: str, new: str) -> tuple[list[Site], list[str]]:
    """Where a unified diff writes `new` for `old`, and the lines that it changes in any other way."""
    made: list[Site] = []
    touched: list[str] = []
    path, number = "", 0
    removed: list[tuple[int, bytes]] = []
    added: list[bytes] = []

    def settle() -> None:
        if len(removed) != len(added):
            touched.extend(f"{path}:{line}" for line, _ in removed or [(number, b"")])
        for (line, before), after in zip(removed, added, strict=False):
            columns, rest = renamed(before, after, old.encode(), new.encode())
            made.extend(Site(path, line, column) for column in columns)
            if rest and not (path.endswith(PAGES) and laid_out(before, after, old.encode(), new.encode())):
                touched.append(f"{path}:{line}")
        removed.clear()
        added.clear()

    for line in diff.split(b"\n"):
        if line.startswith(b"--- ") and not number:
            path = line[4:].split(b"\t")[0].decode("utf-8", "surrogateescape").removeprefix("a/")
        elif line.startswith(b"+++ ") and not number:
            continue
        elif found := HUNK.match(line):
            settle()
            number = int(found[1])
        elif line.startswith(b"-") and number:
            if added:
                settle()
            removed.append((number, line[1:]))
            number += 1
        elif line.startswith(b"+") and number:
            added.append(line[1:])
        else:
            settle()
            number = number + 1 if line.startswith(b" ") else number if line.startswith(b"\\") else 0
    settle()
    return made, touched


def renamed(before: bytes, after: bytes, old: bytes, new: bytes) -> tuple[list[int], bool]:
    """The columns in `before` at which `after` has the new name, or keeps the old one by an `as` in an import, and
    whether anything else differs."""
    columns: list[int] = []
    forms = (new + b" as " + old, old + b" as " + new, new)
    read = write = 0
    while read < len(before) and write < len(after):
        form = next((form for form in forms if before.startswith(old, read) and after.startswith(form, write)), None)
        if form:
            columns.append(read)
            read, write = read + len(old), write + len(form)
        elif before[read] == after[write]:
            read, write = read + 1, write + 1
        else:
            break
    return columns, read < len(before) or write < len(after)


def laid_out(before: bytes, after: bytes, old: bytes, new: bytes) -> bool:
    """Is all else that differs what reStructuredText measures: a title's adornment, the gaps of a table?"""
    if ADORNMENT.fullmatch(before) and ADORNMENT.fullmatch(after):
        return before[:1] == after[:1]
    return not renamed(GAP.sub(b"  ", before), GAP.sub(b"  ", after), old, new)[1]


def changed_files(diff: bytes) -> int:
    """How many files a diff changes."""
    return sum(line.startswith(b"+++ ") for line in diff.split(b"\n"))
