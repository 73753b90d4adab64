"""What is imported beside a star import, which cannot give a name another one.

The file goes on with the old name, since something else may have that name there:

from .windows import *                 from .windows import *
                                       from .windows import New as Old

Or a star import brings what stands in for the symbol in the other arm, and keeps its own name:

try:                                   try:
    from .fast import Old                  from .fast import New
except ImportError:                    except ImportError:
    from .slow import *                    from .slow import *
                                           from .slow import Old as New
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ..codemod import Diagnostic
from ..edits import Edit
from ..meaning.certain import stand_apart
from ..meaning.imports import insertion
from ..meaning.stems import Module
from ..meaning.targets import External
from ..repo.files import RepoPath
from .slots import Slots

BY_THAT_NAME = "import under the name that the others use"
ALSO_THERE = "rename it, too, where it is defined, if it is one"


def kept_beside_stars(slots: Slots, path: RepoPath) -> tuple[list[Edit], list[Diagnostic]]:
    """The imports of the symbol under its old name, behind the star imports that bring it, with a word on them."""
    edits, remarks = [], []
    for statement, source, _ in slots.resolver.bringing(path, slots.old):
        if not slots.renamed_in(source):
            continue
        why = "import, kept under its old name: star imports may bring another"
        edits.append(_beside(slots, path, statement, f"{slots.new} as {slots.old}", why))
        message = f"{slots.old} keeps its name in this file: what a star import brings may be another {slots.old}"
        line = slots.project.line(path, statement.start_byte)
        remarks.append(Diagnostic("warning", "kept-local", message, "", path, line))
    return edits, remarks


def named_beside_stars(slots: Slots, path: RepoPath) -> tuple[list[Edit], list[Diagnostic]]:
    """The imports, under the new name, of what stands in for the symbol in the other arm, with a word on them."""
    edits, remarks = [], []
    for statement in _standing_in(slots, path):
        edits.append(_beside(slots, path, statement, f"{slots.old} as {slots.new}", BY_THAT_NAME))
        line = slots.project.line(path, statement.start_byte)
        remarks.append(Diagnostic("info", "shared-name", shared_name(slots), ALSO_THERE, path, line))
    return edits, remarks


def shared_name(slots: Slots) -> str:
    """A word on an import of another thing of the old name, which takes the new one where the symbol has it."""
    return f"another {slots.old} is {slots.new} in this file, too, where both go by one name"


def _standing_in(slots: Slots, path: RepoPath) -> Iterator[Node]:
    if slots.new != slots.old and slots.resolver.stars(path):
        for statement, source, _ in slots.resolver.bringing(path, slots.old):
            if stands_in(slots, path, statement, source):
                yield statement


def stands_in(slots: Slots, path: RepoPath, statement: Node, source: Module | External) -> bool:
    """Does the star import bring another thing under the old name, for what other arms bind, the symbol alone?"""
    if not isinstance(source, Module) or slots.renamed_in(source) or not slots.resolver.member(source, slots.old):
        return False
    names = slots.names(path)
    fates = {group.fate for group in slots.groups(path, names.module)}
    return fates == {"renamed"} and all(stand_apart(statement, each.node) for each in names.own)


def _beside(slots: Slots, path: RepoPath, star: Node, name: str, why: str) -> Edit:
    parsed = slots.project.parsed(path)
    module = star.child_by_field_name("module_name")
    assert module is not None
    line = b"from %b import %b" % (parsed.text(module), name.encode())
    return parsed.source.in_raw(insertion(parsed, star, [line], why))
