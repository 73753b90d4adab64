"""Packages whose parts lie in several folders: without an `__init__` (PEP 420), or with one that extends their path.

one/src/company/__init__.py: __path__ = __import__("pkgutil").extend_path(__path__, __name__)
two/src/company/__init__.py: the same                   two/src/company/shop/views.py: from ..app import m
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from ..records import dataclass
from ..regexes import regex
from .stems import Module

if TYPE_CHECKING:
    from .modules import Modules

_EXTENDS = regex(rb"\b(?:extend_path|declare_namespace)\b|(?m:^__path__\b)")
_DOES_MORE = regex(
    rb"(?m)^(?:(?:async[ \t]+)?def|class|from(?![ \t]+(?:pkgutil|__future__)\b)"
    rb"|(?!__path__\b|try\b|else\b)\w+[ \t]*[:=])"
)


@dataclass(frozen=True)
class Parts:
    """The parts of such packages, as far as they are in the tree."""

    modules: Modules
    _others: dict[str, tuple[Module, ...]] = field(default_factory=dict, repr=False)

    def inside(self, package: Module, inside: Sequence[str]) -> Module | None:
        """What another part of the package has under that path, first what is a file; None when none has."""
        found = [each for part in self._beside(package) if (each := self.modules.at(part.stem, inside))]
        return min(found, key=lambda each: not each.files, default=None)

    def full(self, module: Module) -> Module:
        """The part that binds names, where the `__init__` of the module does no more than to extend its path.

        The module itself where it is no such package, or several of its parts bind names.
        """
        others = self._beside(module) if module.package and module.files else ()
        if not others or self._matches(_DOES_MORE, module):
            return module
        found = [part for part in others if self._matches(_DOES_MORE, part)]
        return found[0] if len(found) == 1 else module

    def _beside(self, module: Module) -> tuple[Module, ...]:
        """The other parts of the package; none of what is one folder alone."""
        known = self._others.get(module.stem)
        if known is None:
            is_spread = module.package and (not module.files or self._matches(_EXTENDS, module))
            paths = [name.split(".") for name in self.modules.names(module)] if is_spread else []
            found = [part for path in paths for root in self.modules.roots if (part := self.modules.at(root, path))]
            others = {part.stem: part for part in found if part.package and part.stem != module.stem}
            known = self._others[module.stem] = tuple(others.values())
        return known

    def _matches(self, pattern: re.Pattern[bytes], module: Module) -> bool:
        return any(pattern.search(self.modules.read(path)) for path in module.files)
