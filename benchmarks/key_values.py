"""What an answer key is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

PYTHON = (".py", ".pyi")
TEXT = (".rst", ".md", ".txt", ".toml", ".ini", ".cfg", ".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """One place where the word is written: 1-based line, 0-based column in bytes."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Symbol:
    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Module:
    name: str


OTHER = Symbol("", "")  # anything that is neither a module nor a name that a module of the tree binds
Value = Symbol | Module


@dataclass(slots=True)
class AnswerKey:
    symbol: Symbol
    required: dict[Site, str] = field(default_factory=dict)
    allowed: dict[Site, str] = field(default_factory=dict)
    undecided: dict[Site, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        return len({site.path for site in self.required})
