"""What a star import brings, when there are two to choose from and an `__all__` is computed.

from app.a import *      # has Old
from app.b import *      # has another Old, and `__all__ = [name for name in globals() if …]`
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.certain import is_sure, is_surely_there, may_reach, stand_apart
from ..meaning.exports import BUILTINS, Bringing
from ..meaning.flow import is_before, is_late, is_read, reads_global
from ..meaning.rounds import Rounds
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.targets import Definition, External, Target
from ..repo.files import MODULE_SUFFIXES, RepoPath


def of_star(
    resolver: Resolver,
    path: RepoPath,
    name: str,
    question: Callable[[Module | External], bool | None],
    rounds: Rounds[str, bool],
    symbol: Definition | External,
    use: Occurrence | None = None,
) -> bool | None:
    """The answer for the module from which a star import brings `name`, to the `use` or to whoever imports the file.

    None when it may be yes or no. An import that leads back here (the `rounds` know) and brings the `symbol` adds
    nothing: another has brought it. What cannot be read, in the other arm of a `try` or `if`, is to bring the same.
    """
    answers: set[bool | None] = set()
    taken: list[Node] = []
    for statement, source, surely in _seen_by(
        use, resolver.bringing(path, name, symbol), resolver.bringing(path, name)
    ):
        answer, is_whole = rounds.watched(partial(question, source))
        given = resolver.member(source, name) if isinstance(source, Module) else frozenset()
        if answer is False and not is_whole and given == {symbol}:
            continue
        known = isinstance(source, Module) and (source.stem == resolver.left or given)
        if not known and answer is False:
            continue
        answers.add(answer)
        taken.append(statement)
        from_outside = not known and not resolver.left
        if from_outside or (surely and is_sure(statement, use) and not _may_come_later(statement, use)):
            break
    else:
        # An `__all__` that is computed need not hold what would hide a builtin.
        answers |= {False} if name in BUILTINS else set()
    if answers == {True} and _has_rival(resolver, path, name, taken, use):
        return None
    return None if len(answers) > 1 or None in answers else answers == {True}


def _may_come_later(statement: Node, use: Occurrence | None) -> bool:
    """Does the statement stand behind a function that may be called before it is run, or after?"""
    return use is not None and is_late(use) and use.start < statement.start_byte


def _has_rival(
    resolver: Resolver, path: RepoPath, name: str, taken: Sequence[Node], use: Occurrence | None = None
) -> bool:
    """Is one of the star imports `taken` in one arm, and in the other arm one that may bring the name from outside?"""
    return len(resolver.stars(path)) > 1 and any(
        stand_apart(statement, mine)
        for statement, source, _ in resolver.bringing(path, name)
        if not (isinstance(source, Module) and resolver.member(source, name)) and statement not in taken
        for mine in taken
        if use is None or may_reach(statement, use)
    )


def _seen_by(use: Occurrence | None, some: Sequence[Bringing], stars: Sequence[Bringing]) -> Iterable[Bringing]:
    """Those of `some` of the stars that the use sees; where it stands above all of the stars, any of them."""
    above = (each for each in some if use is None or may_reach(each.statement, use))
    first = next(above, None)
    if first is not None:
        return chain((first,), above)
    return () if use is not None and any(may_reach(each.statement, use) for each in stars) else some


def is_mixed(resolver: Resolver, path: RepoPath, name: str, answer: Callable[[Occurrence | None], bool | None]) -> bool:
    """Is it open which of several star imports somebody sees, who reads the name here or takes it from here?"""
    if len(resolver.stars(path)) < 2 or len(resolver.bringing(path, name)) < 2:
        return False
    names = resolver.project.spelled(path, name)
    own = names.own if names is not None else ()
    read = [each for each in names.occurrences if reads_global(each, names)] if names is not None else []
    uses = [each for each in read if not own or is_of_a_star(resolver, path, each, own)]
    return (not own and answer(None) is None) or any(answer(each) is None for each in uses)


def can_keep(
    resolver: Resolver, path: RepoPath, name: str, question: Callable[[Module | External], bool | None], home: Target
) -> bool:
    """Is it known of each star import whether the name that it may bring is the symbol, and can an import name that?

    `home` is where the symbol is defined.
    """
    if not path.endswith(MODULE_SUFFIXES) or resolver.project.kinds.get(path) is None:
        return False
    for _, source, surely in resolver.bringing(path, name):
        answer = question(source)
        if answer is None or (answer and not (surely and isinstance(source, Module))):
            return False
    return isinstance(home, Definition) and _is_surely_defined(resolver, home)


def _is_surely_defined(resolver: Resolver, symbol: Definition) -> bool:
    """Does the module that defines the symbol have it whenever it is loaded?"""
    files = resolver.project.modules.files(symbol.stem)
    return any(is_surely_there(resolver.project.names(path, symbol.name)) for path in files)


def is_of_a_star(resolver: Resolver, path: RepoPath, each: Occurrence, own: tuple[Occurrence, ...]) -> bool:
    """Does the place see what a star import brings, since the first of the file's `own` bindings comes later?"""
    if each.role != "use" or not is_before(each, own):
        return False
    name = resolver.project.parsed(path).text(each.node).decode()
    return any(statement.start_byte < each.start for statement, _, _ in reversed(resolver.bringing(path, name)))


def is_unused(resolver: Resolver, path: RepoPath, name: str) -> bool:
    """Does the file not use the global of that name? Raises UnreadableSource."""
    names = resolver.project.spelled(path, name)
    return names is None or not is_read(names)


def is_doubtful(resolver: Resolver, target: Target | None, name: str, symbol: Definition | External) -> bool:
    """Is it left to the star imports of the module whether its `name` is the symbol, and do they not decide it?"""
    if not isinstance(target, Module) or symbol not in (found := resolver.member(target, name)):
        return False
    given = {path: brought for path in target.files if (brought := resolver.from_stars(path, name))}
    if frozenset().union(*given.values()) != found:
        return False
    return len(found) > 1 or any(_has_rival(resolver, path, name, _stars_of(resolver, path, name)) for path in given)


def _stars_of(resolver: Resolver, path: RepoPath, name: str) -> list[Node]:
    """The star imports of modules that have the name."""
    found = resolver.bringing(path, name)
    return [node for node, source, _ in found if isinstance(source, Module) and resolver.member(source, name)]
