"""A rename in a real package breaks none of its tests and changes no other name (docs/realworld.md)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .catalog import Package, packages
from .draw import draw
from .sandbox import CACHE, pristine
from .suites import baseline
from .table import complaints, summary, table
from .tools import TOOLS
from .trial import Trial, attempt

pytestmark = pytest.mark.realworld

SEED = 1
SYMBOLS = 10
COMMITTED = [package for package in packages().values() if package.committed]


@pytest.fixture(scope="module")
def trials() -> Iterator[list[Trial]]:
    """Every trial made; printed and written to the cache as a table at the end."""
    made: list[Trial] = []
    yield made
    report = f"{table(made)}\n\n{summary(made)}\n"
    (CACHE / "report.md").write_text(report)
    print(f"\n\n{report}")


@pytest.mark.parametrize("number", range(SYMBOLS))
@pytest.mark.parametrize("package", COMMITTED, ids=lambda package: package.name)
def test_a_rename_in_a_real_package_breaks_none_of_its_tests_and_changes_no_other_name(
    package: Package, number: int, trials: list[Trial], tmp_path: Path
) -> None:
    symbols = draw(package, pristine(package), count=SYMBOLS, seed=SEED)
    if number >= len(symbols):
        pytest.skip(f"{package.name} has only {len(symbols)} symbols that several files use")
    before = baseline(package, tmp_path)
    symbol = symbols[number]
    trial = attempt(package, symbol, before, TOOLS["canonize"], tmp_path, repository=number % 2 == 0)
    trials.append(trial)
    wrong = list(complaints(trial))
    assert not wrong, f"{symbol} -> {symbol.new}\n" + "\n".join(wrong)
    shutil.rmtree(tmp_path)  # a hundred trees; only those with something to look at are kept
