"""Branches as they stand: their names, who has them checked out, and which of them canonize made. Reading only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path

from ..errors import GitRefused
from ..records import dataclass
from . import git
from .disk import head
from .gitblobs import Blobs
from .gitmessage import is_ours
from .gitplace import Place

_MOST = 4096  # bytes of a file that holds the name of a branch


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a repository keeps its data: `own` is that of the working tree, `common` what all working trees share."""

    own: Path
    common: Path


@dataclass(frozen=True, slots=True)
class Made:
    """A commit as far as canonize decides it: all but its author and date.

    `redone`: author and committer differ, who are the same to the second when canonize makes a commit; an amendment, a
    rebase or a cherry-pick parts them.
    """

    tree: str
    parents: tuple[str, ...]
    message: str
    id: str = field(default="", compare=False)
    redone: bool = field(default=False, compare=False)


def folders(place: Place) -> Folders:
    """The data folders of the repository, as absolute paths."""
    asked = [git.start(place.top, "rev-parse", option) for option in ("--absolute-git-dir", "--git-common-dir")]
    own, common = (Path(_text(each.output().removesuffix(b"\n"))) for each in asked)
    return Folders(own, (place.top / common).resolve())


def check_name(place: Place, branch: str) -> None:
    """Raises GitRefused when git would not have a branch of this name."""
    valid = not branch.startswith("-") and branch not in ("HEAD", "@") and "\0" not in branch
    if not valid or git.start(place.top, "check-ref-format", f"refs/heads/{branch}").finish()[0]:
        raise GitRefused(
            f"not a name for a branch: {branch!r}", "see git help check-ref-format; for example canonize/recipe"
        )


def tip(place: Place, branch: str) -> str:
    """The commit that `branch` points at, or "" when there is no such branch."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/heads/{branch}^{{commit}}")
    code, out, _ = git.start(place.top, *asked).finish()
    return "" if code else _text(out).split()[-1]


def taken(place: Place, branch: str) -> GitRefused | None:
    """Why a branch that has no commit cannot be made all the same: some checkout would stand on it, or it is broken."""
    ref = f"refs/heads/{branch}"
    asked = (
        ("worktree", "list", "--porcelain"),
        ("symbolic-ref", "--quiet", ref),
        ("rev-parse", "--verify", "--quiet", ref),
    )
    held, symbolic, named = (git.start(place.top, *words) for words in asked)
    (_, checkouts, _), (no_alias, target, _), (unknown, _, _) = held.finish(), symbolic.finish(), named.finish()
    where = ""
    for line in _text(checkouts).split("\n"):
        where = line.removeprefix("worktree ") if line.startswith("worktree ") else where
        if line == f"branch {ref}":
            why = f"branch {branch}, which has no commit yet, is checked out in {where}"
            return GitRefused(why, "choose another --branch")
    if not no_alias:
        return GitRefused(f"branch {branch} is another name for {_text(target).strip()}", "choose another --branch")
    if unknown or tip(place, branch):  # which somebody has made just now
        return None
    return GitRefused(
        f"branch {branch} is there, and broken: it leads to no commit",
        "choose another --branch, or check the repository with: git fsck",
    )


def check_ours(place: Place, where: Folders, branch: str, old: str) -> None:
    """Raises GitRefused unless every commit of `branch` since the base is ours and nobody works on it."""
    made = since(place, old)
    if not made or not all(is_ours(each.message) and not each.redone for each in made):
        changed = any(is_ours(each.message) and each.redone for each in made)
        others = "holds commits that were changed since" if changed else "holds commits that canonize did not make"
        why = others if made else "holds no commit of canonize"
        raise GitRefused(f"branch {branch} {why}", "choose another --branch, or --on-existing-branch new-name")
    asked = ("for-each-ref", "--format=%(worktreepath)%00%(symref)", f"refs/heads/{branch}")
    held, _, symbolic = _text(git.output(place.top, *asked)).rstrip("\n").partition("\0")
    busy = held or next(_busy(where, f"refs/heads/{branch}"), "")
    if busy:
        raise GitRefused(f"branch {branch} is checked out in {busy}", "check out another branch there first")
    if symbolic:
        raise GitRefused(f"branch {branch} is another name for {symbolic}", "choose another --branch")


def since(place: Place, tip_: str) -> list[Made]:
    """The commits that lead from the base to `tip_`, the first one first."""
    return commits(place, ids_since(place, tip_))


def ids_since(place: Place, tip_: str) -> tuple[str, ...]:
    """The ids of the commits that lead from the base to `tip_`, the first one first."""
    out = git.output(place.top, "rev-list", "--reverse", "--topo-order", f"{place.commit}..{tip_}")
    return tuple(_text(out).split())


def commits(place: Place, ids: Iterable[str]) -> list[Made]:
    """The commits of these ids."""
    blobs = Blobs(place.top)
    try:
        return [_made(commit, blobs.read(commit) or b"") for commit in ids]
    finally:
        blobs.close()


def follows(made: Sequence[Made], base: str, wanted: Sequence[tuple[str, str]]) -> bool:
    """True when `made` are the commits with these trees and messages, upon `base`."""
    if [(each.tree, each.message) for each in made] != list(wanted):
        return False
    return bool(made) and made[0].parents == (base,) and all(len(each.parents) == 1 for each in made)


def _made(id: str, commit: bytes) -> Made:
    head, _, message = commit.partition(b"\n\n")
    lines = [line.split(b" ", 1) for line in head.split(b"\n")]
    parents = tuple(_text(line[1]) for line in lines if line[0] == b"parent")
    one = {line[0]: line[1] for line in lines if len(line) > 1}
    redone = one.get(b"author") != one.get(b"committer")
    return Made(_text(one.get(b"tree", b"")), parents, _text(message), id, redone)


def _busy(where: Folders, ref: str) -> Iterator[str]:
    """The data folders in which a rebase or a bisection of `ref` is under way."""
    for folder in (where.common, *sorted(where.common.glob("worktrees/*"))):
        for name in ("rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"):
            if _text(head(folder / name, _MOST)).strip() in (ref, ref.removeprefix("refs/heads/")):
                yield str(folder)


def _text(out: bytes) -> str:
    return out.decode(errors="surrogateescape")
