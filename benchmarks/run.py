"""Speed, memory and right answers of canonize beside git grep and its peers, measured in one run.

    python benchmarks/run.py                        # about ten minutes; the first run also fetches the corpus
    python benchmarks/run.py --jobs rename,start    # some of it
    python benchmarks/run.py --slow-peers           # rope, Bowler, LibCST and pyrefly too, each at most 400 s of CPU

canonize is the one installed beside the Python that runs this; `--canonize COMMAND` names another.
See docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import corpus
import jobs
from setting import Setting
from table import Row, show

JOBS: dict[str, Callable[[Setting], list[Row]]] = {
    "answers": jobs.answers,
    "start": jobs.start,
    "rename": jobs.rename,
    "collapse": jobs.collapse,
    "in-place": jobs.in_place,
    "branch": jobs.branch,
    "growth": jobs.growth,
    "memory": jobs.memory,
}


def main() -> int:
    options = parser().parse_args()
    setting = Setting(
        cache=options.cache.resolve(),
        canonize=tuple(shlex.split(options.canonize)),
        runs=options.runs,
        slow_limit=options.slow_limit,
    )
    setting.prepare()
    chosen = list(JOBS) if options.jobs is None else list(filter(None, options.jobs.split(",")))
    rows: list[Row] = []
    for name in chosen:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        rows += JOBS[name](setting)
        if options.verbose:
            show(rows, sys.stderr)
    if options.slow_peers:
        print("measuring: slow peers", file=sys.stderr, flush=True)
        rows += jobs.slow_peers(setting)
    print(setting.description())
    show(rows, sys.stdout)
    return 0


def parser() -> argparse.ArgumentParser:
    beside = Path(sys.executable).parent / "canonize"
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--jobs", default=None, metavar="A,B", help=f"some of: {', '.join(JOBS)}")
    made.add_argument("--runs", type=int, default=7, metavar="N", help="measured runs of each command (7)")
    made.add_argument("--slow-peers", action="store_true", help="run those that take minutes, once each")
    made.add_argument(
        "--slow-limit", type=float, default=400, metavar="S", help="CPU seconds until they are ended (400)"
    )
    made.add_argument("--canonize", default=shlex.quote(str(beside)), metavar="COMMAND", help="the canonize to measure")
    made.add_argument("--cache", type=Path, default=corpus.HERE / ".cache", metavar="DIR", help="corpus and peers")
    made.add_argument("--verbose", action="store_true", help="print the table after every job")
    return made


if __name__ == "__main__":
    sys.exit(main())
