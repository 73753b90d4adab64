"""The corpus: pinned sdists from the package index, laid into git repositories in a cache folder.

Four trees: `tree` is what the jobs run on; `quarter` and `half` are those parts of its folders, `double` is twice as
much code. None of it is ours, so none of it is ever committed here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

HERE = Path(__file__).resolve().parent
PYTHON = (".py", ".pyi")
THINNED = {"quarter": 2, "half": 4}  # how many eighths of the folders stay
FIXED = {
    "GIT_AUTHOR_NAME": "benchmark",
    "GIT_AUTHOR_EMAIL": "benchmark@invalid",
    "GIT_COMMITTER_NAME": "benchmark",
    "GIT_COMMITTER_EMAIL": "benchmark@invalid",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


@dataclass(frozen=True, slots=True)
class Project:
    name: str
    version: str
    sha256: str
    part: str
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    files: int
    lines: int
    bytes: int


def projects() -> list[Project]:
    table = tomllib.loads((HERE / "corpus.toml").read_text("utf-8"))
    return [Project(p["name"], p["version"], p["sha256"], p["part"], tuple(p["roots"])) for p in table["project"]]


def source_roots(parts: Sequence[str] = ("tree",)) -> list[str]:
    """The folders of the tree from which Python would import, for the peers that have to be told."""
    found = [PurePosixPath(p.name, root).as_posix() for p in projects() if p.part in parts for root in p.roots]
    return sorted(found)


def lay(cache: Path, keep: Sequence[str]) -> dict[str, Path]:
    """All four trees, made where they are missing. The folders of the files in `keep` are in every one of them."""
    trees = {name: cache / name for name in ("quarter", "half", "tree", "double")}
    for name, folder in trees.items():
        stamp, wanted = cache / f"{name}.stamp", mark(name, keep)
        if stamp.is_file() and stamp.read_text() == wanted:
            continue
        print(f"laying the corpus: {name}", file=sys.stderr, flush=True)
        lay_one(cache, name, folder, keep)
        stamp.write_text(wanted)
    return trees


def mark(name: str, keep: Sequence[str]) -> str:
    """What a tree is made from, as a digest."""
    made = [repr(project) for project in projects() if project.part == "tree" or name == "double"]
    kept = sorted(keep) if name in THINNED else []
    return hashlib.sha256("\n".join([*made, *kept]).encode()).hexdigest()


def lay_one(cache: Path, name: str, folder: Path, keep: Sequence[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for project, sdist in fetch(cache).items():
        if project.part == "tree" or name == "double":
            unpack(sdist, folder / project.name)
    if name in THINNED:
        thin(folder, {str(PurePosixPath(path).parent) for path in keep}, eighths=THINNED[name])
    write_settings(folder, ("tree", "more") if name == "double" else ("tree",))
    commit(folder)


def fetch(cache: Path) -> dict[Project, Path]:
    """The sdists, by the ordinary pip, held to their hashes."""
    downloads = cache / "sdists"
    downloads.mkdir(parents=True, exist_ok=True)
    found: dict[Project, Path] = {}
    for project in projects():
        sdist = downloads / f"{project.name}-{project.version}.tar.gz"
        if not sdist.exists():
            print(f"fetching {project.name} {project.version}", file=sys.stderr, flush=True)
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
            wanted = f"{project.name}=={project.version}"
            subprocess.run([*pip, "--ignore-requires-python", "--dest", str(downloads), wanted], check=True)
        if hashlib.sha256(sdist.read_bytes()).hexdigest() != project.sha256:
            raise SystemExit(f"{sdist.name} is not the file that corpus.toml pins: remove it and try again")
        found[project] = sdist
    return found


def unpack(sdist: Path, folder: Path) -> None:
    """The sdist's one top folder, as `folder`."""
    with tarfile.open(sdist) as archive:
        members = []
        for member in archive.getmembers():
            path = PurePosixPath(member.name)
            if len(path.parts) > 1 and (member.isfile() or member.isdir()):
                member.name = str(PurePosixPath(*path.parts[1:]))
                members.append(member)
        archive.extractall(folder, members=members, filter="data")


def thin(folder: Path, kept: set[str], *, eighths: int) -> None:
    """Removes whole folders' files, chosen by a hash of the folder's path; a smaller share is a part of a larger."""
    for path in sorted(folder.rglob("*")):
        parent = path.parent.relative_to(folder).as_posix()
        if path.is_dir() or path.stem == "__init__" or parent in kept:
            continue
        if zlib.crc32(parent.encode()) % 8 >= eighths:
            path.unlink()


def write_settings(folder: Path, parts: Sequence[str]) -> None:
    """What ty and pyrefly must be told: where imports start. canonize gets no such hint."""
    roots = ", ".join(f'"./{root}"' for root in source_roots(parts))
    (folder / "ty.toml").write_text(f"[environment]\nroot = [{roots}]\n")
    (folder / "pyrefly.toml").write_text(f"search-path = [{roots.replace('./', '')}]\nproject-excludes = []\n")


def commit(folder: Path) -> None:
    (folder / ".gitignore").unlink(missing_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "config", "user.name", "benchmark")
    git(folder, "config", "user.email", "benchmark@invalid")
    git(folder, "config", "gc.auto", "0")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", "The corpus")
    git(folder, "gc", "--quiet")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, **FIXED})
    return done.stdout.decode("utf-8", "surrogateescape")


def size(folder: Path) -> Size:
    """Python files, lines and bytes of a tree."""
    files = lines = total = 0
    for path in git(folder, "ls-files", "-z", "*.py", "*.pyi").split("\0"):
        if path:
            data = (folder / path).read_bytes()
            files, lines, total = files + 1, lines + data.count(b"\n"), total + len(data)
    return Size(files, lines, total)
