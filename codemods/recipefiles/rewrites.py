"""A second run of a step that rewrites code which means a symbol that a later step renames: it was made before.

steps: [rewrite A() by A.make(), where A is m:A, rename m:A to B]   # there is no m:A any more, and no A() either
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..codemod import Diagnostic, Outcome
from ..meaning.project import Project
from ..names import SymbolPath
from ..recipe import Step
from ..records import dataclass
from .reruns import Following, following

if TYPE_CHECKING:
    from ..engines.chosen import Wanted
    from ..engines.rewritestep import Rewrite

_ACTION = "rewrite"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A rewrite, and the symbols that it names, each with what becomes of it."""

    codemod: Rewrite
    named: tuple[Following, ...]

    @property
    def wanted(self) -> Wanted:
        """Which files it is given."""
        return self.codemod.wanted

    def plan(self, project: Project) -> Outcome:
        """As that of the rewrite; nothing, when an earlier run has renamed a symbol that it names."""
        for each in self.named:
            now = each.known(project).reached(project)
            if now is not None:
                message = f"made before: {each.symbol} is called {now.called} by now"
                help = "code that was written since is not looked at"
                return Outcome(diagnostics=(Diagnostic("info", "done", message, help),), repeatable=False)
        return self.codemod.plan(project)


def rewriting(step: Step, before: Sequence[Step], behind: Sequence[Step]) -> Step:
    """The step, with what a second run has to know of the renames before and behind it."""
    if step.action != _ACTION:
        return step
    rewrite: Any = step.codemod
    symbols: list[SymbolPath] = [symbol for _, symbol, _ in rewrite.resolves]
    named = [each for symbol in symbols if (each := following(symbol, rewrite, "", before, behind))]
    return replace(step, codemod=Rewriting(rewrite, tuple(named))) if named else step
