"""Every case of the page "What the peers break, and canonize must not", in its order.

The task is `app.m:UserManager` -> `Manager`; where the definition is outside the repository, also -> `app.core.Manager`.
"""

from __future__ import annotations

import pytest

from examples import Scene, applied, check, leaves_alone, output, refused, rename, tree

CLASS = """
    class UserManager:
        @classmethod
        def get(cls):
            return cls()

        def name(self):
            return "users"
    """
RENAMED = """
    class Manager:
        @classmethod
        def get(cls):
            return cls()

        def name(self):
            return "users"
    """
USER_MANAGER = rename("app.m:UserManager", "Manager")
SCENE = Scene(USER_MANAGER, {"app/__init__.py": "", "app/m.py": CLASS}, {"app/m.py": RENAMED})
PACKAGE = Scene(
    USER_MANAGER,
    {"app/__init__.py": "from .m import UserManager\n", "app/m.py": CLASS},
    {"app/__init__.py": "from .m import Manager\n", "app/m.py": RENAMED},
)
OLD_FN = Scene(
    rename("app.m:old_fn", "new_fn"),
    {"app/__init__.py": "", "app/m.py": "def old_fn(x=None):\n    return x\n"},
    {"app/m.py": "def new_fn(x=None):\n    return x\n"},
)
MOVE = rename("app.m:UserManager", "app.core.Manager")
OUTSIDE = {
    "app/__init__.py": "",
    "app/m.py": "class UserManager:\n    kind = 'users'\n\nclass Other:\n    pass\n\nZ = 1\n",
    "app/core.py": "from app.m import UserManager as Manager\n",
}


# References that are missed


def test_annotations_values_isinstance_and_attribute_access_change() -> None:
    SCENE.changes(
        """
        from app.m import UserManager

        class Views:
            def f(self, o: UserManager) -> UserManager:
                return o

        x = UserManager
        print(isinstance(x(), UserManager), Views().f(UserManager.get()).name(), UserManager().name())
        """,
        """
        from app.m import Manager

        class Views:
            def f(self, o: Manager) -> Manager:
                return o

        x = Manager
        print(isinstance(x(), Manager), Views().f(Manager.get()).name(), Manager().name())
        """,
    )


def test_the_class_of_an_except_clause_changes() -> None:
    check(
        USER_MANAGER,
        {
            "app/m.py": "class UserManager(Exception): pass\n",
            "app/views.py": """
                from app.m import UserManager
                try:
                    raise UserManager("gone")
                except (KeyError, UserManager) as error:
                    print(error)
                try:
                    raise UserManager
                except UserManager:
                    print("caught")
                """,
        },
        {
            "app/m.py": "class Manager(Exception): pass\n",
            "app/views.py": """
                from app.m import Manager
                try:
                    raise Manager("gone")
                except (KeyError, Manager) as error:
                    print(error)
                try:
                    raise Manager
                except Manager:
                    print("caught")
                """,
        },
        runs="import app.views",
    )


def test_base_classes_change_also_through_a_module_and_on_one_line() -> None:
    SCENE.changes(
        """
        from app import m
        from app.m import UserManager
        class Sub(UserManager): pass
        class S(m.UserManager):
            pass
        print(Sub().name(), S.get().name(), issubclass(S, m.UserManager))
        """,
        """
        from app import m
        from app.m import Manager
        class Sub(Manager): pass
        class S(m.Manager):
            pass
        print(Sub().name(), S.get().name(), issubclass(S, m.Manager))
        """,
    )


def test_a_class_on_one_line_changes() -> None:
    check(
        USER_MANAGER,
        {"app/m.py": "class UserManager: pass\nclass A(UserManager): pass\n"},
        {"app/m.py": "class Manager: pass\nclass A(Manager): pass\n"},
        runs="import app.m",
    )


def test_an_import_with_an_alias_changes_and_the_alias_stays() -> None:
    PACKAGE.changes(
        "from app import UserManager as UM\nprint(UM().name())\n",
        "from app import Manager as UM\nprint(UM().name())\n",
    )


def test_a_parenthesised_import_with_an_alias_changes_and_the_alias_stays() -> None:
    PACKAGE.changes(
        """
        from app import (
            UserManager as UM,
        )
        from app.m import (UserManager as UM2)
        print(UM().name(), UM is UM2)
        """,
        """
        from app import (
            Manager as UM,
        )
        from app.m import (Manager as UM2)
        print(UM().name(), UM is UM2)
        """,
    )


def test_a_parenthesised_relative_import_and_the_call_change_together() -> None:
    SCENE.changes(
        "from .m import (UserManager)\nprint(UserManager().name())\n",
        "from .m import (Manager)\nprint(Manager().name())\n",
    )


def test_a_star_import_is_followed() -> None:
    SCENE.changes(
        "from app.m import *\nprint(UserManager().name())\n",
        "from app.m import *\nprint(Manager().name())\n",
    )


def test_a_re_export_through_the_package_is_followed() -> None:
    PACKAGE.changes(
        "from app import UserManager\nimport app\nprint(UserManager().name(), app.UserManager is UserManager)\n",
        "from app import Manager\nimport app\nprint(Manager().name(), app.Manager is Manager)\n",
    )


def test_a_star_re_export_through_the_package_is_followed() -> None:
    SCENE.changes(
        {"app/__init__.py": "from app.m import *\n", "app/views.py": "from app import UserManager\nUserManager()\n"},
        {"app/views.py": "from app import Manager\nManager()\n"},
    )


def test_attributes_of_an_imported_module_change_under_every_spelling() -> None:
    SCENE.changes(
        """
        from . import m
        import app.m
        import app.m as m1
        from app import m as m2
        print(m.UserManager().name(), app.m.UserManager().name(), m1.UserManager().name(), m2.UserManager().name())
        """,
        """
        from . import m
        import app.m
        import app.m as m1
        from app import m as m2
        print(m.Manager().name(), app.m.Manager().name(), m1.Manager().name(), m2.Manager().name())
        """,
    )


def test_string_annotations_cast_typevar_bounds_and_type_comments_change() -> None:
    SCENE.changes(
        """
        from typing import List, Optional, TypeVar, cast
        from app.m import UserManager

        T = TypeVar("T", bound="UserManager")

        def f(a: "UserManager", b: "Optional[UserManager]" = None) -> List["UserManager"]:
            x = cast("UserManager", a)
            y = cast("list[UserManager]", b)  # type: list[UserManager]
            return [x]

        def g(a, b):
            # type: (UserManager, int) -> UserManager
            return a

        z: "UserManager | None" = None
        """,
        """
        from typing import List, Optional, TypeVar, cast
        from app.m import Manager

        T = TypeVar("T", bound="Manager")

        def f(a: "Manager", b: "Optional[Manager]" = None) -> List["Manager"]:
            x = cast("Manager", a)
            y = cast("list[Manager]", b)  # type: list[Manager]
            return [x]

        def g(a, b):
            # type: (Manager, int) -> Manager
            return a

        z: "Manager | None" = None
        """,
        runs="import app.views, typing; print(len(typing.get_type_hints(app.views.f)))",
    )


@pytest.mark.parametrize(
    "export",
    [
        '__all__ = ["{}"]',
        "__all__ = ('{}', 'other')",
        "__all__: list[str] = ['other', '{}']",
        "__all__ = []\n__all__ += ['{}', 'other']",
        "__all__ = []\n__all__ += ('{}',)",
        '__all__ = []\n__all__.append("{}")',
        '__all__ = []\n__all__.extend(["{}", "other"])',
        '__all__ = ["other"] + ["{}"]',
        '__all__ = [\n    "other",\n    "{}",  # the class\n]',
    ],
)
def test_the_string_in_dunder_all_changes_in_every_form(export: str) -> None:
    module = export + "\nother = 1\nclass {}:\n    pass\n"
    check(
        USER_MANAGER,
        {"app/m.py": module.replace("{}", "UserManager"), "app/views.py": "from app.m import *\nUserManager()\n"},
        {"app/m.py": module.replace("{}", "Manager"), "app/views.py": "from app.m import *\nManager()\n"},
        runs="import app.views",
    )


def test_dunder_all_of_a_re_exporting_package_changes() -> None:
    PACKAGE.changes(
        {
            "app/__init__.py": 'from .m import UserManager\n\n__all__ = ["UserManager"]\n',
            "app/views.py": "from app import *\nUserManager()\n",
        },
        {
            "app/__init__.py": 'from .m import Manager\n\n__all__ = ["Manager"]\n',
            "app/views.py": "from app import *\nManager()\n",
        },
    )


def test_a_mock_patch_target_changes_where_it_is_looked_up() -> None:
    SCENE.changes(
        {
            "app/views.py": "from app.m import UserManager\n\ndef name():\n    return UserManager().name()\n",
            "tests/test_views.py": """
                from unittest import mock
                from unittest.mock import patch
                from app import m, views

                @mock.patch("app.views.UserManager")
                def test_name(fake):
                    fake.return_value.name.return_value = "fake"
                    print(views.name())

                def test_definition():
                    with patch("app.m.UserManager") as fake, patch("app.m.UserManager.get"):
                        print(m.UserManager is fake)

                test_name()
                test_definition()
                """,
        },
        {
            "app/views.py": "from app.m import Manager\n\ndef name():\n    return Manager().name()\n",
            "tests/test_views.py": """
                from unittest import mock
                from unittest.mock import patch
                from app import m, views

                @mock.patch("app.views.Manager")
                def test_name(fake):
                    fake.return_value.name.return_value = "fake"
                    print(views.name())

                def test_definition():
                    with patch("app.m.Manager") as fake, patch("app.m.Manager.get"):
                        print(m.Manager is fake)

                test_name()
                test_definition()
                """,
        },
        runs="import tests.test_views",
    )


def test_a_monkeypatch_target_changes() -> None:
    SCENE.changes(
        {
            "tests/test_m.py": """
                def test_it(monkeypatch):
                    monkeypatch.setattr("app.m.UserManager", object)
                    monkeypatch.delattr("app.m.UserManager.get")
                """
        },
        {
            "tests/test_m.py": """
                def test_it(monkeypatch):
                    monkeypatch.setattr("app.m.Manager", object)
                    monkeypatch.delattr("app.m.Manager.get")
                """
        },
    )


def test_a_patch_target_that_looks_up_another_symbol_stays() -> None:
    SCENE.leaves(
        {
            "app/other.py": "class UserManager:\n    pass\n",
            "app/views.py": "from app.other import UserManager\n",
            "tests/test_other.py": """
                from unittest.mock import patch
                with patch("app.views.UserManager"), patch("app.other.UserManager"):
                    print("patched")
                """,
        },
        runs="import tests.test_other",
    )


def test_a_lazy_export_over_a_literal_table_changes() -> None:
    PACKAGE.changes(
        {
            "app/__init__.py": """
                import importlib

                _LAZY = {"UserManager": "app.m", "other": "app.n"}

                def __getattr__(name):
                    if name in _LAZY:
                        return getattr(importlib.import_module(_LAZY[name]), name)
                    raise AttributeError(name)
                """,
            "app/views.py": "from app import UserManager\nprint(UserManager().name())\n",
        },
        {
            "app/__init__.py": """
                import importlib

                _LAZY = {"Manager": "app.m", "other": "app.n"}

                def __getattr__(name):
                    if name in _LAZY:
                        return getattr(importlib.import_module(_LAZY[name]), name)
                    raise AttributeError(name)
                """,
            "app/views.py": "from app import Manager\nprint(Manager().name())\n",
        },
    )


def test_a_lazy_export_that_is_computed_is_reported() -> None:
    result = applied(
        USER_MANAGER,
        {
            "app/m.py": CLASS,
            "app/__init__.py": """
                def __getattr__(name):
                    if name.startswith("User"):  # UserManager and its friends
                        return getattr(__import__("app.m", fromlist=[name]), name)
                    raise AttributeError(name)
                """,
            "app/views.py": "from app import UserManager\nprint(UserManager().name())\n",
        },
    )
    assert "app/views.py:1" in result.said or "app/__init__.py:" in result.said


def test_a_function_changes_where_it_is_passed_assigned_and_decorates() -> None:
    OLD_FN.changes(
        """
        from app import m
        from app.m import old_fn
        print(list(map(old_fn, [1])))
        w = old_fn

        @old_fn
        def f(): pass

        print(w(2), m.old_fn(3), f is not None)
        """,
        """
        from app import m
        from app.m import new_fn
        print(list(map(new_fn, [1])))
        w = new_fn

        @new_fn
        def f(): pass

        print(w(2), m.new_fn(3), f is not None)
        """,
    )


def test_renaming_a_module_is_refused_with_not_yet() -> None:
    refused(
        rename("a.b", "core"),
        {
            "a/__init__.py": "",
            "a/b.py": "B = 1\n",
            "app.py": "import q, a.b\nfrom a import b\nprint(a.b.B, b.B)\n",
            "a/c.py": "from . import b\n",
        },
        "not yet",
    )


def test_renaming_a_method_is_refused_with_not_yet() -> None:
    refused(
        rename("app.m:A.load", "fetch"),
        {
            "app/m.py": """
                class A:
                    def load(self): ...
                class UserManager(A):
                    def load(self): super().load()
                def g(x: A): x.load()
                UserManager.load(UserManager())
                """
        },
        "not yet",
    )


def test_renaming_a_dataclass_field_is_refused_with_not_yet() -> None:
    refused(
        rename("app.m.P.x", "y"),
        {"app/m.py": "from dataclasses import dataclass\n\n@dataclass\nclass P:\n    x: int\n\nP(x=1)\n"},
        "not yet",
    )


def test_a_src_layout_without_configuration_is_followed() -> None:
    check(
        USER_MANAGER,
        {
            "src/app/__init__.py": "",
            "src/app/m.py": CLASS,
            "src/app/views.py": "from app.m import UserManager\nfrom .m import UserManager as U\nUserManager()\n",
            "tests/test_views.py": "import app.m\nfrom app.m import UserManager\nprint(app.m.UserManager.get().name())\n",
        },
        {
            "src/app/m.py": RENAMED,
            "src/app/views.py": "from app.m import Manager\nfrom .m import Manager as U\nManager()\n",
            "tests/test_views.py": "import app.m\nfrom app.m import Manager\nprint(app.m.Manager.get().name())\n",
        },
        runs="import sys; sys.path.insert(0, 'src'); import app.views, tests.test_views",
    )


def test_a_string_beside_a_resolved_module_changes() -> None:
    SCENE.changes(
        """
        from unittest import mock
        from app import m
        from app.m import UserManager

        def test_spy(mocker, monkeypatch):
            mocker.spy(m, "UserManager")
            mocker.patch.object(m, "UserManager")
            monkeypatch.setattr(m, "UserManager", object, raising=False)

        with mock.patch.object(m, "UserManager", object):
            print(m.UserManager is object)
        kept = m.UserManager
        setattr(m, "UserManager", kept)
        print(getattr(m, "UserManager")().name(), hasattr(m, "UserManager"))
        """,
        """
        from unittest import mock
        from app import m
        from app.m import Manager

        def test_spy(mocker, monkeypatch):
            mocker.spy(m, "Manager")
            mocker.patch.object(m, "Manager")
            monkeypatch.setattr(m, "Manager", object, raising=False)

        with mock.patch.object(m, "Manager", object):
            print(m.Manager is object)
        kept = m.Manager
        setattr(m, "Manager", kept)
        print(getattr(m, "Manager")().name(), hasattr(m, "Manager"))
        """,
    )


def test_a_string_beside_another_object_stays() -> None:
    SCENE.leaves(
        """
        class Registry:
            pass
        registry = Registry()
        setattr(registry, "UserManager", 1)
        print(getattr(registry, "UserManager"), hasattr(registry, "UserManager"), registry.UserManager)
        """
    )


def test_a_list_whose_every_string_is_a_name_of_the_module_is_an_export_table() -> None:
    result = check(
        USER_MANAGER,
        {
            "app/m.py": """
                exported = ["Undefined", "UserManager"]

                class Undefined: pass
                class UserManager: pass
                """
        },
        {
            "app/m.py": """
                exported = ["Undefined", "Manager"]

                class Undefined: pass
                class Manager: pass
                """
        },
        runs="import app.m; print(all(hasattr(app.m, name) for name in app.m.exported))",
    )
    reasons = [edit.reason for edit in result.outcome.edits["app/m.py"]]
    assert any("export table" in reason for reason in reasons)


def test_a_list_with_a_string_that_is_no_name_of_the_module_is_not_an_export_table() -> None:
    check(
        USER_MANAGER,
        {"app/m.py": 'words = ["UserManager", "some prose"]\nclass UserManager: pass\n'},
        {"app/m.py": 'words = ["UserManager", "some prose"]\nclass Manager: pass\n'},
    )


def test_a_chain_of_modules_from_the_top_package_changes() -> None:
    check(
        rename("pkg.sub.mod:name", "title"),
        {
            "pkg/__init__.py": "from . import sub\n",
            "pkg/sub/__init__.py": "from . import mod\n",
            "pkg/sub/mod.py": "def name(): return 1\n",
            "main.py": "import pkg\nprint(pkg.sub.mod.name())\n",
        },
        {
            "pkg/sub/mod.py": "def title(): return 1\n",
            "main.py": "import pkg\nprint(pkg.sub.mod.title())\n",
        },
        runs="import main",
    )


def test_a_name_that_came_by_a_star_import_changes_where_it_is_an_attribute() -> None:
    SCENE.changes(
        {"app/api.py": "from .m import *\n", "app/views.py": "from app import api\nprint(api.UserManager().name())\n"},
        {"app/views.py": "from app import api\nprint(api.Manager().name())\n"},
    )


def test_both_names_of_a_typed_re_export_change() -> None:
    PACKAGE.changes(
        {
            "app/__init__.py": "from .m import UserManager as UserManager\n",
            "app/views.py": "from app import UserManager\nUserManager()\n",
        },
        {
            "app/__init__.py": "from .m import Manager as Manager\n",
            "app/views.py": "from app import Manager\nManager()\n",
        },
    )


def test_a_stub_beside_its_module_changes_with_it() -> None:
    SCENE.changes(
        {
            "app/m.pyi": "class UserManager:\n    @classmethod\n    def get(cls) -> UserManager: ...\n",
            "app/views.pyi": "from app.m import UserManager\n\ndef f(u: UserManager) -> None: ...\n",
        },
        {
            "app/m.pyi": "class Manager:\n    @classmethod\n    def get(cls) -> Manager: ...\n",
            "app/views.pyi": "from app.m import Manager\n\ndef f(u: Manager) -> None: ...\n",
        },
    )


def test_a_function_named_like_its_module_changes_and_the_module_does_not() -> None:
    check(
        rename("app.upload:upload", "send"),
        {
            "app/__init__.py": "",
            "app/upload.py": "def upload(): return 1\n",
            "app/main.py": "from app.upload import upload\n\ndef run(): return upload()\n",
            "tests/test_upload.py": """
                from app import main, upload
                import app.upload

                def fake(): return 2

                kept = upload.upload
                setattr(upload, "upload", fake)
                print(upload.upload(), app.upload.upload())
                setattr(main, "upload", fake)
                print(main.run())
                """,
        },
        {
            "app/upload.py": "def send(): return 1\n",
            "app/main.py": "from app.upload import send\n\ndef run(): return send()\n",
            "tests/test_upload.py": """
                from app import main, upload
                import app.upload

                def fake(): return 2

                kept = upload.send
                setattr(upload, "send", fake)
                print(upload.send(), app.upload.send())
                setattr(main, "send", fake)
                print(main.run())
                """,
        },
        runs="import tests.test_upload",
    )


VISITOR = """
    class UserManager:
        pass

    class Visitor:
        def visit(self, node):
            return getattr(self, "visit_" + type(node).__name__)(node)

        def visit_UserManager(self, node):
            return "visited"
    """


def test_a_visitor_method_looked_up_by_the_class_name_is_listed() -> None:
    check(
        USER_MANAGER,
        {"app/m.py": VISITOR},
        {"app/m.py": VISITOR.replace("class UserManager", "class Manager")},
        says=("app/m.py:8…visit_UserManager",),
    )


def test_a_visitor_method_looked_up_by_the_class_name_is_renamed_on_request() -> None:
    check(
        rename("app.m:UserManager", "Manager", derived=("visit_{}",)),
        {"app/m.py": VISITOR, "app/views.py": "from app.m import *\nprint(Visitor().visit(UserManager()))\n"},
        {
            "app/m.py": VISITOR.replace("UserManager", "Manager"),
            "app/views.py": "from app.m import *\nprint(Visitor().visit(Manager()))\n",
        },
        runs="import app.views",
    )


# Things that are not references


def test_the_same_name_from_another_module_stays() -> None:
    SCENE.leaves(
        {
            "app/other.py": "class UserManager:\n    pass\n",
            "app/views.py": "from app.other import UserManager\nimport app.other\nUserManager(), app.other.UserManager()\n",
        }
    )


def test_the_same_name_from_a_library_stays() -> None:
    SCENE.leaves("from other import UserManager\nUserManager()\n", runs="")


def test_a_local_of_the_same_name_stays() -> None:
    SCENE.leaves(
        """
        def f():
            UserManager = 1
            return UserManager
        print(f())
        """
    )


def test_a_local_in_a_file_that_also_uses_the_class_stays() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        def f():
            UserManager = 1
            return UserManager
        print(f(), UserManager().name())
        """,
        """
        from app.m import Manager
        def f():
            UserManager = 1
            return UserManager
        print(f(), Manager().name())
        """,
    )


def test_a_parameter_and_a_keyword_of_the_same_name_stay() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        def f(UserManager, *, other=UserManager):
            return UserManager
        print(f(UserManager=1), f(UserManager=UserManager) is UserManager, dict(UserManager=2))
        """,
        """
        from app.m import Manager
        def f(UserManager, *, other=Manager):
            return UserManager
        print(f(UserManager=1), f(UserManager=Manager) is Manager, dict(UserManager=2))
        """,
    )


def test_a_method_of_an_unrelated_class_stays() -> None:
    OLD_FN.leaves(
        """
        class Unrelated:
            def old_fn(self):
                return 1
        print(Unrelated().old_fn(), Unrelated.old_fn(None))
        """
    )


def test_an_attribute_and_a_keyword_of_the_same_name_stay() -> None:
    check(
        rename("app.m:v", "value"),
        {
            "app/__init__.py": "",
            "app/m.py": """
                v = 1
                class O: pass
                o = O()
                o.v = 2
                def f(v): return v
                print(v, o.v, f(v=1), f(v=v))
                """,
        },
        {
            "app/m.py": """
                value = 1
                class O: pass
                o = O()
                o.v = 2
                def f(v): return v
                print(value, o.v, f(v=1), f(v=value))
                """,
        },
        runs="import app.m",
    )


def test_a_parameter_and_a_method_named_like_the_function_stay() -> None:
    OLD_FN.changes(
        """
        from app.m import old_fn
        def g(old_fn):
            return old_fn(1)
        class C:
            def old_fn(self):
                return old_fn(2)
            def other(self):
                return self.old_fn()
        print(g(old_fn), C().other())
        """,
        """
        from app.m import new_fn
        def g(old_fn):
            return old_fn(1)
        class C:
            def old_fn(self):
                return new_fn(2)
            def other(self):
                return self.old_fn()
        print(g(new_fn), C().other())
        """,
    )


def test_prose_log_messages_and_dictionary_keys_stay() -> None:
    SCENE.changes(
        '''
        """The views; UserManager is used here."""
        from app.m import UserManager

        # UserManager is made once.
        table = {"UserManager": UserManager()}
        print("no UserManager found", "see UserManager.get", sorted(table))
        ''',
        '''
        """The views; UserManager is used here."""
        from app.m import Manager

        # UserManager is made once.
        table = {"UserManager": Manager()}
        print("no UserManager found", "see UserManager.get", sorted(table))
        ''',
        says=("app/views.py:1: ", "app/views.py:4: "),
    )


def test_prose_changes_on_request() -> None:
    check(
        rename("app.m:UserManager", "Manager", text=True),
        {
            "app/__init__.py": "",
            "app/m.py": CLASS,
            "app/views.py": '"""UserManager is used here."""\nfrom app.m import UserManager  # UserManager\n',
            "README.md": "The UserManager keeps users; UserManagerV2 does not.\n",
        },
        {
            "app/m.py": RENAMED,
            "app/views.py": '"""Manager is used here."""\nfrom app.m import Manager  # Manager\n',
            "README.md": "The Manager keeps users; UserManagerV2 does not.\n",
        },
    )


# Collisions and structure


def test_a_file_with_its_own_class_of_the_new_name_keeps_the_old_name_for_the_import() -> None:
    SCENE.changes(
        """
        from app.m import UserManager

        class Manager:
            def name(self):
                return "mine"

        print(UserManager().name(), Manager().name())
        """,
        """
        from app.m import Manager as UserManager

        class Manager:
            def name(self):
                return "mine"

        print(UserManager().name(), Manager().name())
        """,
        says=("app/views.py:1…Manager",),
    )


def test_a_file_that_imports_another_symbol_of_the_new_name_keeps_the_old_name() -> None:
    SCENE.changes(
        {
            "app/other.py": "class Manager:\n    def name(self): return 'other'\n",
            "app/views.py": """
                from app.other import Manager
                from app.m import UserManager
                print(UserManager().name(), Manager().name())
                """,
        },
        {
            "app/views.py": """
                from app.other import Manager
                from app.m import Manager as UserManager
                print(UserManager().name(), Manager().name())
                """,
        },
        says=("app/views.py:",),
    )


def test_a_name_that_the_defining_module_already_has_is_refused_with_both_places() -> None:
    refused(
        USER_MANAGER,
        {"app/m.py": "class UserManager:\n    pass\n\nclass Manager:\n    pass\n"},
        "app/m.py:1",
        "app/m.py:4",
        "Manager",
    )


def test_a_builtin_that_the_defining_module_uses_is_refused() -> None:
    refused(
        rename("app.m:UserManager", "list"),
        {"app/m.py": "class UserManager:\n    pass\n\nprint(list((1, 2)))\n"},
        "app/m.py:1",
        "app/m.py:4",
        "list",
    )


def test_two_imports_of_the_class_under_two_aliases_both_work() -> None:
    SCENE.changes(
        """
        from app.m import UserManager as A
        from app.m import UserManager as B
        from app.m import UserManager as C, UserManager
        print(A is B is C is UserManager)
        """,
        """
        from app.m import Manager as A
        from app.m import Manager as B
        from app.m import Manager as C, Manager
        print(A is B is C is Manager)
        """,
    )


def test_an_import_stays_in_its_branch_function_or_try() -> None:
    SCENE.changes(
        """
        from __future__ import annotations
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from app.m import UserManager

        def f(u: UserManager):
            from app.m import UserManager
            return UserManager().name()

        def g():
            try:
                from app.m import UserManager as fast
            except ImportError:
                fast = None
            return fast().name()

        print(f(None), g())
        """,
        """
        from __future__ import annotations
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from app.m import Manager

        def f(u: Manager):
            from app.m import Manager
            return Manager().name()

        def g():
            try:
                from app.m import Manager as fast
            except ImportError:
                fast = None
            return fast().name()

        print(f(None), g())
        """,
    )


def test_an_import_in_try_except_import_error_stays_there_and_its_fallback_follows() -> None:
    # All bindings of one name are one symbol: the fallback must be bound to the name that is used.
    SCENE.changes(
        """
        try:
            from app.m import UserManager
        except ImportError:
            UserManager = None
        print(UserManager().name())
        """,
        """
        try:
            from app.m import Manager
        except ImportError:
            Manager = None
        print(Manager().name())
        """,
    )


def test_an_import_in_a_class_stays_there_and_keeps_the_attribute() -> None:
    # The import binds an attribute of the class, which is no name of the symbol: who reads it cannot be known.
    SCENE.changes(
        """
        class Views:
            from app.m import UserManager

            def make(self):
                return self.UserManager()

        print(Views().make().name(), Views.UserManager.get().name())
        """,
        """
        class Views:
            from app.m import Manager as UserManager

            def make(self):
                return self.UserManager()

        print(Views().make().name(), Views.UserManager.get().name())
        """,
    )


def test_a_re_export_with_noqa_is_kept() -> None:
    check(
        USER_MANAGER,
        {
            "app/__init__.py": "from app.m import UserManager, Z  # noqa: F401\n",
            "app/m.py": "class UserManager: pass\nZ = 1\n",
        },
        {
            "app/__init__.py": "from app.m import Manager, Z  # noqa: F401\n",
            "app/m.py": "class Manager: pass\nZ = 1\n",
        },
        runs="import app; print(app.Z)",
    )


def test_a_re_export_with_noqa_is_retargeted_when_the_class_moves() -> None:
    result = applied(MOVE, {"lib/__init__.py": "from app.m import UserManager, Z  # noqa: F401\n"})
    lines = result.text("lib/__init__.py").splitlines()
    assert "from app.m import Z  # noqa: F401" in lines
    assert "from app.core import Manager  # noqa: F401" in lines
    assert output(result.files, "import lib; print(lib.Manager.kind, lib.Z)", beside=OUTSIDE) == "users 1\n"


def test_an_import_for_its_side_effect_is_kept() -> None:
    SCENE.leaves("import app.m\nimport app.m as _\n")


def test_an_import_for_its_side_effect_is_kept_when_the_class_moves() -> None:
    leaves_alone(MOVE, {"main.py": "import app.m\n\nprint('UserManager')\n"})


def test_a_parenthesised_import_keeps_its_comments_with_their_names() -> None:
    SCENE.changes(
        {
            "app/m.py": CLASS + "Other = 1\n",
            "app/views.py": """
                from app.m import (  # the managers
                    # of other things
                    Other,  # noqa: F401
                    # of users
                    UserManager,  # type: ignore[attr-defined]
                )  # end
                x = UserManager()  # type: ignore[misc]  # noqa: E501
                """,
        },
        {
            "app/m.py": RENAMED + "Other = 1\n",
            "app/views.py": """
                from app.m import (  # the managers
                    # of other things
                    Other,  # noqa: F401
                    # of users
                    Manager,  # type: ignore[attr-defined]
                )  # end
                x = Manager()  # type: ignore[misc]  # noqa: E501
                """,
        },
    )


def test_a_parenthesised_import_is_split_with_its_comments_when_the_class_moves() -> None:
    check(
        MOVE,
        {
            "main.py": """
                from app.m import (  # the managers
                    # of other things
                    Other,  # noqa: F401
                    # of users
                    UserManager,  # type: ignore[attr-defined]
                )
                print(UserManager.kind)
                """
        },
        {
            "main.py": """
                from app.m import (  # the managers
                    # of other things
                    Other,  # noqa: F401
                )
                # of users
                from app.core import Manager  # type: ignore[attr-defined]
                print(Manager.kind)
                """
        },
        runs="import main",
        beside=OUTSIDE,
    )


def test_one_of_several_names_moves_and_the_others_stay() -> None:
    result = applied(
        MOVE, {"main.py": "from app.m import UserManager as UM, Other\nprint(UM.kind, Other is not None)\n"}
    )
    assert sorted(result.text("main.py").splitlines()) == [
        "from app.core import Manager as UM",
        "from app.m import Other",
        "print(UM.kind, Other is not None)",
    ]
    assert output(result.files, "import main", beside=OUTSIDE) == "users True\n"


def test_moving_a_definition_inside_the_repository_is_refused_with_not_yet() -> None:
    refused(MOVE, {"app/__init__.py": "", "app/m.py": CLASS, "app/core.py": ""}, "not yet", "app/m.py:1")


def test_a_global_statement_and_its_assignment_change() -> None:
    check(
        USER_MANAGER,
        {
            "app/m.py": """
                class UserManager: pass
                def f():
                    global UserManager
                    UserManager = 2
                def g():
                    return UserManager
                f()
                print(g(), UserManager)
                """
        },
        {
            "app/m.py": """
                class Manager: pass
                def f():
                    global Manager
                    Manager = 2
                def g():
                    return Manager
                f()
                print(g(), Manager)
                """
        },
        runs="import app.m",
    )


# Bytes

USE = b"from app.m import UserManager\nx = UserManager()\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(USE.removesuffix(b"\n"), id="no final newline"),
        pytest.param(b"from app.m import UserManager", id="one line without a newline"),
        pytest.param(USE.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(
            b"import app\r\nfrom app.m import UserManager\nif app:\r\n    UserManager()\n", id="mixed newlines"
        ),
        pytest.param(USE.replace(b"\n", b"\r"), id="lone CR"),
        pytest.param(USE.replace(b"\n", b"\r").removesuffix(b"\r"), id="lone CR without the last"),
        pytest.param(b"# lines\rfrom app.m import UserManager\r\nUserManager()\n\rUserManager()\r", id="all three"),
        pytest.param(b"\x0c\n" + USE + b"\x0c\nclass A(UserManager):\n    pass\n\x0c", id="form feed"),
        pytest.param(b"\xef\xbb\xbf" + USE, id="BOM"),
        pytest.param(b"\xef\xbb\xbf# coding: utf-8\r\n" + USE, id="BOM and cookie"),
        pytest.param("s = 'a\u2028b\u2029c\x85d'  # \u2028\n".encode() + USE, id="U+2028"),
        pytest.param("# -*- coding: latin-1 -*-\ns = 'café'; ".encode("latin-1") + USE, id="latin-1 cookie"),
        pytest.param("# coding: cp1252\r\ns = '€'; ".encode("cp1252") + USE, id="cp1252 cookie with CRLF"),
        pytest.param("é = 'é'; ".encode() + USE + "é = UserManager  # é UserManager\n".encode(), id="non-ASCII before"),
        pytest.param(USE + b"   \n\t\n# trailing  \t\nx = (UserManager ,\t2)   \n\n\n", id="odd white space"),
        pytest.param(USE + b"x = UserManager \\\n    ()\ny = UserManager;\n", id="continued lines"),
    ],
)
def test_every_byte_outside_the_edits_is_unchanged(content: bytes) -> None:
    first, comment, last = content.rpartition(b"  # \xc3\xa9 UserManager")
    SCENE.changes(
        {"app/views.py": content},
        {
            "app/views.py": first.replace(b"UserManager", b"Manager")
            + comment
            + last.replace(b"UserManager", b"Manager")
        },
    )


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"from app.m import UserManager\nprint UserManager\n", id="Python 2"),
        pytest.param(b"from app.m import UserManager\nclass (UserManager:\n", id="broken"),
        pytest.param(b"from app.m import UserManager\nx = 'caf\xe9'\n", id="not UTF-8"),
        pytest.param(b"# coding: no-such-codec\nfrom app.m import UserManager\n", id="unknown encoding"),
        pytest.param(b"from app.m import UserManager\n\0\n", id="NUL"),
    ],
)
def test_a_file_that_does_not_parse_is_reported_as_an_error_and_the_rest_goes_on(broken: bytes) -> None:
    result = SCENE.changes(
        {"app/views.py": USE, "app/broken.py": broken},
        {"app/views.py": USE.replace(b"UserManager", b"Manager")},
        says=("app/broken.py:",),
    )
    severities = {found.severity for found in result.outcome.diagnostics if found.path == "app/broken.py"}
    assert "error" in severities  # exit code 3


def test_a_file_that_does_not_parse_and_does_not_mention_the_name_is_no_error() -> None:
    result = SCENE.changes(
        {"app/views.py": USE, "app/broken.py": b"print 'hello'\n", "app/odd.py": b"x = '\xff'\n"},
        {"app/views.py": USE.replace(b"UserManager", b"Manager")},
    )
    assert not [found for found in result.outcome.diagnostics if found.severity == "error"]


def test_match_positional_only_parameters_and_except_star_are_read() -> None:
    SCENE.changes(
        """
        from app import m
        from app.m import UserManager

        def f(a: UserManager, /, b=UserManager, *, c):
            match a:
                case UserManager():
                    return "one"
                case m.UserManager(name="x") | [UserManager(), *_] | {"k": UserManager()}:
                    return "many"
                case _:
                    return "none"

        print(f(UserManager(), c=1), f([UserManager()], c=1), f({"k": UserManager()}, c=1), f(1, c=1))
        with (open(__file__) as one, open(__file__) as two):
            print(one.name == two.name, UserManager is not None)
        try:
            raise ExceptionGroup("all", [ValueError(1)])
        except* ValueError:
            print(UserManager().name())
        """,
        """
        from app import m
        from app.m import Manager

        def f(a: Manager, /, b=Manager, *, c):
            match a:
                case Manager():
                    return "one"
                case m.Manager(name="x") | [Manager(), *_] | {"k": Manager()}:
                    return "many"
                case _:
                    return "none"

        print(f(Manager(), c=1), f([Manager()], c=1), f({"k": Manager()}, c=1), f(1, c=1))
        with (open(__file__) as one, open(__file__) as two):
            print(one.name == two.name, Manager is not None)
        try:
            raise ExceptionGroup("all", [ValueError(1)])
        except* ValueError:
            print(Manager().name())
        """,
    )


def test_type_parameters_and_type_statements_are_read_on_any_python() -> None:
    SCENE.changes(
        """
        from app.m import UserManager

        type Managers[T: UserManager] = list[T | UserManager]

        def first[T: UserManager](items: list[T]) -> UserManager:
            return items[0]

        class Box[T](UserManager):
            def get[UserManager](self, item: UserManager) -> UserManager:
                return item

        print(first([UserManager()]).name())
        """,
        """
        from app.m import Manager

        type Managers[T: Manager] = list[T | Manager]

        def first[T: Manager](items: list[T]) -> Manager:
            return items[0]

        class Box[T](Manager):
            def get[UserManager](self, item: UserManager) -> UserManager:
                return item

        print(first([Manager()]).name())
        """,
    )


def test_defaults_of_type_parameters_are_read_or_their_file_is_reported() -> None:
    SCENE.changes(
        "from app.m import UserManager\n\nclass Box[T = UserManager](list[T]):\n    pass\n",
        "from app.m import Manager\n\nclass Box[T = Manager](list[T]):\n    pass\n",
        or_listed=("app/views.py:",),
    )


def test_nesting_without_end_is_read_or_its_file_is_reported() -> None:
    deep = b"x = " + b"(" * 5000 + b"UserManager" + b")" * 5000 + b"\n"
    SCENE.changes(
        {"app/views.py": USE, "app/deep.py": b"from app.m import UserManager\n" + deep},
        {
            "app/views.py": USE.replace(b"UserManager", b"Manager"),
            "app/deep.py": b"from app.m import Manager\n" + deep.replace(b"UserManager", b"Manager"),
        },
        or_listed=("app/deep.py:",),
    )


def test_f_strings_of_pep_701_are_read_on_any_python() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        d = {"UserManager": 1}
        print(f"UserManager {UserManager().name()} {d["UserManager"]} {f"{UserManager.get().name()} UserManager"}")
        print(f"{UserManager(
        ).name()  # UserManager
        } {{UserManager}}")
        """,
        """
        from app.m import Manager
        d = {"UserManager": 1}
        print(f"UserManager {Manager().name()} {d["UserManager"]} {f"{Manager.get().name()} UserManager"}")
        print(f"{Manager(
        ).name()  # UserManager
        } {{UserManager}}")
        """,
    )


def test_the_shared_files_of_this_page_are_what_they_say() -> None:
    assert tree({"a": CLASS})["a"].replace(b"UserManager", b"Manager") == tree({"a": RENAMED})["a"]
