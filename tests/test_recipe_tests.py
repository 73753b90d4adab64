"""Tests beside a recipe: they run in memory, show what differs, and every shipped recipe has some."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from commands import canonize
from repos import written

from canonize.codemods.errors import CanonizeError
from canonize.codemods.recipefiles.recipefile import RecipeText, find, shipped
from canonize.codemods.recipefiles.recipescaffold import scaffold
from canonize.codemods.recipefiles.recipesplice import spliced
from canonize.codemods.recipefiles.registry import actions
from canonize.codemods.results.recipetest import cases, tried

RECIPE = """\
canonize: recipe/1
name: tidy
params:
  to: {default: New}
steps:
  - rename: {from: "app.m:Old", to: "{{ to }}"}
tests:
"""
GOOD = """\
  - name: it renames
    before: {app/m.py: "class Old: ...\\n", app/n.py: "x = 1\\n"}
    after: {app/m.py: "class New: ...\\n"}
"""


def outcomes(tests: str) -> list[str]:
    """For each test `passed`, or what it shows."""
    found = RecipeText("tidy.yaml", (RECIPE + tests).encode())
    results = [tried(found, case) for case in cases(found)]
    return [
        "passed" if each.passed else "; ".join((*(change.path for change in each.differences), *each.problems))
        for each in results
    ]  # fmt: skip


@pytest.mark.parametrize("name", [name for name, _ in shipped()])
def test_every_shipped_recipe_has_tests_and_passes_them(name: str) -> None:
    found = find(name)
    mine = cases(found)
    assert len(mine) >= 2
    for case in mine:
        result = tried(found, case)
        assert result.passed, (case.name, result.differences, result.problems)


def test_files_that_the_tree_after_does_not_name_must_stay() -> None:
    assert outcomes(GOOD) == ["passed"]
    assert outcomes(GOOD.replace("class New", "class Newer")) == ["app/m.py"]
    assert outcomes(GOOD.replace('app/n.py: "x = 1', 'app/n.py: "from app.m import Old')) == ["app/n.py"]


def test_params_remarks_and_refusals_can_be_asked_for() -> None:
    assert outcomes(GOOD.replace("New:", "Newer:") + "    params: {to: Newer}\n") == ["passed"]
    noted = GOOD.replace("x = 1", "# Old") + "    says: [Old in a comment]\n"
    assert outcomes(noted) == ["passed"]
    assert "no remark says" in outcomes(noted.replace("in a comment", "in a song"))[0]
    assert outcomes('  - {name: taken, before: {app/m.py: "Old = New = 1\\n"}, fails: New}\n') == ["passed"]
    assert outcomes('  - {name: taken, before: {app/m.py: "Old = New = 1\\n"}, fails: Gone}\n')[0].startswith(
        "refused:"
    )
    assert outcomes(GOOD + "    fails: New\n")[0].startswith("not refused")


def test_a_plan_that_is_partly_done_is_no_pass() -> None:
    broken = GOOD.replace('app/n.py: "x = 1', 'app/n.py: "Old = (')
    assert outcomes(broken)[0].startswith("partly done")
    assert outcomes(broken + "    says: [does not parse]\n") == ["passed"]


@pytest.mark.parametrize(
    ("test", "needle"),
    [
        ("  - {before: {}}\n", 'a test needs "name"'),
        ("  - {name: x}\n", 'a test needs "before"'),
        ("  - {name: x, before: {../m.py: x}}\n", "leaves the repository"),
        ("  - {name: x, before: {.git/config: x}}\n", "enters .git"),
        ("  - {name: x, before: {}, afer: {}}\n", 'did you mean "after"'),
        ("  - {name: x, before: {a.py: {b: c}}}\n", "takes text"),
    ],
)
def test_a_test_that_is_none_is_told_with_its_place(test: str, needle: str) -> None:
    with pytest.raises(CanonizeError, match=needle) as caught:
        outcomes(test)
    assert "tidy.yaml:8:" in str(caught.value)


def test_templates_in_a_test_are_text() -> None:
    assert outcomes(GOOD.replace("x = 1", "x = '{{ to }} {{'")) == ["passed"]


def test_tests_do_not_change_the_digest() -> None:
    from canonize.codemods.recipefiles.recipefile import parse

    bare = RECIPE.removesuffix("tests:\n").encode()
    assert parse("r", bare, {}).digest == parse("r", (RECIPE + GOOD).encode(), {}).digest


@pytest.mark.parametrize("action", [name for name, model in actions().items() if model.example[0]])
def test_a_new_recipe_has_a_test_that_passes(action: str) -> None:
    found = RecipeText("new.yaml", scaffold("new", action, file="new.yaml").encode())
    assert [tried(found, case).passed for case in cases(found)] == [True]


# -- on the command line --------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tidy.yaml").write_text(RECIPE.removesuffix("tests:\n"))
    case = "tidy.tests/with params"
    before = {f"{case}/before/app/m.py": b"class Old: ...\n", f"{case}/before/b.py": b"from app.m import Old"}
    written(tmp_path, {**before, f"{case}/params": b"# why\nto=Newest\n"})
    return tmp_path


def test_a_failure_is_a_diff_and_exit_code_1(folder: Path) -> None:
    shown = canonize("recipe", "test", "tidy.yaml", cwd=folder, code=1)
    assert shown.out.startswith(b"tidy.yaml: with params: FAILED\n")
    assert b"+class Newest: ..." in shown.out
    assert shown.said == "1 test: 0 passed, 1 failed\n"


def test_update_writes_the_tree_after_of_a_folder(folder: Path) -> None:
    case = folder / "tidy.tests" / "with params"
    (case / "after").mkdir()
    (case / "after" / "stale.py").write_text("x\n")
    assert canonize("recipe", "test", "tidy.yaml", "--update", cwd=folder).out == b"tidy.yaml: with params: updated\n"
    assert (case / "after" / "b.py").read_bytes() == b"from app.m import Newest"
    assert not (case / "after" / "stale.py").exists()
    assert canonize("recipe", "test", "tidy.yaml", cwd=folder).out == b"tidy.yaml: with params: passed\n"


@pytest.mark.parametrize("what", ["", "after"])
def test_update_writes_nothing_where_a_link_leads_out_of_the_folder(folder: Path, what: str) -> None:
    outside, place = folder.with_name(f"{folder.name}-outside"), folder / "tidy.tests" / "with params" / what
    if place.exists():
        place.rename(outside)
    (outside / "after").mkdir(parents=True)
    place.symlink_to(outside)
    (outside / "after" / "mine.py").write_text("x\n")
    said = canonize("recipe", "test", "tidy.yaml", "--update", cwd=folder, code=1).said
    assert "after leads out of the recipe's folder; keep it beside the recipe" in said
    assert (outside / "after" / "mine.py").read_text() == "x\n"


def test_what_was_wanted_stays_where_what_came_out_cannot_be_written(folder: Path) -> None:
    case = folder / "tidy.tests" / "with params"
    (case / "after").mkdir()
    (case / "after" / "mine.py").write_text("x\n")
    (case / "before" / "alias.py").write_text("from app.m import Old\n\nOther = Old\n")
    with (folder / "tidy.yaml").open("a") as recipe:
        recipe.write(f"  - document-aliases: {{canonical: 'app.m:Newest', file: {'x' * 300}.md}}\n")
    said = canonize("recipe", "test", "tidy.yaml", "--update", cwd=folder, code=1).said
    assert "not updated: " in said and "File name too long" in said
    assert [path.name for path in (case / "after").iterdir()] == ["mine.py"]
    assert sorted(path.name for path in case.iterdir()) == ["after", "before", "params"]


def test_what_update_cannot_write_is_told(folder: Path) -> None:
    (folder / "tidy.tests" / "with params" / "after").write_text("no folder\n")
    said = canonize("recipe", "test", "tidy.yaml", "--update", cwd=folder, code=1).said
    assert "not updated: " in said
    assert "Not a directory" in said


INLINE = """\
  # what it is for
  - name: a block          # kept
    before:
      app/m.py: |
        class Old: ...
      b.py: "x = 1\\n"
    after:
      # the class
      app/m.py: |  # as a block
        class Older:
            pass


      # and below

  - {name: one line, before: {app/m.py: "class Old: ...\\n"}, after: {app/m.py: "é 🎈\\n" } } # é
  - name: nothing yet
    before:
      app/m.py: "class Old: ...\\n"  # first
      b.py: |
        from app.m import Old

        Old()

    params: {to: Newest}
  - name: 'in single quotes'
    before: {app/m.py: 'class Old: ...'}
    after: {app/m.py: 'it''s'}
  - {name: nothing in one line, before: {app/m.py: class Old}}
  - name: a file more
    before: {app/m.py: "class Old: ...\\n", b.py: "from app.m import Old\\n"}
    after:
      app/m.py: "class New: ...\\n"  # right already

  # the end
"""
UPDATED = """\
  # what it is for
  - name: a block          # kept
    before:
      app/m.py: |
        class Old: ...
      b.py: "x = 1\\n"
    after:
      # the class
      app/m.py: |  # as a block
        class New: ...


      # and below

  - {name: one line, before: {app/m.py: "class Old: ...\\n"}, after: {app/m.py: "class New: ...\\n" } } # é
  - name: nothing yet
    before:
      app/m.py: "class Old: ...\\n"  # first
      b.py: |
        from app.m import Old

        Old()

    params: {to: Newest}
    after:
      app/m.py: |
        class Newest: ...
      b.py: |
        from app.m import Newest

        Newest()
  - name: 'in single quotes'
    before: {app/m.py: 'class Old: ...'}
    after: {app/m.py: 'class New: ...'}
  - {name: nothing in one line, before: {app/m.py: class Old}}
  - name: a file more
    before: {app/m.py: "class Old: ...\\n", b.py: "from app.m import Old\\n"}
    after:
      app/m.py: "class New: ...\\n"  # right already
      b.py: |
        from app.m import New

  # the end
"""


@pytest.mark.parametrize(("newline", "mark"), [("\n", ""), ("\r\n", ""), ("\r\n", "\ufeff")])
def test_update_sets_the_very_texts_in_the_recipe_and_nothing_else(newline: str, mark: str, tmp_path: Path) -> None:
    (tmp_path / "tidy.yaml").write_bytes((mark + RECIPE + INLINE).replace("\n", newline).encode())
    (tmp_path / "tidy.yaml").chmod(0o640)
    shown = canonize("recipe", "test", "tidy.yaml", "--update", cwd=tmp_path, code=1).out.decode()
    assert shown.splitlines()[:4] == [
        f"tidy.yaml: {name}: updated" for name in ("a block", "one line", "nothing yet", "in single quotes")
    ]
    assert (tmp_path / "tidy.yaml").read_bytes() == (mark + RECIPE + UPDATED).replace("\n", newline).encode()
    assert (tmp_path / "tidy.yaml").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["tidy.yaml"]
    again = canonize("recipe", "test", "tidy.yaml", cwd=tmp_path, code=1)
    assert again.said.endswith("6 tests: 5 passed, 1 failed\n")


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("before: {app/m.py: \"class Old: ...\\n\"}\n    after: {app/m.py: 'x'}", "cannot stand in single quotes"),
        ("before: {app/m.py: \"class Old: ...\\n\"}\n    after: {app/m.py: x}", "cannot stand without quotes"),
        ("before: {app/m.py: \"class Old: ...  # (x)\"}\n    after: {app/m.py: x}", "cannot stand as it is written there"),
        ("before: {app/m.py: \"class Old: ...\\n\"}\n    after:\n      app/m.py: >\n        x\n", "in a folded block (>)"),
        ("before: {app/m.py: \"class Old: ...\\n\", b.py: &b \"x\\n\"}\n    after: {app/m.py: *b}", "is an alias of another text"),
        ("before: {app/m.py: \"class Old: ...\\n\"}\n    after: &a {app/m.py: &b \"x\\n\"}", "cannot stand behind an anchor"),
        ("before: {app/m.py: \"class Old: ...\\n\"}\n    deleted: [app/m.py]", "it is not deleted any more"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_written_there_is_one_clear_line_and_nothing_changes(
    test: str, why: str, tmp_path: Path
) -> None:
    text = f"{RECIPE}  - name: it\n    {test}\n"
    (tmp_path / "tidy.yaml").write_text(text)
    told = canonize("recipe", "test", "tidy.yaml", "--update", cwd=tmp_path, code=1)
    (line,) = [line for line in told.said.splitlines() if "not updated" in line]
    assert why in line
    assert (tmp_path / "tidy.yaml").read_text() == text


def test_a_remark_that_is_missing_is_still_a_failure_after_an_update(tmp_path: Path) -> None:
    (tmp_path / "tidy.yaml").write_text(
        RECIPE + GOOD.replace("class New", "class Newer") + "    says: [no such word]\n"
    )
    assert "no remark says" in canonize("recipe", "test", "tidy.yaml", "--update", cwd=tmp_path, code=1).said
    assert "class New:" in (tmp_path / "tidy.yaml").read_text()


def test_recipes_that_ship_are_not_updated(tmp_path: Path) -> None:
    assert b"passed" in canonize("recipe", "test", "rename-symbol", "--update", cwd=tmp_path).out


STYLES = {
    "a block": "    after:\n      m.py: |{end}\n        x\n        y\n    params: {{}}\n",
    "the last block": "    after:\n      m.py: |{end}\n        x\n\n\n# the end",
    "a deep block": "    after:\n      m.py: |2{end}\n           x\n      n.py: y\n",
    "double quotes": '    after: {{m.py: "x\\n\n      y" , n.py: y}}\n',
    "single quotes": "    after:\n      m.py: 'x'  # one\n      n.py: y\n",
    "no quotes": "    after:\n      m.py: x\n      n.py: y\n",
    "nothing": "    says: []\n",
    "nothing in one line": "    after: {{ }}\n",
    "a trailing comma": "    after: {{n.py: y,}}\n",
}
TEXTS = (
    "", "\n", "\n\n", " ", "x", "x\n", "x\n\n", "\nx\n", "  x\n", "\n  x\ny\n", "x\n\n  y  \n\t\n", "\tx\n", "# x\n", "true", "~", "- x", "a: b",
    "{{ x }}", "é🎈\u2028\x85\n", "x\r\ny\r\n", "it's \"\\", "'", "x #y", "---\n", "...\n", "%x\n", "x\ufeff\n", "| x", "&x", "*x", "!x",
)  # fmt: skip


@pytest.mark.parametrize("end", ["", "-", "+"])
@pytest.mark.parametrize("style", STYLES)
def test_whatever_the_text_it_is_what_the_test_wants_or_it_is_refused(style: str, end: str) -> None:
    head = RECIPE + '  - {name: before, before: {m.py: "x"}}\n  - name: it\n    before: {m.py: "x"}\n'
    data = (head + STYLES[style].format(end=end)).encode()
    written = 0
    for text in TEXTS:
        try:
            after = spliced("tidy.yaml", data, 1, "m.py", text)
        except CanonizeError as error:
            assert "cannot stand" in error.title
            continue
        written += 1
        first, second = cases(RecipeText("tidy.yaml", after))
        assert second.after["m.py"] == text.encode()
        assert (first, replace(second, after={})) == tuple(
            replace(each, after={} if each.number else each.after) for each in cases(RecipeText("tidy.yaml", data))
        )
    assert written >= (1 if "quotes" in style and "double" not in style else len(TEXTS) - 7)


def test_links_in_a_tests_tree_are_not_followed(folder: Path) -> None:
    (folder / "tidy.tests" / "with params" / "before" / "link.py").symlink_to("/etc/passwd")
    canonize("recipe", "test", "tidy.yaml", "--update", cwd=folder)
    assert not (folder / "tidy.tests" / "with params" / "after" / "link.py").exists()


def test_a_recipe_without_tests_is_told_of(folder: Path) -> None:
    (folder / "bare.yaml").write_text(RECIPE.removesuffix("tests:\n"))
    assert "bare.yaml: it has no tests" in canonize("recipe", "test", "bare.yaml", cwd=folder).said


def test_explain_says_what_each_step_looks_for_and_what_code_it_runs(tmp_path: Path) -> None:
    (tmp_path / "mod.py").write_text("raise SystemExit('it ran')\n")
    (tmp_path / "r.yaml").write_text(
        "canonize: recipe/1\nname: r\nfiles: {include: [src], exclude: [src/old]}\n"
        "preconditions: {python: '>=3.10', symbol-exists: ['app.m:Old'], imports: [app]}\n"
        "postconditions: {absent: ['app.m:Old']}\nverify: [{command: pytest -q, baseline: true}]\nsteps:\n"
        "  - rename: {from: app.m:Old, to: New, derived: ['visit_{}']}\n"
        "  - libcst: {command: 'mod.py:Mod', mentions: [shim]}\n"
        "  - rewrite: {pattern: f($X), replace: ggg($X), every-file: true}\n"
        "  - {id: last, needs: rename-1, preconditions: {file-exists: [x.py]}, rename: {from: app.m:A, to: B}}\n"
        "  - {if: false, run: {command: 'ruff format {files}'}}\n"
    )
    out = canonize("recipe", "explain", "r.yaml", cwd=tmp_path).out.decode()
    for line in (
        "files: src, but not src/old",
        "the definition of app.m:Old, through re-exports",
        "files that hold the word Old",
        "names made from it: visit_{}",
        "files that mention shim; 60s for each",
        "runs code: mod.py:Mod (LibCST)",
        "every Python file: code such as f($X)",
        "(switched off)",
        "on the branch canonize/r",
        "needs rename-1",
        "only where a file x.py is",
        "applies only where the repository runs on Python >=3.10 and app.m:Old is defined and app is imported",
        "puts back files of which it does not hold: absent app.m:Old",
        "verifies before it is applied: pytest -q, but for what failed before",
    ):
        assert line in out


def test_params_beside_a_recipe_are_text(folder: Path) -> None:
    params = folder / "tidy.tests" / "with params" / "params"
    params.write_bytes(b"\xef\xbb\xbf" + params.read_bytes())
    assert b"+class Newest: ..." in canonize("recipe", "test", "tidy.yaml", cwd=folder, code=1).out
    params.write_bytes(b"to=caf\xe9\n")
    assert "with params/params: not UTF-8" in canonize("recipe", "test", "tidy.yaml", cwd=folder, code=2).said
