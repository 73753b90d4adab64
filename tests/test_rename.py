"""The rename: what can be renamed, and what its outcome says."""

from __future__ import annotations

import pytest

from examples import (
    COUNT,
    SCENE,
    USER_MANAGER,
    alone,
    applied,
    check,
    either,
    in_turn,
    leaves_alone,
    opened,
    refused,
    rename,
    runs_alike,
    tree,
)

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


# What the outcome says


def test_the_definition_is_written_last() -> None:
    result = applied(USER_MANAGER, {**SCENE.before, "a.py": "from app.m import UserManager\n"})
    assert result.outcome.last[-1] == "app/m.py"


def test_the_evidence_names_the_definition_and_the_new_name() -> None:
    result = applied(USER_MANAGER, {**SCENE.before, "app/__init__.py": "from .m import UserManager\n"})
    assert any("app/m.py:1" in line and "Manager" in line for line in result.outcome.evidence)


@pytest.mark.parametrize("called", ["space.app.m", "app.m"])
def test_the_evidence_calls_the_module_as_the_user_does(called: str) -> None:
    files = {"src/space/app/__init__.py": "", "src/space/app/m.py": "class Old: ...\n"}
    result = applied(rename(f"{called}:Old", "New"), files)
    assert result.outcome.evidence == (f"{called}:Old (src/space/app/m.py:1) -> New",)


def test_the_same_project_gives_the_same_outcome() -> None:
    files = {**SCENE.before, "app/views.py": "from app.m import *\nUserManager()  # UserManager\n"}
    assert USER_MANAGER.plan(opened(files)) == USER_MANAGER.plan(opened(dict(reversed(files.items()))))


def test_edits_are_whole_words_and_stay_in_their_line() -> None:
    files = tree({**SCENE.before, "app/views.py": "from app.m import UserManager\nprint(UserManager.users)\n"})
    for path, edits in USER_MANAGER.plan(opened(files)).edits.items():
        assert {files[path][edit.start : edit.end] for edit in edits} == {b"UserManager"}
        assert {edit.replacement for edit in edits} == {b"Manager"}


def test_a_symbol_from_elsewhere_that_nothing_uses_is_said_to_be_so() -> None:
    files = {"app/m.py": "class Old: ...\n", "app/views.py": "from app.m import Old\nfrom lib.api import Other\n"}
    said = leaves_alone(rename("ap.m:Old", "New"), files).said
    assert "ap.m.Old is defined outside this project, and nothing here uses it" in said
    assert "did you mean app.m?" in said
    beside = {**files, "vendor/notes.md": "Old\n", "web/a.ts": "Old\n", "tests/test_old.py": "def test_old(): ...\n"}
    assert "nothing here uses it" in leaves_alone(rename("ap.m:Old", "New"), beside).said
    used = {**files, "vendor/a.py": "from ap.m import Old\n"}
    assert "nothing here uses it" not in leaves_alone(rename("ap.m:Old", "New"), used).said
    nested = {"app/__init__.py": "", "app/notes.md": "Old\n", "app/sub/__init__.py": "", "app/sub/m.py": "Old = 1\n"}
    assert "did you mean app.sub.m?" in leaves_alone(rename("sub.m:Old", "New"), nested).said
    assert not check(
        rename("lib.api:Other", "New"),
        files,
        {"app/views.py": "from app.m import Old\nfrom lib.api import New\n"},
    ).said


def test_it_takes_no_parser_to_see_that_a_word_is_not_in_a_file_that_says_it_is_in_utf8() -> None:
    project = opened({"a.py": "# -*- coding: utf-8 -*-\nx = 1\n", "b.py": "# coding: utf-7\nx = 1\n"})
    assert not project.may_hold("a.py", "UserManager")
    assert project.may_hold("b.py", "UserManager")


def test_a_folder_with_the_name_of_a_library_stands_behind_it() -> None:
    """Where it is no package, and nobody takes a module of it (PEP 420)."""
    text = "import redis\nfrom redis import {0}\n{0}()\nredis.{0}()\n"
    files = {"redis/run.py": "print(1)\n", "deploy/redis/x.py": "", "app.py": text.format("Redis")}
    check(rename("redis.Redis", "Client"), files, {"app.py": text.format("Client")})
    taken = {**files, "use.py": "import redis.run\n"}
    check(rename("redis.Redis", "Client"), taken, {}, says=["redis.Redis is defined outside this project"])
    check(rename("redis.Redis", "Client"), {**taken, "use.py": "from redis import a, run\n"}, {}, says=["outside"])


def test_a_name_that_a_star_import_brings_of_a_module_from_then_on_was_renamed_before() -> None:
    files = {
        "app/__init__.py": "from .pins import Pin\n",
        "app/pins/__init__.py": "class Pin: ...\n",
        "check.py": "from app import *\n\ndef pins(): return 2\n\nprint(pins())\n",
    }
    after = {"check.py": files["check.py"].replace("pins()", "peaks()")}
    check(rename("check:pins", "peaks"), files, after, says=["check.py:1: info shared-name"])
    again = applied(rename("check:pins", "peaks"), {**files, **after})
    assert again.said.endswith("check:pins is called peaks already (check.py:3)")


def test_a_name_that_is_handed_on_and_would_be_another_symbol_then_is_refused() -> None:
    """Once the second is called otherwise, the first is what app.Old leads to: a second run would rename that."""
    files = {
        "app/__init__.py": "from .a import Old\nfrom .b import Old\n",
        "app/a.py": "class Old: ...\n",
        "app/b.py": "class Old: ...\n",
        "use.py": "from app import Old\nOld()\n",
    }
    refused(rename("app:Old", "New"), files, "app.b.Old: app/b.py:1; app/__init__.py:1 binds another")
    check(
        rename("app.b:Old", "New"),
        files,
        {
            "app/__init__.py": "from .a import Old\nfrom .b import New\n",
            "app/b.py": "class New: ...\n",
            "use.py": "from app import New\nNew()\n",
        },
        says=["app/__init__.py:1: info shared-name: Old is another symbol in this module now"],
    )
    overloads = (
        "from typing import overload\n@overload\ndef {0}(x: int) -> int: ...\n@overload\ndef {0}(x: str) -> str: ...\n"
    )
    stubbed = {
        "app/__init__.py": "from .b import Old\n",
        "app/__init__.pyi": overloads.format("Old"),
        "app/b.py": "def Old(x): ...\n",
    }
    after = {
        "app/__init__.py": "from .b import New\n",
        "app/__init__.pyi": overloads.format("New"),
        "app/b.py": "def New(x): ...\n",
    }
    result = check(rename("app:Old", "New"), stubbed, after)
    assert "another symbol" not in result.said
    starred = {**files, "app/__init__.py": "from .a import *\nfrom .b import Old\n"}
    refused(rename("app:Old", "New"), starred, "app/__init__.py:1 binds another")
    either = "try:\n    from .a import Old\nexcept ImportError:\n    from lib import Old\n"
    after = "try:\n    from .a import New\nexcept ImportError:\n    from lib import Old as New\n"
    files = {"app/__init__.py": either, "app/a.py": "class Old: ...\n", "use.py": "from app import Old\nOld()\n"}
    check(
        rename("app:Old", "New"),
        files,
        {
            "app/__init__.py": after,
            "app/a.py": "class New: ...\n",
            "use.py": "from app import New\nNew()\n",
        },
    )


@pytest.mark.parametrize(
    ("symbol", "text", "said"),
    [
        ("b:Older", "from app.m import UserManager as Older\n", "another name of app.m.UserManager: app/m.py:1"),
        ("b:Older", "from app.m import gone as Older\n", "another name of app.m.gone: nothing binds that"),
        ("b:m", "import app.m as m\n", "renaming modules is not yet supported"),
        ("b:Older", "from ..c import Older\n", "it cannot be told what b:Older is"),
        ("queue:Older", "import queue\n", "queue is a module of the standard library, too"),
    ],
)
def test_what_is_no_definition_of_the_project_is_refused(symbol: str, text: str, said: str) -> None:
    files = {**SCENE.before, "b.py": text, "queue.py": "class Older: ...\n"}
    refused(rename(symbol, "New"), files, said)
