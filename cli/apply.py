"""`canonize apply`: a recipe's changes on a new git branch, or in the files."""

from __future__ import annotations

from pathlib import Path

from . import options

EXAMPLES = options.examples(
    "canonize apply websocket-ssot ~/src/shop --expect 91c03ab84e0d2f77",
    "canonize apply recipes/tidy.yaml . --branch tidy/names --on-existing-branch new-name",
)


def apply(
    recipe: options.RecipeArgument,
    repo: options.RepoArgument = Path(),
    param: options.Params = None,
    trust: options.Trust = False,
    trust_digest: options.TrustDigest = "",
    branch: options.Branch = "",
    on_existing_branch: options.OnExistingBranch = "fail",
    in_place: options.InPlace = False,
    expect: options.Expect = "",
    base: options.Base = "",
    check: options.Check = False,
    unverified: options.Unverified = False,
    stat: options.Stat = False,
    why: options.Why = False,
    format: options.FormatOption = "text",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Commit a recipe's changes to a new git branch.

    It is planned from the commit that is checked out: the working tree, the index and HEAD stay as they are, and
    uncommitted changes are left out. With --in-place the files themselves are written instead.
    """
    from . import act, show

    act.run(
        options.console(color, quiet, verbose),
        show.View.of(format, stat, why, "nothing"),
        lambda: act.load(recipe, param, trust, trust_digest),
        act.Target(
            repo,
            True,
            in_place,
            base,
            branch,
            on_existing_branch,
            expect,
            check,
            "and go on" if unverified else "when writing",
        ),
        lambda done: (),
    )
