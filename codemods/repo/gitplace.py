"""Where a folder lies in its git repository, and which commit is meant."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import GitRefused, NotFound
from ..records import dataclass
from . import git
from .disk import is_folder, is_there
from .files import RepoPath


@dataclass(frozen=True, slots=True)
class Place:
    """A folder as git sees it, and a commit in its repository.

    `top` is where git is run; `prefix` is the folder's path below it, "" or with a final "/". `has_checkout` is false
    for a bare repository and where the repository says that its working tree is elsewhere.
    """

    top: Path
    prefix: RepoPath
    commit: str
    has_checkout: bool


def locate(folder: Path, base: str = "HEAD") -> Place:
    """Where `folder` lies in its repository, and the commit that `base` names.

    Raises NotFound when there is no such folder; GitRefused when it is in no repository or `base` names no commit.
    """
    if not is_folder(folder):
        raise NotFound(f"{folder}: no such folder", "name the folder of a repository")
    if not base or base.startswith("-") or "\0" in base or "\n" in base:
        raise _unknown(base)
    asked = ("--is-inside-work-tree", "--is-bare-repository", "--is-inside-git-dir", "--show-prefix")
    code, out, err = git.start(folder, "rev-parse", *asked, f"{base}^{{commit}}").finish()
    if code:
        raise why_not_located(folder, base, err)
    return _place(folder.resolve(), base, out.split(b"\n"))


def _place(folder: Path, base: str, answers: list[bytes]) -> Place:
    inside, bare, in_git_folder, *rest, commit, _ = answers
    if not _is_id(commit):  # `base` was a range, or several revisions
        raise _unknown(base)
    has_checkout = inside == b"true"
    if not has_checkout and b"true" not in (bare, in_git_folder) and not is_there(folder / ".git"):
        raise GitRefused(
            f"{folder}: its repository's core.worktree points elsewhere", "name the repository's top folder"
        )
    prefix = os.fsdecode(b"\n".join(rest))
    top = folder.parents[prefix.count("/") - 1] if prefix else folder
    return Place(top, prefix, commit.decode(), has_checkout)


def _is_id(text: bytes) -> bool:
    return len(text) in (40, 64) and not text.strip(b"0123456789abcdef")


def why_not_located(folder: Path, base: str, stderr: bytes) -> GitRefused:
    if b"not a git repository" in stderr:
        return GitRefused(
            f"{folder} is not in a git repository",
            "--in-place changes the files of a plain folder; or put it under git: git init && git add . && git commit",
        )
    if b"dubious ownership" in stderr:
        return GitRefused(
            f"git does not trust {folder}: it belongs to somebody else",
            f"if you trust it: git config --global --add safe.directory {folder.resolve()}",
        )
    if git.start(folder, "rev-parse", "--git-dir").finish()[0]:  # a broken repository
        return git.failure("rev-parse", stderr)
    if base in ("HEAD", "@"):
        code, commit, _ = git.start(folder, "rev-parse", "--verify", "--quiet", "HEAD").finish()
        if not code:
            return GitRefused(
                f"{folder}: its commit {commit.decode().strip()[:12]} cannot be read",
                "check the repository with: git fsck",
            )
        return GitRefused(
            f"{folder} has no commit yet", "commit its files first, or change them where they are with --in-place"
        )
    return _unknown(base)


def _unknown(base: str) -> GitRefused:
    return GitRefused(f"no commit is named {base!r}", "name a branch, a tag or a commit id that the repository has")
