"""Recipes made of recipes; steps that run on conditions; what must hold before a recipe, and of each file after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import canonize
from engines import HEAD, becomes, planned, said

from canonize.codemods.errors import CanonizeError
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import Recipe
from canonize.codemods.recipefiles.conditions import holds
from canonize.codemods.recipefiles.recipefile import load
from canonize.codemods.repo.trees import open_tree

RENAME = "rename: {from: app.m:Old, to: New}"
FILES = {"app/__init__.py": "", "app/m.py": "class Old: ...\nclass Other: ...\n", "app/u.py": "from app.m import Old\n"}
RENAMED = {"app/m.py": "class New: ...\nclass Other: ...\n", "app/u.py": "from app.m import New\n"}


def written(folder: Path, main: str, /, **others: str) -> Recipe:
    """The recipe in main.yaml, with the others beside it."""
    for name, text in {"main": main, **others}.items():
        (folder / f"{name}.yaml").write_text(
            text if text.startswith("canonize:") else HEAD.replace("tried", name) + text
        )
    return load(folder / "main.yaml", {})


# -- conditions -----------------------------------------------------------------------------------------------------

VALUES: dict[str, str | bool | None] = {"yes": True, "no": False, "mode": "strict", "odd": "' or true or '"}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("true", True), ("not true", False), ("{{ yes }}", True), ("{{yes}} and {{ no }}", False),
        ("{{ no }} or {{ yes }}", True), ("not {{ no }} and {{ yes }}", True), ("not ({{ no }} or {{ yes }})", False),
        ("{{ mode }} == 'strict'", True), ('{{ mode }} != "strict"', False), ("'a' == 'a'", True), ("{{ yes }} == true", True),
        ("{{ no }} or {{ no }} and {{ yes }}", False), ("({{ yes }} or {{ no }}) and {{ no }}", False),
        ("{{ mode }} == 'strict' and not {{ no }}", True), ("{{ odd }} == 'x'", False), ("(((true)))", True),
    ],
)  # fmt: skip
def test_a_condition_is_what_it_says(text: str, answer: bool) -> None:
    assert holds(text, VALUES) is answer


@pytest.mark.parametrize(
    "text",
    ["", "yes", "{{ mode }}", "not not true", "true true", "true and", "(true", "true)", "1 == 1", "{{ yes }} == 'true'",
     "{{ mode }} and true", "'a'", "a == b", "true == ", "__import__('os')", "{{ yes }}.real", "true; false", "true if true",
     "true & true", "'", "(" * 30 + "true" + ")" * 30, " and ".join(["true"] * 300), "{{ mode }} < 'z'"],
)  # fmt: skip
def test_what_is_no_condition_is_told(text: str) -> None:
    with pytest.raises(CanonizeError, match='"if" takes a bool'):
        holds(text, VALUES)


@pytest.mark.parametrize("text", ["{{ mode }} == 'strcit'", "not 'strcit' != {{ mode }}"])
def test_a_param_that_is_compared_with_what_it_never_is_is_told(text: str) -> None:
    with pytest.raises(CanonizeError, match='"if" compares mode with "strcit", which it never is') as error:
        holds(text, VALUES, {"mode": ("strict", "lax")})
    assert error.value.help == 'did you mean "strict"?'


@pytest.mark.parametrize(
    "text", ["{{ mode }} == 'lax'", "{{ mode }} == {{ odd }}", "{{ odd }} == 'strcit'", "{{ yes }} == false"]
)
def test_a_param_may_be_compared_with_its_choices_and_with_another(text: str) -> None:
    assert holds(text, VALUES, {"mode": ("strict", "lax"), "yes": (True,), "odd": ()}) is False


def test_the_choices_of_a_recipe_are_those_that_it_declares(tmp_path: Path) -> None:
    params = "canonize: recipe/1\nname: main\nparams: {mode: {choices: [strict, lax], default: lax}}\nsteps:\n"
    with pytest.raises(CanonizeError, match=r"main\.yaml:5:10: .*which it never is"):
        written(tmp_path, params + f"  - {{if: \"{{{{ mode }}}} == 'strcit'\", {RENAME}}}\n")


def test_a_value_is_never_read_as_a_part_of_the_condition(tmp_path: Path) -> None:
    params = "canonize: recipe/1\nname: main\nparams: {x: {default: \"' or true or '\"}}\nsteps:\n"
    found = written(tmp_path, params + f"  - {{if: \"{{{{ x }}}} == 'a'\", {RENAME}}}\n")
    assert not found.steps[0].enabled


def test_a_number_among_the_options_is_read_as_one(tmp_path: Path) -> None:
    step = "  - mock-factory: {of: 'app.m:Old', factory: tests/doubles.py, min-copies: COUNT}\n"
    assert written(tmp_path, step.replace("COUNT", "3")).steps
    with pytest.raises(CanonizeError, match="not a number from 1 to 1,000: 'many'"):
        written(tmp_path, step.replace("COUNT", "many"))


# -- needs ----------------------------------------------------------------------------------------------------------


def test_a_step_is_off_when_one_that_it_needs_is(tmp_path: Path) -> None:
    steps = f"  - {{id: one, if: false, {RENAME}}}\n  - {{id: two, needs: one, rename: {{from: app.m:Other, to: Another}}}}\n"
    assert [step.enabled for step in written(tmp_path, steps).steps] == [False, False]


def test_a_step_is_not_run_when_one_that_it_needs_failed(tmp_path: Path) -> None:
    steps = f"  - {{id: one, {RENAME}}}\n  - {{id: two, needs: [one], rename: {{from: app.m:Other, to: Another}}}}\n"
    recipe = written(tmp_path, steps)
    done = planned(recipe, FILES)
    assert not done.failed
    broken = {**FILES, "app/b.py": "Old = (\n"}
    done = planned(recipe, broken)
    becomes(done, broken, RENAMED)
    assert "error not-run :0: the step is not run: it needs one, which was not wholly done [two]" in said(done)


@pytest.mark.parametrize(
    ("needs", "why"),
    [
        *((needs, "no step before it is called") for needs in ("three", "two", "[one, nothing]")),
        ("{a: b}", "that is no step's id"),
    ],
)
def test_needs_names_steps_that_stand_before(needs: str, why: str, tmp_path: Path) -> None:
    steps = f"  - {{id: one, {RENAME}}}\n  - {{id: two, needs: {needs}, {RENAME}}}\n  - {{id: three, {RENAME}}}\n"
    with pytest.raises(CanonizeError, match=f"needs: {why}"):
        written(tmp_path, steps)


# -- includes -------------------------------------------------------------------------------------------------------

OTHER = """\
canonize: recipe/1
name: other
params:
  symbol: {type: symbol}
  to: {type: identifier, default: New}
  text: {type: bool, default: false}
source-roots: [src]
steps:
  - id: it
    rename: {from: "{{ symbol }}", to: "{{ to }}", text: "{{ text }}"}
"""


def test_another_recipes_steps_are_run_with_the_params_given(tmp_path: Path) -> None:
    main = '  - {id: first, include: {recipe: other.yaml, params: {symbol: "app.m:Old"}}}\n'
    recipe = written(tmp_path, main, other=OTHER)
    assert [step.id for step in recipe.steps] == ["first/it"]
    assert recipe.source_roots == ("src",)
    becomes(planned(recipe, FILES), FILES, RENAMED)


def test_params_are_passed_down_with_their_types(tmp_path: Path) -> None:
    main = (
        "canonize: recipe/1\nname: main\nparams: {package: {type: dotted, default: app}, prose: {type: bool, default: true}}\n"
        'steps:\n  - include: {recipe: other.yaml, params: {symbol: "{{ package }}.m:Old", text: "{{ prose }}"}}\n'
    )
    files = {**FILES, "app/u.py": "from app.m import Old  # Old\n"}
    becomes(
        planned(written(tmp_path, main, other=OTHER), files),
        files,
        {**RENAMED, "app/u.py": "from app.m import New  # New\n"},
    )


def test_a_recipe_without_params_is_included_by_its_name(tmp_path: Path) -> None:
    recipe = written(tmp_path, "  - include: other.yaml\n", other=f"  - {RENAME}\n")
    assert [step.id for step in recipe.steps] == ["include-1/rename-1"]


def test_a_shipped_recipe_is_included_by_its_name(tmp_path: Path) -> None:
    main = '  - include: {recipe: rename-symbol, params: {symbol: "app.m:Old", to: New}}\n'
    becomes(planned(written(tmp_path, main), FILES), FILES, RENAMED)


def test_a_condition_of_an_include_holds_for_all_its_steps_and_needs_names_it(tmp_path: Path) -> None:
    main = f"  - {{id: all, if: false, include: other.yaml}}\n  - {{needs: all, {RENAME}}}\n"
    recipe = written(tmp_path, main, other=f"  - {RENAME}\n  - rename: {{from: app.m:Other, to: Another}}\n")
    assert not recipe.enabled


def test_code_beside_an_included_recipe_is_told_and_found(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mod.py").write_text("raise SystemExit\n")
    (tmp_path / "sub" / "other.yaml").write_text(HEAD + "  - libcst: {command: 'mod.py:Mod', every-file: true}\n")
    assert written(tmp_path, "  - {id: mods, include: sub/other.yaml}\n").loads == (
        "mods/libcst-1: mod.py:Mod (LibCST)",
    )


@pytest.mark.parametrize(
    ("step", "needle"),
    [
        ("include: ../other.yaml", "leaves the repository"),
        ("include: /etc/other.yaml", "an absolute path"),
        ("include: gone.yaml", "no such file beside the recipe"),
        ("include: link.yaml", "leads out of the recipe's folder"),
        ("include: pipe.yaml", "not a file"),
        ("include: no-such-recipe", "no such shipped recipe"),
        ("include: main.yaml", "includes itself"),
        ("include: round.yaml", "includes itself"),
        ("include: '*.yaml'", "a pattern where a file is meant"),
        ("include: {recipe: other.yaml}", 'the param "symbol" has no default'),
        ("include: {recipe: other.yaml, params: {symbol: 'a b'}}", "the value given for"),
        ("include: {recipe: other.yaml, params: {symbol: 'a:b', text: maybe}}", "neither true nor false"),
        ("include: {recipe: other.yaml, params: {symbol: 'a:b', sybmol: x}}", 'did you mean "symbol"'),
        ("include: broken.yaml", "broken.yaml:4:"),
        ("include: [other.yaml]", "takes keys with values"),
    ],
)  # fmt: skip
def test_an_include_that_cannot_be_is_one_clear_problem(step: str, needle: str, tmp_path: Path) -> None:
    import os

    folder = tmp_path / "recipes"
    folder.mkdir()
    (tmp_path / "outside.yaml").write_text(OTHER)
    (folder / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    os.mkfifo(folder / "pipe.yaml")
    with pytest.raises(CanonizeError, match=needle):
        written(folder, f"  - {step}\n", other=OTHER, round="  - include: main.yaml\n", broken="  - renam: x\n")


def test_a_param_that_an_include_has_not_is_at_fault_where_it_is_given(tmp_path: Path) -> None:
    with pytest.raises(CanonizeError, match='no param named "sybmol"') as caught:
        written(tmp_path, "  - include: {recipe: other.yaml, params: {symbol: 'a:b', sybmol: x}}\n", other=OTHER)
    assert str(caught.value).startswith(f"{tmp_path}/main.yaml:4:59: other.yaml: ")


def test_files_of_an_included_recipe_narrow_its_own_steps_within_those_of_the_outer(tmp_path: Path) -> None:
    pytest.importorskip("ast_grep_py", reason="the extra canonize[rewrite]")
    head = "canonize: recipe/1\nname: NAME\nfiles: {include: [app, lib], exclude: [app/old]}\nsteps:\n"
    step = "  - rewrite: {pattern: f($X), replace: WORD($X), mentions: [f]}\n"
    recipe = written(
        tmp_path,
        head.replace("NAME", "main").replace("lib", "lib, more")
        + f"  - include: inner.yaml\n{step.replace('f($X)', 'g($X)').replace('[f]', '[g]').replace('WORD', 'k')}",
        inner=head.replace("NAME", "inner").replace("app/old", "lib/b.py")
        + f"  - include: deep.yaml\n{step.replace('f($X)', 'h($X)').replace('[f]', '[h]').replace('WORD', 'k')}",
        deep=head.replace("NAME", "deep").replace("[app, lib]", "[app]") + step.replace("WORD", "k"),
    )
    every = dict.fromkeys(("app/a.py", "app/old/a.py", "lib/a.py", "lib/b.py", "more/a.py"), "f(1), g(1), h(1)\n")
    wanted = {
        "app/a.py": "k(1), k(1), k(1)\n",
        "lib/a.py": "f(1), k(1), k(1)\n",
        "lib/b.py": "f(1), k(1), h(1)\n",
        "more/a.py": "f(1), k(1), h(1)\n",
    }
    becomes(planned(recipe, every), every, wanted)


def test_files_of_an_included_recipe_are_in_its_digest_and_explained(tmp_path: Path) -> None:
    inner = f"canonize: recipe/1\nname: inner\nfiles: {{include: [app], exclude: [app/u.py]}}\nsteps:\n  - {RENAME}\n"
    one = written(tmp_path, "  - include: inner.yaml\n", inner=inner)
    out = canonize("recipe", "explain", "main.yaml", cwd=tmp_path).out.decode()
    assert "only in app, but not app/u.py" in out
    two = written(tmp_path, "  - include: inner.yaml\n", inner=inner.replace(", exclude: [app/u.py]", ""))
    assert one.digest != two.digest


def test_source_roots_of_an_included_recipe_count(tmp_path: Path) -> None:
    inner = f"canonize: recipe/1\nname: inner\nsource-roots: [odd/place]\nsteps:\n  - {RENAME}\n"
    recipe = written(tmp_path, "  - include: inner.yaml\n", inner=inner)
    files = {f"odd/place/{path}": text for path, text in FILES.items()} | {"README": ""}
    becomes(planned(recipe, files), files, {f"odd/place/{path}": text for path, text in RENAMED.items()})


def test_names_that_change_places_do_so_only_when_both_steps_run_on_the_same_files(tmp_path: Path) -> None:
    back = "rename: {from: app.m:New, to: Old}"
    files = {**FILES, "app/m.py": "class Old: ...\n"}
    recipe = written(tmp_path, f"  - {RENAME}\n  - {{if: false, {back}}}\n")
    becomes(planned(recipe, files), files, {"app/m.py": "class New: ...\n", "app/u.py": "from app.m import New\n"})
    recipe = written(tmp_path, f"  - {RENAME}\n  - {{preconditions: {{file-exists: [gone.py]}}, {back}}}\n")
    becomes(planned(recipe, files), files, {"app/m.py": "class New: ...\n", "app/u.py": "from app.m import New\n"})


def test_includes_that_multiply_are_stopped(tmp_path: Path) -> None:
    ten = "".join(f"  - {{id: i{n}, include: NEXT.yaml}}\n" for n in range(10))
    chain = {f"r{n}": ten.replace("NEXT", f"r{n + 1}") for n in range(6)}
    with pytest.raises(CanonizeError, match="includes deep, or 50 in all"):
        written(tmp_path, ten.replace("NEXT", "r0"), **chain, r6=f"  - {RENAME}\n")


# -- preconditions --------------------------------------------------------------------------------------------------

PROJECT = {
    **FILES,
    "pyproject.toml": '[project]\nname = "app"\nrequires-python = ">=3.10"\n',
    "app/w.py": "import a.b.c\nfrom x import y\n",
}


@pytest.mark.parametrize(
    "condition",
    ["python: '>=3.9'", "python: '>=3.10'", "symbol-exists: ['app.m:Old']", "imports: [a.b]", "imports: [x.y]", "imports: [app.m]",
     "file-exists: ['app/*.py', pyproject.toml]"],
)  # fmt: skip
def test_a_recipe_runs_where_its_preconditions_hold(condition: str, tmp_path: Path) -> None:
    recipe = written(
        tmp_path, f"canonize: recipe/1\nname: main\npreconditions: {{{condition}}}\nsteps:\n  - {RENAME}\n"
    )
    becomes(planned(recipe, PROJECT), PROJECT, RENAMED)


@pytest.mark.parametrize(
    "says",
    [
        {"setup.cfg": "[options]\npython_requires = >=3.10\n"},
        {"setup.py": "setup(name='app', python_requires='>=3.10')\n"},
        {
            "pyproject.toml": "[build-system]\n",
            "setup.cfg": "[flake8]\n",
            "setup.py": 'setup(python_requires = ">=3.10")\n',
        },
    ],
)
def test_the_range_of_pythons_is_read_where_setuptools_reads_it(says: dict[str, str], tmp_path: Path) -> None:
    recipe = written(
        tmp_path, f"canonize: recipe/1\nname: main\npreconditions: {{python: '>=3.10'}}\nsteps:\n  - {RENAME}\n"
    )
    becomes(planned(recipe, {**FILES, **says}), {**FILES, **says}, RENAMED)


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("python: '>=3.11'", "it runs on Python 3.10 (>=3.10), and >=3.11 is wanted"),
        ("python: '<3.12'", "it runs on Python 3.12"),
        ("symbol-exists: ['app.m:Gone']", "no symbol app.m:Gone"),
        ("symbol-exists: ['lib:Gone']", "no symbol lib:Gone"),
        ("imports: [a.c]", "nothing imports a.c"),
        ("imports: [c]", "nothing imports c"),
        ("file-exists: [setup.py]", "no file setup.py"),
    ],
)
def test_where_they_do_not_hold_nothing_is_done_and_nothing_failed(condition: str, why: str, tmp_path: Path) -> None:
    recipe = written(
        tmp_path, f"canonize: recipe/1\nname: main\npreconditions: {{{condition}}}\nsteps:\n  - {RENAME}\n"
    )
    done = planned(recipe, PROJECT)
    assert not done.changes.changes
    assert not done.failed
    assert f"info not-applicable :0: {why}" in said(done)


@pytest.mark.parametrize("statement", ["from .core import x", "from . import core", "from ..deep.core import x"])
def test_what_is_imported_by_a_relative_path_is_imported(statement: str, tmp_path: Path) -> None:
    files = {**FILES, "app/deep/__init__.py": "", "app/deep/core.py": "", "app/deep/v.py": f"{statement}\n"}
    text = f"canonize: recipe/1\nname: main\npreconditions: {{imports: [app.deep.core]}}\nsteps:\n  - {RENAME}\n"
    becomes(planned(written(tmp_path, text), files), files, RENAMED)


def test_a_repository_that_does_not_say_its_python_is_no_match(tmp_path: Path) -> None:
    recipe = written(
        tmp_path, f"canonize: recipe/1\nname: main\npreconditions: {{python: '>=3.8'}}\nsteps:\n  - {RENAME}\n"
    )
    for files in (FILES, {**FILES, "pyproject.toml": "[project"}, {**FILES, "pyproject.toml": "project = 1\n"}):
        assert "does not say on which Python" in said(planned(recipe, files))
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "pyproject.toml").symlink_to("conf.toml")
    assert "does not say on which Python" in said(plan(recipe, open_tree(linked, in_place=True)))


@pytest.mark.parametrize(
    "asked", ["preconditions: {symbol-exists: ['m3999:A']}", "postconditions: {absent: ['m3999:A']}"]
)
def test_a_symbol_that_is_too_many_steps_away_is_refused(asked: str, tmp_path: Path) -> None:
    files = {"m0.py": "A = 1\n", **{f"m{at}.py": f"from m{at - 1} import A\n" for at in range(1, 4000)}}
    text = f"canonize: recipe/1\nname: main\n{asked}\nsteps:\n  - rename: {{from: app.m:Old, to: A}}\n"
    with pytest.raises(CanonizeError, match="over too many steps to be followed"):
        planned(written(tmp_path, text), FILES | files)


def test_a_step_has_preconditions_of_its_own_and_those_that_need_it_wait(tmp_path: Path) -> None:
    steps = (
        f"  - {{id: one, preconditions: {{file-exists: [gone.py]}}, {RENAME}}}\n"
        "  - {id: two, needs: one, rename: {from: app.m:Other, to: Another}}\n"
    )
    done = planned(written(tmp_path, steps), FILES)
    assert not done.changes.changes
    assert not done.failed
    assert "info not-applicable :0: it needs one, which does not apply [two]" in said(done)


@pytest.mark.parametrize(
    ("key", "needle"),
    [
        ("python: new", "not a range of versions"),
        ("imports: ['a b']", "not a dotted name"),
        ("file-exists: ['../x']", "leaves the repository"),
    ],
)
def test_a_precondition_that_cannot_be_is_told(key: str, needle: str, tmp_path: Path) -> None:
    with pytest.raises(CanonizeError, match=needle):
        written(tmp_path, f"canonize: recipe/1\nname: main\npreconditions: {{{key}}}\nsteps:\n  - {RENAME}\n")


# -- postconditions -------------------------------------------------------------------------------------------------


def with_post(condition: str, steps: str) -> str:
    return f"canonize: recipe/1\nname: main\npostconditions: {{{condition}}}\nsteps:\n{steps}"


def test_a_file_that_would_change_again_is_put_back_alone(tmp_path: Path) -> None:
    step = "  - libcst: {command: 'mod.py:Mod', every-file: true}\n"
    (tmp_path / "mod.py").write_text(
        "from libcst.codemod import VisitorBasedCodemodCommand\n"
        "class Mod(VisitorBasedCodemodCommand):\n"
        "    def leave_Name(self, o, u):\n"
        "        return u.with_changes(value={'old': 'new', 'a': 'b', 'b': 'a'}.get(u.value, u.value))\n"
    )
    files = {"good.py": "old\n", "again.py": "a\n"}
    done = planned(written(tmp_path, with_post("idempotent: true", step)), files)
    becomes(done, files, {"good.py": "new\n"})
    assert "error postcondition again.py:1: postcondition idempotent" in said(done)


def test_a_step_that_is_not_run_is_not_run_a_second_time_either(tmp_path: Path) -> None:
    step = "  - rename: {from: 'app.m:New', to: Newer}\n    "
    for condition in ("preconditions: {file-exists: [nowhere.py]}", "needs: [first]"):
        first = "  - rename: {from: app.m:Other, to: Another}\n    id: first\n    preconditions: {imports: [nothing]}\n"
        recipe = written(tmp_path, with_post("idempotent: true", f"  - {RENAME}\n{first}{step}{condition}\n"))
        becomes(planned(recipe, FILES), FILES, RENAMED)


def test_a_file_that_still_refers_to_the_symbol_is_put_back_alone(tmp_path: Path) -> None:
    step = "  - bowler: {select: {function: old}, filters: [is-call], modify: {rename: new}}\n"
    files = {
        "p/__init__.py": "", "p/m.py": "def old(): ...\ndef new(): ...\n",
        "p/a.py": "from p import m\nold(1)\n", "p/b.py": "import p.m\nold(1)\np.m.old\n", "p/c.py": "from p.m import old as other\nold(2)\n",
    }  # fmt: skip
    done = planned(written(tmp_path, with_post("absent: ['p.m:old']", step)), files)
    becomes(done, files, {"p/a.py": "from p import m\nnew(1)\n"})
    assert "error postcondition p/b.py:3: postcondition absent: p.m:old is still there" in said(done)
    assert "error postcondition p/c.py:1" in said(done)


def test_with_a_file_that_is_put_back_goes_what_would_break_by_that(tmp_path: Path) -> None:
    files = {
        **FILES, "app/c.py": "class C: ...\n", "app/both.py": "from app.c import C\nfrom app.m import Old\nprint(C, Old)\n",
        "app/d.py": "class D: ...\n",
    }  # fmt: skip
    other = "  - rename: {from: 'app.d:D', to: E}\n"
    done = planned(written(tmp_path, with_post("absent: ['app.c:C']", f"  - {RENAME}\n{other}")), files)
    becomes(done, files, {"app/d.py": "class E: ...\n"})
    assert "error unproven app/m.py:1: app/both.py is left as it was, and takes Old from here" in said(done)
    assert "error unproven app/u.py:1" in said(done)


def test_what_holds_is_not_spoken_of(tmp_path: Path) -> None:
    recipe = written(tmp_path, with_post("parses: true, idempotent: true, absent: ['app.m:Old']", f"  - {RENAME}\n"))
    done = planned(recipe, FILES)
    becomes(done, FILES, RENAMED)
    assert not done.diagnostics
