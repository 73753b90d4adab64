"""Which files could take a name from one of the modules that have it? By their bytes, before any is parsed.

    # app/shim.py has Old      app/v.py: from app.shim import Old      may take it
    #                          app/w.py: s.Old(); class Old: ...       cannot: it never names app.shim

A short name stands in nearly every file, and its modules in few: those are looked for first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import field

from ..meaning import candidates
from ..meaning.loading import STARS
from ..meaning.parsing import may_give_on_demand
from ..meaning.project import Project
from ..names import word_pattern
from ..records import dataclass
from ..repo.files import RepoPath, any_of
from ..surface.surfaces import surface_of
from .importtexts import spelled_imports

# What a file calls a module: `import shim as s`, `s = app.shim`, `s = import_module("app.shim")`.
_AS = re.compile(rb"as(?<=[ \t]as)[ \t]+(?P<new>[\w\x80-\xff]+)")
_NAME_BEFORE = re.compile(rb"(?P<old>[A-Za-z_\x80-\xff][\w\x80-\xff]*)[ \t]+\Z")
_ASSIGNED = re.compile(
    rb"^[ \t]*(?P<new>[\w\x80-\xff]+)[ \t]*(?::[^=\n]+)?=[ \t]*(?:[\w.\x80-\xff]*\([\"'])?(?:[\w.\x80-\xff]*\.)?"
    rb"(?P<old>[\w\x80-\xff]+)[\"')\]]*[ \t]*[\r\n#;]",
    re.MULTILINE,
)
# What can stand around a name that is taken from a module: shim.Old; (shim, "Old"), ("app.shim", "Old"); "app.shim:Old"
_BEFORE = re.compile(
    rb"(?:(?P<owner>[\w\x80-\xff]+)[\"']?\s*[)\]]?\s*\.\s*|(?P<entry>[\w\x80-\xff]+):"
    rb"|(?P<beside>[\w\x80-\xff]+)[\"']?\s*[)\]]?\s*[,:]\s*\(?\s*[\"'])\Z"
)
_BEHIND = re.compile(
    rb"[\"']\s*+[:,]\s*+(?:[(\[]\s*+)?[\"'](?:[\w.\x80-\xff]*\.)?([\w\x80-\xff]+)[\"']"
)  # {"Old": "app.shim"}
_KEYWORD = re.compile(rb"\s*=(?!=)")  # patch.multiple(shim, Old=DEFAULT)
_NEAR = 80  # bytes before a word that can lead to it
_MANY = 200  # files that hold a word and spell one of its modules: with more, only ways to the name itself count
_COMMON = 1000  # files that hold a word: in more, nobody looks for imports of it that find nothing
_FEW = 20  # modules that provide a word: of more, nobody looks for other names that they are imported under


@dataclass
class Takers:
    """The answers for one project. They grow with what `binds` and `provides` say."""

    project: Project
    _otherwise: bool = False  # are names looked for in other characters, too (PEP 3131)?
    _own: defaultdict[str, set[RepoPath]] = field(default_factory=lambda: defaultdict(set))
    _stems: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _asked: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _taking: defaultdict[str, set[RepoPath]] = field(default_factory=lambda: defaultdict(set))
    _tails_of: dict[frozenset[str], set[str]] = field(default_factory=dict)
    _froms: dict[RepoPath, tuple[tuple[str, bytes], ...]] = field(default_factory=dict)
    _stars: dict[RepoPath, frozenset[str]] | None = None

    def binds(self, path: RepoPath, word: str) -> bool:
        """The file binds the word, in any block. True when that is new."""
        new = path not in self._own[word]
        self._own[word].add(path)
        return new

    def provides(self, stem: str, word: str) -> bool:
        """Others can take the word from the module. True when that is new."""
        new = stem not in self._stems[word]
        self._stems[word].add(stem)
        return new

    def python(self, *words: str) -> list[RepoPath]:
        """The Python files that mention one of the words, in order."""
        found = self._mentioning(words) if words else []
        return [path for path in found if candidates.holds_python(self.project, path)]

    def look_otherwise(self) -> bool:
        """Look for names in other characters, too, if any may be of use; True when all is to be asked anew then."""
        tails = {stem.rpartition("/")[2] for stems in self._stems.values() for stem in stems}
        if not any(map(self.project.is_composed, self.project.respelled.spelling((*self._stems, *tails)))):
            return False
        self._otherwise, self._stars = True, None
        for known in (self._asked, self._taking, self._tails_of, self._froms):
            known.clear()
        return True

    def text(self, path: RepoPath) -> bytes:
        """What the file holds, its names as Python compares them. It is not kept: there may be thousands."""
        return self.project.respelled.text(path, self.project.files.read(path))

    def of(self, word: str) -> list[RepoPath]:
        """The Python files that bind the word themselves, or could take it; in order."""
        new = self._stems[word] - self._asked[word]
        if new:
            self._asked[word] |= new
            self._taking[word] |= {*self._that_take(self.python(word), word, new)}
        return sorted(self._own[word] | self._taking[word])

    def texts(self, word: str) -> list[RepoPath]:
        """The files that are no Python, hold the word and spell one of its modules; in order."""
        found = candidates.mentioning(self.project, (word,))
        if len(found) > _COMMON:  # only what its name tells to be a text: none is opened to see
            other = [path for path in found if not candidates.is_python(kind := surface_of(path)) and kind != "other"]
        else:
            other = [path for path in found if not candidates.holds_python(self.project, path)]
        return self._that_take(other, word, self._stems[word]) if other and self._stems[word] else []

    def stars(self, word: str) -> list[RepoPath]:
        """The files with a star import from a module that provides the word; they need not spell it."""
        stems = self._stems[word]
        return [] if word.startswith("_") else [path for path, named in self._all_stars().items() if named & stems]

    def failing(self, word: str) -> list[RepoPath]:
        """The Python files with an import of the word, or a path in a string, that leads to no module that provides it.

        In order. For a word that stands in very many files the answer is none.
        """
        family = set[str]().union(*self._stems.values()) - self._stems[word]
        holding = self.python(word)
        if len(holding) > _COMMON:
            return []
        pattern = word_pattern((word,))
        path_in_string = re.compile(rb"[\"'][\w.]+[.:]%s[\"']" % re.escape(word.encode()))
        found = []
        for path in holding:
            raw = self.text(path)
            froms = self._from_imports(path, raw)
            if path_in_string.search(raw) or any(stem in family and pattern.search(names) for stem, names in froms):
                found.append(path)
        return found

    # -- by what they spell -------------------------------------------------------------------------------------

    def _that_take(self, holding: list[RepoPath], word: str, stems: Collection[str]) -> list[RepoPath]:
        among = self.project.among
        if (
            among is not None and len(holding) > _MANY
        ):  # the step has just been taken: is there more in what it changed?
            holding = [path for path in holding if path in among]
        tails = self._tails(frozenset(stems))
        spells = self._spelling(holding, tails)
        packages = tuple(f"{stem}/" for stem in stems if self._is_package(stem))
        pattern, spelling, way = word_pattern((word,)), any_of(tails), _any_way(word)

        def spelled(path: RepoPath, raw: bytes) -> bool:
            inside = b"from ." in raw and path.startswith(packages)
            return inside or (spelling.search(raw) is not None if spells is None else path in spells)

        def goes_there(path: RepoPath, raw: bytes) -> bool:
            possible = (way.search(raw) or b".multiple" in raw) and spelled(path, raw)
            return bool(possible) and self._goes_there(path, raw, pattern, stems, tails)

        few: dict[RepoPath, bytes] = {}
        taking: list[RepoPath] | None = None  # once there are many: what surely goes to the name itself
        for path in holding:
            if spells is not None and path not in spells and not path.startswith(packages):
                continue
            raw = self.text(path)
            if taking is not None:
                taking += [path] if goes_there(path, raw) else []
            elif (pattern.search(raw) or b"\0" in raw) and spelled(path, raw):  # in a pickle it need be no whole word
                few[path] = raw
                if len(few) > _MANY:
                    taking = [each for each, text in few.items() if goes_there(each, text)]
                    few.clear()
        return list(few) if taking is None else taking

    def _spelling(self, holding: list[RepoPath], tails: set[str]) -> frozenset[RepoPath] | None:
        """The files that hold one of the tails; None when it costs less to look into those that are `holding`."""
        if len(holding) <= _MANY or len(tails) > _FEW:
            return None
        return frozenset(self._mentioning(sorted(tails)))

    def _tails(self, stems: frozenset[str]) -> set[str]:
        """The last parts of the names of the modules, and what they are imported as anywhere."""
        if stems in self._tails_of:
            return self._tails_of[stems]
        first = {stem.rpartition("/")[2] for stem in stems}
        tails = self._tails_of[stems] = set(first)
        anew = [f"{tail} as " for tail in sorted(first)] if len(first) <= _FEW else []
        among = self.project.among
        for path in self.python(*anew) if among is None else sorted(among):
            tails |= {new for old, new in _imported_as(self.text(path)) if old in first}
        return tails

    def _mentioning(self, words: Sequence[str]) -> list[RepoPath]:
        found = candidates.mentioning(self.project, words)
        return sorted({*found, *candidates.respelling(self.project, words)}) if self._otherwise else found

    def _is_package(self, stem: str) -> bool:
        module = self.project.modules.by_stem.get(stem)
        return module is not None and module.package

    def _goes_there(
        self, path: RepoPath, raw: bytes, pattern: re.Pattern[bytes], stems: Collection[str], tails: set[str]
    ) -> bool:
        """Is there an import of the word from one of the modules, or a path, a string, a table that leads to it?"""
        if any(stem in stems and pattern.search(names) for stem, names in self._from_imports(path, raw)):
            return True
        table = False
        owners: set[str] = set()
        for found in pattern.finditer(raw):
            before = _BEFORE.search(raw, max(0, found.start() - _NEAR), found.start())
            behind = _BEHIND.match(raw, found.end())
            owners |= {each.decode(errors="replace") for each in ((before[before.lastgroup or 0],) if before else ())}
            owners |= {behind[1].decode(errors="replace")} if behind else set()
            quoted = raw[found.start() - 1 : found.start()] in (b'"', b"'")
            table = table or (quoted and may_give_on_demand(raw))
            table = table or (b".multiple" in raw and _KEYWORD.match(raw, found.end()) is not None)
        if table or owners & tails:
            return True
        pairs = (*_imported_as(raw), *_assigned(raw)) if owners else ()
        return any(old in tails and new in owners for old, new in pairs)

    def _from_imports(self, path: RepoPath, raw: bytes) -> tuple[tuple[str, bytes], ...]:
        """The stems of the modules of the project that the file imports from, and the text of what it takes."""
        if path not in self._froms:
            found = spelled_imports(self.project, path, raw)
            self._froms[path] = tuple((module.stem, match["names"]) for module, match in found)
        return self._froms[path]

    def _all_stars(self) -> dict[RepoPath, frozenset[str]]:
        """The files with star imports, and the modules that those name. Text in strings may be among them."""
        if self._stars is None:
            self._stars = {}
            for path in self.python(*STARS):
                froms = self._from_imports(path, self.text(path))
                named = frozenset(stem for stem, names in froms if names.strip(b" \t\\\r\n(").startswith(b"*"))
                if named:
                    self._stars[path] = named
        return self._stars


def _any_way(word: str) -> re.Pattern[bytes]:
    """Matches where the word stands right behind a dot, a colon or a quote, or as in a list of what is imported.

    What stands before is looked at behind the word, so that the search can look for the word's own bytes first.
    """
    spelled = re.escape(word.encode())
    led = rb"(?<=[.:\"']%s)(?![0-9A-Za-z_])" % spelled
    listed = rb"(?<![0-9A-Za-z_]%s)(?=[ \t]*(?:[,)\\;#\r\n]|as\b|\Z))" % spelled
    return re.compile(rb"%s(?:%s|%s)" % (spelled, led, listed))


def _imported_as(raw: bytes) -> Iterator[tuple[str, str]]:
    """The names that stand before an `as`, and those behind it."""
    for found in _AS.finditer(raw):
        before = _NAME_BEFORE.search(raw, max(0, found.start() - _NEAR), found.start())
        if before is not None:
            yield before["old"].decode(errors="replace"), found["new"].decode(errors="replace")


def _assigned(raw: bytes) -> Iterator[tuple[str, str]]:
    """The last names of what is assigned, and the names that it is assigned to."""
    for found in _ASSIGNED.finditer(raw):
        yield found["old"].decode(errors="replace"), found["new"].decode(errors="replace")
