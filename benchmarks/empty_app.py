"""An empty Typer application: the floor under the start of every command, measured beside canonize's own."""

import typer

app = typer.Typer(add_completion=True)


@app.callback()
def main() -> None:
    """Nothing."""


@app.command()
def nothing() -> None:
    """Do nothing."""


if __name__ == "__main__":
    app()
