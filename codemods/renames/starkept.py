"""A file that goes on with the old name of what a star import brings, since something else may have that name there.

from .windows import *                 from .windows import *
                                       from .windows import New as Old
"""

from __future__ import annotations

from ..codemod import Diagnostic
from ..edits import Edit
from ..meaning.exports import bringing
from ..meaning.imports import insertion
from ..repo.files import RepoPath
from .slots import Slots


def kept_beside_stars(slots: Slots, path: RepoPath) -> tuple[list[Edit], list[Diagnostic]]:
    """The imports of the symbol under its old name, behind the star imports that bring it, with a word on them."""
    parsed = slots.resolver.project.parsed(path)
    edits, remarks = [], []
    for statement, source, _ in bringing(slots.resolver, path, slots.old):
        module = statement.child_by_field_name("module_name")
        if module is None or not slots.renamed_in(source):
            continue
        line = b"from %b import %b as %b" % (parsed.text(module), slots.new.encode(), slots.old.encode())
        made = insertion(parsed, statement, [line], "import, kept under its old name: star imports may bring another")
        edits.append(parsed.source.in_raw(made))
        message = f"{slots.old} keeps its name in this file: what a star import brings may be another {slots.old}"
        at = parsed.source.line(statement.start_byte)
        remarks.append(Diagnostic("warning", "kept-local", message, "", path, at))
    return edits, remarks
