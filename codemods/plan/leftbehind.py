"""What cannot stay changed when a file is left as it was: the files that it takes names from, and those that use its.

# m.py, where Old became New        # user.py, left as it was
class New: ...                      from m import Old

# m.py, left as it was              # user.py, where Old became New
class Old: ...                      import m; m.New()
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..codemod import Diagnostic
from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.roles import role_of
from ..meaning.stems import Module
from ..meaning.targets import NOTHING, UNKNOWN, Definition, Targets
from ..repo.changes import ChangeSet, FileChange
from ..repo.files import MODULE_SUFFIXES, RepoPath
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


def stranded(changes: ChangeSet, before: Project, after: Project) -> Iterator[Diagnostic]:
    """An error for each file of `changes` that now uses a name that is not to be had, by an attribute or a star import.

    What is imported by its name is for `Prover.prove` to say.
    """
    was, now = Resolver(before), Resolver(after)
    for change in changes.changes.values():
        if change.before is None or change.after is None or not change.path.endswith(MODULE_SUFFIXES):
            continue
        try:
            home = _stranded(change, was, now)
        except UnreadableSource:
            continue
        if home:
            message = f"{home} is left as it was, and has no name that this file would use"
            yield Diagnostic("error", "unproven", message, _HELP, change.path, 1)
        _let_go(was, change.path)
        _let_go(now, change.path)


def _let_go(resolver: Resolver, path: RepoPath) -> None:
    """Goes without the tree of a file of which nothing more is asked, where many are held."""
    if resolver.project.is_full and not resolver.leans_on(path):
        resolver.forget(path)
        resolver.project.done(path, (), forget=True)


def misled(left: Iterable[FileChange], changes: ChangeSet, before: Project) -> Iterator[Diagnostic]:
    """An error for each file of `changes` whose text would call by its new name what a file of `left` defines.

    In strings, comments and documents nothing but the words tells what is meant.
    """
    homes = {words: change.path for change in left for words in _defined(change, before)}
    for change in changes.changes.values() if homes else ():
        text = change.before or b""
        for edit in change.edits() if text and change.after is not None else ():
            home = homes.get((text[edit.start : edit.end], edit.replacement))
            if home and not _is_code(change.path, before, edit.start):
                message = (
                    f"{home} is left as it was, and a text in this file would call what it defines by the new name"
                )
                yield Diagnostic("error", "unproven", message, _HELP, change.path, 1)
                break


def _defined(change: FileChange, before: Project) -> Iterator[tuple[bytes, bytes]]:
    """The names that the file defines and would have by other names, each with the other."""
    if change.before is None or not change.path.endswith(MODULE_SUFFIXES):
        return
    for edit in change.edits():
        word = change.before[edit.start : edit.end]
        try:
            names = before.names(change.path, word.decode()) if word.decode().isidentifier() else None
            at = before.parsed(change.path).source.code_offset(edit.start)
        except (UnreadableSource, UnicodeDecodeError):
            return
        if names and any(each.start == at and not each.import_around for each in names.own):
            yield word, edit.replacement


def _is_code(path: RepoPath, before: Project, at: int) -> bool:
    """Is it a name in Python code that stands at this raw offset?"""
    if not path.endswith(MODULE_SUFFIXES):
        return False
    try:
        parsed = before.parsed(path)
        return parsed.steps(parsed.source.code_offset(at))[-1].node.type == "identifier"
    except UnreadableSource:
        return False


def _stranded(change: FileChange, was: Resolver, now: Resolver) -> RepoPath | None:
    """The file whose name the changed file used before, and whose new name is not there."""
    old, new = was.project.parsed(change.path), now.project.parsed(change.path)
    shift = 0
    for edit in change.edits():
        start = edit.start + shift
        shift += len(edit.replacement) - (edit.end - edit.start)
        meant = _used(was, change.path, old, edit.start)
        bound = [each for each in meant if isinstance(each, Definition) and is_bound(was, each) and is_bound(now, each)]
        files = [path for each in bound for path in was.project.modules.files(each.stem)]
        if change.path in files or not files:
            continue
        if _used(now, change.path, new, start) <= UNKNOWN:
            return files[0]
    return None


def _used(resolver: Resolver, path: RepoPath, parsed: Parsed, at: int) -> Targets:
    """What the attribute or the name that is read at this raw offset means; nothing where neither stands."""
    steps = parsed.steps(parsed.source.code_offset(at))
    if len(steps) < 2 or steps[-1].node.type != "identifier":
        return NOTHING
    if role_of(steps) == "attribute":
        return resolver.of_expression(path, steps[-2].node)
    return resolver.of_name(path, steps[-1].node) if role_of(steps) == "use" else NOTHING


def _lost(change: FileChange, was: Resolver, now: Resolver) -> Iterator[tuple[str, RepoPath]]:
    """The names that would have been edited and are not to be had any more, with the files that they were had from."""
    path = change.path
    if change.before is None or not path.endswith(MODULE_SUFFIXES):
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
    return tuple(file for each in found for file in was.project.modules.files(each.stem))
