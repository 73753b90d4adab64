"""What is asked of a mock factory: the options of the step."""

from __future__ import annotations

from typing import Literal

from ..names import SymbolPath
from ..records import dataclass

Merge = Literal["identical", "shared-base", "report"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """`of` is the class that the doubles stand for, `classes` the patterns of their names; one of the two is needed.

    `factory` is the module that they move to. `merge` says which move: "identical" those of which there are
    `min_copies` copies, "shared-base" also those that share methods, "report" none. With `rewrite_uses` tests make
    their doubles by the factory's function, where that is the same. With `spec` the factory holds its doubles against
    the real class from then on, called by a test. `include` and `exclude` are globs for the files that may change,
    within those of the recipe.
    """

    factory: str
    of: SymbolPath | None = None
    classes: tuple[str, ...] = ()
    merge: Merge = "shared-base"
    min_copies: int = 2
    rewrite_uses: bool = False
    spec: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
