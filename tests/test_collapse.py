"""Aliases become direct imports of the canonical name; what is left alone has a reason."""

from __future__ import annotations

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import After, Before, Result, Scene, applied, check, code, notebook, refused


def collapse(*, aliases: tuple[str, ...] = (), same_name: bool = False) -> Collapse:
    return Collapse(SymbolPath.parse("app.core.manager:Manager"), aliases, same_name)


SHARED: Before = {
    "app/__init__.py": "",
    "app/core/__init__.py": """\
        from .manager import Manager, other
        UnifiedManager = Manager
        StateManager = Manager
        """,
    "app/core/manager.py": """\
        class Manager:
            made = []
        def other(): ...
        """,
    "app/shim.py": """\
        from .core import UnifiedManager as Old
        from .core.manager import other

        __all__ = ["Old", "other"]
        """,
}
SHARED_AFTER: After = {
    "app/shim.py": """\
        from .core.manager import Manager as Old
        from .core.manager import other

        __all__ = ["Old", "other"]
        """,
}
SCENE = Scene(
    collapse(),
    SHARED,
    SHARED_AFTER,
    program="import app.views, app.shim, app.core.manager as m; assert app.shim.Old is m.Manager",
)


def changes(
    before: str | Before,
    after: str | After,
    *,
    runs: str | None = None,
    says: tuple[str, ...] = (),
    codemod: Collapse | None = None,
) -> Result:
    scene = SCENE if codemod is None else Scene(codemod, SHARED, SHARED_AFTER, program=SCENE.program)
    return scene.changes(before, after, runs=runs, says=says)


def leaves(files: str | Before, *, says: tuple[str, ...] = (), runs: str | None = None) -> Result:
    return SCENE.leaves(files, says=says, runs=runs)


# -- imports ----------------------------------------------------------------------------------------------------


def test_an_alias_that_is_imported_becomes_a_direct_import() -> None:
    changes(
        """\
        from app.shim import Old

        manager = Old()
        assert isinstance(manager, Old)
        def f(m: Old, n: "Old | None" = None) -> "list[Old]": ...
        """,
        """\
        from app.core.manager import Manager

        manager = Manager()
        assert isinstance(manager, Manager)
        def f(m: Manager, n: "Manager | None" = None) -> "list[Manager]": ...
        """,
    )


def test_the_only_import_of_a_block_stays_though_another_binds_the_name() -> None:
    changes(
        """\
        from app.core.manager import Manager
        made = Manager()
        if made:
            from app.shim import Old  # for its effect
        other = Old
        """,
        """\
        from app.core.manager import Manager
        made = Manager()
        if made:
            from app.core.manager import Manager  # for its effect
        other = Manager
        """,
    )


def test_a_relative_import_stays_relative() -> None:
    changes(
        """\
        from .shim import Old as Older
        Older()
        """,
        """\
        from .core.manager import Manager
        Manager()
        """,
    )


def test_other_names_of_the_statement_keep_their_place_and_comments() -> None:
    changes(
        """\
        from app.shim import (
            Old,  # the manager
            other,  # the other
        )
        kept = Old, other
        """,
        """\
        from app.shim import (
            other,  # the other
        )
        from app.core.manager import Manager  # the manager
        kept = Manager, other
        """,
    )


def test_a_linter_comment_goes_with_both() -> None:
    changes(
        """\
        from app.shim import Old, other  # type: ignore[x]
        kept = Old, other
        """,
        """\
        from app.shim import other  # type: ignore[x]
        from app.core.manager import Manager  # type: ignore[x]
        kept = Manager, other
        """,
    )


def test_two_aliases_in_one_statement_become_one_import() -> None:
    changes(
        """\
        from app.core import UnifiedManager, StateManager
        UnifiedManager(), StateManager()
        """,
        """\
        from app.core.manager import Manager
        Manager(), Manager()
        """,
    )


def test_two_aliases_in_one_file_become_one_import() -> None:
    changes(
        """\
        from app.core import UnifiedManager
        from app.shim import Old, other
        UnifiedManager(), Old(), other()
        """,
        """\
        from app.core.manager import Manager
        from app.shim import other
        Manager(), Manager(), other()
        """,
    )


def test_an_import_of_the_canonical_name_that_is_there_is_enough() -> None:
    changes(
        """\
        from app.core.manager import Manager
        from app.shim import Old
        Manager(), Old()
        """,
        """\
        from app.core.manager import Manager
        Manager(), Manager()
        """,
    )


def test_a_later_import_of_the_canonical_name_is_enough_when_nothing_stands_between() -> None:
    changes(
        """\
        from app.shim import Old
        from app.core.manager import Manager
        Manager(), Old()
        """,
        """\
        from app.core.manager import Manager
        Manager(), Manager()
        """,
    )


def test_the_same_name_from_elsewhere_is_enough_too() -> None:
    changes(
        """\
        from app.core import Manager, StateManager
        Manager(), StateManager()
        """,
        """\
        from app.core import Manager
        Manager(), Manager()
        """,
    )


def test_the_same_name_is_redirected_when_that_is_asked_for() -> None:
    changes(
        """\
        from app.core import Manager, StateManager
        import app.core
        Manager(), StateManager(), app.core.Manager
        """,
        """\
        from app.core.manager import Manager
        import app.core
        Manager(), Manager(), app.core.manager.Manager
        """,
        codemod=collapse(same_name=True),
    )


def test_imports_stay_where_they_are() -> None:
    changes(
        """\
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from app.shim import Old
        def f(m: "Old"):
            from .core import StateManager
            return StateManager()
        try:
            from app.core import UnifiedManager
        except ImportError:
            UnifiedManager = None
        """,
        """\
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from app.core.manager import Manager
        def f(m: "Manager"):
            from .core.manager import Manager
            return Manager()
        try:
            from app.core.manager import Manager as UnifiedManager
        except ImportError:
            UnifiedManager = None
        """,
    )


def test_a_fallback_class_keeps_its_name() -> None:
    changes(
        """\
        try:
            from app.shim import Old
        except ImportError:
            class Old: ...
        Old()
        """,
        """\
        try:
            from app.core.manager import Manager as Old
        except ImportError:
            class Old: ...
        Old()
        """,
        says=("keeps its name in this file: it is bound to something else as well",),
    )


@pytest.mark.parametrize(
    "user", ["from app.maybe import Old\nprint(Old)\n", "import app.maybe\nprint(app.maybe.Old)\n"]
)
def test_what_is_none_where_an_import_fails_is_taken_from_where_it_was(user: str) -> None:
    missing = {"app/core/manager.py": "import not_installed\nclass Manager: ...\ndef other(): ...\n"}
    maybe = {
        "app/core/__init__.py": "",
        "app/shim.py": "",
        "app/maybe.py": """\
            try:
                from app.core.manager import Manager as Old
            except ImportError:
                Old = None
            """,
    }
    says = "app/views.py:…left-alone: Old is left: it is Manager or another object, which is not known"
    check(collapse(), {"app/__init__.py": "", **missing, **maybe, "app/views.py": user}, {}, says=(says,),
          runs="import app.views")  # fmt: skip


@pytest.mark.parametrize(
    "alias", ["Old = (Manager)\n", "Old = (\n    core.Manager\n)\n", "Old = (  # why\n    Manager  # not?\n)\n"]
)
def test_an_alias_in_parentheses_is_one(alias: str) -> None:
    shim = f"import app.core.manager as core\nfrom .core.manager import Manager\n{alias}"
    result = check(
        collapse(),
        {**SHARED, "app/shim.py": shim, "app/views.py": "from app.shim import Old\nOld()\n"},
        {"app/views.py": "from app.core.manager import Manager\nManager()\n"},
        runs="import app.views",
    )
    assert "unloaded" not in result.said  # a module of nothing else is a shim


@pytest.mark.parametrize("bound", ["Manager = 1\n", "def Manager(self): ...\n", "if Old:\n        Manager = 1\n"])
def test_a_class_that_binds_the_canonical_name_takes_an_alias_beside_it_for_itself(bound: str) -> None:
    home = f"class Manager: ...\ndef other(): ...\nOld = Manager\nclass K:\n    {bound}    Old = Old\n"
    files = {"app/__init__.py": "", "app/core/__init__.py": "", "app/core/manager.py": home}
    check(collapse(), files, {}, runs="from app.core.manager import K, Manager; print(K.Old is Manager)")


@pytest.mark.parametrize(
    "later",
    [
        "Manager = print\n",
        "if other:\n    Manager = print\n",
        "for Manager in (1, 2): ...\n",
        "try:\n    1 / 0\nexcept ZeroDivisionError as Manager: ...\n",
        "del Manager\n",
    ],
)
def test_what_had_the_name_of_the_symbol_before_is_another_object(later: str) -> None:
    home = f"class Manager: ...\ndef other(): ...\nRaw = Manager\n{later}print(Raw)\n"
    files = {"app/__init__.py": "", "app/core/__init__.py": "", "app/core/manager.py": home}
    views = "from app.core.manager import Raw\nprint(Raw)\n"
    says = "app/views.py:1: info left-alone: Raw is left: it is Manager or another object, which is not known"
    check(collapse(), {**files, "app/views.py": views}, {}, says=(says,), runs="import app.views")


@pytest.mark.parametrize(
    "home",
    [
        "if 1:\n    class Manager: ...\nelse:\n    class Manager: ...\nRaw = Manager\n",
        "if 1:\n    class Manager: ...\n    Raw = Manager\nelse:\n    class Manager: ...\n    Raw = Manager\n",
        "Manager: type\nclass Manager: ...\nRaw = Manager\nManager: type\n",
        "class Manager: ...\nManager = (lambda c: c)(Manager)\nRaw = Manager\n",
        "class Manager: ...\nRaw = Manager\nclass K:\n    Manager = 1\ndef f(Manager): ...\n",
    ],
)
def test_what_has_the_name_of_the_symbol_at_last_is_the_symbol(home: str) -> None:
    files = {"app/__init__.py": "", "app/core/__init__.py": "", "app/core/manager.py": f"{home}def other(): ...\n"}
    views = "from app.core.manager import Raw\nprint(Raw)\n"
    direct = "from app.core.manager import Manager\nprint(Manager)\n"
    check(collapse(), {**files, "app/views.py": views}, {"app/views.py": direct}, runs="import app.views")


@pytest.mark.parametrize("typed", ["x: 'Old' = None\n", "def f(self, x: 'Old'): ...\n"])
def test_a_type_in_a_string_is_read_in_its_class(typed: str) -> None:
    files = {"app/views.py": f"from app.shim import Old\nclass K:\n    Manager = 1\n    {typed}"}
    after = files["app/views.py"].replace("app.shim import Old", "app.core.manager import Manager as Old")
    changes(
        files, {"app/views.py": after}, says=("Manager is a local name here and would capture a use of Old",), runs=""
    )


def test_another_object_of_the_canonical_name_keeps_the_two_apart() -> None:
    changes(
        """\
        from app.shim import Old
        class Manager: ...
        Old(), Manager()
        """,
        """\
        from app.core.manager import Manager as Old
        class Manager: ...
        Old(), Manager()
        """,
        says=("app/views.py:2: Manager is bound here already",),
    )


def test_a_second_binding_to_another_object_is_never_switched() -> None:
    changes(
        """\
        from app.shim import Old
        first = Old
        class Old: ...
        second = Old
        """,
        """\
        from app.core.manager import Manager
        first = Manager
        class Old: ...
        second = Old
        """,
    )
    changes(
        """\
        from app.shim import Old
        def f():
            return Old
        f()
        class Old: ...
        """,
        """\
        from app.core.manager import Manager as Old
        def f():
            return Old
        f()
        class Old: ...
        """,
    )


def test_attributes_of_the_shim_reach_the_definition() -> None:
    changes(
        """\
        import app.shim
        from app import shim
        from app import shim as s
        app.shim.Old(), shim.Old, s.Old, s.other
        """,
        """\
        import app.shim
        import app.core.manager
        from app import shim
        from app.core import manager
        from app import shim as s
        app.core.manager.Manager(), manager.Manager, manager.Manager, s.other
        """,
    )


def test_a_path_through_a_package_that_has_loaded_the_module_goes_on_into_it() -> None:
    changes(
        """\
        import app.core
        from app import core as c
        def f(manager: "c.StateManager"):
            return app.core.UnifiedManager(), c.StateManager
        f(1)
        """,
        """\
        import app.core
        from app import core as c
        def f(manager: "c.manager.Manager"):
            return app.core.manager.Manager(), c.manager.Manager
        f(1)
        """,
    )


def test_a_path_to_a_module_that_another_object_hides_is_left() -> None:
    """After `manager = Manager()` the package's attribute is no module: neither a path nor a mock gets through it."""
    check(
        collapse(),
        {
            "app/__init__.py": "",
            "app/core/__init__.py": "from .manager import Manager\nOld = Manager\nmanager = Manager()\n",
            "app/core/manager.py": "class Manager: ...\n",
            "app/use.py": "from app.core import Old\nprint(Old.__name__)\n",
            "app/views.py": "from app import core\nfrom unittest.mock import patch\ncore.Old()\npatch('app.core.Old')\n",
        },
        {"app/use.py": "from app.core.manager import Manager\nprint(Manager.__name__)\n"},
        says=(
            "app/views.py:3: warning left-alone: Old … app.core.manager is another object than the module",
            "app/views.py:4: warning left-alone: Old … app.core.manager is another object than the module",
        ),
        runs="import app.use, app.views",
    )


def test_a_star_import_gets_company() -> None:
    changes(
        """\
        from .shim import *
        Old(), other()
        """,
        """\
        from .shim import *
        from .core.manager import Manager
        Manager(), other()
        """,
    )


def test_aliases_of_aliases_are_followed() -> None:
    changes(
        {
            "app/a.py": "import app.shim\nLegacy = app.shim.Old\n",
            "app/b.py": "from .a import *\nfrom .a import Legacy as Legacy\n",
            "app/views.py": "from app.b import Legacy as L\nfrom app.a import Legacy\nL(), Legacy()\n",
        },
        {
            "app/a.py": "import app.shim\nimport app.core.manager\nLegacy = app.core.manager.Manager\n",
            "app/views.py": "from app.core.manager import Manager\nManager(), Manager()\n",
        },
    )


def test_an_assigned_alias_stays_and_its_uses_follow() -> None:
    changes(
        """\
        from app.core.manager import Manager
        Local = Manager
        def f(): return Local()
        f()
        """,
        """\
        from app.core.manager import Manager
        Local = Manager
        def f(): return Manager()
        f()
        """,
    )


@pytest.mark.parametrize(
    ("assigned", "direct"),
    [
        ("Local, Other = Manager, 3", True),
        ("(Other, Local) = (3, Manager)", True),
        ("[Local, Other] = [Manager, Manager]", True),
        ("Local, *Other = Manager, 3", False),
        ("(Local, x), Other = (Manager, 3), 4", False),
        ("Local, Other = f(Manager), Manager", False),
    ],
)
def test_an_alias_that_is_assigned_beside_others_is_one(assigned: str, direct: bool) -> None:
    start = f"from app.core.manager import Manager\nf = lambda x: x\n{assigned}\n"
    used = "from app.core.manager import Manager\nManager()\n" if direct else "from app.lots import Local\nLocal()\n"
    changes({"app/lots.py": start, "app/views.py": "from app.lots import Local\nLocal()\n"}, {"app/views.py": used})


def test_names_that_change_places_are_followed_no_further() -> None:
    start = "from app.core.manager import Manager, other\nManager, other = other, Manager\n"
    leaves({"app/lots.py": start, "app/views.py": "from app.lots import other\nprint(other)\n"})


def test_class_bodies_and_local_names_stay() -> None:
    changes(
        """\
        from app.shim import Old
        class A:
            from app.shim import Old
            kind = Old
        def f():
            local = Old
            return local()
        f(), A().Old
        """,
        """\
        from app.core.manager import Manager
        class A:
            from app.core.manager import Manager as Old
            kind = Old
        def f():
            local = Manager
            return local()
        f(), A().Old
        """,
    )


def test_names_that_a_module_gives_on_demand_are_followed() -> None:
    lazy = """\
        _TABLE = {"Lazy": ("app.core.manager", "Manager")}
        def __getattr__(name):
            if name == "Lazier":
                from app.core.manager import Manager
                return Manager
            if name in _TABLE:
                from importlib import import_module
                return getattr(import_module(_TABLE[name][0]), _TABLE[name][1])
            raise AttributeError(name)
        """
    changes(
        {"app/lazy.py": lazy, "app/views.py": "from app.lazy import Lazier, Lazy\nLazy(), Lazier()\n"},
        {"app/views.py": "from app.core.manager import Manager\nManager(), Manager()\n"},
    )


def test_examples_and_notebooks_follow() -> None:
    changes(
        {
            "app/views.py": 'def f():\n    """\n    >>> from app.shim import Old\n    >>> Old()\n    """\n',
            "a.ipynb": notebook(code("from app.shim import Old\nOld()")),
            "a.md": "```python\nfrom app.shim import Old\nOld()\n```\n",
            "b.md": "```python\nfrom app.shim import Old, other\nOld()\n```\n",
        },
        {
            "app/views.py": 'def f():\n    """\n    >>> from app.core.manager import Manager\n    >>> Manager()\n    """\n',
            "a.ipynb": notebook(code("from app.core.manager import Manager\nManager()")),
            "a.md": "```python\nfrom app.core.manager import Manager\nManager()\n```\n",
            "b.md": "```python\nfrom app.shim import other\nfrom app.core.manager import Manager\nManager()\n```\n",
        },
    )


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ("def f():\n    global Old\n    Old = 3\n", "it is bound to something else as well"),
        ("Old()\ndel Old\n", "it is declared global or deleted here"),
        ("def f(Manager): return Old, Manager\n", "would capture a use"),
        ("x = [Manager for Manager in (1, 2) if Old]\n", "would capture a use"),
        ("__all__ = ['Old']\nOld()\n", "__all__ names it"),
        ("globals()['Old']\nOld()\n", "a string in the file names it"),
        ("'{Old}'.format(**globals())\nOld()\n", "a string in the file names it"),
    ],
)
def test_where_the_name_must_stay_the_import_is_direct_and_keeps_it(rest: str, why: str) -> None:
    changes(
        f"from app.shim import Old\n{rest}",
        f"from app.core.manager import Manager as Old\n{rest}",
        says=(f"app/views.py:1: info kept-local: Old keeps its name in this file: … {why}",),
    )


@pytest.mark.parametrize(
    "text",
    [
        "from app.core.manager import Manager as Old  # noqa: F401  # pylint: disable=unused-import\nX = 1\n",
        "from app.core.manager import (  # noqa: F401\n    Manager as Old,\n)\nX = 1\n",
        "from app.core.manager import (\n    Manager as Old,  # noqa\n)\nX = 1\n",
        "from app.core.manager import (\n    Manager as Old,\n)  # pylint: disable=x # noqa:E501,F401\nX = 1\n",
    ],
)
def test_a_name_that_a_linter_comment_keeps_for_others_stays(text: str) -> None:
    leaves(text, says=("app/views.py:", "its linter comment says that others use it"))


def test_a_linter_comment_of_another_rule_or_name_keeps_none() -> None:
    changes(
        "from app.core.manager import (\n    Manager as Old,\n    other,  # noqa\n)\nOld  # noqa: E501\n",
        "from app.core.manager import (\n    Manager,\n    other,  # noqa\n)\nManager  # noqa: E501\n",
    )


def test_statements_on_one_line_and_patterns_follow() -> None:
    changes(
        """\
        import os; from app.shim import Old; Old()
        import app.shim as s
        match 1:
            case Old(): ...
            case s.Old(): ...
        """,
        """\
        import os; from app.core.manager import Manager; Manager()
        import app.shim as s
        import app.core.manager
        match 1:
            case Manager(): ...
            case app.core.manager.Manager(): ...
        """,
    )


# -- left alone -------------------------------------------------------------------------------------------------


def test_a_homonym_is_left_alone() -> None:
    leaves({"app/other.py": "class Old: ...\n", "app/views.py": "from app.other import Old\nOld()\n"})
    leaves("class Old: ...\nOld()\n")
    leaves("def f(Old, x): return Old(x), x.Old\n")


def test_a_star_import_that_cannot_follow_is_named() -> None:
    leaves(
        "from app.shim import *\nOld()\nclass Manager: ...\n",
        says=("app/views.py:2: warning left-alone: Old is left, from a star import … Manager is bound here already",),
    )


@pytest.mark.parametrize(
    "question",
    [
        "assert Old is Manager",
        "assert app.shim.Old is Manager is app.core.StateManager",
        "assert StateManager == Old",
        "T().assertIs(app.core.UnifiedManager, Manager)",
        "T().assertEqual(Old, Manager)",
    ],
)
def test_a_question_whether_the_alias_is_the_symbol_stays_one(question: str) -> None:
    head = """\
        import app.core, app.shim
        from unittest import TestCase as T
        from app.core.manager import Manager
        """
    imports = "".join(
        f"from app.{module} import {name}\n" for module, name in (("core", "StateManager"), ("shim", "Old"))
        if name in question.replace("core.StateManager", "").replace("shim.Old", "")
    )  # fmt: skip
    text = "".join(line.strip() + "\n" for line in head.splitlines()) + imports + question + "\n"
    leaves(text, says=("info compared … the file asks whether it is the same object",))


def test_a_comparison_with_something_else_is_a_use() -> None:
    changes(
        "from app.shim import Old\nassert type(Old()) is Old\n",
        "from app.core.manager import Manager\nassert type(Manager()) is Manager\n",
    )


def test_a_broken_import_is_reported_and_left() -> None:
    leaves(
        "from app.core import Old\n",
        says=("app/views.py:1: … broken import: app/core/__init__.py has no Old",),
        runs="",
    )


def test_an_import_from_a_module_that_puts_another_in_its_place_is_not_called_broken() -> None:
    lazy = """\
        import sys, types
        class Lazy(types.ModuleType):
            def __getattr__(self, name):
                import shop.till
                return getattr(shop.till, name)
        made = Lazy(__name__)
        made.__dict__.update(vars(sys.modules[__name__]))
        sys.modules[__name__] = made
        """
    use = "import shop\nfrom shop import Till\nTill(), shop.Till()\n"
    files = {"shop/__init__.py": lazy, "shop/till.py": "class Till: ...\n", "use.py": use}
    result = check(Collapse(SymbolPath.parse("shop.till:Till"), same_name=True), files, {}, runs="import use")
    assert [(each.line, each.code) for each in result.outcome.diagnostics] == [(2, "left-alone"), (3, "left-alone")]
    assert "Till left alone: shop/__init__.py may give the symbol under this name" in result.said


def test_the_same_name_is_left_unless_asked_for() -> None:
    leaves("from app.core import Manager\nManager()\n")


def test_a_module_that_assigns_itself_does_not_loop() -> None:
    leaves({"app/loop.py": "from app.core.manager import Manager\nManager = Manager\n", "app/views.py": ""})
    leaves({"app/loop.py": "A = B\nB = A\n", "app/views.py": ""}, runs="")


def test_what_may_be_another_object_is_left_and_said() -> None:
    shim = "import sys\nfrom app.core.manager import Manager\nif sys.argv:\n    class Maybe: ...\nelse:\n    Maybe = Manager\n"
    result = leaves(
        {"app/maybe.py": shim, "app/views.py": "from app.maybe import Maybe\nimport app.maybe\napp.maybe.Maybe()\n"},
        says=(
            "app/views.py:1: info left-alone: Maybe is left: it is Manager or another object, which is not known",
            "app/views.py:3: info left-alone: Maybe is left: it is Manager or another object, which is not known",
        ),
    )
    (table,) = result.outcome.tables
    assert [row[3] for row in table.rows if row[0] == "app.maybe.Maybe"] == ["left: it may be another object"]


@pytest.mark.parametrize(
    "alias",
    [
        "Old = Manager if sys.argv else print\n",
        "Old = print if not sys.argv else (core.Manager)\n",
        "Old = (\n    None  # slow\n    if not sys.argv\n    else Manager\n)\n",
        "Old: type = Manager if sys.argv else None\n",
    ],
)
def test_a_choice_between_the_symbol_and_another_object_is_left_and_said(alias: str) -> None:
    shim = f"import sys\nimport app.core.manager as core\nfrom app.core.manager import Manager\n{alias}"
    result = leaves(
        {"app/maybe.py": shim, "app/views.py": "from app.maybe import Old\nOld()\n"},
        says=("app/views.py:1: info left-alone: Old is left: it is Manager or another object, which is not known",),
    )
    (table,) = result.outcome.tables
    assert [row[3] for row in table.rows if row[0] == "app.maybe.Old"] == ["left: it may be another object"]


def test_what_a_class_or_function_is_assigned_has_no_row() -> None:
    values = "from app.core.manager import Manager\nclass Meta:\n    model = Manager\ndef f():\n    cls = Manager\n    cls()\n"
    (table,) = leaves({"app/views.py": values}).outcome.tables
    assert not [row for row in table.rows if row[0].startswith("app.views.")]


def test_what_the_symbol_only_decides_is_no_alias() -> None:
    shim = "from app.core.manager import Manager\nOther = 1 if Manager else 2\n"
    assert "Other" not in leaves({"app/maybe.py": shim, "app/views.py": "from app.maybe import Other\n"}).said


def test_only_the_aliases_that_are_named_are_collapsed() -> None:
    check(
        collapse(aliases=("app.core.StateManager",)),
        {**SHARED, "app/views.py": "from app.core import StateManager, UnifiedManager\nStateManager, UnifiedManager\n"},
        {
            "app/views.py": "from app.core import UnifiedManager\nfrom app.core.manager import Manager\nManager, UnifiedManager\n"
        },
    )


def test_an_alias_that_is_named_by_its_path_is_told_as_one_that_was_asked_for() -> None:
    result = applied(
        collapse(aliases=("app.views.Old",)),
        {**SHARED, "app/views.py": "from app.core.manager import Manager as Old\nOld()\n"},
    )
    (table,) = result.outcome.tables
    assert [row[3] for row in table.rows if row[0] == "app.views.Old"] == ["becomes the canonical name"]


def test_a_name_that_is_no_alias_is_said() -> None:
    result = changes(
        "from app.core import UnifiedManager\nUnifiedManager\n",
        {"app/shim.py": SHARED["app/shim.py"]},
        codemod=collapse(aliases=("UnifedManager", "app.shim.Other")),
        says=(
            "info no-such-alias: UnifedManager is no alias of app.core.manager.Manager did you mean UnifiedManager?",
            "info no-such-alias: app.shim.Other is no alias of app.core.manager.Manager",
        ),
    )
    assert "broken" not in result.said


def test_a_re_export_under_the_same_name_has_its_row() -> None:
    views = "from app.core import Manager\nManager()\n"
    for codemod, fate in (
        (collapse(), "stays: under its own name"),
        (collapse(same_name=True), "stays; its users import directly"),
    ):
        result = applied(codemod, {**SHARED, "app/views.py": views, "app/more.py": views})
        (table,) = result.outcome.tables
        (row,) = [row for row in table.rows if row[0] == "app.core.Manager"]
        assert row == (
            "app.core.Manager", "re-export", "2", fate, "app/core/__init__.py:1 -> app/core/manager.py:1",
        )  # fmt: skip


def test_a_path_in_a_text_that_is_a_module_s_is_left() -> None:
    """`app.core` has an alias `manager` and a module of that name: a text may well mean the module."""
    check(
        Collapse(SymbolPath.parse("app.core.manager:Manager")),
        {
            "app/__init__.py": "",
            "app/core/__init__.py": "from .manager import Manager as manager\n",
            "app/core/manager.py": "class Manager: ...\n# see app.core.manager\n",
            "docs/api.md": "The module `app.core.manager` has it.\n",
            "app/load.py": "import importlib\nm = importlib.import_module('app.core.manager')\n",
            "app/views.py": "from app.core import manager\nmanager()\n",
        },
        {"app/views.py": "from app.core.manager import Manager\nManager()\n"},
        runs="import app.views, app.load; print(app.load.m.__name__)",
    )


def test_a_subclass_that_adds_nothing_is_shown_with_what_it_changes() -> None:
    manager = "class Manager:\n    def __new__(cls): return super().__new__(cls)\ndef other(): ...\n"
    result = check(
        collapse(),
        {
            **SHARED,
            "app/core/manager.py": manager,
            "app/wrap.py": 'from app.shim import Old\nclass Wrap(Old):\n    "Kept."\nclass More(Old):\n    x = 1\n',
        },
        {
            **SHARED_AFTER,
            "app/wrap.py": 'from app.core.manager import Manager\nclass Wrap(Manager):\n    "Kept."\nclass More(Manager):\n    x = 1\n',
        },
        says=(
            "app/wrap.py:2: info wrapper: app.wrap.Wrap is a subclass that adds nothing … a singleton keeps one object",
        ),
    )
    assert "More" not in result.said


def test_strings_that_hold_code_are_left() -> None:
    leaves('TEMPLATE = "from app.shim import Old; Old()"\nPATTERN = r"Old\\(\\)"\n')


def test_a_symbol_of_a_library_is_refused() -> None:
    refused(Collapse(SymbolPath.parse("requests:Session")), SHARED, "outside this project")


def test_a_symbol_that_a_class_body_would_mangle_is_refused() -> None:
    files = {
        "app/m.py": "class __Manager: ...\n",
        "app/shim.py": "from app.m import __Manager as Old\n",
        "app/views.py": "from app.shim import Old\nclass View:\n    def get(self): return Old\n",
    }
    refused(Collapse(SymbolPath.parse("app.m:__Manager")), files, "two leading underscores")


@pytest.mark.parametrize(
    "behind", ["(  # type: ignore[x]\n    Old,\n    other,\n)", "(\n    Old,\n    other,\n)  # type: ignore[x]"]
)
def test_the_rule_of_a_statement_goes_along(behind: str) -> None:
    text = f"from app.shim import {behind}\n"
    rest = text.replace("    Old,\n", "")
    changes(
        {"app/views.py": f"{text}Old()\n"},
        {"app/views.py": f"{rest}from app.core.manager import Manager  # type: ignore[x]\nManager()\n"},
    )


def test_a_module_with_code_of_its_own_that_nothing_loads_any_more_is_named() -> None:
    shim = "from app.core.manager import Manager as Registered\nprint('registered')\n"
    changes(
        {"app/plugin.py": shim, "app/views.py": "from app.plugin import Registered\nRegistered()\n"},
        {"app/views.py": "from app.core.manager import Manager\nManager()\n"},
        runs="",
        says=("app/plugin.py:1: warning unloaded",),
    )


@pytest.mark.parametrize(
    ("taking", "other", "is_named"),
    [
        ("def f():\n    {}\n    return {}()\n", "def f(): import app.plugin\n", False),
        ("def f():\n    {}\n    return {}()\n", "", True),
        ("{}\n{}()\n", "def f(): import app.plugin\n", True),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {}\nx: '{}'\n", "", False),
    ],
)
def test_a_module_that_is_loaded_late_anyway_is_not_missed(taking: str, other: str, is_named: bool) -> None:
    shim = "from app.core.manager import Manager as Registered\nprint('registered')\n"
    result = changes(
        {
            "app/plugin.py": shim,
            "app/other.py": other,
            "app/views.py": taking.format("from app.plugin import Registered", "Registered"),
        },
        {"app/views.py": taking.format("from app.core.manager import Manager", "Manager")},
        runs="",
    )
    assert ("warning unloaded" in result.said) == is_named


# -- mocks ------------------------------------------------------------------------------------------------------


def test_a_mock_follows_where_the_name_is_looked_up() -> None:
    changes(
        {
            "app/views.py": "from app.shim import Old\ndef view(): return Old()\n",
            "app/late.py": "def late():\n    from app.shim import Old\n    return Old()\n",
            "test_views.py": """\
                from unittest.mock import Mock, patch
                from app.shim import Old
                @patch("app.views.Old")
                @patch("app.shim.Old")
                def test(shim, views):
                    import app.views, app.late
                    return app.views.view() is views(), app.late.late() is shim(), Mock(spec=Old)
                @patch("app.nowhere.Old")
                def test_nothing(): ...
                """,
        },
        {
            "app/views.py": "from app.core.manager import Manager\ndef view(): return Manager()\n",
            "app/late.py": "def late():\n    from app.core.manager import Manager\n    return Manager()\n",
            "test_views.py": """\
                from unittest.mock import Mock, patch
                from app.core.manager import Manager
                @patch("app.views.Manager")
                @patch("app.core.manager.Manager")
                def test(shim, views):
                    import app.views, app.late
                    return app.views.view() is views(), app.late.late() is shim(), Mock(spec=Manager)
                @patch("app.nowhere.Old")
                def test_nothing(): ...
                """,
        },
        runs="import app.views, test_views; print(test_views.test()[:2])",
    )


def test_configuration_and_documents_name_the_definition() -> None:
    changes(
        {
            "app/views.py": "",
            "pyproject.toml": '[tool.x]\nuse = "app.shim:Old"\n',
            "README.md": "See `app.core.StateManager`.\n",
        },
        {
            "pyproject.toml": '[tool.x]\nuse = "app.core.manager:Manager"\n',
            "README.md": "See `app.core.manager.Manager`.\n",
        },
    )


def test_a_module_that_goes_by_the_name_of_the_package_is_not_hidden_by_the_path() -> None:
    leaves(
        {"app/views.py": "import app.shim as app\nresult = app.Old(), app.other\n"},
        says=(
            "app/views.py:2: warning left-alone: … app is bound in line 1, so app.core.manager cannot be imported here",
        ),
    )


# -- cycles -----------------------------------------------------------------------------------------------------

LAZY = {
    "app/lazy.py": """\
        def __getattr__(name):
            if name == "Manager":
                from app.core.manager import Manager
                return Manager
            raise AttributeError(name)
        """
}


def test_an_import_that_would_close_a_cycle_is_left() -> None:
    check(
        collapse(same_name=True),
        {
            "app/__init__.py": "",
            "app/core/__init__.py": "",
            "app/core/manager.py": "import app.views\nclass Manager: ...\n",
            "app/names.py": "_LAZY = {'Old': ('app.core.manager', 'Manager')}\ndef __getattr__(name): return _LAZY[name]\n",
            "app/views.py": "from app.names import Old\ndef f():\n    from app.names import Old as O\n    return O\n",
        },
        {
            "app/views.py": "from app.names import Old\ndef f():\n    from app.core.manager import Manager\n    return Manager\n"
        },
        says=(
            "app/views.py:1: warning import-cycle: Old is left: a direct import would make a cycle: app.views -> app.core.manager -> app.views",
        ),
    )


@pytest.mark.parametrize("condition", ["TYPE_CHECKING", "typing.TYPE_CHECKING", "(TYPE_CHECKING)"])
def test_what_type_checkers_alone_import_closes_no_cycle(condition: str) -> None:
    head = "import typing\nfrom typing import TYPE_CHECKING\n"
    changes(
        {
            "app/core/manager.py": f"{head}if {condition}:\n    import app.views\nclass Manager: ...\ndef other(): ...\n",
            "app/core/__init__.py": "from .manager import Manager\nUnifiedManager = Manager\n",
            "app/shim.py": "",
            "app/late.py": "_LAZY = {'Old': ('app.core.manager', 'Manager')}\ndef __getattr__(name): return _LAZY[name]\n",
            "app/views.py": "from app.late import Old\ndef f(): return Old()\n",
        },
        {
            "app/views.py": "from app.core.manager import Manager\ndef f(): return Manager()\n",
            "app/shim.py": "",
        },
        runs="",
    )  # fmt: skip


def test_a_package_that_has_loaded_the_definition_makes_no_cycle_of_a_direct_import() -> None:
    check(
        collapse(same_name=True),
        {
            "app/__init__.py": "from .core import Manager, other\n",
            "app/core/__init__.py": "from .manager import Manager, other\nfrom . import late\n",
            "app/core/manager.py": "import app.base\nclass Manager: ...\ndef other(): ...\n",
            "app/core/late.py": "from app.core import Manager, other\n",
            "app/base.py": "",
        },
        {
            "app/__init__.py": "from .core import other\nfrom .core.manager import Manager\n",
            "app/core/late.py": "from app.core import other\nfrom app.core.manager import Manager\n",
        },
        runs="import app, app.core.late as l; print(app.Manager is l.Manager)",
    )


def test_a_package_that_loads_the_definition_by_another_makes_no_cycle_of_a_direct_import() -> None:
    check(
        Collapse(SymbolPath.parse("app.core.deep.manager:Manager"), same_name=True),
        {
            "app/__init__.py": "from .core import Manager, other\n",
            "app/core/__init__.py": "from .deep import Manager, other\n",
            "app/core/deep/__init__.py": "from .manager import Manager, other\n",
            "app/core/deep/manager.py": "import app.base\nclass Manager: ...\ndef other(): ...\n",
            "app/base.py": "",
        },
        {
            "app/__init__.py": "from .core import other\nfrom .core.deep.manager import Manager\n",
            "app/core/__init__.py": "from .deep import other\nfrom .deep.manager import Manager\n",
        },
        runs="import app; print(app.Manager is app.core.Manager)",
    )


@pytest.mark.parametrize("name", ["Old", "UnifiedManager", "StateManager"])
def test_the_table_tells_kind_chain_and_uses(name: str) -> None:
    result = changes("from app.shim import Old\nOld()\n", "from app.core.manager import Manager\nManager()\n")
    (table,) = result.outcome.tables
    rows = {row[0].rpartition(".")[2]: row for row in table.rows}
    assert rows["Old"][1:] == (
        "import as", "1", "stays: __all__ names it",
        "app/shim.py:1 -> app/core/__init__.py:2 -> app/core/__init__.py:1 -> app/core/manager.py:1",
    )  # fmt: skip
    assert name in rows


def test_the_chain_begins_with_the_binding_that_is_the_alias_also_in_a_function() -> None:
    result = changes(
        {
            "app/base.py": "class Base: ...\n",
            "app/views.py": """\
                from app.base import Base as Late
                from app.core import Manager as Late
                Late()
                def f():
                    from app.core.manager import Manager as Inner
                    Inner()
                """,
        },
        {
            "app/views.py": """\
                from app.base import Base as Late
                from app.core.manager import Manager
                Manager()
                def f():
                    from app.core.manager import Manager
                    Manager()
                """,
        },
    )
    (table,) = result.outcome.tables
    chains = {row[0]: row[-1] for row in table.rows}
    definition = "app/core/__init__.py:1 -> app/core/manager.py:1"
    assert chains["app.views.Late"] == f"app/views.py:2 -> {definition}"
    assert chains["app.views.Inner"] == "app/views.py:5 -> app/core/manager.py:1"


def test_a_module_named_like_one_inside_it_is_no_lost_import() -> None:
    """`from lark import Token` becomes `from lark.lexer import Token`: the proof looks at Token, not at lark."""
    files = {
        "shop/__init__.py": b"from .shop import open\nfrom .till import Till\n",
        "shop/shop.py": b"def open(): ...\n",
        "shop/till.py": b"class Till: ...\n",
        "use.py": b"from shop import Till\nTill()\n",
    }
    step = one_step("collapse-aliases", Collapse(SymbolPath.parse("shop.till:Till"), same_name=True))
    done = plan(step, InMemory(files))
    assert not done.failed, done.diagnostics
    change = done.changes.changes["use.py"]
    assert change.after == b"from shop.till import Till\nTill()\n"


def test_prose_goes_on_calling_what_a_package_hands_on_by_the_path_through_the_package() -> None:
    text = '"""See :class:`shop.Till`, :class:`shop.{0}`."""\n\nfrom {1} import Till\n\nTill()  # a shop.Till\n'
    check(
        Collapse(SymbolPath.parse("shop.till:Till"), same_name=True),
        {
            "shop/__init__.py": "from .till import Till\n",
            "shop/till.py": "class Till: ...\n",
            "shop/shim.py": "from .till import Till\n",
            "docs/a.rst": ".. module:: shop\n\n.. autoclass:: Till\n\n:class:`shop.Till`\n",
            "use.py": text.format("shim.Till", "shop"),
        },
        {"use.py": text.format("till.Till", "shop.till")},
    )


def test_names_that_take_one_another_over_a_hundred_modules_are_proven_one_by_one() -> None:
    files = {f"app/c{n}.py": f"from .c{n + 1} import Old\n".encode() for n in range(120)}
    files |= {
        "app/__init__.py": b"",
        "app/core.py": b"class Manager: ...\n",
        "app/c120.py": b"from .core import Manager as Old\n",
        "app/views.py": b"from app.c0 import Old\nOld()\n",
    }
    done = plan(one_step("collapse-aliases", Collapse(SymbolPath.parse("app.core:Manager"))), InMemory(files))
    assert not done.failed, done.diagnostics
    assert done.changes.changes["app/views.py"].after == b"from app.core import Manager\nManager()\n"


@pytest.mark.parametrize(
    ("above", "is_enough"),
    [
        ("from app.core.manager import Manager\n", True),
        ("if True:\n    from app.core.manager import Manager\n", False),
        ("try:\n    from app.core.manager import Manager\nexcept ImportError: pass\n", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.core.manager import Manager\n", False),
    ],
)
def test_beside_a_star_import_the_symbol_is_imported_unless_it_is_above(above: str, is_enough: bool) -> None:
    star = f"{above}from app.shim import *\n"
    added = "" if is_enough else "from app.core.manager import Manager\n"
    changes(
        {"app/views.py": f"{star}print(Old.__name__)\n"},
        {"app/views.py": f"{star}{added}print(Manager.__name__)\n"},
    )


def test_an_alias_that_only_a_branch_imports_beside_a_star_import_of_it_keeps_its_name() -> None:
    text = "from app.shim import *\ntry: import os\nexcept ImportError:\n    from app.shim import {0}\ndef f(): return Old\nf()\n"
    kept = text.format("Old").replace("    from app.shim import Old", "    from app.core.manager import Manager as Old")
    changes(text.format("Old"), kept, says=("app/views.py:4…a star import may bind it anew",))


def test_in_a_namespace_of_packages_the_path_is_that_by_which_the_symbol_is_called() -> None:
    # corp/ has no __init__ (PEP 420), so that from src/corp the module would be web.core
    after = check(
        Collapse(SymbolPath.parse("corp.web.core:Client"), same_name=True),
        {
            "docs/a.md": "See `corp.web.Old`.\n",
            "src/corp/web/__init__.py": "from corp.web.core import Client, Client as Old\n",
            "src/corp/web/core.py": "class Client: ...\n",
            "src/corp/web/shim.py": "from corp.web.core import Client\nx = 1\n",
            "src/corp/web/by_shim.py": "import corp.web.shim\ncorp.web.shim.Client\n",
            "src/corp/web/use.py": '"""See `corp.web.Old`."""\nfrom corp import web\nimport corp.web\nweb.Client, corp.web.Client\n',
        },
        {
            "docs/a.md": "See `corp.web.core.Client`.\n",
            "src/corp/web/by_shim.py": "import corp.web.shim\nimport corp.web.core\ncorp.web.core.Client\n",
            "src/corp/web/use.py": '"""See `corp.web.core.Client`."""\nfrom corp import web\nimport corp.web\nweb.core.Client, corp.web.core.Client\n',
        },
    )
    names = ["corp.web.Client", "corp.web.Old", "corp.web.shim.Client"]
    assert [row[0] for row in after.outcome.tables[0].rows] == names
