"""The demo repository is a real one: its own tests pass, and nothing of the user's git is needed or touched."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from canonize.codemods.demo import DemoMade, make
from canonize.codemods.errors import CanonizeError

HEARTBEAT = "netra_backend.app.websocket_core.heartbeat_manager:WebSocketHeartbeatManager"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True).stdout


def demo_tests(folder: Path) -> str:
    """The closing line of the demo's own tests. Fails when one of them does."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "PYTHONPATH"))}
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()[-1]


@pytest.fixture
def demo(tmp_path: Path) -> DemoMade:
    return make(tmp_path / "netra")


def test_the_demo_is_a_clean_repository_with_all_its_files_committed(demo: DemoMade) -> None:
    assert git(demo.folder, "status", "--porcelain", "--ignored") == ""
    assert len(git(demo.folder, "ls-files").splitlines()) == demo.files >= 30
    assert git(demo.folder, "log", "--format=%s").splitlines() == [
        "Add the report of the WebSocket audit",
        "One WebSocketManager; the old names are aliases of it",
    ]
    assert git(demo.folder, "branch", "--show-current").strip() == "main"


def test_every_demo_has_the_same_commits(demo: DemoMade, tmp_path: Path) -> None:
    assert make(tmp_path / "another").head == demo.head == git(demo.folder, "rev-parse", "main").strip()


def test_the_demo_passes_its_own_tests(demo: DemoMade) -> None:
    assert re.match(r"\d\d passed", demo_tests(demo.folder))


def test_the_demo_is_made_without_an_identity_and_leaves_the_users_git_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    template = tmp_path / "template" / "hooks"
    template.mkdir(parents=True)
    hook = template / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    hostile = f"[init]\n\ttemplateDir = {template.parent}\n\tdefaultBranch = trunk\n[commit]\n\tgpgSign = true\n"
    (home / ".gitconfig").write_text(hostile)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    made = make(tmp_path / "netra")
    assert git(made.folder, "branch", "--show-current").strip() == "main"
    assert (home / ".gitconfig").read_text() == hostile
    assert [path.name for path in home.iterdir()] == [".gitconfig"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    assert make(tmp_path / "here").files > 30


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_a_folder_that_holds_something_is_refused(tmp_path: Path, what: str) -> None:
    target = tmp_path / "target"
    if what == "folder":
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    elif what == "file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CanonizeError, match="target"):
        make(target)
    assert (what == "folder") == target.is_dir()
