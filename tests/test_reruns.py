"""A recipe of several steps, made again on what it made: it finds what its renames did before."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import Recipe
from canonize.codemods.recipefiles.recipefile import parse
from canonize.codemods.repo.files import InMemory
from examples import files_after, output, tree

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
    return done, files_after(before, done)


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
    assert not again.changes and not again.failed


def test_a_collapse_leaves_what_a_later_step_has_an_alias_say() -> None:
    files = {**FILES, "app/__init__.py": "from .m import A\n"}
    same = "collapse-aliases: {canonical: 'app.m:A', same-name: true}"
    _, after = planned(files, same, "rename: {from: 'app.m:A', to: X, keep-alias: deprecated}", "X > Y")
    assert b'"use app.Y",' in after["app/__init__.py"]
    again, _ = planned(after, same, "rename: {from: 'app.m:A', to: X, keep-alias: deprecated}", "X > Y")
    assert not again.changes and not again.failed


PAGE = "document-aliases: {canonical: 'app.m:A'}"


@pytest.mark.parametrize(
    "steps",
    [
        (PAGE, "A > X"),
        (PAGE, "B > X"),
        (PAGE, "rename: {from: 'app.m:A', to: X, keep-alias: plain}"),
        (PAGE, "A > X", "B > A"),
        (PAGE, "app:A > X", "document-aliases: {canonical: 'app.m:B'}"),
        (PAGE, "A > T", "T > X"),
        (PAGE, "collapse-aliases: {canonical: 'app.m:A', same-name: true}"),
    ],
)
def test_a_page_tells_of_what_all_the_steps_made_wherever_it_stands(steps: tuple[str, ...]) -> None:
    files = {**FILES, "app/__init__.py": "from .m import A, B\nOld = A\n"}
    done, after = planned(files, *steps)
    assert [each.step.action for each in done.per_step][-1] == "document-aliases"
    name = "X" if b'class X: kind = "a"' in after["app/m.py"] else "A"
    assert f"## Aliases of `app.m.{name}`".encode() in after["docs/aliases.md"]
    assert f"Old = {name}  # alias: use app.m.{name}\n".encode() in after["app/__init__.py"]
    again, _ = planned(after, *steps)
    assert not again.changes and not again.failed
    assert not [each for each in (*done.diagnostics, *again.diagnostics) if each.code == "outdated"]


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ((PAGE, "A > B", "B > A"), 0),
        ((PAGE, "rename: {from: 'app.m:A', to: X}\n    needs: [document-aliases-1]"), 0),
        (("A > X", PAGE + "\n    preconditions: {symbol-exists: ['app.m:C']}", "C > Y"), 1),
        ((PAGE, "run: {command: 'true {files}'}"), 0),
    ],
)
def test_a_page_stays_in_its_place(steps: tuple[str, ...], place: int) -> None:
    assert [each.action for each in recipe(*steps).steps].index("document-aliases") == place


def test_a_page_that_a_later_step_leaves_out_of_date_is_told() -> None:
    files = {**FILES, "app/__init__.py": "from .m import A\nOld = A\n"}
    done, _ = planned(files, PAGE, "rename: {from: 'app.m:B', to: X}\n    needs: [document-aliases-1]")
    assert not [each for each in done.diagnostics if each.code == "outdated"]
    kept = "rename: {from: 'app.m:A', to: X, keep-alias: plain}\n    needs: [document-aliases-1]"
    done, _ = planned(files, PAGE, kept)
    assert {(each.severity, each.path) for each in done.diagnostics if each.code == "outdated"} == {
        ("warning", "app/__init__.py"), ("warning", "app/m.py"), ("warning", "docs/aliases.md"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "steps",
    [
        ("A > X", "app:X > Y"),
        ("app:A > X", "X > Y"),
        ("app:A > X", "app.m:B > A", "X > Y"),
        ("A > X", "rename: {from: 'app:X', to: Y, keep-alias: plain}"),
        ("rename: {from: 'app:A', to: X, keep-alias: plain}", "X > Y"),
        ("A > X", "rename: {from: 'app:X', to: A, keep-alias: plain}"),
        ("collapse-aliases: {canonical: 'app.m:A'}", "app:A > X"),
    ],
)
def test_a_path_through_a_package_that_hands_the_symbol_on_is_found_again(steps: tuple[str, ...]) -> None:
    files = {**FILES, "app/__init__.py": "from .m import A, B, C\n"}
    alone: Mapping[str, str | bytes] = files
    for each in steps:
        _, alone = planned(alone, each)
    _, after = planned(files, *steps)
    assert after == alone
    assert output(after, "import app.views") == "a b c b\n"
    again, _ = planned(after, *steps)
    assert not again.changes and not again.failed


def test_a_path_through_modules_that_keep_an_alias_is_found_again() -> None:
    files = {**FILES, "app/shim.py": "from app.m import A\n", "app/__init__.py": "from .shim import *\n"}
    steps = "collapse-aliases: {canonical: 'app.m:A'}", "rename: {from: 'app:A', to: X, keep-alias: plain}"
    _, after = planned(files, *steps)
    assert after["app/shim.py"] == b"from app.m import X\n\nA = X\n"
    again, _ = planned(after, *steps)
    assert not again.changes and not again.failed


def test_a_package_that_has_another_of_that_name_is_not_taken_for_the_module() -> None:
    files = {**FILES, "lib/__init__.py": "class A: ...\n", "lib/use.py": "from lib import A\n"}
    _, after = planned(files, "A > X", "lib:A > Y", "X > Z")
    assert after["lib/__init__.py"] == b"class Y: ...\n"
    assert b"class Z:" in after["app/m.py"]
    again, _ = planned(after, "A > X", "lib:A > Y", "X > Z")
    assert not again.changes and not again.failed


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


def test_many_renames_in_a_row_take_no_longer_than_each_by_itself() -> None:
    files = {"app/m.py": "class E0: ...\n" + "".join(f"class Name{number}: ...\n" for number in range(300))}
    begin = time.monotonic()
    _, after = planned(files, *(f"E{number} > E{number + 1}" for number in range(60)))
    assert after["app/m.py"].startswith(b"class E60: ...")
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize("forth", [True, False])
def test_a_row_of_hundreds_of_renames_is_read_in_time(forth: bool) -> None:
    row = [f"A{at} > A{at + 1}" for at in range(400)]
    start = time.process_time()
    recipe(*(row if forth else reversed(row)))
    assert time.process_time() - start < 6  # a second; what grows with the cube took 18


def test_renames_that_have_nothing_to_do_with_one_another_are_read_in_a_time_that_grows_with_their_number() -> None:
    steps = "".join(f'  - rename: {{from: "app.m{at}:Old{at}", to: New{at}}}\n' for at in range(1000))
    start = time.process_time()
    parse("many.yaml", f"canonize: recipe/1\nname: many\nsteps:\n{steps}".encode(), {})
    assert time.process_time() - start < 1.5  # 0.2 s on a quiet machine, and 2.2 s where each looks at all others
