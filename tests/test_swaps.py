"""Renames that go round, within one recipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pytest

from canonize.codemods.errors import CanonizeError
from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import Recipe, Step
from canonize.codemods.recipefiles.swaps import untangled
from canonize.codemods.renames.rename import Rename
from canonize.codemods.repo.files import InMemory
from examples import files_after, output, rename, tree

FILES = {
    "app/m.py": """
        class A: kind = "a"
        class B: kind = "b"
        class C: kind = "c"
        """,
    "app/views.py": "from app.m import A, B as Bee, C\nimport app.m\nprint(A.kind, Bee.kind, C.kind, app.m.B.kind)\n",
}


def planned(*renames: Rename, files: Mapping[str, str] = FILES) -> Plan:
    steps = tuple(Step(f"rename-{place}", "rename", codemod) for place, codemod in enumerate(renames, 1))
    return plan(Recipe("swap", untangled(steps)), InMemory(tree(files)))


def texts(done: Plan) -> dict[str, bytes]:
    return files_after(tree(FILES), done)


def test_two_names_change_places() -> None:
    done = planned(rename("app.m:A", "B"), rename("app.m.B", "A"))
    after = texts(done)
    assert after["app/m.py"] == tree({"": FILES["app/m.py"]})[""].replace(b"A:", b"_:").replace(b"B:", b"A:").replace(
        b"_:", b"B:"
    )
    assert output(after, "import app.views") == output(FILES, "import app.views") == "a b c b\n"
    assert not done.failed
    assert any("second run" in each.message for each in done.diagnostics)
    assert done.evidence == ("app.m:A (app/m.py:1) -> B", "app.m:B (app/m.py:2) -> A")


def test_three_names_go_round() -> None:
    done = planned(rename("app.m:A", "B"), rename("app.m:B", "C"), rename("app.m:C", "A"))
    assert output(texts(done), "import app.views") == "a b c b\n"
    assert b'class C: kind = "b"' in texts(done)["app/m.py"]


def test_a_swap_by_way_of_a_free_name_is_made_step_by_step() -> None:
    done = planned(rename("app.m:A", "T"), rename("app.m:B", "A"), rename("app.m:T", "B"))
    assert texts(done) == texts(planned(rename("app.m:A", "B"), rename("app.m:B", "A")))
    elsewhere = (rename("lib:A", "T"), rename("lib:B", "A"), rename("lib:T", "B"))
    used = {"app/m.py": "from lib import A, B\n"}
    assert texts(planned(*elsewhere, files=used))["app/m.py"] == b"from lib import B, A\n"


def test_three_names_that_are_all_there_go_round_in_any_order() -> None:
    done = planned(rename("app.m:A", "C"), rename("app.m:B", "A"), rename("app.m:C", "B"))
    assert output(texts(done), "import app.views") == "a b c b\n"
    assert b'class C: kind = "a"' in texts(done)["app/m.py"] and b'class B: kind = "c"' in texts(done)["app/m.py"]


def test_a_chain_into_a_free_place_is_made_step_by_step() -> None:
    done = planned(rename("app.m:B", "D"), rename("app.m:A", "B"))
    assert output(texts(done), "import app.views") == "a b c b\n"
    assert b'class B: kind = "a"' in texts(done)["app/m.py"]


def test_a_chain_of_one_symbol_ends_at_the_last_name() -> None:
    done = planned(rename("app.m:A", "D"), rename("app.m:D", "E"))
    assert b'class E: kind = "a"' in texts(done)["app/m.py"] and b"D" not in texts(done)["app/views.py"]


def test_a_swap_cannot_keep_an_alias() -> None:
    with pytest.raises(CanonizeError, match="cannot keep an alias"):
        planned(rename("app.m:A", "B", keep_alias="plain"), rename("app.m:B", "A"))


def test_a_name_that_is_taken_and_not_freed_is_refused() -> None:
    with pytest.raises(CanonizeError, match="bound here already"):
        planned(rename("app.m:A", "B"))


@pytest.mark.parametrize("other", ["D", "B"])
def test_a_step_that_contradicts_an_earlier_one_names_it(other: str) -> None:
    with pytest.raises(CanonizeError) as caught:
        planned(rename("app.m:A", "E"), rename("app.m.C", "A2"), rename("app.m.A", other))
    assert str(caught.value).startswith("step rename-3: app.m.A was renamed to E by step rename-1")


def test_a_name_that_was_made_anew_can_be_renamed_once_more() -> None:
    after = texts(planned(rename("app.m:A", "E"), rename("app.m:B", "A"), rename("app.m:A", "F")))
    assert after["app/views.py"].startswith(b"from app.m import E, F as Bee, C\n")


def test_the_same_step_twice_is_done_the_second_time() -> None:
    done = planned(rename("app.m:A", "E"), rename("app.m:A", "E"))
    assert not done.failed and [each.edits > 0 for each in done.per_step] == [True, False]


def test_a_symbol_of_a_library_that_a_step_took_away_is_not_asked_for_again_to_no_avail() -> None:
    files = {"app/m.py": "from lib import A\nprint(A)\n"}
    done = planned(rename("lib.A", "other.B"), rename("lib.A", "other.C"), files=files)
    assert not done.failed and any(each.step == "rename-2" and each.code == "unused" for each in done.diagnostics)


CHAIN = {"app/m.py": "class A:\n    x = 1\n", "app/views.py": "from app.m import A\nprint(A.x)\n"}
KINDS: tuple[Literal["none", "plain", "deprecated"], ...] = ("none", "plain", "deprecated")


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_renames_that_go_on_are_done_when_they_are_made_again(
    first: Literal["none", "plain", "deprecated"], second: Literal["none", "plain", "deprecated"]
) -> None:
    steps = rename("app.m:A", "B", keep_alias=first), rename("app.m:B", "C", keep_alias=second)
    made = files_after({}, planned(*steps, files=CHAIN))
    assert made["app/views.py"] == b"from app.m import C\nprint(C.x)\n"
    later = {**made, "app/new.py": b"from app.m import A\nfrom app.m import B as Bee\nprint(A, Bee)\n"}
    for files in (made, later):
        again = plan(
            Recipe("t", untangled([Step(f"s{n}", "rename", each) for n, each in enumerate(steps)])), InMemory(files)
        )
        assert set(again.changes.changes) <= {"app/new.py"}
        assert not [each for each in again.diagnostics if each.severity == "error"]
    if first == second == "none":
        assert (
            again.changes.changes["app/new.py"].after
            == b"from app.m import C\nfrom app.m import C as Bee\nprint(C, Bee)\n"
        )


def test_a_recipe_that_got_a_step_more_goes_on_where_the_first_run_ended() -> None:
    files = {"app/m.py": "class B:\n    x = 1\n\n\nA = B\n"}
    after = planned(rename("app.m:A", "B", keep_alias="plain"), rename("app.m:B", "C", keep_alias="plain"), files=files)
    assert after.changes.changes["app/m.py"].after == b"class C:\n    x = 1\n\n\nB = C\n\n\nA = C\n"


def test_a_name_that_stands_beside_the_end_of_a_chain_is_in_the_way() -> None:
    files = {"app/m.py": "class A: ...\nclass C: ...\n"}
    with pytest.raises(CanonizeError) as caught:
        planned(rename("app.m:A", "B"), rename("app.m:B", "C"), files=files)
    assert "B cannot become C" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("app/user.py", "from app.m import A\ndef f(B):\n    return A, B\n", "from app.m import B as A\ndef f(B):\n    return A, B\n"),
        ("docs/m.md", "```python\nfrom app.m import A\nprint(A.kind, B)\n```\n", "```python\nfrom app.m import B as A\nprint(A.kind, B)\n```\n"),
        ("app/doc.py", '"""\n>>> from app.m import A\n>>> print(A.kind, B)\n"""\n', '"""\n>>> from app.m import B as A\n>>> print(A.kind, B)\n"""\n'),
    ],
)  # fmt: skip
def test_a_file_of_a_swap_that_keeps_its_name_keeps_the_one_that_it_had(path: str, before: str, after: str) -> None:
    done = planned(rename("app.m:A", "B"), rename("app.m:B", "A"), files={**FILES, path: before})
    assert texts(done)[path].decode() == after
    kept = [each for each in done.diagnostics if each.code == "kept-local"]
    assert len(kept) == 1 and kept[0].message.startswith(f"A keeps its name in this file: {path}:")


def test_a_file_of_a_swap_whose_name_goes_to_the_other_keeps_both_apart() -> None:
    files = {**FILES, "app/user.py": "from app.m import A, B\ndef f(B):\n    return A.kind + B.kind\nprint(f(B))\n"}
    done = planned(rename("app.m:A", "B"), rename("app.m:B", "A"), files=files)
    assert output({**texts(done)}, "import app.user") == output(files, "import app.user") == "ab\n"
    (kept,) = (each.message for each in done.diagnostics if each.code == "kept-local")
    assert kept.startswith("A_canonize_swap keeps its name in this file")


def test_an_example_of_a_swap_whose_name_goes_to_the_other_keeps_both_apart() -> None:
    doc = '"""\n>>> from app.m import A, B\n>>> def f(B):\n...     return A.kind + B.kind\n>>> f(B)\n"""\n'
    done = planned(rename("app.m:A", "B"), rename("app.m:B", "A"), files={**FILES, "app/doc.py": doc})
    assert b"import B as A_canonize_swap, A\n" in texts(done)["app/doc.py"]


def test_a_remark_on_a_swap_calls_each_by_its_name() -> None:
    hub = {
        "app/names.py": "NAMES = ['A', 'B']\n",
        "app/hub.py": "from .m import *\nfrom .names import NAMES\n__all__ = NAMES\n",
    }
    files = {**FILES, **hub, "app/user.py": "from app.hub import *\nprint(A, B)\n"}
    done = planned(rename("app.m:A", "B"), rename("app.m:B", "A"), files=files)
    told = [each.message.partition(":")[0] for each in done.diagnostics if each.code == "re-export"]
    assert told == ["see that this brings B", "see that this brings A"]
