"""One collapse of one project: the family found, each file planned, and the outcome put together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .aliases import Family
from .aliasimports import Element, FileImports
from .aliasreach import AliasTarget, Reached
from .aliasrefs import look
from .aliasrows import AliasRows
from .aliasslots import AliasSlots, Rules
from .bindings import Resolver
from .codemod import Diagnostic, Outcome, Severity
from .collapserules import CollapseRules, CollapseWishes
from .documents import in_text
from .edits import Edit, in_order
from .errors import EditConflict, UnreadableSource
from .files import RepoPath
from .fragments import in_docstrings, in_document
from .identity import Identity
from .importcycles import ImportGraph
from .modulepaths import absolute
from .modules import Module
from .names import word_pattern
from .parsing import Parsed
from .project import Project
from .shimfate import ShimFate
from .surfaces import surface_of
from .symbols import Found
from .targets import Definition
from .trail import Trail
from .unloaded import unloaded
from .vendored import environments, why_not_edited
from .visit import Visit
from .wrappers import wrappers

_HEAD = 4096
# What `document-aliases` writes speaks of aliases on purpose.
SECTION = re.compile(rb"<!-- canonize: aliases of (?P<of>[^\s>]+) -->.*?<!-- canonize: end of aliases -->", re.DOTALL)


@dataclass
class Collapsing:
    """The collapse of the aliases of `found`, on its way."""

    project: Project
    resolver: Resolver
    found: Found
    wishes: CollapseWishes
    identity: Identity = field(init=False)
    family: Family = field(init=False)
    graph: ImportGraph = field(init=False)
    rules: CollapseRules = field(init=False)
    slots: dict[str, AliasSlots] = field(init=False, default_factory=dict)
    edits: dict[RepoPath, list[Edit]] = field(default_factory=dict)
    remarks: list[Diagnostic] = field(default_factory=list)
    users: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[str, list[tuple[RepoPath, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert isinstance(self.found.symbol, Definition)
        self.identity = Identity(self.resolver, self.found.symbol)
        self.family = Family(self.identity)
        self.graph = ImportGraph(self.resolver)
        self.rules = CollapseRules(self.project, self.family, self.graph, self.wishes)

    @property
    def home(self) -> Module:
        return self.project.modules.by_stem[self.identity.symbol.stem]

    def outcome(self) -> Outcome:
        """All edits and remarks, with the table of the aliases."""
        self.family.search()
        words = self.family.words
        files = self._mentioning(words)
        untouched = self._not_edited(files)
        self.rules.look_ahead(untouched)
        rules = Rules(self.rules.wanted, self.rules.why_exported, self.rules.why_not_direct)
        for word in words:
            self.slots[word] = AliasSlots.of(self.identity, word, rules, untouched, self.slots)
        for path in files:
            self._file(path, untouched.get(path, ""))
        for module in unloaded(self.family, self.graph, self.gone):
            message = f"nothing loads {module.files[0]} any more, which has code of its own"
            self._remark("warning", "unloaded", message, "import it where that code is needed", module.files[0], 1)
        for wrapper in wrappers(self.family):
            path, _, line = wrapper.place.rpartition(":")
            message = f"{wrapper.name} is a subclass that adds nothing; it stays"
            self._remark(
                "info",
                "wrapper",
                message,
                f"without it would change: {'; '.join(wrapper.would_change)}",
                path,
                int(line),
            )
        table = self.rows().table()
        deleted = self._shims(untouched)
        edits = {path: tuple(edits) for path, edits in self.edits.items() if edits and path not in deleted}
        evidence = (f"{self.name()} ({', '.join(self.found.places)})", *(f"{row[0]} = {row[4]}" for row in table.rows))
        remarks = tuple(sorted(each for each in set(self.remarks) if each.path not in deleted))
        return Outcome(edits, deleted=deleted, diagnostics=remarks, evidence=evidence, tables=(table,))

    def _shims(self, untouched: dict[RepoPath, str]) -> frozenset[RepoPath]:
        """The shims to delete; those that are to warn are edited."""
        if self.wishes.shims == "keep":
            return frozenset()
        fate = ShimFate(self.family, self.name(), self.wishes.shims, self.wishes.keep_public, untouched)
        fate.decide(self.edits)
        for path, edit in fate.edits.items():
            self.edits.setdefault(path, []).append(edit)
        self.remarks += fate.remarks
        return frozenset(fate.deleted)

    # -- which files --------------------------------------------------------------------------------------------

    def _mentioning(self, words: list[str]) -> list[RepoPath]:
        """The files in which a word of the family stands; the symbol's own name alone is no reason to look."""
        looked_for = words if self.wishes.same_name else words[1:]
        kinds = self.project.kinds
        found = self.project.files.mentioning(looked_for) if looked_for else frozenset()
        reaching = {path for word in looked_for for path in self.family.reaching(word)}
        return sorted(
            path for path in found
            if kinds.get(path) in ("file", "executable") and (path in reaching or not path.endswith((".py", ".pyi")))
        )  # fmt: skip

    def _not_edited(self, files: Iterable[RepoPath]) -> dict[RepoPath, str]:
        """The files that stay as they are whatever they hold, each with the reason."""
        installed = environments(self.project.kinds)
        reasons: dict[RepoPath, str] = {}
        step = Project.open(self.project.files, include=self.wishes.include, exclude=self.wishes.exclude)
        for path in files:
            if not (self.project.edited(path) and step.edited(path)):
                reasons[path] = "excluded by the recipe"
            elif surface_of(path) != "other":
                why = why_not_edited(path, self.project.read(path)[:_HEAD], installed)
                if why:
                    reasons[path] = why
        return reasons

    # -- one file -----------------------------------------------------------------------------------------------

    def _file(self, path: RepoPath, why_not: str) -> None:
        surface = surface_of(path)
        try:
            if surface in ("python", "stub"):
                self._python(path, why_not)
            elif surface == "notebook" and not why_not:
                self._example(path, path)
            elif surface not in ("notebook", "other") and not why_not:
                self._document(path)
        except UnreadableSource as error:
            if surface in ("python", "stub"):
                self._remark("warning", "unparsable", f"an alias' name is mentioned, but the file {error.title}",
                             "look at it by hand", path, 1)  # fmt: skip

    def _python(self, path: RepoPath, why_not: str) -> None:
        parsed = self.project.parsed(path)
        present = {word: self.slots[word] for word in self.family.words if word.encode() in parsed.source.code}
        imports = FileImports(path, self.identity, present, self.wishes.same_name)
        self._credit(path, ((each.source.stem, each.taken, each.binding.start) for each in imports.elements))
        self._broken(path, present)
        if why_not:
            self._not_touched(path, why_not, imports.elements)
            return
        edits = self._edits(path, path, imports, present)
        for statement, source in imports.gone():
            self.gone.setdefault(source.stem, []).append((path, statement.start_byte))
        self._say_left(path, imports)
        self._say_star_left(path, present)
        self._examples(path, None)
        try:
            self.edits[path] = list(in_order((*edits, *self.edits.get(path, ()))))
        except EditConflict as error:
            self._remark("error", "left-alone", f"the file is left as it is: {error.title}", "edit it by hand", path, 1)

    def _edits(
        self, code: RepoPath, path: RepoPath, imports: FileImports, present: dict[str, AliasSlots]
    ) -> list[Edit]:
        """The edits for a file, or for the example `code` in it."""
        parsed = self.project.parsed(code)
        edits: list[Edit] = []
        reached = Reached(code, self.home)
        target = None
        for word, slots in present.items():
            module = absolute(self.project, code, self.home)
            name = self.identity.symbol.name
            target = AliasTarget(self.resolver, self.identity.symbol, module, name, slots=slots, reached=reached)
            visit = Visit(slots, code, parsed, path, Trail(self.resolver, word), retarget=target)
            for each in self.project.names(code, word).occurrences:
                look(visit, each)
            edits += visit.edits
            self.remarks += visit.remarks
        if code == path:
            self._credit(path, reached.users)
        edits += [_raw(parsed, edit) for edit in imports.edits(reached.stars)]
        return edits + [_raw(parsed, edit) for edit in (target.written(parsed) if target is not None else ())]

    def _example(self, code: RepoPath, path: RepoPath) -> None:
        """Code in a notebook or in an example: what would need a line of its own is left, and named."""
        parsed = self.project.parsed(code)
        present = {word: self.slots[word] for word in self.family.words if word.encode() in parsed.source.code}
        edits = self._edits(code, path, FileImports(code, self.identity, present, self.wishes.same_name), present)
        if any(b"\n" in edit.replacement for edit in edits):
            message = "aliases in this example are left: the import would need a line of its own"
            self._remark("warning", "left-alone", message, "change it by hand", path, self._line(path, edits))
            return
        self.edits.setdefault(path, []).extend(edits)

    def _line(self, path: RepoPath, edits: list[Edit]) -> int:
        return self.project.read(path).count(b"\n", 0, min(edit.start for edit in edits)) + 1

    def _examples(self, path: RepoPath, raw: bytes | None) -> None:
        """The examples in the docstrings of a file, or (`raw`) in a page."""
        seen: set[RepoPath] = set()
        for word in self.family.words[1:]:
            found = (
                in_docstrings(self.project, path, word) if raw is None else in_document(self.project, path, raw, word)
            )
            for fragment in found:
                if fragment.path not in seen:
                    seen.add(fragment.path)
                    self._example(fragment.path, path)

    def _document(self, path: RepoPath) -> None:
        raw = self.project.read(path)
        surface = surface_of(path)
        if surface in ("markdown", "rst"):
            self._examples(path, raw)
        for word in self.family.words[1:]:  # a document may well name the symbol by where it is re-exported
            if not word_pattern((word,)).search(raw):
                continue
            where = (absolute(self.project, path, self.home), self.identity.symbol.name)
            edits, _ = in_text(self.slots[word], path, raw, surface, retarget=where)
            own = [range(*section.span()) for section in SECTION.finditer(raw)]
            done = {edit.start for edit in self.edits.get(path, ())}
            edits = [e for e in edits if e.start not in done and not any(e.start in section for section in own)]
            self.edits.setdefault(path, []).extend(edits)

    def _credit(self, path: RepoPath, uses: Iterable[tuple[str, str, int]]) -> None:
        source = self.project.parsed(path).source
        for stem, name, start in uses:
            self.users[stem, name].append(f"{path}:{source.line(start)}")

    # -- words --------------------------------------------------------------------------------------------------

    def _say_left(self, path: RepoPath, imports: FileImports) -> None:
        for each in imports.elements:
            why = imports.left.get(each.binding.start)
            if not why:
                continue
            name, at = each.name, each.binding.start
            if "would make a cycle" in why:
                help = "move the import into the function that needs it"
                self._at("warning", "import-cycle", f"{name} is left: {why}", help, path, at)
            elif imports.spellings[at] is not None or each.source == self.home or "also loads" in why:
                self._at("info", "kept-local", f"{name} keeps its name in this file: {why}", "", path, at)

    def _say_star_left(self, path: RepoPath, words: Iterable[str]) -> None:
        for word in words:
            slots, names = self.slots[word], self.project.names(path, word)
            star = slots.star(path) if not names.bindings(names.module) else None
            used = next((each for each in names.occurrences if each.role == "use" and each.home == names.module), None)
            why = slots.why_star_stays(path) if star is not None and used is not None else ""
            if used is not None and why and word != self.identity.symbol.name:
                self._at("warning", "left-alone", f"{word} is left, from a star import: {why}", "", path, used.start)

    def _not_touched(self, path: RepoPath, why: str, elements: Iterable[Element]) -> None:
        for each in elements:
            if {each.name, each.taken} != {self.identity.symbol.name}:
                message = f"it uses {each.taken} and is not edited: {why}"
                self._at("warning", "not-edited", message, "", path, each.binding.start)

    def _broken(self, path: RepoPath, words: Iterable[str]) -> None:
        """Imports of a name of the family that the module does not have."""
        for word in words:
            for each in self.project.names(path, word).occurrences:
                statement = each.enclosing("import_from_statement")
                if statement is None or each.role not in ("bind", "imported"):
                    continue
                if each.role == "bind" and each.steps[-2].node.type == "aliased_import":
                    continue
                source = self.resolver.imported_module(path, statement)
                if isinstance(source, Module) and source.files and self._lacks(source, word):
                    message = f"broken import: {source.files[0]} has no {word}"
                    self._at("warning", "broken-import", message, "it is left as it is", path, each.start)

    def _lacks(self, source: Module, word: str) -> bool:
        return not (
            self.resolver.member(source, word)
            or self.project.modules.child(source, word)
            or self.resolver.member(source, "__getattr__")
            or any(not isinstance(self.resolver.imported_module(path, star), Module)
                   for path in source.files for star in self.resolver.stars(path))
        )  # fmt: skip

    def name(self) -> str:
        return f"{self.project.modules.names(self.home)[0]}.{self.identity.symbol.name}"

    def rows(self) -> AliasRows:
        """What is to be said of the aliases."""
        return AliasRows(self.name(), self.family, self.slots, self.users, self.rules.wanted)

    def _at(self, severity: Severity, code: str, message: str, help: str, path: RepoPath, start: int) -> None:
        source = self.project.parsed(path).source
        self.remarks.append(Diagnostic(severity, code, message, help, path, source.line(start), source.column(start)))

    def _remark(self, severity: Severity, code: str, message: str, help: str, path: RepoPath, line: int) -> None:
        self.remarks.append(Diagnostic(severity, code, message, help, path, line))


def _raw(parsed: Parsed, edit: Edit) -> Edit:
    source = parsed.source
    start, end = source.raw_offset(edit.start), source.raw_offset(edit.end)
    return Edit(start, end, source.encoded(edit.replacement.decode()), edit.reason)
