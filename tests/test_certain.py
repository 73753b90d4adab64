"""Whether a name is bound in every way through a block, or whenever a place is come to."""

from __future__ import annotations

import pytest

from canonize.codemods.meaning.certain import is_bound_at, is_surely_bound, stand_apart
from examples import named


@pytest.mark.parametrize(
    "text",
    [
        "if A:\n    x = 1\nelse:\n    x = 2\n",
        "if A:\n    x = 1\nelse:\n    raise E\n",
        "if (x := A): pass\n",
        "try:\n    x = 1\nexcept E:\n    x = 2\n",
        "try:\n    x = 1\nexcept E:\n    raise\n",
        "try:\n    x = 1\nfinally:\n    pass\n",
        "try:\n    pass\nexcept E:\n    pass\nfinally:\n    x = 1\n",
        "with A as x: pass\n",
        "class A:\n    global x\n    x = 1\n",
        "def f(a=(x := 1)): pass\n",
        "(x := 1) and A\n",
        "@(x := A)\ndef f(): pass\n",
    ],
)
def test_a_name_that_every_way_binds_is_surely_bound(text: str) -> None:
    found = named(text, "x")
    assert is_surely_bound(found, found.own)


@pytest.mark.parametrize(
    "text",
    [
        "if A:\n    x = 1\n",
        "if A:\n    x = 1\nelse:\n    y = 2\n",
        "if A:\n    x = 1\nelif B:\n    x = 2\n",
        "try:\n    x = 1\nexcept E:\n    pass\n",
        "try:\n    pass\nexcept E:\n    x = 2\n",
        "with A:\n    x = 1\n",
        "def f():\n    global x\n    x = 1\n",
        "class A:\n    if B:\n        global x\n        x = 1\n",
        "while A:\n    x = 1\n",
        "for x in A: pass\n",
        "A and (x := 1)\n",
        "[x := 1 for _ in A]\n",
        "assert (x := 1)\n",
        "x = 1\ndel x\n",
        "x: int\n",
        "x: int\nif A:\n    x = 1\n",
    ],
)
def test_a_name_that_some_way_does_not_bind_is_not(text: str) -> None:
    found = named(text, "x")
    assert not is_surely_bound(found, found.own)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("x = 1\nprint(x)\n", True),
        ("print(x)\nx = 1\n", False),
        ("def f(): print(x)\nx = 1\n", True),
        ("if A:\n    x = 1\n    print(x)\n", True),
        ("if A:\n    x = 1\nprint(x)\n", False),
        ("if A:\n    x = 1\nelse:\n    print(x)\n", False),
        ("while (x := A):\n    print(x)\n", True),
        ("for x in A:\n    print(x)\n", True),
        ("for x in A: pass\nelse:\n    print(x)\n", False),
        ("x: int\nprint(x)\n", False),
    ],
)
def test_a_place_comes_behind_a_binding_or_not(text: str, bound: bool) -> None:
    found = named(text, "x")
    use = next(each for each in found.occurrences if each.role == "use")
    assert is_bound_at(use, found.own) is bound


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("if A:\n    x\nelse:\n    x\n", True),
        ("if A:\n    if B:\n        x\nelif C:\n    x\n", True),
        ("if A:\n    x\nx\n", False),
        ("if A:\n    x\n    x\n", False),
        ("try:\n    x\nexcept E:\n    x\n", True),
        ("try: pass\nexcept E:\n    x\nexcept F:\n    x\n", True),
        ("try:\n    x\nexcept E: pass\nelse:\n    x\n", False),
        ("try:\n    x\nfinally:\n    x\n", False),
        ("try: pass\nexcept E:\n    x\nfinally:\n    x\n", False),
        ("match A:\n    case 1:\n        x\n    case 2:\n        x\n", True),
        ("for _ in A:\n    x\nelse:\n    x\n", False),
    ],
)
def test_two_statements_stand_in_arms_of_which_one_alone_is_run_or_not(text: str, apart: bool) -> None:
    one, other = (each.enclosing("expression_statement") for each in named(text, "x").occurrences)
    assert one is not None and other is not None
    assert stand_apart(one, other) is apart
    assert stand_apart(other, one) is apart
