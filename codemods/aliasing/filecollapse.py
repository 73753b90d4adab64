"""One file of a collapse: every place of an alias in it becomes an edit or a remark.

# app/v.py, a notebook, an example in a page: code, each with its own imports; docs/page.md: paths spelled in full
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from ..codemod import Diagnostic, Severity
from ..edits import Edit, in_order
from ..errors import EditConflict, UnreadableSource
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.fragments import Fragment, in_docstrings, in_document
from ..meaning.project import Project
from ..names import word_pattern
from ..records import dataclass
from ..renames.documents import Texts, laid_out
from ..renames.othertexts import paths_in
from ..renames.pickles import PICKLED, pickled_path
from ..renames.trail import Trail
from ..renames.visit import Visit
from ..repo.files import RepoPath
from ..source import line_starts
from ..surface.surfaces import PROSE, Surface
from ..surface.templates import is_filled_in
from ..surface.virtual import Spans, Virtual
from .aliasimports import FileImports
from .aliasreach import AliasTarget, Reached
from .aliasrefs import look
from .aliasremarks import AliasRemarks
from .aliasslots import AliasSlots
from .collapserules import CollapseRules
from .identity import Identity
from .importtexts import OWN_SECTION, spelled_imports
from .modulepaths import absolute
from .stilltaken import givers, still_taken

_CHECK = "check it by hand"


@dataclass
class FileCollapse:
    """Looks at one file after the other, each once; of many it lets the trees go that nobody else leans on.

    `slots` are the decisions for each word of the family, its own name first; `reached` are the files that could take
    each word. `untouched` are files that are not edited, with the reason. `gone` are the imports that go, by the module
    that they no longer load; `users` are the places that take a name of a module, by its stem; `kept` are the names of
    modules that places which stay as they are go on taking, `moved` those that imports take from them no more.
    """

    rules: CollapseRules
    slots: Mapping[str, AliasSlots]
    reached: Mapping[str, frozenset[RepoPath]]
    untouched: Mapping[RepoPath, str]
    edits: dict[RepoPath, list[Edit]] = field(default_factory=dict)
    remarks: list[Diagnostic] = field(default_factory=list)
    users: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[str, list[tuple[RepoPath, int]]] = field(default_factory=dict)
    kept: set[tuple[str, str]] = field(default_factory=set)
    moved: set[tuple[str, str]] = field(default_factory=set)
    _looked_at: set[RepoPath] = field(default_factory=set)
    _spans: defaultdict[RepoPath, Spans] = field(default_factory=lambda: defaultdict(Spans))

    @property
    def identity(self) -> Identity:
        return self.rules.family.identity

    @property
    def resolver(self) -> Resolver:
        return self.identity.resolver

    @property
    def project(self) -> Project:
        return self.identity.project

    def look(self, path: RepoPath) -> None:
        """Finds the edits and remarks of the file."""
        surface = candidates.surface(self.project, path)
        why_not = self.untouched.get(path, "")
        try:
            if candidates.is_python(surface):
                self._examples(path, why_not)
                self._code(path, path, why_not)
                if surface == "notebook":
                    self._rest_of_notebook(path, why_not)
                self._let_go(path)
            elif surface == "other":
                self._other(path)
            else:
                self._document(path, surface, why_not)
        except UnreadableSource as error:
            if candidates.is_python(surface):
                severity: Severity = "warning" if surface == "notebook" or is_filled_in(path) else "error"
                message = f"the symbol or an alias is mentioned, but the file {error.title}"
                self._remark(severity, "unparsable", message, "look at it by hand", path)

    def _words_for(self, path: RepoPath) -> list[str]:
        """The aliases that the file could take."""
        return [word for word in [*self.slots][1:] if path in self.reached[word]]

    # -- code ---------------------------------------------------------------------------------------------------

    def _code(self, code: RepoPath, path: RepoPath, why_not: str, *, base: RepoPath | None = None) -> None:
        """The file, or the example `code` in it, which sees the globals of `base`."""
        present = self._present(code, path)
        imports = FileImports(code, self.identity, present)
        remarks = AliasRemarks(code, self.resolver, self.identity.symbol.name, present, path)
        if code == path:
            self._credit(path, ((each.source.stem, each.taken, each.binding.start) for each in imports.elements))
        self.remarks += remarks.broken()
        edits, said = self._found(code, path, base, imports, present)
        for each in imports.elements:
            if imports.spellings[each.binding.start] is not None:
                self.moved.add((each.source.stem, each.taken))
            else:
                self.kept |= {(stem, each.taken) for stem in givers(self.resolver, each.source, each.taken)}
        if why_not:
            self.remarks += remarks.not_touched(why_not, imports.elements, edits)
            return
        for statement, source in imports.gone() if code == path else ():
            self.gone.setdefault(source.stem, []).append((path, statement.start_byte))
        self.remarks += (*said, *remarks.left(imports), *remarks.star_left(), *remarks.unsure(self.identity))
        try:
            self.edits[path] = list(in_order((*edits, *self.edits.get(path, ()))))
        except EditConflict as error:
            self._remark("error", "left-alone", f"the file is left as it is: {error.title}", "edit it by hand", path)
            self.edits.pop(path, None)

    def _present(self, code: RepoPath, path: RepoPath) -> dict[str, AliasSlots]:
        """The decisions for the words that the file holds."""
        text = self.project.parsed(code).source.code
        first = next(iter(self.slots))
        return {
            word: slots for word, slots in self.slots.items()
            if word.encode() in text and (word == first or path in self.reached[word])
        }  # fmt: skip

    def _found(
        self,
        code: RepoPath,
        path: RepoPath,
        base: RepoPath | None,
        imports: FileImports,
        present: Mapping[str, AliasSlots],
    ) -> tuple[list[Edit], list[Diagnostic]]:
        """The edits (raw offsets) and remarks."""
        parsed = self.project.parsed(code)
        edits: list[Edit] = []
        remarks: list[Diagnostic] = []
        reached = Reached(code, self.identity.home, self.rules.graph, self.identity.called)
        target = None
        symbol, seen = self.identity.symbol, self._spans[path]
        for word, slots in present.items():
            module = absolute(self.project, code, self.identity.home, self.identity.called)
            target = AliasTarget(self.resolver, symbol, module, symbol.name, "warning", slots=slots, reached=reached)
            visit = Visit(slots, code, parsed, path, Trail(self.resolver, word), base, retarget=target)
            for each in self.project.names(code, word).occurrences:
                if code == path and each.role in ("string", "comment") and parsed.source.raw_offset(each.start) in seen:
                    continue  # code of an example, which has been looked at as such
                done = len(visit.edits) + len(reached.paths)
                look(visit, each)
                stays = path in self.untouched or len(visit.edits) + len(reached.paths) == done
                if stays and word != symbol.name:
                    self.kept |= {(stem, word) for stem in still_taken(visit, self.rules.graph, each)}
            edits += visit.edits
            remarks += visit.remarks
        if code == path:
            self._credit(path, reached.users)
        edits += map(parsed.source.in_raw, imports.edits(reached.stars))
        edits += map(parsed.source.in_raw, target.written(parsed) if target is not None else ())
        return edits, remarks

    def _credit(self, path: RepoPath, uses: Iterable[tuple[str, str, int]]) -> None:
        for stem, name, start in uses:
            self.users[stem, name].append(self.project.place(path, start))

    def _let_go(self, path: RepoPath) -> None:
        """The last that is asked of the file. What a shim's fate adds is proven later."""
        forget = self.project.is_full and not self.resolver.leans_on(path)
        if forget:
            for slots in self.slots.values():
                slots.forget(path)
        self.project.done(path, in_order(self.edits.get(path, ())), forget=forget)

    # -- code in what is no module ------------------------------------------------------------------------------

    def _examples(self, path: RepoPath, why_not: str) -> None:
        """The examples in the docstrings of a file."""
        for word in self._words_for(path):
            self._each(in_docstrings(self.project, path, word), path, why_not, base=path)

    def _each(
        self, fragments: Iterable[Fragment], path: RepoPath, why_not: str, *, base: RepoPath | None = None
    ) -> None:
        for fragment in fragments:
            if fragment.path not in self._looked_at:
                self._looked_at.add(fragment.path)
                self._spans[path].add(fragment.code)
                self._code(fragment.path, path, why_not, base=base)

    def _rest_of_notebook(self, path: RepoPath, why_not: str) -> None:
        """Its prose, the examples in that, and the words in magics and in cells that do not parse."""
        from ..surface import notebooks

        source = self.project.parsed(path).source
        prose = notebooks.read_prose(self.project.read(path))
        for word in self._words_for(path):
            for at in source.left_out_words(word_pattern((word,))) if isinstance(source, Virtual) else ():
                message = f"{word} left alone: it stands in a magic, or in a cell that does not parse"
                self._remark("warning", "left-alone", message, _CHECK, path, source.line(at))
            self._each(in_document(self.project, path, prose, word), path, why_not)
            found, said = self._texts(path, word).look(path, prose.code, "markdown")
            self.remarks += [replace(each, line=0, column=0) for each in said]
            self._put(path, word, map(prose.in_raw, found), why_not)

    # -- texts --------------------------------------------------------------------------------------------------

    def _document(self, path: RepoPath, surface: Surface, why_not: str) -> None:
        raw = self.project.read(path)
        own = [range(*section.span()) for section in OWN_SECTION.finditer(raw)]
        for word in self._words_for(path):
            if word.encode() not in raw:
                continue
            if surface in PROSE:
                self._each(in_document(self.project, path, raw, word), path, why_not)
            found, said = self._texts(path, word).look(path, raw, surface)
            self.remarks += said
            found = [edit for edit in found if not any(edit.start in section for section in own)]
            if surface in PROSE:
                found = [edit for edit in found if not self._tells_of_both(path, word, raw, edit)]
            self._put(path, word, found, why_not)
            self._not_read(path, word, raw, why_not or "it is not read as Python here")
        if surface == "rst" and self.edits.get(path):
            self.edits[path], told = laid_out(self.identity.symbol.name, path, raw, self.edits[path])
            self.remarks += told

    def _tells_of_both(self, path: RepoPath, word: str, raw: bytes, edit: Edit) -> bool:
        """Names the line both, as where it says that one is the other, or a directive what another has? It is told."""
        name, start = self.identity.symbol.name, raw.rfind(b"\n", 0, edit.start) + 1
        end = (raw + b"\n").index(b"\n", edit.end)
        line, after = raw[start:end], (raw[start : edit.start] + edit.replacement + raw[edit.end : end]).strip()
        is_there = after.startswith(b".. ") and after in map(bytes.strip, raw.splitlines())
        before = rb"(?<=[.`:~])" if name.islower() else rb"\b"  # in "get it by pkg.fetch" it is a word
        if not is_there and re.search(before + name.encode() + rb"\b", line) is None:
            return False
        message = f"{word} left alone: the {'page documents' if is_there else 'line names'} {name}, too"
        self._remark("info", "left-alone", message, "check it by hand", path, raw.count(b"\n", 0, start) + 1)
        return True

    def _texts(self, path: RepoPath, word: str) -> Texts:
        where = (absolute(self.project, path, self.identity.home, self.identity.called), self.identity.symbol.name)
        return Texts(self.slots[word], where, words=False)

    def _not_read(self, path: RepoPath, word: str, raw: bytes, why: str) -> None:
        """A remark for each import of the word that is in no example: in a quotation, in a sentence, in a script."""
        starts, pattern, examples = line_starts(raw), word_pattern((word,)), self._spans[path]
        for module, found in spelled_imports(self.project, path, raw):
            taken = pattern.search(raw, *found.span("names"))
            if taken is None or not self.slots[word].renamed_in(module) or taken.start() in examples:
                continue
            message = f"from {found['module'].decode()} import {word} left alone: {why}"
            line = bisect_right(starts, found.start())
            self._remark("warning", "left-alone", message, "change it by hand", path, line)

    def _put(self, path: RepoPath, word: str, edits: Iterable[Edit], why_not: str) -> None:
        """The edits of a text, or, in a file that is not edited, a remark for each; code has been dealt with."""
        edits = [edit for edit in edits if edit.start not in self._spans[path]]
        if not why_not:
            self.edits.setdefault(path, []).extend(edits)
            return
        starts = line_starts(self.project.read(path))
        message = f"it names {word} and is not edited: {why_not}"
        for edit in edits:
            self._remark("warning", "not-edited", message, "", path, bisect_right(starts, edit.start))

    def _other(self, path: RepoPath) -> None:
        """A kind of file that is not edited: only a path that leads to the symbol is worth a word."""
        raw = self.project.read(path)
        pickled = {word: pickled_path(self.slots[word], path, raw) for word in self._words_for(path)}
        for text in filter(None, pickled.values()):
            self._remark("warning", "left-alone", f"{text} left alone: it is in a pickle", PICKLED, path, 0)
        for word in [word for word in pickled if not pickled[word]] if b"\0" not in raw else ():
            self._not_read(path, word, raw, "canonize does not edit this kind of file")
            for line, text in paths_in(self.slots[word], path, raw):
                message = f"{text} left alone: canonize does not edit this kind of file"
                self._remark("warning", "left-alone", message, "change it by hand", path, line)

    def _remark(self, severity: Severity, code: str, message: str, help: str, path: RepoPath, line: int = 1) -> None:
        self.remarks.append(Diagnostic(severity, code, message, help, path, line))
