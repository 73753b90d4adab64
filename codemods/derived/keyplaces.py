"""Where a string stands for a symbol: beside it, in one entry of a table or in one call, or in the body of it.

REGISTRY = {"old_name": OldName}            register("old_name", OldName)            assert find("old_name") is OldName

@register("old_name")
class OldName:
    template = "app/old_name.html"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from ..meaning.parsing import Parsed, Steps
from ..meaning.project import Project
from ..meaning.strings import MEMBER_FUNCTIONS, string_place
from ..meaning.syntax import decorators, field_of, inside, last_name, walk
from ..records import dataclass
from ..repo.files import RepoPath

_MOST = 40  # arguments or items beside one that are looked at
_HIGHEST = 14  # levels of an expression that are climbed
_NAMING = frozenset({b"name", b"key", b"id", b"type", b"kind", b"slug", b"alias"})
_ASKING = MEMBER_FUNCTIONS | {b"isinstance", b"issubclass", b"patch", b"filter", b"get_object_or_404"}
_ENDS = frozenset({"block", "module", "decorator"})
_STATEMENTS = ("expression_statement", "decorator")


@dataclass(frozen=True, slots=True)
class Beside:
    """A string literal that may name the symbol. `is_entry`: it is put down there for it, not just in one call with it.

    `table` is the name of the dictionary or object that holds the entry, "" when that is not seen.
    """

    node: Node
    is_entry: bool
    table: str = ""


def beside(parsed: Parsed, steps: Steps) -> Iterator[Beside]:
    """The strings that stand for what is at the end of `steps`: keys of its entry, arguments of its call.

    What stands beside an instance, as in {"user": User()}, is no entry of the class.
    """
    instance = _is_called(steps)
    for each in _around(parsed, steps):
        yield Beside(each.node, False) if instance else each


def _is_called(steps: Steps) -> bool:
    at = len(steps) - 1
    while at > 1 and steps[at - 1].node.type == "attribute" and steps[at].field == "attribute":
        at -= 1
    return at > 0 and steps[at - 1].node.type == "call" and steps[at].field == "function"


def _around(parsed: Parsed, steps: Steps) -> Iterator[Beside]:
    inner = True
    for at in range(len(steps) - 1, max(0, len(steps) - _HIGHEST), -1):
        node, child = steps[at - 1].node, steps[at]
        match node.type:
            case "pair" if child.field == "value":
                yield from _of_pair(parsed, node, steps[:at], inner)
                inner = False
            case "assignment" if child.field == "right":
                yield from _of_target(parsed, node)
            case "argument_list":
                if steps[at - 2].node.type != "call":
                    return  # the bases of a class
                yield from _of_call(parsed, steps[at - 2].node, child.node, steps[at - 3].node.type in _STATEMENTS)
                yield from _of_parser(parsed, steps[: at - 1])
            case "tuple" | "list" if node.named_child_count <= 4:
                strings = (each for each in node.named_children if each.type == "string" and each != child.node)
                yield from (Beside(each, True, _table(parsed, steps[: at - 1])) for each in strings)
            case "comparison_operator":
                for each in node.named_children:
                    if each != child.node:
                        yield from _asked_for(parsed, each)
            case "class_definition" | "function_definition":
                yield from _of_decorators(parsed, node) if child.field == "name" else ()
                return
            case kind if kind in _ENDS:
                return


def bare_strings(project: Project, path: RepoPath, name: str, is_near: Callable[[bytes, int], bool]) -> Iterator[int]:
    """The strings that are the bare name and have a key near them: ("app.m", "OldName"). Offsets of the raw bytes."""
    parsed = project.parsed(path)
    code = parsed.source.code
    for each in project.names(path, name).occurrences:
        is_end = each.role == "string" and code[each.end : each.end + 1] in (b'"', b"'")
        if is_end and is_near(code, each.start) and string_place(parsed, each.steps).whole == name:
            yield parsed.source.raw_offset(each.start)


def in_body(definition: Node, wanted: Callable[[Node], bool]) -> Iterator[Beside]:
    """The strings in the body of a class or function that are `wanted`.

    Entries are the attributes of a class, and what is returned.
    """
    body = definition.child_by_field_name("body")
    if body is None:
        return
    for node in walk(body):
        if node.type == "string" and wanted(node):
            yield Beside(node, is_said(node, body))


def is_said(node: Node, body: Node) -> bool:
    """Is the string the value of an attribute of the class, or of a class in it, or returned by one of its methods?"""
    above, nested = node.parent, 0
    while above is not None and above.type in ("tuple", "list", "expression_list") and above.named_child_count < 5:
        above = above.parent
    if above is None or above.type == "return_statement":
        return above is not None
    if above.type != "assignment":
        return False
    while above is not None and above != body:
        if above.type in ("function_definition", "lambda"):
            return False
        above, nested = above.parent, nested + 1
    return True


def _of_pair(parsed: Parsed, pair: Node, steps: Steps, inner: bool) -> Iterator[Beside]:
    key = pair.child_by_field_name("key")
    if key is not None and key.type == "string":
        yield Beside(key, True, _table(parsed, steps))
    dictionary = steps[-2].node
    if not inner or dictionary.named_child_count > _MOST:
        return
    for other in dictionary.named_children:
        value, name = other.child_by_field_name("value"), other.child_by_field_name("key")
        if other != pair and name is not None and value is not None and value.type == "string":
            yield Beside(value, parsed.text(name).strip(b"\"'") in _NAMING)


def _of_target(parsed: Parsed, assignment: Node) -> Iterator[Beside]:
    """REGISTRY["old_name"] = OldName"""
    left = assignment.child_by_field_name("left")
    if left is not None and left.type == "subscript":
        for key in left.children_by_field_name("subscript"):
            if key.type == "string":
                yield Beside(key, True, _name(parsed, left.child_by_field_name("value")))


def _of_call(parsed: Parsed, call: Node, argument: Node, statement: bool) -> Iterator[Beside]:
    """The other arguments of a call, and those of the calls that it is a method of: add("old_name").to(OldName)

    `statement`: the call is one, or a decorator: it does something with them, and gives nothing back.
    """
    function = call.child_by_field_name("function")
    if function is None:
        return
    asks = last_name(parsed, function) in _ASKING
    for each, value in _values(call) if not asks else ():
        if each != argument and value.type == "string":
            yield Beside(value, statement, _owner(parsed, function))
    for each, value in _values(call):
        if each != argument:
            yield from _asked_for(parsed, value)
    while function is not None and function.type == "attribute":
        below = function.child_by_field_name("object")
        function = field_of(below, "function", "call")
        yield from (Beside(each, statement) for each in _strings(below if function is not None else None))


def _of_parser(parsed: Parsed, steps: Steps) -> Iterator[Beside]:
    """For `p.set_defaults(func=old_name)` the strings of the call that `p` was bound to: add_parser("old-name")"""
    function = steps[-1].node.child_by_field_name("function")
    below = field_of(function, "object", "attribute")
    if function is None or below is None or last_name(parsed, function) != b"set_defaults" or len(steps) < 3:
        return
    bound: Node | None = None
    for statement in steps[-3].node.named_children:
        if statement.start_byte >= steps[-2].node.start_byte:
            break
        inner = statement.named_children[0] if statement.type == "expression_statement" else None
        left = field_of(inner, "left", "assignment")
        if inner is not None and left is not None and parsed.text(left) == parsed.text(below):
            bound = inner.child_by_field_name("right")
    yield from (Beside(each, True) for each in _strings(bound if bound is not None and bound.type == "call" else None))


def _asked_for(parsed: Parsed, node: Node) -> Iterator[Beside]:
    """The keys in find("old_name") and REGISTRY["old_name"], which are held against the symbol."""
    if node.type == "subscript":
        for key in node.children_by_field_name("subscript"):
            if key.type == "string":
                yield Beside(key, False, _name(parsed, node.child_by_field_name("value")))
    elif node.type == "call":
        function = node.child_by_field_name("function")
        if function is not None and last_name(parsed, function) not in _ASKING:
            yield from (Beside(each, False, _owner(parsed, function)) for each in _strings(node))


def _of_decorators(parsed: Parsed, definition: Node) -> Iterator[Beside]:
    for call in decorators(definition):
        function = field_of(call, "function", "call")
        if function is not None:
            yield from (Beside(each, True, _owner(parsed, function)) for each in _strings(call))


def _strings(call: Node | None) -> Iterator[Node]:
    """Those of the values that are strings."""
    return (value for _, value in _values(call) if value.type == "string")


def _values(call: Node | None) -> Iterator[tuple[Node, Node]]:
    """Each argument of a call, and its value; none where there are very many."""
    arguments = inside(call, "arguments")
    for each in arguments if len(arguments) <= _MOST else ():
        value = each.child_by_field_name("value") if each.type == "keyword_argument" else each
        if value is not None:
            yield each, value


def _table(parsed: Parsed, steps: Steps) -> str:
    """The name to which the dictionary or list around the place is bound: `REGISTRY` of `REGISTRY = {…}`."""
    for step in reversed(steps[-6:]):
        if step.node.type == "assignment":
            return _name(parsed, step.node.child_by_field_name("left"))
    return ""


def _owner(parsed: Parsed, function: Node) -> str:
    """`registry` of `registry.add`."""
    below = field_of(function, "object", "attribute")
    return _name(parsed, below)


def _name(parsed: Parsed, node: Node | None) -> str:
    """The last name of a path, "" for other expressions."""
    if node is not None and node.type == "attribute":
        node = node.child_by_field_name("attribute")
    return parsed.text(node).decode() if node is not None and node.type == "identifier" else ""
