"""In which order a rename's files are written in place: those who use the symbol first, its definition last.

An interrupted run can then simply be repeated: what is still to be done can still be found from the definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .bindings import Resolver
from .errors import UnreadableSource
from .files import RepoPath


def users_first(
    resolver: Resolver, name: str, exporting: Sequence[RepoPath], home: Sequence[RepoPath]
) -> tuple[RepoPath, ...]:
    """The files that others import `name` from, the furthest from the definition first, those in `home` last."""
    distance = _Distance(resolver, name, frozenset(exporting))
    ordered = sorted(exporting, key=lambda path: (-distance.of(path), path))
    return (*(path for path in ordered if path not in home), *(path for path in home if path in exporting))


@dataclass
class _Distance:
    """How many imports lie between a file and the definition."""

    resolver: Resolver
    name: str
    exporting: frozenset[RepoPath]
    known: dict[RepoPath, int] = field(default_factory=dict)

    def of(self, path: RepoPath) -> int:
        if path not in self.known:
            self.known[path] = 0  # for imports that go round
            self.known[path] = 1 + max((self.of(source) for source in self._sources(path)), default=0)
        return self.known[path]

    def _sources(self, path: RepoPath) -> Iterator[RepoPath]:
        for source in self._imported(path):
            for file in getattr(source, "files", ()):
                if file in self.exporting and file != path:
                    yield file

    def _imported(self, path: RepoPath) -> Iterable[object]:
        try:
            names = self.resolver.project.names(path, self.name)
            statements = [each.enclosing("import_from_statement") for each in names.occurrences]
            for statement in (*filter(None, statements), *self.resolver.stars(path)):
                yield self.resolver.imported_module(path, statement)
        except UnreadableSource:
            return
