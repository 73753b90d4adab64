"""What a collapse leaves where an import does more than bind a name, and where it puts the import of a path."""

from __future__ import annotations

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from examples import After, Before, Result, check


def changes(before: Before, after: After, *, runs: str, says: tuple[str, ...] = (), same_name: bool = False) -> Result:
    """The collapse of app.core.C, beside the files that each example needs."""
    codemod = Collapse(SymbolPath.parse("app.core:C"), same_name=same_name)
    shared = {"app/__init__.py": "", "app/core.py": "class C: ...\n"}
    return check(codemod, {**shared, **before}, after, runs=runs, says=says)


def test_what_a_package_imports_to_load_its_submodule_stays_there_for_it() -> None:
    shim = "from app.core import C as Old\nprint('loaded')\n"
    changes(
        {"app/__init__.py": "from .shim import Old\n", "app/shim.py": shim},
        {},
        runs="import app; print(app.shim.Old, app.Old)",
        says=("app/__init__.py:1: info kept-local: Old keeps its name in this file: the import also loads app.shim",),
    )
    codemod = Collapse(SymbolPath.parse("app.core:C"))
    files = {
        "src/app/__init__.py": "from .shim import Old\n",
        "src/app/shim.py": shim,
        "src/app/core.py": "class C: ...\n",
    }
    check(codemod, files, {}, says=("loads app.shim",))
    changes(
        {"app/__init__.py": "from .shim import Old as Older\n", "app/shim.py": shim},
        {},
        runs="import app; print(app.shim.Old, app.Older)",
    )


def test_what_a_package_imports_under_another_name_to_load_its_submodule_stays_there_for_it() -> None:
    changes(
        {"app/__init__.py": "from .shim import C as Old\n", "app/shim.py": "from app.core import C\nkeep = 1\n"},
        {},
        runs="import app; print(app.shim.C, app.shim.keep, app.Old)",
        says=("the import also loads app.shim",),
    )
    shim = {"app/__init__.py": "from .shim import C as Old\nprint(shim.C)\n", "app/shim.py": "from app.core import C\n"}
    files = {**shim, "app/core.py": "class C: ...\n"}
    remove = Collapse(SymbolPath.parse("app.core:C"), shims="remove-unused")
    check(remove, files, {}, runs="import app", says=("the import also loads app.shim",))


def test_what_a_package_imports_beside_something_else_of_its_submodule_is_imported_directly() -> None:
    changes(
        {
            "app/__init__.py": "from .shim import Old, other\n",
            "app/shim.py": "from app.core import C as Old\ndef other(): ...\n",
        },
        {"app/__init__.py": "from .shim import other\nfrom .core import C as Old\n"},
        runs="import app; print(app.shim.other.__name__, app.Old)",
    )


def test_a_function_of_a_package_imports_directly_and_its_uses_follow() -> None:
    changes(
        {
            "app/__init__.py": "def late():\n    from app.shim import Old\n    return Old\n",
            "app/shim.py": "from app.core import C as Old\n",
        },
        {
            "app/__init__.py": "def late():\n    from app.core import C\n    return C\n",
            "app/shim.py": "from app.core import C as Old\n",
        },
        runs="import app; print(app.late())",
    )


def test_the_import_for_paths_stands_above_the_first_of_them() -> None:
    changes(
        {
            "app/shim.py": "from app.core import C as Old\n",
            "app/other.py": "from app.core import C\n",
            "main.py": """\
                import app.shim as one
                print(one.Old.__name__)
                import app.other as two
                print(two.C.__name__)
                """,
        },
        {
            "app/other.py": "from app.core import C\n",
            "main.py": """\
                import app.shim as one
                import app.core
                print(app.core.C.__name__)
                import app.other as two
                print(app.core.C.__name__)
                """,
        },
        runs="import main",
        same_name=True,
    )


def test_each_block_has_the_import_for_its_paths() -> None:
    changes(
        {
            "app/shim.py": "from app.core import C as Old\n",
            "main.py": """\
                def f():
                    import app.shim as one
                    return one.Old
                def g():
                    import app.shim as one
                    return one.Old, one.Old
                print(f(), g())
                import app.core
                """,
        },
        {
            "main.py": """\
                def f():
                    import app.shim as one
                    import app.core
                    return app.core.C
                def g():
                    import app.shim as one
                    import app.core
                    return app.core.C, app.core.C
                print(f(), g())
                import app.core
                """,
        },
        runs="import main",
    )


def test_a_path_through_the_module_that_defines_the_symbol_keeps_its_way() -> None:
    """`app.core` need not be there yet where the module is loaded from within the package."""
    changes(
        {
            "app/__init__.py": "import app.user\n",
            "app/core.py": "class C: ...\nOld = C\n",
            "app/user.py": "import app.core as core\nprint(core.Old.__name__, getattr(core, 'Old'), vars(core)['Old'])\n",
        },
        {
            "app/user.py": "import app.core as core\nprint(core.C.__name__, getattr(core, 'C'), vars(core)['C'])\n",
        },
        runs="import app",
    )


def test_a_file_that_the_package_around_the_definition_loads_imports_the_module_from_there() -> None:
    """`app.core` is no attribute of `app` yet: a path through it would find nothing."""
    codemod = Collapse(SymbolPath.parse("app.core.manager:C"))
    before = {
        "app/__init__.py": "",
        "app/core/__init__.py": "import app.core.shim as shim\nOlder = shim.Old\n",
        "app/core/shim.py": "import app.core.manager as m\nOld = m.C\n",
        "app/core/manager.py": "class C: ...\n",
    }
    after = {"app/core/__init__.py": "import app.core.shim as shim\nfrom app.core import manager\nOlder = manager.C\n"}
    check(codemod, before, after, runs="import app.core; print(app.core.Older)")
    taken = {**before, "app/core/__init__.py": "manager = 1\nimport app.core.shim as shim\nOlder = shim.Old\n"}
    check(codemod, taken, {}, runs="import app.core; print(app.core.Older)")


def test_an_import_is_not_spare_when_something_else_got_its_name_since() -> None:
    changes(
        {
            "app/shim.py": "from app.core import C\n",
            "main.py": "from app.core import C\nC = 5\nfrom app.shim import C\nprint(C)\n",
            "other.py": "from app.core import C\ndel C\nfrom app.shim import C\nprint(C)\n",
            "third.py": "from app.core import C\nfrom app.shim import C\nprint(C)\n",
        },
        {
            "main.py": "from app.core import C\nC = 5\nfrom app.core import C\nprint(C)\n",
            "other.py": "from app.core import C\ndel C\nfrom app.core import C\nprint(C)\n",
            "third.py": "from app.core import C\nprint(C)\n",
        },
        runs="import main, other, third",
        same_name=True,
    )


def test_a_name_that_is_asked_for_by_hasattr_stays_in_its_module() -> None:
    changes(
        {
            "app/view.py": "from app.core import C as Old\ndef view(): return Old\n",
            "main.py": "import app.view as v\nprint(hasattr(v, 'Old'), v.view())\n",
        },
        {},
        runs="import main",
        says=("main.py:2: info alias-kept", "app/view.py:1: info kept-local"),
    )


def test_a_name_that_a_star_import_may_bind_anew_is_no_alias() -> None:
    changes(
        {
            "app/other.py": "class C: ...\nclass Old: ...\n",
            "app/hub.py": "from app.core import C\nfrom app.core import C as Old\nfrom app.other import *\n",
            "main.py": "from app.hub import C, Old\nimport app.hub\nprint(C, Old, app.hub.C, app.hub.Old)\n",
        },
        {},
        runs="import main",
        same_name=True,
    )


def test_a_star_import_behind_an_alias_may_replace_it_or_the_canonical_name() -> None:
    other = {
        "app/other.py": "class C: ...\nclass Old: ...\n",
        "app/third.py": "class C: ...\n",
        "app/shim.py": "from app.core import C as Old\n",
    }
    changes(
        {**other, "main.py": "from app.shim import Old\nfrom app.other import *\nprint(Old)\n"},
        {"main.py": "from app.core import C as Old\nfrom app.other import *\nprint(Old)\n"},
        runs="import main",
        says=("main.py:1: info kept-local: Old keeps its name in this file: a star import may bind it anew",),
    )
    changes(
        {**other, "main.py": "from app.shim import Old\nfrom app.third import *\nprint(Old)\n"},
        {"main.py": "from app.core import C as Old\nfrom app.third import *\nprint(Old)\n"},
        runs="import main",
    )


def test_a_path_to_an_alias_in_a_module_that_uses_it_is_sent_on_with_the_canonical_name() -> None:
    """With `same-name`, a second run would send on what the first left as `app.user.C`."""
    files = {
        "app/shim.py": "from app.core import C as Old\n",
        "app/user.py": "from app.shim import Old as Mine\nclass Own:\n    x = Mine\n",
        "main.py": "import app.user as u\nprint(u.Mine, u.Own.x)\n",
    }
    user = "from app.core import C\nclass Own:\n    x = C\n"
    kept = {"app/user.py": user, "main.py": "import app.user as u\nprint(u.C, u.Own.x)\n"}
    changes(files, kept, runs="import main")
    sent = {"app/user.py": user, "main.py": "import app.user as u\nimport app.core\nprint(app.core.C, u.Own.x)\n"}
    changes(files, sent, runs="import main", same_name=True)


def test_an_assigned_alias_stays_in_use_where_the_canonical_name_is_deleted() -> None:
    changes(
        {
            "app/user.py": "import app.core as m\nOld = m.C\nfrom app.core import C\ndel C\ndef f(): return Old\n",
            "main.py": "import app.user\nprint(app.user.Old, app.user.f())\n",
        },
        {"main.py": "import app.user\nimport app.core\nprint(app.core.C, app.user.f())\n"},
        runs="import main",
    )


def test_an_assigned_alias_stays_in_use_where_only_type_checkers_have_the_canonical_name() -> None:
    user = "import app.core as m\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.core import C\nOld = m.C\nprint(Old)\n"
    changes({"app/user.py": user}, {}, runs="import app.user")
    nested = user.replace("if TYPE_CHECKING:\n    ", "try:\n    if TYPE_CHECKING:\n        ").replace(
        "C\nOld", "C\nfinally: pass\nOld"
    )
    changes({"app/user.py": nested}, {}, runs="import app.user")
    changes(
        {"app/user.py": user.replace("if TYPE_CHECKING:\n    ", "")},
        {"app/user.py": user.replace("if TYPE_CHECKING:\n    ", "").replace("print(Old)", "print(C)")},
        runs="import app.user",
    )


def test_a_name_that_another_file_deletes_after_a_star_import_stays_in_its_module() -> None:
    changes(
        {
            "app/user.py": "from app.core import C as Old\ndef f(): return Old\n",
            "main.py": "from app.user import *\ndel Old\nprint(f())\n",
        },
        {},
        runs="import main",
    )


def test_an_alias_of_a_symbol_that_no_import_can_name_is_left_where_it_is_imported() -> None:
    shim = "from importlib import import_module\n\nOld = import_module('app.steps.0001_first').fill\n"
    check(
        Collapse(SymbolPath.parse("app.steps.0001_first:fill")),
        {
            "app/__init__.py": "",
            "app/steps/0001_first.py": "def fill(): return 1\n",
            "app/shim.py": shim,
            "app/absolute.py": "from app.shim import Old\nprint(Old())\n",
            "app/relative.py": "from .shim import Old\nprint(Old())\n",
        },
        {},
        runs="import app.absolute, app.relative",
        says=(
            "app/absolute.py:1: warning left-alone: Old is left: app/steps/0001_first cannot be imported from here",
            "app/relative.py:1: warning left-alone: Old is left: app/steps/0001_first cannot be imported from here",
        ),
    )


def test_what_is_handed_on_by_its_own_name_twice_goes_on_being_handed_on() -> None:
    files = {
        "app/shim.py": "from app.core import C as C\n",
        "app/api.py": "from app.shim import (\n    C as C,\n)\n",
        "app/both.py": "from app.core import C\nfrom app.shim import C as C\n",
        "app/old.py": "from app.shim import C as Old\n",
    }
    sent = {
        "app/api.py": "from app.core import (\n    C as C,\n)\n",
        "app/both.py": "from app.core import C\nfrom app.core import C as C\n",
        "app/old.py": "from app.core import C as Old\n",
    }
    changes(files, sent, runs="import app.api, app.both, app.old; print(app.api.C, app.both.C)", same_name=True)


def test_the_imports_of_a_stub_that_is_attached_stay() -> None:
    """`lazy_loader` takes what the stub imports from within the package, under its own name."""
    changes(
        {
            "app/hub/__init__.py": "import lazy_loader\n__getattr__, _, _ = lazy_loader.attach_stub(__name__, __file__)\n",
            "app/hub/__init__.pyi": "from .shim import C, Old\n",
            "app/hub/shim.py": "from app.core import C, C as Old\ndef f(): return C(), Old()\n",
            "app/plain/__init__.pyi": "from ..hub.shim import C, Old\n",
            "app/plain/__init__.py": "from ..hub.shim import C, Old\n",
        },
        {
            "app/plain/__init__.pyi": "from ..core import C, C as Old\n",
            "app/plain/__init__.py": "from ..core import C, C as Old\n",
        },
        same_name=True,
        runs="",
        says=("app/hub/__init__.pyi:1: warning left-alone: Old is left: lazy_loader gives what this stub imports",),
    )


def test_what_a_package_gives_in_the_place_of_the_module_of_that_name_is_taken_from_it() -> None:
    """`import app.run` would make `app.run` the module; a package that has loaded it has put the function there since."""
    lazy: Before = {
        "app/__init__.py": "import lazy_loader\n__getattr__, _, _ = lazy_loader.attach_stub(__name__, __file__)\n",
        "app/__init__.pyi": "from .run import run\n",
    }
    eager: Before = {"app/__init__.py": "from .run import run\n"}
    shared: Before = {
        "app/run.py": "def run(): ...\n",
        "views.py": "from app import run\nrun()\n",
        "late.py": "def f():\n    from app import run\n    return run()\n",
    }
    codemod = Collapse(SymbolPath.parse("app.run:run"), same_name=True)
    said = "is left: app gives it in the place of the module that has its name"
    check(
        codemod,
        {**lazy, **shared},
        {},
        says=(f"late.py:2: warning left-alone: run {said}", f"views.py:1: warning left-alone: run {said}"),
    )
    after: After = {
        "views.py": "from app.run import run\nrun()\n",
        "late.py": "def f():\n    from app.run import run\n    return run()\n",
    }
    check(codemod, {**eager, **shared}, after, runs="import views, late; views.run(); late.f()")
