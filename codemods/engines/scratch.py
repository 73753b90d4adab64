"""A copy of a project's files in a folder of their own, for programs that want files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .. import temporary
from ..errors import UnreadableSource
from ..meaning.project import Project
from ..repo import git
from ..repo.files import REGULAR, RepoPath
from ..repo.gittags import Described

_WHO = "canonize"
# The user's own configuration (a key to sign with, a hook for every repository) has no say in these commits.
_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **git.signed(name=_WHO, email="")}
_AS_THEY_ARE = "* -text -filter -ident -working-tree-encoding\n"


@contextmanager
def scratch_copy(project: Project) -> Iterator[Path]:
    """The regular files of the project, in a folder that is gone afterwards.

    Links are left out, for they may lead away, and what cannot be read.
    """
    with temporary.folder() as folder:
        top = Path(folder, "tree")
        top.mkdir()
        made: set[str] = set()
        for path, kind in project.kinds.items():
            if kind in REGULAR:
                with suppress(UnreadableSource):
                    content = project.files.read(path)  # the project keeps none of them
                    _write(top, path, content, kind == "executable", made)
        yield top


@contextmanager
def scratch_repository(before: Project, after: Project, branch: str, described: Described) -> Iterator[Path]:
    """The copy as a small git repository: `before` committed on main, and `after`, if it is another, on `branch`.

    It is made anew and knows nothing of the repository that the files came from: no hooks, no configuration, no
    remotes, no history. The tags that describe `before` are as many commits away as there; these commits are empty.
    Where there is no git it is a plain copy. Raises GitRefused.
    """
    with scratch_copy(before) as top:
        has_git = shutil.which("git") is not None
        if has_git:
            git.output(top, "init", "-q", "--template=", env=_ALONE)
            (top / ".git" / "info").mkdir(exist_ok=True)
            (top / ".git" / "info" / "attributes").write_text(_AS_THEY_ARE)
            git.output(top, "symbolic-ref", "HEAD", "refs/heads/main", env=_ALONE)
            for key, value in (("name", _WHO), ("email", f"{_WHO}@localhost")):
                git.output(top, "config", f"user.{key}", value, env=_ALONE)
            _commit(top, "as it was", described.date)
            _describe(top, described, branch)
        if after is not before:
            _make(top, after, after.changed - before.changed)
            if has_git:
                git.output(top, "update-ref", f"refs/heads/{branch}", "HEAD", env=_ALONE)
                git.output(top, "symbolic-ref", "HEAD", f"refs/heads/{branch}", env=_ALONE)
                _commit(top, "as it would be")
        yield top


def read_back(top: Path, paths: Iterable[RepoPath]) -> dict[RepoPath, bytes | None]:
    """What the files of the copy hold now; None for one that is gone, or is no regular file any more."""
    found: dict[RepoPath, bytes | None] = {}
    for path in paths:
        place = Path(top, path)
        found[path] = place.read_bytes() if place.is_file() and not place.is_symlink() else None
    return found


def _commit(top: Path, message: str, date: str = "") -> None:
    dated = git.signed(date=f"@{date}") if date else {}
    git.output(top, "add", "--all", "--force", ".", env=_ALONE)
    git.output(top, "commit", "-q", "--no-verify", "--allow-empty", "-m", message, env={**_ALONE, **dated})


def _describe(top: Path, described: Described, branch: str) -> None:
    """Puts the tags where they are for `git describe`: on main, behind as many empty commits."""
    tags = [tag for tag in described.tags if tag.name not in ("main", "HEAD", branch)]  # "main" is to mean the branch
    if not tags:
        return
    first = git.output(top, "rev-parse", "HEAD", env=_ALONE).decode().strip()
    date = described.date or "0 +0000"
    furthest = max(tag.distance for tag in tags)
    lines = [f"reset refs/heads/main\nfrom {first}\n"]
    for number in range(1, furthest + 1):
        head = f"commit refs/heads/main\nmark :{number}\ncommitter {_WHO} <> {date}\ndata 0\n"
        lines.append(f"{head}from {first}\n" if number == 1 else head)
    for tag in tags:
        place = f"from :{furthest - tag.distance}" if tag.distance < furthest else f"from {first}"
        tagger = f"tagger {_WHO} <> {tag.date or date}\ndata 0\n"
        head = f"tag {tag.name}" if tag.annotated else f"reset refs/tags/{tag.name}"
        lines.append(f"{head}\n{place}\n{tagger if tag.annotated else ''}")
    stream = "\n".join(lines).encode(errors="surrogateescape")
    git.output(top, "fast-import", "--quiet", stdin=stream, env=_ALONE)


def _make(top: Path, project: Project, paths: Iterable[RepoPath]) -> None:
    """Makes these files in the copy what they are in the project."""
    for path in sorted(paths):
        kind = project.kinds.get(path)
        if kind in REGULAR:
            _write(top, path, project.read(path), kind == "executable", set())
        elif kind is None:
            Path(top, path).unlink(missing_ok=True)


def _write(top: Path, path: RepoPath, content: bytes, executable: bool, made: set[str]) -> None:
    place = Path(top, path)
    folder = os.fspath(place.parent)
    if folder not in made:
        place.parent.mkdir(parents=True, exist_ok=True)
        made.add(folder)
    place.write_bytes(content)
    if executable:
        place.chmod(0o755)
