"""How a file spells the module that it imports from: the style of the statement before is kept.

from ..shim import Old          from ..core.manager import C          relative stays relative
from app.shim import Old        from app.core.manager import C
"""

from __future__ import annotations

from collections.abc import Iterable

from ..meaning.project import Project
from ..meaning.stems import Module
from ..names import shared
from ..repo.files import RepoPath, seen_from


def absolute(project: Project, path: RepoPath, module: Module, like: str = "") -> str:
    """The dotted name by which the file gets the module; "" when there is none. The one nearest to `like` wins."""
    names = [name for name in project.modules.names(module) if project.modules.find(name, path) == module]
    return max(names, key=lambda name: shared(name, like, "."), default="")


def spelled(project: Project, path: RepoPath, module: Module, like: str) -> str:
    """The module as an import that said `like` would spell it; "" when the file cannot reach it."""
    if like.startswith("."):
        relative = _relative(project, path, module, len(like) - len(like.lstrip(".")))
        if relative:
            return relative
    return absolute(project, path, module, like.lstrip("."))


def package_of(project: Project, module: Module | None, packages: Iterable[str]) -> str:
    """The first of the packages, by dotted name, that is or holds the module; "" when none is."""
    names = project.modules.names(module)
    return next((each for each in packages for name in names if f"{name}.".startswith(f"{each}.")), "")


def _relative(project: Project, path: RepoPath, module: Module, level: int) -> str:
    """`..core.manager`, when no folder on the way up is above the package that the file lies in."""
    folder = path.rpartition("/")[0]
    ups = 1
    while folder and not f"{module.stem}/".startswith(f"{folder}/"):
        folder = folder.rpartition("/")[0]
        ups += 1
    inside = seen_from(folder, module.stem)
    if module.stem == folder:
        inside = ""
    if not all(part.isidentifier() for part in inside.split("/") if part):
        return ""
    package = folder in project.modules.by_stem or ups <= level
    found = project.modules.relative(path, ups, inside.replace("/", ".")) if package else None
    return "." * ups + inside.replace("/", ".") if found == module else ""
