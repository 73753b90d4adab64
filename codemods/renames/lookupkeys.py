"""The key of a lookup that is no fixed text: may it be a certain name?

getattr(m, f"make_{kind}")               # what begins so
getattr(m, kind.title() + "Handler")     # what ends so
getattr(m, option.upper())               # what has no small letters
for name in dir(m): getattr(m, name)     # what m has, whatever it is called: no name is meant
"""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.parsing import Parsed, Steps
from ..meaning.strings import fixed_text
from ..meaning.syntax import bare, field_text
from ..regexes import regex

_WORD = regex(rb"\w+")
_FIELD = regex(r"%(?:\(\w*\))?[-#0-9 +.*]*[A-Za-z]|\{[^{}]*\}")
_NAMES_OF = (b"dir(%b)", b"vars(%b)", b"getmembers(%b", b"%b.__all__", b"%b.__dict__")


def may_be(parsed: Parsed, key: Node, name: str) -> bool:
    """May the key be that name, as far as its text tells?"""
    begin, end = _ends(parsed, bare(key))
    case = _method(parsed, bare(key))
    if (case == b"upper" and name != name.upper()) or (case == b"lower" and name != name.lower()):
        return False
    return name.startswith(begin) and name.endswith(end)


def is_of_its_own(parsed: Parsed, steps: Steps, asked: Node, key: Node) -> bool:
    """Is the key a loop's variable that goes through the names which `asked` has?"""
    name, owner = parsed.text(key), b"".join(parsed.text(asked).split())
    for left, right in _loops(steps):
        if name in _WORD.findall(parsed.text(left)):
            through = b"".join(parsed.text(right).split())
            return any(each % owner in through for each in _NAMES_OF)
    return False


def _loops(steps: Steps) -> list[tuple[Node, Node]]:
    """What the loops around the place bind and go through, the innermost first."""
    found = []
    for step in reversed(steps):
        inner = [each for each in step.node.children if each.type == "for_in_clause"]
        for loop in [step.node] if step.node.type == "for_statement" else reversed(inner):
            left, right = loop.child_by_field_name("left"), loop.child_by_field_name("right")
            found += [(left, right)] if left and right else []
    return found


def _ends(parsed: Parsed, node: Node) -> tuple[str, str]:
    """How the text begins and ends that the expression makes; "" where that is not written."""
    operator = field_text(parsed, node, "operator") if node.type == "binary_operator" else b""
    if node.type == "string":
        return _of_string(parsed, node)
    if node.type == "concatenated_string" or operator == b"+":
        return _ends(parsed, bare(node.children[0]))[0], _ends(parsed, bare(node.children[-1]))[1]
    template = node.children[0] if operator == b"%" else _formatted(parsed, node)
    if template is None:
        return "", ""
    text = fixed_text(parsed, bare(template))
    parts = _FIELD.split(text)
    return parts[0], parts[-1]


def _of_string(parsed: Parsed, node: Node) -> tuple[str, str]:
    text = fixed_text(parsed, node)
    if text or len(node.children) < 3:
        return text, text
    begin, end = (
        parsed.text(each).decode() if _is_plain(each) else "" for each in (node.children[1], node.children[-2])
    )
    return begin, end


def _is_plain(part: Node) -> bool:
    return part.type == "string_content" and not part.named_children


def _formatted(parsed: Parsed, node: Node) -> Node | None:
    function = node.child_by_field_name("function")
    return function.child_by_field_name("object") if function and _method(parsed, node) == b"format" else None


def _method(parsed: Parsed, node: Node) -> bytes:
    """The last word of what is called, "" of what is no call."""
    return field_text(parsed, node.child_by_field_name("function"), "attribute") if node.type == "call" else b""
