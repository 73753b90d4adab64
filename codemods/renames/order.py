"""In which order a rename's files are written in place: those who use the symbol first, its definition last.

An interrupted run can then simply be repeated: what is still to be done can still be found from the definition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..meaning.bindings import Resolver
from ..meaning.stems import Module
from ..meaning.targets import External
from ..repo.files import RepoPath


def users_first(exporting: Mapping[RepoPath, Collection[RepoPath]], home: Collection[RepoPath]) -> tuple[RepoPath, ...]:
    """The files that others import the name from, the furthest from the definition first, those in `home` last.

    `exporting` says of each which files it takes the name from (`providers_of`).
    """
    distance: dict[RepoPath, int] = {}  # how many imports lie between a file and the definition

    def far(path: RepoPath) -> int:
        if path not in distance:
            distance[path] = 0  # for imports that go round
            distance[path] = 1 + max((far(source) for source in exporting[path] if source in exporting), default=0)
        return distance[path]

    ordered = sorted(exporting, key=lambda path: (-far(path), path))
    return (*(path for path in ordered if path not in home), *(path for path in home if path in exporting))


def providers_of(resolver: Resolver, name: str, path: RepoPath) -> frozenset[RepoPath]:
    """The files of the modules that the file imports `name` from, star imports included. Raises UnreadableSource."""
    sources = _imported(resolver, name, path)
    return frozenset(file for source in sources if isinstance(source, Module) for file in source.files) - {path}


def way(resolver: Resolver, module: Module, name: str) -> frozenset[RepoPath]:
    """The files of the module, and of those from which it takes the name in the end, whatever it is called there."""
    found: set[RepoPath] = set()
    waiting, seen = [(module, name)], {(module.stem, name)}
    while waiting:
        at, called = waiting.pop()
        found.update(at.files)
        for path in filter(resolver.project.is_readable, at.files):
            for source, taken in _taken(resolver, called, path):
                if isinstance(source, Module) and (source.stem, taken) not in seen:
                    seen.add((source.stem, taken))
                    waiting.append((source, taken))
    return frozenset(found)


def _taken(resolver: Resolver, name: str, path: RepoPath) -> Iterator[tuple[Module | External | None, str]]:
    """From which modules the file has its `name`, and what that is called there."""
    for each in resolver.project.bindings(path, name):
        source, taken = resolver.taken(path, each)
        if taken:
            yield source, taken
    for star in resolver.bringing(path, name):
        if isinstance(star.source, Module) and resolver.member(star.source, name):
            yield star.source, name


def _imported(resolver: Resolver, name: str, path: RepoPath) -> Iterator[Module | External | None]:
    for each in resolver.project.names(path, name).occurrences:
        statement = each.from_import if each.role in ("bind", "imported", "path") else None
        if statement is not None:
            yield resolver.imported_module(path, statement)
    yield from (source for _, source in resolver.starred(path))
