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
    """What the recipe became before, in words: `known`, or a commit in the history; git is asked when it matters."""

    recipe: Recipe
    files: Files
    known: str = ""

    @cached_property
    def _made_by(self) -> str:
        """ "" when there is none, or no history."""
        ask = None if self.known else getattr(self.files, "applied", None)
        commit = str(ask(trailer(self.recipe.name, self.recipe.digest))) if ask else ""
        return f"{commit[:10]} in the history" if commit else self.known

    def made(self, step: Step, project: Project) -> Outcome | None:
        """What a step comes to that was made and cannot see that it was; None for any other."""
        cannot_tell = getattr(step.codemod, "cannot_tell", None)
        if cannot_tell is None or not cannot_tell(project) or not self._made_by:
            return None
        message = f"made before, by {self._made_by}: these names are left"
        return Outcome(diagnostics=(Diagnostic("info", "done", message, _AGAIN),), repeatable=False)
