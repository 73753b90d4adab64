"""What canonize says when it cannot do what was asked: what, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class CanonizeError(Exception):
    """A user's mistake or an unmet condition; shown as two lines, never as a traceback.

    `title` says what and where in one line; `help` says what to do, or is empty.
    `exit_code` is what the command line ends with: 2, nothing was written. `step` is the id of the recipe's step that
    raised it, "" for none.
    """

    exit_code = 2
    step = ""

    def __init__(self, title: str, help: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.help = help

    def told(self) -> tuple[tuple[str, str], ...]:
        """Title and help, to be shown in a line each; more than one pair when there are several mistakes."""
        return ((self.title, self.help),)

    def __str__(self) -> str:
        return f"{self.title}\n  help: {self.help}" if self.help else self.title


class EditConflict(CanonizeError):
    """Two edits of one step touch the same byte."""


class UnreadableSource(CanonizeError):
    """A file's bytes are not Python text: bad encoding, a NUL, nesting without end.

    `path` is the file's, "" where no file is known; the title says nothing of it.
    """

    path = ""


class NotFound(CanonizeError):
    """A symbol, module, file or repository that was named is not there."""


class Refused(CanonizeError):
    """The change was understood and would be wrong: a clash, an unsupported kind."""


class GitRefused(CanonizeError):
    """The repository's state does not allow what was asked of git."""


class PartlyDone(CanonizeError):
    """Something could not be done, or told, after other things were done, which stand."""

    exit_code = 3


def some_of(items: Sequence[str], most: int) -> str:
    """The first of them, and how many more there are: "a, b and 3 more"."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return f"{', '.join(items[:most])}{more}"


def plural(count: int, noun: str) -> str:
    """The count with its noun, as messages have it: "1 file", "1,200 files"."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def edits_in(edits: int, files: int) -> str:
    """How much was done: "41 edits in 12 files"."""
    return f"{plural(edits, 'edit')} in {plural(files, 'file')}"


def in_a_line(error: BaseException) -> str:
    """What kind of exception it is, and what it says: "ValueError: no such name"."""
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


def cause(error: Exception) -> str:
    """What the system says of the error, without its number and the file: "No such file or directory"."""
    said: str | None = getattr(error, "strerror", None)
    return said or str(error)
