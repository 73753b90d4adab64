"""pytest's fixtures: who is handed one by the name of a parameter, seen from its definition.

The rules are those of pytest's "Scope: sharing fixtures" and "Override a fixture": a fixture of a conftest.py is for
the tests in its folder and below, one of a test module for that module, and the nearest one of a name is taken. One in
any other module may belong to a plugin, which is for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ..derived.builders import makers
from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.syntax import assigned_value, decorators, field_of, holds, inside
from ..meaning.targets import NOTHING, UNKNOWN, Definition, External, Targets
from ..repo.files import RepoPath, conftests, is_test


def is_fixture(resolver: Resolver, path: RepoPath, name: str) -> bool:
    """Is what the file binds a fixture that takes its name from that: decorated as one, or made by a call?"""
    return any(keyword_of(maker, b"name") is None for maker in _makers(resolver, path, name))


def runs_by_itself(resolver: Resolver, path: RepoPath, name: str) -> bool:
    """Is it a fixture that tests need not ask for?"""
    told = (keyword_of(maker, b"autouse") for maker in _makers(resolver, path, name))
    return any(value is not None and value.type != "false" for value in told)


def class_has(resolver: Resolver, path: RepoPath, owner: Node, name: str) -> bool:
    """Has the class a fixture of that name for its tests, of its own or from a class that it inherits from?"""
    called = owner.child_by_field_name("name")
    names = resolver.project.names(path, (called.text or b"").decode()) if called is not None else None
    binding = next((each for each in names.occurrences if each.steps[-1].node == called), None) if names else None
    classes = makers(resolver, path, [binding]) if binding is not None else ()
    return any(_is_of(resolver, file, each.parent, name.encode()) for file, each in classes)


def _is_of(resolver: Resolver, path: RepoPath, owner: Node, name: bytes) -> bool:
    """Does the class itself define the fixture?"""
    for child in inside(owner, "body") if owner.type == "class_definition" else ():
        made = child.child_by_field_name("definition")
        called = field_of(made, "name")
        for maker in fixture_decorators(resolver, path, made) if made is not None and called is not None else ():
            given = keyword_of(maker, b"name")
            if (given.text or b"").strip(b"\"'") == name if given is not None else called and called.text == name:
                return True
    return False


def keyword_of(call: Node, name: bytes) -> Node | None:
    """The value of that keyword in the call; None when it has none, or there is no call."""
    for each in inside(call, "arguments"):
        if each.type == "keyword_argument" and each.children[0].text == name:
            return each.child_by_field_name("value")
    return None


def hands_on(mark: Node, name: bytes) -> bool:
    """Does a mark `parametrize` give its values to the fixture of that name? `indirect=True`, or a list with it."""
    told = _argument(mark, 2, b"indirect")
    if told is None or told.type not in ("list", "tuple"):
        return told is not None and told.type == "true"
    return any(each.type == "string" and (each.text or b"").strip(b"\"'") == name for each in told.named_children)


def names_there(mark: Node, at: int) -> bool:
    """Is the byte in what a mark `parametrize` calls its arguments, or in its list of those that are `indirect`?"""
    named = (_argument(mark, 0, b"argnames"), _argument(mark, 2, b"indirect"))
    literal = (each for each in named if each is not None and each.type in ("string", "list", "tuple"))
    return any(holds(each, at) for each in literal)


def _argument(mark: Node, place: int, keyword: bytes) -> Node | None:
    """The argument of a call `parametrize` at that place, or by that keyword."""
    function = mark.child_by_field_name("function")
    if function is None or (function.text or b"").rpartition(b".")[2] != b"parametrize":
        return None
    given = [each for each in inside(mark, "arguments") if each.type not in ("comment", "keyword_argument")]
    return given[place] if place < len(given) else keyword_of(mark, keyword)


def fixture_decorators(resolver: Resolver, path: RepoPath, definition: Node) -> Iterator[Node]:
    """Those of a class or function that make it a fixture."""
    return (each for each in decorators(definition) if _makes_one(resolver, path, each))


def _makers(resolver: Resolver, path: RepoPath, name: str) -> Iterator[Node]:
    """What makes a fixture of what the file binds the name to: decorators, and `fixture(f)` or `fixture(…)(f)`."""
    for binding in resolver.project.bindings(path, name):
        value = assigned_value(binding.steps)
        yield from fixture_decorators(resolver, path, binding.parent)
        if value is not None and value.type == "call":
            made = value.children[0] if value.children[0].type == "call" else value
            yield from (made,) if _makes_one(resolver, path, made) else ()


def _makes_one(resolver: Resolver, path: RepoPath, maker: Node) -> bool:
    """Is the expression, or what it calls, pytest's `fixture`, or one that is called much like it?

    Or something of a plugin: `from pytest_postgresql import factories`, `db = factories.postgresql("proc")`.
    """
    function = maker.children[0] if maker.type == "call" else maker
    called = [(function.text or b"").decode().rpartition(".")[2]]
    targets = resolver.of_expression(path, function) if function.type in ("identifier", "attribute") else ()
    dotted = [each.dotted for each in targets if isinstance(each, External)]
    called += [each.rpartition(".")[2] for each in dotted]  # import fixture as other
    if any(each.startswith("pytest_") for each in dotted):
        return True
    return any("fixture" in each and each != "usefixtures" for each in called)


def is_handed(
    resolver: Resolver, symbol: Definition | External, home: RepoPath, name: str, path: RepoPath, overrides: bool
) -> bool | None:
    """Is a function in the file handed the fixture `name` of `home`, if it asks for one of that name? None: perhaps.

    `overrides`: the function is itself a fixture of that name, and so is handed the one that it overrides.
    """
    if path == home:
        return not overrides
    own = _meaning(resolver, path, name) if not overrides else NOTHING
    if own:
        return symbol in own
    above = (each for each in conftests(path) if each != path and each in resolver.project.kinds)
    nearest = next(filter(None, (_meaning(resolver, each, name) for each in above)), NOTHING)
    if nearest or home.rpartition("/")[2] == "conftest.py":
        return symbol in nearest
    if is_test(home):
        return False
    return None if _is_imported_for_some(resolver, symbol, name) else True


def _is_imported_for_some(resolver: Resolver, symbol: Definition | External, name: str) -> bool:
    """Does some conftest.py import it, so that it need not be a plugin's, which is for everybody?"""
    spelling = resolver.project.files.mentioning((name,))
    found = (path for path in spelling if path.rpartition("/")[2] == "conftest.py")
    return any(symbol in _meaning(resolver, path, name) for path in found)


def is_override(home: RepoPath, path: RepoPath) -> bool:
    """Would a fixture of the same name in `path` override the one of `home` for some test, or the other way round?"""
    return home != path and (home in conftests(path) or path in conftests(home))


def is_out_of_reach(home: RepoPath, path: RepoPath) -> bool:
    """Can no function in `path` be handed a fixture that the tests in `home` define or import?"""
    return is_test(home) and home != path and home not in conftests(path)


def _meaning(resolver: Resolver, path: RepoPath, name: str) -> Targets:
    """What the module's own attribute of that name is, or a fixture that it gives the name; empty when it has none."""
    try:
        found = resolver.in_file(path, name)
        if found or not resolver.project.spells(path, name):
            return found
        parsed = resolver.project.parsed(path)
    except UnreadableSource:
        return NOTHING
    for named in re.finditer(rb"fixture\([^()]*\bname\s*=\s*[\"']%b[\"']" % name.encode(), parsed.source.code):
        if all(step.node.type != "class_definition" for step in parsed.steps(named.start())):
            return UNKNOWN
    return found
