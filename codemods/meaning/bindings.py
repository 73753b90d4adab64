"""What does a name mean across files? Bindings, imports and re-exports, followed to where they end.

# app/__init__.py: from .m import Old         # app/views.py: from app import Old
resolver.member(app, "Old") == {Definition("app/m", "Old")}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from functools import reduce

from tree_sitter import Node

from ..errors import UnreadableSource
from ..names import is_mangled
from ..records import dataclass
from ..repo.files import RepoPath
from .branches import is_bare_annotation
from .exports import Bringing, Listed, bringing, brought, brought_beside, brought_between, exported, is_on_demand
from .flow import in_force_at, is_before, order, sees_outer
from .importing import Imports
from .loading import attribute_of_value, gives_on_demand, loaded_by_name, reloaded
from .parsing import EVERY_IMPORT, Parsed
from .reexports import reexported
from .rounds import Rounds
from .scopes import Names, Occurrence, Scope
from .starred import unstarred
from .stems import Module
from .syntax import assigned_value, bare, binds_a_value, field_text, is_value, taken_name
from .targets import NOTHING, UNKNOWN, Definition, External, Target, Targets, Unknown
from .turns import Turns


@dataclass
class Resolver(Imports):
    """Answers for one project, each computed once."""

    surely: Rounds[tuple[str, str], bool] = field(default_factory=Rounds)  # has a module a name whenever it is loaded?
    _members: Rounds[tuple[str, str, str], Targets] = field(default_factory=Rounds)
    _asked: set[str] = field(default_factory=set)
    _turns: Turns = field(default_factory=Turns)
    _bringing: dict[RepoPath, dict[tuple[str, Target | None], tuple[Bringing, ...]]] = field(default_factory=dict)
    _exports: dict[str, Listed | None] = field(default_factory=dict)
    left: str = ""  # the stem of a module that had what is looked for: a star import of it brought that
    left_as: str = ""  # what it is called there now, if it is there
    owned: Definition | None = None  # what is a name of its own, although its module assigns it what hands it on

    def leans_on(self, path: RepoPath) -> bool:
        """Has anybody asked for a name of the module that this file is?"""
        module = self.project.modules.of_file(path)
        return module is not None and module.stem in self._asked

    def forget(self, path: RepoPath) -> None:
        """Lets go what holds the file's tree."""
        super().forget(path)
        self._bringing.pop(path, None)

    # -- names of modules ---------------------------------------------------------------------------------------

    def member(self, module: Module, name: str) -> Targets:
        """What the attribute `name` of the module is: its own bindings, star imports, lazy exports, a submodule.

        Empty when nothing there provides it.
        """
        self._asked.add(module.stem)
        return self._members.answer((module.stem, name, "member"), lambda: self._member(module, name), NOTHING)

    def _member(self, module: Module, name: str) -> Targets:
        found = self.given(module, name)
        if found or name == "__getattr__":
            return self.or_submodule(module, name, found)
        from .lazy import lazy_targets

        child = self.project.modules.child(module, name)
        lazy = frozenset(each for path in module.files for each in lazy_targets(self, path, name))
        # A submodule that is not loaded yet is asked for, and another module may be the answer.
        return lazy if child is None else frozenset({child, *(each for each in lazy if isinstance(each, Module))})

    def given(self, module: Module, name: str) -> Targets:
        """What the files of the module bind the name to, not what a `__getattr__` of theirs gives."""
        return self._members.answer((module.stem, name, "given"), lambda: self._given(module, name), NOTHING)

    def _given(self, module: Module, name: str) -> Targets:
        found: Targets = NOTHING
        for path in module.files:  # a stub counts where the module itself says nothing
            if not (found and path.endswith(".pyi")):
                found |= self.in_file(path, name)
        return found

    def on_demand(self, module: Module, name: str) -> bool:
        """May the module give `name` by a `__getattr__` (PEP 562), or an object in its place, that cannot be read?"""
        return not self.member(module, name) and any(gives_on_demand(self.project, path, name) for path in module.files)

    def in_file(self, path: RepoPath, name: str) -> Targets:
        """What one file of a module says of its attribute `name`: its bindings, or its star imports."""
        if not self.project.spells(path, name):
            return self.from_stars(path, name)
        try:
            names = self.project.names(path, name)
        except UnreadableSource:
            return NOTHING
        bindings = names.own
        if not bindings:
            return self.from_stars(path, name)
        last = order(names, names.module).groups[-1]
        return self.of_bindings(path, last, name) | brought_beside(self, path, names, last)

    def from_stars(self, path: RepoPath, name: str) -> Targets:
        """What the star imports of the file provide under `name`: of several things each that it may be."""
        return brought(self, path, name)

    def bringing(self, path: RepoPath, name: str, symbol: Target | None = None) -> tuple[Bringing, ...]:
        """What `exports.bringing` gives, kept; with a `symbol`, of stars from outside only those that bring it."""
        of_file = self._bringing.setdefault(path, {})
        if (name, symbol) not in of_file:
            found, is_whole = self._members.watched(lambda: tuple(bringing(self, path, name, symbol)))
            if not is_whole or not self.surely.is_settled():
                return found
            of_file[name, symbol] = found
        return of_file[name, symbol]

    def exports(self, module: Module, name: str) -> bool:
        """Does `from module import *` bring `name`, or may it?"""
        return self.brings(module, name) is not False

    def brings(self, module: Module, name: str) -> bool | None:
        """The same; None when `__all__` is computed, or only a branch lists the name, so that it may."""
        listed = self._listed(module)
        if listed is None:
            return not name.startswith("_") and not is_on_demand(self, module, name)
        return listed.brings(name)

    def exported(self, module: Module) -> frozenset[str] | None:
        """The names in the module's `__all__`; None when there is none or it is computed."""
        listed = self._listed(module)
        return listed.names if listed is not None and listed.is_whole else None

    def _listed(self, module: Module) -> Listed | None:
        if module.stem not in self._exports:
            self._exports[module.stem] = None  # for an `__all__` that refers to itself
            self._exports[module.stem] = exported(self, module)
        return self._exports[module.stem]

    # -- names in files -----------------------------------------------------------------------------------------

    def of_expression(self, path: RepoPath, node: Node, scope: Scope | None = None) -> Targets:
        """What an expression of names and attributes means; also `import_module("a.b")` and `sys.modules["a.b"]`.

        `scope` is the block in which it is evaluated, when that is known: it saves the way down to the place.
        """
        parsed = self.project.parsed(path)
        names: list[str] = []  # a loop: the chain may be longer than Python's stack
        while True:
            node = bare(unstarred(node))
            if node.type in ("attribute", "member_type"):
                below, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
                if below is None or attribute is None:
                    return UNKNOWN
                names.append(parsed.text(attribute).decode())
                node = below
            else:
                return self.through(self._of_first(path, node, scope), reversed(names))

    def _of_first(self, path: RepoPath, node: Node, scope: Scope | None) -> Targets:
        """What the expression that a chain of attributes begins with means."""
        if node.type == "identifier":
            return self.of_name(path, node, scope)
        again = reloaded(self.project.parsed(path), node)
        if again is not None:
            return self.of_expression(path, again, scope)
        loaded = loaded_by_name(
            self.project, path, node, lambda each, dotted: self.of_expression(path, each) == {External(dotted)}
        )
        if loaded is not None:
            return self.dotted_module(loaded, path) if isinstance(loaded, str) else frozenset({loaded})
        return frozenset({Unknown(is_value(node))})

    def _of_module(self, module: Module, name: str) -> Targets:
        """The same as `member`; where that is being asked already, the submodule: `import pkg.m as m` in pkg itself."""
        found = self.member(module, name)
        child = self.project.modules.child(module, name) if not found else None
        return frozenset({child}) if child else found

    def attribute(self, of: Targets, name: str) -> Targets:
        """The attribute `name` of each of the targets."""
        found: set[Target] = set()
        for target in of:
            match target:
                case Module():
                    found |= self._of_module(target, name) or self.elsewhere(target, name) or UNKNOWN
                case External(dotted):
                    found.add(self.project.modules.prefixed(f"{dotted}.{name}") or External(f"{dotted}.{name}"))
                case _:
                    found.add(attribute_of_value(self, target, beside=of))
        return frozenset(found)

    def of_name(self, path: RepoPath, node: Node, scope: Scope | None = None) -> Targets:
        """What the identifier means, read where it stands; `scope` is the block there, when that is known."""
        parsed = self.project.parsed(path)
        names = self.project.names(path, parsed.text(node).decode())
        if scope is not None and not is_mangled(names.word):
            home = names.home(scope)
            bound = names.bindings(home)
            if home.kind != "class" and (not bound or (len(bound) == 1 and not self.stars(path))):
                return self.of_home(path, names, home)
        use = names.at(node.start_byte)
        if use.home is None:
            return UNKNOWN
        return self._of_use(path, names, use, names.module if sees_outer(use, names) else use.home)

    def _of_use(self, path: RepoPath, names: Names, use: Occurrence, home: Scope) -> Targets:
        """What a use means: by the bindings that it sees, where the order of all decides which those are."""
        bindings = names.bindings(home)
        early = bindings and home == names.module and is_before(use, bindings)
        if early and (brought := brought_between(self, path, names.word, -1, use.start)):
            return brought
        if not bindings:
            return self.of_home(path, names, home)
        seen = order(names, home).seen_by(use)
        bound = bindings if seen is None else in_force_at(use, home, order(names, home).groups[seen])
        found = self._of_seen(path, names, home, bound)
        return found if home != names.module else found | brought_beside(self, path, names, bound, use)

    def of_home(self, path: RepoPath, names: Names, home: Scope) -> Targets:
        """What the name that lives in `home` means: the union over its bindings."""
        bindings = names.bindings(home)
        if bindings or home != names.module:
            return self._of_seen(path, names, home, bindings) if bindings else UNKNOWN
        perhaps = bool(self.bringing(path, names.word))
        return self.from_stars(path, names.word) or (UNKNOWN if perhaps else self.submodule_there(path, names.word))

    def _of_seen(self, path: RepoPath, names: Names, home: Scope, bindings: tuple[Occurrence, ...]) -> Targets:
        """What those bindings make of the name."""
        return self._turns.answer(
            (path, names.word, home, bindings[0].start, bindings[-1].start, len(bindings)),
            lambda: self.of_bindings(path, bindings, names.word),
            is_whole=self._members.is_settled,  # in the middle of a search that goes round it may lack something
        )

    def of_bindings(self, path: RepoPath, bindings: Iterable[Occurrence], name: str) -> Targets:
        return frozenset(target for binding in bindings for target in self.of_binding(path, binding, name))

    def of_binding(self, path: RepoPath, binding: Occurrence, name: str) -> Targets:
        """What one binding binds its name to."""
        statement = binding.enclosing(*EVERY_IMPORT)
        if statement is not None:
            return self._of_import(path, self.project.parsed(path), binding, statement)
        value, module = assigned_value(binding.steps), self.project.modules.of_file(path)
        is_owned = self.owned is not None and module is not None and self.owned == Definition(module.stem, name)
        if value is not None and not is_owned:
            meant = reexported(self, path, value, name)
            if meant or reloaded(self.project.parsed(path), value) is not None:  # m = reload(m) changes nothing
                return meant
        if binding.home is not None and binding.home.kind == "module" and module:
            brought = self.from_stars(path, name) if is_bare_annotation(binding) else NOTHING
            return brought or frozenset({Definition(module.stem, name)})
        return frozenset({Unknown(neutral=True)}) if binds_a_value(binding.steps) else UNKNOWN

    def _of_import(self, path: RepoPath, parsed: Parsed, binding: Occurrence, statement: Node) -> Targets:
        imported = binding.parent  # dotted_name, or aliased_import
        if statement.type == "import_statement":
            if imported.type == "aliased_import":
                dotted = field_text(parsed, imported, "name").decode()
                return self.through(self.bound_by(dotted, path), dotted.split(".")[1:])
            return self.bound_by("".join(parsed.text(imported).decode().split()), path)
        return self.imported(path, statement, taken_name(parsed, imported))

    def imported(self, path: RepoPath, statement: Node, name: str) -> Targets:
        """What `from m import name` gets."""
        source = self.imported_module(path, statement)
        early = self.submodule_yet(path, source, statement, name)
        return frozenset({early}) if early else self.imported_from(source, name)

    def imported_from(self, source: Module | External | None, name: str) -> Targets:
        """What an import of `name` from the module gets."""
        match source:
            case Module():
                found, is_whole = self._members.watched(lambda: self._of_module(source, name))
                if found or not is_whole:
                    return found
                # A name that is not there may be one that was moved away: it keeps its identity.
                return self.elsewhere(source, name) or frozenset({Definition(source.stem, name)})
            case External(dotted):
                return frozenset({External(f"{dotted}.{name}")})
            case _:
                return UNKNOWN

    def through(self, targets: Targets, names: Iterable[str]) -> Targets:
        return reduce(self.attribute, names, targets)

    def dotted_path(self, dotted: str, importer: RepoPath) -> Targets:
        """What the string "a.b.C" means: the longest module, then its attributes."""
        parts = dotted.split(".")
        for count in range(len(parts), 0, -1):
            module = self.project.modules.find(".".join(parts[:count]), importer)
            if module and (module.files or count < len(parts)):
                return self.through(frozenset({module}), parts[count:])
        return frozenset({External(dotted)})
