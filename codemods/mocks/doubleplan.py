"""Which doubles can move: what each needs must be loaded in every file that will import the factory.

A factory that imports what a test file did not import before would change when, and whether, that is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property

from tree_sitter import Node

from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.importcycles import ImportGraph
from ..meaning.parsing import IMPORTS
from ..meaning.syntax import taken_name
from ..meaning.targets import External
from ..names import upwards
from ..records import dataclass
from ..repo.files import RepoPath, conftests, folders_around
from .doublegroups import Known
from .doublerisks import is_standard
from .needed import Import
from .pytestpaths import TestPaths


@dataclass
class Loaded:
    """What is loaded, for sure, once the imports at the top of a test file and of the conftest.py above it have run."""

    resolver: Resolver
    _found: dict[RepoPath, frozenset[str]] = field(default_factory=dict)

    def by(self, path: RepoPath) -> frozenset[str]:
        """Modules of the project by stem, others by their dotted names; the packages around them, too."""
        known = self._found.get(path)
        if known is None:
            known = self._found[path] = frozenset[str]().union(*map(self.imports_of, (path, *conftests(path))))
        return known

    def imports_of(self, path: RepoPath) -> frozenset[str]:
        """What the imports at the top of one file load; nothing when it is not there, or cannot be read."""
        project = self.resolver.project
        return frozenset(self._in_file(path)) if path in project.kinds and project.is_readable(path) else frozenset()

    def beyond_python(self, loads: Iterable[str]) -> frozenset[str]:
        """Those that the standard library does not have; of the project's modules, their stems."""
        stems = self.resolver.project.modules.by_stem
        return frozenset(each for each in loads if each in stems or not is_standard(each))

    def _in_file(self, path: RepoPath) -> Iterator[str]:
        parsed = self.resolver.project.parsed(path)
        graph = ImportGraph(self.resolver)
        for statement in (each for each in parsed.tree.root_node.named_children if each.type in IMPORTS):
            for module in graph.imported(path, parsed, statement):
                yield from upwards(module.stem)
            for dotted in self._outside(path, statement):
                yield from upwards(dotted, ".")

    def _outside(self, path: RepoPath, statement: Node) -> Iterator[str]:
        parsed = self.resolver.project.parsed(path)
        names = [taken_name(parsed, each) for each in statement.children_by_field_name("name")]
        if statement.type == "import_statement":
            for dotted in names:
                yield from (
                    each.dotted for each in self.resolver.dotted_module(dotted, path) if isinstance(each, External)
                )
            return
        source = self.resolver.imported_module(path, statement)
        if isinstance(source, External):
            yield from (source.dotted, *(f"{source.dotted}.{name}" for name in names))


@dataclass
class Movable:
    """Sorts doubles into those that can move and those that stay, with the reasons."""

    resolver: Resolver
    ways: TestPaths
    loaded: Loaded
    stays: dict[tuple[RepoPath, int], str] = field(default_factory=dict)

    def among(self, doubles: Iterable[Known]) -> list[Known]:
        """Those that can move by themselves, and with what they need; `stays` has the reason of every other."""
        return self._with_siblings([each for each in doubles if not self._stays(each)])

    def lacking(self, chosen: list[Known]) -> None:
        """Puts into `stays` who cannot move because some file would load more than it did."""
        there = self.loaded.beyond_python(self.loaded.imports_of(self.ways.factory))
        for each in chosen:
            lacks = sorted(there - self.loaded.by(each.double.path)) + self._packages(each.double.path)
            if lacks:
                why = f"the factory loads {lacks[0].replace('/', '.')}, which this file does not"
                self.stays.setdefault(each.double.key, why)
        worst = self._worst([each for each in chosen if each.double.key not in self.stays])
        if worst is not None:
            self.stays[worst[0].double.key] = worst[1]

    def _packages(self, path: RepoPath) -> list[str]:
        """The packages around the factory that have code of their own and that the file does not load."""
        found = []
        for folder in folders_around(self.ways.factory):
            file = f"{folder}/__init__.py"
            if folder and not path.startswith(f"{folder}/") and file in self.resolver.project.kinds:
                content = self.resolver.project.read(file).strip()
                if content and folder not in self.loaded.by(path):
                    found.append(folder)
        return found

    @cached_property
    def _users(self) -> list[RepoPath]:
        """The files that import the factory as it is."""
        project = self.resolver.project
        module = project.modules.of_file(self.ways.factory) if self.ways.factory in project.kinds else None
        word = self.ways.factory.rpartition("/")[2].removesuffix(".py")
        if module is None:
            return []
        graph = ImportGraph(self.resolver)
        return [path for path in candidates.modules_mentioning(project, [word]) if graph.names(path, module)]

    def _stays(self, known: Known) -> bool:
        """Does it stay, whatever becomes of the others? Its reason is put down."""
        double = known.double
        why = self.stays.get(double.key, "") or known.risks.stays or self.ways.way(double.path).why_not
        if why:
            self.stays[double.key] = why
        return bool(why)

    def _with_siblings(self, left: list[Known]) -> list[Known]:
        """Without those that need another double of their file that stays."""
        while True:
            names = {(each.double.path, each.double.name) for each in left}
            broken = [
                (each, sibling)
                for each in left
                for sibling in each.needs.siblings
                if (each.double.path, sibling) not in names
            ]
            if not broken:
                return left
            for each, sibling in broken:
                self.stays[each.double.key] = f"it needs {sibling}, which stays"
            going = {each.double.key for each, _ in broken}
            left = [each for each in left if each.double.key not in going]

    def _worst(self, left: list[Known]) -> tuple[Known, str] | None:
        """The double whose imports the most files of the others lack."""
        files = sorted({*self._users, *(each.double.path for each in left)})
        lacks = [[(path, need) for path in files for need in self._lacks(path, each.needs.imports)] for each in left]
        most = max(lacks, key=len, default=[])
        if not most:
            return None
        path, need = most[0]
        return left[lacks.index(most)], f"the factory would import {need.module} for it, which {path} does not"

    def _lacks(self, path: RepoPath, imports: Iterable[Import]) -> Iterator[Import]:
        for each in imports:
            if not each.typing_only and not self.loaded.beyond_python(each.loads) <= self.loaded.by(path):
                yield each
