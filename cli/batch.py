"""`canonize batch`: one recipe over many repositories."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from . import options
from .app import of_several

group = of_several(
    "batch",
    "Apply one recipe to many repositories, once each.",
    options.examples(
        "canonize batch plan recipe.yaml repos.yaml   # nothing is pushed",
        "canonize batch run recipe.yaml repos.yaml    # branches and pull requests",
    ),
)

EngineWord = Literal["manifest", "local", "dask"]
_Manifest = Annotated[
    Path, typer.Argument(metavar="MANIFEST", help="A batch manifest (docs/batch.md), or a folder of checkouts.")
]
_Batch = Annotated[
    str,
    typer.Argument(metavar="[BATCH]", help="The batch's name, or how it begins.", show_default="the latest"),
]
_State = Annotated[
    Path | None,
    typer.Option("--state", metavar="DIR", help="Where batches keep their journals.", show_default="the user's folder"),
]
_Jobs = Annotated[
    int,
    typer.Option("-j", "--jobs", metavar="N", min=0, help="Repositories at once.", show_default="the manifest's"),
]
_Engine = Annotated[EngineWord, typer.Option("--engine", help="Where the work is done.")]
_Address = Annotated[
    str, typer.Option("--address", metavar="URL", help="The Dask scheduler: tcp://host:8786.", show_default=False)
]
_FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        metavar="WORD",
        help="Exit with 3 only for this: failed, partial, or a cause such as timeout. Repeat it for more.",
    ),
]
_Offline = Annotated[bool, typer.Option("--offline", help="Do not ask the forge.")]
_NextWave = Annotated[bool, typer.Option("--next-wave", help="Open the gate that holds the next wave.")]
_Failed = Annotated[bool, typer.Option("--failed", help="Try again what failed.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
_Format = Annotated[
    options.Format, typer.Option("--format", help="Print text, or JSON Lines, an object a line (docs/batch.md).")
]
_Verbose = Annotated[
    bool, typer.Option("-v", "--verbose", help="Name every repository, and tell of each when it is done.")
]  # fmt: skip
_NoPublish = Annotated[bool, typer.Option("--no-pull-requests", help="Push the branches, and make no pull requests.")]


@group.command(
    epilog=options.examples(
        "canonize batch plan rename-symbol repos.yaml --param symbol=app.m:Old --param to=New",
        "canonize batch plan recipe.yaml ~/checkouts --format json",
    ),
)
def plan(
    recipe: options.RecipeArgument,
    manifest: _Manifest,
    param: options.Params = None,
    trust: options.Trust = False,
    trust_digest: options.TrustDigest = "",
    state: _State = None,
    jobs: _Jobs = 0,
    engine: _Engine = "manifest",
    address: _Address = "",
    fail_on: _FailOn = None,
    format: _Format = "text",
    quiet: options.Quiet = False,
    verbose: _Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Plan every repository, and show it on one page.

    Mirrors are cloned or fetched into the cache; nothing is pushed. What a later `run` does is frozen: the commit that
    each was planned from, the recipe, author and date."""
    from .batchrun import Begin, Chosen, planned

    chosen = Chosen(state, jobs, engine, address, tuple(fail_on or ()))
    begin = Begin(recipe, manifest, param or (), trust, trust_digest)
    planned(options.console(color, quiet, verbose), begin, chosen, format)


@group.command(
    epilog=options.examples(
        "canonize batch run recipe.yaml repos.yaml",
        "canonize batch run recipe.yaml ~/checkouts -j 8 --fail-on failed",
    ),
)
def run(
    recipe: options.RecipeArgument,
    manifest: _Manifest,
    param: options.Params = None,
    trust: options.Trust = False,
    trust_digest: options.TrustDigest = "",
    state: _State = None,
    jobs: _Jobs = 0,
    engine: _Engine = "manifest",
    address: _Address = "",
    no_pull_requests: _NoPublish = False,
    fail_on: _FailOn = None,
    format: _Format = "text",
    quiet: options.Quiet = False,
    verbose: _Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Plan, push a branch to each repository, and make pull requests.

    It may be interrupted at any moment: the same command goes on, and tries again what failed. A branch that is there
    already is never overwritten unless all of it is canonize's."""
    from .batchrun import Begin, Chosen, ran

    chosen = Chosen(state, jobs, engine, address, tuple(fail_on or ()), pull_requests=not no_pull_requests)
    begin = Begin(recipe, manifest, param or (), trust, trust_digest)
    ran(options.console(color, quiet, verbose), begin, chosen, format)


@group.command(
    epilog=options.examples("canonize batch status", "canonize batch status rename-symbol --format json"),
)
def status(
    batch: _Batch = "",
    state: _State = None,
    offline: _Offline = False,
    fail_on: _FailOn = None,
    format: _Format = "text",
    quiet: options.Quiet = False,
    verbose: _Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Show where each repository stands.

    Of pull requests their checks and reviews, as they are now."""
    from .batchrun import Chosen, looked

    chosen = Chosen(state, fail_on=tuple(fail_on or ()))
    looked(options.console(color, quiet, verbose), batch, chosen, format, ask=not offline)


@group.command(
    epilog=options.examples("canonize batch resume", "canonize batch resume --next-wave"),
)
def resume(
    batch: _Batch = "",
    next_wave: _NextWave = False,
    state: _State = None,
    jobs: _Jobs = 0,
    engine: _Engine = "manifest",
    address: _Address = "",
    fail_on: _FailOn = None,
    format: _Format = "text",
    quiet: options.Quiet = False,
    verbose: _Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Go on with a batch that did not come to its end.

    It was interrupted, stopped, or is held at a gate. The remote is asked what is there: nothing is done twice."""
    from .batchrun import Chosen, resumed

    chosen = Chosen(state, jobs, engine, address, tuple(fail_on or ()))
    resumed(options.console(color, quiet, verbose), batch, chosen, format, next_wave=next_wave, failed=False)


@group.command(
    epilog=options.examples("canonize batch retry --failed", "canonize batch retry websocket --failed -j 2"),
)
def retry(
    batch: _Batch = "",
    failed: _Failed = False,
    state: _State = None,
    jobs: _Jobs = 0,
    engine: _Engine = "manifest",
    address: _Address = "",
    fail_on: _FailOn = None,
    format: _Format = "text",
    quiet: options.Quiet = False,
    verbose: _Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Try again what failed; the rest is left as it stands."""
    from .batchrun import Chosen, resumed

    if not failed:
        raise typer.BadParameter("say what to try again: --failed", param_hint="--failed")
    chosen = Chosen(state, jobs, engine, address, tuple(fail_on or ()))
    resumed(options.console(color, quiet, verbose), batch, chosen, format, next_wave=False, failed=True)


@group.command(
    epilog=options.examples("canonize batch publish", "canonize batch publish rename-symbol --fail-on failed"),
)
def publish(
    batch: _Batch = "",
    state: _State = None,
    jobs: _Jobs = 0,
    engine: _Engine = "manifest",
    address: _Address = "",
    fail_on: _FailOn = None,
    format: _Format = "text",
    quiet: options.Quiet = False,
    verbose: _Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Push what is planned, and make the missing pull requests."""
    from .batchrun import Chosen, resumed

    chosen = Chosen(state, jobs, engine, address, tuple(fail_on or ()), publish=True)
    resumed(options.console(color, quiet, verbose), batch, chosen, format, next_wave=False, failed=False)


@group.command(
    epilog=options.examples("canonize batch close --yes", "canonize batch close rename-symbol-fleet-1a2b3c4d --yes"),
)
def close(
    batch: _Batch = "",
    yes: _Yes = False,
    state: _State = None,
    fail_on: _FailOn = None,
    format: _Format = "text",
    quiet: options.Quiet = False,
    verbose: _Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Close the batch's pull requests and delete its branches.

    A branch to which somebody added something stays, and is told."""
    from .batchrun import Chosen, closed

    chosen = Chosen(state, fail_on=tuple(fail_on or ()))
    closed(options.console(color, quiet, verbose), batch, chosen, format, sure=yes)


@group.command(
    epilog=options.examples(
        "canonize batch report --html fleet.html",
        "canonize batch report rename-symbol --junit results.xml --csv fleet.csv",
    ),
)
def report(
    batch: _Batch = "",
    html: Annotated[str, typer.Option("--html", metavar="FILE", help="A page for people.", show_default=False)] = "",
    jsonl: Annotated[str, typer.Option("--jsonl", metavar="FILE", help="An object a line.", show_default=False)] = "",
    csv: Annotated[str, typer.Option("--csv", metavar="FILE", help="A table.", show_default=False)] = "",
    junit: Annotated[str, typer.Option("--junit", metavar="FILE", help="JUnit XML, for CI.", show_default=False)] = "",
    offline: _Offline = False,
    state: _State = None,
    fail_on: _FailOn = None,
    quiet: options.Quiet = False,
    verbose: _Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Write how the batch stands, with every diff, into files.

    Without an option for a file, those that the manifest's `report` names are written; - is stdout."""
    from .batchrun import Chosen, reported

    chosen = Chosen(state, fail_on=tuple(fail_on or ()))
    files = {"html": html, "jsonl": jsonl, "csv": csv, "junit": junit}
    reported(options.console(color, quiet, verbose), batch, chosen, files, ask=not offline)
