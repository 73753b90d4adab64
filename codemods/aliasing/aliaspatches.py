"""Which names of modules are replaced from outside: by tests for a while, or by an assignment for good.

patch("app.shim.Old"), monkeypatch.setattr(shim, "Old", …)       replaced
shim.Old = Fake, setattr(shim, "Old", Fake)                      bound anew
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from ..codemod import Diagnostic
from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.places import owners
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.strings import string_place
from ..meaning.targets import Targets
from ..records import dataclass
from ..repo.files import RepoPath

Names = dict[tuple[str, str], list[str]]
_REPLACING = (b"patch", b"setattr", b"delattr", b"spy", b"stub", b"object")
_FOR_GOOD = (b"setattr", b"delattr")
_HINT = re.compile(rb"patch|setattr|delattr|spy|stub")


@dataclass
class Patches:
    """The names by the stem of the module and the word, each with its places as `file:line`."""

    resolver: Resolver
    replaced: Names = field(default_factory=dict)
    bound: Names = field(default_factory=dict)

    def look(self, word: str, paths: Iterable[RepoPath]) -> None:
        """Note what these files do to names that are spelled so."""
        assigned = re.compile(rb"\.[ \t]*%s[ \t]*(?:[-+*/|&]?=(?!=)|:)|\bdel\b" % re.escape(word.encode()))
        for path in paths:
            raw = self.resolver.project.text(path)
            if not (_HINT.search(raw) or assigned.search(raw)):
                continue
            try:
                self._in_file(path, word)
            except UnreadableSource:
                continue  # reported by whoever edits the files

    def words(self, stem: str) -> frozenset[str]:
        """The names of the module that tests replace."""
        return frozenset(word for module, word in self.replaced if module == stem)

    def said(self) -> Iterator[Diagnostic]:
        """What is bound anew for good, and is no alias therefore."""
        for (stem, word), places in self.bound.items():
            module = self.resolver.project.modules.by_stem[stem]
            path, _, line = places[0].rpartition(":")
            where = module.files[0] if module.files else stem
            message = f"{word} of {where} is bound to something else here: it is left"
            yield Diagnostic("warning", "left-alone", message, "", path, int(line))

    def _in_file(self, path: RepoPath, word: str) -> None:
        for each in self.resolver.project.names(path, word).occurrences:
            for module, found in self._done_to(path, each):
                found.setdefault((module.stem, word), []).append(self.resolver.project.place(path, each.start))

    def _done_to(self, path: RepoPath, each: Occurrence) -> Iterator[tuple[Module, Names]]:
        parsed = self.resolver.project.parsed(path)
        targets: Targets = frozenset()
        found = self.replaced
        if each.owner is not None and _is_target(each):
            targets, found = owners(self.resolver, path, each), self.bound
        elif each.role == "string" and (call := each.enclosing("call")) is not None:
            called = parsed.text(call.children[0])
            if called.rpartition(b".")[2] not in _REPLACING:
                return
            place = string_place(parsed, each.steps)
            before, _, last = place.whole.replace(":", ".").rpartition(".")
            if place.use == "member" and place.beside is not None and place.whole == last:
                targets = self.resolver.of_expression(path, place.beside)
                found = self.bound if called in _FOR_GOOD else self.replaced
            elif before and parsed.text(each.node).endswith(last.encode()):
                targets = self.resolver.dotted_path(before, path)
        yield from ((target, found) for target in targets if isinstance(target, Module))


def _is_target(each: Occurrence) -> bool:
    """Is the attribute assigned to, or deleted?"""
    whole, above = each.steps[-2], each.steps[-3].node
    if above.type == "delete_statement":
        return True
    return above.type in ("assignment", "augmented_assignment") and whole.field == "left"
