"""References in text: strings that are annotations, exports or paths, type comments, docstrings and comments."""

from __future__ import annotations

import sys

from tree_sitter import Node

from ..meaning.annotated import type_comment
from ..meaning.fields import is_field_of_globals
from ..meaning.lazy import is_asked_for, lazy_entry
from ..meaning.loading import is_module_name, is_sure_module
from ..meaning.scopes import Occurrence
from ..meaning.strings import (
    DottedPath,
    StringPlace,
    dotted_around,
    fixed_text,
    string_place,
)
from ..meaning.syntax import is_argument, names_a_field
from ..meaning.targets import UNKNOWN, Definition, External, Targets, Unknown
from ..records import dataclass
from ..regexes import regex
from ..surface.history import MIGRATED, is_migration
from ..surface.markers import entry_around, marked
from ..surface.texts import is_ending, is_file
from . import documents, sphinxrefs
from .fixturerefs import FixtureReferences
from .globalrefs import GlobalReferences
from .heldnames import follow_names
from .keywordrefs import KeywordReferences
from .lazyalias import instead
from .leaving import is_beside, is_imported, is_spelled
from .pieces import MOCKS, follow_pieces, follow_strings, function_around
from .reprrefs import ReprReferences
from .rivals import is_shadowed
from .typerefs import TypeReferences
from .visit import NO_FILE, Visit, short

_REPR = regex(rb"""["'](?:<(?:[\w.]+\.)?\w+[ >(:.]|\w+\()\Z""")  # "<app.m.Old 1>", "Old(x=1)"
_BY_ATTRIBUTE = (b"patch", b"setattr", b"delattr")  # which look for the last name of a path in what the others lead to


@dataclass(frozen=True)
class TextReferences:
    """Looks at the places that are strings and comments."""

    visit: Visit

    @property
    def _own(self) -> GlobalReferences:
        return GlobalReferences(self.visit)

    @property
    def _reprs(self) -> ReprReferences:
        return ReprReferences(self.visit)

    def string(self, each: Occurrence) -> None:
        if any(step.node.type == "format_specifier" for step in each.steps[-2:]):  # f"{x:f}"
            self.visit.remark(each, "info", "proposal", f"{self.visit.old} in a format")
            return
        entry = lazy_entry(self.visit.resolver, self.visit.path, each)
        if entry is not None and self.visit.slots.symbol in entry.targets:
            self._own.given(entry, each)
            return
        place = string_place(self.visit.parsed, each.steps)
        if FixtureReferences(self.visit).handed_values(each) or follow_strings(self.visit, each, place):
            return
        if is_field_of_globals(self.visit.parsed, each):
            self._own.of_globals(each, "field of a text that is filled from globals()")
            return
        types = TypeReferences(self.visit)
        if place.use == "annotation" and place.whole and not types.is_value(each):
            if not types.annotation(each, place.whole, place.start):
                self._path_or_prose(each, place)
        elif place.whole == self.visit.old:
            self._whole_word(each, place)
        else:
            self._path_or_prose(each, place)

    def _whole_word(self, each: Occurrence, place: StringPlace) -> None:
        """A string that is the bare name."""
        if is_asked_for(self.visit.parsed, each) and self._own.binds(self.visit.old):
            self._own.if_mine(each, "exports", "what __getattr__ is asked for")
            return
        match place.use:
            case "export":
                self._own.if_mine(each, "exports", "export in __all__")
            case "global":
                self._own.of_globals(each, "global, by its name")
            case "own-name":
                self._own.own_name(each)
            case "table" if self._own.is_export_table(each):
                self._own.if_mine(each, "exports", "export table")
            case "member" if place.beside is not None:
                self._beside(each, place.beside)
            case "fixture" if FixtureReferences(self.visit).asked_for(each):
                pass
            case "other" if KeywordReferences(self.visit).key(each) or follow_pieces(self.visit, each, place):
                pass
            case _ if follow_names(self.visit, each, place.node) or self._reprs.written(each, place.node):
                pass
            case _ if self._is_asked(each, place.node):
                if is_migration(self.visit.path, self.visit.parsed.source.code):
                    self.visit.left(each, "info", MIGRATED)
                else:
                    self.visit.edit(each, "the word in a string, as asked")
            case _ if self.visit.new != self.visit.old or is_beside(self.visit, each):
                self.visit.remark(each, "info", "proposal", f"the string {self.visit.old!r} may name the symbol")

    def _beside(self, each: Occurrence, beside: Node) -> None:
        """The name of an attribute of what stands beside it."""
        moves, to, text = self._moves_beside(beside), self.visit.retarget, self.visit.text(beside)
        if to and to.is_origin_of(self.visit.resolver.of_expression(self.visit.path, beside)):
            self.visit.left(each, "warning", f"it names an attribute of {text}, where the symbol no longer is")
        elif moves:
            self.visit.edit(each, f"attribute of {text}, by name", kind="attribute-strings")
        elif moves is None:
            self.visit.left(each, "warning", f"{short(text)}: it is not known what this is an attribute of")
        else:
            for target in self.visit.resolver.of_expression(self.visit.path, beside):
                self.visit.perhaps_handed_on(each, target)

    def _moves_beside(self, beside: Node) -> bool | None:
        if self.visit.text(beside) == "sys.modules[__name__]":
            return self.visit.slots.renamed_in_file(self.visit.base or self.visit.path)
        if beside.type == "string":
            dotted = fixed_text(self.visit.parsed, beside)
            targets = self.visit.resolver.dotted_path(dotted, self.visit.path) if dotted else UNKNOWN
            return self.visit.renamed_in(targets)
        return self.visit.attribute_moves(beside)

    def _path_or_prose(self, each: Occurrence, place: StringPlace) -> None:
        if place.use == "docstring":
            self._prose(each, place.node, "docstring", "docs")
            return
        if place.use == "export" and self.visit.old in place.whole.replace(",", " ").split():
            self._own.if_mine(each, "exports", "export in __all__")  # __all__ = "Old Other".split()
            return
        if follow_pieces(self.visit, each, place):
            return
        if self._reprs.written(each, place.node):
            return
        found, whole = None, ""
        if place.whole:
            at = len(self.visit.parsed.source.code[place.start : each.start].decode())
            entry = entry_around(place.whole, at) if self.visit.file.rpartition("/")[2] == "setup.py" else None
            told = None if self.visit.retarget else instead(self.visit.parsed, place.node, place.whole)
            start, end = entry or told or marked(place.whole)
            whole = place.whole[start:end]
            found = dotted_around(whole, at - start, len(self.visit.old)) if start <= at < end else None
        if found is not None and found.text == whole:
            self._dotted(each, place.node, found)
        else:
            self._word_in_text(each, place.node, "string")

    def _dotted(self, each: Occurrence, node: Node, path: DottedPath) -> None:
        """A string that is a dotted path."""
        mock = (function := function_around(self.visit, each)) in MOCKS
        surely = ":" in path.text or (function in _BY_ATTRIBUTE and is_argument(node))
        if self._may_change(path, mock=mock):
            self.visit.left(each, "warning", f"what {path.text} is at that moment cannot be told")
        elif self._path_moves(path, surely=surely):
            if is_sure_module(self.visit.parsed, node):
                self.visit.left(each, "warning", NO_FILE)
            else:
                self._path(each, path, "mock-targets" if mock else "dotted-strings")
        elif self._path_moves(path, surely=True):
            if not is_module_name(self.visit.parsed, node):
                self.visit.left(each, "warning", f"{path.text} is the path of a module, too")
        elif self._path_ends_here(path):
            where = "leads to no name that is renamed" if mock else "leads nowhere, but a framework may call it so"
            if not self._is_member(path):
                self.visit.left(each, "info", f"the path {path.text} {where}")
        elif documents.through_untouched(self.visit.slots, self.visit.path, path.before):
            self.visit.left(each, "warning", f"the path {path.text} leads through a file that is not edited")
        elif documents.may_lead_to(self.visit.slots, self.visit.path, path.before):
            self.visit.left(each, "warning", f"it is not known whether {path.text} is the symbol")
        elif not is_file(path.text):
            self._strange_path(each, node, path, mock=mock)

    def _prose(self, each: Occurrence, node: Node, what: str, kind: str) -> None:
        """A place in a docstring or comment: a path or a role of Sphinx that leads to the symbol, or just the word."""
        mention, to, code = self.visit.mention(each, node), self.visit.retarget, self.visit.parsed.source.code
        if mention and sphinxrefs.means_a_member(code, mention.start, mention.text):
            if not each.enclosing("class_definition") and sphinxrefs.may_be_of_module(
                self.visit.slots, self.visit.path, mention
            ):
                self.visit.remark(each, "info", "proposal", f"{self.visit.old} in a {what}")
            return
        if mention and sphinxrefs.means_a_module(self.visit.slots, self.visit.path, code, mention):
            return
        target = (to.module, to.name) if to else None
        edit = mention and documents.edit_in_prose(self.visit.slots, self.visit.path, code, mention, target)
        if edit and edit.start <= each.start < edit.end:
            whole = Occurrence(edit.start, edit.end, each.role, each.steps, each.scope)
            self.visit.edit(whole, f"{edit.reason} in a {what}", edit.replacement.decode(), kind=kind)
        elif not mention or not documents.means_another(self.visit.slots, self.visit.path, mention):
            self._word_in_text(each, node, what)

    def _word_in_text(self, each: Occurrence, node: Node, what: str) -> None:
        code, begin = self.visit.parsed.source.code, max(0, each.start - 40)
        if is_ending(code[begin : each.start].decode(errors="replace"), self.visit.old):
            return
        is_shown = what == "string" and _REPR.search(code[begin : each.end + 1]) is not None
        if self._is_asked(each, node):
            self.visit.edit(each, f"the word in a {what}, as asked")
        elif what == "string" and is_imported(self.visit, each, node):
            self.visit.left(each, "warning", "a text imports it, which may be code")
        elif what == "string" and not is_shown and (path := self._path_within(each, node)):
            self.visit.left(each, "warning", f"its path {path} stands in a longer text")
        elif self.visit.new != self.visit.old or is_spelled(self.visit, each, node):  # else it stays true
            shown = ", as repr() may write it" if is_shown else ""
            self.visit.remark(each, "info", "proposal", f"{self.visit.old} in a {what}{shown}")

    def _path_within(self, each: Occurrence, node: Node) -> str:
        """The dotted path in a longer text that leads to the symbol and ends there; "" for all else."""
        mention = self.visit.mention(each, node)
        if mention is None or mention.kind != "dotted" or mention.is_address:
            return ""
        names = [name for name, _, _ in mention.components()]
        before = names[: names.index(self.visit.old)] if self.visit.old in names else []
        surely = bool(before) and documents.leads_to(self.visit.slots, self.visit.path, before, surely=True)
        return mention.text if surely else ""

    def _is_asked(self, each: Occurrence, node: Node) -> bool:
        """Is the word in a text to be edited, and no part of an address, of another path, or the name of a field?"""
        mention = self.visit.mention(each, node) if self.visit.text_too else None
        if mention is None or not mention.may_be_word or names_a_field(self.visit.parsed, each.steps):
            return False
        leads = documents.path_edit(self.visit.slots, self.visit.path, mention, surely=True) is not None
        return leads or mention.components()[0][0] == self.visit.old

    def _path(self, each: Occurrence, path: DottedPath, kind: str) -> None:
        """A dotted path: its part that is the name; or, when the symbol is elsewhere now, all that leads to it."""
        to, reason = self.visit.retarget, f"dotted path {path.text}"
        if to is None or not to.is_origin_of(self._owners(path)):
            self.visit.edit(each, reason, kind=kind)
            return
        before = len(".".join(path.before)) + 1
        whole = Occurrence(each.start - len(path.text[:before].encode()), each.end, each.role, each.steps, each.scope)
        self.visit.edit(whole, reason, f"{to.module}{path.text[before - 1]}{to.name}", kind=kind)

    def _owners(self, path: DottedPath) -> Targets:
        """What the path leads to before the word."""
        return self.visit.resolver.dotted_path(".".join(path.before), self.visit.path)

    def _path_moves(self, path: DottedPath, *, surely: bool) -> bool:
        return documents.leads_to(self.visit.slots, self.visit.path, path.before, goes_on=path.goes_on, surely=surely)

    def _may_change(self, path: DottedPath, *, mock: bool) -> bool:
        """Does the path go to a name that is the symbol for a while, or through one that is a submodule for a while?"""
        if mock and is_shadowed(self.visit.slots, self.visit.path, path.before):
            return True
        found = self.visit.project.modules.find(".".join(path.before), self.visit.path)
        return found is not None and self.visit.path in found.files and self.visit.slots.is_mixed(self.visit.path)

    def _path_ends_here(self, path: DottedPath) -> bool:
        """Does the path go into this project and end nowhere?"""
        resolver, parts = self.visit.resolver, path.parts
        if not path.before or resolver.project.modules.find(parts[0], self.visit.path) is None:
            return False
        return resolver.dotted_path(".".join(parts[: path.place + 1]), self.visit.path) <= {Unknown()}

    def _is_member(self, path: DottedPath) -> bool:
        """Does the path go through a class of the project, so that it is an attribute of that?"""
        resolver, before = self.visit.resolver, ".".join(path.parts[: path.place])
        return any(
            binding.parent.type == "class_definition"
            for owner in resolver.dotted_path(before, self.visit.path) if isinstance(owner, Definition)
            for file in resolver.project.modules.files(owner.stem)
            for binding in resolver.project.bindings(file, owner.name)
        )  # fmt: skip

    def _strange_path(self, each: Occurrence, node: Node, path: DottedPath, *, mock: bool) -> None:
        """A path that begins with nothing that is known: "Old.get", or "shop.Old" for shop/models.py, as in Django."""
        resolver, first = self.visit.resolver, path.parts[0]
        targets = resolver.dotted_path(".".join(path.parts), self.visit.path)
        all_outside = {type(target) for target in targets} == {External}
        if not path.before and resolver.project.modules.find(first, self.visit.path) is None:
            self._word_in_text(each, node, "string")
        elif path.place > (0 if mock else 1) and self.visit.perhaps_here(each, (External(".".join(path.before)),)):
            return
        elif path.before and not mock and first not in sys.stdlib_module_names and all_outside:
            self.visit.remark(each, "info", "proposal", f"{self.visit.old} in a string")

    def comment(self, each: Occurrence) -> None:
        written = type_comment(self.visit.parsed, each.node, each.start)
        if written:
            TypeReferences(self.visit).comment(each, written)
        else:
            self._prose(each, each.node, "comment", "comments")
