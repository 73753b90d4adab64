"""Collapse the aliases of a symbol: everybody imports it from the module that defines it, under its own name.

# app/shim.py: from .core import C as Old      stays
# app/v.py:    from app.shim import Old        from app.core import C
#              Old()                           C()
"""

from __future__ import annotations

from ..codemod import Outcome
from ..errors import Refused
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..names import is_mangled
from ..records import dataclass
from .collapserules import CollapseWishes
from .collapsing import Collapsing
from .identity import Identity
from .unwrapping import Unwrapping


@dataclass(frozen=True, slots=True)
class Collapse(CollapseWishes):
    """The codemod with those options."""

    def plan(self, project: Project) -> Outcome:
        """Every edit. Raises NotFound for an unknown symbol, Refused for one outside the project."""
        collapsing = Collapsing.of(project, self)
        resolver, symbol = collapsing.resolver, collapsing.identity.symbol
        if is_mangled(symbol.name):
            why = "names with two leading underscores change their meaning in classes"
            raise Refused(f"cannot have {symbol.name} take the place of aliases: {why}", "rename it first")
        _refuse_alias(resolver, symbol, collapsing.found.places[0])
        if self.wrappers == "report":
            return collapsing.outcome()
        unwrapping = Unwrapping(project, resolver, symbol, collapsing.why_class_stays)
        unwrapping.decide()
        if not unwrapping.edits:
            return unwrapping.outcome(collapsing.outcome())
        return unwrapping.outcome(Collapsing.of(unwrapping.after(), self).outcome())


def _refuse_alias(resolver: Resolver, symbol: Definition, place: str) -> None:
    """Raises Refused when the symbol is itself an alias: the class that it stands for is the one to name."""
    module = resolver.project.modules.by_stem[symbol.stem]
    ends = Identity(resolver, Definition("", "")).of_member(module, symbol.name)
    others = [end for end in ends if isinstance(end, Definition) and end != symbol]
    if len(ends) == 1 and others:
        modules = resolver.project.modules
        name = modules.name(modules.by_stem[others[0].stem])
        raise Refused(
            f"{place}: {symbol.name} is an alias itself, of {name}:{others[0].name}", "name that one as the symbol"
        )
