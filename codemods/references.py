"""The references to one symbol in one Python file: what to edit, and what to leave with a word on it.

Every place where the old word stands is looked at, and leaves as an edit, as a remark, or as surely something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .codemod import Diagnostic
from .edits import Edit
from .files import RepoPath
from .fragments import in_docstrings
from .namerefs import NameReferences
from .retarget import Retarget
from .scopes import Occurrence, disguised
from .slots import Slots
from .targets import Targets
from .textrefs import TextReferences
from .trail import Trail
from .visit import Visit

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
        seen: list[range] = []
        project = self.slots.resolver.project
        for fragment in in_docstrings(project, path, self.slots.old) if "doctests" not in self.leave else ():
            more, words = self.of_fragment(fragment.path, path, base=path)
            edits += more
            remarks += words
            seen += fragment.spans()
        more, words = self._looked(path, path, None, seen)
        return edits + more, remarks + words

    def of_fragment(self, path: RepoPath, file: RepoPath, *, base: RepoPath | None) -> Found:
        """The same for an example that stands in `file`; it sees the globals of `base`."""
        return self._looked(path, file, base, ())

    def of_untouched(self, path: RepoPath) -> int:
        """The first line of a file that is not edited in which it needs the old name, 0 when it does not."""
        return next((line for line, _, _ in means_symbol(self.slots, path)), 0)

    def _looked(self, path: RepoPath, file: RepoPath, base: RepoPath | None, seen: Sequence[range]) -> Found:
        project = self.slots.resolver.project
        visit = Visit(
            self.slots, path, project.parsed(path), file, self._trail, base, seen, self.leave, self.retarget, self.text
        )
        for each in project.names(path, self.slots.old).occurrences:
            _look(visit, each)
        for at in disguised(visit.parsed, self.slots.old):
            _in_disguise(visit, at)
        if self.retarget is not None:
            NameReferences(visit).retargeted(self.retarget)
        return visit.edits, visit.remarks


def means_symbol(slots: Slots, path: RepoPath) -> Iterator[tuple[int, int, int]]:
    """The imports and attributes in a file that mean the symbol: line, and the raw bytes from the statement's start.

    What is taken from a module that keeps the old name for itself is not among them. Raises UnreadableSource.
    """
    resolver = slots.resolver
    source = resolver.project.parsed(path).source
    for each in resolver.project.names(path, slots.old).occurrences:
        targets: Targets = frozenset()
        start = each.start
        statement = each.enclosing("import_from_statement")
        if statement is not None and each.role in ("bind", "imported"):
            taken = each.steps[-2].node.child_by_field_name("name") if each.role == "bind" else None
            if taken is None or source.code[taken.start_byte : taken.end_byte] == slots.old.encode():
                source_module = resolver.imported_module(path, statement)
                if source_module is not None and slots.renamed_in(source_module):
                    targets, start = resolver.imported(path, statement, slots.old), statement.start_byte
        elif each.role == "attribute" and each.steps[-2].node.type == "attribute":
            below = each.steps[-2].node.child_by_field_name("object")
            if below is not None and any(map(slots.renamed_in, resolver.of_expression(path, below))):
                targets, start = resolver.of_expression(path, each.steps[-2].node), each.steps[-2].node.start_byte
        if targets == {slots.symbol}:
            yield source.line(each.start), source.raw_offset(start), source.raw_offset(each.end)


def _look(visit: Visit, each: Occurrence) -> None:
    names, texts = NameReferences(visit), TextReferences(visit)
    if visit.seen and each.role in ("string", "comment"):
        at = visit.parsed.source.raw_offset(each.start)
        if any(at in span for span in visit.seen):
            return  # code of an example, which has been looked at as such
    match each.role:
        case "use" | "delete" | "global" | "nonlocal":
            names.name(each)
        case "bind":
            names.binding(each)
        case "imported":
            names.imported(each)
        case "attribute":
            names.attribute(each)
        case "keyword":
            names.keyword(each)
        case "string":
            texts.string(each)
        case "comment":
            texts.comment(each)
        case "other" if each.node.is_named:  # else it is a keyword
            visit.left(each, "warning", "what it is there cannot be told")


def _in_disguise(visit: Visit, at: int) -> None:
    """A name that Python takes for the old one, though it is spelled in other characters."""
    source, old = visit.parsed.source, visit.slots.old
    message = f"{old} left alone: it is spelled in other characters that Python takes for the same name"
    place = source.line(at), source.column(at)
    visit.remarks.append(Diagnostic("error", "left-alone", message, f"write {old}", visit.file, *place))
