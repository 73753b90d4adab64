"""What a text is compared with, for being alike: by an assert, a method of unittest, `startswith`.

assert repr(x) == "Old(1)"                          # repr(x)
expected = "Old(1)"; assert repr(x) == expected     # repr(x)
@pytest.mark.parametrize("x, expected", [(Old(1), "Old(1)")])
def test(x, expected): assert repr(x) == expected   # repr(x), where x is Old(1)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from tree_sitter import Node

from ..meaning.flow import in_force_at, order
from ..meaning.parsing import Parsed, without_comments
from ..meaning.scopes import Occurrence
from ..meaning.strings import fixed_text
from ..meaning.syntax import bare, call_with, field_text, inside, last_name
from ..records import dataclass
from .visit import Visit

_COMPARING = frozenset(
    b"assertEqual assertEquals assert_equal assertMultiLineEqual assertIn assertCountEqual assertItemsEqual "
    b"assertListEqual assertSetEqual assertTupleEqual assertSequenceEqual".split()
)
COPYING = frozenset({b"frozenset", b"list", b"set", b"sorted", b"tuple"})
_PARAMETERS = ("identifier", "typed_parameter")


@dataclass(frozen=True, slots=True)
class Held:
    """What a text is compared with. The parameter that is bound at a byte of `given` is that expression."""

    other: Node
    given: Mapping[int, Node] = field(default_factory=dict)


def held_against(visit: Visit, string: Node) -> list[Held]:
    """All that a text which begins with the string is compared with; nothing where it has some other use, too."""
    text = _whole(visit.parsed, string)
    other = _compared(visit.parsed, text)
    if other is not None:
        return [Held(other)]
    name = _assigned_to(text)
    if name is not None:
        return _through(visit, visit.project.names(visit.path, visit.text(name)).at(name.start_byte), {})
    found = _parameters(visit, text)
    return _through(visit, *found) if found else []


def is_held(parsed: Parsed, string: Node) -> bool:
    """Is a text that begins with the string compared with something, there where it stands?"""
    return _compared(parsed, _whole(parsed, string)) is not None


def _through(visit: Visit, binding: Occurrence, given: Mapping[int, Node]) -> list[Held]:
    """What the variable is compared with that is bound to the text."""
    names, home = visit.project.names(visit.path, visit.text(binding.node)), binding.home
    if home is None or names.deletions(home):
        return []
    found: list[Held] = []
    for each in names.occurrences:
        if each.home != home or each.role == "bind":
            continue
        seen = order(names, home).seen_by(each)
        bindings = in_force_at(each, home, order(names, home).groups[seen]) if seen is not None else ()
        if binding not in bindings and seen is not None:
            continue
        other = _compared(visit.parsed, _whole(visit.parsed, each.node))
        if other is None or len(bindings) != 1:
            return []
        found.append(Held(other, given))
    return found


def _assigned_to(text: Node) -> Node | None:
    """The one variable to which the text is assigned."""
    above = text.parent
    if above is None or above.type != "assignment" or above.child_by_field_name("right") != text:
        return None
    left, statement = above.child_by_field_name("left"), above.parent
    is_plain = left is not None and left.type == "identifier"
    return left if is_plain and statement is not None and statement.type == "expression_statement" else None


# -- pytest.mark.parametrize ----------------------------------------------------------------------------------------


def _parameters(visit: Visit, text: Node) -> tuple[Occurrence, Mapping[int, Node]] | None:
    """The parameter of a test that is the text in one of its runs, and what the parameters are in that run."""
    row = text.parent
    if row is not None and row.type == "argument_list" and row.parent is not None:
        row = row.parent if last_name(visit.parsed, row.parent.children[0]) == b"param" else None
    mark = _mark_around(visit.parsed, row) if row is not None else None
    if row is None or mark is None:
        return None
    function, names = mark
    values = [each for each in _values(row) if each.type != "keyword_argument"]
    if len(names) != len(values) or text not in values:
        return None
    bindings = {name: binding for name in names for binding in _bound(visit, function, name)}
    if bindings.keys() != set(names):
        return None
    given = {bindings[name].start: value for name, value in zip(names, values, strict=True)}
    return bindings[names[values.index(text)]], given


def _values(row: Node) -> list[Node]:
    return inside(row, "arguments") if row.type == "call" else without_comments(row)


def _mark_around(parsed: Parsed, row: Node) -> tuple[Node, list[str]] | None:
    """The function that is marked with a list in which the row stands, and the names that the mark gives its values."""
    values = row.parent
    arguments = values.parent if values is not None and values.type in ("list", "tuple") else None
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    decorator = call.parent if call is not None else None
    if call is None or decorator is None or decorator.type != "decorator" or decorator.parent is None:
        return None
    function, given = decorator.parent.child_by_field_name("definition"), inside(call, "arguments")
    is_mark = last_name(parsed, call.children[0]) == b"parametrize" and len(given) > 1 and given[1] == values
    hands_on = any(field_text(parsed, each, "name") == b"indirect" for each in given)  # to fixtures
    if not is_mark or hands_on or function is None or function.type != "function_definition":
        return None
    if given[0].type in ("list", "tuple"):
        return function, [fixed_text(parsed, each) for each in without_comments(given[0])]
    return function, [name.strip() for name in fixed_text(parsed, given[0]).split(",")]


def _bound(visit: Visit, function: Node, name: str) -> Iterator[Occurrence]:
    """The parameter of that name."""
    for each in inside(function, "parameters"):
        named = each.named_children[0] if each.type == "typed_parameter" else each
        if each.type in _PARAMETERS and visit.text(named) == name:
            yield visit.project.names(visit.path, name).at(named.start_byte)


# -- one comparison -------------------------------------------------------------------------------------------------


def _whole(parsed: Parsed, node: Node) -> Node:
    """The text that begins with the node: with what is formatted into it or added behind it, and the parentheses.

    Of a list a copy of it.
    """
    while (above := node.parent) is not None:
        match above.type:
            case "concatenated_string" if above.named_children[0] == node:
                pass
            case "parenthesized_expression" if bare(above) == bare(node):
                pass
            case "binary_operator" if above.children[0] == node and above.children[1].type in ("%", "+"):
                pass
            case "attribute" if above.child_by_field_name("object") == node and _is_format(parsed, above):
                above = above.parent or above  # the call
            case "argument_list" if (copy := call_with(above)) and parsed.text(copy.children[0]) in COPYING:
                above = copy
            case _:
                return node
        node = above
    return node


def _is_format(parsed: Parsed, attribute: Node) -> bool:
    called = attribute.parent is not None and attribute.parent.type == "call"
    return called and field_text(parsed, attribute, "attribute") == b"format"


def _compared(parsed: Parsed, text: Node) -> Node | None:
    """What the text is compared with; None when it is not, or for something else than being alike or within."""
    above = text.parent
    if above is None:
        return None
    if above.type == "comparison_operator" and len(above.children) == 3:
        left, operator, right = above.children
        if operator.type == "==":
            return right if left == text else left
        return right if operator.type in ("in", "not in") and left == text else None
    is_given = above.type == "argument_list" and above.parent is not None and above.parent.type == "call"
    return _compared_by_call(parsed, text, above.parent) if is_given and above.parent is not None else None


def _compared_by_call(parsed: Parsed, text: Node, call: Node) -> Node | None:
    """What the argument is compared with: by unittest's methods, or `repr(x).startswith("Old(")`."""
    function, given = call.children[0], inside(call, "arguments")
    name = last_name(parsed, function)
    if name == b"startswith" and len(given) == 1:
        return function.child_by_field_name("object")
    if name not in _COMPARING or len(given) < 2 or text not in given[:2]:
        return None
    if name == b"assertIn" and given[0] != text:
        return None
    return given[1] if given[0] == text else given[0]
