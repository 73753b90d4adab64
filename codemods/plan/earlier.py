"""What a recipe became before: names that change places look the same before and after, and the history knows."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol, runtime_checkable

from ..codemod import Diagnostic, Outcome
from ..meaning.project import Project
from ..recipe import Recipe, Step
from ..records import dataclass
from ..repo.files import Files
from ..repo.gitmessage import trailer

_AGAIN = "should it be done once more, give the recipe another name"


@runtime_checkable
class Historic(Protocol):
    """Files with a history."""

    def applied(self, trailer: str) -> str:
        """The commit in the history that has the trailer and stands; "" when there is none."""
        ...


@runtime_checkable
class Blind(Protocol):
    """A codemod that cannot always see that it was done."""

    def cannot_tell(self, project: Project) -> bool:
        """Would the project look the same to it before and after?"""
        ...


@dataclass
class Earlier:
    """What the recipe became before, in words: `known`, or a commit in the history; git is asked when it matters."""

    recipe: Recipe
    files: Files
    known: str = ""

    @cached_property
    def _made_by(self) -> str:
        """ "" when there is none, or no history."""
        if self.known or not isinstance(self.files, Historic):
            return self.known
        commit = self.files.applied(trailer(self.recipe.name, self.recipe.digest))
        return f"{commit[:10]} in the history" if commit else ""

    def made(self, step: Step, project: Project) -> Outcome | None:
        """What a step comes to that was made and cannot see that it was; None for any other."""
        codemod: object = step.codemod
        if not isinstance(codemod, Blind) or not codemod.cannot_tell(project) or not self._made_by:
            return None
        message = f"made before, by {self._made_by}: these names are left"
        return Outcome(diagnostics=(Diagnostic("info", "done", message, _AGAIN),), repeatable=False)
