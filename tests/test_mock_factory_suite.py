"""The shared mock factory on whole suites: every test ends as before, and every double does what it did."""

from __future__ import annotations

from pathlib import Path

import pytest
from behaviour import behaviour, suite
from repos import written
from scattered import FILES, PLACES

from canonize.codemods.mocks.mockfactory import MockFactory
from canonize.codemods.mocks.wishes import Merge
from canonize.codemods.names import SymbolPath
from examples import Result, applied

FACTORY = "tests/mocks/websocket_manager.py"
MANAGER = SymbolPath.parse("app.core.manager:WebSocketManager")


def after(merge: Merge, *, uses: bool = False) -> Result:
    return applied(MockFactory(FACTORY, MANAGER, merge=merge, rewrite_uses=uses), FILES)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import textwrap

    return written(tmp_path_factory.mktemp("before"), {p: textwrap.dedent(t).encode() for p, t in FILES.items()})


@pytest.fixture(scope="module")
def answers(before: Path) -> dict[str, dict[str, object]]:
    """What every double did."""
    return behaviour(before, PLACES)


@pytest.mark.parametrize(("merge", "uses"), [("identical", False), ("shared-base", False), ("shared-base", True)])
def test_every_test_ends_as_before(merge: Merge, uses: bool, before: Path, tmp_path: Path) -> None:
    first = suite(before, path=str(before))
    assert set(first.values()) == {"PASSED"}
    result = after(merge, uses=uses)
    assert ("create_" in result.text("tests/test_user_flow.py")) is uses
    assert suite(written(tmp_path, result.files), path=str(tmp_path)) == first


def test_every_double_does_what_it_did(answers: dict[str, dict[str, object]], tmp_path: Path) -> None:
    assert behaviour(written(tmp_path, after("shared-base").files), PLACES) == answers


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("async def connect(self, websocket, user_id)", "async def connect(self, user_id, websocket)"),
        ("async def disconnect(self", "def disconnect(self"),
        ("        self.sent = []\n", ""),
        ("self.sent.append((user_id, message))", "self.sent.append([user_id, message])"),
        ('AsyncMock(return_value="sent")', "AsyncMock()"),
        ("    instances = []\n", "    instances = [0]\n"),
        ("return True\n", "return 1\n"),
    ],
)
def test_a_seeded_fault_is_seen(right: str, wrong: str, answers: dict[str, dict[str, object]], tmp_path: Path) -> None:
    files = after("shared-base").files
    text = files[FACTORY].decode()
    assert right in text
    written(tmp_path, {**files, FACTORY: text.replace(right, wrong, 1).encode()})
    assert behaviour(tmp_path, PLACES) != answers


def test_the_spec_test_passes_and_fails_on_what_comes_to_differ(before: Path, tmp_path: Path) -> None:
    result = applied(MockFactory(FACTORY, MANAGER, spec=True), FILES)
    spec = "tests/mocks/test_websocket_manager_spec.py"
    folder = written(tmp_path, result.files)
    ids = suite(folder, path=str(folder))
    own = {name: end for name, end in ids.items() if name.startswith(spec)}
    assert list(own.values()) == ["PASSED"]
    assert {name: end for name, end in ids.items() if name not in own} == suite(before, path=str(before))
    manager = result.text("app/core/manager.py")
    written(
        tmp_path,
        {"app/core/manager.py": manager.replace("disconnect(self, user_id)", "disconnect(self, user)").encode()},
    )
    assert list(suite(folder, spec, path=str(folder)).values()) == ["FAILED"]
