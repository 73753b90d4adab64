"""What `from module import *` brings: the names in `__all__`, as far as they can be read without running anything."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from tree_sitter import Node

from ..records import dataclass
from ..repo.files import RepoPath
from .certain import binds_surely, is_bound_at, is_sure, is_surely_bound, is_surely_there
from .flow import is_late, order
from .scopes import Names, Occurrence
from .stems import Module
from .syntax import assigned_value, field_text, taken_name
from .targets import NOTHING, UNKNOWN, External, Target, Targets
from .written import change_of, plainly_written, strings_in, values_in, written_out

if TYPE_CHECKING:
    from .bindings import Resolver


BUILTINS = frozenset(dir(builtins))


class Bringing(NamedTuple):
    """A star import that may bring a name, the module that it takes it from, and whether it surely does."""

    statement: Node
    source: Module | External
    surely: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The names in an `__all__`, of which only some branch lists those that are `perhaps` there.

    Not `is_whole` when it is computed, and may have others.
    """

    names: frozenset[str]
    is_whole: bool = True
    perhaps: frozenset[str] = frozenset()

    def brings(self, name: str) -> bool | None:
        """Is the name listed? None when it may be."""
        if name in self.names:
            return None if name in self.perhaps else True
        return False if self.is_whole else None


def exported(resolver: Resolver, module: Module) -> Listed | None:
    """What the module's `__all__` lists; None when it has none."""
    named: set[str] = set()
    perhaps: set[str] = set()
    known, is_whole = False, True
    for path in module.files:
        plain = plainly_written(resolver.project.read(path))
        if plain is not None:
            named |= plain
            known = True
            continue
        if not resolver.project.spells(path, "__all__"):
            continue
        parsed, names = resolver.project.parsed(path), resolver.project.names(path, "__all__")
        groups = order(names, names.module).groups
        begins = groups[-1][0].start if groups else 0  # what was listed before is replaced
        parts: list[tuple[Occurrence, set[str]]] = []
        for each in names.occurrences:
            change = change_of(parsed, each) if each.home == names.module and each.start >= begins else None
            if change is None:
                continue
            if change == "less":
                return Listed(frozenset(), is_whole=False)
            known = known or each.role == "bind"
            listed = _added(resolver, path, each)
            is_whole = is_whole and listed is not None
            named |= listed or set()
            parts.append((each, listed or set()))
        perhaps |= _perhaps(parsed.tree.root_node, parts)
    return Listed(frozenset(named), is_whole, frozenset(perhaps)) if known else None


def _perhaps(root: Node, parts: Sequence[tuple[Occurrence, set[str]]]) -> set[str]:
    """The names that only a branch lists: the `parts` of an `__all__` are places, each with what it adds there."""
    anew = [(each, names) for each, names in parts if each.parent.type == "assignment"]
    last: dict[str, int] = {}  # where a statement at the top lists the name
    some: dict[str, list[Occurrence]] = {}  # those in branches that do
    for each, names in parts:
        at_top = _is_at_top(each)
        for name in names:
            if at_top:
                last[name] = each.start
            else:
                some.setdefault(name, []).append(each)
    sure = {places: binds_surely(root, places) for places in set(map(tuple, some.values()))}
    unsure = {name for name, places in some.items() if name not in last and not sure[tuple(places)]}
    replaced = {name for each, names in anew for name in {*last, *some} - names if each.start > last.get(name, -1)}
    return unsure | replaced


def _is_at_top(each: Occurrence) -> bool:
    statement = each.enclosing("expression_statement", "import_from_statement")
    return statement is None or is_sure(statement)


def is_on_demand(resolver: Resolver, module: Module, name: str) -> bool:
    """Does nothing but the module's `__getattr__` give the name (PEP 562)? A star without `__all__` asks it not."""
    if not resolver.member(module, name) or resolver.project.modules.child(module, name):
        return False
    return not resolver.given(module, name)


def brought(resolver: Resolver, path: RepoPath, name: str) -> Targets:
    """What the star imports of a file provide under `name`; several things, in branches or by a computed `__all__`."""
    found: Targets = NOTHING
    for statement, source, surely in bringing(resolver, path, name):
        if isinstance(source, Module):
            found |= resolver.member(source, name)
            if surely and is_sure(statement):
                return found
    return found | UNKNOWN if found and name in BUILTINS else found


def brought_beside(
    resolver: Resolver, path: RepoPath, names: Names, bound: tuple[Occurrence, ...], use: Occurrence | None = None
) -> Targets:
    """What star imports may make of a global that the file binds so: those behind that, all where it may be skipped.

    As the module has it in the end, or as the `use` finds it.
    """
    if not resolver.stars(path):
        return NOTHING
    is_made = is_surely_bound(names, bound) if use is None else bound[0].start < use.start and is_bound_at(use, bound)
    start = bound[-1].start if is_made else -1
    here = inf if use is None else use.start
    return brought_between(resolver, path, names.word, start, inf if use is None or is_late(use) else here, here)


def brought_between(
    resolver: Resolver, path: RepoPath, name: str, start: float, end: float, here: float = inf
) -> Targets:
    """What the star imports between two places in the file provide, but for those that one above `here` replaces."""
    if not any(start < statement.start_byte < end for statement in resolver.stars(path)):
        return NOTHING
    found: Targets = NOTHING
    for statement, source, surely in bringing(resolver, path, name):
        if start < statement.start_byte < end and isinstance(source, Module):
            found |= resolver.member(source, name)
            if surely and is_sure(statement) and statement.start_byte < here:
                break
    return found


def is_in_all(resolver: Resolver, path: RepoPath, each: Occurrence) -> bool:
    """Does `__all__` take the names in which the string stands: `__all__ = _NAMES`, `__all__ += _NAMES`?"""
    parsed, made = resolver.project.parsed(path), each.enclosing("assignment")
    word = field_text(parsed, made, "left").decode()
    uses = resolver.project.names(path, word).occurrences if word.isidentifier() else ()
    statements = (use.enclosing("expression_statement") for use in uses if use.role == "use")
    return any(parsed.text(statement).startswith(b"__all__") for statement in statements if statement is not None)


def bringing(resolver: Resolver, path: RepoPath, name: str, symbol: Target | None = None) -> Iterator[Bringing]:
    """The star imports that may bring `name`, the last one first.

    One from outside the project may always (with a `symbol`, where that is its name), one of the module that had it
    (`left`), and one of a module with such a star import.
    """
    for statement, source in reversed(resolver.starred(path)):
        if isinstance(source, Module):
            brings = resolver.brings(source, name)
            is_left = source.stem == resolver.left
            if brings is not False and (is_left or resolver.member(source, name)):
                is_there = _gives_surely(resolver, source, (is_left and resolver.left_as) or name)
                surely = bool(brings) and is_there and not (is_left and name in BUILTINS)
                yield Bringing(statement, source, surely)
            elif brings is not False and _stars_outside(resolver, source, name):
                yield Bringing(statement, source, False)
        elif source is not None and symbol in (None, External(f"{source.dotted}.{name}")):
            yield Bringing(statement, source, False)


def _gives_surely(resolver: Resolver, module: Module, name: str) -> bool:
    """Has the module the name whenever it is loaded, as far as its own code and its star imports bring it?"""
    return resolver.surely.answer((module.stem, name), lambda: _has_surely(resolver, module, name), False)


def _has_surely(resolver: Resolver, module: Module, name: str) -> bool:
    code = [path for path in module.files if not path.endswith(".pyi") and resolver.project.is_readable(path)]
    for path in code:
        names = resolver.project.spelled(path, name)
        stars = resolver.bringing(path, name)
        own, gone = (names.own, names.deletions(names.module)) if names is not None else ((), ())
        by_star = any(surely and is_sure(statement) for statement, _, surely in stars)
        if gone or ((own or stars) and not by_star and not (names is not None and is_surely_there(names))):
            return False
    return True


def deciding(resolver: Resolver, module: Module, name: str) -> list[RepoPath]:
    """The files that say what the name is there: a stub has no say beside a module that knows the name."""
    code = [path for path in module.files if not path.endswith(".pyi")]
    knowing = [path for path in code if resolver.in_file(path, name)]
    return knowing or list(module.files)


def beside_stub(resolver: Resolver, path: RepoPath, name: str) -> Module | None:
    """The module of a stub that does not say what the name is there; None for another file."""
    module = resolver.project.modules.of_file(path) if path.endswith(".pyi") else None
    return module if module is not None and path not in deciding(resolver, module, name) else None


def _stars_outside(resolver: Resolver, module: Module, name: str) -> bool:
    """Does a star import there, or in a module that is imported so there and may bring it, leave what can be read?"""
    known = resolver.stars_outside.get((module.stem, name))
    if known is None:
        waiting, seen, known = [module], {module.stem}, False
        while waiting and not known:
            files = waiting.pop().files
            known = not all(map(resolver.project.is_readable, files))
            for source in (source for path in files for _, source in resolver.starred(path) if source is not None):
                if not isinstance(source, Module) or source.stem == resolver.left:
                    known = True
                elif source.stem not in seen:
                    seen.add(source.stem)
                    names = resolver.exported(source)
                    waiting += [source] if names is None or name in names else []
        resolver.stars_outside[module.stem, name] = known
    return known


def _added(resolver: Resolver, path: RepoPath, each: Occurrence) -> set[str] | None:
    """The names that come to `__all__` in the statement at this place; None when some of them are computed."""
    statement = each.enclosing("expression_statement", "import_from_statement")
    if statement is None or statement.type == "expression_statement":
        return _listed(resolver, path, statement) if statement is not None else None
    source = resolver.imported_module(path, statement)
    is_all = each.parent.type != "aliased_import"
    return _all_of(resolver, frozenset({source})) if is_all and source is not None else None


def _listed(resolver: Resolver, path: RepoPath, statement: Node) -> set[str] | None:
    """The names in a statement that sets or extends `__all__`; None when some of them are computed."""
    parsed = resolver.project.parsed(path)
    named: set[str] = set()
    for node in values_in(parsed, statement):
        if node.type == "string":
            named |= set(strings_in(parsed, node))
            continue
        lists = _lists(resolver, path, node)
        if lists is None:
            return None
        named |= lists
    return named


def _lists(resolver: Resolver, path: RepoPath, node: Node) -> set[str] | None:
    """The names that `other.__all__`, or a name bound to a list or to another module's `__all__`, stands for."""
    parsed = resolver.project.parsed(path)
    if node.type == "attribute" and field_text(parsed, node, "attribute") == b"__all__":
        below = node.child_by_field_name("object")
        modules = resolver.of_expression(path, below) if below is not None else UNKNOWN
        return _all_of(resolver, modules)
    if node.type != "identifier":
        return None
    names = resolver.project.names(path, parsed.text(node).decode())
    named: set[str] = set()
    if any(each.role == "use" and each.home == names.module and change_of(parsed, each) for each in names.occurrences):
        return None
    for binding in names.own:
        statement = binding.from_import
        if statement is not None:
            source = resolver.imported_module(path, statement)
            is_all = taken_name(parsed, binding.parent) == "__all__"
            found = _all_of(resolver, frozenset({source})) if is_all and source is not None else None
        else:
            value = assigned_value(binding.steps)
            found = written_out(parsed, value) if value is not None else None
        if found is None:
            return None
        named |= found
    return named if names.own else None


def _all_of(resolver: Resolver, modules: Targets) -> set[str] | None:
    named: set[str] = set()
    for module in modules:
        theirs = resolver.exported(module) if isinstance(module, Module) else None
        if theirs is None:
            return None
        named |= theirs
    return named
