"""Rename a class, function, variable or type alias of a module, with every reference to it.

# app/m.py: class Old: ...            class New: ...
# app/v.py: from app.m import Old     from app.m import New
#           Old()                     New()
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ..codemod import Diagnostic, Outcome
from ..errors import NotFound, Refused
from ..meaning.bindings import Resolver
from ..meaning.destination import why_no_module
from ..meaning.exports import BUILTINS
from ..meaning.project import Project
from ..meaning.stems import Module
from ..meaning.targets import Definition, External
from ..names import SymbolPath, is_mangled, why_not_a_name
from ..records import dataclass
from ..repo.files import RepoPath
from .filerename import Wishes
from .renaming import Renaming
from .symbols import Found, IsModule, Lost, find_own, find_symbol, gone, is_assigned, places_of

KINDS = frozenset(
    {"annotations", "type-comments", "exports", "mock-targets", "attribute-strings", "dotted-strings", "config", "docs",
     "comments", "notebooks", "doctests", "reprs"}
)  # fmt: skip
# Language reference, 3.2.8 and 7.11; PEP 562.
_OF_MODULES = frozenset(
    {"__all__", "__annotations__", "__builtins__", "__cached__", "__class__", "__dict__", "__dir__", "__doc__",
     "__file__", "__getattr__", "__loader__", "__name__", "__package__", "__path__", "__spec__"}
)  # fmt: skip

_FOLLOW = "for those that take it from {0}, take it out there, then run this again: the references follow"
_STILL_USED = "what came to use the alias since then goes on with it: `canonize collapse` has it use the new name"


@dataclass(frozen=True, slots=True)
class Rename:
    """`symbol` becomes `to`: an identifier, or a dotted path to which the references are pointed.

    `keep_alias` leaves the old name in place, as `Old = New` or with a DeprecationWarning that names `removed_in`.
    `text` also edits the bare word in prose; `derived` are patterns such as "visit_{}" whose names follow;
    `leave` are kinds of reference (KINDS) that are listed and not edited.
    """

    symbol: SymbolPath
    to: str
    keep_alias: Literal["none", "plain", "deprecated"] = "none"
    removed_in: str = ""
    text: bool = False
    derived: tuple[str, ...] = ()
    leave: frozenset[str] = frozenset()

    def plan(self, project: Project) -> Outcome:
        """Every edit of the rename. Raises NotFound for an unknown symbol, Refused for what would break."""
        resolver = Resolver(project)
        new = _checked(self)
        target = _target(self.symbol, self.to)
        if target is not None:
            _check_target(resolver, target)
        try:
            if target is None:
                resolver, found = find_own(project, self.symbol)
            else:
                found = find_symbol(resolver, self.symbol)
        except Lost as lost:  # by hand it was renamed, or by a run that left this import as it was
            return self._of_lost(resolver, lost)
        except NotFound:
            if target is not None and "." in self.symbol.dotted:
                return self._moved(resolver, gone(resolver, self.symbol), new, target)
            places = _already_done(resolver, self.symbol, new)
            if places is None:
                raise
            return self._left_over(resolver, new, places)
        except IsModule:
            places = _already_done(resolver, self.symbol, new)
            if places is None or target is not None:
                raise
            return Outcome(diagnostics=(_done(self.symbol, new, places),))
        _refuse_builtin(self.symbol, found)
        if target is not None:
            is_ours = target.dotted.partition(".")[0] == self.symbol.dotted.partition(".")[0]
            left = gone(resolver, self.symbol) if is_ours and not found.places else found
            return self._moved(resolver, left, new, target)
        if found.name == new:
            raise Refused(f"{self.symbol} is called {new} already", "give it another name")
        taken = _taken_over(resolver, self.symbol, found, new)
        if taken is not None:
            return Outcome(diagnostics=(taken,))
        renaming = Renaming(resolver, found, new, self._wishes(), called=self.symbol.dotted)
        if renaming.is_done():
            return Outcome(diagnostics=(_done(self.symbol, new, ", ".join(found.places), _STILL_USED),))
        return renaming.outcome()

    def _moved(self, resolver: Resolver, found: Found, new: str, target: SymbolPath) -> Outcome:
        """The references go to the target. Raises Refused where the symbol is defined here, or no such target is."""
        if found.places:
            _refuse_itself(resolver, self.symbol, target, found)
            raise Refused(
                f"{found.places[0]}: moving a definition inside the repository is not yet supported",
                f"move {found.name} to {target.module} by hand, then run this again: the references follow",
            )
        _check_place(resolver, target)
        handed_on = _from_outside(resolver, found)
        if handed_on is not None:
            outside, file = handed_on
            if outside != target.dotted:
                raise Refused(
                    f"{self.symbol} is {outside}, imported from outside this project",
                    f"to change the references to it, name it as {outside}; {_FOLLOW.format(file)}",
                )
            message = f"nothing done: {self.symbol} is {outside} already, which {file} imports"
            return Outcome(diagnostics=(Diagnostic("warning", "done", message, _FOLLOW.format(file)),))
        return Renaming(resolver, found, new, self._wishes(), target).outcome()

    def _of_lost(self, resolver: Resolver, lost: Lost) -> Outcome:
        """The rename under the path at which the symbol should be. Raises NotFound when it is not there anew either."""
        if lost.symbol == self.symbol or (
            _target(self.symbol, self.to) is None and _already_done(resolver, lost.symbol, _checked(self)) is None
        ):
            raise lost
        return replace(self, symbol=lost.symbol).plan(resolver.project)

    def _left_over(self, resolver: Resolver, new: str, places: str) -> Outcome:
        """What still asks the module for the old name: a file that an earlier run could not do, or that came later.

        No prose: the old name may have been left with a text of its own, such as a warning that it is deprecated.
        """
        wishes = replace(self._wishes(), keep_alias="none", text=False)
        try:
            outcome = Renaming(resolver, gone(resolver, self.symbol), new, wishes).left_over()
        except Refused:  # what is left needs a hand
            outcome = Outcome()
        if any(outcome.edits.values()):
            begun = Diagnostic(
                "info", "done", _called(self.symbol, new, places), "what still asks for the old name follows"
            )
            return replace(outcome, diagnostics=(begun, *outcome.diagnostics))
        grave = (each for each in outcome.diagnostics if each.severity == "error")
        return Outcome(diagnostics=(_done(self.symbol, new, places), *grave))

    def _wishes(self) -> Wishes:
        return Wishes(self.keep_alias, self.removed_in, self.text, self.derived, self.leave)


def _checked(rename: Rename) -> str:
    """The new name. Raises Refused when it cannot be one."""
    dotted = rename.to.replace(":", ".")
    new = dotted.rpartition(".")[2]
    for part in dotted.split("."):
        why = why_not_a_name(part)
        if why:
            raise Refused(f"cannot rename {rename.symbol} to {rename.to}: {why}", "choose another name")
    if new in _OF_MODULES:
        raise Refused(
            f"cannot rename {rename.symbol} to {rename.to}: {new} of a module means something to Python",
            "choose another name",
        )
    old = rename.symbol.last
    if is_mangled(old) != is_mangled(new):
        raise Refused(
            f"cannot rename {old} to {new}: names with two leading underscores change their meaning in classes",
            "choose a name that begins as the old one does",
        )
    return new


def _target(symbol: SymbolPath, to: str) -> SymbolPath | None:
    """The module and name that a dotted target means; None for a plain new name, also when it names the same module."""
    module, _, name = to.replace(":", ".").rpartition(".")
    return SymbolPath(module, name) if module and module != symbol.parent else None


def _check_target(resolver: Resolver, target: SymbolPath) -> None:
    """Raises Refused for a module that cannot be imported."""
    why = why_no_module(resolver.project.modules, target.module)
    if why:
        raise Refused(
            f"cannot take {target.name} from {target.module}: {why}",
            "name what a module holds, not a member of a class",
        )


def _refuse_builtin(symbol: SymbolPath, found: Found) -> None:
    """Raises Refused for what code uses without an import: that of Python, or of the stubs that describe it."""
    is_described = bool(found.places) and all(".pyi:" in place for place in found.places)
    *folders, module = symbol.dotted.split(".")[:-1]
    if found.name in BUILTINS and module == "builtins" and (is_described or not (found.places or folders)):
        raise Refused(
            f"{found.name} is a builtin, which code uses without an import: such uses are not followed",
            "bind the name that you want in a module of your own",
        )


def _refuse_itself(resolver: Resolver, symbol: SymbolPath, target: SymbolPath, found: Found) -> None:
    """Raises Refused where the target is another path to the symbol: that is no move."""
    module = resolver.project.modules.find(target.module)
    if module is not None and found.symbol in resolver.member(module, target.name):
        raise Refused(
            f"{symbol} and {target} are one symbol, which {found.places[0]} defines",
            f"canonize collapse {target.dotted} --same-name has its users import it from there",
        )


def _from_outside(resolver: Resolver, found: Found) -> tuple[str, RepoPath] | None:
    """What the module of a name that it does not define has it from, outside of the project, and the module's file."""
    module = resolver.project.modules.by_stem.get(found.symbol.stem) if isinstance(found.symbol, Definition) else None
    if module is None or not module.files:
        return None
    targets = resolver.member(module, found.name)
    return next(((each.dotted, module.files[0]) for each in targets if isinstance(each, External)), None)


def _check_place(resolver: Resolver, target: SymbolPath) -> None:
    """Raises Refused for a module of the project that has no such name."""
    module = resolver.project.modules.find(target.module)
    if module is not None and _surely_lacks(resolver, module, target.name):
        raise Refused(f"{module.files[0]} has no {target.name}", "write it there first, or name another place")


def _surely_lacks(resolver: Resolver, module: Module, name: str) -> bool:
    """Is there a file of the module, and nothing in it that gives the name, on demand or by a star from elsewhere?"""
    if not module.files or resolver.member(module, name) or resolver.on_demand(module, name):
        return False
    starred = (source for path in module.files for _, source in resolver.starred(path))
    return all(map(resolver.project.is_readable, module.files)) and all(isinstance(each, Module) for each in starred)


def _taken_over(resolver: Resolver, symbol: SymbolPath, found: Found, new: str) -> Diagnostic | None:
    """The remark for a module that only imports the old name and defines the new one: as an earlier run leaves it."""
    if not found.through:
        return None
    for module in resolver.project.modules.every(symbol.owner):
        own = Definition(module.stem, new)
        if own in resolver.member(module, new):
            places = ", ".join(places_of(resolver, own))
            return Diagnostic(
                "warning", "done",
                f"nothing done: {symbol} is only imported, from {found.places[0]}, and {new} is defined ({places})",
                "to rename what is imported, name it by the module that defines it",
            )  # fmt: skip
    return None


def _already_done(resolver: Resolver, symbol: SymbolPath, new: str) -> str | None:
    """The places where an earlier run has made the rename; None when there is no sign of one."""
    for each in resolver.project.modules.every(symbol.owner):
        own = [Definition(each.stem, new)] if is_assigned(resolver, each, new) else []
        for target in (*resolver.member(each, new), *own):
            if not isinstance(target, Definition) or target.name != new:
                continue
            below = f"{each.stem}/{symbol.last}"
            if below in resolver.project.modules.by_stem and target.stem != below:
                continue  # a module of the old name is there, and the new name is nothing of its own
            return ", ".join(places_of(resolver, target))
    return None


def _done(symbol: SymbolPath, new: str, places: str, help: str = "") -> Diagnostic:
    return Diagnostic("info", "done", f"nothing to do: {_called(symbol, new, places)}", help)


def _called(symbol: SymbolPath, new: str, places: str) -> str:
    return f"{symbol} is called {new} already ({places})"
