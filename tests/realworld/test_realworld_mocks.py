"""Test doubles of a real package that are shared from one factory: its suite ends as before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .catalog import Package, packages
from .sandbox import CACHE
from .sharing import Shared, faults, share, sharing_table
from .suites import baseline

pytestmark = pytest.mark.realworld

CHOSEN = [package for package in packages().values() if package.doubles]


@pytest.fixture(scope="module")
def made() -> Iterator[list[Shared]]:
    """All that was shared; printed and written to the cache as a table at the end."""
    found: list[Shared] = []
    yield found
    report = f"{sharing_table(found)}\n"
    (CACHE / "mocks.md").write_text(report)
    print(f"\n\n{report}")


@pytest.mark.parametrize("package", CHOSEN, ids=lambda package: package.name)
def test_doubles_of_a_real_package_are_shared_and_none_of_its_tests_breaks(
    package: Package, made: list[Shared], tmp_path: Path
) -> None:
    done = share(package, baseline(package, tmp_path), tmp_path, repository=CHOSEN.index(package) % 2 == 0)
    made.append(done)
    wrong = list(faults(done))
    assert not wrong, "\n".join(wrong)
    shutil.rmtree(tmp_path)
