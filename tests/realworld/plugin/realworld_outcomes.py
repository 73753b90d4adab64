"""A pytest plugin: one line of JSON per test, `[node id, outcome]`, to the file named by REALWORLD_OUTCOMES.

A test passed when its setup, call and teardown all did. A file that cannot be collected is an outcome too.
It runs under the pytest of the package's own environment and needs nothing else.
"""

from __future__ import annotations

import json
import os
import pathlib

import pytest

_worst: dict[str, str] = {}
_ORDER = ["passed", "skipped", "failed"]


def _note(node_id: str, outcome: str) -> None:
    seen = _worst.get(node_id, "passed")
    _worst[node_id] = max(seen, outcome, key=_ORDER.index)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note(report.nodeid, report.outcome)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        _note(f"(collecting) {report.nodeid}", "failed")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):  # a worker of xdist: its controller hears of everything
        return
    lines = "".join(json.dumps(item) + "\n" for item in _worst.items())
    pathlib.Path(os.environ["REALWORLD_OUTCOMES"]).write_text(lines, encoding="utf-8")
