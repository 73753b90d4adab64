"""Running commands and measuring them: wall clock, CPU of the process and its children, peak memory of the tree."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

_LIBC = ctypes.CDLL(None)
_KCMP = {"x86_64": 312, "aarch64": 272}  # the number of the system call
_KCMP_VM = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """One run. `wall` and `cpu` are seconds, `rss` bytes (0 when it was not sampled)."""

    wall: float
    cpu: float
    rss: int = 0
    exit_code: int = 0
    finished: bool = True


class Measured(Protocol):
    """A thing to run and measure: a command, or a question to a language server."""

    @property
    def name(self) -> str: ...

    def run(self, *, memory: bool = False) -> Sample: ...


@dataclass(frozen=True, slots=True)
class Command:
    """A process to measure: its arguments, where it runs, what undoes it, which exit codes count as done."""

    name: str
    arguments: Sequence[str]
    folder: Path
    output: Path | None = None
    before: Callable[[], None] | None = None
    after: Callable[[], None] | None = None
    limit: float = 300.0
    succeeds: tuple[int, ...] = (0,)
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *, memory: bool = False) -> Sample:
        if self.before:
            self.before()
        try:
            sample = self._run(memory)
        finally:
            if self.after:
                self.after()
        if sample.finished and sample.exit_code not in self.succeeds:
            raise SystemExit(f"{self.name} exited {sample.exit_code}: {' '.join(self.arguments)}\n{self._errors()}")
        return sample

    def _run(self, memory: bool) -> Sample:
        target = self.output or Path(os.devnull)
        with target.open("wb") as out, Path(f"{target}.err" if self.output else os.devnull).open("wb") as err:
            started = time.perf_counter()
            process = subprocess.Popen(
                list(self.arguments),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
                env={**os.environ, **self.environment},
            )
            with watching(process.pid, self.limit, memory) as watch:
                _, status, usage = os.wait4(process.pid, 0)
                wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        rss = max(watch.peak, usage.ru_maxrss * 1024) if memory else 0
        ended = watch.killed or process.returncode == -signal.SIGXCPU
        return Sample(wall, usage.ru_utime + usage.ru_stime, rss, process.returncode, not ended)

    def _errors(self) -> str:
        errors = Path(f"{self.output}.err")
        return errors.read_text("utf-8", "replace")[-2000:] if self.output and errors.exists() else ""


class watching:
    """Ends a process group after `limit` seconds, and samples the memory of its tree when asked to."""

    def __init__(self, pid: int, limit: float, memory: bool) -> None:
        self.pid, self.limit, self.memory = pid, limit, memory
        self.peak, self.killed = 0, False
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> watching:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        end = time.monotonic() + self.limit
        step = 0.01 if self.memory else self.limit
        while not self._done.wait(step):
            if self.memory:
                self.peak = max(self.peak, tree_rss(self.pid))
            if time.monotonic() >= end:
                self.killed = True
                os.killpg(self.pid, signal.SIGKILL)
                return


def tree_rss(pid: int) -> int:
    """Resident bytes of a process and all below it, now. A page that several share is shared out among them."""
    total, waiting = 0, [(pid, 0)]
    while waiting:
        current, parent = waiting.pop()
        if parent and in_one_memory(current, parent):
            continue
        try:
            memory = Path(f"/proc/{current}/smaps_rollup").read_text()
            total += int(memory.partition("\nPss:")[2].split()[0]) * 1024
            for task in Path(f"/proc/{current}/task").iterdir():
                waiting += ((int(child), current) for child in (task / "children").read_text().split())
        except (OSError, IndexError):
            continue
    return total


def in_one_memory(child: int, parent: int) -> bool:
    """Does the child still run in its parent's memory, as it does between vfork and exec? (kcmp(2); see vfork(2))

    Its pages are no others than the parent's then, and the kernel counts them in full for each of the two.
    """
    number = _KCMP.get(platform.machine()) if sys.platform == "linux" else None
    return number is not None and _LIBC.syscall(number, child, parent, _KCMP_VM, 0, 0) == 0


def interleaved(commands: Sequence[Measured], runs: int, *, warm: int = 1) -> dict[str, list[Sample]]:
    """Every command once, then every command again, so that what else the machine does falls on all alike."""
    samples: dict[str, list[Sample]] = {command.name: [] for command in commands}
    for turn in range(warm + runs):
        for command in commands:
            sample = command.run()
            if turn >= warm:
                samples[command.name].append(sample)
    return samples


def wall(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.wall for sample in samples)


def cpu(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.cpu for sample in samples)
