"""Which aliases are collapsed, which names must stay bound, and where a direct import is not possible."""

from __future__ import annotations

import re
from dataclasses import field
from functools import cached_property
from typing import Literal

from tree_sitter import Node

from ..derived.conventions import collected_as_one
from ..meaning.annotated import type_comment
from ..meaning.fields import is_field_of_globals
from ..meaning.flow import is_read
from ..meaning.fragments import is_example
from ..meaning.importcycles import ImportGraph, runs_at_import
from ..meaning.lazy import is_attached
from ..meaning.project import Project
from ..meaning.reexports import is_listed
from ..meaning.scopes import Names, Occurrence
from ..meaning.stems import Module, is_package
from ..meaning.strings import string_place
from ..meaning.syntax import is_handed_on, taken_name
from ..names import SymbolPath
from ..records import dataclass
from ..renames.shims import hands_on_only
from ..repo.files import RepoPath
from .aliasfamily import Family
from .aliaspatches import Patches
from .modulepaths import absolute, package_of
from .shimfate import ShimWord

ON_PURPOSE = "it is re-exported on purpose: `import X as X`"
WrapperWord = Literal["report", "collapse"]
_UNUSED_IS_FINE = re.compile(rb"[^#\r\n]*+#[^\r\n]*?noqa(?![ \t]*:(?![^\r\n]*F401))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CollapseWishes:
    """`canonical` is the one symbol. `aliases` names those to collapse (by name or dotted path), none means all.

    `same_name` also redirects imports that take the symbol under its own name from a module that hands it on.
    With `wrappers` "collapse", subclasses that add nothing become aliases and are collapsed with them.
    `shims` says what becomes of modules that only hand names on and that nothing needs any more. Shims and subclasses
    in the packages `keep_public` stay. `include` and `exclude` are globs for the files that may change, within those of
    the project.
    """

    canonical: SymbolPath
    aliases: tuple[str, ...] = ()
    same_name: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    shims: ShimWord = "keep"
    keep_public: tuple[str, ...] = ()
    wrappers: WrapperWord = "report"


@dataclass
class CollapseRules:
    """The rules for one family. `patches` knows which names tests replace, and what is bound anew.

    `needed` fills with names, by the module's stem, that places which stay as they are go on taking.
    """

    project: Project
    family: Family
    graph: ImportGraph
    wishes: CollapseWishes
    patches: Patches = field(init=False)
    needed: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.patches = Patches(self.family.resolver)

    @property
    def home(self) -> Module:
        return self.family.identity.home

    def wanted(self, stem: str, name: str) -> bool:
        """Is the name that the module has an alias that is to be collapsed? The symbol's own with `same_name` alone."""
        if name == self.family.symbol.name:
            return self.wishes.same_name
        if not self.wishes.aliases:
            return not _is_looked_for(name)
        if name in self.wishes.aliases:
            return True
        names = self.project.modules.names(self.project.modules.by_stem.get(stem))
        return any(f"{each}.{name}" in self.wishes.aliases for each in names)

    def why_class_stays(self, path: RepoPath, name: str) -> str:
        """Why a class in this file is to stay one though it adds nothing to the symbol; "" when it need not."""
        module = self.project.modules.of_file(path)
        public = package_of(self.project, module, self.wishes.keep_public)
        if public:
            return f"{public} is public"
        return "" if self.wanted(self.family.identity.stem(path), name) else "it is not asked for"

    def why_exported(self, path: RepoPath, names: Names, binding: Occurrence) -> str:
        """Why the file's name must stay bound, "" when it need not."""
        if binding.home != names.module:
            return ""
        parsed = self.project.parsed(path)
        module = self.project.modules.of_file(path)
        if module is None and (is_example(path) or path.endswith(".ipynb")):
            return ""  # nobody imports from it
        statement = binding.from_import
        if is_package(path):
            return "the package hands it on"
        if is_listed(self.family.resolver, path, names.word):
            return "__all__ names it"
        if is_handed_on(parsed, binding.parent):
            return ON_PURPOSE
        if _is_exported_string(names):
            return "a string in the file names it as one of the module's"
        if module is not None and (module.stem, names.word) in self.needed:
            return "another file that is left as it is takes it from here"
        if hands_on_only(parsed):
            return "the module only hands names on"
        places = (statement.start_byte, binding.start, statement.end_byte) if statement is not None else ()
        if any(_UNUSED_IS_FINE.match(parsed.source.code, at) for at in places):
            return "its linter comment says that others use it"
        if not _is_used(names):
            return "nothing in the file uses it: it is there for others"
        return collected_as_one(path, self._definition, names.word, self.family.symbol.name)

    @cached_property
    def _definition(self) -> Occurrence | None:
        """The first place that binds the symbol."""
        symbol = self.family.symbol.name
        return next((each for path in self.home.files for each in self.project.names(path, symbol).own), None)

    def why_not_direct(self, path: RepoPath, binding: Occurrence | None) -> str:
        """Why the file cannot import the symbol from its definition at this place, or at its top; "" when it can."""
        if path in self.home.files:
            return "this is the module that defines the symbol"
        if is_attached(self.project, path):
            return "lazy_loader gives what this stub imports"
        if not absolute(self.project, path, self.home):
            return f"{self.home.stem} cannot be imported from here"
        statement = binding.from_import if binding is not None else None
        source = self.family.resolver.imported_module(path, statement) if statement is not None else None
        if isinstance(source, Module) and self._would_be_hidden(source):
            return f"{self.project.modules.name(source)} gives it in the place of the module that has its name"
        if source == self.home or (statement is not None and not runs_at_import(statement)):
            return ""
        if statement is not None and isinstance(source, Module) and self._loads_its_own(path, statement, source):
            return f"the import also loads {self.project.modules.name(source)}"
        if isinstance(source, Module) and self._is_loaded_by(source):
            return ""
        cycle = self.graph.new_cycle(path, self.home)
        return f"a direct import would make a cycle: {' -> '.join(s.replace('/', '.') for s in cycle)}" if cycle else ""

    def _loads_its_own(self, path: RepoPath, statement: Node, source: Module) -> bool:
        """Does the package import a submodule here for nothing but the symbol, which a direct import would not load?

        `package.submodule` is to go on working.
        """
        package = path.rpartition("/")[0]
        if not is_package(path) or not source.stem.startswith(f"{package}/"):
            return False
        parsed, symbol = self.project.parsed(path), self.family.symbol.name
        taken = [(taken_name(parsed, each), each.type) for each in statement.children_by_field_name("name")]
        return all(
            (name != symbol or kind == "aliased_import" or self.wishes.same_name)
            and self.family.identity.same(self.family.identity.of_member(source, name))
            for name, kind in taken
        )

    def _would_be_hidden(self, package: Module) -> bool:
        """Would the direct import put the module in the place of the symbol, which the package gives on demand?"""
        return self.home.stem == f"{package.stem}/{self.family.symbol.name}" and not self._is_loaded_by(package)

    def _is_loaded_by(self, package: Module) -> bool:
        """Does whoever imports the package, which a direct import does first, as before, get the definition loaded?"""
        return self.home.stem.startswith(f"{package.stem}/") and bool(self.graph.way(package.stem, self.home.stem))


def _is_looked_for(name: str) -> bool:
    """Is it a name that others look for: `_` (what extracts texts for translation), `__version__`, `__getattr__`?"""
    return name == "_" or (name.startswith("__") and name.endswith("__"))


def _is_used(names: Names) -> bool:
    """Does the file read the module's global of that name, in its code or in a type that is a string or a comment?"""
    texts = [each for each in names.occurrences if each.role in ("string", "comment")]
    return is_read(names) or any(
        string_place(names.parsed, each.steps).use == "annotation"
        if each.role == "string"
        else type_comment(names.parsed, each.node, each.start)
        for each in texts
    )


def _is_exported_string(names: Names) -> bool:
    """Does a string in the file name the word as one that the module has: `__all__`, `globals()[...]`, a table?"""
    strings = [each for each in names.occurrences if each.role == "string"]
    places = (string_place(names.parsed, each.steps) for each in strings)
    return any(place.whole == names.word and place.use in ("export", "global", "table") for place in places) or any(
        is_field_of_globals(names.parsed, each) for each in strings
    )
