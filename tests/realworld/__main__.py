"""Look further than the standing test does: other packages, seeds and tools.

python -m tests.realworld --package flask --seed 7 --tool sed --keep DIR
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .catalog import Package, packages
from .collapses import Collapsed, collapse, collapses_table, failings
from .draw import draw
from .families import draw_families
from .sandbox import pristine
from .sharing import Shared, faults, share, sharing_table
from .suites import baseline
from .table import complaints, summary, table
from .tools import TOOLS
from .trial import Trial, attempt, difference

SYMBOLS = 10
FAMILIES = 4


def main() -> int:
    """Run what the arguments ask for and print the table. 1 if there is anything to complain of."""
    asked = _arguments()
    known = packages()
    chosen = [known[name] for name in asked.package] or [p for p in known.values() if asked.all or _standing(p, asked)]
    tool = TOOLS[asked.tool]
    trials: list[Trial] = []
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(asked.keep or temporary)
        scratch.mkdir(parents=True, exist_ok=True)
        if asked.collapse:
            return _collapses(chosen, asked, scratch)
        if asked.mocks:
            return _shares(chosen, asked, scratch)
        for package in chosen:
            symbols = draw(package, pristine(package), count=asked.count or SYMBOLS, seed=asked.seed)
            before = baseline(package, scratch)
            print(f"{package.name}: {len(before.passed)} pass, {before.flaky} flaky", file=sys.stderr)
            for number, symbol in enumerate(symbols):
                if asked.symbol and symbol.name not in asked.symbol:
                    continue
                trial = attempt(package, symbol, before, tool, scratch, repository=number % 2 == 0)
                trials.append(trial)
                print(f"  {symbol} -> {symbol.new}: {trial.edits} edits", file=sys.stderr)
                _end(asked, complaints(trial), package, scratch / f"{package.name}-{symbol.name}-{tool.name}")
    print(table(trials), summary(trials), sep="\n\n")
    return 0 if not any(line for trial in trials for line in complaints(trial)) else 1


def _end(asked: argparse.Namespace, wrong: Iterable[str], package: Package, tree: Path) -> None:
    """Tells what is wrong with one try, and keeps the diff of its tree when that is asked for."""
    for line in [*wrong][:20]:
        print(f"    {line}", file=sys.stderr, flush=True)
    if asked.keep:
        tree.with_name(f"{tree.name}.diff").write_text(difference(package, tree))


def _standing(package: Package, asked: argparse.Namespace) -> bool:
    return bool(package.doubles) if asked.mocks else package.collapse if asked.collapse else package.committed


def _collapses(chosen: list[Package], asked: argparse.Namespace, scratch: Path) -> int:
    """The same with aliases collapsed instead of a symbol renamed."""
    made: list[Collapsed] = []
    for package in chosen:
        symbols = draw_families(package, pristine(package), count=asked.count or FAMILIES, seed=asked.seed)
        before = baseline(package, scratch)
        print(f"{package.name}: {len(before.passed)} pass, {before.flaky} flaky", file=sys.stderr)
        for number, symbol in enumerate(symbols):
            if asked.symbol and symbol.name not in asked.symbol:
                continue
            done = collapse(package, symbol, before, scratch, repository=number % 2 == 0)
            made.append(done)
            print(f"  {symbol}: {done.sites} sites, {done.left} left", file=sys.stderr)
            _end(asked, failings(done), package, scratch / f"{package.name}-{symbol.name}-collapse")
    print(collapses_table(made))
    return 0 if not any(line for done in made for line in failings(done)) else 1


def _shares(chosen: list[Package], asked: argparse.Namespace, scratch: Path) -> int:
    """The same with test doubles shared from one factory."""
    made: list[Shared] = []
    for number, package in enumerate(chosen):
        before = baseline(package, scratch)
        print(f"{package.name}: {len(before.passed)} pass, {before.flaky} flaky", file=sys.stderr)
        done = share(package, before, scratch, repository=number % 2 == 0)
        made.append(done)
        print(f"  {done.doubles} doubles, {len(done.moved)} classes in the factory", file=sys.stderr)
        _end(asked, faults(done), package, scratch / f"{package.name}-mocks")
    print(sharing_table(made))
    return 0 if not any(line for done in made for line in faults(done)) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.realworld", description=__doc__.splitlines()[0])
    parser.add_argument("--package", action="append", default=[], help="a name of catalog.toml; again for more")
    parser.add_argument("--all", action="store_true", help="every package, not only those of the standing test")
    parser.add_argument("--symbol", action="append", default=[], help="of the symbols drawn, only this name")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=0, help="symbols of each package")
    parser.add_argument("--collapse", action="store_true", help="collapse aliases instead of renaming")
    parser.add_argument("--mocks", action="store_true", help="share test doubles instead of renaming")
    parser.add_argument("--tool", choices=sorted(TOOLS), default="canonize")
    parser.add_argument(
        "--keep", default="", help="a folder, not in a git repository, to leave trees, diffs and suite logs in"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
