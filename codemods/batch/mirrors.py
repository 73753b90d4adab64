"""The cache of bare mirrors: one folder for each address, made by us alone, with nothing checked out.

A commit counts as here when its ref is: git writes that after it has all objects, so a fetch that was killed leaves no
half of a clone that could pass for a whole one.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..homes import kept_in
from ..records import dataclass
from ..repo import git
from ..repo.gitplace import Place
from .addresses import Address

_BASES = "refs/canonize/base"


def default_cache() -> Path:
    """The user's cache folder for mirrors. Raises CanonizeError where nobody knows a home."""
    return kept_in("XDG_CACHE_HOME", ".cache") / "mirrors"


@dataclass(frozen=True, slots=True)
class Mirror:
    """A bare repository of our own."""

    folder: Path

    def place(self, commit: str) -> Place:
        """The mirror as git sees it, at this commit."""
        return Place(self.folder, "", commit, False)

    def ref(self, commit: str) -> str:
        """The name that a fetched commit has here."""
        return f"{_BASES}/{commit}"

    def holds(self, commit: str) -> bool:
        """True when the commit is here with all that belongs to it."""
        return (self.folder / self.ref(commit)).is_file()

    def forget_branches(self) -> None:
        """Branches here are only what the last piece of work made."""
        shutil.rmtree(self.folder / "refs" / "heads", ignore_errors=True)
        (self.folder / "refs" / "heads").mkdir(exist_ok=True)

    def fit(self, commit: str) -> None:
        """Have the mirror be one of SHA-256 where the remote's commits are."""
        if len(commit) == 64 and git.output(self.folder, "rev-parse", "--show-object-format") != b"sha256\n":
            self.drop("sha256")

    def drop(self, format: str = "sha1") -> None:
        """Take the mirror away, so that the next one is made anew."""
        aside = self.folder.with_suffix(".broken")
        shutil.rmtree(aside, ignore_errors=True)
        self.folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
        _make(self.folder, format)


@contextmanager
def opened(cache: Path, address: Address) -> Iterator[Mirror]:
    """The mirror of `address`, made when it is not there; nobody else has it meanwhile."""
    name = re.sub("[^A-Za-z0-9._-]+", "-", address.name).strip(".-")[-60:]
    folder = cache / f"{name}-{hashlib.sha256(address.url.encode()).hexdigest()[:16]}.git"
    cache.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # goes with the process, however it ends
        if not _is_whole(folder):
            _make(folder)
        _unlock(folder)
        yield Mirror(folder)


def _is_whole(folder: Path) -> bool:
    """Does git take the folder itself for a bare repository? A disk may lose a file of it that was just written."""
    asked = git.start(folder, "rev-parse", "--is-bare-repository", options=("--git-dir=.",))
    return asked.finish()[:2] == (0, b"true\n")


def _make(folder: Path, format: str = "sha1") -> None:
    """An empty bare repository, whole or not at all, without a template's hooks.

    Its refs are files, whatever the user's own git makes: `Mirror` looks for them.
    """
    scratch = folder.with_suffix(".new")
    shutil.rmtree(scratch, ignore_errors=True)
    made = ("init", "--quiet", "--bare", "--template=", "--initial-branch=none", f"--object-format={format}")
    git.output(folder.parent, *made, str(scratch), options=("-c", "init.defaultRefFormat=files"))
    for name in ("refs/heads", "info", "objects/info"):
        (scratch / name).mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    scratch.rename(folder)


def _unlock(folder: Path) -> None:
    """Take away what a killed git left: nobody but us works here, and we have the lock."""
    left = [*folder.glob("*.lock"), *(folder / "refs").rglob("*.lock"), *(folder / "objects" / "pack").glob("tmp_*")]
    for path in left:
        path.unlink(missing_ok=True)
