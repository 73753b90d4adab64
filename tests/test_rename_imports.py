"""Imports of every form, followed to the symbol."""

from __future__ import annotations

import pytest

from canonize.codemods.errors import CanonizeError
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import SCENE, USER_MANAGER, Before, applied, check, either, refused, rename, runs_alike, tree


@pytest.mark.parametrize("at", ["", "pkg", "pkg/sub", "pkg/sub/deep"])
def test_relative_imports_of_every_level_are_followed(at: str) -> None:
    depth = at.count("/") + 1 if at else 0
    files = {
        "top/__init__.py": "", "top/m.py": "class UserManager: users = 1\n",
        "top/pkg/__init__.py": "", "top/pkg/sub/__init__.py": "", "top/pkg/sub/deep/__init__.py": "",
    }  # fmt: skip
    here = "/".join(filter(None, ("top", at, "here.py")))
    dots = "." * (depth + 1)
    use = f"from {dots}m import UserManager\nfrom {dots} import m\nprint(UserManager.users, m.UserManager.users)\n"
    check(
        rename("top.m:UserManager", "Manager"),
        {**files, here: use},
        {"top/m.py": "class Manager: users = 1\n", here: use.replace("UserManager", "Manager")},
        runs=f"import {here.removesuffix('.py').replace('/', '.')}",
    )


def test_relative_imports_in_a_package_file_start_at_the_package() -> None:
    check(
        rename("app.sub:UserManager", "Manager"),
        {
            "app/__init__.py": "from .sub import UserManager\nfrom . import sub\nprint(sub.UserManager is UserManager)\n",
            "app/sub/__init__.py": "from .m import *\n",
            "app/sub/m.py": "class UserManager: pass\n",
        },
        {
            "app/__init__.py": "from .sub import Manager\nfrom . import sub\nprint(sub.Manager is Manager)\n",
            "app/sub/m.py": "class Manager: pass\n",
        },
        runs="import app",
    )


def test_a_relative_import_that_leaves_the_tree_is_left_alone() -> None:
    SCENE.leaves({"app/odd.py": "from .....m import UserManager\n"})


def test_module_aliases_are_followed_and_their_homonyms_are_not() -> None:
    SCENE.changes(
        """
        import app.m as app_m
        from app import m
        def f(app_m): return app_m.UserManager
        def g(): return app_m.UserManager
        def h():
            m = Box()
            return m.UserManager
        class Box:
            UserManager = 2
        print(f(Box), g().users, h())
        """,
        """
        import app.m as app_m
        from app import m
        def f(app_m): return app_m.UserManager
        def g(): return app_m.Manager
        def h():
            m = Box()
            return m.UserManager
        class Box:
            UserManager = 2
        print(f(Box), g().users, h())
        """,
    )


def test_a_module_bound_by_assignment_is_followed_or_listed() -> None:
    SCENE.changes(
        "import app.m\nm = app.m\nprint(m.UserManager.users)\n",
        "import app.m\nm = app.m\nprint(m.Manager.users)\n",
        or_listed=("app/views.py:3",),
    )


def test_a_module_re_exported_by_another_is_followed() -> None:
    SCENE.changes(
        {
            "app/api.py": "from app import m as managers\n",
            "app/views.py": "from app.api import managers\nimport app.api\nprint(managers.UserManager.users, app.api.managers.UserManager.users)\n",
        },
        {
            "app/views.py": "from app.api import managers\nimport app.api\nprint(managers.Manager.users, app.api.managers.Manager.users)\n",
        },
    )  # fmt: skip


def test_a_chain_of_re_exports_with_aliases_is_followed() -> None:
    SCENE.changes(
        {
            "app/a.py": "from .m import UserManager as UM\n",
            "app/b.py": "from .a import UM as UserManager\n",
            "app/c.py": "from .b import *\n",
            "app/views.py": "from app.c import UserManager\nprint(UserManager.users)\n",
        },
        {
            "app/a.py": "from .m import Manager as UM\n",
            # The alias is spelled like the symbol by the file's own choice: keeping it and following it are both right.
            "app/b.py": either("from .a import UM as UserManager\n", "from .a import UM as Manager\n"),
            "app/views.py": either(
                "from app.c import UserManager\nprint(UserManager.users)\n",
                "from app.c import Manager\nprint(Manager.users)\n",
            ),
        },
    )


def test_star_imports_honour_dunder_all_and_underscores() -> None:
    check(
        rename("app.m:_helper", "_aid"),
        {
            "app/m.py": "__all__ = ['_helper']\ndef _helper(): return 1\n",
            "app/n.py": "def _helper(): return 2\ndef other(): return 3\n",
            "main.py": "from app.m import *\nfrom app.n import *\nprint(_helper())\n",
        },
        {
            "app/m.py": "__all__ = ['_aid']\ndef _aid(): return 1\n",
            "main.py": "from app.m import *\nfrom app.n import *\nprint(_aid())\n",
        },
        runs="import main",
    )


def test_a_star_import_of_another_module_after_it_wins() -> None:
    SCENE.leaves(
        {
            "app/other.py": "class UserManager: users = 2\n",
            "app/views.py": "from app.m import *\nfrom app.other import *\nprint(UserManager.users)\n",
        }
    )


@pytest.mark.parametrize(
    ("extending", "following"),
    [
        ("APPS += ['b']\n", "INSTALLED += ['b']\n"),
        ("APPS = APPS + ['b']\n", "INSTALLED = INSTALLED + ['b']\n"),
        ("if APPS:\n    APPS = [*APPS, 'b']\n", "if INSTALLED:\n    INSTALLED = [*INSTALLED, 'b']\n"),
    ],
)
def test_settings_that_extend_what_a_star_import_brought_do_so_or_the_rename_is_refused(
    extending: str, following: str
) -> None:
    head, tail = "from .base import *\nDEBUG = True\n", "print({}, DEBUG)\n"
    files = {
        "conf/base.py": "APPS = ['a']\nDEBUG = False\n",
        "conf/local.py": head + extending + tail.replace("{}", "APPS"),
        "conf/test.py": "from conf.local import *\nprint(APPS)\n",
    }
    try:
        result = applied(rename("conf.base:APPS", "INSTALLED"), files)
    except CanonizeError as error:
        assert "conf/local.py:1" in str(error) and "conf/local.py:" in str(error).split("conf/local.py:1", 1)[1]
    else:
        assert result.text("conf/local.py") == head + following + tail.replace("{}", "INSTALLED")
        runs_alike(files, result.files, "import conf.test")


def test_a_setting_that_overrides_what_a_star_import_brought_still_does() -> None:
    # Who reads conf.local's TIMEOUT must not get conf.base's by the new name: following keeps the override an override.
    check(
        rename("conf.base:TIMEOUT", "LIMIT"),
        {
            "conf/base.py": "TIMEOUT = 1\n",
            "conf/local.py": "from .base import *\nTIMEOUT = 2\n",
            "main.py": "from conf import base, local\nprint(base.TIMEOUT, local.TIMEOUT)\n",
        },
        {
            "conf/base.py": "LIMIT = 1\n",
            "conf/local.py": either("from .base import *\nLIMIT = 2\n", "from .base import *\nTIMEOUT = 2\n"),
            "main.py": either(
                "from conf import base, local\nprint(base.LIMIT, local.LIMIT)\n",
                "from conf import base, local\nprint(base.LIMIT, local.TIMEOUT)\n",
            ),
        },
        runs="import main",
    )


def test_a_submodule_and_a_name_of_its_package_are_told_apart() -> None:
    check(
        rename("app.upload:upload", "send"),
        {
            "app/__init__.py": "from .upload import upload\n",
            "app/upload.py": "def upload(): return 1\n",
            "main.py": """
                import app
                from app import upload
                from app.upload import upload as again
                from unittest.mock import patch
                print(upload(), app.upload(), again())
                with patch("app.upload.upload"):
                    print(upload())
                """,
        },
        {
            "app/__init__.py": "from .upload import send\n",
            "app/upload.py": "def send(): return 1\n",
            "main.py": """
                import app
                from app import send
                from app.upload import send as again
                from unittest.mock import patch
                print(send(), app.send(), again())
                with patch("app.upload.send"):
                    print(send())
                """,
        },
        runs="import main",
    )


def test_an_import_in_a_function_of_the_defining_module_is_followed() -> None:
    check(
        USER_MANAGER,
        {
            "app/m.py": """
                class UserManager: users = 1
                def f():
                    import app.m as me
                    from app.m import UserManager as Again
                    return me.UserManager.users + Again.users
                print(UserManager.users)
                """,
            "main.py": "from app.m import f\nprint(f())\n",
        },
        {
            "app/m.py": """
                class Manager: users = 1
                def f():
                    import app.m as me
                    from app.m import Manager as Again
                    return me.Manager.users + Again.users
                print(Manager.users)
                """,
        },
        runs="import main",
    )


def test_import_module_with_a_literal_is_followed() -> None:
    SCENE.changes(
        """
        import importlib
        from importlib import import_module
        m = importlib.import_module("app.m")
        print(import_module("app.m").UserManager.users, m.UserManager.users)
        print(getattr(import_module("app.m"), "UserManager").users)
        """,
        """
        import importlib
        from importlib import import_module
        m = importlib.import_module("app.m")
        print(import_module("app.m").Manager.users, m.Manager.users)
        print(getattr(import_module("app.m"), "Manager").users)
        """,
    )


_ROUND = {
    "pkg/core.py": "from pkg.lib import *\nclass Core: ...\n",
    "pkg/debug.py": "from pkg import *\n",
    "pkg/lib/binary.py": "from pkg import *\n",
    "pkg/lib/containers.py": "def Old(): ...\n",
}


@pytest.mark.parametrize("first", ["containers", "binary"])
def test_star_imports_that_go_round_hand_the_symbol_on(first: str) -> None:
    last = "binary" if first == "containers" else "containers"
    stars = f"from pkg.lib.{first} import *\nfrom pkg.lib.{last} import *\n"
    files = {
        **_ROUND,
        "pkg/__init__.py": "from pkg.core import *\nfrom pkg.debug import *\n__all__ = ['Old', 'Core']\n",
        "pkg/lib/__init__.py": f"{stars}__all__ = ['Old']\n",
        "t.py": "from pkg import *\nfrom pkg.core import Old as again\nOld()\n",
    }
    check(
        rename("pkg.lib.containers:Old", "New"),
        files,
        {path: text.replace("Old", "New") for path, text in files.items()},
        runs="import t",
    )


def test_a_homonym_that_a_round_of_star_imports_brings_is_none_of_ours() -> None:
    files = {
        **_ROUND,
        "pkg/__init__.py": "from pkg.core import *\nfrom pkg.debug import *\n",
        "pkg/core.py": "from pkg.lib import *\ndef Old(): ...\n",
        "pkg/lib/__init__.py": "from pkg.lib.binary import *\nfrom pkg.lib.containers import *\n",
        "t.py": "from pkg import *\nfrom pkg.lib import Old as ours\nOld()\n",
    }
    check(
        rename("pkg.lib.containers:Old", "New"),
        files,
        {
            "pkg/lib/containers.py": "def New(): ...\n",
            "t.py": "from pkg import *\nfrom pkg.lib import New as ours\nOld()\n",
        },
        runs="import t",
    )


def test_an_import_of_a_name_that_is_not_there_is_left_alone() -> None:
    SCENE.leaves({"app/odd.py": "from app.n import UserManager\nfrom app.m import UserManagerX\n"})


def test_an_import_with_the_new_name_as_alias_still_works() -> None:
    SCENE.changes(
        "from app.m import UserManager as Manager\nprint(Manager.users)\n",
        "from app.m import Manager\nprint(Manager.users)\n",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.m import UserManager as Manager  # noqa: F401", "from app.m import Manager  # noqa: F401"),
        ("from app.m import (\n    UserManager as Manager,\n    UserManager as M,\n)",
         "from app.m import (\n    Manager,\n    Manager as M,\n)"),
        ("from app.m import UserManager as UserManager", "from app.m import Manager as Manager"),
        ("from app.m import UserManager as \\\n Manager", "from app.m import Manager as \\\n Manager"),
        ("def f():\n    '''\n    >>> from app.m import UserManager as Manager\n    '''",
         "def f():\n    '''\n    >>> from app.m import Manager\n    '''"),
    ],
)  # fmt: skip
def test_an_alias_that_says_no_more_than_the_new_name_goes(before: str, after: str) -> None:
    SCENE.changes(f"{before}\n", f"{after}\n")


def test_an_alias_by_which_a_stub_hands_the_name_on_stays() -> None:
    """Typing specification, "Import conventions": `from m import New as New`."""
    files = {
        "app/v.py": "from app.m import UserManager as Manager\n",
        "app/v.pyi": "from app.m import UserManager as Manager\n",
    }
    after = {"app/v.py": "from app.m import Manager\n", "app/v.pyi": "from app.m import Manager as Manager\n"}
    SCENE.changes(files, after)


def test_an_import_that_shares_its_name_loses_its_alias_when_it_is_renamed_too() -> None:
    files = {
        "app/__init__.py": "", "app/a.py": "class Old: ...\n", "app/b.py": "class Old: ...\n",
        "app/m.py": "import sys\nif sys.path:\n    from .a import Old\nelse:\n    from .b import Old\nOld()\n",
    }  # fmt: skip
    first = applied(rename("app.a:Old", "New"), tree(files))
    assert "from .b import Old as New\n" in first.text("app/m.py")
    second = applied(rename("app.b:Old", "New"), first.files)
    assert second.text("app/m.py") == files["app/m.py"].replace("Old", "New")
    back = applied(rename("app.a:New", "Old"), second.files)
    assert "from .b import New as Old\n" in back.text("app/m.py")


def test_an_alias_that_becomes_the_name_that_is_imported_goes() -> None:
    files = {
        "app/__init__.py": "",
        "app/m.py": "class Old: x = 1\n",
        "app/v.py": "try:\n    from lib import New as Old\nexcept ImportError:\n    from app.m import Old\nprint(Old.x)\n",
    }
    after = "try:\n    from lib import New\nexcept ImportError:\n    from app.m import New\nprint(New.x)\n"
    check(rename("app.m:Old", "New"), files, {"app/m.py": "class New: x = 1\n", "app/v.py": after}, runs="import app.v")


def test_what_a_package_outside_may_hand_on_of_a_symbol_outside_is_listed() -> None:
    before = (
        "from lib.orm import Session\nimport lib\nlib.orm.Session, lib.other.Session\nfrom other import Session as S\n"
    )
    result = applied(rename("lib.orm.session:Session", "Client"), {"app/m.py": before})
    assert result.text("app/m.py") == before
    lines = [line for line in result.said.splitlines() if "handed on by lib.orm" in line]
    assert [line.split(":")[1].split()[0] for line in lines] == ["1", "3"]
    assert result.said.count("handed on") == 2


@pytest.mark.parametrize("path", ["app:Old", "app.n:Old"])
def test_a_path_through_an_import_of_what_was_renamed_by_hand(path: str) -> None:
    files: Before = {
        "app/__init__.py": "from .n import Old\n",
        "app/n.py": "from .m import Old\n",
        "app/m.py": "class New: ...\n",
    }
    check(
        rename(path, "New"),
        files,
        {"app/__init__.py": "from .n import New\n", "app/n.py": "from .m import New\n"},
        says=("info done: app.m:Old is called New already (app/m.py:1) what still asks for the old name follows",),
    )
    refused(rename(path, "Other"), files, f"{path} is taken from app/m.py, where nothing binds Old")


def test_a_path_through_an_import_that_is_not_edited_is_done_once() -> None:
    files = tree({"app/__init__.py": "", "app/m.py": "class Old: ...\n", "side.py": "from app.m import Old\n"})
    done = plan(one_step("rename", rename("side:Old", "New"), exclude=("side.py",)), InMemory(files))
    assert set(done.changes.changes) == {"app/m.py"} and not done.failed


def test_what_is_given_on_demand_cannot_be_renamed_by_an_import_of_it() -> None:
    lazy = "class New: ...\ndef __getattr__(name):\n    if name == 'Old':\n        return New\n    raise AttributeError(name)\n"
    refused(
        rename("app:Old", "Other"),
        {"app/__init__.py": "from .m import Old\n", "app/m.py": lazy},
        "where nothing binds Old",
    )


def test_a_relative_import_that_leads_to_no_module_is_listed() -> None:
    code = "from .m import UserManager\nUserManager()\n"
    files = {"docs/a.md": f"```python\n{code}```\n", "app/sub/v.py": "from .gone import UserManager as U\nU()\n"}
    said = "info left-alone: UserManager left alone: there is no module where it is imported from"
    SCENE.leaves(files, says=[f"docs/a.md:2: {said}", f"app/sub/v.py:1: {said}"], runs="")
    SCENE.leaves({"app/v.py": "from .gone import UserManager\n"}, says=[f"app/v.py:1: {said}"], runs="")
    SCENE.leaves({"app/sub/v.py": "from .gone import other\nUserManager = other\n"}, runs="")
