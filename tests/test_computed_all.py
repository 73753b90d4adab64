"""Star imports of modules whose `__all__` is computed: what they bring is known only in part."""

from __future__ import annotations

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from canonize.codemods.renames.rename import Rename
from examples import Before, applied, check, leaves_alone, output, refused, rename, tree

FIRST = "class Old:\n    x = 1\n"
SECOND = "class Old:\n    x = 2\n\n\nclass Other: ...\n\n\n"
BOTH = "from app.a import *\nfrom app.b import *\n\nprint(Old.x)\n"

ALIKE = pytest.mark.parametrize(
    "computed",
    [
        "__all__ = [name for name in globals() if name == 'Other']\n",
        "__all__ = ['Old', 'Other']\n__all__.remove('Old')\n",
        "__all__ = ['Old', 'Other']\ndel __all__[0]\n",
        "__all__ = ['Old', 'Other']\n__all__[0:1] = []\n",
        "__all__ = []\nfor name in dir():\n    if name == 'Other':\n        __all__.append(name)\n",
        "names = []\nnames.append('Other')\n__all__ = names\n",
        "names = [Other.__name__]\n__all__ = names\n",
        "__all__ = []\ndef public(what):\n    __all__.append(what.__name__)\npublic(Other)\n",
    ],
)


@ALIKE
def test_a_use_that_one_of_two_star_imports_brings_is_listed(computed: str) -> None:
    code = SECOND + computed
    check(
        rename("app.b:Old", "New"),
        {"app/__init__.py": "", "app/a.py": FIRST, "app/b.py": code, "app/views.py": BOTH},
        {"app/b.py": code.replace("Old", "New")},
        says=["app/views.py:4: error left-alone … __all__ … is computed"],
    )


@ALIKE
def test_a_use_that_one_of_two_brings_is_listed_again_where_that_took_it_from_the_definition(computed: str) -> None:
    package = f"from app.b import *\n\n\nclass Other: ...\n\n\n{computed}"
    users = {"app/a.py": FIRST, "app/views.py": BOTH.replace("app.b", "app")}
    before = {"app/b.py": "class Old:\n    x = 2\n", "app/__init__.py": package}
    after = {path: text.replace("Old", "New") for path, text in before.items()}
    listed = "app/views.py:4: error left-alone … __all__"
    check(rename("app.b:Old", "New"), users | before, after, says=[listed])
    leaves_alone(rename("app.b:Old", "New"), users | after, says=[listed])


@ALIKE
def test_what_another_star_import_may_replace_is_kept(computed: str) -> None:
    files: Before = {"app/__init__.py": "", "app/a.py": FIRST, "app/b.py": SECOND + computed, "app/views.py": BOTH}
    assert output(files, "import app.views") == "1\n"
    kept = BOTH.replace("a import *\n", "a import *\nfrom app.a import New as Old\n")
    check(
        rename("app.a:Old", "New"),
        files,
        {"app/a.py": FIRST.replace("Old", "New"), "app/views.py": kept},
        runs="import app.views",
        says=["app/views.py:1: warning kept-local"],
    )


@ALIKE
def test_what_hands_such_a_name_on_is_listed_where_it_is_taken(computed: str) -> None:
    files: Before = {
        "app/__init__.py": "",
        "app/a.py": FIRST,
        "app/b.py": SECOND + computed,
        "app/both.py": "from app.a import *\nfrom app.b import *\n",
        "app/far.py": "from app.both import *\n\nprint(Old.x)\n",
        "app/named.py": "from app.both import Old\n",
        "app/path.py": "from app import both\n\nprint(both.Old.x)\n",
    }
    said = check(rename("app.b:Old", "New"), files, {"app/b.py": (SECOND + computed).replace("Old", "New")})
    for place in ("app/far.py:3: error", "app/named.py:1: warning", "app/path.py:3: warning"):
        assert place in said.said


def test_the_last_star_import_wins_where_all_can_be_read() -> None:
    listed = SECOND + "__all__ = ['Old']\n__all__ += ['Other']\n__all__.extend(['FIRST'])\n__all__.sort()\nFIRST = 1\n"
    check(
        rename("app.a:Old", "New"),
        {"app/__init__.py": "", "app/a.py": FIRST, "app/b.py": listed, "app/views.py": BOTH},
        {"app/a.py": FIRST.replace("Old", "New")},
        runs="import app.views",
    )


def test_a_name_that_is_surely_listed_beside_computed_ones_wins() -> None:
    listed = SECOND + "__all__ = ['Old']\n__all__ += [name for name in dir() if name == 'Other']\n"
    files: Before = {"app/__init__.py": "", "app/a.py": FIRST, "app/b.py": listed, "app/views.py": BOTH}
    check(rename("app.a:Old", "New"), files, {"app/a.py": FIRST.replace("Old", "New")}, runs="import app.views")


def test_an_all_that_is_imported_is_read_where_it_comes_from() -> None:
    files: Before = {
        "app/__init__.py": "",
        "app/a.py": FIRST,
        "app/core.py": SECOND + "__all__ = ['Other']\n",
        "app/b.py": "from app.core import Old, Other\nfrom app.core import __all__\n",
        "app/views.py": BOTH,
    }
    after = {"app/a.py": FIRST.replace("Old", "New"), "app/views.py": BOTH.replace("Old", "New")}
    check(rename("app.a:Old", "New"), files, after, runs="import app.views")


def test_a_list_that_is_imported_as_all_is_not_the_all_of_its_module() -> None:
    files: Before = {
        "app/__init__.py": "",
        "app/a.py": FIRST,
        "app/names.py": "public = ['Other']\n__all__ = ['Old', 'public']\n",
        "app/b.py": SECOND + "from app.names import public as __all__\n",
        "app/views.py": BOTH,
    }
    assert output(files, "import app.views") == "1\n"
    after = {"app/b.py": files["app/b.py"].replace("Old", "New")}
    check(rename("app.b:Old", "New"), files, after, says=["app/views.py:4: error left-alone … __all__ is computed"])


def test_the_only_star_import_that_can_bring_a_name_brings_it_with_a_word_on_it() -> None:
    module = "def make():\n    return 1\n\n\n__all__ = [name for name in globals() if name[0] != '_']\n"
    check(
        rename("app.b:make", "build"),
        {"app/__init__.py": "", "app/b.py": module, "app/views.py": "from app.b import *\n\nprint(make())\n"},
        {
            "app/b.py": module.replace("make", "build"),
            "app/views.py": "from app.b import *\n\nprint(build())\n",
        },
        says=["app/views.py:1: info re-export: see that this brings build"],
        runs="import app.views",
    )


def test_a_builtin_is_perhaps_not_hidden() -> None:
    files: Before = {
        "app/__init__.py": "",
        "app/b.py": "def open():\n    return 1\n\n\nx = 1\n__all__ = [name for name in globals() if name == 'x']\n",
        "app/views.py": "from app.b import *\n\nprint(open.__module__)\n",
    }
    result = applied(rename("app.b:open", "start"), files)
    assert output(result.files, "import app.views") == output(files, "import app.views")
    assert "app/views.py:3: error left-alone" in result.said


def test_a_computed_all_may_list_a_name_with_an_underscore() -> None:
    files: Before = {
        "app/__init__.py": "",
        "app/b.py": "def _make():\n    return 1\n\n\n__all__ = [name for name in globals() if name.startswith('_m')]\n",
        "app/views.py": "from app.b import *\n\nprint(_make())\n",
    }
    refused(rename("app.b:_make", "_build"), files, "app/views.py:1", "star")


def test_collapse_leaves_a_name_that_one_of_two_star_imports_brings() -> None:
    files = tree(
        {
            "app/__init__.py": "",
            "app/core.py": "class C:\n    x = 1\n",
            "app/a.py": "class Old:\n    x = 3\n",
            "app/b.py": "from app.core import C\nOld = C\nOther = 1\n__all__ = [n for n in dir() if n == 'Other']\n",
            "app/views.py": BOTH,
        }
    )
    result = applied(Collapse(SymbolPath.parse("app.core:C")), files)
    assert result.files["app/views.py"] == BOTH.encode()


OUTSIDE: Before = {
    "app/__init__.py": "",
    "app/a.py": "from lib.old import *\n\nx = 1\n",
    "app/b.py": "from app.a import Old\nfrom app import a\n\na.Old()\n",
    "app/c.py": "from app.a import *\n\nprint(Old)\n",
    "app/d.py": "from app.c import Old as O\n",
}


def test_a_star_import_from_outside_is_followed_through_modules() -> None:
    check(
        rename("lib.old:Old", "New"),
        OUTSIDE,
        {
            "app/b.py": "from app.a import New\nfrom app import a\n\na.New()\n",
            "app/c.py": "from app.a import *\n\nprint(New)\n",
            "app/d.py": "from app.c import New as O\n",
        },
    )


@pytest.mark.parametrize("to", ["lib.new.New", "lib.new.Old"])
def test_a_move_lists_what_comes_through_a_star_import_that_nobody_there_uses(to: str) -> None:
    leaves_alone(
        Rename(SymbolPath.parse("lib.old:Old"), to),
        OUTSIDE,
        says=[
            "app/b.py:1: warning left-alone",
            "app/b.py:4: warning left-alone",
            "app/c.py:3: error left-alone … does not have it any more",
            "app/d.py:1: warning left-alone",
        ],
    )


@pytest.mark.parametrize("name", ["New", "Old"])
def test_a_move_follows_where_the_module_with_the_star_import_takes_the_name_itself(name: str) -> None:
    files: Before = {**OUTSIDE, "app/a.py": "from lib.old import *\n\nOld()\n"}
    check(
        Rename(SymbolPath.parse("lib.old:Old"), f"lib.new.{name}"),
        files,
        {
            path: str(text).replace("Old", name).replace("import *\n\nN", "import *\nfrom lib.new import New\n\nN")
            for path, text in files.items()
        }
        | ({"app/a.py": "from lib.old import *\nfrom lib.new import Old\n\nOld()\n"} if name == "Old" else {}),
    )


@pytest.mark.parametrize("module", ["lib.old", "other"])
def test_a_name_that_another_star_import_may_bring_is_left(module: str) -> None:
    files: Before = {"app/a.py": f"from lib.old import *\nfrom app.own import *\nfrom {module}.x import *\nOld()\n"}
    own: Before = {**files, "app/own.py": "class Old: ...\n"}
    leaves_alone(rename("lib.old:Old", "New"), own)


def test_an_example_with_a_star_import_has_the_globals_of_its_module() -> None:
    module = 'class Old:\n    """\n    >>> from app.other import *\n    >>> Old()\n    """\n'
    files: Before = {"app/__init__.py": "", "app/other.py": "class Other: ...\n", "app/m.py": module}
    check(rename("app.m:Old", "New"), files, {"app/m.py": module.replace("Old", "New")})


MOVED: Before = {
    "lib/__init__.py": "",
    "lib/old.py": "x = 1\n",
    "lib/new.py": "class New: ...\n\n\nclass Old: ...\n",
    "lib/shim.py": "from lib.old import *\n",
    "app/use.py": "from lib.old import *\n\nprint(x, Old.__module__)\n",
    "app/far.py": "from lib.shim import *\n\nprint(Old)\n",
    "app/named.py": "from lib.shim import Old\n",
}


@pytest.mark.parametrize("name", ["New", "Old"])
def test_what_was_moved_by_hand_is_followed_where_a_star_import_brought_it(name: str) -> None:
    use = "from lib.old import *\nfrom lib.new import {0}\n\nprint(x, {0}.__module__)\n".replace("{0}", name)
    check(
        Rename(SymbolPath.parse("lib.old:Old"), f"lib.new.{name}"),
        MOVED,
        {"app/use.py": use},
        says=["app/far.py:3: error left-alone", "app/named.py:1: warning left-alone"],
    )
    assert output({**MOVED, "app/use.py": use}, "import app.use") == "1 lib.new\n"


def test_a_file_that_came_after_a_rename_follows_where_a_star_import_brought_the_name() -> None:
    files: Before = {"app/m.py": "class New: ...\n", "app/late.py": "from app.m import *\n\nOld()\n"}
    check(rename("app.m:Old", "New"), files, {"app/late.py": "from app.m import *\n\nNew()\n"})


def test_a_builtin_that_a_rename_has_uncovered_is_no_use_of_what_hid_it() -> None:
    files: Before = {"app/m.py": "def start(): ...\n", "app/late.py": "from app.m import *\n\nopen('x')\n"}
    leaves_alone(rename("app.m:open", "start"), files)
    moved: Before = {
        "app/m.py": "",
        "app/new.py": "def open(): ...\n",
        "app/late.py": "from app.m import *\n\nopen('x')\n",
    }
    leaves_alone(
        Rename(SymbolPath.parse("app.m:open"), "app.new.open"), moved, says=["app/late.py:3: error left-alone"]
    )


def test_what_only_a_function_lists_may_be_brought() -> None:
    body = "class Old: ...\n__all__ = []\n{}def f():\n    global __all__\n    __all__ += ['{}']\n"
    before = {"app/m.py": body.format("", "Old"), "use.py": "from app.m import *\nOld\n"}
    after = {path: text.replace("Old", "New") for path, text in before.items()}
    check(rename("app.m:Old", "New"), before, after, says=["use.py:1: … see that this brings New"])
    decorated = {**before, "app/m.py": body.format("@staticmethod\n", "Old")}
    check(
        rename("app.m:Old", "New"),
        decorated,
        {**after, "app/m.py": body.format("@staticmethod\n", "New").replace("Old", "New")},
        says=["use.py:1: … see that this brings New"],
    )


def test_a_difference_of_lists_is_computed() -> None:
    files = {
        "app/m.py": "__all__ = ['Old', 'Other']\nclass Old: ...\nclass Other: ...\n",
        "app/less.py": "from app import m\nfrom app.m import *\n__all__ = sorted(set(m.__all__) - {'Old'})\n",
        "use.py": "from app.less import *\nprint(Old)\n",
    }
    after = {path: text.replace("Old", "New") for path, text in files.items() if path != "use.py"}
    check(rename("app.m.Old", "New"), files, {**after, "use.py": "from app.less import *\nprint(New)\n"},
          says=["use.py:1: … see that this brings New"])  # fmt: skip


@pytest.mark.parametrize(
    "exported",
    [
        "__all__ = _NAMES",
        "__all__ = _NAMES\nassert _NAMES",
        "__all__ = list(_NAMES)",
        "__all__ = [\n    *_NAMES,\n]",
        "__all__ = []\n__all__ += _NAMES",
    ],
)
def test_a_list_of_one_name_that_all_takes_is_one_of_names(exported: str) -> None:
    text = '_NAMES = ["{0}"]\n' + exported + "\nclass {0}: x = 1\n"
    said = check(
        rename("app.m:Old", "New"),
        {
            "app/__init__.py": "",
            "app/m.py": text.replace("{0}", "Old"),
            "app/v.py": "from app.m import *\nprint(Old.x)\n",
        },
        {"app/m.py": text.replace("{0}", "New"), "app/v.py": "from app.m import *\nprint(New.x)\n"},
        runs="import app.m, app.v",
    ).said
    assert "see that this brings" not in said


@pytest.mark.parametrize(
    "local", ["def f():\n    __all__ = [dir()]\n    return __all__\n", "class K:\n    __all__ = ['K']\n"]
)
def test_an_all_of_a_function_or_class_is_none_of_the_module(local: str) -> None:
    text = f"class Old: ...\n{local}"
    use = "from app.m import *\nprint(Old)\n"
    before = {"app/m.py": text, "v.py": use}
    after = {path: written.replace("Old", "New") for path, written in before.items()}
    result = check(rename("app.m:Old", "New"), {"app/__init__.py": "", **before}, after)
    assert result.said == ""
