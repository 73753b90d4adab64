"""The commands of one step: the recipe that they stand for, and the command that would write it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from shlex import join
from typing import TYPE_CHECKING

from ..codemods.errors import CanonizeError
from .act import Planned

if TYPE_CHECKING:
    from ..codemods.recipe import Recipe
    from .options import KeepAliasWord


@dataclass(frozen=True, slots=True)
class RenameWords:
    """The options of a recipe's `rename` step, under the names that they have there."""

    keep_alias: KeepAliasWord
    removed_in: str
    text: bool
    derived: Sequence[str]
    leave: Sequence[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """The files that the step sees."""

    source_roots: Sequence[str]
    include: Sequence[str]
    exclude: Sequence[str]


def renaming(old: str, new: str, words: RenameWords, scope: Scope) -> Recipe:
    """The recipe of one rename. Raises CanonizeError for options that do not fit together."""
    from ..codemods.names import SymbolPath
    from ..codemods.recipe import one_step
    from ..codemods.rename import KINDS, Rename

    if words.removed_in and words.keep_alias != "deprecated":
        raise CanonizeError("--removed-in says when a deprecated alias goes", "add --keep-alias deprecated")
    for word in words.leave:
        if word not in KINDS:
            raise CanonizeError(f"--leave {word}: no such kind of reference", f"there are {', '.join(sorted(KINDS))}")
    return one_step(
        "rename",
        Rename(
            SymbolPath.parse(old),
            new,
            keep_alias=words.keep_alias,
            removed_in=words.removed_in,
            text=words.text,
            derived=tuple(words.derived),
            leave=frozenset(words.leave),
        ),
        source_roots=tuple(scope.source_roots),
        include=tuple(scope.include),
        exclude=tuple(scope.exclude),
        summary=f"rename {old} to {new}",
    )


def whole_path(new: str) -> str:
    """`new`, which must say where the symbol is."""
    if "." not in new and ":" not in new:
        raise CanonizeError(
            f"{new} lacks its module", "write pkg.module.Name; to change the name alone: canonize rename"
        )
    return new


def writing(done: Planned) -> Sequence[str]:
    """The command that was typed, made to write."""
    typed = join(["canonize", *sys.argv[1:]])
    in_place = [f"{typed} --in-place"] if "--base" not in typed else []
    return in_place if done.is_folder else [f"{typed} --branch {_branch(done)}", *in_place]


def _branch(done: Planned) -> str:
    """A name for the branch that says what is on it."""
    from ..codemods.names import snake

    words = done.plan.recipe.steps[0].summary.split()  # rename OLD to NEW
    old, new = (snake(word.replace(":", ".").rpartition(".")[2]).strip("_") for word in (words[1], words[-1]))
    return f"canonize/{old}-to-{new}".replace("_", "-")
