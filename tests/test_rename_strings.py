"""Names in strings, configuration and prose: which are references, which only hold the word."""

from __future__ import annotations

import time

import pytest

from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import Scene, applied, check, either, leaves_alone, old_and_new, output, rename, tree

USER_MANAGER = rename("app.m:UserManager", "Manager")
SCENE = Scene(
    USER_MANAGER,
    {"app/__init__.py": "", "app/m.py": "class UserManager:\n    users = 1\n    def get(self): return 2\n"},
    {"app/m.py": "class Manager:\n    users = 1\n    def get(self): return 2\n"},
)
PACKAGE = Scene(
    USER_MANAGER,
    {**SCENE.before, "app/__init__.py": "from app.m import UserManager\n"},
    {**SCENE.after, "app/__init__.py": "from app.m import Manager\n"},
)


def same_word(files: dict[str, str]) -> dict[str, str]:
    return {path: text.replace("UserManager", "Manager") for path, text in files.items()}


# Annotations


def test_annotation_strings_of_every_shape_change() -> None:
    before = """
        from __future__ import annotations
        import typing as t
        from typing import ClassVar, Optional
        from app import m
        from app.m import UserManager
        a: "UserManager"
        b: Optional["UserManager"] = None
        c: "dict[str, 'UserManager']"
        d: 'list["UserManager"] | None'
        e: t.Callable[["UserManager"], "list[m.UserManager]"]
        f: "m.UserManager"
        n: "TypeAlias" = "UserManager | None"
        o: "t.TypeAlias" = "list[UserManager]"
        class C:
            g: ClassVar["UserManager"]
            h: "list[ UserManager ]"
            def i(self, *j: "UserManager", **k: "UserManager") -> "UserManager": ...
        l = t.cast("t.Sequence[UserManager]", a_) if (a_ := 1) else None
        if t.TYPE_CHECKING: y = t.TypeAliasType("Y", "UserManager | None")
        x: '''
            UserManager
        '''
        """
    SCENE.changes(before, before.replace("UserManager", "Manager"))


def test_an_annotation_in_pieces_changes_where_they_hold_whole_names() -> None:
    text = """
        from app.m import {0}
        def f(a: "{0}" "", b: "{0}" " | None", c: "" "{0}"): ...
        def g(a: "UserManager" "X", b: "Other" "UserManager", c: "User" "Manager"): ...
        """
    after = {"app/views.py": text.format("Renamed")}
    after["app/m.py"] = SCENE.before["app/m.py"].replace("UserManager", "Renamed")
    check(rename("app.m:UserManager", "Renamed"), {**SCENE.before, "app/views.py": text.format("UserManager")}, after)


def test_strings_in_annotations_that_are_no_types_stay() -> None:
    text = """
        from typing import Annotated, Literal
        from app.m import {}
        a: Literal["UserManager"]
        b: Annotated[{}, "UserManager"]
        c: "Literal['UserManager'] | {}"
        def f(x: int = len("UserManager"), y: Literal["UserManager", "other"] = "UserManager") -> "Literal['UserManager']": ...
        print(f() is None, "UserManager")
        """
    SCENE.changes(text.replace("{}", "UserManager"), text.replace("{}", "Manager"))


def test_values_in_annotations_stay_whatever_literal_is_called_here() -> None:
    text = """
        import typing as t
        from typing import Annotated as A, Literal as L
        from app.m import {0}
        a: L["UserManager"]
        b: A["{0}", "UserManager"]
        c: list[L["UserManager", "other"]]
        d: "L['UserManager'] | {0}"
        e: t.Annotated["list[{0}]", "UserManager"]
        print(c := t.get_args(L["UserManager"]))
        """
    SCENE.changes(text.format("UserManager"), text.format("Manager"), says=["app/views.py:4: … may name the symbol"])


def test_values_stay_below_an_alias_of_literal() -> None:
    text = """
        import typing
        from app.m import {0}
        from app.n import Lit
        Li = typing.Literal
        A = typing.Annotated
        L2 = Li
        a: Li["UserManager"]
        b: L2["UserManager"]
        c: "list[Li['UserManager'] | {0}]"
        d: Lit["UserManager"]
        e: A["{0}", "UserManager"]
        def f():
            inner = Li
            g: inner["UserManager"]
            h: "{0}"
        """
    shared = {"app/n.py": "from typing import Literal\nLit = Literal\n"}
    before, after = ({"app/views.py": text.format(name), **shared} for name in ("UserManager", "Manager"))
    SCENE.changes(before, after, says=["app/views.py:7: … may name the symbol"])


def test_an_argument_stays_of_what_is_only_called_like_a_function_of_typing() -> None:
    text = """
        import typing
        import sqlalchemy as sa
        from sqlalchemy import cast
        from app.m import {0}
        cast("UserManager", sa.String)
        sa.cast("UserManager", sa.String)
        typing.cast("{0}", 1)
        def f():
            from typing import cast
            return cast("{0}", 1)
        """
    said = ["app/views.py:5: … may name the symbol", "app/views.py:6: … may name the symbol"]
    SCENE.changes(text.format("UserManager"), text.format("Manager"), says=said, runs="")


def test_a_key_stays_of_what_is_only_called_like_a_type() -> None:
    text = """
        import collections, contextlib
        import typing as t
        from collections import abc
        from app.kinds import Type
        from app.m import {0}
        print(Type["UserManager"])
        def f(self, dict, frame):
            self.list["UserManager"]
            dict["UserManager"]
            frame.cast("UserManager", 1)
            self.all().set["UserManager"]
        a = list["{0}"] | t.List["{0}"] | abc.Mapping["{0}", "{0}"]
        collections.defaultdict["{0}", collections.deque["{0}"]], abc.MutableSequence["{0}"]
        t.ContextManager["{0}"], contextlib.AbstractContextManager["{0}"]
        b: "dict[str, {0}]"
        class C(list["{0}"]): ...
        """
    kinds = {"app/kinds.py": "import enum\nclass Type(enum.Enum):\n    UserManager = 1\n"}
    before, after = ({"app/views.py": text.format(name), **kinds} for name in ("UserManager", "Manager"))
    said = [f"app/views.py:{line}: … may name the symbol" for line in (6, 8, 9, 10, 11)]
    SCENE.changes(before, after, says=said, runs="")


def test_an_all_of_a_class_or_function_exports_nothing() -> None:
    text = """
        from app.m import {0}
        __all__ = ["{0}"]
        class C:
            __all__ = ["UserManager"]
        def f():
            __all__ = ["UserManager"]
        """
    SCENE.changes(text.format("UserManager"), text.format("Manager"), says=["app/views.py:4:", "app/views.py:6:"])


@pytest.mark.parametrize(
    "line",
    [
        'x: "UserManager"', 'x: "list[UserManager] | None"', 'x: Mapped["UserManager"]', "x = []  # type: list[UserManager]",
        'x: Annotated["UserManager", lazy("other.m")]', "x: UserManager",
    ],
)  # fmt: skip
def test_a_type_that_nothing_in_the_file_binds_is_listed(line: str) -> None:
    SCENE.leaves(f"{line}\n", says=["app/views.py:1:"], runs="")


def test_a_type_that_nothing_in_the_file_binds_stays_where_it_is_another() -> None:
    text = 'from other import UserManager\nx: "UserManager"\ny: UserManager\nz: "UserManagers"\n'
    assert "views" not in SCENE.leaves(text, runs="").said


def test_a_type_changes_that_is_looked_up_in_the_module_beside_it() -> None:
    text = """
        from typing import Annotated
        import strawberry
        @strawberry.type
        class Query:
            one: Annotated["{0}", strawberry.lazy("app.m")]
            some: list[Annotated["{0}", strawberry.lazy(".m")]]
            other: Annotated["UserManager", strawberry.lazy("app.n")]
        """
    SCENE.changes(text.format("UserManager"), text.format("Manager"), runs="", says=["app/views.py:7:"])


TYPED = """
        from typing import Generic, Literal, TypeVar
        from app.m import {0}
        T = TypeVar("T")
        class Query(Generic[T]): ...
        class _Made(Query[T]): ...
        BASES = bases = {{"UserManager": object}}
"""


def test_type_arguments_of_a_base_class_are_annotations() -> None:
    text = f"""{TYPED}
        class A(Query["{{0}}"]): ...
        class B(_Made["int | {{0}}"]): ...
        class C(_Made[list["{{0}}"]], int): ...
        """
    SCENE.changes(text.format("UserManager"), text.format("Manager"))


def test_keys_among_base_classes_are_no_annotations() -> None:
    text = f"""{TYPED}
        class A(BASES["UserManager"]): ...
        class B(bases["UserManager"]): ...
        class C(_Made[Literal["UserManager"]], metaclass=dict(UserManager=type)["UserManager"]): ...
        """
    SCENE.changes(text.format("UserManager"), text.format("Manager"))


def test_an_annotation_string_is_read_in_its_scope() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        class Outer:
            class UserManager: ...
            def f(self, u: "UserManager", v: "Outer.UserManager") -> "list[UserManager]": ...
        def g(u: "UserManager"):
            class UserManager: ...
            def h(u: "UserManager"): ...
        """,
        """
        from app.m import Manager
        class Outer:
            class UserManager: ...
            def f(self, u: "UserManager", v: "Outer.UserManager") -> "list[UserManager]": ...
        def g(u: "Manager"):
            class UserManager: ...
            def h(u: "UserManager"): ...
        """,
    )


def test_type_comments_of_every_shape_change_and_other_comments_do_not() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        a = []  # type: list[UserManager]
        b = {}  # type: dict[str, "UserManager"]  # of UserManager
        for c in a:  # type: UserManager
            pass
        with open(__file__) as d:  # type: UserManager
            pass
        def f(a,  # type: UserManager
              *b):
            # type: (...) -> UserManager
            pass
        e = 1  # type: ignore[UserManager]
        g = 2  # typed: UserManager
        h = a  #type:UserManager
        """,
        """
        from app.m import Manager
        a = []  # type: list[Manager]
        b = {}  # type: dict[str, "Manager"]  # of UserManager
        for c in a:  # type: Manager
            pass
        with open(__file__) as d:  # type: Manager
            pass
        def f(a,  # type: Manager
              *b):
            # type: (...) -> Manager
            pass
        e = 1  # type: ignore[UserManager]
        g = 2  # typed: UserManager
        h = a  #type:Manager
        """,
    )


def test_an_import_for_type_comments_alone_changes() -> None:
    SCENE.changes(
        "from app.m import UserManager  # noqa: F401\ndef f(x):\n    # type: (UserManager) -> None\n    pass\n",
        "from app.m import Manager  # noqa: F401\ndef f(x):\n    # type: (Manager) -> None\n    pass\n",
    )


# Export tables


def test_dunder_all_in_branches_and_of_other_modules() -> None:
    SCENE.changes(
        {
            "app/api.py": """
                from app import m
                from app.m import UserManager
                __all__ = ["UserManager"] if m else ["other"]
                if m:
                    __all__ += ["other"]
                __all__ += [name for name in ("UserManager",)]
                other = 1
                """,
            "app/views.py": "from app.api import *\nprint(UserManager.users)\n",
        },
        {
            "app/api.py": """
                from app import m
                from app.m import Manager
                __all__ = ["Manager"] if m else ["other"]
                if m:
                    __all__ += ["other"]
                __all__ += [name for name in ("Manager",)]
                other = 1
                """,
            "app/views.py": "from app.api import *\nprint(Manager.users)\n",
        },
        or_listed=("app/api.py:6",),
    )


def test_dunder_all_of_a_module_with_another_symbol_of_the_name_stays() -> None:
    SCENE.leaves(
        {
            "app/other.py": "__all__ = ['UserManager']\nclass UserManager: users = 2\n",
            "app/views.py": "from app.other import *\nprint(UserManager.users)\n",
        }
    )


def test_what_a_dunder_all_lists_and_its_module_does_not_have_is_listed() -> None:
    files = {
        "app/__init__.py": "__all__ = [\n    'UserManager',\n    'm',\n]\n",
        "app/core/__init__.py": "__all__ = ['core']\n",
    }
    SCENE.leaves(files, says=("app/__init__.py:2…the export 'UserManager', which nothing here binds",))
    assert (
        "__init__"
        not in applied(rename("app.core.core:core", "New"), {**files, "app/core/core.py": "def core(): ...\n"}).said
    )


def test_dunder_all_of_a_class_or_a_function_is_no_export_table() -> None:
    SCENE.leaves(
        "class C:\n    __all__ = ['UserManager']\ndef f():\n    __all__ = ['UserManager']\n    return __all__\nprint(f())\n"
    )


def test_a_tuple_of_names_bound_in_the_module_is_an_export_table() -> None:
    check(
        USER_MANAGER,
        {"app/m.py": "class Other: ...\nclass UserManager: ...\npublic_names = ('UserManager', 'Other')\nfor n in public_names: print(n in globals())\n"},
        {"app/m.py": "class Other: ...\nclass Manager: ...\npublic_names = ('Manager', 'Other')\nfor n in public_names: print(n in globals())\n"},
        runs="import app.m",
    )  # fmt: skip


def test_a_list_of_one_string_is_an_export_table_where_that_is_a_class_of_the_module() -> None:
    text = "{0}\ncompilers = ['{1}']\nfor n in compilers: print(n in globals())\n"
    check(
        USER_MANAGER,
        {"app/m.py": text.format("class UserManager: ...", "UserManager")},
        {"app/m.py": text.format("class Manager: ...", "Manager")},
        runs="import app.m",
    )
    check(
        USER_MANAGER,
        {"app/m.py": text.format("def UserManager(): ...", "UserManager")},
        {"app/m.py": text.format("def Manager(): ...", "UserManager")},
        says=["app/m.py:2…may name the symbol"],
    )
    text += "__all__ = [*compilers]\n"
    check(
        USER_MANAGER,
        {"app/m.py": text.format("def UserManager(): ...", "UserManager")},
        {"app/m.py": text.format("def Manager(): ...", "Manager")},
        runs="import app.m",
    )


def test_strings_that_several_names_get_are_no_export_table() -> None:
    text = "class UserManager: ...\nclass Other: ...\n{}\nprint(a, b)\n"
    for unpacked in ("(a, b) = ('UserManager', 'Other')", "[a, *b] = ['UserManager', 'Other']"):
        before = text.format(unpacked)
        said = ["app/m.py:3…may name the symbol"]
        after = before.replace("class UserManager", "class Manager")
        check(USER_MANAGER, {"app/m.py": before}, {"app/m.py": after}, says=said, runs="import app.m")


@pytest.mark.parametrize(("member", "is_listed"), [("", True), ("    def UserManager(self): ...\n", False)])
def test_a_role_for_members_that_may_find_the_symbol_in_the_current_module_is_listed(
    member: str, is_listed: bool
) -> None:
    module = f"class C:\n    ':meth:`{{0}}`'\n{member}def {{1}}():\n    'See :meth:`{{0}}`.'\n"
    said = check(
        USER_MANAGER,
        {
            "app/m.py": module.format("UserManager", "UserManager"),
            "docs/a.rst": ":meth:`UserManager`\n\n.. currentmodule:: app.m\n\n:meth:`UserManager`\n",
        },
        {"app/m.py": module.format("UserManager", "Manager")},
    ).said
    lines = [f"app/m.py:{4 + bool(member)}: info proposal", "docs/a.rst:5: info proposal"]
    assert [line.partition(": UserManager in a")[0] for line in said.splitlines()] == (lines if is_listed else [])


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (":class:`.UserManager`, :meth:`~.UserManager.get`, :obj:`it <.UserManager>`\n", True),
        (":class:`.m.UserManager`, :class:`.app.UserManager`, :class:`.app.m.UserManager`\n", True),
        (":class:`.other.UserManager`, :class:`.p.m.UserManager`\n", False),
        (":meth:`.UserManager`, :attr:`.m.UserManager`, :mod:`.UserManager`, ``.UserManager``\n", False),
    ],
)
def test_what_sphinx_finds_by_the_end_of_its_path_changes(text: str, changes: bool) -> None:
    after = same_word({"docs/a.rst": text}) if changes else None
    PACKAGE.changes({"docs/a.rst": text}, after or {"docs/a.rst": text})


@pytest.mark.parametrize(
    "other",
    [
        "class UserManager: ...\n",
        "class C:\n    def UserManager(self): ...\n",
        "if x:\n    async def UserManager(): ...\n",
        "UserManager = 1\n",
        "class C:\n    UserManager: int\n",
    ],
)
def test_the_end_of_a_path_is_listed_where_something_else_is_called_so(other: str) -> None:
    PACKAGE.leaves({"docs/a.rst": "See :class:`.UserManager`.\n", "app/other.py": other})


@pytest.mark.parametrize(
    "same",
    [
        "def f():\n    {0} = 1\n    return {0}\n",
        "import app.m as m\n{0} = m.{0}\n",
        "import app.m as m\nif m:\n    {0} = m.{0}\n",
        "if x:\n    def {0}(): ...\nelse:\n    from app.m import {0}\n",
    ],
)
def test_what_hands_the_symbol_on_and_a_variable_of_a_function_are_nothing_else_that_is_called_so(same: str) -> None:
    handed = same.replace("{0} = 1\n    return {0}", "UserManager = 1\n    return UserManager")
    PACKAGE.changes(
        {"docs/a.rst": "See :class:`.UserManager`.\n", "app/other.py": handed.format("UserManager")},
        {"docs/a.rst": "See :class:`.Manager`.\n", "app/other.py": handed.format("Manager")},
    )


@pytest.mark.parametrize(
    ("role", "changes"), [("any", True), ("py:obj", True), ("code", False), ("literal", False), (None, False)]
)
def test_the_default_role_of_sphinx_says_whether_backticks_alone_name_the_symbol(
    role: str | None, changes: bool
) -> None:
    conf = {"docs/conf.py": f"extensions = []\ndefault_role = {role!r}\n", "src/conf.py": "DEBUG = True\n"}
    told = {"docs/a.rst": ".. currentmodule:: app\n\nSee `UserManager`, not ``UserManager``.\n"}
    PACKAGE.changes(
        conf | told | {"src/x.py": "'See `.UserManager`.'\n"},
        conf
        | {"docs/a.rst": told["docs/a.rst"].replace(" `UserManager", " `Manager") if changes else told["docs/a.rst"]}
        | {"src/x.py": f"'See `.{'Manager' if changes else 'UserManager'}`.'\n"},
    )


def test_the_default_role_is_that_of_the_nearest_configuration() -> None:
    text = "See `.UserManager`.\n"
    confs = {"docs/conf.py": "extensions = []\ndefault_role = 'any'\n", "lib/docs/conf.py": "extensions = []\n"}
    PACKAGE.changes(
        confs | {"docs/a.rst": text, "lib/docs/a.rst": text, "lib/a.rst": text, "a.rst": text},
        confs | {"docs/a.rst": text.replace("User", ""), "lib/docs/a.rst": text, "lib/a.rst": text, "a.rst": text},
    )


def test_a_role_in_a_docstring_is_looked_up_in_the_packages_around_its_module() -> None:
    text = '"""See :class:`UserManager` and :meth:`UserManager.get`, `UserManager`."""\n'
    after = text.replace("class:`User", "class:`").replace("meth:`User", "meth:`")
    PACKAGE.changes({"app/sub/x.py": text, "lib/x.py": text}, {"app/sub/x.py": after, "lib/x.py": text})
    own = "from app.n import UserManager\n"
    PACKAGE.leaves({"app/n.py": "class UserManager: ...\n", "app/sub/x.py": text + own})
    PACKAGE.leaves({"app/sub/x.py": f"class C:\n    {text}    class UserManager: ...\n"})
    PACKAGE.leaves({"app/sub/__init__.py": "UserManager = 1\n", "app/sub/x.py": text})


# mock and its relatives


def test_a_patch_target_is_followed_to_where_it_is_looked_up() -> None:
    PACKAGE.changes(
        {
            "app/views.py": "import app.m\nfrom app import m as mm\nfrom app.m import UserManager as UM\n",
            "tests/test_it.py": """
                from unittest.mock import patch
                import app.views
                targets = [
                    patch("app.UserManager"),
                    patch("app.m.UserManager.get"),
                    patch("app.views.mm.UserManager"),
                    patch(target="app.m.UserManager", new=1),
                    patch('app.m.UserManager'),
                    patch(r"app.m.UserManager"),
                    patch("app.views.UM"),
                ]
                for target in targets:
                    with target: print(1)
                """,
        },
        {
            "app/views.py": "import app.m\nfrom app import m as mm\nfrom app.m import Manager as UM\n",
            "tests/test_it.py": """
                from unittest.mock import patch
                import app.views
                targets = [
                    patch("app.Manager"),
                    patch("app.m.Manager.get"),
                    patch("app.views.mm.Manager"),
                    patch(target="app.m.Manager", new=1),
                    patch('app.m.Manager'),
                    patch(r"app.m.Manager"),
                    patch("app.views.UM"),
                ]
                for target in targets:
                    with target: print(1)
                """,
        },
        runs="import tests.test_it",
    )


def test_a_patch_target_made_from_pieces_changes_or_is_listed() -> None:
    SCENE.changes(
        {"tests/test_it.py": 'from unittest.mock import patch\nwith patch("app.m." "UserManager"): print(1)\n'},
        {"tests/test_it.py": 'from unittest.mock import patch\nwith patch("app.m." "Manager"): print(1)\n'},
        or_listed=("tests/test_it.py:2",),
        runs="import tests.test_it",
    )


def test_a_patch_target_made_by_a_format_changes_or_is_listed() -> None:
    for target in ('f"{M}.UserManager"', 'M + ".UserManager"', '"%s.UserManager" % M', '"{}.UserManager".format(M)'):
        text = f'from unittest.mock import patch\nM = "app.m"\nwith patch({target}): print(1)\n'
        SCENE.changes(
            {"tests/test_it.py": text},
            {"tests/test_it.py": text.replace("UserManager", "Manager")},
            or_listed=("tests/test_it.py:3",),
            runs="import tests.test_it",
        )


@pytest.mark.parametrize(
    ("package", "is_open"),
    [
        ("from app import other as thing\n", True),
        ("from .thing import thing\n", True),
        ("from .thing import call as thing\n", False),
        ("from . import thing\n", False),
    ],
)
def test_a_patch_target_through_a_name_of_a_package_that_is_its_submodule_too_is_listed(
    package: str, is_open: bool
) -> None:
    test = "from unittest.mock import patch\npatch('pkg.thing.Old')\n"
    thing = "class Old: ...\ndef call(): ...\nthing = call()\n"
    after = thing.replace("Old", "New")
    check(
        rename("pkg.thing.Old", "New"),
        {"app/__init__.py": "", "app/other.py": "", "pkg/__init__.py": package, "pkg/thing.py": thing, "t.py": test},
        {"pkg/thing.py": after} if is_open else {"pkg/thing.py": after, "t.py": test.replace("Old", "New")},
        says=["t.py:2: warning left-alone…what pkg.thing.Old is at that moment cannot be told"] * is_open,
    )


def test_the_keywords_of_patch_multiple_change() -> None:
    SCENE.changes(
        {
            "tests/test_it.py": """
                from unittest import mock
                from unittest.mock import patch
                from app import m
                with patch.multiple("app.m", UserManager=3): print(m.UserManager)
                with patch.multiple("app.m", UserManager=mock.DEFAULT): print(m.UserManager is not None)
                with mock.patch.multiple(m, UserManager=4): print(m.UserManager)
                with mock.patch.multiple(UserManager=4, target=m): print(m.UserManager)
                with patch.multiple("app.other", create=True, UserManager=5) if 0 else patch.object(m, "UserManager", 6):
                    print(m.UserManager)
                """
        },
        {
            "tests/test_it.py": """
                from unittest import mock
                from unittest.mock import patch
                from app import m
                with patch.multiple("app.m", Manager=3): print(m.Manager)
                with patch.multiple("app.m", Manager=mock.DEFAULT): print(m.Manager is not None)
                with mock.patch.multiple(m, Manager=4): print(m.Manager)
                with mock.patch.multiple(Manager=4, target=m): print(m.Manager)
                with patch.multiple("app.other", create=True, UserManager=5) if 0 else patch.object(m, "Manager", 6):
                    print(m.Manager)
                """
        },
        runs="import tests.test_it",
    )


@pytest.mark.parametrize(
    "attributes",
    [
        'patch.multiple("app.m", **{"UserManager": 3})',
        "patch.multiple(m, **dict(UserManager=3))",
        'patch.dict(m.__dict__, {"UserManager": 3})',
        'patch.dict("app.m.__dict__", dict(UserManager=3))',
        'vars(m).update({"UserManager": 3})',
    ],
)
def test_the_keys_of_a_dict_that_sets_attributes_change(attributes: str) -> None:
    text = f"""\
        import contextlib
        from unittest.mock import patch
        from app import m
        with {attributes} or contextlib.nullcontext():
            print(m.UserManager)
        """
    SCENE.changes({"use.py": text}, {"use.py": text.replace("UserManager", "Manager")}, runs="import use")


@pytest.mark.parametrize(
    "attributes",
    ['patch.dict(os.environ, {"UserManager": "3"})', 'print(**{"UserManager": 3})', '{}.update({"UserManager": m})'],
)
def test_the_keys_of_a_dict_that_sets_no_attributes_stay(attributes: str) -> None:
    text = f"import os\nfrom unittest.mock import patch\nfrom app import m\n{attributes}\n"
    SCENE.leaves({"use.py": text}, says=["use.py:4…may name the symbol"])


@pytest.mark.parametrize(
    ("call", "listed"),
    [
        ("Monkey(m, UserManager=3)", True),
        ("self.swap(app.m, 1, UserManager=3, Other=4)", True),
        ("Monkey(other, UserManager=3)", False),
        ("Monkey(m.other, UserManager=3)", False),
        ("Monkey(UserManager=3)", False),
        ("Monkey(1, m, UserManager=3)", False),
    ],
)
def test_a_keyword_behind_its_module_is_listed(call: str, listed: bool) -> None:
    said = "app/views.py:4: warning left-alone: … behind its module"
    text = f"import app.m, app.other\nfrom app import m, other\ndef f(self, Monkey):\n    {call}\n"
    told = SCENE.leaves({"app/other.py": "UserManager = 1\n", "app/views.py": text}, says=(said,) if listed else ())
    assert listed == ("behind its module" in told.said)


STAND_IN = "is put in sys.modules for app.m"


@pytest.mark.parametrize(
    "made",
    [
        "sys.modules['app.m'] = SimpleNamespace(UserManager=1)",
        "monkeypatch.setitem(\n    sys.modules, 'app.m', SimpleNamespace(UserManager=1))",
        "with patch.dict('sys.modules', {'app.m': mock.MagicMock(UserManager=1)}): pass",
        "fake = Mock(name='m', UserManager=1)\nsys.modules['app.m'] = fake",
        "class Fake:\n    UserManager = 1\nsys.modules['app.m'] = Fake",
        "class Fake:\n    def UserManager(self): ...\nsys.modules['app.m'] = Fake()",
    ],
)
def test_what_stands_in_for_the_module_in_sys_modules_is_listed(made: str) -> None:
    SCENE.leaves({"tests/test_it.py": f"{made}\n"}, says=(f"tests/test_it.py:…{STAND_IN}",))
    for other in (
        made.replace("'app.m'", "'app.other'"),
        made.replace("sys.modules", "modules") + "\ndel sys.modules['app.m']\nsys.modules.pop('app.m')",
    ):
        assert STAND_IN not in SCENE.leaves({"tests/test_it.py": f"{other}\n"}).said


def test_another_keyword_beside_what_stands_in_for_the_module_is_no_attribute_of_it() -> None:
    made = "sys.modules['app.m'] = SimpleNamespace(other=1)\nrun(UserManager=1)\ndef f(UserManager): ...\n"
    assert STAND_IN not in SCENE.leaves({"tests/test_it.py": made}).said


def test_keywords_that_set_attributes_of_a_module_change_and_others_do_not() -> None:
    SCENE.changes(
        *(
            f"""
            from unittest import mock
            import app.m
            class Other: users = 2
            with mock.patch.dict(app.m.__dict__, {name}=Other):
                print(app.m.{name}.users)
            with mock.patch.dict("app.m.__dict__", {name}=Other):
                print(app.m.{name}.users)
            vars(app.m).update({name}=Other)
            app.m.__dict__.update({name}=Other)
            print(app.m.{name}.users)
            with mock.patch.dict("os.environ", UserManager="x"):
                print(dict(UserManager=1) | dict().copy())
            settings = {{}}
            settings.update(UserManager=1)
            """
            for name in ("UserManager", "Manager")
        ),
        runs="import app.views",
    )


def test_a_keyword_that_names_what_annotations_mean_is_listed() -> None:
    SCENE.changes(
        """
        from app.m import UserManager
        from app.models import Model
        Model.update_forward_refs(UserManager=UserManager)
        """,
        """
        from app.m import Manager
        from app.models import Model
        Model.update_forward_refs(UserManager=Manager)
        """,
        says=["app/views.py:3: … names here what annotations mean"],
        runs="",
    )


def test_what_annotations_are_told_a_name_means_is_listed_where_the_class_has_none_of_it() -> None:
    text = """\
        from typing import get_type_hints
        from app.n import Model, Other
        def rebuild():
            from app.m import {0}
            names = dict(UserManager={0})
            get_type_hints(Model, localns=names), get_type_hints(Other, None, {{"UserManager": {0}}})
        """
    other = "class Model: ...\nclass Other:\n    'Of a UserManager.'\n    {0} = 1\n"
    files = {"app/__init__.py": "", "app/n.py": other.format("UserManager"), "app/m.py": "class UserManager: ...\n"}
    check(
        rename("app.m.UserManager", "Manager"),
        {**files, "use.py": text.format("UserManager")},
        {"app/m.py": "class Manager: ...\n", "use.py": text.format("Manager")},
        says=["use.py:5: info proposal: UserManager names here what annotations mean", "use.py:6: info proposal"],
    )


def test_what_annotations_are_told_a_name_means_is_renamed_with_them() -> None:
    """As `Model.model_rebuild(_types_namespace={…})` of pydantic is."""
    model, other, late = (
        """
        from typing import TYPE_CHECKING, get_type_hints
        if TYPE_CHECKING:
            from app.m import {name}
        class Model:
            users: "{name}"
            def update_forward_refs(**known): print(*get_type_hints(Model, localns=known))
        """,
        """
        class Other:
            users: "UserManager"
        """,
        """
        from typing import get_type_hints
        import app.m
        from app.m import {name}
        from app.model import Model
        from app.other import Other
        known = {{**globals(), "{name}": app.m.{name}}}
        print(*get_type_hints(Model, None, known), *get_type_hints(Model, localns={{"{name}": {name}}}))
        print(*get_type_hints(Model, globalns=dict(vars(app.m), {name}={name})))
        Model.update_forward_refs({name}={name})
        Model.update_forward_refs(**{{"{name}": {name}}})
        print(*get_type_hints(Other, localns={{"UserManager": {name}}}))
        both = {{"UserManager": {name}}}
        if False:
            get_type_hints(Other, localns=both), get_type_hints(Model, localns=both)
        """,
    )
    before = {
        "app/__init__.py": "",
        "app/m.py": "class UserManager: pass",
        "app/model.py": model.format(name="UserManager"),
        "app/other.py": other,
        "app/late.py": late.format(name="UserManager"),
    }
    after = {
        "app/m.py": "class Manager: pass",
        "app/model.py": model.format(name="Manager"),
        "app/late.py": late.format(name="Manager"),
    }
    says = [
        "late.py:11: … the string 'UserManager' may name",
        "late.py:12: warning left-alone … some take the new name",
    ]
    check(rename("app.m.UserManager", "Manager"), before, after, says=says, runs="import app.late")


def test_a_keyword_that_stands_with_the_path_of_its_module_is_listed() -> None:
    files = {
        "app/__init__.py": "",
        "app/m.py": "class old_hash: ...\n",
        "app/registry.py": """
            places = dict(
                old_hash="app.m",
                other="app.m",
            )
            nearby = dict(old_hash=".m")
            words = dict(old_hash="app.other") | dict(old_hash="app") | dict(old_hash="other.m") | dict(old_hash=b"app.m")
            """,
    }
    result = check(rename("app.m.old_hash", "new_hash"), files, {"app/m.py": "class new_hash: ...\n"})
    said = [(each.line, each.severity) for each in result.outcome.diagnostics]
    assert said == [(2, "warning"), (5, "warning")], result.said


def test_the_parameter_that_patch_multiple_fills_changes_or_is_listed() -> None:
    before = """
        from unittest.mock import DEFAULT, patch
        @patch.multiple("app.m", UserManager=DEFAULT)
        def test_it(UserManager):
            print(UserManager is not None, UserManager.Manager is not None)
        test_it()
        """
    SCENE.changes(
        {"tests/test_it.py": before},
        {"tests/test_it.py": before.replace("UserManager", "Manager")},
        runs="import tests.test_it",
    )


def test_the_module_of_patch_multiple_may_be_a_constant_or_the_own() -> None:
    text = """
        from unittest.mock import patch
        from app.m import {0}
        MODULE, OTHER = "app.m", "app.other"
        M = "app.m"
        with patch.multiple(M, {0}=1):
            import app.m
            print(app.m.{0})
        with patch.multiple(__name__, {0}=2): print({0})
        def never():
            with patch.multiple(OTHER, UserManager=3): ...
            with patch.multiple(f"{{M}}", UserManager=3): ...
        """
    SCENE.changes(
        {"app/m2.py": text.format("UserManager")},
        {"app/m2.py": text.format("Manager")},
        says=["app/m2.py:11: warning left-alone: UserManager left alone: what it is an attribute of cannot be told"],
        runs="import app.m2",
    )


def test_patching_the_class_itself_changes_its_name_and_not_the_attributes() -> None:
    SCENE.changes(
        {
            "tests/test_it.py": """
                from unittest.mock import patch
                from app.m import UserManager
                with patch.object(UserManager, "get", return_value="UserManager"): print(UserManager().get())
                with patch.object(UserManager, "UserManager", 1, create=True): print(UserManager.UserManager)
                """
        },
        {
            "tests/test_it.py": """
                from unittest.mock import patch
                from app.m import Manager
                with patch.object(Manager, "get", return_value="UserManager"): print(Manager().get())
                with patch.object(Manager, "UserManager", 1, create=True): print(Manager.UserManager)
                """
        },
        runs="import tests.test_it",
    )


def test_patch_dict_and_other_strings_of_tests_stay() -> None:
    SCENE.leaves(
        {
            "tests/test_it.py": """
                import os
                from unittest.mock import patch
                with patch.dict(os.environ, {"UserManager": "1"}), patch.dict("os.environ", UserManager="2"):
                    print(os.environ["UserManager"])
                def test_it(mocker, monkeypatch, registry):
                    monkeypatch.setenv("UserManager", "1")
                    monkeypatch.setitem(registry, "UserManager", 1)
                    monkeypatch.setattr(registry, "UserManager", 1)
                    mocker.patch("other.m.UserManager")
                    mocker.patch("app.other.UserManager", create=True)
                """
        },
        runs="import tests.test_it",
    )


def test_mocker_and_monkeypatch_change_in_all_their_forms() -> None:
    before = """
        import app.m
        from app import m

        def test_it(mocker, monkeypatch):
            mocker.patch("app.m.UserManager", autospec=True)
            mocker.patch.object(m, "UserManager")
            mocker.patch.object(app.m, attribute="UserManager")
            mocker.patch.multiple("app.m", UserManager=1)
            mocker.spy(app.m, "UserManager")
            mocker.spy("app.m", "UserManager")
            mocker.spy(obj=app.m, name="UserManager")
            mocker.patch.object(attribute="UserManager", target=m)
            monkeypatch.setattr("app.m.UserManager", 1)
            monkeypatch.setattr("app.m.UserManager.get", lambda self: 1, raising=False)
            monkeypatch.setattr(m, "UserManager", 1)
            monkeypatch.setattr(m, name="UserManager", value=1)
            monkeypatch.delattr(m, "UserManager")
            with monkeypatch.context() as mp:
                mp.setattr(m, "UserManager", 1)
        """
    SCENE.changes({"tests/test_it.py": before}, {"tests/test_it.py": before.replace("UserManager", "Manager")})


def test_items_of_a_modules_namespace_that_monkeypatch_sets_change() -> None:
    text = """
        import app.m
        def test(monkeypatch, table):
            monkeypatch.setitem(app.m.__dict__, "{0}", 1)
            monkeypatch.setitem(vars(app.m), "{0}", 2)
            monkeypatch.delitem(app.m.__dict__, "{0}")
            monkeypatch.setitem(table, "UserManager", 3)
            monkeypatch.setitem(app.other.__dict__, "UserManager", 3)
        """
    SCENE.changes(text.format("UserManager"), text.format("Manager"), says=["app/views.py:6:"], runs="")


@pytest.mark.parametrize(
    "line",
    [
        r'print("one\nUserManager")', r're.search(r"\bUserManager\b", x)', r'x = f"{y}\tUserManager"', r'x = b"capp.m\nUserManager\n."',
        r'exec("from app.m import x\nUserManager()")',
    ],
)  # fmt: skip
def test_the_word_behind_an_escape_is_listed(line: str) -> None:
    SCENE.leaves(f"{line}\n", says=["app/views.py:1: … behind an escape"], runs="")


@pytest.mark.parametrize("line", [r'"""Doc\nUserManager"""', r'x = "\nUserManagers"', r'x = "\\x UserManager"'])
def test_the_word_behind_no_escape_is_not_listed_so(line: str) -> None:
    assert "behind an escape" not in SCENE.leaves(f"{line}\n", runs="").said


def test_a_module_given_to_a_fixture_of_the_tests_is_followed_or_listed() -> None:
    before = """
        import pytest
        from app import m
        @pytest.fixture
        def fake(monkeypatch):
            module = m
            monkeypatch.setattr(module, "UserManager", 1)
        """
    SCENE.changes(
        {"tests/conftest.py": before},
        {"tests/conftest.py": before.replace("UserManager", "Manager")},
        or_listed=("tests/conftest.py:6",),
    )


# Strings beside a module


def test_getattr_and_its_relatives_change_beside_a_module() -> None:
    SCENE.changes(
        """
        import sys
        import app.m
        from app import m
        print(getattr(m, "UserManager").users, getattr(app.m, "UserManager", None).users, hasattr(m, "UserManager"))
        kept = m.UserManager
        delattr(m, "UserManager")
        setattr(app.m, "UserManager", kept)
        print(getattr(sys.modules["app.m"], "UserManager").users, sys.modules["app.m"].UserManager.users)
        """,
        """
        import sys
        import app.m
        from app import m
        print(getattr(m, "Manager").users, getattr(app.m, "Manager", None).users, hasattr(m, "Manager"))
        kept = m.Manager
        delattr(m, "Manager")
        setattr(app.m, "Manager", kept)
        print(getattr(sys.modules["app.m"], "Manager").users, sys.modules["app.m"].Manager.users)
        """,
    )


def test_a_getattr_with_a_computed_name_is_listed() -> None:
    SCENE.leaves(
        {
            "tools.py": 'from app import m\nNAMES = ["UserManager", "a word"]\nfor name in NAMES: print(getattr(m, name, 0) is None)\n'
        },
        says=("tools.py:",),
    )


def test_a_getattr_on_something_unknown_is_listed_or_left() -> None:
    SCENE.leaves('def f(o): return getattr(o, "UserManager", 1)\nprint(f(2))\n')


@pytest.mark.parametrize(
    "lookup",
    [
        'globals()["UserManager"]',
        'globals().get("UserManager")',
        "vars()['UserManager']",
        "sys.modules[__name__].UserManager",
        'getattr(sys.modules[__name__], "UserManager")',
        'sys.modules["app.m"].UserManager',
        'sys.modules["app.m"].__dict__["UserManager"]',
        'vars(sys.modules[__name__])["UserManager"]',
        'eval("UserManager")',
        '__import__("app.m", fromlist=["UserManager"]).UserManager',
    ],
)
def test_a_lookup_among_the_globals_changes_or_is_listed(lookup: str) -> None:
    before = f"import sys\nclass UserManager: users = 1\nprint({lookup}.users)\n"
    check(
        USER_MANAGER,
        {"app/m.py": before},
        {"app/m.py": before.replace("UserManager", "Manager")},
        or_listed=("app/m.py:3",),
        runs="import app.m",
    )


@pytest.mark.parametrize(
    ("text", "is_import"),
    [
        ("'from app.m import UserManager; UserManager()'", True),
        ("f'import os\\nfrom app.m import Other, UserManager\\n{name}'", True),
        ('"""\\n    from app.m import (\\n        UserManager,\\n    )\\n"""', True),
        ("'from app.other import UserManager'", False),
        ("'cannot import UserManager from app.m'", False),
    ],
)
def test_a_text_that_imports_the_symbol_is_left_with_a_warning(text: str, *, is_import: bool) -> None:
    said = SCENE.leaves(f"name = 1\nx = {text}\n", runs="").said
    assert ("warning left-alone: UserManager left alone: a text imports it" in said) == is_import
    assert is_import or "info proposal: UserManager in a string" in said


def test_a_lookup_among_the_globals_sees_the_binding_that_is_in_force_there() -> None:
    before = """\
        from app.m import *
        print(globals()["UserManager"].users)
        class UserManager: users = 5
        def late(): return globals()["UserManager"].users
        print(globals()["UserManager"].users, late())
        """
    SCENE.changes(
        {"hub.py": before},
        {"hub.py": before.replace("UserManager", "Manager", 1)},
        says=["hub.py:3…it is bound here anew"],
        runs="import hub",
    )


def test_a_lookup_among_the_globals_at_an_unknown_time_is_listed() -> None:
    SCENE.changes(
        """\
        def late(): return globals()["UserManager"].users
        class UserManager: users = 5
        print(late())
        from app.m import UserManager
        print(late())
        """,
        """\
        def late(): return globals()["UserManager"].users
        class UserManager: users = 5
        print(late())
        from app.m import Manager
        print(late())
        """,
        says=["1: warning left-alone…what globals() holds at that moment cannot be told"],
        runs="",
    )


def test_a_lookup_among_the_globals_of_another_module_stays() -> None:
    SCENE.leaves('UserManager = 1\nprint(globals()["UserManager"], "UserManager" in globals())\n')


@pytest.mark.parametrize("method", ["__reduce__(self)", "__reduce_ex__(self, protocol)"])
def test_the_name_under_which_pickle_finds_an_object_follows(method: str) -> None:
    module = f"class _Missing:\n    def {method}:\n        return 'MISSING'\n\nMISSING = _Missing()\n"
    run = "import copy, pickle\nfrom app.m import MISSING as m\nassert pickle.loads(pickle.dumps(m)) is copy.copy(m) is m\n"
    before = {"app/m.py": module, "run.py": run}
    after = {"app/m.py": module.replace("MISSING", "ABSENT"), "run.py": run.replace("MISSING", "ABSENT")}
    check(rename("app.m:MISSING", "ABSENT"), before, after, runs="import run")


@pytest.mark.parametrize("returned", ["return str, ('MISSING',)", "return _made('MISSING')", "x = 'MISSING'"])
def test_what_else_stands_in_such_a_method_is_no_name(returned: str) -> None:
    module = f"class _Missing:\n    def __reduce__(self):\n        {returned}\n\nMISSING = _Missing()\n"
    before = {"app/m.py": module, "app/n.py": "class A:\n    def __reduce__(self):\n        return 'MISSING'\n"}
    after = {"app/m.py": module.replace("\nMISSING", "\nABSENT")}
    check(rename("app.m:MISSING", "ABSENT"), before, after)


@pytest.mark.parametrize(
    "text",
    [
        '"{UserManager}".format(**globals())',
        '"{{}} {UserManager.users!r:>3}".format(1, **globals())',
        '("a" "{UserManager[0]}").format_map(globals())',
        '"%(UserManager)s" % globals()',
        '("%%%(UserManager)s"\n    " b") % vars()',
    ],
)
def test_a_field_of_a_text_that_the_globals_fill_changes(text: str) -> None:
    before = f"class UserManager:\n    users = 1\n    __class_getitem__ = str\nprint(str({text})[-9:-2])\n"
    after = before.replace("UserManager", "Manager")
    check(USER_MANAGER, {"app/m.py": before}, {"app/m.py": after}, runs="import app.m")


@pytest.mark.parametrize(
    "text",
    [
        '"{{UserManager}} {0}".format(1, **globals())',
        '"%%(UserManager)s" % globals()',
        '"{UserManager}".format(**{"UserManager": 1})',
        '"%(UserManager)s" % {"UserManager": 1}',
        '(lambda UserManager: "{UserManager} %(UserManager)s".format(**locals()) % vars())(1)',
        '"{0:UserManager}"',
    ],
)
def test_what_is_no_field_of_a_text_that_the_globals_fill_is_left(text: str) -> None:
    before = f"class UserManager: ...\nprint({text})\n"
    check(USER_MANAGER, {"app/m.py": before}, {"app/m.py": before.replace("UserManager", "Manager", 1)})


def test_a_field_of_a_text_that_globals_fill_elsewhere_is_left() -> None:
    SCENE.leaves('UserManager = 1\nprint("{UserManager} %(UserManager)s".format(**globals()) % globals())\n')


def test_a_dotted_path_that_names_the_symbol_changes_in_any_string() -> None:
    SCENE.changes(
        """
        import importlib
        SETTING = "app.m.UserManager"
        ENTRY = "app.m:UserManager"
        ROUTES = {"users": "app.m.UserManager.get", "other": ("app.m.UserManagers", "x.app.m.UserManager", "app.UserManager")}
        module, _, name = SETTING.rpartition(".")
        print(getattr(importlib.import_module(module), name).users)
        """,
        """
        import importlib
        SETTING = "app.m.Manager"
        ENTRY = "app.m:Manager"
        ROUTES = {"users": "app.m.Manager.get", "other": ("app.m.UserManagers", "x.app.m.UserManager", "app.UserManager")}
        module, _, name = SETTING.rpartition(".")
        print(getattr(importlib.import_module(module), name).users)
        """,
    )


def test_a_dotted_path_inside_a_longer_string_is_at_most_proposed() -> None:
    SCENE.leaves('print("see app.m.UserManager for more", "app.m.UserManager!", b"app.m.UserManager")\n')


@pytest.mark.parametrize(
    "string", ["UserManager.users", "shop.UserManager", "m.UserManager.users", "m:UserManager", "requests.UserManager"]
)
def test_a_path_that_begins_with_nothing_known_is_proposed(string: str) -> None:
    SCENE.leaves(f"import app.m\nNAME = {string!r}\n", says=("app/views.py:2: info proposal: UserManager in a string",))


@pytest.mark.parametrize(
    "string", ["http.client.UserManager", "app.other.UserManager", "UserManager.py", "UserManager.html"]
)
def test_a_path_to_something_else_or_the_name_of_a_file_is_not_worth_a_word(string: str) -> None:
    files = {"app/other.py": "class UserManager: ...\n", "app/views.py": f"import app.m\nNAME = {string!r}\n"}
    assert "app/views.py" not in SCENE.leaves(files).said


def test_a_mock_target_in_a_library_is_not_worth_a_word() -> None:
    views = "from unittest import mock\nimport app.m\ndef f():\n    mock.patch('requests.UserManager')\n"
    assert "app/views.py" not in SCENE.leaves(views).said


def test_the_word_in_an_unrelated_string_stays() -> None:
    SCENE.leaves(
        'REGISTRY = {"UserManager": 1}\nprint("UserManager", REGISTRY["UserManager"], "the UserManager")\n',
    )


# Lazy exports


LAZY_TABLES = [
    pytest.param(
        """
        import importlib
        _lazy = {"UserManager": "app.m"}
        def __getattr__(name):
            if name in _lazy: return getattr(importlib.import_module(_lazy[name]), name)
            raise AttributeError(name)
        """,
        id="name to module",
    ),
    pytest.param(
        """
        from importlib import import_module
        _lazy = {"UserManager": ".m", "other": ".n"}
        def __getattr__(name):
            try: module = _lazy[name]
            except KeyError: raise AttributeError(name) from None
            return getattr(import_module(module, __name__), name)
        def __dir__(): return sorted(_lazy)
        """,
        id="name to relative module",
    ),
    pytest.param(
        """
        import importlib
        _lazy: dict[str, tuple[str, str]] = {"UserManager": ("app.m", "UserManager"), "other": ("app.n", "other")}
        def __getattr__(name):
            if name not in _lazy: raise AttributeError(name)
            module, attribute = _lazy[name]
            return getattr(importlib.import_module(module), attribute)
        """,
        id="name to module and attribute",
    ),
    pytest.param(
        """
        import importlib
        _structure = {"m": ["UserManager"], "n": ["other"]}
        _where = {name: module for module, names in _structure.items() for name in names}
        def __getattr__(name):
            if name in _where: return getattr(importlib.import_module("." + _where[name], __name__), name)
            raise AttributeError(name)
        """,
        id="module to names",
    ),
    pytest.param(
        """
        def __getattr__(name):
            if name == "UserManager":
                from app.m import UserManager
                return UserManager
            raise AttributeError(name)
        """,
        id="if name ==",
    ),
    pytest.param(
        """
        def __getattr__(name):
            if name != "UserManager":
                raise AttributeError(name)
            from .m import UserManager
            return UserManager
        """,
        id="if name !=",
    ),
    pytest.param(
        """
        def __getattr__(name: str):
            if name in ("UserManager", "other"):
                from . import m
                return getattr(m, name)
            raise AttributeError(name)
        """,
        id="if name in",
    ),
    pytest.param(
        """
        def __getattr__(name):
            match name:
                case "UserManager":
                    from .m import UserManager
                    return UserManager
            raise AttributeError(name)
        """,
        id="match",
    ),
    pytest.param(
        """
        def __getattr__(name):
            if name == "UserManager":
                from .m import UserManager as found
                return found
            raise AttributeError(name)
        """,
        id="another name for it",
    ),
    pytest.param(
        """
        def __getattr__(name):
            match name:
                case "UserManager":
                    from .m import UserManager as found
                case "Other":
                    from .n import Other as found
                case _:
                    raise AttributeError(name)
            return found
        """,
        id="match, another name for it",
    ),
    pytest.param(
        """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from .m import UserManager
        __all__ = ["UserManager"]
        _lazy = {"UserManager": ("app.m", "UserManager")}
        def __getattr__(name):
            if name in _lazy:
                import importlib
                value = getattr(importlib.import_module(_lazy[name][0]), _lazy[name][1])
                globals()[name] = value
                return value
            raise AttributeError(name)
        """,
        id="with TYPE_CHECKING and __all__",
    ),
    pytest.param(
        """
        import importlib
        _lazy = {"UserManager": (".m", "UserManager", False), "other": (".n", "other", True)}
        def __getattr__(name):
            module, attribute, warns = _lazy.get(name, ("", "", False))
            if not module: raise AttributeError(name)
            return getattr(importlib.import_module(module, __name__), attribute)
        """,
        id="name to module, attribute and more",
    ),
    *(
        pytest.param(
            f"""
            from typing import TYPE_CHECKING
            import importlib
            if TYPE_CHECKING:
                from .m import UserManager as UserManager
            _MAP = {{"UserManager": {tried}}}
            def create(table):
                def __getattr__(name):
                    if name not in table: raise AttributeError(name)
                    for module in table[name]:
                        try: return getattr(importlib.import_module(module), name)
                        except (ImportError, AttributeError): pass
                return __getattr__
            __getattr__ = create(_MAP)
            """,
            id=tried,
        )
        for tried in ('("app.m", "app.old.m")', '("missing", "app.m")', '("app.m", "app.old", "User")')
    ),
    *(
        pytest.param(
            f"""
            import importlib
            _PATHS = {{"UserManager": "{path}"}}
            def __getattr__(name):
                module, _, attribute = _PATHS.get(name, "").replace(":", ".").rpartition(".")
                if not attribute:
                    raise AttributeError(name)
                return getattr(importlib.import_module(module, __name__), attribute)
            """,
            id=path,
        )
        for path in (".m.UserManager", ".m:UserManager", "app.m.UserManager")
    ),
    *(
        pytest.param(
            f"""
            from app import m
            {table}
            def __getattr__(name):
                if name in {table.partition(" ")[0].strip(":")}:
                    return getattr(m, name)
                raise AttributeError(name)
            """,
            id=table,
        )
        for table in (
            '__all__ = ["UserManager"]',
            '_NAMES = "UserManager", "other"',
            '_NAMES: frozenset[str] = frozenset({"UserManager"})',
            '_UNTIL = {"UserManager": "3.0"}',
        )
    ),
]


@pytest.mark.parametrize("package", LAZY_TABLES)
def test_a_lazy_export_changes_with_its_users(package: str) -> None:
    use = "import app\nfrom app import UserManager\nprint(UserManager.users, app.UserManager.users)\n"
    SCENE.changes(
        {"app/__init__.py": package, "app/views.py": use},
        same_word({"app/__init__.py": package, "app/views.py": use}),
    )


@pytest.mark.parametrize(
    "package",
    [
        """\
        def __getattr__(name):
            if name == "Old":
                from .m import Other as found
                return found
            if name == "Alias":
                from .m import Old as found
                return found
            raise AttributeError(name)
        """,
        """\
        def __getattr__(name):
            if name == "Alias":
                from .m import Old as found
            elif name == "Old":
                from .m import Other as found
            else:
                raise AttributeError(name)
            return found
        """,
        """\
        def __getattr__(name):
            if name == "Old":
                from .m import Other as found
            elif name == "Alias":
                from .m import Old as found
            else:
                raise AttributeError(name)
            return found
        """,
        """\
        def __getattr__(name):
            match name:
                case "Old":
                    from .m import Other as found
                case "Alias":
                    from .m import Old as found
                case _:
                    raise AttributeError(name)
            return found
        """,
    ],
)
def test_what_another_branch_of_getattr_takes_is_not_given_under_the_name(package: str) -> None:
    home = "class Old: ...\nclass Other: ...\n"
    check(
        rename("app.m:Old", "New"),
        {"app/__init__.py": package, "app/m.py": home},
        {"app/__init__.py": package.replace("import Old", "import New"), "app/m.py": home.replace("Old", "New")},
        runs="from app import Old, Alias; print(Old is Alias)",
    )


def test_a_string_in_a_case_of_getattr_that_is_not_asked_for_is_no_export() -> None:
    package = """\
        from .m import {0}
        def __getattr__(name):
            match name:
                case "Alias":
                    print("Old")
                    return {0}
            raise AttributeError(name)
        """
    check(
        rename("app.m:Old", "New"),
        {"app/__init__.py": package.format("Old"), "app/m.py": "class Old: ...\n"},
        {"app/__init__.py": package.format("New"), "app/m.py": "class New: ...\n"},
        says=["app/__init__.py:5: info proposal"],
        runs="import app; app.Alias",
    )


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("import sys\nx = sys.modules['app.old']\n", False),
        ("x = TABLE['app.old']\n", True),
        ("logger = getLogger('app.old')\n", False),
        ("x = call('app.old')\n", True),
    ],
)
def test_a_path_of_a_module_that_has_the_name_of_a_function_is_listed_where_no_module_is_asked_for(
    text: str, listed: bool
) -> None:
    result = check(
        rename("app.old:old", "new"),
        {"app/__init__.py": "from .old import old\n", "app/old.py": "def old(): ...\n", "use.py": text},
        {"app/__init__.py": "from .old import new\n", "app/old.py": "def new(): ...\n"},
    )
    assert ("app.old is the path of a module, too" in result.said) == listed


HANDS_ON = """from app import m
def __getattr__(name: str) -> object:
    if name.startswith("_"):
        raise AttributeError(name)
    print("asked")
    return getattr(m, name)
"""


UNCHECKED = HANDS_ON.replace("def", "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n  def").replace(
    "\n    ", "\n      "
)


@pytest.mark.parametrize("package", [HANDS_ON, UNCHECKED])
def test_a_package_that_hands_on_whatever_it_is_asked_for_gives_the_new_name_unasked(package: str) -> None:
    use = "import app\nfrom app import UserManager\nprint(UserManager.users, app.UserManager.users)\n"
    SCENE.changes({"app/__init__.py": package, "app/views.py": use}, same_word({"app/views.py": use}))


@pytest.mark.parametrize(
    "package",
    [
        HANDS_ON + "Manager = 1\n",
        HANDS_ON.replace('print("asked")', "if name == 'Manager': return 1"),
        HANDS_ON.replace('print("asked")', "if name in removed: raise AttributeError"),
        HANDS_ON.replace("return getattr(m, name)", "return next(getattr(m, name) for m in (m,))"),
    ],
)
def test_what_a_package_may_hand_on_is_listed(package: str) -> None:
    use = "from app import UserManager\nprint(UserManager.users)\n"
    SCENE.leaves({"app/__init__.py": package, "app/views.py": use}, says=["app/views.py:1: warning left"], runs="")


def test_a_list_of_the_submodules_that_a_package_loads_is_none_of_what_it_hands_on() -> None:
    package = """
        from app import m
        _SUBMODULES = ["UserManager"]
        def __getattr__(name):
            if name in _SUBMODULES:
                return importlib.import_module(f"app.{name}")
            return getattr(m, name)
        """
    SCENE.leaves({"app/__init__.py": package}, says=["app/__init__.py:2…may name the symbol"])


def test_an_export_of_what_is_perhaps_given_on_demand_is_listed() -> None:
    package = HANDS_ON.replace("getattr(m, name)", "find(name)") + "__all__ = ['UserManager']\n"
    SCENE.leaves({"app/__init__.py": package}, says=["app/__init__.py:7: warning left"])


def test_a_lazy_table_of_another_symbol_of_the_name_stays() -> None:
    SCENE.leaves(
        {
            "app/other.py": "class UserManager: users = 2\n",
            "app/__init__.py": """
                import importlib
                _lazy = {"UserManager": "app.other"}
                def __getattr__(name):
                    if name in _lazy: return getattr(importlib.import_module(_lazy[name]), name)
                    raise AttributeError(name)
                """,
            "app/views.py": "from app import UserManager\nprint(UserManager.users)\n",
        }
    )


LAZY_MODULE = """\
import importlib, types
class LazyModule(types.ModuleType):
    def __init__(self, name, file, structure):
        super().__init__(name)
        self.__path__ = [file.rpartition("/")[0]]
        self.__owners = {each: owner for owner, names in structure.items() for each in names}
    def __getattr__(self, name):
        if name not in self.__owners: raise AttributeError(name)
        return getattr(importlib.import_module("." + self.__owners[name], self.__name__), name)
"""


@pytest.mark.parametrize(
    "rows",
    [
        '_rows["m"] = ["UserManager"]',
        '_rows["m"] = "UserManager", "other"',
        '_rows["m"] = []\n    _rows["m"] += ["UserManager"]',
        '_rows["m"] = []\n    _rows["m"].append("UserManager")',
        '_rows["m"] = ["other"]\n    _rows["m"].extend(("UserManager", "more"))',
    ],
)
def test_the_rows_of_a_lazy_table_may_be_added_one_by_one(rows: str) -> None:
    text = f"""\
from typing import TYPE_CHECKING
from lazies import LazyModule
_rows = {{"n": ["Other"]}}
try:
    import json
except ImportError:
    pass
else:
    {rows}
if TYPE_CHECKING:
    from .m import UserManager
else:
    import sys
    sys.modules[__name__] = LazyModule(__name__, globals()["__file__"], _rows)
"""
    use = "from app import UserManager\nprint(UserManager.users)\n"
    SCENE.changes(
        {"lazies.py": LAZY_MODULE, "app/__init__.py": text, "use.py": use},
        {"app/__init__.py": text.replace("UserManager", "Manager"), "use.py": use.replace("UserManager", "Manager")},
        runs="import use",
    )


@pytest.mark.parametrize(
    "rows",
    [
        '_rows["n"] = ["UserManager"]',
        '_rows["m"].discard("UserManager")',
        '_rows["m"].extend(f(["UserManager"]))',
        '_rows.extend(["UserManager"])',
        'for _ in (): _rows["m"].append("UserManager", 1)',
    ],
)
def test_what_is_no_row_of_a_lazy_table_stays(rows: str) -> None:
    text = f'from lazies import LazyModule\n_rows = {{}}\n{rows}\nLazyModule(__name__, "", _rows)\n'
    SCENE.leaves({"app/n.py": "", "app/__init__.py": text}, says=["app/__init__.py:3: info proposal"])


@pytest.mark.parametrize(
    ("table", "made"),
    [("_A", "_A, _B = {'UserManager': 'app.m'}, {}"), ("_A['lazy']", "_A = {}\n_A['lazy'] = {'UserManager': 'app.m'}")],
)
def test_a_lazy_table_may_be_one_of_several_or_part_of_another(table: str, made: str) -> None:
    given = f"    if name in {table}: return getattr(importlib.import_module({table}[name]), name)\n"
    text = f"import importlib\n{made}\ndef __getattr__(name):\n{given}    raise AttributeError(name)\n"
    files = {"app/__init__.py": text, "app/views.py": "from app import UserManager\nprint(UserManager.users)\n"}
    SCENE.changes(files, {path: each.replace("UserManager", "Manager") for path, each in files.items()})


def test_an_entry_may_have_the_attribute_before_its_module() -> None:
    package = """
        import importlib
        _lazy = {{"{0}": ("{0}", "{1}"), "Leg": ("{0}", "app.m"), "Other": ("Other", ".n")}}
        def __getattr__(name):
            if name not in _lazy: raise AttributeError(name)
            attribute, module = _lazy[name]
            return getattr(importlib.import_module(module, __name__), attribute)
        """
    use = "import app\nprint(app.{0}.users, app.Leg.users)\n"
    other = {"app/n.py": "class Other: ...\n"}
    for module in (".m", "m", "app.m"):
        full = {"app/__init__.py": package.format("UserManager", module), "use.py": use.format("UserManager")}
        after = {"app/__init__.py": package.format("Manager", module), "use.py": use.format("Manager")}
        SCENE.changes(full | other, after, runs="import use" if module != "m" else "")


@pytest.mark.parametrize(
    "entry",
    ['("Other", "app.m")', '("app.m", "Other")', '("Other", "m")', '"app.m:Other"', '"m:Other"', '"app.m.Other"'],
)
def test_an_entry_with_another_attribute_of_the_module_stays_though_that_has_the_name_too(entry: str) -> None:
    package = f'_lazy = {{"UserManager": {entry}}}\ndef __getattr__(name): return found(_lazy[name])\n'
    SCENE.changes(
        {
            "app/__init__.py": package,
            "app/m.py": "class Other: ...\nclass UserManager: ...\n",
            "use.py": "from app import UserManager\n",
        },
        {"app/m.py": "class Other: ...\nclass Manager: ...\n"},
    )


def test_a_list_of_a_module_and_of_a_name_in_a_lazy_module_is_no_entry_of_a_table() -> None:
    package = "_tried = ['app.m', 'UserManager']\ndef __getattr__(name): return find(name)\n"
    SCENE.leaves({"app/__init__.py": package}, says=["app/__init__.py:1: info proposal"])


def test_a_path_from_the_package_is_one_in_the_table_of_a_lazy_module_alone() -> None:
    paths = 'TABLE = {"a": ".m.UserManager", "b": "m:UserManager", "c": "m.UserManager"}\n'
    SCENE.leaves({"app/k.py": paths}, says=["app/k.py:1: info proposal"], runs="")


def test_of_several_modules_that_are_tried_for_a_name_the_first_that_has_it_gives_it() -> None:
    SCENE.leaves(
        {
            "app/other.py": "class UserManager: users = 2\n",
            "app/__init__.py": """
                import importlib
                _lazy = {"UserManager": ("app.other", "app.m")}
                def __getattr__(name):
                    for module in _lazy.get(name, ()): return getattr(importlib.import_module(module), name)
                    raise AttributeError(name)
                """,
            "app/views.py": "from app import UserManager\nprint(UserManager.users)\n",
        },
        runs="import app.views",
    )


def test_what_a_lazy_importer_gets_beside_its_table_changes_with_its_key() -> None:
    package = """
        import sys, types
        from app.m import UserManager
        class LazyModule(types.ModuleType):
            def __init__(self, name, extra):
                super().__init__(name)
                self.__dict__.update(extra)
        REGISTRY = {"UserManager": UserManager}
        sys.modules[__name__] = LazyModule(__name__, extra={"UserManager": UserManager, "path": __path__})
        """
    files = {"app/__init__.py": package, "use.py": "from app import UserManager\nprint(UserManager.users)\n"}
    after = same_word(files)
    after["app/__init__.py"] = package.replace("UserManager", "Manager").replace(
        '{"Manager": Manager}', '{"UserManager": Manager}'
    )
    SCENE.changes(files, after, says=("app/__init__.py:7…may name the symbol",), runs="import use")


@pytest.mark.parametrize("call", ["db.attach({%s})", "register_lazy('k', models={%s})", "LazyLoader({%s})"])
def test_a_key_that_a_registry_gets_with_the_class_stays(call: str) -> None:
    before = "from app.m import UserManager\nx = f(lazy=True)\n" + call % "'UserManager': UserManager" + "\n"
    wanted = before.replace("UserManager", "Manager").replace("'Manager'", "'UserManager'")
    SCENE.changes({"app/v.py": before}, {"app/v.py": wanted}, says=("app/v.py:3…may name the symbol",))


@pytest.mark.parametrize(
    "beside",
    [
        "from django.utils.translation import gettext_lazy as _",
        "class Settings:\n    def __getattr__(self, name): return 1",
        "x = relationship(lazy=True)",
    ],
)
def test_a_table_that_no_module_gives_names_by_keeps_its_keys(beside: str) -> None:
    table = "TABLE = {'UserManager': 'app.m.UserManager'}\nMORE = {'UserManager': ('app.m', 'UserManager')}\n"
    wanted = table.replace("app.m.UserManager", "app.m.Manager")
    said = (f"app/v.py:{beside.count(chr(10)) + 3}…may name the symbol",)
    SCENE.changes({"app/v.py": f"{beside}\n{table}"}, {"app/v.py": f"{beside}\n{wanted}"}, says=said)


@pytest.mark.parametrize("value", ["'app.m.{0}'", "'app.m'", "['.m', '.n']"])
def test_a_table_that_the_getattr_of_the_module_does_not_read_keeps_its_keys(value: str) -> None:
    package = f"""
        import json
        HANDLERS = {{"UserManager": {value}}}
        MORE = HANDLERS
        OTHERS = {{"x": json}}
        def known(name): return json and HANDLERS.get(name)
        def __getattr__(name):
            if json and name in OTHERS: return OTHERS[name]
            raise AttributeError(name)
        """
    files = {"app/n.py": "", "app/h.py": package.replace("{0}", "UserManager")}
    SCENE.changes(
        files,
        {"app/h.py": package.replace("{0}", "Manager")},
        says=("app/h.py:2…may name the symbol",),
        runs="import app.h as h; print(h.x, h.known('UserManager') is None)",
    )


@pytest.mark.parametrize(
    "reads",
    [
        "    return _load(name)\ndef _load(name): return getattr(import_module(_LAZY[name]), name)\n",
        "    return getattr(import_module(_ALL[name]), name)\n_ALL = {}\nfor _key in _LAZY: _ALL[_key] = _LAZY[_key]\n",
        "    return getattr(import_module(_ALL[name]), name)\n_ALL = {}\n_ALL.update(_LAZY)\n",
        "    return getattr(import_module(_ALL[name]), name)\n_ALL = {**_LAZY}\n",
    ],
)
def test_a_table_that_getattr_reads_by_way_of_another_changes(reads: str) -> None:
    start = "from importlib import import_module\n_LAZY = {'UserManager': 'app.m'}\ndef __getattr__(name):\n"
    before = start + "    if name[0] == '_': raise AttributeError(name)\n" + reads
    files = {"app/lazy.py": before, "app/views.py": "from app.lazy import UserManager\nprint(UserManager.users)\n"}
    SCENE.changes(files, same_word(files))


def test_the_names_of_modules_that_a_package_puts_together_stay() -> None:
    package = """
        import importlib, sys, types
        _lazy = {"UserManager": "app.m"}
        def __getattr__(name):
            return getattr(importlib.import_module(_lazy[name]), name)
        def _made(name, paths):
            def given(asked):
                if asked not in paths: raise AttributeError(asked)
                return getattr(importlib.import_module(paths[asked].rpartition(".")[0]), paths[asked].rpartition(".")[2])
            sys.modules[name] = types.ModuleType(name)
            sys.modules[name].__getattr__ = given
        _moved = {"old": {"UserManager": "app.m.UserManager"}}
        for _name, _paths in _moved.items():
            _made(f"app.{_name}", _paths)
        """
    use = "from app import UserManager as a\nfrom app.old import UserManager as b\nprint(a.users, b.users)\n"
    SCENE.changes(
        {"app/__init__.py": package, "app/views.py": use},
        {
            "app/__init__.py": package.replace('_lazy = {"UserManager', '_lazy = {"Manager').replace(
                "m.UserManager", "m.Manager"
            ),
            "app/views.py": use.replace("app import UserManager", "app import Manager"),
        },
    )


def test_the_modules_that_are_tried_for_the_new_name_too_are_listed() -> None:
    package = """
        _lazy = {"UserManager": ("app.m", "app.old.m")}
        def __getattr__(name): return found(_lazy[name], name)
        """
    says = "app.old.m is asked for Manager here, too"
    files = {"app/__init__.py": package}
    SCENE.changes(files, same_word(files), says=[f"app/__init__.py:1…{says}"], runs="")
    files = {"app/__init__.py": package.replace('old.m")', 'old.m", "User")')}
    assert says not in applied(SCENE.codemod, {**SCENE.before, **files}).said


def test_a_module_of_the_name_is_no_module_that_gives_it_where_a_table_has_a_list_of_names() -> None:
    package = """
        import importlib
        _structure = {"upload": ["upload", "UserManager"], "m": ["upload", "UserManager"]}
        def __getattr__(name):
            for module, names in reversed(_structure.items()):
                if name in names: return getattr(importlib.import_module("." + module, __name__), name)
            raise AttributeError(name)
        """
    SCENE.changes(
        {"app/__init__.py": package, "app/upload.py": "upload = 1\n", "app/views.py": "from app import UserManager\n"},
        {
            "app/__init__.py": package.replace('"m": ["upload", "UserManager"', '"m": ["upload", "Manager"'),
            "app/views.py": "from app import Manager\n",
        },
        runs="",
    )


def test_a_lazy_table_under_another_public_name_keeps_that_name() -> None:
    SCENE.changes(
        {
            "app/__init__.py": """
                import importlib
                _lazy = {"UM": ("app.m", "UserManager")}
                def __getattr__(name):
                    if name in _lazy: return getattr(importlib.import_module(_lazy[name][0]), _lazy[name][1])
                    raise AttributeError(name)
                """,
            "app/views.py": "from app import UM\nprint(UM.users)\n",
        },
        {
            "app/__init__.py": """
                import importlib
                _lazy = {"UM": ("app.m", "Manager")}
                def __getattr__(name):
                    if name in _lazy: return getattr(importlib.import_module(_lazy[name][0]), _lazy[name][1])
                    raise AttributeError(name)
                """
        },
    )


def test_lazy_loader_calls_change_or_are_listed() -> None:
    package = """
        import lazy_loader as lazy
        __getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={"m": ["UserManager"]})
        """
    SCENE.changes(
        {"app/__init__.py": package, "app/views.py": "from app import UserManager\n"},
        same_word({"app/__init__.py": package, "app/views.py": "from app import UserManager\n"}),
        or_listed=("app/__init__.py:2",),
        runs="",
    )


# Documentation tests


def test_the_examples_of_a_docstring_are_code() -> None:
    module = '''
        class UserManager:
            """Keeps users.

            >>> UserManager().get()
            2
            >>> from app.m import UserManager as UM
            >>> [UM().get(), "UserManager"][1]
            'UserManager'
            """
            def get(self): return 2
        '''
    changed = (
        module.replace("class UserManager", "class Manager")
        .replace(">>> UserManager", ">>> Manager")
        .replace("import UserManager", "import Manager")
    )
    check(
        USER_MANAGER,
        {"app/m.py": module},
        {"app/m.py": changed},
        runs="import app.m, doctest; print(doctest.testmod(app.m))",
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "```python\nfrom app.m import UserManager\nx = UserManager(\n```\n"),
        ("README.md", "```python\nfrom app.m import x\n!run\n!run UserManager\n```\n"),
        ("app/views.py", 'def f():\n    """\n    >>> from app.m import x\n    >>> UserManager(\n    """\n'),
    ],
)
def test_an_example_that_does_not_parse_is_listed(path: str, text: str) -> None:
    line = text[: text.rindex("UserManager")].count("\n") + 1
    SCENE.leaves({path: text}, says=[f"{path}:{line}: … proposal"], runs="")


@pytest.mark.parametrize(
    "module",
    [
        '"""\n>>> UserManager = 3\n>>> UserManager\n3\n"""\nfrom app.m import {0}\n',
        '"""\n>>> UserManager\n2\n"""\nfrom app.other import UserManager\n',
    ],
)
def test_a_name_of_an_example_stays_that_is_another_thing_there_or_in_its_module(module: str) -> None:
    before, after = ({"app/views.py": module.format(name)} for name in ("UserManager", "Manager"))
    SCENE.changes(before | {"app/other.py": "UserManager = 2\n"}, after)


def test_an_attribute_of_what_an_example_binds_is_listed() -> None:
    module = '''
        """
        >>> app = load()
        >>> app.UserManager
        >>> from other import app as more
        >>> more.UserManager
        """
        '''
    said = SCENE.leaves(module, says=["app/views.py:3: … the type of app is not known"], runs="").said
    assert "views.py:5" not in said


def test_a_whole_path_in_an_example_that_binds_no_word_of_it_is_what_it_is_in_prose() -> None:
    page = """
        Title
        =====

        >>> import os
        >>> app.m.{0}(os.curdir)

        .. code-block:: python

            def other(app):
                return app.m.UserManager

        See app.m.{0}.
        """
    before, after = page.format("UserManager"), page.format("Manager")
    SCENE.changes({"docs/use.rst": before}, {"docs/use.rst": after}, says=["docs/use.rst:10: … the type of app.m"])
    bound = page.partition("See")[0].replace("import os", "import os; from web import app")
    SCENE.leaves({"docs/use.rst": bound.format("UserManager")})
    SCENE.leaves({"docs/use.rst": bound.format("UserManager").replace("web import app", "web import *")}, says=["rst"])


def test_what_an_example_calls_is_no_module() -> None:
    page = "Title\n=====\n\n>>> import os\n>>> @app.main()\n... def f(): ...\n>>> app.main(os)\n>>> app.main.main()\n"
    files = {"app/__init__.py": "from app.main import main\n", "app/main.py": "def main(): ...\n", "docs/use.rst": page}
    after = {"app/__init__.py": "from app.main import run\n", "app/main.py": "def run(): ...\n"}
    changed = page.replace("app.main(", "app.run(").replace("main.main", "main.run")
    check(rename("app.main:main", "run"), files, {**after, "docs/use.rst": changed})
    listed = {**files, "docs/use.rst": page.replace("app.main(os)", "print(app.main)")}
    after["docs/use.rst"] = changed.replace("app.run(os)", "print(app.main)")
    check(rename("app.main:main", "run"), listed, after, says=["docs/use.rst:7"])


@pytest.mark.parametrize(
    "taking", [">>> from app.m import (\n...     {0},\n... )\n", ">>> if True:\n...     from app.m import {0}\n"]
)
def test_an_example_at_the_margin_that_names_it_only_in_a_further_line_changes(taking: str) -> None:
    page = "Use it\n======\n\n" + taking
    SCENE.changes({"docs/use.rst": page.format("UserManager")}, {"docs/use.rst": page.format("Manager")})


def test_the_examples_of_a_page_are_code() -> None:
    SCENE.changes(
        {
            "README.md": "Use it:\n\n```python\nfrom app.m import UserManager\nUserManager().get()  # a UserManager\n```\n",
            "docs/use.rst": "Use it\n======\n\n>>> from app.m import UserManager\n>>> UserManager().get()\n2\n",
        },
        {
            "README.md": "Use it:\n\n```python\nfrom app.m import Manager\nManager().get()  # a UserManager\n```\n",
            "docs/use.rst": "Use it\n======\n\n>>> from app.m import Manager\n>>> Manager().get()\n2\n",
        },
    )


@pytest.mark.parametrize(
    "around",
    ["“{}”", "‘{}’s", "{}… and", "—{}—", "«{}»", "\u00a0{}\u00a0", "使用{}类", "（{}）、", "{}を", "{}은", "🐍{}"],
)
def test_a_word_stands_by_itself_between_typographic_signs_and_letters_that_take_no_blanks(around: str) -> None:
    around = around.replace("{}", "{0}")
    text = f'# {around}\n"""{around}"""\nx = "{around}"\n'
    before = {"app/views.py": text, "a.md": around, "b.md": around.replace("{0}", "app.m.{0}")}
    old, new = ({path: each.format(name) for path, each in before.items()} for name in ("UserManager", "Manager"))
    said = [f"app/views.py:{line}: … UserManager in a" for line in (1, 2, 3)]
    SCENE.changes(old, {"b.md": new["b.md"]}, says=[*said, "a.md:1: … UserManager in a document"])
    check(rename("app.m:UserManager", "Manager", text=True), {**SCENE.before, **old}, {**SCENE.after, **new})


def test_a_name_that_goes_on_in_other_letters_is_another() -> None:
    text = """
        from app.m import {0}
        UserManager类 = 类UserManager = UserManageré = {0}
        print(UserManager类, x.UserManager类, f"{{UserManager类}}", "éUserManager", "UserManageré")
        """
    done = SCENE.changes(text.format("UserManager"), text.format("Manager"), runs="")
    assert "app/views.py" not in done.said


def test_an_example_of_a_page_may_go_on_with_what_another_page_imports() -> None:
    page = """
        Title
        =====

        .. code-block:: python

            import os
            users = UserManager(os.curdir)

            def other(UserManager):
                return UserManager()
        """
    SCENE.leaves({"docs/page.rst": page}, says=("docs/page.rst:7…in an example that binds it nowhere",))
    changed = page.replace("users = UserManager", "users = Manager")
    check(
        rename("app.m:UserManager", "Manager", text=True),
        {**SCENE.before, "docs/page.rst": page},
        {**SCENE.after, "docs/page.rst": changed},
    )


def test_a_definition_that_a_page_shows_is_listed() -> None:
    page = """
        # The users

        ```python
        class UserManager:
            def all(self): ...

        def make(UserManager): return UserManager
        ```

        ```python
        class Other:
            def UserManager(self): ...
        ```

        ```python
        from other import Base

        class UserManager(Base): ...
        ```
        """
    done = SCENE.leaves({"docs/page.md": page}, says=("docs/page.md:4…in an example that defines it",))
    assert done.said.count("docs/page.md") == 1
    assert (
        "docs/page.md:4"
        in applied(rename("app.m:UserManager", "Manager", text=True), {**SCENE.before, "docs/page.md": page}).said
    )


def test_the_word_as_asked_is_prose_and_no_address_other_path_or_field() -> None:
    text = '''
        """{0} and {0}.get, {0}'s; my.UserManager, https://docs.org/UserManager, src/UserManager"""
        from collections import namedtuple
        from app.m import {0} as Users  # {0}
        class Held:
            __slots__ = ("UserManager", "other")
        Point = namedtuple("Point", ["UserManager", "y"])
        print("{0} started <class 'app.m.{0}'>", "web.m.UserManager said", {{"{0}": 1}}, "/srv/UserManager/x", Held().__slots__, Point(1, 2).UserManager)
        '''
    check(
        rename("app.m:UserManager", "Manager", text=True),
        {**SCENE.before, "app/views.py": text.format("UserManager")},
        {**SCENE.after, "app/views.py": text.format("Manager")},
        says=("app/views.py:5…may name the symbol", "app/views.py:6…may name the symbol"),
    )


@pytest.mark.parametrize("text", [False, True])
def test_a_script_may_be_given_the_name_by_who_runs_it(text: bool) -> None:
    check(
        rename("app.m:UserManager", "Manager", text=text),
        {**SCENE.before, "conf.py": "users = UserManager()\n"},
        SCENE.after,
        says=("conf.py:1…in code that binds it nowhere",),
    )
    unsaid = SCENE.leaves({"conf.py": "from other import *\nusers = UserManager()\n"})
    assert "nowhere" not in unsaid.said


def test_the_word_in_a_format_is_listed() -> None:
    SCENE.leaves("x = f'{1:UserManager}'\n", says=["app/views.py:1: info proposal…UserManager in a format"], runs="")


def test_what_a_function_calls_a_type_of_its_own_is_no_matter() -> None:
    text = "from collections import namedtuple\ndef f():\n    UserManager = namedtuple('UserManager', 'a')\n"
    assert "views" not in SCENE.leaves(text, runs="").said


def test_a_name_of_one_letter_is_no_conversion_of_a_format() -> None:
    text = '''
        def {}(x):
            """It's what {} does."""
            return "%s, {{!s}}, %(a)5s, use {}" % x
        '''
    check(
        rename("app.m:s", "define", text=True),
        {"app/m.py": text.replace("{}", "s").replace("{{!s}}", "{!s}")},
        {"app/m.py": text.replace("{}", "define").replace("{{!s}}", "{!s}")},
    )


BLOCKS = "Page\n\n```python\n{}```\n\nand\n\n```python\n{}```\n\nand\n\n```python\n{}```\n"
USED = "def f():\n    return UserManager()\n"
OURS, OTHER = f"from app.m import UserManager\n{USED}", f"from other import UserManager\n{USED}"


@pytest.mark.parametrize(
    ("blocks", "ours"),
    [
        ((OURS, OTHER, USED), (0,)),
        ((OTHER, USED, OURS), (2,)),
        ((OTHER, OURS, USED), (1, 2)),
        ((OTHER, OURS, "try:\n    from other import UserManager\nexcept ImportError: ...\nUserManager()\n"), (1,)),
    ],
)
def test_a_block_of_a_page_that_imports_the_name_itself_starts_anew(blocks: tuple[str, ...], ours: tuple[int]) -> None:
    after = [text.replace("UserManager", "Manager") if place in ours else text for place, text in enumerate(blocks)]
    result = SCENE.changes({"docs/a.md": BLOCKS.format(*blocks)}, {"docs/a.md": BLOCKS.format(*after)})
    assert "shared-name" not in result.said


def test_a_block_above_the_first_import_of_a_page_is_listed() -> None:
    page = BLOCKS.format("class Mine(UserManager): ...\n", OURS, USED)
    after = page.replace("UserManager", "Manager").replace("Mine(Manager)", "Mine(UserManager)")
    SCENE.changes({"docs/a.md": page}, {"docs/a.md": after}, says=["docs/a.md:4…in an example that binds it nowhere"])
    mixed = BLOCKS.format(USED, OURS, OTHER)
    after = mixed.replace(OURS, OURS.replace("UserManager", "Manager"))
    SCENE.changes({"docs/a.md": mixed}, {"docs/a.md": after}, says=["docs/a.md:5…in an example that binds it nowhere"])


def test_an_example_above_an_import_in_a_docstring_sees_the_module() -> None:
    text = "class {0}: ...\ndef f():\n    '''\n    >>> {0}()\n\n    >>> from other import {1}\n    >>> {1}()\n    '''\n"
    before = {"app/__init__.py": "", "app/m.py": text.format("UserManager", "UserManager")}
    check(USER_MANAGER, before, {"app/m.py": text.format("Manager", "UserManager")})


@pytest.mark.parametrize(
    ("blocks", "kept"),
    [
        ((OURS, "from other import Manager\nManager()\n", "Manager()\n"), False),
        (("from other import Manager\nManager()\n", OURS, USED), False),
        (("from other import Manager\nManager()\n", OURS, "Manager()\n"), True),
        ((OURS, "from other import Manager\nManager()\n", USED), True),
        ((OURS, "Manager()\n", ""), True),
        ((OURS, f"{OURS}from other import Manager\nManager()\n", ""), True),
    ],
)
def test_the_new_name_in_another_block_of_a_page_is_in_the_way_where_one_would_see_the_other(
    blocks: tuple[str, ...], kept: bool
) -> None:
    page = BLOCKS.format(*blocks)
    line = "from app.m import {0}\n"
    imports = page.replace(line.format("UserManager"), line.format("Manager as UserManager"))
    after = imports if kept else page.replace("UserManager", "Manager")
    SCENE.changes({"docs/a.md": page}, {"docs/a.md": after})


def test_the_examples_of_a_page_about_something_else_stay() -> None:
    SCENE.leaves(
        {"README.md": "```python\nfrom other import UserManager\nUserManager()\n```\n\n```\nUserManager\n```\n"}
    )


def test_a_path_that_leads_nowhere_is_listed_and_one_to_an_attribute_of_a_class_is_not() -> None:
    other = {"app/n.py": "class Client:\n    def UserManager(self): ...\n"}
    SCENE.leaves(
        {**other, "a.py": "url_for('app.UserManager')\n"}, says=["a.py:1: … leads nowhere, but a framework may"]
    )
    member = "from unittest import mock\nmock.patch('app.n.Client.UserManager')\nx = 'app.n.Client.UserManager'\n"
    assert "a.py" not in SCENE.leaves({**other, "a.py": member}).said


# Configuration and documents


@pytest.mark.parametrize(
    "tag",
    [
        "{{ url_for('UserManager') }}", "{{ url_for('shop.UserManager', page=1) }}", '{% url "app:UserManager" 1 %}',
        "{{ price|UserManager }}", "{{ price | UserManager:2 }}", "{% UserManager price %}", "{%- UserManager %}",
        "{{ UserManager(price) }}", "{% if UserManager(price) %}", "{{ row.UserManager.title }}",
    ],
)  # fmt: skip
def test_a_template_that_goes_by_the_name_is_listed(tag: str) -> None:
    SCENE.leaves({"app/templates/a.html": f"<p>\n{tag}</p>\n"}, says=["app/templates/a.html:2: … in a template"])


def test_the_column_of_a_remark_is_in_characters_in_every_kind_of_file() -> None:
    text = "\ufeffsee é UserManager\n"
    found = SCENE.leaves({"a.md": text, "a.cfg": text, "b.py": "# " + text[1:]}).outcome.diagnostics
    assert sorted((each.path, each.line, each.column) for each in found) == [
        ("a.cfg", 1, 7),
        ("a.md", 1, 7),
        ("b.py", 1, 9),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{ UserManager }}", "{{ x.UserManager(1) }}", "{{ UserManagers(1) }}", "{% trans 'my UserManager' %}",
        "UserManager() {{ x }}", "{% macro UserManager(x) %}{% endmacro %}{{ UserManager(1) }}",
        "{% from 'x.html' import UserManager %}{{ UserManager(1) }}", "{% set UserManager = x %}{{ UserManager(1) }}",
        "{% import 'x.html' as UserManager %}{{ UserManager(1) }}",
    ],
)  # fmt: skip
def test_a_template_with_another_of_the_name_is_not_worth_a_word(text: str) -> None:
    assert "a.html" not in SCENE.leaves({"app/templates/a.html": text, "web/a.vue": "{{ UserManager(1) }}"}).said


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[project.entry-points."app.plugins"]\nusers = "app.m:UserManager"\n'),
        ("pyproject.toml", '[project.scripts]\nusers = "app.m:UserManager.get"\n'),
        ("pyproject.toml", "[tool.x]\nclasses = ['app.m.UserManager', 'other']  # which\n"),
        ("pyproject.toml", '[tool.x."app.m.UserManager"]\ny = 1\n'),
        ("setup.cfg", "[options.entry_points]\nconsole_scripts =\n    users = app.m:UserManager\n    o = app.n:x\n"),
        ("setup.cfg", "[options.entry_points]\nx =\n    users = app.m:UserManager [extra]\n"),
        ("tox.ini", "[pytest]\nx = app.m.UserManager\n"),
        ("conf/settings.yaml", "users:\n  class: app.m.UserManager\n  '()': 'app.m.UserManager'  # app\n- app.m:UserManager\n"),
        ("conf/settings.yml", 'a: "app.m.UserManager"\nb: [app.m.UserManager, app.m.UserManager.get]\n'),
        ("conf/logging.json", '{"handlers": {"a": {"class": "app.m.UserManager", "x": ["app.m:UserManager"]}}}\n'),
        ("docs/api.md", "See `app.m.UserManager`, [it](app.m.UserManager) and app.m.UserManager.\n"),
        ("docs/api.md", "See _app.m.UserManager_, or __app.m.UserManager.get__ and *app.m.UserManager*.\n"),
        ("docs/api.md", "See _app.m.UserManager_.\n"),
        ("docs/api.rst", "See :class:`app.m.UserManager`, :class:`~app.m.UserManager`, :meth:`the getter <app.m.UserManager.get>`.\n"),
        ("docs/api.rst", ".. autoclass:: app.m.UserManager\n   :members:\n\n.. currentmodule:: app.m\n"),
        ("langgraph.json", '{"graphs": {"a": "./app/m.py:UserManager", "b": "app/m.py:UserManager"}}\n'),
        ("app/serverless.yml", "functions:\n  b: {handler: app/m.UserManager}\n"),
        ("app/prefect.yaml", "deployments:\n- entrypoint: m.py:UserManager\n"),
    ],
)  # fmt: skip
def test_whole_dotted_paths_in_configuration_and_documents_change(path: str, text: str) -> None:
    SCENE.changes({path: text}, {path: text.replace("UserManager", "Manager")})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "pyproject.toml",
            '[tool.x]\na = "app.other.UserManager"\nb = "myapp.m.UserManager"\nc = "app.m.UserManagers"\n',
        ),
        ("pyproject.toml", '[tool.x]\nUserManager = 1\nb = "UserManager"\n'),
        (
            "conf/a.yaml",
            "UserManager: 1\na: UserManager\nb: x.app.m.UserManager\nc: app.m.UserManager2\nd: app/m/UserManager\n",
        ),
        ("conf/a.json", '{"UserManager": "UserManager", "a": "lib.app.m.UserManager"}\n'),
        (
            "docs/a.md",
            "The UserManager of `other.UserManager`; UserManager.get; app.m.UserManager_x; -app.m-UserManager\n",
        ),
        ("docs/a.md", "`_app.m.UserManager_`\n\n```\n_app.m.UserManager_\n```\n"),
        ("conf/a.yaml", 'a: "\\tapp.m.UserManager"\n'),
        ("docs/a.rst", ":class:`other.UserManager` and :class:`UserManagers`\n"),
    ],
)
def test_other_words_in_configuration_and_documents_stay(path: str, text: str) -> None:
    SCENE.leaves({path: text})


def test_paths_in_documents_resolve_through_re_exports() -> None:
    PACKAGE.changes(
        {"docs/a.rst": ":class:`app.UserManager`\n", "conf.yaml": "x: app.UserManager\ny: app.m.UserManager\n"},
        {"docs/a.rst": ":class:`app.Manager`\n", "conf.yaml": "x: app.Manager\ny: app.m.Manager\n"},
    )


def test_the_bare_word_in_documents_is_proposed() -> None:
    SCENE.leaves(
        {"docs/a.md": "# Users\n\nThe UserManager keeps users.\n", "CHANGELOG.rst": "* Added UserManager.\n"},
        says=("docs/a.md:3", "CHANGELOG.rst:1"),
    )


def test_the_bare_word_in_documents_changes_on_request() -> None:
    check(
        rename("app.m:UserManager", "Manager", text=True),
        {
            **SCENE.before,
            "docs/a.md": "The UserManager, `UserManager.get`, UserManagers, MyUserManager and other.UserManager.\n",
            "app/views.py": '''
                """The UserManager's views."""
                from app.m import UserManager
                def f():
                    """Ask `UserManager`; not UserManagers.

                    :rtype: UserManager
                    """
                    return UserManager  # one UserManager
                x = "UserManager"
                ''',
        },
        {
            **SCENE.after,
            "docs/a.md": either(
                "The Manager, `Manager.get`, UserManagers, MyUserManager and other.UserManager.\n",
                # A path that begins with the bare word resolves to nothing by itself: it may be left for the reader.
                "The Manager, `UserManager.get`, UserManagers, MyUserManager and other.UserManager.\n",
            ),
            "app/views.py": '''
                """The Manager's views."""
                from app.m import Manager
                def f():
                    """Ask `Manager`; not UserManagers.

                    :rtype: Manager
                    """
                    return Manager  # one Manager
                x = "Manager"
                ''',
        },
    )


def test_documents_keep_every_other_byte() -> None:
    SCENE.changes(
        {
            "a.md": b"\xef\xbb\xbfSee `app.m.UserManager`.\r\nEnd\x0c \xe2\x80\xa8",
            "b.ini": b"[a]\r\nb = app.m.UserManager",
        },
        {"a.md": b"\xef\xbb\xbfSee `app.m.Manager`.\r\nEnd\x0c \xe2\x80\xa8", "b.ini": b"[a]\r\nb = app.m.Manager"},
    )


def test_a_document_that_is_no_text_is_left() -> None:
    SCENE.leaves({"a.md": b"\xff\xfe app.m.UserManager \x00", "b.yaml": b"a: caf\xe9 # app.n\n"})


def test_lock_files_and_change_logs_of_the_past_are_documents_too() -> None:
    result = applied(USER_MANAGER, {**SCENE.before, "CHANGELOG.md": "## 1.0\n- Added `app.m.UserManager`.\n"})
    assert result.text("CHANGELOG.md") in (
        "## 1.0\n- Added `app.m.Manager`.\n",
        "## 1.0\n- Added `app.m.UserManager`.\n",
    )
    assert result.text("CHANGELOG.md").count("`app.m.Manager`") or "CHANGELOG.md:2" in result.said


# Derived names


def test_names_built_from_the_class_name_are_listed_with_the_place_that_builds_them() -> None:
    SCENE.leaves(
        """
        from app import m
        class Visitor:
            def visit(self, node):
                return getattr(self, f"visit_{type(node).__name__}")(node)
            def visit_UserManager(self, node): ...
            def visit_Other(self, node): ...
        """,
        says=("app/views.py:5…visit_UserManager",),
    )


@pytest.mark.parametrize(
    "lookup",
    [
        'f"visit_{type(node).__name__}"',
        '"visit_" + type(node).__name__',
        '"visit_" + node.__class__.__name__',
        '"visit_%s" % type(node).__name__',
        '"visit_{}".format(node.__class__.__name__)',
    ],
)
def test_derived_names_change_on_request(lookup: str) -> None:
    visitor = f"""
        from app.m import UserManager
        class Visitor:
            def visit(self, node): return getattr(self, {lookup})(node)
            def visit_UserManager(self, node): return 1
            def visit_UserManagers(self, node): return 2
        class Sub(Visitor):
            def visit_UserManager(self, node): return super().visit_UserManager(node) + 1
        print(Visitor().visit(UserManager()), Sub().visit(UserManager()))
        """
    changed = visitor.replace("UserManager", "Manager").replace("visit_Managers", "visit_UserManagers")
    check(
        rename("app.m:UserManager", "Manager", derived=("visit_{}",)),
        {**SCENE.before, "app/views.py": visitor},
        {**SCENE.after, "app/views.py": changed},
        runs="import app.views",
    )


def test_derived_names_in_snake_case_change_on_request() -> None:
    check(
        rename("app.m:UserManager", "Manager", derived=("test_{snake}", "{snake}_factory")),
        {
            **SCENE.before,
            "tests/test_m.py": """
                from app.m import UserManager
                def user_manager_factory(): return UserManager()
                def test_user_manager(): assert user_manager_factory().users
                def test_user_managers(): ...
                test_user_manager()
                """,
        },
        {
            **SCENE.after,
            "tests/test_m.py": """
                from app.m import Manager
                def manager_factory(): return Manager()
                def test_manager(): assert manager_factory().users
                def test_user_managers(): ...
                test_manager()
                """,
        },
        runs="import tests.test_m",
    )


def test_names_that_a_call_splits_for_dunder_all_are_exports() -> None:
    check(
        rename("app.m:_Old", "_New"),
        {
            "app/m.py": "__all__ = '_Old Older'.split() + 'other, _Old'.split(', ')\nclass _Old: ...\nOlder = other = 1\n",
            "app/other.py": "_Old = 1\n__all__ = 'other _Old'.split()\n",
            "app/u.py": "from app.m import *\nprint(_Old.__name__ > '')\n",
        },
        {
            "app/m.py": "__all__ = '_New Older'.split() + 'other, _New'.split(', ')\nclass _New: ...\nOlder = other = 1\n",
            "app/u.py": "from app.m import *\nprint(_New.__name__ > '')\n",
        },
        runs="import app.u",
    )


def test_a_module_that_has_the_derived_name_keeps_it_where_its_function_does_not() -> None:
    check(
        rename("app.m:UserManager", "Manager", derived=("test_{snake}",)),
        {
            "app/m.py": "class UserManager: ...",
            "tests/__init__.py": "",
            "tests/test_user_manager.py": "def test_user_manager(): ...",
            "tests/a.py": """\
                import tests.test_user_manager
                tests.test_user_manager.test_user_manager()
                """,
            "tests/b.py": """\
                from tests import test_user_manager, test_user_manager as there
                test_user_manager.test_user_manager()
                """,
            "tests/c.py": """\
                from tests.test_user_manager import test_user_manager
                test_user_manager()
                """,
        },
        {
            "app/m.py": "class Manager: ...",
            "tests/test_user_manager.py": "def test_manager(): ...",
            "tests/a.py": """\
                import tests.test_user_manager
                tests.test_user_manager.test_manager()
                """,
            "tests/b.py": """\
                from tests import test_user_manager, test_user_manager as there
                test_user_manager.test_manager()
                """,
            "tests/c.py": """\
                from tests.test_user_manager import test_manager
                test_manager()
                """,
        },
    )


def test_a_derived_name_is_listed_once_for_each_file_and_a_variable_is_no_test() -> None:
    files = {
        "tests/test_m.py": """
            def make_UserManager(): ...
            make_UserManager()
            def test_user_manager():
                make_UserManager()
            """,
        "tests/helpers.py": "test_user_manager = 1\nprint(test_user_manager)\n",
    }
    said = [line for line in SCENE.leaves(files).said.splitlines() if "derived" in line]
    assert [line.partition(": info")[0] for line in said] == ["tests/test_m.py:1", "tests/test_m.py:3"]


def test_a_derived_name_without_an_underscore_is_listed_where_something_builds_such_names() -> None:
    files = {
        "app/visitor.py": """
            class Visitor:
                def visit(self, node): return getattr(self, "visit" + type(node).__name__)(node)
                def visitUserManager(self, node): ...
                def openUserManager(self): ...
                def visitUserManagers(self, node): ...
            visitUserManager = 1
            """,
    }
    said = [line for line in SCENE.leaves(files).said.splitlines() if "derived" in line]
    assert [line.partition(": info")[0] for line in said] == ["app/visitor.py:3"]
    assert "visitUserManager may be derived from UserManager, which app/visitor.py:2 builds" in said[0]


def test_a_template_and_a_registry_key_are_listed() -> None:
    SCENE.leaves(
        {"app/views.py": 'REGISTRY = {}\nREGISTRY["UserManager"] = 1\n', "templates/a.html": "{{ UserManager }}\n"},
        says=("app/views.py:2",),
    )


# Ways to leave a kind alone


def test_a_name_that_is_a_common_word_changes_no_other_word() -> None:
    check(
        rename("app.m:get", "fetch"),
        {
            "app/m.py": "def get(): return {}.get('get', 1)\n",
            "app/views.py": """
                import os
                from app import m
                from app.m import get
                d = {"get": get, "GET": 1}
                print(d.get("get")(), m.get(), os.environ.get("get"), dict(get=2), "please get it")
                """,
            "README.md": "Use get to get the data; `dict.get` and app.m.get differ.\n",
            "conf.yaml": "get: get\n",
        },
        {
            "app/m.py": "def fetch(): return {}.get('get', 1)\n",
            "app/views.py": """
                import os
                from app import m
                from app.m import fetch
                d = {"get": fetch, "GET": 1}
                print(d.get("get")(), m.fetch(), os.environ.get("get"), dict(get=2), "please get it")
                """,
            "README.md": "Use get to get the data; `dict.get` and app.m.fetch differ.\n",
        },
        runs="import app.views",
    )


def test_what_is_listed_says_where_and_why() -> None:
    result = applied(
        USER_MANAGER,
        {
            **SCENE.before,
            "app/views.py": "from app import m\n\n\ndef f(name):  # UserManager\n    return getattr(m, name)\n",
        },
    )
    assert "app/views.py:4" in result.said
    for found in result.outcome.diagnostics:
        assert found.code and found.message and found.path and found.line > 0 and found.column > 0


def test_a_symbol_of_a_library_changes_in_strings_and_configuration_too() -> None:
    check(
        rename("requests:Session", "Client"),
        {
            "a.py": "from unittest.mock import patch\nimport requests\nwith patch('requests.Session'), patch.object(requests, 'Session'): print(1)\n",
            "conf.yaml": "a: requests.Session\nb: requests.Sessions\nc: my.requests.Session\n",
        },
        {
            "a.py": "from unittest.mock import patch\nimport requests\nwith patch('requests.Client'), patch.object(requests, 'Client'): print(1)\n",
            "conf.yaml": "a: requests.Client\nb: requests.Sessions\nc: my.requests.Session\n",
        },
        runs="import a",
        beside={"requests.py": "Session = Client = 1\n"},
    )  # fmt: skip


def test_a_program_that_reads_its_own_names_still_finds_them() -> None:
    files = {
        "app/__init__.py": "",
        "app/m.py": "class UserManager: users = 1\nclass Other: users = 2\n",
        "main.py": """
            import inspect
            from app import m
            for name, found in sorted(inspect.getmembers(m, inspect.isclass), key=lambda pair: pair[1].users):
                print(getattr(m, name).users, found.__module__)
            """,
    }
    assert output(applied(USER_MANAGER, files).files, "import main") == output(files, "import main")


def test_nothing_is_said_about_files_that_do_not_hold_the_word() -> None:
    result = leaves_alone(rename("requests:Session", "Client"), {"a.py": "x = 1\n", "b.md": "text\n", "c.json": "{\n"})
    assert not [found for found in result.outcome.diagnostics if found.path]


def test_bytes_that_stand_alone_are_no_docstring() -> None:
    views = """
        from app import m
        def f():
            b"See :class:`app.m.UserManager`."
            b'''
            >>> from app.m import UserManager
            '''
        """
    SCENE.leaves({"app/views.py": views})


def test_a_name_of_one_letter_is_not_the_mark_of_a_string() -> None:
    check(
        rename("app.m:f", "get", text=True),
        {
            "app/m.py": "def f(): return 1.5\n",
            "app/views.py": """
                from app.m import f
                print(f"{f()!r} {f():f} f", f'f', rf"{f()}")
                """,
        },
        {
            "app/m.py": "def get(): return 1.5\n",
            "app/views.py": """
                from app.m import get
                print(f"{get()!r} {get():f} get", f'get', rf"{get()}")
                """,
        },
    )
    result = applied(rename("app.m:r", "get"), {"app/m.py": "r = 1\n", "app/views.py": 'print(f"{1!r}", r"x")\n'})
    assert not result.said


def test_an_example_that_a_step_has_edited_is_read_anew_by_the_next_look() -> None:
    page = """
        ```python
        from app import m
        NEEDS = {"app.m:UserManager"}  # as UserManager needs
        ```
        """
    step = one_step("rename", rename("app.m:UserManager", "AccountManager"))
    made = plan(step, InMemory(tree({**SCENE.before, "docs/a.md": page})))
    assert [found.code for found in made.diagnostics] == ["proposal"]


@pytest.mark.parametrize("prose", ["# {}\n", '"""{}"""\n', "# app.m.Old {}\n"])
def test_time_grows_with_the_length_of_a_comment_alone(prose: str) -> None:
    files = {"app/m.py": "class Old: ...\n", "app/views.py": prose.format("Old " * 4_000)}
    begin = time.process_time()
    result = applied(rename("app.m:Old", "New"), files)
    assert time.process_time() - begin < 10
    assert len(result.outcome.diagnostics) == 4_000
    assert ("app.m.New" in result.text("app/views.py")) == ("app.m" in prose)


def test_strings_in_type_statements_and_bounds_of_type_parameters_are_annotations() -> None:
    check(
        rename("app.m:Old", "New"),
        {
            "app/m.py": """
                class Old: ...
                type Tree[T] = list[T] | "Old" | Literal["Old"]
                class K[T: "list[Old]"]: ...
                def f[T: "Old"](x: T): ...
                def g[Old: "Old"](x: "Old"): ...
                """
        },
        {
            "app/m.py": """
                class New: ...
                type Tree[T] = list[T] | "New" | Literal["Old"]
                class K[T: "list[New]"]: ...
                def f[T: "New"](x: T): ...
                def g[Old: "Old"](x: "Old"): ...
                """
        },
    )


@pytest.mark.parametrize(
    "call",
    [
        'Enum("Old", "a b", qualname="Old")',
        'enum.IntFlag("Old", ["a"], module=__name__, qualname="Old")',
        'make_dataclass("Old", ["Old"])',
        'namedtuple(typename="Old", field_names="Old")',
    ],
)
def test_every_name_that_a_call_gives_to_the_type_follows(call: str) -> None:
    expected = call.replace('"Old"', '"New"', 2 if "qualname" in call else 1)
    check(
        rename("app.m:Old", "New"),
        {"app/m.py": f"Old = {call}\nOther = {call}\n"},
        {"app/m.py": f"New = {expected}\nOther = {call}\n"},
    )


def test_the_name_of_a_type_goes_with_what_it_is_bound_to_and_not_with_what_it_is_made_of() -> None:
    made = "from app.m import {0}\nUserManager = type('UserManager', ({0},), {{}})\nprint(UserManager.__name__)\n"
    SCENE.changes(made.format("UserManager"), made.format("Manager"))


def test_a_name_that_the_symbol_is_told_goes_with_it() -> None:
    text = """\
        import pickle
        def made(): return lambda: 1
        {0} = made()
        {0}.__name__ = {0}.__qualname__ = "{0}"
        def other():
            def Old(): ...
            Old.__name__ = "Old"
        made.__name__ = "Old"
        print(pickle.loads(pickle.dumps({0}))())
        """
    check(rename("app.m:Old", "New"), {"app/m.py": text.format("Old")}, {"app/m.py": text.format("New")},
          says=["app/m.py:8: info proposal"], runs="import app.m")  # fmt: skip


# Names beside the module, in further functions


def test_a_name_beside_the_module_is_one_in_further_functions_that_take_both() -> None:
    before = """
        import inspect, unittest
        from app import m
        class Case(unittest.TestCase):
            def patch(self, owner, name, value): setattr(owner, name, value)
            def runTest(self):
                self.addCleanup(setattr, m, "UserManager", m.UserManager)
                self.patch(m, "UserManager", inspect.getattr_static(m, "UserManager"))
                print(hasattr(m, "UserManager"))
        Case().debug()
        """
    SCENE.changes(before, before.replace("UserManager", "Manager"))


def test_a_name_beside_something_else_stays_in_further_functions() -> None:
    SCENE.leaves("""
        import inspect
        from app import m
        class Other:
            UserManager = 1
            def patch(self, *given): return given
            def again(self): return self.patch(Other, "UserManager", m), self.patch(setattr, "UserManager", m)
        inspect.getattr_static(Other, "UserManager"), Other().again(), print(setattr, Other, "UserManager")
        """)


@pytest.mark.parametrize("asked", ["flexmock(m).should_receive({})", "flexmock(app.m).should_call({}).once()"])
def test_a_name_that_flexmock_replaces_in_the_module_follows(asked: str) -> None:
    text = f"import app.m\nfrom app import m\ndef test_it(flexmock):\n    {asked}\n    m.{{}}\n"
    SCENE.changes(text.format('"UserManager"', "UserManager"), text.format('"Manager"', "Manager"))


def test_a_name_that_flexmock_replaces_in_something_else_stays() -> None:
    SCENE.leaves("""
        from app import m
        def test_it(flexmock, other):
            flexmock(m.other).should_receive("UserManager")
            flexmock(other).should_receive("UserManager")
            other.should_receive("UserManager")
            flexmock().should_receive("UserManager")
            flexmock(m).answers("UserManager")
        """)


# Paths in strings that say what they are for


def test_a_path_behind_what_says_its_use_is_a_whole_path() -> None:
    before = """
        def pytest_configure(config):
            config.addinivalue_line("filterwarnings", "ignore::app.m.UserManager")
            config.addinivalue_line("filterwarnings", "error:some words:app.m.UserManager")
        CONFIG = {"stream": "ext://app.m.UserManager"}
        dict(entry_points={"console_scripts": ["a=app.m:UserManager", "b-c = app.m:UserManager.get [x, y]"]})
        """
    SCENE.changes(before, before.replace("UserManager", "Manager"))


def test_a_path_behind_other_words_is_prose() -> None:
    SCENE.leaves("""
        a = "ignore app.m.UserManager"
        b = "ignored::app.m.UserManager"
        c = "a=app.m.UserManager"
        d = "a = app.m:UserManager for b"
        e = "a = other.m:UserManager"
        f = "text://app.m.UserManager"
        """)


def test_entry_points_in_the_lines_of_a_setup_py_are_paths() -> None:
    text = """
        def setup(**options): ...
        setup(entry_points='''
            [console_scripts]
            users = app.m:UserManager
            get=app.m:UserManager.get [extra]
            # app.m:UserManager is one
            ''')
        """
    after = text.replace("UserManager\n", "Manager\n").replace("UserManager.get", "Manager.get")
    SCENE.changes({"setup.py": text}, {"setup.py": after})
    SCENE.leaves({"tests/test_setup.py": text})


def test_a_parameter_that_patch_multiple_fills_is_listed_where_it_cannot_change() -> None:
    for below in ("class A:\n    def test(self, UserManager): ...\n", "def test(UserManager):\n    Manager = 1\n"):
        before = f"from mock import DEFAULT, patch\n@patch.multiple('app.m', UserManager=DEFAULT)\n{below}"
        SCENE.changes(
            before,
            before.replace("UserManager=", "Manager="),
            says=["app/views.py:2: error left-alone…the patch fills a parameter of this name"],
            runs="",
        )


def test_a_parameter_that_patch_multiple_fills_takes_a_name_that_only_a_block_within_has() -> None:
    text = "from mock import DEFAULT, patch\n@patch.multiple('app.m', {0}=DEFAULT)\ndef test({0}):\n    return [Manager for Manager in {0}]\n"
    SCENE.changes(text.format("UserManager"), text.format("Manager"), runs="")


def test_what_a_module_puts_into_its_own_globals_by_keyword_follows() -> None:
    text = "class {0}: ...\nglobals().update({0}=3)\nprint({0})\n"
    files = {"app/m.py": text.format("UserManager")}
    check(USER_MANAGER, files, {"app/m.py": text.format("Manager")}, runs="import app.m")


@pytest.mark.parametrize("value", ['"UserManager"', 'f("UserManager")', '[["UserManager"]]', 'a.b("UserManager").c'])
def test_a_string_that_a_module_with_a_getattr_binds_is_in_no_list_of_what_it_hands_on(value: str) -> None:
    text = f"KIND = {value}\ndef __getattr__(name):\n    raise AttributeError(name)\n"
    SCENE.leaves({"app/kinds.py": text}, says=["app/kinds.py:1"], runs="")


def test_a_string_as_repr_may_write_it_is_told_apart_from_prose() -> None:
    as_written = [
        '"UserManager(x=1)"',
        "'<UserManager 1>'",
        '"<app.m.UserManager object at 0x1>"',
        '"""UserManager()"""',
    ]
    for text in as_written:
        SCENE.leaves(f"assert str(x) == {text}\n", says=["UserManager in a string, as repr() may write it"], runs="")
    for text in ('"UserManager is gone"', '"a UserManager (old)"', '"see UserManager()"', '"<b>UserManager</b>"'):
        result = SCENE.leaves(
            f"print({text})\n", says=["app/views.py:1: info proposal: UserManager in a string"], runs=""
        )
        assert "repr()" not in result.said


@pytest.mark.parametrize(
    "opening", [".. code-block:: python", ".. plot::\n       :include-source:", ".. ipython:: python", "So::"]
)
def test_a_block_of_code_in_a_docstring_without_prompts_is_an_example(opening: str) -> None:
    text = f'"""About Old.\n\n    {opening}\n\n        from app.m import {{0}}\n        {{0}}()\n"""\n'
    before, after = old_and_new({"app/v.py": text})
    said = ["app/v.py:1:…Old in a docstring"]
    check(
        rename("app.m:Old", "New"),
        {**before, "app/m.py": "class Old: ...\n"},
        {**after, "app/m.py": "class New: ...\n"},
        says=said,
    )


# Names that are held against those which a module has

HELD = [
    "assert 'UserManager' in m.__all__",
    "assert 'UserManager' in dir(m)",
    "assert set(m.__all__) == {'UserManager', 'make'}",
    "assert ['UserManager', 'make'] == [each for each in dir(m) if each[0] != '_']",
    "expected = ['UserManager', 'make']\nassert set(m.__all__) == set(expected)",
    "def check():\n    expected = {'UserManager', 'make'}\n    assert expected == set(m.__all__)\ncheck()",
    "CASE.assertIn('UserManager', m.__all__)",
    "CASE.assertCountEqual(m.__all__, ['make', 'UserManager'])",
]


@pytest.mark.parametrize("test", HELD)
def test_a_name_that_is_held_against_those_of_the_module_follows(test: str) -> None:
    home = "__all__ = ['UserManager', 'make']\nclass UserManager: ...\ndef make(): ...\n"
    text = f"from unittest import TestCase\nfrom app import m\nCASE = TestCase()\n{test}\n"
    check(
        USER_MANAGER,
        {"app/__init__.py": "", "app/m.py": home, "app/views.py": text},
        {"app/m.py": home.replace("UserManager", "Manager"), "app/views.py": text.replace("UserManager", "Manager")},
        runs="import app.views",
    )


@pytest.mark.parametrize(
    "test",
    [
        "assert 'UserManager' not in dir(other)",
        "assert set(other.__all__) != {'UserManager'}",
        "names = ['UserManager']\nassert names != other.__all__\nprint(names)",
        "expected = ['UserManager']\nprint(expected)\nassert expected == m.__all__",
        "assert len(m.__all__) == len(['UserManager'])",
        "assert 'UserManager' in (m.__doc__ or 'UserManager')",
        "m.__all__ == [each.lower() for each in ['UserManager']]",
    ],
)
def test_a_name_that_is_held_against_others_or_used_for_more_is_proposed(test: str) -> None:
    home = "__all__ = ['UserManager']\nclass UserManager: ...\n"
    text = f"from app import m, other\n{test}\n"
    check(
        USER_MANAGER,
        {"app/__init__.py": "", "app/m.py": home, "app/other.py": "__all__ = []\n", "app/views.py": text},
        {"app/m.py": home.replace("UserManager", "Manager")},
        says=["the string 'UserManager' may name the symbol"],
    )


def test_a_path_in_a_docstring_that_begins_with_a_module_of_python_is_not_that_of_the_package() -> None:
    def text(name: str) -> str:
        roles = f":class:`~app.queue.{name}`, :class:`.{name}`, :class:`{name}`"
        return f'"""Unlike :class:`queue.Queue` and :meth:`~queue.Queue.get`: {roles}."""\nclass {name}: ...\n'

    files = {
        "app/__init__.py": "",
        "app/queue.py": text("Queue"),
        "app/waits.py": text("Queue").replace("queue", "waits"),
    }
    told = ["app/queue.py:1: info proposal"]
    check(rename("app.queue:Queue", "Line"), {**files, "app/waits.py": ""}, {"app/queue.py": text("Line")}, says=told)
    own = text("Line").replace("queue.Queue", "queue.Line").replace("queue", "waits")
    check(rename("app.waits:Queue", "Line"), {**files, "app/queue.py": ""}, {"app/waits.py": own})


@pytest.mark.parametrize(
    "text", ['"default = {}"', '"--cls={}"', '"[x]\\ny = {}\\n"', 'f"{{1}} {}"', '"""\n[x]\ny: {}\n"""']
)
def test_a_path_in_a_longer_string_is_left_with_a_word_and_edited_when_asked(text: str) -> None:
    files = {"app/__init__.py": "", "app/m.py": "class Old: ...\n", "use.py": f"X = {text.format('app.m.Old')}\n"}
    after = {"app/m.py": "class New: ...\n"}
    why = "warning left-alone: Old left alone: its path app.m.Old stands in a longer text"
    check(rename("app.m:Old", "New"), files, after, says=[f"use.py…{why}"])
    asked = {**after, "use.py": files["use.py"].replace("Old", "New")}
    check(rename("app.m:Old", "New", text=True), files, asked)


@pytest.mark.parametrize(
    "text",
    ["the Old one", "other.m.Old is it", "see n.Old", "Old.x and m.Old", "app.m.Older", "http://app.org/app.m.Old"],
)
def test_a_word_in_a_string_to_which_no_path_leads_is_a_proposal_at_most(text: str) -> None:
    files = {"app/__init__.py": "", "app/m.py": f"class Old: ...\nX = 'in {text} here'\n"}
    after = {"app/m.py": files["app/m.py"].replace("class Old", "class New")}
    assert "left-alone" not in check(rename("app.m:Old", "New"), files, after).said
