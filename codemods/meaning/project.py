"""A project: its files, its modules, and what has been read of them so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ..edits import Edit
from ..errors import CanonizeError, UnreadableSource
from ..names import is_respelled
from ..records import dataclass
from ..repo.files import REGULAR, Files, Kind, RepoPath, without_dots
from ..source import Source, says_utf8
from .modules import Modules
from .parsing import Parsed, parse, parses
from .respelled import Respelled
from .roots import configured
from .scopes import Names, Occurrence, names_of

if TYPE_CHECKING:
    from .sphinxconf import DefaultRoles

_ENOUGH = 7_000_000  # bytes of code whose trees are kept; a tree takes some 25 times as much

_ROOM = 1_000_000  # bytes of code as it will be, whose trees are kept for the look at the outcome

# Looks at the edits (raw offsets) of one file of a project, and gives what it parses to after them, if they are good.
Watch = Callable[["Project", RepoPath, Sequence[Edit]], Parsed | None]
Patterns = tuple[tuple[str, ...], tuple[str, ...]]  # include and exclude


@dataclass(frozen=True)
class Project:
    """The files under one root, read when they are asked for, each at most once.

    `edited` is what `include` and `exclude` allow to be changed, and each such pair of `within`; everything is looked
    at. `changed` are the files that the steps so far changed or made. `among` are the files in which a step that has
    just run may find something to do again.
    """

    files: Files
    source_roots: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    watch: Watch | None = field(default=None, repr=False, compare=False)
    among: frozenset[RepoPath] | None = field(default=None, repr=False, compare=False)
    changed: frozenset[RepoPath] = frozenset()
    within: tuple[Patterns, ...] = ()
    _parsed: dict[RepoPath, Parsed | UnreadableSource] = field(default_factory=dict, repr=False)
    _raw: dict[RepoPath, bytes] = field(default_factory=dict, repr=False)
    _names: dict[RepoPath, dict[str, Names]] = field(default_factory=dict, repr=False)
    _held: list[int] = field(default_factory=lambda: [0], repr=False)  # bytes of the code whose trees are held
    _foreseen: dict[RepoPath, Parsed] = field(default_factory=dict, repr=False)

    @classmethod
    def open(
        cls,
        files: Files,
        *,
        source_roots: Sequence[str] = (),
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        watch: Watch | None = None,
    ) -> Project:
        """The project in `files`. Globs are relative to its root, `**` crosses folders; nothing is read yet."""
        return cls(files, tuple(source_roots), tuple(include), tuple(exclude), watch)

    def after(self, files: Files, changed: Iterable[RepoPath]) -> Project:
        """The same project on `files`, in which only `changed` differ; what was read of the others is kept."""
        gone = frozenset(changed)
        parsed = {path: each for path, each in self._parsed.items() if path not in gone}
        parsed |= {path: each for path, each in self._foreseen.items() if _is_text_of(each, path, files)}
        raw = {path: each for path, each in self._raw.items() if path not in gone}
        names = {path: each for path, each in self._names.items() if path not in gone}
        held = [sum(len(each.source.code) for each in parsed.values() if isinstance(each, Parsed))]
        after = replace(
            self, files=files, _parsed=parsed, _raw=raw, _names=names, _held=held, _foreseen={},
            changed=self.changed | gone,
        )  # fmt: skip
        same_files = gone <= self.kinds.keys() and gone <= files.kinds().keys()  # none was made or deleted
        return self._lend_index(after) if same_files else after

    def again(self, changed: Iterable[RepoPath]) -> Project:
        """The same project, to see whether a step that has just changed those files would change them again."""
        return self._lend_index(replace(self, among=frozenset(changed)))

    def whole(self) -> Project:
        """The same project, in which every file is looked at, whichever of them have changed."""
        return self if self.among is None else self._lend_index(replace(self, among=None))

    def narrowed(self, within: tuple[Patterns, ...]) -> Project:
        """The same project, of which only what all of these let through may be changed."""
        return self._lend_index(replace(self, within=within)) if within != self.within else self

    def of_step(self, include: tuple[str, ...], exclude: tuple[str, ...]) -> Project:
        """The same project, of which a step may change only what its own globs let through, too."""
        return self.narrowed((*self.within, (include, exclude)))

    def _lend_index(self, other: Project) -> Project:
        """`other`, whose files are the same ones, with what is known of their kinds and modules."""
        other.__dict__["kinds"], other.__dict__["modules"] = self.kinds, self.modules
        return other

    @cached_property
    def kinds(self) -> Mapping[RepoPath, Kind]:
        return self.files.kinds()

    @cached_property
    def modules(self) -> Modules:
        regular = [path for path, kind in self.kinds.items() if kind in REGULAR]
        hints = configured(regular, self.files.read)
        return Modules.index(self.kinds, self.source_roots, hints, self.files.link, self.read)

    @cached_property
    def default_roles(self) -> DefaultRoles:
        from .sphinxconf import default_roles

        regular = (path for path, kind in self.kinds.items() if path.endswith("conf.py") and kind in REGULAR)
        return default_roles(regular, self.files.read)

    @cached_property
    def respelled(self) -> Respelled:
        return Respelled(self.files)

    def read(self, path: RepoPath) -> bytes:
        """The file's bytes, read once."""
        known = self._raw.get(path)
        if known is None:
            known = self._raw[path] = self.files.read(path)
        return known

    def text(self, path: RepoPath) -> bytes:
        """The same, with names as Python compares them where a search has shown that they are spelled otherwise."""
        return self.respelled.text(path, self.read(path))

    def parsed(self, path: RepoPath) -> Parsed:
        """The file's tree. Raises UnreadableSource when it is not Python 3 (the same error each time)."""
        known = self._parsed.get(path)
        if known is None:
            try:
                known = read_parsed(path, self.read(path))
                self._held[0] += len(known.source.code)
            except UnreadableSource as error:
                error.path = path
                known = error
            self._parsed[path] = known
        if isinstance(known, UnreadableSource):
            raise known
        return known

    def is_readable(self, path: RepoPath) -> bool:
        """Is the file Python 3?"""
        try:
            self.parsed(path)
        except UnreadableSource:
            return False
        return True

    def may_hold(self, path: RepoPath, word: str) -> bool:
        """False when it takes no parser to see that the word is not in the file's code."""
        if path in self._parsed:
            return True
        raw = self.read(path)
        if word.encode() in raw or not says_utf8(raw):  # in UTF-8 what is not in the bytes is nowhere
            return True
        return is_respelled(word, raw)

    def spells(self, path: RepoPath, word: str) -> bool:
        """Does the file's code hold the word at all? Not, when it is no Python that can be read."""
        may = self.may_hold(path, word) and self.is_readable(path)
        return may and self.parsed(path).holds(word)

    def is_composed(self, path: RepoPath) -> bool:
        """Does code of the file, beside strings and comments, spell a name otherwise than Python compares it?"""
        from .composed import Composed

        return self.is_readable(path) and isinstance(self.parsed(path).source, Composed)

    def remember(self, path: RepoPath, parsed: Parsed) -> None:
        """What the file, or the example in one, parses to, when somebody has parsed it already."""
        self._parsed[path] = parsed
        self._names.pop(path, None)  # an example may have moved since the last step

    def names(self, path: RepoPath, word: str) -> Names:
        """All places of `word` in the file. Raises UnreadableSource."""
        of_file = self._names.setdefault(path, {})
        known = of_file.get(word)
        if known is None:
            known = of_file[word] = names_of(self.parsed(path), word)
        return known

    def spelled(self, path: RepoPath, word: str) -> Names | None:
        """The same; None where the file's code does not hold the word, or is no Python that can be read."""
        return self.names(path, word) if self.spells(path, word) else None

    def bindings(self, path: RepoPath, word: str) -> tuple[Occurrence, ...]:
        """Where the file binds its own name, the global. Raises UnreadableSource."""
        return self.names(path, word).own

    def line(self, path: RepoPath, at: int) -> int:
        """The line of the file in which byte `at` of its code lies. Raises UnreadableSource."""
        return self.parsed(path).source.line(at)

    def place(self, path: RepoPath, at: int) -> str:
        """The same as `app/m.py:3`."""
        return f"{path}:{self.line(path, at)}"

    def done(
        self, path: RepoPath, edits: Sequence[Edit], *, forget: bool, still: re.Pattern[bytes] | None = None
    ) -> None:
        """No more edits of the file will come: `watch` may look at them while its tree is at hand.

        With `forget` the tree then goes, since nobody is known to need it, and so do the bytes of a file that stays as
        it is; who asks for them gets new ones. Where `still` stands in the text after the edits, somebody is likely to
        ask for the tree of that: it is kept, too, as long as there is room.
        """
        if self.watch is not None and edits and isinstance(self._parsed.get(path), Parsed):
            after = self.watch(self, path, edits)
            if after is not None and still is not None and still.search(after.source.code):
                self._foresee(path, after)
        known = self._parsed.get(path)
        if forget and isinstance(known, Parsed):
            self._held[0] -= len(known.source.code)
            del self._parsed[path]
            self._names.pop(path, None)
        if forget and not edits:
            self._raw.pop(path, None)

    def _foresee(self, path: RepoPath, after: Parsed) -> None:
        size = sum(len(each.source.code) for each in self._foreseen.values())
        if size + len(after.source.code) <= _ROOM:
            self._foreseen[path] = after

    @property
    def is_full(self) -> bool:
        """Are so many trees held that those which nobody leans on had better go, though they may be asked for again?"""
        return self._held[0] > _ENOUGH

    def edited(self, path: RepoPath) -> bool:
        """May the recipe change this file, by its include and exclude?"""
        return all(
            (include is None or include.match(path)) and not (exclude and exclude.match(path))
            for include, exclude in self._allowed
        )

    @cached_property
    def _allowed(self) -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str] | None], ...]:
        pairs = ((self.include, self.exclude), *self.within)
        return tuple(
            (globs(include) if include else None, globs(exclude) if exclude else None) for include, exclude in pairs
        )


def _is_text_of(parsed: Parsed, path: RepoPath, files: Files) -> bool:
    try:
        return files.read(path) == parsed.source.raw
    except (CanonizeError, OSError):
        return False


def read_parsed(path: RepoPath, raw: bytes) -> Parsed:
    """The tree of a file's bytes; of a notebook, that of its code cells. Raises UnreadableSource."""
    if not path.endswith(".ipynb"):
        parsed = parse(Source.read(raw))
        return replace(parsed, is_stub=True) if path.endswith(".pyi") else parsed
    from ..surface import notebooks

    return parse(notebooks.read(raw).without_broken(parses)[0])


def globs(globs: Sequence[str]) -> re.Pattern[str]:
    """`*` and `?` stay within a folder, `**/` is any number of folders, a folder's name stands for all below it."""
    return re.compile(f"(?:{'|'.join(f'{_glob(glob)}(?:/.*)?' for glob in globs)})\\Z", re.DOTALL)


def _glob(glob: str) -> str:
    """The pattern as an expression that takes no longer than the path is, as far as stars within names go."""
    glob = re.sub(r"(?:\*\*/)+", "**/", without_dots(glob) or "**")
    parts = []
    for piece in re.split(r"(\*\*/|\*\*(?!\*))", glob):
        parts.append({"**/": "(?:.*/)?", "**": ".*"}.get(piece) or _within_names(piece))
    return "".join(parts)


def _within_names(piece: str) -> str:
    first, *rest = (re.escape(each).replace(r"\?", "[^/]") for each in re.sub(r"\*+", "*", piece).split("*"))
    # The nearest place for what stands between two stars is as good as any other: nothing behind it needs it elsewhere.
    return first + "".join(f"(?>[^/]*?{each})" for each in rest[:-1]) + "".join(f"[^/]*{each}" for each in rest[-1:])
