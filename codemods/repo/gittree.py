"""The files of a commit, read without a checkout.

Where a checkout is there, git's word that a file on disk is unchanged saves most of the time; it never changes an
answer: what cannot be vouched for is searched in the commit, and what is read from disk must hash to its blob.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cached_property

from ..errors import GitRefused, NotFound
from ..records import dataclass
from . import git, gitqueries
from .disk import read_regular
from .files import REGULAR, Attributes, Kind, RepoPath, Searched
from .gitblobs import Blobs, blob_id
from .gitlisting import Listing
from .gitplace import Place
from .gitqueries import Wanted

# Attributes under which the bytes on disk are not those of the blob though git calls the file unchanged. Line ends
# are not among them: the words that are searched hold none.
_CONVERTING = ":(exclude,attr:!filter !ident !working-tree-encoding)"


@dataclass
class GitTree:
    """The files of `place.commit` below `place.prefix`; paths are relative to that folder.

    `expect` are words that will be searched for: git begins at once, while other things are got ready.
    """

    place: Place
    _blobs: Blobs = field(init=False, repr=False)
    expect: tuple[str, ...] = ()
    _asked: dict[str, git.Running] = field(default_factory=dict, init=False, repr=False)
    _waiting: list[Callable[[], None]] = field(default_factory=list, init=False, repr=False)
    _begun: bool = field(default=False, init=False, repr=False)
    _searched: Searched = field(default_factory=Searched, init=False, repr=False)
    _respelled: Searched = field(default_factory=Searched, init=False, repr=False)

    def __post_init__(self) -> None:
        self._blobs = Blobs(self.place.top)
        if self.expect and self.place.has_checkout:
            self._ask_ahead()
            self._asked["tree"] = self._list_tree()
            expected = Wanted(tuple(sorted(self.expect)))
            self._asked["search"] = gitqueries.search(self.place.top, expected, self.place.prefix)

    @property
    def has_checkout(self) -> bool:
        """False for a bare repository, and where the working tree is elsewhere."""
        return self.place.has_checkout

    @property
    def base_commit(self) -> str:
        return self.place.commit

    def applied(self, trailer: str) -> str:
        """The commit in the history that has the trailer, as `githistory.applied`."""
        from .githistory import applied

        return applied(self.place.top, self.place.commit, trailer)

    @property
    def prefix(self) -> RepoPath:
        """Where the folder lies in its repository: "" or with a final "/"."""
        return self.place.prefix

    @cached_property
    def _listing(self) -> Listing:
        if self.place.has_checkout and not self._asked:
            self._ask_ahead()
        code, out, err = (self._asked.pop("tree", None) or self._list_tree()).finish()
        if code and gitqueries.promisor(self.place.top):  # a clone may be without the trees
            self._fetch()
            code, out, err = self._list_tree().finish()
        if code and self.place.prefix and b"Not a valid object name" in err:
            where = f"{self.place.prefix}: no such folder in commit {self.place.commit[:12]}"
            raise NotFound(where, "commit it first, or change its files where they are with --in-place")
        if code:
            raise git.failure("ls-tree", err)
        if "search" in self._asked:
            self._asked["differing"] = self._compare(self.place.commit)
        return Listing(out)

    def _list_tree(self) -> git.Running:
        tree = f"{self.place.commit}:{self.place.prefix}"
        return git.start(self.place.top, "ls-tree", "-r", "-z", "--full-tree", tree)

    def kinds(self) -> Mapping[RepoPath, Kind]:
        return self._listing.kinds

    def _regular(self, paths: Iterable[RepoPath]) -> frozenset[RepoPath]:
        """Those of `paths` that are files of the commit."""
        kinds = self.kinds()
        return frozenset(path for path in paths if kinds.get(path) in REGULAR)

    def read(self, path: RepoPath) -> bytes:
        if self.kinds().get(path) not in REGULAR:
            raise NotFound(f"{path}: no such file in commit {self.place.commit[:12]}")
        self._begin_what_may()
        on_disk = self._on_disk(path, self._listing.blob(path))
        return self._blob(path) if on_disk is None else on_disk

    def link(self, path: RepoPath) -> str:
        return self._blob(path).decode(errors="surrogateescape")

    def mentioning(self, words: Iterable[str]) -> frozenset[RepoPath]:
        return self._searched.ask(words, lambda new: self._search(Wanted(new)))

    def respelling(self, words: Iterable[str]) -> frozenset[RepoPath]:
        return self._respelled.ask_respelled(words, lambda new: self._search(Wanted(new, True)))

    def in_python(self, words: Iterable[str]) -> Callable[[], frozenset[RepoPath]]:
        wanted = Wanted(tuple(words), in_python=True)
        if self.place.has_checkout:
            self._asked[wanted.known_as(())] = gitqueries.search(self.place.top, wanted, self.place.prefix)
        return lambda: self._search(wanted)

    def _search(self, wanted: Wanted) -> frozenset[RepoPath]:
        if not self.place.has_checkout:
            return self._in_commit(wanted)
        question = wanted.known_as(self.expect)
        ahead = self._asked.pop(question, None) if question else None
        grep = ahead or gitqueries.search(self.place.top, wanted, self.place.prefix)
        doubtful = self._doubtful_ahead if ahead else self._doubtful()
        if doubtful is None or len(doubtful) * 2 > len(self.kinds()):
            grep.stop()
            return self._in_commit(wanted)
        found = gitqueries.grepped(grep, self.place.prefix)
        if ahead and question == "search":
            self._begin_what_waits()
        if found is None:
            return self._in_commit(wanted)
        return (self._regular(found) - doubtful) | self._holding(doubtful, wanted)

    def after_search(self, begin: Callable[[], None]) -> None:
        """Has `begin` called when the search that was begun ahead has ended: until then the processors are busy.

        It is called at once when none is under way, and never when nobody asks for what that search found.
        """
        if "search" in self._asked and not self._begun:
            self._waiting.append(begin)
        else:
            begin()

    def _begin_what_may(self) -> None:
        """The same when the search has ended and nobody has asked yet for what it found."""
        if not self._begun and "search" in self._asked and self._asked["search"].has_ended():
            self._begin_what_waits()

    def _begin_what_waits(self) -> None:
        if self._begun:
            return
        self._begun = True
        self._asked["respelled"] = gitqueries.search(self.place.top, Wanted(self.expect, True), self.place.prefix)
        while self._waiting:
            self._waiting.pop()()

    @cached_property
    def uncommitted(self) -> tuple[RepoPath, ...]:
        """The tracked files that differ, staged or not, from the commit that is checked out."""
        differing = self._differing("HEAD") if self.place.has_checkout else None
        return tuple(sorted(path for path, blob in (differing or {}).items() if self._on_disk(path, blob) is None))

    def attributes(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, Attributes]:
        """Those of `paths` of which the commit's .gitattributes says whether they are generated or vendored."""
        paths = tuple(paths)
        prefix = self.place.prefix
        above = ["", *(prefix[: at + 1] for at, letter in enumerate(prefix) if letter == "/")][:-1] if prefix else []
        names = [f"{self.place.commit}:{folder}.gitattributes" for folder in above]
        names += [
            self._listing.blob(path) for path in self._listing.kinds if path.rpartition("/")[2] == ".gitattributes"
        ]
        if not paths or b"linguist-" not in b"\n".join(self._blobs.read(name) or b"" for name in names):
            return {}
        return gitqueries.attributes(self.place.top, paths, commit=self.place.commit, prefix=prefix)

    def close(self) -> None:
        """End the processes that run for this tree; what is asked later starts others."""
        self._blobs.close()
        self._waiting.clear()
        while self._asked:
            self._asked.popitem()[1].stop()

    def __del__(self) -> None:
        self.close()

    def _on_disk(self, path: RepoPath, blob: str) -> bytes | None:
        """The bytes on disk if they are those of `blob`."""
        if not self.place.has_checkout or not blob:
            return None
        try:
            content = read_regular(f"{self.place.top}/{self.place.prefix}{path}")
        except OSError:
            return None
        return content if blob_id(content, len(blob)) == blob else None

    def _blob(self, path: RepoPath) -> bytes:
        blob = self._listing.blob(path)
        content = self._blobs.read(blob)
        if content is None:
            self._fetch()
            content = self._blobs.read(blob)
        if content is None:
            raise GitRefused(f"{path}: object {blob} is missing from the repository", "check it with: git fsck")
        return content

    def _fetch(self) -> None:
        """Brings what a partial clone left with its remote, all at once."""
        gitqueries.fetch_missing(self.place.top, self.place.commit, self.place.prefix)

    def _holding(self, paths: Iterable[RepoPath], wanted: Wanted) -> frozenset[RepoPath]:
        """Those of `paths` whose blobs hold what is wanted."""
        pattern = wanted.pattern
        return frozenset(path for path in paths if wanted.looks_into(path) and pattern.search(self.read(path)))

    def _in_commit(self, wanted: Wanted) -> frozenset[RepoPath]:
        """The files that hold what is wanted, searched by git in the commit."""
        top, prefix, commit = self.place.top, self.place.prefix, self.place.commit
        found = gitqueries.grepped(gitqueries.search(top, wanted, prefix, commit), prefix, commit)
        if found is None:
            self._fetch()
            found = gitqueries.grepped(gitqueries.search(top, wanted, prefix, commit), prefix, commit)
        if found is None:
            raise GitRefused(f"git grep cannot read all of commit {commit[:12]}", "check it with: git fsck")
        return self._regular(found)

    @cached_property
    def _doubtful_ahead(self) -> frozenset[RepoPath] | None:
        """The same for the searches that were begun ahead, all at one time."""
        return self._doubtful()

    def _doubtful(self) -> frozenset[RepoPath] | None:
        """The files whose bytes on disk may not be those of the commit; None when git cannot say."""
        differing = self._differing(self.place.commit)
        if differing is None or self._apart is None:
            return None
        return self._regular(self._apart | differing.keys())

    def _differing(self, against: str) -> dict[RepoPath, str] | None:
        """The paths where disk or index differ from commit `against`; None when git cannot say.

        With each, the blob that it may hold all the same, where git only saw that the file was touched; else "".
        """
        ahead = self._asked.pop("differing", None) if against == self.place.commit else None
        code, out, _ = (ahead or self._compare(against)).finish()
        if code:
            return None
        fields = git.records(out)
        return {
            path[len(self.place.prefix) :]: gitqueries.perhaps_the_same(head)
            for head, path in zip(fields[::2], fields[1::2], strict=True)
        }

    def _compare(self, against: str) -> git.Running:
        asked = ("diff-index", "-z", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules=all", against)
        # a file as old as the index is compared by its content, through the filters that the repository names
        filters = git.without_filters(self._filters)
        return git.start(self.place.top, *asked, *self._pathspec, options=(git.LITERAL, *filters))

    def _ask_ahead(self) -> None:
        """Starts what a search will want to know of the checkout, while there is other work to do."""
        top, prefix = self.place.top, self.place.prefix
        within = f":(literal){prefix}" if prefix else "."
        self._asked |= {
            "filters": git.start(top, "config", "-z", "--name-only", "--get-regexp", r"^filter\."),
            "converted": git.start(top, "ls-files", "-z", "--", within, _CONVERTING),
            "states": git.start(top, "ls-files", "-z", "-v", *self._pathspec, options=(git.LITERAL,)),
        }

    def _answer(self, question: str) -> tuple[int, bytes, bytes]:
        if question not in self._asked:
            self._ask_ahead()
        return self._asked.pop(question).finish()

    @cached_property
    def _filters(self) -> tuple[str, ...]:
        """The filter drivers that some configuration names."""
        keys = git.records(self._answer("filters")[1])
        return tuple({key.removeprefix("filter.").rpartition(".")[0] for key in keys})

    @cached_property
    def _apart(self) -> frozenset[RepoPath] | None:
        """The paths of which git says little: converted between blob and disk, sparse, assumed unchanged, unmerged."""
        converted, states = self._answer("converted"), self._answer("states")
        if converted[0] or states[0]:
            return None
        paths = git.records(converted[1])
        if states[1].count(b"\0H ") < states[1].count(b"\0") - 1 or not states[1].startswith(b"H "):
            paths += [record[2:] for record in git.records(states[1]) if record[0] != "H"]
        return frozenset(path[len(self.place.prefix) :] for path in paths)

    @property
    def _pathspec(self) -> tuple[str, ...]:
        return ("--", self.place.prefix) if self.place.prefix else ()
