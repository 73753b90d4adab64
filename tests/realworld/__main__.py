"""Look further than the standing test does: other packages, seeds and tools.

python -m tests.realworld --package flask --seed 7 --tool sed --keep DIR
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from .catalog import packages
from .draw import draw
from .sandbox import pristine
from .suites import baseline
from .table import complaints, summary, table
from .tools import TOOLS
from .trial import Trial, attempt, difference


def main() -> int:
    """Run what the arguments ask for and print the table. 1 if there is anything to complain of."""
    asked = _arguments()
    known = packages()
    chosen = [known[name] for name in asked.package] or [p for p in known.values() if p.committed or asked.all]
    tool = TOOLS[asked.tool]
    trials: list[Trial] = []
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(asked.keep or temporary)
        scratch.mkdir(parents=True, exist_ok=True)
        for package in chosen:
            symbols = draw(package, pristine(package), count=asked.count, seed=asked.seed)
            before = baseline(package, scratch)
            print(f"{package.name}: {len(before.passed)} pass, {before.flaky} flaky", file=sys.stderr)
            for number, symbol in enumerate(symbols):
                if asked.symbol and symbol.name not in asked.symbol:
                    continue
                trial = attempt(package, symbol, before, tool, scratch, repository=number % 2 == 0)
                trials.append(trial)
                print(f"  {symbol} -> {symbol.new}: {trial.edits} edits", file=sys.stderr)
                for line in [*complaints(trial)][:20]:
                    print(f"    {line}", file=sys.stderr, flush=True)
                if asked.keep:
                    tree = scratch / f"{package.name}-{symbol.name}-{tool.name}"
                    tree.with_name(f"{tree.name}.diff").write_text(difference(package, tree))
    print(table(trials), summary(trials), sep="\n\n")
    return 0 if not any(line for trial in trials for line in complaints(trial)) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.realworld", description=__doc__.splitlines()[0])
    parser.add_argument("--package", action="append", default=[], help="a name of catalog.toml; again for more")
    parser.add_argument("--all", action="store_true", help="every package, not only those of the standing test")
    parser.add_argument("--symbol", action="append", default=[], help="of the symbols drawn, only this name")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10, help="symbols of each package")
    parser.add_argument("--tool", choices=sorted(TOOLS), default="canonize")
    parser.add_argument(
        "--keep", default="", help="a folder, not in a git repository, to leave trees, diffs and suite logs in"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
