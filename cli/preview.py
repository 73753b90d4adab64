"""`canonize preview`: the diff of a recipe; nothing is written."""

from __future__ import annotations

from pathlib import Path

from . import options

EXAMPLES = options.examples(
    "canonize preview websocket-ssot ~/src/shop",
    "canonize preview recipes/tidy.yaml . --param package=shop --why | less -R",
)


def preview(
    recipe: options.RecipeArgument,
    repo: options.RepoArgument = Path(),
    param: options.Params = None,
    trust: options.Trust = False,
    trust_digest: options.TrustDigest = "",
    base: options.Base = "",
    in_place: options.PlanInPlace = False,
    check: options.Check = False,
    verify: options.VerifyNow = False,
    stat: options.Stat = False,
    why: options.Why = False,
    format: options.FormatOption = "text",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Show the diff that a recipe would make. Nothing is written.

    The diff goes to stdout, where `git apply` can take it; the sums, and all that was left alone, go to stderr.
    """
    from . import act, show

    trusting = options.trusting(trust, trust_digest)
    act.run(
        options.console(color, quiet, verbose),
        show.View.of(format, stat, why, "diff"),
        lambda: act.load(recipe, param, trust, trust_digest),
        act.Target(repo, in_place=in_place, base=base, check=check, verify="now" if verify else "when writing"),
        lambda done: [act.applying(done, recipe, repo, param or [], base, in_place, trusting)],
    )
