"""The shared mock factory: which doubles are found, what becomes one, what stays, and why."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from canonize.codemods.errors import CanonizeError
from canonize.codemods.mocks.mockfactory import MockFactory
from canonize.codemods.mocks.wishes import Merge
from canonize.codemods.names import SymbolPath
from examples import Before, Result, applied, check, leaves_alone, output, refused, runs_alike, tree

FACTORY = "tests/mocks/sockets.py"
PACKAGES = {"tests/__init__.py": ""}


def fakes(
    *classes: str, merge: Merge = "identical", of: str = "", factory: str = FACTORY, min_copies: int = 2
) -> MockFactory:
    return MockFactory(factory, SymbolPath.parse(of) if of else None, classes or ("FakeSocket",), merge, min_copies)


def fake(body: str, head: str = "", tail: str = "", name: str = "FakeSocket", bases: str = "") -> str:
    """A test file with one double, whose methods are `body`."""
    inside = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    parts = [textwrap.dedent(head).strip("\n"), f"class {name}{bases}:\n{inside}", textwrap.dedent(tail).strip("\n")]
    return "\n\n\n".join(part for part in parts if part) + "\n"


SEND = """
def send(self, text):
    return [text]
"""
USE = """
def test_it():
    assert FakeSocket().send("a") == ["a"]
"""


def twins(body: str = SEND, head: str = "", **more: str) -> dict[str, str]:
    """Two test files with the same double."""
    text = fake(body, head, USE)
    return {**PACKAGES, "tests/test_a.py": text, "tests/test_b.py": text, **more}


def stays(files: Before, why: str, codemod: MockFactory | None = None) -> Result:
    """Nothing changes, and each of the doubles stays for that reason."""
    result = leaves_alone(codemod or fakes(), files)
    said = [each.message for each in result.outcome.diagnostics if each.code == "double-stays"]
    assert said, result.said
    assert all(why in each for each in said), result.said
    return result


def moved(files: Before, codemod: MockFactory | None = None) -> Result:
    """Doubles move; the tests' own modules import as before and define what they did."""
    result = applied(codemod or fakes(), files)
    assert FACTORY in result.files or (codemod and codemod.factory in result.files), result.said
    return result


# -- copies become one ----------------------------------------------------------------------------------------------


def test_copies_move_to_the_factory_and_each_test_imports_its_own_spelling() -> None:
    result = check(
        fakes(),
        twins(),
        {
            "tests/test_a.py": "from tests.mocks.sockets import FakeSocket\n\n\n" + USE.lstrip(),
            "tests/test_b.py": "from tests.mocks.sockets import FakeSocket\n\n\n" + USE.lstrip(),
            "tests/mocks/__init__.py": "",
            FACTORY: result_text(),
        },
        runs="import tests.test_a as a, tests.test_b as b; a.test_it(); b.test_it(); print(a.FakeSocket().send(1))",
    )
    assert [table.rows[0][1] for table in result.outcome.tables] == ["2"]


def result_text() -> str:
    return '''\
"""Test doubles of Socket, for all tests.

create_sockets_mock() makes one of any kind.
"""

from inspect import signature
from typing import Any


class FakeSocket:
    def send(self, text):
        return [text]


# canonize: the variants; what stands below is written anew whenever one is added
_VARIANTS = {
    "socket": FakeSocket,  # from tests/test_a.py and 1 more
}


def create_sockets_mock(variant: str = "socket", **overrides: Any) -> FakeSocket:
    """A new test double of Socket.

    `variant` is one of:

    - socket: FakeSocket, from tests/test_a.py and 1 more

    An override that the class takes when it is made is handed to it; any other is set
    on the new double.
    """
    made_from: Any = _VARIANTS[variant]
    taken = signature(made_from).parameters
    double = made_from(
        **{name: value for name, value in overrides.items() if name in taken}
    )
    for name, value in overrides.items():
        if name not in taken:
            setattr(double, name, value)
    return double
'''


def test_layout_docstrings_comments_quotes_and_annotations_do_not_tell_copies_apart() -> None:
    files = {
        **PACKAGES,
        "tests/test_a.py": fake('def send(self, text):\n    return {"t": text}'),
        "tests/test_b.py": fake(
            """
            def send( self, text: str ) -> dict:
                '''Send it.'''
                # as a dictionary
                return {
                    't': text,
                }
            """
        ),
    }
    moved(files)


@pytest.mark.parametrize(
    "other",
    [
        "def send(self, message):\n    return [message]",  # another name of a parameter
        "async def send(self, text):\n    return [text]",
        "def send(self, text):\n    return (text,)",
        "def send(self, text, more=None):\n    return [text]",
        "def send(self, text):\n    return [text]\n\ndef close(self):\n    pass",
        "@staticmethod\ndef send(self, text):\n    return [text]",
        "def send(self, text):\n    text: int\n    return [text]",
    ],
)
def test_what_does_something_else_is_no_copy(other: str) -> None:
    files = {**PACKAGES, "tests/test_a.py": fake(SEND), "tests/test_b.py": fake(other)}
    stays(files, "fewer others than asked for are the same")


def test_equal_bodies_with_unequal_imports_are_no_copies() -> None:
    body = "def send(self, text):\n    return dumps(text)"
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(body, "from json import dumps"),
        "tests/test_b.py": fake(body, "from pickle import dumps"),
    }
    stays(files, "fewer others than asked for")


def test_one_test_may_hold_two_that_are_told_apart_by_name_alone() -> None:
    files = {**PACKAGES, "tests/test_a.py": fake(SEND) + "\n\n" + fake(SEND, name="FakeOther")}
    stays(files, "fewer others than asked for", fakes("Fake*"))


def test_fewer_than_asked_for_stay() -> None:
    stays(twins(), "fewer", fakes(min_copies=3))


def test_report_writes_nothing_and_shows_the_table() -> None:
    result = leaves_alone(fakes(merge="report"), twins())
    assert result.outcome.tables[0].rows[0][-1] == "send(text) · would move as FakeSocket"


# -- what comes along -----------------------------------------------------------------------------------------------


def test_imports_and_constants_come_along() -> None:
    body = """
    def __init__(self):
        self.send = AsyncMock(return_value=LIMIT)
        self.when = dt.timedelta(seconds=_WAIT)
    """
    head = """
    import datetime as dt
    from unittest.mock import AsyncMock

    LIMIT = 3
    _WAIT = -1.5
    """
    text = moved(twins(body, head)).text(FACTORY)
    assert "import datetime as dt\n" in text
    assert "from unittest.mock import AsyncMock\n" in text
    assert "\nLIMIT = 3\n_WAIT = -1.5\n" in text


def test_a_relative_import_is_spelled_in_full() -> None:
    files = {
        **twins("def send(self, text):\n    return wrap(text)", "from .helpers import wrap"),
        "tests/helpers.py": "def wrap(text):\n    return [text]\n",
    }
    assert "from tests.helpers import wrap\n" in moved(files).text(FACTORY)


def test_comments_and_docstrings_come_along() -> None:
    files = twins()
    files["tests/test_a.py"] = fake('"""A socket."""\n\n# out\n' + SEND.strip() + "  # all\n# the end").replace(
        "class ", "# It keeps nothing.\nclass "
    )
    text = moved(files).text(FACTORY)
    for kept in ("# It keeps nothing.\nclass", '"""A socket."""', "# out", "# all", "# the end"):
        assert kept in text
    assert "keeps nothing" not in moved(files).text("tests/test_a.py")


def test_annotations_that_were_not_evaluated_stay_unevaluated() -> None:
    head = "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app.m import T"
    body = "def send(self, text: T) -> list[T]:\n    return [text]"
    files = {**twins(body, head), "app/m.py": "T = str\n", "app/__init__.py": ""}
    text = moved(files).text(FACTORY)
    assert "from __future__ import annotations\n" in text
    assert "if TYPE_CHECKING:\n    from app.m import T\n" in text
    runs_alike(tree(files), moved(files).files, "import tests.test_a as a; a.test_it(); print('fine')")


def test_unevaluated_annotations_become_strings_beside_evaluated_ones() -> None:
    future = "from __future__ import annotations"
    files = {
        **PACKAGES,
        "tests/test_a.py": fake("def send(self, text: Missing) -> 'list':\n    return [text]", future, USE),
        "tests/test_b.py": fake("def send(self, text: int):\n    return [text]", "", USE),
    }
    assert "Missing, which it uses, is bound nowhere" in leaves_alone(fakes(), files).said
    first = fake("def send(self, text: list[int]) -> None:\n    return [text]", future, USE)
    other = fake("def send(self, text: int):\n    return [text] * 1", "", USE)
    files = {
        **PACKAGES,
        "tests/test_a.py": first, "tests/test_b.py": first, "tests/test_c.py": other, "tests/test_d.py": other,
    }  # fmt: skip
    text = moved(files).text(FACTORY)
    assert "__future__" not in text
    assert 'def send(self, text: "list[int]") -> None:' in text
    assert "def send(self, text: int):" in text


def test_doubles_that_need_each_other_move_together() -> None:
    body = "def send(self, text):\n    return FakeReply(text)"
    head = "class FakeReply:\n    def __init__(self, text):\n        self.text = text"
    use = "def test_it():\n    assert FakeSocket().send('a').text == 'a'"
    files = {**PACKAGES, "tests/test_a.py": fake(body, head, use), "tests/test_b.py": fake(body, head, use)}
    result = moved(files, fakes("Fake*"))
    assert result.text(FACTORY).index("class FakeReply") < result.text(FACTORY).index("class FakeSocket")
    runs_alike(tree(files), result.files, "import tests.test_a as a, tests.test_b as b; a.test_it(); b.test_it()")


def test_a_double_that_needs_one_that_stays_stays() -> None:
    body = "def send(self, text):\n    return FakeReply(text)"
    head = "class FakeReply:\n    def __init__(self, text):\n        assert text"
    files = {**PACKAGES, "tests/test_a.py": fake(body, head), "tests/test_b.py": fake(body, head)}
    result = leaves_alone(fakes("Fake*"), files)
    assert "FakeSocket stays: it needs FakeReply, which stays" in result.said


def test_the_class_may_speak_of_itself() -> None:
    body = "def __eq__(self, other):\n    return isinstance(other, FakeSocket)\n\ndef copy(self) -> 'FakeSocket':\n    return FakeSocket()"
    use = "def test_it():\n    assert FakeSocket().copy() == FakeSocket()"
    other = fake(body.replace("isinstance", "not isinstance"), "", use.replace("==", "!="))
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(body, "", use), "tests/test_b.py": fake(body, "", use),
        "tests/test_c.py": other, "tests/test_d.py": other,
    }  # fmt: skip
    result = moved(files)
    assert "isinstance(other, ASocketFake)" in result.text(FACTORY)
    assert "-> 'CSocketFake':" in result.text(FACTORY)
    assert "import ASocketFake as FakeSocket" in result.text("tests/test_b.py")
    runs_alike(tree(files), result.files, "import tests.test_a as a, tests.test_c as c; a.test_it(); c.test_it()")


def test_mangled_names_properties_nested_classes_and_dataclasses_keep_their_meaning() -> None:
    body = """
    class Closed(Exception):
        pass

    def __init__(self):
        self.__sent = []

    def send(self, text):
        self.__sent.append(text)
        return list(self.__sent)

    @property
    def last(self):
        return self.__sent[-1]

    @last.setter
    def last(self, text):
        self.__sent[-1] = text
    """
    use = USE + "\n\ndef test_last():\n    s = FakeSocket()\n    s.send(1)\n    s.last = 2\n    assert s.last == 2\n"
    files = {**PACKAGES, "tests/test_a.py": fake(body, "", use), "tests/test_b.py": fake(body, "", use)}
    runs_alike(tree(files), moved(files).files, "import tests.test_a as a; a.test_it(); a.test_last()")
    data = fake("text: str = 'a'\nmore: int = 1", "from dataclasses import dataclass").replace(
        "class ", "@dataclass\nclass "
    )
    files = {**PACKAGES, "tests/test_a.py": data, "tests/test_b.py": data}
    program = "import tests.test_a as a; print(a.FakeSocket('b', more=2))"
    runs_alike(tree(files), moved(files).files, program)


def test_protocols_move_whole() -> None:
    text = fake("request: str", "from typing_extensions import Protocol", bases="(Protocol)")
    files = {**PACKAGES, "tests/test_a.py": text, "tests/test_b.py": text}
    assert "class FakeSocket(Protocol):\n    request: str\n" in moved(files).text(FACTORY)


# -- what shares methods gets a base --------------------------------------------------------------------------------

CONNECT = """
def connect(self, user, where=None):
    self.user = user
    self.where = where
    return self
"""


def test_what_is_the_same_goes_to_a_base() -> None:
    files = {
        **PACKAGES,
        "tests/test_first.py": fake(CONNECT + "\ndef send(self, text):\n    return text"),
        "tests/test_second.py": fake(
            CONNECT + "\ndef send(self, text):\n    return [text]\n\ndef close(self):\n    pass"
        ),
    }
    result = moved(files, fakes(merge="shared-base"))
    assert (
        result.text("tests/test_first.py")
        == "from tests.mocks.sockets import FirstSocketFake as FakeSocket  # noqa: F401\n"
    )
    assert "class SocketFakeBase:" in result.text(FACTORY)
    assert result.text(FACTORY).count("def connect(") == 1
    assert result.text(FACTORY).count("def send(") == 2
    program = "import tests.test_first as a, tests.test_second as b; print(hasattr(a.FakeSocket, 'close'), a.FakeSocket().send(1), b.FakeSocket().connect(1).where, b.FakeSocket().send(1))"
    runs_alike(tree(files), result.files, program)


def test_what_is_shared_is_annotated_as_the_first_has_it() -> None:
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(
            CONNECT.replace("user,", "user: Decimal,") + "\ndef a(self): ...", "from decimal import Decimal"
        ),
        "tests/test_b.py": fake(CONNECT + "\ndef b(self): ..."),
    }
    text = moved(files, fakes(merge="shared-base")).text(FACTORY)
    assert "def connect(self, user: Decimal, where=None):" in text
    assert "from decimal import Decimal\n" in text


def test_nobody_gets_a_method_from_a_base_that_it_did_not_have() -> None:
    with_close = CONNECT + "\ndef close(self):\n    self.user = None\n    self.where = None\n    return True"
    files = {
        **PACKAGES,
        "tests/test_first.py": fake(with_close),
        "tests/test_second.py": fake(with_close + "\n\ndef send(self):\n    pass"),
        "tests/test_third.py": fake(CONNECT + "\ndef third(self):\n    pass"),
    }
    result = moved(files, fakes(merge="shared-base"))
    program = "import tests.test_third as c; print(sorted(n for n in dir(c.FakeSocket) if n[0] != '_'))"
    runs_alike(tree(files), result.files, program)


@pytest.mark.parametrize(
    ("member", "why"),
    [
        ("calls = []", "what belongs to the class and can change"),
        ("def send(self, text, seen=[]):\n    seen.append(text)\n    return seen", "a default that can change"),
        ("@classmethod\ndef make(cls):\n    cls.made = True", "methods that change the class"),
        ("def note(self):\n    FakeSocket.noted = 1", "methods that change the class by its name"),
        ("def note(self):\n    setattr(type(self), 'noted', 1)", "setattr"),
        ("def note(self):\n    kind = self.__class__\n    kind.noted = 1", "another name for it"),
        ("@classmethod\ndef make(kind):\n    kind.made = True", "another name of the first parameter"),
        ("@classmethod\ndef make(cls):\n    cls.made, other = 1, 2", "one of several targets"),
        ("@classmethod\ndef make(cls):\n    cls.made: int = 1", "a target with a type"),
        ("@classmethod\ndef make(cls):\n    cls.made <<= 1", "an operator of two characters"),
        ("@classmethod\ndef make(cls):\n    for cls.made in (1, 2):\n        pass", "the target of a loop"),
        ("@classmethod\ndef make(cls):\n    with open('x') as cls.made:\n        pass", "the target of a with"),
        ("@classmethod\ndef make(cls):\n    del cls.made", "what is deleted"),
        ("def note(self):\n    FakeSocket.note.calls = 1", "something of a method"),
    ],
)
def test_what_the_class_remembers_is_not_shared_by_two_files(member: str, why: str) -> None:
    files = twins(SEND + "\n" + member if "send" not in member else member)
    stays(files, "change")


@pytest.mark.parametrize(
    "change",
    [
        "FakeSocket.limit = 3",
        "FakeSocket.limit, other = 3, 4",
        "FakeSocket.send.seen = 3",
        "socket = FakeSocket()\n    type(socket).limit = 3",
        "socket.__class__.send = 3",
        "kind = FakeSocket\n    kind.limit += 3",
    ],
)
def test_a_class_that_a_test_changes_is_not_shared(change: str) -> None:
    files = twins()
    files["tests/test_a.py"] += f"\n\ndef test_other():\n    {change}\n"
    stays({**files, "tests/test_b.py": files["tests/test_a.py"]}, "changes the class")


@pytest.mark.parametrize(
    "change",
    [
        "from tests.test_a import FakeSocket\nFakeSocket.limit = 3\n",
        "import tests.test_a\ntests.test_a.FakeSocket.limit = 3\n",
        "from tests import test_a as a\nsetattr(a.FakeSocket, 'limit', 3)\n",
    ],
)
def test_a_class_that_another_file_changes_is_not_shared(change: str) -> None:
    result = leaves_alone(fakes(), twins(**{"tests/conftest.py": change}))
    assert any("tests/conftest.py:2 changes the class" in each.message for each in result.outcome.diagnostics)


@pytest.mark.parametrize(
    "other",
    [
        "def test_other(self):\n    self.limit = 3\n    type(self).limit = 3\n    self.kind = FakeSocket\n",
        "def test_other(m):\n    type(m).place = 3\n    socket = FakeSocket()\n    socket.limit = 3\n",
        "class Other:\n    limit = FakeSocket\n\nOther.limit = 1\n",
    ],
)
def test_what_changes_something_else_keeps_no_double(other: str) -> None:
    files = twins()
    files["tests/test_a.py"] += f"\n\n{other}"
    moved(files)


BOTH = "def one(self):\n    x = 1\n    return x\n\ndef two(self):\n    y = 2\n    return y\n"


@pytest.mark.parametrize(
    "test",
    [
        "assert 'one' in FakeSocket.__dict__",
        "assert 'one' in vars(FakeSocket)",
        "assert 'one' in type(FakeSocket()).__dict__",
        "assert FakeSocket.__bases__ == (object,)",
        "monkeypatch.delattr(FakeSocket, 'one')",
        "monkeypatch.delattr('tests.test_a.FakeSocket.one')",
        "del FakeSocket.one",
        "FakeSocket.one.calls = 3",
        "assert FakeSocket.one.__doc__ is None",
    ],
)
def test_where_a_test_would_see_a_base_there_is_none(test: str) -> None:
    tail = f"def test_it(monkeypatch):\n    {test}"
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(f"{BOTH}\ndef three(self):\n    return 3", "", tail),
        "tests/test_b.py": fake(f"{BOTH}\ndef four(self):\n    return 4"),
    }
    leaves_alone(fakes(merge="shared-base"), files)
    plain = {**files, "tests/test_a.py": files["tests/test_a.py"].replace(test, "assert vars(object())")}
    moved(plain, fakes(merge="shared-base"))


@pytest.mark.parametrize(
    ("one", "other", "test"),
    [
        ('"""One."""', '"""Other."""', "FakeSocket.send.__doc__"),
        ("x: int = 1", "x: str = 1", "get_type_hints(FakeSocket.send)"),
        ("x: int = 1", "x: str = 1", "inspect.signature(FakeSocket.send)"),
    ],
)
def test_words_that_a_test_asks_for_tell_two_doubles_apart(one: str, other: str, test: str) -> None:
    def body(words: str) -> str:
        parameter, docstring = (words, "1") if words.startswith("x") else ("x=1", words)
        return f"def send(self, {parameter}):\n    {docstring}\n    return x"

    asking = fake(body(one), "", f"def test_it():\n    assert {test}")
    leaves_alone(fakes(), {**PACKAGES, "tests/test_a.py": asking, "tests/test_b.py": fake(body(other))})
    moved({**PACKAGES, "tests/test_a.py": asking, "tests/test_b.py": fake(body(one))})
    moved({**PACKAGES, "tests/test_a.py": fake(body(one)), "tests/test_b.py": fake(body(other))})


@pytest.mark.parametrize(
    "extra",
    [
        "def other(self):\n    return super().__repr__()",
        "def other(self):\n    return __class__",
        "__slots__ = ('user', 'where')",
        "def other(self):\n    self.__hidden = 1",
    ],
)
def test_what_hangs_on_the_class_itself_shares_no_base(extra: str) -> None:
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(CONNECT + "\n" + extra),
        "tests/test_b.py": fake(CONNECT + "\ndef send(self):\n    pass"),
    }
    leaves_alone(fakes(merge="shared-base"), files)


def test_members_that_the_body_itself_needs_stay_in_the_class() -> None:
    first = CONNECT + "\ndef on(self):\n    return 1\n\ntable = (on,)\n"
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(first, "", "def test_it():\n    assert FakeSocket.table[0](None) == 1"),
        "tests/test_b.py": fake(first + "\ndef send(self):\n    pass", "", "x = FakeSocket.table[0](None)"),
    }
    result = moved(files, fakes(merge="shared-base"))
    assert result.text(FACTORY).count("def on(self)") == 2
    runs_alike(tree(files), result.files, "import tests.test_a as a, tests.test_b as b; a.test_it(); print(b.x)")


def test_names_that_have_nothing_to_do_with_each_other_are_left_alone() -> None:
    files = {
        **PACKAGES,
        "tests/test_a.py": fake("def close(self):\n    self.closed = True\n\n" + CONNECT + SEND, name="FakeSocket"),
        "tests/test_b.py": fake(
            "def close(self):\n    self.closed = True\n\ndef x(self): ...\n\ndef y(self): ...\n\ndef z(self): ...",
            name="FakeFile",
        ),
    }
    stays(files, "it shares too little with the others", fakes("Fake*", merge="shared-base"))


@pytest.mark.parametrize(
    ("used", "taken"),
    [
        ("xml.dom.Node", ["import xml.dom"]),
        ("xml . dom.Node, xml.dom", ["import xml.dom"]),
        ("xml.dom.Node, xml.sax.parse", ["import xml.dom", "import xml.sax"]),
        ("xml", ["import xml.dom", "import xml.sax"]),
        ("xml.dom.Node, xml", ["import xml.dom", "import xml.sax"]),
    ],
)
def test_of_the_modules_of_one_package_those_come_along_that_the_class_goes_through(
    used: str, taken: list[str]
) -> None:
    body = f"def send(self, text):\n    self.seen = ({used},)\n    return [text]"
    factory = moved(twins(body, "import xml.dom\nimport xml.sax")).text(FACTORY)
    assert [line for line in factory.splitlines() if line.startswith("import xml")] == taken


# -- what stays, and why --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "head", "why"),
    [
        ("def send(self, text):\n    return helper(text)", "def helper(t): return [t]", "uses the function helper"),
        ("def send(self, text):\n    return Helper(text)", "class Helper: ...", "uses the class Helper"),
        ("def send(self, text):\n    return SEEN", "SEEN = []", "uses SEEN of this file"),
        ("def send(self, text):\n    return NOW", "import time\n\nNOW = time.time()", "which is no constant"),
        ("def send(self, text):\n    return __name__", "", "reads __name__"),
        ("def send(self, text):\n    return __file__", "", "reads __file__"),
        ("def send(self, text):\n    global COUNT\n    COUNT = 1", "COUNT = 0", "assigns the global COUNT"),
        ("def send(self, text):\n    return eval(text)", "", "calls eval"),
        ("def send(self, text):\n    exec(text)", "", "calls exec"),
        ("def send(self, text):\n    return globals()", "", "calls globals"),
        ("def send(self, text):\n    return inspect.stack()", "import inspect", "uses inspect"),
        ("def send(self, text):\n    return unknown", "", "bound nowhere"),
        ("def send(self, text):\n    return dumps(text)", "try:\n    from json import dumps\nexcept ImportError:\n    dumps = str",
         "is bound more than once"),
        ("def send(self, text):\n    return dumps(text)", "try:\n    from json import dumps\nexcept ImportError:\n    pass",
         "imported under a condition"),
        ("def send(self, text):\n    return dumps(text)", "from json import *", "star import"),
        ("def send(self, text):\n    assert text\n    return [text]", "", "it has an assert in line 3"),
        ("def send(self, text):\n    '''\n    >>> 1 + 1\n    2\n    '''", "", "doctest"),
        ("if True:\n    def send(self, text): ...", "", "runs code"),
        ("print('made')", "", "runs code"),
        ("token = make()", "from app import make", "may have an effect"),
        ("def send(self, text=make()): ...", "from app import make", "may have an effect"),
        ("token = field(default=make())", "from dataclasses import field\nfrom app import make", "may have an effect"),
        ("token = f'{make()}'", "from app import make", "may have an effect"),
        ("def send(self, text):\n    return __helper(text)", "def __helper(t): ...", "is mangled"),
        ("def send(self, text):\n    return dumps(text)", "from json import dumps\nfrom json import dumps",
         "is imported more than once"),
        ("def send(self, text):\n    return far(text)", "from ....far import far", "leaves the tree"),
        ("def send(self, text):\n    class Kept(make()): ...", "from app import make", "(line 6) has bases"),
        ("def send(self, text): ...\n\f\nlast = 1", "", "a form feed"),
        ("@wrapped\ndef send(self, text): ...", "from app import wrapped", "decorator @wrapped"),
    ],
)  # fmt: skip
def test_a_body_that_leans_on_its_place_stays(body: str, head: str, why: str) -> None:
    app = {"app.py": "def make(): ...\ndef wrapped(f): return f\n"}
    stays(twins(body, head, **app), why)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("if True:\n    class FakeSocket:\n        def send(self): ...\n", "under `if`"),
        ("try:\n    pass\nfinally:\n    class FakeSocket:\n        def send(self): ...\n", "under `try`"),
        ("class FakeSocket:\n    def send(self): ...\n\nif True:\n    class FakeSocket:\n        def send(self): ...\n", ""),
        ("class FakeSocket:\n    def send(self): ...\n\nFakeSocket = None\n", "bound again in line 4"),
        ("class FakeSocket:\n    def send(self): ...\n\ndel FakeSocket\n", "is deleted in line 4"),
        ("def test_it():\n    class FakeSocket:\n        def send(self): ...\n", "in the function test_it"),
        ("class Suite:\n    class FakeSocket:\n        def send(self): ...\n", "in the class Suite"),
        ("from app import register\n\n@register\nclass FakeSocket:\n    def send(self): ...\n", "decorator @register"),
        ("from app import Meta\n\nclass FakeSocket(metaclass=Meta):\n    def send(self): ...\n", "metaclass=Meta"),
        ("from app import Registered\n\nclass FakeSocket(Registered):\n    def send(self): ...\n", "may do something"),
        ("from other import Base\n\nclass FakeSocket(Base):\n    def send(self): ...\n", "comes from outside"),
        ("class FakeSocket:\n    def send(self): ...\n\nx = FakeSocket.__module__\n", "asks classes for their module"),
        ("class FakeSocket:\n    pass\n", "it is empty"),
        ("from app import Below\n\nclass FakeSocket(Below):\n    def send(self): ...\n", "may do something"),
        ("from app import Given\n\nclass FakeSocket(Given):\n    def send(self): ...\n", "may do something"),
        ("class FakeSocket[T]:\n    def send(self): ...\n", "it has type parameters"),
        (b"# coding: latin-1\nclass FakeSocket:\n    said = '\xe9'\n", "its file is in iso-8859-1"),
    ],
)  # fmt: skip
def test_hostile_shapes_stay(text: str | bytes, why: str) -> None:
    app = {
        "app.py": """\
            def register(cls): return cls
            class Meta(type): ...
            class Registered:
                def __init_subclass__(cls): print(cls)
            class Below(Registered): ...
            class Given(**{}): ...
            """
    }
    stays({**PACKAGES, "tests/test_a.py": text, "tests/test_b.py": text, **app}, why)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("def send(self):\n    return super().send()", "it uses super"),
        ("def send(self):\n    return self.__token", "__token is mangled with its name"),
        ("def send(self):\n    return self.__dict__", "it asks for __dict__"),
        ("__slots__ = ('token',)\n\ndef send(self): ...", "it has __slots__"),
        ("def __new__(cls): ...", "it says how it is made"),
    ],
)
def test_a_class_that_can_have_no_base_stays_where_no_other_is_the_same(body: str, why: str) -> None:
    files = {f"tests/test_{each}.py": fake(f"{body}\n\ndef last(self):\n    return {each!r}") for each in "ab"}
    stays({**PACKAGES, **files}, f"{why}, and no other is the same", fakes(merge="shared-base"))


def test_a_class_with_a_metaclass_or_a_decorator_can_have_no_base() -> None:
    text = "from abc import ABCMeta\n\nclass FakeSocket(metaclass=ABCMeta):\n    def {0}(self): ...\n"
    files = {f"tests/test_{each}.py": text.format(each) for each in "ab"}
    stays({**PACKAGES, **files}, "it has a metaclass", fakes(merge="shared-base"))
    text = "from dataclasses import dataclass\n\n@dataclass\nclass FakeSocket:\n    {0}: int = 1\n"
    files = {f"tests/test_{each}.py": text.format(each) for each in "ab"}
    stays({**PACKAGES, **files}, "it is decorated", fakes(merge="shared-base"))


def test_what_pytest_collects_stays() -> None:
    text = fake("def test_send(self): ...", name="TestSocket")
    stays({**PACKAGES, "tests/test_a.py": text, "tests/test_b.py": text}, "for tests", fakes("TestSocket"))


def test_a_name_that_some_test_patches_keeps_the_class_where_it_is() -> None:
    body = "def send(self, text):\n    return [sleep, text]"
    use = (
        'from unittest.mock import patch\n\ndef test_it():\n    with patch("tests.test_a.sleep"):\n        FakeSocket()'
    )
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(body, "from time import sleep", use),
        "tests/test_b.py": fake(body, "from time import sleep"),
        "tests/test_c.py": fake(body, "from time import sleep"),
    }
    result = moved(files)
    assert "tests/test_a.py:4: info double-stays: FakeSocket stays: tests/test_a.py patches sleep" in result.said
    assert "class FakeSocket" in result.text("tests/test_a.py")


def test_a_constant_that_another_file_sets_keeps_the_class_where_it_is() -> None:
    more = {"tests/conftest.py": "from tests import test_a\n\ndef pytest_configure():\n    test_a.LIMIT = 3\n"}
    result = leaves_alone(fakes(), twins("def send(self):\n    return LIMIT", "LIMIT = 1", **more))
    assert "FakeSocket stays: tests/conftest.py patches LIMIT in this module" in result.said


def test_what_is_replaced_in_another_module_of_the_same_name_keeps_no_class() -> None:
    body = "def send(self, text):\n    return [sleep, text]"
    test = "from unittest.mock import patch\n\ndef test_it():\n    with patch('app.{0}.sleep'):\n        pass\n"
    files = {f"app/test_{each}.py": "from time import sleep\n" for each in "ab"}
    files |= {f"tests/test_{each}.py": fake(body, "from time import sleep") for each in "ab"}
    patching = {f"tests/{each}/test_app.py": test.format(f"test_{each}") for each in "ab"}
    result = moved({**PACKAGES, "app/__init__.py": "", **files, **patching})
    assert "class " not in result.text("tests/test_a.py") + result.text("tests/test_b.py")


def test_many_doubles_are_grouped_in_the_time_of_their_pairs() -> None:
    import time
    from random import Random
    from typing import Any

    from canonize.codemods.mocks.doublegroups import Known, Variant, groups
    from canonize.codemods.mocks.doublerisks import Risks
    from canonize.codemods.mocks.doubles import Double
    from canonize.codemods.mocks.needed import Needs

    nowhere: Any = None
    known = Known(Double("tests/test_a.py", "FakeSocket", nowhere, nowhere, 1, "", ""), Needs(), Risks())
    chance, found = Random(1), []
    for _ in range(150):
        names = [f"m{each}" for each in sorted(chance.sample(range(12), 5))]
        versions = {name: (str(chance.randrange(3)), frozenset[str]()) for name in names}
        found.append(Variant((known,), versions, frozenset(names), dict.fromkeys(names, 2)))
    began = time.process_time()
    assert len(groups(found, of_one=False)) < 75
    assert time.process_time() - began < 3.0


def test_a_patch_of_the_class_itself_still_finds_it() -> None:
    use = 'from unittest.mock import patch\n\ndef test_it():\n    with patch("tests.test_a.FakeSocket", 3):\n        assert FakeSocket == 3'
    files = {**twins(), "tests/test_a.py": fake(SEND, "", use)}
    runs_alike(tree(files), moved(files).files, "import tests.test_a as a; a.test_it()")


def test_a_string_that_spells_out_where_the_class_is_keeps_it_there() -> None:
    use = "def test_it():\n    assert str(FakeSocket) == \"<class 'tests.test_a.FakeSocket'>\""
    files = {**twins(), "tests/test_a.py": fake(SEND, "", use), "tests/test_c.py": twins()["tests/test_b.py"]}
    result = moved(files)
    assert "FakeSocket stays: tests/test_a.py:7 spells out where it is" in result.said


def test_a_name_that_is_seen_is_kept_by_one_and_the_others_are_called_otherwise() -> None:
    use = 'def test_it():\n    assert type(FakeSocket()).__name__ == "FakeSocket"'
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(CONNECT + "\ndef a(self): ..."),
        "tests/test_seen.py": fake(CONNECT + "\ndef b(self): ...", "", use),
        "tests/test_too.py": fake(CONNECT + "\ndef c(self): ...", "", use),
    }
    result = moved(files, fakes(merge="shared-base"))
    assert "import FakeSocket\n" in result.text("tests/test_seen.py")
    assert "FakeSocket stays: it would come to be called" in result.said
    assert "class FakeSocket:" in result.text("tests/test_too.py")


def test_production_code_that_looks_for_a_word_in_names_is_heard() -> None:
    files = {
        **PACKAGES,
        "app.py": 'def is_double(o):\n    return type(o).__name__.startswith("Fake")\n',
        "tests/test_a.py": fake(CONNECT + "\ndef a(self): ..."),
        "tests/test_b.py": fake(CONNECT + "\ndef b(self): ..."),
    }
    result = leaves_alone(fakes(merge="shared-base"), files)
    assert "it would come to be called BSocketFake: app.py looks for 'Fake' in the names of classes" in result.said
    moved({**files, "app.py": files["app.py"].replace("Fake", "Other")}, fakes(merge="shared-base"))


def test_a_module_that_only_one_of_them_imports_is_not_imported_for_the_others() -> None:
    body = CONNECT + "\ndef send(self):\n    return Connection()"
    files = {
        **PACKAGES,
        "app/__init__.py": "", "app/types.py": "class Connection: ...\n",
        "tests/test_a.py": fake(body, "from app.types import Connection"),
        "tests/test_b.py": fake(CONNECT + "\ndef b(self): ..."),
        "tests/test_c.py": fake(CONNECT + "\ndef c(self): ..."),
    }  # fmt: skip
    result = moved(files, fakes(merge="shared-base"))
    assert "the factory would import app.types for it, which tests/test_b.py does not" in result.said
    assert "app" not in result.text(FACTORY)


def test_a_module_that_all_of_them_import_is_imported() -> None:
    body = CONNECT + "\ndef send(self):\n    return Connection()"
    files = {
        **PACKAGES,
        "app/__init__.py": "", "app/types.py": "class Connection: ...\n",
        "tests/conftest.py": "import app.types\n",
        "tests/test_a.py": fake(body, "from app.types import Connection"),
        "tests/test_b.py": fake(CONNECT + "\ndef b(self): ..."),
    }  # fmt: skip
    assert "from app.types import Connection\n" in moved(files, fakes(merge="shared-base")).text(FACTORY)


def test_a_class_with_several_bases_below_it_keeps_its_own_methods() -> None:
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(CONNECT + "\ndef a(self): ...", "", "class Both(FakeSocket, Exception): ..."),
        "tests/test_b.py": fake(CONNECT + "\ndef b(self): ..."),
    }
    leaves_alone(fakes(merge="shared-base"), files)


def test_tests_that_imported_it_from_another_test_follow() -> None:
    use = "def test_c():\n    assert F().send(1) == [1]\n"
    files = {**twins(), "tests/test_c.py": "from tests.test_a import FakeSocket as F, test_it  # noqa\n\n\n" + use}
    result = moved(files)
    assert result.text("tests/test_c.py").startswith(
        "from tests.test_a import test_it  # noqa\nfrom tests.mocks.sockets import FakeSocket as F"
    )
    assert result.outcome.tables[0].rows[0][2] == "3"
    runs_alike(tree(files), result.files, "import tests.test_c as c; c.test_c()")


def test_an_import_that_loads_a_module_which_does_something_stays() -> None:
    head = "import os\n\nos.environ['SOCKETS'] = 'fake'"
    files = {
        **twins(SEND, head),
        "tests/test_c.py": "from tests.test_a import FakeSocket\n\n\nassert FakeSocket\n",
    }
    result = moved(files)
    assert result.text("tests/test_c.py") == files["tests/test_c.py"]
    runs_alike(tree(files), result.files, "import os, tests.test_c; print(os.environ['SOCKETS'])")


def test_a_module_that_only_hands_doubles_on_goes_on_doing_so() -> None:
    use = "from tests import helpers\n"
    files = {**PACKAGES, "tests/helpers.py": fake(SEND), "tests/test_b.py": fake(SEND, "", USE), "tests/test_c.py": use}
    text = moved(files).text("tests/helpers.py")
    assert text == "from tests.mocks.sockets import FakeSocket  # noqa: F401\n"


def test_uses_become_calls_of_the_factory_where_they_can() -> None:
    body = "def __init__(self, limit=1, *more):\n    self.limit = limit\n\ndef send(self, text):\n    return [text]"
    use = "def test_it():\n    assert FakeSocket().send(1)\n    assert FakeSocket(limit=2).limit == 2\n"
    by_place = "def test_it():\n    assert FakeSocket(3).limit == 3\n    assert FakeSocket().limit == 1\n"
    named = "def test_it(monkeypatch=None):\n    assert FakeSocket()\n    'FakeSocket'\n"
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(body, "", use), "tests/test_b.py": fake(body, "", by_place),
        "tests/test_c.py": fake(body, "", named),
    }  # fmt: skip
    codemod = MockFactory(FACTORY, None, ("FakeSocket",), "identical", rewrite_uses=True)
    result = moved(files, codemod)
    assert result.text("tests/test_a.py") == (
        "from tests.mocks.sockets import create_sockets_mock\n\n\n"
        'def test_it():\n    assert create_sockets_mock("socket").send(1)\n'
        '    assert create_sockets_mock("socket", limit=2).limit == 2\n'
    )
    assert result.text("tests/test_b.py").startswith(
        "from tests.mocks.sockets import FakeSocket, create_sockets_mock\n"
    )
    assert "assert FakeSocket(3).limit == 3\n" in result.text("tests/test_b.py")
    assert "create_" not in result.text("tests/test_c.py")
    program = "import tests.test_a as a, tests.test_b as b, tests.test_c as c; a.test_it(); b.test_it(); c.test_it()"
    runs_alike(tree(files), result.files, program)


CALLS = "def test_it():\n    assert FakeSocket().send(1)\n"


@pytest.mark.parametrize(
    "other",
    [
        "from tests import test_a\n\ndef p(monkeypatch):\n    monkeypatch.setattr(test_a, 'FakeSocket', list)\n",
        "from unittest.mock import patch\n\ndef p():\n    patch('tests.test_a.FakeSocket').start()\n",
    ],
)
def test_calls_of_what_another_file_replaces_stay_calls_of_the_class(other: str) -> None:
    files = {
        **PACKAGES,
        **{f"tests/test_{each}.py": fake(SEND, "", CALLS) for each in "ab"},
        "tests/conftest.py": other,
    }
    result = moved(files, replace(fakes(), rewrite_uses=True))
    assert result.text("tests/test_a.py").startswith("from tests.mocks.sockets import FakeSocket\n")
    assert "assert FakeSocket().send(1)" in result.text("tests/test_a.py")


def test_a_class_that_another_file_takes_by_its_module_stays_there_though_its_calls_go() -> None:
    other = "import tests.test_a\n\n\ndef test_it():\n    assert tests.test_a.FakeSocket\n"
    files = {**PACKAGES, **{f"tests/test_{each}.py": fake(SEND, "", CALLS) for each in "ab"}, "tests/test_c.py": other}
    result = moved(files, replace(fakes(), rewrite_uses=True))
    runs_alike(tree(files), result.files, "import tests.test_c as c; print(c.test_it())")


def test_a_parameter_that_is_called_like_the_class_is_not_the_class() -> None:
    use = f"{CALLS}\n\ndef test_other(FakeSocket=dict):\n    return FakeSocket()\n"
    files = {**PACKAGES, **{f"tests/test_{each}.py": fake(SEND, "", use) for each in "ab"}}
    result = moved(files, replace(fakes(), rewrite_uses=True))
    assert "return FakeSocket()" in result.text("tests/test_a.py")
    assert 'assert create_sockets_mock("socket").send(1)' in result.text("tests/test_a.py")
    runs_alike(tree(files), result.files, "import tests.test_a as a; a.test_it(); print(a.test_other())")


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("assert repr(FakeSocket()).startswith('<tests.test_a.')", "spells out its own module in line 7"),
        ("assert __name__ in repr(FakeSocket())", "asks classes for their module"),
    ],
)
def test_a_test_that_sees_where_its_double_is_made_keeps_it(test: str, why: str) -> None:
    files = {
        **PACKAGES,
        "tests/test_a.py": fake(SEND, "", f"def test_it():\n    {test}"),
        "tests/test_b.py": fake(SEND),
    }
    result = leaves_alone(fakes(), files)
    assert any(why in each.message for each in result.outcome.diagnostics), result.said


@pytest.mark.parametrize("line", ["name = 'test_%'", "signature = 1"])
def test_words_that_are_something_else_keep_no_double(line: str) -> None:
    same = f"{SEND}\ndef close(self):\n    return None\n\ndef open(self):\n    return None\n"
    files = {
        f"tests/test_{each}.py": fake(f"{same}\ndef {each}(self): ...", "", line.replace("%", each)) for each in "abc"
    }
    moved({**PACKAGES, **files}, fakes(merge="shared-base"))


def test_what_was_printed_once_and_is_compared_with_keeps_a_double() -> None:
    result = leaves_alone(fakes(), twins(**{"tests/printed.json": '{"kind": "tests.test_a.FakeSocket"}\n'}))
    assert "FakeSocket stays: tests/printed.json spells out where it is" in result.said


def test_a_constant_that_a_test_sets_by_globals_keeps_its_class() -> None:
    tail = "def test_it():\n    globals()['LIMIT'] = 3"
    text = fake("def send(self):\n    return LIMIT", "LIMIT = 1", tail)
    stays({**PACKAGES, "tests/test_a.py": text, "tests/test_b.py": text}, "patches LIMIT in this module")


# -- where the factory is -------------------------------------------------------------------------------------------


def test_an_import_of_what_stands_beside_the_factory_shows_the_way() -> None:
    text = fake(SEND, "from shared.helpers import wrap", USE)
    files = {
        "shared/__init__.py": "",
        "shared/helpers.py": "wrap = 1\n",
        "checks/test_a.py": text,
        "checks/test_b.py": text,
    }
    result = moved(files, fakes(factory="shared/mocks/sockets.py"))
    assert "from shared.mocks.sockets import FakeSocket\n" in result.text("checks/test_a.py")


def test_nothing_moves_to_where_nobody_can_import_it() -> None:
    text = fake(SEND)
    files = {"checks/test_a.py": text, "checks/test_b.py": text}
    stays(files, "can be imported from here", fakes(factory="elsewhere/deep/sockets.py"))


def test_importlib_mode_puts_no_folder_on_the_path() -> None:
    text = fake(SEND)
    files = {
        "pytest.ini": "[pytest]\naddopts = --import-mode=importlib\n",
        "checks/test_a.py": text,
        "checks/test_b.py": text,
    }
    stays(files, "importlib", fakes(factory="checks/mocks/sockets.py"))
    files["pytest.ini"] = "[pytest]\n"
    moved(files, fakes(factory="checks/mocks/sockets.py"))
    files["Makefile"] = "test:\n\tpytest --import-mode importlib\n"
    stays(files, "importlib", fakes(factory="checks/mocks/sockets.py"))


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("pytest.toml", "pytest"),
        (".pytest.toml", "pytest"),
        ("pyproject.toml", "tool.pytest"),
        ("pytest.ini", "pytest"),
    ],
)
def test_options_are_read_wherever_pytest_reads_them(path: str, table: str) -> None:
    said = "Fake" if path.endswith(".ini") else '["Fake"]'
    stays({**twins(), path: f"[{table}]\npython_classes = {said}\n"}, "pytest takes a class of this name for tests")


def test_two_folders_of_one_name_on_the_path_are_not_mixed_up() -> None:
    text = fake(SEND)
    files = {
        "one/test_a.py": text, "one/test_b.py": text,
        "two/test_c.py": "import mocks", "two/mocks/__init__.py": "",
    }  # fmt: skip
    stays(files, "may be imported as mocks, too", fakes(factory="one/mocks/sockets.py"))


@pytest.mark.parametrize(
    ("factory", "more", "why"),
    [
        ("tests/test_mocks.py", {}, "pytest itself reads"),
        ("tests/conftest.py", {}, "pytest itself reads"),
        ("tests/my-mocks/sockets.py", {}, "cannot be imported"),
        ("tests/mocks/sockets.py", {"tests/mocks.py": "x = 1\n"}, "would hide each other"),
        ("tests/mocks.py", {"tests/mocks/__init__.py": ""}, "would hide each other"),
        ("vendor/mocks.py", {}, "vendored"),
        ("tests/mocks/sockets.py", {"tests/mocks/sockets.py": "def broken(:\n"}, "does not parse"),
    ],
)
def test_a_factory_that_cannot_be_there_is_refused(factory: str, more: dict[str, str], why: str) -> None:
    refused(fakes(factory=factory), {**twins(), **more}, why)


def test_files_that_the_step_leaves_out_keep_their_doubles() -> None:
    files = {**twins(), "tests/test_c.py": twins()["tests/test_b.py"]}
    result = moved(files, replace(fakes(), exclude=("tests/*_b.py",)))
    assert "tests/test_b.py:1: info double-stays: FakeSocket stays: left out by include or exclude" in result.said
    assert "class FakeSocket" in result.text("tests/test_b.py")
    assert "import FakeSocket" in result.text("tests/test_c.py")
    only = moved(files, replace(fakes(), include=("tests/test_a.py", "tests/test_b.py", "tests/mocks/**")))
    assert "tests/test_c.py:1: info double-stays: FakeSocket stays: left out by include or exclude" in only.said


def test_a_file_that_is_left_out_goes_on_importing_from_where_it_did() -> None:
    taker = "from tests.test_a import FakeSocket as F\n\n\nassert F\n"
    files = {**twins(), "tests/test_c.py": taker, "tests/gen_c.py": "# Generated by tool. DO NOT EDIT.\n" + taker}
    result = moved(files, replace(fakes(), exclude=("tests/test_c.py",)))
    assert result.text("tests/test_c.py") == files["tests/test_c.py"]
    assert result.text("tests/gen_c.py") == files["tests/gen_c.py"]
    runs_alike(tree(files), result.files, "import tests.test_c as c, tests.gen_c; print(c.F().send(1))")


def test_a_factory_that_is_left_out_is_refused() -> None:
    refused(
        replace(fakes(), exclude=("tests/mocks/**",)), twins(), "is not to be edited: left out by include or exclude"
    )
    refused(replace(fakes(), include=(FACTORY, "tests/test_*.py")), twins(), "needs tests/mocks/__init__.py")


def test_the_spec_test_is_extended_and_what_was_taken_out_stays_out() -> None:
    connect = "def connect(self, where, user):\n    self.where = where\n    self.user = user\n    return self\n\n"
    files = {
        **PACKAGES, **REAL,
        "tests/test_a.py": fake(connect + "def send(self, text): ..."),
        "tests/test_b.py": fake(connect + "def close(self): ..."),
    }  # fmt: skip
    codemod = MockFactory(FACTORY, SymbolPath.parse("app.net:Socket"), spec=True)
    first = moved(files, codemod)
    spec = "tests/mocks/test_sockets_spec.py"
    assert 'KNOWN = {\n    "ASocketFake": ["connect", "send"],\n    "BSocketFake": ["connect"],\n}\n' in first.text(
        spec
    )
    mended = first.text(spec).replace('["connect", "send"]', "[]")
    later = fake(connect + "def shut(self): ...").encode()
    result = applied(codemod, {**first.files, spec: mended.encode(), "tests/test_c.py": later})
    rows = '    "ASocketFake": [],\n    "BSocketFake": ["connect"],\n    "CSocketFake": ["connect", "shut"],\n}\n'
    assert rows in result.text(spec)


def test_a_factory_gets_its_check_later_and_keeps_it() -> None:
    files = {
        **PACKAGES, **REAL,
        "tests/test_a.py": fake(CONNECT), "tests/test_b.py": fake(CONNECT + "\ndef close(self, now): ..."),
    }  # fmt: skip
    plain = MockFactory(FACTORY, SymbolPath.parse("app.net:Socket"))
    first = moved(files, plain)
    assert "create_autospec" not in first.text(FACTORY)
    second = applied(replace(plain, spec=True), first.files)
    checked = second.text(FACTORY)
    assert checked.startswith(first.text(FACTORY)) and "spec = create_autospec(Socket)\n" in checked
    later = {**second.files, "tests/test_c.py": fake(CONNECT + "\ndef shut(self): ...").encode()}
    third = applied(plain, later)  # somebody runs it without `spec`: the test still finds what it calls
    assert third.text(FACTORY).endswith(checked[checked.index("def differing_from_socket") :])
    program = "import tests.mocks.sockets as m, sys; print('app.net' in sys.modules, m.differing_from_socket())"
    printed = "False {'ASocketFake': [], 'BSocketFake': ['close'], 'CSocketFake': ['shut']}"
    assert printed in output(third.files, program)


def test_the_check_knows_static_and_inherited_and_awaited_methods() -> None:
    real = """\
        class Base:
            def close(self): ...


        class Socket(Base):
            @staticmethod
            def parse(text): ...
            async def send(self, text, *, flags=0): ...
            @property
            def name(self): ...
        """
    body = "@staticmethod\ndef parse(text): ...\nasync def send(self, text, *, flags=1): ...\ndef close(self): ...\n"
    other = "def parse(self, text): ...\ndef send(self, text, *, flags=1): ...\ndef close(self, now): ...\ndef name(self): ..."
    files = {
        **PACKAGES, **REAL, "app/net.py": real,
        "tests/test_a.py": fake(body), "tests/test_b.py": fake(body),
        "tests/test_c.py": fake(other), "tests/test_d.py": fake(other),
    }  # fmt: skip
    result = moved(files, MockFactory(FACTORY, SymbolPath.parse("app.net:Socket"), spec=True))
    printed = output(result.files, "import tests.mocks.sockets as m; print(*m.differing_from_socket().values())")
    assert "[] ['close', 'name', 'send']" in printed
    assert "OK" in output(result.files, "import unittest; unittest.main('tests.mocks.test_sockets_spec')")


def test_the_class_of_a_namespace_of_packages_is_imported_by_the_path_that_names_it() -> None:
    files = {
        "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["src", "."]\n',
        "src/corp/net/__init__.py": "", "src/corp/net/core.py": REAL["app/net.py"],
        "tests/test_a.py": fake("def send(self, text): ..."), "tests/test_b.py": fake("def send(self, text): ..."),
    }  # fmt: skip
    result = moved(files, MockFactory("tests/fakes.py", SymbolPath.parse("corp.net.core:Socket"), spec=True))
    assert "    from corp.net.core import Socket\n" in result.text("tests/fakes.py")


def test_a_spec_test_that_cannot_be_there_is_told_and_nothing_checks() -> None:
    files = {**PACKAGES, **REAL, "tests/test_a.py": fake(CONNECT), "tests/test_b.py": fake(CONNECT)}
    codemod = MockFactory(FACTORY, SymbolPath.parse("app.net:Socket"), spec=True, exclude=("**/test_*_spec.py",))
    result = moved(files, codemod)
    assert "no test holds the doubles against Socket: tests/mocks/test_sockets_spec.py is left out" in result.said
    assert "create_autospec" not in result.text(FACTORY)


def test_a_spec_test_that_is_still_to_be_made_takes_the_factory_from_its_folder() -> None:
    files = {**REAL, "tests/test_a.py": fake(CONNECT), "tests/test_b.py": fake(CONNECT)}
    result = applied(MockFactory("tests/sockets.py", SymbolPath.parse("app.net:Socket"), spec=True), files)
    assert "\nimport sockets as factory\n" in result.text("tests/test_sockets_spec.py")
    program = "import sys, unittest; sys.path.insert(0, 'tests'); unittest.main('test_sockets_spec')"
    assert "OK" in output(result.files, program)


def test_without_a_class_or_pattern_nothing_is_done() -> None:
    with pytest.raises(CanonizeError, match="nothing says which"):
        applied(MockFactory(FACTORY), twins())


# -- again, and more ------------------------------------------------------------------------------------------------


def test_a_later_copy_is_pointed_at_the_factory_and_that_stays_as_it_is() -> None:
    first = moved(twins())
    later = {**first.files, "tests/test_later.py": fake(SEND, "import os", USE).encode()}
    check(
        fakes(),
        later,
        {"tests/test_later.py": "import os\n\nfrom tests.mocks.sockets import FakeSocket\n\n\n" + USE.lstrip()},
    )


def test_a_later_variant_extends_the_factory_and_nothing_in_it_is_lost() -> None:
    files = {
        **PACKAGES,
        "tests/test_first.py": fake(CONNECT + "\ndef send(self, text):\n    return text"),
        "tests/test_second.py": fake(CONNECT + "\ndef send(self, text):\n    return [text]"),
    }
    first = moved(files, fakes(merge="shared-base"))
    text = first.text(FACTORY).replace("class SocketFakeBase", "HAND = 'made'\n\n\nclass SocketFakeBase")
    later = {
        **first.files,
        FACTORY: text.encode(),
        "tests/test_third.py": fake(CONNECT + "\ndef send(self, text):\n    return Mock()", "from unittest.mock import Mock").encode(),
    }  # fmt: skip
    result = applied(fakes(merge="shared-base"), later)
    after = result.text(FACTORY)
    assert "HAND = 'made'" in after
    assert "class ThirdSocketFake(SocketFakeBase):" in after
    assert after.count("class SocketFakeBase") == 1
    assert '"third_socket": ThirdSocketFake' in after
    assert "from unittest.mock import Mock\n" in after
    program = "import tests.test_third as c, tests.mocks.sockets as m; print(m.create_sockets_mock('second_socket').send(1), c.FakeSocket().connect(2).user)"
    assert "[1] 2" in runs_alike(result.files, result.files, program)


def test_a_factory_that_somebody_wrote_is_extended_too() -> None:
    files = {
        **twins(),
        FACTORY: '"""Ours."""\n\nimport os\n\n\nclass Other:\n    pass\n',
        "tests/mocks/__init__.py": "",
    }
    result = moved(files)
    assert result.text(FACTORY).startswith('"""Ours."""\n\nimport os\n')
    assert "class Other:\n    pass\n" in result.text(FACTORY)
    runs_alike(tree(files), result.files, "import tests.test_a as a; a.test_it()")


def test_a_class_that_is_alone_in_the_factory_gets_no_base_and_finds_one_that_is_written() -> None:
    both = moved({**PACKAGES, **dict.fromkeys(("tests/test_a.py", "tests/test_b.py"), fake(CONNECT + SEND, tail=USE))})
    third = fake(CONNECT + SEND.replace("[text]", "[text, 1]"))
    files = {**both.files, "tests/test_c.py": third.encode()}
    codemod = fakes(merge="shared-base")
    stays(files, "FakeSocket of the factory, which has 1 of its members, is not rewritten: write a base", codemod)
    by_hand = both.text(FACTORY).replace("class FakeSocket:\n", "class FakeSocketBase:\n", 1)
    by_hand = by_hand.replace("    def send", "\n\nclass FakeSocket(FakeSocketBase):\n    def send", 1)
    result = applied(codemod, {**files, FACTORY: by_hand.encode()})
    assert result.text(FACTORY).count("(FakeSocketBase):") == 2
    runs_alike(tree(files), result.files, "from tests.test_c import FakeSocket as F; print(F().connect(2).send(1))")


def test_what_somebody_wrote_below_the_variants_stays_there() -> None:
    first = moved(twins())
    mine = '\n\ndef connected_socket(**more):\n    """Mine."""\n    return create_sockets_mock(**more)\n\n\nMINE = 1  # noqa\n_A, _B = 1, 2; _C = 3\n'
    other = fake("def close(self):\n    return 1", name="FakePipe")
    typed = first.files[FACTORY].replace(b"_VARIANTS = {", b"_VARIANTS: dict[str, Any] = {")
    files = {**first.files, FACTORY: typed + mine.encode(), "tests/test_c.py": other.encode()}
    files["tests/test_d.py"] = other.encode()
    result = moved(files, fakes("FakeSocket", "FakePipe"))
    assert result.text(FACTORY).count("\n_VARIANTS") == 1
    assert result.text(FACTORY).endswith(f"    return double\n{mine}")
    assert result.text(FACTORY).count("MINE") == 1
    assert "class FakePipe:" in result.text(FACTORY)
    program = "from tests.mocks.sockets import connected_socket; print(connected_socket().send(1))"
    runs_alike(tree(files), result.files, program)


def test_the_indentation_of_a_text_in_a_test_is_not_that_of_its_code() -> None:
    text = "class FakeSocket:\n    def send(self):\n        return '''\n x'''\n"
    result = moved({**PACKAGES, "tests/test_a.py": text, "tests/test_b.py": text})
    assert "\n    def send(self):\n        return" in result.text(FACTORY)


# -- against the real class -----------------------------------------------------------------------------------------

REAL = {
    "app/__init__.py": "",
    "app/net.py": """\
        class Base:
            def close(self): ...


        class Socket(Base):
            async def send(self, text, *, flags=0): ...
            def connect(self, user, where): ...
            def _private(self): ...
        """,
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class Quiet:\n    def send(self, text): ...\n    def connect(self, user, where): ...\n    def close(self): ...\n", True),
        ("class MockSocket:\n    def other(self): ...\n", True),
        ("from app.net import Socket\n\nclass Sub(Socket):\n    def more(self): ...\n", True),
        ("from unittest.mock import Mock\nfrom app.net import Socket\n\nclass Maker(Mock):\n    def __init__(self):\n        super().__init__(spec=Socket)\n", True),
        ("class Unrelated:\n    def open(self): ...\n    def close(self): ...\n", False),
        ("class TestSocket:\n    def send(self): ...\n    def connect(self): ...\n", False),
    ],
)  # fmt: skip
def test_doubles_are_found_by_name_base_spec_and_methods(text: str, found: bool) -> None:
    files = {**PACKAGES, **REAL, "tests/test_a.py": text}
    result = applied(MockFactory(FACTORY, SymbolPath.parse("app.net:Socket"), merge="report"), files)
    assert bool(result.outcome.tables[0].rows) is found


def test_a_double_outside_of_the_tests_is_only_told() -> None:
    files = {**twins(), "app/net.py": fake(SEND)}
    result = moved(files)
    assert "app/net.py:1: info double-stays: FakeSocket stays: it is in no test file" in result.said


def test_so_is_one_that_is_called_after_the_class_and_no_other() -> None:
    files = {
        **PACKAGES,
        **REAL,
        "tests/test_a.py": fake(SEND),
        "test_support/net.py": fake(SEND, name="MockSocket") + fake(SEND, name="MockPlug"),
        "app/quiet.py": "from app.net import Socket\n\nclass MockNothing(Socket):\n    def more(self): ...\n",
    }
    said = applied(MockFactory(FACTORY, SymbolPath.parse("app.net:Socket")), files).said
    assert [line for line in said.splitlines() if "it is in no test file" in line] == [
        "test_support/net.py:1: info double-stays: MockSocket stays: it is in no test file"
    ]


def test_files_that_cannot_be_read_are_told() -> None:
    files = {**twins(), "tests/test_broken.py": "class FakeSocket(:\n"}
    assert "tests/test_broken.py:1: warning unparsable" in moved(files).said


def test_a_thousand_brackets_do_no_harm() -> None:
    deep = "def send(self):\n    return " + "[" * 900 + "]" * 900
    result = leaves_alone(fakes(), twins(deep))
    assert "nests deeper than 200 levels" in result.said


def test_what_makes_another_double_is_shared_neither_before_that_moves_nor_after() -> None:
    loop = """
        class FakeTask:
            def done(self): return str(1)

        class FakeLoop:
            def start(self):
                task = FakeTask()
                task.done()
                task.done()
                return task
            def {}(self): ...
    """
    files = {f"tests/test_{each}.py": textwrap.dedent(loop.format(each)) for each in "abc"}
    result = moved({**PACKAGES, **files}, fakes("FakeTask", "FakeLoop", merge="shared-base"))
    assert "FakeLoop stays: it shares too little with the others" in result.said
    assert "unsettled" not in result.said
