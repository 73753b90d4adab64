"""Doubles held against the real class: what is too much, otherwise or missing, as remarks and as data."""

from __future__ import annotations

from test_mock_factory import CONNECT, FACTORY, PACKAGES, REAL, fake

from canonize.codemods.codemod import Drift
from canonize.codemods.mocks.mockfactory import MockFactory
from canonize.codemods.names import SymbolPath
from examples import Before, Result, applied, leaves_alone

SOCKET = MockFactory(FACTORY, SymbolPath.parse("app.net:Socket"))


def drift_of(files: Before) -> tuple[Result, list[Drift]]:
    result = applied(SOCKET, {**PACKAGES, **REAL, **files})
    return result, list(result.outcome.drift)


def kinds(body: str, head: str = "", bases: str = "", tail: str = "") -> dict[str, str]:
    """What a double with these methods is told, by method."""
    (found,) = drift_of({"tests/test_a.py": fake(body, head, tail, bases=bases)})[1]
    return {each.name: each.kind for each in found.methods}


def test_drift_is_told() -> None:
    body = "def send(self, text, *, flags=0): ...\n\ndef connect(self, where, user): ...\n\ndef shut(self): ...\n"
    files = {**PACKAGES, **REAL, "tests/test_a.py": fake(body)}
    result = leaves_alone(SOCKET, files)
    assert {each.code for each in result.outcome.diagnostics} == {
        "double-stays", "drift-async", "drift-signature", "drift-unknown-method", "drift-missing"
    }  # fmt: skip
    assert (
        "tests/test_a.py:2: warning drift-async: FakeSocket: send is not async here, but in Socket (app/net.py:6)"
        in result.said
    )
    assert "connect(where, user) is connect(user, where) in Socket" in result.said
    assert "Socket has no method shut" in result.said
    assert "it lacks close of Socket" in result.said


def test_every_kind_of_double_has_an_entry_with_its_copies() -> None:
    same = CONNECT + "\ndef send(self, text, *, flags=0): ...\n"
    result, found = drift_of(
        {
            "tests/test_a.py": fake(same),
            "tests/test_b.py": fake(same),
            "tests/test_c.py": fake(CONNECT + "\ndef shut(self): ...\n"),
        }
    )
    twin, other = found
    assert twin.of == "app.net:Socket" and twin.of_place == "app/net.py:5"
    assert [path for path, _ in twin.places] == ["tests/test_a.py", "tests/test_b.py"]
    assert [(each.kind, each.name, each.here, each.there) for each in twin.methods] == [
        ("signature", "connect", "(user, where=…)", "(user, where)"),
        ("async", "send", "not async", "async"),
        ("missing", "close", "", ""),
    ]
    assert f"class {twin.known_as}(" in result.text(FACTORY) and f"class {other.known_as}(" in result.text(FACTORY)
    assert {each.name for each in other.methods if each.kind == "unknown-method"} == {"shut"}


def test_a_double_without_drift_has_an_empty_entry() -> None:
    body = "async def send(self, text, *, flags=0): ...\ndef connect(self, user, where): ...\ndef close(self): ...\n"
    assert kinds(body) == {}


def test_a_method_that_takes_whatever_it_is_given_is_no_drift() -> None:
    rest = "async def send(self, text, *, flags=0): ...\ndef close(self): ...\n"
    assert kinds(rest + "def connect(self, *args, **kwargs): ...\n") == {}
    for parameters in ("*args", "**kwargs", "user, *, where, **kwargs"):
        assert kinds(rest + f"def connect(self, {parameters}): ...\n") == {"connect": "signature"}


def test_doubles_of_the_factory_are_told_of_again() -> None:
    body = CONNECT + "\ndef send(self, text, *, flags=0): ...\n"
    first, before = drift_of({"tests/test_a.py": fake(body), "tests/test_b.py": fake(body)})
    again, after = drift_of(first.files)
    assert not again.outcome.edits
    assert [each.methods and each.known_as for each in before] == ["FakeSocket"] == [each.double for each in after]
    assert {(each.kind, each.name) for each in before[0].methods} == {(e.kind, e.name) for e in after[0].methods}
    assert f"{FACTORY}:16: warning drift-async: FakeSocket: send is not async here" in again.said


def test_what_a_double_inherits_is_not_missing() -> None:
    base = "class FakeBase:\n    def close(self): ...\n    async def send(self, text, *, flags=0): ...\n"
    body = "def connect(self, user, where): ..."
    _, found = drift_of({"tests/test_a.py": fake(body, base, bases="(FakeBase)")})
    assert {each.double: len(each.methods) for each in found} == {"FakeBase": 1, "FakeSocket": 0}
    assert kinds(body, "from app.net import Socket", "(Socket)") == {}
    assert kinds(body, "from app.net import Base", "(Base)") == {"send": "missing"}


def test_of_what_cannot_be_seen_nothing_is_said_to_be_missing() -> None:
    body = "def connect(self, user, where): ..."
    assert kinds(body, "from elsewhere import Base", "(Base)") == {}
    assert kinds(body, "from unittest.mock import Mock", "(Mock)") == {}
    assert kinds(body + "\ndef __getattr__(self, name): ...") == {}


def test_a_class_that_answers_to_every_name_has_no_unknown_methods() -> None:
    files = {"app/net.py": REAL["app/net.py"] + "            def __getattr__(self, name): ...\n"}
    _, (found,) = drift_of({**files, "tests/test_a.py": fake(CONNECT + "\ndef shut(self): ...\n")})
    assert "shut" not in {each.name for each in found.methods}


def test_a_mock_that_is_awaited_otherwise_than_the_method_is_drift() -> None:
    head = "from unittest.mock import AsyncMock, MagicMock"
    body = """
    def __init__(self):
        self.close = AsyncMock()
        self.send = MagicMock()

    connect = MagicMock()
    """
    assert kinds(body, head) == {"close": "async", "send": "async"}
    result, _ = drift_of({"tests/test_a.py": fake(body, head)})
    assert (
        "tests/test_a.py:6: warning drift-async: FakeSocket: close is an AsyncMock here, but not async" in result.said
    )
    assert "tests/test_a.py:7: warning drift-async: FakeSocket: send is a MagicMock here, but async" in result.said


def test_a_mock_that_may_well_be_awaited_is_no_drift() -> None:
    head = "from unittest.mock import AsyncMock, MagicMock"
    body = """
    def __init__(self):
        self.send = MagicMock(return_value=done())
        self.close = MagicMock()
        self.connect = MagicMock()
    """
    assert kinds(body, head) == {}
    body = "def __init__(self):\n    self.send = MagicMock()\n    self.send.side_effect = one\n    self.close = None"
    assert kinds(body, head) == {"connect": "missing"}
