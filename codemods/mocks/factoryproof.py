"""The proof that a class of the factory does what the class in the test did: read anew, member by member.

It does not lean on how the factory was built: both are read from their files, and what they inherit is laid over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..meaning.syntax import holds
from ..repo.files import Overlay, RepoPath
from .doublegroups import Known
from .doubleshape import Shape, shape
from .factoryexisting import ExistingFactory, existing_factory


def why_not_same(
    project: Project, factory: RepoPath, text: bytes, moved: Iterable[tuple[Known, str, Mapping[str, str]]]
) -> dict[Known, str]:
    """Those of the doubles whose class in the factory is not what was moved there, and in what.

    `moved` has, for each double, its name in the factory, and the new spellings of the names that it uses.
    """
    after = project.after(Overlay(project.files, {factory: text}), [factory])
    there = existing_factory(Resolver(after), factory)
    found = {known: _difference(project, after, there, known, name, renames) for known, name, renames in moved}
    return {known: why for known, why in found.items() if why}


def _difference(
    project: Project, after: Project, there: ExistingFactory, known: Known, name: str, renames: Mapping[str, str]
) -> str:
    found = there.classes.get(name)
    if found is None:
        return "it is not in the factory"
    mine = _members(project, known, {old: new for old, new in renames.items() if old != known.double.name})
    theirs = _members(after, found, {})
    names = sorted({each for each in mine.keys() | theirs.keys() if mine.get(each) != theirs.get(each)})
    if names:
        return f"{', '.join(names)} would not be the same"
    annotating = known.needs.in_annotations | found.needs.in_annotations
    return "" if _bound(known, annotating) == _bound(found, annotating) else "a name in it would mean something else"


def _members(project: Project, known: Known, renames: Mapping[str, str]) -> dict[str, Shape]:
    """What the members do: the class's own name left open, other doubles as they are called in the factory, and for
    imports and constants what they are, however they are called."""
    found: dict[str, Shape] = {}
    double = known.double
    objects = {word: f"<{object_}>" for word, object_ in known.needs.objects.items()}
    for each in double.members:
        path = double.path
        parsed = project.parsed(path)
        spelled: dict[int, str] = {}
        for word, new in {**renames, **objects, double.name: "<own>"}.items():
            names = project.names(path, word)
            for use in names.occurrences:
                if use.home == names.module and holds(each.node, use.start):
                    spelled[use.start] = new
        found[each.name or str(each.node.start_byte)] = shape(parsed, each.node, spelled)
    return found


def _bound(known: Known, annotating: frozenset[str]) -> set[str]:
    imports = {f"{each.module}:{each.name}" for each in known.needs.imports if each.word not in annotating}
    return imports | {each.object for each in known.needs.constants if each.word not in annotating}
