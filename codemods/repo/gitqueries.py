"""Questions to git about many files at once: which hold a word, which are marked as generated, which are missing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..errors import GitRefused
from ..names import respelling
from ..records import dataclass
from ..regexes import regex
from . import git
from .files import PYTHON, Attributes, RepoPath, any_of

_MANY = 5  # words from which one regular expression is faster than as many fixed strings
_THREADS = f"--threads={max(1, (os.cpu_count() or 2) - 1)}"  # one processor is left to what runs beside the search
_GREP = ("grep", "--no-textconv", "--no-recurse-submodules", "--no-color", "-a", "-l", "-z")
_WHOLE = ("-c", "core.sparseCheckout=false")  # else .gitattributes that are not checked out do not count
_SPECIAL = regex(r"[][\\.^$*+?(){}|]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for: one of `words`; with `respelled`, what `names.respelling` gives, in Python files.

    With `in_python` the words, in these alone.
    """

    words: tuple[str, ...]
    respelled: bool = False
    in_python: bool = False

    def looks_into(self, path: RepoPath) -> bool:
        return path.endswith(PYTHON) or not (self.respelled or self.in_python)

    def known_as(self, expected: Sequence[str]) -> str:
        """Under which name a search for the `expected` words that was begun ahead answers this one; "" for none."""
        if self.respelled:
            return "respelled" if expected and respelling(expected) == respelling(self.words) else ""
        if self.in_python:
            return " ".join(("in_python", *self.words))
        return "search" if self.words == tuple(sorted(expected)) else ""

    @property
    def pattern(self) -> re.Pattern[bytes]:
        return re.compile(respelling(self.words)) if self.respelled else any_of(self.words)

    @property
    def longest(self) -> int:
        """No match is longer than so many bytes."""
        return 4 if self.respelled else max(len(word.encode()) for word in self.words)


def search(folder: Path, wanted: Wanted, prefix: RepoPath = "", commit: str = "") -> git.Running:
    """Start the search for files below `prefix`: in `commit`, or on disk what is tracked.

    On disk git leaves out what the index marks as sparse, and takes from the index what it marks as assumed unchanged.
    """
    below = re.sub(r"([][*?\\])", r"\\\1", prefix)
    within = [f"./{below}*{suffix}" for suffix in PYTHON]  # a colon at the beginning would say what a path means
    if wanted.respelled:
        asked = (*_GREP, "-E", "-e", os.fsdecode(respelling(wanted.words)), *([commit] if commit else []))
        return git.start(folder, *asked, "--", *within)
    if wanted.in_python:  # it begins before anybody waits for it
        words = (part for word in wanted.words for part in ("-e", word))
        asked = (*_GREP, "-F", *words, "--threads=1", *([commit] if commit else []))
        return git.start(folder, *asked, "--", *within)
    return _grep(folder, wanted.words, prefix, commit)


def _grep(folder: Path, words: Sequence[str], prefix: RepoPath, commit: str) -> git.Running:
    # A file that holds a longer word holds the shorter one in it, too.
    words = [word for word in words if not any(other in word for other in words if other != word)]
    given: tuple[str, ...] = ("-f", "-")
    stdin = ""
    if len(words) < _MANY and all(map(str.isidentifier, words)):  # the search can begin before anybody waits for it
        kind, given = "-F", tuple(part for word in words for part in ("-e", word))
    elif len(words) < _MANY:
        kind, stdin = "-F", "\n".join(words) + "\n"
    else:
        kind, stdin = "-E", "|".join(_SPECIAL.sub(r"\\\g<0>", word) for word in words) + "\n"
    asked = (*_GREP, kind, *given, _THREADS)
    within = ("--", prefix) if prefix else ()
    patterns = stdin.encode(errors="surrogateescape")
    return git.start(folder, *asked, *((commit,) if commit else ()), *within, stdin=patterns, options=(git.LITERAL,))


def grepped(running: git.Running, prefix: RepoPath = "", commit: str = "") -> frozenset[RepoPath] | None:
    """The paths below `prefix` that a `search` found; None when there was something that git could not read."""
    code, out, err = running.finish()
    if code not in (0, 1) or b"error:" in err or b"fatal:" in err:
        return None
    cut = len(prefix) + (len(commit) + 1 if commit else 0)
    return frozenset(path[cut:] for path in git.records(out))


def perhaps_the_same(head: str) -> str:
    """From a line of diff-index: the old blob if only the file's time stamps are known to differ."""
    old_mode, mode, old, new, status = head[1:].split(" ")
    return old if status == "M" and old_mode == mode and not new.strip("0") else ""


def fetch_missing(folder: Path, commit: str, prefix: RepoPath) -> None:
    """Fetch what a partial clone left with its remote of the files of `commit` below `prefix`, all at once.

    Raises GitRefused when this is no partial clone, or its own configuration names commands to fetch with.
    """
    remote, unsafe = promisor(folder), _commands(folder)
    if not remote or unsafe:
        why = f"; its own configuration sets {unsafe}, which canonize does not run" if remote else ""
        raise GitRefused(
            f"objects of the commit are missing from {folder}{why}",
            "fetch them with: git fetch --refetch --no-filter" if remote else "check the repository with: git fsck",
        )
    asked = ("rev-list", "--objects", "--no-walk", "--missing=print", commit, "--", *((prefix,) if prefix else ()))
    for _ in ("trees", "what they hold"):
        lines = git.output(folder, *asked, options=(git.LITERAL,)).splitlines()
        missing = b"".join(line[1:] + b"\n" for line in lines if line.startswith(b"?"))
        if not missing:
            break
        git.output(
            folder,
            *("fetch", remote, "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no"),
            *("--filter=blob:none", "--stdin"),
            stdin=missing,
            options=("-c", "fetch.negotiationAlgorithm=noop"),
            env={"GIT_NO_LAZY_FETCH": "0", "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"},
        )


def attributes(
    folder: Path, paths: Iterable[RepoPath], *, commit: str = "", prefix: RepoPath = ""
) -> Mapping[RepoPath, Attributes]:
    """Those of `paths` of which .gitattributes, on disk or in `commit`, says linguist-generated or linguist-vendored.

    The answers have the keys "generated" and "vendored"; False where it says that the file is not.
    """
    asked = ["check-attr", "-z", "--stdin", "linguist-generated", "linguist-vendored"]
    stdin = "".join(f"{prefix}{path}\0" for path in paths).encode(errors="surrogateescape")
    if not stdin:
        return {}
    if not commit:
        return _answers(git.output(folder, *asked, stdin=stdin, options=_WHOLE), "")
    from .. import temporary

    with temporary.folder() as scratch:
        env = {"GIT_INDEX_FILE": f"{scratch}/index"}
        git.output(folder, "read-tree", commit, env=env, options=git.without_hooks(folder))
        asked.insert(1, "--cached")
        return _answers(git.output(folder, *asked, stdin=stdin, env=env, options=_WHOLE), prefix)


def _answers(out: bytes, prefix: RepoPath) -> Mapping[RepoPath, Attributes]:
    fields = git.records(out)
    found: dict[RepoPath, dict[str, bool]] = {}
    for path, name, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        if value != "unspecified":
            answers = found.setdefault(path[len(prefix) :], {})
            answers[name.removeprefix("linguist-")] = value not in ("unset", "false")
    return found


def promisor(folder: Path) -> str:
    """The remote that holds what a partial clone left out, or ""."""
    asked = ("config", "-z", "--type=bool", "--get-regexp", r"^remote\..*\.promisor$")
    for answer in git.records(git.output(folder, *asked, ok=(0, 1))):
        key, _, value = answer.partition("\n")
        remote = key.removeprefix("remote.").removesuffix(".promisor")
        if value == "true" and not remote.startswith("-"):
            return remote
    return ""


# Settings that name a command, or another address, for a fetch.
_COMMAND = regex(
    r"core\.(sshcommand|gitproxy|askpass|alternaterefscommand)|credential\..*|url\..*|http\..*|ssh\..*"
    r"|remote\..*\.(uploadpack|receivepack|vcs|proxy)|include.*|hook\..*|fetch\..*"
)


def _commands(folder: Path) -> str:
    """The first setting of the repository's own configuration that a fetch would run or be led astray by, or ""."""
    fields = git.records(git.output(folder, "config", "--list", "-z", "--show-scope", "--name-only"))
    own = (key for scope, key in zip(fields[::2], fields[1::2], strict=True) if scope in ("local", "worktree"))
    return next((key for key in own if _COMMAND.fullmatch(key)), "")
