"""Which commits canonize made: what may be replaced on a remote, and what must never be."""

from __future__ import annotations

from pathlib import Path

from ..records import dataclass
from ..repo import git
from ..repo.gitbranches import since
from ..repo.gitmessage import is_ours
from ..repo.gitplace import Place


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a branch on the remote holds, seen from our base: these very changes, ours alone, or others' work."""

    same: bool
    ours: bool
    why: str = ""


def judge(folder: Path, base: str, tip: str, wanted: str, recipe: str) -> Verdict:
    """The verdict on the branch at `tip`; `wanted` is our own tip. All of it must have been fetched."""
    place = Place(folder, "", base, False)
    theirs = since(place, tip)
    if tip == wanted or (theirs and wanted and theirs == since(place, wanted)):
        return Verdict(True, True)
    names = git.output(folder, "rev-list", f"{base}..{tip}").decode().split() or [tip]
    blobs = git.Blobs(folder)
    try:
        for name in names:
            why = _foreign(blobs.read(name) or b"", recipe)
            if why:
                return Verdict(False, False, f"{name[:12]} {why}")
    finally:
        blobs.close()
    return Verdict(False, True)


def begun_from(folder: Path, base: str, tip: str, recipe: str) -> str:
    """The commit of `base`'s history that the commits up to `tip` stand on, when all of them are ours; else ""."""
    made = commits_of(folder, base, tip)
    if not made or not judge(folder, base, tip, "", recipe).ours:
        return ""
    return git.output(folder, "rev-parse", f"{made[0]}^").decode().strip()


def commits_of(folder: Path, base: str, tip: str) -> tuple[str, ...]:
    """The commits from `base` to `tip`, the first one first."""
    return tuple(git.output(folder, "rev-list", "--reverse", "--topo-order", f"{base}..{tip}").decode().split())


def _foreign(commit: bytes, recipe: str) -> str:
    """Why this commit is not of this recipe as canonize leaves it, or "".

    Author and committer are the same to the second when we make a commit; an amendment or a rebase parts them.
    """
    head, _, message = commit.partition(b"\n\n")
    lines = dict(line.split(b" ", 1) for line in head.split(b"\n") if b" " in line)
    text = message.decode(errors="replace")
    if not is_ours(text):
        return "was not made by canonize"
    if f"\nCanonize-Recipe: {recipe}@" not in text:
        return "is of another recipe"
    if lines.get(b"author") != lines.get(b"committer"):
        return "was changed by somebody after canonize made it"
    return ""
