"""Subclasses that add nothing become aliases when that is asked for, and are left where something needs the class."""

from __future__ import annotations

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from examples import After, Before, Result, check

MANAGER = """\
    class Manager:
        def __new__(cls, *args):
            return super().__new__(cls)
    """
SHARED: Before = {"app/__init__.py": "", "app/core.py": MANAGER}
WRAP = 'from .core import Manager\n\n\nclass Wrap(Manager):\n    """Kept for old callers."""\n\n\nx = 1\n'
USER = "from app.wrap import Wrap\nassert isinstance(Wrap(), Wrap)\n"
ALIAS = 'from .core import Manager\n\n\nWrap = Manager\n"""Kept for old callers."""\n\n\nx = 1\n'
DIRECT = "from app.core import Manager\nassert isinstance(Manager(), Manager)\n"


def collapse(**options: object) -> Collapse:
    return Collapse(SymbolPath.parse("app.core:Manager"), **{"wrappers": "collapse", **options})  # type: ignore[arg-type]


def changes(
    before: Before, after: After, *, codemod: Collapse | None = None, says: tuple[str, ...] = (), runs: str = ""
) -> Result:
    return check(codemod or collapse(), {**SHARED, **before}, after, says=says, runs=runs)


def test_it_becomes_an_alias_and_its_users_import_the_class() -> None:
    changes(
        {"app/wrap.py": WRAP, "app/views.py": USER},
        {"app/wrap.py": ALIAS, "app/views.py": DIRECT},
        says=(
            "app/wrap.py:4: warning unwrapped: app.wrap.Wrap was a subclass that added nothing; it is an alias now",
            "its repr and __name__, Wrap … isinstance and except … a singleton keeps one object for each class",
        ),
        runs="import app.views, app.wrap, app.core; print(app.wrap.x)",
    )


def test_it_is_only_shown_unless_that_is_asked_for() -> None:
    changes(
        {"app/wrap.py": WRAP, "app/views.py": USER},
        {},
        codemod=collapse(wrappers="report"),
        says=("app/wrap.py:4: info wrapper: app.wrap.Wrap is a subclass that adds nothing; it stays without it",),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("class Wrap(Manager): pass\n", "Wrap = Manager\n"),
        ("class Wrap(Manager): ...  # old\n", "Wrap = Manager  # old\n"),
        ("class Wrap(Manager): 'Old.'\n", "Wrap = Manager  # Old.\n"),
        ("class Wrap(Manager):\n    # why\n    pass\n", "Wrap = Manager\n# why\n"),
        ("class Wrap(  # why\n    Manager,\n): ...\n", "Wrap = Manager\n# why\n"),
        ("class Wrap(\n    Manager,\n):\n    pass\n", "Wrap = Manager\n"),
        ("class Wrap(Manager):\n    '''One.\n\n    Two.\n    '''\n", "Wrap = Manager\n'''One.\n\n    Two.\n    '''\n"),
        ("class Wrap(Manager):\r\n    pass\r\ny = 2\r\n", "Wrap = Manager\r\ny = 2\r\n"),
    ],
)
def test_what_is_written_in_it_stays(before: str, after: str) -> None:
    head = "from .core import Manager\r\n" if "\r" in before else "from .core import Manager\n"
    changes({"app/wrap.py": (head + before).encode()}, {"app/wrap.py": (head + after).encode()}, runs="import app.wrap")


def test_one_of_another_goes_with_it() -> None:
    changes(
        {
            "app/wrap.py": "from . import core\nclass Wrap(core.Manager): pass\n",
            "app/more.py": "from .wrap import Wrap as Base\nclass More(Base): pass\n",
            "app/views.py": "from app.more import More\nprint(More().__class__.__mro__[-1])\n",
        },
        {
            "app/wrap.py": "from . import core\nWrap = core.Manager\n",
            "app/more.py": "from .core import Manager as Base\nMore = Base\n",
            "app/views.py": "from app.core import Manager\nprint(Manager().__class__.__mro__[-1])\n",
        },
        runs="import app.views",
    )


def test_what_tells_the_two_apart_is_shown_with_its_place() -> None:
    changes(
        {"app/wrap.py": WRAP, "app/views.py": USER},
        {"app/wrap.py": ALIAS, "app/views.py": DIRECT},
        says=("isinstance and except (app/views.py:2)",),
    )


def test_a_string_that_is_the_name_of_the_class_is_shown_with_its_place() -> None:
    named = "assert type(Wrap()).__name__ == 'Wrap'\n"
    changes(
        {"app/wrap.py": WRAP + "__all__ = ['Wrap']\n", "app/views.py": USER + named},
        {"app/wrap.py": ALIAS + "__all__ = ['Wrap']\n", "app/views.py": DIRECT + named.replace("Wrap()", "Manager()")},
        runs="import app.wrap",
        says=("its repr and __name__, Wrap (app/views.py:3); isinstance",),
    )


@pytest.mark.parametrize(
    "use",
    [
        "NAMES = {Wrap: 'w', Manager: 'm'}\n",
        "@functools.singledispatch\ndef f(x): ...\n@f.register\ndef _(x: Wrap): ...\n",
        "@functools.singledispatch\ndef f(x): ...\nf.register(Wrap, print)\n",
    ],
)
def test_what_goes_by_the_class_is_shown_with_its_place(use: str) -> None:
    views = "import functools\nfrom app.core import Manager\nfrom app.wrap import Wrap\n" + use
    changed = views.replace("from app.wrap import Wrap\n", "").replace("Wrap", "Manager")
    changes(
        {"app/wrap.py": WRAP, "app/views.py": views},
        {"app/wrap.py": ALIAS, "app/views.py": changed},
        says=("what goes by the class, as a key or as a registered function (app/views.py:",),
    )


def test_a_module_of_nothing_else_is_a_shim_then() -> None:
    changes(
        {"app/wrap.py": WRAP.replace("x = 1\n", ""), "app/views.py": USER},
        {"app/wrap.py": None, "app/views.py": DIRECT},
        codemod=collapse(shims="remove-unused"),
    )


def test_a_stub_follows_its_module() -> None:
    changes(
        {"app/wrap.py": WRAP, "app/wrap.pyi": "from .core import Manager\nclass Wrap(Manager): ...\nx: int\n"},
        {"app/wrap.py": ALIAS, "app/wrap.pyi": "from .core import Manager\nWrap = Manager\nx: int\n"},
    )


def test_a_class_that_is_put_into_an_attribute_has_none_set() -> None:
    views = "import app\nfrom {} import {}\nsetattr(app, 'made', {})\n"
    changes(
        {"app/wrap.py": WRAP, "app/views.py": views.format("app.wrap", "Wrap", "Wrap")},
        {"app/wrap.py": ALIAS, "app/views.py": views.format("app.core", "Manager", "Manager")},
    )


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"app/views.py": "from app.wrap import Wrap\nWrap.made = []\n"}, "app/views.py:2 sets an attribute of it"),
        ({"app/views.py": "import app.wrap\napp.wrap.Wrap.made += [1]\n"}, "app/views.py:2 sets an attribute of it"),
        ({"app/views.py": "from app.wrap import Wrap as W\nsetattr(W, 'a', 1)\n"}, "app/views.py:2 sets an attribute"),
        (
            {"app/views.py": "from app.wrap import Wrap\nfrom app.core import Manager\nclass X(Wrap, Manager): ...\n"},
            "app/views.py:3 derives from it and from other classes",
        ),
        ({"app/wrap.py": WRAP + "if x:\n    Wrap = None\n"}, "its name is bound to something else as well"),
    ],
)
def test_it_stays_where_the_class_is_needed(files: Before, why: str) -> None:
    changes({"app/wrap.py": WRAP, **files}, {}, says=(f"warning wrapper: app.wrap.Wrap … it stays: {why}",))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"keep_public": ("app.wrap",)}, "app.wrap is public"),
        ({"aliases": ("Other",)}, "it is not asked for"),
        ({"exclude": ("app/wrap.py",)}, "left out by include or exclude"),
    ],
)
def test_it_stays_where_that_is_not_wanted(options: dict[str, object], why: str) -> None:
    changes({"app/wrap.py": WRAP}, {}, codemod=collapse(**options), says=(f"it stays: {why}",))


def test_a_protocol_does_not_stand_for_its_implementation() -> None:
    protocol = "from typing import Protocol\nclass Manager(Protocol):\n    def f(self): ...\n"
    changes({"app/core.py": protocol, "app/wrap.py": WRAP}, {}, says=("a Protocol cannot stand for a class",))


@pytest.mark.parametrize(
    "text",
    [
        "class Wrap(Manager):\n    x = 1\n",
        "class Wrap(Manager, metaclass=type): pass\n",
        "@print\nclass Wrap(Manager): pass\n",
        "def f():\n    class Wrap(Manager): pass\n    return Wrap\n",
        "class Wrap(Manager, int): pass\n",
    ],
)
def test_a_class_that_adds_something_is_none(text: str) -> None:
    result = changes({"app/wrap.py": f"from .core import Manager\n{text}"}, {})
    assert "app.wrap.Wrap" not in result.said


def test_a_stub_alone_says_nothing_of_what_a_class_adds() -> None:
    text = "from .core import Manager\nclass Wrap(Manager):\n    x = 1\n"
    result = changes({"app/wrap.py": text, "app/wrap.pyi": "from .core import Manager\nclass Wrap(Manager): ...\n"}, {})
    assert "wrapper" not in result.said
