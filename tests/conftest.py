"""What holds for every test: a git without the user's settings, laws that are tried without a clock, a Ctrl-C that works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from fleets import Fleet

IDENTITY = "[user]\n\tname = Canonize Tests\n\temail = tests@canonize.example\n[init]\n\tdefaultBranch = main\n"

# A slow machine is no failing law. `make test` tries the same examples each time, a developer new ones.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("installed", deadline=None, derandomize=True)
hypothesis.settings.load_profile("installed" if "CANONIZE_INSTALLED" in os.environ else "here")

# A shell that puts us in the background makes us deaf to Ctrl-C, and so every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def a_git_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The git configuration that the tests see; neither the user's nor the machine's is read."""
    config = tmp_path_factory.mktemp("git") / "config"
    config.write_text(IDENTITY)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        patch.setenv("GIT_CONFIG_GLOBAL", str(config))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield config


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    """Repositories for a batch, none as yet."""
    from fleets import Fleet

    return Fleet(tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of half a MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a small disk here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
