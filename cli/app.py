"""The application: every command, wired; nothing of the engine is imported before a command runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..codemods.version import __version__
from . import apply, check, move, preview, rename
from .console import Console
from .guard import guarded
from .options import examples

app = typer.Typer(
    name="canonize",
    epilog=examples(
        "canonize demo /tmp/shop                                    a repository to try it on",
        "canonize rename app.managers.UserManager AccountManager    the diff of one rename, here",
        "canonize preview websocket-ssot /tmp/shop                  the diff of a whole recipe",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,  # Rich's help takes longer than all the rest of `--help`
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for name, function, more in (
    ("preview", preview.preview, preview.EXAMPLES),
    ("apply", apply.apply, apply.EXAMPLES),
    ("check", check.check, check.EXAMPLES),
    ("rename", rename.rename, rename.EXAMPLES),
    ("move", move.move, move.EXAMPLES),
):
    app.command(name, epilog=more)(function)


def _version(wanted: bool) -> None:
    if wanted:
        Console().text(f"canonize {__version__}\n")
        raise typer.Exit


@app.callback()
def canonize(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Apply what an audit recommends to Python code: see the diff, then commit it to a new branch."""


def main() -> None:
    """The command line; ends the process with the exit code of docs/commands.md."""
    sys.exit(guarded(Console(), _run))


def _run() -> int:
    app(prog_name="canonize")
    return 0
