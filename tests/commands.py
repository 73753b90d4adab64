"""The command line, run as a person or a script runs it, and what no run may ever do."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import warm
from warm import Run

RENAME = ("rename", "app.m.Old", "New")


def canonize(*arguments: str, cwd: Path, code: int | None = 0, timeout: float = 60, **environment: str) -> Run:
    """Runs the command; fails when it shows a traceback, calls itself buggy, takes too long or ends otherwise.

    It is forked from a process that has it loaded, unless the environment says something to Python itself.
    """
    ready = None if any(name.startswith("PYTHON") for name in environment) else warm.server()
    if ready is None:
        return alone(*arguments, cwd=cwd, code=code, timeout=timeout, **environment)
    return checked(ready.run(arguments, cwd, environment_with(environment), timeout), code)


def alone(*arguments: str, cwd: Path, code: int | None = 0, timeout: float = 60, **environment: str) -> Run:
    """As `canonize`, in a process that loads everything itself."""
    done = subprocess.run(
        [sys.executable, "-m", "canonize.cli", *arguments],
        cwd=cwd,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=environment_with(environment),
        timeout=timeout,
        check=False,
    )
    return checked(Run(done.returncode, done.stdout, done.stderr.decode(errors="surrogateescape")), code)


def checked(run: Run, code: int | None) -> Run:
    """The run, unless it ended otherwise than with `code`, or as no run may."""
    assert "Traceback" not in run.said, run.said
    assert "this is a bug" not in run.said, run.said
    assert code is None or run.code == code, (run.code, run.said[-2000:], run.out[-2000:])
    return run


def started(*arguments: str, cwd: Path, **environment: str) -> subprocess.Popen[bytes]:
    """The command on its way, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "canonize.cli", *arguments],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment_with(environment),
        start_new_session=True,
    )


def files_in(folder: Path) -> dict[bytes, bytes]:
    """Path -> content of every regular file below `folder`, links not followed, `.git` left out."""
    return {
        os.fsencode(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if ".git" not in path.relative_to(folder).parts
        and stat.S_ISREG(path.lstat().st_mode)
        and not _linked(path, folder)
    }


def _linked(path: Path, folder: Path) -> bool:
    """Some systems follow links to folders when they walk."""
    return any(above.is_symlink() for above in path.parents if above != folder and folder in above.parents)


def environment_with(extra: dict[str, str]) -> dict[str, str]:
    """The environment of every run."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "CANONIZE_DEBUG")
    }
    return {**kept, "COLUMNS": "100", **extra}


def lines_about(said: str, path: str) -> Sequence[str]:
    """The lines of stderr that name the path."""
    return [line for line in said.splitlines() if f"{path}:" in line]
