"""Which of several things a module's name is, by the order in which they come: bindings, star imports, `__getattr__`."""

from __future__ import annotations

import pytest

from examples import check, old_and_new, refused, rename

RENAME = rename("app.m:Old", "New")
HOME = "class Old:\n    tag = 'home'\n"
RENAMED = "class New:\n    tag = 'home'\n"
LAZY = """
def __getattr__(name):
    if name == "Old":
        import app.m as home
        return home.Old
    raise AttributeError(name)
"""

# A package that imports its own submodule


def test_a_submodule_under_its_own_name_in_its_package() -> None:
    check(
        RENAME,
        {"app/__init__.py": "import app.m as m\nprint(m.Old.tag)\n", "app/m.py": HOME},
        {"app/__init__.py": "import app.m as m\nprint(m.New.tag)\n", "app/m.py": RENAMED},
        runs="import app",
    )


def test_a_function_that_hides_its_module_is_not_the_module() -> None:
    check(
        RENAME,
        {"app/__init__.py": "from .m import m\nm.Old = 1\n", "app/m.py": HOME + "def m(): ...\n"},
        {"app/m.py": RENAMED + "def m(): ...\n"},
        runs="import app",
    )


# Star imports


def test_what_a_module_defines_between_two_star_imports_is_its_own() -> None:
    text = "from .a import *\n{0}from .b import *\n"
    use = "from app.m import {0}\nprint({0}.tag)\n"
    check(
        RENAME,
        {
            "app/__init__.py": "",
            "app/a.py": "class Old: ...\n",
            "app/b.py": "b = 1\n",
            "app/m.py": text.format(HOME),
            "use.py": use.format("Old"),
        },
        {"app/m.py": text.format(RENAMED), "use.py": use.format("New")},
        runs="import use",
    )


def test_a_module_that_is_imported_over_one_of_a_star_import_is_meant_from_there_on() -> None:
    text = "from app.a import *\nprint(q.{0}.tag)\nfrom app import m as q\nprint(q.{1}.tag)\n"
    files = {"app/__init__.py": "", "app/a.py": "from app import other as q\n", "app/other.py": HOME}
    check(
        RENAME,
        files | {"app/m.py": HOME, "use.py": text.format("Old", "Old")},
        {"app/m.py": RENAMED, "use.py": text.format("Old", "New")},
        runs="import use",
    )
    check(
        rename("app.other:Old", "New"),
        files | {"app/m.py": HOME, "use.py": text.format("Old", "Old")},
        {"app/other.py": RENAMED, "use.py": text.format("New", "Old")},
        runs="import use",
    )


def test_a_local_variable_does_not_leave_open_which_of_two_a_global_is() -> None:
    text = "from app.m import {0}\nx = {0}.tag\ndef f():\n    Old = 3\n    return Old\nOld = 5\nprint(x, f(), Old)\n"
    before, after = old_and_new({"use.py": text})
    check(RENAME, before | {"app/__init__.py": "", "app/m.py": HOME}, after | {"app/m.py": RENAMED}, runs="import use")


def test_a_star_import_below_replaces_what_was_bound() -> None:
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": "Old = 1\nfrom app.m import *\nprint(Old.tag)\n"},
        {"app/m.py": RENAMED, "use.py": "Old = 1\nfrom app.m import *\nfrom app.m import New as Old\nprint(Old.tag)\n"},
        runs="import use",
    )


def test_settings_that_a_local_file_replaces() -> None:
    files = {
        "conf/__init__.py": "",
        "conf/base.py": "LIMIT = 1\nfrom .local import *\n",
        "conf/local.py": "LIMIT = 9\n",
    }
    refused(rename("conf.base:LIMIT", "CAP"), files, "conf/base.py:2: a star import of another LIMIT", "conf/base.py:1")


def test_settings_that_a_file_outside_may_replace() -> None:
    text = "LIMIT = 1\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n"
    check(
        rename("conf.base:LIMIT", "CAP"),
        {"conf/__init__.py": "", "conf/base.py": text},
        {"conf/base.py": text.replace("LIMIT", "CAP")},
        says=["conf/base.py:3: warning left-alone…a star import from outside this project may replace it"],
    )


def test_a_star_import_from_outside_above_the_definition_replaces_nothing() -> None:
    result = check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": "from tkinter import *\n" + HOME},
        {"app/m.py": "from tkinter import *\n" + RENAMED},
    )
    assert "star import" not in result.said


@pytest.mark.parametrize(
    ("listed", "is_told"), [("base.__all__", True), ('["LIMIT"]', False), ('[*base.__all__, "LIMIT"]', False)]
)
def test_what_takes_its_all_from_where_the_name_is_gone_is_told_to_list_its_own(listed: str, is_told: bool) -> None:
    text = f"from conf import base\nfrom .base import *\n__all__ = {listed}\nLIMIT = 2 * base.LIMIT\n"
    result = check(
        rename("conf.base:LIMIT", "CAP"),
        {"conf/__init__.py": "", "conf/base.py": "__all__ = ['LIMIT']\nLIMIT = 1\n", "conf/prod.py": text},
        {"conf/base.py": "__all__ = ['CAP']\nCAP = 1\n", "conf/prod.py": text.replace("base.LIMIT", "base.CAP")},
        says=["conf/prod.py:4: warning left-alone…bound here anew"],
    )
    assert ("so list it here" in result.said) is is_told


def test_what_is_bound_anew_over_a_star_import_is_listed() -> None:
    check(
        rename("conf.base:LIMIT", "CAP"),
        {
            "conf/__init__.py": "",
            "conf/base.py": "LIMIT = 1\n",
            "conf/prod.py": "from .base import *\nLIMIT = 5\n",
            "use.py": "from conf.prod import LIMIT\nprint(LIMIT)\n",
        },
        {"conf/base.py": "CAP = 1\n"},
        says=["conf/prod.py:2: warning left-alone…bound here anew, over the one that a star import brings"],
        runs="import use",
    )


def test_what_a_star_import_brought_until_it_is_bound_anew() -> None:
    before = """\
        from app.m import *
        print(Old.tag, [Old.tag for _ in range(1)])
        class Held:
            held = Old
        for each in range(2):
            print(Old.tag)
        class Old(Old):
            base = Old.tag
            tag = "own"
        def f(): return Old.tag
        print(Old.tag, Old.base, Held.held.tag, f())
        """
    after = """\
        from app.m import *
        print(New.tag, [New.tag for _ in range(1)])
        class Held:
            held = New
        for each in range(2):
            print(New.tag)
        class Old(New):
            base = New.tag
            tag = "own"
        def f(): return Old.tag
        print(Old.tag, Old.base, Held.held.tag, f())
        """
    files = {"app/__init__.py": "", "app/m.py": HOME, "use.py": before, "more.py": "from use import Old\nOld.base\n"}
    check(
        RENAME, files, {"app/m.py": RENAMED, "use.py": after}, says=("use.py:7…Old in this file",), runs="import more"
    )


def test_a_declaration_replaces_nothing_that_a_star_import_brought() -> None:
    text = "from app.m import *\n{0}: type\nprint({0}.tag)\ndef f(): return {0}.tag\nprint(f())\n"
    before, after = old_and_new({"use.py": text})
    check(RENAME, before | {"app/__init__.py": "", "app/m.py": HOME}, after | {"app/m.py": RENAMED}, runs="import use")


def test_another_thing_that_a_star_import_brought_until_the_symbol_is_imported() -> None:
    files = {
        "app/__init__.py": "",
        "app/m.py": HOME,
        "lib.py": "class Old:\n    tag = 'lib'\n",
        "use.py": "from lib import *\nprint(Old.tag)\nfrom app.m import Old\nprint(Old.tag)\n",
    }
    after = "from lib import *\nprint(Old.tag)\nfrom app.m import New\nprint(New.tag)\n"
    check(RENAME, files, {"app/m.py": RENAMED, "use.py": after}, runs="import use")


def test_a_star_import_and_what_may_be_bound_anew_while_it_is_used() -> None:
    star, files = "from app.m import *\n", {"app/__init__.py": "", "app/m.py": HOME}
    for use in ("def f(): return Old\nclass Old(Old): ...", "if f: Old = 1\nOld", "for x in y:\n    Old\n    Old = 1",
                "class Old(Old):\n    def f(self): return Old"):  # fmt: skip
        after = {"app/m.py": RENAMED, "use.py": f"{star}from app.m import New as Old\n{use}\n"}
        check(RENAME, {**files, "use.py": star + use + "\n"}, after, says=["use.py:1: warning kept-local"])
    for use in ("Old = Old", "Old = [*Old, 1]", "Old += [1]"):
        refused(RENAME, {**files, "use.py": star + use + "\n"}, "use.py:1: a star import of it", "order")


def test_the_same_symbol_by_name_and_by_star_in_any_order() -> None:
    text = "from app.m import Old\nfrom app.m import *\nprint(Old.tag)\n"
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": text},
        {"app/m.py": RENAMED, "use.py": text.replace("Old", "New")},
        runs="import use",
    )


def test_an_import_that_keeps_the_old_name_and_a_star_below_it() -> None:
    # `import New as Old` is not there any more where it is deleted; the star brings only New.
    text = "from app.m import {0}\ndel Old\nfrom app.m import *\n{1}print([New for New in [1] if Old])\n"
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": text.format("Old", "")},
        {"app/m.py": RENAMED, "use.py": text.format("New as Old", "from app.m import New as Old\n")},
        runs="import use",
    )


def test_a_star_import_does_not_ask_getattr() -> None:
    text = "from app.lazy import *\ntry:\n    Old\nexcept NameError:\n    print('no')\n"
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "app/lazy.py": LAZY, "use.py": text},
        {"app/m.py": RENAMED, "app/lazy.py": LAZY.replace("Old", "New")},
        runs="import use",
    )


def test_a_star_import_asks_getattr_for_what_all_lists() -> None:
    lazy, text = "__all__ = ['Old']\n" + LAZY, "from app.lazy import *\nprint(Old.tag)\n"
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "app/lazy.py": lazy, "use.py": text},
        {"app/m.py": RENAMED, "app/lazy.py": lazy.replace("Old", "New"), "use.py": text.replace("Old", "New")},
        runs="import use",
    )


def test_an_all_that_replaces_another() -> None:
    hub = "from .m import Old\nx = 1\n__all__ = ['Old']\n__all__ = ['x']\n"
    text = "from app.hub import *\ntry:\n    Old\nexcept NameError:\n    print('no', x)\n"
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "app/hub.py": hub, "use.py": text},
        {"app/m.py": RENAMED, "app/hub.py": hub.replace("Old", "New")},
        runs="import use",
    )


# `__getattr__`


def test_getattr_beside_a_star_import_of_another() -> None:
    hub = "from .other import *\n" + LAZY
    check(
        RENAME,
        {
            "app/__init__.py": "",
            "app/m.py": HOME,
            "app/other.py": "class Old:\n    tag = 'other'\n",
            "app/hub.py": hub,
            "use.py": "from app.hub import Old\nprint(Old.tag)\n",
        },
        {"app/m.py": RENAMED, "app/hub.py": hub.replace("home.Old", "home.New")},
        says=["app/hub.py:4: info left-alone…goes on giving it under that name"],
        runs="import use",
    )


def test_getattr_of_a_module_that_has_the_new_name_already() -> None:
    hub = "New = 1\n" + LAZY
    check(
        RENAME,
        {
            "app/__init__.py": "",
            "app/m.py": HOME,
            "app/hub.py": hub,
            "use.py": "from app import hub\nprint(hub.Old.tag, hub.New)\n",
        },
        {"app/m.py": RENAMED, "app/hub.py": hub.replace("home.Old", "home.New")},
        runs="import use",
    )


def test_getattr_and_a_type_checkers_import_of_a_module_that_has_the_new_name_already() -> None:
    head = "from typing import TYPE_CHECKING\nNew = 1\nif TYPE_CHECKING:\n    from app.m import {}\n"
    check(
        RENAME,
        {
            "app/__init__.py": "",
            "app/m.py": HOME,
            "app/hub.py": head.format("Old") + LAZY,
            "use.py": "from app.hub import Old\nprint(Old.tag)\n",
        },
        {
            "app/m.py": RENAMED,
            "app/hub.py": head.format("New as Old") + LAZY.replace("home.Old", "home.New"),
        },
        runs="import use",
    )


def test_a_table_of_a_module_that_has_the_new_name_already_is_listed() -> None:
    hub = """
        import importlib
        New = 1
        _LAZY = {"Old": ".m"}
        def __getattr__(name):
            return getattr(importlib.import_module(_LAZY[name], "app"), name)
    """
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "app/hub.py": hub},
        {"app/m.py": RENAMED},
        says=["app/hub.py:3: error left-alone…gives the old name, which stays here"],
    )


# A name that is the symbol for a while


MIXED = """
from app.m import Old
print(globals()["Old"].tag)
def patched():
    with mock.patch("use.Old", 1): ...
Old = 5
"""


def test_a_name_that_is_the_symbol_for_a_while_is_listed_where_a_string_asks_for_it() -> None:
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": MIXED},
        {"app/m.py": RENAMED, "use.py": MIXED.replace("import Old", "import New").replace('["Old"]', '["New"]')},
        says=["use.py:4: warning…what use.Old is at that moment"],
    )


def test_a_name_that_is_the_symbol_for_good_is_followed_by_strings() -> None:
    text = MIXED.rpartition("Old = 5")[0]
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": text},
        {"app/m.py": RENAMED, "use.py": text.replace("Old", "New")},
    )


# Modules that are asked for by name


def test_import_module_and_sys_modules_under_other_names() -> None:
    text = """
        import importlib as il, sys as system
        from importlib import import_module as load
        from sys import modules as loaded
        import app.m
        print(load("app.m").Old.tag, il.import_module("app.m").Old.tag)
        print(system.modules["app.m"].Old.tag, loaded["app.m"].Old.tag, getattr(load("app.m"), "Old").tag)
    """
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": text},
        {"app/m.py": RENAMED, "use.py": text.replace("Old", "New")},
        runs="import use",
    )


def test_another_function_of_the_name_is_not_import_module() -> None:
    check(
        RENAME,
        {
            "app/__init__.py": "",
            "app/m.py": HOME,
            "app/tools.py": "def load(name): ...\n",
            "use.py": "from app.tools import load\nload('app.m').Old\n",
        },
        {"app/m.py": RENAMED},
        says=["use.py:2: info left-alone…not known"],
    )


# A move from a library


def test_a_star_import_of_the_old_module_whose_name_is_only_listed() -> None:
    check(
        rename("ext.home:Old", "ext.place.New"),
        {
            "a.py": "from ext.home import *\n__all__ = ['Old']\n",
            "b.py": "from ext.home import *\nprint(globals()['Old'])\n",
            "c.py": "from ext.home import *\nOld()\n",
        },
        {"c.py": "from ext.home import *\nfrom ext.place import New\nNew()\n"},
        says=["a.py:2: warning…no longer is", "b.py:2: warning…no longer is"],
    )


def test_a_star_import_of_the_old_module_below_another_thing_of_the_name() -> None:
    files = {"a.py": "Old = 1\nfrom ext.home import *\nprint(Old)\n"}
    refused(rename("ext.home:Old", "ext.place.New"), files, "a.py:2: a star import of it", "a.py:1")


# A class body


def test_a_module_that_a_class_has_not_hidden_yet() -> None:
    text = "import app.m as m\nclass Own:\n    Old = m.Old\n    def m(self): return self.Old\nprint(Own().m().tag)\n"
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": text},
        {"app/m.py": RENAMED, "use.py": text.replace("m.Old", "m.New", 1)},
        runs="import use",
    )


def test_a_module_that_a_class_has_hidden() -> None:
    text = "import app.m as m\nclass Own:\n    class m: Old = 1\n    print(m.Old)\n"
    check(RENAME, {"app/__init__.py": "", "app/m.py": HOME, "use.py": text}, {"app/m.py": RENAMED}, runs="import use")


# A name of its own that is made from the symbol


def test_what_is_made_from_the_symbol_under_its_name_is_listed() -> None:
    text = "import app.m\ndef wrapped(x): return x\nOld = wrapped(app.m.Old)\nprint(Old)\n"
    check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": text},
        {"app/m.py": RENAMED, "use.py": text.replace("m.Old", "m.New")},
        says=["use.py:3: info derived…Old is another name here, of what is made from the symbol"],
    )


def test_what_is_not_made_from_the_symbol_is_not_listed() -> None:
    text = "import app.m\nOld = 1\nother = app.m.Old\n"
    result = check(
        RENAME,
        {"app/__init__.py": "", "app/m.py": HOME, "use.py": text},
        {"app/m.py": RENAMED, "use.py": text.replace("m.Old", "m.New")},
    )
    assert "made from the symbol" not in result.said


def test_another_symbol_that_shares_the_name_in_a_file_is_told() -> None:
    check(
        rename("app.posix:get", "fetch"),
        {
            "app/posix.py": "def get(): return 1\n",
            "app/windows.py": "def get(): return 2\n",
            "app/process.py": "import sys\nif sys.platform == 'win32':\n    from .windows import get\nelse:\n    from .posix import get\n",
            "app/use.py": "from .process import get\nfrom .windows import get as other\nprint(get(), other())\n",
        },
        {
            "app/posix.py": "def fetch(): return 1\n",
            "app/process.py": "import sys\nif sys.platform == 'win32':\n    from .windows import get as fetch\nelse:\n    from .posix import fetch\n",
            "app/use.py": "from .process import fetch\nfrom .windows import get as other\nprint(fetch(), other())\n",
        },
        runs="import app.use",
        says=("app/process.py:3: info shared-name: another get is fetch in this file, too, where both go by one name",),
    )  # fmt: skip


def test_what_is_bound_anew_over_two_star_imports_is_listed_once() -> None:
    result = check(
        RENAME,
        {
            "app/__init__.py": "",
            "app/m.py": HOME,
            "app/all.py": "from app.m import *\n",
            "app/user.py": f"from app.m import *\nfrom app.all import *\nclass {RENAME.symbol.name}: ...\n",
        },
        {"app/m.py": RENAMED},
    )
    assert result.said.count("bound here anew") == 1


def test_star_imports_that_fan_out_are_followed_once_each() -> None:
    files = {"app/__init__.py": "", "app/m.py": HOME, "app/mid.py": "from app.m import *\nNew = 2\n"}
    layers = [["app.m"], *([f"app.l{at}a", f"app.l{at}b"] for at in range(40))]
    for above, here in zip(layers, layers[1:], strict=False):
        stars = "".join(f"from {each} import *\n" for each in above)
        files |= {f"{each.replace('.', '/')}.py": stars for each in here}
    top = "".join(f"from {each} import *\n" for each in layers[-1])
    files |= {"app/top.py": f"{top}New = 1\n", "use.py": "from app.top import Old\nprint(Old.tag)\n"}
    assert "app/top.py:3: New is bound here" in str(refused(RENAME, files))
