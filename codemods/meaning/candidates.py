"""The files that a codemod looks at: those that mention a word, what kind of text each is, which are never edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..repo.files import REGULAR, Attributes, RepoPath
from ..surface.surfaces import Surface, surface_of
from ..surface.vendored import environments, why_not_edited
from .project import Project
from .scopes import Names

LEFT_OUT = "left out by include or exclude"
_HEAD = 4096
_PYTHON: tuple[Surface, ...] = ("python", "stub", "notebook")


def mentioning(project: Project, words: Iterable[str]) -> list[RepoPath]:
    """The files that hold one of `words`, in order; no symbolic links, and nothing that is no file."""
    return sorted(path for path in project.files.mentioning(words) if project.kinds.get(path) in REGULAR)


def modules_mentioning(project: Project, words: Iterable[str]) -> Iterator[RepoPath]:
    """Of these the files .py that can be read."""
    found = (path for path in mentioning(project, words) if path.endswith(".py"))
    return (path for path in found if project.is_readable(path))


def naming(project: Project, word: str, text: bytes = b"") -> Iterator[tuple[RepoPath, Names]]:
    """The Python files that mention the word and can be read, in order, each with the places of the word.

    Those without `text` are not parsed.
    """
    for path in mentioning(project, (word,)):
        if holds_python(project, path) and text in project.read(path) and project.is_readable(path):
            yield path, project.names(path, word)


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


def holds_python(project: Project, path: RepoPath) -> bool:
    """Is the file, by its name or its first line, a module, a stub or a notebook?"""
    return is_python(surface(project, path))


def not_edited(project: Project, files: Sequence[RepoPath]) -> dict[RepoPath, str]:
    """Those of `files` that stay as they are whatever they hold, each with the reason."""
    installed = environments(project.kinds)
    said: Mapping[RepoPath, Attributes] = {}
    if any(path.endswith(".gitattributes") for path in project.kinds):
        said = project.files.attributes(files)
    reasons: dict[RepoPath, str] = {}
    for path in files:
        if not project.edited(path):
            reasons[path] = LEFT_OUT
        elif any(said.get(path, {}).values()):
            reasons[path] = ".gitattributes says that it is generated or vendored"
        elif surface(project, path) != "other":
            why = why_not_edited(path, project.read(path)[:_HEAD], installed)
            if why and said.get(path, {}).get(why.partition(":")[0]) is not False:
                reasons[path] = why
    return reasons


def help_for(path: RepoPath, why: str) -> str:
    """What to do so that a definition in a file that is `not_edited` for that reason can be renamed."""
    kind, _, rest = why.partition(": ")
    if kind in ("vendored", "generated"):
        folder = rest.rpartition("it is below ")[2] if "it is below " in rest else ""
        pattern = f"{folder}/**" if folder else path
        where = "where it is maintained" if kind == "vendored" else "in what generates it"
        return f"rename it {where}; if it is yours, commit a .gitattributes with: {pattern} -linguist-{kind}"
    if why == LEFT_OUT:
        return "a definition changes with its uses: have this file included"
    return "a definition changes with its uses: rename it where it is maintained"
