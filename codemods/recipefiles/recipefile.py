"""From a recipe's file to a Recipe, or to every problem of it at once.

load(Path("recipes/websocket-ssot.yaml"), {"package": "backend.app"})
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..engines.script import found_beside, opened, read_text
from ..errors import CanonizeError, NotFound, cause
from ..problems import did_you_mean, shown
from ..recipe import Recipe
from ..records import dataclass
from .recipenodes import Document, Scalar, Table
from .recipeyaml import MAX_BYTES, read
from .trust import NO_TRUST, Trust, hold

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from .recipereader import Described, Reader

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class RecipeText:
    """A recipe as it was found: the path for its problems, the bytes, the folder that it lies in; does it ship?"""

    path: str
    data: bytes
    folder: Path | None = None
    ships: bool = False


def load(path: Path | str, params: Mapping[str, str], *, trust: Trust = NO_TRUST) -> Recipe:
    """The recipe at `path`, or the shipped one of that name, with `params` put in.

    Raises RecipeErrors with all of its problems, a param without a value among them; NotFound or another
    CanonizeError when there is no such file or it cannot be read; Refused when it runs code that nobody trusts.
    """
    return load_found(find(str(path)), params, trust=trust)


def load_found(found: RecipeText, params: Mapping[str, str], *, trust: Trust = NO_TRUST) -> Recipe:
    """As `load`, of a recipe's file that was read already."""
    recipe = parse(found.path, found.data, params, folder=found.folder)
    if recipe.loads and not found.ships:
        hold(recipe, Path(found.path), trust)
    return recipe


def describe(name_or_path: str, params: Mapping[str, str]) -> Described:
    """As `load`, for a look at a recipe: params may be without a value. Raises as `load` does."""
    found = find(name_or_path)
    return described(found.path, found.data, params, folder=found.folder)


def described(path: str, data: bytes, params: Mapping[str, str], *, folder: Path | None = None) -> Described:
    """As `parse`, for a look at a recipe: params may be without a value."""
    return _reader(path, data, folder).described(params)


def parse(path: str, data: bytes, params: Mapping[str, str], *, folder: Path | None = None) -> Recipe:
    """The recipe that `data` holds. Raises RecipeErrors; `path` is what its problems name.

    `folder` is where files that the recipe names lie; without it, a recipe that names any is refused.
    """
    return _reader(path, data, folder).recipe(params)


def _reader(path: str, data: bytes, folder: Path | None) -> Reader:
    from .recipereader import Including, Reader

    return Reader(read(path, data), folder, Including(_Library()))


class _Library:
    """The recipes beside the one that includes them, and those that ship."""

    def open(self, name: str, folder: Path | None) -> tuple[Document, Path | None, str]:
        if not name.endswith(SUFFIXES):
            files = _shipped_files()
            if name not in files:
                raise NotFound(f"{shown(name)}: no such shipped recipe", did_you_mean(name, files))
            return read(f"{name}.yaml", files[name]), shipped_folder(), f"shipped {name}"
        place = found_beside(folder, name)
        return read(name, read_text(place, name, MAX_BYTES).encode()), place.parent, str(place)


def shipped() -> tuple[tuple[str, str], ...]:
    """The name and the description of every recipe that comes with canonize; quick, since no model is made."""
    found = sorted(_shipped_files().items())
    return tuple((name, _description(read(f"{name}.yaml", data).root)) for name, data in found)


def given(pairs: Iterable[str]) -> dict[str, str]:
    """The params of `NAME=VALUE` words. Raises CanonizeError for another form, or a name given twice."""
    params: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise CanonizeError(f"not a param: {shown(pair)!r}", "write it as NAME=VALUE")
        if name in params:
            raise CanonizeError(f"the param {shown(name)!r} is given twice")
        params[name] = value
    return params


def find(name_or_path: str) -> RecipeText:
    """The recipe file at that path, or the shipped recipe of that name.

    `websocket-ssot` and `recipes/websocket-ssot.yaml` mean the shipped one where no such file is.
    Raises NotFound, or CanonizeError when what is there is no readable file of a recipe's size.
    """
    files = _shipped_files()
    name = _shipped_name(name_or_path)
    if name in files and not _is_file(name_or_path):
        return RecipeText(f"{name}.yaml", files[name], shipped_folder(), True)
    return RecipeText(name_or_path, _bytes_of(name_or_path, [*files]), Path(name_or_path).resolve().parent)


def shipped_folder() -> Path | None:
    """Where the shipped recipes lie; None when that is no folder on disk."""
    folder = Path(str(_shipped()))
    return folder if folder.is_dir() else None


def _description(root: Table) -> str:
    entry = root.find("description")
    return str(entry[1].value).strip() if entry and isinstance(entry[1], Scalar) else ""


def _shipped_files() -> dict[str, bytes]:
    entries = [entry for entry in _shipped().iterdir() if entry.name.endswith(SUFFIXES)]
    return {entry.name.rpartition(".")[0]: entry.read_bytes() for entry in entries}


def _shipped() -> Traversable:
    from importlib.resources import files

    return files(f"{__package__.partition('.')[0]}.recipes")


def _shipped_name(name_or_path: str) -> str:
    """The name that a bare word or `recipes/NAME.yaml` has among the shipped recipes; "" for any other path."""
    folder, _, last = name_or_path.rpartition("/")
    stem = next((last.removesuffix(suffix) for suffix in SUFFIXES if last.endswith(suffix)), "")
    if folder in ("recipes", "./recipes"):
        return stem
    return "" if folder else stem or last


def _with_its_suffix(path: str) -> str:
    """A question after the file that is meant when its suffix was forgotten, "" when there is none."""
    meant = next((path + suffix for suffix in SUFFIXES if _is_file(path + suffix)), "")
    return f'did you mean "{shown(meant)}"?' if meant else ""


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _bytes_of(path: str, known: list[str]) -> bytes:
    try:
        file = opened(path)
    except FileNotFoundError:
        near = _with_its_suffix(path) or did_you_mean(_shipped_name(path), known)
        raise NotFound(
            f"{shown(path)}: no such recipe", near or "`canonize recipe list` shows the shipped ones"
        ) from None
    except (OSError, ValueError) as error:
        raise CanonizeError(f"{shown(path)}: {cause(error)}") from None
    if file is None:
        raise CanonizeError(f"{shown(path)}: not a file", "give the path of a recipe's YAML file")
    with file:
        return file.read(MAX_BYTES + 1)
