"""Did any other name change? Both trees are imported, each in a process of its own, and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from .catalog import Package
from .draw import Symbol
from .sandbox import asked

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Surface = Mapping[str, Mapping[str, Json]]

# Members that a class has or lacks with the interpreter's mood, not with its source.
_MOODS = {"__static_attributes__", "__firstlineno__", "__weakref__", "__dict__"}


def surface(package: Package, tree: Path, home: str, name: str, other: str) -> Surface:
    """What `plugin/realworld_surface.py` sees in `tree`, whose renamed object is `home.name`."""
    found: Surface = json.loads(
        asked(package, tree, "realworld_surface.py", json.dumps(package.modules), home, name, other)
    )
    return found


def changed_names(before: Surface, after: Surface, symbol: Symbol) -> Iterator[str]:
    """One line for each name that differs and is neither the renamed symbol nor one derived from it, as asked for."""
    after = _underived(after, symbol)
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield f"{name}: the module {'came' if old is None else 'went'}"
        elif "error" in old or "error" in new:
            if old.get("error") != new.get("error"):
                yield f"{name}: import gave {old.get('error', 'a module')}, now {new.get('error', 'a module')}"
        else:
            yield from _module(name, old, new, symbol)


def _underived(after: Surface, symbol: Symbol) -> Surface:
    text = json.dumps(after)
    for pattern in symbol.derived:
        text = text.replace(f'"{pattern.format(symbol.new)}"', f'"{pattern.format(symbol.name)}"')
    found: Surface = json.loads(text)
    return found


def _module(name: str, old: Mapping[str, Json], new: Mapping[str, Json], symbol: Symbol) -> Iterator[str]:
    had, has = old["names"], new["names"]
    assert isinstance(had, dict) and isinstance(has, dict)
    carries = had.get(symbol.name) is True  # this module's name of that spelling is the very object
    expected = {symbol.new if carries and attr == symbol.name else attr: is_it for attr, is_it in had.items()}
    for attribute in sorted(expected.keys() - has.keys()):
        yield f"{name}.{attribute}: gone"
    for attribute in sorted(has.keys() - expected.keys()):
        yield f"{name}.{attribute}: new"
    for attribute in sorted(expected.keys() & has.keys()):
        if expected[attribute] != has[attribute]:
            yield f"{name}.{attribute}: {'no longer' if expected[attribute] else 'now'} the renamed object"
    yield from _exported(name, old["all"], new["all"], symbol if carries else None)
    yield from _shapes(name, old["shapes"], new["shapes"], symbol if carries else None)


def _exported(name: str, old: Json, new: Json, symbol: Symbol | None) -> Iterator[str]:
    if isinstance(old, list) and symbol:
        old = [symbol.new if entry == symbol.name else entry for entry in old]
    if _in_any_order(old) != _in_any_order(new):  # some packages sort, or compute, their __all__
        yield f"{name}.__all__: {_difference(old, new)}"


def _in_any_order(exported: Json) -> Json:
    if not isinstance(exported, list):
        return exported
    names: list[Json] = [*sorted(map(str, exported))]
    return names


def _shapes(name: str, old: Json, new: Json, symbol: Symbol | None) -> Iterator[str]:
    assert isinstance(old, dict) and isinstance(new, dict)
    for attribute, shape in old.items():
        there = new.get(symbol.new if symbol and attribute == symbol.name else attribute, shape)
        yield from _inside(f"{name}.{attribute}", shape, there)


def _inside(where: str, old: Json, new: Json) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted((old.keys() | new.keys()) - _MOODS):
            if key not in old or key not in new:
                yield f"{where}.{key}: {'gone' if key in old else 'new'}"
            else:
                yield from _inside(where if key == "members" else f"{where}.{key}", old[key], new[key])
    elif old != new:
        yield f"{where}: {_difference(old, new)}"


def _difference(old: Json, new: Json) -> str:
    if isinstance(old, list) and isinstance(new, list):
        gone = [entry for entry in old if entry not in new]
        come = [entry for entry in new if entry not in old]
        return f"{json.dumps(gone)[:300]} became {json.dumps(come)[:300]}"
    return f"{json.dumps(old)[:300]} became {json.dumps(new)[:300]}"
