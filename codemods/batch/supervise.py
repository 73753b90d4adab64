"""The driver's side of a nursery: start it, hand it a spec, take the outcome, notice its death."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

from .spec import Outcome, Spec, dump, failed, load_outcome

_CHUNK = 1 << 20


class Nursery:
    """One nursery, which does one spec at a time. It is started when it gets its first, and again after a death."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._spec: Spec | None = None
        self._read = bytearray()

    @property
    def busy(self) -> bool:
        return self._spec is not None

    def begin(self, spec: Spec) -> None:
        """Hands over the spec. A nursery that died meanwhile is started anew."""
        line = f"{dump(spec)}\n".encode("ascii")
        for _ in range(2):
            process = self._process or self._start()
            assert process.stdin is not None
            try:
                process.stdin.write(line)
                process.stdin.flush()
            except BrokenPipeError:
                self.close()
                continue
            break
        else:
            self._start()  # it does not live: who waits for it is told of its death
        self._spec = spec
        self._read.clear()

    def fileno(self) -> int:
        """What to wait on while it is busy."""
        assert self._process is not None and self._process.stdout is not None
        return self._process.stdout.fileno()

    def taken(self) -> Outcome | None:
        """The outcome if it is complete; to be called when there is something to read."""
        assert self._spec is not None
        spec = self._spec
        chunk = os.read(self.fileno(), _CHUNK)
        self._read += chunk
        if self._read.endswith(b"\n"):
            self._spec = None
            return load_outcome(self._read.decode("ascii"))
        if chunk:
            return None
        self.close()
        return failed(spec, "worker-died", "the process that watches the work was ended")

    def run(self, spec: Spec) -> Outcome:
        """The outcome of the spec; waits for it."""
        self.begin(spec)
        while (outcome := self.taken()) is None:
            pass
        return outcome

    def close(self) -> None:
        """Ends the nursery, and with it what it is doing."""
        process, self._process, self._spec = self._process, None, None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            (sys.executable, "-P", "-m", f"{__package__}.nursery"),  # of the folder where it starts nothing is imported
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is the driver's alone
        )
        return self._process
