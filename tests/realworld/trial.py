"""One symbol renamed in one package, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from .catalog import Package
from .draw import Symbol
from .sandbox import copy, pristine
from .suites import Baseline, compare, confirmed, run
from .surface import changed_names, surface
from .syntax import changed_files, changed_prose, wrong_names
from .tools import Tool


@dataclass(frozen=True, slots=True)
class Trial:
    """`edits`: how often the new name stands in the tree now. `lost`, `unclean`, `prose`, `rerun`: what is wrong.

    Empty is well. `unclean` are other names that changed, `prose` texts that merely hold the word, `named` those of
    `lost` that pass once the listed proposals are applied: tests that spell the name in a text, as in
    `assert repr(x) == "<Name 1>"`, which the tool named and may not edit unasked.
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
    named: tuple[str, ...] = ()
    rerun: str = ""
    diagnostics: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def survived(self) -> bool:
        return self.exit == 0 and self.edits > 0 and not self.lost

    @property
    def accounted(self) -> bool:
        """True when each lost test was named in a proposal that cures it."""
        return self.exit == 0 and self.edits > 0 and set(self.lost) == set(self.named)

    @property
    def clean(self) -> bool:
        return self.exit == 0 and self.edits > 0 and not self.unclean


def attempt(
    package: Package, symbol: Symbol, before: Baseline, tool: Tool, scratch: Path, *, repository: bool
) -> Trial:
    """Rename `symbol` in a fresh copy under `scratch`, a git repository or a plain folder, and look at everything."""
    original = pristine(package)
    tree = copy(original, scratch / f"{package.name}-{symbol.name}-{tool.name}", repository=repository)
    renaming = tool.rename(symbol, tree)
    edits, files = _count(symbol.new, tree)
    if renaming.exit or not edits:
        return Trial(package.name, symbol, repository, renaming.exit, renaming.said or "it changed nothing", edits)
    before_it = surface(package, original, symbol.module, symbol.name, symbol.new)
    after_it = surface(package, tree, symbol.module, symbol.new, symbol.name)
    unclean = (*changed_names(before_it, after_it, symbol), *wrong_names(original, tree, symbol))
    prose = tuple(changed_prose(original, tree, symbol))
    rerun = _rerun(tool, symbol, tree) if tool.name == "canonize" else ""
    comparison = compare(before, run(package, tree), symbol)
    lost = confirmed(package, tree, before, symbol, comparison.lost)
    named = _cured(package, symbol, before, tool, tree, lost) if lost and renaming.diagnostics else ()
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
        named=named,
        rerun=rerun,
        diagnostics=renaming.diagnostics,
        seconds=renaming.seconds,
    )


def _count(name: str, tree: Path) -> tuple[int, int]:
    word = name.encode()
    files = (path for path in tree.rglob("*") if path.is_file() and path.relative_to(tree).parts[0] != ".git")
    counts = [count for path in files if (count := path.read_bytes().count(word))]
    return sum(counts), len(counts)


def _cured(
    package: Package, symbol: Symbol, before: Baseline, tool: Tool, tree: Path, lost: tuple[str, ...]
) -> tuple[str, ...]:
    """Those of `lost` that pass in a copy where the proposals were applied too."""
    bold = copy(pristine(package), tree.with_name(f"{tree.name}-text"), repository=False)
    if tool.rename(symbol, bold, text=True).exit:
        return ()
    still = compare(before, run(package, bold), symbol).lost
    return tuple(test for test in lost if test not in still)


def _rerun(tool: Tool, symbol: Symbol, tree: Path) -> str:
    """What is wrong with a second run of the same rename; "" when it is done and changed nothing."""
    before = state(tree)
    again = tool.rename(symbol, tree)
    if again.exit:
        return f"exit {again.exit}: {again.said.strip()[:300]}"
    after = state(tree)
    return "" if after == before else f"changed {sorted(p for p in after if before.get(p) != after[p])}"


def state(tree: Path) -> Mapping[str, bytes]:
    """The bytes of every file of the tree, but those of git."""
    files = (path for path in tree.rglob("*") if path.is_file() and path.relative_to(tree).parts[0] != ".git")
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in files}


def differing(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """The files that differ between two states, those that only one has among them."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def difference(package: Package, tree: Path) -> str:
    """The diff between the sdist and a renamed copy of it, to read."""
    return "".join(
        line
        for path, old, new in changed_files(pristine(package), tree)
        for line in unified_diff(_lines(old), _lines(new), path, path, n=1)
    )


def _lines(text: bytes) -> list[str]:
    return text.decode(errors="replace").splitlines(keepends=True)
