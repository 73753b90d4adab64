"""The modules of a tree by their stems, which are their paths without suffix, of a package its folder.

Stems(kinds)["app/m"].files == ("app/m.py", "app/m.pyi")

A module is put together when it is asked for: of the thousands that a tree has, a run asks for few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from ..records import dataclass
from ..repo.files import MODULE_SUFFIXES, REGULAR, Kind, RepoPath

_PACKAGE = "/__init__"
TOP = "__init__"  # the stem of the package that the whole tree is, when there is an `__init__` at its top
_INITS = ("__init__.py", "__init__.pyi")


@dataclass(frozen=True, slots=True)
class Module:
    """A module or package of the project. `stem` is its identity: its path without suffix, of a package the folder.

    Of a file that a package of its name hides, as Python finds that first, it is the whole path.
    `files` holds the `.py` and the `.pyi`, those that are there; none for a namespace package (PEP 420).
    """

    stem: str
    files: tuple[RepoPath, ...] = field(compare=False)
    package: bool = field(default=False, compare=False)


class Stems(Mapping[str, Module]):
    """The modules among the files of a tree that does not change."""

    def __init__(self, kinds: Mapping[RepoPath, Kind]) -> None:
        self._kinds = kinds
        self._known: dict[str, Module | None] = {}
        self._joined: dict[str, Module] = {}
        self._join_stubs()

    def find(self, stem: str) -> Module | None:
        """The module of that stem; None when there is none."""
        if stem not in self._known:
            self._known[stem] = self._joined.get(stem) or self._made(stem)
        return self._known[stem]

    def __getitem__(self, stem: str) -> Module:
        found = self.find(stem)
        if found is None:
            raise KeyError(stem)
        return found

    def __contains__(self, stem: object) -> bool:
        return isinstance(stem, str) and self.find(stem) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._stems_of(MODULE_SUFFIXES))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def below(self, stem: str) -> Iterator[str]:
        """The stems of all modules in the folder of that stem and in those below it; not its own."""
        return (each for each in self._stems_of(MODULE_SUFFIXES, f"{stem}/") if each != stem)

    def packages(self) -> Iterator[str]:
        """The stems of the packages that have an `__init__`; one with a stub may come twice."""
        for path in self._kinds:
            if path.endswith(_INITS) and is_package(path) and self._is_file(path):
                stem = stem_of(path)
                if stem not in self._joined or self._joined[stem].package:
                    yield stem

    def _stems_of(self, suffix: str | tuple[str, ...], start: str = "") -> dict[str, None]:
        paths = [path for path in self._kinds if path.startswith(start) and path.endswith(suffix)]
        return dict.fromkeys(stem_of(path) for path in paths if self._is_file(path))

    def _is_file(self, path: RepoPath) -> bool:
        return path in self._kinds and self._kinds[path] in REGULAR

    def _made(self, stem: str) -> Module | None:
        if stem.endswith(MODULE_SUFFIXES):
            other = self._made(stem_of(stem)) if self._is_file(stem) else None
            return Module(stem, (stem,)) if other is not None and stem not in other.files else None
        alone = () if stem.endswith(_PACKAGE) else (f"{stem}{suffix}" for suffix in MODULE_SUFFIXES)
        inside = tuple(path for suffix in MODULE_SUFFIXES if self._is_file(path := f"{stem}{_PACKAGE}{suffix}"))
        hides = inside[:1] == (f"{stem}{_PACKAGE}.py",)  # what Python finds first
        files = inside if hides else (*filter(self._is_file, alone), *inside)
        return Module(stem, files, is_package(files[-1])) if files else None

    def _join_stubs(self) -> None:
        """Stubs in a folder of their own belong to what they describe: stubs/app/m.pyi, PEP 561's app-stubs/m.pyi."""
        found = (self._made(stem) for stem in self._stems_of(".pyi"))
        alone = [each for each in found if each and all(path.endswith(".pyi") for path in each.files)]
        wanted = {each.stem: described for each in alone if (described := _described(each.stem))}
        if not wanted:
            return
        tails: dict[str, list[str]] = {described.rpartition("/")[2]: [] for described in wanted.values()}
        for stem in dict.fromkeys(
            stem_of(path) for path in self._kinds if path.endswith(".py") and self._is_file(path)
        ):
            if stem.rpartition("/")[2] in tails:
                tails[stem.rpartition("/")[2]].append(stem)
        for stub, described in wanted.items():
            same = [stem for stem in tails[described.rpartition("/")[2]] if f"/{stem}".endswith(f"/{described}")]
            if len(same) == 1:
                self._join(stub, same[0])

    def _join(self, stub: str, stem: str) -> None:
        module, other = self._joined.get(stem) or self._made(stem), self._made(stub)
        if module is not None and other is not None:
            joined = Module(module.stem, (*module.files, *other.files), module.package)
            self._joined[stem] = self._joined[stub] = joined


def stem_of(path: RepoPath) -> str:
    """The stem of the module that the file would be."""
    return path.rpartition(".")[0].removesuffix(_PACKAGE)


def is_package(path: RepoPath) -> bool:
    """Is the file a package's own, an `__init__`?"""
    return path.rpartition("/")[2].rpartition(".")[0] == "__init__"


def _described(stem: str) -> str:
    """The path of the module that a stub at `stem` describes, "" when it stands in no folder for stubs."""
    parts = stem.split("/")
    place = next((at for at, part in enumerate(parts) if part.endswith("-stubs")), None)
    if place is not None:
        return "/".join((parts[place].removesuffix("-stubs"), *parts[place + 1 :]))
    place = next((at for at, part in enumerate(parts) if part in ("stubs", "typings", "typeshed")), len(parts))
    return "/".join(parts[place + 1 :])
