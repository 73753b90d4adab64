"""Does the code ask whether an alias is the symbol? Such a question stays as it is: it would ask nothing any more.

assert shim.Old is Manager                  stays
self.assertIs(shim.Old, core.Manager)       stays
"""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.parsing import Parsed
from ..meaning.scopes import Names, Scope
from ..meaning.syntax import call_with, field_of, field_text
from ..repo.files import RepoPath
from .identity import Identity

COMPARED = "the file asks whether it is the same object"
_CALLS = (b"assertIs", b"assertIsNot", b"assertEqual", b"assertNotEqual")
_OPERATORS = ("is", "is not", "==", "!=")


def is_compared(identity: Identity, path: RepoPath, names: Names, home: Scope) -> bool:
    """Is the name that lives in `home` held against the symbol anywhere in the file?"""
    return any(
        each.role == "use" and each.home == home and asks(identity, path, each.node) for each in names.occurrences
    )


def asks(identity: Identity, path: RepoPath, node: Node) -> bool:
    """Is the expression, which is the symbol, held against another that is the symbol?"""
    parsed = identity.project.parsed(path)
    others = [other for other in _beside(parsed, node) if other.type in ("identifier", "attribute")]
    return any(identity.same(identity.of_expression(path, other)) for other in others if other != node)


def _beside(parsed: Parsed, node: Node) -> list[Node]:
    above = node.parent
    if above is None:
        return []
    if above.type == "comparison_operator":
        operators = {child.type for child in above.children if not child.is_named}
        return above.named_children if operators & set(_OPERATORS) else []
    function = field_of(call_with(above), "function")
    return above.named_children if field_text(parsed, function, "attribute") in _CALLS else []
