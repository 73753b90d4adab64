"""One symbol renamed in one package, and what became of it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .catalog import Package
from .draw import Symbol
from .sandbox import copy, pristine, surroundings
from .suites import Baseline, compare, run
from .surface import changed_names, surface
from .syntax import changed_prose, wrong_names
from .tools import Tool

# A test that no longer passes is run again, if there are only a few: it may be a flaky one that two runs did not show.
_FEW = 5


@dataclass(frozen=True, slots=True)
class Trial:
    """`edits`: how often the new name stands in the tree now. `lost`, `unclean`, `prose`, `rerun`: what is wrong.

    Empty is well. `unclean` are other names that changed, `prose` texts that merely hold the word.
    """

    package: str
    symbol: Symbol
    repository: bool
    exit: int
    said: str
    edits: int = 0
    files: int = 0
    tests: int = 0
    renamed_tests: int = 0
    lost: tuple[str, ...] = ()
    unclean: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()
    rerun: str = ""
    diagnostics: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def survived(self) -> bool:
        return self.exit == 0 and self.edits > 0 and not self.lost

    @property
    def clean(self) -> bool:
        return self.exit == 0 and self.edits > 0 and not self.unclean


def attempt(
    package: Package, symbol: Symbol, before: Baseline, tool: Tool, scratch: Path, *, repository: bool
) -> Trial:
    """Rename `symbol` in a fresh copy under `scratch`, a git repository or a plain folder, and look at everything."""
    original = pristine(package)
    tree = copy(original, scratch / f"{package.name}-{symbol.name}-{tool.name}", repository=repository)
    renaming = tool.rename(symbol, tree, package.derived)
    edits, files = _count(symbol.new, tree)
    if renaming.exit or not edits:
        return Trial(package.name, symbol, repository, renaming.exit, renaming.said or "it changed nothing", edits)
    before_it = surface(package, original, symbol.module, symbol.name, symbol.new)
    after_it = surface(package, tree, symbol.module, symbol.new, symbol.name)
    unclean = (*changed_names(before_it, after_it, symbol), *wrong_names(original, tree, symbol))
    prose = tuple(changed_prose(original, tree, symbol))
    rerun = _rerun(tool, symbol, tree, package.derived) if tool.name == "canonize" else ""
    comparison = compare(before, run(package, tree), symbol)
    lost = comparison.lost
    if 0 < len(lost) <= _FEW:
        lost = tuple(test for test in lost if test in compare(before, run(package, tree), symbol).lost)
    return Trial(
        package=package.name,
        symbol=symbol,
        repository=repository,
        exit=renaming.exit,
        said=renaming.said,
        edits=edits,
        files=files,
        tests=len(before.passed),
        renamed_tests=comparison.renamed,
        lost=lost,
        unclean=unclean,
        prose=prose,
        rerun=rerun,
        diagnostics=renaming.diagnostics,
        seconds=renaming.seconds,
    )


def _count(name: str, tree: Path) -> tuple[int, int]:
    word = name.encode()
    files = (path for path in tree.rglob("*") if path.is_file() and path.relative_to(tree).parts[0] != ".git")
    counts = [count for path in files if (count := path.read_bytes().count(word))]
    return sum(counts), len(counts)


def _rerun(tool: Tool, symbol: Symbol, tree: Path, derived: tuple[str, ...]) -> str:
    """What is wrong with a second run of the same rename; "" when it is done and changed nothing."""
    before = _state(tree)
    again = tool.rename(symbol, tree, derived)
    if again.exit:
        return f"exit {again.exit}: {again.said.strip()[:300]}"
    after = _state(tree)
    return "" if after == before else f"changed {sorted(p for p in after if before.get(p) != after[p])}"


def _state(tree: Path) -> Mapping[str, bytes]:
    files = (path for path in tree.rglob("*") if path.is_file() and path.relative_to(tree).parts[0] != ".git")
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in files}


def difference(package: Package, tree: Path) -> str:
    """The diff between the sdist and a renamed copy of it, to read."""
    command = ["git", "diff", "--no-index", "--no-color", "--unified=1", str(pristine(package)), str(tree)]
    return subprocess.run(command, env=surroundings(), capture_output=True, text=True, errors="replace").stdout
