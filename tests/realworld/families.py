"""Which symbols are collapsed: drawn with a fixed seed by counting, over `ast` and the imported modules, what takes them.

A symbol is a class or function of the package that at least two files take by another way than from the module that
defines it, under its own name. Those that some module holds under another name come first: that is what an alias is.
"""

from __future__ import annotations

import random
from pathlib import Path

from .catalog import Package
from .draw import Symbol, defined_once
from .identity import Objects, objects
from .sites import sites

_FILES = 2


def draw_families(package: Package, tree: Path, *, count: int = 4, seed: int = 1) -> tuple[Symbol, ...]:
    """`count` symbols, or all that there are; the same for the same tree and seed."""
    seen = objects(package, tree)
    found = [each for each in _candidates(seen) if len(_users(package, tree, seen, each)) >= _FILES]
    dice = random.Random(f"{package.name} {seed}")
    dice.shuffle(found)
    found.sort(key=lambda each: not _has_other_names(seen, each))
    return tuple(Symbol(module, name, name, "symbol") for module, name in found[:count])


def _candidates(seen: Objects) -> list[tuple[str, str]]:
    """Each class and function that one module defines and another holds. What `__module__` says may be made up."""
    holding: dict[int, set[tuple[str, str]]] = {}
    for module, each in seen.items():
        for word, (number, label) in each.names.items():
            if ":" in label and number:
                holding.setdefault(number, set()).add((module, word))
    files = {module: Path(each.file) for module, each in seen.items() if each.file}
    defined = {(module, name) for module, path in files.items() for name, _ in defined_once(path)}
    homes = [held & defined for held in holding.values() if len({module for module, _ in held}) > 1]
    return sorted(home for found in homes if len(found) == 1 for home in found)


def _users(package: Package, tree: Path, seen: Objects, symbol: tuple[str, str]) -> set[str]:
    return {site.path for site in sites(package, tree, seen, *symbol)}


def _has_other_names(seen: Objects, symbol: tuple[str, str]) -> bool:
    home, name = symbol
    number = seen[home].names[name][0]
    return any(held[0] == number and word != name for each in seen.values() for word, held in each.names.items())
