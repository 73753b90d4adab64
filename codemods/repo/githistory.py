"""Was a recipe applied before? The history of a commit knows, by the trailers of the commits that canonize makes."""

from __future__ import annotations

import re
from bisect import bisect_left
from pathlib import Path

from ..regexes import regex
from . import git

_REVERTS = regex(r"^This reverts commit ([0-9a-f]{7,64})\b", re.MULTILINE)


def applied(folder: Path, commit: str, trailer: str) -> str:
    """The latest commit with that trailer in the history of `commit` that was not reverted; "" when there is none.

    Commits that were squashed into another count when their messages came along. What lies behind the end of a shallow
    clone is not seen. Raises GitRefused.
    """
    asked = (
        "--no-show-signature",
        "--fixed-strings",
        f"--grep={trailer}",
        "--grep=This reverts commit ",
        "--format=%H%n%B%x00",
    )
    made: list[tuple[str, str]] = []
    code, out, err = git.start(folder, "log", *asked, commit, "--").finish()
    if code:
        raise git.failure("log", err)
    for record in out.decode(errors="replace").split("\0"):
        made += [(record.strip().partition("\n")[0], record)] if record.strip() else []
    known, gone = sorted(each for each, _ in made), set[str]()
    for made_by, message in made:  # the newest first: a revert that was reverted itself takes nothing back
        for found in _REVERTS.findall(message) if made_by not in gone else ():
            gone |= {*known[bisect_left(known, found) : bisect_left(known, f"{found}g")]}  # those that begin with it
    ours = (each for each, message in made if each not in gone and trailer in map(str.strip, message.splitlines()))
    return next(ours, "")
