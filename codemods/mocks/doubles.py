"""The test doubles of a class among the tests: found by name, base class, `spec=`, or the methods they share with it.

class MockManager: ...                  by name: Mock*Manager
class Quiet(WebSocketManager): ...      by its base
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from fnmatch import fnmatchcase
from functools import cached_property

from tree_sitter import Node

from ..errors import UnreadableSource
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed, matches
from ..meaning.pytestconfig import PytestConfig
from ..meaning.syntax import bases_of, holds, inside, with_decorators
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from .doubleshape import Member, members
from .pytestpaths import is_test_file
from .realclass import RealClass, is_public

FACTORY = "factory"  # what a class is found by that is there already
MARKERS = ("Mock", "Fake", "Stub", "Dummy", "Spy")
_MARKED = re.compile(rf"_*(?:{'|'.join(MARKERS)})|.*(?:{'|'.join(MARKERS)})\Z")
_CALLED = regex(rf"\bclass[ \t]+\w*(?:{'|'.join(MARKERS)})".encode())
_CLASSES = "(class_definition) @class"
_SPEC = rb"(?:spec|spec_set)\s*=\s*(?:[\w.]+\.)?%s\b|create_autospec\(\s*(?:[\w.]+\.)?%s\b"
_LEAST_SHARED = 2


@dataclass(frozen=True)
class Double:
    """One class that stands in for another in tests. `whole` is its statement, decorators and all.

    `nested` says what it stands in when that is not the module; `own` are the places in it that spell its own name.
    """

    path: RepoPath
    name: str
    node: Node
    whole: Node
    line: int
    nested: str
    found_by: str
    own: frozenset[int] = frozenset()
    members: tuple[Member, ...] = ()
    bases: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Is there no decorator and no base, which might ask for annotations or the order of members?"""
        return self.whole == self.node and not self.bases

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"

    def holds(self, at: int) -> bool:
        """Does byte `at` of the code lie in it?"""
        return holds(self.whole, at)

    @property
    def key(self) -> tuple[RepoPath, int]:
        return self.path, self.whole.start_byte


@dataclass
class Search:
    """Looks through the tests for doubles. `patterns` are names with `*` and `?`; none: by what they have of `real`."""

    resolver: Resolver
    config: PytestConfig
    real: RealClass | None
    patterns: tuple[str, ...]
    factory: RepoPath
    unreadable: dict[RepoPath, str] = field(default_factory=dict)
    elsewhere: list[Double] = field(default_factory=list)

    def doubles(self) -> list[Double]:
        """All of them, by place. Those that are called so in other files than the tests are put in `elsewhere`."""
        found: list[Double] = []
        project = self.resolver.project
        for path in candidates.mentioning(project, self._words()):
            is_test = is_test_file(path, self.config)
            if not path.endswith(".py") or path == self.factory or not (is_test or _CALLED.search(project.read(path))):
                continue
            try:
                here = list(self.in_file(path))
            except UnreadableSource as error:
                self.unreadable[path] = error.title
                continue
            if is_test:
                found += here
            else:
                self.elsewhere += [each for each in here if each.found_by.startswith("name")]
        return found

    def _words(self) -> list[str]:
        """What the files that may hold a double mention."""
        if self.patterns:
            literal = [max(re.split(r"[*?\[\]]+", each), key=len) for each in self.patterns]
            return [each or "class " for each in literal]
        assert self.real is not None
        return [self.real.name, *sorted(f"def {name}" for name in self.real.methods)]

    def in_file(self, path: RepoPath) -> Iterator[Double]:
        """The doubles in one file. Raises UnreadableSource."""
        parsed = self.resolver.project.parsed(path)
        for node in matches(_CLASSES, parsed.tree.root_node):
            name = node.child_by_field_name("name")
            by = self._found_by(path, parsed, node, parsed.text(name).decode()) if name is not None else ""
            if by:
                yield double(self.resolver, path, node, by)

    # -- is it one? ---------------------------------------------------------------------------------------------

    def _found_by(self, path: RepoPath, parsed: Parsed, node: Node, name: str) -> str:
        """What makes the class a double; "" when it is none."""
        if self.patterns:
            return next((f"name {each}" for each in self.patterns if fnmatchcase(name, each)), "")
        if self.real is None or self.config.collects(path, name):
            return ""
        if any(self.real.symbol in self.resolver.of_expression(path, base) for base in bases_of(node)):
            return f"base {self.real.name}"
        if self._spec.search(parsed.text(node)):
            return f"spec {self.real.name}"
        if _MARKED.match(name) and _plain(self.real.name) in _plain(name):
            return "name"
        return self._by_methods(parsed, node, name)

    @cached_property
    def _spec(self) -> re.Pattern[bytes]:
        name = re.escape(self.real.name.encode()) if self.real else b""
        return re.compile(_SPEC % (name, name))

    def _by_methods(self, parsed: Parsed, node: Node, name: str) -> str:
        """More than half of what it offers, and two methods at least, are the real class's."""
        assert self.real is not None
        offered = {each for each in _methods(parsed, node) if is_public(each)}
        shared = offered & self.real.methods.keys()
        least = _LEAST_SHARED if _MARKED.match(name) else _LEAST_SHARED + 1
        if len(shared) < least or 2 * len(shared) <= len(offered):
            return ""
        return f"{len(shared)} methods of {self.real.name}"


def double(resolver: Resolver, path: RepoPath, node: Node, found_by: str) -> Double:
    """The class at `node`, with its members. Raises UnreadableSource when it nests too deeply."""
    project = resolver.project
    parsed = project.parsed(path)
    name_node = node.child_by_field_name("name")
    assert name_node is not None
    name = parsed.text(name_node).decode()
    around = with_decorators(node)
    names = project.names(path, name)
    own = frozenset(each.start for each in names.within(around) if each.home == names.module)
    typed = bool(around is not node or bases_of(node))
    return Double(
        path,
        name,
        node,
        around,
        parsed.source.line(node.start_byte),
        _nested(parsed, around),
        found_by,
        own,
        tuple(members(parsed, node, dict.fromkeys(own, "<own>"), typed=typed)),
        tuple(parsed.text(each).decode() for each in bases_of(node)),
    )


def _nested(parsed: Parsed, whole: Node) -> str:
    above = whole.parent
    around: list[str] = []
    while above is not None and above.type != "module":
        name = above.child_by_field_name("name")
        match above.type:
            case "function_definition" | "class_definition":
                kind = "function" if above.type == "function_definition" else "class"
                around.append(f"in the {kind} {parsed.text(name).decode() if name is not None else ''}")
            case "if_statement" | "try_statement" | "with_statement" | "for_statement" | "while_statement":
                around.append(f"under `{above.type.partition('_')[0]}`")
        above = above.parent
    return around[-1] if around else ""


def _methods(parsed: Parsed, node: Node) -> Sequence[str]:
    found = []
    for child in inside(node, "body"):
        inner = child.child_by_field_name("definition") or child
        name = inner.child_by_field_name("name")
        if inner.type == "function_definition" and name is not None:
            found.append(parsed.text(name).decode())
    return found


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
