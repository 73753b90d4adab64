"""References in text: strings that are annotations, exports or paths, type comments, docstrings and comments."""

from __future__ import annotations

import sys

from tree_sitter import Node

from ..meaning.annotated import type_comment
from ..meaning.exports import is_in_all
from ..meaning.fields import is_field_of_globals
from ..meaning.lazy import LazyEntry, is_asked_for, lazy_entry
from ..meaning.loading import is_module_name
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.strings import StringPlace, dotted_around, fixed_text, string_place, table_around, table_strings
from ..meaning.syntax import is_argument, names_a_field
from ..meaning.targets import UNKNOWN, External, Unknown
from ..records import dataclass
from ..regexes import regex
from ..surface.history import MIGRATED, is_migration
from ..surface.markers import entry_around, marked
from ..surface.texts import is_ending, is_file
from .documents import edit_in_prose, leads_to, may_be_of_module, means_a_member, means_another, path_edit
from .fixturerefs import FixtureReferences
from .lazyalias import instead
from .pieces import MOCKS, follow_pieces, follow_strings, function_around
from .rivals import is_shadowed
from .typerefs import TypeReferences
from .visit import Visit, short

_REPR = regex(rb"""["'](?:<(?:[\w.]+\.)?\w+[ >(:.]|\w+\()\Z""")  # "<app.m.Old 1>", "Old(x=1)"
_BY_ATTRIBUTE = (b"patch", b"setattr", b"delattr")  # which look for the last name of a path in what the others lead to


@dataclass(frozen=True)
class TextReferences:
    """Looks at the places that are strings and comments."""

    visit: Visit

    @property
    def _types(self) -> TypeReferences:
        return TypeReferences(self.visit)

    def string(self, each: Occurrence) -> None:
        if any(step.node.type == "format_specifier" for step in each.steps[-2:]):  # f"{x:f}"
            self.visit.remark(each, "info", "proposal", f"{self.visit.slots.old} in a format")
            return
        entry = lazy_entry(self.visit.resolver, self.visit.path, each)
        if entry is not None and self.visit.slots.symbol in entry.targets and self._gives_it(entry, each):
            return
        place = string_place(self.visit.parsed, each.steps)
        if follow_strings(self.visit, each, place):
            return
        if is_field_of_globals(self.visit.parsed, each):
            self._of_globals(each, "field of a text that is filled from globals()")
            return
        if place.use == "annotation" and place.whole and not self._types.is_value(each):
            if not self._types.annotation(each, place.whole, place.start):
                self._path_or_prose(each, place)
        elif place.whole == self.visit.slots.old:
            self._whole_word(each, place)
        else:
            self._path_or_prose(each, place)

    def _gives_it(self, entry: LazyEntry, each: Occurrence) -> bool:
        """The module gives the symbol on demand: under its new name, unless the file keeps the old one."""
        module = self.visit.resolver.project.modules.of_file(self.visit.path)
        if entry.part == "attribute" or module is None or self.visit.slots.renamed_in(module):
            self.visit.edit(each, "lazy export of the module")
            for other in entry.others:
                message = f"{other} is asked for {self.visit.slots.new} here, too"
                self.visit.remark(each, "info", "shared-name", message, "see that it has the name, if it is still used")
        elif is_asked_for(self.visit.parsed, each):
            self.visit.left(each, "info", "the module goes on giving it under that name")
        else:
            self.visit.left(each, "error", "it gives the old name, which stays here, from where the new one is")
        return True

    def _whole_word(self, each: Occurrence, place: StringPlace) -> None:
        """A string that is the bare name."""
        if is_asked_for(self.visit.parsed, each) and self._binds(self.visit.slots.old):
            self._if_mine(each, "exports", "what __getattr__ is asked for")
            return
        match place.use:
            case "export":
                self._if_mine(each, "exports", "export in __all__")
            case "global":
                self._of_globals(each, "key of globals()")
            case "own-name":
                self._own_name(each)
            case "table" if self._is_export_table(each):
                self._if_mine(each, "exports", "export table")
            case "member" if place.beside is not None:
                self._beside(each, place.beside)
            case "fixture" if FixtureReferences(self.visit).asked_for(each):
                pass
            case _ if self._is_asked(each, place.node):
                if is_migration(self.visit.path, self.visit.parsed.source.code):
                    self.visit.left(each, "info", MIGRATED)
                else:
                    self.visit.edit(each, "the word in a string, as asked")
            case _:
                self.visit.remark(each, "info", "proposal", f"the string {self.visit.slots.old!r} may name the symbol")

    def _of_globals(self, each: Occurrence, reason: str) -> None:
        if self.visit.slots.is_mixed(self.visit.path):
            self.visit.left(each, "warning", "what globals() holds at that moment cannot be told")
        else:
            self._if_mine(each, "attribute-strings", reason)

    def _beside(self, each: Occurrence, beside: Node) -> None:
        """The name of an attribute of what stands beside it."""
        moves, to, text = self._moves_beside(beside), self.visit.retarget, self.visit.text(beside)
        if moves and to and to.is_origin_of(self.visit.resolver.of_expression(self.visit.path, beside)):
            self.visit.left(each, "warning", f"it names an attribute of {text}, where the symbol no longer is")
        elif moves:
            self.visit.edit(each, f"attribute of {text}, by name", kind="attribute-strings")
        elif moves is None:
            self.visit.left(each, "warning", f"{short(text)}: it is not known what this is an attribute of")
        else:
            for target in self.visit.resolver.of_expression(self.visit.path, beside):
                self.visit.perhaps_handed_on(each, target)

    def _own_name(self, each: Occurrence) -> None:
        """The name that a call gives to the type that is bound to it: `Old = namedtuple("Old", …)`."""
        made = next(step.node for step in reversed(each.steps) if step.node.type == "assignment")
        names = self.visit.slots.names(self.visit.path)
        bound = (other for other in names.occurrences if made.start_byte <= other.start and other.role == "bind")
        fate = self.visit.slots.fate(self.visit.path, next(bound))
        if fate == "renamed":
            self.visit.edit(each, "name that the call gives to the type")
        elif fate is None:
            self.visit.left(each, "warning", f"{self.visit.slots.old} is bound more than once here")

    def _moves_beside(self, beside: Node) -> bool | None:
        if self.visit.text(beside) == "sys.modules[__name__]":
            return self.visit.slots.renamed_in_file(self.visit.base or self.visit.path)
        if beside.type == "string":
            dotted = fixed_text(self.visit.parsed, beside)
            targets = self.visit.resolver.dotted_path(dotted, self.visit.path) if dotted else UNKNOWN
            return self.visit.renamed_in(targets)
        return self.visit.attribute_moves(beside)

    def _if_mine(self, each: Occurrence, kind: str, reason: str) -> None:
        module = self.visit.resolver.project.modules.of_file(self.visit.path)
        if module is not None and self.visit.slots.renamed_in(module):
            self.visit.edit(each, reason, kind=kind)
        elif module is not None and self.visit.slots.is_lost(self.visit.path):
            self.visit.left(each, "warning", "a star import brings it from a module where the symbol no longer is")
        elif self.visit.slots.on_demand(module):
            self.visit.left(each, "warning", "it is not known whether the module gives the symbol under this name")

    def _is_export_table(self, each: Occurrence) -> bool:
        """Is every string of the list a name that this module binds; one alone a class, or in what `__all__` takes?"""
        group, known = table_around(each.steps), self.visit.tables
        if group.start_byte not in known:
            texts = table_strings(self.visit.parsed, group)
            lists = len(texts) > 1 or self._is_a_class() or is_in_all(self.visit.resolver, self.visit.path, each)
            known[group.start_byte] = lists and all(text.isidentifier() and self._binds(text) for text in texts)
        return known[group.start_byte]

    def _is_a_class(self) -> bool:
        own = self.visit.resolver.project.bindings(self.visit.path, self.visit.slots.old)
        return bool(own) and all(each.steps[-2].node.type == "class_definition" for each in own)

    def _binds(self, word: str) -> bool:
        own = self.visit.resolver.project.bindings(self.visit.path, word)
        return bool(own) or bool(self.visit.resolver.from_stars(self.visit.path, word))

    def _path_or_prose(self, each: Occurrence, place: StringPlace) -> None:
        if place.use == "docstring":
            self._prose(each, place.node, "docstring", "docs")
            return
        if place.use == "export" and self.visit.slots.old in place.whole.replace(",", " ").split():
            self._if_mine(each, "exports", "export in __all__")  # __all__ = "Old Other".split()
            return
        found, whole = None, ""
        if place.whole:
            at = len(self.visit.parsed.source.code[place.start : each.start].decode())
            entry = entry_around(place.whole, at) if self.visit.file.rpartition("/")[2] == "setup.py" else None
            told = None if self.visit.retarget else instead(self.visit.parsed, place.node, place.whole)
            start, end = entry or told or marked(place.whole)
            whole = place.whole[start:end]
            found = dotted_around(whole, at - start, len(self.visit.slots.old)) if start <= at < end else None
        if (found is None or whole != found[1]) and follow_pieces(self.visit, each, place):
            return
        if found is None or whole != found[1]:
            self._word_in_text(each, place.node, "string")
            return
        function = function_around(self.visit, each)
        mock, kind = function in MOCKS, "mock-targets" if function in MOCKS else "dotted-strings"
        surely = ":" in found[1] or (function in _BY_ATTRIBUTE and is_argument(place.node))
        if self._may_change(found[1], found[2], mock=mock):
            self.visit.left(each, "warning", f"what {found[1]} is at that moment cannot be told")
        elif self._path_moves(found[1], found[2], surely=surely):
            self._path(each, found[1], found[2], f"dotted path {found[1]}", kind)
        elif self._path_moves(found[1], found[2], surely=True):
            if not is_module_name(self.visit.parsed, place.node):
                self.visit.left(each, "warning", f"{found[1]} is the path of a module, too")
        elif self._path_ends_here(found[1], found[2]):
            self.visit.left(each, "info", f"the path {found[1]} leads to no name that is renamed")
        elif self._is_given_by_untouched(found[1], found[2]):
            self.visit.left(each, "warning", f"the path {found[1]} leads through a file that is not edited")
        elif not is_file(found[1]):
            self._strange_path(each, place.node, found[1], found[2], mock=mock)

    def _prose(self, each: Occurrence, node: Node, what: str, kind: str) -> None:
        """A place in a docstring or comment: a path or a role of Sphinx that leads to the symbol, or just the word."""
        mention, to, code = self.visit.mention(each, node), self.visit.retarget, self.visit.parsed.source.code
        if mention and means_a_member(code, mention.start, mention.text):
            if not each.enclosing("class_definition") and may_be_of_module(self.visit.slots, self.visit.path, mention):
                self.visit.remark(each, "info", "proposal", f"{self.visit.slots.old} in a {what}")
            return
        target = (to.module, to.name) if to else None
        edit = mention and edit_in_prose(self.visit.slots, self.visit.path, code, mention, target)
        if edit and edit.start <= each.start < edit.end:
            whole = Occurrence(edit.start, edit.end, each.role, each.steps, each.scope)
            self.visit.edit(whole, f"{edit.reason} in a {what}", edit.replacement.decode(), kind=kind)
        elif not mention or not means_another(self.visit.slots, self.visit.path, mention):
            self._word_in_text(each, node, what)

    def _word_in_text(self, each: Occurrence, node: Node, what: str) -> None:
        code, begin = self.visit.parsed.source.code, max(0, each.start - 40)
        if is_ending(code[begin : each.start].decode(errors="replace"), self.visit.slots.old):
            return
        if self._is_asked(each, node):
            self.visit.edit(each, f"the word in a {what}, as asked")
        elif self.visit.slots.new != self.visit.slots.old:  # else the symbol moves, and the word in prose stays true
            is_written = what == "string" and _REPR.search(code[begin : each.end + 1])
            message = f"{self.visit.slots.old} in a {what}{', as repr() may write it' if is_written else ''}"
            self.visit.remark(each, "info", "proposal", message)

    def _is_asked(self, each: Occurrence, node: Node) -> bool:
        """Is the word in a text to be edited, and no part of an address, of another path, or the name of a field?"""
        mention = self.visit.mention(each, node) if self.visit.text_too else None
        if mention is None or not mention.may_be_word or names_a_field(self.visit.parsed, each.steps):
            return False
        leads = path_edit(self.visit.slots, self.visit.path, mention, surely=True) is not None
        return leads or mention.components()[0][0] == self.visit.slots.old

    def _path(self, each: Occurrence, path: str, part: int, reason: str, kind: str) -> None:
        """A dotted path: its part that is the name; or, when the symbol is elsewhere now, all that leads to it."""
        to = self.visit.retarget
        parts = path.replace(":", ".").split(".")
        if to is None or not to.is_origin_of(self.visit.resolver.dotted_path(".".join(parts[:part]), self.visit.path)):
            self.visit.edit(each, reason, kind=kind)
            return
        before = len(".".join(parts[:part])) + 1
        whole = Occurrence(each.start - len(path[:before].encode()), each.end, each.role, each.steps, each.scope)
        self.visit.edit(whole, reason, f"{to.module}{path[before - 1]}{to.name}", kind=kind)

    def _path_moves(self, path: str, part: int, *, surely: bool) -> bool:
        parts = path.replace(":", ".").split(".")
        return leads_to(self.visit.slots, self.visit.path, parts[:part], parts, surely=surely)

    def _may_change(self, path: str, part: int, *, mock: bool) -> bool:
        """Does the path go to a name that is the symbol for a while, or through one that is a submodule for a while?"""
        owner = path.replace(":", ".").split(".")[:part]
        if mock and is_shadowed(self.visit.slots, self.visit.path, owner):
            return True
        found = self.visit.resolver.project.modules.find(".".join(owner), self.visit.path)
        return found is not None and self.visit.path in found.files and self.visit.slots.is_mixed(self.visit.path)

    def _path_ends_here(self, path: str, part: int) -> bool:
        """Does the path go into this project and end nowhere?"""
        parts = path.replace(":", ".").split(".")
        if part == 0 or self.visit.resolver.project.modules.find(parts[0], self.visit.path) is None:
            return False
        return self.visit.resolver.dotted_path(".".join(parts[: part + 1]), self.visit.path) <= {Unknown()}

    def _is_given_by_untouched(self, path: str, part: int) -> bool:
        """Does the path lead to the symbol through a module whose file is generated, vendored, or left out?"""
        slots, parts = self.visit.slots, path.replace(":", ".").split(".")
        owners = self.visit.resolver.dotted_path(".".join(parts[:part]), self.visit.path) if part else ()
        return any(
            isinstance(owner, Module)
            and not slots.untouched.keys().isdisjoint(owner.files)
            and slots.symbol in self.visit.resolver.member(owner, slots.old)
            for owner in owners
        )

    def _strange_path(self, each: Occurrence, node: Node, path: str, part: int, *, mock: bool) -> None:
        """A path that begins with nothing that is known: "Old.get", or "shop.Old" for shop/models.py, as in Django."""
        resolver, parts = self.visit.resolver, path.replace(":", ".").split(".")
        first, targets = parts[0], resolver.dotted_path(".".join(parts), self.visit.path)
        if part == 0 and resolver.project.modules.find(first, self.visit.path) is None:
            self._word_in_text(each, node, "string")
        elif part > (0 if mock else 1) and self.visit.perhaps_here(each, (External(".".join(parts[:part])),)):
            return
        elif part and not mock and first not in sys.stdlib_module_names and {type(t) for t in targets} == {External}:
            self.visit.remark(each, "info", "proposal", f"{self.visit.slots.old} in a string")

    def comment(self, each: Occurrence) -> None:
        written = type_comment(self.visit.parsed, each.node, each.start)
        if written:
            self._types.comment(each, written)
        else:
            self._prose(each, each.node, "comment", "comments")
