"""Folders for files of the moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from canonize.codemods import temporary


def test_a_folder_is_gone_afterwards_with_all_in_it() -> None:
    with temporary.folder() as made:
        Path(made, "below").mkdir()
        Path(made, "below", "file").write_text("x")
    assert not Path(made).exists()


def test_an_error_inside_takes_the_folder_away() -> None:
    with pytest.raises(ValueError, match="inside"), temporary.folder() as made:
        raise ValueError("inside")
    assert not Path(made).exists()


def run(program: str, where: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TMPDIR": str(where)}
    command = (sys.executable, "-c", program)
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def test_a_process_that_ends_without_leaving_the_block_leaves_nothing(tmp_path: Path) -> None:
    program = "from canonize.codemods import temporary; made = temporary.folder(); made.__enter__()"
    assert run(program, tmp_path).wait() == 0
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are what it is about")
def test_a_fork_leaves_the_folder_to_its_parent(tmp_path: Path) -> None:
    program = """
import os, sys
from canonize.codemods import temporary
with temporary.folder() as made:
    child = os.fork()
    if not child:
        sys.exit(0)
    os.waitpid(child, 0)
    sys.stdout.write(str(os.path.isdir(made)))
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run((sys.executable, "-c", program), env=environment, capture_output=True, text=True)
    assert done.stdout == "True"


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be made to wait here")
def test_folders_that_come_and_go_while_a_signal_comes_are_gone(tmp_path: Path) -> None:
    program = """
from canonize.codemods import temporary
print("begun", flush=True)  # while Python imports, a signal may be lost in one of its callbacks
while True:
    with temporary.folder():
        pass
"""
    for turn in range(8):
        process = run(program, tmp_path)
        assert process.stdout is not None and process.stdout.readline() == b"begun\n"
        time.sleep(turn * 0.011)
        process.send_signal(signal.SIGINT)
        process.wait(60)
        process.stdout.close()
        assert not list(tmp_path.iterdir())
