"""`rewrite:` replaces code by its structure; names are held to what they mean, and imports follow."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from time import process_time
from types import MappingProxyType

import pytest
from engines import becomes, check_steps, planned, recipe_of, said

from canonize.codemods.errors import CanonizeError, Refused
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipefiles.recipefile import parse
from canonize.codemods.repo.files import InMemory
from examples import files_after, tree

pytest.importorskip("ast_grep_py", reason="an extra: pip install 'canonize[rewrite]'")

MANAGER = "Z = 1\nclass WebSocketManager:\n    @classmethod\n    def get_instance(cls, *a): ...\n"
APP = {
    "app/__init__.py": "",
    "app/core/__init__.py": "",
    "app/core/manager.py": MANAGER,
    "app/core/ws.py": "def get_manager(*a): ...\n",
}
STEP = """\
  - rewrite:
      pattern: WebSocketManager.get_instance($$$ARGS)
      replace: get_manager($$$ARGS)
      add-import: app.core.ws:get_manager
      drop-import: auto
      where: {resolves: {WebSocketManager: "app.core.manager:WebSocketManager"}}
"""


def plain(pattern: str, replace: str, before: str, wanted: str, more: str = "") -> str:
    """What the plan says, after the pattern has turned the one file `before` into `wanted`."""
    step = f"  - rewrite: {{pattern: {json.dumps(pattern)}, replace: {json.dumps(replace)}, every-file: true{more}}}\n"
    return said(check_steps(step, {"m.py": before}, {"m.py": wanted}))


def app(before: str, wanted: str, step: str = STEP) -> str:
    """As `plain`, for app/u.py beside the application."""
    files = {**APP, "app/u.py": before}
    return said(check_steps(step, files, {"app/u.py": wanted}))


# -- structure ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "replace", "before", "wanted"),
    [
        ("old($X)", "new($X)", "old(1)\nold(1, 2)\nx.old(1)\n", "new(1)\nold(1, 2)\nx.old(1)\n"),
        ("old($$$A)", "new($$$A)", "old()\nold( 1,  2 )\n", "new()\nnew(1,  2)\n"),
        ("old($$$A)", "new(x, $$$A)", "old()\nold(1)\n", "new(x)\nnew(x, 1)\n"),
        ("old($$$A)", "new($$$A, x=1)", "old()\nold(1,)\n", "new(x=1)\nnew(1, x=1)\n"),
        ("old($X)", "new($X)", "old(old(1))\n", "new(new(1))\n"),
        ("old($X)", "new($X)", "y = [old(old(old(z))) for z in old(w)]\n", "y = [new(new(new(z))) for z in new(w)]\n"),
        ("assertEquals($A, $B)", "assert $A == $B", "assertEquals(a, b)\n", "assert a == b\n"),
        ("$A == None", "$A is None", "if x == None: pass\n", "if x is None: pass\n"),
        ("$A.get($K) or $D", "$A.get($K, $D)", "x = d.get('k') or 1\n", "x = d.get('k', 1)\n"),
        ("old($X)", "new($X)", "x = 'old(1)'  # old(1)\n", "x = 'old(1)'  # old(1)\n"),
        ("old($X)", "new($X)", "x = f'{old(1)}'\n", "x = f'{new(1)}'\n"),
        ("x = $V", "y: int = $V", "if a:\n    x = 1\n", "if a:\n    y: int = 1\n"),
        ("drop($$$A)", "", "if a:\n    b\n    drop(1)  \n    c\n", "if a:\n    b\n    c\n"),
        ("run($X)", "with a:\n    go($X)", "if b:\n    run(1)\n", "if b:\n    with a:\n        go(1)\n"),
    ],
)  # fmt: skip
def test_a_pattern_is_replaced_where_its_structure_is(pattern: str, replace: str, before: str, wanted: str) -> None:
    plain(pattern, replace, before, wanted)


@pytest.mark.parametrize(
    ("pattern", "replace", "before", "wanted"),
    [
        ("add($A, $B)", "$A + $B", "x = add(1, 2) * 3\n", "x = (1 + 2) * 3\n"),
        ("add($A, $B)", "$A + $B", "x = add(1, 2)\n", "x = 1 + 2\n"),
        ("mul($A, $B)", "$A * $B", "x = mul(a + b, c)\n", "x = (a + b) * c\n"),
        ("mul($A, $B)", "$A * $B", "x = mul(a, b)\n", "x = a * b\n"),
        ("neg($A)", "not $A", "x = neg(a) == b\n", "x = (not a) == b\n"),
        ("neg($A)", "not $A", "x = neg(a or b)\n", "x = not (a or b)\n"),
        ("get($A)", "$A.value", "x = get(a if b else c)\n", "x = (a if b else c).value\n"),
        ("get($A)", "$A.value", "x = get(await a)\n", "x = (await a).value\n"),
        ("pow2($A)", "$A ** 2", "x = pow2(-a)\n", "x = (-a) ** 2\n"),
        ("either($A, $B)", "$A or $B", "x = f(*either(a, b), c and either(d, e))\n", "x = f(*a or b, c and (d or e))\n"),
        ("later($X)", "lambda: $X", "f = later(a), b\n", "f = lambda: a, b\n"),
    ],
)  # fmt: skip
def test_parentheses_keep_together_what_belongs_together(pattern: str, replace: str, before: str, wanted: str) -> None:
    ast.parse(wanted)
    plain(pattern, replace, before, wanted)


def test_comments_that_are_taken_along_stay() -> None:
    before = "old(\n    1,  # one\n    2,  # two\n)\nold(  # why\n    1)\n"
    plain("old($$$A)", "new($$$A)", before, "new(1,  # one\n    2,  # two\n)\nnew(  # why\n    1)\n")


def test_a_place_with_a_comment_that_would_be_lost_is_left_alone() -> None:
    before = "pair(\n    a,  # first\n    b,\n)\n"
    told = plain("pair($A, $B)", "$A, $B", before, before)
    assert "warning left-alone m.py:1: the comment '# first' in it would be lost" in told


@pytest.mark.parametrize(
    ("pattern", "replace", "text", "lost"),
    [
        ("assert $A", "check($A)", "assert a, 'message'\n", "assert , 'message'"),
        ("raise $E", "fail($E)", "def f():\n    raise E from e\n", "raise from e"),
        ("if $A:\n    $B", "when($A, $B)", "if a:\n    b\nelse:\n    c\n", "if : else: c"),
        ("import $X", "load($X)", "import a, b\n", "import , b"),
        ("$X == None", "$X is None", "x = a == None == b\n", "== None == b"),
        ("class $C: pass", "make($C)", "class A:\n    pass\n    x = 1\n", "class : pass x = 1"),
        ("x: $T", "y: $T", "x: int = 1\n", "x: = 1"),
        ("for $X in $Y:\n    $B", "loop($Y)", "async def f():\n    async for x in y:\n        z\n", "async for in :"),
    ],
)
def test_what_a_pattern_does_not_name_is_not_lost(pattern: str, replace: str, text: str, lost: str) -> None:
    told = plain(pattern, replace, text, text)
    assert f"what the pattern does not name, in {lost!r}, would be lost" in told
    assert "unsettled" not in told


@pytest.mark.parametrize(
    ("pattern", "replace", "before", "wanted"),
    [
        ("old($A)", "new($A)", "old(1,)\nold (\n    2  \\\n    , )\n", "new(1)\nnew(2)\n"),
        ("$A == $A", "same($A)", "x = a.b == a.b\n", "x = same(a.b)\n"),
        ("f($$$A, k=$B)", "g($$$A, $B)", "f(1, 2, k=3)\n", "g(1, 2, 3)\n"),
    ],
)
def test_what_is_the_same_but_for_its_layout_is_no_loss(pattern: str, replace: str, before: str, wanted: str) -> None:
    plain(pattern, replace, before, wanted)


def test_no_line_is_left_deeper_than_its_block_though_this_python_does_not_read_the_file() -> None:
    before = "def f():\n    x(1)\nz = f'{1 !q}'\n"
    told = plain("x($A)", "x($A)\n  y($A)", before, before)
    assert "the file would not parse after it" in told


@pytest.mark.parametrize(
    ("pattern", "replace", "before"),
    [
        ("def $F(): $$$B", "def $F():\n    with lock:\n        $$$B", "def f():\n    a()\n    return 1\n"),
        ("class $C(Base): $$$B", "class $C(New): $$$B", "class A(Base):\n    x = 1\n    y = 2\n"),
        ("if DEBUG: $$$B", "$$$B", "def f():\n    if DEBUG:\n        for x in y:\n            x()\n"),
        (
            "with $A as $X:\n    $$$B",
            "$X = $A\n$$$B",
            "def f():\n    with a as b:\n        c\n        if d:\n            e\n",
        ),
    ],
)
def test_statements_that_would_stand_at_another_depth_are_left(pattern: str, replace: str, before: str) -> None:
    assert "the lines of its block would stand at another depth" in plain(pattern, replace, before, before)


def test_statements_that_keep_their_depth_or_have_one_line_follow() -> None:
    pattern, replace = "with $A as $B: $$$C", "with new($A) as $B:\n    $$$C"
    before = "with a as b:\n    x(\n1)\n    y()\ndef f():\n    with a as b: z()\n"
    wanted = "with new(a) as b:\n    x(\n1)\n    y()\ndef f():\n    with new(a) as b:\n        z()\n"
    plain(pattern, replace, before, wanted)
    plain("if DEBUG: $$$B", "$$$B", "if DEBUG:\n    x(\n    1)\n", "x(\n    1)\n")
    pattern, replace = "if not $A: $$$B", "if no($A):\n    $$$B"
    for noted in ("  # why\n    x()\n    y()\n", "\n    # why\n    x()\n    if y: z()\n", "\n    if y:\n        z()\n"):
        plain(pattern, replace, f"if not a:{noted}", "if no(a):\n    " + noted.lstrip())


def test_no_block_is_left_empty() -> None:
    before = "print(1)\nif a:\n    print(2)\nfor x in y: print(3)\nprint(4); z = 1\n"
    told = plain("print($A)", "", before, before.replace("print(1)\n", ""))
    assert told.count("it is all that its block holds") == 2
    told = plain("print($A)", "", "if a:\n    print(1)\n    print(2)\n", "if a:\n    print(1)\n    print(2)\n")
    assert told.count("the file would not parse after it") == 2


def test_a_pattern_that_is_no_whole_code_and_finds_nothing_is_told() -> None:
    assert "found nothing, and is no whole code: old($X" in plain("old($X", "new($X)", "old(1)\n", "old(1)\n")
    for pattern in ("old($X, $$$A)", "class $C: $$$BODY", "def $F($$$A): $$$B", "*$A", "$A = $B", "return $X"):
        assert "no whole code" not in plain(pattern, "new()", "x\n", "x\n"), pattern


def test_what_would_not_parse_is_left_and_told() -> None:
    told = plain("old($X)", "x = $X", "y = old(1) + 1\nold(2)\n", "y = old(1) + 1\nx = 2\n")
    assert "warning left-alone m.py:1: it would be read as another expression there" in told


@pytest.mark.parametrize(
    "raw",
    [b"x = old(1)\r\ny = 2\r\n", b"\xef\xbb\xbfold(1)", b"# coding: latin-1\nold(1)  # \xe9\n", "é = old('😀')\nold(1)\n".encode(),
     b"a\n\x0c\nold(1)\n", b"a = 1\rold(1)\r"],
)  # fmt: skip
def test_every_other_byte_stays(raw: bytes) -> None:
    step = "  - rewrite: {pattern: old($X), replace: new($X), every-file: true}\n"
    becomes(planned(recipe_of(step), {"m.py": raw}), {"m.py": raw}, {"m.py": raw.replace(b"old", b"new")})


def test_syntax_that_other_engines_do_not_know_is_no_matter() -> None:
    before = (
        "type A[T] = old(1)\nmatch old(2):\n    case [x, *_] if old(3): f'{old('a')}'\ntry: ...\nexcept* old(4): ...\n"
    )
    plain("old($X)", "new($X)", before, before.replace("old", "new"))


# -- rules and conditions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "before", "wanted"),
    [
        (", where: {inside: 'def f(): $$$B'}", "def f():\n    old(1)\ndef g():\n    old(2)\n", "def f():\n    new(1)\ndef g():\n    old(2)\n"),
        (", where: {inside: {kind: class_definition}}", "class A:\n    old(1)\nold(2)\n", "class A:\n    new(1)\nold(2)\n"),
        (", where: {has: 'y'}", "old(x + y)\nold(x)\n", "new(x + y)\nold(x)\n"),
        (", where: {not: 'old(1)'}", "old(1)\nold(2)\n", "old(1)\nnew(2)\n"),
        (", where: {not: {inside: {kind: class_definition, stopBy: end}}}", "class A:\n    old(1)\nold(2)\n", "class A:\n    old(1)\nnew(2)\n"),
        (", constraints: {X: {kind: string}}", "old('a')\nold(1)\n", "new('a')\nold(1)\n"),
        (", constraints: {X: {regex: '^a+$'}}", "old(aa)\nold(ab)\n", "new(aa)\nold(ab)\n"),
        (", exclude: ['m.py']", "old(1)\n", "old(1)\n"),
    ],
)  # fmt: skip
def test_conditions_hold(more: str, before: str, wanted: str) -> None:
    plain("old($X)", "new($X)", before, wanted, more)


def test_a_rule_object_takes_the_place_of_a_pattern() -> None:
    step = "  - rewrite: {rule: {any: [{pattern: old($X)}, {pattern: older($X)}]}, replace: new($X), mentions: [old]}\n"
    check_steps(step, {"m.py": "old(1)\nolder(2)\n"}, {"m.py": "new(1)\nnew(2)\n"})


# -- what names mean ------------------------------------------------------------------------------------------------


def test_the_name_is_followed_however_it_is_spelled() -> None:
    app(
        "from app.core.manager import WebSocketManager as WSM\nx = WSM.get_instance(1)\n",
        "from app.core.ws import get_manager\nx = get_manager(1)\n",
    )
    app(
        "from app.core import manager\nx = manager.WebSocketManager.get_instance(1)\n",
        "from app.core.ws import get_manager\nx = get_manager(1)\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "from other import WebSocketManager\nWebSocketManager.get_instance()\n",
        "class WebSocketManager: ...\nWebSocketManager.get_instance()\n",
        "from app.core import ws as WebSocketManager\nWebSocketManager.get_instance()\n",
        "import json\njson.get_instance()\n",
        "x = 'WebSocketManager.get_instance()'\n",
    ],
)
def test_another_of_that_name_is_left_alone(text: str) -> None:
    assert "left-alone" not in app(text, text)


def test_what_cannot_be_told_is_left_and_listed() -> None:
    text = "def f(WebSocketManager):\n    WebSocketManager.get_instance()\n    self.get_instance()\n"
    told = app(text, text)
    assert told.count("left-alone") == 1
    assert "warning left-alone app/u.py:2: it cannot be told what WebSocketManager is" in told


def test_an_alias_that_is_assigned_is_the_symbol_too_before_a_collapse_as_behind_it() -> None:
    shim = {"app/shim.py": "from app.core.manager import WebSocketManager\nOld = WebSocketManager\n"}
    files = {**APP, **shim, "app/u.py": "from app.shim import Old\nx = Old.get_instance(1)\n"}
    wanted = {"app/u.py": "from app.core.ws import get_manager\nx = get_manager(1)\n"}
    collapse = "  - collapse-aliases: {canonical: 'app.core.manager:WebSocketManager'}\n"
    for steps in (STEP, STEP + collapse, collapse + STEP):
        check_steps(steps, files, wanted)


def test_what_may_be_the_symbol_is_listed_whatever_it_is_called() -> None:
    maybe = "try:\n    from app.core.manager import WebSocketManager as Old\nexcept ImportError:\n    Old = None\n"
    files = {**APP, "app/maybe.py": maybe, "app/u.py": "from app.maybe import Old\nOld.get_instance()\n"}
    told = said(check_steps(STEP, files, {}))
    assert "warning left-alone app/u.py:2: it cannot be told what Old is" in told


def test_a_file_too_deep_for_its_names_to_be_looked_at_is_told_and_the_others_are_done() -> None:
    deep = (
        "from app.core.manager import WebSocketManager\nx = "
        + "[" * 1500
        + "WebSocketManager.get_instance()"
        + "]" * 1500
        + "\n"
    )
    one = "from app.core.manager import WebSocketManager\nx = WebSocketManager.get_instance(1)\n"
    wanted = {"app/u.py": "from app.core.ws import get_manager\nx = get_manager(1)\n"}
    told = said(check_steps(STEP, {**APP, "app/deep.py": deep, "app/u.py": one}, wanted))
    assert "error unparsable app/deep.py:1: it nests deeper than" in told


def test_a_metavariable_is_held_to_a_symbol() -> None:
    step = "  - rewrite: {pattern: $C($X), replace: 'make($C, $X)', every-file: true, where: {resolves: {$C: 'app.core.manager:WebSocketManager'}}}\n"
    app(
        "from app.core.manager import WebSocketManager as W\nW(1)\nprint(1)\n",
        "from app.core.manager import WebSocketManager as W\nmake(W, 1)\nprint(1)\n",
        step,
    )


def test_a_symbol_of_a_library_is_followed_too() -> None:
    step = "  - rewrite: {pattern: get($U), replace: 'client.get($U)', where: {resolves: {get: 'requests:get'}}, add-import: from house import client, drop-import: auto}\n"
    before = "import requests as r\nfrom requests import get as fetch\nr.get(1)\nfetch(2)\nr.post(3)\n"
    wanted = "import requests as r\nfrom house import client\nclient.get(1)\nclient.get(2)\nr.post(3)\n"
    check_steps(step, {"m.py": before}, {"m.py": wanted})


# -- imports --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        # the statement keeps its comments and its other names
        ("from app.core.manager import WebSocketManager, Z  # noqa: X\nWebSocketManager.get_instance()\nZ\n",
         "from app.core.manager import WebSocketManager, Z  # noqa: X\nfrom app.core.ws import get_manager\nget_manager()\nZ\n"),
        ("from app.core.manager import WebSocketManager, Z\nWebSocketManager.get_instance()\nZ\n",
         "from app.core.manager import Z\nfrom app.core.ws import get_manager\nget_manager()\nZ\n"),
        # still used: it stays
        ("from app.core.manager import WebSocketManager\nWebSocketManager.get_instance(WebSocketManager)\n",
         "from app.core.manager import WebSocketManager\nfrom app.core.ws import get_manager\nget_manager(WebSocketManager)\n"),
        ("from app.core.manager import WebSocketManager\n__all__ = ['WebSocketManager']\nWebSocketManager.get_instance()\n",
         "from app.core.manager import WebSocketManager\nfrom app.core.ws import get_manager\n__all__ = ['WebSocketManager']\nget_manager()\n"),
        ("from app.core.manager import WebSocketManager\nx = []  # type: list[WebSocketManager]\nWebSocketManager.get_instance()\n",
         "from app.core.manager import WebSocketManager\nfrom app.core.ws import get_manager\nx = []  # type: list[WebSocketManager]\nget_manager()\n"),
        ("from app.core.manager import WebSocketManager\nx = []  # type: ignore  # of a WebSocketManager\nWebSocketManager.get_instance()\n",
         "from app.core.ws import get_manager\nx = []  # type: ignore  # of a WebSocketManager\nget_manager()\n"),
        # in a function, beside the import that was used
        ("def f():\n    from app.core.manager import WebSocketManager\n    return WebSocketManager.get_instance()\n",
         "def f():\n    from app.core.ws import get_manager\n    return get_manager()\n"),
        # there already
        ("from app.core.manager import WebSocketManager\nfrom app.core.ws import get_manager\nget_manager(WebSocketManager.get_instance())\n",
         "from app.core.ws import get_manager\nget_manager(get_manager())\n"),
        # among others
        ('"""Doc."""\nfrom __future__ import annotations\n\nimport os\nfrom app.core.manager import WebSocketManager\n\nos, WebSocketManager.get_instance()\n',
         '"""Doc."""\nfrom __future__ import annotations\n\nimport os\nfrom app.core.ws import get_manager\n\nos, get_manager()\n'),
        ("if True:\n    from app.core.manager import WebSocketManager\nWebSocketManager.get_instance()\n",
         "if True:\n    from app.core.ws import get_manager\nget_manager()\n"),
        ("import app.core.manager\napp.core.manager.WebSocketManager.get_instance()\n",
         "from app.core.ws import get_manager\nget_manager()\n"),
        # before the first use, not beside the last import that was used
        ("from app.core.manager import WebSocketManager\nWebSocketManager.get_instance()\nimport app.core.manager as m\nm.WebSocketManager.get_instance()\n",
         "from app.core.ws import get_manager\nget_manager()\nget_manager()\n"),
        # there, but not where it is used
        ("from app.core.manager import WebSocketManager\nWebSocketManager.get_instance()\nfrom app.core.ws import get_manager\nget_manager\n",
         "from app.core.ws import get_manager\nget_manager()\nfrom app.core.ws import get_manager\nget_manager\n"),
        ("from app.core.manager import WebSocketManager\nif TYPE_CHECKING:\n    from app.core.ws import get_manager\nWebSocketManager.get_instance()\n",
         "from app.core.ws import get_manager\nif TYPE_CHECKING:\n    from app.core.ws import get_manager\nget_manager()\n"),
    ],
)  # fmt: skip
def test_imports_follow(before: str, wanted: str) -> None:
    app(before, wanted)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("log(1)\n", "from app.core.ws import get_manager\n\nget_manager(1)\n"),
        ('"""Doc."""\n\nlog(1)\n', '"""Doc."""\n\nfrom app.core.ws import get_manager\n\nget_manager(1)\n'),
        ("#!/usr/bin/env python\n# coding: utf-8\nlog(1)\n", "#!/usr/bin/env python\n# coding: utf-8\nfrom app.core.ws import get_manager\n\nget_manager(1)\n"),
        ("from __future__ import annotations\nlog(1)\n", "from __future__ import annotations\nfrom app.core.ws import get_manager\nget_manager(1)\n"),
        ("import os\n\nlog(os)\nimport sys\n", "import os\nfrom app.core.ws import get_manager\n\nget_manager(os)\nimport sys\n"),
        ("log(1)\nimport os\n", "from app.core.ws import get_manager\n\nget_manager(1)\nimport os\n"),
    ],
)  # fmt: skip
def test_a_new_import_stands_at_the_top(before: str, wanted: str) -> None:
    app(
        before,
        wanted,
        "  - rewrite: {pattern: log($X), replace: get_manager($X), add-import: app.core.ws:get_manager}\n",
    )


def test_a_name_that_is_something_else_in_the_file_leaves_it_alone() -> None:
    text = "from app.core.manager import WebSocketManager\nget_manager = 1\nWebSocketManager.get_instance()\n"
    assert "left-alone app/u.py:3: get_manager is something else in this file" in app(text, text)


def test_a_name_that_a_function_hides_leaves_the_file_alone() -> None:
    text = "from app.core.manager import WebSocketManager\ndef f(get_manager):\n    WebSocketManager.get_instance()\n"
    assert "get_manager would be something else where it is used" in app(text, text)


def test_an_import_that_makes_a_cycle_is_not_written() -> None:
    files = {**APP, "app/core/ws.py": "import app.u\ndef get_manager(*a): ...\n"}
    text = "from app.core.manager import WebSocketManager\nWebSocketManager.get_instance()\n"
    done = check_steps(STEP, {**files, "app/u.py": text}, {})
    assert "its import would make a cycle" in said(done)


def test_an_import_that_others_take_from_here_stays() -> None:
    files = {
        **APP,
        "app/v.py": "from app.u import WebSocketManager\n",
        "app/u.py": "from app.core.manager import WebSocketManager\nWebSocketManager.get_instance()\n",
    }
    wanted = {
        "app/u.py": "from app.core.manager import WebSocketManager\nfrom app.core.ws import get_manager\nget_manager()\n"
    }
    check_steps(STEP, files, wanted)


def test_hundreds_of_imports_in_functions_take_no_time() -> None:
    one = "def f{0}():\n    from app.core.{1} import {2}\n    return {3}({0})\n"
    before = "".join(one.format(n, "manager", "WebSocketManager", "WebSocketManager.get_instance") for n in range(600))
    wanted = "".join(one.format(n, "ws", "get_manager", "get_manager") for n in range(600))
    begun = process_time()
    app(before, wanted)
    assert process_time() - begun < 4


def test_the_module_that_defines_the_new_name_does_not_import_itself() -> None:
    before = (
        "from app.core.manager import WebSocketManager\ndef get_manager(*a): ...\nWebSocketManager.get_instance()\n"
    )
    files = {**APP, "app/core/ws.py": before}
    check_steps(STEP, files, {"app/core/ws.py": "def get_manager(*a): ...\nget_manager()\n"})


def test_an_import_of_what_is_not_there_is_not_written() -> None:
    files = {**APP, "app/u.py": "from app.core.manager import WebSocketManager\nWebSocketManager.get_instance()\n"}
    done = check_steps(
        STEP.replace("ws:get_manager", "ws:get_nothing").replace("get_manager(", "get_nothing("), files, {}
    )
    assert "error unproven app/u.py" in said(done)


# -- what cannot be meant -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "needle"),
    [
        ("{replace: x}", "a pattern or a rule"),
        ("{pattern: f($X), rule: {kind: call}, replace: x}", "a pattern or a rule"),
        ("{pattern: f($X), replace: g($Y)}", r"\$Y is not in the pattern"),
        ("{pattern: $X, replace: g($X)}", "which files"),
        ("{pattern: f($X), replace: x, where: {resolves: {g: 'a:b'}}}", "g is not in the pattern"),
        ("{pattern: f($X), replace: x, where: {resolves: {$Y: 'a:b'}}}", r"\$Y is not in the pattern"),
        ("{pattern: f($X), replace: x, where: {resolves: {f: b}}}", "lacks its module"),
        ("{pattern: f($X), replace: x, add-import: 'from a import *'}", "not an import"),
        ("{pattern: f($X), replace: x, add-import: 'import os; x'}", "not an import"),
        ("{pattern: f($X), replace: x, drop-import: all}", "takes auto or none"),
    ],
)
def test_what_cannot_be_meant_is_told_at_once(step: str, needle: str) -> None:
    with pytest.raises(CanonizeError, match=needle):
        recipe_of(f"  - rewrite: {step}\n")


@pytest.mark.parametrize("rule", ["{kind: no_such_kind}", "{patern: x}", "{pattern: 'f($X) g'}", "{regex: '('}"])
def test_a_rule_that_ast_grep_does_not_take_is_one_clear_line(rule: str) -> None:
    recipe = recipe_of(f"  - rewrite: {{rule: {rule}, replace: x, every-file: true}}\n")
    with pytest.raises(Refused, match="not a rule of ast-grep") as caught:
        planned(recipe, {"m.py": "f(1)\n"})
    assert "\n" not in caught.value.title
    assert "backtrace" not in caught.value.title.lower()


def test_a_rewrite_that_finds_itself_again_is_told_of() -> None:
    assert "warning unsettled m.py:1" in plain("f($X)", "f($X + 1)", "f(1)\n", "f(1 + 1)\n")


def test_a_rewrite_is_no_code_that_needs_trust() -> None:
    assert recipe_of(STEP).loads == ()


# -- notebooks ------------------------------------------------------------------------------------------------------


def book(*cells: object, kind: str = "code", **metadata: object) -> str:
    made = [{"cell_type": kind, "metadata": {}, "outputs": [], "source": each} for each in cells]
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def in_notebook(step: str, before: str, wanted: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """What the plan says, after the step has turned the one notebook into another, of which the JSON is the same."""
    return said(check_steps(step, {**more, "n.ipynb": before}, {"n.ipynb": wanted}))


MENTIONED = "  - rewrite: {pattern: f($$$A), replace: g($$$A), mentions: [f]}\n"


def test_cells_of_a_notebook_are_rewritten_and_all_else_in_it_stays() -> None:
    cells = ["f(1)\n", "x = 'é \"q\"'\n", "f(\n", "    2,  # two\n", ")"]
    done = ["g(1)\n", cells[1], "g(2,  # two\n", ")"]
    assert not in_notebook(MENTIONED, book(cells, "y = f('f(1)')"), book(done, "y = g('f(1)')"))
    assert not in_notebook(MENTIONED, book("".join(cells)), book("".join(done)))
    assert not in_notebook(MENTIONED, book(["f(1)"], kind="markdown"), book(["f(1)"], kind="markdown"))
    julia = {"language_info": {"name": "julia"}}
    assert not in_notebook(MENTIONED, book(["f(1)"], **julia), book(["f(1)"], **julia))


def test_imports_of_a_notebook_follow_in_the_cell_that_had_them() -> None:
    before = book(
        ["import os\n", "from app.core.manager import WebSocketManager as M"], ["%time x\n", "M.get_instance(1)\n"]
    )
    wanted = book(["import os\n", "from app.core.ws import get_manager"], ["%time x\n", "get_manager(1)\n"])
    assert not in_notebook(STEP, before, wanted, APP)
    before = book(["from app.core.manager import WebSocketManager as M, Z\n", "Z"], ["M.get_instance(1)"])
    wanted = book(
        ["from app.core.manager import Z\n", "from app.core.ws import get_manager\n", "Z"], ["get_manager(1)"]
    )
    assert not in_notebook(STEP, before, wanted, APP)


def test_a_statement_that_goes_takes_its_line_in_the_cell_along() -> None:
    step = "  - rewrite: {pattern: f($$$A), replace: '', mentions: [f]}\n"
    assert not in_notebook(step, book(["a\n", "f(1)\n", "b"], "c"), book(["a\n", "", "b"], "c"))
    assert not in_notebook(step, book(["a\n", "f(1)"], "c"), book(["a\n", ""], "c"))
    assert not in_notebook(step, book("f(1)", "c"), book("", "c"))


def test_what_a_rewrite_cannot_do_in_a_notebook_is_listed_and_left() -> None:
    two = book(["f(\n"], ["1)"])
    assert "left-alone n.ipynb" in in_notebook(MENTIONED, two, two)
    magic = book(["f(1)\n", "!echo f\n"], ["f(\n"], ["f(2)"])
    told = in_notebook(MENTIONED, magic, book(["g(1)\n", "!echo f\n"], ["f(\n"], ["g(2)"]))
    assert told.count("f stands in a magic, or in a cell that does not parse") == 2
    body = "  - rewrite: {pattern: 'with f(): $$$B', replace: 'with g(): $$$B', mentions: [f]}\n"
    around = book(["with f():\n", "    x\n", "    !ls\n", "    y"])
    assert "a magic stands in it" in in_notebook(body, around, around)
    every = "  - rewrite: {pattern: f($$$A), replace: g($$$A), every-file: true}\n"
    assert "warning unparsable n.ipynb" in in_notebook(every, book("f(", "f(1)"), book("f(", "g(1)"))
    assert "error unparsable n.ipynb" in in_notebook(MENTIONED, "{f", "{f")


def test_a_notebook_that_another_engine_cannot_read_is_listed() -> None:
    steps = "  - libcst: {command: convert_format_to_fstring, mentions: [format]}\n"
    before = book("'{}'.format(x)")
    told = in_notebook(steps, before, before)
    assert "info not-edited n.ipynb:1: left alone: a notebook, which the engine of this step cannot read" in told


def test_a_character_that_the_encoding_lacks_leaves_the_file_and_the_others_are_done() -> None:
    step = "  - rewrite: {pattern: f($X), replace: \"g($X, '→')\", mentions: [f]}\n"
    latin = "# coding: latin-1\nf('é')\n".encode("latin-1")
    done = check_steps(step, {"a.py": latin, "b.py": "f(1)\n"}, {"b.py": "g(1, '→')\n"})
    assert "left-alone a.py:2" in said(done)


def test_a_rewrite_of_what_a_later_step_renames_was_made_before() -> None:
    rewrite = "rewrite: {pattern: 'A()', replace: 'A.make()', where: {resolves: {A: 'app.m:A'}}}"
    lines = ["canonize: recipe/1", "name: r", "steps:", f"  - {rewrite}", "  - rename: {from: 'app:A', to: B}"]
    recipe = parse("r.yaml", "\n".join(lines).encode(), {})
    files = tree(
        {"app/__init__.py": "from .m import A\n", "app/m.py": "class A: ...\n", "u.py": "from app import A\nA()\n"}
    )
    done = plan(recipe, InMemory(files))
    after = files_after(files, done)
    assert after["u.py"] == b"from app import B\nB.make()\n"
    again = plan(recipe, InMemory(after))
    assert not again.changes and not again.failed
    assert "made before: app.m:A is called B by now" in [each.message for each in again.diagnostics]


def test_what_is_captured_around_a_match_is_no_part_of_it() -> None:
    more = ', where: {inside: {pattern: "with $X: $B"}}'
    text = "with a:\n    assert b, 'message'\n"
    assert "in \"assert , 'message'\", would be lost" in plain("assert $A", "check($A)", text, text, more)


@pytest.mark.parametrize(
    ("pattern", "replace", "before", "wanted"),
    [
        ("try:\n    $$$B\nexcept:\n    $$$E", "try:\n    $$$B\nexcept Exception:\n    $$$E",
         "def f():\n    try:\n        a\n        b\n    except:\n        c\n        d\n",
         "def f():\n    try:\n        a\n        b\n    except Exception:\n        c\n        d\n"),
        ("old($A)", "new(\n    $A,\n)", 'if a:\n    old("""x\n  y\n""")\n', 'if a:\n    new(\n        """x\n  y\n""",\n    )\n'),
        ("old($A)", "new(\n    $A,\n)", "if a:\n    x = old(a + b) * 2\n", "if a:\n    x = new(\n        a + b,\n    ) * 2\n"),
    ],
)  # fmt: skip
def test_lines_of_a_capture_stay_as_they_are(pattern: str, replace: str, before: str, wanted: str) -> None:
    plain(pattern, replace, before, wanted)
