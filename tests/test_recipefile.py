"""Recipe files: what they mean, every problem at its place, and files that mean harm."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from repos import not_root

from canonize.codemods.errors import CanonizeError, NotFound
from canonize.codemods.names import SymbolPath
from canonize.codemods.options import Closed
from canonize.codemods.problems import RecipeErrors
from canonize.codemods.recipe import GitOptions, Recipe
from canonize.codemods.recipefiles.recipefile import find, load, parse, shipped
from canonize.codemods.recipefiles.recipefile import given as given_params
from canonize.codemods.recipefiles.recipereader import Reader
from canonize.codemods.recipefiles.recipescaffold import scaffold
from canonize.codemods.recipefiles.recipeschema import BranchOptions, FileOptions, Param, RecipeModel
from canonize.codemods.recipefiles.recipeyaml import MAX_ALIASES, MAX_BYTES, MAX_DEPTH, read
from canonize.codemods.recipefiles.registry import actions
from canonize.codemods.renames.rename import KINDS, Rename

HEAD = "canonize: recipe/1\nname: tidy\n"
STEPS = "steps: [{rename: {from: app.m:Old, to: New}}]\n"


def recipe(text: str, **params: str) -> Recipe:
    given = {name.replace("_", "-"): value for name, value in params.items()}
    return parse("r.yaml", textwrap.dedent(text).encode(), given)


def codemod(recipe: Recipe, number: int = 0) -> Rename:
    found = recipe.steps[number].codemod
    assert isinstance(found, Rename)
    return found


def problems(text: str | bytes, params: Mapping[str, str] | None = None) -> list[str]:
    """Every problem as `line:column: message`."""
    data = text if isinstance(text, bytes) else textwrap.dedent(text).encode()
    with pytest.raises(RecipeErrors) as caught:
        parse("r.yaml", data, params or {})
    return [f"{problem.line}:{problem.column}: {problem.message}" for problem in caught.value.problems]


def one_problem(text: str | bytes, params: Mapping[str, str] | None = None) -> str:
    found = problems(text, params)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "preconditions: {pyton: '>=3.10'}",
            'r.yaml:4:17: no key named "pyton" in preconditions\n  help: did you mean "python"?',
        ),
        ("tests: [{name: '', before: {}}]", 'r.yaml:4:16: "name" is empty'),
    ],
)
def test_a_slip_in_an_optional_part_is_told_in_its_words(more: str, said: str) -> None:
    with pytest.raises(RecipeErrors) as caught:
        parse("r.yaml", f"canonize: recipe/1\nname: a\nsteps: [rename: {{from: a.b, to: C}}]\n{more}\n".encode(), {})
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("rename: {from: a.b, to: C}\n    needs: {a: b}", "5:12: needs: that is no step's id"),
        ("mock-factory: {of: a.b, factory: tests/x.py, min-copies: 0}", "4:62: not a number from 1 to 1,000: '0'"),
        ("mock-factory: {of: a.b, factory: tests/x.py, min-copies: few}", "4:62: not a number from 1 to 1,000: 'few'"),
    ],
)
def test_a_slip_in_a_step_is_told_in_its_words(step: str, said: str) -> None:
    assert one_problem(f"canonize: recipe/1\nname: a\nsteps:\n  - {step}\n") == said


# What a recipe means


def test_every_key_of_a_recipe_is_read() -> None:
    found = recipe(
        """\
        canonize: recipe/1
        name: tidy-names
        description: Tidy the names.
        source: docs/audit.md
        params:
          package: {type: dotted, default: app, description: where}
          rename-old: {type: bool, default: true}
        files: {include: ["src/**"], exclude: [src/legacy]}
        source-roots: [src]
        steps:
          - id: old
            if: "{{ rename-old }}"
            rename:
              from: "{{ package }}.m:Old"
              to: New
              keep-alias: deprecated
              removed-in: "2.0"
              text: true
              derived: ["visit_{}"]
              leave: [docs, comments]
        git: {branch: tidy, message: Tidy, commits: one}
        """
    )
    assert (found.name, found.description, found.source) == ("tidy-names", "Tidy the names.", "docs/audit.md")
    assert (found.include, found.exclude, found.source_roots) == (("src/**",), ("src/legacy",), ("src",))
    assert found.git == GitOptions("tidy", "Tidy", "one")
    assert found.params == {"package": "app", "rename-old": "true"}
    step = found.steps[0]
    assert (step.id, step.action, step.enabled) == ("old", "rename", True)
    assert codemod(found) == Rename(
        SymbolPath("app.m", "Old"), "New", "deprecated", "2.0", True, ("visit_{}",), frozenset({"docs", "comments"})
    )


def test_three_keys_are_enough() -> None:
    found = recipe(HEAD + STEPS)
    assert codemod(found) == Rename(SymbolPath("app.m", "Old"), "New")
    assert found.steps[0].id == "rename-1"
    assert found.git == GitOptions("canonize/tidy", "", "one-per-step")


def test_layout_comments_and_quotes_do_not_change_the_digest() -> None:
    block = HEAD + "# why\nsteps:\n- rename:\n    to: 'New'\n    from: \"app.m:Old\"\n"
    assert recipe(block).digest == recipe(HEAD + STEPS).digest == recipe((HEAD + STEPS).replace("\n", "\r\n")).digest


def test_a_param_gives_the_same_digest_as_the_value_written_out() -> None:
    text = HEAD + "params: {new: {default: Other}}\nsteps: [{rename: {from: app.m:Old, to: '{{ new }}'}}]\n"
    assert recipe(text, new="New").digest == recipe(HEAD + STEPS).digest != recipe(text).digest


@pytest.mark.parametrize(
    "plain", ["1.20", "on", "no", "yes", "1:30", "0o7", "0x1F", "1e3", "2025-08-28", "tRUE", "None", "5"]
)
def test_only_true_and_false_are_not_text(plain: str) -> None:
    found = recipe(f"{HEAD}description: {plain}\n{STEPS}")
    assert found.description == plain


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("TRUE", True), ("True", True), ("false", False), ("FALSE", False), ("False", False)],
)
def test_true_and_false_are_bools(written: str, meant: bool) -> None:
    assert codemod(recipe(f"{HEAD}steps: [{{rename: {{from: a.b:C, to: D, text: {written}}}}}]\n")).text is meant


@pytest.mark.parametrize("written", ["True", "FALSE", "true"])
def test_a_bool_where_text_belongs_is_told_as_it_is_written(written: str) -> None:
    found = one_problem(f"{HEAD}description: {written}\n{STEPS}")
    assert f"takes text, and {written} is a bool" in found


def test_a_byte_order_mark_may_stand_before_a_recipe() -> None:
    text = HEAD + STEPS
    assert recipe("\ufeff" + text).digest == recipe(text).digest
    assert one_problem("\ufeff" + text + "more: 1\n").startswith(f"{text.count(chr(10)) + 1}:1: ")


@pytest.mark.parametrize(
    ("condition", "runs"),
    [
        ("true", True),
        ("false", False),
        ('"{{ yes }}"', True),
        ('"{{ no }}"', False),
        ('"not {{ yes }}"', False),
        ('"not {{ no }}"', True),
        ("not true", False),
    ],
)
def test_a_step_runs_if_its_condition_holds(condition: str, runs: bool) -> None:
    text = HEAD + "params: {yes: {type: bool, default: true}, no: {type: bool, default: false}}\n"
    assert recipe(text + STEPS.replace("{rename", f"{{if: {condition}, rename")).steps[0].enabled is runs


@pytest.mark.parametrize(
    "condition", ["on", "1", '"{{ name }}"', "not not true", "1 == 1", "[]", "~", "__import__('os')", "not"]
)
def test_a_condition_is_never_evaluated(condition: str) -> None:
    text = HEAD + "params: {name: {default: yes}}\n" + STEPS.replace("{rename", f"{{if: {condition}, rename")
    assert '"if" takes a bool' in one_problem(text)


def test_a_bool_param_stays_a_bool() -> None:
    text = HEAD + "params: {prose: {type: bool}}\nsteps: [{rename: {from: a.b:C, to: D, text: '{{ prose }}'}}]\n"
    assert codemod(recipe(text, prose="true")).text is True
    assert codemod(recipe(text, prose="false")).text is False


def test_params_are_put_in_wherever_text_stands() -> None:
    text = """\
        canonize: recipe/1
        name: "tidy-{{ word }}"
        description: "About {{word}} and {{  word  }}."
        source: "docs/{{ word }}.md"
        params: {word: {}}
        files: {include: ["{{ word }}/**"], exclude: ["{{ word }}/old"]}
        source-roots: ["{{ word }}"]
        steps:
          - id: "{{ word }}"
            rename: {from: "{{ word }}.m:Old", to: "New{{ word }}", derived: ["{{ word }}_{}"], leave: ["docs"]}
        git: {branch: "b/{{ word }}", message: "Tidy {{ word }}"}
        """
    found = recipe(text, word="app")
    assert (found.name, found.description, found.source) == ("tidy-app", "About app and app.", "docs/app.md")
    assert (found.include, found.exclude, found.source_roots) == (("app/**",), ("app/old",), ("app",))
    assert found.git == GitOptions("b/app", "Tidy app")
    assert found.steps[0].id == "app"
    assert codemod(found) == Rename(
        SymbolPath("app.m", "Old"), "Newapp", derived=("app_{}",), leave=frozenset({"docs"})
    )


def test_what_a_value_brings_in_is_not_filled_in_again() -> None:
    text = HEAD + "description: '{{ a }}'\nparams: {a: {}, b: {default: secret}}\n" + STEPS
    assert recipe(text, a="{{ b }}").description == "{{ b }}"


def test_an_alias_repeats_its_anchor() -> None:
    text = (
        HEAD
        + "steps:\n- rename: {from: a.b:C, to: D, leave: &kinds [docs]}\n- rename: {from: a.b:E, to: F, leave: *kinds}\n"
    )
    assert codemod(recipe(text), 1).leave == frozenset({"docs"})


def test_the_pure_parser_gives_what_the_fast_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [find(name).data for name, _ in shipped()] + [b"a: &a [*a]", b"x: !!int 1"]
    fast = [_outcome(text) for text in texts]
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert [_outcome(text) for text in texts] == fast


def _outcome(data: bytes) -> str:
    try:
        return Reader(read("r.yaml", data)).described({}).recipe.digest
    except RecipeErrors as errors:
        return "; ".join(f"{problem.line}:{problem.column}" for problem in errors.problems)


# Every problem, where it is


def test_every_problem_is_told_at_once_with_its_place_and_its_help() -> None:
    text = """\
        canonize: recipe/1
        nme: tidy
        params:
          package: {type: doted}
        steps:
          - id: one
            renam: {from: a.b:C}
          - rename:
              from: "{{ packge }}.m:Old"
              keep-alias: depricated
              text: yes
              leave: [doc]
        git: {branch: -x}
        """
    with pytest.raises(RecipeErrors) as caught:
        parse("dir/recipe.yaml", textwrap.dedent(text).encode(), {"pakage": "x"})
    assert str(caught.value) == textwrap.dedent(
        """\
        dir/recipe.yaml: no param named "pakage"
          help: did you mean "package"?
        dir/recipe.yaml:1:1: the recipe needs "name"
          help: What the recipe is called: small letters, digits and dashes.
        dir/recipe.yaml:2:1: no key named "nme" in the recipe
          help: did you mean "name"?
        dir/recipe.yaml:4:19: "type" takes string or identifier or dotted or symbol or bool or int, not "doted"
          help: did you mean "dotted"?
        dir/recipe.yaml:7:5: no action named "renam"
          help: did you mean "rename"? `canonize recipe actions` lists all 8
        dir/recipe.yaml:8:5: rename needs "to"
          help: The new name; or the full path of a symbol elsewhere, to which the references go.
        dir/recipe.yaml:9:14: no param named "packge"
          help: did you mean "package"?
        dir/recipe.yaml:10:19: "keep-alias" takes none or plain or deprecated, not "depricated"
          help: did you mean "deprecated"?
        dir/recipe.yaml:11:13: "text" takes true or false, not "yes"
          help: written so, in small letters; yes and on are text
        dir/recipe.yaml:12:15: 'doc' is not one of annotations, attribute-strings, comments, config, docs, doctests, \
dotted-strings, exports, mock-targets, notebooks, reprs, type-comments
          help: did you mean "docs"?
        dir/recipe.yaml:13:15: git takes no branch '-x': it begins with a dash
          help: write a name such as canonize/tidy-names"""
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (STEPS + "name: tidy\n", '1:1: the recipe needs "canonize"'),
        ("canonize: recipe/2\nfoo: 1\n", "1:11: written as recipe/2; this canonize reads recipe/1"),
        ("canonize: batch/1\nfoo: 1\n", "1:11: the manifest of a batch, not a recipe"),
        ("canonize: 1\nname: tidy\n" + STEPS, '1:11: "canonize" takes recipe/1, not "1"'),
        (HEAD, '1:1: the recipe needs "steps"'),
        (HEAD + "steps: []\n", '3:8: "steps" is empty'),
        (HEAD + "steps:\n", '3:7: "steps" has no value'),
        (HEAD + "steps: {rename: {}}\n", '3:8: "steps" takes a list, not a mapping'),
        (HEAD + "steps: [hello]\n", "3:9: a step is a mapping with an action, such as `rename:`"),
        (HEAD + "steps: [{id: x}]\n", "3:9: the step has no action"),
        (HEAD + "steps: [{rename: x}]\n", '3:18: "rename" takes keys with values, not "x"'),
        (HEAD + "steps: [{rename: }]\n", '3:18: "rename" has no value'),
        (HEAD + "description: true\n" + STEPS, '3:14: "description" takes text, and true is a bool'),
        (HEAD + "description: [a]\n" + STEPS, '3:14: "description" takes text, not a list'),
        (HEAD + "source-roots: src\n" + STEPS, '3:15: "source-roots" takes a list, not "src"'),
        (HEAD + "git: {brnch: x}\n" + STEPS, '3:7: no key named "brnch" in git'),
        (HEAD.replace("tidy", "Tidy Up") + STEPS, "2:7: not a plain name: 'Tidy Up'"),
        (HEAD + "true: 1\n" + STEPS, '3:1: no key named "true" in the recipe'),
        (HEAD + "params: {A_b: {}}\n" + STEPS, '3:10: not the name of a param: "A_b"'),
        (HEAD + "params: {a: {tpe: bool}}\n" + STEPS, '3:14: no key named "tpe" in a'),
        (HEAD + "params: {a: {type: bool, default: yes}}\n" + STEPS, "3:35: the default: 'yes' is neither true nor false"),
        (HEAD + "params: {a: {type: int, default: 1.5}}\n" + STEPS, "3:34: the default: '1.5' is not a whole number"),
        (HEAD + "params: {a: {default: true}}\n" + STEPS, "3:23: the default is a bool, and the type is string"),
        (HEAD + "params: {a: {default: [x]}}\n" + STEPS, "3:23: the default must be one value"),
        (HEAD + "params: {a: {default: ~}}\n" + STEPS, "3:23: the default has no value"),
        (HEAD + "params: {a: {default: '{{ b }}'}}\n" + STEPS, "3:23: the default of a param cannot use another param"),
        (HEAD + "params: {a: {default: x, choices: [y, z]}}\n" + STEPS, "3:23: the default must be a choice: y or z"),
        (HEAD + "description: a {{ b\n" + STEPS, "3:16: a {{ without its }}"),
        (HEAD + "description: x {{ b }} {{ c }}\nparams: {c: {default: d}}\n" + STEPS, '3:16: no param named "b"'),
        (HEAD + "description: |\n  one\n  two {{ b }}\n" + STEPS, '5:7: no param named "b"'),
    ],
)  # fmt: skip
def test_a_problem_stands_where_its_key_or_value_does(text: str, problem: str) -> None:
    assert one_problem(text) == problem


def test_a_step_has_one_action(monkeypatch: pytest.MonkeyPatch) -> None:
    two = {**actions(), "retitle": actions()["rename"]}
    monkeypatch.setattr("canonize.codemods.recipefiles.recipereader.actions", lambda: two)
    text = HEAD + "steps:\n- rename: {from: a.b:C, to: D}\n  retitle: {from: a.b:C, to: D}\n"
    assert one_problem(text) == '5:3: a step has one action, and this one has "rename" at 4:3'


def test_two_steps_have_two_names() -> None:
    text = HEAD + "steps:\n- id: a\n  rename: {from: a.b:C, to: D}\n- id: a\n  rename: {from: a.b:E, to: F}\n"
    assert one_problem(text) == '6:7: two steps are called "a"; the first is at 4:7'


def test_a_condition_or_a_name_with_an_unknown_param_is_told_once() -> None:
    assert one_problem(HEAD + STEPS.replace("{rename", "{if: '{{ x }}', rename")) == '3:15: no param named "x"'
    assert one_problem(HEAD + STEPS.replace("{rename", "{id: '{{ x }}', rename")) == '3:15: no param named "x"'


def test_a_param_without_choices_where_a_choice_is_needed_is_told_with_what_to_do() -> None:
    text = HEAD + "params: {kept: {}}\nsteps: [{rename: {from: a.b:C, to: D, keep-alias: '{{ kept }}'}}]\n"
    assert codemod(recipe(text, kept="plain")).keep_alias == "plain"
    with pytest.raises(RecipeErrors, match='give the param "kept" a default or choices'):
        Reader(read("r.yaml", text.encode())).described({})


def test_removed_in_without_a_deprecated_alias_is_told_at_its_key() -> None:
    text = HEAD + "steps: [{rename: {from: a.b:C, to: D, removed-in: '2'}}]\n"
    assert one_problem(text) == "3:39: removed-in says when a deprecated alias goes"


def test_keys_given_twice_are_told_with_both_places() -> None:
    assert one_problem(HEAD + STEPS + "name: other\n") == '4:1: the key "name" is given twice; first at 2:1'


def test_a_param_without_a_value_is_told_where_it_is_declared() -> None:
    text = (
        HEAD + "params:\n  new: {type: identifier, description: The new name.}\n" + STEPS.replace("New", "'{{ new }}'")
    )
    with pytest.raises(RecipeErrors) as caught:
        recipe(text)
    assert str(caught.value) == (
        'r.yaml:4:3: the param "new" has no default: give --param new=VALUE\n  help: The new name.'
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("identifier", "a.b"),
        ("identifier", "class"),
        ("dotted", "a..b"),
        ("dotted", "a.class"),
        ("symbol", "a:b:c"),
        ("bool", "yes"),
        ("bool", "1"),
        ("int", "1.5"),
        ("int", "9" * 5000),
        ("string", "a\nb"),
        ("string", "a\x00b"),
        ("string", "\udcff"),
        ("string", "x" * 5000),
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused(kind: str, value: str) -> None:
    found = one_problem(HEAD + f"params: {{a: {{type: {kind}}}}}\n" + STEPS, {"a": value})
    assert found.startswith('3:10: the value given for "a": ')
    assert len(found) < 200


def test_a_value_that_is_none_of_the_choices_is_refused() -> None:
    text = HEAD + "params: {a: {choices: [plain, none]}}\n" + STEPS
    assert one_problem(text, {"a": "plane"}) == "3:10: the value given for \"a\": it takes plain or none, not 'plane'"


# YAML


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "1:1: the file is empty"),
        (b" \n\n", "1:1: the file is empty"),
        (b"# a comment\n", "1:1: the file is empty"),
        (b"---\n...\n", "1:1: the file is empty"),
        (b"- a\n- b\n", "1:1: a recipe is a mapping of keys, not a list"),
        (b"hello\n", "1:1: a recipe is a mapping of keys, not one value"),
        (b"\xef\xbb\xbf", "1:1: the file is empty"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa: b\n", "1:1: the character U+FEFF may not stand in a recipe"),
        ("a: b\n".encode("utf-16"), "1:1: the file is UTF-16"),
        (b"a: b\nc: \xff\n", "2:4: not UTF-8"),
        (b"a: b\nc: \xc3", "2:4: not UTF-8"),
        (b"a: b\nc: d\x00\n", "2:5: the character U+0000 may not stand in a recipe"),
        (b"a: b\rc: d\n", "1:5: the character U+000D may not stand in a recipe"),
        ("a: b\n# \u202e\n".encode(), "2:3: the character U+202E may not stand in a recipe"),
        ("a: b\u2028c: d\n".encode(), "1:5: the character U+2028 may not stand in a recipe"),
        (b"a:\n\tb: c\n", "2:1: a tab where YAML wants spaces"),
        (b"a: b\n---\nc: d\n", "2:1: a second document begins here"),
        (b"a: *b\n", "1:4: no anchor &b before this alias"),
        (b"a: &a [*a]\n", "1:8: the alias *a stands inside of what it repeats"),
        (b"a: &a {b: *a}\n", "1:11: the alias *a stands inside of what it repeats"),
    ],
)  # fmt: skip
def test_what_is_no_recipe_at_all_is_told_in_one_line(text: bytes, problem: str) -> None:
    assert one_problem(text) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEAD + "<<: {a: b}\n" + STEPS, "3:1: a merge key (<<), which YAML 1.2 has not"),
        (HEAD + "description: !!python/object/apply:os.system [ls]\n" + STEPS, "3:14: a YAML tag: tag:yaml.org,2002:python/object/apply:os.system"),
        (HEAD + "description: !x y\n" + STEPS, "3:14: a YAML tag: !x"),
        (HEAD + "description: !!str y\n" + STEPS, "3:14: a YAML tag: tag:yaml.org,2002:str"),
        (HEAD + "git: !!map {}\n" + STEPS, "3:6: a YAML tag: tag:yaml.org,2002:map"),
        (HEAD + 'description: "a\\0b"\n' + STEPS, "3:14: the character U+0000 may not stand in a recipe"),
        (HEAD + 'description: "a\\e[31m"\n' + STEPS, "3:14: the character U+001B may not stand in a recipe"),
        (HEAD + "? [a]\n: b\n" + STEPS, "3:3: a key must be one word, not a list or a mapping"),
        ("%YAML 1.1\n---\n" + HEAD + STEPS, "2:1: recipes are YAML 1.2"),
    ],
)  # fmt: skip
def test_yaml_that_a_recipe_may_not_use_is_refused(text: str, problem: str) -> None:
    assert any(
        found.startswith(problem) or found.split(": ", 1)[1] == problem.split(": ", 1)[1] for found in problems(text)
    )


@pytest.mark.parametrize("value", ["{{ new }}", "{{ new }}.m:Old", "{{new}}", "{{ new }} x"])
def test_a_template_without_quotes_is_told_to_have_them(value: str) -> None:
    with pytest.raises(RecipeErrors) as caught:
        recipe(HEAD + f"params: {{new: {{}}}}\nsteps:\n- rename:\n    from: {value}\n    to: New\n")
    assert 'must be in quotes: "{{ name }}"' in str(caught.value)
    assert {problem.line for problem in caught.value.problems if "in quotes" in problem.help} & {6, 7}


# Files that mean harm

NINE = 'a: &a ["x","x","x","x","x","x","x","x","x"]\n' + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(8)
)
BOMBS = {
    "a billion laughs": (NINE, "aliases written out"),
    "many aliases": ("a: &a x\nb: [" + "*a, " * (MAX_ALIASES + 1) + "]\n", f"more than {MAX_ALIASES} aliases"),
    "many values": ("a: [" + "x, " * 30_000 + "]\n", "more than 20,000 values"),
    "many keys": ("".join(f"k{i}: v\n" for i in range(12_000)), "more than 20,000 values"),
    "deep lists": ("[" * 100_000, f"nested deeper than {MAX_DEPTH}"),
    "deep mappings": ("{a: " * 50_000, f"nested deeper than {MAX_DEPTH}"),
    "deep dashes": ("- " * 100_000, f"nested deeper than {MAX_DEPTH}"),
    "deep questions": ("? " * 100_000, f"nested deeper than {MAX_DEPTH}"),
    "deep by aliases": (
        "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [[[[[[[[*a{i - 1}]]]]]]]]\n" for i in range(1, 20)),
        f"nested deeper than {MAX_DEPTH}",
    ),
    "a long line": ("a: " + "x" * 200_000 + "\n", "no key named"),
    "a long key": ("x" * 200_000 + ": a\n", "not YAML"),
    "many templates": (HEAD + "description: '" + "{{ a }}" * 30_000 + "'\n" + STEPS, "no param named"),
    "open templates": (HEAD + "description: '" + "{{ " * 60_000 + "'\n" + STEPS, "a {{ without its }}"),
    "open brackets of many kinds": ("[{" * 50_000, f"nested deeper than {MAX_DEPTH}"),
    "many problems": (HEAD + "steps: [" + "{rename: {}}, " * 3_000 + "]\n", "too many problems"),
    "many names to guess from": (
        HEAD + "params: {" + "".join(f"a{i}: {{}}, " for i in range(5_000)) + "}\n"
        "description: '" + "".join(f"{{{{b{i}}}}}" for i in range(15_000)) + "'\n",
        "too many problems",
    ),
    "many anchors": ("a: [" + "".join(f"&a{i} x, " for i in range(15_000)) + "]\n", "the recipe needs"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(name: str) -> None:
    text, message = BOMBS[name]
    started = time.process_time()
    with pytest.raises(RecipeErrors) as caught:
        parse("r.yaml", text.encode(), {})
    assert message in str(caught.value)
    assert len(str(caught.value)) < 20_000
    assert time.process_time() - started < 3


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_the_pure_parser_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    started = time.process_time()
    with pytest.raises(RecipeErrors):
        parse("r.yaml", BOMBS[name][0].encode(), {})
    assert time.process_time() - started < 15


@pytest.mark.parametrize("escape", ['"\\ud800"', '"\\U00110000"', '"\\uZZZZ"', '"\\q"', '"open'])
@pytest.mark.parametrize("pure", [False, True])
def test_a_wrong_escape_is_one_problem(escape: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert one_problem(HEAD + STEPS + f"description: {escape}\n")


@pytest.mark.parametrize(
    "path",
    ["/etc", "~/x", "~", "C:/x", "c:x", "..", "../x", "a/../../x", "a/..", ".git", ".git/hooks", "a/.GIT/x", ".gi[t]/x", "a\\b",
     "''", "' '", "' a'", ".gi?"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["include", "exclude", "source-roots", "source"])
def test_a_path_that_leaves_the_repository_or_enters_git_is_refused(key: str, path: str) -> None:
    part = {
        "include": f"files: {{include: [{path}]}}",
        "exclude": f"files: {{exclude: [{path}]}}",
        "source-roots": f"source-roots: [{path}]",
        "source": f"source: {path}",
    }[key]
    assert one_problem(f"{HEAD}{part}\n{STEPS}").startswith("3:")


@pytest.mark.parametrize(
    "path", [".", "src", "src/**/*.py", "**/test_*.py", "a..b", ".github/x", ".gitignore", "gitx/.gitattributes"]
)
def test_a_path_inside_of_the_repository_is_taken(path: str) -> None:
    assert recipe(f"{HEAD}files: {{include: ['{path}']}}\n{STEPS}").include == (path,)


def test_a_report_may_be_at_an_https_address() -> None:
    assert recipe(f"{HEAD}source: https://example.org/audit?id=1\n{STEPS}").source == "https://example.org/audit?id=1"
    assert one_problem(f"{HEAD}source: https://user:secret@example.org/\n{STEPS}")
    assert one_problem(f"{HEAD}source: file:///etc/passwd\n{STEPS}")


@pytest.mark.parametrize(
    "value", ["-x", "--force", "a b", "a..b", "../x", "x.lock", "HEAD", "@{-1}", "a:b", "a\nb", "a\x00b"]
)
def test_a_param_cannot_make_a_branch_that_git_reads_otherwise(value: str) -> None:
    assert problems(HEAD + STEPS + "params: {a: {}}\ngit: {branch: '{{ a }}'}\n", {"a": value})


@pytest.mark.parametrize(
    "value", ["-m x", "x\n\nCanonize-Plan: 0", "Canonize-Recipe: tidy@0", "canonize-plan: 0", "", " ", "x\r\ny"]
)
def test_a_param_cannot_forge_a_commit_message(value: str) -> None:
    assert problems(HEAD + STEPS + "params: {a: {}}\ngit: {message: '{{ a }}'}\n", {"a": value})


def test_a_message_may_have_several_lines() -> None:
    found = recipe(HEAD + STEPS + "git:\n  message: |\n    Tidy\n\n    Because canonize-like names are good.\n")
    assert found.git.message == "Tidy\n\nBecause canonize-like names are good."


@settings(max_examples=150, deadline=None)
@given(st.text("ab:{}[]&*!|>-?'\"#%@,\t\n {{}}~é\u2028", max_size=40))
@example("a: &a\n  <<: *a")
@example("&a *a")
@example("? : :")
@example("a: |9\n x")
@example("--- !x &a\n- b")
def test_no_text_at_all_makes_a_traceback(text: str) -> None:
    for data in (text.encode(), (HEAD + STEPS + text).encode()):
        try:
            parse("r.yaml", data, {})
        except RecipeErrors as errors:
            assert errors.problems
            assert all(problem.line >= 0 and "\n" not in problem.message for problem in errors.problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=30))
def test_no_bytes_at_all_make_a_traceback(data: bytes) -> None:
    with pytest.raises(RecipeErrors):
        parse("r.yaml", data, {})


@settings(max_examples=60, deadline=None)
@given(value=st.text(max_size=20))
def test_no_value_of_a_param_makes_a_traceback(value: str) -> None:
    text = (
        HEAD + "params: {a: {}}\nfiles: {include: ['{{ a }}']}\nsteps: [{rename: {from: '{{ a }}', to: '{{ a }}'}}]\n"
    )
    with pytest.raises(RecipeErrors):
        recipe(text, a=value)


# Files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def refusal(path: str) -> str:
    started = time.monotonic()
    with pytest.raises(CanonizeError) as caught:
        load(path, {})
    assert time.monotonic() - started < 3
    assert "\n" not in caught.value.title
    return caught.value.title


def test_a_missing_file_says_where_recipes_are(folder: Path) -> None:
    with pytest.raises(NotFound) as caught:
        load("websocket-sot", {})
    assert str(caught.value) == 'websocket-sot: no such recipe\n  help: did you mean "websocket-ssot"?'
    with pytest.raises(NotFound, match="no such recipe"):
        load("elsewhere/websocket-ssot.yaml", {})
    (folder / "mine.yml").write_text("x: 1\n")
    with pytest.raises(NotFound, match=r'did you mean "mine\.yml"'):
        load("mine", {})


def test_a_folder_is_no_recipe(folder: Path) -> None:
    (folder / "recipes").mkdir()
    assert refusal("recipes") == "recipes: not a file"


def test_a_fifo_is_not_waited_for(folder: Path) -> None:
    os.mkfifo("pipe.yaml")
    assert refusal("pipe.yaml") == "pipe.yaml: not a file"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_is_not_read(folder: Path) -> None:
    (folder / "zero.yaml").symlink_to("/dev/zero")
    assert refusal("zero.yaml") == "zero.yaml: not a file"


def test_a_link_in_circles_is_one_line(folder: Path) -> None:
    (folder / "a.yaml").symlink_to("a.yaml")
    assert refusal("a.yaml").startswith("a.yaml: ")


@not_root
def test_a_file_that_may_not_be_read_is_one_line(folder: Path) -> None:
    (folder / "a.yaml").write_text("")
    (folder / "a.yaml").chmod(0)
    assert refusal("a.yaml") == "a.yaml: Permission denied"


@pytest.mark.parametrize("path", ["a\x00b", "x" * 5000, "", "a\nb", "\udcff"])
def test_an_odd_path_is_one_line(path: str, folder: Path) -> None:
    assert len(refusal(path)) < 200


def test_a_file_of_ten_megabytes_is_not_read_whole(folder: Path) -> None:
    (folder / "big.yaml").write_bytes(b"a: b\n" * 2_000_000)
    assert refusal("big.yaml") == f"big.yaml: larger than a recipe may be ({MAX_BYTES // 1024} KiB)"


def test_params_come_as_name_and_value() -> None:
    assert given_params(["a=b", "c=d=e", "f="]) == {"a": "b", "c": "d=e", "f": ""}
    for wrong in (["a"], ["=b"], ["a=b", "a=c"]):
        with pytest.raises(CanonizeError):
            given_params(wrong)


# Recipes that ship


def test_a_shipped_recipe_is_found_by_name_and_by_its_path(folder: Path) -> None:
    for name in (
        "websocket-ssot",
        "websocket-ssot.yaml",
        "recipes/websocket-ssot.yaml",
        "./recipes/websocket-ssot.yaml",
    ):
        assert load(name, {}).name == "websocket-ssot"


def test_a_file_wins_over_the_shipped_recipe_of_its_name(folder: Path) -> None:
    (folder / "recipes").mkdir()
    (folder / "recipes" / "websocket-ssot.yaml").write_text(HEAD + STEPS)
    assert load("recipes/websocket-ssot.yaml", {}).name == "tidy"
    assert load("websocket-ssot", {}).name == "websocket-ssot"


def test_a_folder_of_that_name_does_not_hide_the_shipped_recipe(folder: Path) -> None:
    (folder / "websocket-ssot").mkdir()
    assert load("websocket-ssot", {}).name == "websocket-ssot"


def test_shipped_recipes_are_listed_without_pydantic() -> None:
    code = (
        "import sys\nfrom canonize.codemods.recipefiles.recipefile import shipped\n"
        "print([name for name, about in shipped() if about], 'pydantic' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['collapse-aliases', 'mock-factory', 'rename-symbol', 'websocket-ssot'] False"


def test_the_audits_renames_are_what_the_report_recommends() -> None:
    found = load("websocket-ssot", {})
    base = "netra_backend.app"
    assert [codemod(found, number) for number in (0, 1)] == [
        Rename(SymbolPath(f"{base}.websocket_core.heartbeat_manager", "WebSocketHeartbeatManager"), "HeartbeatMonitor"),
        Rename(
            SymbolPath(f"{base}.services.websocket.quality_manager", "WebSocketQualityManager"), "QualityCoordinator"
        ),
    ]
    assert found.git.branch == "canonize/websocket-ssot"


def test_the_audits_recipe_fits_another_package_and_policy() -> None:
    params = {
        "package": "backend",
        "rename-quality": "false",
        "collapse-aliases": "false",
        "keep-alias": "deprecated",
        "removed-in": "2.0",
        "text": "true",
    }
    found = load("websocket-ssot", params)
    assert [step.id for step in found.enabled] == ["heartbeat"]
    assert codemod(found) == Rename(
        SymbolPath("backend.websocket_core.heartbeat_manager", "WebSocketHeartbeatManager"),
        "HeartbeatMonitor", "deprecated", "2.0", True,
    )  # fmt: skip


def test_the_audits_recipe_collapses_aliases_unless_told_not_to() -> None:
    steps = [step.id for step in load("websocket-ssot", {}).enabled]
    assert steps == ["heartbeat", "quality", "aliases", "alias-page"]


def test_one_symbol_is_renamed_by_params_alone() -> None:
    found = load("rename-symbol", {"symbol": "app.m:Old", "to": "lib.core.New"})
    assert codemod(found) == Rename(SymbolPath("app.m", "Old"), "lib.core.New")
    with pytest.raises(RecipeErrors, match='the param "symbol" has no default'):
        load("rename-symbol", {"to": "New"})


@pytest.mark.parametrize("name", [name for name, _ in shipped()])
def test_a_shipped_recipe_is_called_as_its_file_and_described_in_full(name: str) -> None:
    found = find(name)
    described = Reader(read(found.path, found.data)).described({})
    assert described.recipe.name == name
    assert described.recipe.description
    assert all(param.description for param in described.params)


# Recipes to start from


@pytest.mark.parametrize("action", list(actions()))
def test_a_new_recipe_is_valid_as_it_is_and_with_every_key_uncommented(action: str) -> None:
    text = scaffold("tidy-names", action, file="tidy-names.yaml")
    assert recipe(text).name == "tidy-names"
    start = text.index("# The report")
    whole = text[:start] + "\n".join(map(_uncommented, text[start:].splitlines()))
    assert recipe(whole).source == "docs/audit.md"
    model = actions()[action]
    for name, field in model.model_fields.items():
        if name in model.instead:  # one or the other
            assert f"\n      {field.alias or name}: " not in whole
            continue
        assert f"\n      {field.alias or name}: " in whole


def _uncommented(line: str) -> str:
    """The line as a key when it is one that was commented out; prose stays a comment."""
    indent, mark, rest = line.partition("# ")
    word = rest.lstrip().partition(":")[0]
    return indent + rest if mark and not indent.strip() and word == word.lower() and ":" in rest else line


@pytest.mark.parametrize(
    ("command", "step"), [("move", "rename"), ("collapse", "collapse-aliases"), ("mocks", "mock-factory")]
)
def test_a_command_that_is_taken_for_a_step_is_told_which_one_it_is(command: str, step: str) -> None:
    said = f'did you mean "{step}", the step for `canonize {command}`?'
    text = f"canonize: recipe/1\nname: tidy\nsteps:\n  - {command}: {{from: app.m.C, to: app.n.D}}\n"
    with pytest.raises(RecipeErrors, match=re.escape(said)):
        recipe(text)
    with pytest.raises(CanonizeError) as caught:
        scaffold("tidy", command, file="x")
    assert caught.value.help == said


def test_a_new_recipe_of_an_unknown_action_or_an_odd_name_is_refused() -> None:
    with pytest.raises(CanonizeError, match="no action named 'renam'"):
        scaffold("tidy", "renam", file="x")
    for name in ("", "../x", "A b", "x" * 101, "-x", "a--b", "a\nb"):
        with pytest.raises(CanonizeError):
            scaffold(name, "rename", file="x")


# The documentation

DOCS = Path(__file__).resolve().parent.parent / "docs" / "recipes.md"


def test_the_recipes_in_the_documentation_are_valid() -> None:
    blocks = re.findall(r"^```yaml\n(canonize: .*?)^```", DOCS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert [recipe(block).name for block in blocks] == ["tidy-managers", "websocket-names"]
    assert len(codemod(recipe(blocks[1]), 1).leave) == 2


def test_the_documentation_has_every_key_of_the_models() -> None:
    text = DOCS.read_text(encoding="utf-8")
    models: list[type[Closed]] = [RecipeModel, FileOptions, BranchOptions, Param, *actions().values()]
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert {key for key in keys | KINDS if f"`{key}`" not in text} == set()
