"""Rename a class, function, variable or type alias of a module, with every reference to it.

    # app/m.py: class Old: ...            class New: ...
    # app/v.py: from app.m import Old     from app.m import New
    #           Old()                     New()
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from .bindings import Definition, External, Resolver
from .codemod import Diagnostic, Outcome
from .derived import Derived, derived_names
from .edits import Edit
from .errors import NotFound, Refused, UnreadableSource
from .files import RepoPath
from .keepalias import KeptAlias, is_kept_alias
from .names import SymbolPath, is_mangled, why_not_a_name, word_pattern
from .project import Project
from .references import References
from .retarget import Retarget
from .slots import Group, Slots
from .starclashes import star_clashes
from .symbols import Found, find_symbol, gone, places_of

KINDS = frozenset(
    {"annotations", "type-comments", "exports", "mock-targets", "attribute-strings", "dotted-strings", "config", "docs",
     "comments", "notebooks", "doctests"}
)  # fmt: skip
_PYTHON = (".py", ".pyi")


@dataclass(frozen=True, slots=True)
class Rename:
    """`symbol` becomes `to`: an identifier, or a dotted path to which the references are pointed.

    `keep_alias` leaves the old name in place, as `Old = New` or with a DeprecationWarning that names `removed_in`.
    `text` also edits the bare word in prose; `derived` are patterns such as "visit_{}" whose names follow;
    `leave` are kinds of reference (KINDS) that are listed and not edited.
    """

    symbol: SymbolPath
    to: str
    keep_alias: Literal["none", "plain", "deprecated"] = "none"
    removed_in: str = ""
    text: bool = False
    derived: tuple[str, ...] = ()
    leave: frozenset[str] = frozenset()

    def plan(self, project: Project) -> Outcome:
        """Every edit of the rename. Raises NotFound for an unknown symbol, Refused for what would break."""
        resolver = Resolver(project)
        new = _checked(self)
        target = _target(self.symbol, self.to)
        try:
            found = find_symbol(resolver, self.symbol)
        except NotFound:
            if target is not None:
                return _Planning(self, project, resolver, gone(resolver, self.symbol), new, target).outcome()
            done = _already_done(resolver, self.symbol, new)
            if done is None:
                raise
            return Outcome(diagnostics=(done,))
        if target is not None:
            if found.places:
                raise Refused(
                    f"{found.places[0]}: moving a definition inside the repository is not yet supported",
                    f"move {found.name} to {target.module} by hand, then run this again: the references follow",
                )
            return _Planning(self, project, resolver, found, new, target).outcome()
        if found.name == new:
            raise Refused(f"{self.symbol} is called {new} already")
        taken = _taken_over(resolver, self.symbol, found, new)
        if taken is not None:
            return Outcome(diagnostics=(taken,))
        planning = _Planning(self, project, resolver, found, new)
        if planning.is_done():
            return Outcome(diagnostics=(_done(self.symbol, new, ", ".join(found.places)),))
        return planning.outcome()


@dataclass
class _Planning:
    rename: Rename
    project: Project
    resolver: Resolver
    found: Found
    new: str
    target: SymbolPath | None = None
    slots: Slots = field(init=False)
    edits: dict[RepoPath, list[Edit]] = field(default_factory=dict)
    _word: re.Pattern[bytes] = field(init=False)
    remarks: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        own = self.target and self.project.modules.find(self.target.module)
        self._word = word_pattern((self.found.name,))
        self.slots = Slots(self.resolver, self.found.symbol, self.found.name, self.new, frozenset(own.files if own else ()))
        self.slots.is_fixture = self._is_fixture()

    def is_done(self) -> bool:
        """Has an earlier run renamed the symbol and left the old name as an alias?"""
        symbol = self.found.symbol
        module = self.project.modules.by_stem.get(symbol.stem) if isinstance(symbol, Definition) else None
        return module is not None and all(is_kept_alias(self.slots, path, self.new) for path in module.files)

    def outcome(self) -> Outcome:
        self._refuse_clashes_at_home()
        files = self._python_files()
        self._refuse_star_clashes(files)
        to = self.target and Retarget(self.resolver, self.found.symbol, self.target.module, self.new)
        references = References(self.slots, self.rename.leave, to)
        derived = Derived(self.project, self.found.name, self.new, self.rename.derived)
        for path in files:
            self._python(references, derived, path)
        if self.rename.keep_alias != "none":
            if not self.found.places:
                raise Refused(f"{self.rename.symbol} is defined outside this project: no alias can be kept for it",
                              "leave keep-alias out")  # fmt: skip
            self._keep_alias()
        if self.found.through:
            self._remark("info", "re-export", f"{self.found.through} re-exports what {self.found.places[0]} defines: the symbol is renamed there")
        return Outcome(
            {path: tuple(edits) for path, edits in self.edits.items() if edits},
            diagnostics=tuple(sorted(self.remarks)),
            evidence=(self._evidence(),),
            last=self._last(),
        )

    def _is_fixture(self) -> bool:
        """Is the definition decorated as a fixture of pytest?"""
        symbol = self.found.symbol
        module = self.project.modules.by_stem.get(symbol.stem) if isinstance(symbol, Definition) else None
        for path in module.files if module else ():
            names = self.project.names(path, self.found.name)
            for binding in names.bindings(names.module):
                decorated = binding.enclosing("decorated_definition")
                if decorated is not None and b"fixture" in self.project.parsed(path).text(decorated).partition(b"def ")[0]:
                    return True
        return False

    def _python_files(self) -> list[RepoPath]:
        """The Python files that hold the old or the new name."""
        words = (self.found.name, self.new, *derived_names(self.found.name, self.rename.derived))
        mentioning = self.project.files.mentioning(words)
        return sorted(path for path in mentioning if path.endswith(_PYTHON) or self._is_script(path))

    def _is_script(self, path: RepoPath) -> bool:
        """A file without suffix that the shell gives to Python."""
        if "." in path.rpartition("/")[2]:
            return False
        first = self.project.read(path)[:100].partition(b"\n")[0]
        return first.startswith(b"#!") and b"python" in first

    def _python(self, references: References, derived: Derived, path: RepoPath) -> None:
        edits: list[Edit] = []
        remarks: list[Diagnostic] = []
        try:
            if self._word.search(self.project.read(path)):
                edits, remarks = references.of_file(path)
            derived_edits, derived_remarks = derived.of_file(path)
        except UnreadableSource as error:
            self._remark("error", "unparsable", f"{self.found.name} is mentioned, but the file {error.title}",
                         "rename it there by hand", path)  # fmt: skip
            return
        self.edits[path] = edits + derived_edits
        self.remarks += remarks + derived_remarks

    def _keep_alias(self) -> None:
        """The old name stays where it was defined, and in the packages that re-export it."""
        kept = KeptAlias(self.rename.keep_alias, self.slots, self.rename.removed_in)
        for path in [path for path in self.edits if self._exports(path) and self._is_public(path)]:
            module = self.project.modules.of_file(path)
            source = self.project.parsed(path).source
            names = self.project.modules.names(module) if module else ()
            for edit in kept.edits(path, names[0] if names else path):
                start, end = source.raw_offset(edit.start), source.raw_offset(edit.end)
                self.edits[path].append(Edit(start, end, edit.replacement, edit.reason))

    def _is_public(self, path: RepoPath) -> bool:
        """Is this the module that defines the symbol, or a package that hands it on?"""
        if path.rpartition("/")[2].startswith("__init__."):
            return True
        module = self.project.modules.of_file(path)
        return module is not None and getattr(self.found.symbol, "stem", None) == module.stem

    def _refuse_clashes_at_home(self) -> None:
        """The definition has no other name to keep: a clash there ends the rename."""
        symbol = self.found.symbol
        module = self.project.modules.by_stem.get(symbol.stem) if isinstance(symbol, Definition) else None
        for path in module.files if module else ():
            names = self.project.names(path, self.found.name)
            for group in self.slots.groups(path, names.module):
                self._refuse(path, group)

    def _refuse_star_clashes(self, files: list[RepoPath]) -> None:
        """A star import cannot bring a name under another one: what is in its way ends the rename."""
        for found in star_clashes(self.slots, files):
            place = self.found.places[0] if self.found.places else str(self.rename.symbol)
            raise Refused(f"{place}: {self.found.name} cannot become {self.new}; {found}",
                          "write that star import out, or choose another name")  # fmt: skip

    def _refuse(self, path: RepoPath, group: Group) -> None:
        if group.fate != "kept" or not any(self.slots.defines(path, binding) for binding in group.bindings):
            return
        line = self.project.parsed(path).source.line(group.bindings[0].start)
        reason = str(group.clash) if group.clash else "the order of its bindings does not decide which is meant"
        raise Refused(
            f"{path}:{line}: {self.found.name} cannot become {self.new}; {reason}", "choose another name, or rename the other first"
        )

    def _last(self) -> tuple[RepoPath, ...]:
        """Files that others import the symbol from, the furthest from the definition first, the definition last."""
        symbol = self.found.symbol
        home = self.project.modules.by_stem.get(symbol.stem) if isinstance(symbol, Definition) else None
        exporting = [path for path in self.edits if self._exports(path)]
        distance = _Distance(self)
        ordered = sorted(exporting, key=lambda path: (-distance.of(path), path))
        at_home = home.files if home else ()
        return (*(path for path in ordered if path not in at_home), *(path for path in at_home if path in self.edits))

    def _exports(self, path: RepoPath) -> bool:
        module = self.project.modules.of_file(path)
        return module is not None and self.slots.renamed_in(module)

    def _evidence(self) -> str:
        symbol = self.found.symbol
        old = symbol.dotted if isinstance(symbol, External) else f"{self._module_name(symbol)}:{symbol.name}"
        place = f" ({', '.join(self.found.places)})" if self.found.places else " (outside this project)"
        return f"{old}{place} -> {self.rename.to}"

    def _module_name(self, symbol: Definition) -> str:
        module = self.project.modules.by_stem.get(symbol.stem)
        names = self.project.modules.names(module) if module else ()
        return names[0] if names else symbol.stem.replace("/", ".")

    def _remark(self, severity: Literal["error", "warning", "info"], code: str, message: str, help: str = "", path: str = "") -> None:
        self.remarks.append(Diagnostic(severity, code, message, help, path, 1 if path else 0))


@dataclass
class _Distance:
    """How many imports lie between a file and the definition."""

    planning: _Planning
    known: dict[RepoPath, int] = field(default_factory=dict)

    def of(self, path: RepoPath) -> int:
        if path not in self.known:
            self.known[path] = 0
            self.known[path] = 1 + max((self.of(source) for source in self._sources(path)), default=0)
        return self.known[path]

    def _sources(self, path: RepoPath) -> Iterable[RepoPath]:
        planning = self.planning
        names = planning.project.names(path, planning.found.name)
        statements = [each.enclosing("import_from_statement") for each in names.occurrences]
        for statement in (*filter(None, statements), *planning.resolver.stars(path)):
            source = planning.resolver.imported_module(path, statement)
            for file in getattr(source, "files", ()):
                if file in planning.edits and file != path:
                    yield file


def _checked(rename: Rename) -> str:
    """The new name. Raises Refused when it cannot be one."""
    dotted = rename.to.replace(":", ".")
    new = dotted.rpartition(".")[2]
    for part in dotted.split("."):
        why = why_not_a_name(part)
        if why:
            raise Refused(f"cannot rename {rename.symbol} to {rename.to}: {why}", "choose another name")
    old = rename.symbol.name.rpartition(".")[2]
    if is_mangled(old) != is_mangled(new):
        raise Refused(f"cannot rename {old} to {new}: names with two leading underscores change their meaning in classes")
    return new


def _target(symbol: SymbolPath, to: str) -> SymbolPath | None:
    """The module and name that a dotted target means; None for a plain new name, also when it names the same module."""
    module, _, name = to.replace(":", ".").rpartition(".")
    return SymbolPath(module, name) if module and module != symbol.dotted.rpartition(".")[0] else None


def _taken_over(resolver: Resolver, symbol: SymbolPath, found: Found, new: str) -> Diagnostic | None:
    """The remark for a module that only imports the old name and defines the new one: as an earlier run leaves it."""
    if not found.through:
        return None
    for module in resolver.project.modules.every(symbol.module or symbol.name.rpartition(".")[0]):
        own = Definition(module.stem, new)
        if own in resolver.member(module, new):
            places = ", ".join(places_of(resolver, own))
            return Diagnostic(
                "warning", "done",
                f"nothing done: {symbol} is only imported there, from {found.places[0]}, and {new} is defined ({places})",
                "to rename what is imported, name it by the module that defines it",
            )  # fmt: skip
    return None


def _already_done(resolver: Resolver, symbol: SymbolPath, new: str) -> Diagnostic | None:
    """The remark for a rename that an earlier run has made; None when there is no sign of one."""
    module = symbol.module or symbol.name.rpartition(".")[0]
    for each in resolver.project.modules.every(module):
        for target in resolver.member(each, new):
            if not isinstance(target, Definition) or target.name != new:
                continue
            places = ", ".join(places_of(resolver, target))
            return _done(symbol, new, places)
    return None


def _done(symbol: SymbolPath, new: str, places: str) -> Diagnostic:
    return Diagnostic("info", "done", f"nothing to do: {symbol} is called {new} already ({places})")
