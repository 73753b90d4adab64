"""What a place that stays as it is goes on taking from a module, which must therefore go on having it.

assert shim.Old is Manager                       Old of app/shim.py
from .shim import *; def f(Manager): Old         Old of app/shim.py
for name in ("Old", "make"): getattr(shim, name) Old of app/shim.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..meaning.exports import bringing
from ..meaning.importcycles import ImportGraph
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.strings import string_place
from ..meaning.syntax import walk
from ..meaning.targets import Target
from ..renames.visit import Visit


def still_taken(visit: Visit, graph: ImportGraph, each: Occurrence) -> Iterator[str]:
    """The stems of the modules from which this place gets the word, imports apart."""
    for module in _modules(_owners(visit, graph, each)):
        yield module.stem
        for path in module.files:
            yield from _behind_stars(visit, path, {module.stem})


def _owners(visit: Visit, graph: ImportGraph, each: Occurrence) -> Iterable[Target | None]:
    names = visit.resolver.project.names(visit.path, visit.slots.old)
    if each.role == "attribute":
        below = each.steps[-2].node.child_by_field_name("object")
        return visit.resolver.of_expression(visit.path, below) if below is not None else ()
    if each.role == "string":
        return _named(visit, graph, each)
    if each.role in ("use", "delete") and each.home == names.module:
        return (source for _, source, _ in bringing(visit.resolver, visit.path, visit.slots.old))
    return ()


def _named(visit: Visit, graph: ImportGraph, each: Occurrence) -> Iterable[Target | None]:
    """Whose attribute a string names: of what stands before the word, or beside the string.

    If neither is there, of any module that the file has as an object.
    """
    place = string_place(visit.parsed, each.steps)
    before = place.whole[: each.start - place.start].replace(":", ".").rstrip(".")
    if before:
        return visit.resolver.dotted_path(before, visit.path)
    if place.beside is not None:
        return visit.resolver.of_expression(visit.path, place.beside)
    if place.whole != visit.slots.old or place.use not in ("other", "table"):
        return ()
    return _objects(visit, graph)


def _objects(visit: Visit, graph: ImportGraph) -> Iterator[Module]:
    for node in walk(visit.parsed.tree.root_node):
        if node.type in ("import_statement", "import_from_statement"):
            source = visit.resolver.imported_module(visit.path, node) if node.type != "import_statement" else None
            yield from (each for each in graph.imported(visit.path, visit.parsed, node) if each != source)


def _behind_stars(visit: Visit, path: str, seen: set[str]) -> Iterator[str]:
    """The modules that give the word by the star imports of a file, and by theirs."""
    for module in _modules(source for _, source, _ in bringing(visit.resolver, path, visit.slots.old)):
        if module.stem not in seen:
            seen.add(module.stem)
            yield module.stem
            for other in module.files:
                yield from _behind_stars(visit, other, seen)


def _modules(targets: Iterable[Target | None]) -> Iterator[Module]:
    yield from (target for target in targets if isinstance(target, Module))
