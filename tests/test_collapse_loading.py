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
    changes(
        {"app/__init__.py": "from .shim import Old as Older\n", "app/shim.py": shim},
        {},
        runs="import app; print(app.shim.Old, app.Older)",
    )


def test_what_a_package_imports_beside_something_else_of_its_submodule_is_imported_directly() -> None:
    changes(
        {
            "app/__init__.py": "from .shim import Old, other\n",
            "app/shim.py": "from app.core import C as Old\ndef other(): ...\n",
        },
        {
            "app/__init__.py": "from .shim import other\nfrom .core import C as Old\n",
            "app/shim.py": "from app.core import C\ndef other(): ...\n",
        },
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
