"""The way from a module to the definition of a name that it hands on, place by place.

app/__init__.py:3 -> app/sub/__init__.py:1 -> app/sub/m.py:10
"""

from __future__ import annotations

from dataclasses import field

from ..meaning.bindings import Resolver
from ..meaning.stems import Module
from ..meaning.targets import External
from ..records import dataclass
from ..repo.files import RepoPath

_LONGEST = 20


@dataclass
class Trail:
    """Finds the way for one name, once for each module."""

    resolver: Resolver
    name: str
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, module: Module | External | None, hops: int = 0) -> str:
        """The places from the module on; "" when there are none to tell."""
        if not isinstance(module, Module) or hops > _LONGEST:
            return f"{module.dotted} (outside)" if isinstance(module, External) else ""
        known = self._known.get(module.stem)
        if known is None:
            self._known[module.stem] = ""  # for imports that go round
            found = (self._from(path, hops) for path in module.files)
            known = self._known[module.stem] = next((places for places in found if places), "")
        return known

    def _from(self, path: RepoPath, hops: int) -> str:
        if not self.resolver.project.is_readable(path):
            return ""
        for binding in self.resolver.project.bindings(path, self.name):
            here = self.resolver.project.place(path, binding.start)
            source, taken = self.resolver.taken(path, binding)
            onward = self.of(source, hops + 1) if taken else ""
            return f"{here} -> {onward}" if onward else here
        for statement, module in reversed(self.resolver.starred(path)):
            onward = self.of(module, hops + 1)
            if onward:
                return f"{self.resolver.project.place(path, statement.start_byte)} (*) -> {onward}"
        return ""
