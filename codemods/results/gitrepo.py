"""Puts commits on a new branch by plumbing; the working tree, the index, HEAD and the stash stay as they are.

The only importer of GitPython, and the only module that writes into a repository. A run that is killed leaves the
branch as it was, or whole: the one step that shows is the last, and git does it at once or not at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .. import temporary
from ..errors import GitRefused
from ..records import dataclass
from ..regexes import regex
from ..repo import git, gitbranches, gitentries
from ..repo.files import RepoPath
from ..repo.gitplace import Place, locate

if TYPE_CHECKING:
    from git.cmd import Git

OnExisting = Literal["fail", "replace-ours", "new-name"]


@dataclass(frozen=True, slots=True)
class NewCommit:
    """One commit to make: its message, and the whole content of each file that it changes; None deletes the file."""

    message: str
    contents: Mapping[RepoPath, bytes | None]


@dataclass(frozen=True, slots=True)
class Committed:
    """`branch` now points at the last of `commits`, the first of which has the base for its parent."""

    branch: str
    commits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing was written: there is nothing to commit on `commit`, or `branch` holds these very commits already."""

    branch: str
    commit: str


def commit(
    repo: Path,
    base: str,
    branch: str,
    commits: Sequence[NewCommit],
    *,
    on_existing: OnExisting = "fail",
    sign: bool | None = None,
    date: datetime | None = None,
) -> Committed | Unchanged:
    """Puts `commits`, one upon the other, on `base`, and `branch` on the last. One that changes nothing is left out.

    `repo` may be a folder inside a repository: paths are relative to it. `sign` None does what the user's git does.
    "replace-ours" replaces a branch that holds nothing but commits of canonize; "new-name" appends -2, -3, …

    Raises GitRefused when git cannot or must not do it, Refused when a path cannot be written: the branch is as it was.
    """
    place = locate(repo, base)
    gitbranches.check_name(place, branch)
    with _plumbing(place) as plumbing:
        wanted = plumbing.trees(commits)
        if not wanted:
            return Unchanged(branch, place.commit)
        for name in _names(branch) if on_existing == "new-name" else (branch,):
            old = gitbranches.tip(place, name)
            if old and gitbranches.follows(gitbranches.since(place, old), place.commit, wanted):
                return Unchanged(name, old)
            taken = _exists(name) if old else gitbranches.taken(place, name)
            if taken is None or (old and on_existing == "replace-ours"):
                break
            if on_existing != "new-name":
                raise taken
        if old:
            gitbranches.check_ours(place, plumbing.folders, name, old)
        ids = plumbing.commits(wanted, signed=signs(place) if sign is None else sign, date=date)
        plumbing.point(name, ids[-1], old, log=f"canonize: {wanted[0][1].partition(chr(10))[0]}")
        return Committed(name, ids)


def delete_branch(repo: Path, branch: str, expected: str) -> None:
    """Deletes `branch` if it is still at `expected`. Raises GitRefused when it moved, or is checked out somewhere."""
    place = locate(repo)
    asked = ("for-each-ref", "--format=%(worktreepath)", f"refs/heads/{branch}")
    held = git.output(place.top, *asked).decode(errors="surrogateescape").strip()
    if held:
        raise GitRefused(f"branch {branch} is checked out in {held}", "check out another branch there first")
    off = git.without_hooks(place.top)
    git.output(place.top, "update-ref", "-d", f"refs/heads/{branch}", expected, options=off)


def signs(place: Place) -> bool:
    """True when the user's git signs commits.

    Raises GitRefused when the repository's own configuration names the program to do it with.
    """
    asked = git.start(place.top, "config", "--type=bool", "--get", "commit.gpgSign")
    listed = git.start(place.top, "config", "--list", "-z", "--show-scope", "--name-only")
    wanted = asked.finish()[1] == b"true\n"
    fields = git.records(listed.output())
    for scope, key in zip(fields[::2], fields[1::2], strict=True):
        if wanted and scope in ("local", "worktree") and _SIGNER.fullmatch(key):
            raise GitRefused(
                f"the repository's own configuration names the program that signs commits ({key})",
                f"set {key} with git config --global, or commit without a signature",
            )
    return wanted


_SIGNER = regex(r"gpg\.(.*\.)?(program|defaultkeycommand)")


def load() -> type[Git]:
    """GitPython's commands. Raises GitRefused where there is no git."""
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # without it, importing GitPython fails where there is no git
    try:
        from git.cmd import Git
    except ImportError as error:  # GitPython asks git for its version when it is imported
        raise GitRefused(f"git does not answer: {error}", "check it with: git version") from error
    return Git


@contextmanager
def _plumbing(place: Place) -> Iterator[_Plumbing]:
    commands = load()
    folders = gitbranches.folders(place)
    try:
        with temporary.folder() as scratch:
            yield _Plumbing(place, folders, Path(scratch), commands(place.top), git.without_hooks(place.top))
    except OSError as error:
        raise GitRefused(f"cannot write temporary files: {error}", "nothing was committed: see TMPDIR") from error


@dataclass(frozen=True, slots=True)
class _Plumbing:
    """Git's low-level commands, with an index of our own in `scratch`."""

    place: Place
    folders: gitbranches.Folders
    scratch: Path
    git: Git
    options: tuple[str, ...]

    def trees(self, commits: Sequence[NewCommit]) -> list[tuple[str, str]]:
        """Writes blobs and trees; gives the tree and the message of each commit that changes something."""
        known = gitentries.entries(self.place)
        planned = [(each.message, *gitentries.advance(known, self.place, each.contents)) for each in commits]
        self._write_blobs({blob: content for _, _, blobs in planned for blob, content in blobs.items()})
        self._run("read-tree", self.place.commit)
        wanted: list[tuple[str, str]] = []
        for message, lines, _ in planned:
            if lines:
                self._run("update-index", "-z", "--index-info", stdin="".join(lines).encode(errors="surrogateescape"))
                # blobs that are not ours may be missing: a partial clone
                wanted.append((self._run("write-tree", "--missing-ok"), _whole(message)))
        return wanted

    def commits(self, wanted: Sequence[tuple[str, str]], *, signed: bool, date: datetime | None) -> tuple[str, ...]:
        """Writes the commits, the first upon the base; gives their ids."""
        ids: list[str] = []
        env = git.signed(date=f"@{int(date.timestamp())} {date.strftime('%z') or '+0000'}") if date else {}
        for tree, message in wanted:
            parent = ids[-1] if ids else self.place.commit
            text = self.scratch / "message"
            text.write_bytes(message.encode(errors="surrogateescape"))
            signature = ("-S",) if signed else ("--no-gpg-sign",)
            ids.append(self._run("commit-tree", *signature, "-p", parent, "-F", str(text), tree, env=env))
        return tuple(ids)

    def point(self, branch: str, new: str, old: str, *, log: str) -> None:
        """Points `branch` from `old` ("": it must not exist) to `new`, or raises GitRefused.

        Whoever kills this program with all that it started does not kill git in that moment: it would leave a lock.
        """
        names = (f"refs/heads/{branch}", new, old or "0" * len(new))
        kept = self.folders.common / "logs" / names[0]
        if kept.is_symlink() or kept.is_fifo() or kept.is_char_device():
            raise GitRefused(f"{kept} is no file: git would write there, or wait", "remove it")
        self._run("update-ref", "-m", log, *names, branch=branch, apart=True)

    def _write_blobs(self, blobs: Mapping[str, bytes]) -> None:
        paths = [self.scratch / blob for blob in blobs]
        for path, content in zip(paths, blobs.values(), strict=True):
            path.write_bytes(content)
        listed = "".join(f"{path}\n" for path in paths).encode(errors="surrogateescape")
        written = self._run("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=listed) if paths else ""
        if written.split() != list(blobs):
            raise GitRefused("git hash-object wrote other objects than it was given", "check the disk")

    def _run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        branch: str = "",
        apart: bool = False,
    ) -> str:
        """What git prints. `apart`: in a session of its own. Raises GitRefused, with `branch` in its words."""
        from git.exc import GitCommandError

        given = self.scratch / "stdin"
        given.write_bytes(stdin)
        pinned = git.pinned(self.folders.own, self.folders.common, self.scratch, bare=not self.place.has_checkout)
        command = ["git", *git.OPTIONS, *self.options, "-c", "user.useConfigOnly=true", *arguments]
        try:
            with given.open("rb") as stream:
                everything = {**pinned, **(env or {})}
                return str(self.git.execute(command, istream=stream, env=everything, start_new_session=apart))
        except GitCommandError as error:
            raise _refusal(arguments[0], str(error.stderr), self.place, branch) from error


def _names(branch: str) -> Iterator[str]:
    yield branch
    yield from (f"{branch}-{number}" for number in count(2))


def _whole(message: str) -> str:
    """The message as git keeps it: UTF-8 without NUL, with one newline at its end."""
    return message.encode(errors="replace").decode().replace("\0", " ").rstrip("\n") + "\n"


def _exists(branch: str) -> GitRefused:
    return GitRefused(
        f"branch {branch} exists",
        "choose another --branch, or --on-existing-branch replace-ours or new-name",
    )


def _refusal(command: str, stderr: str, place: Place, branch: str) -> GitRefused:
    """What git's complaint means, and what to do about it."""
    text = stderr.strip().removeprefix("stderr: ").strip("'")
    for words, title, help_ in _COMPLAINTS:
        if re.search(words, text):
            return GitRefused(title.format(branch=branch, top=place.top), help_)
    return git.failure(command, text)


# What git says, what it means, what to do.
_COMPLAINTS = (
    (
        "reference broken|unable to resolve reference",
        "branch {branch} is there, and broken",
        "choose another --branch, or check the repository with: git fsck",
    ),
    ("No space left|Disk quota", "the disk is full: nothing was committed to {top}", "make room and run it again"),
    (
        "Read-only file system|Permission denied|insufficient permission|unable to create directory",
        "git may not write into the repository {top}",
        "make it writable, or work in a clone",
    ),
    (
        "could ?n[o']t write",
        "git could not write into the repository {top}",
        "look whether the disk is full, and run it again",
    ),
    (
        "tell me who you are|empty ident|no (name|email) was given|auto-detect",
        "git does not know who commits",
        'set it with: git config --global user.name "Your Name" && git config --global user.email you@example.com',
    ),
    ("failed to sign|gpg|signing key|ssh-keygen", "git could not sign the commit", "check with: git commit -S"),
    ("File name too long", "the name of branch {branch} is too long for this disk", "choose another --branch"),
    (
        r"\.lock': File exists|Unable to create",
        "branch {branch} is locked by another git process",
        "wait for it; if none is running, remove the .lock file in the repository's refs folder",
    ),
    ("reference already exists", "branch {branch} was made by somebody else just now", "run it again"),
    ("but expected", "branch {branch} was moved by somebody else just now", "run it again"),
    (
        "exists; cannot create|cannot lock ref .* exists",
        "branch {branch} cannot stand beside the branches that are there: one is a folder to the other",
        "choose another --branch",
    ),
)
