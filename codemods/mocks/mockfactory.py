"""Move the test doubles that are scattered over the tests to one shared factory; no test changes what it does.

# tests/test_a.py: class MockManager: ...     from tests.mocks.manager import MockManager
# tests/test_b.py: class MockManager: ...     from tests.mocks.manager import MockManager
"""

from __future__ import annotations

from dataclasses import dataclass

from ..codemod import Outcome
from ..errors import CanonizeError
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..names import SymbolPath
from .doublescope import StepScope
from .factoryplan import Merge
from .mocking import Mocking, Wishes
from .realclass import real_class


@dataclass(frozen=True, slots=True)
class MockFactory:
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

    def plan(self, project: Project) -> Outcome:
        """Every edit, and the table of the doubles. Raises NotFound for an unknown class, Refused for a bad place."""
        if self.of is None and not self.classes:
            raise CanonizeError("nothing says which test doubles", "name the class that they stand for, or patterns")
        resolver = Resolver(project)
        real = real_class(resolver, self.of) if self.of else None
        wishes = Wishes(self.factory, self.classes, self.merge, self.min_copies, self.rewrite_uses, self.spec)
        scope = StepScope(project, self.include, self.exclude)
        return Mocking(project, resolver, real, wishes, scope).outcome()
