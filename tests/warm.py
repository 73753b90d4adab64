"""The command line in a fork of a process that has it loaded: what a user's run does, without its second of imports.

Only the loading is shared. Each run has a process, arguments, folder, environment and streams of its own, and ends as
any other does. Kills, signals and what Python itself reads at its start are for runs that are started alone.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, NamedTuple

_PACKAGES = ("canonize.cli", "canonize.codemods")
_LIBRARIES = ("github", "gitlab", "codeowners", "git", "libcst", "sqlite3")


class Run(NamedTuple):
    """How a command ended. `said` is all of stderr as text, bytes that are no UTF-8 as surrogates."""

    code: int
    out: bytes
    said: str


@dataclass(frozen=True)
class Server:
    """A process that forks a run for each request."""

    process: subprocess.Popen[bytes]

    def run(self, arguments: tuple[str, ...], cwd: Path, environment: Mapping[str, str], timeout: float) -> Run:
        """How the command ended. Raises TimeoutExpired."""
        assert self.process.stdin is not None and self.process.stdout is not None
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            streams = [f"/proc/{os.getpid()}/fd/{file.fileno()}" for file in (out, err)]
            asked = [arguments, str(cwd), dict(environment), *streams]
            self.process.stdin.write(f"{json.dumps(asked)}\n".encode())
            self.process.stdin.flush()
            if not select.select((self.process.stdout,), (), (), timeout)[0]:
                os.killpg(self.process.pid, signal.SIGKILL)
                server.cache_clear()
                raise subprocess.TimeoutExpired(arguments, timeout)
            code = int(self.process.stdout.readline())
            return Run(code, _whole(out), _whole(err).decode(errors="surrogateescape"))


@cache
def server() -> Server | None:
    """The server of this process; None where a file cannot be handed over by its number."""
    if not Path("/proc/self/fd").is_dir():
        return None
    folder = str(Path(__file__).parent)
    # not as a script: Dask's workers would load its file as their own main module
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {folder!r}); import warm; warm.serve()"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(command, start_new_session=True, **pipes)  # type: ignore[call-overload]
    atexit.register(process.communicate)
    return Server(process)


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def serve() -> None:
    """Forks for each line of stdin; ends with it."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    sys.path[:] = [path for path in sys.path[1:] if path]  # as it is for `canonize`
    _load()
    from canonize.cli.app import main

    gc.collect()
    gc.freeze()  # a collection would write to every page of what is shared
    for line in asked:
        child = os.fork()
        if not child:
            asked.close()
            answers.close()
            _become(*json.loads(line))
            main()
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n".encode())
        answers.flush()


def _load() -> None:
    for package in map(import_module, _PACKAGES):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(("__main__", "child")):
                import_module(module.name)
    for name in _LIBRARIES:
        with suppress(ImportError):
            import_module(name)
    from canonize.codemods.batch import manifestreader
    from canonize.codemods.recipefiles.recipefile import load

    load("rename-symbol", {"symbol": "m:Old", "to": "New"})
    manifestreader.parse("repos.yaml", b"canonize: batch/1\nrepositories: [{path: x}]\n")


def _become(arguments: list[str], cwd: str, environment: dict[str, str], out: str, err: str) -> None:
    """What a process would be that was started with these."""
    for number, path in enumerate((out, err), 1):
        opened = os.open(path, os.O_WRONLY)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = ["canonize", *arguments]
