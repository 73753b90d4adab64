"""One word, one meaning: a constant or import whose name is taken in the factory gets another good one there."""

from __future__ import annotations

import pytest
from test_mock_factory import CONNECT, FACTORY, PACKAGES, fake, fakes, moved, stays

from examples import Result, applied, runs_alike, tree

SHARED = fakes(merge="shared-base")
LIMIT = CONNECT + "\ndef limit(self):\n    return {}"
PROGRAM = """\
import tests.test_a as a, tests.test_flow as b
print(a.FakeSocket().limit(), b.FakeSocket().limit(), b.FakeSocket().connect(1).user)
"""


def apart(first: str, second: str, used: str = "LIMIT") -> tuple[dict[str, str], Result]:
    """Two doubles whose method `limit` uses a name that the head of each file binds; they run as before."""
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(LIMIT.format(used), first),
        "tests/test_flow.py": fake(LIMIT.format(used) + "\n\ndef more(self): ...", second),
    }
    result = moved(files, SHARED)
    assert "double-stays" not in result.said
    runs_alike(tree(files), result.files, PROGRAM)
    return files, result


@pytest.mark.parametrize(
    ("first", "second", "used", "lines"),
    [
        ("LIMIT = 1", "LIMIT = 2", "LIMIT", ["LIMIT = 1", "FLOW_LIMIT = 2"]),
        ("_limit = 'a'", "_limit: str = 'b'", "_limit", ["_limit = 'a'", "_flow_limit: str = 'b'"]),
        ("from json import dumps", "from pickle import dumps", "dumps(1)",
         ["from json import dumps", "from pickle import dumps as pickle_dumps"]),
        ("from json import dumps as d", "from pickle import dumps as d", "d(1)",
         ["from json import dumps as d", "from pickle import dumps as pickle_dumps"]),
        ("import json", "import pickle as json", "json.dumps(1)", ["import json", "import pickle"]),
        ("import json", "import xml.dom as json", "str(json)[:9]", ["import json", "import xml.dom as xml_dom"]),
        ("from decimal import Context as C", "from string import Template as C", "C.__hash__",
         ["from decimal import Context as C", "from string import Template as StringTemplate"]),
        ("open = 3", "", "str(open)[:3]", ["builtins"]),
    ],
)  # fmt: skip
def test_the_second_meaning_of_a_name_gets_a_name_of_its_own(
    first: str, second: str, used: str, lines: list[str]
) -> None:
    if lines == ["builtins"]:
        lines = ["a_open = 3"]
    text = apart(first, second, used)[1].text(FACTORY)
    for line in lines:
        assert f"\n{line}\n" in text, text


def test_a_later_copy_of_a_renamed_one_is_known_again() -> None:
    files, result = apart("LIMIT = 1", "LIMIT = 2")
    later = {**result.files, "tests/test_later.py": files["tests/test_flow.py"].encode()}
    again = applied(SHARED, later)
    assert again.files[FACTORY] == result.files[FACTORY]
    assert "import FlowSocketFake as FakeSocket" in again.text("tests/test_later.py")


def test_a_later_double_whose_name_is_taken_moves_all_the_same() -> None:
    result = apart("LIMIT = 1", "LIMIT = 2")[1]
    body = LIMIT.format("[LIMIT]")
    later = {
        **result.files,
        "tests/test_third.py": fake(body, "LIMIT = 3").encode(),
        "tests/test_two.py": fake(LIMIT.format("(LIMIT,)"), "LIMIT = 2").encode(),
    }
    text = applied(SHARED, later).text(FACTORY)
    assert "\nTHIRD_LIMIT = 3\n" in text and "return [THIRD_LIMIT]" in text
    assert "return (FLOW_LIMIT,)" in text and text.count("= 2\n") == 1  # one word for one meaning
    runs_alike(tree(later), applied(SHARED, later).files, "import tests.test_third as t; print(t.FakeSocket().limit())")


def test_a_new_name_hides_nothing_that_the_double_uses() -> None:
    body = CONNECT + "\ndef limit(self, FLOW_LIMIT=9):\n    return LIMIT, FLOW_LIMIT"
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(LIMIT.format("LIMIT"), "LIMIT = 1"),
        "tests/test_flow.py": fake(body, "LIMIT = 2"),
    }
    result = moved(files, SHARED)
    assert "return LIMIT_2, FLOW_LIMIT" in result.text(FACTORY)
    runs_alike(tree(files), result.files, PROGRAM)


def test_what_a_factory_binds_by_hand_is_not_hidden() -> None:
    result = apart("LIMIT = 1", "LIMIT = 1")[1]
    hand = result.text(FACTORY).replace(
        "LIMIT = 1\n", "LIMIT = 1\nWAIT = make_up = 7\n\n\ndef closed():\n    return WAIT\n"
    )
    body = LIMIT.format("WAIT, closed")
    later = {**result.files, FACTORY: hand.encode(), "tests/test_new.py": fake(body, "WAIT = 1\nclosed = 2").encode()}
    after = applied(SHARED, later)
    assert "return NEW_WAIT, new_closed" in after.text(FACTORY)
    runs_alike(tree(later), after.files, "import tests.test_new as t; print(t.FakeSocket().limit())")


@pytest.mark.parametrize(
    ("first", "second", "used"),
    [
        ("LIMIT = 1", "LIMIT = 2", 'f"{LIMIT=}"'),  # it shows the name
        ("LIMIT = 1", "LIMIT = 2", 'f"{ {1: [LIMIT]}[1] = !r:>9}"'),
        ("xml = 1", "import xml.dom", "str(xml)"),  # `import a.b` binds a
    ],
)
def test_a_name_that_must_be_as_it_is_keeps_its_double_where_it_is(first: str, second: str, used: str) -> None:
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(LIMIT.format("LIMIT" if "LIMIT" in first else "xml"), first),
        "tests/test_flow.py": fake(LIMIT.format(used), second),
        "tests/test_third.py": fake(CONNECT + "\ndef other(self):\n    return 3"),
    }
    result = moved(files, SHARED)
    assert "means something else to another double of the factory, and cannot be renamed" in result.said
    assert "class FakeSocket" in result.text("tests/test_flow.py")


def test_copies_that_call_an_import_otherwise_are_one() -> None:
    body = "def send(self, text):\n    return {}(text)"
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(body.format("dumps"), "from json import dumps"),
        "tests/test_b.py": fake(body.format("to_text"), "from json import dumps as to_text"),
    }
    result = moved(files)
    assert result.text(FACTORY).count("\nclass ") == 1
    assert "to_text" not in result.text(FACTORY)
    runs_alike(tree(files), result.files, "import tests.test_b as b; print(b.FakeSocket().send([1]))")


def test_what_the_factory_imports_already_is_not_imported_again() -> None:
    result = apart("LIMIT = 1", "LIMIT = 1")[1]
    hand = result.text(FACTORY).replace("\nLIMIT = 1\n", "from json import dumps\n\nLIMIT = 1\nTEXT = dumps(1)\n")
    body = LIMIT.format("dumps(2)")
    later = {**result.files, FACTORY: hand.encode(), "tests/test_new.py": fake(body, "from json import dumps").encode()}
    text = applied(SHARED, later).text(FACTORY)
    assert text.count("dumps\n") == 1 and "return dumps(2)" in text


def test_a_later_copy_with_a_base_that_got_another_name_is_known_again() -> None:
    bases = {"app/__init__.py": "", "app/a.py": "class Base: ...\n", "app/b.py": "class Base: ...\n"}
    conftest = {"tests/conftest.py": "import app.a\nimport app.b\n"}
    one = fake("def send(self):\n    return Base", "from app.a import Base", bases="(Base)")
    two = fake("def send(self):\n    return Base, 2", "from app.b import Base", bases="(Base)")
    files = {**PACKAGES, **bases, **conftest}
    files |= {f"tests/test_{name}.py": text for name, text in {"a": one, "b": one, "c": two, "d": two}.items()}
    result = moved(files, SHARED)
    assert "from app.b import Base as BBase\n" in result.text(FACTORY)
    assert "SocketFake(BBase):" in result.text(FACTORY)
    again = applied(SHARED, {**result.files, "tests/test_e.py": two.encode()})
    assert again.files[FACTORY] == result.files[FACTORY]
    program = "import tests.test_c as c, app.b; print(c.FakeSocket.__mro__[1] is app.b.Base, c.FakeSocket().send()[1])"
    runs_alike(tree(files), result.files, program)


def test_equal_words_for_unequal_things_are_no_copies() -> None:
    body = "def send(self, text):\n    return LIMIT"
    files = {**PACKAGES, "tests/test_a.py": fake(body, "LIMIT = 1"), "tests/test_b.py": fake(body, "LIMIT = 2")}
    stays(files, "fewer others than asked for are the same")
