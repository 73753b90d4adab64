"""The uses of an alias' word in one file: names, attributes, strings, comments. Imports are aliasimports' matter."""

from __future__ import annotations

from dataclasses import dataclass

from .aliasreach import AliasTarget, hidden_by_another
from .aliasslots import AliasSlots
from .comparisons import COMPARED, asks
from .modules import Module
from .namerefs import NameReferences
from .scopes import Occurrence
from .strings import StringPlace
from .textrefs import TextReferences
from .visit import Visit


@dataclass(frozen=True)
class AliasTexts(TextReferences):
    """Strings and comments. A mock's target follows where the name is looked up afterwards."""

    @property
    def slots(self) -> AliasSlots:
        assert isinstance(self.visit.slots, AliasSlots)
        return self.visit.slots

    def _if_mine(self, each: Occurrence, kind: str, reason: str) -> None:
        """A module's own exports stay: what they name stays bound."""

    def _path(self, each: Occurrence, path: str, part: int, reason: str, kind: str) -> None:
        parts = path.replace(":", ".").split(".")
        found = self.visit.resolver.dotted_path(".".join(parts[:part]), self.visit.path)
        readers = {self.slots.reader(target) for target in found if isinstance(target, Module)}
        if kind == "mock-targets" and "stays" in readers:
            self.visit.remark(each, "info", "alias-kept", f"{path} stays: its module goes on looking it up there")
            return
        to = self.visit.retarget
        hidden = hidden_by_another(to.resolver, to.reached.home) if isinstance(to, AliasTarget) else ""
        if kind == "mock-targets" and hidden and "canonical" in readers:
            self.visit.left(each, "warning", f"{hidden} is another object than the module, and a mock would look there")
            return
        super()._path(each, path, part, reason, kind)

    def _whole_word(self, each: Occurrence, place: StringPlace) -> None:
        if place.use == "other":
            return  # a string that happens to be the word
        super()._whole_word(each, place)

    def _word_in_text(self, each: Occurrence, what: str) -> None:
        """Prose that holds the word is no use of the alias."""


def look(visit: Visit, each: Occurrence) -> None:
    """What comes of one place where the word stands."""
    names, texts = NameReferences(visit), AliasTexts(visit)
    if each.enclosing("import_from_statement", "import_statement") is not None:
        return
    if visit.seen and each.role in ("string", "comment"):
        at = visit.parsed.source.raw_offset(each.start)
        if any(at in span for span in visit.seen):
            return
    match each.role:
        case "use":
            _name(visit, each)
        case "attribute":
            _attribute(visit, names, each)
        case "keyword":
            names.keyword(each)
        case "string":
            texts.string(each)
        case "comment":
            texts.comment(each)


def _name(visit: Visit, each: Occurrence) -> None:
    slots = visit.slots
    assert isinstance(slots, AliasSlots)
    fate = slots.fate(visit.path, each)
    if fate is None:
        visit.left(each, "error", f"{slots.old} is bound more than once here, and the order does not decide it")
    elif fate == "renamed":
        visit.edit(each, "use of an alias")
        star = None if each.home is None or slots.groups(visit.path, each.home) else slots.star(visit.path)
        if star is not None and visit.retarget is not None:
            visit.retarget.beside_star(star, slots.new)


def _attribute(visit: Visit, names: NameReferences, each: Occurrence) -> None:
    """Only what surely is an attribute of a module that has the alias; another object's attribute is none of ours."""
    owner = each.steps[-2].node
    below = owner.child_by_field_name("object")
    if owner.type != "dotted_name" and not (below is not None and visit.attribute_moves(below)):
        return
    owners = visit.resolver.of_expression(visit.path, below) if below is not None else ()
    modules = [target for target in owners if isinstance(target, Module)]
    if isinstance(visit.retarget, AliasTarget):
        visit.retarget.reached.users.extend((module.stem, visit.slots.old, each.start) for module in modules)
    assert isinstance(visit.slots, AliasSlots)
    if owner.type == "attribute" and asks(visit.slots.identity, visit.path, owner):
        visit.remark(each, "info", "compared", f"{visit.text(owner)} is left: {COMPARED}")
        return
    names.attribute(each)
    if visit.slots.old == visit.slots.new and _is_read_there(visit.slots, modules):
        visit.remark(each, "info", "alias-kept", f"{visit.text(owner)} stays: its module looks it up there itself")


def _is_read_there(slots: AliasSlots, modules: list[Module]) -> bool:
    return any(slots.renamed_in(module) and slots.reader(module) == "stays" for module in modules)
