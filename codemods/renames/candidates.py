"""The files that a codemod looks at: those that mention a word, what kind of text each is, which are never edited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..meaning.project import Project
from ..repo.files import RepoPath
from ..surface.surfaces import Surface, surface_of
from ..surface.vendored import environments, why_not_edited

_HEAD = 4096
_PYTHON: tuple[Surface, ...] = ("python", "stub", "notebook")


def mentioning(project: Project, words: Iterable[str]) -> list[RepoPath]:
    """The files that hold one of `words`, in order; no symbolic links, and nothing that is no file."""
    kinds = project.kinds
    found = project.files.mentioning(words)
    return sorted(path for path in found if kinds.get(path) in ("file", "executable"))


def respelling(project: Project, words: Iterable[str]) -> list[RepoPath]:
    """The Python files that may spell one of `words` only in other characters that Python takes for it (PEP 3131)."""
    return sorted(project.respelled.holding(words))


def surface(project: Project, path: RepoPath) -> Surface:
    """What the file is, by its name; for a file without suffix, by what its first line gives it to."""
    known = surface_of(path)
    if known == "other" and "." not in path.rpartition("/")[2]:
        first = project.read(path)[:100].partition(b"\n")[0]
        if first.startswith(b"#!") and b"python" in first:
            return "python"
    return known


def is_python(kind: Surface) -> bool:
    return kind in _PYTHON


def not_edited(project: Project, files: Sequence[RepoPath]) -> dict[RepoPath, str]:
    """Those of `files` that stay as they are whatever they hold, each with the reason."""
    installed = environments(project.kinds)
    reasons: dict[RepoPath, str] = {}
    for path in files:
        if not project.edited(path):
            reasons[path] = "left out by include or exclude"
        elif surface(project, path) != "other":
            why = why_not_edited(path, project.read(path)[:_HEAD], installed)
            if why:
                reasons[path] = why
    if any(path.endswith(".gitattributes") for path in project.kinds):
        marked = project.files.marked_generated(files)
        reasons.update((path, ".gitattributes says that it is generated or vendored") for path in marked)
    return reasons
