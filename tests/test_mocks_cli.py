"""`canonize mocks`, as it is typed: a diff, a branch, files; the recipe of that name; what a mistake is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from behaviour import suite
from commands import canonize
from repos import Repo, make
from scattered import FILES

from examples import tree

MANAGER = "app.core.manager.WebSocketManager"
FACTORY = "tests/mocks/websocket_manager.py"
MOCKS = ("mocks", MANAGER, "--factory", FACTORY)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make(tmp_path / "backend", tree(FILES))


def test_the_table_comes_before_the_diff_and_what_stays_is_listed(repo: Repo) -> None:
    ran = canonize(*MOCKS, cwd=repo.path)
    assert ran.said.startswith("test doubles of WebSocketManager: 14\n")
    assert "MockWebSocketManager stays: it uses the function shouted of this file (line 4)" in ran.said
    assert "add_connection is async here, but not in WebSocketManager (app/core/manager.py:17)" in ran.said
    assert "next: add --branch canonize/doubles-of-web-socket-manager for a commit" in ran.said
    assert b"+++ b/tests/mocks/websocket_manager.py\n" in ran.out
    assert b"+    UserFlowWebSocketManagerMock as MockWebSocketManager,\n" in ran.out


def test_git_takes_the_diff_and_the_suite_ends_as_before(repo: Repo) -> None:
    first = suite(repo.path, path=str(repo.path))
    diff = canonize(*MOCKS, cwd=repo.path).out
    repo.git("apply", "-", stdin=diff)
    assert suite(repo.path, path=str(repo.path)) == first
    again = canonize(*MOCKS, "--in-place", cwd=repo.path)
    assert "nothing to do" in again.said


def test_a_branch_holds_what_the_diff_says_and_the_checkout_stays(repo: Repo) -> None:
    before = repo.state()
    canonize(*MOCKS, "--branch", "tidy/mocks", cwd=repo.path)
    assert repo.state() == before
    names = repo.text("diff", "--name-only", "HEAD..tidy/mocks").split()
    assert {FACTORY, "tests/mocks/__init__.py", "tests/test_user_flow.py"} <= set(names)
    canonize(*MOCKS, "--base", "tidy/mocks", "--check", cwd=repo.path)


def test_check_finds_the_double_that_is_written_later(repo: Repo) -> None:
    recipe = ("check", "mock-factory", ".", "--param", f"of={MANAGER}", "--param", f"factory={FACTORY}", "--in-place")
    assert canonize(*recipe, cwd=repo.path, code=1).code == 1
    canonize(*MOCKS, "--in-place", cwd=repo.path)
    canonize(*recipe, cwd=repo.path, code=0)
    later = FILES["tests/test_broadcast.py"].replace("test_nothing", "test_again_nothing")
    repo.write(tree({"tests/test_later.py": later}))
    ran = canonize(*recipe, cwd=repo.path, code=1)
    assert b"tests/test_later.py" in ran.out
    assert FACTORY.encode() not in ran.out  # it has this one already


def test_the_recipe_gives_the_same_as_the_command(repo: Repo) -> None:
    command = json.loads(canonize(*MOCKS, "--format", "json", cwd=repo.path).out)
    params = ("--param", f"of={MANAGER}", "--param", f"factory={FACTORY}")
    recipe = json.loads(canonize("preview", "mock-factory", ".", *params, "--format", "json", cwd=repo.path).out)
    assert [file["diff"] for file in command["files"]] == [file["diff"] for file in recipe["files"]] != []
    drift = [each for each in command["diagnostics"] if each["code"] == "drift-async"]
    assert {(each["path"], each["line"]) for each in drift} == {
        ("tests/test_broadcast.py", 19),
        ("tests/unit/test_twin.py", 28),
    }
    assert command["tables"][0]["rows"][0]["copies"] == "2"


def test_json_holds_an_entry_of_drift_for_every_kind_of_double(repo: Repo) -> None:
    report = json.loads(canonize(*MOCKS, "--format", "json", cwd=repo.path).out)
    assert len(report["drift"]) == len(report["tables"][0]["rows"])
    by_place = {each["places"][0]["path"]: each for each in report["drift"]}
    assert by_place["tests/test_agent_events.py"] == {
        "step": "mock-factory",
        "double": "MockWebSocketManager",
        "places": [{"path": "tests/test_agent_events.py", "line": 4}],
        "factory": "AgentEventsWebSocketManagerMock",
        "of": "app.core.manager:WebSocketManager",
        "class": "app/core/manager.py:4",
        "unknown": [],
        "signature": [
            {"method": "connect", "line": 9, "double": "(websocket, user_id)", "class": "(user_id, websocket)"}
        ],
        "async": [],
        "missing": ["add_connection", "stats"],
    }
    twins = by_place["tests/test_broadcast.py"]
    assert [place["path"] for place in twins["places"]] == ["tests/test_broadcast.py", "tests/unit/test_twin.py"]
    assert twins["async"] == [{"method": "add_connection", "line": 19, "double": "async", "class": "not async"}]
    canonize(*MOCKS, "--in-place", cwd=repo.path)
    again = json.loads(canonize(*MOCKS, "--in-place", "--format", "json", cwd=repo.path).out)
    assert again["files"] == []
    known = {each["double"]: each for each in again["drift"] if each["factory"]}
    assert known["AgentEventsWebSocketManagerMock"]["signature"][0]["method"] == "connect"


def test_a_run_without_doubles_has_no_drift(repo: Repo) -> None:
    ran = canonize("rename", MANAGER, "Hub", "--format", "json", cwd=repo.path)
    assert json.loads(ran.out)["drift"] == []


def test_a_step_and_the_command_leave_the_same_files_out(repo: Repo) -> None:
    step = f"of: {MANAGER}, factory: {FACTORY}, files: {{exclude: [tests/unit/**]}}"
    recipe = f"canonize: recipe/1\nname: x\nsteps:\n  - mock-factory: {{{step}}}\n"
    repo.write({"x.yaml": recipe.encode()})
    by_step = json.loads(canonize("preview", "x.yaml", ".", "--in-place", "--format", "json", cwd=repo.path).out)
    command = canonize(*MOCKS, "--exclude", "tests/unit/**", "--format", "json", cwd=repo.path).out
    paths = [file["path"] for file in by_step["files"]]
    assert paths and not any(path.startswith("tests/unit/") for path in paths)
    assert [file["diff"] for file in json.loads(command)["files"]] == [file["diff"] for file in by_step["files"]]


def test_report_shows_and_writes_nothing(repo: Repo) -> None:
    ran = canonize(*MOCKS, "--merge", "report", "--in-place", cwd=repo.path)
    assert "would move as BroadcastWebSocketManagerMock" in ran.said
    assert "nothing to do" in ran.said
    assert repo.git("status", "--porcelain") == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((MANAGER,), "nothing says where the factory is to be"),
        (("--factory", FACTORY), "nothing says which test doubles"),
        ((MANAGER, "--factory", "../out.py"), "the path leaves the repository"),
        ((MANAGER, "--factory", "tests/mocks"), "not a path to a module"),
        ((MANAGER, "--factory", ".git/hooks.py"), "the path enters .git"),
        (("--classes", "*", "--factory", FACTORY), "not a pattern for classes"),
        (("app.core.manager.Nothing", "--factory", FACTORY), "no Nothing in app/core/manager.py"),
        (("app.core.manager", "--factory", FACTORY), "is a module"),
        (("Manager", "--factory", FACTORY), "lacks its module"),
        ((MANAGER, "--factory", "tests/test_mocks.py"), "pytest itself reads"),
    ],
)
def test_a_mistake_is_told_in_a_line(arguments: tuple[str, ...], said: str, repo: Repo) -> None:
    assert said in canonize("mocks", *arguments, cwd=repo.path, code=2).said


def test_a_recipe_with_a_mistake_says_where(repo: Repo) -> None:
    recipe = "canonize: recipe/1\nname: x\nsteps:\n  - mock-factory: {factory: tests/m.py}\n"
    repo.write({"x.yaml": recipe.encode()})
    ran = canonize("recipe", "validate", "x.yaml", cwd=repo.path, code=2)
    assert "x.yaml:4:5" in ran.said and "nothing says which test doubles" in ran.said


def test_where_all_doubles_are_made_in_functions_they_stay(tmp_path: Path) -> None:
    test = "def test_it():\n    class FakeHub:\n        def send(self): return str(1)\n    assert FakeHub().send()\n"
    repo = make(tmp_path / "inner", {"tests/test_a.py": test.encode(), "tests/test_b.py": test.encode()})
    ran = canonize("mocks", "--classes", "Fake*", "--factory", FACTORY, cwd=repo.path)
    assert "tests/test_b.py:2: FakeHub stays: it stands in the function test_it" in ran.said
