"""Names that are built from the symbol's name: `visit_Old`, `test_old`. Listed, and renamed when a pattern asks for it.

class Visitor:
    def visit(self, node): return getattr(self, f"visit_{type(node).__name__}")(node)
    def visit_OldName(self, node): ...    # found by the name of the class
    def visit_oldname(self, node): ...    # by f"visit_{type(node).__name__.lower()}"
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import field
from functools import cached_property

from tree_sitter import Node

from ..codemod import Diagnostic
from ..edits import Edit
from ..meaning.bindings import Resolver
from ..meaning.lazy import is_asked_for, lazy_entry
from ..meaning.places import meant
from ..meaning.project import Project
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.strings import string_place
from ..meaning.syntax import field_of, holds
from ..names import LETTERS, derived_names, snake, word_pattern
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from ..surface.history import MIGRATED, is_migration
from .lookups import Lookup, is_verb, lookups, may_be_asked_for, nearest

HELP = "rename it with --derived, or by hand"
_TRIVIAL = frozenset({"_", "__", "test_", "Test"})  # of tests nobody builds the names: they are found by their shape
_CLASSES_OF_TESTS = ("Test{}", "{}Test", "{}Tests", "{}TestCase")
_DEFINING = regex(rb"\b(?:def|class)[ \t]+\Z")
_NAMING = frozenset({"export", "member", "global", "fixture", "annotation", "own-name"})
_EDITED = frozenset({"use", "bind", "delete", "attribute", "imported", "global", "nonlocal", "keyword"})


@dataclass
class Derived:
    """The names derived from `old`. `patterns` are those to rename: "visit_{}", "test_{snake}".

    A pattern in quotes, '"{kebab}"', is for strings alone: `strings` are those. `private` are the names `__x` of a
    class, which those outside it see as `_Class__x` (language reference, 6.2.1).
    """

    project: Project
    old: str
    new: str
    patterns: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    wanted: dict[str, str] = field(init=False)
    strings: dict[str, str] = field(init=False)
    _seen: list[tuple[str, RepoPath, int, int]] = field(default_factory=list)
    _of_class: dict[str, str] = field(init=False)
    _near: re.Pattern[bytes] = field(init=False)
    _joined: re.Pattern[bytes] = field(init=False)
    _is_long: bool = False
    _small: str = ""
    _hints: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        self.wanted = self._renamed(each for each in self.patterns if not each.startswith('"'))
        strings = self._renamed(each for each in self.patterns if each.startswith('"'))
        self.strings = {old: new for old, new in strings.items() if old not in self.wanted}
        old, new = self.old.lstrip("_"), self.new.lstrip("_")
        self._of_class = {f"_{old}{name}": f"_{new}{name}" for name in self.private if old and new}
        self.wanted |= self._of_class
        word, snaked = self.old.encode(), snake(self.old).encode()
        self._is_long = b"_" in snaked.strip(b"_") and snaked != word
        self._small = "" if snaked == word else self.old.strip("_").lower()
        self._hints = tuple(b"_" + each for each in dict.fromkeys((word, snaked, self._small.encode())) if each)
        either, rest = b"|".join(map(re.escape, self._hints)), rb"(?:_\w+)?" if self._is_long else b""
        self._near = re.compile(rb"(?:" + either + rb")" + rest + rb"(?![0-9A-Za-z_\x80-\xff])")
        # What stands before is looked at behind the word: so the search can look for the word's own bytes first.
        behind = rb"(?:(?<=[0-9A-Za-z]" + re.escape(word) + rb")|Tests?|TestCase)"
        joined = re.escape(word) + behind if self.old[0].isupper() else b"(?!)"
        self._joined = re.compile(joined + rb"(?![0-9A-Za-z_\x80-\xff])")

    def names(self) -> tuple[str, ...]:
        """What the patterns make of the old name, in code and as keys."""
        return (*(name for name in self.wanted if name not in self._of_class), *self.strings)

    def leave(self, names: Iterable[str]) -> None:
        """Goes without these names."""
        for name in names:
            self.wanted.pop(name, None)
            self.strings.pop(name, None)

    def _renamed(self, patterns: Iterable[str]) -> dict[str, str]:
        patterns = tuple(patterns)
        pairs = zip(derived_names(self.old, patterns), derived_names(self.new, patterns), strict=True)
        return {old: new for old, new in pairs if old != new}

    def of_file(self, path: RepoPath, made: Iterable[Edit] = ()) -> tuple[list[Edit], list[Diagnostic]]:
        """The edits in one file, and what to say of them; what is only near is kept. `made` are edits made already.

        Raises UnreadableSource.
        """
        found: list[Edit | Diagnostic] = []
        raw = self.project.read(path)
        for name, becomes in self.wanted.items():
            if word_pattern((name,)).search(raw):
                found += self._rename(path, name, becomes)
        for name, becomes in self.strings.items():
            if name.encode() in raw:
                found += self._respell(path, name, becomes, {each.start for each in made})
        is_made = self.old != self.new and self.old.strip("_") != ""
        if is_made and (any(hint in raw for hint in self._hints) or self._joined.search(raw)):
            self._look(path)
        edits = [each for each in found if isinstance(each, Edit)]
        return edits, [each for each in found if isinstance(each, Diagnostic)]

    def _rename(self, path: RepoPath, name: str, becomes: str) -> Iterator[Edit | Diagnostic]:
        names = self.project.names(path, name)
        source = self.project.parsed(path).source
        taken = self.project.names(path, becomes).occurrences
        clashing = next((each for each in taken if each.role in _EDITED), None)
        for each in names.occurrences:
            place = source.place(each.start)
            is_name = each.role in _EDITED or self._is_whole_string(path, each, name)
            if not is_name or (name in self._modules and self._is_module(path, each, name)):
                continue
            if clashing is not None:
                message = f"{name} left alone: {becomes} is here already, in line {source.line(clashing.start)}"
                yield Diagnostic("error", "left-alone", message, "check it by hand", path, *place)
            else:
                start, end = source.raw_offset(each.start), source.raw_offset(each.end)
                yield Edit(start, end, source.encoded(becomes), f"name derived from {self.old}")

    def _respell(self, path: RepoPath, name: str, becomes: str, made: Collection[int]) -> Iterator[Edit | Diagnostic]:
        """The strings that are the key `name`, as a whole; not where the dictionary would have two of the new one."""
        source = self.project.parsed(path).source
        also = (other for other, new in self.strings.items() if new == becomes and other != name)
        taken = [each for word in (becomes, *also) for each in self._strings(path, word)]
        tables = {table.start_byte: each for each in taken if (table := _keyed(each)) is not None}
        for each in self._strings(path, name):
            table = _keyed(each)
            place = source.place(each.start)
            why = self._why_no_key(path, each)
            if why:
                if name != self.old:  # else the rename itself knows what the string names
                    message = f"{name!r} left alone: {why}"
                    yield Diagnostic("info", "left-alone", message, "check it by hand", path, *place)
            elif table is not None and table.start_byte in tables:
                line = source.line(tables[table.start_byte].start)
                message = f"{name!r} left alone: the key {becomes!r} is there already, or will be, in line {line}"
                yield Diagnostic("error", "left-alone", message, "check it by hand", path, *place)
            elif (start := source.raw_offset(each.start)) not in made:
                end = source.raw_offset(each.end)
                yield Edit(start, end, source.encoded(becomes), f"key derived from {self.old}")

    def _strings(self, path: RepoPath, word: str) -> Iterator[Occurrence]:
        names = self.project.names(path, word)
        return (each for each in names.occurrences if self._is_whole_string(path, each, word))

    def _why_no_key(self, path: RepoPath, each: Occurrence) -> str:
        """What else the string is: the name of what is exported, given on demand or asked of an object; "" if none."""
        parsed = self.project.parsed(path)
        if is_migration(path, parsed.source.code):
            return MIGRATED
        use = string_place(parsed, each.steps).use
        call = each.enclosing("call")
        is_item = call is not None and parsed.text(call.children[0]).endswith((b"setitem", b"delitem"))
        names = (use in _NAMING and not is_item) or is_asked_for(parsed, each)
        is_one = names or lazy_entry(self._resolver, path, each) is not None
        return "it names something here, and is no key" if is_one else ""

    @cached_property
    def _modules(self) -> frozenset[str]:
        """The wanted names that are modules' names, too: those stay, for their files do."""
        return frozenset(stem.rpartition("/")[2] for stem in self.project.modules.by_stem).intersection(self.wanted)

    @cached_property
    def _tests(self) -> frozenset[str]:
        """What a test of the symbol is called, and of a class a class of tests."""
        functions = (f"test_{each}" for each in (snake(self.old), self._small if self._is_long else "") if each)
        return frozenset((*functions, *derived_names(self.old, _CLASSES_OF_TESTS if self.old[0].isupper() else ())))

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self.project)

    def _is_module(self, path: RepoPath, each: Occurrence, name: str) -> bool:
        """Is it a module that is meant here, and no function or class of its name?"""
        if each.role == "bind" and each.import_around is None:
            return False
        return any(isinstance(target, Module) for target in meant(self._resolver, path, each, name))

    def _is_whole_string(self, path: RepoPath, each: Occurrence, name: str) -> bool:
        return each.role == "string" and string_place(self.project.parsed(path), each.steps).whole == name

    def _look(self, path: RepoPath) -> None:
        """Keeps the derived names in the file for `proposals`, each where it stands first."""
        if not self._near_in(self.project.read(path)):
            return  # most files: no parser is needed to see that
        if not self.project.is_readable(path):
            return
        source = self.project.parsed(path).source
        for name, start in self._near_in(source.code).items():
            self._seen.append((name, path, *source.place(start)))

    def _near_in(self, code: bytes) -> dict[str, int]:
        """The names in the code that may be derived from the old one, and where each begins first.

        A test is a function or class: a variable `test_queue` is none of Queue's.
        """
        names: dict[str, int] = {}
        found = [each for pattern in (self._near, self._joined) for each in pattern.finditer(code)]
        for start, end in sorted({(_begin(code, each.start()), each.end()) for each in found}):
            name = code[start:end].decode()
            if name in names or name == self.old or name in self.wanted:
                continue
            if name.lstrip("_") == self.old.lstrip("_") and not word_pattern((self.old,)).search(code):
                continue  # _Old is a stranger's, too
            defines = _DEFINING.search(code, max(0, start - 20), start) is not None
            is_made = name in self._tests or self._is_joined(name) or self._may_be_asked_for(name, code)
            if name.encode().endswith(self._hints[0]) or (defines and is_made):
                names[name] = start
        return names

    def proposals(self) -> Iterator[Diagnostic]:
        """A remark on each derived name that was seen in the files, with the place that builds such names."""
        prefixes = {name: self._prefix(name) for name, _, _, _ in self._seen}
        made = {prefix for name, prefix in prefixes.items() if self._is_joined(name) or self._asked(name)}
        verbs = {prefix for prefix in made if is_verb(prefix)}
        built = lookups(self.project, {*prefixes.values()} - made - {""}, verbs, made - verbs)
        is_common = self.old.islower() and "_" not in self.old.strip("_")
        for name, path, line, column in self._seen:
            builder = nearest([each for each in built.get(prefixes[name], ()) if name.endswith(each.end)], path)
            if builder is None and (self._is_joined(name) or self._asked(name)):
                continue  # getOld, do_old_name: words of their own, unless something puts such words together
            if builder is not None and self._asked(name) and not self._is_made_by(builder, name):
                continue  # process_user: a common word, unless the name of a class is put there
            if builder is None and is_common and name not in self._tests:
                continue  # "_deprecation_warning" is not made from "warning", nor test_the_first_warning
            if builder is None and self.old.isupper() and name.isupper():
                continue  # nor is PAGE_BATCH_SIZE from BATCH_SIZE: they are two constants
            where = f", which {builder} builds" if builder else ""
            message = f"{name} may be derived from {self.old}{where}"
            yield Diagnostic("info", "derived", message, HELP, path, line, column)

    def _is_joined(self, name: str) -> bool:
        """Does the name begin with a small letter and end, without an underscore between, as the old one: visitOld?"""
        before = name.removesuffix(self.old)
        small = name[0].islower() and not name.startswith("test")  # of tests nobody builds the names
        return self.old[0].isupper() and small and before != name and before[-1:].isalnum()

    def _prefix(self, name: str) -> str:
        prefix = name[: -len(self.old)] if name.endswith(self.old) else self._asked(name)
        return "" if prefix in _TRIVIAL else prefix

    def _asked(self, name: str) -> str:
        """`on_` of on_old_name, on_old_name_added and on_oldname, which may be put together to be asked for.

        "" of other names.
        """
        if name.startswith("test_"):
            return ""  # of tests nobody builds the names
        if self._small and name.endswith(f"_{self._small}"):
            return name.removesuffix(self._small)
        before, found, rest = name.partition(f"_{snake(self.old)}")
        is_asked = self._is_long and found and (not rest or (is_verb(before) and rest[0] == "_"))
        return f"{before}_" if is_asked else ""

    def _may_be_asked_for(self, name: str, code: bytes) -> bool:
        prefix = self._asked(name)
        return bool(prefix) and (self._is_long or may_be_asked_for(prefix, code))

    def _is_made_by(self, builder: Lookup, name: str) -> bool:
        """Is it the name of a class that the place puts behind the beginning of `name`, as far as that must be seen?"""
        is_sure = is_verb(self._asked(name)) or (self._is_long and name.endswith(self._small))
        return builder.takes_name > (1 - is_sure - self._is_long)


def _keyed(each: Occurrence) -> Node | None:
    """The dictionary of which the string at this place is a key; None when it is none."""
    pair = each.enclosing("pair", "subscript")
    key = field_of(pair, "key", "pair")
    return pair.parent if pair is not None and key is not None and holds(key, each.start) else None


def _begin(code: bytes, at: int) -> int:
    """Where the name begins that goes on at byte `at`."""
    while at and code[at - 1] in LETTERS:
        at -= 1
    return at
