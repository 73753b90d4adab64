"""One rename of one project: every file that mentions the name is looked at, and the outcome put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from . import candidates
from .bindings import Resolver
from .codemod import Diagnostic, Outcome, Severity
from .derived import Derived, derived_names
from .documents import in_text, paths_in
from .edits import Edit
from .errors import Refused, UnreadableSource
from .files import RepoPath
from .fragments import in_document
from .keepalias import KeptAlias, is_kept_alias
from .names import SymbolPath, word_pattern
from .order import users_first
from .project import Project
from .references import References, means_symbol
from .retarget import Retarget
from .slots import Group, Slots
from .starclashes import STAR_IMPORT, star_clashes
from .surfaces import Surface
from .symbols import Found
from .targets import Definition, External
from .virtual import Virtual

_PRIVATE = re.compile(rb"(?<![0-9A-Za-z_])__[A-Za-z0-9]\w*")


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of a rename beside its two names."""

    keep_alias: Literal["none", "plain", "deprecated"] = "none"
    removed_in: str = ""
    text: bool = False
    derived: tuple[str, ...] = ()
    leave: frozenset[str] = frozenset()


@dataclass
class Renaming:
    """The rename of `found` to `new`, on its way. `target` is where the references point, when that is elsewhere."""

    project: Project
    resolver: Resolver
    found: Found
    new: str
    wishes: Wishes
    target: SymbolPath | None = None
    slots: Slots = field(init=False)
    edits: dict[RepoPath, list[Edit]] = field(default_factory=dict)
    remarks: list[Diagnostic] = field(default_factory=list)
    _word: re.Pattern[bytes] = field(init=False)

    def __post_init__(self) -> None:
        own = self.target and self.project.modules.find(self.target.module)
        self._word = word_pattern((self.found.name,))
        self.slots = Slots(self.resolver, self.found.symbol, self.found.name, self.new)
        self.slots.provider = frozenset(own.files if own else ())
        self.slots.is_fixture = self._is_fixture()

    def is_done(self) -> bool:
        """Has an earlier run renamed the symbol and left the old name as an alias?"""
        names = [(path, self.project.names(path, self.found.name)) for path in self._home()]
        binding = [path for path, each in names if each.bindings(each.module)]
        return bool(binding) and all(is_kept_alias(self.slots, path, self.new) for path in binding)

    def outcome(self) -> Outcome:
        """All edits and remarks. Raises Refused for what would break."""
        words = (self.found.name, self.new, *derived_names(self.found.name, self.wishes.derived))
        files = candidates.mentioning(self.project, words)
        self.slots.untouched = candidates.not_edited(self.project, files)
        self._refuse_home()
        python = [path for path in files if candidates.is_python(candidates.surface(self.project, path))]
        self._refuse_star_clashes([path for path in python if path not in self.slots.untouched])
        to = Retarget(self.resolver, self.found.symbol, self.target.module, self.new) if self.target else None
        references = References(self.slots, self.wishes.leave, to, text=self.wishes.text)
        derived = Derived(self.project, self.found.name, self.new, self.wishes.derived, self._private_names())
        for path in files:
            self._file(path, references, derived)
        self._missed(python)
        self._keep_alias()
        if self.found.through:
            where = self.found.places[0]
            self._remark(
                "info", "re-export", f"{self.found.through} re-exports what {where} defines: it is renamed there"
            )
        edits = {path: tuple(edits) for path, edits in self.edits.items() if edits}
        last = users_first(self.resolver, self.found.name, [p for p in edits if self._exports(p)], self._home())
        return Outcome(edits, diagnostics=tuple(sorted(self.remarks)), evidence=(self._evidence(),), last=last)

    # -- which files --------------------------------------------------------------------------------------------

    def _home(self) -> tuple[RepoPath, ...]:
        """The files that define the symbol; none when it lies outside the project."""
        symbol = self.found.symbol
        module = self.project.modules.by_stem.get(symbol.stem) if isinstance(symbol, Definition) else None
        return module.files if module and self.found.places else ()

    def _exports(self, path: RepoPath) -> bool:
        module = self.project.modules.of_file(path)
        return module is not None and self.slots.renamed_in(module)

    def _is_fixture(self) -> bool:
        """Is the definition decorated as a fixture of pytest?"""
        for path in self._home():
            names = self.project.names(path, self.found.name)
            for binding in names.bindings(names.module):
                decorated = binding.enclosing("decorated_definition")
                if (
                    decorated is not None
                    and b"fixture" in self.project.parsed(path).text(decorated).partition(b"def ")[0]
                ):
                    return True
        return False

    def _private_names(self) -> tuple[str, ...]:
        """The names with two leading underscores in the body of the class, when the symbol is one."""
        found: set[str] = set()
        for path in self._home():
            names = self.project.names(path, self.found.name)
            for binding in names.bindings(names.module):
                owner = binding.steps[-2].node
                if owner.type == "class_definition":
                    text = self.project.parsed(path).text(owner)
                    found |= {name.decode() for name in _PRIVATE.findall(text) if not name.endswith(b"__")}
        return tuple(sorted(found))

    # -- one file -----------------------------------------------------------------------------------------------

    def _file(self, path: RepoPath, references: References, derived: Derived) -> None:
        surface = candidates.surface(self.project, path)
        raw = self.project.read(path)
        escaped = surface in ("notebook", "json")  # "\\nOld" spells the word, though an n stands before it
        mentioned = self.found.name.encode() in raw if escaped else bool(self._word.search(raw))
        if path in self.slots.untouched:
            if mentioned and surface != "other":
                self._untouched(path, references, surface)
            return
        try:
            if candidates.is_python(surface):
                self._python(path, references, derived, mentioned)
            elif mentioned:
                self._document(path, references, surface)
        except UnreadableSource as error:
            if mentioned:
                severity: Severity = "error" if candidates.is_python(surface) else "warning"
                if surface == "other":
                    return  # no text
                self._remark(severity, "unparsable", f"{self.found.name} is mentioned, but the file {error.title}",
                             "change it there by hand", path)  # fmt: skip

    def _python(self, path: RepoPath, references: References, derived: Derived, mentioned: bool) -> None:
        if path.endswith(".ipynb") and "notebooks" in self.wishes.leave:
            self._remark("info", "left-alone", f"{self.found.name} left alone: notebooks are left", "", path)
            return
        edits, remarks = references.of_file(path) if mentioned else ([], [])
        if path.endswith(".ipynb") and mentioned:
            self._cells(path, edits, remarks)
        more, proposals = derived.of_file(path)
        self.edits[path] = edits + more
        self.remarks += remarks + proposals

    def _cells(self, path: RepoPath, edits: list[Edit], remarks: list[Diagnostic]) -> None:
        """The rest of a notebook: its prose, and the words in magics and in cells that do not parse."""
        from . import notebooks

        source = self.project.parsed(path).source
        if isinstance(source, Virtual):
            for at in source.left_out_words(self._word):
                message = f"{self.found.name} left alone: it stands in a magic, or in a cell that does not parse"
                place = source.line(at), source.column(at)
                remarks.append(Diagnostic("warning", "left-alone", message, "check it by hand", path, *place))
        prose = notebooks.read_prose(self.project.read(path))
        changed, said = in_text(
            self.slots, path, prose.code, "markdown", text=self.wishes.text, leave=self.wishes.leave
        )
        remarks += [replace(each, line=0, column=0) for each in said]
        for edit in changed:
            span = prose.raw_range(edit.start, edit.end)
            edits.append(Edit(span.start, span.stop, prose.encoded(edit.replacement.decode()), edit.reason))

    def _missed(self, files: Iterable[RepoPath]) -> None:
        """A last look at every import and attribute that means the symbol: each was edited, or has its word."""
        told = {(remark.path, remark.line) for remark in self.remarks}
        for path in files:
            if path in self.slots.untouched or (path, 1) in told or path.endswith(".ipynb"):
                continue
            edited = {edit.start for edit in self.edits.get(path, ())}
            for line, start, end in means_symbol(self.slots, path):
                if not any(start <= at < end for at in edited) and (path, line) not in told:
                    message = f"{self.found.name} means the symbol here, and was not edited"
                    self._remark("error", "left-alone", message, "change it by hand, and please report it", path, line)

    def _document(self, path: RepoPath, references: References, surface: Surface) -> None:
        raw = self.project.read(path)
        if surface == "other":
            self._other(path, raw)
            return
        seen: list[range] = []
        edits: list[Edit] = []
        if surface in ("markdown", "rst") and "doctests" not in self.wishes.leave:
            for fragment in in_document(self.project, path, raw, self.found.name):
                seen += fragment.spans()
                more, remarks = references.of_fragment(fragment.path, path, base=None)
                edits += more
                self.remarks += remarks
        to = (self.target.module, self.new) if self.target else None
        more, remarks = in_text(
            self.slots, path, raw, surface, retarget=to, text=self.wishes.text, leave=self.wishes.leave, seen=seen
        )
        self.edits[path] = edits + more
        self.remarks += remarks

    def _other(self, path: RepoPath, raw: bytes) -> None:
        """A kind of file that is not edited: only a path that leads to the symbol is worth a word."""
        if b"\0" in raw:
            return
        for line, path_in_text in paths_in(self.slots, path, raw):
            message = f"{path_in_text} left alone: canonize does not edit this kind of file"
            self.remarks.append(Diagnostic("warning", "left-alone", message, "change it by hand", path, line))

    def _untouched(self, path: RepoPath, references: References, surface: Surface) -> None:
        """A word on a file that is not edited, and whether it goes on working."""
        why = self.slots.untouched[path]
        line = 1
        if candidates.is_python(surface):
            try:
                needs = references.of_untouched(path)
                line = needs or line
            except UnreadableSource:
                needs = 0
            if needs:
                self._remark("warning", "not-edited", f"it uses {self.found.name} and is not edited: {why}",
                             "change it by hand, or keep an alias", path, line)  # fmt: skip
                return
        self._remark("info", "not-edited", f"{self.found.name} is mentioned and not edited: {why}", "", path, line)

    def _keep_alias(self) -> None:
        """The old name stays where it was defined, and in the packages that re-export it."""
        if self.wishes.keep_alias == "none":
            return
        home = self._home()
        if not home:
            raise Refused(f"{self.found.name} is defined outside this project: no alias can be kept for it",
                          "leave keep-alias out")  # fmt: skip
        kept = KeptAlias(self.wishes.keep_alias, self.slots, self.wishes.removed_in)
        handing_on = [path for path in self.edits if self._exports(path) and self._is_public(path)]
        for path in (*handing_on, *(self._by_star() if self.wishes.keep_alias == "deprecated" else ())):
            module = self.project.modules.of_file(path)
            names = self.project.modules.names(module) if module else ()
            source = self.project.parsed(path).source
            for edit in kept.edits(path, names[0] if names else path):
                start, end = source.raw_offset(edit.start), source.raw_offset(edit.end)
                self.edits.setdefault(path, []).append(Edit(start, end, edit.replacement, edit.reason))

    def _is_public(self, path: RepoPath) -> bool:
        """Does it define the symbol, or hand it on to others: a package, or a module that lists it in `__all__`?"""
        if path in self._home() or path.rpartition("/")[2].startswith("__init__."):
            return True
        module = self.project.modules.of_file(path)
        return module is not None and self.found.name in (self.resolver.exported(module) or ())

    def _by_star(self) -> Iterator[RepoPath]:
        """The packages that hand the symbol on by a star import and do not spell its name."""
        for path, kind in self.project.kinds.items():
            package = path.rpartition("/")[2] == "__init__.py" and kind in ("file", "executable")
            if (
                package
                and path not in self.edits
                and STAR_IMPORT.search(self.project.read(path))
                and self._exports(path)
            ):
                yield path

    # -- refusals -----------------------------------------------------------------------------------------------

    def _refuse_home(self) -> None:
        """The definition has no other name to keep: a clash there, or a file that is not edited, ends the rename."""
        for path in self._home():
            if path in self.slots.untouched:
                raise Refused(f"{path} defines {self.found.name}, and is not edited: {self.slots.untouched[path]}")
            names = self.project.names(path, self.found.name)
            for group in self.slots.groups(path, names.module):
                self._refuse(path, group)

    def _refuse(self, path: RepoPath, group: Group) -> None:
        if group.fate != "kept" or not any(self.slots.defines(path, binding) for binding in group.bindings):
            return
        line = self.project.parsed(path).source.line(group.bindings[0].start)
        reason = str(group.clash) if group.clash else "the order of its bindings does not decide which is meant"
        raise Refused(
            f"{path}:{line}: {self.found.name} cannot become {self.new}; {reason}",
            "choose another name, or rename the other first",
        )

    def _refuse_star_clashes(self, files: Iterable[RepoPath]) -> None:
        """A star import cannot bring a name under another one: what is in its way ends the rename."""
        for found in star_clashes(self.slots, files):
            place = self.found.places[0] if self.found.places else self.found.name
            raise Refused(f"{place}: {self.found.name} cannot become {self.new}; {found}",
                          "write that star import out, or choose another name")  # fmt: skip

    # -- words --------------------------------------------------------------------------------------------------

    def _evidence(self) -> str:
        symbol = self.found.symbol
        if isinstance(symbol, External):
            old, place = symbol.dotted, " (outside this project)"
        else:
            old, place = (
                f"{self._module_name(symbol)}:{symbol.name}",
                f" ({', '.join(self.found.places) or 'not there'})",
            )
        return f"{old}{place} -> {f'{self.target.module}:{self.new}' if self.target else self.new}"

    def _module_name(self, symbol: Definition) -> str:
        module = self.project.modules.by_stem.get(symbol.stem)
        names = self.project.modules.names(module) if module else ()
        return names[0] if names else symbol.stem.replace("/", ".")

    def _remark(
        self, severity: Severity, code: str, message: str, help: str = "", path: RepoPath = "", line: int = 1
    ) -> None:
        self.remarks.append(Diagnostic(severity, code, message, help, path, line if path else 0))
