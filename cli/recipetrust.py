"""`canonize recipe trust`, `trusted` and `distrust`: whose code may run is said once, and remembered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from . import options
from .console import Console
from .terminal import visible_line

TRUST_EXAMPLES = options.examples(
    "canonize recipe trust their/tidy.yaml                       # read it first",
    "canonize recipe trust their/tidy.yaml --param package=app   # for these params",
)
TRUSTED_EXAMPLES = options.examples(
    "canonize recipe trusted",
    "canonize recipe trusted | grep tidy   # is it among them, and under which digest",
)
DISTRUST_EXAMPLES = options.examples(
    "canonize recipe distrust their/tidy.yaml",
    "canonize recipe distrust 9f2c1a0b4d5e6f70   # a digest, as `canonize recipe trusted` shows it",
)
_SHOWN = 16


def trust(recipe: options.RecipeArgument, param: options.Params = None) -> None:
    """Let a recipe's code run from now on: you have read it.

    It holds for the recipe, what it includes and the code beside it as they are now, with these params and those of its
    tests. Anything that changes asks again."""
    from ..codemods.recipefiles.recipefile import find, given, load_found
    from ..codemods.recipefiles.trust import Trust
    from ..codemods.recipefiles.trusted import Trusted, home, remember
    from ..codemods.results.recipetest import loadable

    console, shown = Console(), visible_line(recipe)
    found = find(recipe)
    mine = load_found(found, given(param or ()), trust=Trust(whole=True))
    if found.ships or not mine.loads:
        console.say(f"{shown}: {'it ships with canonize' if found.ships else 'it runs no code'}, and needs no trust")
        return
    place, today = str(Path(found.path).resolve()), date.today().isoformat()
    digests = dict.fromkeys((mine.digest, *(each.digest for each in loadable(found))))
    remember(Trusted(digest, mine.name, place, today) for digest in digests)
    console.say(f"trusted from now on: {mine.name}@{mine.digest[:_SHOWN]}")
    for line in mine.loads:
        console.say(f"    {visible_line(line)}")
    for brought in mine.brings:
        console.say(f"    with {visible_line(str(brought))}")
    more = f", and as its tests have it ({len(digests) - 1} more)" if len(digests) > 1 else ""
    console.say(f"as it is now{more}; {home()} remembers it, `canonize recipe distrust {shown}` takes it back")


def trusted() -> None:
    """List the recipes whose code you let run.

    One line for each digest: the day, the name and the file are those of when it was trusted."""
    from ..codemods.recipefiles.trusted import home, remembered

    console = Console()
    known = remembered()
    for each in known:
        console.text(f"{each.name}@{each.digest[:_SHOWN]}  {each.since}  {each.file}\n")
    console.say(f"{home()}" if known else f"none; {home()} would remember them")


def distrust(
    which: Annotated[
        str, typer.Argument(metavar="WHICH", help="The recipe's file, its name, or a digest.", show_default=False)
    ],
) -> None:
    """Take back what `canonize recipe trust` remembered."""
    from ..codemods.recipefiles.trusted import forget

    for each in forget(which):
        Console().say(f"no longer trusted: {each.name}@{each.digest[:_SHOWN]} ({visible_line(each.file)})")
