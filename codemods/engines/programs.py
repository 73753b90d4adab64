"""Programs that a recipe names, run in a folder apart: a time limit, no shell, no input, the last output kept."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import cause
from ..records import dataclass
from .process import Tail, clean_environment, ended_by, kill_group, last_line

KEPT_OUTPUT = 256 * 1024


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended. `code` is None when it took too long or could not be started; `why` says so."""

    code: int | None
    output: str
    why: str = ""

    @property
    def ending(self) -> str:
        """`it took longer than 5 s`, `it ended with exit code 2: error: no such rule`."""
        last = last_line(self.output)
        return self.why or f"it ended{ended_by(self.code)}" + (f": {last}" if last else "")


def run(words: Sequence[str], folder: Path, *, seconds: float, extra: Mapping[str, str] | None = None) -> Ran:
    """What the program does in `folder`. All that it started is ended with it."""
    try:
        process = subprocess.Popen(
            words,
            cwd=folder,
            env={**_environment(folder), **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return Ran(None, "", f"it cannot be started: {cause(error)}")
    assert process.stdout is not None
    tail = Tail(process.stdout, KEPT_OUTPUT)
    why = ""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        why = f"it took longer than {seconds:g} s, and was stopped"
    finally:
        kill_group(process)
        process.wait()
        tail.join(1)
    return Ran(None if why else process.returncode, tail.text, why)


def _environment(folder: Path) -> dict[str, str]:
    """The user's own, but for what leads git, or a search for programs, to another place."""
    kept = {name: value for name, value in clean_environment().items() if not name.startswith("GIT_")}
    folders = [each for each in kept.get("PATH", os.defpath).split(os.pathsep) if Path(each).is_absolute()]
    return {**kept, "PATH": os.pathsep.join(folders), "GIT_CEILING_DIRECTORIES": str(folder.parent)}
