"""Pipes and devices that git reads as if they were files, and waits for.

mkfifo .gitattributes      # git waits until somebody writes into it
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ..regexes import regex
from .disk import head, is_folder, is_there

_READ = frozenset({".gitattributes", ".gitignore", ".gitmodules", ".mailmap"})
_OBJECTS = regex("[0-9a-f]{2}")
_MOST_FOLDERS = 50_000
_MOST = 4096  # bytes of a file that says where the rest of a repository is


def waited_for(folder: Path) -> Path | None:
    """What git, run in this folder, may be waiting for; None when all that it reads there are files."""
    top = next((each for each in (folder, *folder.parents) if is_there(each / ".git")), folder)
    return next((path for path in (*_in_git(top), *_in_tree(top)) if _is_special(path)), None)


def _in_git(top: Path) -> Iterator[Path]:
    """What lies in the repository itself; its objects, of which there are many, are left out."""
    linked = head(top / ".git", _MOST).removeprefix(b"gitdir:").strip()  # of a linked working tree, a submodule
    own = top / os.fsdecode(linked) if linked else top / ".git" if is_folder(top / ".git") else top
    common = Path(os.path.normpath(own / os.fsdecode(head(own / "commondir", _MOST).strip())))
    if not is_there(common / "objects"):
        return
    for git_dir in dict.fromkeys((own, common)):
        for where, folders, names in islice(os.walk(git_dir), _MOST_FOLDERS):
            folders[:] = [each for each in folders if not _OBJECTS.fullmatch(each)]
            yield from (Path(where, name) for name in names)


def _in_tree(top: Path) -> Iterator[Path]:
    for where, _, names in islice(os.walk(top), _MOST_FOLDERS):
        yield from (Path(where, name) for name in _READ.intersection(names))


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)
