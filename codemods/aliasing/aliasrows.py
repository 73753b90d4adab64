"""What is to be said of each alias: the rows of the table before the diff, and of the page of those that stay."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property

from ..codemod import Diagnostic, Table
from ..records import dataclass
from ..repo.files import RepoPath
from .aliases import Alias, Hop, chain, dotted_name
from .aliasfamily import Family
from .aliasslots import AliasSlots
from .collapserules import CollapseRules

RENAMED = "becomes the canonical name"
GONE = "goes with its module"


@dataclass(frozen=True, slots=True)
class AliasRow:
    """What is to be said of one alias: its dotted name, who takes it as `file:line`, its fate, the way it goes."""

    alias: Alias
    name: str
    users: tuple[str, ...]
    fate: str
    hops: tuple[Hop, ...]

    @property
    def stays(self) -> bool:
        return self.fate != RENAMED


@dataclass(frozen=True)
class AliasRows:
    """The rows of one family. `symbol` is its dotted name, `users` who takes each name of a module, by its stem."""

    symbol: str
    rules: CollapseRules
    slots: Mapping[str, AliasSlots]
    users: Mapping[tuple[str, str], list[str]]

    @property
    def family(self) -> Family:
        return self.rules.family

    def table(self, deleted: Container[RepoPath]) -> Table:
        """All rows as they are shown; `deleted` are the modules that go."""
        rows = tuple(
            (
                row.name, row.alias.kind, str(len(row.users)), GONE if row.alias.path in deleted else row.fate,
                " -> ".join(hop.place for hop in row.hops),
            )
            for row in self.all()
        )  # fmt: skip
        return Table(f"aliases of {self.symbol}", ("alias", "kind", "uses", "what happens", "chain"), rows)

    def unknown(self, asked: Iterable[str]) -> Iterator[Diagnostic]:
        """What is to be said of the names that were asked for and are no aliases."""
        modules = self.family.project.modules
        known = {each.name for each in self.family.aliases}
        for each in self.family.aliases:
            known |= {f"{name}.{each.name}" for name in modules.names(modules.of_file(each.path))}
        for name in asked:
            if name not in known:
                like = get_close_matches(name, sorted(known), 1)
                help = f"did you mean {like[0]}?" if like else ""
                yield Diagnostic("info", "no-such-alias", f"{name} is no alias of {self.symbol}", help)

    def all(self) -> tuple[AliasRow, ...]:
        """What is to be said of each alias; of re-exports and star imports when somebody uses them.

        What a function or class is merely assigned, as `model` in a class `Meta`, is no other name of it.
        """
        return tuple(row for alias in self.family.aliases if (row := self._row(alias)))

    def _row(self, alias: Alias) -> AliasRow | None:
        users = self._users(self.family.identity.stem(alias.path), alias.name) if alias.home == "module" else ()
        own = alias.name == self.family.symbol.name
        if alias.is_local or (not users and (own or alias.kind in ("re-export", "star import"))):
            return None
        name = dotted_name(self.family.identity, alias.path, alias.name)
        hops = chain(self.family.identity, alias)
        return AliasRow(alias, name, users, self._fate(alias), hops or (Hop(name, f"{alias.path}:{alias.line}"),))

    def _users(self, stem: str, name: str) -> tuple[str, ...]:
        """The places where the name is taken from the module; of files that were not looked at, their imports."""
        imports = (f"{a.path}:{a.line}" for a in self._taken.get((stem, name), ()))
        return tuple(dict.fromkeys((*self.users[stem, name], *imports)))

    @cached_property
    def _taken(self) -> dict[tuple[str, str], list[Alias]]:
        """The imports of the symbol under its own name, by where they take it from."""
        symbol = self.family.symbol
        found: dict[tuple[str, str], list[Alias]] = {}
        for alias in self.family.aliases:
            if alias.kind == "re-export" and alias.name == symbol.name and alias.source != symbol.stem:
                found.setdefault((alias.source, alias.name), []).append(alias)
        return found

    def _is_sure(self, alias: Alias) -> bool:
        """Is the module's name the symbol whatever runs, and not only by this one of its bindings?"""
        identity = self.family.identity
        module = identity.project.modules.of_file(alias.path)
        return module is None or identity.same(identity.of_member(module, alias.name))

    def _fate(self, alias: Alias) -> str:
        if not alias.sure:
            return "left: it may be another object"
        if not self.rules.wanted(self.family.identity.stem(alias.path), alias.name):
            own = alias.name == self.family.symbol.name
            return "stays: under its own name" if own else "stays: not asked for"
        if alias.home == "module" and not self._is_sure(alias):
            return "left: it may be another object"
        if alias.name == self.family.symbol.name or alias.kind in ("star import", "lazy export"):
            return "stays; its users import directly"
        slots = self.slots[alias.name]
        names = self.family.project.names(alias.path, alias.name)
        binding = names.at(alias.start)
        group = slots.group_of(alias.path, binding, binding.home or names.module)
        why = slots.reasons.get((alias.path, alias.start), "")
        if alias.kind in ("assignment", "type alias"):
            return "stays; its users import directly"
        if group is not None and group.fate == "renamed":
            return RENAMED
        return f"stays: {why}" if why else "stays"
