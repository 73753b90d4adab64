"""Real git repositories for the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

is_root = not hasattr(os, "geteuid") or os.geteuid() == 0
not_root = pytest.mark.skipif(is_root, reason="nothing is closed to root")


@dataclass(frozen=True)
class Repo:
    """A repository and the commands that a user would type in it."""

    path: Path

    def git(self, *arguments: str | bytes | Path, stdin: bytes = b"", check: bool = True) -> bytes:
        command = [b"git", b"-C", os.fsencode(self.path), *map(os.fsencode, arguments)]
        done = subprocess.run(command, input=stdin, capture_output=True, check=False)
        assert not check or done.returncode == 0, (arguments, done.stderr)
        return done.stdout

    def text(self, *arguments: str) -> str:
        return self.git(*arguments).decode().strip()

    def write(self, files: Mapping[str, bytes]) -> None:
        written(self.path, files)

    def commit(self, files: Mapping[str, bytes], message: str = "more") -> str:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-qm", message)
        return self.text("rev-parse", "HEAD")

    def tree(self, revision: str = "HEAD") -> dict[str, tuple[str, str, bytes]]:
        """Path -> mode, id, content, as git itself gives them."""
        found = {}
        for record in self.git("ls-tree", "-r", "-z", "--full-tree", revision).split(b"\0")[:-1]:
            head, _, path = record.partition(b"\t")
            mode, kind, blob = head.decode().split()
            content = self.git("cat-file", "blob", blob) if kind == "blob" else b""
            found[os.fsdecode(path)] = (mode, blob, content)
        return found

    def state(self) -> dict[str, bytes]:
        """All that belongs to the user: what a commit to another branch must not touch."""
        git_dir = self.path / self.text("rev-parse", "--git-dir")
        index = git_dir / "index"
        return {
            "index": index.read_bytes() if index.exists() else b"",
            "HEAD": (git_dir / "HEAD").read_bytes(),
            "head": self.git("rev-parse", "HEAD"),
            "status": self.git("status", "--porcelain", "-z", check=False),
            "stash": self.git("stash", "list", check=False),
            "config": (self.path / self.text("rev-parse", "--git-common-dir") / "config").read_bytes(),
        }


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The folder, with those files in it."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def make(folder: Path, files: Mapping[str, bytes] | None = None) -> Repo:
    """A repository in `folder` with `files` in its first commit; none leaves it without a commit."""
    folder.mkdir(parents=True, exist_ok=True)
    repo = Repo(folder)
    repo.git("init", "-q")
    if files:
        repo.commit(files, "first")
    return repo
