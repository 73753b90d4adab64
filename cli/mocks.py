"""`canonize mocks`: test doubles that are scattered over the tests move to one shared factory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..codemods.records import dataclass
from . import options

if TYPE_CHECKING:
    from ..codemods.recipe import Recipe
    from .onestep import Scope

EXAMPLES = options.examples(
    "canonize mocks app.core.manager.WebSocketManager --factory tests/mocks/websocket_manager.py",
    "canonize mocks --classes 'FakeSocket' --factory tests/doubles/sockets.py --merge report",
)


@dataclass(frozen=True, slots=True)
class Words:
    """The options of a recipe's `mock-factory` step, under the names that they have there."""

    merge: options.MergeWord
    min_copies: int
    rewrite_uses: bool
    spec: bool


def mocks(
    symbol: options.RealClassArgument = "",
    factory: options.FactoryPath = "",
    classes: options.ClassPatterns = None,
    merge: options.Merge = "shared-base",
    min_copies: options.MinCopies = 2,
    rewrite_uses: options.RewriteUses = False,
    spec: options.Spec = False,
    repo: options.RepoOption = Path(),
    branch: options.Branch = "",
    on_existing_branch: options.OnExistingBranch = "fail",
    in_place: options.InPlace = False,
    source_root: options.SourceRoots = None,
    include: options.Include = None,
    exclude: options.Exclude = None,
    base: options.Base = "",
    check: options.Check = False,
    stat: options.Stat = False,
    why: options.Why = False,
    format: options.FormatOption = "text",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Share the test doubles of a class from one factory.

    Finds the classes in the tests that stand in for SYMBOL, or those that --classes names, compares them method by
    method, and moves those that are alike to one module. Each test imports its double from there, under the name that
    it has in the test. What cannot be moved for sure stays, and is listed with the reason. Prints the table of the
    doubles and the diff. To write it, add --branch NAME (a commit on a new branch) or --in-place (the files).
    """
    from . import act, onestep, show

    scope = onestep.Scope(source_root or [], include or [], exclude or [])
    act.run(
        options.console(color, quiet, verbose),
        show.View.of(format, stat, why, "nothing" if in_place or branch else "diff"),
        lambda: _recipe(symbol, factory, classes or [], Words(merge, min_copies, rewrite_uses, spec), scope),
        act.Target(repo, bool(in_place or branch), in_place, base, branch, on_existing_branch, check=check),
        onestep.writing,
    )


def _recipe(symbol: str, factory: str, classes: Sequence[str], words: Words, scope: Scope) -> Recipe:
    """The recipe of that one step. Raises CanonizeError for what a recipe's step would not be allowed either."""
    from ..codemods import checks
    from ..codemods.errors import CanonizeError
    from ..codemods.mocks.mockfactory import MockFactory
    from ..codemods.names import SymbolPath
    from .onestep import recipe_of

    if not factory:
        raise CanonizeError("nothing says where the factory is to be", "add --factory tests/mocks/NAME.py")
    if not symbol and not classes:
        raise CanonizeError(
            "nothing says which test doubles", "name the class they stand for, or add --classes 'Mock*'"
        )
    if words.spec and not symbol:
        raise CanonizeError("--spec compares with a class, and none is named", "name it as SYMBOL")
    checks.check_path(factory)
    checks.check_module_path(factory)
    if symbol:
        checks.check_source_symbol(symbol)
    for pattern in classes:
        checks.check_class_pattern(pattern)
    of = SymbolPath.parse(symbol) if symbol else None
    codemod = MockFactory(factory, of, tuple(classes), words.merge, words.min_copies, words.rewrite_uses, words.spec)
    return recipe_of("mock-factory", codemod, scope, f"share the test doubles of {symbol or ', '.join(classes)}")
