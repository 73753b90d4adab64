"""Where a tree of files comes from: memory, a folder, a git revision. Reading only.

A path is relative to the tree's root, with `/`, as `str`; bytes that are no UTF-8 are kept by
surrogateescape, so that every name that a file system can hold makes the round trip.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Literal, Protocol

from ..names import may_respell, respelling
from ..records import dataclass

RepoPath = str
Kind = Literal["file", "executable", "symlink", "submodule", "other"]
REGULAR: frozenset[Kind | None] = frozenset({"file", "executable"})  # what has content of its own

# The folders that no tool should edit below: other people's code, or code that a machine wrote.
SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__", "site-packages",
     ".mypy_cache", ".ruff_cache", ".pytest_cache", ".eggs", "__pypackages__"}
)  # fmt: skip


LEFT_OVER = ".canonize-tmp"  # ends the name of a file on its way to its place, which begins with a dot

# What .gitattributes says of a file: is it "generated", is it "vendored"? It need not say.
Attributes = Mapping[str, bool]

PYTHON = (".py", ".pyi", ".pyw", ".ipynb")
MODULE_SUFFIXES = (".py", ".pyi")  # of these, the files that an import finds


class Readable(Protocol):
    """Something that has files to read."""

    def read(self, path: RepoPath) -> bytes:
        """The bytes of a "file" or "executable".

        Raises NotFound when there is none, UnreadableSource or GitRefused when it cannot be read.
        """
        ...


class Files(Readable, Protocol):
    """A tree of files that does not change while it is looked at."""

    def kinds(self) -> Mapping[RepoPath, Kind]:
        """Every path below the root and what it is; folders are not listed, `.git` never is."""
        ...

    def link(self, path: RepoPath) -> str:
        """Where a "symlink" leads, as it is written there; "" when that cannot be read."""
        ...

    def mentioning(self, words: Iterable[str]) -> frozenset[RepoPath]:
        """The files and executables that hold any of `words` (UTF-8, case kept, also inside a longer word)."""
        ...

    def respelling(self, words: Iterable[str]) -> frozenset[RepoPath]:
        """The files of PYTHON that hold what `names.respelling(words)` matches."""
        ...

    def in_python(self, words: Iterable[str]) -> Callable[[], frozenset[RepoPath]]:
        """Begins a search for the files of PYTHON that hold any of `words`; what it gives waits for them."""
        ...

    def attributes(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, Attributes]:
        """Those of `paths` of which .gitattributes says whether they are generated or vendored."""
        ...


@dataclass(frozen=True)
class InMemory:
    """Files from a mapping; for tests and for the middle of a plan."""

    contents: Mapping[RepoPath, bytes]
    kinds_: Mapping[RepoPath, Kind] = field(default_factory=dict)

    def kinds(self) -> Mapping[RepoPath, Kind]:
        return {path: self.kinds_.get(path, "file") for path in self.contents}

    def read(self, path: RepoPath) -> bytes:
        return self.contents[path]

    def link(self, path: RepoPath) -> str:
        return self.contents[path].decode()

    def mentioning(self, words: Iterable[str]) -> frozenset[RepoPath]:
        pattern = any_of(words)
        return frozenset(path for path, content in self.contents.items() if pattern.search(content))

    def respelling(self, words: Iterable[str]) -> frozenset[RepoPath]:
        return frozenset(path for path, content in self.contents.items() if _respells(path, content, words))

    def in_python(self, words: Iterable[str]) -> Callable[[], frozenset[RepoPath]]:
        found = self.mentioning(words)
        return lambda: frozenset(path for path in found if path.endswith(PYTHON))

    def attributes(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, Attributes]:
        return {}  # without git nobody reads attributes


@dataclass(frozen=True)
class Overlay:
    """`below` with some files replaced, added, or (None) taken away: the tree after some steps of a plan."""

    below: Files
    contents: Mapping[RepoPath, bytes | None]

    def kinds(self) -> Mapping[RepoPath, Kind]:
        below = self.below.kinds()
        if all(content is not None and path in below for path, content in self.contents.items()):
            return below
        kinds = dict(below)
        for path, content in self.contents.items():
            if content is None:
                kinds.pop(path, None)
            else:
                kinds.setdefault(path, "file")
        return kinds

    def read(self, path: RepoPath) -> bytes:
        content = self.contents.get(path)
        return self.below.read(path) if content is None else content

    def link(self, path: RepoPath) -> str:
        return self.below.link(path)

    def mentioning(self, words: Iterable[str]) -> frozenset[RepoPath]:
        words = tuple(words)
        pattern = any_of(words)
        here = {path for path, content in self.contents.items() if content is not None and pattern.search(content)}
        return (self.below.mentioning(words) - self.contents.keys()) | here

    def respelling(self, words: Iterable[str]) -> frozenset[RepoPath]:
        words = tuple(words)
        here = {path for path, content in self.contents.items() if content and _respells(path, content, words)}
        return (self.below.respelling(words) - self.contents.keys()) | here

    def in_python(self, words: Iterable[str]) -> Callable[[], frozenset[RepoPath]]:
        words = tuple(words)
        below, pattern = self.below.in_python(words), any_of(words)
        here = {path for path, content in self.contents.items() if content is not None and pattern.search(content)}
        return lambda: (below() - self.contents.keys()) | {path for path in here if path.endswith(PYTHON)}

    def attributes(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, Attributes]:
        return self.below.attributes(paths)


@dataclass(frozen=True)
class Searched:
    """What searches through one tree found: only words that are new are searched for."""

    known: dict[frozenset[str], frozenset[RepoPath]] = field(default_factory=dict)

    def ask(
        self, words: Iterable[str], search: Callable[[tuple[str, ...]], frozenset[RepoPath]]
    ) -> frozenset[RepoPath]:
        """What `search` would give for `words`."""
        wanted = frozenset(words)
        asked = [each for each in self.known if each <= wanted]
        new = wanted.difference(*asked)
        if new:
            self.known[new] = search(tuple(sorted(new)))
            asked.append(new)
        return frozenset[RepoPath]().union(*(self.known[each] for each in asked))

    def ask_respelled(
        self, words: Iterable[str], search: Callable[[tuple[str, ...]], frozenset[RepoPath]]
    ) -> frozenset[RepoPath]:
        """What `search` would give for the respellings of `words`, which are the same ones for most words."""
        words = tuple(words)
        return self.ask((respelling(words).decode("latin-1"),), lambda _: search(words))


def _respells(path: RepoPath, content: bytes, words: Iterable[str]) -> bool:
    return path.endswith(PYTHON) and may_respell(words, content)


def without_dots(path: RepoPath) -> RepoPath:
    """A path or pattern as it was typed, `./a//b/`, as paths are written: `a/b`; "" for the top."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def folders_around(path: RepoPath) -> Iterator[str]:
    """The folders around a file, the nearest first; the last is "", the top of the tree."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def leads_out(path: RepoPath) -> bool:
    """Is it no path of a file below the tree's top, or one into git's own folder?"""
    return any(part in ("", ".", "..") or part.lower() == ".git" for part in path.split("/"))


def seen_from(folder: str, path: RepoPath) -> RepoPath:
    """The path from a folder around it, or from the top of the tree, ""."""
    return path[len(folder) + 1 :] if folder else path


def conftests(path: RepoPath) -> Iterator[RepoPath]:
    """The files conftest.py that pytest would load for a test in the file, the nearest first."""
    return (posixpath.join(folder, "conftest.py") for folder in folders_around(path))


def is_test(path: RepoPath) -> bool:
    """Is it a file that pytest finds by its name, or its conftest?"""
    name = path.rpartition("/")[2]
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"


def is_skipped(path: RepoPath) -> bool:
    """Does the path lie in one of SKIPPED_FOLDERS, or is it one; or what a run that was killed left of its own?"""
    return not SKIPPED_FOLDERS.isdisjoint(path.split("/")) or is_left_over(path.rpartition("/")[2])


def is_left_over(name: str) -> bool:
    """Is the file of that name one that was to take the place of another, when a run was killed?"""
    return name.startswith(".") and name.endswith(LEFT_OVER)


def any_of(words: Iterable[str]) -> re.Pattern[bytes]:
    """Matches wherever one of `words` stands, whole word or not."""
    return re.compile(b"|".join(re.escape(word.encode()) for word in sorted(words)))
