"""What a place that stays as it is goes on taking from a module, which must therefore go on having it.

assert shim.Old is Manager                       Old of app/shim.py
from .shim import *; def f(Manager): Old         Old of app/shim.py
for name in ("Old", "make"): getattr(shim, name) Old of app/shim.py
_LAZY = {"Old": ("app.shim", "Old")}             Old of app/shim.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..meaning.bindings import Resolver
from ..meaning.importcycles import ImportGraph
from ..meaning.lazy import is_asked_for
from ..meaning.parsing import IMPORTS
from ..meaning.places import owners
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.strings import string_place
from ..meaning.syntax import walk
from ..meaning.targets import Target
from ..regexes import regex
from ..renames.visit import Visit
from .lazyreturns import returned

_DOTTED = regex(r"\.*[A-Za-z_]\w*(?:\.\w+)*")


def still_taken(visit: Visit, graph: ImportGraph, each: Occurrence) -> Iterator[str]:
    """The stems of the modules from which this place gets the word, imports apart."""
    for module in _modules(_owners(visit, graph, each)):
        yield from givers(visit.resolver, module, visit.slots.old)


def givers(resolver: Resolver, module: Module, word: str) -> set[str]:
    """The stems of the module and of those that give it the word by star imports."""
    seen, waiting = {module.stem}, [module]
    while waiting:
        for path in waiting.pop().files:
            new = [each for each in _modules(_stars(resolver, path, word)) if each.stem not in seen]
            seen |= {each.stem for each in new}
            waiting += new
    return seen


def _stars(resolver: Resolver, path: str, word: str) -> Iterator[Target | None]:
    return (each.source for each in resolver.bringing(path, word))


def _owners(visit: Visit, graph: ImportGraph, each: Occurrence) -> Iterable[Target | None]:
    names = visit.slots.names(visit.path)
    if each.role == "attribute":
        return owners(visit.resolver, visit.path, each)
    if each.role == "string":
        return _named(visit, graph, each)
    if each.role in ("use", "delete") and each.home == names.module:
        return _stars(visit.resolver, visit.path, visit.slots.old)
    return ()


def _named(visit: Visit, graph: ImportGraph, each: Occurrence) -> Iterable[Target | None]:
    """Whose attribute a string names: of what stands before the word, or beside the string.

    If neither is there, of any module that the file has as an object, or names in a string.
    """
    place = string_place(visit.parsed, each.steps)
    before = place.whole[: each.start - place.start].replace(":", ".").rstrip(".")
    if before:
        return visit.resolver.dotted_path(before, visit.path)
    if place.beside is not None:
        return visit.resolver.of_expression(visit.path, place.beside)
    if place.whole != visit.slots.old or place.use not in ("other", "table"):
        return ()
    told = is_asked_for(visit.parsed, each) and returned(visit.resolver, visit.path, visit.slots.old)
    return () if told else _at_hand(visit, graph)


def _at_hand(visit: Visit, graph: ImportGraph) -> Iterator[Target | None]:
    resolver, modules = visit.resolver, visit.resolver.project.modules
    for node in walk(visit.parsed.tree.root_node):
        if node.type in IMPORTS:
            source = resolver.imported_module(visit.path, node) if node.type != "import_statement" else None
            yield from (each for each in graph.imported(visit.path, visit.parsed, node) if each != source)
        elif node.type == "string_content" and _DOTTED.fullmatch(text := visit.text(node)):
            yield modules.find(text, visit.path)
            yield modules.relative(visit.path, 1, text.lstrip("."))


def _modules(targets: Iterable[Target | None]) -> Iterator[Module]:
    yield from (target for target in targets if isinstance(target, Module))
