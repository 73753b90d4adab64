"""The demo repository is a real one: its own tests pass, and nothing of the user's git is needed or touched."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from repos import Repo

from canonize.codemods import api
from canonize.codemods.errors import CanonizeError
from canonize.codemods.results.demo import DemoMade, make

README = Path(__file__).resolve().parent.parent / "README.md"


def git(folder: Path, *arguments: str) -> str:
    return Repo(folder).git(*arguments).decode()


def demo_tests(folder: Path) -> str:
    """The closing line of the demo's own tests. Fails when one of them does."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "PYTHONPATH"))}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # a demo needs pytest alone
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


@pytest.mark.parametrize("keep_alias", ["none", "plain", "deprecated"])
def test_the_demo_passes_its_own_tests_after_the_recipe(demo: DemoMade, keep_alias: str) -> None:
    after_the_recipe(demo, {"keep-alias": keep_alias})
    assert re.match(r"\d\d passed", demo_tests(demo.folder))
    if keep_alias != "none":
        assert old_names(demo.folder) == "HeartbeatMonitor QualityCoordinator HeartbeatMonitor QualityCoordinator"


def test_the_demo_passes_its_own_tests_with_one_mock_factory(demo: DemoMade) -> None:
    before = demo_tests(demo.folder)
    changed = after_the_recipe(demo, {"share-mocks": "true"})
    assert {"tests/test_broadcasts.py", "tests/test_presence.py"} <= changed
    factory = (demo.folder / "tests/doubles/websocket_manager.py").read_text(encoding="utf-8")
    assert "class BroadcastsWebSocketManagerMock(WebSocketManagerMockBase):" in factory
    assert demo_tests(demo.folder).split()[0] == before.split()[0]


def old_names(folder: Path) -> str:
    """The names of the classes that old code still gets by the old names."""
    code = """
        import netra_backend.app.websocket_core as core
        from netra_backend.app.services.websocket import quality_manager
        from netra_backend.app.websocket_core import heartbeat_manager

        print(core.WebSocketHeartbeatManager.__name__, core.WebSocketQualityManager.__name__,
              heartbeat_manager.WebSocketHeartbeatManager.__name__, quality_manager.WebSocketQualityManager.__name__)
    """
    command = [sys.executable, "-B", "-c", textwrap.dedent(code)]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def test_the_recipe_leaves_the_old_names_to_prose_and_to_the_class_that_only_looks_alike(demo: DemoMade) -> None:
    changed = after_the_recipe(demo, {})
    assert not {path for path in changed if "load_testing" in path}
    left = set(git(demo.folder, "grep", "-lwE", "WebSocketHeartbeatManager|WebSocketQualityManager").splitlines())
    assert left == {
        "CHANGELOG.md",  # prose
        "config/logging.yaml",
        "docs/api.rst",  # the other class
        "docs/architecture.md",
        "docs/websocket-ssot-audit.md",
        "netra_backend/app/load_testing/client.py",  # the other class
        "netra_backend/app/load_testing/heartbeat.py",
        "netra_backend/app/services/websocket/quality_manager.py",  # a string that is shown
        "netra_backend/app/websocket_core/heartbeat_manager.py",  # a log message
        "netra_backend/app/websocket_core/manager.py",  # a docstring
        "scripts/inventory.py",  # looked up by a name that is computed
        "tests/test_load_testing.py",
    }


def after_the_recipe(demo: DemoMade, params: dict[str, str]) -> set[str]:
    """The files that the shipped recipe changed, written in place."""
    plan = api.plan(api.load_recipe("websocket-ssot", params), api.open_tree(demo.folder))
    assert not plan.failed, plan.diagnostics
    api.write_in_place(plan, demo.folder)
    return set(git(demo.folder, "diff", "--name-only").splitlines())


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
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
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


@pytest.mark.parametrize("page", ["README.md", "docs/commands.md"])
def test_the_commands_of_a_page_print_what_it_shows(tmp_path: Path, page: str) -> None:
    """In order, in one folder. A line of `…` stands for any lines; ids and digests are the same everywhere."""
    said = 0
    text = (README.parent / page).read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            printed = typed(command, tmp_path)
            pattern = re.sub("(?m)^…\n", "(?:.*\n)*?", re.escape(shown.strip() + "\n").replace("\\\n", "\n"))
            assert re.fullmatch(pattern, printed.strip() + "\n"), f"$ {command}\n{printed}"
            said += 1
    assert said >= 3


def typed(command: str, folder: Path) -> str:
    """What `canonize …` or `git …` prints, on either stream, in the order of printing."""
    program, *arguments = shlex.split(command)
    words = [sys.executable, "-m", "canonize.cli"] if program == "canonize" else [program]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(
        [*words, *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ).stdout


@pytest.mark.parametrize("name", ["file/netra", "x" * 300])
def test_a_place_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CanonizeError) as caught:
        make(tmp_path / name)
    assert "cannot write the demo" in caught.value.title
    assert caught.value.help == "name a folder in a place where you may write"
