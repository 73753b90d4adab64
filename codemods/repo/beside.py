"""What lies on disk beside the files that a plan is made of, and is never edited: which of it mentions a word.

    with Beside.begin(files) as beside:    # git lists what there is, while the plan is made
        ...
        beside.mentioning(["Old"])

Files that git ignores or does not know, those of submodules, those that a link leads to. Python alone is looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from itertools import islice
from pathlib import Path
from typing import Self

from ..names import word_pattern
from ..records import dataclass
from . import git
from .disk import holds, is_folder, is_there, walk
from .files import PYTHON, Files, RepoPath, is_skipped
from .gittree import GitTree
from .trees import Checkout, Folder

_OTHERS = ("ls-files", "-z", "--others", "--directory")
_MOST = 5000  # files to look into
_MOST_ENTRIES = 50_000  # of a folder
_ENVIRONMENT = ("pyvenv.cfg", "conda-meta")  # of a folder that is one of Python's (PEP 405) or conda's
_IGNORED, _UNKNOWN = "git ignores it", "it is in no commit"
_SUBMODULE, _LINK = "it belongs to a submodule", "a link leads to it, out of the tree"


@dataclass(frozen=True, slots=True)
class Unplanned:
    """The first file below `place`, which may be that file, that mentions a word; `more` others do."""

    path: RepoPath
    place: RepoPath
    why: str
    more: int = 0


@dataclass
class Beside:
    """The search through what lies beside `files` on disk, in the folder `root`. Ends with its `with` block."""

    files: Files
    root: str
    _others: git.Running | None = field(default=None, repr=False)
    _looked_at: int = 0

    @classmethod
    def begin(cls, files: Files) -> Self | None:
        """The search, which git begins; None where no files lie on disk."""
        match files:
            case GitTree() if files.place.has_checkout:
                root = files.place.top / files.place.prefix
            case Checkout() | Folder():
                root = files.root
            case _:
                return None
        beside = cls(files, os.fspath(root))
        if isinstance(files, GitTree):
            files.after_search(beside._list)
        elif isinstance(files, Checkout):
            beside._list()
        return beside

    def _list(self) -> None:
        self._others = git.start(Path(self.root), *_OTHERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._others is not None:
            self._others.stop()

    @property
    def is_cut(self) -> bool:
        """Were there more files than are looked into?"""
        return self._looked_at > _MOST

    def mentioning(self, words: Sequence[str]) -> list[Unplanned]:
        """What mentions one of the words, one entry for each folder that is left out as a whole."""
        pattern, longest = word_pattern(tuple(words)), max(len(word.encode()) for word in words) + 2
        known = self.files.kinds()
        found = []
        for place, why in self._places():
            hits = [shown for shown, path in self._python(place) if self._holds(path, pattern, longest)]
            hits = [path for path in hits if why == _LINK or path not in known]
            if hits:
                found.append(Unplanned(min(hits), place, why, len(hits) - 1))
        ignored = self._ignored([each.path for each in found if each.why == _UNKNOWN])
        told = (replace(each, why=_IGNORED) if each.path in ignored else each for each in found)
        return sorted(told, key=lambda each: each.path)

    def _ignored(self, paths: Sequence[RepoPath]) -> frozenset[RepoPath]:
        if not paths:
            return frozenset()
        stdin = b"".join(os.fsencode(f"{path}\0") for path in paths)
        asked = git.start(Path(self.root), "check-ignore", "-z", "--stdin", stdin=stdin)
        return frozenset(git.records(asked.output(ok=(0, 1))))

    def _holds(self, path: str, pattern: re.Pattern[bytes], longest: int) -> bool:
        self._looked_at += 1
        if self.is_cut:
            return False
        try:
            return holds(path, pattern, longest)
        except OSError:
            return False

    def _places(self) -> Iterator[tuple[RepoPath, str]]:
        """The files and folders, each with the reason why nothing there is edited; other people's are left out."""
        links = [path for path, kind in self.files.kinds().items() if kind == "symlink"]
        if self._others is None and not isinstance(self.files, Folder):
            self._list()
        others, self._others = self._others, None
        if others is not None:
            code, out, _ = others.finish()
            for path in (each.rstrip("/") for each in git.records(out) if not code and not is_skipped(each)):
                if Path(f"{self.root}/{path}").is_symlink():
                    links.append(path)
                else:
                    yield path, _UNKNOWN
        yield from ((path, _LINK) for path in dict.fromkeys(links) if not is_skipped(path) and self._leads_out(path))
        yield from ((path, _SUBMODULE) for path, kind in self.files.kinds().items() if kind == "submodule")

    def _leads_out(self, path: RepoPath) -> bool:
        """Does the link lead out of the tree? (What it leads to inside is looked at there; around it is everything.)"""
        top, target = os.path.realpath(self.root), os.path.realpath(f"{self.root}/{path}")
        return os.path.commonpath((top, target)) not in (top, target)

    def _python(self, place: RepoPath) -> Iterator[tuple[RepoPath, str]]:
        """The Python files at the place or below it, as they are told of and as they are opened."""
        path = Path(os.path.realpath(f"{self.root}/{place}"))
        if not is_folder(path):
            if place.endswith(PYTHON):
                yield place, str(path)
        elif not any(is_there(path / mark) for mark in _ENVIRONMENT):
            for below, kind in islice(walk(str(path)), _MOST_ENTRIES):
                if below.endswith(PYTHON) and kind in ("file", "executable"):
                    yield f"{place}/{below}", f"{path}/{below}"
