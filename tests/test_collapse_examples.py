"""Aliases in what is no module: notebooks, examples in pages and docstrings, paths in texts. Edited, or listed."""

from __future__ import annotations

import json

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from examples import After, Before, Scene, code, notebook, prose

SYMBOL = SymbolPath.parse("app.core.manager:Manager")
SHARED: Before = {
    "app/__init__.py": "",
    "app/core/__init__.py": "from .manager import Manager\n",
    "app/core/manager.py": "class Manager: ...\n",
    "app/shim.py": "from .core.manager import Manager as Old\nother = 3\n__all__ = ['Old', 'other']\n",
    "app/views.py": "",
}
SCENE = Scene(Collapse(SYMBOL), SHARED, program="")
APART = Scene(Collapse(SYMBOL, exclude=("kept/**",)), SHARED, program="")


def changes(before: Before, after: After, *says: str) -> None:
    SCENE.changes(before, after, says=says)


# -- notebooks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.shim import Old, other\nx = Old()\n",
         "from app.shim import other\nfrom app.core.manager import Manager\nx = Manager()\n"),
        ("from app import shim\nx = shim.Old()", "from app import shim\nfrom app.core import manager\nx = manager.Manager()"),
        ("from app.shim import *\nOld()", "from app.shim import *\nfrom app.core.manager import Manager\nManager()"),
        ("p = 'app.shim.Old'", "p = 'app.core.manager.Manager'"),
    ],
)  # fmt: skip
def test_code_cells_follow_as_modules_do(before: str, after: str) -> None:
    changes({"a.ipynb": notebook(code(before))}, {"a.ipynb": notebook(code(after))})


def test_an_import_that_another_makes_spare_takes_nothing_of_the_next_cell_with_it() -> None:
    cells = code("from app.core.manager import Manager\nfrom app.shim import Old"), code("Old()")
    after = notebook(code("from app.core.manager import Manager"), code("Manager()"))
    after = after.replace('import Manager"\n', 'import Manager\\n",\n    ""\n')
    result = SCENE.changes({"a.ipynb": notebook(*cells)}, {"a.ipynb": after})
    sources = [cell["source"] for cell in json.loads(result.text("a.ipynb"))["cells"]]
    assert list(map("".join, sources)) == ["from app.core.manager import Manager\n", "Manager()"]


def test_each_cell_and_each_block_of_a_page_keeps_an_import_of_its_own() -> None:
    changes(
        {
            "a.ipynb": notebook(code("from app.shim import Old\nOld()"), code("from app.shim import Old\nOld()")),
            "a.md": "```python\nfrom app import shim\nshim.Old()\n```\n\n```python\nfrom app import shim\nshim.Old()\n```\n",
        },
        {
            "a.ipynb": notebook(
                code("from app.core.manager import Manager\nManager()"),
                code("from app.core.manager import Manager\nManager()"),
            ),
            "a.md": (
                "```python\nfrom app import shim\nfrom app.core import manager\nmanager.Manager()\n```\n\n"
                "```python\nfrom app import shim\nfrom app.core import manager\nmanager.Manager()\n```\n"
            ),
        },
    )


def test_the_prose_of_a_notebook_follows_where_it_spells_the_path() -> None:
    changes(
        {"a.ipynb": notebook(prose("Old: `app.shim.Old`\n\n```python\nfrom app.shim import Old\nOld()\n```"))},
        {
            "a.ipynb": notebook(
                prose(
                    "Old: `app.core.manager.Manager`\n\n```python\nfrom app.core.manager import Manager\nManager()\n```"
                )
            )
        },
    )


def test_what_stays_in_a_notebook_is_listed() -> None:
    SCENE.changes(
        {
            "magic.ipynb": notebook(
                code("from app.shim import Old"), code("!grep Old ."), code("def broken(:\n  Old()")
            ),
            "bound.ipynb": notebook(code("from app.shim import Old"), code("Manager = 2\nprint(Old, Manager)")),
            "broken.ipynb": notebook(code("from app.core import Old")),
            "no.ipynb": '{"cells": "Old of app.shim"}',
        },
        {
            "magic.ipynb": notebook(
                code("from app.core.manager import Manager"), code("!grep Old ."), code("def broken(:\n  Old()")
            ),
            "bound.ipynb": notebook(
                code("from app.core.manager import Manager as Old"), code("Manager = 2\nprint(Old, Manager)")
            ),
        },
        says=(
            "magic.ipynb:18: warning left-alone: Old left alone: it stands in a magic",
            "magic.ipynb:28: warning left-alone: Old left alone: it stands in a magic",
            "bound.ipynb:9: info kept-local: Old keeps its name in this file",
            "broken.ipynb:9: warning broken-import",
            "no.ipynb:1: warning unparsable",
        ),
    )


# -- what is not edited -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("kept/a.ipynb", notebook(code("x = 1\nfrom app.shim import Old\nOld()")), 10),
        ("kept/b.ipynb", notebook(prose("It is `app.shim.Old`.")), 7),
        ("kept/c.md", "```python\nfrom app.shim import Old\nOld()\n```\n", 2),
        ("kept/d.md", "It is\n`app.shim.Old`.\n", 2),
        ("kept/e.py", '"""Text.\n\n>>> from app.shim import Old\n>>> Old()\n"""\n', 3),
        ("kept/f.py", "from app import shim\nshim.Old()\n", 2),
    ],
)
def test_an_alias_in_a_file_that_is_not_edited_is_listed(path: str, text: str, line: int) -> None:
    APART.leaves({path: text}, says=(f"{path}:{line}: warning not-edited",))


def test_a_path_in_a_kind_of_file_that_is_never_edited_is_listed() -> None:
    script = "python - <<END\nfrom app.shim import Old\nEND\n"
    SCENE.leaves(
        {
            "more.sh": script,
            "run.sh": "#!/bin/sh\npython -c 'import app.shim; app.shim.Old()'\n",
            "data.bin": b"\0app.shim.Old\n",
        },
        says=(
            "more.sh:2: warning left-alone: from app.shim import Old left alone",
            "run.sh:2: warning left-alone: app.shim.Old left alone: canonize does not edit this kind of file",
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "> ```python\n> from app.shim import Old, other\n> ```\n",
        "Write\nfrom app.shim import Old, other\n",
        "from app.shim import (\n  Old)\n",
    ],
)
def test_an_import_in_a_page_that_is_not_read_as_python_is_listed(text: str) -> None:
    line = 1 if text.startswith("from") else 2
    SCENE.leaves({"a.md": text}, says=(f"a.md:{line}: warning left-alone: … it is not read as Python here",))


def test_an_import_of_another_module_s_homonym_in_a_page_is_none_of_ours() -> None:
    files: Before = {"a.md": "from app.other import Old and app.shim\n", "app/other.py": "class Old: ...\n"}
    assert "a.md" not in SCENE.leaves(files).said


def test_a_path_in_a_document_of_what_was_is_listed() -> None:
    SCENE.leaves(
        {"CHANGELOG.md": "- `app.shim.Old` was added\n"},
        says=("CHANGELOG.md:1: info proposal: Old in a document of what was",),
    )


# -- examples ---------------------------------------------------------------------------------------------------


def test_a_line_that_an_example_needs_is_written_as_the_lines_around_it() -> None:
    changes(
        {
            "app/doc.py": 'def f():\n    """\n    >>> from app.shim import (Old,\n    ...     other)\n    >>> Old()\n    """\n',
            "a.rst": "T\n=\n\n>>> 1\n1\n\n.. code-block:: python\n\n   from app.shim import Old, other\n   Old()\n",
        },
        {
            "app/doc.py": (
                'def f():\n    """\n    >>> from app.shim import (other)\n'
                '    >>> from app.core.manager import Manager\n    >>> Manager()\n    """\n'
            ),
            "a.rst": (
                "T\n=\n\n>>> 1\n1\n\n.. code-block:: python\n\n   from app.shim import other\n"
                "   from app.core.manager import Manager\n   Manager()\n"
            ),
        },
    )


def test_a_doctest_that_sees_the_module_s_import_follows_it() -> None:
    text = 'from app.shim import Old\ndef f():\n    """\n    >>> Old() and None\n    """\n    return Old()\n'
    SCENE.changes(
        {"app/views.py": text},
        {"app/views.py": text.replace("app.shim", "app.core.manager").replace("Old", "Manager")},
        runs="import app.views, doctest; print(doctest.testmod(app.views))",
    )


@pytest.mark.parametrize(
    "text",
    [
        'from app.shim import Old\n__all__ = ["Old"]\ndef f():\n    """\n    >>> Old() and None\n    """\n',
        'from app.shim import Old\ndef f(Manager):\n    """\n    >>> Old() and None\n    """\n    return Old\n',
    ],
)
def test_a_doctest_keeps_the_name_that_its_module_keeps(text: str) -> None:
    SCENE.changes(
        {"app/views.py": text},
        {"app/views.py": text.replace("from app.shim import Old", "from app.core.manager import Manager as Old")},
        runs="import app.views, doctest; print(doctest.testmod(app.views))",
    )


def test_a_doctest_with_another_object_of_the_canonical_name_is_listed() -> None:
    text = 'from app.shim import Old\nA = Old\ndef f():\n    """\n    >>> Manager = 3\n    >>> Old()\n    """\n'
    SCENE.changes(
        {"app/views.py": text},
        {
            "app/views.py": text.replace(
                "from app.shim import Old\nA = Old", "from app.core.manager import Manager\nA = Manager"
            )
        },
        says=("app/views.py:6: warning left-alone: Old left alone: Manager is another object in this example",),
    )


def test_a_doctest_s_own_name_is_its_own() -> None:
    text = 'from app.shim import Old\nA = Old\ndef f():\n    """\n    >>> Old = 3\n    >>> Old\n    3\n    """\n'
    changes(
        {"app/views.py": text},
        {
            "app/views.py": text.replace(
                "from app.shim import Old\nA = Old", "from app.core.manager import Manager\nA = Manager"
            )
        },
    )


@pytest.mark.parametrize(
    ("path", "page", "lead"),
    [("app/use.py", '"""\n{}"""\n', ">>> "), ("a.md", "```python\n{}```\n", ""), ("b.md", "{}", ">>> ")],
)
def test_an_example_is_not_read_as_a_text_as_well(path: str, page: str, lead: str) -> None:
    """The path means something by itself, too: there is a module of that name."""
    taken, used = f"{lead}from app import shim\n", f"{lead}[shim.Old(), shim.Old()]\n"
    to = f"{lead}from app.core import manager\n{lead}[manager.Manager(), manager.Manager()]\n"
    changes(
        {"shim.py": "from app.shim import Old\n", path: page.format(taken + used)},
        {"shim.py": "from app.core.manager import Manager as Old\n", path: page.format(taken + to)},
    )


def test_a_path_in_an_example_of_a_page_is_edited_once() -> None:
    module = "from app.core.manager import Manager\nState = Manager\ndef f(): return State()\n"
    page = "```python\nfrom app import metrics\nmetrics.State()\n```\n"
    changes(
        {"app/metrics.py": module, "metrics.py": "from app.metrics import *\n", "a.md": page},
        {"app/metrics.py": module.replace("State()", "Manager()"), "a.md": page.replace("State", "Manager")},
    )


def test_the_line_below_a_title_grows_with_it_in_restructured_text_alone() -> None:
    text, after = "app.shim.Old\n============\n", "app.core.manager.Manager\n============\n"
    longer = after.replace("=", "==")
    changes({"docs/a.rst": text, "docs/a.md": text}, {"docs/a.rst": longer, "docs/a.md": after})


# -- Sphinx -----------------------------------------------------------------------------------------------------


def test_a_name_below_a_module_that_goes_on_having_it_stays_and_is_listed() -> None:
    text = ".. module:: app.shim\n\n.. autoclass:: Old\n"
    SCENE.leaves(
        {"docs/a.rst": text}, says=("docs/a.rst:3: info left-alone: Old left alone: it is looked up in app.shim",)
    )


def test_a_name_below_a_module_that_takes_the_canonical_name_follows() -> None:
    changes(
        {
            "app/views.py": "from app.shim import Old\nOld()\n",
            "docs/a.rst": ".. module:: app.views\n\n.. autoclass:: Old\n",
        },
        {
            "app/views.py": "from app.core.manager import Manager\nManager()\n",
            "docs/a.rst": ".. module:: app.views\n\n.. autoclass:: Manager\n",
        },
    )


def test_a_line_of_a_page_that_names_both_is_left_and_told_of() -> None:
    text = "`app.shim.Old()` = `app.core.manager.Manager()`\n\nSee `app.shim.Old`.\n"
    settings = 'both = ["app.shim:Old", "app.core.manager:Manager"]\n'
    SCENE.changes(
        {"docs/a.md": text, "x.toml": settings},
        {
            "docs/a.md": text.replace("See `app.shim.Old`", "See `app.core.manager.Manager`"),
            "x.toml": settings.replace("app.shim:Old", "app.core.manager:Manager"),
        },
        says=("docs/a.md:1: info left-alone: Old left alone: the line names Manager, too",),
    )


def test_a_directive_is_not_written_twice() -> None:
    one, other = ".. autoclass:: app.core.manager.Manager\n   :members:\n", ".. autoclass:: app.shim.Old\n"
    told = ("docs/a.rst:4: info left-alone: Old left alone: the page documents Manager, too",)
    SCENE.leaves({"docs/a.rst": f"{one}\n{other}"}, says=told)
    changes({"docs/a.rst": other}, {"docs/a.rst": ".. autoclass:: app.core.manager.Manager\n"})


def test_a_common_word_beside_the_alias_is_not_the_symbol() -> None:
    code = "def get(): ...\nfetch = get\n"
    shared: Before = {"app/__init__.py": "", "app/m.py": code}
    check = Scene(Collapse(SymbolPath.parse("app.m:get")), shared, program="").changes
    text = "To get it, call `app.m.fetch`.\n"
    check({"a.md": text}, {"a.md": text.replace("fetch", "get")})
    both = "`app.m.fetch` is `get`.\n"
    check({"a.md": both}, {}, says=("a.md:1: info left-alone: fetch left alone: the line names get, too",))
