"""`canonize recipe`: the recipes that ship, and help with writing one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..codemods.errors import CanonizeError, cause
from . import options
from .app import of_several
from .console import Console
from .recipetest import EXPLAIN_EXAMPLES, TEST_EXAMPLES, explain, test
from .recipetrust import DISTRUST_EXAMPLES, TRUST_EXAMPLES, TRUSTED_EXAMPLES, distrust, trust, trusted

if TYPE_CHECKING:
    from ..codemods.problems import Problem
    from ..codemods.recipefiles.recipereader import Described

group = of_several(
    "recipe",
    "Look at recipes, check them, and write new ones.",
    options.examples(
        "canonize recipe list                # the recipes that ship",
        "canonize recipe new tidy-names      # one to start from",
    ),
)

_Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Recipe files, or names of shipped ones.")]
_Format = Annotated[options.Format, typer.Option("--format", help="Print text, or one JSON object (docs/recipes.md).")]
_Output = Annotated[
    str, typer.Option("--output", metavar="FILE", help="Where to write it; - is stdout.", show_default="NAME.yaml")
]  # fmt: skip


@group.command(
    "list",
    epilog=options.examples(
        "canonize recipe list",
        "canonize recipe list --format json | jq -r '.recipes[].name'",
    ),
)
def list_recipes(format: _Format = "text") -> None:
    """List the recipes that ship with canonize."""
    from ..codemods.recipefiles.recipefile import describe, shipped

    found = [describe(name, {}) for name, _ in shipped()]
    if format == "json":
        from .recipejson import listed

        Console().text(listed(found))
        return
    for each in found:
        recipe = each.recipe
        Console().text(f"{recipe.name}  ({', '.join(dict.fromkeys(step.action for step in recipe.steps))})\n")
        Console().text(f"    {recipe.description}\n")
    Console().say(f"`canonize recipe show {found[0].recipe.name}` prints one.")


@group.command(
    epilog=options.examples(
        "canonize recipe show websocket-ssot",
        "canonize recipe show rename-symbol > recipes/our-rename.yaml",
    ),
)
def show(recipe: options.RecipeArgument) -> None:
    """Print a recipe's YAML, to read it or to change a copy."""
    from ..codemods.recipefiles.recipefile import find
    from ..codemods.recipefiles.recipeyaml import read

    found = find(recipe)
    Console().text(read(found.path, found.data).text)


@group.command(
    epilog=options.examples(
        "canonize recipe validate recipes/*.yaml",
        "canonize recipe validate rename-symbol --param symbol=app.m:Old --param to=New",
    ),
)
def validate(files: _Files, param: options.Params = None, format: _Format = "text") -> None:
    """Check recipes, and say what each will do.

    Every problem is told, at its line and column."""
    from ..codemods.recipefiles.recipefile import given

    params = given(param or ())
    found = [(file, *_checked(file, params)) for file in files]
    if format == "json":
        from .recipejson import validated

        Console().text(validated(found))
    else:
        for file, described, problems in found:
            _tell(file, described, problems)
    if any(problems for _, _, problems in found):
        raise typer.Exit(CanonizeError.exit_code)


@group.command(
    epilog=options.examples(
        "canonize recipe schema > recipe.schema.json",
        "canonize recipe schema | jq '.\"$defs\".RenameOptions.properties | keys'",
    ),
)
def schema() -> None:
    """Print the JSON Schema of recipes, for editors."""
    from ..codemods.recipefiles.recipeschema import json_schema

    Console().text(json_schema() + "\n")


@group.command(
    epilog=options.examples(
        "canonize recipe actions",
        "canonize recipe actions | grep keep-alias",
    ),
)
def actions() -> None:
    """List what a step can do, with its options."""
    from ..codemods.recipefiles.registry import actions, every_action, why_not_installed

    own = actions()
    for name, model in every_action().items():
        whose = "" if name in own else f" (of {model.__module__.partition('.')[0]})"
        Console().text(f"{name}{whose}: {model.__doc__}\n")
        for field, info in model.model_fields.items():
            Console().text(f"    {info.alias or field:<12} {info.description}\n")
    for why in why_not_installed():
        Console().say(f"not to be had: {why}", "yellow")


@group.command(
    epilog=options.examples(
        "canonize recipe new tidy-names",
        "canonize recipe new tidy-names --action rename --output recipes/tidy-names.yaml",
    ),
)
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the recipe is called: letters, digits, dashes.")],
    action: Annotated[str, typer.Option("--action", metavar="ACTION", help="What its step does.")] = "rename",
    output: _Output = "",
) -> None:
    """Write a recipe to start from.

    Every key is explained in it. An existing file is never overwritten."""
    from ..codemods.recipefiles.recipescaffold import scaffold

    path = output or f"{name}.yaml"
    text = scaffold(name, action, file=path if path != "-" else f"{name}.yaml")
    if path == "-":
        Console().text(text)
        return
    _write(Path(path), text)
    Console().say(f"wrote {path}; `canonize preview {path} REPO` shows what it changes.")


group.command(epilog=TEST_EXAMPLES)(test)
group.command(epilog=EXPLAIN_EXAMPLES)(explain)
group.command(epilog=TRUST_EXAMPLES)(trust)
group.command(epilog=TRUSTED_EXAMPLES)(trusted)
group.command(epilog=DISTRUST_EXAMPLES)(distrust)


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise CanonizeError(f"{path} exists, and is left as it is", "give another file by --output") from None
    except (OSError, ValueError) as error:
        raise CanonizeError(f"{path}: {cause(error)}") from None


def _checked(file: str, params: dict[str, str]) -> tuple[Described | None, tuple[Problem, ...]]:
    from ..codemods.problems import Problem, RecipeErrors
    from ..codemods.recipefiles.recipefile import describe

    try:
        return describe(file, params), ()
    except RecipeErrors as errors:
        return None, errors.problems
    except CanonizeError as error:
        return None, (Problem(0, 0, error.title.removeprefix(f"{file}: "), error.help, file),)


def _tell(file: str, described: Described | None, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        Console().error(CanonizeError(problem.title, problem.help))
    if described is None:
        return
    recipe = described.recipe
    Console().text(f"{file}: {recipe.name}@{recipe.digest[:16]}, on the branch {recipe.git.branch}\n")
    for number, step in enumerate(recipe.steps, 1):
        Console().text(f"  {number}. {step.id}: {step.summary}{'' if step.enabled else ' (switched off)'}\n")
    for param in described.params:
        if param.missing:
            Console().text(f"  needs --param {param.name}=VALUE: {param.description or param.type}\n")
