"""Leave the old name in place: as an alias, or as a lazy attribute that warns.

class New: ...                 class New: ...

                               def __getattr__(name: str) -> object:
Old = New                          if name == "Old": … warnings.warn(…); return New
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from tree_sitter import Node

from ..edits import Edit
from ..meaning.certain import binds_surely
from ..meaning.exports import BUILTINS
from ..meaning.flow import order
from ..meaning.handing import GROUPS
from ..meaning.lazy import is_attached
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..meaning.strings import string_place
from ..meaning.syntax import field_of, is_for_checkers
from ..names import word_pattern
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from .aliasplace import behind_star, binding_at_once, is_surely_gone, places
from .lazyalias import REASON, LazyAlias, indent_unit, once_more
from .slots import Slots

_ADDING_ONE = (b"__all__.append", b"__all__.insert")
_BETWEEN, _BETWEEN_BEFORE = regex(rb"[,\s]+(?=\w)"), regex(rb"(?<=\w)[,\s]+\Z")


@dataclass(frozen=True, slots=True)
class KeptAlias:
    """How the old name stays. `lazy` is how it does where it is given on demand."""

    kind: str
    slots: Slots
    lazy: LazyAlias

    def edits(self, path: RepoPath, dotted: str) -> Iterator[Edit]:
        """What to add to a file whose module-level name was renamed; offsets of the code. `dotted`: its module."""
        parsed = self.slots.project.parsed(path)
        if path.endswith(".pyi"):
            yield from self._in_stub(path, parsed)
            return
        bindings = self._bindings(path)
        at_once = binding_at_once(bindings, self.slots.names(path).module)
        if is_surely_gone(at_once, self._deletions(path)):
            return
        running = [each for each in at_once if not is_for_checkers(each.node)]
        star = self._star(path)
        runs_star = star is not None and not is_for_checkers(star)
        stays_one = not self.is_bound_anew(path)
        if (self.kind == "plain" and stays_one) or self.hidden_by(path):
            yield from self._aliases(path, at_once, star)
            given = not running and not runs_star
        else:
            yield from self._aliases(
                path, [each for each in at_once if each not in running], None if runs_star else star
            )
            given = not running and not runs_star and stays_one
            if not given:
                stays = star is None and not self._deletions(path)
                bound = stays and binds_surely(parsed.tree.root_node, running)
                always = star is not None and star.parent == parsed.tree.root_node
                sure = bound or (star is not None and always and self._brings_it(path, star))
                yield self.lazy.bound(path, parsed, dotted, sure=sure)
        is_bound = bool(at_once) or star is not None
        if given and (not is_bound or self.lazy.is_in_table(path)):
            if bindings and not self.lazy.is_in_table(path):  # all that is there is `Old: T`
                yield self.lazy.bound(path, parsed, dotted, sure=False)
            else:
                yield from self.lazy.on_demand(path, parsed, dotted)
        if self.kind == "plain":
            yield from self._exports(path, parsed)

    def _in_stub(self, path: RepoPath, parsed: Parsed) -> Iterator[Edit]:
        if is_attached(self.slots.project, path):
            yield from self.lazy.twice(path, parsed, self._bindings(path))
        else:
            yield from self._aliases(path, self._bindings(path), self._star(path))
            yield from self._exports(path, parsed)

    def is_bound_anew(self, path: RepoPath) -> bool:
        """Does a function bind the name? The old one must then be asked for each time."""
        return any(each.scope.kind != "module" for each in self._bindings(path))

    def hidden_by(self, path: RepoPath) -> str:
        """What the module has under the name beside the symbol, so that no `__getattr__` is asked; "" for nothing."""
        resolver, old, bindings = self.slots.resolver, self.slots.old, self._bindings(path)
        child = resolver.submodule(resolver.project.modules.of_file(path), old)
        if child is not None and (bindings or self._star(path)):
            return "a submodule has its name, too"
        parsed, home = resolver.project.parsed(path), resolver.project.names(path, old).module
        others = [each for group in self.slots.groups(path, home) if group.fate != "renamed" for each in group.bindings]
        running = [each for each in others if not is_for_checkers(each.node)]
        if running:
            return f"line {parsed.source.line(running[0].start)} binds its name to something else"
        starred = bindings and resolver.from_stars(path, old) - {self.slots.symbol}
        return "a star import brings its name, too" if starred else ""

    def _bindings(self, path: RepoPath) -> tuple[Occurrence, ...]:
        return self.slots.names(path).own

    def _star(self, path: RepoPath) -> Node | None:
        """The star import that brings the name, when nothing in the file spells it."""
        found = () if self._bindings(path) else self.slots.resolver.bringing(path, self.slots.old)
        return min((each.statement for each in found), key=is_for_checkers, default=None)

    def _brings_it(self, path: RepoPath, star: Node) -> bool:
        """Does the star import bring the name always: not only to type checkers, in a branch, or for a time?"""
        found = self.slots.resolver.bringing(path, self.slots.old)
        return any(each.surely for each in found if each.statement == star)

    def _aliases(self, path: RepoPath, bindings: Sequence[Occurrence], star: Node | None) -> Iterator[Edit]:
        """`Old = New` behind the statements that bind the name, or the star import that brings it."""
        parsed, apart = self.slots.project.parsed(path), partial(self._is_apart, path)
        found = places(parsed, bindings, self._deletions(path), apart) if bindings else []
        if star is not None:
            sure = is_for_checkers(star) or self._brings_it(path, star)
            found = [behind_star(parsed, star, apart, sure=sure)]
        for place in found:
            alias = f"{self.slots.old} = {self.slots.new}"
            if not place.sure and not path.endswith(".pyi"):
                begin = f"{parsed.source.newline.decode()}{place.before.rpartition(parsed.source.newline.decode())[2]}"
                alias = f'if "{self.slots.new}" in globals():{begin}{indent_unit(parsed)}{alias}'
            yield Edit(place.at, place.at, f"{place.before}{alias}".encode(), REASON)

    def _is_apart(self, path: RepoPath, statement: Node) -> bool:
        """May the import run before the old name is there? It takes none, and all who take the old one are edited."""
        text = self.slots.project.parsed(path).text(statement)
        stars = (each.statement for each in self.slots.resolver.bringing(path, self.slots.old))
        named = word_pattern((self.slots.old, self.slots.new)).search(text) is not None
        inside = range(statement.start_byte, statement.end_byte)
        # An __all__ above has both names, and what is imported may take them by a star.
        strings = (each for each in self.slots.names(path).occurrences if each.role == "string")
        listed = any(each.start < statement.start_byte for each in strings)
        return not (self.slots.untouched or named or listed or any(star.start_byte in inside for star in stars))

    def _deletions(self, path: RepoPath) -> tuple[Occurrence, ...]:
        names = self.slots.names(path)
        return tuple(each for each in names.deletions(names.module) if each.scope == names.module)

    def _exports(self, path: RepoPath, parsed: Parsed) -> Iterator[Edit]:
        """Both names in `__all__`, beside the edit that renames the one that is there."""
        for each in self.slots.names(path).occurrences:
            if each.role != "string":
                continue
            place = string_place(parsed, each.steps)
            above = place.node.parent
            if place.use != "export" or above is None:
                continue
            if place.whole != self.slots.old:  # "Old Other".split()
                yield Edit(each.end, each.end, f"{_separator(parsed, each)}{self.slots.old}".encode(), REASON)
            elif above.type in GROUPS:
                yield once_more(parsed, place.node)
            elif above.type == "attribute":  # "Old".split()
                yield Edit(each.end, each.end, f" {self.slots.old}".encode(), REASON)
            elif (call := above.parent) is not None and parsed.text(call.children[0]) in _ADDING_ONE:
                yield once_more(parsed, call, ";")


def _separator(parsed: Parsed, each: Occurrence) -> str:
    """What stands between the names of the string that holds this one."""
    code = parsed.source.code
    found = _BETWEEN.match(code, each.end) or _BETWEEN_BEFORE.search(code, 0, each.start)
    return found.group().decode() if found else " "


def is_kept_alias(slots: Slots, path: RepoPath, new: str) -> bool:
    """Does the file bind the old name only as `Old = New`, what an earlier run left, or in place of an import?"""
    names = slots.names(path)
    parsed = slots.project.parsed(path)
    *_, last = order(names, names.module).groups or ((),)
    if new in BUILTINS and not (slots.resolver.from_stars(path, new) or slots.project.bindings(path, new)):
        return False  # `text_type = str` is a name for what is Python's

    def is_alias(binding: Occurrence) -> bool:
        owner = binding.parent
        right = field_of(owner, "right", "assignment")
        return right is not None and parsed.text(right) == new.encode()

    own = [each for each in names.own if each in last or each.import_around is None]
    return bool(own) and all(map(is_alias, own))
