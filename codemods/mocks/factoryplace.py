"""Where a factory cannot be: pytest reads the file itself, something else hides it, or nobody is to edit it."""

from __future__ import annotations

from ..errors import Refused
from ..meaning.project import Project
from ..meaning.pytestconfig import PytestConfig
from ..repo.files import folders_around
from ..surface.vendored import why_not_edited
from .doublescope import StepScope
from .pytestpaths import TestPaths


def refuse_place(project: Project, ways: TestPaths, config: PytestConfig, scope: StepScope) -> None:
    """Raises Refused when the factory cannot be where it is to be."""
    path = ways.factory
    name = path.rpartition("/")[2]
    if not all(part.isidentifier() for part in path.removesuffix(".py").split("/")) or not name.endswith(".py"):
        raise Refused(f"{path} cannot be imported as a module", "give the factory a path such as tests/mocks/ws.py")
    if name in ("conftest.py", "__init__.py") or config.is_collected(path):
        raise Refused(f"pytest itself reads {path}", "give the factory a name that is no test's")
    why = why_not_edited(path, b"") or scope.why_not(path)
    if why:
        raise Refused(f"{path} is not to be edited: {why}")
    made = next((each for each in ways.made if scope.why_not(each)), "")
    if made:
        raise Refused(f"the factory needs {made}, which is left out by include or exclude", "include it, too")
    stem = path.removesuffix(".py")
    hidden = [f"{folder}.py" for folder in folders_around(path) if f"{folder}.py" in project.kinds]
    hidden += [each for each in project.kinds if each.startswith(f"{stem}/") and each.endswith(".py")][:1]
    if hidden:
        raise Refused(f"{path} and {hidden[0]} would hide each other", "name another file for the factory")
