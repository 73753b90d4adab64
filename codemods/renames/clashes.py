"""Would the new name be taken for something else, or take something else's place? One block of one file."""

from __future__ import annotations

from operator import attrgetter

from ..meaning.bindings import Resolver
from ..meaning.branches import share_a_loop
from ..meaning.flow import order, order_of, reads_global
from ..meaning.fragments import file_of, is_example
from ..meaning.lazy import asks_for, lazy_targets
from ..meaning.parsing import Parsed
from ..meaning.scopes import Names, Occurrence, Scope
from ..meaning.stems import Module
from ..records import dataclass
from ..repo.files import RepoPath
from .pythons import is_type, perhaps_pythons


@dataclass(frozen=True, slots=True)
class Clash:
    """The place that stands in the way, and a sentence on it."""

    path: RepoPath
    line: int
    why: str

    def __str__(self) -> str:
        return f"{file_of(self.path)}:{self.line}: {self.why}"


def clash(resolver: Resolver, path: RepoPath, old: Names, home: Scope, new: str) -> Clash | None:
    """Why `old`, which lives in `home`, cannot be called `new` there; None when it can.

    `new` is bound in `home`; a block between a use and `home` binds `new` and would capture it; a use of `new` that
    now means a global or builtin would find the renamed symbol; `old` is a builtin, too, where `home` does not bind it;
    another cell of a marimo notebook gets `old` from here by that name.
    """
    parsed = resolver.project.parsed(path)
    open_use = perhaps_pythons(resolver, path, old) if home == old.module else None
    if open_use is not None:
        why = f"{old.word} may be Python's own here, where what binds it is not run"
        return Clash(path, parsed.source.line(open_use.start), why)
    cell = _other_cell(parsed, old, home)
    if cell is not None:
        return Clash(path, parsed.source.line(cell.start), f"this cell of the notebook gets {old.word} from another")
    if not parsed.holds(new):
        return _from_outside(resolver, path, home, new)
    names = resolver.project.names(path, new)

    def at(each: Occurrence, why: str) -> Clash:
        return Clash(path, parsed.source.line(each.start), why)

    for each in names.occurrences if not _are_apart(path, old, names, home) else ():
        if each.role in ("bind", "delete", "global") and each.home == home:
            return at(each, f"{new} is bound here already")
        if each.role == "string" and _looks_past(each.scope, names, home) and is_type(parsed, each):
            return at(each, f"{new} means something else in this annotation, which the renamed symbol would hide")
        is_hidden = each.role == "use" and _looks_past(each.scope, names, home)
        if is_hidden or (home.kind == "module" and reads_global(each, names)):
            return at(each, f"{new} means something else here, which the renamed symbol would hide")
    return captured(path, old, home, names) or _from_outside(resolver, path, home, new)


def _are_apart(path: RepoPath, old: Names, new: Names, home: Scope) -> bool:
    """Do the blocks of a page that use the one name never see what those bind that use the other?"""
    if not is_example(path) or home.kind != "module" or any(each.role == "string" for each in new.occurrences):
        return False
    starts = {each.start for each in old.bindings(home)}
    both = order_of(old, home, tuple(sorted((*old.bindings(home), *new.bindings(home)), key=attrgetter("start"))))

    def sees_its_own(names: Names, each: Occurrence) -> bool:
        seen = both.seen_by(each)
        return seen is not None and all((one.start in starts) == (names is old) for one in both.groups[seen])

    return all(
        sees_its_own(names, each)
        for names in (old, new)
        for each in names.occurrences
        if (each.home == home and each.role in ("use", "delete", "global")) or reads_global(each, names)
    )


def captured(path: RepoPath, old: Names, home: Scope, new: Names) -> Clash | None:
    """The binding of the new name, in a block between a use of `old` and `home`, that would capture the use."""
    for use in old.occurrences:
        typed = use.role == "string" and old.home(use.scope) == home and is_type(old.parsed, use)
        if typed or use.home == home or (home.kind == "module" and reads_global(use, old)):
            captor = new.home(use.scope)
            if captor in (home, new.module) or _sees_past(use, new, captor, home):
                continue
            line = old.parsed.source.line(next(iter(new.bindings(captor)), use).start)
            return Clash(path, line, f"{new.word} is a local name here and would capture a use of {old.word}")
    return None


def _sees_past(use: Occurrence, new: Names, captor: Scope, home: Scope) -> bool:
    """Does the class bind the new name behind the use alone, which finds the global by it: `class C: new = old`?

    Not in an annotation, which may be read later (PEP 649).
    """
    if captor.kind != "class" or use.scope != captor or home.kind != "module" or use.role != "use":
        return False
    later = not order(new, captor).binds_before(use) and use.enclosing("type") is None
    return later and not any(share_a_loop(use, binding) for binding in new.bindings(captor))


def _other_cell(parsed: Parsed, old: Names, home: Scope) -> Occurrence | None:
    """The parameter by which a cell of a marimo notebook gets what the function `home`, another one, binds."""
    if home.kind != "function" or b"marimo" not in parsed.source.code:
        return None
    others = (each for each in old.occurrences if each.role == "bind" and each.home not in (home, old.module))
    return next((each for each in others if each.enclosing("parameters") is not None), None)


def _looks_past(scope: Scope, names: Names, home: Scope) -> bool:
    """Does code in the block find the name in `home` or beyond, where it would then find what `home` binds?"""
    return home in scope.chain() and names.home(scope) in home.chain()


def _from_outside(resolver: Resolver, path: RepoPath, home: Scope, new: str) -> Clash | None:
    """What other files bring under the new name: a star import, a submodule of the package."""
    if home.kind != "module":
        return None
    for statement, source in resolver.starred(path):
        if isinstance(source, Module) and resolver.exports(source, new) and resolver.member(source, new):
            line = resolver.project.line(path, statement.start_byte)
            return Clash(path, line, f"this star import brings another {new}")
    if asks_for(resolver, path, new) or lazy_targets(resolver, path, new):
        word = resolver.project.names(path, new)
        at = next((each.start for each in word.occurrences if each.role == "string"), 0)
        return Clash(path, resolver.project.line(path, at), f"the module gives {new} on demand")
    module = resolver.project.modules.of_file(path)
    child = resolver.submodule(module, new)
    if child is not None:
        return Clash(child.files[0], 1, f"the package has a submodule {new}")
    return None
