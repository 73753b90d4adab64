"""Where the new name is already taken: refused with both places, or the file keeps the old name for itself."""

from __future__ import annotations

import textwrap

import pytest

from canonize.codemods.errors import CanonizeError
from examples import (
    SCENE,
    USER_MANAGER,
    Before,
    applied,
    check,
    either,
    in_turn,
    leaves_alone,
    output,
    refused,
    rename,
    runs_alike,
    tree,
)

MODULE = {"app/m.py": "class UserManager: pass\n"}


# Names that cannot be


@pytest.mark.parametrize(
    "name",
    [
        "class",
        "1x",
        "a-b",
        "",
        " Manager",
        "None",
        "await",
        "a b",
        "x!",
        "__debug__",
        "Ma nager",
        "__all__",
        "__path__",
    ],
)
def test_a_new_name_that_cannot_be_bound_is_refused(name: str) -> None:
    refused(rename("app.m:UserManager", name), MODULE, name.strip())


def test_the_same_name_is_refused() -> None:
    refused(USER_MANAGER_TO_ITSELF, MODULE, "UserManager")


USER_MANAGER_TO_ITSELF = rename("app.m:UserManager", "UserManager")


@pytest.mark.parametrize("name", ["match", "type", "case", "_", "print_", "Größe"])
def test_soft_keywords_and_other_scripts_are_names(name: str) -> None:
    check(
        rename("app.m:UserManager", name),
        {"app/m.py": "class UserManager: pass\nprint(UserManager is not None)\n"},
        {"app/m.py": f"class {name}: pass\nprint({name} is not None)\n"},
        runs="import app.m",
    )


def test_a_name_that_python_compares_in_another_form_is_refused() -> None:
    refused(rename("app.m:UserManager", "ﬁle"), MODULE, "file")


def test_a_method_is_refused_with_not_yet() -> None:
    refused(
        rename("app.m:UserManager.get", "fetch"),
        {"app/m.py": "class UserManager:\n    def get(self): ...\n"},
        "not yet",
    )


def test_a_nested_class_is_refused_with_not_yet() -> None:
    refused(
        rename("app.m.UserManager.Meta", "Options"),
        {"app/m.py": "class UserManager:\n    class Meta: ...\n"},
        "not yet",
    )


@pytest.mark.parametrize("symbol", ["app.m", "app"])
def test_a_module_is_refused_with_not_yet(symbol: str) -> None:
    refused(rename(symbol, "managers"), {"app/__init__.py": "", **MODULE}, "not yet")


def test_a_symbol_that_is_not_there_is_refused_with_the_nearest_one() -> None:
    refused(rename("app.m:UserManger", "Manager"), MODULE, "UserManger", "UserManager")


def test_a_module_that_is_not_there_is_refused_with_the_nearest_one() -> None:
    refused(rename("app.n:UserManager", "Manager"), {"app/__init__.py": "", **MODULE}, "app.n", "app.m")


def test_a_symbol_given_without_its_module_is_refused_with_where_it_is() -> None:
    refused(rename("UserManager", "Manager"), {"app/__init__.py": "", **MODULE}, "app.m:UserManager")


def test_a_local_of_a_function_is_not_a_symbol_of_the_module() -> None:
    refused(rename("app.m:local", "other"), {"app/m.py": "def f():\n    local = 1\n    return local\n"}, "local")


# The defining module


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("class UserManager: pass\nManager = 1\n", 2),
        ("from lib import Manager\nclass UserManager: pass\n", 1),
        ("import Manager\nclass UserManager: pass\n", 1),
        ("class UserManager: pass\nimport Manager.sub\n", 2),
        ("class UserManager: pass\nfor Manager in (): pass\n", 2),
        ("class UserManager: pass\n\ndef f():\n    global Manager\n    Manager = 1\n", 4),
        ("class UserManager: pass\n[x for x in (1,) if (Manager := x)]\n", 2),
        ("try:\n    from lib import Manager\nexcept ImportError:\n    pass\nclass UserManager: pass\n", 2),
    ],
)
def test_a_taken_name_in_the_defining_module_is_refused_with_both_places(module: str, line: int) -> None:
    definition = module[: module.index("class UserManager")].count("\n") + 1
    refused(USER_MANAGER, {"app/m.py": module}, f"app/m.py:{definition}", f"app/m.py:{line}", "Manager")


def test_a_name_that_a_star_import_of_the_defining_module_brings_is_refused() -> None:
    refused(
        USER_MANAGER,
        {"app/m.py": "from lib import *\nclass UserManager: pass\nprint(Manager)\n", "lib.py": "Manager = 1\n"},
        "app/m.py:2",
        "Manager",
    )


@pytest.mark.parametrize(
    ("user", "line"),
    [
        ("def f():\n    Manager = 1\n    return UserManager, Manager\n", 3),
        ("def f(Manager):\n    return UserManager, Manager\n", 2),
        ("def f():\n    import lib as Manager\n    return lambda: (UserManager, Manager)\n", 3),
        ("f = lambda Manager: (UserManager, Manager)\n", 2),
        ("x = [(UserManager, Manager) for Manager in range(2)]\n", 2),
        ("def f(Manager):\n    class C:\n        x = UserManager\n    return C\n", 2),
        ("class C:\n    Manager = 1\n    x = UserManager\n", 3),
        ("class C:\n    for _ in range(2):\n        x = UserManager\n        Manager = x\n", 5),
        ("class C:\n    def f(self) -> UserManager: ...\n    Manager = 1\n", 4),
        ("class C:\n    if x:\n        Manager = 1\n    y = UserManager\n", 4),
    ],
)
def test_a_local_that_would_capture_a_use_in_the_defining_module_is_refused(user: str, line: int) -> None:
    refused(USER_MANAGER, {"app/m.py": "class UserManager: pass\n" + user}, f"app/m.py:{line}", "Manager")


@pytest.mark.parametrize(
    "other",
    [
        "def f():\n    Manager = 1\n    return Manager\nprint(f())\n",
        "def f(Manager): return Manager\nprint(f(1), f(Manager=2))\n",
        "class C:\n    Manager = 1\n    def f(self): return {}, self.Manager\nprint(C().f()[1])\n",
        "print([Manager for Manager in [{}.users]])\n",
        "def f(x={}): return [Manager for Manager in (x.users,)]\nprint(f())\n",
        "class C:\n    def Manager(self): return {}.users\nprint(C().Manager())\n",
        "class C:\n    Manager = {}\nprint(C.Manager.users)\n",
        "class C:\n    Manager = staticmethod({})\n    x = 1\nprint(C.Manager().users)\n",
        "def d(x): return lambda f: x\nclass C:\n    @d({})\n    def Manager(self): ...\nprint(C.Manager.users)\n",
        "import os as o\no.Manager = 1\nprint(o.Manager, {}.users)\n",
        "print('Manager', {}.users)  # Manager\n",
    ],
)
def test_a_local_of_the_new_name_that_captures_no_use_is_no_clash(other: str) -> None:
    module = "class {}: users = 1\n" + other
    check(
        USER_MANAGER,
        {"app/m.py": module.replace("{}", "UserManager")},
        {"app/m.py": module.replace("{}", "Manager")},
        runs="import app.m",
    )


def test_a_new_name_that_a_class_body_would_mangle_is_refused() -> None:
    refused(
        rename("app.m:UserManager", "__Manager"),
        {"app/m.py": "class UserManager: pass\nclass C:\n    def f(self): return UserManager()\n"},
        "__Manager",
        "underscores",
    )


# Importing modules


@pytest.mark.parametrize(
    "own",
    [
        "Manager = 2",
        "class Manager: users = 2",
        "def Manager(): return 2",
        "from app.other import Manager",
        "import app.other as Manager",
        "for Manager in (2,): pass",
        "def f():\n    global Manager\n    Manager = 2\nf()",
    ],
)
def test_an_importing_file_with_its_own_name_keeps_the_old_one_and_says_so(own: str) -> None:
    SCENE.changes(
        {
            "app/other.py": "Manager = 2\n",
            "app/views.py": f"from app.m import UserManager\n{own}\nprint(UserManager.users, Manager is not None)\n",
        },
        {
            "app/views.py": f"from app.m import Manager as UserManager\n{own}\nprint(UserManager.users, Manager is not None)\n"
        },
        says=("app/views.py:…Manager",),
    )


@pytest.mark.parametrize(
    "capturing",
    [
        "def f(Manager): return UserManager.users, Manager",
        "def f(x):\n    Manager = x\n    return UserManager.users, Manager",
        "f = lambda Manager: (UserManager.users, Manager)",
        "def f(x): return [(UserManager.users, Manager) for Manager in (x,)]",
        "def f(x):\n    Manager = x\n    def g(): return UserManager.users, Manager\n    return g()",
        "def f(x):\n    class C:\n        Manager = x\n        y = UserManager.users\n    return C.y",
    ],
)
def test_a_local_that_would_capture_a_use_keeps_the_old_name_in_its_file(capturing: str) -> None:
    body = f"{capturing}\nprint(f(2), UserManager.users)\n"
    SCENE.changes(
        "from app.m import UserManager\n" + body,
        "from app.m import Manager as UserManager\n" + body,
        says=("app/views.py:…Manager",),
    )


def test_an_attribute_of_the_module_never_clashes() -> None:
    SCENE.changes(
        """
        import app.m
        from app import m
        Manager = 2
        def f(Manager): return app.m.UserManager.users, m.UserManager.users, Manager
        print(f(Manager))
        """,
        """
        import app.m
        from app import m
        Manager = 2
        def f(Manager): return app.m.Manager.users, m.Manager.users, Manager
        print(f(Manager))
        """,
    )


def test_an_import_with_an_alias_never_clashes() -> None:
    SCENE.changes(
        "from app.m import UserManager as UM\nManager = 2\nprint(UM.users, Manager)\n",
        "from app.m import Manager as UM\nManager = 2\nprint(UM.users, Manager)\n",
    )


def test_an_import_as_itself_in_a_file_that_clashes_keeps_its_alias() -> None:
    SCENE.changes(
        "from app.m import UserManager as UserManager\nManager = 2\nprint(UserManager.users, Manager)\n",
        "from app.m import Manager as UserManager\nManager = 2\nprint(UserManager.users, Manager)\n",
    )


@pytest.mark.parametrize(
    ("taking", "there"),
    [
        ("import app.m\nUserManager = app.m.UserManager", "import app.m\nUserManager = app.m.Manager"),
        ("from app.m import UserManager as UserManager", "from app.m import Manager as UserManager"),
    ],
)
def test_a_variable_or_alias_of_a_file_that_clashes_is_told_to_keep_its_name(taking: str, there: str) -> None:
    SCENE.changes(
        f"{taking}\nManager = 2\nprint(UserManager.users, Manager)\n",
        f"{there}\nManager = 2\nprint(UserManager.users, Manager)\n",
        says=("warning kept-local: UserManager keeps its name in this file…Manager is bound here already",),
    )


@pytest.mark.parametrize("listed", ["", "__all__ = ['UserManager']\n"])
def test_a_stub_that_hands_the_old_name_on_is_told_to_need_a_list_of_names(listed: str) -> None:
    text = f"from .m import UserManager as UserManager\n{listed}class Manager: ...\n"
    after = text.replace("import UserManager", "import Manager")
    result = check(
        rename("app.m.UserManager", "Manager"),
        {**MODULE, "app/__init__.py": text, "app/__init__.pyi": text},
        {"app/m.py": "class Manager: pass\n", "app/__init__.py": after, "app/__init__.pyi": after},
        says=["app/__init__.pyi:1: info kept-local…so does the module of this stub"],
    )
    assert ("name it in `__all__`" in result.said) == (not listed)


def test_every_import_of_a_file_that_clashes_keeps_its_comments_and_its_neighbours() -> None:
    SCENE.changes(
        {
            "app/m.py": "class UserManager:\n    users = 1\nA = B = 1\n",
            "app/views.py": """
                from app.m import (
                    A,  # a
                    UserManager,  # the users  # noqa: F401
                    B,
                )
                Manager = 2
                print(UserManager.users, A, B, Manager)
                """,
        },
        {
            "app/m.py": "class Manager:\n    users = 1\nA = B = 1\n",
            "app/views.py": """
                from app.m import (
                    A,  # a
                    Manager as UserManager,  # the users  # noqa: F401
                    B,
                )
                Manager = 2
                print(UserManager.users, A, B, Manager)
                """,
        },
        says=("app/views.py:",),
    )


def test_an_import_in_a_function_with_a_local_of_the_new_name_keeps_the_old_one_there() -> None:
    SCENE.changes(
        """
        def f(Manager):
            from app.m import UserManager
            return UserManager.users, Manager
        def g():
            from app.m import UserManager
            return UserManager.users
        print(f(2), g())
        """,
        either(
            """
            def f(Manager):
                from app.m import Manager as UserManager
                return UserManager.users, Manager
            def g():
                from app.m import Manager
                return Manager.users
            print(f(2), g())
            """,
            """
            def f(Manager):
                from app.m import Manager as UserManager
                return UserManager.users, Manager
            def g():
                from app.m import Manager as UserManager
                return UserManager.users
            print(f(2), g())
            """,
        ),
        says=("app/views.py:",),
    )


def test_a_file_that_keeps_the_old_name_keeps_what_names_it_there() -> None:
    # app.views goes on binding UserManager, so who imports, patches or lists it there goes on as before.
    SCENE.changes(
        {
            "app/views.py": "from app.m import UserManager\nManager = 2\n__all__ = ['UserManager']\ndef f(): return UserManager\n",
            "app/user.py": "from app.views import UserManager\nprint(UserManager.users)\n",
            "tests/test_it.py": """
                from unittest.mock import patch
                from app import m, user, views
                with patch("app.views.UserManager", 3), patch("app.m.UserManager"), patch.object(views, "UserManager", 4):
                    print(views.f())
                """,
        },
        {
            "app/views.py": "from app.m import Manager as UserManager\nManager = 2\n__all__ = ['UserManager']\ndef f(): return UserManager\n",
            "tests/test_it.py": """
                from unittest.mock import patch
                from app import m, user, views
                with patch("app.views.UserManager", 3), patch("app.m.Manager"), patch.object(views, "UserManager", 4):
                    print(views.f())
                """,
        },
        says=("app/views.py:",),
        runs="import tests.test_it",
    )  # fmt: skip


def test_an_annotation_string_is_captured_like_code() -> None:
    SCENE.changes(
        'from app.m import UserManager\nManager = 2\nx: "UserManager | None" = None\ndef f(u: "UserManager"): ...\n',
        'from app.m import Manager as UserManager\nManager = 2\nx: "UserManager | None" = None\ndef f(u: "UserManager"): ...\n',
        says=("app/views.py:",),
    )


def test_an_annotation_string_of_another_is_captured_like_code_in_a_function_too() -> None:
    text = "class Manager: y = 1\ndef f():\n    from app.m import {0}\n    def g(x: 'Manager'): ...\n    return UserManager\nf()\n"
    SCENE.changes(text.format("UserManager"), text.format("Manager as UserManager"), says=("app/views.py:4: Manager",))


def test_an_annotation_string_of_what_a_class_binds_is_no_clash() -> None:
    text = (
        "class K:\n    class Manager: y = 1\n    x: 'Manager'\nfrom app.m import {0}\nprint({0}.users, K.Manager.y)\n"
    )
    SCENE.changes(text.format("UserManager"), text.format("Manager"))


def test_what_a_star_import_brings_not_is_no_clash() -> None:
    text = "from app.s import *\nfrom app.m import {0}\nprint({0}.users, Other)\n"
    star = {"app/s.py": "class Manager: y = 5\nOther = 3\n__all__ = ['Other']\n"}
    views = ({"app/views.py": text.format(name)} for name in ("UserManager", "Manager"))
    SCENE.changes(next(views) | star, next(views))


def test_a_file_that_already_imports_the_same_symbol_under_the_new_name_is_no_clash() -> None:
    SCENE.changes(
        "from app.m import UserManager\nfrom app.m import UserManager as Manager\nprint(UserManager is Manager)\n",
        either(
            "from app.m import Manager\nfrom app.m import Manager as Manager\nprint(Manager is Manager)\n",
            "from app.m import Manager as UserManager\nfrom app.m import Manager as Manager\nprint(UserManager is Manager)\n",
            "from app.m import Manager as UserManager\nfrom app.m import Manager\nprint(UserManager is Manager)\n",
            "from app.m import Manager\nfrom app.m import Manager\nprint(Manager is Manager)\n",
        ),
    )


# Builtins


def test_a_builtin_that_an_importing_file_uses_keeps_the_old_name_there() -> None:
    check(
        rename("app.m:Items", "list"),
        {
            "app/m.py": "class Items: x = 1\n",
            "app/views.py": "from app.m import Items\nprint(Items.x, list('ab'))\n",
            "app/other.py": "from app.m import Items\nprint(Items.x)\n",
        },
        {
            "app/m.py": "class list: x = 1\n",
            "app/views.py": "from app.m import list as Items\nprint(Items.x, list('ab'))\n",
            "app/other.py": "from app.m import list\nprint(list.x)\n",
        },
        says=("app/views.py:…list",),
        runs="import app.views, app.other",
    )


def test_a_builtin_used_only_as_an_attribute_or_a_keyword_is_no_clash() -> None:
    check(
        rename("app.m:Items", "list"),
        {
            "app/m.py": "class Items: x = 1\nclass C:\n    def list(self): return Items.x\nprint(C().list(), dict(list=1))\n"
        },
        {
            "app/m.py": "class list: x = 1\nclass C:\n    def list(self): return list.x\nprint(C().list(), dict(list=1))\n"
        },
        runs="import app.m",
    )


def test_a_builtin_in_a_string_annotation_counts_as_used() -> None:
    refused(
        rename("app.m:Items", "list"),
        {"app/m.py": "class Items: pass\ndef f(x: 'list[int]'): ...\n"},
        "app/m.py:1",
        "app/m.py:2",
    )


def test_a_name_that_something_else_puts_there_counts_as_taken() -> None:
    # gettext.install, a site module or a framework may have bound it; renaming into it would hide that.
    refused(
        rename("app.m:ignored", "_"),
        {"app/m.py": "import gettext\ngettext.install('app')\nignored = 1\nprint(_('text'), ignored)\n"},
        "app/m.py:3",
        "app/m.py:4",
    )


# Star imports


def test_a_name_for_something_of_pythons_is_no_alias_that_an_earlier_run_left() -> None:
    home = "text_type = str\ndef f(): return text_type(1)\n"
    refused(
        rename("app.m:text_type", "str"), {"app/__init__.py": "", "app/m.py": home}, "app/m.py:1: str means something"
    )
    own = "class str: ...\ntext_type = str\n"
    leaves_alone(
        rename("app.m:text_type", "str"), {"app/__init__.py": "", "app/m.py": own}, says=("is called str already",)
    )


def test_a_star_import_into_a_file_that_has_the_new_name_is_refused_with_both_places() -> None:
    SCENE.refuses(
        "from app.m import *\nManager = 2\nprint(UserManager.users, Manager)\n",
        "app/views.py:1",
        "app/views.py:2",
    )


def test_a_star_import_that_would_now_overwrite_the_files_own_name_is_refused() -> None:
    SCENE.refuses("Manager = 2\nfrom app.m import *\nprint(Manager)\n", "app/views.py:1", "app/views.py:2")


def test_a_star_import_that_the_files_own_name_overwrites_is_no_clash_when_the_symbol_is_not_used() -> None:
    SCENE.leaves("from app.m import *\nManager = 2\nprint(Manager)\n")


def test_a_star_import_that_would_hide_a_builtin_is_refused() -> None:
    refused(
        rename("app.m:Items", "list"),
        {"app/m.py": "class Items: x = 1\n", "app/views.py": "from app.m import *\nprint(list('ab'))\n"},
        "app/views.py:1",
        "list",
    )


def test_a_star_import_that_would_hide_another_star_imports_name_is_refused() -> None:
    SCENE.refuses(
        {
            "app/other.py": "class Manager: users = 2\n",
            "app/views.py": "from app.other import *\nfrom app.m import *\nprint(Manager.users)\n",
        },
        "app/views.py:2",
        "Manager",
    )


def test_a_star_import_that_another_one_would_now_hide_is_refused() -> None:
    SCENE.refuses(
        {
            "app/other.py": "class Manager: users = 2\n",
            "app/views.py": "from app.m import *\nfrom app.other import *\nprint(UserManager.users)\n",
        },
        "app/views.py:",
        "Manager",
    )


def test_a_star_import_that_dunder_all_keeps_out_is_no_clash() -> None:
    check(
        USER_MANAGER,
        {
            "app/m.py": "__all__ = ['other']\nother = 1\nclass UserManager: pass\n",
            "app/views.py": "Manager = 2\nfrom app.m import *\nprint(Manager, other)\n",
        },
        {"app/m.py": "__all__ = ['other']\nother = 1\nclass Manager: pass\n"},
        runs="import app.views",
    )


def test_a_new_name_that_star_imports_no_longer_bring_is_refused() -> None:
    refused(
        rename("app.m:UserManager", "_Manager"),
        {**SCENE.before, "app/views.py": "import os\nfrom app.m import *\nprint(UserManager.users)\n"},
        "app/views.py:2",
        "_Manager",
    )


def test_a_new_name_that_star_imports_no_longer_bring_is_fine_with_dunder_all() -> None:
    check(
        rename("app.m:UserManager", "_Manager"),
        {
            "app/m.py": "__all__ = ['UserManager']\nclass UserManager: users = 1\n",
            "app/views.py": "from app.m import *\nprint(UserManager.users)\n",
        },
        {
            "app/m.py": "__all__ = ['_Manager']\nclass _Manager: users = 1\n",
            "app/views.py": "from app.m import *\nprint(_Manager.users)\n",
        },
        runs="import app.views",
    )


def test_a_private_name_that_star_imports_would_now_bring_over_another_is_refused() -> None:
    refused(
        rename("app.m:_manager", "manager"),
        {"app/m.py": "_manager = 1\n", "app/views.py": "manager = 2\nfrom app.m import *\nprint(manager)\n"},
        "app/views.py:1",
        "manager",
    )


def test_a_chain_of_star_imports_is_followed_to_the_clash() -> None:
    SCENE.refuses(
        {
            "app/api.py": "from .m import *\n",
            "app/views.py": "from app.api import *\nManager = 2\nprint(UserManager.users)\n",
        },
        "app/views.py:2",
    )


# Submodules and packages


def test_a_re_exporting_package_with_a_submodule_of_the_new_name_is_refused_or_keeps_the_old_name() -> None:
    # `from app import managers` would be the class where it was the module.
    files = {
        "app/__init__.py": "from app.m import UserManager\n",
        "app/m.py": "class UserManager: users = 1\n",
        "app/managers.py": "users = 2\n",
        "main.py": "from app import UserManager\nfrom app import managers\nprint(UserManager.users, managers.users)\n",
    }
    codemod = rename("app.m:UserManager", "managers")
    try:
        result = applied(codemod, files)
    except CanonizeError as error:
        assert "app/managers.py" in str(error)
    else:
        runs_alike(files, result.files, "import main")
        assert "app/__init__.py" in result.said


def test_a_definition_in_a_package_with_a_submodule_of_the_new_name_is_refused() -> None:
    refused(
        rename("app:UserManager", "managers"),
        {
            "app/__init__.py": "class UserManager: pass\n",
            "app/managers.py": "",
            "main.py": "from app import managers\n",
        },
        "app/__init__.py:1",
        "app/managers.py",
    )


# Names that only run time can decide


def test_a_class_attribute_that_is_bound_on_some_paths_only_is_reported_or_refused() -> None:
    files = {
        **SCENE.before,
        "app/views.py": """
            from app.m import UserManager
            class C:
                if len(__file__) > 10000:
                    UserManager = None
                users = UserManager.users
            print(C.users)
            """,
    }
    try:
        result = applied(USER_MANAGER, files)
    except CanonizeError as error:
        assert "app/views.py:" in str(error)
    else:
        assert "app/views.py:" in result.said or output(result.files, "import app.views") == "1\n"
        assert "Traceback" not in output(result.files, "import app.views") or "app/views.py:5" in result.said


# Nothing is half done


def test_a_refusal_leaves_a_row_of_renames_where_it_was() -> None:
    files = tree({"app/m.py": "class A: pass\nclass B: pass\n"})
    with pytest.raises(CanonizeError):
        in_turn([rename("app.m:A", "C"), rename("app.m:B", "C")], files)


def test_a_name_that_nothing_uses_is_renamed_all_the_same() -> None:
    check(USER_MANAGER, MODULE, {"app/m.py": "class Manager: pass\n"})


def test_a_library_symbol_renamed_into_a_name_that_a_file_has_keeps_the_old_one_there() -> None:
    check(
        rename("requests:Session", "Client"),
        {"a.py": "from requests import Session\nfrom httpx import Client\nSession(), Client()\n"},
        {"a.py": "from requests import Client as Session\nfrom httpx import Client\nSession(), Client()\n"},
        says=("a.py:…Client",),
    )


def test_homonyms_in_other_modules_are_no_clash() -> None:
    check(
        USER_MANAGER,
        {**MODULE, "app/other.py": "class Manager: pass\n", "lib.py": "Manager = 1\n"},
        {"app/m.py": "class Manager: pass\n"},
    )


def test_a_recipe_that_was_already_applied_changes_nothing() -> None:
    leaves_alone(USER_MANAGER, {"app/m.py": "class Manager: pass\n", "main.py": "from app.m import Manager\n"})


def test_a_function_that_may_see_what_a_star_brought_or_what_is_bound_later_keeps_working() -> None:
    files = {
        **SCENE.before,
        "app/views.py": """
            from app.m import *
            def users(): return UserManager.users
            print(users())
            class UserManager: users = 2
            print(users())
            """,
    }
    try:
        result = applied(USER_MANAGER, files)
    except CanonizeError as error:
        assert "app/views.py:1" in str(error)
    else:
        assert output(result.files, "import app.views") == "1\n2\n"


def test_a_local_that_would_capture_what_a_star_brought_is_refused() -> None:
    SCENE.refuses(
        {"app/views.py": "from app.m import *\ndef f():\n    return (Manager := UserManager)\nf()\n"},
        "app/views.py:3",
        "Manager",
    )


def test_a_local_that_a_global_statement_would_make_the_modules_is_refused() -> None:
    views = "from app.m import *\nprint(UserManager)\ndef f():\n    global UserManager\n    Manager = 1\n"
    SCENE.refuses({"app/views.py": views}, "app/views.py:5", "Manager")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/m.py", "class UserManager: pass\nclass C:\n    UserManager += 1\n"),
        ("app/views.py", "from app.m import *\nprint(UserManager)\nclass C:\n    UserManager += 1\n"),
        ("app/views.py", "from app.m import *\nclass C:\n    UserManager += 1\n"),
    ],
)
def test_a_class_body_that_reads_it_and_binds_its_own_in_one_statement_is_refused(path: str, text: str) -> None:
    refused(USER_MANAGER, {"app/m.py": "class UserManager: pass\n", path: text}, f"{path}:", "class body")


def test_a_class_body_that_reads_it_and_then_binds_its_own_follows() -> None:
    text = "from app.m import *\nclass C:\n    UserManager = UserManager\nprint(C.UserManager.__name__ != '')\n"
    SCENE.changes({"app/views.py": text}, {"app/views.py": text.replace("= UserManager", "= Manager")})


def test_a_definition_beside_a_submodule_of_its_name_is_refused() -> None:
    """`import app.Old` binds the module over the class, where nothing had loaded it before."""
    files = {
        "app/__init__.py": "class Old: x = 1\n",
        "app/Old.py": "y = 2\n",
        "app/views.py": "import app.Old\nprint(app.Old.y)\n",
    }
    refused(rename("app:Old", "New"), files, "app/__init__.py defines Old", "app/Old.py has that name")


def test_a_star_import_beside_an_import_of_a_librarys_symbol_is_no_clash_when_that_was_renamed() -> None:
    check(
        rename("lib.m:Old", "New"),
        {
            "app/a.py": "from lib.m import Old\nprint(Old)\nfrom lib.m import *\n",
            "app/b.py": "from app.a import Old\nprint(Old)\nfrom app.a import *\n",
        },
        {
            "app/a.py": "from lib.m import New\nprint(New)\nfrom lib.m import *\n",
            "app/b.py": "from app.a import New\nprint(New)\nfrom app.a import *\n",
        },
    )


LAZILY = """
    _NAMES = {"UserManager": ".m", {}}
    def __getattr__(name):
        if name in _NAMES:
            import importlib
            return getattr(importlib.import_module(_NAMES[name], __name__), name)
        raise AttributeError(name)
    """


def test_a_new_name_that_the_module_gives_on_demand_is_refused() -> None:
    lazy = "def __getattr__(name):\n    if name == 'Manager':\n        return 7\n    raise AttributeError(name)\n"
    SCENE.refuses({"app/m.py": "class UserManager: ...\n" + lazy}, "app/m.py:3", "on demand")


def test_where_a_package_gives_the_new_name_on_demand_it_keeps_the_old_one() -> None:
    package = LAZILY.replace('"UserManager": ".m", {}', '"Manager": ".other"')
    SCENE.changes(
        {"app/__init__.py": "from .m import UserManager\n" + textwrap.dedent(package), "app/other.py": "Manager = 1\n"},
        {"app/__init__.py": "from .m import Manager as UserManager\n" + textwrap.dedent(package)},
        says=["app/__init__.py:1: warning kept-local … gives Manager on demand"],
        runs="import app; print(app.UserManager.users, app.Manager)",
    )


def test_two_names_that_a_table_gives_on_demand_do_not_become_one() -> None:
    package = LAZILY.replace("{}", '"Manager": ".other"')
    SCENE.leaves(
        {"app/__init__.py": package, "app/other.py": "Manager = 1\n"},
        says=["app/__init__.py:1: error left-alone…gives the old name, which stays here"],
        runs="",
    )


def test_two_names_that_getattr_gives_on_demand_do_not_become_one() -> None:
    package = """
        def __getattr__(name):
            if name == "UserManager":
                from .m import UserManager
                return UserManager
            if name == "Manager":
                from .other import Manager
                return Manager
            raise AttributeError(name)
        """
    SCENE.changes(
        {
            "app/__init__.py": package,
            "app/other.py": "Manager = 1\n",
            "use.py": "import app\nprint(app.UserManager.users, app.Manager)\n",
        },
        {"app/__init__.py": package.replace("import UserManager", "import Manager as UserManager")},
        runs="import use",
    )


def test_a_package_that_gives_both_names_already_is_what_an_interrupted_run_leaves() -> None:
    files: Before = {
        "app/__init__.py": LAZILY.replace("{}", '"Manager": ".m"'),
        "app/m.py": "class UserManager:\n    users = 1\n",
    }
    result = applied(rename("app.m:UserManager", "Manager", keep_alias="plain"), files, once="")
    assert output(result.files, "import app; print(app.Manager is app.UserManager)") == "True\n"


@pytest.mark.parametrize("user", ["from app.all import Old\nprint(Old)\n", "import app.all as a\nprint(a.Old)\n",
                                  "from app.all import *\nprint(Old)\n", "from app.more import Old\nprint(Old)\n",
                                  "import pkgutil\nprint(pkgutil.resolve_name('app.all:Old'))\n"])  # fmt: skip
@pytest.mark.parametrize(
    "hub",
    [
        "from .m import *\nNew = 3\n",
        "from .m import *\nfrom .other import New\n",
        "from .m import *\nfrom .other import *\n",
    ],
)
def test_what_a_module_binds_over_what_its_star_import_will_bring_is_in_the_way_of_who_takes_it_there(
    hub: str, user: str
) -> None:
    files = {
        "app/__init__.py": "", "app/m.py": "class Old: ...\n", "app/other.py": "New = 4\n", "app/all.py": hub,
        "app/more.py": "from .all import *\n",
    }  # fmt: skip
    refused(rename("app.m:Old", "New"), {**files, "user.py": user}, "a star import of it", "app/all.py")
    refused(
        rename("app.m:Old", "New"), {**files, "README.md": "Use app.all.Old.\n"}, "a star import of it", "app/all.py"
    )
    refused(rename("app.m:Old", "New", keep_alias="plain"), files, "a star import of it", "app/all.py")
    check(
        rename("app.m:Old", "New"),
        {**files, "user.py": "from app.m import Old\nimport app.all\nprint(Old, app.all.New)\n"},
        {"app/m.py": "class New: ...\n", "user.py": "from app.m import New\nimport app.all\nprint(New, app.all.New)\n"},
    )


def test_a_cell_of_a_marimo_notebook_keeps_the_name_that_others_get() -> None:
    text = """
        import marimo
        app = marimo.App()
        @app.cell
        def _():
            from app.m import {}
            return (UserManager,)
        @app.cell
        def _(UserManager):
            UserManager()
            return
        """
    before = {**MODULE, "notebook.py": text.format("UserManager")}
    kept = text.format("Manager as UserManager")
    check(USER_MANAGER, before, {"app/m.py": "class Manager: pass\n", "notebook.py": kept}, says=["notebook.py:5:"])
    alone = text[: text.index("@app.cell\n        def _(UserManager)")]
    after = alone.replace("(UserManager,)", "(Manager,)").format("Manager")
    check(
        USER_MANAGER, {**MODULE, "notebook.py": alone.format("UserManager")},
        {"app/m.py": "class Manager: pass\n", "notebook.py": after},
    )  # fmt: skip


def test_a_function_that_imports_it_and_reads_a_global_of_the_new_name_keeps_the_old_one() -> None:
    before = (
        "def f():\n    from app.m import UserManager\n    return UserManager, Manager\nManager = 3\nprint(f()[1])\n"
    )
    after = before.replace("import UserManager", "import Manager as UserManager")
    SCENE.changes(before, after, says=["app/views.py:2: warning kept-local"])


def test_a_file_that_only_hands_on_the_new_name_of_another_by_a_star_keeps_the_old_one() -> None:
    files = {"app/__init__.py": "", **MODULE, "app/other.py": "class Manager: tag = 'other'\n"}
    before = "from app.other import *\nfrom app.m import UserManager\n"
    check(
        USER_MANAGER,
        {**files, "app/hub.py": before},
        {"app/m.py": "class Manager: pass\n", "app/hub.py": before.replace("UserManager", "Manager as UserManager")},
        says=["app/hub.py:2: warning kept-local…app/hub.py:1: this star import brings another Manager"],
        runs="from app import hub; print(hub.Manager.tag, hub.UserManager.__module__)",
    )


def test_a_class_body_that_imports_it_keeps_the_old_name_as_its_attribute() -> None:
    before = "class K:\n    from app.m import UserManager\n    made = UserManager()\nprint(K.UserManager.__module__)\n"
    after = before.replace("import UserManager", "import Manager as UserManager")
    SCENE.changes(before, after, says=["app/views.py:2: info kept-local…an attribute of the class"])
