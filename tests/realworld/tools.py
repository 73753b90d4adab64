"""What renames: canonize as a user would run it, or `sed` on words, to have something to hold it against."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from .draw import Symbol

_PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Renaming:
    """What the tool said. `exit` 0 is success; `diagnostics` counts what it reported, by code."""

    exit: int
    said: str = ""
    diagnostics: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0


class Tool(Protocol):
    """Renames `symbol` in the files of `tree`; with `text`, it also does what it would only propose."""

    name: str

    def rename(self, symbol: Symbol, tree: Path, *, text: bool = False) -> Renaming: ...


class Canonize:
    """`canonize rename --in-place`, in a process of its own, from the interpreter that runs the tests."""

    name = "canonize"

    def rename(self, symbol: Symbol, tree: Path, *, text: bool = False) -> Renaming:
        command = [sys.executable, "-m", "canonize.cli", "rename", str(symbol), symbol.new]
        command += ["--repo", str(tree), "--in-place", "--format", "json"]
        command += [option for pattern in symbol.derived for option in ("--derived", pattern)]
        command += ["--text"] if text else []
        start = time.perf_counter()
        # The interpreter's own surroundings: canonize must be importable as it is for the tests.
        env = {**os.environ, "NO_COLOR": "1"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=_PATIENCE)
        seconds = time.perf_counter() - start
        return Renaming(done.returncode, done.stderr, _by_code(done.stdout), seconds)


def _by_code(report: str) -> Mapping[str, int]:
    try:
        found = json.loads(report)
    except ValueError:
        return {}
    return Counter(str(diagnostic["code"]) for diagnostic in found.get("diagnostics", []))


class Sed:
    r"""`sed -i 's/\bold\b/new/g'` on every Python file."""

    name = "sed"

    def rename(self, symbol: Symbol, tree: Path, *, text: bool = False) -> Renaming:
        start = time.perf_counter()
        word = re.compile(rb"\b%s\b" % symbol.name.encode())
        for path in [*tree.rglob("*.py"), *tree.rglob("*.pyi")]:
            before = path.read_bytes()
            after = word.sub(symbol.new.encode(), before)
            if after != before:
                path.write_bytes(after)
        return Renaming(0, seconds=time.perf_counter() - start)


TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in (Canonize(), Sed())}
