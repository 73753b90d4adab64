"""What a project tells pytest: how test files are imported, which files, classes and functions are tests.

The nearest of pytest.toml, pytest.ini, pyproject.toml, tox.ini and setup.cfg, upwards from a file, that speaks of
pytest counts; pytest 9 reads the first of them, and `[tool.pytest]`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal

from ..records import dataclass
from ..regexes import regex
from ..repo.files import REGULAR, RepoPath, folders_around
from . import candidates
from .project import Project
from .roots import read_ini

Mode = Literal["prepend", "importlib"]  # `append` is taken for the latter: what is installed comes first there
_FILES = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
_MODE = regex(r"--import-mode[= ]+['\"]?(\w+)")
_MAX_SIZE = 1_000_000
_Options = Mapping[str, Sequence[str]]


@dataclass
class PytestConfig:
    """The options of each folder's test files, read when they are asked for."""

    project: Project
    _found: dict[str, tuple[str, _Options]] = field(default_factory=dict)

    def mode(self, path: RepoPath) -> Mode:
        """The import mode: `prepend` unless the options, or a command line somewhere in the project, say another."""
        said = _MODE.search(" ".join(self._of(path)[1].get("addopts", ())))
        return self._called_with or ("prepend" if said is None or said.group(1) == "prepend" else "importlib")

    @cached_property
    def _called_with(self) -> Mode | None:
        """What another mode than the usual one is written in: a Makefile, a workflow, a script."""
        for path in candidates.mentioning(self.project, ["--import-mode"]):
            if path.endswith((".md", ".rst")):
                continue
            modes = _MODE.findall(self.project.read(path).decode(errors="replace"))
            if any(mode != "prepend" for mode in modes):
                return "importlib"
        return None

    def pythonpath(self, path: RepoPath) -> list[str]:
        """The folders that `pythonpath` adds, from the top of the tree."""
        root, options = self._of(path)
        folders = [posixpath.normpath(posixpath.join(root, each)) for each in options.get("pythonpath", ())]
        return ["" if each == "." else each for each in folders if not each.startswith(("..", "/"))]

    def python_files(self, path: RepoPath) -> Sequence[str]:
        return self._of(path)[1].get("python_files", ())

    def is_collected(self, path: RepoPath) -> bool:
        """Would pytest take the file for one of tests?"""
        wanted = self.python_files(path) or ("test_*.py", "*_test.py")
        return any(fnmatchcase(path.rpartition("/")[2], each) or fnmatchcase(path, each) for each in wanted)

    def collects(self, path: RepoPath, name: str) -> bool:
        """Would pytest take a class of this name for tests?"""
        wanted = self._of(path)[1].get("python_classes") or ("Test",)
        return any(name.startswith(each) or fnmatchcase(name, each) for each in wanted)

    def is_test(self, path: RepoPath, name: str) -> bool:
        """Would pytest take a function of this name for a test?"""
        wanted = self._of(path)[1].get("python_functions") or ("test",)
        return any(name.startswith(each) or fnmatchcase(name, each) for each in wanted)

    def _of(self, path: RepoPath) -> tuple[str, _Options]:
        for folder in folders_around(path):
            known = self._found.get(folder)
            if known is None:
                known = self._found[folder] = (folder, self._read(folder))
            if known[1]:
                return known
        return "", {}

    def _read(self, folder: str) -> _Options:
        for name in _FILES:
            file = posixpath.join(folder, name)
            if self.project.kinds.get(file) not in REGULAR:
                continue
            content = self.project.read(file)
            if len(content) > _MAX_SIZE or b"pytest" not in content:
                continue
            try:
                found = _READERS[name.rpartition(".")[2]](content)
            except (ValueError, RecursionError):
                continue  # what pytest cannot read either configures nothing
            if found:
                return found
        return {}


def _of_toml(content: bytes) -> _Options:
    import tomllib

    whole: object = tomllib.loads(content.decode())
    for keys in (("tool", "pytest", "ini_options"), ("tool", "pytest"), ("pytest",)):
        table = whole
        for key in keys:
            table = table.get(key) if isinstance(table, Mapping) else None
        if isinstance(table, Mapping):
            return {"": (), **{str(key): _words(value) for key, value in table.items()}}
    return {}


def _of_ini(content: bytes) -> _Options:
    config = read_ini(content)
    for section in ("pytest", "tool:pytest"):
        if config.has_section(section):
            return {"": (), **{key: _words(value) for key, value in config.items(section)}}
    return {}


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


_READERS: Mapping[str, Callable[[bytes], _Options]] = {"toml": _of_toml, "ini": _of_ini, "cfg": _of_ini}
