"""A full dotted target: references to `a.b:C`, defined outside the repository, come to mean `d.e:F`."""

from __future__ import annotations

import json

import pytest

from canonize.codemods.renames.rename import Rename
from examples import (
    Before,
    Result,
    applied,
    check,
    code,
    either,
    leaves_alone,
    notebook,
    output,
    prose,
    refused,
    rename,
)

MOVE = rename("a.b:C", "d.e.F")
SAME_NAME = rename("a.b:C", "d.e.C")
BESIDE = {
    "a/__init__.py": "",
    "a/b.py": "class C: old = new = 1\nclass F: pass\nOther = Z = Y = 2\n",
    "d/__init__.py": "",
    "d/e.py": "class F: new = 1\nclass C(F): pass\n",
}


def prints(result: Result, program: str = "import main") -> str:
    return output(result.files, program, beside=BESIDE)


def moved(before: str, after: str, *, runs: str = "import main") -> None:
    check(MOVE, {"main.py": before}, {"main.py": after}, runs=runs, beside=BESIDE)


def test_relative_imports_of_a_module_that_has_gone_follow_what_was_moved_out_of_it() -> None:
    check(
        rename("app.old:C", "app.new.C"),
        {
            "app/__init__.py": "from .old import C\n",
            "app/new.py": "class C: ...\n",
            "app/sub/__init__.py": "from ..old import C as D, Other\n",
            "use.py": "from app.old import C\n",
        },
        {
            "app/__init__.py": "from app.new import C\n",
            "app/sub/__init__.py": "from ..old import Other\nfrom app.new import C as D\n",
            "use.py": "from app.new import C\n",
        },
    )


def test_a_copy_of_the_stubs_of_the_standard_library_does_not_define_what_it_describes() -> None:
    copy = "app/third_party/typeshed/stdlib"
    check(
        rename("typing:Mapping", "collections.abc.Mapping"),
        {
            "app/__init__.py": "",
            f"{copy}/typing.pyi": "class Mapping: ...\n",
            f"{copy}/collections/abc.pyi": "from typing import Mapping as Mapping\n",
            "main.py": "from typing import Mapping\nimport typing\nprint(Mapping, typing.Mapping)\n",
        },
        {
            "main.py": "from collections.abc import Mapping\nimport typing\nimport collections.abc\n"
            "print(Mapping, collections.abc.Mapping)\n"
        },
        says=[f"{copy}/typing.pyi…mentioned and not edited"],
    )


@pytest.mark.parametrize(
    "wrapper",
    [
        "from a.b import C as F\n",
        "import a.b\nclass F(a.b.C): ...\n",
        "from a import b\nF = b.C\nassert b.C\n",
        "from a.b import *\nclass F(C):\n    'A :class:`a.b.C` with more.'\n",
        "try:\n    from a.b import C as F\nexcept ImportError:\n    F = None\n",
    ],
)
@pytest.mark.parametrize("package", ["", "from .e import F\n", "from .e import *\n"])
def test_the_module_that_makes_the_new_symbol_of_the_old_one_goes_on_with_that(wrapper: str, package: str) -> None:
    target = "d.F" if package else "d.e.F"
    check(
        rename("a.b:C", target),
        {"d/__init__.py": package, "d/e.py": wrapper, "main.py": "from a.b import C\nprint(C.old)\n"},
        {"main.py": f"from {target.removesuffix('.F')} import F\nprint(F.old)\n"},
        says=["d/e.py…left-alone: C left alone: this module provides the new name"],
        runs="import main",
        beside={path: text for path, text in BESIDE.items() if path.startswith("a/")},
    )


def test_a_second_move_finds_the_new_name_beside_what_stands_for_it_where_the_import_fails() -> None:
    text = "try:\n    from {1} import {0}\nexcept ImportError:\n    {0} = None\nfrom old.m import *\nprint({0})\n"
    check(
        rename("old.m:Old", "new.k.New"),
        {
            "old/__init__.py": "", "old/m.py": "other = 1\n", "new/__init__.py": "", "new/k.py": "class New: ...\n",
            "main.py": text.format("Old", "old.m"),
        },
        {"main.py": text.format("New", "new.k")},
    )  # fmt: skip


# from … import


@pytest.mark.parametrize("move", [MOVE, SAME_NAME])
@pytest.mark.parametrize("imported", ["", "if TYPE_CHECKING:\n    from a.b import C\n"])
def test_a_type_that_is_looked_up_in_the_old_module_is_listed(move: Rename, imported: str) -> None:
    typed = 'class A:\n    one: Annotated["C", strawberry.lazy("a.b")]\n'
    before = f"import strawberry\nfrom typing import Annotated, TYPE_CHECKING\n{imported}{typed}"
    after = before.replace("from a.b import C", f"from d.e import {move.to.rpartition('.')[2]}")
    check(move, {"main.py": before}, {"main.py": after}, says=["warning left-alone…where the symbol no longer is"])


@pytest.mark.parametrize(
    "loaded",
    ["importlib.import_module('a.b')", "sys.modules['a.b']", "pytest.importorskip('a.b')", "__import__('a.b').b"],
)
def test_an_attribute_of_what_loads_the_old_module_when_it_is_called_is_listed(loaded: str) -> None:
    """An import at the top would load the new one earlier, and where it is not there."""
    text = f"import importlib, pytest, sys\ndef f():\n    return {loaded}.C\n"
    for move in (MOVE, SAME_NAME):
        leaves_alone(move, {"main.py": text}, says=[f"main.py:3…it is not known where {loaded} is imported"])


@pytest.mark.parametrize("move", [MOVE, SAME_NAME])
def test_what_stands_in_for_the_old_module_is_listed(move: Rename) -> None:
    text = "import sys\nfrom types import SimpleNamespace\nsys.modules['a.b'] = SimpleNamespace(C=1)\n"
    leaves_alone(move, {"main.py": text}, says=["main.py:3: warning…what is put in sys.modules for a.b"])
    assert "main.py" not in leaves_alone(move, {"main.py": text.replace("a.b", "a.c")}).said


def test_an_import_and_its_uses_are_retargeted() -> None:
    moved(
        "from a.b import C\ndef f(c: C) -> 'list[C]': return C.new\nprint(f(1), isinstance(C(), C))\n",
        "from d.e import F\ndef f(c: F) -> 'list[F]': return F.new\nprint(f(1), isinstance(F(), F))\n",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("lazy from a.b import C\nC()\n", "lazy from d.e import F\nF()\n"),
        ("lazy from a.b import C, Z\nC()\n", "lazy from a.b import Z\nlazy from d.e import F\nF()\n"),
        (
            "if x:\n    lazy from a.b import (\n        # it\n        C,\n        Z,\n    )\n",
            "if x:\n    lazy from a.b import (\n        Z,\n    )\n    # it\n    lazy from d.e import F\n",
        ),
        ("x = 1; lazy from a.b import Z, C\n", "x = 1; lazy from a.b import Z; lazy from d.e import F\n"),
        ("lazy import a.b\na.b.C()\n", "lazy import a.b\nlazy import d.e\nd.e.F()\n"),
        ("lazy = 1\nfrom a.b import C, Z\n", "lazy = 1\nfrom a.b import Z\nfrom d.e import F\n"),
    ],
)
def test_a_lazy_import_stays_lazy(before: str, after: str) -> None:
    moved(before, after, runs="")


def test_an_alias_stays() -> None:
    moved("from a.b import C as X\nprint(X.new)\n", "from d.e import F as X\nprint(X.new)\n")


def test_a_name_that_stays_changes_only_its_module() -> None:
    check(
        SAME_NAME,
        {"main.py": "from a.b import C  # the class\nprint(C.new)\n"},
        {"main.py": "from d.e import C  # the class\nprint(C.new)\n"},
        runs="import main",
        beside=BESIDE,
    )


def test_the_colon_form_is_the_same_target() -> None:
    check(rename("a.b.C", "d.e:F"), {"main.py": "from a.b import C\nC\n"}, {"main.py": "from d.e import F\nF\n"})


def test_a_target_in_the_same_module_is_a_rename() -> None:
    check(
        rename("a.b:C", "a.b.F"),
        {"m.py": "from a.b import C, Z\nimport a.b\nC, a.b.C\n"},
        {"m.py": "from a.b import F, Z\nimport a.b\nF, a.b.F\n"},
    )


@pytest.mark.parametrize(
    "names", ["C, Other", "Other, C", "Other, C, Z", "C as X, Other as O", "(C, Other)", "(\n    Other,\n    C,\n)"]
)
def test_a_shared_import_is_split_and_the_others_stay(names: str) -> None:
    uses = "X.new" if " as X" in names else "C.new"
    result = applied(MOVE, {"main.py": f"import os\nfrom a.b import {names}\nprint({uses})\n"})
    text = result.text("main.py")
    assert "from d.e import F" in text and "Other" in text and "from a.b import" in text
    assert text.startswith("import os\n") and text.count("import") == 3
    assert prints(result) == "1\n"


def test_the_comments_of_a_shared_import_stay_with_their_names() -> None:
    result = applied(
        MOVE,
        {
            "main.py": """
                from a.b import (
                    Z,  # last letter
                    C,  # third letter  # noqa: F401
                    Y,  # type: ignore[attr-defined]
                )
                print(C.new)
                """
        },
    )
    lines = result.text("main.py").splitlines()
    third = next(line for line in lines if "# third letter  # noqa: F401" in line)
    assert "F" in third.replace("F401", "") and "Z" not in third
    assert "    Z,  # last letter" in lines and "    Y,  # type: ignore[attr-defined]" in lines
    assert prints(result) == "1\n"


@pytest.mark.parametrize(
    "rule", ["# noqa: F401", "# NOQA", "# why  # noqa", "# ty: ignore[unresolved-import]", "# nosec"]
)
def test_a_noqa_of_a_shared_import_serves_both_halves(rule: str) -> None:
    result = applied(MOVE, {"main.py": f"from a.b import C, Z  {rule}\n"})
    assert sorted(result.text("main.py").splitlines()) == [f"from a.b import Z  {rule}", f"from d.e import F  {rule}"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n      C\n    , Y\n    , Z\n", "\n    Y\n    , Z\n"),
        ("\n      Y  # y\n    , C  # noqa\n    , Z  # z\n", "\n      Y  # y\n    , Z  # z\n"),
        ("\n      Y\n    , Z  # z\n    , C  # noqa\n", "\n      Y\n    , Z  # z\n"),
        ("\n      C\n    , C as D\n    # last\n    , Y\n", "\n    # last\n    Y\n"),
        ("\n    Y,  # y\n    C  # type: ignore\n    ,  # odd\n", "\n    Y,  # y\n    # odd\n"),
    ],
)
def test_commas_that_lead_their_lines_go_with_the_names_behind_them(before: str, after: str) -> None:
    result = applied(MOVE, {"main.py": f"from a.b import ({before})\nprint(C.new, Y)\n"})
    assert result.text("main.py").startswith(f"from a.b import ({after})\n")
    assert result.text("main.py").count("from d.e import F") == before.count("C")
    assert prints(result) == "1 2\n"


def test_an_import_that_shares_its_line_is_retargeted() -> None:
    moved("import os; from a.b import C; print(C.new)\n", "import os; from d.e import F; print(F.new)\n")
    result = applied(MOVE, {"main.py": "import os; from a.b import C, Z; print(C.new, Z)\n"})
    assert prints(result) == "1 2\n"


def test_an_import_stays_in_its_branch_function_or_try() -> None:
    moved(
        """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from a.b import C
        def f() -> "C":
            from a.b import C
            return C.new
        try:
            from a.b import C as D
        except ImportError:
            D = None
        print(f(), D.new)
        """,
        """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from d.e import F
        def f() -> "F":
            from d.e import F
            return F.new
        try:
            from d.e import F as D
        except ImportError:
            D = None
        print(f(), D.new)
        """,
    )


def test_a_shared_import_in_a_block_is_split_in_the_block() -> None:
    result = applied(
        MOVE,
        {"main.py": "def f():\n\tif 1:\n\t\tfrom a.b import C, Z\n\t\treturn C.new, Z\n\ntry:\n  from a.b import Z, C as D\nexcept ImportError: pass\nprint(f(), D.new)\n"},
    )  # fmt: skip
    assert prints(result) == "(1, 2) 1\n"


def test_a_shared_import_after_a_colon_is_split() -> None:
    result = applied(MOVE, {"main.py": "if 1: from a.b import C, Z\nprint(C.new, Z)\n"})
    assert prints(result) == "1 2\n"


def test_newlines_and_encoding_of_a_split_import_are_the_files() -> None:
    result = applied(MOVE, {"main.py": b"\xef\xbb\xbffrom a.b import C, Z\r\nprint(C.new, Z)"})
    assert b"\n" not in result.files["main.py"].replace(b"\r\n", b"")
    assert result.files["main.py"].startswith(b"\xef\xbb\xbffrom ") and result.files["main.py"].endswith(b"Z)")
    assert prints(result) == "1 2\n"


def test_a_file_that_has_the_new_symbol_already_imports_it_once_or_twice_and_works() -> None:
    result = applied(MOVE, {"main.py": "from d.e import F\nfrom a.b import C\nprint(C.new, F.new)\n"})
    assert "a.b" not in result.text("main.py")
    assert prints(result) == "1 1\n"


def test_a_file_that_has_another_name_like_the_new_one_keeps_the_old_one() -> None:
    check(
        MOVE,
        {"main.py": "from a.b import C\nF = 5\nprint(C.new, F)\n"},
        {"main.py": "from d.e import F as C\nF = 5\nprint(C.new, F)\n"},
        says=("main.py:",),
        runs="import main",
        beside=BESIDE,
    )


def test_a_re_export_of_the_repository_follows() -> None:
    check(
        MOVE,
        {
            "lib/__init__.py": "from a.b import C  # noqa: F401\n__all__ = ['C']\n",
            "main.py": "import lib\nfrom lib import C\nprint(C.new, lib.C.new)\n",
        },
        {
            "lib/__init__.py": "from d.e import F  # noqa: F401\n__all__ = ['F']\n",
            "main.py": "import lib\nfrom lib import F\nprint(F.new, lib.F.new)\n",
        },
        runs="import main",
        beside=BESIDE,
    )


# import …


def test_an_import_in_a_class_takes_the_name_that_stays_without_an_alias() -> None:
    text = "class K:\n    from {} import C\n    from {} import C as D\nprint(K.C.new)\n"
    result = check(SAME_NAME, {"m.py": text.format("a.b", "a.b")}, {"m.py": text.format("d.e", "d.e")})
    assert result.said == ""
    handed_on = {**HANDED_ON, "k.py": "class K:\n    from app import C\n"}
    assert "k.py" not in applied(rename("app.m:C", "app.n.C"), handed_on).outcome.edits


def test_an_attribute_of_an_imported_module_gets_its_import_and_the_old_one_stays() -> None:
    result = applied(MOVE, {"main.py": "import a.b\nprint(a.b.C.new, a.b.Other)\n"})
    lines = result.text("main.py").splitlines()
    assert sorted(lines) == ["import a.b", "import d.e", "print(d.e.F.new, a.b.Other)"]
    assert prints(result) == "1 2\n"


def test_an_import_for_its_side_effect_stays() -> None:
    leaves_alone(MOVE, {"main.py": "import a.b\nimport a.b as x\nprint(x.Other)\n"})


@pytest.mark.parametrize("imports", ["import a.b as m", "from a import b as m", "import a.b as m, os"])
def test_an_attribute_of_a_module_alias_is_retargeted(imports: str) -> None:
    result = applied(MOVE, {"main.py": f"{imports}\nprint(m.C.new, m.Other)\n"})
    assert prints(result) == "1 2\n"
    assert "m.C" not in result.text("main.py") and "m.Other" in result.text("main.py")


def test_an_attribute_in_a_function_with_its_own_import_is_retargeted_there() -> None:
    result = applied(MOVE, {"main.py": "def f():\n    import a.b\n    return a.b.C.new\nprint(f())\n"})
    assert prints(result) == "1\n"
    assert result.text("main.py").startswith("def f():\n")


def test_a_module_name_that_a_local_hides_is_kept_working() -> None:
    result = applied(MOVE, {"main.py": "import a.b\ndef f(d): return a.b.C.new, d\nprint(f(3))\n"})
    assert prints(result) == "(1, 3)\n"


def test_a_module_name_that_a_local_hides_elsewhere_hides_nothing() -> None:
    moved(
        "import a.b\ndef f():\n    d = 1\n    return d\nprint(a.b.C().new if f() else f)\n",
        "import a.b\nimport d.e\ndef f():\n    d = 1\n    return d\nprint(d.e.F().new if f() else f)\n",
    )


def test_a_star_import_that_still_serves_stays() -> None:
    before = "from a.b import *\nprint(C.new, Other)\n"
    result = applied(MOVE, {"main.py": before})
    assert "from a.b import *" in result.text("main.py")
    assert "main.py:" in result.said or prints(result) == "1 2\n"


# Where the name stays, the word stays true, but no path or import that spells the old module


@pytest.mark.parametrize(
    "text",
    [
        "x = 'takes an a.b.C, or two'\n",
        "x = f'takes an a.b.C, got {1}'\n",
        "x = 'import a.b\\na.b.C()'\n",
        "x = '''\\nfrom a.b import C, Z\\n'''\n",
        "x = '''\nfrom a.b import (\n    Z,\n    C as D,\n)\n'''\n",
        "x = '''\nimport a.b as m\nm.C()\n'''\n",
        "# from a.b import Z, C\n",
        "x = patch(f'{__name__}.b.C')\n",
        "x = patch(HERE + '.a.b.C.new')\n",
        "x = patch('%s.b.C' % HERE)\n",
    ],
)
def test_code_and_paths_in_text_that_spell_the_old_module_are_listed_where_the_name_stays(text: str) -> None:
    is_import = "from a.b import" in text and text[0] != "#"
    within = "takes an" in text
    said = "warning left-alone: C left alone: " if is_import or within else "info proposal…C in a "
    said += "a text imports it" if is_import else "its path a.b.C stands in a longer text" if within else ""
    for move in (MOVE, SAME_NAME):
        leaves_alone(move, {"main.py": text}, says=[f"main.py:…{said}"])
    other = text.replace("b.C", "c.C").replace("a.b", "a.c")
    assert leaves_alone(SAME_NAME, {"main.py": other, "use.py": "import a.b\n"}).said.count("main.py") == 0


def test_code_in_configuration_and_documents_that_spells_the_old_module_is_listed_where_the_name_stays() -> None:
    texts = {
        "case.yml": "- main: |\n    from a.b import Z, C\n    x: C\n",
        "a.md": "Write `from a.b import C`.\n",
        "a.rst": "Of another project: :class:`x <other:a.b.C>`, :class:`other:a.c.C`.\n",
    }
    said = [f"{place}: info proposal: C in " for place in ("case.yml:2", "a.md:1", "a.rst:1")]
    assert leaves_alone(SAME_NAME, texts, says=said).said.count("proposal") == 3
    assert (
        leaves_alone(SAME_NAME, {"through.yml": "x: from a import C\n", "use.py": "import a.b\n"}).said.count("yml")
        == 0
    )


@pytest.mark.parametrize("looked_up", ["getattr(m, name)", "vars(m)[name]", "m.__dict__.get(name)"])
def test_a_lookup_in_the_old_module_by_a_computed_name_is_listed_where_the_name_stays(looked_up: str) -> None:
    text = f"import a.b as m\ndef f(name): return {looked_up}\nC = 1\n"
    for move in (MOVE, SAME_NAME):
        leaves_alone(move, {"main.py": text}, says=["main.py:2: warning left-alone…with a computed name"])
    assert "main.py" not in leaves_alone(SAME_NAME, {"main.py": text.replace("a.b", "a.c")}).said


def test_a_string_that_is_the_bare_name_is_listed_beside_the_old_module_alone_where_the_name_stays() -> None:
    text = "import a.b\nx = {'C': 1}\ncall('C', 2)\n"
    assert leaves_alone(SAME_NAME, {"main.py": text}).said.count("main.py") == 0
    for beside in ("call(a.b, 'C')", "x = ('a.b', 'C')", "x = {'a.b': ['C', 'D']}", "x = {'C': a.b}"):
        leaves_alone(SAME_NAME, {"main.py": f"import a.b\n{beside}\n"}, says=["main.py:2…may name the symbol"])


# Strings and documents


def test_strings_configuration_and_documents_are_retargeted() -> None:
    check(
        MOVE,
        {
            "main.py": "from unittest.mock import patch\nX = 'a.b.C'\nwith patch('a.b.C'), patch('a.b.Other'): print(1)\n",
            "conf.yaml": "x: a.b.C\ny: a.b:C\nz: a.b.Cs\n",
            "docs/a.rst": ":class:`a.b.C` and :meth:`a.b.C.get`\n",
        },
        {
            "main.py": "from unittest.mock import patch\nX = 'd.e.F'\nwith patch('d.e.F'), patch('a.b.Other'): print(1)\n",
            "conf.yaml": "x: d.e.F\ny: d.e:F\nz: a.b.Cs\n",
            "docs/a.rst": ":class:`d.e.F` and :meth:`d.e.F.get`\n",
        },
        runs="import main",
        beside=BESIDE,
    )


def test_a_patch_target_in_the_file_that_imports_it_follows_the_local_name() -> None:
    check(
        MOVE,
        {
            "app/views.py": "from a.b import C\ndef f(): return C\n",
            "tests/test_it.py": "from unittest.mock import patch\nfrom app import views\nwith patch('app.views.C', 1), patch.object(views, 'C', 2): print(views.f())\n",
        },
        {
            "app/views.py": "from d.e import F\ndef f(): return F\n",
            "tests/test_it.py": "from unittest.mock import patch\nfrom app import views\nwith patch('app.views.F', 1), patch.object(views, 'F', 2): print(views.f())\n",
        },
        runs="import tests.test_it",
        beside=BESIDE,
    )  # fmt: skip


def test_a_string_beside_the_old_module_is_retargeted_or_listed() -> None:
    result = applied(
        MOVE, {"main.py": "from unittest.mock import patch\nfrom a import b\nwith patch.object(b, 'C', 1): print(1)\n"}
    )
    assert "main.py:3" in result.said or ("'F'" in result.text("main.py") and prints(result) == "1\n")


def test_homonyms_stay() -> None:
    leaves_alone(
        MOVE,
        {
            "x.py": "from a.bb import C\nfrom a import C as D\nfrom b import C as E\nC = 1\n",
            "y.py": "class C: pass\nC()\nx = 'a.b.Cs', 'x.a.b.C'\n",
            "z.py": "import a.b\na.b.Other, a.C, a.b.D.C\n",
        },
    )


# What is not done


def test_moving_a_definition_inside_the_repository_is_refused_with_not_yet() -> None:
    refused(
        MOVE,
        {"a/__init__.py": "", "a/b.py": "class C: pass\n", "main.py": "from a.b import C\n"},
        "not yet",
        "a/b.py:1",
    )


def test_a_target_that_can_be_no_module_path_is_refused() -> None:
    refused(rename("a.b:C", "d.class.F"), {"main.py": "from a.b import C\n"}, "class")
    refused(rename("a.b:C", "d..F"), {"main.py": "from a.b import C\n"}, "d..F")
    refused(rename("a.b:C", "d.e."), {"main.py": "from a.b import C\n"}, "d.e.")


def test_the_same_target_is_refused() -> None:
    refused(rename("a.b:C", "a.b.C"), {"main.py": "from a.b import C\n"}, "a.b")


def test_a_target_that_the_repository_defines_may_be_new_code_that_replaces_a_library() -> None:
    check(
        MOVE,
        {
            "d/__init__.py": "",
            "d/e.py": "class F: new = 3\n",
            "main.py": "from a.b import C\nprint(C.new is not None)\n",
        },
        {"main.py": "from d.e import F\nprint(F.new is not None)\n"},
        runs="import main",
        beside={"a/__init__.py": "", "a/b.py": BESIDE["a/b.py"]},
    )


def test_a_target_in_the_very_file_that_uses_the_library_is_reported_or_left_working() -> None:
    # d/e.py wraps the library's class; pointing its own import at itself would be a cycle.
    files = {"d/__init__.py": "", "d/e.py": "from a.b import C\nclass F(C): new = 3\nprint(F.old)\n"}
    result = applied(MOVE, files)
    assert output(result.files, "import d.e", beside={"a/__init__.py": "", "a/b.py": BESIDE["a/b.py"]}) == "1\n"
    assert "d/e.py:" in result.said


def test_relative_imports_of_the_repository_are_not_the_library() -> None:
    leaves_alone(MOVE, {"lib/__init__.py": "", "lib/x.py": "from .a.b import C\n", "lib/a/b.py": "class C: pass\n"})


def test_an_attribute_whose_new_module_is_imported_already_needs_no_second_import() -> None:
    moved(
        "import a.b\nimport d.e\nprint(a.b.C.new, d.e.F.new, a.b.Other)\n",
        "import a.b\nimport d.e\nprint(d.e.F.new, d.e.F.new, a.b.Other)\n",
    )


def test_a_conditional_pair_of_imports_keeps_its_meaning() -> None:
    check(
        MOVE,
        {"main.py": "try:\n    from d.e import F\nexcept ImportError:\n    from a.b import C as F\nprint(F.new)\n"},
        {"main.py": either("try:\n    from d.e import F\nexcept ImportError:\n    from d.e import F as F\nprint(F.new)\n", "try:\n    from d.e import F\nexcept ImportError:\n    from d.e import F\nprint(F.new)\n")},
        runs="import main",
        beside=BESIDE,
    )  # fmt: skip


def test_the_comments_on_the_lines_of_a_shared_import_go_with_their_names() -> None:
    result = applied(MOVE, {"main.py": "from a.b import (Z,  # z\n    C)  # c\nprint(C.new, Z)\n"})
    rest, moved = (next(line for line in result.text("main.py").splitlines() if word in line) for word in ("Z", "d.e"))
    assert "# c" not in rest and "# z" not in moved
    assert "# z" in result.text("main.py") and "# c" in result.text("main.py")


# Paths to the old module in other places than code


@pytest.mark.parametrize(
    "use",
    [
        "def f(x: 'a.b.C') -> 'list[a.b.C]': ...",
        "x = f()  # type: a.b.C",
        "import typing\nx = typing.cast('a.b.C', 1)",
        "import typing\nT = typing.TypeVar('T', bound='a.b.C')",
        "match 1:\n    case a.b.C(): ...",
        "match 1:\n    case a.b.C.new: ...",
    ],
)
def test_a_path_in_an_annotation_or_a_pattern_is_retargeted_as_a_whole_or_listed(use: str) -> None:
    before = f"import a.b\nf = int\n{use}\n"
    result = applied(MOVE, {"main.py": before})
    text = result.text("main.py")
    if text == before:
        line = before[: before.index("a.b.C")].count("\n") + 1
        assert f"main.py:{line}" in result.said
    else:
        assert text == before.replace("import a.b\n", "import a.b\nimport d.e\n").replace("a.b.C", "d.e.F")


@pytest.mark.parametrize("arguments", ["'a.b', C=1", "'a.b', C=1, Other=2"])
def test_the_keywords_of_patch_multiple_are_not_retargeted_without_their_module(arguments: str) -> None:
    before = f"from unittest.mock import patch\nwith patch.multiple({arguments}): print(1)\n"
    result = applied(MOVE, {"main.py": before})
    if result.text("main.py") == before:
        assert "main.py:2" in result.said
    else:
        assert prints(result) == "1\n" and "'a.b', F" not in result.text("main.py")


@pytest.mark.parametrize(
    "imports",
    [
        "from a.b import C, \\\n    Z",
        "from a.b import \\\n    Z, \\\n    C  # noqa",
        "from a.b import Z, \\\n    C, Y",
        "from a.b import (C,  # c\n    Z)  # z",
        "from a.b import (Z,  # z\n    C)  # c",
        "from a.b import (\n    # first\n    C,\n    # second\n    Z,\n    # last\n)",
        "from a.b import (Z, C,)",
        "from a.b import (  # head\n    C as C, Z as Z, Y\n)",
        "from a.b import (Z\n, C)",
        "from a.b import C, C as D, Z",
        "from a.b import(C,Z)",
        "from  a . b  import  C ,  Z",
    ],
)
def test_a_shared_import_of_any_layout_is_split(imports: str) -> None:
    result = applied(MOVE, {"main.py": f"{imports}\nprint(C.new, Z)\n"})
    text = result.text("main.py")
    assert prints(result) == "1 2\n"
    assert text.count("from d.e import") >= 1 and "C.new" not in text
    for comment in ("# c", "# z", "# first", "# second", "# last", "# head", "# noqa"):
        assert text.count(comment) >= imports.count(comment) > 0 or comment not in imports


def test_the_examples_of_a_docstring_are_retargeted_with_their_prompts_or_listed() -> None:
    before = '''
        def f():
            """Do it.

            >>> from a.b import C, Z
            >>> C.new, Z
            (1, 2)
            """
        '''
    result = applied(MOVE, {"main.py": before})
    program = "import doctest, main; print(doctest.testmod(main))"
    if ">>> from a.b import C, Z" in result.text("main.py"):
        assert "main.py:4" in result.said
    else:
        assert prints(result, program) == "TestResults(failed=0, attempted=3)\n"


def test_an_attribute_in_the_examples_of_a_docstring_is_retargeted_with_its_import_or_listed() -> None:
    before = '''
        def f():
            """Do it.

            >>> import a.b
            >>> a.b.C.new
            1
            """
        '''
    result = applied(MOVE, {"main.py": before})
    program = "import doctest, main; print(doctest.testmod(main).failed)"
    assert prints(result, program) == "0\n"
    assert "a.b.C" not in result.text("main.py") or "main.py:5" in result.said


@pytest.mark.parametrize("move", [MOVE, SAME_NAME])
def test_an_attribute_in_an_example_that_the_globals_of_its_module_lead_to_is_listed(move: Rename) -> None:
    text = "import a.b\nfrom a import b\ndef f():\n    '''Do it.\n\n    >>> (a.b.C.new, b.C.new)\n    (1, 1)\n    '''\n"
    said = ["main.py:6: warning left-alone…looked up in a.b, which the module", "main.py:6: warning…looked up in b,"]
    leaves_alone(move, {"main.py": text}, says=said)


def test_an_import_split_in_a_notebook_is_one_line_an_entry() -> None:
    check(
        MOVE,
        {"n.ipynb": notebook(code("from a.b import C, Z\nC, Z\n"))},
        {"n.ipynb": notebook(code("from a.b import Z\nfrom d.e import F\nF, Z\n"))},
    )


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("other", ["x", ["x\n", "y"]])
def test_an_import_split_in_a_cell_is_laid_out_as_that_cell_is(other: object, indent: int | None) -> None:
    def book(source: object) -> str:
        printed = {"output_type": "stream", "name": "stdout", "text": ["a\n", "b\n"]}
        cells = [{**code(""), "outputs": [printed], "source": each} for each in (other, source)]
        return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=indent)

    for end in ("", "\nC, Z"):
        before, after = f"from a.b import C, Z{end}", f"from a.b import Z\nfrom d.e import F{end.replace('C', 'F')}"
        check(MOVE, {"n.ipynb": book(before)}, {"n.ipynb": book(after)})
        lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
        check(MOVE, {"n.ipynb": book(lines[0])}, {"n.ipynb": book(lines[1])})


def test_a_module_that_may_be_missing_is_listed_or_retargeted_with_its_import() -> None:
    result = applied(
        MOVE,
        {"main.py": "try:\n    import a.b as m\nexcept ImportError:\n    m = None\nprint(m.C.new if m else None)\n"},
    )
    assert "main.py:5" in result.said or ("m.C" not in result.text("main.py") and prints(result) == "1\n")


# A symbol of the repository that was moved by hand

HANDED_ON = {
    "app/__init__.py": "from app.m import C\n",
    "app/m.py": "",
    "app/n.py": "class C: new = 1\n",
    "main.py": "import app\nfrom app import C\nfrom app import C as X\nprint(C.new, X.new, app.C.new)\n",
    "docs/a.rst": ":class:`app.C`, :class:`app.m.C`\n",
    "conf.toml": 'a = "app:C"\nb = "app.m:C"\n',
}


def test_what_reaches_a_moved_symbol_through_a_package_that_hands_it_on_stays() -> None:
    result = check(
        rename("app.m:C", "app.n.C"),
        HANDED_ON,
        {
            "app/__init__.py": "from app.n import C\n",
            "docs/a.rst": ":class:`app.C`, :class:`app.n.C`\n",
            "conf.toml": 'a = "app:C"\nb = "app.n:C"\n',
        },
    )
    assert result.said == ""
    assert output(result.files, "import main") == "1 1 1\n"


def test_what_reaches_it_so_takes_its_new_name_and_keeps_its_way() -> None:
    result = check(
        rename("app.m:C", "app.n.F"),
        {**HANDED_ON, "app/n.py": "class F: new = 1\n"},
        {
            "app/__init__.py": "from app.n import F\n",
            "main.py": "import app\nfrom app import F\nfrom app import F as X\nprint(F.new, X.new, app.F.new)\n",
            "docs/a.rst": ":class:`app.F`, :class:`app.n.F`\n",
            "conf.toml": 'a = "app:F"\nb = "app.n:F"\n',
        },
    )
    assert output(result.files, "import main") == "1 1 1\n"


def test_a_name_below_the_module_that_it_left_is_listed() -> None:
    leaves_alone(
        rename("app.m:C", "app.n.F"),
        {
            "app/m.py": "",
            "app/n.py": "class F: ...\n",
            "docs/a.rst": ".. currentmodule:: app.m\n\n.. autoclass:: C\n",
        },
        says=["docs/a.rst:3: info left-alone…it is looked up in app.m"],
    )


def test_a_use_in_the_module_that_it_left_is_listed() -> None:
    result = check(
        rename("app.m:C", "app.n.C"),
        {
            "app/m.py": "def f():\n    return C()\n",
            "app/n.py": "class C: ...\n",
            "main.py": "from app.m import C as X\n",
        },
        {"main.py": "from app.n import C as X\n"},
    )
    assert [(each.path, each.line) for each in result.outcome.diagnostics] == [("app/m.py", 2)]
    assert "its definition has gone from this module, which does not import it" in result.said


def test_a_path_in_the_prose_of_a_notebook_is_retargeted_as_a_whole() -> None:
    check(
        MOVE,
        {"nb.ipynb": notebook(code("from a.b import C\n"), prose("See `a.b.C`."))},
        {"nb.ipynb": notebook(code("from d.e import F\n"), prose("See `d.e.F`."))},
    )


def test_an_import_that_has_the_new_place_already_is_let_alone() -> None:
    check(
        SAME_NAME,
        {"main.py": "try:\n    from d.e import C\nexcept ImportError:\n    from a.b import C, Z\nprint(C.new)\n"},
        {
            "main.py": "try:\n    from d.e import C\nexcept ImportError:\n    from a.b import Z\n    from d.e import C\n"
            "print(C.new)\n"
        },
        runs="import main",
        beside=BESIDE,
    )


def test_an_alias_that_is_the_new_name_goes() -> None:
    moved("from a.b import C as F\nprint(F.new)\n", "from d.e import F\nprint(F.new)\n")
    moved("from a.b import C as C\nprint(C.new)\n", "from d.e import F as F\nprint(F.new)\n")


def test_the_new_module_is_imported_once_for_paths_through_several_names_of_the_old() -> None:
    moved(
        "import a.b\nimport a.b as m\nprint(a.b.C.new, m.C.new)\n",
        "import a.b\nimport d.e\nimport a.b as m\nprint(d.e.F.new, d.e.F.new)\n",
    )


# Where the new module's first word means something else in a file, the bare name is taken from it

SIX = rename("six.moves.urllib.parse:urlencode", "urllib.parse.urlencode")


def test_the_bare_name_is_imported_where_the_module_cannot_be() -> None:
    check(
        SIX,
        {
            "main.py": """
                from six.moves import urllib

                def f(x):
                    return urllib.parse.urlencode(x), urllib.parse.quote(x)

                def g(x):
                    return urllib.parse.urlencode(x)

                print("urlencode")
                """
        },
        {
            "main.py": """
                from six.moves import urllib
                from urllib.parse import urlencode

                def f(x):
                    return urlencode(x), urllib.parse.quote(x)

                def g(x):
                    return urlencode(x)

                print("urlencode")
                """
        },
    )


def test_a_submodule_that_goes_by_the_name_of_its_package_keeps_it() -> None:
    check(
        rename("a.b:C", "d.e.F"),
        {"main.py": "import d.c as d\nimport a.b\nprint(a.b.C, d.x)\n"},
        {"main.py": "import d.c as d\nimport a.b\nfrom d.e import F\nprint(F, d.x)\n"},
    )
    check(
        rename("a.b:C", "d.e.F"),
        {"main.py": "import d as d\nimport a.b\nprint(a.b.C, d.x)\n"},
        {"main.py": "import d as d\nimport a.b\nimport d.e\nprint(d.e.F, d.x)\n"},
    )


def test_the_path_is_not_put_where_a_star_import_brings_another_thing_of_its_first_word() -> None:
    text = "import a.b\n{}from app.db import *\nprint({}.new)\n"
    files = {"app/__init__.py": "", "app/db.py": "def d(): ...\n", "main.py": text.format("", "a.b.C")}
    check(MOVE, files, {"main.py": text.format("from d.e import F\n", "F")}, runs="import main", beside=BESIDE)
    said = "main.py:3: error…the star import of line 2 brings another d"
    leaves_alone(MOVE, {**files, "app/db.py": "def d(): ...\nF = 1\n"}, says=[said])
    files["app/db.py"] = "import d\n"
    check(MOVE, files, {"main.py": text.format("import d.e\n", "d.e.F")}, runs="import main", beside=BESIDE)


def test_a_module_that_a_star_import_brings_gets_the_new_one_beside_that() -> None:
    text = "from app.db import *\n{}def f(): return b.Z, {}.new\nprint(f())\n"
    files = {"app/__init__.py": "", "app/db.py": "from a import b\n", "main.py": text.format("", "b.C")}
    check(MOVE, files, {"main.py": text.format("import d.e\n", "d.e.F")}, runs="import main", beside=BESIDE)
    said = "main.py:2: error left-alone…it is not known where b is imported"
    leaves_alone(
        MOVE, {**files, "app/db.py": "try:\n    from a import b\nexcept ImportError:\n    pass\n"}, says=[said]
    )


def test_the_bare_name_is_imported_once() -> None:
    moved(
        "import a.b\nfrom a.b import C, Z\ndef f(d): return a.b.C.new\nprint(f(1), C.new)\n",
        "import a.b\nfrom a.b import Z\nfrom d.e import F\ndef f(d): return F.new\nprint(f(1), F.new)\n",
    )


def test_the_bare_name_and_the_module_are_imported_behind_one_statement() -> None:
    moved(
        "import a.b\ndef f(d): return a.b.C.new\ndef g(): return a.b.C.new\nprint(f(1), g())\n",
        "import a.b\nimport d.e\nfrom d.e import F\ndef f(d): return F.new\ndef g(): return d.e.F.new\nprint(f(1), g())\n",
    )
    moved(
        "import a.b; x = 1\ndef f(d): return a.b.C.new\nprint(f(1), a.b.C.new)\n",
        "import a.b; import d.e; from d.e import F; x = 1\ndef f(d): return F.new\nprint(f(1), d.e.F.new)\n",
    )


def test_a_function_that_imports_another_part_of_the_new_package_in_a_branch_takes_the_bare_name() -> None:
    text = (
        "import a.b\n{}def f(x):\n    if x:\n        import d.x\n        return d.x\n    return {}.new\nprint(f(0))\n"
    )
    moved(text.format("", "a.b.C"), text.format("from d.e import F\n", "F"))
    assert "d is imported in the function, too" in applied(MOVE, {"main.py": text.format("F = 1\n", "a.b.C")}).said
    text = "import a.b\n{}def f():\n    import d\n    def g(): return {}.new\n    return g()\nprint(f())\n"
    moved(text.format("", "a.b.C"), text.format("import d.e\n", "d.e.F"))


@pytest.mark.parametrize(
    "program",
    [
        "def f(x, urlencode): return urllib.parse.urlencode(x)",
        "def f(x): return urlencode(urllib.parse.urlencode(x))",
        "from other import *\nurllib.parse.urlencode({})",
        "match 1:\n    case urllib.parse.urlencode: pass",
        "urllib.parse.urlencode, x = 1, 2",
        "urllib.parse.urlencode = print",
        "for urllib.parse.urlencode in []: pass",
        "with open('x') as urllib.parse.urlencode: pass",
        "del urllib.parse.urlencode",
        "urllib.parse.urlencode({})\nmock.patch.object(urllib.parse, 'urlencode')",
        "urllib.parse.urlencode({})\nmock.patch('main.urllib.parse.urlencode')",
        "urllib.parse.urlencode({})\nmock.patch(\n    'main.urllib.parse.urlencode',\n)",
    ],
)
def test_the_path_stays_where_the_bare_name_is_not_free_or_is_replaced(program: str) -> None:
    result = applied(SIX, {"main.py": f"from six.moves import urllib\nfrom unittest import mock\n{program}\n"})
    assert "import urlencode" not in result.text("main.py")
    assert "urllib is bound in line 1, so urllib.parse cannot be imported here" in result.said


def test_the_path_stays_where_the_bare_name_would_come_from_a_module_of_the_project() -> None:
    files = {"d/__init__.py": "", "d/e.py": "class F: ...\n", "main.py": "import a.b\ndef f(d): return a.b.C\nd = 1\n"}
    leaves_alone(MOVE, files, says=["main.py:2…d is bound in line 2, so d.e cannot be imported here"])


def test_a_type_that_nothing_in_the_file_binds_is_no_matter_where_the_name_stays() -> None:
    text = "from a.b import C, Other\ndef f(x: 'Mapped[\"C\"]') -> C: ...\n"
    result = applied(SAME_NAME, {"main.py": text, "other.py": "import a.b\nx: Mapped['C']\n"})
    assert "other.py" not in result.said


# A place that is no module


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("datetime.timezone.utc", "datetime.timezone is no module but a type"),
        ("unittest.TestCase.fail", "unittest.TestCase is no module but a type"),
        ("app.m.K.attribute", "app.m is no package (app/m.py)"),
    ],
)
def test_a_member_of_a_class_is_no_place_to_import_from(target: str, why: str) -> None:
    files = {"app/__init__.py": "", "app/m.py": "class K: attribute = 1\n", "main.py": "from a.b import C\nprint(C)\n"}
    refused(rename("a.b:C", target), files, why)


def test_a_name_that_a_module_of_the_project_only_hands_on_is_not_passed_over_without_a_word() -> None:
    files = {"app/__init__.py": "", "app/m.py": "from a.b import C\n", "main.py": "from app.m import C\n"}
    refused(rename("app.m:C", "d.e.F"), files, "app.m:C is a.b.C, imported from outside", "take it out there, then run")
    leaves_alone(
        rename("app.m:C", "a.b.C"), files, says=["warning done…app.m:C is a.b.C already, which app/m.py imports"]
    )
    check(rename("app.m:C", "a.b.C"), {**files, "app/m.py": "x = 1\n"}, {"main.py": "from a.b import C\n"})


def test_a_name_that_a_module_of_the_project_does_not_have_is_refused() -> None:
    files = {
        "app/__init__.py": "",
        "app/m.py": "from .n import *\ndef other(): ...\n",
        "app/n.py": "D = 1\n",
        "main.py": "from a.b import C\n",
    }
    refused(rename("a.b:C", "app.m.C"), files, "app/m.py has no C", "write it there first")
    for there in ("class C: ...\n", "from json import loads as C\n", "from a.b import *\n", "if x:\n    C = 1\n"):
        result = applied(rename("a.b:C", "app.m.C"), {**files, "app/m.py": there})
        assert result.text("main.py") == "from app.m import C\n"


@pytest.mark.parametrize("target", ["datetime.UTC", "os.path.join", "collections.abc.Sized", "string.new.F", "app.n.F"])
def test_what_may_be_a_module_is_taken_for_one(target: str) -> None:
    module, _, name = target.rpartition(".")
    result = applied(rename("a.b:C", target), {"app/__init__.py": "", "main.py": "from a.b import C\nprint(C)\n"})
    assert result.text("main.py") == f"from {module} import {name}\nprint({name})\n"


# An import in a function makes its first word the function's own

MOCK = rename("mock:patch", "unittest.mock.patch")


def test_an_import_in_a_function_hides_no_name_from_outside() -> None:
    check(
        MOCK,
        {
            "main.py": """
                import unittest

                class T(unittest.TestCase):
                    def test(self):
                        with self.assertRaises(unittest.SkipTest):
                            import mock
                            mock.patch("x")
                """
        },
        {
            "main.py": """
                import unittest

                class T(unittest.TestCase):
                    def test(self):
                        with self.assertRaises(unittest.SkipTest):
                            import mock
                            from unittest.mock import patch
                            patch("x")
                """
        },
    )


@pytest.mark.parametrize(
    "body",
    [
        "    print(unittest)\n    import mock\n    mock.patch\n",
        "    import mock\n    mock.patch\n    print(unittest)\n",
        "    def g(): return unittest\n    import mock\n    mock.patch\n",
    ],
)
def test_a_path_stays_where_its_import_would_hide_a_name_from_outside(body: str) -> None:
    result = applied(MOCK, {"main.py": f"import unittest\npatch = 1\ndef f():\n{body}"})
    assert "unittest.mock" not in result.text("main.py")
    assert "is from outside the function, where unittest.mock cannot be imported" in result.said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "    import mock\n    import unittest.mock\n    unittest.mock.patch\n"),
        (
            "",
            "    import unittest\n    unittest.x\n    import mock\n    import unittest.mock\n    unittest.mock.patch\n",
        ),
        ("import unittest\n", "    import mock\n    import unittest.mock\n    unittest.mock.patch\n"),
    ],
)
def test_an_import_in_a_function_that_hides_nothing_is_made(before: str, after: str) -> None:
    text = f"{before}def f():\n{after}"
    check(
        MOCK,
        {"main.py": text.replace("    import unittest.mock\n", "").replace("unittest.mock.p", "mock.p")},
        {"main.py": text},
    )


@pytest.mark.parametrize(
    "program",
    [
        "def setup():\n    global mock\n    import mock\ndef test(): mock.patch\n",
        "def f():\n    def g():\n        nonlocal mock\n        import mock\n    mock = None\n    g()\n    mock.patch\n",
    ],
)
def test_no_import_is_put_beside_one_that_binds_a_name_of_another_block(program: str) -> None:
    result = applied(MOCK, {"main.py": program})
    assert result.text("main.py") == program
    assert "patch left alone" in result.said


def test_an_import_of_the_block_itself_is_the_one_to_stand_beside() -> None:
    text = "def setup():\n    global mock\n    import mock\nimport mock\n{}def test(): {}mock.patch\n"
    check(MOCK, {"main.py": text.format("", "")}, {"main.py": text.format("import unittest.mock\n", "unittest.")})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (  # each branch has its own
            "def f(x):\n    if x:\n        import mock\n        mock.patch\n    else:\n        import mock\n        mock.patch\n",
            (
                "def f(x):\n    if x:\n        import mock\n        import unittest.mock\n        unittest.mock.patch\n"
                "    else:\n        import mock\n        import unittest.mock\n        unittest.mock.patch\n"
            ),
        ),
        (  # the one that always runs
            "if x:\n    import mock\nimport mock\ndef f(): mock.patch\n",
            "if x:\n    import mock\nimport mock\nimport unittest.mock\ndef f(): unittest.mock.patch\n",
        ),
        ("if x:\n    import mock\nelse:\n    import mock\nmock.patch\n",) * 2,
        ("def f():\n    if x: import mock\n    if y: import mock\n    mock.patch\n",) * 2,
    ],
)
def test_of_several_imports_the_one_that_has_run_gets_the_new_one_beside_it(before: str, after: str) -> None:
    result = applied(MOCK, {"main.py": before})
    assert result.text("main.py") == after
    assert ("it is not known where mock is imported" in result.said) == (before == after)


def test_of_several_imports_in_one_branch_any_is_the_one_to_stand_beside() -> None:
    text = "try:\n    import a.b\n{}    import a.x\nexcept ImportError:\n    pass\nprint({}.new)\n"
    moved(text.format("", "a.b.C"), text.format("    import d.e\n", "d.e.F"), runs="")


def test_what_a_star_import_brought_until_it_is_bound_anew_is_imported_beside_it() -> None:
    before = "from old.m import *\nx = Client()\nclass Client(Client): ...\nClient()\nfrom new.more import *\n"
    after = before.replace("x = ", "from new.m import Client\nx = ")
    files = {
        "old/__init__.py": "", "old/m.py": "class Other: ...\n",
        "new/__init__.py": "", "new/m.py": "class Client: ...\n", "new/more.py": "x = 1\n",
        "use.py": before,
    }  # fmt: skip
    check(rename("old.m:Client", "new.m.Client"), files, {"use.py": after})


def test_where_the_name_stays_a_star_import_below_the_one_that_brought_it_goes_on_to_win() -> None:
    text = "from a.b import *\n{}from math import *\nfrom other import *\nprint(C.new)\n"
    check(SAME_NAME, {"main.py": text.format("")}, {"main.py": text.format("from d.e import C\n")})


STARRED = {
    "local.py": "from lib import *\ndef f():\n    New = 1\n    return Old, New\n",
    "bound.py": "from lib import *\nNew = 1\nOld()\n",
    "plain.py": "from lib import *\nOld()\n",
    "text.py": "from lib import *\ndef g(x: 'Old'): ...\n",
    "user.py": "from plain import Old\nfrom local import Other\n",
}


@pytest.mark.parametrize("move", [MOVE, SAME_NAME])
@pytest.mark.parametrize("seen", ["", "class D(C): ...\n"])
def test_star_imports_that_go_round_bring_what_the_project_defines(seen: str, move: Rename) -> None:
    files = {
        "app/__init__.py": "from app.core import *\nfrom app.debug import *\n__all__ = ['C']\n",
        "app/core.py": "from a import b\nclass C(b.C): ...\n",
        "app/debug.py": f"from app import *\n{seen}",
    }
    after = f"from a import b\nimport d.e\nclass C({move.to}): ...\n"
    assert check(move, files, {"app/core.py": after}).said == ""


def test_what_a_star_import_from_outside_brought_keeps_its_name_where_the_new_one_clashes() -> None:
    after = {
        "local.py": STARRED["local.py"].replace("*\n", "*\nfrom ext import New as Old\n"),
        "bound.py": STARRED["bound.py"].replace("*\n", "*\nfrom ext import New as Old\n"),
        "plain.py": "from lib import *\nfrom ext import New\nNew()\n",
        "text.py": "from lib import *\nfrom ext import New\ndef g(x: 'New'): ...\n",
        "user.py": "from plain import New\nfrom local import Other\n",
    }
    says = ("local.py:1…New is a local name here", "bound.py:1…New is bound here already")
    check(rename("lib:Old", "ext.New"), STARRED, after, says=says)


def test_a_star_import_from_outside_whose_new_name_clashes_is_refused_where_nothing_moves() -> None:
    refused(rename("lib:Old", "New"), {"local.py": STARRED["local.py"]}, "local.py:1: a star import", "local.py:3")
    check(rename("lib:Old", "New"), {"plain.py": STARRED["plain.py"]}, {"plain.py": "from lib import *\nNew()\n"})


@pytest.mark.parametrize(
    "use", ["from app.m import Old, X\nclass K(Old): ...\n", "import app.m\nclass K(app.m.Old): ...\n"]
)
def test_an_import_that_closes_a_circle_while_the_modules_are_loaded_is_told(use: str) -> None:
    files: Before = {"app/m.py": "X = 1\n", "app/n.py": "from app.v import K\nclass Old: ...\n", "app/v.py": use}
    said = applied(rename("app.m:Old", "app.n.Old"), files).said
    assert "app/v.py:1: warning cycle" in said and "app.v -> app.n -> app.v" in said


@pytest.mark.parametrize(
    "home", ["def f():\n    from app.v import K\n", "if TYPE_CHECKING:\n    from app.v import K\n"]
)
@pytest.mark.parametrize("use", ["from app.m import Old, X\n", "import app.m\napp.m.Old\n"])
def test_an_import_that_closes_none_is_not(home: str, use: str) -> None:
    files: Before = {"app/m.py": "X = 1\n", "app/n.py": f"{home}class Old: ...\n", "app/v.py": use}
    assert "cycle" not in applied(rename("app.m:Old", "app.n.Old"), files).said


def test_an_import_within_a_function_closes_none() -> None:
    use = "def K():\n    from app.m import Old\n    return Old\n"
    files: Before = {"app/m.py": "X = 1\n", "app/n.py": "from app.v import K\nclass Old: ...\n", "app/v.py": use}
    assert "cycle" not in applied(rename("app.m:Old", "app.n.Old"), files).said


def test_a_move_to_another_path_of_the_symbol_is_refused_with_the_command_for_that() -> None:
    files = {"app/__init__.py": "", "app/m.py": "class Old: ...\n", "app/api.py": "from app.m import Old\n"}
    for target in ("app.m:Old", "app.api:Old"):
        source = "app.api:Old" if target == "app.m:Old" else "app.m:Old"
        refused(rename(source, target), files, "are one symbol, which app/m.py:1 defines", "canonize collapse")


def test_an_import_of_the_new_module_below_a_path_does_not_serve_it() -> None:
    check(
        rename("old:Old", "new:Old"),
        {"old.py": "", "new.py": "Old = 1\n", "use.py": "import old\nprint(old.Old)\nimport new\nprint(old.Old)\n"},
        {"use.py": "import old\nimport new\nprint(new.Old)\nimport new\nprint(new.Old)\n"},
    )


@pytest.mark.parametrize(
    "others", [("app/tools/custom/d.py",), ("app/tools/__init__.py", "app/tools/custom/__init__.py")]
)
def test_a_module_that_went_out_of_a_folder_with_others_leads_to_the_new_one(others: tuple[str, ...]) -> None:
    """By its path with dots alone, which names no module any more."""
    new = {"app/__init__.py": "", "app/impl/c.py": "class Old: ...\n", **dict.fromkeys(others, "")}
    use = "from app.{0}.c import Old\n"
    check(
        rename("app.tools.custom.c.Old", "app.impl.c.Old"),
        {**new, "use.py": use.format("tools.custom")},
        {"use.py": use.format("impl")},
    )
    refused(rename("app.tools.custom.c.Old", "New"), new, "no ", "app.tools.custom.c")
    attribute = {**new, "app/impl/c.py": "class Old:\n    def run(self): ...\n"}
    refused(rename("app.impl.c.Old.run", "New"), attribute, "is an attribute of Old")


@pytest.mark.parametrize("package", [{"app/__init__.py": ""}, {"app/n.py": ""}])
def test_what_a_file_had_that_is_a_folder_now_is_sent_into_it(package: dict[str, str]) -> None:
    files = {**package, "app/log/loggers.py": "def old(): ...\n"}
    before = {
        "a.py": "from app.log import old\n",
        "b.py": "import app.log\napp.log.old()\n",
        "c.py": "from app import log\nlog.old()\n",
    }
    after = {
        "a.py": "from app.log.loggers import old\n",
        "b.py": "import app.log\nimport app.log.loggers\napp.log.loggers.old()\n",
        "c.py": "from app import log\nimport app.log.loggers\napp.log.loggers.old()\n",
    }
    check(rename("app.log.old", "app.log.loggers.old"), {**files, **before}, after)
