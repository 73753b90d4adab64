"""What is said where a file goes on with the old name: `from app.m import New as Old`, or what takes its place."""

from __future__ import annotations

from ..codemod import Severity
from ..meaning.exports import beside_stub
from ..meaning.reexports import is_listed, replaced
from ..meaning.scopes import Occurrence
from ..meaning.syntax import is_handed_on
from ..meaning.targets import Definition
from ..repo.files import RepoPath
from .groups import Group
from .slots import Slots
from .visit import Visit

NOT_HANDED_ON = "to type checkers `X as Y` hands nothing on, as `X as X` did: name it in `__all__`"


def tell_kept(visit: Visit, each: Occurrence, group: Group | None) -> None:
    severity: Severity = "warning" if group and group.clash else "info"
    message = f"{visit.old} keeps its name in this file: {why_kept(visit, group)}"
    hidden = is_handed_on(visit.parsed, each.parent) and not is_listed(visit.resolver, visit.path, visit.old)
    visit.remark(each, severity, "kept-local", message, NOT_HANDED_ON if hidden else "")


def uncovered(slots: Slots, path: RepoPath) -> int:
    """The line that binds the old name to what the file's module has by it once the symbol has the new one; 0 for none.

    `from .a import Old`, and below it `from .b import New`, which was Old.
    """
    if slots.new == slots.old or not isinstance(slots.symbol, Definition):
        return 0
    at = replaced(slots.resolver, path, slots.symbol)
    return slots.project.line(path, at) if at is not None else 0


def why_kept(visit: Visit, group: Group | None) -> str:
    if group is not None and group.clash:
        return str(group.clash)
    if beside_stub(visit.resolver, visit.path, visit.old) is not None:
        return "so does the module of this stub"
    if group is not None and group.bindings[0].home and group.bindings[0].home.kind == "class":
        return "in a class body it is an attribute of the class"
    return "it is bound to something else as well"
