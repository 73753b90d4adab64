"""One file of a rename: every place of the old name in it becomes an edit or a remark."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import field, replace
from typing import Literal

from ..codemod import Diagnostic, Severity
from ..derived.derivedkeys import DerivedKeys
from ..derived.derivednames import Derived
from ..derived.derivedpaths import DerivedPaths
from ..edits import Edit, in_order
from ..errors import UnreadableSource
from ..meaning import candidates
from ..meaning.fragments import in_document
from ..meaning.project import Project
from ..meaning.targets import External
from ..names import SymbolPath, is_respelled, word_pattern
from ..records import dataclass
from ..repo.files import RepoPath
from ..source import line_starts
from ..surface.history import is_history
from ..surface.surfaces import CONFIGURATION, PROSE, Surface, language_of
from ..surface.templates import called, is_filled_in, names_in_template
from ..surface.virtual import Spans, Virtual
from .documents import MOST_PLACES, Texts, laid_out, summed
from .keptlocal import uncovered
from .leaving import in_text
from .order import providers_of
from .othertexts import paths_in
from .pickles import PICKLED, pickled_path
from .references import References, may_follow_escape, meanings
from .slots import Slots
from .starkept import kept_beside_stars, named_beside_stars


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of a rename beside its two names."""

    keep_alias: Literal["none", "plain", "deprecated"] = "none"
    removed_in: str = ""
    text: bool = False
    derived: tuple[str, ...] = ()
    leave: frozenset[str] = frozenset()


@dataclass
class FileRename:
    """Looks at one file after the other, each once, and lets its tree go where nobody else leans on it.

    `exporting` holds the edited files that hand the symbol on, each with the files that it takes it from.
    """

    slots: Slots
    wishes: Wishes
    references: References
    derived: Derived
    keys: DerivedKeys | None
    target: SymbolPath | None = None
    edits: dict[RepoPath, list[Edit]] = field(default_factory=dict)
    remarks: list[Diagnostic] = field(default_factory=list)
    exporting: dict[RepoPath, frozenset[RepoPath]] = field(default_factory=dict)
    kept: set[RepoPath] = field(default_factory=set)
    _elsewhere: dict[str, list[tuple[RepoPath, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._word = word_pattern((self.slots.old,))
        self._behind = may_follow_escape(self.slots.old)
        retarget = (self.target.module, self.slots.new) if self.target else None
        self._texts = Texts(self.slots, retarget, self.wishes.text, self.wishes.leave)
        self._paths = DerivedPaths(self.slots.resolver, self.slots.old, self.derived.wanted, self.wishes.leave)

    @property
    def project(self) -> Project:
        return self.slots.project

    def look(self, path: RepoPath) -> None:
        """Finds the edits and remarks of the file."""
        surface = candidates.surface(self.project, path)
        raw = self.project.read(path)
        mentioned = self._is_mentioned(raw, surface)
        if path in self.slots.untouched:
            if mentioned and surface != "other":
                self._untouched(path, surface)
            return
        try:
            if path in self.slots.provider and isinstance(self.slots.symbol, External):
                self._provider(path, raw, mentioned)
            elif candidates.is_python(surface):
                self._python(path, mentioned)
                self._settle(path)
            else:
                self._no_python(path, surface, mentioned)
        except UnreadableSource as error:
            if mentioned and surface != "other":  # else it is no text
                is_code = candidates.is_python(surface) and not is_filled_in(path)
                severity: Severity = "error" if is_code else "warning"
                self.remark(severity, "unparsable", f"{self.slots.old} is mentioned, but the file {error.title}",
                            "change it there by hand", path, self._first_line(raw))  # fmt: skip

    def _is_mentioned(self, raw: bytes, surface: Surface) -> bool:
        """Does the old name stand in the file, by itself or as what such a file spells it?"""
        # "\\nOld" spells the word, though an n stands before it; in a pickle bytes may stand beside it that are no text
        loosely = surface in ("notebook", "json") or (surface == "other" and b"\0" in raw)
        if (self.slots.old.encode() in raw) if loosely else self._word.search(raw):
            return True
        if candidates.is_python(surface):
            return is_respelled(self.slots.old, raw) or self._behind.search(raw) is not None
        return surface == "markdown" and f"{self.slots.old}_".encode() in raw  # _app.m.Old_ is emphasis

    def remark(
        self, severity: Severity, code: str, message: str, help: str = "", path: RepoPath = "", line: int = 1
    ) -> None:
        self.remarks.append(Diagnostic(severity, code, message, help, path, line if path else 0))

    def keep_star(self, path: RepoPath) -> None:
        """Adds what the file imports beside its star imports, once."""
        if path not in self.kept:
            self.kept.add(path)
            beside = kept_beside_stars if self.slots.keeps_star(path) else named_beside_stars
            self._add(path, *beside(self.slots, path))

    # -- Python -------------------------------------------------------------------------------------------------

    def _python(self, path: RepoPath, mentioned: bool) -> None:
        if path.endswith(".ipynb") and "notebooks" in self.wishes.leave:
            self.remark("info", "left-alone", f"{self.slots.old} left alone: notebooks are left", "", path)
            return
        edits, remarks = self.references.of_file(path) if mentioned else ([], [])
        if path.endswith(".ipynb") and (mentioned or self._paths.wanted):
            self._cells(path, edits, remarks)
        if self.keys is not None and mentioned:
            self.keys.look(path, edits, remarks)
        more, clashes = self.derived.of_file(path, edits)
        if self.slots.old in self.derived.strings:  # these are no proposals any more
            source = self.project.parsed(path).source
            done = {source.code_offset(each.start) for each in more}
            places = set(map(source.place, done))
            remarks = [each for each in remarks if (each.line, each.column) not in places or each.code != "proposal"]
        self.edits[path] = edits + more
        self.remarks += remarks + clashes
        if mentioned:
            self.keep_star(path)
        if self._paths.wanted:
            self._add(path, *self._paths.in_python(path))
        if mentioned and not path.endswith(".ipynb"):
            self._missed(path, {remark.line for remark in remarks})

    def _add(self, path: RepoPath, edits: list[Edit], remarks: list[Diagnostic]) -> None:
        self.edits[path] = [*self.edits.get(path, ()), *edits]
        self.remarks += remarks

    def _cells(self, path: RepoPath, edits: list[Edit], remarks: list[Diagnostic]) -> None:
        """The rest of a notebook: its prose, and the words in magics and in cells that do not parse."""
        from ..surface import notebooks

        source = self.project.parsed(path).source
        if isinstance(source, Virtual):
            for at in source.left_out_words(self._word):
                message = f"{self.slots.old} left alone: it stands in a magic, or in a cell that does not parse"
                at_place = Diagnostic("warning", "left-alone", message, "check it by hand", path, *source.place(at))
                remarks.append(at_place)
        prose = notebooks.read_prose(self.project.read(path))
        changed, said = self._text(path, prose.code, "markdown", Spans())
        more, of_more = self._paths.in_document(path, prose.code, "markdown")
        for each in (*said, *of_more):
            line, column = prose.place_below(each.line, each.column)
            remarks.append(replace(each, line=line, column=column))
        edits += map(prose.in_raw, (*changed, *more))

    def _missed(self, path: RepoPath, told: set[int]) -> None:
        """A last look at every import and attribute that means the symbol: each was edited, or has its word."""
        source = self.project.parsed(path).source
        edited = sorted(edit.start for edit in self.edits[path])
        for each in meanings(self.slots, path):
            place = bisect_left(edited, source.raw_offset(each.start))
            if place < len(edited) and edited[place] < source.raw_offset(each.end):
                continue
            line = source.line(each.at)
            if line not in told and each.is_symbol():
                message = f"{self.slots.old} means the symbol here, and was not edited"
                self.remark("error", "left-alone", message, "change it by hand, and please report it", path, line)

    def _settle(self, path: RepoPath) -> None:
        """The last that is asked of the file, unless an alias is kept in it."""
        edits = self.edits.get(path)
        hands_on = bool(edits) and self.slots.renamed_in_file(path)
        if hands_on:
            self.exporting[path] = providers_of(self.slots.resolver, self.slots.old, path)
        if hands_on and self.wishes.keep_alias != "none":
            return
        if hands_on and (line := uncovered(self.slots, path)):
            message = f"{self.slots.old} is another symbol in this module now: what replaced it here has the new name"
            self.remark("info", "shared-name", message, "see that nobody else takes it for the symbol", path, line)
        forget = not self.slots.resolver.leans_on(path)
        if forget:
            self.slots.forget(path)
        self.project.done(path, in_order(edits or ()), forget=forget, still=self._word)

    def _provider(self, path: RepoPath, raw: bytes, mentioned: bool) -> None:
        """A word on the module that has the new name: it makes that of the library's, or has it from there."""
        if mentioned:
            line = self.references.of_untouched(path) or self._first_line(raw)
            message = f"{self.slots.old} left alone: this module provides the new name"
            self.remark("info", "left-alone", message, "", path, line)

    # -- what is not Python -------------------------------------------------------------------------------------

    def _no_python(self, path: RepoPath, surface: Surface, mentioned: bool) -> None:
        raw = self.project.read(path)
        if mentioned:
            self._document(path, surface)
        if self._paths.wanted and surface != "other":
            self._add(path, *self._paths.in_document(path, raw, surface))
        if surface == "rst" and self.edits.get(path):
            self.edits[path], told = laid_out(self.slots.old, path, raw, self.edits[path])
            self.remarks += told
        self.project.done(path, self.edits.get(path, ()), forget=True)

    def _document(self, path: RepoPath, surface: Surface) -> None:
        raw = self.project.read(path)
        if surface == "other":
            self._other(path, raw)
            return
        seen = Spans()
        edits: list[Edit] = []
        was = is_history(path, surface) and not self.wishes.text
        if surface in PROSE and "doctests" not in self.wishes.leave and not was:
            for fragment in in_document(self.project, path, raw, self.slots.old):
                seen.add(fragment.code)
                more, remarks = self.references.of_fragment(fragment.path, path, base=None)
                seen.add_edited(more)
                edits += more
                self.remarks += remarks
        more, remarks = self._text(path, raw, surface, seen)
        if self.keys is not None and surface in CONFIGURATION:
            more += self.keys.of_document(path, more)
        self.edits[path] = edits + more
        self.remarks += remarks

    def _text(self, path: RepoPath, raw: bytes, surface: Surface, seen: Spans) -> tuple[list[Edit], list[Diagnostic]]:
        """The edits of a text and the remarks, but for what has been `seen` as code."""
        edits, remarks = self._texts.look(path, raw, surface, seen)
        told = {each.line for each in remarks}
        left = in_text(self.slots, path, raw, surface, edits, seen)
        return edits, summed([*remarks, *(each for each in left if each.line not in told)], surface)

    def _other(self, path: RepoPath, raw: bytes) -> None:
        """A kind of file that is not edited: only a path that leads to the symbol is worth a word."""
        pickled = pickled_path(self.slots, path, raw)
        if pickled:
            self.remark("warning", "left-alone", f"{pickled} left alone: it is in a pickle", PICKLED, path)
        if pickled or b"\0" in raw:
            return
        places = list(paths_in(self.slots, path, raw))
        rest = len(places) - 1 if len(places) > MOST_PLACES else 0
        for line, path_in_text in places[:1] if rest else places:
            more = f"; {rest:,} more places in the file" if rest else ""
            message = f"{path_in_text} left alone: canonize does not edit this kind of file{more}"
            self.remarks.append(Diagnostic("warning", "left-alone", message, "change it by hand", path, line))
        told = {line for line, _ in places}
        stays = self.slots.new == self.slots.old
        named = [] if stays else [line for line in names_in_template(path, raw, self.slots.old) if line not in told]
        more = f"; {len(named) - 1:,} more lines of the file" if len(named) > MOST_PLACES else ""
        for line in named[:1] if more else named:
            self.remark("info", "proposal", f"{self.slots.old} in a {called(path)}{more}", "", path, line)
        if not places and not stays and (language := language_of(path)) and self._word.search(raw):
            self._elsewhere.setdefault(language, []).append((path, self._first_line(raw)))

    def tell_of_languages(self) -> None:
        """A word on the programs in other languages that hold the name, one on each language."""
        for suffix, places in sorted(self._elsewhere.items()):
            path, line = places[0]
            more = f", and in {len(places) - 1:,} more" if len(places) > 1 else ""
            message = f"{self.slots.old} in a {suffix} file{more}"
            self.remark("info", "elsewhere", message, "check them by hand", path, line)

    def _untouched(self, path: RepoPath, surface: Surface) -> None:
        """A word on a file that is not edited, and whether it goes on working."""
        why = self.slots.untouched[path]
        if candidates.is_python(surface):
            try:
                needs = self.references.of_untouched(path)
            except UnreadableSource:
                needs = 0
            if needs:
                self.remark("warning", "not-edited", f"it uses {self.slots.old} and is not edited: {why}",
                            "change it by hand, or keep an alias", path, needs)  # fmt: skip
                return
        raw = self.project.read(path)
        message = f"{self.slots.old} is mentioned and not edited: {why}"
        self.remark("info", "not-edited", message, "", path, self._first_line(raw))

    def _first_line(self, raw: bytes) -> int:
        """The line of the first place that holds the word, 1 when it is spelled in other characters."""
        found = self._word.search(raw)
        return bisect_right(line_starts(raw), found.start()) if found else 1
