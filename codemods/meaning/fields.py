"""Names in a text that is filled from the module's globals.

"{Old}+".format(**globals())
"%(Old)s" % globals()
"""

from __future__ import annotations

from tree_sitter import Node

from ..regexes import regex
from .parsing import Parsed, without_comments
from .scopes import Occurrence
from .strings import is_plain, mapping_key
from .syntax import field_text

_AROUND = frozenset({"concatenated_string", "parenthesized_expression"})
_BRACED = regex(rb"(?<!\{)(?:\{\{)*\{\Z")
_NAMED = regex(rb"(?<!%)(?:%%)*%\(\Z")


def is_field_of_globals(parsed: Parsed, each: Occurrence) -> bool:
    """Is the place the name of a field of such a text? Of `locals()` and `vars()` only outside of blocks."""
    at = next((place for place in range(len(each.steps) - 1, 1, -1) if each.steps[place].node.type == "string"), 0)
    if not at or not is_plain(parsed, each.steps[at].node):
        return False
    code, text = parsed.source.code, each.steps[at].node
    before, after = code[text.start_byte : each.start], code[each.end : each.end + 1]
    braced = after and after in b"}.[!:" and _BRACED.search(before)
    if not braced and not (after == b")" and _NAMED.search(before)):
        return False
    while each.steps[at - 1].node.type in _AROUND:
        at -= 1
    above, call = each.steps[at - 1].node, each.steps[at - 2].node
    filled = _formatted(parsed, above, call) if braced else _modulo(above, each.steps[at].node)
    return filled is not None and mapping_key(parsed, each.steps, filled)[0] == "global"


def _formatted(parsed: Parsed, above: Node, call: Node) -> Node | None:
    """The mapping in `text.format(**mapping)` and `text.format_map(mapping)`."""
    if above.type != "attribute" or call.type != "call" or call.children[0] != above:
        return None
    given = without_comments(call.children[1])
    match field_text(parsed, above, "attribute"):
        case b"format":
            return next((node.named_children[0] for node in given if node.type == "dictionary_splat"), None)
        case b"format_map" if given:
            return given[0]
    return None


def _modulo(above: Node, text: Node) -> Node | None:
    """The mapping in `text % mapping`."""
    is_filled = above.type == "binary_operator" and above.children[1].type == "%" and above.children[0] == text
    return above.children[2] if is_filled else None
