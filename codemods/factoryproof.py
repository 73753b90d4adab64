"""The proof that a class of the factory does what the class in the test did: read anew, member by member.

It does not lean on how the factory was built: both are read from their files, and what they inherit is laid over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .bindings import Resolver
from .doublegroups import Known
from .doubles import Double
from .doubleshape import Shape, shape
from .errors import Refused
from .factoryexisting import existing_factory
from .files import Overlay, RepoPath
from .project import Project


def prove_same(
    project: Project, factory: RepoPath, text: bytes, moved: Iterable[tuple[Known, str, Mapping[str, str]]]
) -> None:
    """Raises Refused when a class of the factory is not what was moved there.

    `moved` has, for each double, its name in the factory, and the new spellings of the names that it uses.
    """
    after = project.after(Overlay(project.files, {factory: text}), [factory])
    there = existing_factory(Resolver(after), factory)
    for known, name, renames in moved:
        found = there.classes.get(name)
        if found is None:
            raise _fault(known, "it is not in the factory")
        mine = _members(project, known.double, {old: new for old, new in renames.items() if old != known.double.name})
        theirs = _members(after, found.double, {})
        if mine != theirs:
            names = sorted({each for each in mine.keys() | theirs.keys() if mine.get(each) != theirs.get(each)})
            raise _fault(known, f"{', '.join(names)} would not be the same")
        if _bound(known) != _bound(found):
            raise _fault(known, "a name in it would mean something else")


def _fault(known: Known, what: str) -> Refused:
    return Refused(
        f"{known.double.place}: {known.double.name} cannot be moved: {what}",
        "this is a fault of canonize: please report it with the file",
    )


def _members(project: Project, double: Double, renames: Mapping[str, str]) -> dict[str, Shape]:
    """What the members do, the class's own name left open, other names as they are spelled in the factory."""
    found: dict[str, Shape] = {}
    for each in double.members:
        path = double.path
        parsed = project.parsed(path)
        spelled: dict[int, str] = {}
        for word, new in (*((word, new) for word, new in renames.items()), (double.name, "<own>")):
            names = project.names(path, word)
            for use in names.occurrences:
                if use.home == names.module and each.node.start_byte <= use.start < each.node.end_byte:
                    spelled[use.start] = new
        found[each.name or str(each.node.start_byte)] = shape(parsed, each.node, spelled)
    return found


def _bound(known: Known) -> set[tuple[str, str]]:
    imports = {(each.word, f"{each.module}:{each.name}") for each in known.needs.imports}
    return imports | {(each.name, each.text) for each in known.needs.constants}
