"""Does anybody take the symbol from a module that has it by a star import?

# app/all.py: from app.m import *      # app/v.py: from app.all import Old, app.all.Old, patch("app.all.Old")
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..errors import UnreadableSource
from ..meaning.places import owners
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.targets import Target
from ..repo.files import PYTHON, RepoPath
from .slots import Slots


def is_taken_through(slots: Slots, path: RepoPath, paths: Iterable[RepoPath]) -> bool:
    """Does one of the files `paths` take the old name from the module that the file `path` is, or name it there?"""
    project = slots.project
    module = project.modules.of_file(path)
    if module is None or not project.modules.names(module):
        return False
    spelled = "|".join(re.escape(name) for name in project.modules.names(module))
    dotted = re.compile(rf"(?:{spelled})[.:]{re.escape(slots.old)}\b".encode())
    return any(
        other not in module.files and (dotted.search(project.read(other)) is not None or _takes(slots, other, module))
        for other in paths
    )


def _takes(slots: Slots, path: RepoPath, module: Module) -> bool:
    resolver = slots.resolver
    try:
        if not path.endswith(PYTHON) or not resolver.project.spells(path, slots.old):
            return False
        sources = [source for _, source in resolver.starred(path)]
        return any(_is_from(slots, path, each, module) for each in slots.names(path).occurrences) or (
            any(_leads_to(slots, source, module) for source in sources)
        )
    except UnreadableSource:
        return False


def _is_from(slots: Slots, path: RepoPath, each: Occurrence, module: Module) -> bool:
    """Is this place an import from the module, or an attribute of it?"""
    statement = each.from_import
    if statement is not None:
        return _leads_to(slots, slots.resolver.imported_module(path, statement), module)
    return any(_leads_to(slots, target, module) for target in owners(slots.resolver, path, each))


def _leads_to(slots: Slots, target: Target | None, module: Module) -> bool:
    """Is the target the module, or one that has the old name by star imports from there?"""
    waiting, seen = [target], {target}
    while waiting:
        each = waiting.pop()
        if each == module:
            return True
        for path in each.files if isinstance(each, Module) else ():
            further = {star.source for star in slots.resolver.bringing(path, slots.old)} - seen
            waiting += further
            seen |= further
    return False
