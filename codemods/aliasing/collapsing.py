"""One collapse of one project: the family found, each file planned, and the outcome put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from ..codemod import Diagnostic, Outcome, Severity
from ..edits import Edit
from ..errors import Refused
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.importcycles import ImportGraph
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..records import dataclass
from ..renames.symbols import Found, find_symbol
from ..repo.files import RepoPath
from .aliases import chain
from .aliasfamily import Family
from .aliasrows import AliasRows
from .aliasslots import AliasSlots
from .collapserules import CollapseRules, CollapseWishes
from .filecollapse import FileCollapse
from .identity import Identity
from .shimfate import ShimFate
from .unloaded import swapped, unloaded
from .wrappers import wrappers


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
    _reached: dict[str, frozenset[RepoPath]] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, wishes: CollapseWishes) -> Collapsing:
        """Raises NotFound for an unknown symbol, Refused for one outside the project."""
        resolver = Resolver(project)
        found = find_symbol(resolver, wishes.canonical)
        if not isinstance(found.symbol, Definition) or not found.places:
            raise Refused(f"{wishes.canonical} is defined outside this project", "name a symbol of this repository")
        return cls(project, resolver, found, wishes)

    def __post_init__(self) -> None:
        assert isinstance(self.found.symbol, Definition)
        self.identity = Identity(self.resolver, self.found.symbol, self.wishes.canonical.dotted)
        self.family = Family(self.identity)
        self.graph = ImportGraph(self.resolver)
        self.rules = CollapseRules(self.project, self.family, self.graph, self.wishes)

    def outcome(self) -> Outcome:
        """All edits and remarks, with the table of the aliases."""
        self.family.search()
        words = self.family.words
        files = self._mentioning(words)
        untouched = self.not_edited(files)
        patches = self.rules.patches
        for word in words:
            patches.look(word, self.family.reaching(word))
        rows = self.rows()
        if self.wishes.wrappers == "report":
            self.remarks += [wrapper.stays() for wrapper in wrappers(self.family)]
        work = self._looked(files, untouched)
        self.remarks += patches.said()
        for module in unloaded(self.family, self.graph, work.gone):
            message = f"nothing loads {module.files[0]} any more, which has code of its own"
            self._remark("warning", "unloaded", message, "import it where that code is needed", module.files[0])
        self.remarks += swapped(self.family, work.moved)
        self.remarks += rows.unknown(self.wishes.aliases)
        deleted = self._shims(untouched)
        table = rows.table(deleted)
        edits = {path: tuple(edits) for path, edits in self.edits.items() if edits and path not in deleted}
        evidence = (f"{self.name()} ({', '.join(self.found.places)})", *(f"{row[0]} = {row[4]}" for row in table.rows))
        remarks = tuple(sorted(each for each in set(self.remarks) if each.path not in deleted))
        last = (*self._providers(edits), *sorted(deleted))
        return Outcome(edits, deleted=deleted, diagnostics=remarks, evidence=evidence, last=last, tables=(table,))

    def _looked(self, files: Sequence[RepoPath], untouched: Mapping[RepoPath, str]) -> FileCollapse:
        """All files looked at: their edits and remarks are these from now on.

        Anew, as long as a name goes that a place which stays takes.
        """
        needed, replaced = self.rules.needed, self.rules.patches.replaced
        while True:
            for word in self.family.words:
                self.slots[word] = AliasSlots.of(word, self.rules, untouched, self.slots)
            work = FileCollapse(self.rules, self.slots, self._reached, untouched, users=self.users)
            for path in (*files, *self._beside(files)):
                work.look(path)
            lost = {each for each in work.kept - needed if self._goes(*each) or each in replaced}
            if not lost:
                mine = frozenset(files)
                self.edits = {path: edits for path, edits in work.edits.items() if path in mine}
                self.remarks += (each for each in work.remarks if each.path in mine)
                return work
            needed |= lost
            self.users.clear()

    def _beside(self, files: Sequence[RepoPath]) -> list[RepoPath]:
        """Of a step that has been taken before: the files that did not change and may need a name as it was.

        It would go from a file that did, or tests replace it.
        """
        if self.project.among is None:
            return []
        own = {module.stem for path in files if (module := self.project.modules.of_file(path))}
        replaced = {word for _, word in self.rules.patches.replaced}
        words = [
            word for word in self.family.words[1:] if word in replaced or any(self._goes(stem, word) for stem in own)
        ]
        return sorted(set[RepoPath]().union(*(self.family.reaching(word) for word in words)) - set(files))

    def _goes(self, stem: str, word: str) -> bool:
        """Has the module the word no more, because the import of it takes the canonical name?"""
        module, slots = self.project.modules.by_stem.get(stem), self.slots[word]
        found = [
            slots.groups(path, self.project.names(path, word).module)[-1:]
            for path in (module.files if module is not None else ())
        ]  # fmt: skip
        return any(
            group.fate == "renamed" and all(each.from_import for each in group.bindings)
            for groups in found for group in groups
        )  # fmt: skip

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
                hops = len(chain(self.identity, alias))
                distance[alias.path] = max(distance.get(alias.path, 0), hops)
        yield from sorted(distance, key=lambda path: (-distance[path], path))

    # -- which files --------------------------------------------------------------------------------------------

    def _mentioning(self, words: list[str]) -> list[RepoPath]:
        """The files in which a word of the family stands; the symbol's own name alone is no reason to look.

        But where a file that may be edited cannot be read: nobody knows what it calls the symbol.
        """
        takers = self.family.takers
        for word in words:
            found = {*self.family.reaching(word)} if word != words[0] or self.wishes.same_name else set[RepoPath]()
            if word != words[0]:
                found |= {*takers.texts(word), *takers.failing(word)}
            self._reached[word] = frozenset(found)
        among = self.project.among
        unreadable = sorted(self.family.unreadable)
        whole = set(unreadable).difference(self.not_edited(unreadable)).union(*self._reached.values())
        return sorted(path for path in whole if among is None or path in among)

    def not_edited(self, files: Sequence[RepoPath]) -> dict[RepoPath, str]:
        """The files that stay as they are whatever they hold, each with the reason."""
        return candidates.not_edited(self.project.of_step(self.wishes.include, self.wishes.exclude), files)

    def why_class_stays(self, path: RepoPath, name: str) -> str:
        """Why a class that adds nothing to the symbol is to stay one; "" when it need not."""
        return self.not_edited([path]).get(path) or self.rules.why_class_stays(path, name)

    def name(self) -> str:
        """The dotted name of the symbol."""
        return f"{self.project.modules.name(self.identity.home, self.identity.called)}.{self.identity.symbol.name}"

    def rows(self) -> AliasRows:
        """What is to be said of the aliases."""
        return AliasRows(self.name(), self.rules, self.slots, self.users)

    def _remark(self, severity: Severity, code: str, message: str, help: str, path: RepoPath, line: int = 1) -> None:
        self.remarks.append(Diagnostic(severity, code, message, help, path, line))
