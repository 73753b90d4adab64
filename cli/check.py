"""`canonize check`: does a recipe still have something to change? For continuous integration."""

from __future__ import annotations

from pathlib import Path

from . import options

EXAMPLES = options.examples(
    "canonize check recipes/tidy.yaml",
    "canonize check recipes/tidy.yaml . --in-place --quiet || echo 'run canonize apply'",
)


def check(
    recipe: options.RecipeArgument,
    repo: options.RepoArgument = Path(),
    param: options.Params = None,
    trust: options.Trust = False,
    trust_digest: options.TrustDigest = "",
    base: options.Base = "",
    in_place: options.PlanInPlace = False,
    stat: options.Stat = False,
    why: options.Why = False,
    format: options.FormatOption = "text",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Exit with 1 if a recipe would change something.

    With 0 if not. Nothing is written. Prints a line for each file that would change; `canonize preview` shows how.
    """
    from . import act, show

    act.run(
        options.console(color, quiet, verbose),
        show.View.of(format, stat, why, "nothing" if quiet else "stat"),
        lambda: act.load(recipe, param, trust, trust_digest),
        act.Target(repo, in_place=in_place, base=base, check=True),
        lambda done: (),
    )
