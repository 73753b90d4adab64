"""Which names are the symbol by the scopes of Python, and which only look like it."""

from __future__ import annotations

import pytest

from examples import SCENE, USER_MANAGER, alone, check, refused, rename

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


def test_a_field_of_the_same_name_that_has_no_value_hides_nothing_in_its_class() -> None:
    SCENE.changes(
        """
        from dataclasses import dataclass
        from typing import get_type_hints
        from app.m import UserManager
        @dataclass
        class C:
            UserManager: UserManager
            other: UserManager
            text: "UserManager"
            made: object = UserManager.users
        print([hint.users for hint in list(get_type_hints(C).values())[:3]], C(1, 2, 3))
        """,
        """
        from dataclasses import dataclass
        from typing import get_type_hints
        from app.m import Manager
        @dataclass
        class C:
            UserManager: Manager
            other: Manager
            text: "Manager"
            made: object = Manager.users
        print([hint.users for hint in list(get_type_hints(C).values())[:3]], C(1, 2, 3))
        """,
    )


def test_a_field_of_the_same_name_that_has_a_value_hides_the_symbol_below_it() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        class C:
            UserManager: int = 5
            other = UserManager
        print(C.other, UserManager.users)
        """,
        """
        from app.m import Manager
        class C:
            UserManager: int = 5
            other = UserManager
        print(C.other, Manager.users)
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


@pytest.mark.parametrize("last", ["UserManager = None\n", "print(UserManager := None)\n"])
def test_a_global_that_a_function_binds_between_two_others_keeps_its_name_whole(last: str) -> None:
    function = (
        "import app.m\ndef again():\n    global UserManager\n    UserManager = app.m.{}\nagain()\nprint({}.users)\n"
    )
    SCENE.changes(
        f"from app.m import UserManager\n{function.format('UserManager', 'UserManager')}{last}",
        f"from app.m import Manager as UserManager\n{function.format('Manager', 'UserManager')}{last}",
        says=("info kept-local: UserManager keeps its name in this file: it is bound to something else as well",),
    )


def test_what_is_made_of_the_symbol_is_another_name_where_its_import_keeps_the_old_one_for_a_function() -> None:
    text = (
        "import app.m\nfrom app.m import {0}\ndef again():\n    global UserManager\n    UserManager = app.m.{1}\n"
        "again()\nprint(UserManager.users)\nUserManager = bool(app.m.{1})\n"
    )
    SCENE.changes(
        text.format("UserManager", "UserManager"),
        text.format("Manager as UserManager", "Manager"),
        says=(
            "app/views.py:2: info kept-local",
            "app/views.py:8: info derived: UserManager is another name here, of what is made from the symbol",
        ),
    )


def test_a_global_that_a_function_binds_behind_all_others_is_of_the_last() -> None:
    SCENE.changes(
        "from app.m import UserManager\nprint(UserManager.users)\nUserManager = None\n"
        "def again():\n    global UserManager\n    UserManager = 1\nagain()\n",
        "from app.m import Manager\nprint(Manager.users)\nUserManager = None\n"
        "def again():\n    global UserManager\n    UserManager = 1\nagain()\n",
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


@pytest.mark.parametrize("pattern", ["m", "[m, *_]", '{"key": m}', "C(m)", "C(at=m)", "(m, 1)", "1 as m", "[*m]"])
def test_what_a_pattern_captures_need_not_be_the_module_of_that_name(pattern: str) -> None:
    text = f"from app import m\nmatch 1:\n    case {pattern}:\n        m.UserManager\n"
    SCENE.leaves(text, says=["app/views.py:4: warning left-alone"], runs="")


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
