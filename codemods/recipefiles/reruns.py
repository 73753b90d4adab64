"""A second run of a recipe: what a step names may be called otherwise by then, for the renames behind it are made.

steps: [rename m:A to B, rename m:B to C]           # there is no B that A could be called: A is C
steps: [collapse-aliases of m:A, rename m:A to B]   # the symbol is B
steps: [rename m:A to B, rename m:C to A]           # the A that is there was C, and is not renamed
steps: [rename m:A to B, rename pkg:B to C]         # the same, where pkg hands on what m defines
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from typing import TYPE_CHECKING, Any

from ..codemod import Diagnostic, Outcome
from ..errors import NotFound, Refused
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..names import SymbolPath
from ..recipe import Step
from ..records import dataclass
from ..renames.filerename import Wishes
from ..renames.rename import Rename
from ..renames.renaming import Renaming
from ..renames.symbols import Found, IsModule, find_own, find_symbol, is_missing

if TYPE_CHECKING:
    from ..codemod import Codemod

_MOST = 100  # renames that have to do with one name: what is kept of them grows with the cube
_OF_A_SYMBOL = frozenset({"collapse-aliases", "document-aliases", "mock-factory"})
ONCE = "apply it to a branch: its commit says that it was made, which files that are written in place do not"


@dataclass(frozen=True, slots=True)
class State:
    """The names of a module that are there at some point of a recipe, and those that are not.

    `away` has them with what the symbol is called that gave one up, and may have left it as an alias; "" for none.
    The symbol of the step is `called` so.
    """

    called: str
    there: frozenset[str]
    away: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Track:
    """What a module has when a step is to run, and after each of the renames from then on."""

    module: str
    states: tuple[State, ...] = ()

    def reached(self, project: Project) -> State | None:
        """The state to which an earlier run has brought the module; None when there was none."""
        resolver = Resolver(project)
        found = next((each for each in reversed(self.states) if self._holds(resolver, each)), None)
        return found if found is not None and not self._holds(resolver, self.states[0]) else None

    def _holds(self, resolver: Resolver, state: State) -> bool:
        return all(self._is_defined(resolver, name) for name in sorted(state.there)) and not any(
            self._is_other(resolver, name, whose) if whose else self._is_defined(resolver, name)
            for name, whose in state.away
        )

    def _is_defined(self, resolver: Resolver, name: str) -> bool:
        found = self._found(resolver, name)
        return found is not None and bool(found.places)

    def _is_other(self, resolver: Resolver, name: str, other: str) -> bool:
        """Is there a symbol called `name`, and is it no alias of the one called `other`?"""
        found = self._found(resolver, name)
        if found is None or not found.places:
            return False
        return not Renaming(resolver, found, other, Wishes()).is_done()

    def _found(self, resolver: Resolver, name: str) -> Found | None:
        path = SymbolPath(self.module, name)
        try:
            return None if is_missing(resolver, path) else find_own(resolver.project, path)[1]
        except (NotFound, IsModule):
            return None


@dataclass(frozen=True, slots=True)
class Around:
    """The renames before a step, and those from it on, of which some name a module that may only hand the symbol on."""

    before: tuple[Rename, ...]
    behind: tuple[Rename, ...]

    def track(self, project: Project, symbol: SymbolPath) -> Track:
        """The track of the symbol, every name taken for that of the module that defines it."""
        resolver, module = Resolver(project), symbol.parent
        names = alike(symbol.last, (*self.before, *self.behind))
        modules = dict.fromkeys([module, *(each.symbol.parent for each in (*self.before, *self.behind))])
        homes = {each: _home(resolver, each, names) for each in modules}
        before, behind = ([_of_module(each, homes) for each in part] for part in (self.before, self.behind))
        return _track(SymbolPath(homes[module], symbol.last), before, behind)


@dataclass(frozen=True, slots=True)
class Tracked(Rename):
    """A rename of a symbol that has a `track`, or to a name of which an earlier step makes `freed`.

    With `around`, the track shows only in the project.
    """

    track: Track = field(default_factory=lambda: Track(""))
    freed: str = ""
    around: Around | None = None

    def plan(self, project: Project) -> Outcome:
        """As that of a rename; when an earlier run has made others of the track, as that of all of these in one."""
        track = self.around.track(project, self.symbol) if self.around else self.track
        now = track.reached(project)
        if now is not None and self.symbol.last in now.there:
            message = f"{self.symbol} became {now.called} before, and its name is another symbol's now"
            return Outcome(diagnostics=(Diagnostic("info", "done", message),))
        outcome = Rename.plan(replace(self, to=now.called) if now is not None else self, project)
        if not self.freed or not self.cannot_tell(project) or not any(outcome.edits.values()):
            return outcome
        message = f"{self.symbol} gets a name that was another's: a second run would make {self.freed} of it"
        return replace(outcome, diagnostics=(Diagnostic("warning", "swap", message, ONCE), *outcome.diagnostics))

    def cannot_tell(self, project: Project) -> bool:
        """Does it give or take a name of a library that two symbols have in turn, so that a file may mean either?"""
        known = project.modules.find(self.track.module)
        is_here = known is not None and bool(known.files)
        gives = self.track.states and self.symbol.last in self.track.states[-1].there
        return not is_here and bool(self.freed or gives)


@dataclass(frozen=True, slots=True)
class Following:
    """What a step does to `symbol`, under the name that it has by now. `option` is the one that names it.

    With `around`, the track shows only in the project.
    """

    symbol: SymbolPath
    codemod: Codemod
    option: str
    track: Track
    around: Around | None = None

    @property
    def shims(self) -> str | None:
        """Those of a collapse; None for other steps."""
        return getattr(self.codemod, "shims", None)

    def plan(self, project: Project) -> Outcome:
        """As that of the codemod. Raises what it raises."""
        track = self.known(project)
        now = track.reached(project)
        if now is None:
            return self.codemod.plan(project)
        renamed: Any = self.codemod
        outcome: Outcome = replace(renamed, **{self.option: SymbolPath(track.module, now.called)}).plan(project)
        return outcome

    def known(self, project: Project) -> Track:
        """The track, as the project shows it."""
        return self.around.track(project, self.symbol) if self.around else self.track


def tracked(step: Step, before: Sequence[Step], behind: Sequence[Step]) -> Step:
    """The step, with what a second run has to know of the renames before and behind it."""
    if isinstance(step.codemod, Rename) and step.enabled:
        return _tracked(step, step.codemod, list(_renames(before)), list(_renames(behind)))
    options = [each.name for each in fields(step.codemod) if isinstance(getattr(step.codemod, each.name), SymbolPath)]  # type: ignore[arg-type]
    if step.action not in _OF_A_SYMBOL or len(options) != 1:
        return step
    followed = following(step.symbols[0], step.codemod, options[0], before, behind)
    return replace(step, codemod=followed) if followed else step


def following(
    symbol: SymbolPath, codemod: Codemod, option: str, before: Sequence[Step], behind: Sequence[Step]
) -> Following | None:
    """The codemod, told of the renames of its symbol; None where there are none."""
    earlier, later = list(_renames(before)), list(_renames(behind))
    track, around = _track(symbol, earlier, later), _around(symbol, earlier, later)
    return Following(symbol, codemod, option, track, around) if len(track.states) > 1 or around else None


def new_name(rename: Rename) -> str:
    """The name that the symbol gets in its module; "" when the references are sent to another."""
    module, _, name = rename.to.replace(":", ".").rpartition(".")
    return name if module in ("", rename.symbol.parent) else ""


def _tracked(step: Step, rename: Rename, before: Sequence[Rename], behind: Sequence[Rename]) -> Step:
    module, name = rename.symbol.parent, new_name(rename)
    given = (each for each in before if name and (each.symbol.parent, each.symbol.last) == (module, name))
    freed = next(map(new_name, given), "")
    track = _track(rename.symbol, before, [rename, *behind]) if name else Track(module)
    around = _around(rename.symbol, before, [rename, *behind]) if name else None
    if len(track.states) < 3 and not freed and not around:
        return step
    options = {each.name: getattr(rename, each.name) for each in fields(rename)}
    return replace(step, codemod=Tracked(**options, track=track, freed=freed, around=around))


def _around(symbol: SymbolPath, before: Sequence[Rename], behind: Sequence[Rename]) -> Around | None:
    """The renames around a step on the symbol, where some have to do with its name and another module."""
    names = alike(symbol.last, (*before, *behind))
    near = [each for each in (*before, *behind) if each.symbol.last in names and new_name(each)]
    return Around(tuple(before), tuple(behind)) if any(each.symbol.parent != symbol.parent for each in near) else None


def alike(name: str, renames: Iterable[Rename]) -> tuple[str, ...]:
    """The names that renames of any module make of the name, or it of them, by way of one another; the last first."""
    pairs = [(each.symbol.last, new_name(each)) for each in renames if new_name(each)]
    near = _touching(name, pairs)
    return tuple(dict.fromkeys([*(new for _, new in reversed(near)), *(old for old, _ in near), name]))


def _home(resolver: Resolver, module: str, names: Iterable[str]) -> str:
    """The module that defines what this one has under the first of the names that it has; this one where none is.

    What it has under another may be an alias that it kept.
    """
    modules = resolver.project.modules
    own, homes = modules.find(module), list[str]()
    for name in names:
        try:
            found = find_symbol(resolver, SymbolPath(module, name)).symbol
        except (NotFound, Refused):
            continue
        homes += [found.stem] if isinstance(found, Definition) else []
    home = modules.by_stem.get(homes[0], own) if homes else own
    return next(iter(modules.names(home)), module) if home else module


def _of_module(rename: Rename, homes: Mapping[str, str]) -> Rename:
    """The rename of the name in the module that defines it."""
    new, symbol = new_name(rename), rename.symbol
    return replace(rename, symbol=SymbolPath(homes[symbol.parent], symbol.last), to=new) if new else rename


def _track(symbol: SymbolPath, before: Sequence[Rename], behind: Sequence[Rename]) -> Track:
    """The track of the symbol, which `before` are made ahead of; without states where they cannot, or are many."""
    module, name = symbol.parent, symbol.last
    made = [(*each, True) for each in _within(module, before)] + [(*each, False) for each in _within(module, behind)]
    pairs = _touching(name, [(old, new) for old, new, _ in made])
    if len(pairs) > _MOST:
        return Track(module)
    # by the name now, the name at first: what no rename before gives or takes must be there
    called = {old: old for at, (old, _) in enumerate(pairs) if not any(old in pair for pair in pairs[:at])}
    names, mine, states = dict.fromkeys(each for pair in pairs for each in pair), "", list[State]()
    given: dict[str, str] = {}  # by a name that was given up, the first name of what had it
    for old, new, ahead in [*((o, n, a) for o, n, a in made if (o, n) in pairs), ("", "", False)]:
        if not ahead:
            mine = mine or called.get(name, "")
            now = {first: each for each, first in called.items()}
            away = tuple((each, now.get(given.get(each, ""), "")) for each in names if each not in called)
            states.append(State(now.get(mine, ""), frozenset(called), away))
        if old and (old not in called or new in called):
            return Track(module)
        if old:
            called[new] = given[old] = called.pop(old)
    return Track(module, tuple(states) if mine else ())


def _touching(name: str, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The renames that have to do with the name, by way of one another."""
    near = kin(pairs)
    return [pair for pair in pairs if near[pair[0]] == near.get(name)]


def kin(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By name a word that is the same for the names that pairs connect, by way of one another."""
    beside: dict[str, set[str]] = {}
    for old, new in pairs:
        beside.setdefault(old, set()).add(new)
        beside.setdefault(new, set()).add(old)
    found: dict[str, str] = {}
    for name in beside:
        waiting = [name]
        while waiting:
            if (each := waiting.pop()) not in found:
                found[each] = name
                waiting += beside[each]
    return found


def _within(module: str, renames: Iterable[Rename]) -> Iterator[tuple[str, str]]:
    """The old and the new name of those that rename something in the module."""
    for each in renames:
        if each.symbol.parent == module and new_name(each):
            yield each.symbol.last, new_name(each)


def _renames(steps: Iterable[Step]) -> Iterator[Rename]:
    return (each.codemod for each in steps if each.enabled and isinstance(each.codemod, Rename))
