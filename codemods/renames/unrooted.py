"""Modules that are not found where they are imported, though a file has their path: a source root is not known.

# app/sub/util.py, and a test that puts app on sys.path: from sub.util import Old
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ..meaning.targets import Definition, External, Target
from ..records import dataclass
from ..repo.files import RepoPath
from .slots import Slots


@dataclass(frozen=True, slots=True)
class Unrooted:
    """The module `dotted`, outside of the project as far as is known, and the file below `root` that it may be."""

    dotted: str
    file: RepoPath
    root: str


def unrooted(slots: Slots, targets: Iterable[Target | None]) -> Unrooted | None:
    """The first of the targets that may be the module of the symbol, or a package around it that hands it on.

    None when there is no such one; for a module of the standard library, too.
    """
    symbol = slots.symbol
    if not isinstance(symbol, Definition):
        return None
    for target in targets:
        if isinstance(target, External) and target.dotted.partition(".")[0] not in sys.stdlib_module_names:
            found = _at_the_end(slots, symbol.stem, target.dotted)
            if found is not None:
                return found
    return None


def _at_the_end(slots: Slots, stem: str, dotted: str) -> Unrooted | None:
    tail = "/" + dotted.replace(".", "/")
    while stem:
        module = slots.resolver.project.modules.by_stem.get(stem) if stem.endswith(tail) else None
        if module is not None and slots.renamed_in(module):
            return Unrooted(dotted, module.files[0], stem.removesuffix(tail))
        stem = stem.rpartition("/")[0]
    return None
