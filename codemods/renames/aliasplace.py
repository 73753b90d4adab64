"""Where `Old = New` can stand, so that it binds the old name wherever the new one is bound, and nowhere else.

if TYPE_CHECKING:                          if TYPE_CHECKING:
    from .m import Old                         from .m import New
                                               Old = New
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tree_sitter import Node

from ..meaning.branches import LOOPS, is_bare_annotation
from ..meaning.certain import binds_surely
from ..meaning.parsing import EVERY_IMPORT, Parsed
from ..meaning.scopes import Occurrence, Scope
from ..meaning.syntax import holds, is_docstring
from ..records import dataclass
from ..source import line_begin

_DEFINITIONS = frozenset({"class_definition", "function_definition", "decorated_definition"})
_AROUND_IMPORTS = frozenset({"if_statement", "try_statement"})
_IN_LINE = "; "


@dataclass(frozen=True, slots=True)
class Place:
    """An offset behind a statement, and what has to stand there before an assignment.

    `sure` when the name is bound there in every run that comes by.
    """

    at: int
    before: str
    sure: bool = True


def binding_at_once(bindings: Sequence[Occurrence], module: Scope) -> list[Occurrence]:
    """Those that bind while the module is loaded: no bare `name: T`, and no `global` in a function."""
    return [each for each in bindings if not is_bare_annotation(each) and each.scope == module]


def is_surely_gone(bindings: Sequence[Occurrence], deletions: Sequence[Occurrence]) -> bool:
    """Is the name deleted behind its bindings, whenever the module is loaded to its end?"""
    last = max((each.start for each in bindings), default=0)
    return any(each.start > last and each.steps[1].node.type == "delete_statement" for each in deletions)


def places(
    parsed: Parsed, bindings: Sequence[Occurrence], deletions: Sequence[Occurrence], apart: Callable[[Node], bool]
) -> list[Place]:
    """Behind the last binding; or, when it is in a branch that need not run, behind the last one of each block.

    In any case behind the imports that follow it, as far as they are `apart` from the name.
    """
    root = parsed.tree.root_node
    if deletions or binds_surely(root, bindings):
        last = max((*bindings, *deletions), key=lambda each: each.start)
        return [replace(behind(parsed, _last_import(last.steps[1].node, apart), root), sure=not deletions)]
    found: dict[int, Place] = {}
    for binding in bindings:
        block, statement = _innermost(binding)
        place = behind(parsed, _last_import(statement, apart) if block == root else statement, block)
        if not binds_surely(block, bindings):
            in_line = place.before == _IN_LINE  # where no compound statement can stand
            place = replace(behind(parsed, binding.steps[1].node, root) if in_line else place, sure=False)
            block = root if in_line else block
        found[block.start_byte] = place
    return list(found.values())


def behind_star(parsed: Parsed, star: Node, apart: Callable[[Node], bool], *, sure: bool) -> Place:
    """Behind a star import and those that follow, in its block. `sure` when it brings the name whenever it runs."""
    block, root = star.parent or parsed.tree.root_node, parsed.tree.root_node
    place = behind(parsed, _last_import(star, apart) if block == root else star, block)
    if place.before == _IN_LINE and not sure:  # where no compound statement can stand
        top = next(each for each in root.children if holds(each, star.start_byte))
        place = behind(parsed, top, root)
    return replace(place, sure=sure)


def _last_import(statement: Node, apart: Callable[[Node], bool]) -> Node:
    """The last of the imports that follow an import at the top of the module: linters want nothing between them."""
    last, behind_it = statement, statement.next_named_sibling if _is_import(statement) else None
    while behind_it is not None and (behind_it.type == "comment" or (_is_import(behind_it) and apart(behind_it))):
        last = last if behind_it.type == "comment" else behind_it
        behind_it = behind_it.next_named_sibling
    return last


def _is_import(statement: Node) -> bool:
    """Is it an import, or an `if` or `try` that holds one?"""
    if statement.type not in _AROUND_IMPORTS:
        return statement.type in EVERY_IMPORT
    return any(each.type in EVERY_IMPORT for block in statement.named_children for each in block.named_children)


def _innermost(binding: Occurrence) -> tuple[Node, Node]:
    """The block that holds the binding, and its statement there; a loop is one statement."""
    found = (binding.steps[0].node, binding.steps[1].node)
    for at, step in enumerate(binding.steps[:-1]):
        if step.node.type in LOOPS:
            break
        if step.node.type == "block":
            found = (step.node, binding.steps[at + 1].node)
    return found


def behind(parsed: Parsed, statement: Node, block: Node) -> Place:
    """The place behind a statement of the block, or of the module, and behind the text that documents what it binds."""
    code, newline = parsed.source.code, parsed.source.newline.decode()
    if block.type == "block" and block.parent is not None and block.start_point.row == block.parent.start_point.row:
        return Place(statement.end_byte, _IN_LINE)
    statement = _documented(statement)
    top = block.type == "module"
    lines = (3 if top else 2) if statement.type in _DEFINITIONS else 2 if top and statement.type in EVERY_IMPORT else 1
    first = block.named_children[0].start_byte
    begin = line_begin(code, first)
    indent = "" if top else code[begin:first].decode()
    return Place(line_end(parsed, statement.end_byte), newline * lines + indent)


def _documented(statement: Node) -> Node:
    """The string right behind an assignment, which Sphinx takes for its documentation; else the statement."""
    behind_it = statement.next_named_sibling
    is_text = behind_it is not None and is_docstring(behind_it) and statement.type == "expression_statement"
    return behind_it if behind_it is not None and is_text else statement


def line_end(parsed: Parsed, at: int) -> int:
    """Where the line that holds the offset ends."""
    code = parsed.source.code
    ends = [end for end in (code.find(b"\n", at), code.find(b"\r", at)) if end >= 0]
    return min(ends, default=len(code))
