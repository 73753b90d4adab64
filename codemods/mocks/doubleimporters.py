"""Tests that take a double from another test: they take it from the factory, where nothing else hangs on the import.

from tests.test_flow import MockManager        from tests.mocks.manager import FlowManagerMock as MockManager
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ..edits import Edit
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.imports import Taken, retarget
from ..meaning.parsing import EVERY_IMPORT
from ..meaning.pytestconfig import PytestConfig
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.syntax import field_text, is_docstring, taken_name
from ..meaning.targets import Definition
from ..records import dataclass
from ..repo.files import RepoPath
from .doubleplan import Loaded
from .doublepointing import Moved
from .doublereach import Reach
from .doubles import Double
from .doublescope import StepScope
from .pytestpaths import TestPaths, is_test_file

# What a module may hold so that nobody misses it when it is not loaded.
_INERT = frozenset({*EVERY_IMPORT, "class_definition", "comment", "function_definition"})


@dataclass(frozen=True)
class Importer:
    """One `from module import Name` in another file, and whether it can be pointed at the factory."""

    path: RepoPath
    statement: Node
    element: Node
    bound: str
    moved: Moved
    can_follow: bool


@dataclass
class Importers:
    """The files that import doubles from where these were. `needed` is what the factory loads, but for Python's own."""

    resolver: Resolver
    ways: TestPaths
    loaded: Loaded
    config: PytestConfig
    needed: frozenset[str]
    scope: StepScope
    reach: Reach

    def of(self, moved: Moved) -> Iterator[Importer]:
        """All imports of the double by its name from its module, in other files."""
        project = self.resolver.project
        home = project.modules.of_file(moved.double.path)
        if home is None:
            return
        target = Definition(home.stem, moved.double.name)
        for path in candidates.modules_mentioning(project, [moved.double.name]):
            if path not in (moved.double.path, self.ways.factory):
                for statement, element, bound in self._in_file(path, home, target):
                    yield Importer(path, statement, element, bound, moved, self._can_follow(path, statement, home))

    def uses(self, double: Double) -> int:
        """How often the double is used in its own file, and how many others import it."""
        names = self.resolver.project.names(double.path, double.name)
        own = [each for each in names.occurrences if each.role == "use" and not double.holds(each.start)]
        elsewhere = list(self.of(Moved(double, double.name))) if not double.nested else []
        return len(own) + len(elsewhere)

    def _in_file(self, path: RepoPath, home: Module, target: Definition) -> Iterator[tuple[Node, Node, str]]:
        parsed = self.resolver.project.parsed(path)
        for each in self.resolver.project.names(path, target.name).occurrences:
            statement = each.from_import
            if statement is None or each.role not in ("bind", "imported"):
                continue
            element = _element(each)
            name = taken_name(parsed, element)
            if name != target.name or self.resolver.imported_module(path, statement) != home:
                continue
            if self.resolver.imported(path, statement, name) == {target}:
                yield statement, element, field_text(parsed, element, "alias").decode() or name

    def _can_follow(self, path: RepoPath, statement: Node, home: Module) -> bool:
        way = self.ways.way(path)
        if way.why_not or way.after > statement.start_byte or not is_test_file(path, self.config):
            return False
        if self.scope.why_not(path) or self.reach.why_not(path):
            return False
        at_top = statement.parent is not None and statement.parent.type == "module"
        if not at_top or not self.needed <= self.loaded.by(path):
            return False
        return self._is_not_missed(path, statement, home)

    def _is_not_missed(self, path: RepoPath, statement: Node, home: Module) -> bool:
        """Would the module be loaded all the same, or does nothing happen when it is loaded?"""
        if len(statement.children_by_field_name("name")) > 1:
            return True
        for file in home.files:
            parsed = self.resolver.project.parsed(file)
            if any(node.type not in _INERT and not is_docstring(node) for node in parsed.tree.root_node.named_children):
                return False
            if not self.loaded.beyond_python(self.loaded.imports_of(file)) <= self.loaded.by(path):
                return False
        return not any(file.endswith("__init__.py") for file in home.files)

    def edits(self, path: RepoPath, importers: list[Importer]) -> Iterator[Edit]:
        """The edits (offsets of the code) that take the doubles of one file from the factory."""
        parsed = self.resolver.project.parsed(path)
        by_statement: dict[int, list[Importer]] = {}
        for each in importers:
            by_statement.setdefault(each.statement.start_byte, []).append(each)
        module = self.ways.way(path).dotted
        for group in by_statement.values():
            taken = [Taken(each.element, each.moved.under(each.bound)) for each in group]
            yield from retarget(parsed, group[0].statement, taken, module, "the shared test double")


def _element(each: Occurrence) -> Node:
    node = each.parent
    if node.type == "dotted_name" and each.steps[-3].node.type == "aliased_import":
        return each.steps[-3].node
    return node
