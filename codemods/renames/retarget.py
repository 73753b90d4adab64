"""Point the references to a symbol at another module: `a.b.C` becomes `d.e.F`.

import a.b                    import a.b
                              import d.e
from a.b import C, X          from a.b import X
                              from d.e import F
a.b.C(), C()                  d.e.F(), F()
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import Literal

from tree_sitter import Node

from ..edits import Edit
from ..meaning.bindings import Resolver
from ..meaning.fragments import part_of
from ..meaning.importcycles import ImportGraph, runs_at_import
from ..meaning.imports import Taken, insertion, retarget
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence, Scope
from ..meaning.stems import Module
from ..meaning.syntax import taken_name
from ..meaning.targets import Definition, External, Targets, is_home
from ..records import dataclass
from ..repo.files import RepoPath

# A call that replaces what its argument names, in the same line or the next.
_SETTING = rb"(?:patch|setattr|delattr|replace|stub|spy|swap)[^\n]{0,200}\n?[^\n]{0,200}"
_MOST = 200  # modules that are looked at for a way from the new module back to a file
_NAMED = frozenset({"use", "bind", "delete", "global", "nonlocal"})


@dataclass(frozen=True, slots=True)
class _Path:
    """An expression from `start` to `end` that takes what is imported behind the statement `imported`."""

    start: int
    end: int
    imported: Node
    reason: str


@dataclass
class Retarget:
    """Where the symbol is taken from now, and what one file needs for it. `module` and `name` are the new ones."""

    resolver: Resolver
    symbol: Definition | External
    module: str
    name: str
    severity: Literal["error", "warning"] = "error"
    """How grave it is when a path cannot be followed."""
    _statements: dict[int, tuple[Node, list[Taken]]] = field(default_factory=dict)
    _paths: list[_Path] = field(default_factory=list)
    _alone: list[_Path] = field(default_factory=list)
    _stars: dict[int, tuple[Node, str]] = field(default_factory=dict)

    def is_origin(self, target: Module | External | None) -> bool:
        """Is this the module in which the symbol lay, and not one that re-exports it?"""
        return is_home(target, self.symbol)

    def is_origin_of(self, targets: Targets) -> bool:
        return any(self.is_origin(target) for target in targets if isinstance(target, Module | External))

    def take(self, statement: Node, element: Node, spelled: str) -> None:
        """A name of a `from` import is taken from the new module, spelled so."""
        self._statements.setdefault(statement.start_byte, (statement, []))[1].append(Taken(element, spelled))

    def reach(self, start: int, end: int, imported: Node, reason: str, owner: Targets) -> None:
        """A path through the old module (`owner`) becomes one through the new, which is imported behind `imported`."""
        self._paths.append(_Path(start, end, imported, reason))

    def reach_alone(self, start: int, end: int, imported: Node, reason: str) -> None:
        """A path through the old module becomes the bare name, which is imported behind `imported`."""
        self._alone.append(_Path(start, end, imported, reason))

    def stands_alone(self, path: RepoPath) -> bool:
        """Can the file take the bare name from the new module: is it free there, and no circle of imports to fear?

        Where something replaces the name in a module, a name of the file's own would be another.
        """
        project = self.resolver.project
        if project.modules.find(self.module, path) is not None or self.resolver.bringing(path, self.name):
            return False
        if any(each.role in _NAMED for each in project.names(path, self.name).occurrences):
            return False
        return not self._is_replaced

    @cached_property
    def _is_replaced(self) -> bool:
        """May something in the project set the old name or the new one in a module, as a test does that patches it?"""
        project, symbol = self.resolver.project, self.symbol
        words = {self.name, symbol.name if isinstance(symbol, Definition) else symbol.dotted.rpartition(".")[2]}
        either = b"|".join(re.escape(word.encode()) for word in sorted(words))
        named = rb"[\"'.](?:" + either + rb")[\"']"
        setting = re.compile(_SETTING + named + rb"|\.(?:" + either + rb")\s*=(?!=)")
        found = (path for path in project.files.mentioning(words) if path.endswith((".py", ".ipynb")))
        return any(setting.search(project.read(path)) for path in found)

    def beside_star(self, statement: Node, spelled: str) -> None:
        """A name that a star import brought is imported by itself, behind it."""
        self._stars[statement.start_byte] = (statement, spelled)

    def cycle(self, path: RepoPath, parsed: Parsed) -> tuple[int, tuple[str, ...]] | None:
        """The line of an import that was asked for, and the modules that import one another by it; None for none.

        Only where it runs while its file is imported, and the module is one of the project.
        """
        module = self.resolver.project.modules.find(self.module, path)
        asked = [statement for statement, _ in (*self._statements.values(), *self._stars.values())]
        asked += [each.imported for each in (*self._paths, *self._alone)]
        early = [statement for statement in asked if runs_at_import(statement)] if module is not None else []
        way = self._graph.new_cycle(path, module) if early and module is not None else ()
        return (parsed.source.line(early[0].start_byte), way) if way else None

    @cached_property
    def _graph(self) -> ImportGraph:
        return ImportGraph(self.resolver, _MOST)

    def edits(self, parsed: Parsed) -> Iterator[Edit]:
        """All edits that were asked for since the last time, in offsets of the code."""
        yield from _together(self._edits(parsed, f"taken from {self.module}"))
        self._statements.clear()
        self._paths.clear()
        self._alone.clear()
        self._stars.clear()

    def _edits(self, parsed: Parsed, reason: str) -> Iterator[Edit]:
        for statement, taken in self._statements.values():
            yield from retarget(parsed, statement, taken, self.module, reason)
        for statement, spelled in self._stars.values():
            yield insertion(parsed, statement, [f"from {self.module} import {spelled}".encode()], reason)
        line = f"import {self.module}"
        there = _importing(parsed, self.module, {each.imported.parent for each in self._paths})
        yield from _reaching(parsed, self._paths, f"{self.module}.{self.name}", line, reason, there)
        line = f"from {self.module} import {self.name}"
        there = (one for one, taken in self._statements.values() if any(each.spelled == self.name for each in taken))
        yield from _reaching(parsed, self._alone, self.name, line, reason, there)

    def why_not_reached(self, path: RepoPath, scope: Scope) -> str:
        """Why `module.name` cannot stand in this scope: its first word means something else. "" when it can."""
        first = self.module.split(".")[0]
        parsed = self.resolver.project.parsed(path)
        for star, source, _ in self.resolver.bringing(path, first):
            found = self.resolver.member(source, first) if isinstance(source, Module) else ()
            if any(isinstance(each, Definition | External) and each != External(first) for each in found):
                return f"the star import of line {parsed.source.line(star.start_byte)} brings another {first}"
        if not parsed.holds(first):
            return ""
        for each in self.resolver.project.names(path, first).occurrences:
            if each.role != "bind" or each.home not in (None, *scope.chain()):
                continue
            statement, element = each.enclosing("import_statement"), each.parent
            taken = taken_name(parsed, element)
            if statement is None or first != (taken if element.type == "aliased_import" else taken.split(".")[0]):
                line = parsed.source.line(each.start)
                return f"{first} is bound in line {line}, so {self.module} cannot be imported here"
        return ""

    def why_captured(self, path: RepoPath, scope: Scope | None, each: Occurrence) -> str:
        """Why the import cannot stand in `scope` for this place, by what else has its first word. "" when it can.

        In a function it would make the word of outside the function's own, unbound in what runs before it. And a
        function within `scope` may have the word for itself, and have bound it or not.
        """
        names = self.resolver.project.names(path, self.module.split(".")[0])
        if scope is None:
            return ""
        for other in names.occurrences if scope.kind == "function" else ():
            home = other.home
            within = home is not None and scope.start <= home.start and home.end <= scope.end
            if scope.start <= other.start < scope.end and home is not None and not within:
                line = self.resolver.project.line(path, other.start)
                return (
                    f"{names.word} of line {line} is from outside the function, where {self.module} cannot be imported"
                )
        home = names.home(each.scope)
        bound = [other.import_around for other in names.bindings(home)] if home not in (scope, names.module) else []
        if bound and not any(statement is not None and _has_run(statement, each) for statement in bound):
            return f"{names.word} is imported in the {home.kind}, too, and that need not have run"
        return ""


def _together(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits; what is put in at one place is put there by one of them."""
    put: dict[int, Edit] = {}
    for each in edits:
        if each.start < each.end:
            yield each
        elif each.start in put:
            text = put[each.start].replacement + each.replacement
            put[each.start] = replace(put[each.start], replacement=text)
        else:
            put[each.start] = each
    yield from put.values()


def import_for(each: Occurrence, bindings: Sequence[Occurrence]) -> Node | None:
    """The import that has run whenever the place is reached, or the only one there is; None when that is not known."""
    found = [binding.import_around for binding in bindings]
    statements = [statement for statement in found if statement is not None]
    if len(statements) < 2 or found[0] is None:
        return found[0] if found else None
    near = [one for one in statements if _has_run(one, each)]
    together = len({_block(one).id for one in statements}) == 1
    return near[-1] if near else next((one for one in statements if together or _is_whole(_block(one))), None)


def _has_run(statement: Node, each: Occurrence) -> bool:
    """Does the statement stand above the place, in a block around it?"""
    return statement.start_byte < each.start < _block(statement).end_byte


def _block(statement: Node) -> Node:
    return statement.parent or statement


def _is_whole(block: Node) -> bool:
    """Is it all of a module or function, and no branch?"""
    above = block.parent
    return above is None or above.type == "function_definition"


def _reaching(
    parsed: Parsed, paths: Sequence[_Path], spelled: str, line: str, reason: str, bringing: Iterable[Node]
) -> Iterator[Edit]:
    """Each of the paths becomes `spelled`, which the import `line` brings, once in a block of a file or example.

    The statements `bringing` have brought it by then.
    """
    there = list(bringing)
    for each in paths:
        yield Edit(each.start, each.end, spelled.encode(), each.reason)
        part = part_of(parsed, each.imported.start_byte)
        above = (one for one in there if one.parent == each.imported.parent and one.start_byte < each.start)
        if not any(part_of(parsed, one.start_byte) == part for one in above):
            there.append(each.imported)
            yield insertion(parsed, each.imported, [line.encode()], reason)


def _importing(parsed: Parsed, module: str, blocks: Iterable[Node | None]) -> Iterator[Node]:
    """The statements in the blocks that import the module by its whole name."""
    for statement in (each for block in blocks if block is not None for each in block.named_children):
        names = statement.children_by_field_name("name") if statement.type == "import_statement" else ()
        if any(parsed.text(name) == module.encode() for name in names):
            yield statement
