"""What keeps an alias from being called by the symbol's own name in a block of a file.

def f(Manager): return Old()          the parameter would capture the use
from app.shim import Old, Manager     no obstacle, where that is the symbol, too
"""

from __future__ import annotations

from ..meaning.scopes import Names, Scope
from ..renames.clashes import Clash, captured, clash
from ..repo.files import RepoPath
from .identity import Identity


def obstacle(identity: Identity, path: RepoPath, names: Names, home: Scope) -> Clash | None:
    """What stands in the way of the canonical name in `home`; the symbol itself, under that name, does not."""
    resolver, new = identity.resolver, identity.symbol.name
    canonical = resolver.project.names(path, new)
    if not _is_bound_there(identity, path, canonical, home):
        return clash(resolver, path, names, home, new)
    source = resolver.project.parsed(path).source
    for each in canonical.occurrences:
        if each.home == home and each.role in ("delete", "global"):
            return Clash(path, source.line(each.start), f"{new} is not always bound here")
    return captured(path, names, home, canonical)


def _is_bound_there(identity: Identity, path: RepoPath, canonical: Names, home: Scope) -> bool:
    """Does the block bind the canonical name already, and to the symbol?"""
    own, new = canonical.bindings(home), identity.symbol.name
    if own:
        return all(identity.same(identity.of_binding(path, each, new)) for each in own)
    if home != canonical.module:
        return False
    return identity.same(identity.of_stars(path, new))
