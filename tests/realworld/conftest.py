"""The marker `realworld`: left out unless `-m` asks for it, since it fetches packages and runs their suites."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "realworld: renames in real packages, then runs their own tests (minutes)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "realworld" in str(config.getoption("markexpr")):
        return
    left_out = [item for item in items if item.get_closest_marker("realworld")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
