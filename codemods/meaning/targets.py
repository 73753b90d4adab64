"""What a name can mean, when it has been followed to where it ends."""

from __future__ import annotations

from typing import TypeGuard

from ..records import dataclass
from .stems import Module


@dataclass(frozen=True, slots=True)
class Definition:
    """A name of a module of the project, bound there by something that is not an import. `stem` is the module's."""

    stem: str
    name: str


@dataclass(frozen=True, slots=True)
class External:
    """A dotted path into a module that is not in the project: `requests.Session`, or a module `requests.sessions`."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that cannot be followed: a parameter, the outcome of a call, an attribute of an object."""

    neutral: bool = False  # None or a literal: what a fallback binds where an import failed


Target = Module | Definition | External | Unknown
Targets = frozenset[Target]
UNKNOWN: Targets = frozenset({Unknown()})
NOTHING: Targets = frozenset()


def is_home(target: Target | None, symbol: Definition | External) -> bool:
    """Is the target the module in which the symbol lies, and not one that re-exports it?"""
    match target, symbol:
        case Module(stem), Definition(home):
            return stem == home
        case External(dotted), External(whole):
            return dotted == whole.rpartition(".")[0]
        case _:
            return False


def called(symbol: Definition | External, name: str) -> Target:
    """What lies beside the symbol under this name: the symbol itself, once it has been renamed to that."""
    match symbol:
        case Definition(stem):
            return Definition(stem, name)
        case External(dotted):
            return External(f"{dotted.rpartition('.')[0]}.{name}")


def may_hand_on(target: Target | None, symbol: Definition | External) -> TypeGuard[External]:
    """Is the target a package around the module in which the symbol lies, all of it outside the project?"""
    match target, symbol:
        case External(dotted), External(whole):
            return whole.rpartition(".")[0].startswith(f"{dotted}.")
        case _:
            return False
