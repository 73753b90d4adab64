"""What cannot stay changed when a file is left as it was: the files that it takes its names from.

# m.py, where Old became New        # user.py, left as it was
class New: ...                      from m import Old
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..codemod import Diagnostic
from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.modules import Module
from ..meaning.project import Project
from ..meaning.targets import Definition, Targets
from ..repo.changes import ChangeSet, FileChange
from ..repo.files import RepoPath
from .verify import finds, imported_at, is_bound

_HELP = "the file is left as it was, too; see what is said of the other"


def robbed(left: Iterable[FileChange], changes: ChangeSet, before: Project, after: Project) -> Iterator[Diagnostic]:
    """An error for each file of `changes` that a file of `left` took a name from which is gone."""
    was, now = Resolver(before), Resolver(after)
    told: set[RepoPath] = set()
    for change in left:
        for name, home in _lost(change, was, now):
            if home in changes.changes and home not in told:
                told.add(home)
                message = f"{change.path} is left as it was, and takes {name} from here"
                yield Diagnostic("error", "unproven", message, _HELP, home, 1)


def _lost(change: FileChange, was: Resolver, now: Resolver) -> Iterator[tuple[str, RepoPath]]:
    """The names that would have been edited and are not to be had any more, with the files that they were had from."""
    path = change.path
    if change.before is None or not path.endswith((".py", ".pyi")):
        return
    try:
        parsed = was.project.parsed(path)
        places = [parsed.source.code_offset(edit.start) for edit in change.edits()]
    except UnreadableSource:  # a file that cannot be read, or not be cut in its encoding, has no names in it edited
        return
    for at in places:
        for module, name in imported_at(parsed, at):
            yield from ((name, home) for home in _lost_import(was, now, path, module, name))
        steps = parsed.steps(at)
        if len(steps) > 1 and steps[-2].node.type == "attribute" and steps[-1].field == "attribute":
            gone = _gone(was.of_expression(path, steps[-2].node), was, now)
            yield from ((parsed.text(steps[-1].node).decode(), home) for home in gone)


def _lost_import(was: Resolver, now: Resolver, path: RepoPath, module: str, name: str) -> tuple[RepoPath, ...]:
    """Where an import found the name that it finds no more: the module that it names, and those that define it."""
    named = was.module_named(module, path)
    homes = named.files if isinstance(named, Module) else ()
    try:
        if not finds(was, path, module, name) or finds(now, path, module, name):
            return ()
        return (*homes, *_gone(was.imported_from(named, name), was, now))
    except RecursionError:  # over too many steps to be followed: it is not shown that it finds the name
        return homes


def _gone(targets: Targets, was: Resolver, now: Resolver) -> tuple[RepoPath, ...]:
    """The files of the definitions among the targets that were there and are not any more."""
    found = [
        each for each in targets if isinstance(each, Definition) and is_bound(was, each) and not is_bound(now, each)
    ]
    return tuple(file for each in found for file in was.project.modules.by_stem[each.stem].files)
