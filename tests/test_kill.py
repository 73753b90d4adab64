"""Killed at any moment, a run leaves the repository whole, and the next run finishes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from repos import Repo, make

COMMON = """
from pathlib import Path
from types import MappingProxyType
from canonize.codemods.repo.changes import ChangeSet, FileChange
from canonize.codemods.results.writing import write_in_place, Written
from canonize.codemods.results.gitrepo import NewCommit, commit
root = Path({root!r})
names = [f"d{{n % 5}}/f{{n}}.py" for n in range(150)]
old, new = b"x = 1\\n" * 3000, b"y = 2\\n" * 3000
print("ready", flush=True)
"""
COMMIT = """
steps = [NewCommit("One", dict.fromkeys(names[:75], new)), NewCommit("Two", dict.fromkeys(names[75:], new))]
print(commit(root, "HEAD", "made", steps))
"""
WRITE = """
changes = ChangeSet(MappingProxyType({name: FileChange(name, old, new) for name in names}), last=(names[0],))
outcomes = write_in_place(root, changes)
assert all(isinstance(outcome, Written) for outcome in outcomes), outcomes
"""
NAMES = [f"d{n % 5}/f{n}.py" for n in range(150)]
OLD, NEW = b"x = 1\n" * 3000, b"y = 2\n" * 3000


def start(root: Path, program: str) -> subprocess.Popen[bytes]:
    code = COMMON.format(root=str(root)) + program
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def finish(root: Path, program: str) -> float:
    """Runs to the end; gives the seconds that the work took."""
    process = start(root, program)
    began = time.monotonic()
    _, err = process.communicate()
    assert process.returncode == 0, err.decode()
    return time.monotonic() - began


def kill_after(root: Path, program: str, seconds: float) -> None:
    """Starts the work and kills it, and the gits that it started, with -9."""
    process = start(root, program)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    while any(map(works_in(root), Path("/proc").iterdir())):  # the one git that is not killed with the rest
        time.sleep(0.01)


def works_in(root: Path) -> Callable[[Path], bool]:
    def works(process: Path) -> bool:
        try:
            return process.name.isdecimal() and (process / "cwd").readlink() == root
        except OSError:  # it has ended
            return False

    return works


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make(tmp_path / "repo", dict.fromkeys(NAMES, OLD))


def test_a_commit_that_is_killed_leaves_no_branch_or_all_of_it(repo: Repo) -> None:
    before = repo.state()
    took = finish(repo.path, COMMIT)
    whole = repo.text("rev-parse", "made^{tree}")
    moments = random.Random(7)
    halted = 0
    for _ in range(10):
        repo.git("update-ref", "-d", "refs/heads/made")
        kill_after(repo.path, COMMIT, moments.uniform(0, took))
        assert repo.state() == before
        if repo.git("branch", "--list", "made"):
            assert repo.text("rev-parse", "made^{tree}") == whole
            assert len(repo.text("rev-list", "main..made").split()) == 2
        else:
            halted += 1
        finish(repo.path, COMMIT)
        assert repo.text("rev-parse", "made^{tree}") == whole
    assert halted
    repo.git("fsck", "--strict", "--no-dangling")


def test_writing_that_is_killed_leaves_every_file_whole_and_a_rerun_finishes(repo: Repo) -> None:
    took = finish(repo.path, WRITE)
    moments = random.Random(7)
    for _ in range(10):
        repo.git("checkout", "-q", ".")
        kill_after(repo.path, WRITE, moments.uniform(0, took))
        contents = {name: (repo.path / name).read_bytes() for name in NAMES}
        assert set(contents.values()) <= {OLD, NEW}
        if contents[NAMES[0]] == NEW:  # the definition is written when all its users are
            assert set(contents.values()) == {NEW}
        finish(repo.path, WRITE)
        assert {(repo.path / name).read_bytes() for name in NAMES} == {NEW}
        assert not repo.git("ls-files", "--others")
