"""Running a package's own tests and comparing two runs."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from .catalog import HERE, Package
from .draw import Symbol
from .sandbox import CACHE, copy, environment, pristine, search_path, surroundings

Outcomes = Mapping[str, str]

_PATIENCE = 300
_FEW = 5
_PLUGIN = HERE / "plugin"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the suite does in the untouched tree: the tests that passed in both of two runs.

    `flaky` counts the tests that did not do the same in both, `others` those that failed or were skipped in both.
    """

    passed: tuple[str, ...]
    flaky: int
    others: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run held against the baseline.

    `lost`: tests that passed and now do not. `renamed`: how many have the new name where their id had the old one.
    """

    lost: tuple[str, ...]
    renamed: int


def run(package: Package, tree: Path) -> Outcomes:
    """Outcome by test id ("passed", "skipped", "failed"). Empty if the run did not come to its end."""
    with tempfile.TemporaryDirectory() as scratch:
        outcomes = Path(scratch, "outcomes")
        env = surroundings(
            PYTHONPATH=search_path(package, tree, _PLUGIN), REALWORLD_OUTCOMES=str(outcomes), TMPDIR=scratch,
            **dict(setting.split("=", 1) for setting in package.settings),
        )  # fmt: skip
        command = [str(environment(package)), "-m", "pytest", "-q", "--tb=short", "-p", "realworld_outcomes"]
        command += ["-p", "no:cacheprovider", *package.suite]
        try:
            done = subprocess.run(command, cwd=tree, env=env, capture_output=True, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            return {}
        tree.with_name(f"{tree.name}.log").write_bytes(done.stdout + done.stderr)
        lines = outcomes.read_text(encoding="utf-8").splitlines() if outcomes.exists() else []
    # Some ids hold the path of the tree.
    return dict(json.loads(line.replace(str(tree), "TREE")) for line in lines)


def baseline(package: Package, scratch: Path) -> Baseline:
    """The untouched tree's outcomes, from two runs, kept for the same package, requirements and suite."""
    asked = repr(package).encode() + package.requirements.read_bytes()
    kept = CACHE / "baselines" / f"{package.name}-{hashlib.sha256(asked).hexdigest()[:10]}.json"
    if not kept.exists():
        tree = copy(pristine(package), scratch / f"{package.name}-baseline", repository=False)
        found = _steady(run(package, tree), run(package, tree))
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(asdict(found)))
    stored = json.loads(kept.read_text())
    return Baseline(tuple(stored["passed"]), stored["flaky"], stored["others"])


def _steady(first: Outcomes, second: Outcomes) -> Baseline:
    same = {test for test in first.keys() & second.keys() if first[test] == second[test]}
    passed = tuple(sorted(test for test in same if first[test] == "passed"))
    return Baseline(passed, len(first.keys() | second.keys()) - len(same), len(same) - len(passed))


def compare(before: Baseline, after: Outcomes, symbol: Symbol | None = None) -> Comparison:
    """What became of the tests that passed. One whose id holds the symbol's old name may hold the new one instead."""
    as_it_was = {test for test in before.passed if after.get(test) == "passed"}
    moved = {
        test
        for test in before.passed
        if symbol and test not in as_it_was and after.get(test.replace(symbol.name, symbol.new)) == "passed"
    }
    return Comparison(tuple(t for t in before.passed if t not in as_it_was | moved), len(moved))


def still_lost(package: Package, tree: Path, before: Baseline, symbol: Symbol | None = None) -> tuple[str, ...]:
    """The tests that passed in the untouched tree and no longer do."""
    return confirmed(package, tree, before, symbol, compare(before, run(package, tree), symbol).lost)


def confirmed(
    package: Package, tree: Path, before: Baseline, symbol: Symbol | None, lost: tuple[str, ...]
) -> tuple[str, ...]:
    """Those of `lost` that another run loses too, if they are few: a flaky test may have passed twice before."""
    if not 0 < len(lost) <= _FEW:
        return lost
    again = compare(before, run(package, tree), symbol).lost
    return tuple(test for test in lost if test in again)
