"""Move the test doubles that are scattered over the tests to one shared factory; no test changes what it does.

# tests/test_a.py: class MockManager: ...     from tests.mocks.manager import MockManager
# tests/test_b.py: class MockManager: ...     from tests.mocks.manager import MockManager
"""

from __future__ import annotations

from ..codemod import Outcome
from ..errors import CanonizeError
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..records import dataclass
from .doublescope import StepScope
from .mocking import Mocking
from .realclass import real_class
from .wishes import Wishes


@dataclass(frozen=True, slots=True)
class MockFactory(Wishes):
    """The codemod with those options."""

    def plan(self, project: Project) -> Outcome:
        """Every edit, and the table of the doubles. Raises NotFound for an unknown class, Refused for a bad place."""
        if self.of is None and not self.classes:
            raise CanonizeError("nothing says which test doubles", "name the class that they stand for, or patterns")
        resolver = Resolver(project)
        real = real_class(resolver, self.of) if self.of else None
        scope = StepScope(project, self.include, self.exclude)
        return Mocking(project, resolver, real, self, scope).outcome()
