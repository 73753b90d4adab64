"""What a batch has decided once and for all: recipe, author, date. A small file beside the journal, written whole.

With it the journal can be lost: the same recipe, base, author and date give the same commits again.
"""

from __future__ import annotations

import json
import os
import re
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ..errors import CanonizeError, NotFound, cause
from ..homes import kept_in
from ..problems import did_you_mean
from ..records import dataclass
from .spec import RecipeText, Who

_FILE = "batch.json"
FORMAT = "batch-state/1"


@dataclass(frozen=True, slots=True)
class Frozen:
    """The batch as it was begun. `manifest` is the path of its manifest or folder."""

    id: str
    recipe: RecipeText
    recipe_name: str
    recipe_digest: str
    manifest: str
    branch: str
    who: Who

    @property
    def command(self) -> str:
        """`RECIPE MANIFEST` and the params, as they were typed to begin it."""
        return self._words(self.recipe.path, self.manifest)

    @property
    def recipe_command(self) -> str:
        """`RECIPE` and the params, as they were typed."""
        return self._words(self.recipe.path)

    def _words(self, *first: str) -> str:
        from shlex import join

        params = (word for name, value in self.recipe.params.items() for word in ("--param", f"{name}={value}"))
        return join((*first, *params))


def identity(recipe_name: str, recipe_digest: str, manifest: str, manifest_digest: str, name: str) -> str:
    """What a batch of these is called: the same for the same recipe and manifest, so that it is found again."""
    what = "\0".join((recipe_digest, manifest, manifest_digest)).encode(errors="surrogateescape")
    return f"{re.sub('[^a-z0-9-]+', '-', f'{recipe_name}-{name}')[:80]}-{sha256(what).hexdigest()[:8]}"


def home() -> Path:
    """Where the states of batches are. Raises CanonizeError where nobody knows a home."""
    return kept_in("XDG_STATE_HOME", ".local/state") / "batches"


def latest(root: Path) -> Path:
    """The folder of the batch that was begun or run last. Raises NotFound when there is none."""
    found = _all(root)
    if not found:
        raise NotFound(f"{root}: no batch yet", "begin one: canonize batch plan RECIPE MANIFEST")
    return max(found, key=lambda path: path.stat().st_mtime_ns).parent


def named(root: Path, name: str) -> Path:
    """The folder of the batch of that name, or of a name that begins so. Raises NotFound."""
    known = sorted(path.parent.name for path in _all(root))
    found = [each for each in known if each == name] or [each for each in known if each.startswith(name)]
    if len(found) != 1:
        what = "no batch" if not found else f"{len(found)} batches"
        near = did_you_mean(name, known) or (f"there are: {', '.join(known[-5:])}" if known else "")
        raise NotFound(f"{what} of the name {name!r}", near)
    return root / found[0]


def _all(root: Path) -> list[Path]:
    """The file of each batch."""
    try:
        return [path for path in root.glob(f"*/{_FILE}") if path.is_file()]
    except OSError as error:
        raise CanonizeError(f"{root}: {cause(error)}", "mend that, or choose another place: --state DIR") from None


def save(folder: Path, frozen: Frozen) -> None:
    """Write it, whole or not at all. Raises CanonizeError when that cannot be."""
    scratch = folder / f"{_FILE}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with scratch.open("w", encoding="ascii") as file:
            file.write(json.dumps(_plain(frozen), indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(folder / _FILE)
    except OSError as error:
        raise CanonizeError(f"{folder}: {cause(error)}", "mend that, or choose another place: --state DIR") from None


def file(folder: Path) -> Path:
    """Where the batch in that folder is put down."""
    return folder / _FILE


def load(folder: Path) -> Frozen | None:
    """What was saved, or None when nothing was. Raises CanonizeError when it cannot be understood."""
    path = file(folder)
    try:
        raw = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise CanonizeError(f"{path}: {error}", "take it away to begin the batch anew") from None
    if not isinstance(raw, dict) or raw.get("canonize") != FORMAT:
        raise CanonizeError(
            f"{path}: not written by this canonize ({FORMAT})", "begin the batch anew elsewhere: --state DIR"
        )
    recipe, who = raw["recipe"], raw["who"]
    return Frozen(
        raw["id"],
        RecipeText(recipe["path"], b64decode(recipe["data"]), recipe["params"], recipe["folder"]),
        raw["recipe-name"],
        raw["recipe-digest"],
        raw["manifest"],
        raw["branch"],
        Who(who["name"], who["email"], who["when"]),
    )


def touch(folder: Path) -> None:
    """Make this the latest batch, also when the clock was set back since another was."""
    others = [path.stat().st_mtime_ns for path in folder.parent.glob(f"*/{_FILE}") if path.parent != folder]
    newest = max([time.time_ns(), *(other + 1_000_000 for other in others)])
    with suppress(OSError):  # it is a convenience
        os.utime(folder / _FILE, ns=(newest, newest))


def _plain(frozen: Frozen) -> Mapping[str, object]:
    recipe, who = frozen.recipe, frozen.who
    return {
        "canonize": FORMAT,
        "id": frozen.id,
        "recipe": {
            "path": recipe.path,
            "data": b64encode(recipe.data).decode("ascii"),
            "params": dict(recipe.params),
            "folder": recipe.folder,
        },
        "recipe-name": frozen.recipe_name,
        "recipe-digest": frozen.recipe_digest,
        "manifest": frozen.manifest,
        "branch": frozen.branch,
        "who": {"name": who.name, "email": who.email, "when": who.when},
    }
