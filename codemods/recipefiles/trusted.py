"""The recipes whose code the user has read and lets run, remembered from one run to the next.

    ~/.config/canonize/trusted.json      {"canonize": "trusted/1", "recipes": [{"digest": "9f2c…", "name": "tidy", …}]}

A digest stands for one exact recipe: its steps with the params put in, the recipes that it includes, and the text of
all code beside it. Whatever of these changes makes another digest, which nobody has vouched for.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile

from ..errors import CanonizeError, NotFound, cause
from ..homes import kept_in
from ..problems import shown
from ..records import dataclass

_FORMAT = "trusted/1"
_KEYS = ("digest", "name", "file", "since")
LEAST = 16  # hexadecimal digits of a digest that say which recipe is meant


@dataclass(frozen=True, slots=True)
class Trusted:
    """One recipe as it was read: the digest is what counts, `name`, `file` and the day `since` when are for people."""

    digest: str
    name: str
    file: str
    since: str


def home() -> Path:
    """The file that remembers them. Raises CanonizeError where nobody knows a home."""
    return kept_in("XDG_CONFIG_HOME", ".config") / "trusted.json"


def remembered() -> tuple[Trusted, ...]:
    """The recipes that are trusted, in the order in which they came.

    Raises CanonizeError when the file is not the user's own, or is none of ours.
    """
    path = home()
    try:
        with path.open(encoding="utf-8") as file:
            _hold_own(path, os.fstat(file.fileno()))
            content = json.load(file)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CanonizeError(f"{path}: {cause(error)}") from None
    except (ValueError, RecursionError):
        raise _strange(path) from None
    entries = content.get("recipes") if isinstance(content, dict) and content.get("canonize") == _FORMAT else None
    if not isinstance(entries, list) or not all(map(_is_entry, entries)):
        raise _strange(path)
    return tuple(Trusted(*(entry[key] for key in _KEYS)) for entry in entries)


def remember(new: Iterable[Trusted]) -> None:
    """Adds recipes; one that is there already is taken anew. Raises CanonizeError."""
    added = {each.digest: each for each in new}
    _write((*(each for each in remembered() if each.digest not in added), *added.values()))


def forget(which: str) -> tuple[Trusted, ...]:
    """Takes out, and returns, the recipes with that digest (or its beginning), name or file. Raises NotFound."""
    known = remembered()
    place = _place(which)
    by_digest = which.lower() if len(which) >= LEAST else "none"
    gone = tuple(
        each for each in known if which == each.name or place == each.file or each.digest.startswith(by_digest)
    )
    if not gone:
        raise NotFound(f"{shown(which)}: no such recipe is trusted", "`canonize recipe trusted` lists them")
    _write(each for each in known if each not in gone)
    return gone


def _place(path: str) -> str:
    """Where the path leads, "" where that is beside no folder any more. Links that go round raise nothing here."""
    try:
        return os.path.realpath(path)
    except FileNotFoundError:
        return ""


def _hold_own(path: Path, found: os.stat_result) -> None:
    """Raises CanonizeError when others may have written the file."""
    if hasattr(os, "geteuid") and found.st_uid not in (os.geteuid(), 0):
        raise CanonizeError(f"{path} belongs to somebody else", "it says whose code may run: remove it")
    if hasattr(os, "geteuid") and found.st_mode & (stat.S_IWOTH | stat.S_IWGRP):
        raise CanonizeError(f"others can write to {path}", f"read it; then chmod 600 {path}")


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in _KEYS)


def _strange(path: Path) -> CanonizeError:
    return CanonizeError(f"{path}: not a list of trusted recipes", "mend or remove it")


def _write(recipes: Iterable[Trusted]) -> None:
    path = home()
    text = json.dumps({"canonize": _FORMAT, "recipes": [asdict(each) for each in recipes]}, indent=1) + "\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, prefix=".trusted-", delete=False, encoding="utf-8") as file:
            file.write(text)  # only its owner can read or write such a file
        Path(file.name).replace(path)
    except OSError as error:
        raise CanonizeError(f"{path}: {cause(error)}") from None
