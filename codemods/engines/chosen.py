"""The files that a step with a foreign engine is run on."""

from __future__ import annotations

from collections.abc import Iterator

from ..aliasing.modulepaths import absolute
from ..codemod import Diagnostic, Severity
from ..meaning.candidates import LEFT_OUT, mentioning, not_edited, surface
from ..meaning.project import Project
from ..records import dataclass
from ..repo.files import REGULAR, RepoPath
from ..surface.surfaces import Surface
from .protocol import Job

_NOTEBOOK = "left alone: a notebook, which the engine of this step cannot read"
_BY_REWRITE = "a step rewrite or rename looks into notebooks"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Files that hold one of the words, or with `every_file` all, within the patterns; an empty `include` is all."""

    mentions: tuple[str, ...] = ()
    every_file: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def if_unread(self) -> Severity:
        """How grave it is that a file cannot be read: a failure when it was asked for by a word that it holds."""
        return "warning" if self.every_file else "error"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The Python files to run on, in order, and what is to be said of those that are not edited."""

    paths: tuple[RepoPath, ...]
    diagnostics: tuple[Diagnostic, ...]


def chosen(project: Project, wanted: Wanted, *, notebooks: bool = False) -> Chosen:
    """The Python files and stubs of the project that are wanted and may be edited.

    With `notebooks` these, too; without, a word on each of them.
    """
    if wanted.every_file:
        found = sorted(path for path, kind in project.kinds.items() if kind in REGULAR)
    else:
        found = mentioning(project, wanted.mentions)
    step = Project.open(project.files, include=wanted.include, exclude=wanted.exclude)
    kinds: tuple[Surface, ...] = ("python", "stub", "notebook")
    python = [path for path in found if step.edited(path) and surface(project, path) in kinds]
    left = not_edited(project, python)
    remarks = () if wanted.every_file else tuple(_left(left))
    taken = [path for path in python if path not in left]
    others = [path for path in taken if not notebooks and surface(project, path) == "notebook"]
    remarks += tuple(Diagnostic("info", "not-edited", _NOTEBOOK, _BY_REWRITE, path, 1) for path in others)
    return Chosen(tuple(path for path in taken if path not in others), remarks)


def jobs(project: Project, paths: tuple[RepoPath, ...]) -> list[Job]:
    """The files as the engine gets them, each with the name that it is imported under."""
    found = []
    for path in paths:
        module = project.modules.of_file(path)
        name = absolute(project, path, module) if module else ""
        package = name if module and module.package else name.rpartition(".")[0]
        found.append(Job(path, project.read(path), name, package))
    return found


def _left(reasons: dict[RepoPath, str]) -> Iterator[Diagnostic]:
    for path, why in reasons.items():
        if why != LEFT_OUT:
            yield Diagnostic("info", "not-edited", why, "", path, 1)
