"""A recipe of several steps, made again on what it made: it finds what its renames did before."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import Recipe
from canonize.codemods.recipefiles.recipefile import parse
from canonize.codemods.repo.files import InMemory
from examples import output, tree

FILES = {
    "app/__init__.py": "",
    "app/m.py": 'class A: kind = "a"\nclass B: kind = "b"\nclass C: kind = "c"\n',
    "app/views.py": "from app.m import A, B as Bee, C\nimport app.m\nprint(A.kind, Bee.kind, C.kind, app.m.B.kind)\n",
}


def recipe(*steps: str) -> Recipe:
    """`A > B` renames app.m:A; anything else is a step as it stands in a recipe."""
    lines = []
    for each in steps:
        old, _, new = each.partition(" > ")
        lines.append(
            f"  - rename: {{from: '{old if ':' in old else f'app.m:{old}'}', to: {new}}}" if new else f"  - {each}"
        )
    return parse("r.yaml", "\n".join(["canonize: recipe/1", "name: r", "steps:", *lines]).encode(), {})


def planned(files: Mapping[str, str | bytes], *steps: str) -> tuple[Plan, dict[str, bytes]]:
    """The plan, and the files after it."""
    before = tree(files)
    done = plan(recipe(*steps), InMemory(before))
    return done, {**before, **{path: change.after or b"" for path, change in done.changes.changes.items()}}


@pytest.mark.parametrize(
    "steps",
    [
        ("A > X", "B > A"),
        ("A > X", "B > A", "C > B"),
        ("A > X", "X > Y", "B > X"),
        ("A > X", "X > Y", "B > X", "C > A"),
        ("A > K", "B > A", "K > B", "B > X"),
        ("A > X", "app.m:B > app.m.A"),
        ("collapse-aliases: {canonical: 'app.m:A'}", "A > X"),
        ("collapse-aliases: {canonical: 'app.m:A'}", "A > X", "B > A"),
        ("A > X", "collapse-aliases: {canonical: 'app.m:X'}", "X > Y"),
        ("document-aliases: {canonical: 'app.m:A'}", "A > X"),
    ],
)
def test_a_second_run_has_nothing_to_do_and_the_first_does_what_its_steps_do_alone(steps: tuple[str, ...]) -> None:
    alone: Mapping[str, str | bytes] = FILES
    for each in steps:
        _, alone = planned(alone, each)
    _, after = planned(FILES, *steps)
    assert after == alone
    assert output(after, "import app.views") == "a b c b\n"
    again, _ = planned(after, *steps)
    assert set(again.changes.changes) <= {"docs/aliases.md"}  # a page that is to be written last
    assert not again.failed


def test_an_alias_that_was_kept_is_in_nobodys_way() -> None:
    steps = ("A > X", "rename: {from: 'app.m:B', to: A, keep-alias: plain}", "X > Y")
    _, after = planned(FILES, *steps)
    again, _ = planned(after, *steps)
    assert not again.changes and not again.failed


def test_a_name_that_another_symbol_got_is_not_taken_for_the_one_before() -> None:
    done, after = planned(FILES, "A > X", "B > A")
    assert not [each for each in done.diagnostics if each.code == "swap"]
    later = {**after, "app/new.py": b"from app.m import A\nprint(A.kind)\n"}
    again, _ = planned(later, "A > X", "B > A")
    assert not again.changes
    assert "app.m:A became X before, and its name is another symbol's now" in [
        each.message for each in again.diagnostics
    ]


def test_of_a_library_it_is_told_that_a_second_run_would_rename_what_got_the_name() -> None:
    files = {"app/views.py": "from lib import A, B\n"}
    done, after = planned(files, "lib:A > X", "lib:B > A")
    assert after["app/views.py"] == b"from lib import X, A\n"
    told = [each.message for each in done.diagnostics if each.severity == "warning"]
    assert told == ["lib:B gets a name that was another's: a second run would make X of it"]
    unused, _ = planned({"app/views.py": "from lib import A\n"}, "lib:A > X", "lib:B > A")
    assert not [each for each in unused.diagnostics if each.severity == "warning"]


def test_there_and_back_again_is_nothing() -> None:
    done, _ = planned(FILES, "A > X", "X > A")
    assert not done.changes and not done.failed


def test_a_circle_that_another_rename_runs_into_is_made_step_by_step() -> None:
    files = {"app/views.py": "from lib import A, B\n"}
    _, after = planned(files, "lib:A > X", "lib:B > A", "lib:A > B")
    assert after["app/views.py"] == b"from lib import X, B\n"


def test_what_two_steps_leave_alone_is_listed_once() -> None:
    files = {**FILES, "README.md": "A is a word.\n", "lib/__init__.py": "", "lib/n.py": "class A: ...\n"}
    done, _ = planned(files, "A > X", "lib.n:A > Y")
    said = [each for each in done.diagnostics if each.path == "README.md"]
    assert [(each.message, each.step) for each in said] == [("A in a document", "rename-1")]


def test_what_was_proven_of_a_step_in_between_is_not_taken_for_a_proof_of_the_whole() -> None:
    """The second step's edits, on a text that has X, are those of the whole on the text that has A."""
    files = {
        "app/__init__.py": "from .m import A\n",
        "app/m.py": "class A: ...\n",
        "v.py": "from app import A\nprint(A)\n",
    }
    back = "rename: {from: 'app.m:X', to: A, keep-alias: plain}"
    done, after = planned(files, "A > X", "collapse-aliases: {canonical: 'app.m:X', same-name: true}", back, "X > Z")
    assert not done.failed
    assert after["v.py"] == b"from app.m import A\nprint(A)\n"
