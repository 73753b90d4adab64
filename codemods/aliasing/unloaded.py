"""Modules that nothing loads any more, once their names are imported from elsewhere.

A module that only hands names on is not missed. One with code of its own may have been loaded for what that does: a
registration, a patch, a log message.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..errors import UnreadableSource
from ..meaning.importcycles import ImportGraph, at_import_time
from ..meaning.stems import Module
from ..renames.shims import hands_on_only
from ..repo.files import RepoPath
from .aliasfamily import Family


def unloaded(
    family: Family, graph: ImportGraph, gone: Mapping[str, Collection[tuple[RepoPath, int]]]
) -> Iterator[Module]:
    """The modules with code of their own that no other import loads. `gone` are the statements that go, by stem."""
    project = family.identity.resolver.project
    for stem, statements in sorted(gone.items()):
        module = project.modules.by_stem.get(stem)
        if module is None or not module.files or not _has_code(family, module):
            continue
        if not _is_loaded(family, graph, module, frozenset(statements)):
            yield module


def _has_code(family: Family, module: Module) -> bool:
    try:
        return any(not hands_on_only(family.identity.resolver.project.parsed(path)) for path in module.files)
    except UnreadableSource:
        return True


def _is_loaded(family: Family, graph: ImportGraph, module: Module, gone: Collection[tuple[RepoPath, int]]) -> bool:
    project = family.identity.resolver.project
    for path in family.python(module.stem.rpartition("/")[2]):
        if path in module.files:
            continue
        try:
            parsed = project.parsed(path)
        except UnreadableSource:
            continue
        for statement in at_import_time(parsed):
            if (path, statement.start_byte) in gone:
                continue
            for other in graph.imported(path, parsed, statement):
                if f"{other.stem}/".startswith(f"{module.stem}/"):
                    return True
    return False
