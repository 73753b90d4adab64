"""What a recipe or manifest is made of once it is read: nodes, each with its place in the file."""

from __future__ import annotations

from ..problems import Problem
from ..records import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a node stands: line and column from 1, and the offsets of its text in characters, half-open."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """`spelled` is a bool or null as it is written."""

    value: str | bool | None
    at: Place
    spelled: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Node, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; of a key that was given twice, the first."""

    entries: tuple[tuple[Scalar, Node], ...]
    at: Place

    def find(self, name: str) -> tuple[Scalar, Node] | None:
        return next((entry for entry in self.entries if entry[0].value == name), None)

    def rows(self, name: str) -> tuple[tuple[Scalar, Node], ...]:
        """What the mapping under that key holds; nothing where no mapping is."""
        entry = self.find(name)
        return entry[1].entries if entry and isinstance(entry[1], Table) else ()

    def items(self, name: str) -> tuple[Node, ...]:
        """What the list under that key holds; nothing where no list is."""
        entry = self.find(name)
        return entry[1].items if entry and isinstance(entry[1], Items) else ()


Node = Scalar | Items | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read: its text, its top mapping, and what is wrong with it all the same."""

    path: str
    text: str
    root: Table
    problems: tuple[Problem, ...]
