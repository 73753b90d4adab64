"""The modules beside a recipe's code that it imports. The step lists each, so that its text is part of the digest.

bowler: {script: mods/refactor.py, modules: [mods/helpers.py, mods/common/names.py]}

# mods/refactor.py
import helpers
from common import names
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from posixpath import normpath

from ..checks import Flaw, check_path, is_pattern
from ..errors import CanonizeError
from ..names import why_not_a_name
from ..problems import shown
from ..records import dataclass
from .protocol import Plain
from .script import Script, read_script

_INIT = "__init__"


@dataclass(frozen=True, slots=True)
class Listed:
    """A module's name, as the code beside it imports it, and its text."""

    name: str
    script: Script

    @property
    def plain(self) -> Plain:
        return [self.name, self.script.path, self.script.text]


def check_modules(paths: list[str]) -> list[str]:
    """Files beside the recipe, each a module of Python's."""
    for path in paths:
        check_path(path)
        if not path.endswith(".py") or is_pattern(path):
            raise Flaw(f"not a module beside the recipe: {shown(path)!r}", "write it as mods/file.py")
    return paths


def named(code: Iterable[str], paths: Sequence[str]) -> Mapping[str, str]:
    """The paths of modules by the names under which `code`, files beside the recipe, imports them.

    They are those that Python finds beside a program that it runs. Raises Flaw for what cannot be imported so, or would
    be taken for a module of somebody else.
    """
    folders = sorted({normpath(path).rpartition("/")[0] for path in code}) if paths else []
    if len(folders) != 1 and paths:
        why = f"the code is in several folders, {' and '.join(folders)}" if folders else "the step has no such code"
        raise Flaw(f"modules are those beside the code of a step, and {why}", key="modules")
    found: dict[str, str] = {}
    for path in paths:
        name = _name(normpath(path), folders[0])
        if name in found:
            raise Flaw(f"{shown(path)} and {shown(found[name])} are both the module {name}", key="modules")
        found[name] = path
    return found


def read_modules(folder: Path | None, names: Mapping[str, str]) -> tuple[Listed, ...]:
    """The modules, by the order of their names. Raises CanonizeError for a file that is missing or lies outside."""
    found = tuple(Listed(name, read_script(folder, names[name])) for name in sorted(names))
    for each in found:
        _refuse_left_out(folder, each, names)
    return found


def _name(path: str, folder: str) -> str:
    within = f"{folder}/" if folder else ""
    if not path.startswith(within):
        raise Flaw(f"{shown(path)} does not lie beside the code, in {folder}: it cannot import that", key="modules")
    parts = path[len(within) : -len(".py")].split("/")
    if parts[-1] == _INIT and len(parts) > 1:
        parts.pop()
    for part in parts:
        if why := why_not_a_name(part):
            raise Flaw(f"{shown(path)} cannot be imported: {why}", key="modules")
    if parts[0] in (*sys.stdlib_module_names, "__main__", _INIT):
        raise Flaw(f"{shown(path)}: {parts[0]} is a module of Python's own", "call it otherwise", key="modules")
    return ".".join(parts)


def _refuse_left_out(folder: Path | None, module: Listed, names: Mapping[str, str]) -> None:
    """Raises CanonizeError when Python would run an `__init__.py` before the module that the step does not list."""
    place = normpath(module.script.path).removesuffix(f"/{_INIT}.py")
    top = place.split("/")[: -len(module.name.split("."))]
    packages = module.name.split(".")[:-1]
    for count in range(1, len(packages) + 1):
        init = "/".join((*top, *packages[:count], f"{_INIT}.py"))
        if ".".join(packages[:count]) not in names and folder is not None and (folder / init).exists():
            raise CanonizeError(f"{shown(init)} is run when {shown(module.script.path)} is imported", "list it, too")
