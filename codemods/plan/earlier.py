"""What a recipe became before: names that change places look the same before and after, and the history knows."""

from __future__ import annotations

from functools import cached_property

from ..codemod import Diagnostic, Outcome
from ..meaning.project import Project
from ..recipe import Recipe, Step
from ..records import dataclass
from ..repo.files import Files
from ..repo.gitmessage import trailer

_AGAIN = "should it be done once more, give the recipe another name"


@dataclass
class Earlier:
    """The commit in the history of the files that the recipe became before; git is asked for it when it matters."""

    recipe: Recipe
    files: Files

    @cached_property
    def _commit(self) -> str:
        """ "" when there is none, or no history."""
        ask = getattr(self.files, "applied", None)
        return str(ask(trailer(self.recipe.name, self.recipe.digest))) if ask else ""

    def made(self, step: Step, project: Project) -> Outcome | None:
        """What a step comes to that was made and cannot see that it was; None for any other."""
        cannot_tell = getattr(step.codemod, "cannot_tell", None)
        if cannot_tell is None or not cannot_tell(project) or not self._commit:
            return None
        message = f"made before, by {self._commit[:10]} in the history: these names are left"
        return Outcome(diagnostics=(Diagnostic("info", "done", message, _AGAIN),), repeatable=False)
