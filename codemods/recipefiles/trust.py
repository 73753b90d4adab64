"""Whose code may run? A recipe that brings code along is only run when its user vouches for it.

A recipe is taken to be the user's own when it lies, with all that it brings, in folders that are theirs (or the
system's) and that nobody else can write to. Any other one needs the user's word: for all that it runs, for one digest
of it, or by its digest being among those that are remembered.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import CanonizeError, Refused, cause
from ..recipe import Recipe
from ..records import dataclass
from .trusted import LEAST, Trusted, remembered


@dataclass(frozen=True, slots=True)
class Trust:
    """What the user vouches for: any code of the recipe, or that of a recipe with this digest."""

    whole: bool = False
    digest: str = ""


NO_TRUST = Trust()


class Untrusted(Refused):
    """Nobody vouches for the code that a recipe brings; `loads` names it, a line each."""

    def __init__(self, title: str, help: str = "", loads: tuple[str, ...] = ()) -> None:
        super().__init__(title + "".join(f"\n    {line}" for line in loads), help)
        self._lines = (title, *(f"    {line}" for line in loads))

    def told(self) -> tuple[tuple[str, str], ...]:
        *lines, last = self._lines
        return (*((line, "") for line in lines), (last, self.help))


def hold(recipe: Recipe, path: Path, trust: Trust) -> None:
    """Raises Refused when the recipe at `path` runs code and nobody vouches for it."""
    if trust.whole or not recipe.loads:
        return
    if trust.digest:
        _hold_digest(recipe, trust.digest)
        return
    why = why_foreign(path, recipe.brings)
    known = remembered() if why else ()
    if not why or _is_among(known, recipe):
        return
    changed = any(each.file == str(path.resolve()) for each in known)
    digest = recipe.digest[:LEAST]
    raise Untrusted(
        f"{path} runs code, {'it is not as you trusted it, ' if changed else ''}and {why}:",
        f"read it; then add --trust, or --trust-digest {digest} for what it is now;"
        f" `canonize recipe trust {path}` remembers it",
        recipe.loads,
    )


def hold_kept(recipe: Recipe, kept: Path, help: str) -> None:
    """As `hold`, of a recipe that was vouched for when it was written to the file `kept`, by whoever that is of."""
    why = why_foreign(kept) if recipe.loads else ""
    if why and not _is_among(remembered(), recipe):
        raise Untrusted(f"the recipe that is kept in {kept} runs code, and {why}:", help, recipe.loads)


def _is_among(known: Iterable[Trusted], recipe: Recipe) -> bool:
    return any(each.digest == recipe.digest for each in known)


def _hold_digest(recipe: Recipe, wanted: str) -> None:
    wanted = wanted.lower()
    if len(wanted) < LEAST:
        raise CanonizeError(f"--trust-digest wants at least {LEAST} digits of the recipe's digest")
    if not recipe.digest.startswith(wanted):
        raise Refused(
            f"the recipe's digest is {recipe.digest[:LEAST]}, not the trusted {wanted}",
            "its params, its steps or the code that it brings changed: read it again",
        )


def why_foreign(path: Path, brings: tuple[Path, ...] = ()) -> str:
    """Why the recipe at `path`, with the files that it `brings`, cannot be taken for the user's own, or ""."""
    if not hasattr(os, "geteuid"):
        return "here nobody can tell whose it is"
    ours = {os.geteuid(), 0}
    for place in dict.fromkeys(_places(path, brings)):
        try:
            found = place.stat()
        except OSError as error:
            return f"{place}: {cause(error)}"
        what = f"the folder {place}" if place.is_dir() else str(place)
        if found.st_uid not in ours:
            return f"{what} belongs to somebody else"
        if found.st_mode & stat.S_IWOTH:
            return f"anybody can write to {what}"
    return ""


def _places(path: Path, brings: tuple[Path, ...]) -> Iterator[Path]:
    """The recipe and the files that it brings, each followed by the folders that it lies in, up to the recipe's own."""
    top = path.resolve().parent
    for each in (path, *brings):
        yield each
        real = each.resolve()
        folders = [folder for folder in real.parents if folder.is_relative_to(top)]
        yield from folders or [real.parent]
