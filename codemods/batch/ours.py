"""Which commits canonize made: what may be replaced on a branch, and what must never be."""

from __future__ import annotations

from collections.abc import Sequence

from ..plan.runner import digest_of
from ..records import dataclass
from ..repo import git
from ..repo.changes import ChangeSet, FileChange
from ..repo.gitblobs import Blobs
from ..repo.gitbranches import Made, commits, ids_since, since
from ..repo.gitmessage import PLAN, RECIPE, trailers
from ..repo.gitplace import Place


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a branch holds, seen from our base: these very changes, ours alone, or others' work."""

    same: bool
    ours: bool
    why: str = ""


def judge(place: Place, tip: str, wanted: str, recipe: str) -> Verdict:
    """The verdict on the branch at `tip`; `wanted` is our own tip, or "". All of it must have been fetched."""
    theirs = since(place, tip)
    if tip == wanted or (theirs and wanted and theirs == since(place, wanted)):
        return Verdict(True, True)
    for made in reversed(theirs or commits(place, (tip,))):
        if why := _foreign(made, recipe):
            return Verdict(False, False, f"{made.id[:12]} {why}")
    if theirs and not _as_planned(place, theirs):
        return Verdict(False, False, f"{tip[:12]} holds other changes than canonize made")
    return Verdict(False, True)


def begun_from(place: Place, tip: str, recipe: str) -> str:
    """The commit of the base's history that the commits up to `tip` stand on, when all of them are ours; else ""."""
    made = ids_since(place, tip)
    if not made or not judge(place, tip, "", recipe).ours:
        return ""
    return git.output(place.top, "rev-parse", f"{made[0]}^").decode().strip()


def _foreign(made: Made, recipe: str) -> str:
    """Why this commit is not of this recipe as canonize leaves it, or ""."""
    known = trailers(made.message).get(RECIPE)
    if known is None:
        return "was not made by canonize"
    if known.rpartition("@")[0] != recipe:
        return "is of another recipe"
    return "was changed by somebody after canonize made it" if made.redone else ""


def _as_planned(place: Place, made: Sequence[Made]) -> bool:
    """Do the commits together change what their plan says? An amendment with a new author shows by this alone."""
    told = {(known[RECIPE].rpartition("@")[2], known.get(PLAN)) for known in (trailers(each.message) for each in made)}
    if len(told) != 1 or not made[0].parents:
        return False
    ((recipe, plan),) = told
    begun = made[0].parents[0]
    return digest_of(begun, recipe, _between(place, begun, made[-1].id)) == plan


def _between(place: Place, old: str, new: str) -> ChangeSet:
    """What changed from one commit to another."""
    listed = git.records(git.output(place.top, "diff-tree", "-r", "-z", "--raw", "--no-renames", old, new))
    blobs = Blobs(place.top)
    try:
        changes = {}
        for head, path in zip(listed[::2], listed[1::2], strict=True):
            before, after = (blobs.read(blob) if blob.strip("0") else None for blob in head.split(" ")[2:4])
            path = path.removeprefix(place.prefix)
            changes[path] = FileChange(path, before, after)
        return ChangeSet(changes)
    finally:
        blobs.close()
