"""pytest's fixtures: who is handed one by the name of a parameter, seen from its definition.

The rules are those of pytest's "Scope: sharing fixtures" and "Override a fixture": a fixture of a conftest.py is for
the tests in its folder and below, one of a test module for that module, and the nearest one of a name is taken. One in
any other module may belong to a plugin, which is for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.targets import NOTHING, Definition, External, Targets
from ..regexes import regex
from ..repo.files import RepoPath

_NAMED = regex(rb"\bname\s*=")
_BY_ITSELF = regex(rb"\bautouse\s*=\s*(?!False\b)")


def is_fixture(resolver: Resolver, path: RepoPath, name: str) -> bool:
    """Is the definition in this file decorated as a fixture that takes its name from the function?"""
    return any(b"fixture" in above and not _NAMED.search(above) for above in _decorators(resolver, path, name))


def runs_by_itself(resolver: Resolver, path: RepoPath, name: str) -> bool:
    """Is it a fixture that tests need not ask for?"""
    return any(_BY_ITSELF.search(above) for above in _decorators(resolver, path, name))


def _decorators(resolver: Resolver, path: RepoPath, name: str) -> Iterator[bytes]:
    """What stands above the definitions of the name in the file."""
    names = resolver.project.names(path, name)
    for binding in names.bindings(names.module):
        decorated = binding.enclosing("decorated_definition")
        if decorated is not None:
            yield resolver.project.parsed(path).text(decorated).partition(b"def ")[0]


def may_be_handed(
    resolver: Resolver, symbol: Definition | External, home: RepoPath, name: str, path: RepoPath, overrides: bool
) -> bool:
    """May a function in the file be handed the fixture `name` of `home`?

    `overrides`: the function is itself a fixture of that name, and so is handed the one that it overrides.
    """
    if path == home:
        return not overrides
    folder, _, file = home.rpartition("/")
    own = _meaning(resolver, path, name) if not overrides else NOTHING
    if own:
        return symbol in own
    if file != "conftest.py":
        return not (file.startswith("test_") or file.endswith("_test.py"))
    if not _is_above(home, path):
        return False
    nearer = (_meaning(resolver, each, name) for each in _between(resolver, folder, path) if each != path)
    return all(symbol in found for found in nearer if found)


def is_override(home: RepoPath, path: RepoPath) -> bool:
    """Would a fixture of the same name in `path` override the one of `home` for some test, or the other way round?"""
    return home != path and (_is_above(home, path) or _is_above(path, home))


def _is_above(conftest: RepoPath, path: RepoPath) -> bool:
    folder, _, file = conftest.rpartition("/")
    return file == "conftest.py" and (not folder or path.startswith(f"{folder}/"))


def _meaning(resolver: Resolver, path: RepoPath, name: str) -> Targets:
    """What the module's own attribute of that name is; empty when it has none."""
    try:
        return resolver.in_file(path, name)
    except UnreadableSource:
        return NOTHING


def _between(resolver: Resolver, folder: str, path: RepoPath) -> Iterator[RepoPath]:
    """The files conftest.py below `folder` that the file at `path` is subject to."""
    above = path.rpartition("/")[0]
    while above != folder and above:
        if f"{above}/conftest.py" in resolver.project.kinds:
            yield f"{above}/conftest.py"
        above = above.rpartition("/")[0]
