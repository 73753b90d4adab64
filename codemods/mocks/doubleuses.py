"""Doubles that are made by the factory's function, where a test asks for that (`rewrite-uses`).

MockManager(limit=3)          create_manager_mock("user_flow", limit=3)
"""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from ..edits import Edit
from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.syntax import field_text
from ..records import dataclass
from .doubles import Double
from .realclass import parameters

_REASON = "made by the factory"


@dataclass(frozen=True)
class Maker:
    """The factory's function, and the word by which it knows each of its classes."""

    function: str = ""
    words: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Rewritten:
    """The edits (offsets of the code), and whether the file needs the class itself all the same."""

    edits: tuple[Edit, ...] = ()
    needs_class: bool = True


def rewritten(project: Project, double: Double, name: str, maker: Maker, quote: str) -> Rewritten:
    """The calls in the file of the double that make one, as calls of the function. `name` is its class's new one."""
    word = (maker.words or {}).get(name)
    parsed = project.parsed(double.path)
    if word is None or double.bases not in ((), ("object",)) or double.whole != double.node:
        return Rewritten()
    if parsed.holds(maker.function):
        return Rewritten()
    taken = _taken(parsed, double)
    edits: list[Edit] = []
    needed = False
    names = project.names(double.path, double.name)
    for each in names.occurrences:
        if double.holds(each.start) or (each.role == "use" and each.home != names.module):
            continue
        if each.role in ("string", "global"):
            return Rewritten()  # it is looked up by its name
        arguments = _arguments(each.parent, each.node) if each.role == "use" else None
        if arguments is not None and _can_be_handed(parsed, arguments, taken):
            more = ", " if any(child.type != "comment" for child in arguments.named_children) else ""
            edits.append(Edit(each.start, each.end, maker.function.encode(), _REASON))
            at = arguments.start_byte + 1
            edits.append(Edit(at, at, f"{quote}{word}{quote}{more}".encode(), _REASON))
        elif each.role == "use":
            needed = True
    return Rewritten(tuple(edits), needed)


def _arguments(call: Node, name: Node) -> Node | None:
    """The arguments, when the name is what is called."""
    if call.type != "call" or call.child_by_field_name("function") != name:
        return None
    arguments = call.child_by_field_name("arguments")
    return arguments if arguments is not None and arguments.type == "argument_list" else None


def _can_be_handed(parsed: Parsed, arguments: Node, taken: frozenset[str]) -> bool:
    """Are all arguments given by names that the class takes?"""
    return all(
        child.type == "keyword_argument" and field_text(parsed, child, "name").decode() in taken
        for child in arguments.named_children if child.type != "comment"
    )  # fmt: skip


def _taken(parsed: Parsed, double: Double) -> frozenset[str]:
    made_by = [each for each in double.members if each.name == "__init__" and each.kind == "method"]
    names = {each.rstrip("=") for member in made_by for each in parameters(parsed, member) if each[:1] not in "*/"}
    return frozenset(names - {"variant"})
