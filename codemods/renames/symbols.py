"""From what the user wrote to the symbol that is meant: where is `pkg.mod.Name` defined?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from ..errors import NotFound, Refused
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..meaning.reexports import replaced
from ..meaning.stems import Module
from ..meaning.syntax import assigned_value
from ..meaning.targets import Definition, External
from ..names import SymbolPath
from ..records import dataclass
from .bystar import is_doubtful
from .unfound import did_you_mean_name, leave_to_library, no_module, refuse_if_it_lies_here


class IsModule(Refused):
    """The path is a module's, and nothing else has that name."""


class Lost(NotFound):
    """The path is that of an import of a name that its module does not bind. `symbol` is where it should be."""

    symbol: SymbolPath


class Assigned(NotFound):
    """The path is that of a variable which its module assigns a module, or what is outside: `all = numpy.all`."""

    symbol: Definition


@dataclass(frozen=True, slots=True)
class Found:
    """The symbol, its own name, and the places that define it ("app/m.py:3"); none for one outside the project.

    `through` is the module that the user named, when that one only re-exports the symbol.
    """

    symbol: Definition | External
    name: str
    places: tuple[str, ...] = ()
    through: str = ""


def find_symbol(resolver: Resolver, path: SymbolPath) -> Found:
    """The symbol that `path` names.

    Raises NotFound, with the nearest names, when a module of the project has no such name (Assigned and Lost tell of
    two cases); Refused when the path is a module's, a method's, or means several definitions.
    """
    modules, rest = _split(resolver, path)
    if not modules:
        if "." not in path.dotted:
            raise _without_module(resolver, path)
        refuse_if_it_lies_here(resolver, path)
        leave_to_library(resolver, path.dotted.partition(".")[0])
        return Found(External(path.dotted), path.last)
    if not rest:
        raise IsModule(
            f"{path} is a module: renaming modules is not yet supported", "rename the names in it, one by one"
        )
    if _is_pythons(resolver, modules, path, rest):
        return Found(External(path.dotted), rest[-1])
    providing = [module for module in modules if resolver.member(module, rest[0])]
    if not providing:
        _must_be_read(resolver, modules)
        raise _not_found(resolver, modules, rest, path)
    if len(rest) > 1:
        if all(isinstance(one, Module) for each in providing for one in resolver.member(each, rest[0])):
            raise no_module(resolver, providing[0], path.owner)  # in a folder without an __init__.py
        raise Refused(
            f"{path} is an attribute of {rest[0]}: renaming methods and attributes is not yet supported",
            "only names at the top of a module can be renamed",
        )
    return _definition(resolver, providing, rest[0], path)


def find_own(project: Project, path: SymbolPath) -> tuple[Resolver, Found]:
    """The symbol that `path` names, as `find_symbol`, and who answers for it: `all = numpy.all` is the module's own."""
    resolver = Resolver(project)
    try:
        return resolver, find_symbol(resolver, path)
    except Assigned as assigned:
        resolver = Resolver(project, owned=assigned.symbol)
        return resolver, find_symbol(resolver, path)


def is_missing(resolver: Resolver, path: SymbolPath) -> bool:
    """Has the path's module, which is in the project, no such name? `find_symbol` looks for names near it, too."""
    modules, rest = _split(resolver, path)
    if not modules or not rest or any(resolver.member(module, rest[0]) for module in modules):
        return False
    _must_be_read(resolver, modules)
    return True


def is_assigned(resolver: Resolver, module: Module, name: str) -> bool:
    """Does the module bind the name by assignments alone?"""
    files = filter(resolver.project.is_readable, module.files)
    own = [each for file in files for each in resolver.project.bindings(file, name)]
    return bool(own) and all(assigned_value(each.steps) is not None for each in own)


def gone(resolver: Resolver, path: SymbolPath) -> Found:
    """A symbol that is not where the path says: moved away by hand, or never part of this project."""
    known = resolver.project.modules.find(path.owner)
    if known is not None:
        return Found(Definition(known.stem, path.last), path.last)
    return Found(External(f"{path.owner}.{path.last}"), path.last)


def places_of(resolver: Resolver, symbol: Definition | External) -> tuple[str, ...]:
    """Where the symbol is defined, as `file:line`."""
    if isinstance(symbol, External):
        return ()
    found = []
    for file in filter(resolver.project.is_readable, resolver.project.modules.files(symbol.stem)):
        found += [resolver.project.place(file, each.start) for each in resolver.project.bindings(file, symbol.name)]
    return tuple(found)


def _split(resolver: Resolver, path: SymbolPath) -> tuple[tuple[Module, ...], list[str]]:
    """The modules that the longest prefix of the path names, and what of the path remains."""
    if path.module:
        return resolver.project.modules.every(path.module), path.name.split(".")
    parts = path.name.split(".")
    for count in range(len(parts), 0, -1):
        modules = resolver.project.modules.every(".".join(parts[:count]))
        if count == len(parts) and modules:
            # `upload.upload` may be a function in a package that has a module of the same name
            owners = resolver.project.modules.every(".".join(parts[:-1])) if count > 1 else ()
            if any(isinstance(t, Definition) for owner in owners for t in resolver.member(owner, parts[-1])):
                return owners, parts[-1:]
        if modules:
            return modules, parts[count:]
    return (), parts


def _defining(resolver: Resolver, modules: list[Module], name: str, path: SymbolPath) -> dict[Definition, Module]:
    """What the name may be defined as, each with the module in which it is found.

    Raises NotFound for what comes from outside, Refused for a module and for what cannot be followed.
    """
    found: dict[Definition, Module] = {}
    imported: list[str] = []
    for module in modules:
        targets = resolver.member(module, name)
        own = Definition(module.stem, name)
        for target in (own,) if own in targets else targets:
            match target:
                case Definition():
                    found[target] = module
                case External(dotted):
                    imported.append(dotted)
                case Module(stem):
                    said = f"{path} is the module {stem}: renaming modules is not yet supported"
                    help = "rename the names in it, one by one"
                    if resolver.project.modules.child(module, name) is None:
                        _refuse_assigned(resolver, modules, name, said, help)
                    raise IsModule(said, help)
    if not found and imported:
        said = f"{path} is {imported[0]}, imported from outside this project"
        help = f"to change the references to it, name it as {imported[0]}"
        _refuse_assigned(resolver, modules, name, said, help)
        raise NotFound(said, help)
    if not found:
        raise Refused(
            f"it cannot be told what {path} is",
            f"it is bound in {_files(modules)}, by something that cannot be followed",
        )
    return found


def _refuse_assigned(resolver: Resolver, modules: list[Module], name: str, said: str, help: str) -> None:
    """Raises Assigned where one of the modules binds the name by assignments alone."""
    for module in modules:
        if is_assigned(resolver, module, name):
            error = Assigned(said, help)
            error.symbol = Definition(module.stem, name)
            raise error


def _definition(resolver: Resolver, modules: list[Module], name: str, path: SymbolPath) -> Found:
    found = _defining(resolver, modules, name, path)
    if len(found) > 1:
        places = " and ".join(", ".join(places_of(resolver, each)) or each.stem for each in found)
        raise Refused(
            f"{path} means more than one symbol: {places}",
            f"name one of them by its full path, or give its source root{_roots(found.values(), path)}",
        )
    symbol, module = next(iter(found.items()))
    defined, whole = places_of(resolver, symbol), f"{symbol.stem.replace('/', '.')}.{symbol.name}"
    if symbol.name != name:
        where = ", ".join(defined) or "nothing binds that"
        raise Refused(f"{path} is another name of {whole}: {where}", "rename that, or leave the alias")
    if symbol.stem != module.stem and is_doubtful(resolver, module, name, symbol):
        why = f"{path} need not be {whole}: {', '.join(defined)}; a star import from outside may bring another"
        raise Refused(why, "name what is to be renamed by the module that defines it")
    if symbol.stem != module.stem:
        _refuse_replaced(resolver, module, symbol, f"{path} is {whole}: {', '.join(defined)}")
    if not defined:
        _must_be_read(resolver, [resolver.project.modules.by_stem[symbol.stem]])
        raise _lost(resolver, symbol, path)
    return Found(symbol, name, defined, through="" if symbol.stem == module.stem else str(path))


def _refuse_replaced(resolver: Resolver, module: Module, symbol: Definition, said: str) -> None:
    """Raises Refused where the module binds the name to another symbol first: a second run would rename that."""
    for file in filter(resolver.project.is_readable, module.files):
        at = replaced(resolver, file, symbol)
        if at is not None:
            place = resolver.project.place(file, at)
            why = f"{said}; {place} binds another of that name, which would be it then"
            raise Refused(why, "name what is to be renamed by the module that defines it")


def _must_be_read(resolver: Resolver, modules: Iterable[Module]) -> None:
    """Raises UnreadableSource when a file of the modules is no Python 3: it may have any name."""
    for module in modules:
        for path in module.files:
            resolver.project.parsed(path)


def _lost(resolver: Resolver, symbol: Definition, path: SymbolPath) -> Lost:
    module = resolver.project.modules.by_stem[symbol.stem]
    where = SymbolPath(resolver.project.modules.name(module), symbol.name)
    error = Lost(
        f"{path} is taken from {_files([module])}, where nothing binds {symbol.name}",
        f"bind it there, or name what it is called now: {where.module}:NAME",
    )
    error.symbol = where
    return error


def _is_pythons(resolver: Resolver, modules: Sequence[Module], path: SymbolPath, rest: list[str]) -> bool:
    """Is it of the standard library, and the project's modules of that path are stubs alone: a copy of typeshed?

    Raises Refused for `queue.py` in a project: whose an `import queue` is, the folder decides where Python is started.
    """
    dotted = path.dotted[: -len(".".join(rest)) - 1]
    first = dotted.split(".")[0]
    if first not in sys.stdlib_module_names or resolver.project.modules.find(dotted) is not None:
        return False
    if any(file.endswith(".py") for module in modules for file in module.files):
        raise Refused(
            f"{first} is a module of the standard library, too: it cannot be told which of the two an import means",
            "say that the project's comes first: --source-root . (in a recipe, source-roots), or the folder it is in",
        )
    return True


def _without_module(resolver: Resolver, path: SymbolPath) -> NotFound:
    """A bare name: say where such a name is defined."""
    places = []
    for file in sorted(resolver.project.files.mentioning((path.name,))):
        module = resolver.project.modules.of_file(file) if file.endswith(".py") else None
        if module and Definition(module.stem, path.name) in resolver.member(module, path.name):
            name = resolver.project.modules.name(module)
            places.append(f"{name}:{path.name} ({places_of(resolver, Definition(module.stem, path.name))[0]})")
    help = f"did you mean {' or '.join(places[:5])}?" if places else "give the full path: pkg.module:Name"
    return NotFound(f"{path} lacks its module", help)


def _not_found(resolver: Resolver, modules: tuple[Module, ...], rest: list[str], path: SymbolPath) -> NotFound:
    elsewhere = "check the path, and --source-root if the module lies elsewhere"
    help = did_you_mean_name(resolver, modules, rest[0]) or elsewhere
    return NotFound(f"no {rest[0]} in {_files(modules)}, as {path} says", help)


def _roots(modules: Iterable[Module], path: SymbolPath) -> str:
    """The folders in which those modules would be found by their dotted name, as options; "" where that is not told."""
    tail = "/" + path.owner.replace(".", "/")
    stems = (f"/{module.stem}" for module in modules)
    roots = [stem.removesuffix(tail)[1:] or "." for stem in stems if stem.endswith(tail)]
    return f": --source-root {' or '.join(roots)}" if roots else ""


def _files(modules: list[Module] | tuple[Module, ...]) -> str:
    return ", ".join(file for module in modules for file in module.files)
