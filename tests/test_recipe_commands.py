"""`canonize recipe list|show|validate|schema|actions|new`, as a person or a program calls them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from canonize.cli.console import Console
from canonize.cli.guard import guarded
from canonize.cli.recipe import group
from canonize.codemods.recipefiles.recipefile import find, load
from canonize.codemods.recipefiles.registry import actions

GOOD = "canonize: recipe/1\nname: tidy\nsteps: [{rename: {from: app.m:Old, to: New}}]\n"
BAD = "canonize: recipe/1\nnme: tidy\nsteps: [{renam: {}}]\n"


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str


def canonize(*words: str) -> Said:
    """What `canonize recipe WORDS…` says and ends with."""
    app = typer.Typer()

    @app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
    def run(context: typer.Context) -> None:
        raise typer.Exit(guarded(Console(), lambda: group(context.args, standalone_mode=False) or 0))

    result = CliRunner().invoke(app, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_list_names_every_shipped_recipe_with_its_actions() -> None:
    said = canonize("list")
    assert said.code == 0
    assert (
        "websocket-ssot  (rename, collapse-aliases, document-aliases, mock-factory)\n    Give the specialised"
        in said.out
    )
    assert "rename-symbol  (rename)\n" in said.out


def test_list_as_json_has_the_params_too() -> None:
    said = canonize("list", "--format", "json")
    found = json.loads(said.out)
    assert found["canonize"] == "recipes/1"
    assert [each["name"] for each in found["recipes"]] == [
        "collapse-aliases",
        "mock-factory",
        "rename-symbol",
        "websocket-ssot",
    ]
    symbol = found["recipes"][0]["params"][0]
    assert (symbol["name"], symbol["type"], symbol["required"], symbol["default"]) == ("symbol", "symbol", True, None)


def test_show_prints_the_file_as_it_is() -> None:
    assert canonize("show", "websocket-ssot").out.encode() == find("websocket-ssot").data


def test_show_of_no_recipe_is_an_error() -> None:
    said = canonize("show", "websocket")
    assert (said.code, said.out) == (2, "")
    assert "websocket: no such recipe" in said.err


def test_validate_says_what_a_recipe_will_do(folder: Path) -> None:
    (folder / "tidy.yaml").write_text(GOOD)
    said = canonize("validate", "tidy.yaml")
    digest = load("tidy.yaml", {}).digest
    assert said == Said(
        0,
        f"tidy.yaml: tidy@{digest[:16]}, on the branch canonize/tidy\n  1. rename-1: rename app.m:Old to New\n",
        "",
    )


def test_validate_tells_the_params_that_a_recipe_needs() -> None:
    said = canonize("validate", "rename-symbol")
    assert said.code == 0
    assert "  needs --param symbol=VALUE: The symbol" in said.out


def test_validate_tells_every_problem_of_every_file(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD)
    (folder / "tidy.yaml").write_text(GOOD)
    said = canonize("validate", "bad.yaml", "tidy.yaml", "none.yaml")
    assert said.code == 2
    assert [line for line in said.err.splitlines() if not line.startswith("  help: ")] == [
        'bad.yaml:1:1: the recipe needs "name"',
        'bad.yaml:2:1: no key named "nme" in the recipe',
        'bad.yaml:3:10: no action named "renam"',
        "none.yaml: no such recipe",
    ]
    assert said.out.startswith("tidy.yaml: tidy@")


def test_validate_as_json_is_one_object(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD)
    (folder / "tidy.yaml").write_text(f"{GOOD}description: größer\n", encoding="utf-8")
    said = canonize("validate", "--format", "json", "tidy.yaml", "bad.yaml")
    assert (said.code, said.err) == (2, "")
    found = json.loads(said.out)
    assert found["canonize"] == "validation/1"
    assert said.out.isascii()
    good, bad = found["files"]
    assert (good["file"], good["valid"], good["problems"]) == ("tidy.yaml", True, [])
    assert good["recipe"]["steps"][0] == {
        "id": "rename-1",
        "action": "rename",
        "enabled": True,
        "summary": "rename app.m:Old to New",
    }
    assert (bad["valid"], bad["recipe"]) == (False, None)
    assert bad["problems"][1] == {
        "path": "bad.yaml",
        "line": 2,
        "column": 1,
        "message": 'no key named "nme" in the recipe',
        "help": 'did you mean "name"?',
    }


def test_validate_takes_params() -> None:
    said = canonize("validate", "rename-symbol", "--param", "symbol=app.m:Old", "--param", "to=New")
    assert "1. rename-1: rename app.m:Old to New" in said.out
    assert canonize("validate", "rename-symbol", "--param", "symbol").code == 2


def test_schema_is_json() -> None:
    assert json.loads(canonize("schema").out)["title"] == "canonize recipe/1"


def test_actions_lists_every_action_with_its_options() -> None:
    said = canonize("actions")
    for name, model in actions().items():
        assert f"{name}: {model.__doc__}" in said.out
        assert all(f"    {field.alias}" in said.out for field in model.model_fields.values())


def test_new_writes_a_recipe_that_validates(folder: Path) -> None:
    said = canonize("new", "tidy-names")
    assert (said.code, said.out) == (0, "")
    assert load("tidy-names.yaml", {}).name == "tidy-names"
    assert canonize("validate", "tidy-names.yaml").code == 0


def test_new_writes_where_it_is_told_to(folder: Path) -> None:
    assert canonize("new", "tidy", "--action", "rename", "--output", "other.yaml").code == 0
    assert load("other.yaml", {}).name == "tidy"
    assert canonize("new", "tidy", "--output", "-").out.startswith("# Say here")
    assert not (folder / "-").exists()


def test_new_overwrites_nothing(folder: Path) -> None:
    (folder / "tidy.yaml").write_text("mine")
    said = canonize("new", "tidy")
    assert said.code == 2
    assert "tidy.yaml exists, and is left as it is" in said.err
    (folder / "link.yaml").symlink_to("nowhere.yaml")
    assert canonize("new", "tidy", "--output", "link.yaml").code == 2
    assert (folder / "tidy.yaml").read_text() == "mine"
    assert not (folder / "nowhere.yaml").exists()


@pytest.mark.parametrize(
    "words", [("../x",), ("tidy", "--action", "renam"), ("tidy", "--output", "no/such/folder.yaml")]
)
def test_new_with_wrong_words_writes_nothing(words: tuple[str, ...], folder: Path) -> None:
    assert canonize("new", *words).code == 2
    assert not list(folder.iterdir())


@pytest.mark.parametrize("command", ["list", "show", "validate", "schema", "actions", "new"])
def test_help_ends_with_two_examples(command: str) -> None:
    lines = CliRunner().invoke(group, [command, "--help"]).stdout.rstrip().splitlines()
    assert lines[-3].strip() == "Examples:"
    assert all(line.strip().startswith(f"canonize recipe {command}") for line in lines[-2:])
