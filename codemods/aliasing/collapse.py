"""Collapse the aliases of a symbol: everybody imports it from the module that defines it, under its own name.

# app/shim.py: from .core import C as Old      stays
# app/v.py:    from app.shim import Old        from app.core import C
#              Old()                           C()
"""

from __future__ import annotations

from dataclasses import dataclass

from ..codemod import Outcome
from ..errors import Refused
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..names import SymbolPath
from ..renames.symbols import find_symbol
from .collapserules import CollapseWishes, WrapperWord
from .collapsing import Collapsing
from .identity import Identity
from .shimfate import ShimWord
from .unwrapping import Unwrapping


@dataclass(frozen=True, slots=True)
class Collapse:
    """`canonical` is the one symbol. `aliases` names those to collapse (by name or dotted path), none means all.

    `same_name` also redirects imports that take the symbol under its own name from a module that hands it on.
    With `wrappers` "collapse", subclasses that add nothing become aliases and are collapsed with them.
    `shims` says what becomes of modules that only hand names on and that nothing needs any more. Shims and subclasses
    in the packages `keep_public` stay. `include` and `exclude` are globs for the files that may change, within those of
    the project.
    """

    canonical: SymbolPath
    aliases: tuple[str, ...] = ()
    same_name: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    shims: ShimWord = "keep"
    keep_public: tuple[str, ...] = ()
    wrappers: WrapperWord = "report"

    def plan(self, project: Project) -> Outcome:
        """Every edit. Raises NotFound for an unknown symbol, Refused for one outside the project."""
        resolver = Resolver(project)
        found = find_symbol(resolver, self.canonical)
        if not isinstance(found.symbol, Definition) or not found.places:
            raise Refused(f"{self.canonical} is defined outside this project", "name a symbol of this repository")
        _refuse_alias(resolver, found.symbol, found.places[0])
        wishes = CollapseWishes(
            self.aliases, self.same_name, self.include, self.exclude, self.shims, self.keep_public, self.wrappers
        )
        collapsing = Collapsing(project, resolver, found, wishes)
        if self.wrappers == "report":
            return collapsing.outcome()
        unwrapping = Unwrapping(project, resolver, found.symbol, collapsing.why_class_stays)
        unwrapping.decide()
        if not unwrapping.edits:
            return unwrapping.outcome(collapsing.outcome())
        after = unwrapping.after()
        again = Resolver(after)
        return unwrapping.outcome(Collapsing(after, again, find_symbol(again, self.canonical), wishes).outcome())


def _refuse_alias(resolver: Resolver, symbol: Definition, place: str) -> None:
    """Raises Refused when the symbol is itself an alias: the class that it stands for is the one to name."""
    module = resolver.project.modules.by_stem[symbol.stem]
    ends = Identity(resolver, Definition("", "")).of_member(module, symbol.name)
    others = [end for end in ends if isinstance(end, Definition) and end != symbol]
    if len(ends) == 1 and others:
        names = resolver.project.modules.names(resolver.project.modules.by_stem[others[0].stem])
        raise Refused(
            f"{place}: {symbol.name} is an alias itself, of {names[0]}:{others[0].name}", "name that one as the symbol"
        )
