"""Fleets for the batch tests: bare repositories with real hooks, a manifest, and what a run left on them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from base64 import b64decode
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands import Run, canonize, started
from repos import Repo, make

BRANCH = "canonize/rename-symbol"
PARAMS = ("--param", "symbol=app.m:Old", "--param", "to=New")
FILES: Mapping[str, bytes] = {
    "app/__init__.py": b"",
    "app/m.py": b"class Old:\n    pass\n",
    "app/v.py": b"from app.m import Old\n\nx = Old()\n",
}
AFTER = {"app/m.py": b"class New:\n    pass\n", "app/v.py": b"from app.m import New\n\nx = New()\n"}

# Writes down every update that a push makes: what the tests count redone pushes by.
_COUNTING = """#!/bin/sh
while read old new ref; do echo "$old $new $ref" >> "$GIT_DIR/pushes"; done
"""


@dataclass
class Fleet:
    """Bare repositories in `root/remotes`, and a state and a cache of their own."""

    root: Path
    names: list[str] = field(default_factory=list)

    def add(self, name: str, files: Mapping[str, bytes] = FILES, *, branch: str = "main") -> Repo:
        """A bare repository that counts its pushes."""
        work = make(self.root / "work" / name)
        work.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        work.commit(files, "first")
        bare = self.remote(name)
        subprocess.run(["git", "clone", "-q", "--bare", str(work.path), str(bare.path)], check=True)
        self.hook(name, "post-receive", _COUNTING)
        self.names.append(name)
        return bare

    def hook(self, name: str, hook: str, text: str) -> None:
        path = self.remote(name).path / "hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def remote(self, name: str) -> Repo:
        return Repo(self.root / "remotes" / f"{name}.git")

    def work(self, name: str) -> Repo:
        return Repo(self.root / "work" / name)

    def push_more(self, name: str, files: Mapping[str, bytes], branch: str = "main") -> None:
        """Somebody else's commit on the remote."""
        work = self.work(name)
        work.commit(files)
        work.git("push", "-q", str(self.remote(name).path), f"HEAD:refs/heads/{branch}")

    def url(self, name: str) -> str:
        return f"file://{self.remote(name).path}"

    def manifest(self, more: str = "", entries: Sequence[str] | None = None) -> Path:
        """The manifest of all repositories so far; `more` is put below them. One job, unless it says otherwise."""
        listed = entries if entries is not None else [f"url: {self.url(name)}" for name in self.names]
        lines = "".join(f"  - {entry}\n" for entry in listed)
        path = self.root / "repos.yaml"
        run = "" if "run:" in more else "run: {jobs: 1}\n"
        path.write_text(f"canonize: batch/1\nname: fleet\nrepositories:\n{lines}{more}{run}")
        return path

    @property
    def environment(self) -> dict[str, str]:
        return {"XDG_STATE_HOME": str(self.root / "state"), "XDG_CACHE_HOME": str(self.root / "cache")}

    def canonize(self, *arguments: str, code: int | None = 0, timeout: float = 300, **environment: str) -> Run:
        given = {**self.environment, **environment}
        return canonize("batch", *arguments, cwd=self.root, code=code, timeout=timeout, **given)

    def run(self, *more: str, code: int | None = 0, **environment: str) -> Run:
        return self.canonize("run", "rename-symbol", "repos.yaml", *PARAMS, *more, code=code, **environment)

    def started(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        return started("batch", *arguments, cwd=self.root, **{**self.environment, **environment})

    def status(self, code: int | None = None) -> dict[str, dict[str, Any]]:
        """Each repository as `status --format json` tells of it."""
        lines = self.canonize("status", "--format", "json", code=code).out.decode().splitlines()
        return {text_of(row["repository"]): row for row in map(json.loads, lines[1:])}

    def acts(self, pattern: str) -> int:
        """How many acts of this name the journal has, also while a driver writes it."""
        for path in self.root.glob("state/canonize/batches/*/journal.sqlite"):
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db, suppress(sqlite3.OperationalError):
                return int(db.execute("select count(*) from acts where act like ?", (pattern,)).fetchone()[0])
        return 0

    def pushes(self, name: str) -> list[str]:
        """Every update of a ref that the remote saw."""
        path = self.remote(name).path / "pushes"
        return path.read_text().splitlines() if path.exists() else []

    def commits(self, name: str, branch: str = BRANCH) -> list[str]:
        """The commits of the branch that are not on main."""
        return self.remote(name).text("rev-list", f"main..{branch}").split()

    def branches(self, name: str) -> list[str]:
        return self.remote(name).text("for-each-ref", "--format=%(refname:short)", "refs/heads").split()

    def forget(self) -> None:
        """As if the machine had never seen this batch; the mirrors stay."""
        shutil.rmtree(self.root / "state", ignore_errors=True)


def text_of(name: str | dict[str, str]) -> str:
    """A name or path of a report, as Python has it."""
    return name if isinstance(name, str) else os.fsdecode(b64decode(name["base64"]))


def done_once(fleet: Fleet, name: str, pushes: int = 1) -> None:
    """Exactly one branch with exactly one commit, pushed once, with the right content."""
    assert sorted(fleet.branches(name)) == [BRANCH, "main"], name
    assert len(fleet.commits(name)) == 1, name
    assert len(fleet.pushes(name)) == pushes, (name, fleet.pushes(name))
    tree = fleet.remote(name).tree(BRANCH)
    assert {path: tree[path][2] for path in AFTER} == dict(AFTER), name
