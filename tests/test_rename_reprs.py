"""The name of a class in what `repr` and `str` write: it follows where that is compared with an instance of the class."""

from __future__ import annotations

from dataclasses import replace

import pytest

from examples import Scene, check, rename

_SHOWN = """
class Shown:
    def __repr__(self):
        return f"<{type(self).__name__} 1>"
"""
SCENE = Scene(
    rename("app.m:UserManager", "Manager"),
    {"app/__init__.py": "", "app/m.py": _SHOWN + "class UserManager(Shown):\n    kind = 1\n"},
    {"app/m.py": _SHOWN + "class Manager(Shown):\n    kind = 1\n"},
    where="tests/test_m.py",
    program="import runpy; runpy.run_path('tests/test_m.py')",
)


def _both(text: str) -> tuple[str, str]:
    return text.replace("OLD", "UserManager"), text.replace("OLD", "Manager")


@pytest.mark.parametrize(
    "compared",
    [
        'assert repr(OLD()) == "<OLD 1>"',
        'assert "<OLD 1>" == repr(OLD())',
        'assert str(OLD()) == "<OLD 1>", "not so"',
        'assert repr((OLD())) == ("<OLD" " 1>")',
        'assert repr(OLD()) == "<OLD {}>".format(1)',
        'assert repr(OLD()) == "<OLD %s>" % 1',
        'assert repr(OLD()) == "<OLD " + "1>"',
        'assert repr(OLD()) == f"<OLD {1}>"',
        'assert OLD().__repr__() == "<OLD 1>"',
        'assert "<OLD 1" in repr(OLD())',
        'assert repr(OLD()).startswith("<OLD ")',
        'x = OLD()\nassert repr(x) == "<OLD 1>"',
        'x: OLD = OLD()\ny = x\nassert repr(y) == "<OLD 1>"',
        'x = 1\nx = OLD()\nassert repr(x) == "<OLD 1>"\nx = 2',
        'def test():\n    x = OLD()\n    text = repr(x)\n    assert text == "<OLD 1>"\ntest()',
        'assert type(OLD()).__name__ == "OLD"',
        'assert OLD().__class__.__qualname__ == "OLD"',
        'assert OLD.__name__ == "OLD"',
        'from unittest import TestCase\nTestCase().assertEqual(repr(OLD()), "<OLD 1>")',
        'from unittest import TestCase\nTestCase().assertEqual("<OLD 1>", str(OLD()), "why")',
        'from unittest import TestCase\nTestCase().assertIn("<OLD 1", str(OLD()))',
    ],
)
def test_the_name_follows_in_a_text_that_is_compared_with_the_repr_of_an_instance(compared: str) -> None:
    before, after = _both(f"from app.m import OLD\n{compared}\n")
    SCENE.changes(before, after)


def test_members_of_an_enumeration_and_fields_of_a_tuple_are_shown_by_the_name() -> None:
    files = """
        from collections import namedtuple
        from dataclasses import dataclass
        from enum import Enum

        class Colour(Enum):
            RED = 1
        """
    uses = """
        from app.m import OLD
        assert str(OLD.RED) == "OLD.RED"
        assert repr(OLD.RED) == "<OLD.RED: 1>"
        """
    before, after = _both(uses)
    made, then = _both(files.replace("Colour", "OLD"))
    SCENE.changes({"app/m.py": made, "tests/test_m.py": before}, {"app/m.py": then, "tests/test_m.py": after})
    for definition in (
        'from collections import namedtuple\nOLD = namedtuple("OLD", "x")\n',
        "from dataclasses import dataclass\n@dataclass\nclass OLD:\n    x: int\n",
    ):
        made, then = _both(definition)
        before, after = _both('from app.m import OLD\nassert repr(OLD(1)) == "OLD(x=1)"\n')
        SCENE.changes({"app/m.py": made, "tests/test_m.py": before}, {"app/m.py": then, "tests/test_m.py": after})


def test_what_is_shown_once_more_within_follows_too() -> None:
    made, then = _both("from dataclasses import dataclass\n@dataclass\nclass OLD:\n    x: object\n")
    uses = '''
        from app.m import OLD
        def f():
            """
            >>> OLD([OLD(1), OLD("2")])
            OLD(x=[OLD(x=1), OLD(x='2')])
            """
        assert repr(OLD(OLD(1))) == "OLD(x=OLD(x=1))"
        '''
    before, after = _both(uses)
    SCENE.changes({"app/m.py": made, "tests/test_m.py": before}, {"app/m.py": then, "tests/test_m.py": after})


@pytest.mark.parametrize(
    "compared",
    [
        'x = OLD()\nx = f()\nassert repr(x) == "<OLD 1>"',  # of what f gives
        'x = OLD() if f else f()\nassert repr(x) == "<OLD 1>"',
        'for x in (1, 2):\n    assert repr(x) != "<OLD 1>"\n    x = OLD()',
        'def test(x=OLD()):\n    assert repr(x) == "<OLD 1>"',
        'assert repr([OLD()]) == "<OLD 1>"',
        'assert str(OLD("OLD(1)")) == "OLD(1)"',  # as a str of its own class would
        'assert repr(OLD().kind) == "<OLD 1>"',
        'assert repr(f(OLD())) == "<OLD 1>"',
        'assert f(OLD()) == "<OLD 1>"',
        'assert repr(OLD()) == "see <OLD 1>"',
        'assert repr(OLD()) == "OLD is it"',
        'assert repr(OLD()) == 1 + "<OLD 1>"',
        'assert repr(OLD()) == f("<OLD 1>")',
        'assert repr(OLD()) != "<OLD 1>"',
        'assert f(repr(OLD()), "<OLD 1>")',
        'assert "<OLD 1>".startswith(repr(OLD()))',
        'repr = f\nassert repr(OLD()) == "<OLD 1>"',
        'assert f(OLD()).__name__ == "OLD"',
        'assert OLD.__module__ == "OLD"',
        'assert type(OLD(), 1).__name__ == "OLD"',
        'class OLD2(OLD): ...\nassert repr(OLD2()) == "<OLD 1>"',
    ],
)
def test_a_text_that_is_held_against_anything_else_is_listed(compared: str) -> None:
    before, after = _both(f"from app.m import OLD\n{compared}\n")
    kept = after.replace("<Manager 1", "<UserManager 1").replace("Manager is", "UserManager is")
    kept = (
        kept.replace('"Manager(', '"UserManager(')
        .replace('"Manager"', '"UserManager"')
        .replace("Manager2", "UserManager2")
    )
    SCENE.changes(before, kept, says=["tests/test_m.py…info proposal"], runs="")


_MARK = "import pytest\n@pytest.mark.parametrize({}, {})\ndef test({}):\n    assert repr(x) == text\n"
_FIXTURE = "import pytest\n@pytest.fixture\ndef one({}):\n    {}\ndef test(one):\n    assert repr(one) == {}\n"


@pytest.mark.parametrize(
    "compared",
    [
        'text = "<OLD 1>"\nassert repr(OLD()) == text and text == str(OLD())',
        'def test():\n    text = "<OLD %s>" % 1\n    x = OLD()\n    assert repr(x) == text\ntest()',
        'text = ("<OLD " + "1>")\nassert (text) == repr(OLD())\ntext = "2"\nassert text == "2"',
        'text: str = "<OLD {}>"\nassert repr(OLD()) == text.format(1)',
        'text = "OLD"\nassert OLD.__name__ == text',
        _MARK.format('"x, text"', '[(1, "1"), (OLD(), "<OLD 1>")]', "x, text"),
        _MARK.format('["x", "text"]', '([OLD(), "<OLD 1>"], pytest.param(OLD(), "<OLD 1>", id="a"))', "text: str, x"),
        _FIXTURE.format("", "return OLD()", '"<OLD 1>"'),
        _FIXTURE.format("tmp_path", "x = OLD()\n    yield x\n    del x", '"<OLD 1>"'),
        (
            "class Test:\n    cls = OLD\n    def test(self):\n        x = self.cls()\n"
            '        assert repr(x) == "<OLD 1>" and self.cls.__name__ == "OLD"\nTest().test()'
        ),
        (
            "class Test:\n    def setup_method(self):\n        self.x = OLD()\n"
            '    def test(self):\n        assert repr(self.x) == "<OLD 1>"'
        ),
        (
            "class Test:\n    @classmethod\n    def setUpClass(cls):\n        cls.x = OLD()\n"
            '    def test(self):\n        text = "<OLD 1>"\n        assert repr(self.x) == text'
        ),
    ],
)
def test_what_a_test_prepares_is_known(compared: str) -> None:
    before, after = _both(f"from app.m import OLD\n{compared}\n")
    SCENE.changes(before, after, runs="" if "pytest" in compared else SCENE.program)


@pytest.mark.parametrize(
    "compared",
    [
        'text = "<OLD 1>"\nassert repr(OLD()) == text\nprint(text)',
        'text = "<OLD 1>"\nassert repr(OLD()) == text and text == f(1)',
        'text = "<OLD 1>"',
        'text = other = "<OLD 1>"\nassert repr(OLD()) == text',
        'text, other = "<OLD 1>", 1\nassert repr(OLD()) == text',
        'text = "1"\nif f:\n    text = "<OLD 1>"\nassert repr(OLD()) == text',
        'def test():\n    global text\n    text = "<OLD 1>"\n    assert repr(OLD()) == text',
        'class A:\n    text = "<OLD 1>"\nassert repr(OLD()) == A.text',
        _MARK.format('"x, text"', '[(f(OLD()), "<OLD 1>")]', "x, text"),
        _MARK.format('"x, text"', '[(OLD(), "<OLD 1>")]', "x, text=1"),
        _MARK.format('"x, text"', '[(OLD(), "<OLD 1>", 1)]', "x, text"),
        _MARK.format('"x, text"', '[f(OLD(), "<OLD 1>")]', "x, text"),
        _MARK.format('"x, text"', '[(OLD(), "<OLD 1>")], indirect=True', "x, text"),
        _MARK.format('"text, x"', '[(OLD(), "<OLD 1>")]', "x, text"),
        _MARK.format('"x, text"', '[(OLD(), "<OLD 1>")]', "x, text, y=1").replace("assert", "x = y; assert"),
        _MARK.format('"x, text"', '[(OLD(), "<OLD 1>")]', "x, text").replace("== text", "== text, text"),
        _FIXTURE.format("", "return OLD() if f else f", '"<OLD 1>"'),
        _FIXTURE.format("", "if f:\n        return f\n    return OLD()", '"<OLD 1>"'),
        _FIXTURE.format("", "return OLD()", '"<OLD 1>"').replace("fixture", 'fixture(name="two")'),
        _FIXTURE.format("", "return OLD()", '"<OLD 1>"').replace("def test", '@pytest.mark.a("one")\ndef test'),
        _FIXTURE.format("", "return OLD()", '"<OLD 1>"').replace("@pytest.fixture\n", ""),
        (
            "class Test:\n    def setUp(self):\n        self.x = OLD()\n    def tearDown(self):\n        self.x = f(1)\n"
            '    def test(self):\n        assert repr(self.x) == "<OLD 1>"'
        ),
        'class Test:\n    def test(self):\n        assert repr(self.x) == "<OLD 1>"\nTest.x = OLD()',
        (
            "class Test:\n    def setUp(self):\n        self.x, y = OLD(), 1\n"
            '    def test(self):\n        assert repr(self.x) == "<OLD 1>"'
        ),
        (
            "class Test:\n    x = OLD()\n    class Inner:\n        x = f(1)\n"
            '    def test(self):\n        assert repr(self.x) == "<OLD 1>"'
        ),
        'x = OLD()\nclass Test:\n    def test(self, other):\n        assert repr(other.x) == "<OLD 1>"',
    ],
)
def test_what_may_be_prepared_otherwise_is_listed(compared: str) -> None:
    before, after = _both(f"from app.m import OLD\n{compared}\n")
    after = after.replace("<Manager 1", "<UserManager 1")
    SCENE.changes(before, after, says=["tests/test_m.py…info proposal"], runs="")


@pytest.mark.parametrize(
    "spelled",
    [
        '    def __repr__(self):\n        return "<OLD 1>"\n',
        "    def __repr__(self):\n        return f\"<{'OLD'} {self.kind}>\"\n",
        '    name = "OLD"\n    def __str__(self):\n        return f"<{self.name} 1>"\n',
    ],
)
def test_a_class_that_spells_its_name_goes_on_writing_it(spelled: str) -> None:
    made, then = _both(f"class OLD:\n    kind = 1\n{spelled}")
    then = then.replace("<Manager", "<UserManager").replace("'Manager'", "'UserManager'")
    then = then.replace('"Manager"', '"UserManager"')
    before, after = _both('from app.m import OLD\nassert str(OLD()) == "<OLD 1>"\n')
    after = after.replace("<Manager", "<UserManager")
    SCENE.changes({"app/m.py": made, "tests/test_m.py": before}, {"app/m.py": then, "tests/test_m.py": after})


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (
            'class {0}:\n    def __repr__(self):\n        return "<{{}}.{1} object>".format(__name__)\n',
            "<app.m.{1} object>",
        ),
        ('class {0}: ...\n{0}.__repr__ = lambda self: "<{1} 1>"\n', "<{1} 1>"),
        ('class {0}: ...\ndef __getattr__(name): return "{1}("\n{0}.__repr__ = lambda self: __getattr__(1)\n', "{1}("),
    ],
)
def test_what_writes_the_name_may_stand_outside_of_the_class_or_behind_a_module(made: str, shown: str) -> None:
    uses = f'from app.m import {{0}}\nassert repr({{0}}()) == "{shown}"\n'
    before, after = ({"app/m.py": made, "tests/test_m.py": uses} for _ in "ab")
    SCENE.changes(
        {path: text.format("UserManager", "UserManager") for path, text in before.items()},
        {path: text.format("Manager", "UserManager") for path, text in after.items()},
    )


def test_the_name_in_quotes_within_a_longer_text_is_none_that_repr_writes() -> None:
    made = (
        _SHOWN
        + "class OLD(Shown):\n    kind = 1\n    def __hash__(self): raise TypeError(\"unhashable: 'UserManager'\")\n"
    )
    (made, then), (before, after) = _both(made), _both('from app.m import OLD\nassert repr(OLD()) == "<OLD 1>"\n')
    SCENE.changes({"app/m.py": made, "tests/test_m.py": before}, {"app/m.py": then, "tests/test_m.py": after})


def test_a_function_is_called_by_its_name() -> None:
    scene = Scene(
        rename("app.m:old_name", "new_name"),
        {"app/__init__.py": "", "app/m.py": "def old_name(): ...\n"},
        {"app/m.py": "def new_name(): ...\n"},
        where="tests/test_m.py",
        program=SCENE.program,
    )
    text = 'from app.m import {0}\nassert {0}.__name__ == "{0}"\nassert {0}.__qualname__ == "{0}"\n'
    scene.changes(text.format("old_name"), text.format("new_name"))


@pytest.mark.parametrize(
    "example",
    [
        ">>> OLD()\n<OLD 1>\n",
        ">>> x = OLD()\n>>> x\n<OLD 1>\n",
        ">>> x = OLD()\n>>> print(x)\n<OLD 1>\n>>> repr(x)\n'<OLD 1>'\n",
        ">>> print(repr(OLD()))\n<OLD 1>\n>>> type(OLD()).__name__\n'OLD'\n>>> OLD.__name__\n'OLD'\n",
        ">>> (\n...     OLD()\n... )\n<OLD 1>\n",
        ">>> if True:\n...     x = OLD()\n>>> x\n<OLD 1>\n\n>>> 1\n1\n",
    ],
)
def test_what_an_example_prints_follows_in_docstrings_and_pages(example: str) -> None:
    docstring = 'def f():\n    """Text.\n\n' + "".join(f"    {line}\n" for line in example.splitlines()) + '    """\n'
    in_module, module_after = _both("from app.m import OLD\n" + docstring)
    page, page_after = _both("Title\n=====\n\n>>> from app.m import OLD\n" + example)
    SCENE.changes(
        {"app/views.py": in_module, "docs/a.rst": page},
        {"app/views.py": module_after, "docs/a.rst": page_after},
        runs="import doctest, app.views, pathlib; print(doctest.testmod(app.views))\n"
        "print(doctest.testfile('docs/a.rst', module_relative=False))",
    )


@pytest.mark.parametrize(
    "example",
    [
        ">>> x = [OLD()]\n>>> x, {'a': x[0]}\n([<OLD 1>], {'a': <OLD 1>})\n",
        ">>> x = OLD()\n>>> print(f'{x}\\n\u2514\u2500\u2500 {x}')\n<OLD 1>\n\u2514\u2500\u2500 <OLD 1>\n",
        ">>> repr(OLD())\n'<OLD 1>'\n",
    ],
)
def test_every_name_in_the_output_of_an_example_that_names_the_class_follows(example: str) -> None:
    page, after = _both(">>> from app.m import OLD\n" + example + "\nOLD(1) and <OLD 1> are prose.\n")
    after = after.replace("\nManager(1) and <Manager 1> are", "\nUserManager(1) and <UserManager 1> are")
    SCENE.changes(
        {"docs/a.rst": page}, {"docs/a.rst": after},
        runs="import doctest; print(doctest.testfile('docs/a.rst', module_relative=False))",
    )  # fmt: skip


@pytest.mark.parametrize(
    "example",
    [
        ">>> OLD()\n\n<OLD 1>\n",
        ">>> OLD()\nOLD is gone\n",
        ">>> OLD()\nsee OLD(1)\n",
        ">>> OLD()\nTraceback (most recent call last):\n  OLD(1)\n",
        ">>> OLD(), f.OLD\n<OLD 1>\n",  # something else may be called so
        ">>> 'OLD'\n'OLD'\n",
    ],
)
def test_what_an_example_may_print_for_another_reason_is_listed(example: str) -> None:
    page, after = _both(">>> from app.m import OLD\n" + example)
    for text in ("<{0}", "{0} is", "see {0}", "  {0}(", "f.{0}", "'{0}'"):
        after = after.replace(text.format("Manager"), text.format("UserManager"))
    SCENE.changes({"docs/a.rst": page}, {"docs/a.rst": after}, says=["docs/a.rst…UserManager"], runs="")


def test_texts_of_repr_are_listed_where_they_are_to_be_left() -> None:
    text = 'from app.m import {0}\ndef f():\n    """\n    >>> {0}()\n    <UserManager 1>\n    """\nassert {0}.__name__ == "UserManager"\n'
    left = replace(rename("app.m:UserManager", "Manager"), leave=frozenset({"reprs"}))
    files = {**SCENE.before, "app/views.py": text.format("UserManager")}
    after = {**SCENE.after, "app/views.py": text.format("Manager")}
    check(left, files, after, says=["app/views.py:5…proposal", "app/views.py:7…proposal"])


def test_an_example_in_a_module_of_the_class_need_not_name_it() -> None:
    text = """
        {1}
        def make():
            '''
            >>> make(), 1
            (<{0} 1>, 1)
            '''
            return m.{2}()
        """
    taken = "from app import m\nfrom app.m import {}"
    before = text.format("UserManager", taken.format("UserManager"), "UserManager")
    after = text.format("Manager", taken.format("Manager"), "Manager")
    runs = "import doctest, app.views; print(doctest.testmod(app.views))"
    SCENE.changes({"app/views.py": before}, {"app/views.py": after}, runs=runs)
    elsewhere = "from app import m"  # where nothing is called so
    before, after = (
        text.format("UserManager", elsewhere, "UserManager"),
        text.format("UserManager", elsewhere, "Manager"),
    )
    SCENE.changes({"app/views.py": before}, {"app/views.py": after}, says=["app/views.py:5"], runs="")


def test_an_example_ends_with_its_docstring() -> None:
    text = "from app.m import {0}\ndef f():\n    '''\n    >>> {0}()\n    <{0} 1>\n    '''\n# <{1} 1>\n"
    before, after = text.format("UserManager", "UserManager"), text.format("Manager", "UserManager")
    SCENE.changes({"app/views.py": before}, {"app/views.py": after})


@pytest.mark.parametrize(
    "printer",
    [
        'def shown(one):\n    return "UserManager(%s)" % one\n',
        "def shown(one):\n    return 'UserManager{m}({a})'.format(m='', a=one)\n",
        'def shown(one):\n    return "<UserManager %s>" % one\n',
        "from app.m import OLD\nclass Printer:\n    def _print_UserManager(self, one): ...\n",
    ],
)
def test_what_another_file_may_write_of_the_class_is_not_what_it_writes_itself(printer: str) -> None:
    before, after = _both('from app.m import OLD\nassert str(OLD()) == "OLD(1)"\n')
    printer, printer_after = _both(printer)
    SCENE.changes(
        {"app/printing.py": printer, "tests/test_m.py": before},
        {"app/printing.py": printer_after, "tests/test_m.py": after.replace('"Manager', '"UserManager')},
        runs="",
    )


def test_what_a_function_gives_has_a_text_of_its_own() -> None:
    scene = Scene(
        rename("app.m:old_name", "new_name"),
        {"app/__init__.py": "", "app/m.py": "def old_name(x): ...\n"},
        {"app/m.py": "def new_name(x): ...\n"},
    )
    uses = 'from app.m import {0}\nassert str({0}(1)) == "old_name(1)"\ndef f():\n    """\n    >>> {0}(1)\n    old_name(1)\n    """\n'
    scene.changes(uses.format("old_name"), uses.format("new_name"), runs="")
