"""Whose code may run? A recipe that brings code along is only run when its user vouches for it.

A recipe is taken to be the user's own when it lies in a folder that is theirs (or the system's) and that nobody else
can write to. Any other one needs the user's word: for all that it runs, or for one digest of it.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ..errors import CanonizeError, Refused
from ..recipe import Recipe

_LEAST = 16  # hexadecimal digits of a digest that say which recipe is meant


@dataclass(frozen=True, slots=True)
class Trust:
    """What the user vouches for: any code of the recipe, or that of a recipe with this digest."""

    whole: bool = False
    digest: str = ""


NO_TRUST = Trust()


def hold(recipe: Recipe, path: Path, trust: Trust) -> None:
    """Raises Refused when the recipe at `path` runs code and nobody vouches for it."""
    if trust.whole or not recipe.loads:
        return
    if trust.digest:
        _hold_digest(recipe, trust.digest)
        return
    why = why_foreign(path)
    if why:
        listed = "".join(f"\n    {line}" for line in recipe.loads)
        raise Refused(
            f"{path} runs code, and {why}:{listed}",
            f"read it; then add --trust, or --trust-digest {recipe.digest[:_LEAST]} for what it is now",
        )


def _hold_digest(recipe: Recipe, wanted: str) -> None:
    wanted = wanted.lower()
    if len(wanted) < _LEAST:
        raise CanonizeError(f"--trust-digest wants at least {_LEAST} digits of the recipe's digest")
    if not recipe.digest.startswith(wanted):
        raise Refused(
            f"the recipe's digest is {recipe.digest[:_LEAST]}, not the trusted {wanted}",
            "its params, its steps or the code that it brings changed: read it again",
        )


def why_foreign(path: Path) -> str:
    """Why the recipe at `path` cannot be taken for the user's own, or ""."""
    if not hasattr(os, "geteuid"):
        return "here nobody can tell whose it is"
    ours = {os.geteuid(), 0}
    real = path.resolve()
    for what, found in ((str(path), real.stat()), (f"the folder {real.parent}", real.parent.stat())):
        if found.st_uid not in ours:
            return f"{what} belongs to somebody else"
        if found.st_mode & stat.S_IWOTH:
            return f"anybody can write to {what}"
    return ""
