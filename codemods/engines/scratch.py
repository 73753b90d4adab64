"""A copy of a project's files in a folder of their own, for programs that want files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import temporary
from ..meaning.project import Project
from ..repo.files import RepoPath


@contextmanager
def scratch_copy(project: Project) -> Iterator[Path]:
    """The regular files of the project, in a folder that is gone afterwards. Links are left out: they may lead away."""
    with temporary.folder() as folder:
        top = Path(folder, "tree")
        top.mkdir()
        made: set[str] = set()
        for path, kind in project.kinds.items():
            if kind in ("file", "executable"):
                _write(top, path, project.read(path), kind == "executable", made)
        yield top


def read_back(top: Path, paths: Iterable[RepoPath]) -> dict[RepoPath, bytes | None]:
    """What the files of the copy hold now; None for one that is gone, or is no regular file any more."""
    found: dict[RepoPath, bytes | None] = {}
    for path in paths:
        place = Path(top, path)
        found[path] = place.read_bytes() if place.is_file() and not place.is_symlink() else None
    return found


def _write(top: Path, path: RepoPath, content: bytes, executable: bool, made: set[str]) -> None:
    place = Path(top, path)
    folder = os.fspath(place.parent)
    if folder not in made:
        place.parent.mkdir(parents=True, exist_ok=True)
        made.add(folder)
    place.write_bytes(content)
    if executable:
        place.chmod(0o755)
