"""Do the imports of changed files, and those of others from them, still find their names?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..codemod import Diagnostic
from ..edits import Edit
from ..meaning.bindings import Resolver
from ..meaning.parsing import matches
from ..meaning.project import Project
from ..meaning.stems import Module
from ..meaning.syntax import taken_name
from ..meaning.targets import Definition
from ..repo.changes import ChangeSet
from ..repo.files import MODULE_SUFFIXES, RepoPath
from .losses import top_names

_FROM = "(import_from_statement) @statement"


def after_edits(project: Project, edits: Mapping[RepoPath, tuple[Edit, ...]]) -> Project:
    """The project with these edits made."""
    changes = ChangeSet().edited("", "", project.files, edits)
    return project.after(changes.over(project.files), edits)


def lost_imports(before: Project, after: Project, changed: Sequence[RepoPath]) -> Mapping[RepoPath, tuple[str, int]]:
    """Of the changed files, those with an import that finds nothing now: the first such name, and its line.

    An import that found nothing before either does not count.
    """
    old, new = Resolver(before), Resolver(after)
    lost = ((path, next(_lost_in(old, new, path), None)) for path in changed)
    return {path: first for path, first in lost if first is not None}


def orphaned(before: Project, after: Project, changed: Sequence[RepoPath]) -> list[Diagnostic]:
    """Imports and attributes in files that did not change, of names that the changed files no longer have."""
    old, new = Resolver(before), Resolver(after)
    gone: set[Definition] = set()
    for path in changed:
        module = before.modules.of_file(path)
        names = top_names(before.parsed(path)) - top_names(after.parsed(path))
        gone |= {Definition(module.stem, name) for name in names} if module else set()
    if not gone:
        return []
    remarks: list[Diagnostic] = []
    words = sorted({each.name for each in gone})
    for path in sorted(after.files.mentioning(words) - set(changed)):
        if not path.endswith(MODULE_SUFFIXES) or not after.is_readable(path):
            continue
        remarks += _attributes(old, path, gone)
        for name, line in _lost_in(old, new, path):
            message = f"the import of {name} would find nothing"
            remarks.append(Diagnostic("error", "broken-import", message, "change it as well", path, line))
    return remarks


def _attributes(resolver: Resolver, path: RepoPath, gone: set[Definition]) -> Iterator[Diagnostic]:
    """Attributes of modules that mean what is gone: `utils.old` after `from app import utils`."""
    project = resolver.project
    for word in sorted({each.name for each in gone if resolver.project.spells(path, each.name)}):
        for each in project.names(path, word).occurrences:
            if each.owner is not None and gone & resolver.of_expression(path, each.whole):
                parsed = project.parsed(path)
                line = parsed.source.line(each.start)
                message = f"{parsed.text(each.whole).decode(errors='replace')[:80]} would find nothing"
                yield Diagnostic("error", "broken-import", message, "change it as well", path, line)


def _lost_in(old: Resolver, new: Resolver, path: RepoPath) -> Iterator[tuple[str, int]]:
    """The names that the file's imports find no more, each with its line."""
    known = {what for what, _, _ in _unfound(old, path)}
    yield from ((name, line) for what, name, line in _unfound(new, path) if what not in known)


def _unfound(resolver: Resolver, path: RepoPath) -> Iterator[tuple[tuple[str, str], str, int]]:
    """The `from` imports of the file that name a module of the project, and in it a name that is not there."""
    parsed = resolver.project.parsed(path)
    for statement in matches(_FROM, parsed.tree.root_node):
        source = resolver.imported_module(path, statement)
        if not isinstance(source, Module) or not source.files:
            continue
        for element in statement.children_by_field_name("name"):
            name = taken_name(parsed, element)
            targets = resolver.imported(path, statement, name)
            missing = all(
                isinstance(each, Definition) and each.stem == source.stem and not resolver.member(source, name)
                for each in targets
            )
            if missing and not resolver.on_demand(source, name):
                yield (source.stem, name), name, parsed.source.line(statement.start_byte)
