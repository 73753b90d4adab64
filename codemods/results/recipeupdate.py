"""`canonize recipe test --update`: what came out becomes what is wanted, in the recipe and in the folders beside it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from ..errors import CanonizeError, cause
from ..problems import shown
from ..recipefiles.recipefile import RecipeText
from ..recipefiles.recipesplice import spliced
from ..repo.files import RepoPath
from .recipetest import Tested


def updated(found: RecipeText, results: Sequence[Tested]) -> tuple[Tested, ...]:
    """The tests with what came out written down, each as it stands afterwards.

    One whose text cannot be written stays as it is, with the reason. Raises CanonizeError when the recipe's own file
    cannot be written, or has changed meanwhile.
    """
    if found.ships and any(each.differences for each in results):
        raise CanonizeError(f"{found.path} ships with canonize", "--update is for recipes of your own")
    done: list[Tested] = []
    data = found.data
    for each in results:
        if not each.differences:
            done.append(each)
            continue
        try:
            if each.case.folder is not None:
                _write(found, each.case.folder / "after", _tree_after(each))
            else:
                data = _in_the_recipe(found.path, data, each)
            done.append(replace(each, updated=True))
        except CanonizeError as error:
            why = f"not updated: {error.title.removeprefix(f'{found.path}: ')}; {error.help}"
            done.append(replace(each, problems=(*each.problems, why)))
    if data != found.data:
        _replace(found, data)
    return tuple(done)


def _in_the_recipe(path: str, data: bytes, result: Tested) -> bytes:
    for change in result.differences:
        if change.after is None or (change.before is None and change.path in result.case.deleted):
            gone = "it is deleted" if change.after is None else "it is not deleted any more"
            raise CanonizeError(f"{shown(change.path)}: {gone}", "change after and deleted by hand")
        try:
            text = change.after.decode()
        except UnicodeDecodeError:
            raise CanonizeError(f"{shown(change.path)} is not UTF-8", "make the test a folder") from None
        data = spliced(path, data, result.case.number, change.path, text)
    return data


def _replace(found: RecipeText, data: bytes) -> None:
    path = Path(found.path).resolve()
    try:
        if path.read_bytes() != found.data:
            raise CanonizeError(f"{found.path} has changed meanwhile, and is left as it is", "update again")
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
            file.write(data)
        shutil.copymode(path, file.name)
        Path(file.name).replace(path)
    except OSError as error:
        raise CanonizeError(f"{found.path}: {cause(error)}") from None


def _tree_after(result: Tested) -> dict[RepoPath, bytes]:
    came_out = {**result.case.after, **{each.path: each.after for each in result.differences}}
    return {path: content for path, content in sorted(came_out.items()) if content is not None}


def _write(found: RecipeText, top: Path, tree: Mapping[RepoPath, bytes]) -> None:
    """Makes `top` the tree; what is there goes once all of that is written beside it.

    Raises CanonizeError where it cannot be written, or is not below the recipe's folder.
    """
    if top.is_symlink() or found.folder is None or not top.resolve().is_relative_to(found.folder.resolve()):
        raise CanonizeError(f"{top} leads out of the recipe's folder", "keep it beside the recipe")
    new = top.with_name(f".{top.name}.new")
    try:
        shutil.rmtree(new, ignore_errors=True)  # left by one that was killed
        new.mkdir()
        for path, content in tree.items():
            place = new / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        if top.exists():
            shutil.rmtree(top)
        new.rename(top)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        raise CanonizeError(f"{top}: {cause(error)}", "see to it, and update again") from None
