"""What is fetched once and kept: sdists, virtual environments; and the throw-away copies made of them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from .catalog import HERE, Package

REPOSITORY = Path(__file__).parents[2]
CACHE = Path(os.environ.get("REALWORLD_CACHE") or REPOSITORY / ".cache" / "realworld")

# What would let the surroundings leak into a suite or a rename.
_LEAKS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTEST_ADDOPTS", "GIT_DIR", "GIT_WORK_TREE")


class NotAvailable(Exception):
    """The package or its environment cannot be had here; the message says why."""


def pristine(package: Package) -> Path:
    """The unpacked sdist, fetched at most once. Never write to it: see `copy`."""
    tree = CACHE / "trees" / f"{package.name}-{package.version}"
    if tree.is_dir():
        return tree
    unpacking = tree.with_name(f".{tree.name}.{os.getpid()}")
    with tarfile.open(_sdist(package)) as archive:
        archive.extractall(unpacking, filter="data")
    (inner,) = unpacking.iterdir()
    inner.rename(tree)
    unpacking.rmdir()
    return tree


def _sdist(package: Package) -> Path:
    folder = CACHE / "sdists" / package.name
    if not folder.is_dir() or not any(folder.iterdir()):
        wanted = CACHE / f"{package.name}.txt"
        wanted.parent.mkdir(parents=True, exist_ok=True)
        wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
        options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--require-hashes", "-d", str(folder)]
        _must([sys.executable, "-m", "pip", "download", *options, "-r", str(wanted)])
    (archive,) = folder.iterdir()
    if hashlib.sha256(archive.read_bytes()).hexdigest() != package.sha256:
        raise NotAvailable(f"{archive.name} is not the file that the catalog pins")
    return archive


def environment(package: Package) -> Path:
    """The Python of a virtual environment that holds the package's pinned requirements."""
    digest = hashlib.sha256(package.requirements.read_bytes()).hexdigest()[:10]
    tag = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = CACHE / "environments" / f"{package.name}-{tag}-{digest}"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    ready = folder / "ready"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _must([sys.executable, "-m", "venv", str(folder)])
        _must([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(package.requirements)])
        ready.touch()
    return python


def copy(tree: Path, to: Path, *, repository: bool) -> Path:
    """A fresh copy of `tree` at `to`, committed to a git repository of its own if `repository`."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(tree, to, symlinks=True)
    if repository:
        identity = ["-c", "user.name=Real World", "-c", "user.email=real@world.invalid", "-c", "core.autocrlf=false"]
        _must(["git", "init", "--quiet"], cwd=to)
        _must(["git", "add", "--all", "--force"], cwd=to)
        _must(["git", *identity, "commit", "--quiet", "--no-verify", "-m", "The sdist"], cwd=to)
    return to


def search_path(package: Package, tree: Path, *more: Path) -> str:
    """PYTHONPATH for the package in `tree`: its own code comes before what its environment has installed."""
    return os.pathsep.join(str(path) for path in [*(tree / root for root in package.roots), *more])


def surroundings(**more: str) -> Mapping[str, str]:
    """The environment variables for a child process."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEAKS}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"} | more


def _must(command: Sequence[str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, env=surroundings(), capture_output=True, text=True)
    if done.returncode:
        raise NotAvailable(f"{' '.join(command[:4])} …: exit {done.returncode}\n{done.stderr.strip()}")


def asked(package: Package, tree: Path, script: str, *arguments: str) -> str:
    """What the script of `plugin/` prints, run in the package's own environment with `tree` to import from."""
    command = [str(environment(package)), str(HERE / "plugin" / script), *arguments]
    env = surroundings(PYTHONPATH=search_path(package, tree))
    done = subprocess.run(command, cwd=tree.parent, env=env, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise NotAvailable(f"{package.name} could not be imported to be looked at:\n{done.stderr[-2000:]}")
    return done.stdout
