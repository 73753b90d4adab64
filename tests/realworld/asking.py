"""canonize run in place on a tree of a real package, once and once more, and what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .trial import differing, state

_PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What canonize said: its exit code, its stderr, its report (docs/json.md; {} when there was none), the seconds."""

    exit: int
    said: str
    report: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


def ask(words: Sequence[str], tree: Path) -> Answer:
    """`canonize WORDS` on the files of the tree."""
    command = [sys.executable, "-m", "canonize.cli", *words, "--repo", str(tree), "--in-place", "--format", "json"]
    start = time.perf_counter()
    env = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=_PATIENCE)
    seconds = time.perf_counter() - start
    try:
        return Answer(done.returncode, done.stderr, json.loads(done.stdout), seconds)
    except ValueError:
        return Answer(done.returncode or 1, done.stderr, seconds=seconds)


def ask_again(words: Sequence[str], tree: Path) -> tuple[Answer, str]:
    """A second run, whose report has the lines of the tree as it is now; and what is wrong with it, or ""."""
    before = state(tree)
    again = ask(words, tree)
    changed = differing(before, state(tree))
    if again.exit:
        return again, f"exit {again.exit}: {again.said.strip()[:300]}"
    return again, f"changed {changed}" if changed else ""
