"""An empty Typer application: the floor under the start of every command, measured beside canonize's own.

Plain help, as canonize has it: with Rich, Typer's own default, its `--help` takes several times as long.
"""

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Nothing."""


@app.command()
def nothing() -> None:
    """Do nothing."""


if __name__ == "__main__":
    app()
