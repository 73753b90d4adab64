"""The imports of one file made direct: each name of the family is taken from the module that defines it.

from .shim import Old, Older, X        from .shim import X
                                       from .core.manager import C
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from tree_sitter import Node

from ..edits import Edit
from ..meaning.fragments import part_of
from ..meaning.imports import Taken, insertion, respell, retarget
from ..meaning.parsing import Parsed, without_comments
from ..meaning.reexports import is_listed
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.syntax import holds, is_handed_on, source_of
from ..records import dataclass
from ..repo.files import RepoPath
from .aliasslots import REPLACED, AliasSlots
from .collapserules import ON_PURPOSE
from .comparisons import COMPARED, is_compared
from .identity import Identity
from .modulepaths import spelled

_REASON = "direct import of {}"


@dataclass(frozen=True, slots=True)
class Element:
    """One name of a `from` import that is the symbol. `taken` is its name in `source`, `name` the one it has here."""

    statement: Node
    node: Node
    binding: Occurrence
    source: Module
    taken: str
    name: str


@dataclass
class FileImports:
    """The elements of one file, and how each is spelled from now on: None as it is, "" not at all."""

    path: RepoPath
    identity: Identity
    slots: Mapping[str, AliasSlots]
    elements: list[Element] = field(init=False)
    spellings: dict[int, str | None] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.elements = sorted(self._found(), key=lambda each: each.binding.start)
        for each in self.elements:
            self.spellings[each.binding.start] = self._spelling(each)
        for each in self.elements:
            if self.spellings[each.binding.start] == self.canonical:
                if is_handed_on(self.parsed, each.node):
                    self.spellings[each.binding.start] = self.exported
                elif self._is_spare(each):
                    self.spellings[each.binding.start] = ""

    @property
    def canonical(self) -> str:
        return self.identity.symbol.name

    @property
    def exported(self) -> str:
        return f"{self.canonical} as {self.canonical}"

    @property
    def home(self) -> str:
        """The stem of the module that defines the symbol."""
        return self.identity.symbol.stem

    @property
    def parsed(self) -> Parsed:
        return self.identity.project.parsed(self.path)

    def edits(self, stars: list[Node]) -> Iterator[Edit]:
        """The edits (offsets of the code). Beside each of the star imports the canonical name is imported by itself."""
        home = self.identity.home
        by_statement: dict[int, list[Element]] = {}
        for each in self.elements:
            if self.spellings[each.binding.start] is not None:
                by_statement.setdefault(each.statement.start_byte, []).append(each)
        for elements in by_statement.values():
            statement, source = elements[0].statement, elements[0].source
            taken = [Taken(each.node, self.spellings[each.binding.start] or "") for each in elements]
            module = self._module(home, statement)
            reason = _REASON.format(self.canonical)
            if source == home:
                yield from respell(self.parsed, statement, taken, reason)
            else:
                yield from retarget(self.parsed, statement, taken, module, reason)
        for statement in {star.start_byte: star for star in stars}.values():
            line = f"from {self._module(home, statement)} import {self.canonical}"
            yield insertion(self.parsed, statement, [line.encode()], _REASON.format(self.canonical))

    def gone(self) -> Iterator[tuple[Node, Module]]:
        """The statements of which no name is left, with the module that they no longer import."""
        for each in self.elements:
            mine = [other for other in self.elements if other.statement == each.statement]
            whole = len(mine) == len(each.statement.children_by_field_name("name"))
            changed = all(self.spellings[other.binding.start] is not None for other in mine)
            if whole and changed and each.source.stem != self.home:
                yield each.statement, each.source

    def _module(self, home: Module, statement: Node) -> str:
        return spelled(self.identity.project, self.path, home, source_of(self.parsed, statement))

    # -- what there is ------------------------------------------------------------------------------------------

    def _found(self) -> Iterator[Element]:
        resolver = self.identity.resolver
        for word in self.slots:
            for each in resolver.project.names(self.path, word).occurrences:
                statement = each.from_import
                if statement is None or each.role != "bind":
                    continue
                source, taken = resolver.taken(self.path, each)
                if isinstance(source, Module) and self.identity.same(self.identity.of_binding(self.path, each, word)):
                    yield Element(statement, each.parent, each, source, taken, word)

    # -- what becomes of it -------------------------------------------------------------------------------------

    def _spelling(self, each: Element) -> str | None:
        slots = self.slots[each.name]
        direct = each.source.stem == self.home and each.taken == self.canonical
        if self.path in slots.untouched:
            return None
        if each.name == self.canonical:
            if not direct and self._is_asked(each) and self._is_compared(each):
                self.left[each.binding.start] = COMPARED
                return None
            return None if direct or not self._is_asked(each) else self._or_left(each, self.canonical)
        if each.binding.home is None or not slots.is_alias(self.path, each.binding):
            return None
        group = slots.group_of(self.path, each.binding, each.binding.home)
        if group is not None and group.fate == "renamed":
            return self.canonical
        why = self.left[each.binding.start] = slots.reasons.get((self.path, each.binding.start), "")
        if is_handed_on(self.parsed, each.node) and not is_listed(self.identity.resolver, self.path, each.name):
            why = self.left[each.binding.start] = ON_PURPOSE  # `C as X` hands nothing on to type checkers
        if why in (COMPARED, ON_PURPOSE) or why.startswith(REPLACED):
            return None
        return None if direct else self._or_left(each, f"{self.canonical} as {each.name}")

    def _is_compared(self, each: Element) -> bool:
        names = self.identity.project.names(self.path, each.name)
        return each.binding.home is not None and is_compared(self.identity, self.path, names, each.binding.home)

    def _is_asked(self, each: Element) -> bool:
        """Is the symbol, imported under its own name by another way, to come from its definition?"""
        rules = self.slots[each.name].rules
        if (each.source.stem, each.taken) in rules.patches.bound:
            return False
        return rules.wanted(each.source.stem, each.taken)

    def _or_left(self, each: Element, spelling: str) -> str | None:
        why = self.slots[each.name].rules.why_not_direct(self.path, each.binding)
        if why:
            self.left[each.binding.start] = why
        return None if why else spelling

    # -- one import remains -------------------------------------------------------------------------------------

    def _is_spare(self, each: Element) -> bool:
        """Does another import of the block bind the canonical name wherever this one would?"""
        return any(
            other.binding.start != each.binding.start
            and other.binding.home == each.binding.home
            and self._binds_canonical(other)
            and self._covers(other, each)
            and _may_go(self.parsed, each.statement, other.statement)
            for other in self.elements
        )

    def _binds_canonical(self, other: Element) -> bool:
        spelling = self.spellings[other.binding.start]
        return spelling in (self.canonical, self.exported) or (spelling is None and other.name == self.canonical)

    def _covers(self, other: Element, each: Element) -> bool:
        block, mine = other.statement.parent, each.statement.parent
        if block is None or mine is None or self._part(other) != self._part(each):
            return False
        if other.binding.start < each.binding.start:
            reaches = holds(block, each.statement.start_byte)
            return reaches and not self._is_bound_between(other, each)
        settled = self.spellings[other.binding.start] is None  # of two that both change, the first remains
        return settled and block == mine and not self._used_between(each, each.binding.start, other.binding.start)

    def _part(self, each: Element) -> int:
        return part_of(self.parsed, each.binding.start)

    def _is_bound_between(self, other: Element, each: Element) -> bool:
        """May something that is not the symbol get the canonical name, or take it away, between the two imports?"""
        resolver, first, last = self.identity.resolver, other.binding.start, each.binding.start
        stars = resolver.bringing(self.path, self.canonical)
        if any(first < statement.start_byte < last for statement, _, _ in stars):
            return True
        mine = {element.binding.start for element in self.elements if self._binds_canonical(element)}
        return any(
            first < place.start < last and place.start not in mine
            for place in resolver.project.names(self.path, self.canonical).occurrences
            if place.role in ("bind", "delete", "global", "nonlocal") and place.home == each.binding.home
        )

    def _used_between(self, each: Element, start: int, end: int) -> bool:
        names = self.identity.project.names(self.path, each.name)
        return any(start < use.start < end and use.role != "bind" for use in names.occurrences)


def _may_go(parsed: Parsed, statement: Node, beside: Node) -> bool:
    """Can the statement be taken out without leaving its block empty?"""
    block = statement.parent
    if block is None:
        return False
    begin = max(parsed.source.code.rfind(b"\n", 0, statement.start_byte), 0)
    before = parsed.source.code[begin : statement.start_byte].strip()
    if before and not before.endswith(b";"):
        return False
    others = without_comments(block)
    return beside == statement or beside in others or any(node.type != "import_from_statement" for node in others)
