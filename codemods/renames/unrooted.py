"""Modules that are not found where they are imported, though a file has their path: a source root is not known.

# app/sub/util.py, and a test that puts app on sys.path: from sub.util import Old
# setuptools/_distutils/util.py, which is put in sys.modules without the underscore: from distutils.util import Old
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
    """The module `dotted`, outside of the project as far as is known, and the file below `root` that it may be.

    `root` is None when the path of the file differs in its underscores.
    """

    dotted: str
    file: RepoPath
    root: str | None


def unrooted(slots: Slots, targets: Iterable[Target | None]) -> Unrooted | None:
    """The first of the targets that may be the module of the symbol, or a package around it that hands it on.

    None when there is no such one; for a module of the standard library, too, unless underscores tell the file from it.
    """
    symbol = slots.symbol
    if not isinstance(symbol, Definition):
        return None
    for target in targets:
        if isinstance(target, External):
            found = _at_the_end(slots, symbol.stem, target.dotted)
            if found is not None:
                return found
    return None


def _at_the_end(slots: Slots, stem: str, dotted: str) -> Unrooted | None:
    parts, known = dotted.split("."), slots.resolver.project.modules.by_stem
    bare = [part.lstrip("_") for part in parts]
    while "/" in stem:
        folders = stem.split("/")
        end, root = folders[-len(parts) :], "/".join(folders[: -len(parts)])
        is_same = end == parts and parts[0] not in sys.stdlib_module_names
        is_alike = end != parts and len(parts) > 1 and [part.lstrip("_") for part in end] == bare
        module = known.get(stem) if is_alike or (is_same and root) else None
        if module is not None and slots.renamed_in(module):
            return Unrooted(dotted, module.files[0], root if is_same else None)
        stem = stem.rpartition("/")[0]
    return None
