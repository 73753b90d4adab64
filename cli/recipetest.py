"""`canonize recipe test` and `explain`: does a recipe do what its tests say, and what will it look for?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ..codemods.errors import CanonizeError
from . import options
from .console import Console

if TYPE_CHECKING:
    from ..codemods.recipe import Preconditions, Recipe
    from ..codemods.results.recipetest import Tested

FAILED = 1

TEST_EXAMPLES = options.examples(
    "canonize recipe test recipes/tidy.yaml",
    "canonize recipe test recipes/tidy.yaml --update   # what came out becomes what is wanted",
)
EXPLAIN_EXAMPLES = options.examples(
    "canonize recipe explain websocket-ssot",
    "canonize recipe explain rename-symbol --param symbol=app.m:Old --param to=New",
)

_Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE...]", help="Recipe files, or names of shipped ones; without any, all that ship."),
]
_Update = Annotated[
    bool, typer.Option("--update", help="Write what came out as what is wanted after, into the recipe and beside it.")
]  # fmt: skip


def test(
    files: _Files = None,
    update: _Update = False,
    trust: options.Trust = False,
    trust_digest: options.TrustDigest = "",
    color: options.ColourOption = "auto",
) -> None:
    """Run the tests that lie in and beside recipes.

    In memory; each failure is shown as a diff. Exits with 1 if a test fails."""
    from ..codemods.errors import plural
    from ..codemods.recipefiles.recipefile import find, shipped
    from ..codemods.recipefiles.trust import Trust
    from ..codemods.results.recipetest import cases, tried
    from ..codemods.results.recipeupdate import updated

    console = options.console(color, False, False)
    trusted = Trust(trust, trust_digest)
    passed = failed = 0
    for file in files or [name for name, _ in shipped()]:
        found = find(file)
        mine = cases(found)
        if not mine:
            console.say(f"{file}: it has no tests", "yellow")
        results = tuple(tried(found, case, trust=trusted) for case in mine)
        for result in updated(found, results) if update else results:
            _show(console, file, result)
            passed, failed = passed + result.passed, failed + (not result.passed)
    console.say(f"{plural(passed + failed, 'test')}: {passed} passed, {failed} failed", "bold")
    if failed:
        raise typer.Exit(FAILED)


def _show(console: Console, file: str, result: Tested) -> None:
    from ..codemods.results.diff import lines

    word = "updated" if result.updated else "passed" if result.passed else "FAILED"
    console.text(f"{file}: {result.case.name}: {word}\n")
    for change in result.differences if not result.updated else ():
        console.diff(lines(change))
    console.flush()
    for problem in result.problems:
        console.error(CanonizeError(f"{file}: {result.case.name}: {problem}"))


def explain(recipe: options.RecipeArgument, param: options.Params = None) -> None:
    """Say what each step of a recipe will look for, and where.

    Nothing is read but the recipe, and nothing runs."""
    from ..codemods.recipefiles.recipefile import describe, given

    described = describe(recipe, given(param or ()))
    found = described.recipe
    out = Console()
    out.text(f"{found.name}@{found.digest[:16]}: {' '.join(found.description.split()) or 'no description'}\n")
    out.text(f"files: {_files(found.include, found.exclude)}\n")
    for number, step in enumerate(found.steps, 1):
        out.text(f"{number}. {step.id}: {step.summary}{'' if step.enabled else ' (switched off)'}\n")
        for line in step.looks_for:
            out.text(f"     {line}\n")
        if step.needs:
            out.text(f"     needs {', '.join(step.needs)}\n")
        for each in step.preconditions:
            out.text(f"     only where {_where(each)}\n")
        for include, exclude in step.files:
            out.text(f"     only in {_files(include, exclude)}\n")
        if step.loads:
            out.text(f"     runs code: {step.loads}\n")
    for line in _conditions(found):
        out.text(f"{line}\n")
    out.text(f"commits: {found.git.commits}, on the branch {found.git.branch}\n")
    for name in described.needed:
        out.say(f"needs --param {name}=VALUE: a sample stands in its place here", "yellow")


def _files(include: Sequence[str], exclude: Sequence[str]) -> str:
    return (", ".join(include) or "all") + (f", but not {', '.join(exclude)}" if exclude else "")


def _conditions(recipe: Recipe) -> Iterator[str]:
    """What must hold before the recipe, of each file after it, and of the whole."""
    if where := _where(recipe.preconditions):
        yield f"applies only where {where}"
    for each in recipe.postconditions:
        yield f"puts back files of which it does not hold: {each.kind} {each.symbol}".rstrip()
    for command in recipe.verify:
        baseline = ", but for what failed before" if command.baseline else ""
        yield f"verifies before it is applied: {' '.join(command.words)}{baseline}"


def _where(wanted: Preconditions) -> str:
    parts = [f"the repository runs on Python {wanted.python}"] if wanted.python else []
    parts += [f"{symbol} is defined" for symbol in wanted.symbols]
    parts += [f"{module} is imported" for module in wanted.imports]
    return " and ".join((*parts, *(f"a file {pattern} is" for pattern in wanted.files)))
