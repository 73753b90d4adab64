"""Paths to names that are renamed with the symbol, in strings, configuration and documentation.

patch("app.f.make_old")                 # with `derived: ["make_{snake}"]`: patch("app.f.make_new")
run = "app.f:make_old"                  # so do entry points; the bare word make_old in prose is listed
"""

from __future__ import annotations

from collections.abc import Mapping

from ..codemod import Diagnostic
from ..edits import Edit
from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.strings import string_place
from ..meaning.targets import Definition
from ..names import word_pattern
from ..records import dataclass
from ..repo.files import RepoPath
from ..source import line_starts, place_of
from ..surface.history import is_history
from ..surface.markers import marked
from ..surface.mention import Mention
from ..surface.surfaces import CONFIGURATION, Surface
from ..surface.texts import mentions

Found = tuple[list[Edit], list[Diagnostic]]


@dataclass(frozen=True)
class DerivedPaths:
    """The places of the `wanted` names, each with what it becomes, that are no code; `leave` are kinds that stay."""

    resolver: Resolver
    old: str
    wanted: Mapping[str, str]
    leave: frozenset[str] = frozenset()

    def in_python(self, path: RepoPath) -> Found:
        """The edits (raw offsets) in the strings and comments of a file, and words on the rest of them."""
        raw, project = self.resolver.project.read(path), self.resolver.project
        words = [name for name in self.wanted if word_pattern((name,)).search(raw)]
        places = ((name, each) for name in words for each in project.names(path, name).occurrences)
        texts = ((name, each) for name, each in places if each.role in ("string", "comment"))
        found = [self._in_text_of_python(path, *text) for text in texts]
        edits = [each for each in found if isinstance(each, Edit)]
        return edits, [each for each in found if isinstance(each, Diagnostic)]

    def _in_text_of_python(self, path: RepoPath, name: str, each: Occurrence) -> Edit | Diagnostic | None:
        parsed = self.resolver.project.parsed(path)
        node, kind, what, whole = each.node, "comments", "a comment", ""
        if each.role == "string":
            place = string_place(parsed, each.steps)
            if place.whole == name:
                return None  # renamed as such
            node, kind, what = place.node, "docs", "a docstring"
            if place.use != "docstring":
                begin, end = marked(place.whole)
                kind, what, whole = "dotted-strings", "a string", place.whole[begin:end] or "no path"
        found = mentions(parsed.text(node), (name,), "rst", base=node.start_byte)
        mention = next((one for one in found if one.start <= each.start < one.end), None)
        edit = self._edit(path, mention, kind) if mention and (not whole or mention.text == whole) else None
        if edit is None:
            return self._remark(path, name, what, *parsed.source.place(each.start))
        return parsed.source.in_raw(edit)

    def in_document(self, path: RepoPath, raw: bytes, surface: Surface) -> Found:
        """The same for a text that is no Python; none where it is not UTF-8."""
        edits: list[Edit] = []
        remarks: list[Diagnostic] = []
        names = [name for name in self.wanted if name.encode() in raw]
        kind, what = ("config", "configuration") if surface in CONFIGURATION else ("docs", "a document")
        starts = line_starts(raw) if names else []
        try:
            found = mentions(raw, names, surface) if names else []
        except UnreadableSource:
            return [], []
        for mention in found:
            edit = None if is_history(path, surface) else self._edit(path, mention, kind)
            if edit is not None:
                edits.append(edit)
            elif not mention.is_address:
                name, at = next((name, at) for name, at, _ in mention.components() if name in self.wanted)
                remarks.append(self._remark(path, name, what, *place_of(raw, starts, at)))
        return edits, remarks

    def _remark(self, path: RepoPath, name: str, what: str, line: int, column: int) -> Diagnostic:
        return Diagnostic(
            "info", "derived", f"{name} in {what}, derived from {self.old}", "change it by hand", path, line, column
        )

    def _edit(self, path: RepoPath, mention: Mention, kind: str) -> Edit | None:
        """The edit for a path into a module of this project; None for every other mention."""
        if kind in self.leave or mention.kind not in ("dotted", "relative", "node"):
            return None
        before = mention.prefix.split(".") if mention.kind == "relative" else []
        for part, start, end in mention.components():
            if part in self.wanted and self._leads_to_one(path, mention, before, part):
                return Edit(start, end, self.wanted[part].encode(), f"path to a name derived from {self.old}")
            before = [*before, part]
        return None

    def _leads_to_one(self, path: RepoPath, mention: Mention, before: list[str], name: str) -> bool:
        modules = self.resolver.project.modules
        if mention.kind == "node":
            return modules.of_file(mention.prefix) is not None
        module = modules.find(".".join([*before, name]), path)
        if not before or (module is not None and module.files):
            return False
        targets = self.resolver.dotted_path(".".join(before), path)
        return bool(targets) and all(isinstance(each, Module | Definition) for each in targets)
