"""What lies on disk beside the files that a plan is made of, and is never edited: which of it mentions a word.

    with Beside.begin(files) as beside:    # git lists what there is, while the plan is made
        ...
        beside.mentioning(["Old"])

Files that git ignores or does not know, those of submodules, those that a link leads to; in environments, what is
`installed` of the tree's own packages. Only Python is looked at, and settings for a whole dotted path.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import field, replace
from itertools import islice
from pathlib import Path
from typing import Self

from ..names import word_pattern
from ..records import dataclass
from . import git
from .disk import holds, is_folder, is_left_out, walk
from .files import PYTHON, REGULAR, Files, RepoPath, is_skipped
from .gittree import GitTree
from .installed import environments, is_environment, owned, related
from .trees import Checkout, Folder

_OTHERS = ("ls-files", "-z", "--others", "--directory")
_SETTINGS = (".toml", ".ini", ".cfg", ".conf", ".yaml", ".yml", ".json", ".env")
_LOOKED_AT = (*PYTHON, *_SETTINGS)
_MOST_BYTES = 1 << 20  # of a file of settings
_LONGEST = 500  # bytes of a dotted path
_MOST = 5000  # files to look into
_MOST_ENTRIES = 50_000  # of a folder
_IGNORED, _UNKNOWN = "git ignores it", "it is in no commit"
INSTALLED = "it is installed in an environment"
_SUBMODULE, _LINK = "it belongs to a submodule", "a link leads to it, out of the tree"


@dataclass(frozen=True, slots=True)
class Unplanned:
    """The first file below `place`, which may be that file, that mentions a word; `more` others do."""

    path: RepoPath
    place: RepoPath
    why: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The words as Python has them, and as the ends of dotted paths."""

    word: re.Pattern[bytes]
    path: re.Pattern[bytes]
    longest: int

    @classmethod
    def of(cls, words: Sequence[str], packages: Collection[str]) -> Self:
        tops, ends = (b"|".join(re.escape(each.encode()) for each in sorted(names)) for names in (packages, words))
        path = re.compile(rb"(?<![\w.])(?:%b)(?:\.\w+)*[.:](?:%b)(?!\w)" % (tops or b"(?!)", ends))
        return cls(word_pattern(tuple(words)), path, max(len(word.encode()) for word in words) + 2)

    def stands_in(self, path: str) -> bool:
        """Does the file mention it? Raises OSError."""
        if path.endswith(PYTHON):
            return holds(path, self.word, self.longest)
        return os.lstat(path).st_size <= _MOST_BYTES and holds(path, self.path, _LONGEST)


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

    def mentioning(self, words: Sequence[str], packages: Collection[str] = ()) -> list[Unplanned]:
        """What mentions one of the words, one entry for each folder that is left out as a whole.

        `packages` are the top names of those that the words are from.
        """
        wanted = _Wanted.of(words, packages)
        known = self.files.kinds()
        found = []
        for place, why in self._places():
            inside = self._inside(place) if why != INSTALLED else self._related(place, packages)
            hits = [shown for shown, path in inside if self._holds(path, wanted)]
            hits = [path for path in hits if why == _LINK or path not in known]
            if hits:
                found.append(Unplanned(min(hits), place, why, len(hits) - 1))
        ignored = self._ignored([each.path for each in found if each.why == _UNKNOWN])
        told = (replace(each, why=_IGNORED) if each.path in ignored else each for each in found)
        return sorted(told, key=lambda each: each.path)

    def _ignored(self, paths: Sequence[RepoPath]) -> frozenset[RepoPath]:
        if not paths:
            return frozenset()
        # a colon at the beginning would say what a path means
        stdin = b"".join(os.fsencode(f"./{path}\0") for path in paths)
        asked = git.start(Path(self.root), "check-ignore", "-z", "--stdin", stdin=stdin)
        return frozenset(path.removeprefix("./") for path in git.records(asked.output(ok=(0, 1))))

    def _holds(self, path: str, wanted: _Wanted) -> bool:
        self._looked_at += 1
        if self.is_cut:
            return False
        try:
            return wanted.stands_in(path)
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
            for path in (each.rstrip("/") for each in git.records(out) if not code):
                if is_left_out(self.root, path):
                    yield from ((place, INSTALLED) for place in environments(Path(self.root), path))
                elif Path(f"{self.root}/{path}").is_symlink():
                    links.append(path)
                else:
                    yield path, INSTALLED if is_environment(Path(self.root) / path) else _UNKNOWN
        yield from ((path, _LINK) for path in dict.fromkeys(links) if not is_skipped(path) and self._leads_out(path))
        yield from ((path, _SUBMODULE) for path, kind in self.files.kinds().items() if kind == "submodule")

    def _leads_out(self, path: RepoPath) -> bool:
        """Does the link lead out of the tree? (What it leads to inside is looked at there; around it is everything.)"""
        top, target = os.path.realpath(self.root), os.path.realpath(f"{self.root}/{path}")
        return os.path.commonpath((top, target)) not in (top, target)

    def _inside(self, place: RepoPath) -> Iterator[tuple[RepoPath, str]]:
        """The files at the place or below it that are looked at, as they are told of and as they are opened."""
        path = Path(os.path.realpath(f"{self.root}/{place}"))
        if not is_folder(path):
            if place.endswith(_LOOKED_AT):
                yield place, str(path)
        elif not is_environment(path):
            for below, kind in islice(walk(str(path)), _MOST_ENTRIES):
                if below.endswith(_LOOKED_AT) and kind in REGULAR:
                    yield f"{place}/{below}", f"{path}/{below}"

    def _related(self, environment: RepoPath, packages: Collection[str]) -> Iterator[tuple[RepoPath, str]]:
        """The same for what is installed of the packages, where the tree has them."""
        own = owned(self.files.kinds(), packages) if packages else frozenset()
        for path in islice(related(Path(self.root), environment, own), _MOST_ENTRIES) if own else ():
            yield path, f"{self.root}/{path}"
