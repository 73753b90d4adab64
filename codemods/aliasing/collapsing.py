"""One collapse of one project: the family found, each file planned, and the outcome put together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..codemod import Diagnostic, Outcome, Severity
from ..edits import Edit, in_order
from ..errors import EditConflict, UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.fragments import in_docstrings, in_document
from ..meaning.modules import Module
from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..names import word_pattern
from ..renames import candidates
from ..renames.documents import in_text
from ..renames.symbols import Found
from ..renames.trail import Trail
from ..renames.visit import Visit
from ..repo.files import RepoPath
from ..surface.surfaces import Surface
from .aliases import chain
from .aliasfamily import Family
from .aliasimports import FileImports
from .aliaspatches import Patches
from .aliasreach import AliasTarget, Reached
from .aliasrefs import look
from .aliasremarks import AliasRemarks
from .aliasrows import AliasRows
from .aliasslots import AliasSlots, Rules
from .collapserules import CollapseRules, CollapseWishes
from .identity import Identity
from .importcycles import ImportGraph
from .modulepaths import absolute
from .shimfate import ShimFate
from .unloaded import unloaded
from .wrappers import wrappers

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
    _reached: dict[str, frozenset[RepoPath]] = field(default_factory=dict)

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
        untouched = self.not_edited(files)
        self.rules.look_ahead(untouched)
        patches = Patches(self.resolver)
        for word in words:
            patches.look(word, self.family.reaching(word))
        self.remarks += patches.said()
        rules = Rules(self.rules.wanted, self.rules.why_exported, self.rules.why_not_direct, patches)
        for word in words:
            self.slots[word] = AliasSlots.of(self.identity, word, rules, untouched, self.slots)
        for path in files:
            self._file(path, untouched.get(path, ""))
        for module in unloaded(self.family, self.graph, self.gone):
            message = f"nothing loads {module.files[0]} any more, which has code of its own"
            self._remark("warning", "unloaded", message, "import it where that code is needed", module.files[0])
        if self.wishes.wrappers == "report":
            self.remarks += [wrapper.stays() for wrapper in wrappers(self.family)]
        rows = self.rows()
        self.remarks += rows.unknown(self.wishes.aliases)
        table = rows.table()
        deleted = self._shims(untouched)
        edits = {path: tuple(edits) for path, edits in self.edits.items() if edits and path not in deleted}
        evidence = (f"{self.name()} ({', '.join(self.found.places)})", *(f"{row[0]} = {row[4]}" for row in table.rows))
        remarks = tuple(sorted(each for each in set(self.remarks) if each.path not in deleted))
        last = (*self._providers(edits), *sorted(deleted))
        return Outcome(edits, deleted=deleted, diagnostics=remarks, evidence=evidence, last=last, tables=(table,))

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

    def _providers(self, edits: Mapping[RepoPath, object]) -> Iterator[RepoPath]:
        """Of the files that change those that others take an alias from, the furthest from the definition first.

        They are written last: an interrupted run leaves no import of a name that is gone, and can be repeated.
        """
        distance: dict[RepoPath, int] = {}
        for alias in self.family.aliases:
            if alias.home == "module" and alias.path in edits:
                hops = len(chain(self.identity, alias.path, alias.name))
                distance[alias.path] = max(distance.get(alias.path, 0), hops)
        yield from sorted(distance, key=lambda path: (-distance[path], path))

    # -- which files --------------------------------------------------------------------------------------------

    def _mentioning(self, words: list[str]) -> list[RepoPath]:
        """The files in which a word of the family stands; the symbol's own name alone is no reason to look."""
        takers = self.family.takers
        for word in words:
            found = {*self.family.reaching(word)} if word != words[0] or self.wishes.same_name else set[RepoPath]()
            if word != words[0]:
                found |= {*takers.texts(word), *takers.failing(word)}
            self._reached[word] = frozenset(found)
        among = self.project.among
        whole = set[RepoPath]().union(*self._reached.values())
        return sorted(path for path in whole if among is None or path in among)

    def _surface(self, path: RepoPath) -> Surface:
        return candidates.surface(self.project, path)

    def not_edited(self, files: Sequence[RepoPath]) -> dict[RepoPath, str]:
        """The files that stay as they are whatever they hold, each with the reason."""
        step = Project.open(self.project.files, include=self.wishes.include, exclude=self.wishes.exclude)
        excluded = {path: "excluded by the recipe" for path in files if not step.edited(path)}
        return {**candidates.not_edited(self.project, files), **excluded}

    def why_class_stays(self, path: RepoPath, name: str) -> str:
        """Why a class that adds nothing to the symbol is to stay one; "" when it need not."""
        return self.not_edited([path]).get(path) or self.rules.why_class_stays(path, name)

    # -- one file -----------------------------------------------------------------------------------------------

    def _file(self, path: RepoPath, why_not: str) -> None:
        surface = self._surface(path)
        try:
            if surface in ("python", "stub"):
                self._python(path, why_not)
            elif surface == "notebook" and not why_not:
                self._example(path, path)
            elif surface not in ("notebook", "other"):
                self._document(path, surface, why_not)
        except UnreadableSource as error:
            if surface in ("python", "stub"):
                message = f"an alias' name is mentioned, but the file {error.title}"
                self._remark("error", "unparsable", message, "look at it by hand", path)

    def _python(self, path: RepoPath, why_not: str) -> None:
        present = self._present(path, path)
        imports = FileImports(path, self.identity, present, self.wishes.same_name)
        remarks = AliasRemarks(path, self.resolver, self.identity.symbol.name, present)
        self._credit(path, ((each.source.stem, each.taken, each.binding.start) for each in imports.elements))
        self.remarks += remarks.broken()
        edits, said = self._edits(path, path, imports, present)
        if why_not:
            self.remarks += remarks.not_touched(why_not, imports.elements, edits)
            return
        for statement, source in imports.gone():
            self.gone.setdefault(source.stem, []).append((path, statement.start_byte))
        self.remarks += (*said, *remarks.left(imports), *remarks.star_left(), *remarks.unsure(self.identity))
        self._examples(path, None)
        try:
            self.edits[path] = list(in_order((*edits, *self.edits.get(path, ()))))
        except EditConflict as error:
            self._remark("error", "left-alone", f"the file is left as it is: {error.title}", "edit it by hand", path)

    def _present(self, code: RepoPath, path: RepoPath) -> dict[str, AliasSlots]:
        """The decisions for the words that the file holds."""
        text = self.project.parsed(code).source.code
        first = self.family.words[0]
        return {
            word: self.slots[word] for word in self.family.words
            if word.encode() in text and (word == first or path in self._reached[word])
        }  # fmt: skip

    def _edits(
        self, code: RepoPath, path: RepoPath, imports: FileImports, present: dict[str, AliasSlots]
    ) -> tuple[list[Edit], list[Diagnostic]]:
        """The edits and remarks for a file, or for the example `code` in it."""
        parsed = self.project.parsed(code)
        edits: list[Edit] = []
        remarks: list[Diagnostic] = []
        reached = Reached(code, self.home, self.graph)
        target = None
        for word, slots in present.items():
            module = absolute(self.project, code, self.home)
            name = self.identity.symbol.name
            target = AliasTarget(
                self.resolver, self.identity.symbol, module, name, "warning", slots=slots, reached=reached
            )
            visit = Visit(slots, code, parsed, path, Trail(self.resolver, word), retarget=target)
            for each in self.project.names(code, word).occurrences:
                look(visit, each)
            edits += visit.edits
            remarks += visit.remarks
        if code == path:
            self._credit(path, reached.users)
        edits += [_raw(parsed, edit) for edit in imports.edits(reached.stars)]
        edits += [_raw(parsed, edit) for edit in (target.written(parsed) if target is not None else ())]
        return edits, remarks

    def _example(self, code: RepoPath, path: RepoPath) -> None:
        """Code in a notebook or in an example: what would need a line of its own is left, and named."""
        present = self._present(code, path)
        imports = FileImports(code, self.identity, present, self.wishes.same_name)
        edits, said = self._edits(code, path, imports, present)
        if any(b"\n" in edit.replacement for edit in edits):
            message = "aliases in this example are left: the import would need a line of its own"
            line = self.project.read(path).count(b"\n", 0, min(edit.start for edit in edits)) + 1
            self._remark("warning", "left-alone", message, "change it by hand", path, line)
            return
        self.remarks += said
        self.edits.setdefault(path, []).extend(edits)

    def _examples(self, path: RepoPath, raw: bytes | None) -> None:
        """The examples in the docstrings of a file, or (`raw`) in a page."""
        seen: set[RepoPath] = set()
        for word in self._words_for(path):
            found = (
                in_docstrings(self.project, path, word) if raw is None else in_document(self.project, path, raw, word)
            )
            for fragment in found:
                if fragment.path not in seen:
                    seen.add(fragment.path)
                    self._example(fragment.path, path)

    def _words_for(self, path: RepoPath) -> list[str]:
        """The aliases that the file could take."""
        return [word for word in self.family.words[1:] if path in self._reached[word]]

    def _document(self, path: RepoPath, surface: Surface, why_not: str) -> None:
        raw = self.project.read(path)
        if surface in ("markdown", "rst") and not why_not:
            self._examples(path, raw)
        own = [range(*section.span()) for section in SECTION.finditer(raw)]
        for word in self._words_for(path):  # a document may well name the symbol by where it is re-exported
            if not word_pattern((word,)).search(raw):
                continue
            where = (absolute(self.project, path, self.home), self.identity.symbol.name)
            found, _ = in_text(self.slots[word], path, raw, surface, retarget=where)
            done = {edit.start for edit in self.edits.get(path, ())}
            edits = [e for e in found if e.start not in done and not any(e.start in section for section in own)]
            if not why_not:
                self.edits.setdefault(path, []).extend(edits)
                continue
            for edit in edits:
                line = raw.count(b"\n", 0, edit.start) + 1
                self._remark("warning", "not-edited", f"it names {word} and is not edited: {why_not}", "", path, line)

    def _credit(self, path: RepoPath, uses: Iterable[tuple[str, str, int]]) -> None:
        source = self.project.parsed(path).source
        for stem, name, start in uses:
            self.users[stem, name].append(f"{path}:{source.line(start)}")

    def name(self) -> str:
        """The dotted name of the symbol."""
        return f"{self.project.modules.names(self.home)[0]}.{self.identity.symbol.name}"

    def rows(self) -> AliasRows:
        """What is to be said of the aliases."""
        return AliasRows(self.name(), self.family, self.slots, self.users, self.rules.wanted)

    def _remark(self, severity: Severity, code: str, message: str, help: str, path: RepoPath, line: int = 1) -> None:
        self.remarks.append(Diagnostic(severity, code, message, help, path, line))


def _raw(parsed: Parsed, edit: Edit) -> Edit:
    source = parsed.source
    start, end = source.raw_offset(edit.start), source.raw_offset(edit.end)
    return Edit(start, end, source.encoded(edit.replacement.decode()), edit.reason)
