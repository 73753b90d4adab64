"""Renames that go round, within one recipe."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from canonize.codemods.errors import CanonizeError
from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import Recipe, Step
from canonize.codemods.recipefiles.swaps import untangled
from canonize.codemods.renames.rename import Rename
from canonize.codemods.repo.files import InMemory
from examples import output, rename, tree

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
    return {**tree(FILES), **{path: change.after or b"" for path, change in done.changes.changes.items()}}


def test_two_names_change_places() -> None:
    done = planned(rename("app.m:A", "B"), rename("app.m.B", "A"))
    after = texts(done)
    assert after["app/m.py"] == tree({"": FILES["app/m.py"]})[""].replace(b"A:", b"_:").replace(b"B:", b"A:").replace(
        b"_:", b"B:"
    )
    assert output(after, "import app.views") == output(FILES, "import app.views") == "a b c b\n"
    assert not done.failed
    assert any("second run" in each.message for each in done.diagnostics)


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
