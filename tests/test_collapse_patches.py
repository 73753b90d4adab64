"""What is replaced from outside: by tests, which follow, or for good, which is left."""

from __future__ import annotations

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from examples import After, Before, check

COLLAPSE = Collapse(SymbolPath.parse("app.core:Manager"))
SHARED: Before = {
    "app/__init__.py": "",
    "app/core.py": "class Manager: ...\nState = Manager\n",
    "app/shim.py": "from .core import Manager as Old\n__all__ = ['Old']\n",
    "app/views.py": "from app import shim\ndef view(): return shim.Old()\n",
}
VIEWS = "from app import shim\nfrom app import core\ndef view(): return core.Manager()\n"
RUNS = "import test_it; print(test_it.test())"


def changes(before: Before, after: After, *, says: tuple[str, ...] = (), runs: str = RUNS) -> None:
    check(COLLAPSE, {**SHARED, **before}, after, says=says, runs=runs)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("patch('app.shim.Old')", "patch('app.core.Manager')"),
        ("patch.object(shim, 'Old')", "patch.object(core, 'Manager')"),
        ("patch.object(target=shim, attribute='Old')", "patch.object(target=core, attribute='Manager')"),
    ],
)
def test_a_mock_of_the_shim_follows_its_users(before: str, after: str) -> None:
    head = "from unittest.mock import patch\nfrom app import shim, views\n"
    added = "from app import core\n" if "core," in after else ""
    body = "def test():\n    with {} as fake:\n        return views.view() is fake()\n"
    changes(
        {"test_it.py": head + body.format(before)},
        {"app/views.py": VIEWS, "test_it.py": head + added + body.format(after)},
    )


def test_a_mock_of_a_shim_that_only_a_branch_may_have_imported_so_is_left_alone() -> None:
    text = """\
        from unittest.mock import patch
        from app import views
        def test(whole=True):
            if not whole:
                from app import shim
            else:
                import app.shim as shim
            with patch.object(shim, "Old") as fake:
                return views.view() is fake()
        """
    changes(
        {"test_it.py": text},
        {"app/views.py": VIEWS},
        says=("test_it.py:8: warning left-alone … it is not known where shim is imported",),
        runs="import test_it",
    )


def test_monkeypatch_follows() -> None:
    text = "from app import shim\ndef test(monkeypatch):\n    monkeypatch.setattr(shim, 'Old', int)\n"
    after = "from app import shim\nfrom app import core\ndef test(monkeypatch):\n    monkeypatch.setattr(core, 'Manager', int)\n"
    changes({"test_it.py": text}, {"app/views.py": VIEWS, "test_it.py": after}, runs="import test_it")


def test_what_the_shim_looks_up_itself_is_patched_there_and_left_where_it_is_used() -> None:
    shim = "from .core import Manager as Old\n__all__ = ['Old']\ndef make(): return Old()\n"
    changes(
        {
            "app/shim.py": shim,
            "app/views.py": "from app import shim\ndef view(): return shim.Old(), shim.make()\n",
            "app/late.py": "def late():\n    from app.shim import Old\n    return Old()\n",
            "test_it.py": """\
                from unittest.mock import patch
                from app import late, views
                def test():
                    with patch("app.shim.Old") as fake:
                        return [made is fake() for made in (*views.view(), late.late())]
                """,
        },
        {},
        says=(
            "app/views.py:2: info alias-kept: shim.Old stays: tests replace it in its module, which looks it up there",
            "app/late.py:2: info alias-kept: Old is left: tests replace Old in app.shim",
            "test_it.py:4: info alias-kept: app.shim.Old stays: its module goes on looking it up there",
        ),
    )


def test_what_the_shim_looks_up_itself_is_direct_for_others_when_nothing_replaces_it() -> None:
    shim = "from .core import Manager as Old\n__all__ = ['Old']\ndef make(): return Old()\n"
    changes({"app/shim.py": shim}, {"app/views.py": VIEWS}, runs="import app.views; app.views.view()")


def test_two_aliases_that_tests_replace_each_for_itself_are_kept_apart() -> None:
    changes(
        {
            "app/views.py": "from app.shim import Old\nfrom app.core import State\ndef view(): return Old(), State()\n",
            "test_it.py": """\
                from unittest.mock import patch
                from app import views
                def test():
                    with patch("app.views.Old") as old, patch("app.views.State") as state:
                        return [made is fake() for made, fake in zip(views.view(), (old, state))]
                """,
        },
        {
            "app/views.py": (
                "from app.core import Manager as Old\nfrom app.core import Manager as State\n"
                "def view(): return Old(), State()\n"
            )
        },
        says=("app/views.py:1: info kept-local: Old keeps its name in this file: it and State are replaced by tests",),
    )


@pytest.mark.parametrize(
    "change", ["shim.Old = int", "setattr(shim, 'Old', int)", "import app.shim\napp.shim.Old = int"]
)
def test_a_name_that_is_bound_anew_for_good_is_no_alias(change: str) -> None:
    changes(
        {
            "test_it.py": f"from app import shim, views\n{change}\ndef test(): return views.view()\n",
            "app/more.py": "from app.shim import Old\nOld()\n",
        },
        {},
        says=("warning left-alone: Old of app/shim.py is bound to something else here: it is left",),
    )


def test_a_mock_of_what_is_not_there_stays_and_is_listed() -> None:
    text = "from unittest.mock import patch\n@patch('app.views.Old')\ndef test(fake): ...\n"
    changes(
        {"app/views.py": "", "test_it.py": text},
        {},
        says=("test_it.py:2: info left-alone: Old left alone: the path app.views.Old leads to no name",),
        runs="",
    )


def test_a_question_whether_the_shim_has_the_name_stays() -> None:
    changes(
        {"test_it.py": "from app import shim\ndef test(): return hasattr(shim, 'Old')\n"},
        {"app/views.py": VIEWS},
        says=("test_it.py:2: info alias-kept: shim.Old stays: it is asked for there",),
    )


@pytest.mark.parametrize("how", ["Old=str", "**{'Old': str}", "**dict(Old=str)"])
def test_a_keyword_that_patches_what_keeps_its_name_stays(how: str) -> None:
    views = "from .shim import Old\nManager = 3\ndef view(): return Old()\n"
    text = (
        f"from unittest.mock import patch\nfrom app import views\ndef test():\n    with patch.multiple(views, {how}):\n"
    )
    changes(
        {"app/views.py": views, "test_it.py": text + "        return views.view()\n"},
        {"app/views.py": views.replace(".shim import Old", ".core import Manager as Old")},
        says=("test_it.py:4: info alias-kept: Old stays: its module goes on looking it up there",),
    )


def test_a_keyword_that_patches_what_follows_follows() -> None:
    views = "from .shim import Old\ndef view(): return Old()\n"
    text = "from unittest.mock import patch\nfrom app import views\ndef test():\n    with patch.multiple(views, Old=str):\n"
    text += "        return views.view()\n"
    changes(
        {"app/views.py": views, "test_it.py": text},
        {
            "app/views.py": "from .core import Manager\ndef view(): return Manager()\n",
            "test_it.py": text.replace("Old", "Manager"),
        },
    )


def test_a_keyword_that_patches_the_shim_is_listed() -> None:
    text = "from unittest.mock import patch\ndef test():\n    with patch.multiple('app.shim', Old=str): ...\n"
    changes(
        {"test_it.py": text},
        {"app/views.py": VIEWS},
        says=("test_it.py:3: warning left-alone…an attribute of a module where the symbol no longer is",),
    )


@pytest.mark.parametrize(
    "late",
    [
        "import pkgutil\ndef late(): return pkgutil.resolve_name('app.shim:Old')()\n",
        "import app.shim\ndef late(x: 'app.shim.Old | None' = None): return app.shim.Old()\n",
        "PATH = 'app.shim.Old'\ndef late():\n    import pkgutil\n    return pkgutil.resolve_name(PATH)()\n",
    ],
)
def test_paths_in_strings_to_what_the_shim_looks_up_itself_stay(late: str) -> None:
    test = "from unittest.mock import patch\nfrom app import late, shim\ndef test():\n    with patch('app.shim.Old') as fake:\n        return late.late() is shim.make() is fake()\n"
    changes(
        {
            "app/shim.py": "from .core import Manager as Old\n__all__ = ['Old']\ndef make(): return Old()\n",
            "app/views.py": "",
            "app/late.py": late,
            "test_it.py": test,
        },
        {},
        says=("app/late.py:… info alias-kept: app.shim…Old stays: its module goes on looking it up there",),
    )


@pytest.mark.parametrize("taken", ["shim import Old as Manager", "shim import Old", "shim import Old as Mine"])
def test_what_is_imported_from_where_it_is_bound_anew_is_that(taken: str) -> None:
    name = taken.split()[-1]
    text = f"from app.{taken}\ndef late(): return {name}\n"
    test = "from app import shim\nshim.Old = int\nfrom app import late\ndef test(): return late.late()\n"
    changes({"app/views.py": "", "app/late.py": text, "test_it.py": test}, {})


@pytest.mark.parametrize(
    "put",
    [
        "with patch.dict('sys.modules', {'app.shim': fake}): ...\n",
        "with patch.dict(sys.modules, {\n    'app.shim': fake,\n}): ...\n",
        "sys.modules['app.shim'] = fake\n",
        "def test(monkeypatch): monkeypatch.setitem(sys.modules, 'app.shim', fake)\n",
    ],
)
def test_a_module_that_is_replaced_as_a_whole_is_told_of(put: str) -> None:
    head = "import sys\nfrom unittest.mock import patch\nfake = None\n"
    files = {
        "app/__init__.py": "",
        "app/core.py": "class Manager: ...\n",
        "app/shim.py": "from .core import Manager as Old\n__all__ = ['Old']\n",
        "app/views.py": "def f():\n    from app.shim import Old\n    return Old\n",
        "test_views.py": head + put,
    }
    after = {"app/views.py": "def f():\n    from app.core import Manager\n    return Manager\n"}
    codemod = Collapse(SymbolPath.parse("app.core:Manager"))
    check(
        codemod, files, after, says=("test_views.py:…app.shim is replaced in sys.modules here, but Old is not taken",)
    )
    looked = {**files, "test_views.py": head + "print('app.shim' in sys.modules, sys.modules.pop('app.shim', None))\n"}
    assert "sys.modules" not in check(codemod, looked, after).said
