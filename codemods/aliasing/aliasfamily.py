"""The search for all names of a symbol, over all files, until no new one comes.

# app/shim.py: from .core import C as Old       found first: it spells C
# app/all.py:  from .shim import *              found by where it imports from, though it spells neither
# app/v.py:    import app.all; app.all.Old()    found by the module that it goes through
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from tree_sitter import Node

from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.syntax import field_of
from ..meaning.targets import Definition
from ..names import word_pattern
from ..records import dataclass
from ..repo.files import RepoPath
from .aliases import Alias, kind_of
from .aliastakers import Takers
from .identity import Identity, out_of_parentheses, paired
from .lazyreturns import keys


@dataclass
class Family:
    """The search, and what it has found. `words` are the names under which the symbol goes, its own first.

    `unreadable` are files that hold one of them and are no Python: they may have further names of it.
    """

    identity: Identity
    words: list[str] = field(init=False)
    aliases: list[Alias] = field(default_factory=list)
    takers: Takers = field(init=False)
    unreadable: set[RepoPath] = field(default_factory=set)
    _seen: set[tuple[RepoPath, int, str]] = field(default_factory=set)
    _searched: set[tuple[RepoPath, str]] = field(default_factory=set)
    _starred: set[tuple[RepoPath, str]] = field(default_factory=set)
    _waiting: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = [self.symbol.name]
        self.takers = Takers(self.project)

    @property
    def resolver(self) -> Resolver:
        return self.identity.resolver

    @property
    def project(self) -> Project:
        return self.resolver.project

    @property
    def symbol(self) -> Definition:
        return self.identity.symbol

    def search(self) -> None:
        """Find them all."""
        self.takers.provides(self.symbol.stem, self.words[0])
        self._spread()
        if self.takers.look_otherwise():  # the search for such files went on meanwhile, and mostly there are none
            self._spread()
        self.aliases.sort(key=lambda alias: (alias.path, alias.start, alias.name))

    def _spread(self) -> None:
        """Look for what is bound to any of the words, until nothing new is found."""
        self._waiting = dict.fromkeys(self.words)
        while self._waiting:  # grows on the way
            word = next(iter(self._waiting))
            del self._waiting[word]
            for path in self.reaching(word):
                self._in_file(path, word)
                self.let_go(path)
            for path in self.takers.stars(word):
                self._by_star(path, word)

    def python(self, *words: str) -> list[RepoPath]:
        """The Python files that mention one of the words, in order."""
        return self.takers.python(*words)

    def reaching(self, word: str) -> list[RepoPath]:
        """The Python files that hold the word and could get it from a module that has it as an alias; in order."""
        if word == self.words[0]:
            pattern = word_pattern((word,))
            return [path for path in self.python(word) if pattern.search(self.project.text(path))]
        return self.takers.of(word)

    def _in_file(self, path: RepoPath, word: str) -> None:
        """The aliases that the file binds to what the word means."""
        if (path, word) in self._searched:
            return
        self._searched.add((path, word))
        try:
            self._look(path, word)
        except UnreadableSource:
            self.unreadable.add(path)

    def let_go(self, path: RepoPath) -> None:
        """When many trees are held, that of the file goes; who looks at the file again gets another."""
        if self.project.is_full and not self.resolver.leans_on(path):
            self.resolver.forget(path)
            self.project.done(path, (), forget=True)

    def _look(self, path: RepoPath, word: str) -> None:
        parsed = self.project.parsed(path)
        for each in self.project.names(path, word).occurrences:
            for name, start in _bound_by(parsed, each):
                self._candidate(path, name, start)
            for key, at in keys(parsed, each) if each.role in ("use", "attribute") else ():
                self._lazily(path, key, at)
            if each.role == "string" and parsed.may_be_lazy:
                for key, at in _keys(parsed, each):
                    self._lazily(path, key, at)

    def _candidate(self, path: RepoPath, name: str, start: int) -> None:
        if (path, start, name) in self._seen:
            return
        self._seen.add((path, start, name))
        names = self.project.names(path, name)
        binding = next((each for each in names.occurrences if each.start == start and each.role == "bind"), None)
        if binding is None or binding.home is None:
            return
        ends = self.identity.of_binding(path, binding, name)
        if self.symbol in ends:
            home = binding.home.kind if binding.home.kind in ("module", "class") else "function"
            source, _ = self.resolver.taken(path, binding)
            stem = source.stem if isinstance(source, Module) else ""
            self._add(Alias(path, name, kind_of(binding), home, start, self.project.line(path, start),
                            self.identity.same(ends), stem))  # fmt: skip

    def _lazily(self, path: RepoPath, key: str, at: int) -> None:
        if (path, at, key) in self._seen:
            return
        self._seen.add((path, at, key))
        module = self.project.modules.of_file(path)
        if module is not None and self.identity.same(self.identity.of_member(module, key)):
            self._add(Alias(path, key, "lazy export", "module", at, self.project.line(path, at)))

    def _by_star(self, path: RepoPath, word: str) -> None:
        """The name of the family that a star import brings, in a file that need not spell it."""
        resolver = self.resolver
        module = self.project.modules.of_file(path)
        if module is None or (path, word) in self._starred:
            return
        self._starred.add((path, word))
        for statement, source in resolver.starred(path):
            if (
                isinstance(source, Module)
                and resolver.exports(source, word)
                and self.identity.same(self.identity.of_member(source, word))
                and self.identity.same(self.identity.of_member(module, word))
            ):
                at = statement.start_byte
                self._add(Alias(path, word, "star import", "module", at, self.project.line(path, at)))

    def _add(self, alias: Alias) -> None:
        self.aliases.append(alias)
        if alias.is_local:
            return
        module = self.project.modules.of_file(alias.path)
        if alias.name not in self.words:
            self.words.append(alias.name)
        new = self.takers.binds(alias.path, alias.name)
        if alias.home == "module" and module is not None:
            new = self.takers.provides(module.stem, alias.name) or new
        if new:
            self._waiting[alias.name] = None


def _bound_by(parsed: Parsed, each: Occurrence) -> Iterable[tuple[str, int]]:
    """The names, and where they stand, that may be bound to what the word means at this place."""
    if each.role == "imported":
        alias = each.steps[-3].node.child_by_field_name("alias")
        return [(parsed.text(alias).decode(), alias.start_byte)] if alias is not None else []
    if each.role == "bind" and each.from_import is not None:
        return [(parsed.text(each.node).decode(), each.start)] if each.parent.type == "dotted_name" else []
    if each.role in ("use", "attribute"):
        return list(_assigned_to(parsed, each))
    return []


def _assigned_to(parsed: Parsed, each: Occurrence) -> Iterator[tuple[str, int]]:
    """`A` in `A = C`, `A = B = m.C`, `type A = C`, `A = C if fast else D`, `A, B = C, D`."""
    climb = out_of_parentheses(each.steps, len(each.steps) - (2 if each.role == "attribute" else 1))
    choice = each.steps[climb - 1].node
    if choice.type == "conditional_expression" and each.steps[climb].node != choice.named_children[1]:
        climb = out_of_parentheses(each.steps, climb - 1)
    climb -= each.steps[climb - 1].node.type == "type"
    step = each.steps[climb]
    while climb and step.field == "right" and each.steps[climb - 1].node.type in ("assignment", "type_alias_statement"):
        left = each.steps[climb - 1].node.child_by_field_name("left")
        name = _identifier(left)
        if name is not None:
            yield parsed.text(name).decode(), name.start_byte
        climb, step = climb - 1, each.steps[climb - 1]
    for target, value in paired(each.steps[climb - 2].node) if climb > 1 else ():
        if value == step.node and target.type == "identifier":
            yield parsed.text(target).decode(), target.start_byte


def _identifier(left: Node | None) -> Node | None:
    if left is not None and left.type == "type":
        left = left.named_children[0]
    return left if left is not None and left.type == "identifier" else None


def _keys(parsed: Parsed, each: Occurrence) -> Iterator[tuple[str, int]]:
    """The key of the dictionary entry around this place."""
    pair = each.enclosing("pair")
    key = field_of(pair, "key")
    if key is not None and key.type == "string" and len(key.named_children) == 3:
        content = key.named_children[1]
        text = parsed.text(content).decode()
        if text.isidentifier():
            yield text, content.start_byte
