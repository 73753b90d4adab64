"""What is installed in an environment that lies in the repository, and has to do with the repository's own packages.

    .venv/lib/python3.12/site-packages/app/m.py        a copy of the package `app`
    .venv/lib/python3.12/site-packages/plugin.py       of a distribution that requires it

Nothing else there is looked at: an environment holds thousands of files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from ..regexes import regex
from .disk import head, is_folder, is_there, walk
from .files import PYTHON, REGULAR, RepoPath

_MARKS = ("pyvenv.cfg", "conda-meta")  # of a folder that is an environment of Python's (PEP 405) or conda's
_NAMES = frozenset({"venv", ".venv", ".tox", ".nox"})
_LIBRARIES = ("lib/python*/site-packages", "Lib/site-packages")
_REQUIRES = regex(rb"(?m)^Requires-Dist:[ \t]*([A-Za-z0-9._-]+)")
_PROJECT = regex(rb"(?m)^name[ \t]*=[ \t]*[\"']?([A-Za-z0-9._-]+)")
_MOST = 30_000  # bytes of a file that describes a distribution


def is_environment(folder: Path) -> bool:
    return any(is_there(folder / mark) for mark in _MARKS)


def environments(root: Path, place: RepoPath) -> Iterator[RepoPath]:
    """The environments that the folder `place` is, or holds: one that git does not know, of a name that says so."""
    if place.rpartition("/")[2] not in _NAMES:
        return
    if is_environment(root / place):
        yield place
        return
    with suppress(OSError):
        for below in sorted(os.listdir(root / place)):  # noqa: PTH208
            if is_environment(root / place / below):
                yield f"{place}/{below}"


def owned(paths: Collection[RepoPath], packages: Collection[str]) -> frozenset[str]:
    """Those of the packages, by their top names, that a tree with these files has."""
    return frozenset(
        name
        for name in packages
        if any(f"/{name}/" in f"/{path}" or f"/{path}".endswith(f"/{name}.py") for path in paths)
    )


def related(root: Path, environment: RepoPath, packages: Collection[str]) -> Iterator[RepoPath]:
    """The Python files, relative to `root`, of copies of `packages` and of the distributions that require them."""
    top = Path(os.path.realpath(root))
    for pattern in _LIBRARIES:
        for library in sorted((root / environment).glob(pattern)):
            names = {*packages, *_dependants(library, {_normal(each) for each in (*packages, *_projects(root))})}
            for name in sorted(names):
                real = Path(os.path.realpath(library / name))
                linked = real != Path(os.path.realpath(library)) / name and top in real.parents  # the tree itself
                for path in () if linked else _python(library, name):
                    yield path.relative_to(root).as_posix()


def _python(library: Path, name: str) -> Iterator[Path]:
    if is_folder(library / name):
        for below, kind in walk(str(library / name)):
            if below.endswith(PYTHON) and kind in REGULAR:
                yield library / name / below
    elif is_there(library / f"{name}.py"):
        yield library / f"{name}.py"


def _dependants(library: Path, wanted: Collection[str]) -> Iterator[str]:
    """The top names of what a distribution installed that requires one of `wanted`."""
    for described in library.glob("*.dist-info/METADATA"):
        required = {_normal(name.decode()) for name in _REQUIRES.findall(head(described, _MOST))}
        if not required.isdisjoint(wanted):
            record = head(described.with_name("RECORD"), _MOST).decode(errors="surrogateescape")
            tops = {line.partition(",")[0].partition("/")[0].removesuffix(".py") for line in record.splitlines()}
            yield from (name for name in tops if name.isidentifier())


def _projects(root: Path) -> Iterator[str]:
    """What the repository calls itself, as a distribution."""
    for name in ("pyproject.toml", "setup.cfg"):
        yield from (found.decode() for found in _PROJECT.findall(head(root / name, _MOST)))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
