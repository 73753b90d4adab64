"""Trees of files to plan on: a git revision, a git checkout as it lies on disk, a folder without git. Reading only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path

from ..errors import GitRefused, NotFound, Refused, UnreadableSource, cause
from ..records import dataclass
from ..regexes import regex
from . import git, gitqueries
from .disk import holds, is_folder, is_left_out, kinds_on_disk, read_regular, walk
from .files import PYTHON, REGULAR, Attributes, Kind, RepoPath, Searched
from .gitplace import locate, why_not_located
from .gitqueries import Wanted
from .gittree import GitTree

_TRACKED = ("ls-files", "-z", "-v", "-s")
_OTHERS = ("ls-files", "-z", "--others", "--exclude-standard")
_NOT_LISTED = regex(rb"could not open directory '(.*)/'")


def open_tree(
    repo: Path, *, in_place: bool = False, base: str = "HEAD", expect: Sequence[str] = ()
) -> GitTree | Checkout | Folder:
    """The files of `repo`: those of the commit `base`, or with `in_place` those that lie on disk.

    `repo` may be a folder inside a repository: then the tree is that folder's, and paths are relative to it. `expect`
    are words that are likely to be searched for first.

    Raises NotFound when there is no such folder, GitRefused when git cannot give what is asked, Refused when Python
    would take the names of files for another encoding than UTF-8.
    """
    if (encoding := sys.getfilesystemencoding()) != "utf-8":
        raise Refused(f"this Python takes the names of files for {encoding}", "set PYTHONUTF8=1")
    if not in_place:
        return GitTree(locate(repo, base), tuple(expect))
    if not is_folder(repo):
        raise NotFound(f"{repo}: no such folder", "name the folder of a repository")
    asked = ("--is-inside-work-tree", "--is-bare-repository", "--is-inside-git-dir", "--show-prefix")
    code, out, err = git.start(repo, "rev-parse", *asked).finish()
    if code and b"not a git repository" not in err:
        raise why_not_located(repo, "HEAD", err)
    inside, *elsewhere = out.split(b"\n", 3)
    if b"true" in elsewhere[:2]:
        raise GitRefused(f"{repo} has no files on disk to change", "leave out --in-place to commit to a branch")
    if inside != b"true":
        return Folder(repo)
    return Checkout(repo, tuple(expect), os.fsdecode(elsewhere[-1].removesuffix(b"\n")))


@dataclass
class Folder:
    """A plain folder, but for what `is_left_out`. A folder that cannot be listed is an "other".

    `closed` are folders that cannot be listed, and files that were searched and cannot be read, and are no Python.
    """

    root: Path
    closed: set[RepoPath] = field(default_factory=set, init=False, repr=False)
    _searched: Searched = field(default_factory=Searched, repr=False)
    _respelled: Searched = field(default_factory=Searched, repr=False)

    @cached_property
    def _kinds(self) -> dict[RepoPath, Kind]:
        kinds = dict(sorted(walk(os.fspath(self.root))))
        self.closed.update(path for path, kind in kinds.items() if kind == "other" and is_folder(self.root / path))
        return kinds

    def kinds(self) -> Mapping[RepoPath, Kind]:
        return self._kinds

    def read(self, path: RepoPath) -> bytes:
        return _read(self.root, self._kinds, path)

    def link(self, path: RepoPath) -> str:
        return _link(self.root, path)

    def mentioning(self, words: Iterable[str]) -> frozenset[RepoPath]:
        return self._searched.ask(
            words, lambda new: _search(self.root, _regular(self._kinds), Wanted(new), self.closed)
        )

    def respelling(self, words: Iterable[str]) -> frozenset[RepoPath]:
        return self._respelled.ask_respelled(
            words, lambda new: _search(self.root, _regular(self._kinds), Wanted(new, True), self.closed)
        )

    def in_python(self, words: Iterable[str]) -> Callable[[], frozenset[RepoPath]]:
        wanted = Wanted(tuple(words), in_python=True)
        return lambda: _search(self.root, _regular(self._kinds), wanted, self.closed)

    def attributes(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, Attributes]:
        return {}  # without git nobody reads attributes


@dataclass
class Checkout:
    """A git working tree as it lies on disk: files that are tracked, and files that are neither tracked nor ignored.

    `expect` are words that will be searched for: git begins at once, while other things are got ready. `prefix` is
    where the folder lies in its repository: "" or with a final "/". `closed` is as that of a Folder.
    """

    root: Path
    expect: tuple[str, ...] = ()
    prefix: RepoPath = ""
    closed: set[RepoPath] = field(default_factory=set, init=False, repr=False)
    _asked: dict[str, git.Running] = field(default_factory=dict, init=False, repr=False)
    _searched: Searched = field(default_factory=Searched, repr=False)
    _respelled: Searched = field(default_factory=Searched, repr=False)

    def __post_init__(self) -> None:
        if self.expect:
            self._asked = {
                "tracked": git.start(self.root, *_TRACKED),
                "others": git.start(self.root, *_OTHERS),
                "search": gitqueries.search(self.root, Wanted(tuple(sorted(self.expect)))),
            }

    def close(self) -> None:
        """End the processes that run for this tree; what is asked later starts others."""
        while self._asked:
            self._asked.popitem()[1].stop()

    def __del__(self) -> None:
        self.close()

    @cached_property
    def base_commit(self) -> str:
        """The commit that is checked out, or "" when there is none yet."""
        code, out, _ = git.start(self.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").finish()
        return "" if code else out.decode().strip()

    def applied(self, trailer: str) -> str:
        """The commit in the history that has the trailer, as `githistory.applied`."""
        from .githistory import applied

        return applied(self.root, self.base_commit, trailer) if self.base_commit else ""

    @cached_property
    def _tracked(self) -> dict[RepoPath, str]:
        """The paths of the index, each with git's letter for its state and its mode; "H 100" is a file as usual."""
        listed = self._asked.pop("tracked", None) or git.start(self.root, *_TRACKED)
        heads = (record.partition("\t") for record in git.records(listed.output()))
        return {path: head[:5] for head, _, path in heads}

    @cached_property
    def _kinds(self) -> dict[RepoPath, Kind]:
        others = self._asked.pop("others", None) or git.start(self.root, *_OTHERS)
        tracked = self._tracked
        if "search" in self._asked:
            self._asked["respelled"] = gitqueries.search(self.root, Wanted(self.expect, True))
        code, out, err = others.finish()
        if code:
            raise git.failure(others.what, err)
        self.closed.update(os.fsdecode(folder) for folder in _NOT_LISTED.findall(err))
        untracked = (path.rstrip("/") for path in git.records(out))
        root = os.fspath(self.root)
        kept = (path for path in untracked if not is_left_out(root, path))
        return dict(kinds_on_disk(root, sorted({*tracked, *kept})))

    def kinds(self) -> Mapping[RepoPath, Kind]:
        return self._kinds

    @property
    def not_checked_out(self) -> tuple[RepoPath, ...]:
        """The files that git tracks and, in a sparse checkout, did not lay on disk."""
        return tuple(path for path, state in self._tracked.items() if state[0] == "S" and path not in self._kinds)

    def read(self, path: RepoPath) -> bytes:
        return _read(self.root, self._kinds, path)

    def link(self, path: RepoPath) -> str:
        return _link(self.root, path)

    def mentioning(self, words: Iterable[str]) -> frozenset[RepoPath]:
        return self._searched.ask(words, lambda new: self._search(Wanted(new)))

    def respelling(self, words: Iterable[str]) -> frozenset[RepoPath]:
        return self._respelled.ask_respelled(words, lambda new: self._search(Wanted(new, True)))

    def in_python(self, words: Iterable[str]) -> Callable[[], frozenset[RepoPath]]:
        wanted = Wanted(tuple(words), in_python=True)
        self._asked[wanted.known_as(self.expect)] = gitqueries.search(self.root, wanted)
        return lambda: self._search(wanted)

    def _search(self, wanted: Wanted) -> frozenset[RepoPath]:
        question = wanted.known_as(self.expect)
        grep = (self._asked.pop(question, None) if question else None) or gitqueries.search(self.root, wanted)
        files = _regular(self._kinds)
        # git searches on disk what is tracked and in its usual state; the rest it skips or takes from the index
        usual = {path for path, state in self._tracked.items() if state == "H 100"} & files
        found = _search(self.root, files - usual, wanted, self.closed)
        grepped = gitqueries.grepped(grep)
        if grepped is None:
            return found | _search(self.root, usual, wanted, self.closed)
        return found | (grepped & usual)

    def attributes(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, Attributes]:
        return gitqueries.attributes(self.root, paths)


def _regular(kinds: Mapping[RepoPath, Kind]) -> frozenset[RepoPath]:
    return frozenset(path for path, kind in kinds.items() if kind in REGULAR)


def _read(root: Path, kinds: Mapping[RepoPath, Kind], path: RepoPath) -> bytes:
    if kinds.get(path) not in REGULAR:
        raise NotFound(f"{path}: no such file in {root}")
    try:
        return read_regular(f"{root}/{path}")
    except OSError as error:
        unreadable = UnreadableSource(f"cannot be read: {cause(error)}")
        unreadable.path = path
        raise unreadable from None


def _link(root: Path, path: RepoPath) -> str:
    try:
        return os.fspath((root / path).readlink())
    except OSError:  # it is reached through a link, and is none
        return ""


def _search(root: Path, paths: Collection[RepoPath], wanted: Wanted, closed: set[RepoPath]) -> frozenset[RepoPath]:
    """Those of `paths` that hold what is wanted.

    Python that cannot be read is among them: reading it says why. Of other files such ones are added to `closed`.
    """
    pattern, longest = wanted.pattern, wanted.longest

    def found(path: RepoPath) -> bool:
        try:
            return holds(f"{root}/{path}", pattern, longest)
        except FileNotFoundError:
            return False
        except OSError:
            if not path.endswith(PYTHON):
                closed.add(path)
            return path.endswith(PYTHON)

    return frozenset(path for path in paths if wanted.looks_into(path) and found(path))
