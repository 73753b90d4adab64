"""The imports and constants at the top of the factory module, sorted as isort and ruff sort them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from .factorystyle import Style
from .needed import Import


def import_lines(imports: Iterable[Import], own: Iterable[str], style: Style) -> list[str]:
    """The statements, groups divided by "": the standard library, others, and those of the packages `own`."""
    needed = set(imports)
    typing_only = {each for each in needed if each.typing_only}
    lines = _grouped(needed - typing_only, frozenset(own), style)
    if typing_only:
        inside = _grouped(typing_only, frozenset(own), style)
        indented = [style.indent + part for line in inside if line for part in line.split("\n")]
        lines += ["", "if TYPE_CHECKING:", *indented]
    return lines


def _grouped(imports: set[Import], own: frozenset[str], style: Style) -> list[str]:
    groups: dict[int, list[Import]] = {}
    for each in imports:
        groups.setdefault(_section(each, own), []).append(each)
    lines: list[str] = []
    for _, members in sorted(groups.items()):
        lines += [*([""] if lines else []), *_statements(members, style)]
    return lines


def _section(each: Import, own: frozenset[str]) -> int:
    first = each.module.partition(".")[0]
    return 0 if first == "__future__" else 1 if first in sys.stdlib_module_names else 3 if first in own else 2


def _statements(imports: list[Import], style: Style) -> Iterator[str]:
    for each in sorted(each for each in imports if not each.name):
        yield f"import {each.spelled}"
    modules = sorted({each.module for each in imports if each.name}, key=str.lower)
    for module in modules:
        taken = sorted((each for each in imports if each.name and each.module == module), key=_by_type)
        yield from_import(module, [*dict.fromkeys(each.spelled for each in taken)], style)


def _by_type(each: Import) -> tuple[int, str, str]:
    """Constants, then classes, then the rest."""
    name = each.name
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name, each.bound


def from_import(module: str, names: list[str], style: Style) -> str:
    """`from module import a, b`, in parentheses when that is too long for a line."""
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= style.length:
        return line
    return f"from {module} import (\n" + "".join(f"{style.indent}{name},\n" for name in names) + ")"
