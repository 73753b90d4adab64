"""Which steps of a recipe are for this repository, and whether it defines the symbols or only uses them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ..codemod import Diagnostic
from ..engines.chosen import Wanted
from ..errors import CanonizeError, NotFound
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..meaning.respelled import Respelled
from ..meaning.targets import Definition
from ..names import SymbolPath, last_name
from ..plan.runner import Plan, plan
from ..recipe import FOLLOWING, Recipe, Step
from ..records import dataclass
from ..renames.rename import Rename
from ..renames.symbols import find_own
from ..repo.files import Files
from .spec import Role

# Of these a repository without the definition has nothing to do: they change what defines the symbol.
_AT_HOME = frozenset({"collapse-aliases", "document-aliases"})

Keeps = Literal["alias", "nothing", "removes"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a recipe is for a repository. `note` says why nothing is, when `steps` is empty."""

    steps: tuple[Step, ...]
    role: Role
    note: str = ""


def scope_of(recipe: Recipe, files: Files) -> Scope:
    """The steps whose symbols the repository mentions at all; nothing is parsed when it mentions none."""
    mentioned = [step for step, words in _with_words(recipe.enabled) if not words or _mentions(files, words)]
    if all(step.action in FOLLOWING for step in mentioned):
        return Scope((), "none", "it mentions none of the symbols")
    project = Project.open(files, source_roots=recipe.source_roots, include=recipe.include, exclude=recipe.exclude)
    resolver = Resolver(project)
    defined = {step.id: any(_defines(resolver, symbol) for symbol in step.symbols) for step in mentioned}
    steps = tuple(
        step if defined[step.id] else _abroad(step)
        for step in mentioned
        if defined[step.id] or step.action not in _AT_HOME
    )
    role: Role = "defines" if any(defined.values()) else "uses"
    return Scope(steps, role, "" if steps else "the symbols are not defined in it")


def _mentions(files: Files, words: frozenset[str]) -> bool:
    """Does some file hold one of the words, or spell it in other characters that Python takes for it (PEP 3131)?"""
    return bool(files.mentioning(words) or Respelled(files).holding(words))


def planned(recipe: Recipe, files: Files, scope: Scope, base: str) -> Plan | str:
    """The plan of the steps in scope, as one of the whole recipe; or why none of them is for this repository.

    A step whose symbol is not there is left out with those that need it, which is told. Raises CanonizeError when a
    step must not be done.
    """
    steps, left_out = list(scope.steps), list[Diagnostic]()
    while steps:
        try:
            made = plan(replace(recipe, steps=tuple(steps)), files, base=base, of=recipe)
            return replace(made, recipe=recipe, diagnostics=(*left_out, *made.diagnostics))
        except NotFound as error:
            if not error.step:
                raise
            why = {error.step: error.title}
            for step in steps:
                if needed := next((each for each in step.needs if each in why), ""):
                    why[step.id] = f"it needs {needed}, which does not apply"
            steps = [each for each in steps if each.id not in why]
            left_out += [Diagnostic("info", "not-applicable", told, step=step) for step, told in why.items()]
    return "; ".join(each.message for each in left_out)


def order_of(recipe: Recipe) -> Literal["producers", "consumers", ""]:
    """Who goes first: those that define the symbols while an alias stays, those that use them before one is removed."""
    keeps = {_keeps(step) for step in recipe.enabled}
    if "removes" in keeps:
        return "consumers"
    return "producers" if keeps & {"alias", "nothing"} else ""


def _abroad(step: Step) -> Step:
    """The step where the symbol is only used: the alias is kept where it is defined."""
    if isinstance(step.codemod, Rename) and step.codemod.keep_alias != "none":
        return replace(step, codemod=replace(step.codemod, keep_alias="none", removed_in=""))
    return step


def _keeps(step: Step) -> Keeps | None:
    kept = getattr(step.codemod, "keep_alias", None)
    if kept is not None:
        return "nothing" if kept == "none" else "alias"
    shims = getattr(step.codemod, "shims", None)
    return "removes" if shims == "remove-unused" else None


def _with_words(steps: Sequence[Step]) -> list[tuple[Step, frozenset[str]]]:
    """Each step with the words of which a repository must hold one; none when that cannot be told.

    A word that an earlier step writes counts as being there.
    """
    found: list[tuple[Step, frozenset[str]]] = []
    written: dict[str, frozenset[str]] = {}
    for step in steps:
        words = frozenset(symbol.last for symbol in step.symbols) or _asked_for(step)
        words |= frozenset[str]().union(*(written.get(word, frozenset()) for word in words))
        new = last_name(str(getattr(step.codemod, "to", "")))
        if new:
            written[new] = written.get(new, frozenset()) | words
        found.append((step, words))
    return found


def _asked_for(step: Step) -> frozenset[str]:
    """The words that a step of a foreign engine says it looks for."""
    wanted = getattr(step.codemod, "wanted", None)
    return frozenset(wanted.mentions) if isinstance(wanted, Wanted) else frozenset()


def _defines(resolver: Resolver, symbol: SymbolPath) -> bool:
    try:
        found = find_own(resolver.project, symbol)[1]
    except CanonizeError:
        return False
    return isinstance(found.symbol, Definition) and bool(found.places)
