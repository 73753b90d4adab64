"""The references to one symbol in one Python file: what to edit, and what to leave with a word on it.

Every place where the old word stands is looked at, and leaves as an edit, as a remark, or as surely something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from tree_sitter import Node

from ..codemod import Diagnostic
from ..edits import Edit
from ..meaning.fragments import in_docstrings
from ..meaning.parsing import Parsed, innermost
from ..meaning.respelled import disguised
from ..meaning.scopes import Occurrence, Scope
from ..meaning.strings import string_place
from ..meaning.targets import Definition
from ..records import dataclass
from ..repo.files import RepoPath
from ..surface.virtual import Spans
from . import computed
from .keywordrefs import KeywordReferences
from .namerefs import NameReferences
from .outputrefs import OutputReferences
from .retarget import Retarget
from .slots import Slots
from .textrefs import TextReferences
from .trail import Trail
from .visit import Visit

_SHORTEST_BEHIND = 4

Found = tuple[list[Edit], list[Diagnostic]]


@dataclass(frozen=True)
class References:
    """Finds the references in one file after the other; `leave` holds the kinds that are not to be edited.

    `text` also edits the bare word in prose.
    """

    slots: Slots
    leave: frozenset[str] = frozenset()
    retarget: Retarget | None = None
    text: bool = False
    _trail: Trail = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_trail", Trail(self.slots.resolver, self.slots.old))

    def of_file(self, path: RepoPath) -> Found:
        """The edits (raw offsets) and remarks for the file. Raises UnreadableSource."""
        edits: list[Edit] = []
        remarks: list[Diagnostic] = []
        seen = Spans()
        project = self.slots.project
        shown = "doctests" not in self.leave
        is_symbol = shown and self.slots.renamed_in_file(path)  # what an example shows is the module's, then
        for fragment in in_docstrings(project, path, self.slots.old, or_text=is_symbol) if shown else ():
            more, words = self.of_fragment(fragment.path, path, base=path)
            edits += more
            remarks += words
            seen.add(fragment.code)
            seen.add_edited(more)
        more, words = self._looked(path, path, None, seen)
        return edits + more, remarks + words

    def of_fragment(self, path: RepoPath, file: RepoPath, *, base: RepoPath | None) -> Found:
        """The same for an example that stands in `file`; it sees the globals of `base`."""
        return self._looked(path, file, base, Spans())

    def of_untouched(self, path: RepoPath) -> int:
        """The first line of a file that is not edited in which it needs the old name, 0 when it does not."""
        project, old = self.slots.project, self.slots.old
        source, module, names = project.parsed(path).source, project.modules.of_file(path), project.names(path, old)
        own = names.own if module and Definition(module.stem, old) == self.slots.symbol else ()
        described = (each.start for each in own)
        used = (each.at for each in meanings(self.slots, path) if each.is_symbol())
        return next((source.line(at) for at in (*described, *used)), 0)

    def _looked(self, path: RepoPath, file: RepoPath, base: RepoPath | None, seen: Spans) -> Found:
        project = self.slots.project
        visit = Visit(
            self.slots, path, project.parsed(path), file, self._trail, base, seen, self.leave, self.retarget, self.text
        )
        for each in self.slots.names(path).occurrences:
            _look(visit, each)
        visit.edits.extend(OutputReferences(visit).edits())
        for at in disguised(visit.parsed.source.code, visit.parsed.tree.root_node, self.slots.old):
            _in_disguise(visit, at)
        if base is None and path == file:
            computed.look(visit)
            if self.slots.new != self.slots.old:
                for at in behind_escapes(visit.parsed, self.slots.old):
                    _in_string(visit, at)
        if self.retarget is not None:
            _put_imports(visit, self.retarget)
        return visit.edits, visit.remarks


@dataclass(frozen=True)
class Meaning:
    """An import or attribute of the old name at byte `at`, which ends at `end`; it begins, as a whole, at `start`."""

    slots: Slots
    path: RepoPath
    at: int
    start: int
    end: int
    node: Node
    is_import: bool
    scope: Scope

    def is_symbol(self) -> bool:
        """Is the symbol what it means, taken from where it is renamed? (Not from what keeps the name for itself.)"""
        slots, resolver = self.slots, self.slots.resolver
        if self.is_import:
            source = resolver.imported_module(self.path, self.node)
            return slots.changes_in(source) and resolver.imported(self.path, self.node, slots.old) == {slots.symbol}
        below = self.node.child_by_field_name("object")
        if below is None:
            return False
        owners = resolver.of_expression(self.path, below, self.scope)
        return any(map(slots.changes_in, owners)) and resolver.attribute(owners, slots.old) == {slots.symbol}


def may_follow_escape(word: str) -> re.Pattern[bytes]:
    r"""Finds the word right behind a letter that a backslash makes an escape, or a class of an expression: "\nOld"."""
    return re.compile(rb"%b(?<=\\[nrtbswABSW]%b)(?![0-9A-Za-z_\x80-\xff])" % (word.encode(), word.encode()))


def behind_escapes(parsed: Parsed, word: str) -> Iterator[int]:
    """Where the word stands so in a string that is no docstring: a search for whole words does not see it.

    None of so short a word that it ends a command of TeX.
    """
    if len(word) < _SHORTEST_BEHIND:
        return
    for found in may_follow_escape(word).finditer(parsed.source.code):
        steps = parsed.steps(found.start())
        if innermost(steps, "string") is not None and string_place(parsed, steps).use != "docstring":
            yield found.start()


def meanings(slots: Slots, path: RepoPath) -> Iterator[Meaning]:
    """The imports and attributes of the old name in a file. Raises UnreadableSource."""
    project = slots.project
    code = project.parsed(path).source.code
    for each in slots.names(path).occurrences:
        owner = each.parent if len(each.steps) > 1 else each.node
        if each.role == "attribute" and owner.type == "attribute":
            yield Meaning(slots, path, each.start, owner.start_byte, each.end, owner, False, each.scope)
        elif each.role in ("bind", "imported"):
            statement = each.from_import
            taken = owner.child_by_field_name("name") if each.role == "bind" else None
            if statement is not None and (
                taken is None or code[taken.start_byte : taken.end_byte] == slots.old.encode()
            ):
                yield Meaning(slots, path, each.start, statement.start_byte, each.end, statement, True, each.scope)


def _look(visit: Visit, each: Occurrence) -> None:
    names, texts = NameReferences(visit), TextReferences(visit)
    if each.role in ("string", "comment") and visit.parsed.source.raw_offset(each.start) in visit.seen:
        return  # code of an example, which has been looked at as such
    match each.role:
        case "use" | "delete" | "global" | "nonlocal":
            names.name(each)
        case "bind":
            names.binding(each)
        case "imported":
            names.imported(each)
        case "path":
            names.imported_through(each)
        case "attribute":
            names.attribute(each)
        case "keyword":
            KeywordReferences(visit).keyword(each)
        case "string":
            texts.string(each)
        case "comment":
            texts.comment(each)
        case "other" if each.node.is_named and each.enclosing("string") is None:  # else a keyword, or a string's mark
            visit.left(each, "warning", "what it is there cannot be told")


def _in_string(visit: Visit, at: int) -> None:
    source = visit.parsed.source
    message = f"{visit.old} in a string, behind an escape"
    visit.remarks.append(Diagnostic("info", "proposal", message, "", visit.file, *source.place(at)))


def _in_disguise(visit: Visit, at: int) -> None:
    """A name that Python takes for the old one, though it is spelled in other characters."""
    source, old = visit.parsed.source, visit.old
    message = f"{old} left alone: it is spelled in other characters that Python takes for the same name"
    visit.remarks.append(Diagnostic("error", "left-alone", message, f"write {old}", visit.file, *source.place(at)))


def _put_imports(visit: Visit, to: Retarget) -> None:
    """The edits of the imports, put in place of those of the names in them."""
    _tell_cycle(visit, to)
    for made in map(visit.parsed.source.in_raw, to.edits(visit.parsed)):
        start, end = made.start, made.end
        kept = [e for e in visit.edits if not (start <= e.start and e.end <= end and start < end)]
        visit.edits[:] = [*kept, made]


def _tell_cycle(visit: Visit, to: Retarget) -> None:
    found = to.cycle(visit.path, visit.parsed)
    if found is not None:
        line, way = found
        named = visit.project.modules
        names = " -> ".join(named.name(named.by_stem[stem]) for stem in way)
        message = f"this import closes a circle while the modules are loaded: {names}"
        help = "have one of them import within a function, or keep the symbol in a module of its own"
        visit.remarks.append(Diagnostic("warning", "cycle", message, help, visit.file, line))
