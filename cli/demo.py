"""`canonize demo`: a repository to try canonize on."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from . import options

EXAMPLES = options.examples(
    "canonize demo /tmp/netra",
    "canonize demo /tmp/netra && canonize preview websocket-ssot /tmp/netra",
)


def demo(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.", show_default=False)
    ],
    quiet: options.Quiet = False,
    color: options.ColourOption = "auto",
) -> None:
    """Make a git repository to try canonize on.

    It is a small backend, as an audit found it: two managers with misleading names, aliases, re-exports,
    settings, docs and tests of its own.
    """
    from ..codemods.results.demo import make
    from .terminal import as_argument, visible_line

    made = make(directory)
    where = visible_line(shlex.quote(as_argument(str(directory))))
    console = options.console(color, quiet, verbose=False)
    console.say(f"{where}: a repository of {made.files} files, {made.head[:10]} on main", "bold")
    console.say("try:")
    for line in (
        f"canonize preview websocket-ssot {where}",
        f"canonize apply websocket-ssot {where}",
        f"canonize rename netra_backend.app.websocket_core.manager.WebSocketManager Connections --repo {where}",
    ):
        console.say(f"  {line}")
