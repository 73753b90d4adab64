"""What a run in place has to write, put down before it begins, so that the next run finishes what was interrupted.

Half of a rename is no tree that the same rename could be planned on again: names that change places look alike, a
double stands in a test and in its factory. So a plan is kept whole until the last of its files is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ..errors import GitRefused
from ..records import dataclass
from ..repo import git
from ..repo.changes import FileChange
from ..repo.disk import is_folder, read_regular
from ..repo.files import LEFT_OVER, RepoPath

_FORMAT = "canonize in-place/1"
_IN_GIT = "canonize-in-place"
BESIDE = f".canonize-in-place{LEFT_OVER}"  # where there is no git


@dataclass(frozen=True, slots=True)
class Note:
    """The plan of a recipe ("name@digest") for the folder, and its files in the order of writing.

    Of each it has the SHA-256 that it had ("" for none) and its new content (None: it goes).
    """

    recipe: str
    plan: str
    files: tuple[tuple[RepoPath, str, bytes | None], ...]

    def left(self, root: Path) -> tuple[FileChange, ...] | None:
        """The files that are still to be written; () when all are; None when none is: it was taken back.

        One that is neither as it was nor as it is to be is somebody else's.
        """
        written, left = 0, list[FileChange]()
        for path, before, after in self.files:
            now = _content(root, path)
            written += now == after
            if now != after and _sum(now) == before:
                left.append(FileChange(path, now, after))
        return tuple(left) if written and (left or written == len(self.files)) else None


def note_of(recipe: str, plan: str, changes: Iterable[FileChange]) -> Note:
    """The note of a plan whose files are written in that order."""
    return Note(recipe, plan, tuple((each.path, _sum(each.before), each.after) for each in changes))


def put_down(root: Path, note: Note) -> bool:
    """Keeps the note, forced to disk; False where there is no place for it: then an interrupted run is not finished."""
    place = place_of(root)
    head = {"format": _FORMAT, "root": _where(root), "recipe": note.recipe, "plan": note.plan}
    files = [[path, before, None if after is None else len(after)] for path, before, after in note.files]
    contents = b"".join(after for _, _, after in note.files if after is not None)
    text = json.dumps({**head, "files": files, "sum": sha256(contents).hexdigest()}).encode("ascii")
    new = place.with_name(f".new{place.name}")
    try:
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sha256(text).hexdigest().encode() + b"\n" + text + b"\n" + contents)
            file.flush()
            os.fsync(file.fileno())
        new.replace(place)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        return False
    return True


def forget(root: Path) -> None:
    """Takes the note away."""
    with suppress(OSError):
        place_of(root).unlink(missing_ok=True)


def noted(root: Path) -> Note | None:
    """The note that is kept for the folder; None when there is none that is whole."""
    try:
        return _note(root, read_regular(str(place_of(root))))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):  # none of ours, whatever it is
        return None


def _note(root: Path, raw: bytes) -> Note | None:
    digest, _, rest = raw.partition(b"\n")
    text, _, contents = rest.partition(b"\n")
    if sha256(text).hexdigest().encode() != digest:
        return None
    head = json.loads(text)
    whole = head["format"] == _FORMAT and head["root"] == _where(root) and sha256(contents).hexdigest() == head["sum"]
    if not whole:
        return None
    files: list[tuple[RepoPath, str, bytes | None]] = []
    at = 0
    for path, before, size in head["files"]:
        files.append((f"{path}", before, None if size is None else contents[at : at + size]))
        at += size or 0
    return Note(f"{head['recipe']}", f"{head['plan']}", tuple(files))


def place_of(root: Path) -> Path:
    """Where the note is kept: in git's own folder, which no clone brings along; without git in the folder itself.

    Each folder of a repository has its own.
    """
    if is_folder(root / ".git"):
        return root / ".git" / _IN_GIT
    try:
        code, out, _ = git.start(root, "rev-parse", "--absolute-git-dir").finish()
    except GitRefused:
        code, out = 1, b""
    own = sha256(os.fsencode(_where(root))).hexdigest()[:16]
    return root / BESIDE if code else Path(os.fsdecode(out.rstrip(b"\n"))) / f"{_IN_GIT}-{own}"


def _where(root: Path) -> str:
    return os.path.realpath(root)  # which raises nothing where links go round


def _content(root: Path, path: RepoPath) -> bytes | None:
    try:
        return read_regular(f"{root}/{path}")
    except (OSError, ValueError):
        return None


def _sum(content: bytes | None) -> str:
    return "" if content is None else sha256(content).hexdigest()
