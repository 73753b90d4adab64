"""A repository on the other side: what stands there, what is fetched, what is pushed. Every git goes through `git`.

A push only ever creates a branch, or replaces one that was looked at and holds nothing but our commits; it is the
remote that compares, so that two pushes at once cannot both win.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import GitRefused
from ..records import dataclass
from ..repo import git
from . import addresses, tokens
from .manifest import Auth

_MOST_WORDS = 20_000  # bytes of what is said of a failure that are looked through for secrets
_ALL = "2147483647"  # git's own word for all of the history (git-fetch(1), --unshallow)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a remote says of its branches: the default one, and the commit of each that was asked for."""

    default: str
    tips: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """A branch to push: its new commit, and the one that must be there now ("": none)."""

    branch: str
    commit: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Remote:
    """An address, and what git is told when it talks to it."""

    address: addresses.Address
    auth: Auth | None
    timeout: float

    def standing(self, folder: Path, *branches: str) -> Standing:
        """Where `branches` are; the default branch is among the tips under its own name. Raises GitRefused."""
        asked = ("HEAD", *(f"refs/heads/{branch}" for branch in branches))
        default, tips = "", {}
        told = self._run(folder, "ls-remote", "--symref", self.address.url, *asked)
        for line in told.decode(errors="surrogateescape").split("\n"):  # a name need be no UTF-8
            what, _, name = line.partition("\t")
            if what.startswith("ref: refs/heads/") and name == "HEAD":
                default = what.removeprefix("ref: refs/heads/")
            elif name == "HEAD":
                tips[""] = what
            elif name.startswith("refs/heads/") and name.removeprefix("refs/heads/") in branches:
                tips[name.removeprefix("refs/heads/")] = what
        if default and "" in tips:
            tips.setdefault(default, tips[""])
        return Standing(default, tips)

    def has_branches(self, folder: Path) -> bool:
        """False for a repository without a commit."""
        return bool(self._run(folder, "ls-remote", "--heads", self.address.url))

    def fetch(self, folder: Path, commit: str, into: str, depth: int) -> None:
        """Bring `commit`, with `depth` commits of history (0: all), and name it `into`."""
        history = (f"--depth={depth}",) if depth else ()
        self._fetch(folder, *history, refspecs=(f"+{commit}:{into}",))

    def fetch_all_of(self, folder: Path, *refspecs: str) -> None:
        """Bring these with all of their history."""
        self._fetch(folder, f"--depth={_ALL}", refspecs=refspecs)

    def _fetch(self, folder: Path, *options: str, refspecs: Sequence[str]) -> None:
        self._run(
            folder,
            *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--no-auto-gc"),
            *("--refmap=", *options, self.address.url, *refspecs),
        )

    def push(self, folder: Path, wishes: Sequence[Wish]) -> dict[str, str]:
        """Pushes each; gives by branch "new", "same" (it was there), "rejected" (another is there), or git's words.

        Raises GitRefused when the remote was not reached, or does not say what became of each.
        """
        leases = (f"--force-with-lease=refs/heads/{wish.branch}:{wish.expected}" for wish in wishes)
        running = self._start(
            folder,
            *("push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"),
            *(*leases, self.address.url),
            *(f"{wish.commit}:refs/heads/{wish.branch}" for wish in wishes),
        )
        _, out, err = running.finish()
        said = {wish.branch: _result(out.decode(errors="replace"), wish.branch) for wish in wishes}
        if not all(said.values()):
            raise self._failure("push", err)
        told = tokens.hidden(_remote_words(err.decode(errors="replace")), self.auth)
        return {name: settled(name, word, told) for name, word in said.items()}

    def delete(self, folder: Path, branch: str, expected: str) -> str:
        """Deletes `branch` if it is still at `expected`; as `push`."""
        return self.push(folder, (Wish(branch, "", expected),))[branch]

    def _run(self, folder: Path, *arguments: str) -> bytes:
        code, out, err = self._start(folder, *arguments).finish()
        if code:
            raise self._failure(arguments[0], err)
        return out

    def _start(self, folder: Path, *arguments: str) -> git.Running:
        env = {"GIT_ALLOW_PROTOCOL": self.address.scheme, "GIT_PROTOCOL_FROM_USER": "0"}
        safe = ("-c", "core.alternateRefsCommand=false", "-c", "protocol.ext.allow=never", "-c", "push.gpgSign=false")
        running = git.start(folder, *arguments, options=safe, env={**env, **tokens.for_git(self.auth, self.address)})
        return replace(running, timeout=self.timeout)

    def _failure(self, what: str, err: bytes) -> GitRefused:
        text = tokens.hidden(err[:_MOST_WORDS].decode(errors="replace"), self.auth)
        lines = dict.fromkeys(line.strip().removeprefix("fatal: ") for line in text.splitlines() if line.strip())
        return GitRefused(f"git {what}: {' / '.join([*lines][:4])[:400]}")  # the first alone often says little


_PLAIN = ("new", "same", "rejected")


def _result(porcelain: str, branch: str) -> str:
    """What `git push --porcelain` says of one branch; "" when it says nothing."""
    for line in porcelain.splitlines():
        flag, _, rest = line.partition("\t")
        refs, _, summary = rest.partition("\t")
        if refs.rpartition(":")[2] != f"refs/heads/{branch}":
            continue
        if flag in ("*", "+", " ", "-"):
            return "new"
        if flag == "=":
            return "same"
        known = ("stale info", "fetch first", "non-fast-forward", "already exists", "incorrect old value")
        if any(words in summary for words in known):
            return "rejected"
        return summary
    return ""


def settled(branch: str, word: str, told: str) -> str:
    """The word for a branch, with what the remote told; somebody who was quicker may show only in the latter.

    And so may a lock: git 2.55 calls the branch one that exists already.
    """
    if word == "rejected" and f"refs/heads/{branch}': Unable to create" in told:
        return f"remote rejected\n{told}"
    if word in _PLAIN:
        return word
    quicker = "failed to update ref" in word and ("reference already exists" in told or "but expected" in told)
    return "rejected" if quicker else f"{word}\n{told}"


def _remote_words(err: str) -> str:
    """What the other side itself said."""
    lines = [line.removeprefix("remote:").strip() for line in err.splitlines() if line.startswith("remote:")]
    return "\n".join(line for line in lines if line)[:2000]
