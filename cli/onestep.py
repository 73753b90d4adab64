"""The commands of one step: the recipe that they stand for, and the command that would write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..codemods.errors import CanonizeError
from ..codemods.records import dataclass
from .act import Planned

if TYPE_CHECKING:
    from ..codemods.codemod import Codemod
    from ..codemods.recipe import Recipe
    from .options import KeepAliasWord, ShimsWord, WrappersWord


_OF = {"mock-factory": "doubles", "collapse-aliases": "aliases"}  # what a branch of such a step holds


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
    """The recipe of one rename. Raises CanonizeError for what a recipe's step would not be allowed either."""
    from ..codemods.names import SymbolPath
    from ..codemods.renames.rename import Rename

    _check(old, new, words)
    codemod = Rename(
        SymbolPath.parse(old),
        new,
        keep_alias=words.keep_alias,
        removed_in=words.removed_in,
        text=words.text,
        derived=tuple(words.derived),
        leave=frozenset(words.leave),
    )
    return recipe_of("rename", codemod, scope, f"rename {old} to {new}")


def recipe_of(action: str, codemod: Codemod, scope: Scope, summary: str) -> Recipe:
    """The recipe of one step. Raises CanonizeError for a scope that a recipe would not be allowed either."""
    from ..codemods import checks
    from ..codemods.recipe import one_step

    for path in (*scope.source_roots, *scope.include, *scope.exclude):
        checks.check_path(path)
    return one_step(
        action,
        codemod,
        source_roots=tuple(scope.source_roots),
        include=tuple(scope.include),
        exclude=tuple(scope.exclude),
        summary=summary,
    )


def searched_for(old: str, new: str) -> tuple[str, ...]:
    """What a rename of one of the dotted paths to the other looks for first."""
    from ..codemods.names import last_name, searched_for

    return searched_for(last_name(old), last_name(new))


@dataclass(frozen=True, slots=True)
class CollapseWords:
    """The options of a recipe's `collapse-aliases` step, under the names that they have there."""

    aliases: Sequence[str]
    same_name: bool
    wrappers: WrappersWord
    shims: ShimsWord
    keep_public: Sequence[str]


def collapsing(symbol: str, words: CollapseWords, scope: Scope) -> Recipe:
    """The recipe of one collapse. Raises CanonizeError for what a recipe's step would not be allowed either."""
    from ..codemods import checks
    from ..codemods.aliasing.collapse import Collapse
    from ..codemods.names import SymbolPath

    checks.check_symbol(symbol)
    for alias in (*words.aliases, *words.keep_public):
        checks.check_alias(alias)
    codemod = Collapse(
        SymbolPath.parse(symbol),
        tuple(alias.replace(":", ".") for alias in words.aliases),
        words.same_name,
        shims=words.shims,
        keep_public=tuple(words.keep_public),
        wrappers=words.wrappers,
    )
    return recipe_of("collapse-aliases", codemod, scope, f"collapse the aliases of {symbol}")


def _check(old: str, new: str, words: RenameWords) -> None:
    from ..codemods import checks
    from ..codemods.renames.rename import KINDS

    checks.check_symbol(old)  # where a bare name may be defined, a look at the project tells
    checks.check_target(new)
    for template in words.derived:
        checks.check_template(template)
    for kind in words.leave:
        checks.one_of(KINDS)(kind)
    if words.removed_in and words.keep_alias != "deprecated":
        raise CanonizeError("--removed-in says when a deprecated alias goes", "add --keep-alias deprecated")


def whole_path(new: str) -> str:
    """`new`, which must say where the symbol is."""
    if "." not in new and ":" not in new:
        raise CanonizeError(
            f"{new} lacks its module", "write it as pkg.module.Name; `canonize rename` changes the name alone"
        )
    return new


def writing(done: Planned) -> Sequence[str]:
    """What to add to the command that was typed, to have it write."""
    if done.is_folder:
        return ("add --in-place to write to the files",)
    in_place = ", or --in-place to write to the files" if getattr(done.files, "has_checkout", True) else ""
    return (f"add --branch {_branch(done)} for a commit on a new branch{in_place}",)


def _branch(done: Planned) -> str:
    """A name for the branch that says what is on it."""
    from ..codemods.names import last_name, snake

    step = done.plan.recipe.steps[0]
    words = step.summary.split()  # rename OLD to NEW
    old, new = (snake(last_name(word).replace("*", "")).strip("_") for word in (words[1], words[-1]))
    if step.action in _OF:
        return f"canonize/{_OF[step.action]}-of-{new}".replace("_", "-")
    if old == new:  # it moves: say where to
        new = f"{new}-in-{words[-1].replace(':', '.').rpartition('.')[0].replace('.', '-')}"
    return f"canonize/{old}-to-{new}".replace("_", "-")
