"""What becomes of one alias' word, block by block: its uses take the canonical name, or there is a reason why not.

from .shim import Old      "renamed": the import takes C, and the uses follow
__all__ = ["Old"]          "kept": from .core import C as Old
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import chain
from typing import ClassVar, Literal

from tree_sitter import Node

from ..meaning.branches import may_be_skipped
from ..meaning.certain import is_sure, may_lack, may_reach
from ..meaning.flow import order
from ..meaning.scopes import Names, Occurrence, Scope
from ..meaning.stems import Module
from ..meaning.targets import Definition, Target
from ..records import dataclass
from ..renames.bystar import is_of_a_star
from ..renames.groups import Group
from ..renames.slots import Slots
from ..repo.files import RepoPath
from .collapserules import CollapseRules
from .comparisons import COMPARED, is_compared
from .identity import Identity, aliased_value, out_of_parentheses
from .obstacles import obstacle

_NOBODY = Definition("", "")  # no place is the symbol of these slots: all their answers come from the identity
REPLACED = "tests replace"  # how the reason begins why an import that runs late stays: it may get what a test put there
Reader = Literal["stays", "local", "canonical"]


@dataclass
class AliasSlots(Slots):
    """The decisions for one word of the family. `others` are those for its other words, by word."""

    modules_first: ClassVar[bool] = True

    identity: Identity = field(kw_only=True)
    rules: CollapseRules = field(kw_only=True)
    others: Mapping[str, AliasSlots] = field(default_factory=dict, kw_only=True)
    reasons: dict[tuple[RepoPath, int], str] = field(default_factory=dict, kw_only=True)

    @classmethod
    def of(
        cls, word: str, rules: CollapseRules, untouched: Mapping[RepoPath, str], others: Mapping[str, AliasSlots]
    ) -> AliasSlots:
        identity = rules.family.identity
        return cls(
            identity.resolver, _NOBODY, word, identity.symbol.name,
            untouched=untouched, identity=identity, rules=rules, others=others,
        )  # fmt: skip

    # -- modules ------------------------------------------------------------------------------------------------

    def renamed_in(self, target: Target | None) -> bool:
        """Is the word, as an attribute of this module, an alias that is to be collapsed?"""
        return (
            isinstance(target, Module)
            and Definition(target.stem, self.old) != self.identity.symbol
            and self.rules.wanted(target.stem, self.old)
            and (target.stem, self.old) not in self.rules.patches.bound
            and self.identity.same(self.identity.of_member(target, self.old))
        )

    def reader(self, module: Module) -> Reader:
        """Where the module's own code looks the symbol up afterwards: under the word, as before; under the canonical
        name in the module; or nowhere in it, so that who named it there names the definition.
        """
        for path in module.files:
            names = self.names(path)
            uses = [each for each in names.occurrences if each.role == "use" and each.home == names.module]
            groups = self.groups(path, names.module)
            reading = [each for each in uses if not _is_aliased(each)]
            if reading and self.old == self.new:
                return "stays"
            if reading and (groups or self.star(path) is not None):
                follows = groups[-1].fate == "renamed" if groups else self._by_star(path)
                return "local" if follows else "stays"
        return "canonical"

    def is_named_anew(self, path: RepoPath, module: str) -> bool:
        found = self.project.modules.find(module, path)
        return found is not None and any(self.follows_in(file) for file in found.files)

    def is_left(self, path: RepoPath, module: str) -> bool:
        return True

    def follows_in(self, path: RepoPath) -> bool:
        """Does the word, as a global of the file, become the canonical name?"""
        groups = self.groups(path, self.names(path).module)
        return bool(groups) and groups[-1].fate == "renamed"

    def _by_star(self, path: RepoPath, use: Occurrence | None = None) -> bool:
        if path in self.untouched:
            return False
        star = self.star(path)
        seen = star is not None and (use is None or may_reach(star, use))
        return seen and not self.why_star_stays(path)

    def star(self, path: RepoPath) -> Node | None:
        """The star import that brings the word, when it is an alias to collapse, and no other may be the one."""
        found = [
            each for each in self.resolver.bringing(path, self.old)
            if isinstance(each.source, Module) and self.resolver.member(each.source, self.old)
        ]  # fmt: skip
        if not found or not self.renamed_in(found[0].source):
            return None
        last = found[0]
        return last.statement if (last.surely and is_sure(last.statement)) or len(found) == 1 else None

    def why_star_stays(self, path: RepoPath) -> str:
        names = self.names(path)
        if self.old == self.new:
            return "the star import brings it under its own name"
        why = self._why_looked_up(path) or self.rules.why_not_direct(path, None)
        found = None if why else obstacle(self.identity, path, names, names.module)
        return why or (str(found) if found else "")

    # -- groups -------------------------------------------------------------------------------------------------

    def _group(self, path: RepoPath, names: Names, home: Scope, bindings: tuple[Occurrence, ...]) -> Group:
        alias = [binding for binding in bindings if self.is_alias(path, binding)]
        if not alias:
            return Group(bindings, "other")
        found = None
        why = self._why_kept(path, names, home, bindings, alias)
        if not why:
            found = obstacle(self.identity, path, names, home)
            why = str(found) if found else ""
        for binding in bindings:
            self.reasons[path, binding.start] = why
        return Group(bindings, "kept" if why else "renamed", found)

    def is_alias(self, path: RepoPath, binding: Occurrence) -> bool:
        """Does this binding bind the symbol, under this word, and is that to be collapsed?"""
        if self.old == self.new:
            return False
        if binding.from_import is None and aliased_value(binding) is None:
            return False
        return self._is_wanted(path, binding) and self.identity.same(self.identity.of_binding(path, binding, self.old))

    def _is_wanted(self, path: RepoPath, binding: Occurrence) -> bool:
        """By the name that it has here, or by that which the import takes."""
        source, taken = self.resolver.taken(path, binding)
        names = [(self.identity.stem(path), self.old), *([(source.stem, taken)] if isinstance(source, Module) else [])]
        return not any(name in self.rules.patches.bound for name in names) and any(
            self.rules.wanted(*name) for name in names
        )

    def _why_kept(
        self, path: RepoPath, names: Names, home: Scope, bindings: tuple[Occurrence, ...], alias: list[Occurrence]
    ) -> str:
        if path in self.untouched:
            return self.untouched[path]
        if is_compared(self.identity, path, names, home):
            return COMPARED
        if home.kind == "class":
            return "in a class body it is an attribute of the class"
        if len(alias) != len(bindings):
            return "it is bound to something else as well"
        if any(each.role in ("global", "nonlocal", "delete") and each.home == home for each in names.occurrences):
            return "it is declared global or deleted here"
        for each in alias if home.kind == "function" else ():
            source, taken = self.resolver.taken(path, each)
            if isinstance(source, Module) and self.is_replaced_in(source, taken):
                return f"{REPLACED} {taken} in {source.stem.replace('/', '.')}"
        stars = self.resolver.bringing(path, self.old) if home == names.module else ()
        behind = any(statement.start_byte > bindings[0].start for statement, _, _ in stars)
        if behind or (stars and may_lack(names, bindings)):
            return "a star import may bind it anew"
        why = self._why_looked_up(path) if home == names.module else ""
        if why:
            return why
        assigned = [binding for binding in bindings if aliased_value(binding) is not None]
        if assigned:
            return self._why_assignment_stays(path, home, bindings, assigned)
        why = next((why for each in bindings if (why := self.rules.why_exported(path, names, each))), "")
        return why or next((why for each in bindings if (why := self.rules.why_not_direct(path, each))), "")

    def _why_looked_up(self, path: RepoPath) -> str:
        """Why the file's module goes on looking the word up that tests replace in it."""
        module = self.project.modules.of_file(path)
        words = self.rules.patches.words(module.stem) if module is not None else frozenset[str]()
        if module is None or self.old not in words:
            return ""
        others = sorted(word for word in words if word != self.old and (word in self.others or word == self.new))
        if others:
            return f"it and {others[0]} are replaced by tests, each for itself"
        is_needed = (module.stem, self.old) in self.rules.needed
        return "functions that take it from here are to get what tests put there" if is_needed else ""

    def is_replaced(self, module: Module) -> bool:
        """Do tests replace the name in a module that goes on looking it up there?"""
        return (module.stem, self.old) in self.rules.patches.replaced and self.reader(module) == "stays"

    def is_replaced_in(self, module: Module, name: str) -> bool:
        """Do tests replace a name of the family in a module that looks it up, where a direct import would not?"""
        slots = self.others.get(name)
        if slots is None or (module.stem, name) not in self.rules.patches.replaced:
            return False
        return slots.reader(module) in (("stays",) if module.stem == self.identity.symbol.stem else ("stays", "local"))

    def is_sent_on(self, module: Module) -> bool:
        """Is the symbol, under its own name in that module, taken from its definition, and does no test replace it?"""
        replaced = self.rules.patches.replaced
        names = ((module.stem, self.old), (module.stem, self.new))
        return self.rules.wanted(module.stem, self.new) and not any(name in replaced for name in names)

    def _why_assignment_stays(
        self, path: RepoPath, home: Scope, bindings: tuple[Occurrence, ...], assigned: list[Occurrence]
    ) -> str:
        """The assignment is never touched; its uses follow where the canonical name is bound before it."""
        if home.kind != "module" or len(assigned) != len(bindings):
            return "it is a local name"
        if any(binding.steps[-3].node.type == "type_alias_statement" for binding in assigned):
            return "it is a type alias, an object of its own"
        first = assigned[0].start
        own = self.project.names(path, self.new).own
        bound = chain(own, self._imported_before(path, home, first), self._imported_as_others(path, home))
        is_bound = any(each.start < first and each.scope == home and not may_be_skipped(each) for each in bound)
        if not (is_bound or self._is_from_a_star(path, assigned[0])):
            return f"{self.new} is not bound in this module"
        return ""

    def _is_from_a_star(self, path: RepoPath, assigned: Occurrence) -> bool:
        """Is the value a name that a star import brings, beside which the canonical name is imported for it?"""
        value = aliased_value(assigned)
        slots = self.others.get(self.project.parsed(path).text(value).decode()) if value is not None else None
        if value is None or slots is None:
            return False
        names = slots.names(path)
        use = names.at(value.start_byte)
        return slots._by_star(path, use) and (not names.own or is_of_a_star(self.resolver, path, use, names.own))

    def _imported_before(self, path: RepoPath, home: Scope, start: int) -> Iterator[Occurrence]:
        """The imports of this word above an assignment that take the canonical name: `from m import Old; Old = Old`."""
        names = self.names(path)
        for group in order(names, home).groups:
            above = group[0].start < start and all(each.from_import for each in group)
            if above and self._group(path, names, home, group).fate == "renamed":
                yield group[0]

    def _imported_as_others(self, path: RepoPath, home: Scope) -> Iterator[Occurrence]:
        """The imports of other words of the family, bound by nothing else, that take the canonical name."""
        for other in self.others.values():
            if other is self or other.old == self.new:
                continue
            bindings = other.names(path).bindings(home)
            if all(each.from_import for each in bindings):
                yield from (each.bindings[0] for each in other.groups(path, home) if each.fate == "renamed")


def _is_aliased(use: Occurrence) -> bool:
    """Is the use only the right side of `A = C`: does it hand the name on?"""
    place = out_of_parentheses(use.steps, len(use.steps) - 1)
    above = use.steps[place - 1].node
    return above.type == "assignment" and use.steps[place].field == "right" and use.home == use.scope
