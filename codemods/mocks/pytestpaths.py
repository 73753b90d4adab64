"""How does a test file import a module that lies among the tests? By what pytest documents of its import modes.

tests/__init__.py, tests/test_a.py, tests/mocks/ws.py          tests.mocks.ws: one package, whatever sys.path holds
tests/conftest.py, tests/unit/test_a.py, tests/mocks/ws.py     mocks.ws: conftest.py puts tests/ on the path

pytest's modes `prepend` and `append` put on `sys.path`, for each test file and conftest.py, the first folder upwards
that is no package ("rootdir/conftest"); `pythonpath` adds folders to it; `importlib` adds nothing.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator
from dataclasses import field
from fnmatch import fnmatchcase
from functools import cached_property

from ..meaning.bindings import Resolver
from ..meaning.importcycles import ImportGraph
from ..meaning.parsing import IMPORTS
from ..meaning.pytestconfig import PytestConfig
from ..meaning.stems import Module
from ..records import dataclass
from ..repo.files import REGULAR, RepoPath, conftests, folders_around, seen_from


@dataclass(frozen=True)
class Way:
    """The dotted name under which a file imports the factory, or why there is none. `after` is the import behind
    which the name is sure to be found, as a byte of the file; -1 when it always is."""

    dotted: str = ""
    why_not: str = ""
    after: int = -1


@dataclass
class TestPaths:
    """The ways to one module, `factory`, which may not be there yet. `made` are the `__init__.py` that come with it."""

    resolver: Resolver
    factory: RepoPath
    config: PytestConfig
    made: tuple[RepoPath, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.made = tuple(self._to_make())

    def _to_make(self) -> Iterator[RepoPath]:
        """A folder that is made for the factory is made a package; one that is there stays what it is."""
        for folder in folders_around(self.factory):
            if not folder or folder in self.resolver.project.modules.folders or self._is_folder(folder):
                return
            yield f"{folder}/__init__.py"

    def _is_folder(self, folder: str) -> bool:
        return any(path.startswith(f"{folder}/") for path in self.resolver.project.kinds)

    def is_package(self, folder: str) -> bool:
        return f"{folder}/__init__.py" in self._regular or f"{folder}/__init__.py" in self.made

    @cached_property
    def _regular(self) -> frozenset[RepoPath]:
        return frozenset(path for path, kind in self.resolver.project.kinds.items() if kind in REGULAR)

    @cached_property
    def own_packages(self) -> tuple[str, ...]:
        """The first words of imports that come from this project."""
        modules = self.resolver.project.modules
        below = (stem[len(root) + 1 :] if root else stem for root in modules.roots for stem in modules.by_stem
                 if not root or stem.startswith(f"{root}/"))  # fmt: skip
        return tuple(sorted({stem.partition("/")[0] for stem in below} - sys.stdlib_module_names))

    def base(self, path: RepoPath) -> str:
        """The first folder, from the file upwards, that is no package: what pytest puts on the path."""
        return next(folder for folder in folders_around(path) if not folder or not self.is_package(folder))

    def way(self, path: RepoPath) -> Way:
        """How the file `path` imports the factory."""
        base = self.base(path)
        known = self._by_import(path)
        if known is None and (package := self._shipped(path, base)):
            return Way(why_not=f"{package} may be installed without {self.factory}")
        if base != path.rpartition("/")[0] and self._in_package_of(base):
            return self._by_package(path, base)
        if known is not None:
            return known
        if self.config.mode(path) == "importlib":
            return Way(why_not="pytest imports by importlib here, which puts no folder on the path")
        for folder in self._on_path(path):
            if dotted := self._below(folder):
                return self._from(folder, dotted)
        return Way(why_not=f"nothing says that {self.factory} can be imported from here")

    def _shipped(self, path: RepoPath, base: str) -> str:
        """The package of the file, if neither it nor a folder around it is for tests, nor has the factory; else ""."""
        own = seen_from(base, path)
        package = own.rpartition("/")[0] and own.partition("/")[0]
        top = posixpath.join(base, package, "")
        return "" if self.factory.startswith(top) or _among_tests(top) else package

    # -- within one package -------------------------------------------------------------------------------------

    def _in_package_of(self, base: str) -> bool:
        """Do packages lead from the folder `base` to the factory?"""
        folders = self._folders_below(base)
        return bool(folders) and all(map(self.is_package, folders))

    def _folders_below(self, top: str) -> list[str]:
        """The folders between `top` and the factory, the outermost first; none when it does not lie below."""
        is_below = not top or self.factory.startswith(f"{top}/")
        inside = seen_from(top, self.factory).split("/")[:-1] if is_below else []
        return [posixpath.join(top, *inside[:count]) for count in range(1, len(inside) + 1)]

    def _by_package(self, path: RepoPath, base: str) -> Way:
        dotted = self._dotted(base)
        if seen_from(base, path).partition("/")[0] != dotted.partition(".")[0]:  # beside its package, not in it
            return self._from(base, dotted)
        if self.config.mode(path) == "importlib" and self._by_import(path) is None:
            return Way(why_not="pytest imports by importlib here, which may not know the package by this name")
        return Way(dotted)

    # -- by what the file imports already -----------------------------------------------------------------------

    def _by_import(self, path: RepoPath) -> Way | None:
        """An import at the top of the file that takes something from around the factory shows the way to it.

        A file that is still to be made has none.
        """
        project = self.resolver.project
        if path not in project.kinds:
            return None
        parsed = project.parsed(path)
        graph = ImportGraph(self.resolver)
        for statement in (each for each in parsed.tree.root_node.named_children if each.type in IMPORTS):
            for module in graph.imported(path, parsed, statement):
                dotted = self._beside(parsed.text(statement).decode(errors="replace"), module)
                if dotted:
                    return Way(dotted, after=statement.end_byte)
        return None

    def _beside(self, statement: str, module: Module) -> str:
        """The factory's name, when `module` and it lie below one folder that an absolute import begins with."""
        words = statement.split()
        if len(words) < 2 or words[1].startswith("."):
            return ""
        first = words[1].partition(".")[0].rstrip(",")
        parts = module.stem.split("/")
        for place in range(len(parts)):
            root = "/".join(parts[:place])
            top = "/".join(parts[: place + 1])
            spelled = ".".join(parts[place:])
            if parts[place] != first or not self.factory.startswith(f"{top}/") or not spelled.startswith(first):
                continue
            if all(map(self.is_package, self._folders_below(top))) or not self.is_package(top):
                return self._dotted(root)
        return ""

    # -- by the path that pytest searches -----------------------------------------------------------------------

    def _on_path(self, path: RepoPath) -> Iterator[str]:
        """The folders that are on `sys.path` when pytest imports the file, the surest first."""
        yield self.base(path)
        yield from (self.base(each) for each in conftests(path) if each in self._regular)
        yield from self.config.pythonpath(path)

    def _below(self, folder: str) -> str:
        """The factory's name from a folder on the path; "" when only namespace packages lead there."""
        if folder and not self.factory.startswith(f"{folder}/"):
            return ""
        return self._dotted(folder) if all(map(self.is_package, self._folders_below(folder))) else ""

    def _dotted(self, root: str) -> str:
        dotted = seen_from(root, self.factory).removesuffix(".py").replace("/", ".")
        return dotted if all(part.isidentifier() for part in dotted.split(".")) else ""

    def _from(self, folder: str, dotted: str) -> Way:
        """The way by that name from a folder on the path, unless it may lead elsewhere."""
        clash = self._clash(dotted.partition(".")[0], folder)
        return Way(why_not=clash) if clash else Way(dotted)

    def _clash(self, first: str, folder: str) -> str:
        """Why the name that the import begins with may lead elsewhere."""
        if first in sys.stdlib_module_names:
            return f"{first} is a module of the standard library"
        own = f"{folder}/{first}" if folder else first
        for stem, module in self.resolver.project.modules.by_stem.items():
            if stem != own and stem.rpartition("/")[2] == first and self._may_be_top(module):
                return f"{module.files[0]} may be imported as {first}, too"
        return ""

    def _may_be_top(self, module: Module) -> bool:
        """Could the module be imported by its last name alone?"""
        folder = module.stem.rpartition("/")[0]
        return bool(module.files) and f"{folder}/__init__.py" not in self._regular


def is_test_file(path: RepoPath, config: PytestConfig) -> bool:
    """Is the file part of a test suite, by its name or its folder?"""
    name = path.rpartition("/")[2]
    if name == "conftest.py" or fnmatchcase(name, "test_*.py") or fnmatchcase(name, "*_test.py"):
        return True
    if _among_tests(path):
        return name.endswith(".py")
    return name in ("tests.py", "testing.py") or any(fnmatchcase(name, each) for each in config.python_files(path))


def _among_tests(path: RepoPath) -> bool:
    return any(folder.lower().strip("_") in _FOLDERS for folder in path.split("/")[:-1])


_FOLDERS = frozenset({"test", "tests", "testing", "unittests", "unit_tests", "test_suite", "testsuite"})
