"""Writes a plan's files into a folder, each whole or not at all.

A file is written beside its place, forced to disk and renamed: who is killed in between leaves old files and new files,
and no half ones. The order is that of the plan, users before definitions, so that a run can simply be repeated.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TypeVar

from ..errors import Refused, cause, some_of
from ..records import dataclass
from ..repo.changes import ChangeSet, FileChange
from ..repo.disk import read_regular
from ..repo.files import LEFT_OVER, RepoPath, is_left_over, leads_out
from .unfinished import BESIDE, forget, note_of, put_down

_BATCH = 256  # files that are forced to disk together, which is far quicker than one by one
_AT_ONCE = 16
_Thing = TypeVar("_Thing")
_WAITS = "left as it is until all others are written, so that the command can be repeated"


@dataclass(frozen=True, slots=True)
class Written:
    """The file now has its new content, or is gone as planned."""

    path: RepoPath


@dataclass(frozen=True, slots=True)
class Failed:
    """The file is as it was; `why` says in a few words what stood in the way."""

    path: RepoPath
    why: str


def write_in_place(root: Path, changes: ChangeSet, *, recipe: str = "", plan: str = "") -> tuple[Written | Failed, ...]:
    """Makes the files below `root` those of the plan; one outcome for each, in the order of writing.

    With the `recipe` ("name@digest") and the digest of the `plan`, these are kept until every file is written, so that
    `finishing` can go on from wherever it ends.

    Modes are kept, links are never followed. A file that has its new content already counts as written. Those that the
    plan writes last, the definitions, stay as they are when another file failed: then the next run can finish.

    Raises Refused, and writes nothing, when a file is neither as it was planned from nor as it is to be, or when
    another run is writing.
    """
    with _alone(root):
        ordered = changes.ordered()
        _refuse_stale(root, ordered)
        noted = bool(recipe) and put_down(root, note_of(recipe, plan, ordered))
        outcomes = _written(root, changes, ordered)
        if noted and all(isinstance(each, Written) for each in outcomes):
            forget(root)
        return outcomes


def _refuse_stale(root: Path, ordered: Sequence[FileChange]) -> None:
    stale = [change.path for change in ordered if not _is_as_planned(root, change)]
    if stale:
        raise Refused(f"{some_of(stale, 1)}: changed since the plan was made; nothing was written", "run it again")


def _written(root: Path, changes: ChangeSet, ordered: Sequence[FileChange]) -> tuple[Written | Failed, ...]:
    _clear(root, ordered)
    outcomes: list[Written | Failed] = []
    for at in range(0, len(ordered), _BATCH):
        failed = any(isinstance(outcome, Failed) for outcome in outcomes)
        outcomes += _write(root, ordered[at : at + _BATCH], frozenset(changes.last), failed=failed)
    return tuple(outcomes)


def _clear(root: Path, changes: Iterable[FileChange]) -> None:
    """Takes away what a run that was killed left in the folders of these files."""
    folders = {change.path.rpartition("/")[0]: change.path for change in changes}
    for folder, path in folders.items():
        with suppress(OSError):
            _check_folders(root, path)
            for entry in [each for each in os.scandir(root / folder) if is_left_over(each.name)]:
                if entry.name != BESIDE and entry.is_file(follow_symlinks=False):
                    Path(entry.path).unlink()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Holds the folder against another run, which would take our new files for ones that were left behind.

    The system lets go of it when the process ends, however it ends.
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # Windows
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        flock(folder, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        os.close(folder)
        raise Refused(
            "another run of canonize is writing here; nothing was written", "wait for it, and run it again"
        ) from None
    except OSError:
        pass  # a disk that knows no locks
    try:
        yield
    finally:
        os.close(folder)


def _is_as_planned(root: Path, change: FileChange) -> bool:
    """False when there are other bytes than the plan knows; what cannot be read fails later, alone."""
    if leads_out(change.path):
        raise Refused(f"{change.path!r} is not a path inside the folder; nothing was written")
    try:
        content = read_regular(f"{root}/{change.path}")
    except OSError:
        return True
    return content in (change.before, change.after)


@dataclass(slots=True)
class _Job:
    """One file on its way: `new` is the file beside it that is to take its place, if there is one."""

    change: FileChange
    target: Path
    new: Path | None = None
    done: bool = False
    failure: str = ""

    def outcome(self) -> Written | Failed:
        return Failed(self.change.path, self.failure) if self.failure else Written(self.change.path)


def _write(
    root: Path, batch: Sequence[FileChange], last: frozenset[RepoPath], *, failed: bool
) -> list[Written | Failed]:
    jobs = [_Job(change, root / change.path) for change in batch]
    try:
        for job in jobs:
            _attempt(_prepare, root, job)
        _together(lambda job: _attempt(_force, root, job), jobs)
        for job in jobs:
            if failed and job.change.path in last and not job.done:
                job.failure = job.failure or _WAITS
            _attempt(_replace, root, job)
            failed = failed or bool(job.failure)
    finally:
        for job in jobs:
            _discard(job)
    _together(_sync_folder, {job.target.parent for job in jobs if not job.failure})
    return [job.outcome() for job in jobs]


def _attempt(stage: Callable[[Path, _Job], None], root: Path, job: _Job) -> None:
    if job.done or job.failure:
        return
    try:
        stage(root, job)
    except OSError as error:
        job.failure = cause(error)


def _together(act: Callable[[_Thing], None], things: Iterable[_Thing]) -> None:
    """`act` on each of `things`, many at a time: a disk makes as much of one wait as of sixteen."""
    left = list(things)

    def take() -> None:
        while True:
            try:
                thing = left.pop()
            except IndexError:
                return
            act(thing)

    workers = [Thread(target=take) for _ in left[:_AT_ONCE]]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _prepare(root: Path, job: _Job) -> None:
    """Writes the new content beside the file's place."""
    change = job.change
    mode = _check(root, job)
    if job.done or change.after is None:
        return
    if change.before is None:
        job.target.parent.mkdir(parents=True, exist_ok=True)
    new = _beside(job.target)
    new.unlink(missing_ok=True)  # left by a run that was killed
    job.new = new  # before it is made: who is interrupted in between takes it away
    usual = 0o666 if mode is None else 0o600  # nobody reads ahead what is to be for few
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), usual)
    with os.fdopen(descriptor, "wb") as file:
        file.write(change.after)
        file.flush()
        if mode is not None:
            _keep_owner_and_mode(job.target, new, descriptor, mode)


def _beside(target: Path) -> Path:
    """Where the new content of `target` is put first: always the same place, so that a rerun finds what was left."""
    name = os.fsencode(target.name)
    return target.with_name(f".{target.name if len(name) < 200 else sha256(name).hexdigest()}{LEFT_OVER}")


def _force(root: Path, job: _Job) -> None:
    if job.new:
        with job.new.open("rb+") as file:
            os.fsync(file.fileno())


def _replace(root: Path, job: _Job) -> None:
    _check(root, job)
    if job.done:
        return
    if job.new:
        job.new.replace(job.target)
        job.new = None
    else:
        job.target.unlink()


def _check(root: Path, job: _Job) -> int | None:
    """The mode of the file, or None when there is none; the job is done when it is as it is to be already.

    Raises OSError when it must not be written.
    """
    _check_folders(root, job.change.path)
    try:
        mode = stat.S_IMODE(job.target.lstat().st_mode)
        content: bytes | None = read_regular(str(job.target))
    except FileNotFoundError:
        mode, content = None, None
    job.done = content == job.change.after
    if job.done:
        return mode
    if content != job.change.before:
        raise OSError(errno.ESTALE, "is gone" if content is None else "changed since the plan was made")
    if mode is not None and not (mode & 0o222 and os.access(job.target, os.W_OK)):
        raise OSError(errno.EACCES, "is read-only")
    return mode


def _check_folders(root: Path, path: RepoPath) -> None:
    """Raises OSError when the way to `path` leads over a symbolic link."""
    for at in (at for at, letter in enumerate(path) if letter == "/"):
        if (root / path[:at]).is_symlink():
            raise OSError(errno.ELOOP, f"{path[:at]} is a symbolic link")


def _keep_owner_and_mode(old: Path, new: Path, descriptor: int, mode: int) -> None:
    """By the descriptor, where the system can: at the path, somebody may have put a link by now."""
    was, made = old.lstat(), os.fstat(descriptor)
    if (was.st_uid, was.st_gid) != (made.st_uid, made.st_gid) and hasattr(os, "fchown"):
        try:
            os.fchown(descriptor, was.st_uid, was.st_gid)
        except PermissionError:
            mode &= 0o777  # to run as its owner was said of another owner
    os.chmod(descriptor if os.chmod in os.supports_fd else new, mode)  # noqa: PTH101


def _discard(job: _Job) -> None:
    if job.new:
        with suppress(OSError):
            job.new.unlink()


def _sync_folder(folder: Path) -> None:
    """Makes renames last through a power failure, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
