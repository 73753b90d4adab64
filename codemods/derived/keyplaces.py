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
from ..meaning.strings import MEMBER_FUNCTIONS
from ..meaning.syntax import walk
from ..records import dataclass
from ..regexes import regex

_MOST = 40  # arguments or items beside one that are looked at
_HIGHEST = 14  # levels of an expression that are climbed
_NAMING = frozenset({b"name", b"key", b"id", b"type", b"kind", b"slug", b"alias"})
_ASKING = MEMBER_FUNCTIONS | {b"isinstance", b"issubclass", b"patch", b"filter", b"get_object_or_404"}
_ENDS = frozenset({"block", "module", "decorator"})
_STATEMENTS = ("expression_statement", "decorator")
_KINDS = {
    b"command": "command", b"group": "group", b"task": "task", b"shared_task": "task", b"hookimpl": "hook",
    b"hookspec": "hook", b"flow": "flow", b"asset": "asset", b"op": "op", b"tool": "tool",
    b"register.filter": "filter", b"template_filter": "filter", b"app_template_filter": "filter",
    b"register.tag": "tag", b"simple_tag": "tag", b"simple_block_tag": "tag", b"inclusion_tag": "tag",
}  # fmt: skip


# Classes of frameworks that call what inherits from them by the name of the class, if it says no other.
_BASES = {
    b"Model": "model", b"Document": "model", b"Entity": "model", b"SQLModel": "model", b"ObjectType": "type",
    b"InputObjectType": "type", b"Task": "task",
}  # fmt: skip
_COLUMNS = regex(
    rb"\n[ \t]+\w+[ \t]*=[ \t]*models\.(?:\w+Field|ForeignKey)\("
)  # of a model whose base is one of its own
_OTHER_NAMES = frozenset(
    {b"__tablename__", b"__table__", b"table_name", b"name", b"task_family", b"abstract", b"__abstract__"}
)


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
                if child.field == "name" and steps[at - 2].node.type == "decorated_definition":
                    yield from _of_decorators(parsed, steps[at - 2].node)
                return
            case kind if kind in _ENDS:
                return


def in_body(definition: Node, wanted: Callable[[Node], bool]) -> Iterator[Beside]:
    """The strings in the body of a class or function that are `wanted`.

    Entries are the attributes of a class, and what is returned.
    """
    body = definition.child_by_field_name("body")
    if body is None:
        return
    for node in walk(body):
        if node.type == "string" and wanted(node):
            yield Beside(node, _is_said(node, body))


def named_by(parsed: Parsed, steps: Steps) -> tuple[Node | None, str]:
    """What makes a command or the like of the function, or a model of the class, by its name; and what: "task"."""
    if steps[-2].node.type == "class_definition":
        return steps[-1].node, _named_by_base(parsed, steps[-2].node)
    if len(steps) < 3 or steps[-2].node.type != "function_definition" or steps[-3].node.type != "decorated_definition":
        return None, ""
    for decorator in steps[-3].node.named_children:
        value = decorator.named_children[0] if decorator.type == "decorator" and decorator.named_children else None
        call = value if value is not None and value.type == "call" else None
        function = call.child_by_field_name("function") if call else value
        last = _last(parsed, function) if function is not None else b""
        kind = _KINDS.get(last) or (_KINDS.get(parsed.text(function)) if function is not None else None)
        if kind and not _gives_name(parsed, call, 1 if last == b"inclusion_tag" else 0):
            return decorator, kind
    return None, ""


def _named_by_base(parsed: Parsed, definition: Node) -> str:
    """What a framework makes of the class: "model"; "" where it is none, or says another name."""
    bases, body = definition.child_by_field_name("superclasses"), definition.child_by_field_name("body")
    kinds = (_BASES.get(_last(parsed, base), "") for base in (bases.named_children if bases is not None else ()))
    kind = next(filter(None, kinds), "")
    if body is None or not (kind or (bases is not None and _COLUMNS.search(parsed.text(body)))):
        return ""
    said = (
        node.children[-1] for node in walk(body)
        if node.type == "assignment" and parsed.text(node.children[0]) in _OTHER_NAMES
    )  # fmt: skip
    return "" if any(value.type in ("string", "true") and _is_said(value, body) for value in said) else kind or "model"


def _gives_name(parsed: Parsed, call: Node | None, first: int) -> bool:
    """Does the call say the name, by its place (the `first` on) or by keyword, or hand on what may hold it?"""
    arguments = call.child_by_field_name("arguments") if call else None
    for each in arguments.named_children[first:] if arguments else ():
        name = each.child_by_field_name("name") if each.type == "keyword_argument" else None
        if parsed.text(name) == b"name" if name is not None else each.type not in ("identifier", "comment"):
            return True
    return False


def _is_said(node: Node, body: Node) -> bool:
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
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None:
        return
    asks = _last(parsed, function) in _ASKING
    for each, value in _values(arguments) if not asks else ():
        if each != argument and value.type == "string":
            yield Beside(value, statement, _owner(parsed, function))
    for each, value in _values(arguments):
        if each != argument:
            yield from _asked_for(parsed, value)
    while function is not None and function.type == "attribute":
        below = function.child_by_field_name("object")
        function = below.child_by_field_name("function") if below is not None and below.type == "call" else None
        inner = below.child_by_field_name("arguments") if function is not None and below is not None else None
        for _, value in _values(inner) if inner is not None else ():
            if value.type == "string":
                yield Beside(value, statement)


def _of_parser(parsed: Parsed, steps: Steps) -> Iterator[Beside]:
    """For `p.set_defaults(func=old_name)` the strings of the call that `p` was bound to: add_parser("old-name")"""
    function = steps[-1].node.child_by_field_name("function")
    below = function.child_by_field_name("object") if function is not None and function.type == "attribute" else None
    if function is None or below is None or _last(parsed, function) != b"set_defaults" or len(steps) < 3:
        return
    bound: Node | None = None
    for statement in steps[-3].node.named_children:
        if statement.start_byte >= steps[-2].node.start_byte:
            break
        inner = statement.named_children[0] if statement.type == "expression_statement" else None
        left = inner.child_by_field_name("left") if inner is not None and inner.type == "assignment" else None
        if inner is not None and left is not None and parsed.text(left) == parsed.text(below):
            bound = inner.child_by_field_name("right")
    arguments = bound.child_by_field_name("arguments") if bound is not None and bound.type == "call" else None
    for _, value in _values(arguments) if arguments is not None else ():
        if value.type == "string":
            yield Beside(value, True)


def _asked_for(parsed: Parsed, node: Node) -> Iterator[Beside]:
    """The keys in find("old_name") and REGISTRY["old_name"], which are held against the symbol."""
    if node.type == "subscript":
        for key in node.children_by_field_name("subscript"):
            if key.type == "string":
                yield Beside(key, False, _name(parsed, node.child_by_field_name("value")))
    elif node.type == "call":
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is not None and arguments is not None and _last(parsed, function) not in _ASKING:
            for _, value in _values(arguments):
                if value.type == "string":
                    yield Beside(value, False, _owner(parsed, function))


def _of_decorators(parsed: Parsed, decorated: Node) -> Iterator[Beside]:
    for decorator in decorated.named_children:
        call = decorator.named_children[0] if decorator.type == "decorator" and decorator.named_children else None
        arguments = call.child_by_field_name("arguments") if call is not None and call.type == "call" else None
        function = call.child_by_field_name("function") if call is not None and arguments is not None else None
        if arguments is not None and function is not None:
            for _, value in _values(arguments):
                if value.type == "string":
                    yield Beside(value, True, _owner(parsed, function))


def _values(arguments: Node) -> Iterator[tuple[Node, Node]]:
    """Each argument, and its value; none where there are very many."""
    for each in arguments.named_children if arguments.named_child_count <= _MOST else ():
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
    below = function.child_by_field_name("object") if function.type == "attribute" else None
    return _name(parsed, below)


def _name(parsed: Parsed, node: Node | None) -> str:
    """The last name of a path, "" for other expressions."""
    if node is not None and node.type == "attribute":
        node = node.child_by_field_name("attribute")
    return parsed.text(node).decode() if node is not None and node.type == "identifier" else ""


def _last(parsed: Parsed, node: Node) -> bytes:
    return parsed.text(node).rpartition(b".")[2].strip()
