"""What a module gives on demand (PEP 562), and whether that can have the new name.

_LAZY = {"Old": ".m"}      # {"New": ".m"}, unless the module has a New of its own
"""

from __future__ import annotations

from ..meaning.bindings import Resolver
from ..meaning.exports import deciding
from ..meaning.handing import handed_on
from ..meaning.lazy import asks_for, lazy_targets
from ..meaning.loading import gives_on_demand
from ..meaning.stems import Module
from ..meaning.targets import Definition, External, called
from ..repo.files import RepoPath


def is_there(resolver: Resolver, module: Module, name: str) -> bool:
    """Has the module the name: bound, or in its `__getattr__`?"""
    return bool(resolver.member(module, name)) or any(
        asks_for(resolver, path, name) for path in deciding(resolver, module, name)
    )


def is_given_anew(resolver: Resolver, path: RepoPath, symbol: Definition | External, old: str, new: str) -> bool:
    """Is the symbol given by `__getattr__`, and has the module no other thing that is called `new`?"""
    if symbol not in lazy_targets(resolver, path, old):
        return False
    differs = new.startswith("_") != old.startswith("_") or asks_for(resolver, path, new)
    if differs and symbol in handed_on(resolver, path, old):
        return False
    taken = resolver.in_file(path, new) | lazy_targets(resolver, path, new)
    return not taken - {symbol, called(symbol, new)}


def may_give(resolver: Resolver, module: Module, symbol: Definition | External, name: str) -> bool:
    """May its `__getattr__` give the symbol, and does no place in it say so that could be edited?"""
    files = filter(resolver.project.is_readable, module.files)
    lazy = (path for path in files if gives_on_demand(resolver.project, path, name))
    return resolver.on_demand(module, name) or any(symbol in handed_on(resolver, path, name) for path in lazy)
