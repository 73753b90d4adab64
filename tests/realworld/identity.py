"""Is every name of a module still the same object? Both trees are imported, each in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .catalog import Package
from .sandbox import asked


@dataclass(frozen=True, slots=True)
class Module:
    """A module as it is once imported. `names` gives each name's object: a number (0: a plain value) and a label."""

    error: str
    file: str
    star: frozenset[str]
    names: Mapping[str, tuple[int, str]]


Objects = Mapping[str, Module]


def objects(package: Package, tree: Path) -> Objects:
    """What `plugin/realworld_identity.py` sees in `tree`."""
    found = json.loads(asked(package, tree, "realworld_identity.py", json.dumps(package.modules)))
    return {name: _module(seen) for name, seen in found.items()}


def not_importable_first(package: Package, tree: Path, names: list[str]) -> list[str]:
    """Those of the modules whose import fails when it is the first of the process."""
    failing: list[str] = json.loads(asked(package, tree, "realworld_alone.py", json.dumps(names)))
    return failing


def _module(seen: Mapping[str, object]) -> Module:
    names, star = seen.get("names", {}), seen.get("star", [])
    assert isinstance(names, dict) and isinstance(star, list)
    pairs = {name: (number, label) for name, (number, label) in names.items()}
    return Module(str(seen.get("error", "")), str(seen.get("file", "")), frozenset(star), pairs)


def changed_objects(before: Objects, after: Objects, home: str, name: str) -> Iterator[str]:
    """One line for each name that came, went or is another object, but for what a collapse of `home.name` may do.

    It may take away other names of the symbol, bind the symbol under its own name, and import modules.
    """
    old_symbol, new_symbol = before[home].names[name][0], after[home].names[name][0]
    partners: dict[int, int] = {old_symbol: new_symbol}
    taken: dict[int, int] = {new_symbol: old_symbol}
    for module in sorted(before.keys() | after.keys()):
        old, new = before.get(module), after.get(module)
        if old is None or new is None or old.error != new.error:
            yield f"{module}: {'came' if old is None else 'went' if new is None else f'{old.error} became {new.error}'}"
            continue
        for word in sorted(old.names.keys() | new.names.keys()):
            was, now = old.names.get(word), new.names.get(word)
            if now is None:
                if was is not None and (was[0] != old_symbol or word == name):
                    yield f"{module}.{word}: gone"
            elif was is None:
                if not (now[0] == new_symbol and word == name) and not now[1].startswith("module "):
                    yield f"{module}.{word}: new"
            elif was[1] != now[1] or bool(was[0]) != bool(now[0]):
                yield f"{module}.{word}: {was[1]} became {now[1]}"
            elif partners.setdefault(was[0], now[0]) != now[0] or taken.setdefault(now[0], was[0]) != was[0]:
                yield f"{module}.{word}: another {now[1]}"
