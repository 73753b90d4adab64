"""What a collapse has to say of a file: imports that are left and why, those that find nothing, files not edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..codemod import Diagnostic, Severity
from ..edits import Edit
from ..meaning.bindings import Resolver
from ..meaning.places import owners
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.targets import NOTHING, Target, Targets
from ..records import dataclass
from ..repo.files import RepoPath
from ..source import line_starts, place_of
from .aliasimports import Element, FileImports
from .aliasslots import REPLACED, AliasSlots
from .collapserules import ON_PURPOSE
from .comparisons import COMPARED
from .identity import Identity


@dataclass(frozen=True)
class AliasRemarks:
    """The remarks on the code `path`, which `file` holds: itself, or an example in it.

    `slots` are the decisions for the words in it, `symbol` is the class' own name.
    """

    path: RepoPath
    resolver: Resolver
    symbol: str
    slots: Mapping[str, AliasSlots]
    file: RepoPath

    def left(self, imports: FileImports) -> Iterator[Diagnostic]:
        """The imports that keep their name, or are left as they are."""
        for each in imports.elements:
            why = imports.left.get(each.binding.start)
            if not why:
                continue
            name, at = each.name, each.binding.start
            if "would make a cycle" in why:
                help = "move the import into the function that needs it"
                yield self._at("warning", "import-cycle", f"{name} is left: {why}", help, at)
            elif why.startswith(REPLACED) or why == ON_PURPOSE:
                yield self._at("info", "alias-kept", f"{name} is left: {why}", "", at)
            elif why == COMPARED:
                yield self._at("info", "compared", f"{name} is left: {why}", "", at)
            elif imports.spellings[at] is not None or each.source.stem == imports.home or "also loads" in why:
                yield self._at("info", "kept-local", f"{name} keeps its name in this file: {why}", "", at)
            else:
                yield self._at("warning", "left-alone", f"{name} is left: {why}", "change it by hand", at)

    def unsure(self, identity: Identity) -> Iterator[Diagnostic]:
        """The imports and attributes of what may be the symbol, and may be another object."""
        for word in self.slots:
            for each in self.resolver.project.names(self.path, word).occurrences:
                ends = self._ends(identity, word, each)
                if identity.symbol in ends and not identity.same(ends):
                    message = f"{word} is left: it is {self.symbol} or another object, which is not known"
                    yield self._at("info", "left-alone", message, "", each.start)

    def _ends(self, identity: Identity, word: str, each: Occurrence) -> Targets:
        """What an import binds, or what an attribute of a module is; nothing for other places."""
        if each.role == "bind" and each.from_import is not None:
            return identity.of_binding(self.path, each, word)
        ends: Targets = NOTHING
        for owner in owners(self.resolver, self.path, each):
            ends |= identity.of_member(owner, word) if isinstance(owner, Module) else NOTHING
        return ends

    def star_left(self) -> Iterator[Diagnostic]:
        """The names that a star import brings and that stay."""
        for word, slots in self.slots.items():
            names = self.resolver.project.names(self.path, word)
            star = slots.star(self.path) if not names.own else None
            used = next((each for each in names.occurrences if each.role == "use" and each.home == names.module), None)
            why = slots.why_star_stays(self.path) if star is not None and used is not None else ""
            if used is not None and why:
                severity: Severity = "info" if word == self.symbol else "warning"
                yield self._at(severity, "left-alone", f"{word} is left, from a star import: {why}", "", used.start)

    def not_touched(self, why: str, elements: Iterable[Element], edits: Iterable[Edit]) -> Iterator[Diagnostic]:
        """What would change in a file that is not edited: its imports, and the places (raw offsets) of its `edits`."""
        source = self.resolver.project.parsed(self.path).source
        raw = self.resolver.project.read(self.file)
        starts = line_starts(raw)
        said: set[int] = set()
        for each in elements:
            if {each.name, each.taken} != {self.symbol}:
                said.add(source.line(each.binding.start))
                message = f"it uses {each.taken} and is not edited: {why}"
                yield self._at("warning", "not-edited", message, "", each.binding.start)
        for edit in edits:
            line, column = place_of(raw, starts, edit.start)
            if line not in said:
                said.add(line)
                message = f"it uses an alias and is not edited: {why}"
                yield Diagnostic("warning", "not-edited", message, "", self.file, line, column)

    def broken(self) -> Iterator[Diagnostic]:
        """Imports of a name of the family that the module does not have; and what may give it while it runs."""
        for word, slots in self.slots.items():
            for each in self.resolver.project.names(self.path, word).occurrences:
                for source in self._taken_from(each):
                    if not isinstance(source, Module) or not source.files or not self._lacks(source, word):
                        continue
                    if slots.on_demand(source):
                        message = f"{word} left alone: {source.files[0]} may give the symbol under this name"
                        yield self._at("info", "left-alone", message, "check it by hand", each.start)
                    elif each.role != "attribute":
                        message = f"broken import: {source.files[0]} has no {word}"
                        yield self._at("warning", "broken-import", message, "it is left as it is", each.start)

    def _taken_from(self, each: Occurrence) -> Iterable[Target | None]:
        """The module that an import takes the word from, and what it is an attribute of; nothing for other places."""
        statement = each.from_import
        if statement is None:
            return owners(self.resolver, self.path, each) if each.role == "attribute" else ()
        is_alias = each.role == "bind" and each.parent.type == "aliased_import"
        is_taken = each.role in ("bind", "imported") and not is_alias
        return (self.resolver.imported_module(self.path, statement),) if is_taken else ()

    def _lacks(self, source: Module, word: str) -> bool:
        return not (
            self.resolver.member(source, word)
            or self.resolver.project.modules.child(source, word)
            or self.resolver.member(source, "__getattr__")
            or any(not isinstance(self.resolver.imported_module(path, star), Module)
                   for path in source.files for star in self.resolver.stars(path))
        )  # fmt: skip

    def _at(self, severity: Severity, code: str, message: str, help: str, start: int) -> Diagnostic:
        place = self.resolver.project.parsed(self.path).source.place(start)
        return Diagnostic(severity, code, message, help, self.file, *place)
