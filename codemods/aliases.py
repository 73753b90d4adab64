"""The aliases of one symbol: every name in the project that stands for it, wherever and however it is bound.

    # app/__init__.py: from .core import C as Old          Alias "Old", "import as"
    # app/shim.py:     Older = app.Old                     Alias "Older", "assignment"
    # app/all.py:      from .shim import *                 Alias "Older", "star import"

Each alias that is found adds its word to the search, until no new one comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from tree_sitter import Node

from .errors import UnreadableSource
from .files import RepoPath
from .identity import Identity, aliased_value
from .lazy import is_lazy, lazy_targets
from .lazyreturns import keys
from .modules import Module
from .names import word_pattern
from .parsing import Parsed
from .scopes import Occurrence
from .starclashes import STAR_IMPORT
from .surfaces import surface_of
from .targets import Definition

AliasKind = Literal["import as", "re-export", "assignment", "type alias", "star import", "lazy export"]
_IMPORTS_STAR = ("import *", "import(*", "import\t*", "import  *")


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that a file binds to the symbol. `home` is the kind of block.

    `sure` is False when it may be another object. For a star import `start` is where the statement begins, for a
    lazy export where the key does.
    """

    path: RepoPath
    name: str
    kind: AliasKind
    home: Literal["module", "function", "class"]
    start: int
    line: int
    sure: bool = True


@dataclass
class Family:
    """The search, and what it has found. `words` are the names under which the symbol goes, its own first."""

    identity: Identity
    words: list[str] = field(init=False)
    aliases: list[Alias] = field(default_factory=list)
    _seen: set[tuple[RepoPath, int, str]] = field(default_factory=set)
    _tails: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _holding: dict[str, list[RepoPath]] = field(default_factory=dict)
    _waiting: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = [self.identity.symbol.name]

    def search(self) -> None:
        """Find them all."""
        self._waiting = dict.fromkeys(self.words)
        searched: set[tuple[RepoPath, str]] = set()
        while self._waiting:  # grows on the way
            word = next(iter(self._waiting))
            del self._waiting[word]
            for path in self.reaching(word):
                if (path, word) in searched:
                    continue
                searched.add((path, word))
                try:
                    self._in_file(path, word)
                except UnreadableSource:
                    continue  # reported by whoever edits the files
        for path in self._with_star():
            self._by_star(path)
        self.aliases.sort(key=lambda alias: (alias.path, alias.start, alias.name))

    def python(self, *words: str) -> list[RepoPath]:
        """The Python files that mention one of the words, in order."""
        project = self.identity.resolver.project
        found = project.files.mentioning(words)
        kinds = project.kinds
        return sorted(
            path
            for path in found
            if kinds.get(path) in ("file", "executable") and surface_of(path) in ("python", "stub", "notebook")
        )

    def reaching(self, word: str) -> list[RepoPath]:
        """The Python files that hold the word, and could get it from one of the modules that have it as an alias.

        They spell such a module's last name, are in its package, or import with a star.
        """
        project = self.identity.resolver.project
        holding = self._holding.get(word)
        if holding is None:
            pattern = word_pattern((word,))
            holding = [path for path in self.python(word) if pattern.search(project.read(path))]
            self._holding[word] = holding
        if word == self.words[0]:
            return holding
        tails = frozenset(self.identity.symbol.stem.split("/")[-2:]).union(*self._tails.values())
        own = {alias.path for alias in self.aliases if alias.name == word}
        return [path for path in holding if path in own or _may_import(project.read(path), tails)]

    def _in_file(self, path: RepoPath, word: str) -> None:
        resolver = self.identity.resolver
        parsed = resolver.project.parsed(path)
        for each in resolver.project.names(path, word).occurrences:
            for name, start in _bound_by(parsed, each):
                self._candidate(path, name, start)
            for key, at in keys(parsed, each) if each.role in ("use", "attribute") else ():
                self._lazily(path, key, at)
            if each.role == "string" and is_lazy(parsed):
                for key, at in _keys(parsed, each):
                    self._lazily(path, key, at)

    def _candidate(self, path: RepoPath, name: str, start: int) -> None:
        if (path, start, name) in self._seen:
            return
        self._seen.add((path, start, name))
        resolver = self.identity.resolver
        names = resolver.project.names(path, name)
        binding = next((each for each in names.occurrences if each.start == start and each.role == "bind"), None)
        if binding is None or binding.home is None:
            return
        ends = self.identity.of_binding(path, binding, name)
        if self.identity.symbol in ends:
            home = binding.home.kind if binding.home.kind in ("module", "class") else "function"
            self._add(Alias(path, name, kind_of(binding), home, start, self._line(path, start),
                            self.identity.same(ends)))  # fmt: skip

    def _lazily(self, path: RepoPath, key: str, at: int) -> None:
        if (path, at, key) in self._seen:
            return
        self._seen.add((path, at, key))
        module = self.identity.resolver.project.modules.of_file(path)
        if module is not None and self.identity.same(self.identity.of_member(module, key)):
            self._add(Alias(path, key, "lazy export", "module", at, self._line(path, at)))

    def _with_star(self) -> Iterator[RepoPath]:
        project = self.identity.resolver.project
        for path in self.python(*_IMPORTS_STAR):
            if STAR_IMPORT.search(project.read(path)):
                yield path

    def _by_star(self, path: RepoPath) -> None:
        """The names of the family that a star import brings, in files that need not spell them."""
        resolver = self.identity.resolver
        module = resolver.project.modules.of_file(path)
        try:
            stars = resolver.stars(path)
        except UnreadableSource:
            return
        for statement in stars:
            source = resolver.imported_module(path, statement)
            for word in self.words if isinstance(source, Module) else ():
                assert isinstance(source, Module)
                if (
                    module is not None
                    and resolver.exports(source, word)
                    and self.identity.same(self.identity.of_member(source, word))
                    and self.identity.same(self.identity.of_member(module, word))
                ):
                    at = statement.start_byte
                    self._add(Alias(path, word, "star import", "module", at, self._line(path, at)))

    def _add(self, alias: Alias) -> None:
        self.aliases.append(alias)
        local = alias.home != "module" and alias.kind in ("assignment", "type alias")
        module = self.identity.resolver.project.modules.of_file(alias.path)
        tail = (module.stem if module else alias.path).rpartition("/")[2]
        if local or (alias.name in self.words and tail in self._tails[alias.name]):
            return
        if alias.name not in self.words:
            self.words.append(alias.name)
        self._tails[alias.name].add(tail)
        self._waiting[alias.name] = None

    def _line(self, path: RepoPath, at: int) -> int:
        return self.identity.resolver.project.parsed(path).source.line(at)


def _may_import(raw: bytes, tails: Iterable[str]) -> bool:
    """May the file get a name from a module that ends in one of `tails`, by what it spells?"""
    return b"from ." in raw or any(tail.encode() in raw for tail in tails) or STAR_IMPORT.search(raw) is not None


def kind_of(binding: Occurrence) -> AliasKind:
    """How this binding of the symbol is written."""
    if binding.enclosing("import_from_statement") is not None:
        return "import as" if binding.steps[-2].node.type == "aliased_import" else "re-export"
    return "type alias" if binding.steps[-3].node.type == "type_alias_statement" else "assignment"


@dataclass(frozen=True, slots=True)
class Hop:
    """One name on the way from an alias to the definition: `app.shim.Old`, and where it is bound, as `file:line`."""

    name: str
    place: str


def chain(identity: Identity, path: RepoPath, name: str, *, longest: int = 20) -> tuple[Hop, ...]:
    """The way from a module's name to the definition, each place once."""
    hops: list[Hop] = []
    at: tuple[RepoPath, str] | None = (path, name)
    while at is not None and len(hops) < longest:
        label = dotted_name(identity, *at)
        place, at = _hop(identity, *at)
        if place is None or any(place == hop.place for hop in hops):
            break
        hops.append(Hop(label, place))
    return tuple(hops)


def dotted_name(identity: Identity, path: RepoPath, name: str) -> str:
    """`app.shim.Old` for the name `Old` of the file app/shim.py."""
    modules = identity.resolver.project.modules
    module = modules.of_file(path)
    names = modules.names(module) if module else ()
    return f"{names[0] if names else path}.{name}"


def _hop(identity: Identity, path: RepoPath, name: str) -> tuple[str | None, tuple[RepoPath, str] | None]:
    """Where the file binds the name, and what that takes it from."""
    resolver = identity.resolver
    try:
        names = resolver.project.names(path, name)
        source = resolver.project.parsed(path).source
    except UnreadableSource:
        return None, None
    module = resolver.project.modules.of_file(path)
    if module is not None and Definition(module.stem, name) == identity.symbol:
        binding = next(iter(names.bindings(names.module)), None)
        return (f"{path}:{source.line(binding.start)}" if binding else None), None
    for binding in names.bindings(names.module):
        here = f"{path}:{source.line(binding.start)}"
        statement = binding.enclosing("import_from_statement")
        if statement is not None:
            taken = taken_name(resolver.project.parsed(path), binding)
            return here, _member_of(resolver.imported_module(path, statement), taken)
        value = aliased_value(binding)
        if value is not None and value.type == "identifier":
            return here, (path, resolver.project.parsed(path).text(value).decode())
        if value is not None:
            below, attribute = value.child_by_field_name("object"), value.child_by_field_name("attribute")
            if below is not None and attribute is not None:
                owner = next(iter(resolver.of_expression(path, below)), None)
                return here, _member_of(owner, resolver.project.parsed(path).text(attribute).decode())
        return here, None
    for statement in reversed(resolver.stars(path)):
        origin = resolver.imported_module(path, statement)
        if isinstance(origin, Module) and resolver.exports(origin, name) and resolver.member(origin, name):
            return f"{path}:{source.line(statement.start_byte)} (*)", _member_of(origin, name)
    for each in names.occurrences:
        if each.role == "string" and lazy_targets(resolver, path, name):
            end = (_file_of(identity, identity.symbol.stem), identity.symbol.name)
            return f"{path}:{source.line(each.start)} (lazy)", end if end[0] else None
    return None, None


def taken_name(parsed: Parsed, binding: Occurrence) -> str:
    """`N` in `from m import N` and `from m import N as L`."""
    element = binding.steps[-2].node
    taken = element.child_by_field_name("name") if element.type == "aliased_import" else element
    return parsed.text(taken if taken is not None else element).decode()


def _member_of(owner: object, name: str) -> tuple[RepoPath, str] | None:
    return (owner.files[0], name) if isinstance(owner, Module) and owner.files else None


def _file_of(identity: Identity, stem: str) -> RepoPath:
    module = identity.resolver.project.modules.by_stem.get(stem)
    return module.files[0] if module and module.files else ""


def _bound_by(parsed: Parsed, each: Occurrence) -> Iterable[tuple[str, int]]:
    """The names, and where they stand, that may be bound to what the word means at this place."""
    if each.role == "imported":
        alias = each.steps[-3].node.child_by_field_name("alias")
        return [(parsed.text(alias).decode(), alias.start_byte)] if alias is not None else []
    if each.role == "bind" and each.enclosing("import_from_statement") is not None:
        return [(parsed.text(each.node).decode(), each.start)] if each.steps[-2].node.type == "dotted_name" else []
    if each.role in ("use", "attribute"):
        return list(_assigned_to(parsed, each))
    return []


def _assigned_to(parsed: Parsed, each: Occurrence) -> Iterator[tuple[str, int]]:
    """`A` in `A = C`, `A = B = m.C`, `type A = C`."""
    climb = len(each.steps) - (2 if each.role == "attribute" else 1)
    step = each.steps[climb]
    if (each.role == "use" and each.steps[climb - 1].node.type == "type") or (
        each.role == "attribute" and each.steps[climb - 1].node.type == "type"
    ):
        climb, step = climb - 1, each.steps[climb - 1]
    while climb and step.field == "right" and each.steps[climb - 1].node.type in ("assignment", "type_alias_statement"):
        left = each.steps[climb - 1].node.child_by_field_name("left")
        name = _identifier(left)
        if name is not None:
            yield parsed.text(name).decode(), name.start_byte
        climb, step = climb - 1, each.steps[climb - 1]


def _identifier(left: Node | None) -> Node | None:
    if left is not None and left.type == "type":
        left = left.named_children[0]
    return left if left is not None and left.type == "identifier" else None


def _keys(parsed: Parsed, each: Occurrence) -> Iterator[tuple[str, int]]:
    """The key of the dictionary entry around this place."""
    pair = each.enclosing("pair")
    key = pair.child_by_field_name("key") if pair is not None else None
    if key is not None and key.type == "string" and len(key.named_children) == 3:
        content = key.named_children[1]
        text = parsed.text(content).decode()
        if text.isidentifier():
            yield text, content.start_byte
