"""The uses of an alias' word in one file: names, attributes, strings, comments. Imports are aliasimports' matter."""

from __future__ import annotations

import re

from tree_sitter import Node

from ..meaning.places import owners
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.strings import DottedPath, StringPlace
from ..meaning.targets import Target, Targets
from ..records import dataclass
from ..regexes import regex
from ..renames.bystar import is_of_a_star
from ..renames.globalrefs import GlobalReferences
from ..renames.keywordrefs import KeywordReferences
from ..renames.namerefs import NameReferences
from ..renames.pathrefs import import_before
from ..renames.textrefs import TextReferences
from ..renames.visit import Visit
from .aliasreach import AliasTarget, hidden_by_another
from .aliasslots import AliasSlots
from .comparisons import COMPARED, asks

_LED = regex(rb"([A-Za-z_]\w*(?:\.\w+)*)[.:]\Z")
_RUN = frozenset(
    {"eval", "exec", "compile", "timeit.timeit", "timeit", "Timer", "timeit.Timer"}
)  # who take code as a text
_LONGEST = 300  # bytes of a path before the word


@dataclass(frozen=True)
class _OwnAliases(GlobalReferences):
    """A module's own exports stay, and what it asks of globals(): what they name stays bound."""

    def if_mine(self, each: Occurrence, kind: str, reason: str) -> None:
        """Nothing."""

    def of_globals(self, each: Occurrence, reason: str) -> None:
        """Nothing."""

    def own_name(self, each: Occurrence) -> None:
        """Nothing."""


@dataclass(frozen=True)
class AliasKeywords(KeywordReferences):
    """Names that a call sets in modules by its keywords."""

    def _stays(self, each: Occurrence, targets: Targets) -> bool:
        slots = _slots(self.visit)
        modules = [target for target in targets if isinstance(target, Module) and slots.renamed_in(target)]
        if not any(slots.reader(module) == "stays" for module in modules):
            return super()._stays(each, targets)
        self.visit.remark(each, "info", "alias-kept", f"{slots.old} stays: its module goes on looking it up there")
        return True


@dataclass(frozen=True)
class AliasTexts(TextReferences):
    """Strings and comments. A mock's target follows where the name is looked up afterwards."""

    @property
    def slots(self) -> AliasSlots:
        return _slots(self.visit)

    @property
    def _own(self) -> GlobalReferences:
        return _OwnAliases(self.visit)

    def _prose(self, each: Occurrence, node: Node, what: str, kind: str) -> None:
        """A package goes on handing on what is defined in it: prose may call that so, as documents do.

        Sphinx may know it by no other name.
        """
        stem = self.slots.identity.symbol.stem
        leads = _led_to(self.visit, each) if self.slots.old == self.slots.new else ()
        if not any(isinstance(owner, Module) and stem.startswith(f"{owner.stem}/") for owner in leads):
            super()._prose(each, node, what, kind)

    def _path(self, each: Occurrence, path: DottedPath, kind: str) -> None:
        readers = {self.slots.reader(target) for target in self._owners(path) if isinstance(target, Module)}
        if kind == "mock-targets" and "stays" in readers:
            self.visit.remark(each, "info", "alias-kept", f"{path.text} stays: its module goes on looking it up there")
            return
        to = self.visit.retarget
        hidden = hidden_by_another(to.resolver, to.reached.home) if isinstance(to, AliasTarget) else ""
        if kind == "mock-targets" and hidden and "canonical" in readers:
            self.visit.left(each, "warning", f"{hidden} is another object than the module, and a mock would look there")
            return
        super()._path(each, path, kind)

    def _whole_word(self, each: Occurrence, place: StringPlace) -> None:
        if place.use == "other":
            if not AliasKeywords(self.visit).key(each):
                self._word_in_text(each, each.node, "string")
            return
        if place.use == "member" and place.beside is not None and self._member(each, place.beside):
            return
        super()._whole_word(each, place)

    def _member(self, each: Occurrence, beside: Node) -> bool:
        """`patch.object(shim, "Old")` and the like follow to where the name is looked up. True when that is settled."""
        visit, to = self.visit, self.visit.retarget
        targets = visit.resolver.of_expression(visit.path, beside)
        modules = [target for target in targets if isinstance(target, Module) and self.slots.renamed_in(target)]
        if not modules or not isinstance(to, AliasTarget):
            return False
        call = each.enclosing("call")
        asked = call is not None and visit.text(call.children[0]) == "hasattr"
        in_place = {self.slots.reader(each) for each in modules} == {"local"} and not to.is_origin_of(targets)
        if in_place and not asked:
            return False
        imported, home = import_before(visit, each, visit.text(beside))
        why = to.why_not_reached(visit.path, each.scope) or to.why_captured(visit.path, home, each)
        if asked or not to.is_origin_of(targets) or any(self.slots.reader(each) == "stays" for each in modules):
            visit.remark(
                each, "info", "alias-kept", f"{visit.text(beside)}.{self.slots.old} stays: it is asked for there"
            )
        elif imported is None or why:
            visit.left(each, "warning", why or f"it is not known where {visit.text(beside)} is imported")
        else:
            reason = f"attribute of {visit.text(beside)}, by name"
            to.reach_module(beside.start_byte, beside.end_byte, imported, reason, targets)
            visit.edit(each, reason)
        return True

    def _word_in_text(self, each: Occurrence, node: Node, what: str) -> None:
        """Prose that holds the word is no use of the alias; code that is run as a text is, where the name goes."""
        call = each.enclosing("call") if what == "string" else None
        run = self.visit.text(call.children[0]) if call is not None else ""
        if run in _RUN and self.slots.follows_in(self.visit.path):
            self.visit.left(each, "warning", f"it stands in code that is a text, for {run}")


def look(visit: Visit, each: Occurrence) -> None:
    """What comes of one place where the word stands."""
    names, texts = NameReferences(visit), AliasTexts(visit)
    if each.import_around is not None:
        return
    match each.role:
        case "use":
            _name(visit, each)
        case "attribute":
            _attribute(visit, names, each)
        case "keyword":
            AliasKeywords(visit).keyword(each)
        case "string" | "comment" if path := _to_what_is_replaced(visit, each):
            visit.remark(each, "info", "alias-kept", f"{path} stays: its module goes on looking it up there")
        case "string":
            texts.string(each)
        case "comment":
            texts.comment(each)


def _slots(visit: Visit) -> AliasSlots:
    assert isinstance(visit.slots, AliasSlots)
    return visit.slots


def _name(visit: Visit, each: Occurrence) -> None:
    slots = _slots(visit)
    fate = slots.fate(visit.path, each)
    if fate is None:
        visit.left(each, "error", f"{slots.old} is bound more than once here, and the order does not decide it")
    elif fate == "other" and visit.base is not None and _is_global(visit, each, slots.old):
        if slots.follows_in(visit.base) and not _is_global(visit, each, slots.new):
            visit.left(each, "warning", f"{slots.new} is another object in this example")
        elif slots.follows_in(visit.base):
            visit.edit(each, "use of an alias that the module imports")
    elif fate == "renamed":
        visit.edit(each, "use of an alias")
        groups = slots.groups(visit.path, each.home) if each.home is not None else ()
        starred = not groups or is_of_a_star(visit.resolver, visit.path, each, groups[0].bindings)
        star = slots.star(visit.path) if starred else None
        if star is not None and visit.retarget is not None:
            visit.retarget.beside_star(star, slots.new)


def _to_what_is_replaced(visit: Visit, each: Occurrence) -> str:
    """The path in a text that ends here, when it goes to what tests replace in a module that looks it up; else ""."""
    slots, before, targets = _slots(visit), _before(visit, each), _led_to(visit, each)
    found = any(isinstance(each, Module) and slots.renamed_in(each) and slots.is_replaced(each) for each in targets)
    return f"{before[0].decode()}{slots.old}" if before is not None and found else ""


def _led_to(visit: Visit, each: Occurrence) -> set[Target]:
    """What the path in a text leads to that stands before this place."""
    before = _before(visit, each)
    if before is None:
        return set()
    dotted = before[1].decode()
    return {*visit.of_dotted(each.scope, dotted), *visit.resolver.dotted_path(dotted, visit.path)}


def _before(visit: Visit, each: Occurrence) -> re.Match[bytes] | None:
    return _LED.search(visit.parsed.source.code, max(0, each.start - _LONGEST), each.start)


def _is_global(visit: Visit, each: Occurrence, word: str) -> bool:
    """In a doctest: is the word, where `each` stands, the global of the module that it documents?"""
    names = visit.project.names(visit.path, word)
    home = names.home(each.scope)
    return home.kind == "module" and not names.bindings(home)


def _attribute(visit: Visit, names: NameReferences, each: Occurrence) -> None:
    """Only what surely is an attribute of a module that has the alias; another object's attribute is none of ours."""
    owner = each.parent
    if owner.type != "dotted_name" and not (each.owner is not None and visit.attribute_moves(each.owner)):
        return
    modules = [target for target in owners(visit.resolver, visit.path, each) if isinstance(target, Module)]
    if isinstance(visit.retarget, AliasTarget):
        visit.retarget.reached.users.extend((module.stem, visit.old, each.start) for module in modules)
    slots = _slots(visit)
    if owner.type == "attribute" and asks(slots.identity, visit.path, owner):
        visit.remark(each, "info", "compared", f"{visit.text(owner)} is left: {COMPARED}")
        return
    if any(slots.renamed_in(module) and slots.is_replaced(module) for module in modules):
        message = f"{visit.text(owner)} stays: tests replace it in its module, which looks it up there"
        visit.remark(each, "info", "alias-kept", message)
        return
    names.attribute(each)
