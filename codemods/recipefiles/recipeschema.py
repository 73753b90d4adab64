"""What a recipe file may hold: the closed models of everything around the steps, and JSON Schema for editors."""

from __future__ import annotations

import json
from shlex import split
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from ..checks import check_dotted, check_files, check_included, check_range, seconds_of
from ..engines.engineoptions import Duration, Program
from ..options import Branch, Closed, Message, RepoPattern, Slug, Source, SourceSymbol
from ..recipe import FORMAT, Postcondition, Preconditions, VerifyCommand
from .registry import every_action

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
ParamType = Literal["string", "identifier", "dotted", "symbol", "bool", "int"]
_PLAIN = WithJsonSchema({"type": ["string", "boolean", "integer"]})
TestFiles = Annotated[dict[str, str], AfterValidator(check_files)]
PythonRange = Annotated[str, AfterValidator(check_range)]
DottedName = Annotated[str, AfterValidator(check_dotted)]
_CONDITION: dict[str, Json] = {
    "description": "Whether the step runs: true, false, params, comparisons of these with text, and, or, not.",
    "type": ["boolean", "string"],
    "examples": ["{{ rename-it }}"],
}


class Param(Closed):
    """A value that whoever runs the recipe may set, by `--param NAME=VALUE`."""

    type: Annotated[ParamType, Field(description="What the value must be.")] = "string"
    default: Annotated[object, _PLAIN, Field(description="The value when none is given; without it, one must be.")] = (
        None
    )
    description: Annotated[str, Field(description="What the value is for.")] = ""
    choices: list[Annotated[object, _PLAIN]] = Field(
        default_factory=list, description="The values that are let through; all of them when there is no such list."
    )


class FileOptions(Closed):
    """Which files the recipe may change."""

    include: list[RepoPattern] = Field(
        default_factory=list,
        description="Patterns of the files to change; all files when it is empty.",
        examples=[["src/**"]],
    )
    exclude: list[RepoPattern] = Field(
        default_factory=list,
        description="Patterns of files to leave alone; they win over include.",
        examples=[["legacy/**"]],
    )


class BranchOptions(Closed):
    """The branch and the commits that `apply` makes."""

    branch: Annotated[Branch, Field(description="The new branch; canonize/NAME when it is not given.")] = ""
    message: Annotated[Message, Field(description="The commit message; canonize adds what was done, and trailers.")] = (
        ""
    )
    commits: Annotated[
        Literal["one-per-step", "one"],
        Field(description="One commit for each step that changed something, or one for all."),
    ] = "one-per-step"


class RecipeTest(Closed):
    """A test of the recipe: files before it, and how they look after it."""

    name: Annotated[str, Field(description="What it shows, in a sentence.", min_length=1)]
    params: dict[str, str | bool] = Field(default_factory=dict, description="Values for the recipe's params.")
    before: TestFiles = Field(description="The files, each with its text.")
    after: TestFiles = Field(
        default_factory=dict, description="Those that are another afterwards; the others must stay as they are."
    )
    deleted: list[RepoPattern] = Field(default_factory=list, description="Files that must be gone afterwards.")
    says: list[str] = Field(default_factory=list, description="Parts of remarks that must be made.")
    fails: Annotated[str, Field(description="A part of the message with which it must be refused.")] = ""


class PreconditionOptions(Closed):
    """What must hold of the repository; where it does not, the recipe or the step does not apply: no failure."""

    python: Annotated[
        PythonRange,
        Field(description="A range that holds all that the repository runs on.", examples=[">=3.10"]),
    ] = ""
    symbol_exists: list[SourceSymbol] = Field(default_factory=list, description="Symbols that are defined in it.")
    imports: list[DottedName] = Field(default_factory=list, description="Modules that some file of it imports.")
    file_exists: list[RepoPattern] = Field(default_factory=list, description="Patterns, each of which some file has.")

    def conditions(self) -> Preconditions:
        return Preconditions(self.python, tuple(self.symbol_exists), tuple(self.imports), tuple(self.file_exists))


class PostconditionOptions(Closed):
    """What must hold of each changed file; one of which it does not is put back, and told."""

    parses: Annotated[bool, Field(description="It parses, even if it did not before.")] = False
    idempotent: Annotated[bool, Field(description="A second run would not change it.")] = False
    absent: list[SourceSymbol] = Field(
        default_factory=list, description="Symbols to which nothing in it refers any more.", examples=[["app.m:Old"]]
    )

    def conditions(self) -> tuple[Postcondition, ...]:
        found = [Postcondition("parses")] if self.parses else []
        found += [Postcondition("absent", symbol) for symbol in self.absent]
        return (*found, *([Postcondition("idempotent")] if self.idempotent else []))


class VerifyOptions(Closed):
    """A command that must not fail on the outcome, in a worktree of its own."""

    command: Annotated[Program, Field(description="The program and its arguments.", examples=["pytest -q"])]
    baseline: Annotated[bool, Field(description="Only what did not fail before the change counts.")] = False
    timeout: Annotated[Duration, Field(description="How long it may take.")] = "10m"

    def made(self) -> VerifyCommand:
        return VerifyCommand(tuple(split(self.command)), self.baseline, seconds_of(self.timeout))


class IncludeOptions(Closed):
    """The steps of another recipe."""

    recipe: Annotated[
        str, AfterValidator(check_included), Field(description="A file beside this one, or a shipped recipe.")
    ]
    params: dict[str, str | bool] = Field(default_factory=dict, description="Values for its params.")


class RecipeModel(Closed):
    """A recipe: steps that rename and move things in Python code, for one repository or many."""

    canonize: Annotated[Literal["recipe/1"], Field(description="The format of this file.")]
    name: Annotated[Slug, Field(description="What the recipe is called: small letters, digits and dashes.")]
    description: Annotated[str, Field(description="What it does and why, for people.")] = ""
    source: Annotated[Source, Field(description="The report that it applies: a path or an https address.")] = ""
    params: dict[str, Param] = Field(default_factory=dict, description="Values to be put in where {{ name }} stands.")
    files: Annotated[FileOptions, Field(description="Which files the recipe may change.")] = FileOptions()
    source_roots: list[RepoPattern] = Field(
        default_factory=list,
        description="Folders that imports start from, beside those that are found.",
        examples=[["src"]],
    )
    steps: Annotated[list[object], Field(description="What to do, in this order.", min_length=1)]
    preconditions: PreconditionOptions | None = Field(
        default=None, description="What must hold of the repository for the recipe to apply to it."
    )
    postconditions: PostconditionOptions = Field(
        default=PostconditionOptions(), description="What must hold of each changed file, or it is put back."
    )
    verify: list[VerifyOptions] = Field(
        default_factory=list, description="Commands that must not fail on the outcome, or no branch is made."
    )
    tests: list[RecipeTest] = Field(
        default_factory=list, description="What the recipe does to small trees; `canonize recipe test` runs them."
    )
    git: Annotated[BranchOptions, Field(description="The branch and the commits that `apply` makes.")] = BranchOptions()

    def commands(self) -> tuple[VerifyCommand, ...]:
        return tuple(each.made() for each in self.verify)


def json_schema() -> str:
    """JSON Schema (draft 2020-12) of a recipe file, for editors; a step is one of the actions' closed objects."""
    schema: dict[str, Json] = RecipeModel.model_json_schema()
    definitions = schema["$defs"]
    properties = schema["properties"]
    assert isinstance(definitions, dict) and isinstance(properties, dict)
    steps = properties["steps"]
    assert isinstance(steps, dict)
    choices: list[Json] = []
    for name, model in every_action().items():
        key = model.__name__ if model.__name__ not in definitions else f"{name}-options"
        definitions[key] = model.model_json_schema()
        choices.append(_step(name, key))
    definitions[IncludeOptions.__name__] = IncludeOptions.model_json_schema()
    choices.append(_step("include", IncludeOptions.__name__))
    steps["items"] = {"oneOf": choices}
    for key in ("description", "source", "files", "source-roots", "steps", "git", "name"):
        properties[key] = _with_templates(properties[key])
    schema["$defs"] = {
        key: value if key in ("Param", "RecipeTest") else _with_templates(value) for key, value in definitions.items()
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"canonize {FORMAT}"}
    bare = _bare(schema)
    assert isinstance(bare, dict)
    return json.dumps({**head, **bare}, indent=2, ensure_ascii=False)


def _step(action: str, model: str) -> dict[str, Json]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [action],
        "properties": {
            "id": {"description": "A name for the step, unique in the recipe.", "type": "string"},
            "if": dict(_CONDITION),
            "needs": {
                "description": "Ids of steps before it: it runs only when they did, and did not fail.",
                "type": ["string", "array"],
            },
            "preconditions": {"$ref": "#/$defs/PreconditionOptions"},
            action: {"$ref": f"#/$defs/{model}"},
        },
    }


def _bare(schema: Json) -> Json:
    """`schema` without the titles that pydantic makes up, and without defaults that stand for "not given"."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Json] = {}
    for key, value in schema.items():
        made_up = key == "title" and isinstance(value, str)
        absent = key == "default" and (value in ("", None) or (isinstance(value, dict) and "type" not in value))
        if not made_up and not absent:
            kept[key] = _bare(value)
    return kept


def _with_templates(schema: Json) -> Json:
    """`schema` that also takes `{{ param }}` wherever it asks for a bool, a word of a few, or a pattern."""
    if isinstance(schema, list):
        return [_with_templates(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "boolean" or (schema.get("type") == "string" and {"enum", "pattern"} & schema.keys()):
        about = {key: value for key, value in schema.items() if key not in ("type", "enum", "pattern")}
        rule: Json = {key: value for key, value in schema.items() if key not in about}
        return {**about, "anyOf": [rule, {"type": "string", "pattern": r"\{\{.*\}\}"}]}
    return {key: _with_templates(value) for key, value in schema.items()}
