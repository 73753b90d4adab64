"""A collapse in a real package breaks none of its tests, switches no object and leaves no site without a word."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .catalog import Package, packages
from .collapses import Collapsed, collapse, collapses_table, failings
from .families import draw_families
from .sandbox import CACHE, pristine
from .suites import baseline

pytestmark = pytest.mark.realworld

SEED = 1
SYMBOLS = 4
CHOSEN = [package for package in packages().values() if package.collapse]


@pytest.fixture(scope="module")
def made() -> Iterator[list[Collapsed]]:
    """Every collapse made; printed and written to the cache as a table at the end."""
    found: list[Collapsed] = []
    yield found
    report = f"{collapses_table(found)}\n"
    (CACHE / "collapses.md").write_text(report)
    print(f"\n\n{report}")


@pytest.mark.parametrize("number", range(SYMBOLS))
@pytest.mark.parametrize("package", CHOSEN, ids=lambda package: package.name)
def test_a_collapse_in_a_real_package_breaks_none_of_its_tests_and_switches_no_object(
    package: Package, number: int, made: list[Collapsed], tmp_path: Path
) -> None:
    symbols = draw_families(package, pristine(package), count=SYMBOLS, seed=SEED)
    if number >= len(symbols):
        pytest.skip(f"{package.name} has only {len(symbols)} symbols that several files take by another way")
    done = collapse(package, symbols[number], baseline(package, tmp_path), tmp_path, repository=number % 2 == 0)
    made.append(done)
    wrong = list(failings(done))
    assert not wrong, f"{symbols[number]}\n" + "\n".join(wrong)
    shutil.rmtree(tmp_path)
