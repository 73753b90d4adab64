"""Strings that name what their own module has under a name: in `__all__`, in tables, in globals(), in `__getattr__`.

__all__ = ["Old"]            globals()["Old"]            Old = namedtuple("Old", …)
"""

from __future__ import annotations

from dataclasses import replace

from ..meaning.exports import is_in_all
from ..meaning.lazy import LazyEntry, is_asked_for
from ..meaning.scopes import Occurrence
from ..meaning.strings import table_around, table_strings
from ..records import dataclass
from .visit import Visit


@dataclass(frozen=True)
class GlobalReferences:
    """Looks at the strings that are such a name, as a whole."""

    visit: Visit

    def given(self, entry: LazyEntry, each: Occurrence) -> None:
        """The module gives the symbol on demand: under its new name, unless the file keeps the old one."""
        module = self.visit.module
        if entry.part == "attribute" or module is None or self.visit.slots.renamed_in(module):
            self.visit.edit(each, "lazy export of the module")
            for other in entry.others:
                message = f"{other} is asked for {self.visit.new} here, too"
                self.visit.remark(each, "info", "shared-name", message, "see that it has the name, if it is still used")
        elif is_asked_for(self.visit.parsed, each):
            self.visit.left(each, "info", "the module goes on giving it under that name")
        else:
            self.visit.left(each, "error", "it gives the old name, which stays here, from where the new one is")

    def of_globals(self, each: Occurrence, reason: str) -> None:
        """A name that is looked up where it stands, as a use of the global would be."""
        names = self.visit.slots.names(self.visit.path)
        if not names.own:
            self.if_mine(each, "attribute-strings", reason)
            return
        fate = self.visit.slots.fate(self.visit.path, replace(each, role="use", home=names.module))
        if fate is None:
            self.visit.left(each, "warning", "what globals() holds at that moment cannot be told")
        elif fate == "renamed":
            self.visit.edit(each, reason, kind="attribute-strings")

    def own_name(self, each: Occurrence) -> None:
        """The name that is given to what it is bound to: `Old = namedtuple("Old", …)`, `Old.__name__ = "Old"`."""
        made = next(step.node for step in reversed(each.steps) if step.node.type == "assignment")
        names = self.visit.slots.names(self.visit.path)
        bound = (other for other in names.occurrences if made.start_byte <= other.start)
        fate = self.visit.slots.fate(self.visit.path, next(bound))
        if fate == "renamed":
            self.visit.edit(each, "name that is given to the symbol")
        elif fate is None:
            self.visit.left(each, "warning", f"{self.visit.old} is bound more than once here")

    def if_mine(self, each: Occurrence, kind: str, reason: str) -> None:
        module = self.visit.module
        if self.visit.slots.renamed_in(module):
            self.visit.edit(each, reason, kind=kind)
        elif module is not None and self.visit.slots.is_lost(self.visit.path):
            self.visit.left(each, "warning", "a star import brings it from a module where the symbol no longer is")
        elif self.visit.slots.on_demand(module):
            self.visit.left(each, "warning", "it is not known whether the module gives the symbol under this name")
        elif kind == "exports" and self.visit.retarget is None and self._is_without(self.visit.old):
            self.visit.remark(each, "info", "proposal", f"the export {self.visit.old!r}, which nothing here binds")

    def _is_without(self, word: str) -> bool:
        module = self.visit.module
        return module is not None and not self.visit.resolver.member(module, word)

    def is_export_table(self, each: Occurrence) -> bool:
        """Is every string of the list a name that this module binds; one alone a class, or in what `__all__` takes?"""
        group, known = table_around(each.steps), self.visit.tables
        if group.start_byte not in known:
            texts = table_strings(self.visit.parsed, group)
            lists = len(texts) > 1 or self._is_a_class() or is_in_all(self.visit.resolver, self.visit.path, each)
            known[group.start_byte] = lists and all(text.isidentifier() and self.binds(text) for text in texts)
        return known[group.start_byte]

    def _is_a_class(self) -> bool:
        own = self.visit.project.bindings(self.visit.path, self.visit.old)
        return bool(own) and all(each.parent.type == "class_definition" for each in own)

    def binds(self, word: str) -> bool:
        own = self.visit.project.bindings(self.visit.path, word)
        return bool(own) or bool(self.visit.resolver.from_stars(self.visit.path, word))
