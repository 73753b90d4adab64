"""Looking at files on disk without being led astray: no pipe or device is opened; only `head` follows links."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator

from .files import SKIPPED_FOLDERS, Kind, RepoPath, is_left_over, is_skipped

_SAFE_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_CHUNK = 1 << 20  # bytes


def read_regular(path: str) -> bytes:
    """The bytes of a regular file. Raises OSError for anything else: a symbolic link, a folder, a pipe, a device."""
    descriptor = _opened(path)
    try:
        size = os.fstat(descriptor).st_size
        content = os.read(descriptor, size + 1)
        while more := os.read(descriptor, _CHUNK) if content else b"":  # one read gives at most 2 GB
            content += more
        return content
    finally:
        os.close(descriptor)


def holds(path: str, pattern: re.Pattern[bytes], longest: int) -> bool:
    """True when a regular file holds `pattern`, whose matches are at most `longest` bytes long; reads in pieces."""
    descriptor = _opened(path)
    try:
        tail = b""
        while piece := os.read(descriptor, _CHUNK):
            if pattern.search(tail + piece):
                return True
            tail = (tail + piece)[-longest:]
        return False
    finally:
        os.close(descriptor)


def head(path: str | os.PathLike[str], most: int) -> bytes:
    """The first bytes of a file, which a link may lead to; none of what is no file, or cannot be read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
            return b""
        descriptor = os.open(path, _SAFE_OPEN & ~getattr(os, "O_NOFOLLOW", 0))
    except (OSError, ValueError):
        return b""
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Is there a folder, as far as anybody may look?"""
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False


def is_there(path: str | os.PathLike[str]) -> bool:
    """Is there anything, as far as anybody may look? A link that leads nowhere is nothing."""
    try:
        os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return False
    return True


def kind_of(mode: int) -> Kind:
    """What a path is whose `lstat` gives `mode`."""
    if stat.S_ISREG(mode):
        return "executable" if mode & stat.S_IXUSR else "file"
    return "symlink" if stat.S_ISLNK(mode) else "other"


def walk(root: str) -> Iterator[tuple[RepoPath, Kind]]:
    """Every path below `root` but folders, and its kind. What cannot be looked at is an "other".

    What `is_left_out` is left out.
    """
    folders = [""]
    while folders:
        prefix = folders.pop()
        try:
            entries = list(os.scandir(f"{root}/{prefix}"))
        except OSError:
            yield prefix.rstrip("/"), "other"
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED_FOLDERS or _is_package(entry.path):
                    folders.append(f"{prefix}{entry.name}/")
            elif entry.name != ".git" and not is_left_over(entry.name):
                yield prefix + entry.name, _kind(entry)


def is_left_out(root: str, path: RepoPath) -> bool:
    """Does the path lie in one of SKIPPED_FOLDERS, or is it one; or what a run that was killed left of its own?

    A package may be called so, too, as `venv` in tools for environments: that is the tree's own.
    """
    if not is_skipped(path):
        return False
    parts = path.split("/")
    skipped = ("/".join((root, *parts[:at])) for at, name in enumerate(parts, 1) if name in SKIPPED_FOLDERS)
    return is_left_over(parts[-1]) or not all(map(_is_package, skipped))


def _is_package(folder: str) -> bool:
    return is_there(f"{folder}/__init__.py")


def _kind(entry: os.DirEntry[str]) -> Kind:
    try:
        return kind_of(entry.stat(follow_symlinks=False).st_mode)
    except OSError:  # in a folder that can be listed, and no more: reading it says so
        return "file" if entry.is_file(follow_symlinks=False) else "other"


def kinds_on_disk(root: str, paths: Iterable[RepoPath]) -> Iterator[tuple[RepoPath, Kind]]:
    """What lies at each of `paths`, which git listed; those that are gone are left out.

    A folder that git lists as a file is a repository of its own. What is reached through a link is a "symlink", what
    nobody may look at a "file": reading it says so.
    """
    linked: dict[RepoPath, bool] = {"": False}
    for path in paths:
        try:
            mode = os.lstat(f"{root}/{path}").st_mode
        except PermissionError:
            yield path, "file"
            continue
        except (OSError, ValueError):
            continue
        if _below_a_link(root, path.rpartition("/")[0], linked):
            yield path, "symlink"
        else:
            yield path, "submodule" if stat.S_ISDIR(mode) else kind_of(mode)


def _below_a_link(root: str, folder: RepoPath, known: dict[RepoPath, bool]) -> bool:
    """True when `folder`, or one that it lies in, is a symbolic link; `known` remembers the answers."""
    if folder not in known:
        above = _below_a_link(root, folder.rpartition("/")[0], known)
        known[folder] = above or stat.S_ISLNK(os.lstat(f"{root}/{folder}").st_mode)
    return known[folder]


def _opened(path: str) -> int:
    if not stat.S_ISREG(os.lstat(path).st_mode):  # opening a device can do something
        raise OSError(errno.EINVAL, "not a regular file", path)
    descriptor = os.open(path, _SAFE_OPEN)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return descriptor
