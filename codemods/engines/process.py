"""One process, kept in bounds: it is asked by lines, and killed with all that it started when it does not answer."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

MAX_LINE = 64 * 1024**2


class Process:
    """A running process. `hung` says whether the last question ended it."""

    def __init__(self, command: Sequence[str], folder: str, environment: Mapping[str, str]) -> None:
        self.hung = False
        self._seconds = 0.0
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        assert self._process.stderr is not None
        self._tail = Tail(self._process.stderr)

    def ask(self, question: bytes, seconds: float) -> bytes:
        """The line that comes back for `question`, which may be b"" for "go on".

        b"" when the process died of it, or took longer and was killed.
        """
        self.hung, self._seconds = False, seconds
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            if question:
                self._process.stdin.write(question)
                self._process.stdin.flush()
            return self._process.stdout.readline(MAX_LINE)
        except (OSError, ValueError):  # the pipe is broken, or closed by `kill`
            return b""
        finally:
            timer.cancel()

    def why_silent(self, line: bytes) -> str:
        """Why `line` is no answer. The process is gone after it."""
        self.kill()
        if self.hung:
            return f"it took longer than {self._seconds:g} s, and was stopped"
        if line:
            return "it answered with what is no answer, and was stopped"
        said = last_line(self._tail.text)
        return f"its process died{ended_by(self._process.returncode)}" + (f": {said}" if said else "")

    def kill(self) -> None:
        """End it. Does nothing when it has ended."""
        if self._process.returncode is not None:
            return
        kill_group(self._process)  # before it is waited for: until then its number is nobody else's
        self._process.wait()
        self._tail.join(1)
        for pipe in (self._process.stdin, self._process.stdout):
            _close(pipe)

    def _give_up(self) -> None:
        self.hung = True
        kill_group(self._process)


class Tail(threading.Thread):
    """Reads what a process prints, so that it does not block, and keeps the last of it."""

    def __init__(self, pipe: IO[bytes], kept: int = 4096) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._limit = kept
        self.kept = b""
        self.start()

    def run(self) -> None:
        while chunk := os.read(self._pipe.fileno(), 65536):
            self.kept = (self.kept + chunk)[-self._limit :]
        _close(self._pipe)

    @property
    def text(self) -> str:
        return self.kept.decode(errors="replace")


def last_line(text: str) -> str:
    """The last line that says something, cut where it is long."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")[:300]


def clean_environment() -> dict[str, str]:
    """The user's environment, without what would put folders of the day on `sys.path` or write into them."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONSTARTUP", "PYTHONINSPECT")}
    folders = [each for each in kept.pop("PYTHONPATH", "").split(os.pathsep) if Path(each).is_absolute()]
    if folders:
        kept["PYTHONPATH"] = os.pathsep.join(folders)
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the process, which leads a session, and all that it started in it."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):  # it is gone already
        return


def ended_by(code: int | None) -> str:
    """` with exit code 3`, ` by SIGKILL`, or "" for an end in order."""
    if code is None or code >= 0:
        return f" with exit code {code}" if code else ""
    try:
        return f" by {signal.Signals(-code).name}"
    except ValueError:
        return f" by signal {-code}"


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:  # what was still to be flushed has no reader
        return
