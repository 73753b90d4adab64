"""Names that are bound more than once: each place is told apart, or followed by order."""

from __future__ import annotations

import pytest

from canonize.codemods.renames.rename import Rename
from examples import SCENE, USER_MANAGER, check, old_and_new, rename


def test_a_declaration_above_another_name_of_the_symbol_goes_with_it() -> None:
    SCENE.changes(
        "import app.m\nUserManager: type\nUserManager = app.m.UserManager\nprint(UserManager.users)\n",
        "import app.m\nManager: type\nManager = app.m.Manager\nprint(Manager.users)\n",
    )
    SCENE.leaves("UserManager: int\nUserManager = 1\n")


@pytest.mark.parametrize(
    "body",
    [
        "    if UserManager is None:\n        UserManager = m.{}\n    return UserManager.users",
        "    UserManager = UserManager or m.{}\n    return UserManager.users",
        "    try:\n        return UserManager.users\n    except Exception:\n        UserManager = m.{}\n    return UserManager.users",
    ],
)
@pytest.mark.parametrize("parameter", ["UserManager=None", "*, UserManager: object = None", "a=1, *UserManager"])
def test_a_parameter_keeps_its_name_where_the_symbol_stands_in_for_it(body: str, parameter: str) -> None:
    """Callers give it by that name."""
    called = "f()" if "*U" in parameter else "f(UserManager=None)"
    text = f"from app import m\ndef f({parameter}):\n{body}\nprint({called})\n"
    runs = "import app.views" if "*U" not in parameter else ""
    SCENE.changes(text.format("UserManager"), text.format("Manager"), runs=runs)


def test_a_parameter_keeps_its_name_where_an_import_stands_in_for_it() -> None:
    text = "def f(UserManager=None):\n    if not UserManager:\n        from app.m import {}\n    return UserManager.users\n"
    text += "print(f(UserManager=None))\n"
    SCENE.changes(
        text.format("UserManager"), text.format("Manager as UserManager"), says=["keeps its name in this file"]
    )


def test_four_classes_of_one_name_are_told_apart() -> None:
    SCENE.changes(
        {
            "app/a.py": "class UserManager: users = 2\n",
            "app/b/__init__.py": "class UserManager: users = 3\n",
            "lib/m.py": "class UserManager: users = 4\n",
            "app/views.py": """
                from app import a, b, m
                from app.a import UserManager as A
                from app.b import UserManager as B
                from app.m import UserManager as M
                from lib.m import UserManager
                print(a.UserManager.users, b.UserManager.users, m.UserManager.users, UserManager.users, A, B)
                """.replace(", A, B", ", A.users, B.users, M.users"),
        },
        {
            "app/views.py": """
                from app import a, b, m
                from app.a import UserManager as A
                from app.b import UserManager as B
                from app.m import Manager as M
                from lib.m import UserManager
                print(a.UserManager.users, b.UserManager.users, m.Manager.users, UserManager.users, A, B)
                """.replace(", A, B", ", A.users, B.users, M.users"),
        },
    )


def test_a_name_imported_and_then_defined_again_is_followed_by_order() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        print(UserManager.users)
        class UserManager(UserManager):
            users = 2
        print(UserManager.users)
        def f():
            return UserManager
        print(f().users)
        """,
        """
        from app.m import Manager
        print(Manager.users)
        class UserManager(Manager):
            users = 2
        print(UserManager.users)
        def f():
            return UserManager
        print(f().users)
        """,
    )


def test_a_name_imported_twice_from_two_modules_is_followed_by_order() -> None:
    SCENE.changes(
        {
            "app/a.py": "class UserManager: users = 2\n",
            "app/views.py": """
                from app.m import UserManager
                one = UserManager()
                from app.a import UserManager
                two = UserManager()
                print(one.users, two.users)
                """,
        },
        {
            "app/views.py": """
                from app.m import Manager
                one = Manager()
                from app.a import UserManager
                two = UserManager()
                print(one.users, two.users)
                """,
        },
    )


def test_a_function_that_sees_the_name_before_and_after_it_is_bound_again_keeps_its_behaviour() -> None:
    # Which binding `make` sees depends on when it is called, so the file keeps its local name.
    SCENE.changes(
        """
        from app.m import UserManager
        def make():
            return UserManager()
        print(make().users)
        class UserManager:
            users = 2
        print(make().users)
        """,
        """
        from app.m import Manager as UserManager
        def make():
            return UserManager()
        print(make().users)
        class UserManager:
            users = 2
        print(make().users)
        """,
        says=("app/views.py:",),
    )


def test_the_defining_module_may_import_the_base_class_under_the_same_name() -> None:
    # `class Manager(Manager)` with `import UserManager as Manager` would run too; the import is not the symbol, though.
    check(
        USER_MANAGER,
        {
            "lib/m.py": "class UserManager: users = 1\n",
            "app/m.py": "from lib.m import UserManager\nclass UserManager(UserManager): pass\nprint(UserManager.users)\n",
            "main.py": "from app.m import UserManager\nfrom lib.m import UserManager as Base\n",
        },
        {
            "app/m.py": "from lib.m import UserManager\nclass Manager(UserManager): pass\nprint(Manager.users)\n",
            "main.py": "from app.m import Manager\nfrom lib.m import UserManager as Base\n",
        },
        runs="import main",
    )


def test_both_definitions_of_an_if_and_its_else_change() -> None:
    check(
        USER_MANAGER,
        {
            "app/m.py": """
                import sys
                if sys.platform == "win32":
                    class UserManager: pass
                elif sys.platform:
                    UserManager = object
                else:
                    def UserManager(): pass
                print(UserManager is object)
                """
        },
        {
            "app/m.py": """
                import sys
                if sys.platform == "win32":
                    class Manager: pass
                elif sys.platform:
                    Manager = object
                else:
                    def Manager(): pass
                print(Manager is object)
                """
        },
        runs="import app.m",
    )


def test_an_import_beside_a_definition_of_the_same_name_is_imported_under_the_new_one() -> None:
    # The name is bound by either branch, so both bind the new one; the library's class keeps its own name.
    check(
        USER_MANAGER,
        {
            "app/m.py": """
                try:
                    from fast import UserManager
                except ImportError:
                    class UserManager: pass
                print(isinstance(UserManager(), UserManager))
                """
        },
        {
            "app/m.py": """
                try:
                    from fast import UserManager as Manager
                except ImportError:
                    class Manager: pass
                print(isinstance(Manager(), Manager))
                """
        },
        runs="import app.m",
    )


def test_an_import_of_a_submodule_binds_the_new_name_beside_it_where_its_package_stands_in() -> None:
    either = "try:\n    import {}logging.handlers\nexcept ImportError:\n    {} = None\nprint({}.handlers.__name__)\n"
    check(
        rename("app.m:logging", "log"),
        {"app/m.py": either.format("", "logging", "logging")},
        {"app/m.py": either.format("logging as log, ", "log", "log")},
        says=["app/m.py:2: info shared-name"],
        runs="import app.m",
    )


def test_two_imports_of_two_symbols_in_a_try_bind_one_name() -> None:
    SCENE.changes(
        """
        try:
            from app.m import UserManager
        except ImportError:
            from other import UserManager
        print(UserManager.users)
        """,
        """
        try:
            from app.m import Manager
        except ImportError:
            from other import UserManager as Manager
        print(Manager.users)
        """,
    )


def test_both_imports_of_one_symbol_in_a_try_change() -> None:
    SCENE.changes(
        {
            "app/__init__.py": "from app.m import UserManager\n",
            "app/views.py": """
                try:
                    from app import UserManager
                except ImportError:
                    from app.m import UserManager
                print(UserManager.users)
                """,
        },
        {
            "app/__init__.py": "from app.m import Manager\n",
            "app/views.py": """
                try:
                    from app import Manager
                except ImportError:
                    from app.m import Manager
                print(Manager.users)
                """,
        },
    )


def test_an_import_for_type_checkers_and_its_runtime_twin_change() -> None:
    SCENE.changes(
        """
        from __future__ import annotations
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from app.m import UserManager
        else:
            UserManager = object
        def f(u: UserManager) -> list[UserManager]: ...
        print(UserManager is object)
        """,
        """
        from __future__ import annotations
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from app.m import Manager
        else:
            Manager = object
        def f(u: Manager) -> list[Manager]: ...
        print(Manager is object)
        """,
    )


def test_a_name_that_is_a_module_first_and_something_else_later_is_each_in_its_place() -> None:
    check(
        rename("app.m:Old", "New"),
        {
            "app/__init__.py": "from app.m import Old\n",
            "app/m.py": "class Old: tag = 7\n",
            "app/b.py": "import app\nx = app.Old\n",
            "main.py": """
                import app as x
                print(x.Old.tag, getattr(x, "Old").tag)
                from app.b import x
                print(x.tag)
                def f(x):
                    x.Old
                    x = __import__("app")
                """,
        },
        {
            "app/__init__.py": "from app.m import New\n",
            "app/m.py": "class New: tag = 7\n",
            "app/b.py": "import app\nx = app.New\n",
            "main.py": """
                import app as x
                print(x.New.tag, getattr(x, "New").tag)
                from app.b import x
                print(x.tag)
                def f(x):
                    x.Old
                    x = __import__("app")
                """,
        },
        runs="import main",
    )


def follows(codemod: Rename, files: dict[str, str], *, runs: str) -> None:
    """Each `Old` of the files becomes `New`, and nothing else changes."""
    after = {path: text.replace("Old", "New") for path, text in files.items()}
    check(codemod, files, after, runs=runs)


OLD = rename("app.m:Old", "New")


def test_starred_attributes_of_a_module_follow() -> None:
    follows(
        OLD,
        {
            "app/__init__.py": "",
            "app/m.py": "Old = ['a']\n",
            "app/v.py": (
                "import app.m\nfrom app import m\n\n"
                "every = [*m.Old, 'b']\nunique = {*app.m.Old}\n\n\n"
                "def f(x):\n    for each in *m.Old, 'c':\n        pass\n"
                "    print(f'{x} is none of {*m.Old,}')\n    return *m.Old, x\n"
            ),
        },
        runs="import app.v; app.v.f(1)",
    )


def test_a_list_of_exports_may_begin_with_that_of_another_module() -> None:
    follows(
        OLD,
        {
            "app/__init__.py": "from . import m\nfrom .m import *\n\n__all__ = [*m.__all__, 'x']\nx = 1\n",
            "app/m.py": "__all__ = ['Old']\n\n\nclass Old: ...\n\n\nclass Hidden: ...\n",
            "v.py": "from app import *\n\nOld()\n",
            "w.py": "from app import *\n\nHidden = 1\n",
        },
        runs="import v, w",
    )


def test_a_starred_attribute_may_be_assigned_to() -> None:
    user = "from app import m\n\n*m.Old, last = range(3)\n[*m.Old] = range(3)\n(*m.Old, last) = range(3)\n"
    own = "class K:\n    def f(self):\n        *self.Old, self.last = range(3)\n"
    before = {"app/__init__.py": "", "app/m.py": "Old = ['a']\n", "app/v.py": user, "app/w.py": own}
    after = before | {"app/m.py": "New = ['a']\n", "app/v.py": user.replace("Old", "New")}
    check(OLD, before, after, runs="import app.v, app.w; assert [0, 1] in vars(app.m).values()")


@pytest.mark.parametrize(("first", "second"), [("m", "o"), ("o", "m")])
def test_what_is_one_of_two_modules_is_left_with_a_warning(first: str, second: str) -> None:
    use = f"""\
try:
    from app import {first} as q
except ImportError:
    from app import {second} as q
x: "q.Old" = q.Old()
match x:
    case q.Old(): pass
"""
    files = {"app/__init__.py": "", "app/m.py": "class Old: ...\n", "app/o.py": "class Old: ...\n", "use.py": use}
    said = check(OLD, files, {"app/m.py": "class New: ...\n"}, says=["use.py:5: … whether q gives"]).said
    assert said.count("use.py:5: warning") == 2
    assert said.count("use.py:7: warning") == 1


def test_a_use_does_not_see_a_binding_further_down() -> None:
    user = "from app import m as x\n\n\ndef f(c):\n    y = x\n    y.{}\n    if c:\n        y = c\n    return y.Old\n"
    late = "from app import m as x\nprint(x.{}.tag)\ntry:\n    from app.c import x\nexcept ImportError:\n    x = None\nprint(x)\n"
    files = {
        "app/__init__.py": "",
        "app/m.py": "class {}: tag = 7\n",
        "app/c.py": "x = 1\n",
        "app/d.py": late,
        "app/e.py": user,
    }
    check(
        OLD,
        {path: text.format("Old") for path, text in files.items()},
        {path: text.format("New") for path, text in files.items()},
        runs="import app.d, app.e",
    )


def test_a_use_in_a_loop_or_run_later_sees_all_bindings() -> None:
    user = (
        "from app import m as x\n\n"
        "for i in (1, 2):\n    print(x.Old)\n    if i:\n        x = i\n\n"
        "from app import m as y\nlate = lambda: y.Old\nmany = (y.Old for _ in (1,))\n"
        "if many:\n    import lib as y\n"
    )
    result = check(
        OLD,
        {"lib.py": "Old = 1\n", "app/__init__.py": "", "app/b.py": user, "app/m.py": "class Old: ...\n"},
        {"lib.py": "Old = 1\n", "app/__init__.py": "", "app/b.py": user, "app/m.py": "class New: ...\n"},
    )
    assert {found.line for found in result.outcome.diagnostics if found.path == "app/b.py"} == {4, 9, 10}


@pytest.mark.parametrize("bound", ["from app.m import UserManager", "import app.m\nUserManager = app.m.UserManager"])
def test_a_use_of_a_name_that_its_file_keeps_is_nothing_to_do_by_hand(bound: str) -> None:
    use = "\ndef f():\n    return UserManager\nprint(f().__doc__)\nUserManager = 3\nprint(f())\n"
    after = bound.replace("import User", "import Manager as User").replace("m.User", "m.")
    result = SCENE.changes(bound + use, after + use)
    assert "error" not in result.said


def test_what_a_class_gives_on_demand_is_no_name_of_the_module() -> None:
    text = """
        class Proxy:
            def __getattr__(self, name):
                if name == "Old":
                    from app.m import {0}
                    return {0}
                raise AttributeError(name)
        print(Proxy().Old.x)
        """
    before, after = old_and_new({"app/m.py": "class {0}: x = 1\n", "use.py": text})
    check(rename("app.m.Old", "New"), before, after, says=["use.py:3: … may name the symbol"], runs="import use")


def test_a_getattr_of_the_module_may_stand_in_a_branch() -> None:
    text = """
        import sys
        if sys.version_info > (3, 7):
            def __getattr__(name):
                if name == "{0}":
                    from app.m import {0}
                    return {0}
                raise AttributeError(name)
        """
    shared = {
        "use.py": "from app import {0}\nprint({0}.x)\n",
        "app/m.py": "class {0}: x = 1\n",
        "app/__init__.py": text,
    }
    before, after = old_and_new(shared)
    check(rename("app.m.Old", "New"), before, after, runs="import use")


@pytest.mark.parametrize(
    "module",
    ['import_module(u"app.m")', "import_module(r'app.m')", 'sys.modules[u"app.m"]', 'import_module(u".m", u"app")'],
)
def test_the_name_of_a_module_may_have_a_prefix(module: str) -> None:
    text = f"import sys\nimport app.m\nfrom importlib import import_module\nprint({module}.{{0}}.x)\n"
    shared = {"app/__init__.py": "", "app/m.py": "class {0}: x = 1\n", "use.py": text}
    before, after = old_and_new(shared)
    check(rename("app.m.Old", "New"), before, after, runs="import use")


def test_a_package_calls_a_submodule_by_the_name_that_its_import_bound() -> None:
    shared = {
        "app/__init__.py": "from .m import other\nprint(m.{0}.x, getattr(m, '{0}').x)\ndef f(): return m.{0}\n",
        "app/m.py": "class {0}: x = 1\nother = 1\n",
        "use.py": "from app import f\n",
    }
    before, after = old_and_new(shared)
    check(rename("app.m.Old", "New"), before, after, runs="import use")


@pytest.mark.parametrize(
    "text", ["from lib import *\nm.Old\n", "def f(m): return m.Old\n", "class K:\n    m = g()\n    m.Old\n"]
)
def test_a_submodule_is_not_meant_where_another_thing_may_be(text: str) -> None:
    before = {"app/__init__.py": text, "app/m.py": "class Old: ...\n"}
    check(rename("app.m.Old", "New"), before, {**before, "app/m.py": "class New: ...\n"}, says=["Old left alone"])


@pytest.mark.parametrize(
    "module",
    [
        "__import__('app.m').m",
        "__import__('app').m",
        "__import__('app.m', globals(), locals(), ['m'])",
        "__import__('app.m', globals(), locals(), ['m'], 0)",
        "__import__('app.m', fromlist=('m',), level=0)",
        "__import__('app.m', fromlist=[]).m",
    ],
)
def test_a_module_is_found_by_what_import_gives(module: str) -> None:
    text = f"print({module}.{{0}}.x, getattr({module}, '{{0}}').x)\n"
    shared = {"app/__init__.py": "from . import m\n", "app/m.py": "class {0}: x = 1\n", "use.py": text}
    before, after = old_and_new(shared)
    check(rename("app.m.Old", "New"), before, after, runs="import use")


@pytest.mark.parametrize(
    "asked",
    ["'app.m', fromlist=names", "'app.m', {}, {}, ['x'], 1", "'app.m', fromlist=['x'], level=1", "'app.m', *more"],
)
def test_what_import_gives_is_listed_where_its_arguments_do_not_tell(asked: str) -> None:
    before = {"app/__init__.py": "", "app/m.py": "class Old: ...\n", "use.py": f"__import__({asked}).Old\n"}
    says = ["left-alone: Old left alone"]
    check(rename("app.m.Old", "New"), before, {**before, "app/m.py": "class New: ...\n"}, says=says)


def test_a_module_that_is_loaded_once_more_is_the_same() -> None:
    """As add-ons of Blender have it, and tests of what a module reads from the environment."""
    package = """\
        if "m" in locals():
            from importlib import reload
            m = reload(m)
        else:
            from . import m
        def register(): return m.{0}.x
        """
    user = """\
        import importlib
        from app import m, register
        def f():
            again = importlib.reload(m)
            return again.{0}.x, importlib.reload(m).{0}.x, m.{0}.x
        def g(m): return importlib.reload(m).Old
        m = importlib.reload(m)
        print(f(), m.{0}.x, register())
        """
    check(
        rename("app.m:Old", "New"),
        {"app/__init__.py": package.format("Old"), "app/m.py": "class Old: x = 1\n", "use.py": user.format("Old")},
        {"app/__init__.py": package.format("New"), "app/m.py": "class New: x = 1\n", "use.py": user.format("New")},
        says=["use.py:6: info left-alone…importlib.reload(m) is not known"],
        runs="import use",
    )


def test_what_another_reload_gives_is_not_known() -> None:
    user = "from app import m\ndef reload(x): return Box()\nclass Box: Old = 2\nm = reload(m)\nprint(m.Old)\n"
    before = {"app/__init__.py": "", "app/m.py": "class Old: x = 1\n", "use.py": user}
    check(rename("app.m:Old", "New"), before, {"app/m.py": "class New: x = 1\n"}, says=["use.py:5"], runs="import use")


def test_bytes_are_no_key_of_what_a_module_gives_on_demand() -> None:
    text = "_LAZY = {b'Old': '.m', 'Old': '.m'}\ndef __getattr__(name): return _LAZY[name]\n"
    files = {"app/__init__.py": text, "app/m.py": "class Old: ...\n"}
    after = {"app/__init__.py": text.replace(" 'Old'", " 'New'"), "app/m.py": "class New: ...\n"}
    check(rename("app.m.Old", "New"), files, after, says=["app/__init__.py:1: … Old in a string"])


@pytest.mark.parametrize("binds", ["if Y: UserManager = 3", "UserManager = 3\n    if not Y: del UserManager"])
def test_a_class_body_beside_the_definition_that_may_have_bound_the_name_itself_is_left_alone(binds: str) -> None:
    before = f"Y = 0\nclass UserManager: ...\nclass A:\n    {binds}\n    x = UserManager\n"
    check(
        USER_MANAGER,
        {"app/m.py": before},
        {"app/m.py": before.replace("class UserManager", "class Manager")},
        says=["error left-alone: UserManager left alone: UserManager is bound more than once here"],
    )


def test_an_annotation_that_a_class_and_its_globals_may_mean_is_listed() -> None:
    for first, annotation in (("", "'UserManager'"), ("from __future__ import annotations\n", "UserManager")):
        text = f"{first}from app.m import UserManager\nclass A:\n    UserManager: int = 1\n    y: {annotation}\n"
        said = "warning left-alone…to typing.get_type_hints it is the global, to others what the class binds"
        SCENE.changes(text, text.replace("import UserManager", "import Manager"), says=[said], runs="")


@pytest.mark.parametrize(
    "inside",
    ["def g(x: {0}): ...", "def g(x: int = 1) -> {0}: ...", "class G:\n        x: {0}"],
)
def test_an_annotation_that_a_parameter_around_it_and_the_globals_may_mean_is_listed(inside: str) -> None:
    said = "warning left-alone…to typing.get_type_hints it is the global, to others what the function binds"
    for first, annotation in (("", "'UserManager'"), ("from __future__ import annotations\n", "UserManager")):
        text = f"{first}from app.m import UserManager\ndef f(UserManager=5):\n    {inside.format(annotation)}\n"
        SCENE.changes(text, text.replace("import UserManager", "import Manager"), says=[said], runs="")


@pytest.mark.parametrize(
    "inside",
    [
        "x: {0} = 1",
        "class UserManager: ...\n    def g(x: {0}): ...",
        "import json as UserManager\n    def g(x: {0}): ...",
    ],
)
def test_an_annotation_that_means_what_the_function_binds_is_not_listed(inside: str) -> None:
    text = f"from app.m import UserManager\ndef f(y):\n    UserManager = 5\n    {inside.format(repr('UserManager'))}\n"
    text = text if inside.startswith("x") else text.replace("    UserManager = 5\n", "")
    said = SCENE.changes(text, text.replace("m import UserManager", "m import Manager"), runs="").said
    assert "app/views.py" not in said


@pytest.mark.parametrize(
    "bound",
    [
        "x = []",
        "x = (\n        {}\n    )",
        "x = list()",
        "x: dict[str, int] = g()",
        "x: str | None = g()",
        "x = ''\n    x += g()",
        "x = None\n    x = set()",
        "y, *x = g()",
        "try: pass\n    except E as x: x.UserManager",
    ],
)
@pytest.mark.parametrize(
    "around", ["def f():\n    {}\n    x.UserManager(1)\n", "class F:\n    {}\n    x.UserManager\n"]
)
def test_an_attribute_of_what_is_surely_no_module_is_not_listed(bound: str, around: str) -> None:
    said = SCENE.leaves(f"from app import m\n{around.replace('{}', bound)}", runs="").said
    assert "app/views.py" not in said
    parameters = "def f(x: list[int]): x.UserManager()\ndef g(*x, **y: int): x.UserManager, y.UserManager\n"
    assert "app/views.py" not in SCENE.leaves(parameters, runs="").said


@pytest.mark.parametrize(
    "bound",
    [
        "x = g()",
        "x = []\n    x = g()",
        "with g() as x: pass",
        "for x in []: pass",
        "x = [] or g()",
        "x: Any = g()",
        "x: str | M = g()",
    ],
)
def test_an_attribute_of_what_may_be_a_module_is_listed(bound: str) -> None:
    SCENE.leaves(f"def f():\n    {bound}\n    x.UserManager(1)\n", says=["the type of x is not known"], runs="")


def test_a_name_of_its_own_for_what_another_file_keeps_under_the_old_name_stays() -> None:
    files = {
        "app/keeper.py": "from app.m import UserManager\nManager = 1\n",
        "app/again.py": "from app import keeper\nUserManager = keeper.UserManager\n",
        "app/views.py": "from app.again import UserManager\nprint(UserManager.users)\n",
    }
    SCENE.changes(files, {"app/keeper.py": "from app.m import Manager as UserManager\nManager = 1\n"})


@pytest.mark.parametrize(
    "body",
    ["    Old: {0} = None\n    b: Old\n", "    class Old: ...\n    b: 'Old'\n"],
    ids=["annotations that are evaluated", "a class of its own"],
)
def test_a_type_that_is_surely_the_one_of_the_class_is_left_without_a_word(body: str) -> None:
    text = "from app.m import {0}\nprint({0})\nclass K:\n" + body
    before, after = old_and_new({"use.py": text})
    files = {"app/__init__.py": "", "app/m.py": "class Old: ...\n"}
    assert check(OLD, files | before, after | {"app/m.py": "class New: ...\n"}).said == ""
