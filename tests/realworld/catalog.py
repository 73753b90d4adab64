"""The packages that are put to the test, each pinned: `catalog.toml` and a list of requirements beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Package:
    """A source distribution on PyPI with a suite that runs offline.

    Paths are relative to the unpacked sdist. `sources` are the folders or modules that symbols are drawn from;
    `roots` are what must be on `sys.path` to import them. An entry of `derived` is a module and a pattern: names made
    by it from the module's own names are renamed with them. `settings` are environment variables for the suite, as NAME=value.
    `doubles` are patterns of the test doubles that move to `factory`.
    """

    name: str
    version: str
    sha256: str
    layout: str
    roots: tuple[str, ...]
    sources: tuple[str, ...]
    suite: tuple[str, ...]
    derived: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    committed: bool = True
    collapse: bool = False
    doubles: tuple[str, ...] = ()
    factory: str = ""

    @property
    def requirements(self) -> Path:
        """The pinned requirements of the suite: the package itself (for its metadata) and all that it needs."""
        return HERE / "requirements" / f"{self.name}.txt"

    @property
    def modules(self) -> tuple[str, ...]:
        """The top-level modules of the sources."""
        return tuple(Path(source).stem for source in self.sources)


def packages() -> Mapping[str, Package]:
    """Every package of the catalog by name, in its order."""
    entries = tomllib.loads((HERE / "catalog.toml").read_text())["package"]
    return {entry["name"]: _package(entry) for entry in entries}


def _package(entry: Mapping[str, str | list[str] | bool]) -> Package:
    words = {key: value for key, value in entry.items() if isinstance(value, str)}
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    flags = {"committed": entry.get("committed", True) is True, "collapse": entry.get("collapse", False) is True}
    return Package(**words, **lists, **flags)  # type: ignore[arg-type]
