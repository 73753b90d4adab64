"""Keys that are derived from the symbol's name, as registries, templates and commands use them. Listed, not edited.

@register("old_name")                   # beside the symbol
class OldName:
    template = "old_name.html"          # in its body; and templates/old_name.html
find("old_name")                        # elsewhere, once it is known for a key
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from itertools import islice
from typing import TYPE_CHECKING

from ..codemod import Diagnostic
from ..edits import Edit
from ..errors import UnreadableSource
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..meaning.strings import fixed_text
from ..names import spellings
from ..records import dataclass
from ..repo.files import RepoPath
from ..source import line_begin
from .derivednames import HELP
from .keyfiles import files_called, is_file, is_one_called, made_files
from .keys import SHORTEST, Keys
from .keysigns import MAY_NAME, PYTEST, has_bases, head, loaded_by_name, may_be_built, may_be_registered

if TYPE_CHECKING:
    from .builders import Builder
    from .keyplaces import Beside
    from .keyuses import Use

_NEAR = 120  # bytes on either side of the symbol in which a key is looked for
_ABOVE = 4000  # bytes in which an argument parser is made before it gets its function
_MOST_BUILDERS = 3
_BESIDE, _INSIDE = "beside which it stands", "in whose body it stands"
_RENAME_FILE = "rename the module, too, or import it by its path"
_ALIAS = r"\A as +(\w+)"


@dataclass
class DerivedKeys:
    """The keys of `old`, which is defined in the files `home`, wherever it can be seen that they stand for it.

    `new` is its name afterwards. `renamed` are keys that take another spelling, each with that; they are not told of
    where they are edited.
    """

    resolver: Resolver
    old: str
    home: Collection[RepoPath]
    keys: Keys
    new: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    _told: dict[tuple[RepoPath, int, int], Diagnostic] = field(default_factory=dict)
    _entries: dict[str, str] = field(default_factory=dict)  # a key, and the place that shows that it is one
    _tables: set[str] = field(default_factory=set)
    _files: dict[str, str] = field(default_factory=dict)  # the name of a file, and the place that names it
    _bindings: list[tuple[RepoPath, Occurrence]] = field(default_factory=list)
    _edited: set[tuple[RepoPath, int, int]] = field(default_factory=set)
    _builds: bool = False
    _handed: list[Builder] = field(default_factory=list)  # what makes keys of what it is given, be it the symbol
    _asked: set[tuple[RepoPath, bytes]] = field(default_factory=set)
    _kinds: dict[str, str] = field(default_factory=dict)  # what a framework makes of it, "hook", and where

    # -- what stands beside the symbol --------------------------------------------------------------------------

    def look(self, path: RepoPath, edits: Iterable[Edit], remarks: Iterable[Diagnostic]) -> None:
        """Keeps the keys in a Python file that stand beside the symbol, whose places the `edits` are.

        Where the `remarks` propose strings, what stands beside the bare name in a string counts, too.
        """
        raw, near = self.resolver.project.read(path), self.keys.near
        starts, given = set[int](), set[int]()
        aliases: set[str] = set()
        for each in edits:
            at, end = each.start, each.end
            if raw[end : end + 4] == b" as ":
                aliases.update(re.findall(_ALIAS, raw[end : end + _NEAR].decode(errors="replace")))
            before = _ABOVE if raw[at - 1 : at] == b"=" and b"set_defaults(" in raw[at - 40 : at] else _NEAR
            # Most are imports and bases of classes, beside which no key stands.
            if raw[end : end + 2] != b"):" and raw[at - 7 : at] != b"import " and near(raw, at - before, end + _NEAR):
                starts.add(at)
            given.update({at} if raw[end : end + 1] in b",)]}" else ())
        if path.endswith("__init__.py") and b"def __getattr__(" in raw:
            self._loaded(path, raw)
        if any(each.code == "proposal" for each in remarks):
            from .keyplaces import bare_strings

            starts.update(
                bare_strings(self.resolver.project, path, self.old, lambda code, at: near(code, at - _NEAR, at + _NEAR))
            )
        if starts:
            self._beside(path, self.old, starts)
        for alias in aliases if aliases and near(raw, 0, len(raw)) else ():
            places = (each.start for each in self.resolver.project.names(path, alias).occurrences if each.role == "use")
            raws = map(self.resolver.project.parsed(path).source.raw_offset, places)
            self._beside(path, alias, {at for at in raws if near(raw, at - _NEAR, at + _NEAR)})
        if path in self.home:
            self._at_home(path, edits)
        self._handed_over(path, given)

    def _handed_over(self, path: RepoPath, starts: Collection[int]) -> None:
        """Keeps what makes keys of the names of what it is given, where that is the symbol."""
        if starts:
            from .handedover import makers_of_keys

            raw_offset = self.resolver.project.parsed(path).source.raw_offset
            found = self.resolver.project.names(path, self.old).occurrences
            uses = [each for each in found if raw_offset(each.start) in starts]
            made = list(makers_of_keys(self.resolver, path, uses, self._asked))
            self._handed += (each for each in made if not each.is_exact and self.keys.words)
            self._tell_registers((each.path, each.line) for each in made if each.is_exact)

    def _loaded(self, path: RepoPath, raw: bytes) -> None:
        """A word on a package that loads the symbol's module by a path that it builds of the name."""
        line, module = loaded_by_name(self.resolver, path, raw, self.keys.words, self.home)
        if module:
            message = f"{module} is left alone, and may be found by the name {self.old} here"
            self._told[(path, line, 0)] = Diagnostic("warning", "left-alone", message, _RENAME_FILE, path, line)

    def _beside(self, path: RepoPath, word: str, starts: Collection[int]) -> None:
        """Keeps the keys beside those places of the word, which is the symbol's name or an alias of it."""
        from .keyplaces import beside

        parsed = self.resolver.project.parsed(path)
        for each in self.resolver.project.names(path, word).occurrences if starts else ():
            if each.role != "comment" and parsed.source.raw_offset(each.start) in starts:
                for found in beside(parsed, each.steps):
                    self._keep(path, parsed, found, _BESIDE)

    def _at_home(self, path: RepoPath, edits: Iterable[Edit]) -> None:
        parsed = self.resolver.project.parsed(path)
        bindings = self.resolver.project.bindings(path, self.old)
        self._bindings += [(path, each) for each in bindings]
        for each in bindings:
            whole = head(each)
            if self.keys.near(parsed.source.code, each.start, each.parent.end_byte):
                from .keyplaces import in_body

                for found in in_body(each.parent, lambda node: bool(self.keys.held_in(fixed_text(parsed, node)))):
                    self._keep(path, parsed, found, _INSIDE)
            decorators = parsed.source.code[whole.start_byte : each.start]
            if has_bases(each) or (whole.type == "decorated_definition" and re.search(MAY_NAME, decorators)):
                self._of_framework(path, parsed, each)
            elif self.old.startswith(PYTEST) and each.parent.type == "function_definition":
                self._tell_named("hook", (), path, parsed, each.start)  # pytest calls it, decorated or not
            self._tell_names(path, parsed, each, edits)
        spelled = bool(self.keys.words) or len(self.old) < SHORTEST  # of so short a name no key is looked for
        self._builds = self._builds or (spelled and may_be_built(self.resolver, path, bindings))
        if may_be_registered(self.resolver, path, bindings):
            from .builders import registers

            self._tell_registers(registers(self.resolver, path, bindings))

    def _of_framework(self, path: RepoPath, parsed: Parsed, binding: Occurrence) -> None:
        """@cli.command() makes a command of the function, and calls it `old-name`; Model a table, `oldname`."""
        from .frameworks import named_by

        node, kind = named_by(self.resolver, path, parsed, binding)
        if node is not None and kind:
            of_table = ("lower",) if b"django" in parsed.source.code else ("lower", "snake")
            styles = ("kebab",) if node.type == "decorator" else () if self.keys.is_common else of_table
            keys = [spellings(self.old)[style] for style in styles if kind not in ("filter", "tag", "endpoint")]
            self._tell_named(kind, keys, path, parsed, node.start_byte)

    def _tell_named(self, kind: str, keys: Iterable[str], path: RepoPath, parsed: Parsed, at: int) -> None:
        line = parsed.source.line(at)
        self._kinds.setdefault(kind, f"{path}:{line}")
        self._tell(f"this {kind} may take its name from {self.old}", path, line, parsed.source.column(at))
        for key in {*keys}.intersection(self.keys.words):
            self._entries.setdefault(key, f"{path}:{line}")

    def _tell_names(self, path: RepoPath, parsed: Parsed, binding: Occurrence, edits: Iterable[Edit]) -> None:
        from .conventions import names_of

        for why, at in names_of(path, parsed, binding, edits, self.old, self.new):
            self._tell(why, path, *parsed.source.place(at))

    def _tell_registers(self, places: Iterable[tuple[RepoPath, int]]) -> None:
        """A word on what puts or looks up something under the very name: an entry of a table, or an attribute."""
        for file, line in islice(dict.fromkeys(places), _MOST_BUILDERS):
            self._tell(f"{self.old} may be looked up by its name: it is put or asked for under it here", file, line)

    def _keep(self, path: RepoPath, parsed: Parsed, found: Beside, why: str) -> None:
        text = fixed_text(parsed, found.node)
        key = self.keys.held_in(text)
        names_file = bool(key) and is_file(self.resolver.project, text)
        if not key or not (found.is_entry or names_file or not self.keys.is_common):
            return
        at = found.node.children[0].end_byte
        line, column = parsed.source.place(at)
        if text not in self.renamed:  # else it is edited, as any string that is the key
            self._tell(f"{text!r} may be derived from {self.old}, {why}", path, line, column)
        if names_file:
            self._files.setdefault(text.rpartition("/")[2], f"{path}:{line}")
        elif text == key and found.is_entry:
            self._entries.setdefault(key, f"{path}:{line}")
            self._tables.update({found.table} - {""})

    def _tell(self, message: str, path: RepoPath, line: int = 0, column: int = 0) -> None:
        self._told.setdefault((path, line, column), Diagnostic("info", "derived", message, HELP, path, line, column))

    # -- configuration ------------------------------------------------------------------------------------------

    def of_document(self, path: RepoPath, edits: Iterable[Edit]) -> list[Edit]:
        """Keeps the keys in a file of configuration under which the symbol stands; the edits of those renamed."""
        if not self.keys.words:
            return []
        from .keyuses import entries_above

        raw = self.resolver.project.read(path)
        made: dict[int, Edit] = {}
        for each in edits:
            for start, key in entries_above(self.keys, raw, each.start):
                line, column = raw.count(b"\n", 0, start) + 1, start - line_begin(raw, start) + 1
                if key in self.renamed:
                    new = self.renamed[key].encode()
                    made[start] = Edit(start, start + len(key), new, f"key derived from {self.old}")
                    self._edited.add((path, line, column))
                else:
                    self._tell(f"{key!r} may be derived from {self.old}, {_BESIDE}", path, line, column)
                self._entries.setdefault(key, f"{path}:{line}")
        return list(made.values())

    # -- and elsewhere ------------------------------------------------------------------------------------------

    def proposals(self) -> Iterator[Diagnostic]:
        """A remark on each key that was seen, and on the places and files that go by it."""
        words = (*self.keys.words, self.old)
        named = is_one_called(self.resolver.project, words)
        if self._builds or self._entries or self._files or self._handed or (self._is_made() and named):
            self._elsewhere()
        for path, maker in made_files(self.resolver.project, words, is_common=self.keys.is_common) if named else ():
            self._tell(f"the file may be called after {self.old}: {maker} makes names of files", path)
        yield from self._told.values()
        if not self._kinds.keys().isdisjoint(("hook", "asset")):
            from .hooks import bound_by_name

            yield from bound_by_name(self.resolver, self.old, self.home, self._kinds)
        if "model" in self._kinds:
            from .modelnames import named_after

            yield from named_after(self.resolver.project, self.old, self._kinds["model"])
        if any(path.endswith(".robot") for path in self.resolver.project.kinds):
            from .robotkeywords import keywords

            yield from keywords(self.resolver.project, self.old, self.home)

    def _elsewhere(self) -> None:
        from .keyuses import uses, worth_telling

        built = self._built()
        for each in [each for each in built if each.is_own][:_MOST_BUILDERS]:
            self._tell(f"keys may be built from the name {self.old} here", each.path, each.line)
        maker = str(built[0]) if built else ""
        known = self.keys.words if maker else self._entries
        typed = not self._kinds.keys().isdisjoint(("command", "group"))
        found, unread = uses(self.resolver.project, self.keys, known, self._tables, commands=typed)
        if unread:
            self._tell(f"{unread:,} files hold what may be derived from {self.old}: {', '.join(sorted(known))}", "")
        for key, places in found.items():
            places = [each for each in places if not self._is_dealt_with(each)]
            where = self._entries.get(key)
            why = f"whose key it is in {where}" if where else f"for {maker} builds keys from names"
            shown, rest = worth_telling(places)
            for use in shown:
                self._tell(f"{key!r} may be derived from {self.old}, {why}{rest}", use.path, use.line, use.column)
        for path in files_called(self.resolver.project, (*self.keys.words, self.old)):
            named = self._files.get(path.rpartition("/")[2])
            if named or maker:
                why = f"{named} names it" if named else f"{maker} builds keys from names"
                self._tell(f"the file may be called after {self.old}: {why}", path)

    def _is_made(self) -> bool:
        """Is it a class that inherits, perhaps from what builds keys?"""
        return any(has_bases(each) for _, each in self._bindings)

    def _is_dealt_with(self, use: Use) -> bool:
        place = use.path, use.line, use.column
        is_python = candidates.holds_python(self.resolver.project, use.path)
        return place in self._told or place in self._edited or (use.key in self.renamed and is_python)

    def _built(self) -> list[Builder]:
        """The places that build keys from the name, those that surely see it first."""
        from .builders import builders

        try:
            found = [each for path, binding in self._bindings for each in builders(self.resolver, path, [binding])]
        except UnreadableSource:
            return []
        return sorted(dict.fromkeys((*self._handed, *found)), key=lambda each: not each.is_own)
