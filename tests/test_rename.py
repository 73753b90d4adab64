"""The rename: which names are the symbol, and which only look like it."""

from __future__ import annotations

import pytest

from canonize.codemods.errors import CanonizeError
from examples import (
    Scene,
    applied,
    check,
    code,
    either,
    in_turn,
    leaves_alone,
    notebook,
    opened,
    prose,
    refused,
    rename,
    runs_alike,
    tree,
)

USER_MANAGER = rename("app.m:UserManager", "Manager")
SCENE = Scene(
    USER_MANAGER,
    {"app/__init__.py": "", "app/m.py": "class UserManager:\n    users = 1\n"},
    {"app/m.py": "class Manager:\n    users = 1\n"},
)
COUNT = rename("app.m:COUNT", "TOTAL")


def alone(before: str, after: str, *, runs: str = "import app.m", says: tuple[str, ...] = ()) -> None:
    """`COUNT` becomes `TOTAL` in its one module."""
    check(COUNT, {"app/m.py": before}, {"app/m.py": after}, runs=runs, says=says)


# What can be renamed


def test_the_example_of_the_style_page() -> None:
    check(
        rename("app.managers:UserManagerV2", "UserManager"),
        {
            "app/managers.py": "class UserManagerV2: pass\n",
            "app/models.py": """\
            from app.managers import UserManagerV2 as UM
            objects = UM()
            """,
        },
        {
            "app/managers.py": "class UserManager: pass\n",
            "app/models.py": """\
            from app.managers import UserManager as UM
            objects = UM()
            """,
        },
        runs="import app.models",
    )


def test_a_dotted_path_finds_its_module() -> None:
    check(
        rename("app.m.UserManager", "Manager"),
        {"app/m.py": "class UserManager: pass\n", "main.py": "from app.m import UserManager\n"},
        {"app/m.py": "class Manager: pass\n", "main.py": "from app.m import Manager\n"},
    )


def test_a_symbol_of_a_package_itself_is_renamed() -> None:
    check(
        rename("app.UserManager", "Manager"),
        {"app/__init__.py": "class UserManager: pass\n", "app/m.py": "from . import UserManager\nUserManager\n"},
        {"app/__init__.py": "class Manager: pass\n", "app/m.py": "from . import Manager\nManager\n"},
        runs="import app.m",
    )


def test_a_symbol_named_by_its_re_export_is_the_defined_one() -> None:
    check(
        rename("app.UserManager", "Manager"),
        {"app/__init__.py": "from app.m import UserManager\n", "app/m.py": "class UserManager: pass\n"},
        {"app/__init__.py": "from app.m import Manager\n", "app/m.py": "class Manager: pass\n"},
        runs="import app",
    )


def test_a_symbol_of_a_single_file_at_the_root_is_renamed() -> None:
    check(
        rename("tool:run", "start"),
        {"tool.py": "def run(): return 1\nif __name__ == '__main__':\n    run()\n", "test_tool.py": "import tool\ntool.run()\n"},
        {"tool.py": "def start(): return 1\nif __name__ == '__main__':\n    start()\n", "test_tool.py": "import tool\ntool.start()\n"},
        runs="import test_tool",
    )  # fmt: skip


def test_a_function_is_renamed_with_its_overloads_and_its_recursion() -> None:
    check(
        rename("app.m:load", "fetch"),
        {
            "app/m.py": """
                from typing import overload
                @overload
                def load(x: int) -> int: ...
                @overload
                def load(x: str) -> str: ...
                def load(x):
                    return load(x - 1) if x else x
                print(load(3))
                """
        },
        {
            "app/m.py": """
                from typing import overload
                @overload
                def fetch(x: int) -> int: ...
                @overload
                def fetch(x: str) -> str: ...
                def fetch(x):
                    return fetch(x - 1) if x else x
                print(fetch(3))
                """
        },
        runs="import app.m",
    )


def test_an_async_function_and_a_single_dispatch_are_renamed() -> None:
    check(
        rename("app.m:load", "fetch"),
        {
            "app/m.py": """
                from functools import singledispatch
                @singledispatch
                def load(x): return 0
                @load.register
                def _(x: int): return 1
                async def other(): return await load(1)
                print(load(1), load("a"))
                """
        },
        {
            "app/m.py": """
                from functools import singledispatch
                @singledispatch
                def fetch(x): return 0
                @fetch.register
                def _(x: int): return 1
                async def other(): return await fetch(1)
                print(fetch(1), fetch("a"))
                """
        },
        runs="import app.m",
    )


def test_a_variable_is_renamed_at_every_kind_of_binding() -> None:
    alone(
        """
        COUNT = 1
        COUNT: int = 2
        COUNT += 1
        (COUNT, other), [*rest] = (COUNT, 2), [3]
        for COUNT in range(3): pass
        for (COUNT, other) in [(1, 2)]: pass
        with open(__file__) as COUNT: pass
        if (COUNT := 7): print(COUNT)
        print([x for x in [1] if (COUNT := x)], COUNT)
        match [1, 2]:
            case [COUNT, *_]: print(COUNT)
        match 5:
            case int() as COUNT: print(COUNT)
        match {"a": 1, "b": 2}:
            case {"a": 1, **COUNT}: print(COUNT)
        try:
            raise ValueError
        except ValueError as COUNT: pass
        COUNT = other = 9
        print(COUNT)
        del COUNT
        """,
        """
        TOTAL = 1
        TOTAL: int = 2
        TOTAL += 1
        (TOTAL, other), [*rest] = (TOTAL, 2), [3]
        for TOTAL in range(3): pass
        for (TOTAL, other) in [(1, 2)]: pass
        with open(__file__) as TOTAL: pass
        if (TOTAL := 7): print(TOTAL)
        print([x for x in [1] if (TOTAL := x)], TOTAL)
        match [1, 2]:
            case [TOTAL, *_]: print(TOTAL)
        match 5:
            case int() as TOTAL: print(TOTAL)
        match {"a": 1, "b": 2}:
            case {"a": 1, **TOTAL}: print(TOTAL)
        try:
            raise ValueError
        except ValueError as TOTAL: pass
        TOTAL = other = 9
        print(TOTAL)
        del TOTAL
        """,
    )


def test_a_variable_bound_only_by_a_walrus_in_a_comprehension_is_a_name_of_the_module() -> None:
    alone(
        "print([y for x in (1, 2) if (COUNT := x) for y in (COUNT,)])\nprint(COUNT)\n",
        "print([y for x in (1, 2) if (TOTAL := x) for y in (TOTAL,)])\nprint(TOTAL)\n",
    )


def test_a_variable_bound_only_by_a_global_statement_is_a_name_of_the_module() -> None:
    check(
        COUNT,
        {
            "app/m.py": "def start():\n    global COUNT\n    COUNT = 1\n",
            "main.py": "from app import m\nm.start()\nprint(m.COUNT)\n",
        },
        {
            "app/m.py": "def start():\n    global TOTAL\n    TOTAL = 1\n",
            "main.py": "from app import m\nm.start()\nprint(m.TOTAL)\n",
        },
        runs="import main",
    )


def test_a_type_alias_is_renamed_with_every_use() -> None:
    check(
        rename("app.m:Ids", "Keys"),
        {
            "app/m.py": "from typing import TypeAlias\nIds: TypeAlias = 'list[int]'\ndef f(x: Ids) -> 'Ids': return x\n",
            "main.py": "from app.m import Ids\nx: Ids = [1]\ny: 'dict[str, Ids]'\n",
        },
        {
            "app/m.py": "from typing import TypeAlias\nKeys: TypeAlias = 'list[int]'\ndef f(x: Keys) -> 'Keys': return x\n",
            "main.py": "from app.m import Keys\nx: Keys = [1]\ny: 'dict[str, Keys]'\n",
        },
        runs="import main",
    )


def test_a_type_statement_is_renamed_on_any_python() -> None:
    check(
        rename("app.m:Tree", "Node"),
        {
            "app/m.py": "type Tree[T] = list[Tree[T]] | T\ntype Other[Tree] = Tree\n",
            "main.py": "from app.m import Tree\ndef f(x: Tree[int]) -> None: ...\n",
        },
        {
            "app/m.py": "type Node[T] = list[Node[T]] | T\ntype Other[Tree] = Tree\n",
            "main.py": "from app.m import Node\ndef f(x: Node[int]) -> None: ...\n",
        },
    )


@pytest.mark.parametrize(
    "definition",
    [
        'UserManager = namedtuple("UserManager", "a b")',
        'UserManager = NamedTuple("UserManager", [("a", int)])',
        'UserManager = TypedDict("UserManager", {"a": int})',
        'UserManager = NewType("UserManager", int)',
        'UserManager = Enum("UserManager", "A B")',
        'UserManager = TypeVar("UserManager")',
    ],
)
def test_a_type_made_by_a_call_keeps_the_name_that_type_checkers_and_pickle_ask_for(definition: str) -> None:
    head = """
        from collections import namedtuple
        from enum import Enum
        from typing import NamedTuple, NewType, TypedDict, TypeVar
        """
    before = tree({"x": head})["x"].decode() + definition + "\n"
    check(
        USER_MANAGER, {"app/m.py": before}, {"app/m.py": before.replace("UserManager", "Manager")}, runs="import app.m"
    )


def test_an_alias_of_the_class_keeps_its_own_name() -> None:
    SCENE.changes(
        "from app.m import UserManager\nLegacy = UserManager\nprint(Legacy.users)\n",
        "from app.m import Manager\nLegacy = Manager\nprint(Legacy.users)\n",
    )


def test_an_assignment_that_re_exports_under_the_same_name_still_works() -> None:
    # Both are right at run time; a name that the file assigns itself is its own, so it stays.
    SCENE.changes(
        "from app import m\nUserManager = m.UserManager\nprint(UserManager.users)\n",
        either(
            "from app import m\nUserManager = m.Manager\nprint(UserManager.users)\n",
            "from app import m\nManager = m.Manager\nprint(Manager.users)\n",
        ),
    )


def test_an_alias_that_is_asked_for_is_renamed_without_its_class() -> None:
    check(
        rename("app.m:Legacy", "Old"),
        {
            "app/m.py": "class UserManager: pass\nLegacy = UserManager\n",
            "main.py": "from app.m import Legacy, UserManager\nprint(Legacy is UserManager)\n",
        },
        {
            "app/m.py": "class UserManager: pass\nOld = UserManager\n",
            "main.py": "from app.m import Old, UserManager\nprint(Old is UserManager)\n",
        },
        runs="import main",
    )


# Kinds of file


def test_a_stub_alone_is_renamed() -> None:
    check(
        USER_MANAGER,
        {
            "app/m.pyi": "class UserManager: ...\nx: UserManager\n",
            "app/n.pyi": "from .m import UserManager as UserManager\n",
        },
        {"app/m.pyi": "class Manager: ...\nx: Manager\n", "app/n.pyi": "from .m import Manager as Manager\n"},
    )


def test_forward_references_in_a_stub_change_without_quotes() -> None:
    SCENE.changes(
        {"app/m.pyi": "def f(u: UserManager) -> UserManager: ...\nclass UserManager: ...\n"},
        {"app/m.pyi": "def f(u: Manager) -> Manager: ...\nclass Manager: ...\n"},
    )


def test_the_code_cells_of_a_notebook_change_and_nothing_else_of_it() -> None:
    SCENE.changes(
        {
            "work.ipynb": notebook(
                prose("# The UserManager\n"),
                code(
                    '%matplotlib inline\nfrom app.m import UserManager\n!ls UserManager\nprint("UserManager \\n é")\n'
                ),
                code("x = UserManager()\nUserManager?\nx\n"),
                code("%%bash\necho UserManager\n"),
            )
        },
        {
            "work.ipynb": notebook(
                prose("# The UserManager\n"),
                code('%matplotlib inline\nfrom app.m import Manager\n!ls UserManager\nprint("UserManager \\n é")\n'),
                code("x = Manager()\nManager?\nx\n"),
                code("%%bash\necho UserManager\n"),
            )
        },
        or_listed=(),
    )


def test_a_notebook_cell_whose_source_is_one_string_changes() -> None:
    SCENE.changes(
        {"a.ipynb": '{"cells":[{"cell_type":"code","source":"from app.m import UserManager\\nUserManager()"}]}'},
        {"a.ipynb": '{"cells":[{"cell_type":"code","source":"from app.m import Manager\\nManager()"}]}'},
    )


def test_escapes_in_the_json_of_a_notebook_stay_as_they_were_written() -> None:
    cell = '"s = \\"\\u00e9\\t\\"\\n", "from app.m import UserManager\\n", "t = \\"\\ud83d\\ude00\\"; UserManager()"'
    body = '{"cells": [{"source": [' + cell + '], "cell_type": "code", "outputs": ["UserManager"]}], "nbformat": 4}\n'
    wanted = body.replace("import UserManager", "import Manager").replace("; UserManager", "; Manager")
    SCENE.changes({"a.ipynb": body}, {"a.ipynb": wanted})


def test_a_notebook_that_is_no_json_is_reported() -> None:
    SCENE.leaves({"a.ipynb": '{"cells": [ "from app.m import UserManager"'}, says=("a.ipynb:",))


def test_a_file_that_is_not_python_by_name_is_not_edited_as_python() -> None:
    SCENE.leaves({"notes.txt": "from app.m import UserManager as UM\n", "app/m.pyc": b"UserManager\0"})


# Homonyms and several bindings


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


# Scopes


def test_decorators_defaults_bases_keywords_and_annotations_are_read_in_the_scope_around() -> None:
    SCENE.changes(
        """
        from app.m import UserManager

        def tag(x): return lambda f: f

        @tag(UserManager)
        def f(UserManager=UserManager, *, k: UserManager = UserManager.users) -> UserManager:
            return UserManager, k

        class Meta(type):
            def __new__(cls, name, bases, body, extra=None): return super().__new__(cls, name, bases, body)

        @tag(UserManager)
        class C(UserManager, metaclass=Meta, extra=UserManager):
            u: UserManager = UserManager()
            def m(self, UserManager: UserManager) -> None: return UserManager

        g = lambda UserManager=UserManager: UserManager
        print(f()[0].users, f(1), C.u.users, C().m(2), g().users, g(3))
        """,
        """
        from app.m import Manager

        def tag(x): return lambda f: f

        @tag(Manager)
        def f(UserManager=Manager, *, k: Manager = Manager.users) -> Manager:
            return UserManager, k

        class Meta(type):
            def __new__(cls, name, bases, body, extra=None): return super().__new__(cls, name, bases, body)

        @tag(Manager)
        class C(Manager, metaclass=Meta, extra=Manager):
            u: Manager = Manager()
            def m(self, UserManager: Manager) -> None: return UserManager

        g = lambda UserManager=Manager: UserManager
        print(f()[0].users, f(1), C.u.users, C().m(2), g().users, g(3))
        """,
    )


def test_a_metaclass_keyword_changes() -> None:
    check(
        USER_MANAGER,
        {"app/m.py": "class UserManager(type): pass\nclass C(metaclass=UserManager): pass\nprint(C is not None)\n"},
        {"app/m.py": "class Manager(type): pass\nclass C(metaclass=Manager): pass\nprint(C is not None)\n"},
        runs="import app.m",
    )


def test_a_class_attribute_of_the_same_name_is_not_the_symbol_though_its_value_is() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        class C:
            UserManager = UserManager
            again = UserManager
            def f(self):
                return UserManager, self.UserManager
        print(C.UserManager.users, C.again.users, C().f()[0].users, C().f()[1].users)
        """,
        """
        from app.m import Manager
        class C:
            UserManager = Manager
            again = UserManager
            def f(self):
                return Manager, self.UserManager
        print(C.UserManager.users, C.again.users, C().f()[0].users, C().f()[1].users)
        """,
    )


def test_a_method_of_the_same_name_is_not_the_symbol() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        class C:
            def UserManager(self): return UserManager()
            class Inner:
                x = UserManager
        print(C().UserManager().users, C.Inner.x.users)
        """,
        """
        from app.m import Manager
        class C:
            def UserManager(self): return Manager()
            class Inner:
                x = Manager
        print(C().UserManager().users, C.Inner.x.users)
        """,
    )


def test_a_nested_class_of_the_same_name_is_not_the_symbol() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        class C:
            class UserManager:
                users = 2
            def f(self, u: "UserManager") -> "UserManager": return C.UserManager
        print(C.UserManager.users, C().f(1).users, UserManager.users)
        """,
        """
        from app.m import Manager
        class C:
            class UserManager:
                users = 2
            def f(self, u: "UserManager") -> "UserManager": return C.UserManager
        print(C.UserManager.users, C().f(1).users, Manager.users)
        """,
    )


def test_comprehensions_have_their_own_scope_but_for_the_first_iterable() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        print([UserManager for UserManager in [UserManager.users]])
        print([x.users for x in [UserManager] if UserManager])
        print({UserManager: 1 for UserManager in range(2)}, UserManager.users)
        print(list(UserManager for x in (UserManager.users,) for UserManager in (x, x)))
        """,
        """
        from app.m import Manager
        print([UserManager for UserManager in [Manager.users]])
        print([x.users for x in [Manager] if Manager])
        print({UserManager: 1 for UserManager in range(2)}, Manager.users)
        print(list(UserManager for x in (Manager.users,) for UserManager in (x, x)))
        """,
    )


def test_every_kind_of_local_binding_hides_the_symbol() -> None:
    SCENE.changes(
        """
        from app.m import UserManager

        def a():
            for UserManager in (1,): pass
            return UserManager
        def b():
            with open(__file__) as UserManager: return UserManager.closed
        def c():
            try: raise ValueError("x")
            except ValueError as UserManager: return str(UserManager)
        def d():
            import os as UserManager
            return UserManager.sep
        def e():
            def UserManager(): return 5
            return UserManager()
        def f():
            [UserManager := 6 for _ in (1,)]
            return UserManager
        def g(x):
            match x:
                case [UserManager]: return UserManager
        def h(*UserManager, **kw): return UserManager
        def i(**UserManager): return UserManager
        def j():
            if 0: UserManager = 1
            try: return UserManager
            except UnboundLocalError: return "unbound"
        def k(): return UserManager.users
        print(a(), b(), c(), d(), e(), f(), g([7]), h(8), i(x=9), j(), k())
        """,
        """
        from app.m import Manager

        def a():
            for UserManager in (1,): pass
            return UserManager
        def b():
            with open(__file__) as UserManager: return UserManager.closed
        def c():
            try: raise ValueError("x")
            except ValueError as UserManager: return str(UserManager)
        def d():
            import os as UserManager
            return UserManager.sep
        def e():
            def UserManager(): return 5
            return UserManager()
        def f():
            [UserManager := 6 for _ in (1,)]
            return UserManager
        def g(x):
            match x:
                case [UserManager]: return UserManager
        def h(*UserManager, **kw): return UserManager
        def i(**UserManager): return UserManager
        def j():
            if 0: UserManager = 1
            try: return UserManager
            except UnboundLocalError: return "unbound"
        def k(): return Manager.users
        print(a(), b(), c(), d(), e(), f(), g([7]), h(8), i(x=9), j(), k())
        """,
    )


def test_a_nonlocal_of_the_same_name_is_not_the_symbol() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        def outer():
            UserManager = 1
            def inner():
                nonlocal UserManager
                UserManager += 1
                class C:
                    x = UserManager
                return C.x
            return inner(), UserManager
        print(outer(), UserManager.users)
        """,
        """
        from app.m import Manager
        def outer():
            UserManager = 1
            def inner():
                nonlocal UserManager
                UserManager += 1
                class C:
                    x = UserManager
                return C.x
            return inner(), UserManager
        print(outer(), Manager.users)
        """,
    )


def test_an_import_in_a_function_is_followed_into_closures_and_nonlocals() -> None:
    SCENE.changes(
        """
        def outer():
            from app.m import UserManager
            def inner():
                nonlocal UserManager
                try: return UserManager.users
                finally: UserManager = 5
            return inner(), UserManager, [UserManager for _ in (1,)]
        def other():
            UserManager = 7
            return UserManager
        print(outer(), other())
        """,
        """
        def outer():
            from app.m import Manager
            def inner():
                nonlocal Manager
                try: return Manager.users
                finally: Manager = 5
            return inner(), Manager, [Manager for _ in (1,)]
        def other():
            UserManager = 7
            return UserManager
        print(outer(), other())
        """,
    )


def test_a_global_that_a_function_imports_is_followed() -> None:
    SCENE.changes(
        """
        def load():
            global UserManager
            from app.m import UserManager
        load()
        print(UserManager.users)
        """,
        """
        def load():
            global Manager
            from app.m import Manager
        load()
        print(Manager.users)
        """,
    )


def test_a_global_statement_keeps_its_other_names() -> None:
    alone(
        """
        COUNT = other = 0
        def f():
            global other, COUNT  # both
            COUNT, other = 1, 2
        class C:
            global COUNT
            COUNT = 3
        f()
        print(COUNT, other)
        """,
        """
        TOTAL = other = 0
        def f():
            global other, TOTAL  # both
            TOTAL, other = 1, 2
        class C:
            global TOTAL
            TOTAL = 3
        f()
        print(TOTAL, other)
        """,
    )


def test_a_global_of_another_module_stays() -> None:
    SCENE.leaves("def f():\n    global UserManager\n    UserManager = 1\nf()\nprint(UserManager)\n")


def test_type_parameters_hide_the_symbol_on_any_python() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        def f[UserManager](x: UserManager) -> UserManager:
            return UserManager
        class C[UserManager: int](list[UserManager]):
            def m(self) -> UserManager: ...
        type A[UserManager] = list[UserManager]
        def g[T: UserManager](x: T) -> UserManager: ...
        """,
        """
        from app.m import Manager
        def f[UserManager](x: UserManager) -> UserManager:
            return UserManager
        class C[UserManager: int](list[UserManager]):
            def m(self) -> UserManager: ...
        type A[UserManager] = list[UserManager]
        def g[T: Manager](x: T) -> Manager: ...
        """,
    )


def test_a_class_pattern_changes_and_a_capture_pattern_does_not() -> None:
    SCENE.changes(
        """
        from app import m
        from app.m import UserManager
        def f(x):
            match x:
                case UserManager(users=u) if isinstance(x, UserManager): return u
                case m.UserManager.users: return "value"
        def g(x):
            match x:
                case UserManager: return UserManager
        print(f(UserManager()), f(1), g(2))
        """,
        """
        from app import m
        from app.m import Manager
        def f(x):
            match x:
                case Manager(users=u) if isinstance(x, Manager): return u
                case m.Manager.users: return "value"
        def g(x):
            match x:
                case UserManager: return UserManager
        print(f(Manager()), f(1), g(2))
        """,
    )


def test_a_deleted_name_changes() -> None:
    SCENE.changes(
        "from app.m import UserManager\nUserManager()\ndel UserManager\nprint('UserManager' in globals())\n",
        "from app.m import Manager\nManager()\ndel Manager\nprint('Manager' in globals())\n",
    )


def test_a_name_that_class_bodies_mangle_is_refused() -> None:
    # In the class, `__helper` is `_C__helper`: another name, which the same edit must not touch.
    refused(
        rename("app.m:__helper", "_aid"),
        {"app/m.py": "def __helper(): return 1\nclass C:\n    def f(self): return __helper()\n"},
        "__helper",
        "underscores",
    )


def test_attributes_keywords_and_methods_of_the_same_spelling_stay() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        class Box:
            pass
        box = Box()
        box.UserManager = UserManager
        box.UserManager.users = 3
        print(box.UserManager.users, dict(UserManager=UserManager.users))
        """,
        """
        from app.m import Manager
        class Box:
            pass
        box = Box()
        box.UserManager = Manager
        box.UserManager.users = 3
        print(box.UserManager.users, dict(UserManager=Manager.users))
        """,
    )


def test_longer_and_shorter_names_stay() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        UserManagers = MyUserManager = UserManager2 = _UserManager = UserManager
        print(UserManagers is _UserManager)
        """,
        """
        from app.m import Manager
        UserManagers = MyUserManager = UserManager2 = _UserManager = Manager
        print(UserManagers is _UserManager)
        """,
    )


def test_identifiers_of_other_scripts_are_whole_words() -> None:
    check(
        rename("app.m:größe", "maß"),
        {"app/m.py": "größe = 1\ngrößer = 2\nübergröße = größe\nprint(größe, größer, übergröße)\n"},
        {"app/m.py": "maß = 1\ngrößer = 2\nübergröße = maß\nprint(maß, größer, übergröße)\n"},
        runs="import app.m",
    )


# Imports


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


def test_an_import_of_a_name_that_is_not_there_is_left_alone() -> None:
    SCENE.leaves({"app/odd.py": "from app.n import UserManager\nfrom app.m import UserManagerX\n"})


def test_an_import_with_the_new_name_as_alias_still_works() -> None:
    SCENE.changes(
        "from app.m import UserManager as Manager\nprint(Manager.users)\n",
        either(
            "from app.m import Manager\nprint(Manager.users)\n",
            "from app.m import Manager as Manager\nprint(Manager.users)\n",
        ),
    )


# f-strings


def test_the_code_of_an_f_string_changes_and_its_text_does_not() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        width = 5
        print(f"UserManager {UserManager.users} {{UserManager}} {UserManager.users!r:>{width + UserManager.users}}")
        print(rf'{UserManager.users}\\UserManager' F"{UserManager().users}" "UserManager")
        print(f'''UserManager
        {UserManager.users
        }''')
        """,
        """
        from app.m import Manager
        width = 5
        print(f"UserManager {Manager.users} {{UserManager}} {Manager.users!r:>{width + Manager.users}}")
        print(rf'{Manager.users}\\UserManager' F"{Manager().users}" "UserManager")
        print(f'''UserManager
        {Manager.users
        }''')
        """,
    )


def test_a_lambda_and_a_comprehension_in_an_f_string_have_their_scope() -> None:
    SCENE.changes(
        'from app.m import UserManager\nprint(f"{(lambda UserManager: UserManager)(1)} {[UserManager for UserManager in (2,)]} {UserManager.users}")\n',
        'from app.m import Manager\nprint(f"{(lambda UserManager: UserManager)(1)} {[UserManager for UserManager in (2,)]} {Manager.users}")\n',
    )  # fmt: skip


def test_a_template_string_is_read_or_its_file_is_reported() -> None:
    SCENE.changes(
        'from app.m import UserManager\nx = t"UserManager {UserManager.users}"\n',
        'from app.m import Manager\nx = t"UserManager {Manager.users}"\n',
        or_listed=("app/views.py:",),
    )


# Symbols that are defined elsewhere

SESSION = rename("requests.Session", "Client")
REQUESTS = {"requests/__init__.py": "class Session: kind = 1\nclass Client: kind = 1\nget = print\n"}


def test_a_symbol_of_a_library_is_renamed_at_its_references() -> None:
    check(
        SESSION,
        {
            "main.py": """
                import requests
                import requests as r
                from requests import Session, get
                from requests import Session as S
                def f(s: Session) -> "requests.Session": return r.Session
                print(requests.Session.kind, Session().kind, S.kind, f(1).kind, requests.get is get)
                """
        },
        {
            "main.py": """
                import requests
                import requests as r
                from requests import Client, get
                from requests import Client as S
                def f(s: Client) -> "requests.Client": return r.Client
                print(requests.Client.kind, Client().kind, S.kind, f(1).kind, requests.get is get)
                """
        },
        runs="import main",
        beside=REQUESTS,
    )


def test_a_symbol_of_a_library_is_followed_through_the_repositorys_re_exports() -> None:
    check(
        SESSION,
        {
            "app/__init__.py": "from .http import Session\n",
            "app/http.py": "from requests import Session\n__all__ = ['Session']\n",
            "main.py": "from app import Session\nfrom unittest.mock import patch\nwith patch('app.http.Session'): Session()\n",
        },
        {
            "app/__init__.py": "from .http import Client\n",
            "app/http.py": "from requests import Client\n__all__ = ['Client']\n",
            "main.py": "from app import Client\nfrom unittest.mock import patch\nwith patch('app.http.Client'): Client()\n",
        },
        runs="import main",
        beside=REQUESTS,
    )


def test_a_homonym_of_a_library_symbol_stays() -> None:
    leaves_alone(
        SESSION,
        {
            "a.py": "from sqlalchemy.orm import Session\nSession()\n",
            "b.py": "class Session: pass\nSession()\n",
            "c.py": "import other as requests\nrequests.Session()\n",
            "d.py": "from requests.sessions import Session\n",
            "e.py": "from . import requests\nrequests.Session\n",
        },
    )


def test_a_library_symbol_that_nobody_uses_changes_nothing_and_is_no_error() -> None:
    result = leaves_alone(SESSION, {"a.py": "import requests\nrequests.get('/')\n"})
    assert not [found for found in result.outcome.diagnostics if found.severity == "error"]


def test_a_symbol_of_a_submodule_of_a_library_is_renamed() -> None:
    check(
        rename("django.db.models:Manager", "BaseManager"),
        {
            "a.py": "from django.db import models\nclass M(models.Manager): pass\n",
            "b.py": "import django.db.models\nfrom django.db.models import Manager, Q\ndjango.db.models.Manager, Manager\n",
        },
        {
            "a.py": "from django.db import models\nclass M(models.BaseManager): pass\n",
            "b.py": "import django.db.models\nfrom django.db.models import BaseManager, Q\ndjango.db.models.BaseManager, BaseManager\n",
        },
    )  # fmt: skip


# Several renames in a row


ROW = {
    "app/__init__.py": "",
    "app/m.py": "def A(): return 'a'\ndef B(): return 'b'\n",
    "main.py": "from app.m import A, B\nimport app.m\nprint(A(), B(), app.m.A(), app.m.B())\n",
}


def test_a_chain_that_frees_its_names_first_moves_both() -> None:
    after = in_turn([rename("app.m:B", "C"), rename("app.m:A", "B")], ROW)
    assert after["app/m.py"] == b"def B(): return 'a'\ndef C(): return 'b'\n"
    assert after["main.py"] == b"from app.m import B, C\nimport app.m\nprint(B(), C(), app.m.B(), app.m.C())\n"
    runs_alike(ROW, after, "import main")


def test_a_chain_renames_one_symbol_twice() -> None:
    files = {"app/m.py": "def A(): return 1\n", "main.py": "from app.m import A\nprint(A())\n"}
    after = in_turn([rename("app.m:A", "B"), rename("app.m:B", "C")], files)
    assert after == tree({"app/m.py": "def C(): return 1\n", "main.py": "from app.m import C\nprint(C())\n"})


def test_there_and_back_again_changes_nothing() -> None:
    files = {"app/m.py": "def A(): return 1\n", "main.py": "from app.m import A\nprint(A())\n"}
    assert in_turn([rename("app.m:A", "B"), rename("app.m:B", "A")], files) == tree(files)


def test_a_swap_goes_by_a_third_name() -> None:
    after = in_turn([rename("app.m:A", "T"), rename("app.m:B", "A"), rename("app.m:T", "B")], ROW)
    assert after["app/m.py"] == b"def B(): return 'a'\ndef A(): return 'b'\n"
    assert after["main.py"] == b"from app.m import B, A\nimport app.m\nprint(B(), A(), app.m.B(), app.m.A())\n"
    runs_alike(ROW, after, "import main")


# Where modules come from


def test_two_services_with_modules_of_one_name_are_told_apart_by_their_folder() -> None:
    service = {
        "app/__init__.py": "",
        "app/main.py": "class UserManager: users = {}\n",
        "app/views.py": "from app.main import UserManager\nprint(UserManager.users)\n",
    }
    files = {f"svc_{name}/{path}": text.replace("{}", name) for name in "ab" for path, text in service.items()}
    check(
        rename("svc_a.app.main:UserManager", "Manager"),
        {
            path: text.replace("users = a", "users = 1").replace("users = b", "users = 2")
            for path, text in files.items()
        },
        {
            "svc_a/app/main.py": "class Manager: users = 1\n",
            "svc_a/app/views.py": "from app.main import Manager\nprint(Manager.users)\n",
        },
        runs="import sys; sys.path.insert(0, 'svc_a'); import app.views",
    )


def test_a_symbol_that_two_services_define_is_refused_with_both_places() -> None:
    refused(
        rename("app.main:UserManager", "Manager"),
        {
            "svc_a/app/__init__.py": "", "svc_a/app/main.py": "class UserManager: pass\n",
            "svc_b/app/__init__.py": "", "svc_b/app/main.py": "import os\nclass UserManager: pass\n",
        },
        "svc_a/app/main.py:1",
        "svc_b/app/main.py:2",
    )  # fmt: skip


def test_a_module_of_the_same_path_in_another_service_is_another_module() -> None:
    check(
        rename("app.main:UserManager", "Manager"),
        {
            "svc_a/app/__init__.py": "",
            "svc_a/app/main.py": "class UserManager: pass\n",
            "svc_a/app/views.py": "from app.main import UserManager\n",
            "svc_b/app/__init__.py": "",
            "svc_b/app/main.py": "from lib import UserManager\n",
            "svc_b/app/views.py": "from app.main import UserManager\nfrom .main import UserManager as U\n",
        },
        {
            "svc_a/app/main.py": "class Manager: pass\n",
            "svc_a/app/views.py": "from app.main import Manager\n",
        },
    )


def test_namespace_packages_count() -> None:
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            "company/app/m.py": "class UserManager: users = 1\n",
            "company/other/views.py": "from company.app.m import UserManager\nfrom ..app import m\nprint(UserManager.users, m.UserManager.users)\n",
        },
        {
            "company/app/m.py": "class Manager: users = 1\n",
            "company/other/views.py": "from company.app.m import Manager\nfrom ..app import m\nprint(Manager.users, m.Manager.users)\n",
        },
        runs="import company.other.views",
    )  # fmt: skip


def test_a_namespace_package_over_two_source_roots_is_one_package() -> None:
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            "one/src/company/app/__init__.py": "",
            "one/src/company/app/m.py": "class UserManager: users = 1\n",
            "two/src/company/shop/__init__.py": "",
            "two/src/company/shop/views.py": "from company.app.m import UserManager\nprint(UserManager.users)\n",
        },
        {
            "one/src/company/app/m.py": "class Manager: users = 1\n",
            "two/src/company/shop/views.py": "from company.app.m import Manager\nprint(Manager.users)\n",
        },
        runs="import sys; sys.path[:0] = ['one/src', 'two/src']; import company.shop.views",
    )


@pytest.mark.parametrize("package", ["one/src/company/app/__init__.py", "one/src/README"])
def test_an_attribute_is_followed_into_another_folder_of_a_namespace_package(package: str) -> None:
    views = """
        import company.app.m
        import company.app.m as m
        from company.app import m as again
        print(company.app.m.UserManager.users, m.UserManager.users, again.UserManager.users)
        """
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            package: "",
            "one/src/company/app/m.py": "class UserManager: users = 1\n",
            "two/src/company/shop/views.py": views,
        },
        {
            "one/src/company/app/m.py": "class Manager: users = 1\n",
            "two/src/company/shop/views.py": views.replace("UserManager", "Manager"),
        },
        runs="import sys; sys.path[:0] = ['one/src', 'two/src']; import company.shop.views",
    )


@pytest.mark.parametrize(
    "configuration",
    [
        pytest.param({"pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["code/lib"]\n'}, id="setuptools"),
        pytest.param({"pyproject.toml": '[tool.setuptools.package-dir]\n"" = "code/lib"\n'}, id="package-dir"),
        pytest.param({"setup.cfg": "[options]\npackage_dir =\n    = code/lib\n"}, id="setup.cfg"),
        pytest.param({"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["code/lib"]\n'}, id="pytest"),
        pytest.param({"pytest.ini": "[pytest]\npythonpath = code/lib\n"}, id="pytest.ini"),
        pytest.param({"pyproject.toml": '[tool.pyright]\nextraPaths = ["code/lib"]\n'}, id="pyright"),
        pytest.param({"mypy.ini": "[mypy]\nmypy_path = code/lib\n"}, id="mypy"),
        pytest.param({"pyproject.toml": '[tool.hatch.build.targets.wheel]\nsources = ["code/lib"]\n'}, id="hatch"),
    ],
)
def test_source_roots_come_from_the_projects_configuration(configuration: dict[str, str]) -> None:
    check(
        rename("space.m:UserManager", "Manager"),
        {
            **configuration,
            "code/lib/space/m.py": "class UserManager: pass\n",
            "tests/test_m.py": "from space.m import UserManager\n",
        },
        {"code/lib/space/m.py": "class Manager: pass\n", "tests/test_m.py": "from space.m import Manager\n"},
    )


def test_source_roots_may_be_given() -> None:
    check(
        rename("space.m:UserManager", "Manager"),
        {"code/lib/space/m.py": "class UserManager: pass\n", "t.py": "from space.m import UserManager\n"},
        {"code/lib/space/m.py": "class Manager: pass\n", "t.py": "from space.m import Manager\n"},
        source_roots=("code/lib",),
    )


def test_a_file_that_is_importable_under_two_names_is_one_module() -> None:
    check(
        rename("app.m:UserManager", "Manager"),
        {
            "src/app/__init__.py": "",
            "src/app/m.py": "class UserManager: pass\n",
            "a.py": "from src.app.m import UserManager\n",
            "b.py": "from app.m import UserManager\n",
        },
        {
            "src/app/m.py": "class Manager: pass\n",
            "a.py": "from src.app.m import Manager\n",
            "b.py": "from app.m import Manager\n",
        },
    )


def test_a_conftest_and_helpers_beside_the_tests_are_followed() -> None:
    check(
        rename("tests.helpers:make_user", "new_user"),
        {
            "tests/conftest.py": "from helpers import make_user\n",
            "tests/helpers.py": "def make_user(): return 1\n",
            "tests/test_a.py": "import helpers\nfrom helpers import make_user\nprint(make_user(), helpers.make_user())\n",
            "tests/test_b.py": "from conftest import make_user\nprint(make_user())\n",
        },
        {
            "tests/conftest.py": "from helpers import new_user\n",
            "tests/helpers.py": "def new_user(): return 1\n",
            "tests/test_a.py": "import helpers\nfrom helpers import new_user\nprint(new_user(), helpers.new_user())\n",
            "tests/test_b.py": "from conftest import new_user\nprint(new_user())\n",
        },
        runs="import sys; sys.path.insert(0, 'tests'); import test_a, test_b",
    )


def test_helpers_of_one_name_in_two_test_folders_are_told_apart() -> None:
    use = "from helpers import make_user\nmake_user()\n"
    check(
        rename("a.tests.helpers:make_user", "new_user"),
        {
            "a/tests/helpers.py": "def make_user(): ...\n",
            "a/tests/test_it.py": use,
            "b/tests/helpers.py": "def make_user(): ...\n",
            "b/tests/test_it.py": use,
        },
        {"a/tests/helpers.py": "def new_user(): ...\n", "a/tests/test_it.py": use.replace("make_user", "new_user")},
    )


def test_scripts_import_their_neighbours() -> None:
    check(
        rename("scripts.lib:run", "start"),
        {"scripts/lib.py": "def run(): return 1\n", "scripts/go.py": "import lib\nfrom lib import run\nprint(run(), lib.run())\n"},
        {"scripts/lib.py": "def start(): return 1\n", "scripts/go.py": "import lib\nfrom lib import start\nprint(start(), lib.start())\n"},
        runs="import sys; sys.path.insert(0, 'scripts'); import go",
    )  # fmt: skip


def test_a_module_that_hides_a_library_only_does_so_where_it_can_be_imported() -> None:
    # tools/requests.py is `requests` for the scripts beside it alone.
    check(
        rename("requests:Session", "Client"),
        {
            "tools/requests.py": "class Other: pass\n",
            "src/app/__init__.py": "",
            "src/app/http.py": "from requests import Session\n",
        },
        {"src/app/http.py": "from requests import Client\n"},
    )


# What is never edited


@pytest.mark.parametrize(
    "path",
    [
        "app/_vendor/lib/a.py",
        "vendor/lib/a.py",
        "third_party/a.py",
        "venv/lib/python3.12/site-packages/a.py",
        ".venv/lib/a.py",
        "node_modules/x/a.py",
    ],
)
def test_other_peoples_code_is_not_edited(path: str) -> None:
    SCENE.leaves({path: "from app.m import UserManager\n"})


def test_a_hit_in_vendored_code_is_listed() -> None:
    SCENE.leaves({"app/_vendor/a.py": "import os\nfrom app.m import UserManager\n"}, says=("app/_vendor/a.py:2",))


@pytest.mark.parametrize(
    "header",
    [
        "# Generated by the protocol buffer compiler.  DO NOT EDIT!",
        "# Code generated by tool. DO NOT EDIT.",
        "# @generated",
        "# This file is autogenerated; do not edit by hand.",
    ],
)
def test_a_generated_file_is_listed_and_not_edited(header: str) -> None:
    SCENE.leaves({"app/pb2.py": f"{header}\nfrom app.m import UserManager\n"}, says=("app/pb2.py:2",))


def test_a_file_that_talks_about_generated_code_is_not_generated() -> None:
    SCENE.changes(
        "import os\nfrom app.m import UserManager\n\nHEADER = '# Code generated by us. DO NOT EDIT.'\n",
        "import os\nfrom app.m import Manager\n\nHEADER = '# Code generated by us. DO NOT EDIT.'\n",
    )


def test_a_symlink_is_not_edited() -> None:
    SCENE.changes(
        {"app/link.py": "from app.m import UserManager\n", "app/views.py": "from app.m import UserManager\n"},
        {"app/views.py": "from app.m import Manager\n"},
        kinds={"app/link.py": "symlink"},
    )


def test_an_executable_script_is_edited() -> None:
    SCENE.changes(
        {"bin/tool.py": "#!/usr/bin/env python3\nfrom app.m import UserManager\n"},
        {"bin/tool.py": "#!/usr/bin/env python3\nfrom app.m import Manager\n"},
        kinds={"bin/tool.py": "executable"},
    )


def test_an_executable_script_without_a_suffix_is_edited_or_listed() -> None:
    SCENE.changes(
        {"bin/tool": "#!/usr/bin/env python3\nfrom app.m import UserManager\nUserManager()\n"},
        {"bin/tool": "#!/usr/bin/env python3\nfrom app.m import Manager\nManager()\n"},
        or_listed=("bin/tool:2",),
        kinds={"bin/tool": "executable"},
    )


# What the outcome says


def test_the_definition_is_written_last() -> None:
    result = applied(USER_MANAGER, {**SCENE.before, "a.py": "from app.m import UserManager\n"})
    assert result.outcome.last[-1] == "app/m.py"


def test_the_evidence_names_the_definition_and_the_new_name() -> None:
    result = applied(USER_MANAGER, {**SCENE.before, "app/__init__.py": "from .m import UserManager\n"})
    assert any("app/m.py:1" in line and "Manager" in line for line in result.outcome.evidence)


def test_the_same_project_gives_the_same_outcome() -> None:
    files = {**SCENE.before, "app/views.py": "from app.m import *\nUserManager()  # UserManager\n"}
    assert USER_MANAGER.plan(opened(files)) == USER_MANAGER.plan(opened(dict(reversed(files.items()))))


def test_edits_are_whole_words_and_stay_in_their_line() -> None:
    files = tree({**SCENE.before, "app/views.py": "from app.m import UserManager\nprint(UserManager.users)\n"})
    for path, edits in USER_MANAGER.plan(opened(files)).edits.items():
        assert {files[path][edit.start : edit.end] for edit in edits} == {b"UserManager"}
        assert {edit.replacement for edit in edits} == {b"Manager"}


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
