"""The order in which a block binds one name: which bindings replace others, and which a use can see.

Bindings and uses of `Old` are named by their lines.
"""

from __future__ import annotations

from time import process_time

import pytest

from canonize.codemods.meaning.flow import (
    follows_cleanly,
    may_see_outer,
    order,
    reads_global,
    sees_outer,
)
from canonize.codemods.meaning.scopes import Names, Occurrence
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import check, named, rename


def line(names: Names, each: Occurrence) -> int:
    return names.parsed.source.line(each.start)


def groups(code: str) -> list[list[int]]:
    """The generations of the bindings in the module."""
    names = named(code)
    return [[line(names, each) for each in group] for group in order(names, names.module).groups]


def seen(code: str) -> dict[int, int | None]:
    """For each use of the module's name, by its line: the place of the generation that it sees."""
    names = named(code)
    known = order(names, names.module)
    uses = [each for each in names.occurrences if each.role == "use" and each.home == names.module]
    return {line(names, each): known.seen_by(each) for each in uses}


# -- generations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from a import Old\nfrom b import Old", [[1], [2]]),
        ("from a import Old\nclass Old(Old): b", [[1], [2]]),
        ("from a import Old\nOld = b(Old)", [[1], [2]]),
        ("def Old(): a\ndef Old(): b\ndef Old(): c", [[1], [2], [3]]),
        ("from a import Old\nwith b:\n    Old = 1", [[1], [3]]),
        ("from a import Old\nb = (Old := 1)", [[1], [2]]),
        ("if a:\n    from b import Old\n    Old = c(Old)", [[2], [3]]),
        ("match a:\n    case b:\n        from c import Old\n        Old = d(Old)", [[3], [4]]),
        ("match a:\n    case [Old]:\n        Old = b(Old)", [[2], [3]]),
        ("match (Old := a):\n    case b: c\nOld = d", [[1], [3]]),
    ],
)
def test_a_binding_that_always_runs_replaces_those_before(code: str, expected: list[list[int]]) -> None:
    assert groups(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("try:\n    from a import Old\nexcept ImportError:\n    from b import Old", [[2, 4]]),
        ("try:\n    from a import Old\nexcept ImportError:\n    Old = None", [[2, 4]]),
        ("if a:\n    from b import Old\nelse:\n    from c import Old", [[2, 4]]),
        ("if a:\n    Old = 1\nelif b:\n    Old = 2", [[2, 4]]),
        ("from a import Old\nif b:\n    from c import Old", [[1, 3]]),
        ("from a import Old\nfor Old in b: c", [[1, 2]]),
        ("from a import Old\nwhile b:\n    Old = c", [[1, 3]]),
        ("from a import Old\nwith suppress(ImportError):\n    from b import Old", [[1, 3]]),
        ("from a import Old\nwith contextlib.suppress(b), c as d:\n    from b import Old", [[1, 3]]),
        ("Old = 1\nOld += 1", [[1, 2]]),
        ("Old: int\nOld = 1", [[1, 2]]),
        ("Old = 1\nOld: int", [[1, 2]]),
        ("from a import Old\nb = c and (Old := 1)", [[1, 2]]),
        ("from a import Old\nb = (Old := 1) if c else d", [[1, 2]]),
        ("from a import Old\nmatch b:\n    case Old: c", [[1, 3]]),
        ("match a:\n    case 1:\n        from b import Old\n    case _:\n        Old = None", [[3, 5]]),
        ("match a:\n    case [Old]: b\n    case {'c': Old}: b", [[2, 3]]),
        ("from a import Old\ntry:\n    b\nexcept c as Old:\n    d", [[1, 4]]),
        ("from a import Old\ndef f():\n    global Old\n    Old = 1", [[1, 4]]),
    ],
)
def test_bindings_of_which_either_may_run_are_one_generation(code: str, expected: list[list[int]]) -> None:
    assert groups(code) == expected


# -- which generation a use sees ----------------------------------------------------------------------------------


def test_a_use_sees_the_generation_before_it() -> None:
    code = """\
        from a import Old
        Old
        from b import Old
        Old
        """
    assert seen(code) == {2: 0, 4: 1}


def test_a_base_and_a_right_side_see_what_was_there_before() -> None:
    assert seen("from a import Old\nclass Old(Old):\n    b = Old\nOld") == {2: 0, 3: 0, 4: 1}
    assert seen("from a import Old\nOld = b(Old)\nOld") == {2: 0, 3: 1}


def test_a_function_sees_the_last_generation_when_it_stands_behind_it() -> None:
    assert seen("from a import Old\nfrom b import Old\ndef f(): Old") == {3: 1}


def test_it_is_open_what_a_function_between_two_generations_sees() -> None:
    assert seen("from a import Old\ndef f(): Old\nfrom b import Old") == {2: None}


def test_an_annotation_or_default_of_a_function_is_evaluated_where_it_stands() -> None:
    assert seen("from a import Old\ndef f(b: Old = Old): c\nfrom b import Old") == {2: 0}


def test_it_is_open_what_a_use_in_a_loop_sees_that_binds_the_name_later() -> None:
    code = """\
        for a in b:
            from c import Old
            Old
            from d import Old
        """
    assert seen(code) in ({3: None}, {3: 0})
    assert seen("from a import Old\nOld\nwhile b:\n    Old\n    Old = 1") == {2: 0, 4: 0}


def test_a_use_before_all_bindings_sees_none() -> None:
    assert seen("Old\nOld = 1\nOld = 2") == {1: None}


def test_one_generation_is_seen_from_everywhere() -> None:
    assert seen("Old\ndef f(): Old\nOld = 1\nOld") == {1: 0, 2: 0, 4: 0}


def test_it_is_open_what_a_class_in_a_function_between_two_generations_sees() -> None:
    names = named("from a import Old\ndef f():\n    class A:\n        Old = Old\nfrom b import Old")
    use = next(each for each in names.occurrences if each.role == "use")
    assert sees_outer(use, names)
    assert order(names, names.module).seen_by(use) is None


def test_a_name_that_is_bound_a_thousand_times_is_ordered_once() -> None:
    files = {
        "app/m.py": "class Old: ...",
        "app/u.py": "from app.m import Old\n" + "".join(f"Old = f(Old, {place})\n" for place in range(2000)),
    }
    after = files["app/u.py"].replace("import Old", "import New").replace("f(Old, 0)", "f(New, 0)")
    start = process_time()
    check(rename("app.m:Old", "New"), files, {"app/m.py": "class New: ...", "app/u.py": after})
    assert process_time() - start < 5  # 0.7 s on a quiet machine


def test_the_time_for_a_place_does_not_grow_with_the_file() -> None:
    files = {"app/m.py": b"class Old: ...\n", "app/u.py": b"from app.m import Old\n" + b"register(Old)\n" * 40_000}
    start = process_time()
    assert set(plan(one_step("rename", rename("app.m:Old", "New")), InMemory(files)).changes.changes) == set(files)
    assert process_time() - start < 12  # 2 s on a quiet machine; a square would take 25


# -- class bodies -------------------------------------------------------------------------------------------------


def in_class(code: str) -> list[tuple[str, bool, bool, bool]]:
    """For each place in a class body: its role, and whether it sees, may see, or can read what is outside."""
    names = named(code)
    found: list[tuple[str, bool, bool, bool]] = []
    for each in names.occurrences:
        if each.home is not None and each.home.kind == "class":
            sees = each.role == "use" and sees_outer(each, names)
            found.append((each.role, sees, may_see_outer(each, names), reads_global(each, names)))
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Old = Old", [("bind", False, False, False), ("use", True, False, True)]),
        ("a = Old; Old = 1", [("use", True, False, True), ("bind", False, False, False)]),
        ("Old = 1; a = Old", [("bind", False, False, False), ("use", False, False, False)]),
        ("Old: Old = 1", [("bind", False, False, False), ("use", True, False, True)]),
        ("Old += 1", [("bind", False, True, True)]),
        ("Old = 1; Old += 1", [("bind", False, False, False), ("bind", False, False, False)]),
    ],
)  # fmt: skip
def test_a_class_body_reads_the_global_until_it_binds_the_name(
    body: str, expected: list[tuple[str, bool, bool, bool]]
) -> None:
    assert in_class(f"class A: {body}") == expected


def test_it_is_open_what_a_class_body_reads_behind_a_binding_that_may_not_have_run() -> None:
    code = """\
        class A:
            if a:
                Old = 1
            b = Old
        """
    assert in_class(code)[1] == ("use", False, True, True)


def test_a_class_body_reads_the_global_past_the_function_around_it() -> None:
    code = """\
        def f(Old):
            class A:
                a = Old
                Old = 1
        """
    assert in_class(code)[0] == ("use", True, False, True)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Old", [True]),
        ("def f(): Old", [True]),
        ("def f(Old): Old", [False, False]),
        ("Old = 1", [False]),
        ("a.Old", [False]),
        ("class A:\n    def f(self): Old", [True]),
    ],
)
def test_what_reads_the_global(code: str, expected: list[bool]) -> None:
    names = named(code)
    assert [reads_global(each, names) for each in names.occurrences] == expected


# -- what was there before the first binding ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "Old = 1\nOld",
        "Old = 1\ndef f(): Old",
        "from a import Old",
        "class Old(a): b",
        "Old\nOld = 1\nOld",
        "for a in b: Old\nOld = 1",
        "class Old(Old): a",
    ],
)
def test_the_first_binding_replaces_what_was_there_before(code: str) -> None:
    names = named(code)
    assert follows_cleanly(names.own, names)


@pytest.mark.parametrize(
    "code",
    [
        "Old += 1",
        "if a: Old = 1",
        "def f():\n    global Old\n    Old = 1",
        "del Old\nOld = 1",
        "def f(): Old\nOld = 1",
        "Old = Old",
        "Old = [*Old, 1]",
        "(Old := Old)",
        "class Old(Old):\n    def f(self): Old",
    ],
)
def test_the_first_binding_does_not_hide_what_was_there_before(code: str) -> None:
    names = named(code)
    assert not follows_cleanly(names.own, names)
