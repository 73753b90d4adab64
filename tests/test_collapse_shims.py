"""Modules that only hand names on: kept, removed when nothing holds them, or made to warn."""

from __future__ import annotations

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.aliasing.shimfate import ShimWord
from canonize.codemods.names import SymbolPath
from examples import Before, applied, check, code, notebook

SYMBOL = SymbolPath.parse("app.core:Manager")
REMOVE = Collapse(SYMBOL, shims="remove-unused")
FILES: Before = {
    "app/__init__.py": "",
    "app/core.py": "class Manager: ...\n",
    "app/shim.py": "from .core import Manager as Old\n",
    "app/older.py": '"""Moved."""\nfrom .shim import Old as Older\n\n__all__ = ["Older"]\n',
    "app/views.py": "from app.older import Older\nOlder()\n",
}
VIEWS = "from app.core import Manager\nManager()\n"


def test_shims_that_nothing_needs_any_more_go() -> None:
    check(
        REMOVE,
        FILES,
        {"app/shim.py": None, "app/older.py": None, "app/views.py": VIEWS},
        runs="import app.views",
    )


def test_shims_stay_unless_that_is_asked_for() -> None:
    check(
        Collapse(SYMBOL),
        FILES,
        {
            "app/older.py": '"""Moved."""\nfrom .core import Manager as Older\n\n__all__ = ["Older"]\n',
            "app/views.py": VIEWS,
        },
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[project.entry-points.x]\ny = 'app.shim'\n"),
        ("Makefile", "run:\n\tpython -m app.shim\n"),
        ("app/plugins.py", "NAMES = ['shim']\n"),
        ("app/plugins.py", "PATH = 'app.shim'\n"),
        ("app/plugins.py", "import app.shim\nprint(hasattr(app.shim, 'Old'))\n"),
        ("app/plugins.py", "from . import shim\n"),
        ("app/plugins.py", "from importlib import import_module\ndef load(n): return import_module(f'app.{n}')\n"),
        ("app/plugins.py", "import pkgutil\nfor m in pkgutil.iter_modules([]): ...\n"),
        (
            "app/plugins.py",
            "import importlib, os\nfor f in os.listdir('app'):\n    n = f[:-3]\n    importlib.import_module(n)\n",
        ),
        ("old.pickle", b"\x80\x04\x95\x00\x8c\x08app.shim\x94\x8c\x03Old\x94\x93\x94."),
        ("old.pickle", b"\x80\x02capp.shim\nOld\nq\x00."),
        ("app/plugins.py", "from app.shim import *\nX = 1\n"),
        ("a.ipynb", notebook(code("!python -c 'import app.shim'"))),
        ("a.ipynb", notebook(code("import app.shim\n"))),
        ("a.md", "> from app.shim import Other\n"),
        ("a.rst", "Text::\n\n    import app.shim\n"),
        ("a.rst", ".. automodule:: app.shim\n   :members:\n"),
        ("a.rst", ".. currentmodule:: app.shim\n"),
        ("a.rst", ".. autosummary::\n\n   app.shim\n"),
        ("a.md", "```{automodule} app.shim\n```\n"),
        ("a.md", "::: app.shim\n    options: {}\n"),
        ("app/plugins.py", "NAMES = ['shim.py']\n"),
    ],
)
def test_what_holds_a_shim_is_named(path: str, text: str | bytes) -> None:
    files = {**FILES, path: text, "app/older.py": "", "app/views.py": VIEWS}
    check(REMOVE, files, {}, says=("app/shim.py:1: info shim-held: the shim is held by", f"held by {path}:"))


@pytest.mark.parametrize("text", ["import shim\n", "import shim as s\n", '"""See app.shim, and app.shim.Old."""\n'])
def test_another_module_of_its_name_and_a_docstring_hold_no_shim(text: str) -> None:
    files = {**FILES, "lib/plugins.py": text, "app/older.py": "", "app/views.py": VIEWS}
    assert "app/shim.py" in applied(REMOVE, files).outcome.deleted


@pytest.mark.parametrize("text", ["import shim\n", '"""\n>>> from app.shim import Other\n"""\n'])
def test_a_script_beside_it_and_an_example_in_a_docstring_hold_a_shim(text: str) -> None:
    files = {**FILES, "app/plugins.py": text, "app/older.py": "", "app/views.py": VIEWS}
    assert "held by app/plugins.py:" in applied(REMOVE, files).said


def test_a_word_that_ends_as_a_shim_is_called_does_not_hold_it() -> None:
    files = {"app/core.py": "class Manager: ...\n", "lean.py": "from app.core import Manager as Old\n"}
    check(REMOVE, {**files, "app/__init__.py": "", "notes.txt": "clean: yes\n"}, {"lean.py": None})


@pytest.mark.parametrize("shims", ["remove-unused", "deprecate"])
def test_a_stub_alone_is_no_shim(shims: ShimWord) -> None:
    stub: Before = {"app/fast.pyi": "from .core import Manager as Old\n", "app/core.py": "class Manager: ...\n"}
    check(Collapse(SYMBOL, shims=shims), {"app/__init__.py": "", **stub}, {})


def test_a_shim_in_a_public_package_stays() -> None:
    files = {**FILES, "app/older.py": "", "app/views.py": VIEWS}
    check(Collapse(SYMBOL, shims="remove-unused", keep_public=("app",)), files, {}, says=("app is public",))


def test_a_package_that_is_nothing_but_a_shim_goes() -> None:
    files = {
        "app/__init__.py": "",
        "app/core.py": "class Manager: ...\n",
        "app/compat/__init__.py": '"""Moved."""\nfrom ..core import Manager as Old\n',
        "app/views.py": "from app.compat import Old\nOld()\n",
    }
    check(REMOVE, files, {"app/compat/__init__.py": None, "app/views.py": VIEWS}, runs="import app.views")
    check(REMOVE, {**files, "app/compat/other.py": "X = 1\n"}, {"app/views.py": VIEWS}, runs="import app.views")


def test_a_module_with_code_of_its_own_is_no_shim() -> None:
    files = {
        **FILES,
        "app/older.py": "",
        "app/views.py": VIEWS,
        "app/shim.py": "from .core import Manager as Old\nX = Old()\n",
    }
    check(REMOVE, files, {"app/shim.py": "from .core import Manager\nX = Manager()\n"})


def test_a_deprecated_shim_warns_with_the_canonical_path() -> None:
    check(
        Collapse(SYMBOL, shims="deprecate"),
        {**FILES, "app/older.py": "", "app/views.py": VIEWS},
        {
            "app/shim.py": """\
                from .core import Manager as Old

                import warnings as _warnings

                _warnings.warn("app.shim is deprecated: import Manager from app.core", DeprecationWarning, stacklevel=2)
                """
        },
    )


@pytest.mark.parametrize(
    "text", ["Once it was in `shim`, app.shim.\n", "from app.core import Manager\n", "import app.shimmed\n"]
)
def test_prose_holds_no_shim(text: str) -> None:
    files = {**FILES, "a.md": text}
    check(REMOVE, files, {"app/shim.py": None, "app/older.py": None, "app/views.py": VIEWS})


@pytest.mark.parametrize("code", ["import app.ｏlder\n", "from app import 𝐨lder\nprint(older)\n"])
def test_an_import_in_other_characters_holds_a_shim(code: str) -> None:
    check(
        REMOVE,
        {**FILES, "app/plugins.py": code},
        {"app/shim.py": None, "app/older.py": code_of_older(), "app/views.py": VIEWS},
        says=["app/older.py:1: info shim-held: the shim is held by app/plugins.py:1"],
    )


def code_of_older() -> str:
    return '"""Moved."""\nfrom .core import Manager as Older\n\n__all__ = ["Older"]\n'
