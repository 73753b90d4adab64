"""References in what is no Python: configuration, and pages of documentation.

# pyproject.toml: users = "app.m:Old"        users = "app.m:New"
# docs/api.md: see `app.m.Old`               see `app.m.New`; the bare word Old is proposed
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Sequence
from dataclasses import replace

from tree_sitter import Node

from ..codemod import Diagnostic
from ..edits import Edit
from ..meaning.stems import Module
from ..meaning.syntax import assigned_value
from ..meaning.targets import Definition, External, Target
from ..names import MOST_PARTS
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from ..source import line_starts, place_of
from ..surface.history import is_history
from ..surface.mention import Mention
from ..surface.rstlayout import fitted
from ..surface.surfaces import PROSE, Surface
from ..surface.texts import mentions
from ..surface.virtual import Spans
from . import sphinxrefs
from .slots import Slots

_SHOWN = regex(rb"<(?:class|enum|function|built-in function) '?\Z")
_BEFORE = regex(rb"(?<![\w.])(?:[A-Za-z_]\w*\.)+\Z")
_LONGEST = 200
MOST_PLACES = 5  # of one file that are listed one by one, where a person does not read it line by line


@dataclass(frozen=True)
class Texts:
    """Looks for the references in one text after the other.

    `retarget` is the module and name that the whole path becomes. With `text` the bare word changes too, in prose;
    without `words` it is not worth a remark. `leave` are the kinds of text that are listed and not edited.
    """

    slots: Slots
    retarget: tuple[str, str] | None = None
    text: bool = False
    leave: frozenset[str] = frozenset()
    words: bool = True

    def look(
        self, path: RepoPath, raw: bytes, surface: Surface, seen: Spans | None = None
    ) -> tuple[list[Edit], list[Diagnostic]]:
        """The edits and remarks for a text. `seen` has been dealt with as code.

        Raises UnreadableSource if the file is not UTF-8.
        """
        edits: list[Edit] = []
        remarks: list[Diagnostic] = []
        starts = line_starts(raw)
        by_default = surface == "rst" and self.slots.project.default_roles.is_object(path)
        for mention in mentions(raw, (self.slots.old,), surface, default_role=by_default):
            found = self._of(path, raw, surface, mention) if seen is None or mention.start not in seen else None
            if isinstance(found, Edit):
                edits.append(found)
            elif found is not None:
                remarks.append(Diagnostic("info", *found, "", path, *place_of(raw, starts, mention.start)))
        return edits, remarks

    def _of(self, path: RepoPath, raw: bytes, surface: Surface, mention: Mention) -> Edit | tuple[str, str] | None:
        """The edit for one place, or the code and the message of a remark; None where nothing is to be said."""
        slots, kind = self.slots, "docs" if surface in PROSE else "config"
        if sphinxrefs.means_a_member(raw, mention.start, mention.text):
            of_module = sphinxrefs.may_be_of_module(slots, path, mention)
            return ("proposal", f"{slots.old} in a document") if of_module else None
        if sphinxrefs.means_a_module(slots, path, raw, mention):
            return None
        edit = edit_in_prose(slots, path, raw, mention, self.retarget)
        if edit is not None and edit.replacement == raw[edit.start : edit.end]:
            return None  # a path through a module that hands it on, under the name that it keeps
        if edit is not None and not self.text and is_history(path, surface):
            return "proposal", f"{slots.old} in a document of what was"
        if edit is not None and kind in self.leave:
            return "left-alone", f"{slots.old} left alone: {kind} are left, as asked"
        if edit is None and self.retarget and edit_in_prose(slots, path, raw, mention) is not None:
            return "left-alone", f"{slots.old} left alone: it is looked up in {mention.prefix}"
        return edit or self._of_word(path, raw, surface, mention)

    def _of_word(self, path: RepoPath, raw: bytes, surface: Surface, mention: Mention) -> Edit | tuple[str, str] | None:
        """The same where no path leads to the symbol."""
        slots, (first, _, end) = self.slots, mention.components()[0]
        if slots.new == slots.old or not self.words:
            return None  # the symbol moves, and the word in prose stays true
        if self.text and mention.may_be_word and surface in PROSE and first == slots.old:
            return Edit(mention.start, end, slots.new.encode(), "the word in prose, as asked")
        if means_another(slots, path, mention) or (mention.is_address and not _is_its_path(slots, path, raw, mention)):
            return None
        return "proposal", f"{slots.old} in {'a document' if surface in PROSE else 'configuration'}"


def summed(remarks: list[Diagnostic], surface: Surface) -> list[Diagnostic]:
    """The remarks on a file. Of many on the bare word in data, where it is a common one, the first tells of all."""
    words = [each for each in remarks if each.code == "proposal"] if surface not in PROSE else []
    if len(words) <= MOST_PLACES:
        return remarks
    first = replace(words[0], message=f"{words[0].message}; {len(words) - 1:,} more places in the file")
    return [first, *(each for each in remarks if each.code != "proposal")]


def laid_out(old: str, path: RepoPath, raw: bytes, edits: list[Edit]) -> tuple[list[Edit], list[Diagnostic]]:
    """The edits of a page of reStructuredText with those that titles and tables need; a word on what has no room."""
    kept, left = fitted(raw, edits)
    message = f"{old} left alone: its column of the table has no room for the new name"
    help = "widen the column, and change it by hand"
    starts = line_starts(raw)
    return kept, [
        Diagnostic("warning", "left-alone", message, help, path, *place_of(raw, starts, edit.start)) for edit in left
    ]


def _is_its_path(slots: Slots, path: RepoPath, raw: bytes, mention: Mention) -> bool:
    """Is the symbol's whole path a part of the address, https://docs.org/api/app.m.Old.html, or its file at the end?

    handlers/user.get, in the configuration of lambdas, may begin in another folder.
    """
    if mention.kind == "handler" and isinstance(slots.symbol, Definition):
        end = "/" + posixpath.normpath(mention.prefix).rpartition("../")[2]
        return any(f"/{file}".endswith(end) for file in slots.project.modules.files(slots.symbol.stem))
    before = _BEFORE.search(raw, max(0, mention.start - _LONGEST), mention.start)
    names = before[0].decode().rstrip(".").split(".") if before else []
    return leads_to(slots, path, names, surely=True)


def means_another(slots: Slots, path: RepoPath, mention: Mention) -> bool:
    """Does the path lead to another thing that is known: `app.other.Old`, a module `app.old`, `argparse.Old`?"""
    parts = [name for name, _, _ in mention.components()] if mention.kind == "dotted" else []
    if slots.old not in parts[1:] or slots.old == parts[0] or len(parts) > MOST_PARTS:
        return False
    before = parts[: parts.index(slots.old)]
    owners = slots.resolver.dotted_path(".".join(before), path)
    if any(map(slots.renamed_in, owners)):
        return False
    targets = slots.resolver.dotted_path(".".join([*before, slots.old]), path)
    if targets == {External(".".join([*before, slots.old]))} and isinstance(slots.symbol, Definition):
        return parts[0] in sys.stdlib_module_names and before[-1] not in slots.symbol.stem.split("/")
    known = all(isinstance(target, Module | Definition) for target in targets)
    return bool(targets) and known and slots.symbol not in targets


def _is_shown_by_another_name(slots: Slots, raw: bytes, start: int) -> bool:
    """Is it what Python shows of a class or function, `<class 'app.m.Old'>`, of which the symbol is only a variable?"""
    if _SHOWN.search(raw, max(0, start - 20), start) is None or not isinstance(slots.symbol, Definition):
        return False
    project = slots.project
    every = [(path, name) for path in project.modules.files(slots.symbol.stem) for name in (slots.old, slots.new)]
    values = [(name, assigned_value(each.steps)) for path, name in every for each in project.bindings(path, name)]
    return any(value is not None and not _gives_name(value, name) for name, value in values)


def _gives_name(value: Node, name: str) -> bool:
    """Is the name spelled in the call that makes what has it: `namedtuple("Old", …)`?"""
    return re.search(rb"[\"']%b[\"']" % name.encode(), value.text or b"") is not None


def edit_in_prose(
    slots: Slots, path: RepoPath, raw: bytes, mention: Mention, retarget: tuple[str, str] | None = None
) -> Edit | None:
    """The same as `path_edit`, for a mention in `raw`, by the role or directive that it stands in."""
    if _is_shown_by_another_name(slots, raw, mention.start):
        return None
    place = None if retarget else sphinxrefs.named_by_its_end(slots, raw, mention)
    if place is not None:
        _, start, end = mention.components()[place]
        return Edit(start, end, slots.new.encode(), f"the end of its path, .{mention.text}")
    surely = sphinxrefs.names_an_object(raw, mention.start)
    edit = path_edit(slots, path, mention, retarget, surely=surely)
    if edit is None and (package := sphinxrefs.package_around(slots, path, mention)):
        return path_edit(slots, path, replace(mention, prefix=package), retarget, surely=surely)
    return edit


def path_edit(
    slots: Slots, path: RepoPath, mention: Mention, retarget: tuple[str, str] | None = None, *, surely: bool = False
) -> Edit | None:
    """The edit for a dotted path that leads to the symbol, None when it does not.

    `surely`: it is known that the path means no module.
    """
    if mention.kind in ("node", "handler"):
        return _node_edit(slots, path, mention)
    if mention.kind not in ("dotted", "relative"):
        return None
    parts = mention.components()
    if len(parts) > MOST_PARTS:
        return None
    names, text = [name for name, _, _ in parts], mention.text.encode()
    for prefix in dict.fromkeys(("", mention.prefix) if mention.kind == "dotted" else (mention.prefix,)):
        before = prefix.split(".") if prefix else []
        first = 1 if _starts_with_a_module(slots, path, prefix, names) else 0
        for place, (name, start, end) in enumerate(parts):
            mark = text[start - mention.start - 1 : start - mention.start].decode() if place else ""
            goes_on = place + 1 < len(parts)
            if name != slots.old or place < first:
                continue
            if leads_to(slots, path, [*before, *names[:place]], goes_on=goes_on, surely=surely or mark == ":"):
                if retarget and prefix and not slots.is_named_anew(path, prefix):
                    return None
                if retarget and not prefix and slots.is_left(path, ".".join(names[:place])):
                    return Edit(
                        mention.start, end, f"{retarget[0]}{mark}{retarget[1]}".encode(), f"path {mention.text}"
                    )
                return Edit(start, end, slots.new.encode(), f"dotted path {mention.text}")
    return None


def _starts_with_a_module(slots: Slots, path: RepoPath, prefix: str, names: list[str]) -> bool:
    """`m.other`, where m is a module, or the one that is spoken of, and a symbol, too: the module has that `other`."""
    if len(names) < 2 or names[0] != slots.old:
        return False
    spoken_of = [prefix] if prefix.rpartition(".")[2] == names[0] else []
    modules = [slots.project.modules.find(dotted, path) for dotted in (names[0], *spoken_of)]
    return any(module is not None and slots.resolver.member(module, names[1]) for module in modules)


def leads_to(
    slots: Slots, path: RepoPath, before: Sequence[str], *, goes_on: bool = False, surely: bool = False
) -> bool:
    """Is the symbol what the old name behind `before` is, in a path that ends there, or that `goes_on`?

    Not, where a module has the same path, unless it is known that none is meant (`surely`).
    """
    if not before:
        return False
    if goes_on or slots.modules_first or not surely:
        module = slots.project.modules.find(".".join((*before, slots.old)), path)
        if module is not None and module.files:
            return False  # a module of the same name as the symbol: on the way to something in it, or meant itself
    targets = [
        target for target in slots.resolver.dotted_path(".".join(before), path) if isinstance(target, Module | External)
    ]
    return bool(targets) and all(slots.renamed_in(target) for target in targets)


def may_lead_to(slots: Slots, path: RepoPath, before: Sequence[str]) -> bool:
    """Is it not known whether the old name behind `before` is the symbol, in a path that does not surely lead to it?"""
    return bool(before) and any(map(slots.on_demand, slots.resolver.dotted_path(".".join(before), path)))


def through_untouched(slots: Slots, path: RepoPath, before: Sequence[str]) -> bool:
    """Does the path lead to the symbol through such a module?"""
    owners = slots.resolver.dotted_path(".".join(before), path) if before else ()
    return any(hands_on_untouched(slots, owner) for owner in owners)


def hands_on_untouched(slots: Slots, owner: Target) -> bool:
    """Is that a module whose file is generated, vendored, or left out, and gives the symbol?"""
    if not isinstance(owner, Module) or slots.untouched.keys().isdisjoint(owner.files):
        return False
    return slots.symbol in slots.resolver.member(owner, slots.old)


def _node_edit(slots: Slots, path: RepoPath, mention: Mention) -> Edit | None:
    """The name behind a file: pytest's `tests/test_m.py::TestOld`, `app/m.py:old` of a server, `app/m.old` of a lambda.

    The file's path begins at the top of the tree, or in the folder of the text.
    """
    modules = slots.project.modules
    near = posixpath.join(posixpath.dirname(path), mention.prefix)
    found = [modules.of_file(posixpath.normpath(file)) for file in (mention.prefix, near) if file.endswith(".py")]
    module = next((module for module in found if module is not None), None)
    if mention.text != slots.old or not slots.renamed_in(module):
        return None
    return Edit(mention.start, mention.end, slots.new.encode(), "name behind the path of its file")
