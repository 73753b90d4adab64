"""pytest's fixtures: who is handed one by the name of a parameter, seen from its definition.

The rules are those of pytest's "Scope: sharing fixtures" and "Override a fixture": a fixture of a conftest.py is for
the tests in its folder and below, one of a test module for that module, and the nearest one of a name is taken. One in
any other module may belong to a plugin, which is for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .bindings import Resolver
from .errors import UnreadableSource
from .files import RepoPath
from .targets import Definition, External

_NAMED = re.compile(rb"\bname\s*=")


def is_fixture(resolver: Resolver, path: RepoPath, name: str) -> bool:
    """Is the definition in this file decorated as a fixture that takes its name from the function?"""
    names = resolver.project.names(path, name)
    for binding in names.bindings(names.module):
        decorated = binding.enclosing("decorated_definition")
        if decorated is not None:
            above = resolver.project.parsed(path).text(decorated).partition(b"def ")[0]
            if b"fixture" in above and not _NAMED.search(above):
                return True
    return False


def may_be_handed(resolver: Resolver, symbol: Definition | External, home: RepoPath, name: str, path: RepoPath) -> bool:
    """May a function in the file be handed the fixture `name` of `home`?"""
    if path == home:
        return True
    folder, _, file = home.rpartition("/")
    own = _meaning(resolver, path, name)
    if own:
        return symbol in own
    if file != "conftest.py":
        return not (file.startswith("test_") or file.endswith("_test.py"))
    if folder and not path.startswith(f"{folder}/"):
        return False
    return not any(symbol not in found for nearer in _between(resolver, folder, path)
                   if (found := _meaning(resolver, nearer, name)))  # fmt: skip


def _meaning(resolver: Resolver, path: RepoPath, name: str) -> frozenset[object]:
    """What the module's own attribute of that name is; empty when it has none."""
    try:
        return frozenset(resolver.in_file(path, name))
    except UnreadableSource:
        return frozenset()


def _between(resolver: Resolver, folder: str, path: RepoPath) -> Iterator[RepoPath]:
    """The files conftest.py below `folder` that the file at `path` is subject to."""
    above = path.rpartition("/")[0]
    while above != folder and above:
        if f"{above}/conftest.py" in resolver.project.kinds:
            yield f"{above}/conftest.py"
        above = above.rpartition("/")[0]
