"""`canonize collapse` and the recipe step, as they are typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import commands
import pytest

SYMBOL = "netra_backend.app.websocket_core.manager:WebSocketManager"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    from canonize.codemods.results.demo import make

    return make(tmp_path / "netra").folder


def canonize(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    run = commands.canonize(*arguments, cwd=cwd, code=None)
    return subprocess.CompletedProcess(arguments, run.code, run.out.decode(), run.said)


def test_the_table_comes_before_the_diff_and_says_what_happens(repository: Path) -> None:
    done = canonize("collapse", SYMBOL, cwd=repository)
    assert done.returncode == 0, done.stderr
    assert "-from ..websocket_core.manager import WebSocketManager as CoreManager\n" in done.stdout
    assert "+from ..websocket_core.manager import WebSocketManager\n" in done.stdout
    assert done.stderr.startswith("aliases of netra_backend.app.websocket_core.manager.WebSocketManager: 8\n")
    row = next(line for line in done.stderr.splitlines() if "websocket.BroadcastManager" in line)
    assert row.split(maxsplit=3) == [
        "netra_backend.app.websocket.BroadcastManager", "assignment", "2", "stays; its users import directly",
    ]  # fmt: skip
    assert "--branch canonize/aliases-of-web-socket-manager" in done.stderr


def test_what_is_written_in_place_is_settled_and_its_tests_pass(repository: Path) -> None:
    before = canonize("collapse", SYMBOL, "--in-place", cwd=repository)
    assert before.returncode == 0, before.stderr
    again = canonize("collapse", SYMBOL, "--in-place", cwd=repository)
    assert again.returncode == 0
    assert "nothing to do" in again.stderr
    tests = subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=repository, capture_output=True, text=True)
    assert tests.returncode == 0, tests.stdout


def test_the_shipped_recipe_gives_the_same_as_the_command(repository: Path) -> None:
    command = canonize("collapse", SYMBOL, "--format", "json", cwd=repository)
    recipe = canonize(
        "preview", "collapse-aliases", ".", "--param", f"symbol={SYMBOL}", "--param", "document=false",
        "--format", "json", cwd=repository,
    )  # fmt: skip
    first, second = json.loads(command.stdout), json.loads(recipe.stdout)
    assert first["files"] and [file["diff"] for file in first["files"]] == [file["diff"] for file in second["files"]]
    (table,) = second["tables"]
    assert {row["alias"].rpartition(".")[2] for row in table["rows"]} >= {"ConnectionExecutor", "BroadcastManager"}


def test_an_alias_that_is_named_instead_of_the_symbol_is_refused_with_the_symbol(repository: Path) -> None:
    done = canonize("collapse", "netra_backend.app.websocket.BroadcastManager", cwd=repository)
    assert done.returncode == 2
    assert "an alias itself, of netra_backend.app.websocket_core.manager:WebSocketManager" in done.stderr


def test_files_that_are_excluded_keep_their_alias_and_are_listed(repository: Path) -> None:
    done = canonize("collapse", SYMBOL, "--exclude", "tests/**", cwd=repository)
    assert "tests/test_compatibility.py" not in done.stdout
    assert "tests/test_compatibility.py:9" in done.stderr
    assert "it uses UnifiedWebSocketManager and is not edited" in done.stderr


def test_the_whole_recipe_writes_down_what_stays_and_is_settled(repository: Path) -> None:
    words = ("apply", "collapse-aliases", ".", "--param", f"symbol={SYMBOL}", "--in-place")
    done = canonize(*words, cwd=repository)
    assert done.returncode == 0, done.stderr
    page = (repository / "docs/aliases.md").read_text(encoding="utf-8")
    assert "| `netra_backend.app.websocket.BroadcastManager` | assignment |" in page
    assert "# alias: use" in (repository / "netra_backend/app/websocket/__init__.py").read_text(encoding="utf-8")
    again = canonize(*words, cwd=repository)
    assert "nothing to do" in again.stderr, again.stderr


def test_the_audits_recipe_takes_the_collapse_along(repository: Path) -> None:
    words = ("apply", "websocket-ssot", ".", "--in-place")
    done = canonize(*words, cwd=repository)
    assert done.returncode == 0, done.stderr
    assert "HeartbeatMonitor" in (repository / "tests/test_heartbeat.py").read_text(encoding="utf-8")
    assert (repository / "docs/aliases.md").is_file()
    notifications = (repository / "netra_backend/app/services/notifications.py").read_text(encoding="utf-8")
    assert "from netra_backend.app.websocket_core.manager import WebSocketManager\n" in notifications
    assert "websocket_core.manager.WebSocketManager()" in notifications
    patched = (repository / "tests/test_notifications.py").read_text(encoding="utf-8")
    assert 'mock.patch("netra_backend.app.services.notifications.WebSocketManager")' in patched
    compatible = (repository / "tests/test_compatibility.py").read_text(encoding="utf-8")
    assert "assert websocket.ConnectionExecutor is websocket.BroadcastManager is WebSocketManager" in compatible
    tests = subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=repository, capture_output=True, text=True)
    assert tests.returncode == 0, tests.stdout
    assert "nothing to do" in canonize(*words, cwd=repository).stderr


def test_the_recipe_can_leave_the_aliases_alone(repository: Path) -> None:
    done = canonize("apply", "websocket-ssot", ".", "--param", "collapse-aliases=false", "--in-place", cwd=repository)
    assert done.returncode == 0, done.stderr
    assert not (repository / "docs/aliases.md").exists()


def test_wrappers_are_collapsed_when_that_is_asked_for(repository: Path) -> None:
    wrapper = repository / "netra_backend/app/websocket/executor.py"
    wrapper.write_text(
        "from . import BroadcastManager\n\n\nclass Executor(BroadcastManager):\n    pass\n", encoding="utf-8"
    )
    user = repository / "netra_backend/app/start.py"
    user.write_text("from .websocket.executor import Executor\n\nexecutor = Executor()\n", encoding="utf-8")
    shown = canonize("collapse", SYMBOL, "--in-place", cwd=repository)
    assert "subclasses that add nothing, left: 1" in shown.stderr
    done = canonize("collapse", SYMBOL, "--wrappers", "collapse", "--in-place", cwd=repository)
    assert done.returncode == 0, done.stderr
    assert "subclasses that added nothing, aliases now: 1" in done.stderr
    assert "a singleton keeps one object for each class" in done.stderr
    assert wrapper.read_text(encoding="utf-8").endswith("\n\nExecutor = WebSocketManager\n")
    assert user.read_text(encoding="utf-8") == (
        "from .websocket_core.manager import WebSocketManager\n\nexecutor = WebSocketManager()\n"
    )
    assert (
        "nothing to do" in canonize("collapse", SYMBOL, "--wrappers", "collapse", "--in-place", cwd=repository).stderr
    )
