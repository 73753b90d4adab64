"""`bowler:` runs Bowler's queries in memory, in a process that may hang or die, and proves what they answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import becomes, check_steps, planned, recipe_of, said

from canonize.codemods.errors import CanonizeError, Refused
from examples import files_after

SCRIPT = "  - bowler: {script: refactor.py, every-file: true, timeout: 3s}\n"


def scripted(text: str, files: dict[str, str | bytes], wanted: dict[str, str | bytes], folder: Path) -> str:
    """What the plan says, after the script has turned `files` into `wanted`."""
    return said(check_steps(SCRIPT, files, wanted, folder, {"refactor": text}))


# -- the shapes in which public scripts use Bowler ------------------------------------------------------------------

HEAD = "import sys\nfrom bowler import Query, TOKEN, SYMBOL\nfrom fissix.fixer_util import Call, Name, Leaf\n"
SHAPES = {
    "a chain that writes": 'Query(".").select_function("old").rename("new").write()',
    "a chain that diffs": 'Query().select_function("old").rename("new").diff()',
    "a chain that prompts": 'Query().select_function("old").rename("new").idiff()',
    "a chain that is silent": 'Query().select_function("old").rename("new").execute(silent=True, write=False)',
    "the words of the command line": 'Query(sys.argv[1:]).select_function("old").rename("new").execute(write=True)',
    "a list of paths": 'Query(["m.py", "n.py"]).select_function("old").rename("new").write()',
    "a function that is called as a program": (
        'def main():\n    q = Query().select_function("old").rename("new")\n    q.execute(interactive=True)\n\n'
        'if __name__ == "__main__":\n    main()\n    sys.exit(0)'
    ),
    "the query's own return code": 'q = Query().select_function("old").rename("new")\nq.write()\nsys.exit(q.retcode)',
    "a query that is only made": 'query = Query().select_function("old").rename("new")',
    "queries in a list": 'queries = [Query().select_function("old").rename("x"), Query().select_function("x").rename("new")]',
    "two that follow each other": (
        'Query().select_function("old").rename("between").write()\n'
        'Query().select_function("between").rename("new").write()'
    ),
    "a callback that edits leaves": (
        "def edit(node, capture, filename):\n    for leaf in node.leaves():\n"
        '        if leaf.value == "old":\n            leaf.value = "new"\n            leaf.changed()\n\n'
        "Query().select_root().modify(edit).write()"
    ),
    "a callback that replaces a node": (
        "def edit(node, capture, filename):\n    capture['name'].replace(Name('new', prefix=capture['name'].prefix))\n\n"
        "Query().select(\"power< name='old' trailer< '(' any* ')' > >\").modify(edit).write()"
    ),
    "a filter as code in a string": (
        'Query().select_function("old").filter("filename.endswith(\'m.py\')").rename("new").write()'
    ),
    "a filter as a function": (
        "Query().select_function('old').filter(lambda node, capture, filename: True).rename('new').write()"
    ),
    "is_call": 'Query().select_function("old").is_call().rename("new").write()',
    "a file name": 'Query().select_function("old").is_filename(include=r"m\\.py$").rename("new").write()',
    "a matcher of file names": (
        'Query(filename_matcher=lambda name: name == "m.py").select_function("old").rename("new").write()'
    ),
    "select_var": 'Query().select_var("old").rename("new").write()',
    "facts of a first query for a second": (
        "seen = set()\ndef collect(node, capture, filename):\n    seen.add(capture['function_name'].value)\n\n"
        'Query().select_function("old").modify(collect).execute(write=False)\n'
        "for name in sorted(seen):\n    Query().select_function(name).rename('new').write()"
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_script_runs_as_it_would_under_bowler(shape: str, tmp_path: Path) -> None:
    scripted(HEAD + SHAPES[shape], {"m.py": "x = old(1)  # kept\n"}, {"m.py": "x = new(1)  # kept\n"}, tmp_path)


def test_a_script_with_everything_that_can_be_selected(tmp_path: Path) -> None:
    script = HEAD + (
        'Query().select_class("Old").rename("New").write()\n'
        'Query().select_method("go").in_class("New").rename("run").write()\n'
        'Query().select_attribute("size").rename("length").write()\n'
        'Query().select_module("a.b").rename("a.c").write()\n'
    )
    before = "import a.b\n\nclass Old(Base):\n    def go(self, a):\n        self.size = 1\n"
    wanted = "import a.c\n\nclass New(Base):\n    def run(self, a):\n        self.length = 1\n"
    scripted(script, {"m.py": before}, {"m.py": wanted}, tmp_path)


def test_arguments_are_added_where_bowler_can(tmp_path: Path) -> None:
    script = HEAD + 'Query().select_function("f").add_argument("deep", "False").write()\n'
    told = scripted(script, {"m.py": "def f(a):\n    pass\n"}, {"m.py": "def f(a, deep=False):\n    pass\n"}, tmp_path)
    assert "warning unsettled m.py:1" in told


ARGUED = (
    HEAD
    + """
import argparse

flags = {}

def edit(node, capture, filename):
    if flags["deep"]:
        capture["function_name"].value = flags["to"]
        capture["function_name"].changed()

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--deep", action="store_true")
    parser.add_argument("--to")
    parser.add_argument("paths", nargs="+")
    words = parser.parse_args()
    flags.update(deep=words.deep, to=words.to)
    Query(*words.paths).select_function("old").is_call().modify(callback=edit).execute(write=words.deep, interactive=False)

main()
"""
)


def test_a_script_gets_the_words_that_it_asks_for(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"app/m.py": "old(1)\n", "lib/m.py": "old(1)\n", "n.py": "old(1)\n"}
    wanted: dict[str, str | bytes] = {"app/m.py": "new(1)\n", "lib/m.py": "new(1)\n"}
    step = SCRIPT.replace("}", ", args: [--deep, --to, new, app, ./lib]}")
    assert not said(check_steps(step, files, wanted, tmp_path, {"refactor": ARGUED}))
    with pytest.raises(Refused, match=r"SystemExit: 2 \(refactor\.py:19\)"):
        planned(recipe_of(SCRIPT, tmp_path, refactor=ARGUED), files)


MORE_SHAPES = {
    "modules in one chain": (
        'Query(["."]).select_module("a.b").rename("a.x").select_module("c").rename("d.e").diff(interactive=True)',
        "from a.b import f\nimport c\nimport a.b\n",
        "from a.x import f\nimport d.e\nimport a.x\n",
    ),
    "a pattern of a decorator, with typed callbacks": (
        """\
from bowler.types import LN, Capture, Filename

def mine(node: LN, capture: Capture, filename: Filename) -> bool:
    return capture['name'].value in ('old', 'older')

def edit(node: LN, capture: Capture, filename: Filename) -> None:
    capture['name'].replace(Name('new'))

Query().select("decorator< '@' name=NAME any* >").filter(mine).modify(edit).execute(interactive=False, write=True)
""",
        "@old\ndef f(): ...\n@kept\ndef g(): ...\n@older(1)\ndef h(): ...\n",
        "@new\ndef f(): ...\n@kept\ndef g(): ...\n@new(1)\ndef h(): ...\n",
    ),
    "an assertion of unittest by way of a wrapped callback and an import": (
        """\
from functools import wraps
from fissix.fixer_util import touch_import
from fissix.pygram import python_symbols as syms
from bowler.types import Leaf, Node

def once(f):
    @wraps(f)
    def inner(node, capture, arguments):
        return f(node, capture, arguments)
    return inner

@once
def edit(node, capture, filename):
    args = [each for each in capture['args'].children if each.type != TOKEN.COMMA]
    for each in args:
        each.prefix = ' '
        each.remove()
    touch_import(None, 'pytest', node)
    node.replace(Node(syms.assert_stmt, [Leaf(TOKEN.NAME, 'assert'), args[0], Leaf(TOKEN.EQEQUAL, '==', prefix=' '), args[1]], prefix=node.prefix))

Query().select("power< 'self' trailer< '.' 'assertEqual' > trailer< '(' args=any ')' > >").modify(callback=edit).execute()
""",
        "import os\n\nclass T(C):\n    def test(self):\n        self.assertEqual(f(1), 2)\n",
        "import os\nimport pytest\n\nclass T(C):\n    def test(self):\n        assert f(1) == 2\n",
    ),
    "queries made in a loop by a function": (
        """\
def query(old, new):
    return Query('.').select_function(old).rename(new).execute(interactive=False, write=False, silent=True)

for pair in [('a', 'b'), ('c', 'd')]:
    query(*pair)
""",
        "a(1)\nc(2)\n",
        "b(1)\nd(2)\n",
    ),
    "a method of one class by its calls": (
        'Query().select_method("run").is_call().rename("go").execute()',
        "x.run()\nrun()\n",
        "x.go()\nrun()\n",
    ),
    "classes that inherit": (
        'Query().select_subclass("Base").modify(lambda node, capture, filename: capture["class_name"].replace(Name("New", prefix=" "))).write()',
        "class Old(Base):\n    pass\nclass Other(C):\n    pass\n",
        "class New(Base):\n    pass\nclass Other(C):\n    pass\n",
    ),
    "a fixer of lib2to3": (
        """\
from fissix.fixer_base import BaseFix

class Fix(BaseFix):
    PATTERN = "name='old'"
    def transform(self, node, results):
        return Name('new', prefix=node.prefix)

Query().fixer(Fix).write()
""",
        "x = old\n",
        "",
    ),
    "an argument that gets another name": (
        'Query(".").select_function("f").modify_argument("b", "c").diff()',
        "def f(a, b=1):\n    pass\nf(1, b=2)\n",
        "def f(a, c=1):\n    pass\nf(1, c=2)\n",
    ),
    "an import of names, rebuilt": (
        """\
from fissix.fixer_util import FromImport, Comma

def edit(node, capture, filename):
    names = [leaf.value for leaf in capture['names'] if leaf.type == TOKEN.NAME]
    kept = [each for each in names if each != 'old'] + ['new']
    leaves = []
    for each in kept:
        leaves += [Name(each, prefix=' '), Comma()]
    node.replace(FromImport('lib', leaves[:-1]))

Query().select("import_from< 'from' 'lib' 'import' (import_as_names< names=any* >) >").modify(edit).write()
""",
        "from lib import a, old\n",
        "from lib import a, new\n",
    ),
}


@pytest.mark.parametrize("shape", MORE_SHAPES)
def test_a_script_of_a_shape_seen_in_public_does_what_it_does_there(shape: str, tmp_path: Path) -> None:
    script, before, wanted = MORE_SHAPES[shape]
    scripted(HEAD + script, {"m.py": before}, {"m.py": wanted} if wanted else {}, tmp_path)


def test_hunks_that_the_script_rejects_are_left_out(tmp_path: Path) -> None:
    script = HEAD + (
        "def accept(filename, hunk):\n    return not any('keep' in line for line in hunk)\n\n"
        'Query().select_function("old").rename("new").process(accept).write()\n'
    )
    gap = "a = 1\n" * 10
    before, wanted = f"old(1)\n{gap}old(keep)\n{gap}old(3)", f"new(1)\n{gap}old(keep)\n{gap}new(3)"
    scripted(script, {"m.py": before}, {"m.py": wanted}, tmp_path)


def test_a_query_for_one_folder_leaves_the_others_alone(tmp_path: Path) -> None:
    script = HEAD + 'Query("./app").select_function("old").rename("new").write()\n'
    files: dict[str, str | bytes] = {"app/m.py": "old()\n", "application/m.py": "old()\n", "n.py": "old()\n"}
    scripted(script, files, {"app/m.py": "new()\n"}, tmp_path)


# -- bytes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [b"old()\r\nx = 1\r\n", b"old()", b"\xef\xbb\xbfold()\n", b"\xef\xbb\xbfold()", b"# coding: latin-1\nold('\xe9')\n",
     b"old()\r\nx = 1", b"\told()\n".replace(b"\t", b"if 1:\n\t"), b"x = '\x0c'\nold()\n", b"old()\n\n\n"],
)  # fmt: skip
def test_every_other_byte_stays(raw: bytes, tmp_path: Path) -> None:
    recipe = recipe_of("  - bowler: {select: {function: old}, modify: {rename: new}}\n", tmp_path)
    done = planned(recipe, {"m.py": raw})
    assert files_after({"m.py": raw}, done)["m.py"] == raw.replace(b"old", b"new"), said(done)


# -- what goes wrong ------------------------------------------------------------------------------------------------

UNKNOWN = {
    "match": "match x:\n    case 1:\n        old()\n",
    "posonly": "def old(a, /): ...\n",
    "except_star": "try:\n    old()\nexcept* E:\n    pass\n",
    "generics": "def old[T](a: T) -> T: ...\n",
    "quotes": "x = f\"{old('a')!r:{'>'}10} {d[\"k\"]}\"\n",
    "type_alias": "type A = old\n",
    "with_parentheses": "with (old() as a, b as c):\n    pass\n",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_bowler_cannot_parse_is_listed_and_the_rest_is_done(name: str, tmp_path: Path) -> None:
    recipe = recipe_of("  - bowler: {select: {function: old}, modify: {rename: new}}\n", tmp_path)
    files = {"new_syntax.py": UNKNOWN[name], "z.py": "old()\n"}
    done = planned(recipe, files)
    becomes(done, files, {"z.py": "new()\n"})
    assert "error unparsable new_syntax.py:" in said(done)
    assert done.failed


FAULTS = (
    HEAD
    + """
import os, time

class Odd(Exception):
    def __init__(self, a, b):  # cannot be pickled: Bowler itself would hang on it
        super().__init__(a)

from bowler.types import RetryFile

def edit(node, capture, filename):
    match filename:
        case "raises.py": raise ValueError("not this")
        case "odd.py": raise Odd(1, 2)
        case "retries.py": raise RetryFile
        case "exits.py": sys.exit(3)
        case "hangs.py": time.sleep(60)
        case "dies.py": os._exit(7)

Query().select_function("old").modify(edit).rename("new").write()
"""
)


def test_whatever_a_callback_does_to_one_file_the_others_are_done(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"{name}.py": "old()\n" for name in ("raises", "odd", "retries", "exits", "hangs", "dies", "z")
    }
    told = scripted(FAULTS, files, {"z.py": "new()\n"}, tmp_path)
    assert "error engine-failed raises.py:1: ValueError: not this (refactor.py:" in told
    assert "error engine-failed odd.py:1: Odd: 1" in told
    assert "error engine-failed retries.py:1: the query asks to try the file again" in told
    assert "error engine-failed exits.py:1: SystemExit: 3" in told
    assert "error engine-failed hangs.py:1: it took longer than 3 s, and was stopped" in told
    assert "error engine-failed dies.py:1: its process died with exit code 7" in told


@pytest.mark.parametrize(
    ("script", "needle"),
    [
        ("x = 1\n", "neither executes a Query nor leaves one in a variable"),
        ("import sys; sys.exit(2)\n", "SystemExit: 2 (refactor.py:1)"),
        ("raise RuntimeError('no\\nway')\n", "RuntimeError: no way (refactor.py:1)"),
        ("from bowler import Query\nQuery('/').select_root().modify(lambda *a: None).write()\n", "must be below the repository's top"),
        ("from bowler import Query\nQuery('..').select_root().modify(lambda *a: None).write()\n", "must be below the repository's top"),
        ("from bowler import Query\nQuery().select('power<').modify(lambda *a: None).write()\n", "refactor.py:2"),
        ("from bowler import Query\nQuery().select_function('f').remove_argument('b').write()\n", "requires passing original function (refactor.py:2)"),
        ("import os; os.abort()\n", "its process died by SIGABRT"),
        ("input()\n", "EOFError"),
        ("x = (\n", "SyntaxError"),
    ],
)  # fmt: skip
def test_a_script_that_cannot_be_run_is_one_clear_refusal(script: str, needle: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"bowler refactor\.py cannot be run") as caught:
        planned(recipe_of(SCRIPT, tmp_path, refactor=script), {"m.py": "old()\n"})
    assert needle in caught.value.title
    assert "\n" not in caught.value.title


def test_a_script_that_hangs_before_its_first_file_is_stopped_after_the_step_s_own_time(tmp_path: Path) -> None:
    script = "import time\ntime.sleep(50)\n" + HEAD + SHAPES["a chain that writes"]
    with pytest.raises(Refused, match=r"bowler refactor\.py cannot be run: it took longer than 3 s, and was stopped"):
        planned(recipe_of(SCRIPT, tmp_path, refactor=script), {"m.py": "old()\n"})


def test_a_callback_that_hangs_while_it_is_imported_is_stopped_after_the_step_s_own_time(tmp_path: Path) -> None:
    step = "  - bowler: {select: {function: old}, modify: {callback: 'calls.py:edit'}, timeout: 2s}\n"
    with pytest.raises(Refused, match=r"cannot be run: it took longer than 2 s, and was stopped"):
        planned(recipe_of(step, tmp_path, calls="import time\ntime.sleep(50)\n"), {"m.py": "old()\n"})


def test_a_script_writes_nothing_where_it_runs(tmp_path: Path) -> None:
    script = HEAD + "import os\nassert not os.listdir('.')\n" + SHAPES["a chain that writes"]
    scripted(script, {"m.py": "old()\n"}, {"m.py": "new()\n"}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["refactor.py"]


def test_a_rename_that_leaves_imports_behind_is_told(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "p/__init__.py": "",
        "p/m.py": "def old(): ...\n",
        "p/u.py": "from .m import (old)\nold()\n",
    }
    done = planned(recipe_of("  - bowler: {select: {function: old}, modify: {rename: new}}\n", tmp_path), files)
    assert "broken-import p/u.py:1: the import of old would find nothing" in said(done) or not done.failed


def test_a_name_that_the_file_itself_still_uses_or_exports_is_told(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "m.py": "__all__ = ['old']\ndef old(): ...\nx = old\n\n@old\ndef g(old): return old\nold(1)\n",
        "star.py": "from z import *\ndef old(): ...\nx = old\n",
        "inner.py": "def f():\n    def old(): ...\n    return old\n",
        "unbound.py": "old(1)\nx = old\n",
        "fine.py": "def old(): ...\nold(1)\n",
    }
    recipe = recipe_of("  - bowler: {select: {function: old}, modify: {rename: new}}\n", tmp_path)
    told = [line.split(": ")[0] for line in said(planned(recipe, files)).splitlines() if "broken-name" in line]
    places = ["inner.py:3", "m.py:1", "m.py:3", "m.py:5"]
    assert sorted(told) == [*(f"error broken-name {each}" for each in places), "warning broken-name star.py:3"]


def test_an_attribute_of_a_module_that_would_find_nothing_is_told(tmp_path: Path) -> None:
    files = {"p/__init__.py": "", "p/m.py": "def old(): ...\n", "t.py": "from p import m\nx.old()\nm.old()\n"}
    done = planned(recipe_of("  - bowler: {select: {function: old}, modify: {rename: new}}\n", tmp_path), files)
    assert "error broken-import t.py:3: m.old would find nothing" in said(done)
    assert said(done).count("broken-import") == 1


# -- queries in the recipe ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "before", "wanted"),
    [
        ("{select: {function: old}, modify: {rename: new}}", "def old(): ...\nold()\nx.old()\n", "def new(): ...\nnew()\nx.old()\n"),
        ("{select: {function: old}, filters: [is-call], modify: {rename: new}}", "def old(): ...\nold()\n", "def old(): ...\nnew()\n"),
        ("{select: {function: old}, filters: [is-def], modify: {rename: new}}", "def old(): ...\nold()\n", "def new(): ...\nold()\n"),
        ("{select: {method: old}, filters: [{in-class: A}], modify: {rename: new}}",
         "class A:\n    def old(self, a): ...\nclass B:\n    def old(self, a): ...\nclass C(A):\n    def old(self, a): ...\n",
         "class A:\n    def new(self, a): ...\nclass B:\n    def old(self, a): ...\nclass C(A):\n    def new(self, a): ...\n"),
        ("{select: {method: old}, filters: [{in-class-itself: A}], modify: {rename: new}}",
         "class A:\n    def old(self, a): ...\nclass C(A):\n    def old(self, a): ...\n",
         "class A:\n    def new(self, a): ...\nclass C(A):\n    def old(self, a): ...\n"),
        ("{select: {attribute: old}, modify: {rename: new}}", "x.old = 1\n", "x.new = 1\n"),
        ("{select: {class: Old}, modify: {rename: New}}", "class Old(A):\n    pass\nOld()\n", "class New(A):\n    pass\nNew()\n"),
        ("{select: {module: a.b}, modify: {rename: a.c}}", "from a.b import x\n", "from a.c import x\n"),
        ("{select: {var: old}, modify: {rename: new}}", "old = 1\n", "new = 1\n"),
        ("{select: {function: old}, filters: [{is-filename: 'm[.]py$'}], modify: {rename: new}}", "old()\n", "new()\n"),
        ("{select: {function: old}, filters: [{is-not-filename: 'm[.]py$'}], modify: {rename: new}}", "old()\n", "old()\n"),
        ("{select: {pattern: \"power< 'f' trailer< '(' any ')' > >\"}, mentions: [f], modify: {callback: 'cb.py:wrap'}}", "f(x)\n", "g(x)\n"),
        ("{select: {root: true}, every-file: true, modify: {callback: 'cb.py:first'}}", "f(x)\n", "g(x)\n"),
        ("{select: {function: old}, filters: [{callback: 'cb.py:never'}], modify: {rename: new}}", "old()\n", "old()\n"),
    ],
)  # fmt: skip
def test_a_query_written_in_the_recipe(step: str, before: str, wanted: str, tmp_path: Path) -> None:
    callbacks = """
from fissix.fixer_util import Name
def wrap(node, capture, filename):
    node.children[0].replace(Name("g"))
def first(node, capture, filename):
    for leaf in node.leaves():
        if leaf.value == "f":
            leaf.replace(Name("g"))
def never(node, capture, filename):
    return False
"""
    check_steps(f"  - bowler: {step}\n", {"m.py": before}, {"m.py": wanted}, tmp_path, {"cb": callbacks})


def test_without_mentions_only_files_with_the_selected_name_are_looked_at(tmp_path: Path) -> None:
    files = {"m.py": "old()\n", "n.py": "match x:\n    case 1: pass\n"}
    done = check_steps(
        "  - bowler: {select: {function: old}, modify: {rename: new}}\n", files, {"m.py": "new()\n"}, tmp_path
    )
    assert not done.diagnostics


@pytest.mark.parametrize(
    ("step", "needle"),
    [
        ("{}", "which files"),
        ("{every-file: true}", "a script or a query"),
        ("{script: r.py, select: {function: f}, every-file: true}", "a script or a query"),
        ("{script: r.py, filters: [is-call], every-file: true}", "belong to a query"),
        ("{script: ../r.py, every-file: true}", "leaves the repository"),
        ("{script: r.sh, every-file: true}", "a .py file"),
        ("{select: {function: f}, args: [x], modify: {rename: x}}", "args are for a script"),
        ("{script: r.py, every-file: true}", "no such file beside the recipe"),
        ("{select: {}, modify: {rename: x}}", "a query selects one thing"),
        ("{select: {function: f, class: C}, modify: {rename: x}}", "a query selects one thing"),
        ("{select: {function: \"f' any*\"}, modify: {rename: x}}", "not a dotted name"),
        ("{select: {function: f}}", "the query changes nothing"),
        ("{select: {function: f}, modify: {}}", "the query changes nothing"),
        ("{select: {function: f}, modify: {rename: 'x y'}}", "not a dotted name"),
        ("{select: {function: f}, modify: {callback: 'os.system'}}", "not a function beside the recipe"),
        ("{select: {function: f}, modify: {add-argument: x}}", 'no key named "add-argument"'),
        ("{select: {function: f}, filters: [is-odd], modify: {rename: x}}", "not a filter"),
        ("{select: {function: f}, filters: [in-class], modify: {rename: x}}", "the filter in-class takes one value"),
        ("{select: {function: f}, filters: [{is-filename: '('}], modify: {rename: x}}", "not a regular expression"),
        ("{select: {root: true}, modify: {rename: x}}", "which files"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told_before_anything_runs(step: str, needle: str, tmp_path: Path) -> None:
    with pytest.raises(CanonizeError, match=needle):
        recipe_of(f"  - bowler: {step}\n", tmp_path)


def test_a_script_and_a_callback_are_code_and_a_plain_query_is_none(tmp_path: Path) -> None:
    query = "  - bowler: {select: {function: old}, modify: {rename: new}}\n"
    called = "  - bowler: {select: {function: old}, modify: {callback: 'refactor.py:edit'}}\n"
    assert recipe_of(query, tmp_path).loads == ()
    assert recipe_of(SCRIPT, tmp_path, refactor="x = 1\n").loads == ("bowler-1: refactor.py (Bowler)",)
    assert recipe_of(called, tmp_path).loads == ("bowler-1: refactor.py:edit (Bowler)",)
