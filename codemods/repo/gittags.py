"""The tags from which `git describe` counts to a commit: the nearest of all, and of each family of versions.

v1.2-3-g3f2a91c        v1.2 is three commits away
core-0.9-41-g3f2a91c   so is, for who asks for core-*, core-0.9 by 41
"""

from __future__ import annotations

import re
from pathlib import Path

from ..records import dataclass
from ..regexes import regex
from . import git

_FAMILIES = 10  # of those with the newest tags
_FURTHEST = 20_000  # commits
_DATE = regex(r"\d+ [+-]\d{4}\Z")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and how many commits there are from it to the commit. `date` is an annotated tag's own, in git's words."""

    name: str
    distance: int
    annotated: bool
    date: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """What describes a commit: its date, as git stores it ("" when it has none that is right), and the tags."""

    date: str = ""
    tags: tuple[Tag, ...] = ()


def described(folder: Path, commit: str) -> Described:
    """What describes `commit` in the repository of `folder`, as far as its clone knows. Raises GitRefused."""
    code, out, _ = git.start(folder, "log", "-1", "--format=%cd", "--date=raw", commit, "--").finish()
    date = _date(out.decode(errors="replace").strip()) if not code else ""
    known = _merged(folder, commit)
    families = dict.fromkeys(re.split(r"\d", name)[0] for name in known if re.search(r"\d", name))
    asked = [("--tags",), (), ("--tags", "--match=*[0-9]*")] if known else []
    asked += [("--tags", f"--match={family}[0-9]*") for family in list(families)[:_FAMILIES]]
    found: dict[str, Tag] = {}
    for running in [git.start(folder, "describe", "--long", *options, commit) for options in asked]:
        code, out, _ = running.finish()
        name, _, rest = out.decode(errors="surrogateescape").strip().rpartition("-g")[0].rpartition("-")
        if not code and name in known and rest.isdecimal() and int(rest) <= _FURTHEST:
            tag = known[name]
            found[name] = Tag(name, int(rest), tag.annotated, tag.date)
    return Described(date, tuple(found[name] for name in sorted(found)))


def _merged(folder: Path, commit: str) -> dict[str, Tag]:
    """The tags that the commit comes after, by name, the newest first."""
    asked = ("--sort=-creatordate", "--format=%(objecttype) %(refname)%00%(taggerdate:raw)", "refs/tags")
    code, out, _ = git.start(folder, "for-each-ref", f"--merged={commit}", *asked).finish()
    found: dict[str, Tag] = {}
    for line in out.decode(errors="surrogateescape").split("\n") if not code else ():
        kind, _, rest = line.partition(" ")
        name, _, date = rest.removeprefix("refs/tags/").partition("\0")
        found[name] = Tag(name, 0, kind == "tag", _date(date))
    return found


def _date(text: str) -> str:
    return text if _DATE.match(text) else ""
