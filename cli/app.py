"""The application. A command's module is imported when that command runs, so that `--help` waits for none of them."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ..codemods.version import __version__
from .console import Console
from .guard import Interrupted, guarded, leave

# What `canonize --help` says of each; a test holds it against the first lines of the commands' own help.
COMMANDS = {
    "preview": "Show the diff that a recipe would make.",
    "apply": "Commit a recipe's changes to a new git branch.",
    "check": "Exit with 1 if a recipe would change something.",
    "rename": "Rename a symbol, with every reference to it.",
    "move": "Point every reference to a symbol at another one.",
    "collapse": "Import a symbol directly wherever an alias of it is used.",
    "mocks": "Share the test doubles of a class from one factory.",
    "batch": "Apply one recipe to many repositories, once each.",
    "recipe": "Look at recipes, check them, and write new ones.",
    "demo": "Make a git repository to try canonize on.",
}
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_EXAMPLES = """\b
Examples:
  canonize demo /tmp/netra                     # a repository to try it on
  canonize preview websocket-ssot /tmp/netra   # the diff of a whole recipe
  canonize rename app.m.Old New                # the diff of one rename, here"""


class Commands(TyperGroup):
    """Knows the names of the commands, and makes each when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        # A name that is not there asks for all: the error suggests those that are near.
        for name in [cmd_name] if cmd_name in COMMANDS else COMMANDS:
            if name not in self.commands:
                self.commands[name] = _made(name)
        return self.commands.get(cmd_name)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # of which Typer says nothing; commands that write into a repository know more
            raise Interrupted("interrupted", "what it had begun to write may be there in part") from None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _made(name: str) -> Any:
    module = import_module(f".{name}", __package__)
    made: typer.Typer = getattr(module, "group", None) or _of_one(name, module)
    return typer.main.get_command(made)


def of_several(name: str, help: str, epilog: str) -> typer.Typer:
    """A command that has others below it."""
    return typer.Typer(
        name=name,
        help=help,
        epilog=epilog,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
    )


def _of_one(name: str, module: Any) -> typer.Typer:
    made = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    made.command(name, epilog=module.EXAMPLES, context_settings=_SETTINGS)(getattr(module, name))
    return made


app = typer.Typer(
    name="canonize",
    cls=Commands,
    epilog=_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,  # Rich's help takes longer than all the rest of `--help`
    pretty_exceptions_enable=False,
    context_settings=_SETTINGS,
)


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
    _in_utf8()
    _end_as_by_ctrl_c()
    try:
        code = guarded(Console(), _run)
    except SystemExit as end:  # how Typer ends
        if not isinstance(end.code, int):
            raise
        code = end.code
    leave(code)


def _in_utf8() -> None:
    """Begins anew where Python would read the names of files otherwise than git, for which they are UTF-8 (PEP 540)."""
    if os.name == "posix" and sys.getfilesystemencoding() != "utf-8" and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def _end_as_by_ctrl_c() -> None:
    """Whoever ends the process otherwise (kill, a terminal that closes) leaves nothing half done, either."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, signal.default_int_handler)


def _run() -> int:
    app(prog_name="canonize")
    return 0
