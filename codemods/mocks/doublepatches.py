"""Which names of a test module does some test replace? A body that leans on such a name must stay beside it.

with patch("tests.test_flow.sleep"): ...        patches sleep in tests/test_flow.py
test_flow.LIMIT = 3                             LIMIT
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.scopes import Occurrence
from ..meaning.stems import stem_of
from ..meaning.strings import string_place
from ..meaning.syntax import call_with, last_name
from ..records import dataclass
from ..repo.files import REGULAR, RepoPath

# Functions that find the object at a path, whatever module it was made in.
_FINDERS = frozenset(
    {b"patch", b"object", b"setattr", b"delattr", b"spy", b"stub", b"import_module", b"import_string", b"import_object",
     b"resolve", b"getattr", b"hasattr"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands in strings: by the word, the dotted path before it ("" for an object) and the file; by the last word
    of a module and the word behind it, the file and the place in its bytes."""

    strings: Mapping[str, list[tuple[str, RepoPath]]]
    paths: Mapping[tuple[str, str], list[tuple[RepoPath, int]]]


@dataclass
class Patched:
    """Looks for strings that hold `module.name`, in all files, for the modules at `paths`."""

    resolver: Resolver
    paths: tuple[RepoPath, ...]

    def by(self, path: RepoPath, word: str) -> str:
        """The file that patches the name, "" when none does."""
        last = _last(path)
        for dotted, where in self._found.strings.get(word, ()):
            if where == path or (_may_mean(dotted, path) if dotted else self._names(where, last)):
                return where
        return ""

    def any_names(self, files: Iterable[RepoPath], path: RepoPath) -> bool:
        """Does one of the files hold the word that the module at `path` is called by?"""
        return any(self._names(each, _last(path)) for each in files)

    def _names(self, where: RepoPath, last: str) -> bool:
        return re.search(rb"\b" + re.escape(last.encode()) + rb"\b", self.resolver.project.read(where)) is not None

    def spelled_out(self, path: RepoPath, name: str) -> str:
        """Where a string holds the place of the class for another reason than to find it; "" for nowhere."""
        project = self.resolver.project
        for where, at in self._found.paths.get((_last(path), name), ()):
            if not where.endswith(".py"):
                return where
            try:
                parsed = project.parsed(where)
                each = project.names(where, name).at(parsed.source.code_offset(at))
            except UnreadableSource:
                continue
            if each.role == "string" and not self._only_finds(where, each):
                return f"{where}:{parsed.source.line(each.start)}"
        return ""

    def _only_finds(self, where: RepoPath, each: Occurrence) -> bool:
        parsed = self.resolver.project.parsed(where)
        place = string_place(parsed, each.steps)
        if place.use in ("docstring", "annotation"):
            return True
        call = call_with(place.node.parent)
        return call is not None and last_name(parsed, call.children[0]) in _FINDERS

    @cached_property
    def _found(self) -> _Found:
        strings: defaultdict[str, list[tuple[str, RepoPath]]] = defaultdict(list)
        paths: defaultdict[tuple[str, str], list[tuple[RepoPath, int]]] = defaultdict(list)
        lasts = {_last(path) for path in self.paths}
        spelled = b"|".join(re.escape(each.encode()) for each in sorted(lasts)) or b"$."
        dotted = re.compile(rb"[\"']([\w.]*\b(?:" + spelled + rb"))\.(\w+)[\"']")
        assigned = re.compile(rb"\b(" + spelled + rb")\.(\w+)\s*(?:[-+*/|&%^@]|//|\*\*|<<|>>)?=(?!=)")
        spelled_paths = re.compile(rb"\b(" + spelled + rb")[.:](\w+)")
        here = re.compile(rb"\}\.(\w+)[\"']|[\"']\.(\w+)[\"']|\bglobals\(\)\[\s*[\"'](\w+)[\"']")
        attribute = re.compile(rb"(?:object|setattr|delattr|setitem)\(\s*[^\"'()]+(?:\(\))?,\s*[\"'](\w+)[\"']")
        project = self.resolver.project
        holding = project.files.mentioning(lasts) if lasts else frozenset()
        for path in sorted({*holding, *self.paths}):
            if project.kinds.get(path) not in REGULAR:
                continue
            content = project.read(path)
            for match in spelled_paths.finditer(content):
                key = match.group(1).decode(), match.group(2).decode(errors="replace")
                paths[key].append((path, match.start(2)))
            if not path.endswith(".py"):  # what was printed once, to be compared with
                continue
            for module, word in (*dotted.findall(content), *assigned.findall(content)):
                strings[word.decode()].append((module.decode(), path))
            for word in attribute.findall(content):  # of which object, cannot always be told: of any
                strings[word.decode()].append(("", path))
            for pair in here.findall(content) if path in self.paths else ():
                strings[next(each for each in pair if each).decode()].append(("", path))
        return _Found(strings, paths)


def _last(path: RepoPath) -> str:
    return stem_of(path).rpartition("/")[2]


def _may_mean(dotted: str, path: RepoPath) -> bool:
    """Is this the module's name from the top of the tree, from a folder in it, or from one around it?"""
    spelled, whole = (f".{each.strip('.')}" for each in (dotted, stem_of(path).replace("/", ".")))
    return whole.endswith(spelled) or spelled.endswith(whole)
