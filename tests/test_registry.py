"""The actions of recipes: their options build codemods, explain themselves, and describe themselves to editors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from canonize.codemods.names import SymbolPath
from canonize.codemods.recipefiles.recipeschema import json_schema
from canonize.codemods.recipefiles.registry import actions
from canonize.codemods.renames.rename import KINDS, Rename

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
RENAME = actions()["rename"]


def test_rename_options_build_the_codemod() -> None:
    options = RENAME.model_validate(
        {
            "from": "app.m:Old",
            "to": "New",
            "keep-alias": "deprecated",
            "removed-in": "2.0",
            "text": True,
            "derived": ["visit_{}"],
            "leave": ["docs"],
        }
    )
    assert options.codemod() == Rename(
        SymbolPath("app.m", "Old"), "New", "deprecated", "2.0", True, ("visit_{}",), frozenset({"docs"})
    )
    assert options.summary() == "rename app.m:Old to New, keeping a deprecated alias until 2.0, in prose too"


def test_what_is_not_given_is_the_codemods_default() -> None:
    assert RENAME.model_validate({"from": "app.m.Old", "to": "New"}).codemod() == Rename(
        SymbolPath("", "app.m.Old"), "New"
    )


def test_every_field_of_the_codemod_is_an_option() -> None:
    options = {(field.alias or name).replace("-", "_") for name, field in RENAME.model_fields.items()}
    assert options == {*Rename.__dataclass_fields__} - {"symbol"} | {"from"}


@pytest.mark.parametrize("to", ["New", "other.mod:New", "other.mod.New", "größe"])
def test_a_new_name_or_a_full_path_is_a_target(to: str) -> None:
    assert RENAME.model_validate({"from": "app.m:Old", "to": to})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("from", "Old"),
        ("from", "app.m:"),
        ("from", "app m:Old"),
        ("from", "app.m:class"),
        ("from", "app.m:Old\n"),
        ("to", "class"),
        ("to", "1st"),
        ("to", ""),
        ("to", "a.def:New"),
        ("to", "New\n"),
        ("to", "Old"),
        ("to", "app.m.Old"),
        ("keep-alias", "yes"),
        ("removed-in", "2.0"),
        ("text", "true"),
        ("text", 1),
        ("derived", "visit_{}"),
        ("derived", ["visit"]),
        ("derived", ["{}"]),
        ("derived", ["visit-{}"]),
        ("derived", ["{0.__class__}"]),
        ("leave", ["everything"]),
        ("unknown", 1),
        ("from_", "app.m:Old"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        RENAME.model_validate({"from": "app.m:Old", "to": "New", key: value})


@pytest.mark.parametrize("name", list(actions()))
def test_every_action_explains_itself(name: str) -> None:
    model = actions()[name]
    assert model.__doc__
    for field in model.model_fields.values():
        assert field.description
        assert field.description.endswith(".")
        assert field.examples or not field.is_required()


def test_the_registry_is_imported_without_pydantic() -> None:
    code = "import sys, canonize.codemods.recipefiles.registry; print('pydantic' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def tables(schema: Json) -> Iterator[dict[str, Json]]:
    """Every schema of an object with named keys, wherever it stands."""
    if isinstance(schema, list):
        for item in schema:
            yield from tables(item)
    elif isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and "additionalProperties" in schema:
            yield schema
        for value in schema.values():
            yield from tables(value)


def test_the_schema_is_closed_dashed_and_described_throughout() -> None:
    schema = json.loads(json_schema())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert len(list(tables(schema))) >= 6
    for table in tables(schema):
        assert table["additionalProperties"] is False
        assert isinstance(table["properties"], dict)
        for name, about in table["properties"].items():
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name), name
            assert isinstance(about, dict)
            assert "description" in about or "$ref" in about, name


def test_a_step_in_the_schema_is_one_of_the_actions() -> None:
    schema = json.loads(json_schema())
    steps = schema["properties"]["steps"]["items"]["oneOf"]
    assert [step["required"] for step in steps] == [[name] for name in (*actions(), "include")]
    assert schema["$defs"]["RenameOptions"]["properties"]["leave"]["items"]["anyOf"][0]["enum"] == sorted(KINDS)


def test_the_schema_itself_and_the_shipped_recipes_are_valid() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    from canonize.codemods.recipefiles.recipefile import find, shipped

    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for name, _ in shipped():
        validator.validate(yaml.safe_load(find(name).data))
    for wrong in (
        {},
        {"canonize": "recipe/1", "name": "x", "steps": []},
        {"canonize": "recipe/1", "name": "x", "steps": [{}]},
    ):
        assert not validator.is_valid(wrong)
