"""Paths through a module that hands the symbol on, made paths through the module that defines it.

    from app import shim, core        from app import shim, core
                                      from app.core import manager
    shim.Old()                        manager.Manager()
    core.Old()                        core.manager.Manager()

The symbol is still looked up when the line runs: who patches it in its module is heard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import cached_property

from tree_sitter import Node

from ..edits import Edit
from ..meaning.bindings import Resolver
from ..meaning.certain import is_sure, is_surely_bound
from ..meaning.fragments import part_of
from ..meaning.importcycles import ImportGraph
from ..meaning.imports import insertion
from ..meaning.parsing import Parsed
from ..meaning.scopes import Scope
from ..meaning.stems import Module
from ..meaning.syntax import source_of
from ..meaning.targets import External, Targets
from ..records import dataclass
from ..renames.retarget import Retarget
from ..repo.files import RepoPath
from .aliasslots import AliasSlots
from .modulepaths import absolute, spelled


@dataclass(frozen=True, slots=True)
class ReachedPath:
    """An expression from `start` to `end` that is to lead through the module of the definition.

    `imported` is the import that it begins with; `below` the way on from where it leads now, None when there is none;
    `name` what stands behind the module, "" where the expression is the module.
    """

    start: int
    end: int
    imported: Node
    reason: str
    below: str | None
    name: str


@dataclass
class Reached:
    """What one file reaches by paths, whatever the alias: each way to the module is imported once."""

    path: RepoPath
    home: Module
    graph: ImportGraph
    called: str
    paths: list[ReachedPath] = field(default_factory=list)
    stars: list[Node] = field(default_factory=list)
    users: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass
class AliasTarget(Retarget):
    """Where the references of one file go: to the module that defines the symbol."""

    slots: AliasSlots = field(kw_only=True)
    reached: Reached = field(kw_only=True)

    def is_origin(self, target: Module | External | None) -> bool:
        if not (isinstance(target, Module) and self.slots.renamed_in(target)):
            return False
        match self.slots.reader(target):
            case "canonical":
                return True
            case "local":  # a second run would send the canonical name on
                return target != self.reached.home and self.slots.is_sent_on(target)
            case _:
                return not self.slots.is_replaced(target)

    def why_not_reached(self, path: RepoPath, scope: Scope) -> str:
        hidden = hidden_by_another(self.resolver, self.reached.home)
        if hidden:
            return f"{hidden} is another object than the module"
        last = self.reached.home.stem.rpartition("/")[2]
        if self._is_loaded_within and not self._is_free(last):
            return f"{self.module} is being loaded when this file is, and {last} means something else here"
        return super().why_not_reached(path, scope)

    def stands_alone(self, path: RepoPath) -> bool:
        return False  # who replaces the name in the module that the path leads through would reach this file no more

    def reach(self, start: int, end: int, imported: Node, reason: str, owner: Targets) -> None:
        self.reached.paths.append(ReachedPath(start, end, imported, reason, self._below(owner), f".{self.name}"))

    def reach_module(self, start: int, end: int, imported: Node, reason: str, owner: Targets) -> None:
        """The expression from `start` to `end`, which is the module `owner`, becomes the module of the definition."""
        self.reached.paths.append(ReachedPath(start, end, imported, reason, self._below(owner), ""))

    def _below(self, owner: Targets) -> str | None:
        """`.manager`: the way on from the package that the path goes through, when that has loaded the module.

        "" where the path leads to the very module; None when there is no such way.
        """
        home = self.reached.home
        package = next(iter(owner), None)
        if owner == {home}:
            return ""
        if len(owner) != 1 or not isinstance(package, Module) or not home.stem.startswith(f"{package.stem}/"):
            return None
        parts = home.stem[len(package.stem) + 1 :].split("/")
        at = package
        for part in parts:
            inner = self.resolver.project.modules.child(at, part)
            if inner is None or self.resolver.member(at, part) != {inner}:
                return None
            at = inner
        return "".join(f".{part}" for part in parts) if self.reached.graph.way(package.stem, home.stem) else None

    def beside_star(self, statement: Node, spelled: str) -> None:
        if not self._comes_with_it(statement):
            self.reached.stars.append(statement)

    def _comes_with_it(self, statement: Node) -> bool:
        """Is the symbol bound here under its own name, too, and nothing else: above, or surely by the star import?"""
        path, identity = self.reached.path, self.slots.identity
        names, starred = self.resolver.project.names(path, self.name), identity.of_stars(path, self.name)
        if names.own:
            is_other = starred and not identity.same(starred)
            mine = all(identity.same(identity.of_binding(path, each, self.name)) for each in names.own)
            above = [each for each in names.own if each.start < statement.start_byte]
            return mine and not is_other and is_surely_bound(names, above)
        found = next(iter(self.resolver.bringing(path, self.name)), None)
        brought = found is not None and found.statement == statement and found.surely and is_sure(statement)
        return brought and identity.same(starred)

    def written(self, parsed: Parsed) -> Iterator[Edit]:
        """The edits (offsets of the code) for all paths, in the style of the imports that they began with."""
        made: list[tuple[str, Node]] = []
        for path in sorted(self.reached.paths, key=lambda each: each.start):
            if path.below == path.name == "":
                continue  # it is that module already
            if path.below is not None:
                whole = parsed.source.code[path.start : path.end].decode()
                text = f"{whole.rpartition('.')[0] if path.name else whole}{path.below}{path.name}"
                yield Edit(path.start, path.end, text.encode(), path.reason)
                continue
            module, line = self._way(parsed, path.imported)
            yield Edit(path.start, path.end, f"{module}{path.name}".encode(), path.reason)
            known = any(
                each == line and (other == path.imported or _serves(parsed, other, path.imported, path.start))
                for each, other in made
            )  # fmt: skip
            if not known and not self._is_there(module, (path.imported, path.start)):
                yield insertion(parsed, path.imported, [line.encode()], f"path to {self.name}")
                made.append((line, path.imported))

    @cached_property
    def _is_loaded_within(self) -> bool:
        """Does a package around the module load the file, so that it is no attribute of the one around that as yet?

        `import app.core.manager as m` works then, and the path `app.core.manager` does not.
        """
        modules = self.resolver.project.modules
        user, home = modules.of_file(self.reached.path), self.reached.home
        above = home.stem
        for _ in range(self.module.count(".") - 1 if user is not None else 0):
            above = above.rpartition("/")[0]
            if user is not None and (user.stem == above or self.reached.graph.way(above, user.stem)):
                return True
        return False

    def _way(self, parsed: Parsed, statement: Node) -> tuple[str, str]:
        """How the module is called in the file, and the import that makes it so."""
        project, home = self.resolver.project, self.reached.home
        stem, _, last = home.stem.rpartition("/")
        package = project.modules.by_stem.get(stem)
        alone = statement.type == "import_from_statement" or self._is_loaded_within
        if alone and package is not None and self._is_free(last):
            like = source_of(parsed, statement)
            return last, f"from {spelled(project, self.reached.path, package, like)} import {last}"
        name = absolute(project, self.reached.path, home, self.reached.called)
        return name, f"import {name}"

    def _is_free(self, word: str) -> bool:
        names = self.resolver.project.names(self.reached.path, word)
        own = {each.start for each in names.own}
        taken = [each for each in names.occurrences if each.role in ("use", "bind", "global") and each.start not in own]
        return (not own and not any(each.role == "bind" or each.home == names.module for each in taken)) or (
            self._is_there(word) and not any(each.role in ("bind", "global") for each in taken)
        )

    def _is_there(self, name: str, at: tuple[Node, int] | None = None) -> bool:
        """Does the top of the file bind the module under this name, by nothing but imports?

        With the import that led to a use, and where that is: does one of them serve the use as well?
        """
        path = self.reached.path
        first, *rest = name.split(".")
        parsed = self.resolver.project.parsed(path)
        own = self.resolver.project.bindings(path, first)
        found = [(each, each.import_around) for each in own]
        bindings = [
            each for each, statement in found
            if at is None or statement is None or _serves(parsed, statement, *at)
        ]  # fmt: skip
        if not bindings or any(statement is None for _, statement in found):
            return False
        if rest:
            return any(parsed.text(each.parent) == name.encode() for each in bindings)
        return self.resolver.of_bindings(path, bindings, first) == {self.reached.home}


def _serves(parsed: Parsed, statement: Node, beside: Node, start: int) -> bool:
    """Has the import `statement` run where a use stands that the import `beside` led to?"""
    block = statement.parent
    return (
        block is not None
        and statement.start_byte < start < block.end_byte
        and block.start_byte <= start
        and part_of(parsed, statement.start_byte) == part_of(parsed, beside.start_byte)
    )


def hidden_by_another(resolver: Resolver, home: Module) -> str:
    """The name of a package's attribute that hides the module, or a package around it; "" when paths lead there."""
    stem = home.stem
    while "/" in stem:
        above, _, last = stem.rpartition("/")
        package, inner = resolver.project.modules.by_stem.get(above), resolver.project.modules.by_stem.get(stem)
        if package is not None and package.files and resolver.member(package, last) not in ({inner}, frozenset()):
            return f"{resolver.project.modules.name(package)}.{last}"
        stem = above
    return ""
