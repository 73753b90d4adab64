"""Which file is the module `a.b.c`? The index of a project's modules and the folders that Python would search.

Nobody can know `sys.path` from outside. What is known: a folder that holds a package's topmost folder is on the path;
so is the root of the repository, of a project inside it, its `src`, what its configuration names, and, for a file that
is run or collected where it stands, its own folder. From a file, the nearest such folder wins.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Literal

from ..names import shared
from ..records import dataclass
from ..repo.files import MODULE_SUFFIXES, REGULAR, Kind, RepoPath, is_skipped, seen_from, without_dots
from .parts import Parts
from .roots import NO_HINTS, Configured
from .searchpath import SearchPath
from .stems import TOP, Module, Stems, stem_of

_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg", "METADATA.toml")  # the last one in typeshed's stubs/*
_MOST_LINKS = 5  # that lead to one another
_SOURCE_FOLDERS = ("src", "lib", "python", "source")


@dataclass(frozen=True)
class Modules:
    """The index. `roots` are the folders that Python searches, as the project tells: "" is the top of the tree.

    `links` are the stems of the symbolic links that may be modules or packages, each with its path; `projects` the
    folders with a project's configuration. `foreign` fills with the names of folders that are no packages, and stand
    behind the library of that name (PEP 420).
    """

    by_stem: Stems
    folders: frozenset[str]
    roots: tuple[str, ...]
    given: frozenset[str]
    prefixes: tuple[tuple[str, str], ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    read_link: Callable[[RepoPath], str] = field(default=lambda path: "", repr=False)
    read: Callable[[RepoPath], bytes] = field(default=lambda path: b"", repr=False)
    projects: frozenset[str] = frozenset()
    foreign: set[str] = field(default_factory=set)
    _near: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _homes: dict[str, dict[str, Module]] = field(default_factory=dict, repr=False)

    @classmethod
    def index(
        cls,
        kinds: Mapping[RepoPath, Kind],
        source_roots: Sequence[str] = (),
        hints: Configured = NO_HINTS,
        read_link: Callable[[RepoPath], str] = lambda path: "",
        read: Callable[[RepoPath], bytes] = lambda path: b"",
    ) -> Modules:
        """The modules among the files of `kinds`, which `read` gives; `read_link` says where a symbolic link leads.

        `source_roots` are folders known to be on the path; they win over what is guessed.
        `hints` are what the configuration says: more roots, and packages that lie elsewhere than their name tells.
        """
        folders: set[str] = set()
        projects: set[str] = {""}
        for path, kind in kinds.items():
            if kind not in REGULAR:
                continue
            if path.endswith(MODULE_SUFFIXES):
                _add_parents(folders, path)
            if path.endswith(_PROJECT_FILES) and path.rpartition("/")[2] in _PROJECT_FILES:
                projects.add(path.rpartition("/")[0])
        by_stem = Stems(kinds)
        given = list(map(without_dots, source_roots))
        roots = dict.fromkeys(
            (*given, *hints.roots, *_guessed(projects, folders, by_stem), *_parents_of_packages(by_stem))
        )
        links = [path for path, kind in kinds.items() if kind == "symlink"]
        stems = {_stem_of_link(path): path for path in links if path.endswith(MODULE_SUFFIXES) or "." not in path}
        return cls(
            by_stem, frozenset(folders), tuple(roots), frozenset(given), hints.prefixes, stems, read_link, read,
            frozenset(projects),
        )  # fmt: skip

    def of_file(self, path: RepoPath) -> Module | None:
        """The module that a `.py` or `.pyi` is."""
        found = self.by_stem.find(stem_of(path))
        hidden = found is not None and path not in found.files and path.endswith(MODULE_SUFFIXES)
        return self.by_stem.find(path) if hidden else found

    def files(self, stem: str) -> tuple[RepoPath, ...]:
        """The files of the module of that stem; none when there is no such module."""
        module = self.by_stem.find(stem)
        return module.files if module is not None else ()

    def find(self, dotted: str, importer: RepoPath = "") -> Module | None:
        """The module that `import dotted` in the file `importer` gets, None when it is not in this tree."""
        parts = dotted.split(".")
        stdlib = parts[0] in sys.stdlib_module_names
        if found := self.prefixed(dotted):
            return found
        for prefix, folder in self.prefixes:
            if dotted.startswith(prefix + ".") and (found := self.at(folder, dotted[len(prefix) + 1 :].split("."))):
                return found
        namespace: Module | None = None
        for root in self._near_to(importer):
            if stdlib and root not in self.given:
                continue  # a folder of tests named `json` does not replace the standard library
            found = self.at(root, parts)
            if found and found.files:
                return self.parts.full(found)
            namespace = namespace or found
        return namespace if parts[0] not in self.foreign else None

    def prefixed(self, dotted: str) -> Module | None:
        """The package that has just that path, in a folder of another name: "odoo.addons.shop"."""
        folders = (folder for prefix, folder in self.prefixes if dotted == prefix)
        return next(filter(None, (self.at(folder, []) for folder in folders)), None)

    def alike(self, dotted: str, importer: RepoPath) -> tuple[Module, ...]:
        """The module that `find` gives, and those that are as near to the file, so that it may be one of them.

        Nothing else where it lies in a folder that was given, or in one around the file.
        """
        folder, (here, *others) = importer.rpartition("/")[0], self._near_to(importer)
        having, own = self._having(dotted), self.at(here, dotted.split("."))
        found = [(here, own)] if own is not None and own.files else []
        found += [(root, having[root]) for root in others if root in having]
        first = found[0][0] if found else ""
        if not found or first in self.given or not first or f"{folder}/".startswith(f"{first}/"):
            return tuple(module for _, module in found[:1])
        near = shared(first, folder, "/")
        return tuple(module for root, module in found if shared(root, folder, "/") == near)

    def _having(self, dotted: str) -> Mapping[str, Module]:
        """The roots in which there is a module of that name, each with it; looked for once."""
        known = self._homes.get(dotted)
        if known is None:
            found = {root: self.at(root, dotted.split(".")) for root in self.roots}
            known = self._homes[dotted] = {root: each for root, each in found.items() if each and each.files}
        return known

    def every(self, dotted: str) -> tuple[Module, ...]:
        """All modules that `dotted` can be, seen from anywhere in the tree; in given folders only, where some are."""
        parts = dotted.split(".")
        given = {module for root in self.given if (module := self.at(root, parts)) and module.files}
        if given:
            return tuple(sorted(given, key=lambda m: m.stem))
        found = set(self._having(dotted).values())
        elsewhere = self.find(dotted)
        return tuple(sorted(found | ({elsewhere} if elsewhere and elsewhere.files else set()), key=lambda m: m.stem))

    @cached_property
    def parts(self) -> Parts:
        return Parts(self)

    def names(self, module: Module | None) -> tuple[str, ...]:
        """The dotted names under which the module can be imported, the likeliest first; none of None."""
        names: dict[int, list[str]] = {0: [], 1: [], 2: []}
        if module is None or module.stem.endswith(MODULE_SUFFIXES):
            return ()  # a package hides the file
        for root in self.roots:
            inside = seen_from(root, module.stem)
            likely = _likeliness(self, module, root)
            if likely == 2 or (
                (not root or module.stem.startswith(root + "/")) and all(p.isidentifier() for p in inside.split("/"))
            ):
                names[likely].append(inside.replace("/", "."))
        elsewhere = [
            ".".join((prefix, *path.split("/"))) if path else prefix
            for prefix, folder in self.prefixes if (path := _path_in(folder, module.stem)) is not None
        ]  # fmt: skip
        return tuple(dict.fromkeys((*names[2], *elsewhere, *names[1], *names[0])))

    def name(self, module: Module, like: str = "") -> str:
        """The likeliest of its `names`, of those that begin with the first word of `like`, if there are some.

        Its path with dots where no import can name it, as app.0001_initial.
        """
        names, top = self.names(module), like.partition(".")[0]
        alike = (name for name in names if name.partition(".")[0] == top)
        return next(alike, next(iter(names), module.stem.replace("/", ".")))

    def child(self, module: Module, name: str) -> Module | None:
        """The submodule `name` of a package."""
        if module.files and not module.package:
            return None
        found = self.at("" if module.stem == TOP else module.stem, [name])
        return found or (self.parts.inside(module, [name]) if module.files else None)

    def relative(self, importer: RepoPath, level: int, dotted: str) -> Module | None:
        """The module that `from ..dotted import` in `importer` means; `level` counts the dots."""
        folder = importer.rpartition("/")[0]
        for _ in range(level - 1):
            if not folder:
                return None
            folder = folder.rpartition("/")[0]
        parts = dotted.split(".") if dotted else []
        found = self.at(folder, parts)
        if found and found.files:
            return self.parts.full(found)
        package = self.at(folder, []) if parts else None
        return (self.parts.inside(package, parts) if package else None) or found

    def at(self, folder: str, parts: Sequence[str], links: int = 0) -> Module | None:
        """The module or package of that path in the folder, also one behind a link; None when there is none."""
        if parts and parts[-1] == "__init__":  # it is loaded once more, from the same file
            package = self.at(folder, parts[:-1], links)
            return package if package is not None and package.package and package.files else None
        stem = "/".join((folder, *parts) if folder else parts)
        is_top = not folder and not parts
        found = self.by_stem.find(TOP if is_top else stem)
        if found is None and (is_top or stem in self.folders):
            return Module(stem, (), package=True)
        return found or (self._behind_link(stem, links) if self.links and links < _MOST_LINKS else None)

    def _behind_link(self, stem: str, links: int) -> Module | None:
        """What Python finds behind a symbolic link of the tree: with `compat -> core`, compat.m is core/m.py."""
        head = stem
        while head and head not in self.links:
            head = head.rpartition("/")[0]
        path = self.links.get(head, "")
        written = self.read_link(path) if path else ""
        leads = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
        if not written or leads.startswith(("/", "..")):
            return None
        place = "" if leads == "." else _stem_of_link(leads)
        way = (place + stem[len(head) :]).strip("/")
        return self.at("", way.split("/") if way else [], links + 1)

    def _near_to(self, importer: RepoPath) -> tuple[str, ...]:
        folder = importer.rpartition("/")[0]
        near = self._near.get(folder)
        if near is None:
            near = self._near[folder] = tuple(self._search_path.seen_from(folder))
        return near

    @cached_property
    def _search_path(self) -> SearchPath:
        return SearchPath(self.roots, self.given, self.projects, self.by_stem)


def _likeliness(modules: Modules, module: Module, root: str) -> Literal[0, 1, 2]:
    """2 when every folder between `root` and the module is a package, and `root` is none; 1 when the topmost one is."""
    path = _path_in(root, module.stem)
    if (root or TOP) in modules.by_stem or not path:
        return 0
    inside = path.split("/")
    folders = ["/".join((*([root] if root else []), *inside[:count])) for count in range(1, len(inside))]
    if all(folder in modules.by_stem for folder in folders):
        return 2
    return 1 if folders[0] in modules.by_stem else 0


def _path_in(folder: str, stem: str) -> str | None:
    """The path of a module in the folder, "" when it is the folder's own; None when it lies elsewhere."""
    if stem == (folder or TOP):
        return ""
    start = f"{folder}/" if folder else ""
    return stem[len(start) :] if stem.startswith(start) else None


def _stem_of_link(path: RepoPath) -> str:
    """The stem of a module that is a link, or what one leads to; a folder's path."""
    return stem_of(path) if path.endswith(MODULE_SUFFIXES) else path


def _add_parents(folders: set[str], path: RepoPath) -> None:
    folder = path.rpartition("/")[0]
    while folder and folder not in folders:
        folders.add(folder)
        folder = folder.rpartition("/")[0]


def _guessed(projects: set[str], folders: set[str], by_stem: Mapping[str, Module]) -> list[str]:
    roots = []
    for project in sorted(projects):
        inside = [f"{project}/{name}" if project else name for name in _SOURCE_FOLDERS]
        roots += [project, *(folder for folder in inside if folder in folders and folder not in by_stem)]
    return [*roots, *sorted(folder for folder in folders if folder.endswith("/src"))]


def _parents_of_packages(by_stem: Stems) -> list[str]:
    parents = {stem.rpartition("/")[0] for stem in by_stem.packages()}
    return sorted(parent for parent in parents if parent not in by_stem and not is_skipped(parent))
