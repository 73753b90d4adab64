"""Which bindings of a word are the symbol, and which of them take the new name.

A slot is a word in one block of one file; its bindings fall into groups (flow.py). A group that is the symbol is
renamed, or, where the new name would clash there, kept by `import New as Old`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import ClassVar

from tree_sitter import Node

from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.exports import beside_stub, deciding
from ..meaning.flow import order, reads_global, sees_outer
from ..meaning.fragments import is_example
from ..meaning.imports import takes
from ..meaning.loading import may_be_a_module
from ..meaning.project import Project
from ..meaning.rounds import Rounds
from ..meaning.scopes import Names, Occurrence, Scope
from ..meaning.stems import Module
from ..meaning.syntax import assigned_value, taken_name
from ..meaning.targets import Definition, External, Target, Unknown, is_home
from ..records import dataclass
from ..repo.files import RepoPath
from .bystar import can_keep, is_doubtful, is_mixed, is_of_a_star, is_unused, of_star
from .clashes import Clash, clash
from .groups import Decided, Fate, Group, has_parameter, in_place_of_star, settled
from .ondemand import is_given_anew, is_there, may_give
from .pythons import is_pythons


@dataclass
class Slots:
    """The decisions for one symbol in one project; each is made once.

    `fixture` is the file that defines it as a fixture of pytest, "" when it is none. `untouched` are files that are
    not edited, with the reason. `provider` are the files of the module with the new name: they go on importing the old
    one. `moved` when all others take it from another module. `taken` fills with the stems of those it is taken from,
    `kept_stars` with what `keeps_star` answered, `answered` with the modules that have it, `put` with `sys.modules`.
    """

    modules_first: ClassVar[bool] = False
    """Does every dotted path in a text mean the module, where one has the name that the symbol has in its package?"""

    resolver: Resolver
    symbol: Definition | External
    old: str
    new: str
    provider: frozenset[RepoPath] = frozenset()
    untouched: Mapping[RepoPath, str] = field(default_factory=dict)
    fixture: RepoPath = ""
    moved: bool = False
    taken: set[str] = field(default_factory=set)
    kept_stars: dict[RepoPath, bool] = field(default_factory=dict)
    answered: Rounds[str, bool] = field(default_factory=Rounds)
    put: tuple[tuple[RepoPath, int, re.Pattern[str]], ...] | None = None
    _groups: dict[RepoPath, dict[Scope, Decided]] = field(default_factory=dict)
    _star_clashes: dict[RepoPath, Clash | None] = field(default_factory=dict)
    project: Project = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.project = self.resolver.project

    def names(self, path: RepoPath) -> Names:
        """Every place of the old word in the file. Raises UnreadableSource."""
        return self.project.names(path, self.old)

    def renamed_in(self, target: Target | None) -> bool:
        """Does the old name, as an attribute of this module, become the new one?"""
        if isinstance(target, Module):
            return self._module(target)
        return isinstance(target, External) and External(f"{target.dotted}.{self.old}") == self.symbol

    def renamed_in_file(self, path: RepoPath) -> bool:
        """The same of the module that the file is."""
        return self.renamed_in(self.project.modules.of_file(path))

    def changes_in(self, target: Target | None) -> bool:
        """Must a reference to the symbol through this module change? Not when it hands the symbol on as before."""
        return self.renamed_in(target) and (self.new != self.old or is_home(target, self.symbol))

    def groups(self, path: RepoPath, home: Scope) -> tuple[Group, ...]:
        """The decisions for the old word where it lives in `home`; empty when nothing there binds it."""
        return self._decided(path, home).groups

    def group_of(self, path: RepoPath, binding: Occurrence, home: Scope | None) -> Group | None:
        """The group of a binding that lives in `home`; None when it binds nothing there."""
        return self._decided(path, home).by_start.get(binding.start) if home is not None else None

    def is_mixed(self, path: RepoPath) -> bool:
        """Is the old name of the file's module the symbol under its new name for a while, and for a while not?"""
        return self._decided(path, self.names(path).module).is_mixed

    def _decided(self, path: RepoPath, home: Scope) -> Decided:
        of_file = self._groups.setdefault(path, {})
        if home in of_file:
            return of_file[home]
        decided, is_whole = self.answered.watched(lambda: Decided.of(self._decide(path, home)))
        if is_whole:
            of_file[home] = decided
        return decided

    def is_named_anew(self, path: RepoPath, module: str) -> bool:
        """Has the module, seen from `path`, the symbol under its new name after a move?"""
        return not self.is_left(path, module)

    def is_left(self, path: RepoPath, module: str) -> bool:
        """Does a move take the symbol out of the module, seen from `path`, which does not hand it on?"""
        return any(is_home(target, self.symbol) for target in self.resolver.dotted_path(module, path))

    def forget(self, path: RepoPath) -> None:
        """Lets go what holds the file's tree; what is asked of it again is decided again."""
        self._groups.pop(path, None)
        self.resolver.forget(path)

    def fate(self, path: RepoPath, each: Occurrence) -> Fate | None:
        """What becomes of the name at this place; None when the order of the bindings does not decide it."""
        if each.home is None:
            return "other"
        names, home = self.names(path), each.home
        if each.role == "use" and home.kind == "class" and reads_global(each, names):
            outer = self.fate(path, replace(each, home=names.module))
            if sees_outer(each, names):
                return outer
            if outer in ("renamed", None):
                return None
        decided = self._decided(path, home)
        groups, top = decided.groups, home == names.module
        if top and (self.keeps_star(path) or is_pythons(self.resolver, path, each, names)):
            return "kept" if self.keeps_star(path) else "other"
        if not groups or (top and is_of_a_star(self.resolver, path, each, groups[0].bindings)):
            brought = self._by_star(path, each) if top else False
            if brought and self.star_clash(path) is not None:
                return "kept"
            return None if brought is None else "renamed" if brought else "other"
        if is_example(path) and order(names, home).is_above(each):
            return "other"
        if len(decided.fates) == 1:
            return groups[0].fate
        if each.start in decided.by_start:
            return decided.by_start[each.start].fate
        seen = order(names, home).seen_by(each)
        if seen is not None:
            return groups[seen].fate
        return None if "renamed" in decided.fates else "kept"  # what keeps its name goes on working

    def _module(self, module: Module) -> bool:
        return self.answered.answer(module.stem, lambda: self._is_renamed(module), False)

    def _is_renamed(self, module: Module) -> bool:
        gone = Definition(module.stem, self.old) == self.symbol and not is_there(self.resolver, module, self.old)
        return gone or any(self._file(path) for path in deciding(self.resolver, module, self.old))

    def _keeps(self, path: RepoPath, bindings: tuple[Occurrence, ...]) -> bool:
        """Is the file a stub whose module means something else by the old name, or keeps that for what stars bring?"""
        module = beside_stub(self.resolver, path, self.old)
        overruled = module is not None and not self._module(module)
        return overruled or (self.keeps_star(path) and not any(self.defines(path, each) for each in bindings))

    def _describes(self, path: RepoPath, bindings: tuple[Occurrence, ...]) -> bool:
        """Is it written out in a stub what the module takes from elsewhere, where it is renamed?"""
        module = beside_stub(self.resolver, path, self.old) if path not in self.untouched else None
        return module is not None and not any(each.import_around for each in bindings) and self._module(module)

    def _file(self, path: RepoPath) -> bool:
        """Is the old name, as this file's module ends up with it, renamed?"""
        try:
            groups = self.groups(path, self.names(path).module) if self.project.parsed(path).holds(self.old) else ()
        except UnreadableSource:
            return False
        if groups:
            return groups[-1].fate == "renamed"
        if self.resolver.from_stars(path, self.old):
            return self._starred(path)
        return is_given_anew(self.resolver, path, self.symbol, self.old, self.new) or self._starred(path)

    def _starred(self, path: RepoPath) -> bool:
        """Does a star import of the file hand the symbol on under its new name? A move leaves that to who uses it."""
        brought = self._by_star(path)
        is_kept = brought is None and self.keeps_star(path)  # whether it does is remembered
        return bool(brought) and not is_kept and not self.is_lost(path) and self.star_clash(path) is None

    def star_clash(self, path: RepoPath) -> Clash | None:
        """Why a file keeps the old name, after a move, for what a star import from outside brought; None if not."""
        if path not in self._star_clashes:
            self._star_clashes[path] = in_place_of_star(self.resolver, path, self.old, self.new) if self.moved else None
        return self._star_clashes[path]

    def is_lost(self, path: RepoPath) -> bool:
        """Does a star import bring the symbol no more after a move, and no import of the file in its place?"""
        return self.moved and bool(self._by_star(path)) and is_unused(self.resolver, path, self.old)

    def keeps_star(self, path: RepoPath, *, forced: bool = False) -> bool:
        """Does the file import the symbol under its old name behind the star imports that bring it?

        It does where it is not known which of several star imports counts; `forced`: for what the file itself binds.
        """
        if path not in self.kept_stars or (forced and not self.kept_stars[path]):
            self.kept_stars[path] = False  # for star imports that go round
            if self.new != self.old and not self.moved and path not in self.untouched:
                mixed = forced or is_mixed(self.resolver, path, self.old, lambda use: self._by_star(path, use))
                question = self._renamed_or_doubtful
                self.kept_stars[path] = mixed and can_keep(self.resolver, path, self.old, question, self.symbol)
        return self.kept_stars[path]

    def _by_star(self, path: RepoPath, use: Occurrence | None = None) -> bool | None:
        """Does a star import bring the name from where it is renamed? None when that depends."""
        return of_star(self.resolver, path, self.old, self._renamed_or_doubtful, self.answered, self.symbol, use)

    def _renamed_or_doubtful(self, source: Module | External) -> bool | None:
        return self.renamed_in(source) or (None if self._is_doubtful(source) else False)

    def _is_doubtful(self, source: Module | External) -> bool:
        """Is it not known, or is it no more, that the module gives the symbol under the old name?"""
        if not isinstance(source, Module):
            return False
        may_be, question = self.moved and not self._module(source), f"{source.stem} by a star"  # which may go round
        brought = (self._by_star(path) is not False for path in source.files)
        lost = may_be and self.answered.answer(question, lambda: any(brought), False)
        doubtful = lost or is_doubtful(self.resolver, source, self.old, self.symbol)
        return doubtful and not any(map(self.keeps_star, source.files))

    def _decide(self, path: RepoPath, home: Scope) -> tuple[Group, ...]:
        names = self.names(path)
        decided = [self._group(path, names, home, group) for group in order(names, home).groups]
        return settled(names, home, decided, lambda each: self.defines(path, each))

    def _group(self, path: RepoPath, names: Names, home: Scope, bindings: tuple[Occurrence, ...]) -> Group:
        described = home == names.module and self._describes(path, bindings)
        if not described and not any(self.moves(path, binding) for binding in bindings):
            return Group(bindings, "other")
        if home.kind == "class" or has_parameter(bindings) or (home == names.module and self._keeps(path, bindings)):
            return Group(bindings, "kept")
        found = clash(self.resolver, path, names, home, self.new) if self.new != self.old else None
        return Group(bindings, "kept" if found else "renamed", found)

    def defines(self, path: RepoPath, binding: Occurrence) -> bool:
        """Is this binding the definition of the symbol itself?"""
        if binding.import_around is not None:
            return False
        return self.symbol in self.resolver.of_binding(path, binding, self.old) and not self._is_reexport(path, binding)

    def _is_reexport(self, path: RepoPath, binding: Occurrence) -> bool:
        is_given = assigned_value(binding.steps) is not None
        return is_given and not is_home(self.project.modules.of_file(path), self.symbol)

    def moves(self, path: RepoPath, binding: Occurrence) -> bool:
        """Does this binding bind the symbol, from a place where it takes the new name?"""
        statement = binding.import_around
        if statement is not None:
            return self.import_moves(path, binding, statement)
        if path in self.untouched or self.symbol not in self.resolver.of_binding(path, binding, self.old):
            return False
        value = assigned_value(binding.steps)
        if value is not None and self._is_reexport(path, binding) and value.type in ("attribute", "subscript"):
            below = value.child_by_field_name("object")
            return below is not None and self.attribute_moves(path, below) is True
        return True

    def import_moves(self, path: RepoPath, binding: Occurrence, statement: Node) -> bool:
        """Is what this import takes called by the old name, and is that renamed where it comes from?"""
        imported = binding.parent
        parsed, is_from = self.project.parsed(path), statement.type == "import_from_statement"
        if path in self.provider or path in self.untouched or not is_from or taken_name(parsed, imported) != self.old:
            return False
        source = self.resolver.imported_module(path, statement)
        if isinstance(source, Module) and is_home(source, self.symbol) and not self.resolver.member(source, self.old):
            return not (path.endswith(".pyi") and takes(parsed, statement, self.new))  # it is all that is left of it
        is_early = self.resolver.submodule_yet(path, source, statement, self.old) is not None
        return source is not None and not is_early and self._gives(source)

    def _gives(self, source: Module | External) -> bool:
        moves = self.renamed_in(source)
        if moves and isinstance(source, Module):
            self.taken.add(source.stem)
        return moves

    def on_demand(self, target: Target | None) -> bool:
        """May this module give the old name only by a `__getattr__` that cannot be read, or by one of several stars?"""
        if not isinstance(target, Module) or self._is_doubtful(target):
            return isinstance(target, Module)
        return not self._module(target) and may_give(self.resolver, target, self.symbol, self.old)

    def attribute_moves(self, path: RepoPath, below: Node, scope: Scope | None = None) -> bool | None:
        """Is the old name renamed as an attribute of this expression? None when that is not known."""
        targets = self.resolver.of_expression(path, below, scope)
        known = [target for target in targets if isinstance(target, Module | External)]
        answers = set(map(self._gives, known))
        unsure = any(target == Unknown() or may_be_a_module(self.resolver, target) for target in targets)
        if False in answers and any(self.on_demand(target) for target in known):
            return None
        if not known or (True in answers and (False in answers or unsure)):
            return None if unsure or True in answers else False
        return answers == {True}
