"""Would a direct import make a cycle, while modules are being imported, that was not there?

app/core.py: import app.user            app/user.py: from app.lazy import Old     no cycle: lazy asks core later
                                        app/user.py: from app.core import C       core -> user -> core
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import field
from itertools import islice

from tree_sitter import Node

from ..names import upwards
from ..records import dataclass
from ..repo.files import RepoPath
from .bindings import Resolver
from .parsing import IMPORTS, Parsed
from .stems import Module
from .syntax import imports_in, is_arm_for_checkers, is_type_checking, taken_name

_DEFERRED = ("function_definition", "lambda")


@dataclass
class ImportGraph:
    """Which module imports which while it is itself imported: not in functions, not under TYPE_CHECKING.

    A way is searched through `most` modules.
    """

    resolver: Resolver
    most: int = sys.maxsize
    _imports: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _ways: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)

    def new_cycle(self, path: RepoPath, module: Module) -> tuple[str, ...]:
        """The modules of the cycle that a new import of `module` at the top of the file would close; () for none."""
        user = self.resolver.project.modules.of_file(path)
        if user is None:
            return ()
        mine = set(upwards(user.stem))
        for stem in upwards(module.stem):
            if stem in mine or stem not in self.resolver.project.modules.by_stem:
                continue
            way = self.way(stem, user.stem, running=user.stem)
            if way and not self.way(user.stem, stem):
                return (user.stem, *way)
        return ()

    def way(self, start: str, goal: str, *, running: str = "") -> tuple[str, ...]:
        """The modules from `start` to `goal`, each importing the next; () when it does not get there.

        The packages around the one of them that is `running`, `start` if it is not said, are being imported already:
        they are not gone through.
        """
        key = (start, goal, running or start)
        if key not in self._ways:
            self._ways[key] = self._searched(*key)
        return self._ways[key]

    def _searched(self, start: str, goal: str, running: str) -> tuple[str, ...]:
        closed = {start, *upwards(running)}
        waiting: list[tuple[str, ...]] = [(start,)]
        for way in islice(waiting, self.most):
            for stem in self.imports(way[-1]):
                if stem == goal:
                    return (*way, stem)
                if stem not in closed:
                    closed.add(stem)
                    waiting.append((*way, stem))
        return ()

    def imports(self, stem: str) -> tuple[str, ...]:
        """The modules of the project that this one imports, with the packages around them."""
        known = self._imports.get(stem)
        if known is None:
            found: dict[str, None] = {}
            for path in self.resolver.project.modules.files(stem):
                if path.endswith(".py"):
                    found |= dict.fromkeys(self._in_file(path))
            found.pop(stem, None)
            known = self._imports[stem] = tuple(found)
        return known

    def _in_file(self, path: RepoPath) -> Iterator[str]:
        if not self.resolver.project.is_readable(path):
            return
        parsed = self.resolver.project.parsed(path)
        by_stem = self.resolver.project.modules.by_stem
        for statement in at_import_time(parsed):
            for module in self.imported(path, parsed, statement):
                yield from (stem for stem in upwards(module.stem) if stem in by_stem)

    def imported(self, path: RepoPath, parsed: Parsed, statement: Node) -> Iterator[Module]:
        if statement.type == "import_statement":
            for name in statement.children_by_field_name("name"):
                yield from self._modules(taken_name(parsed, name), path)
            return
        source = self.resolver.imported_module(path, statement)
        if isinstance(source, Module):
            yield source
            for element in statement.children_by_field_name("name"):
                child = self.resolver.project.modules.child(source, taken_name(parsed, element))
                if child is not None and child.files:
                    yield child

    def names(self, path: RepoPath, module: Module) -> bool:
        """Does an import of the file name the module, wherever it stands? Raises UnreadableSource."""
        parsed = self.resolver.project.parsed(path)
        return any(
            module == each for statement in imports_in(parsed) for each in self.imported(path, parsed, statement)
        )

    def _modules(self, dotted: str, path: RepoPath) -> Iterator[Module]:
        found = self.resolver.project.modules.find(dotted, path)
        if found is not None:
            yield found


def at_import_time(parsed: Parsed) -> Iterator[Node]:
    """The import statements that run when the file is imported."""
    return _run(parsed, _DEFERRED)


def at_any_time(parsed: Parsed) -> Iterator[Node]:
    """The import statements that run then or later: all but those for type checkers alone."""
    return _run(parsed, ())


def _run(parsed: Parsed, deferred: tuple[str, ...]) -> Iterator[Node]:
    if b"import" not in parsed.source.code:
        return
    waiting = [parsed.tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.type in IMPORTS:
            yield node
        elif node.type == "if_statement" and is_type_checking(node.child_by_field_name("condition")):
            waiting += [child for child in node.named_children if child.type in ("else_clause", "elif_clause")]
        elif node.type not in deferred and node.type != "expression_statement":
            waiting += reversed(node.named_children)


def runs_at_import(statement: Node) -> bool:
    """Does the statement run when its file is imported?"""
    node, above = statement, statement.parent
    while above is not None:
        if above.type in _DEFERRED or is_arm_for_checkers(above, node):
            return False
        node, above = above, above.parent
    return True
