"""Lookups of a module's names by what code puts together while it runs: listed where the module gives the symbol.

getattr(m, name)                        # m has the symbol: which names are asked for cannot be told
globals()[f"{kind}Manager"]             # in the module itself
vars(m)[name], m.__dict__.get(name)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ..meaning.handing import getattr_around
from ..meaning.scopes import Occurrence
from ..meaning.strings import fixed_text, namespace_owner
from ..meaning.syntax import field_text, inside
from ..regexes import regex
from .lookupkeys import is_of_its_own, may_be
from .visit import Visit

_FUNCTIONS = ("getattr", "hasattr", "setattr", "delattr")
_ATTR = b"attr("
_OF_OBJECT = regex(
    rb"(?:get|has|set|del)attr\(\s*+([^\W\d]\w*+)(?:[\w.]++|\[[^\]\n]*+\]|\([^()\n]*+\))*+\s*+,(?!\s*[\"']\w*[\"']\s*[,)])"
)
_IMPORT = b"import"
_IMPORTED = regex(rb"[ \t]*\([^)]*|[^\n(]*")
_WORD = regex(rb"\w+")
_NAMESPACES = (b"globals()", b"sys.modules[__name__]")
_MAPPINGS = ("vars", "__dict__")
_METHODS = frozenset({b"get", b"pop", b"setdefault", b"__getitem__"})


def look(visit: Visit) -> None:
    """A word on each such lookup in the file that may find the symbol."""
    code = visit.parsed.source.code
    functions = _FUNCTIONS if _may_ask_a_module(code) else ()
    for function in functions:
        for each in visit.project.names(visit.path, function).occurrences:
            asked = _asked(visit, each)
            if asked is not None and visit.attribute_moves(asked, each.scope) is True:
                _tell(visit, each, function, asked)
    if _asks_itself(code) and visit.slots.renamed_in_file(visit.path):
        for each in visit.project.names(visit.path, "globals").occurrences:
            if _is_open_key(visit, each):
                _tell(visit, each, "globals()", None)
    for word in (word for word in _MAPPINGS if word.encode() in code):
        for each in visit.project.names(visit.path, word).occurrences:
            asked = namespace_owner(visit.parsed, each.parent) if each.role in ("use", "attribute") else None
            if asked is not None and _is_open_key(visit, each) and visit.attribute_moves(asked, each.scope) is True:
                _tell(visit, each, word, asked)


def _may_ask_a_module(code: bytes) -> bool:
    """Is there a lookup in something that an import binds? Most are in `self`, and need no parser to be told."""
    first = {found[1] for found in _after(code, _ATTR, _OF_OBJECT, -3)} - {b"self", b"cls"}
    if not first:
        return False
    imports = _after(code, _IMPORT, _IMPORTED, len(_IMPORT))
    return any(not first.isdisjoint(_WORD.findall(each[0])) for each in imports) or _asks_itself(code)


def _after(code: bytes, word: bytes, pattern: re.Pattern[bytes], shift: int) -> Iterator[re.Match[bytes]]:
    """The matches that begin `shift` bytes from where the word does: the search for a word alone takes little time."""
    at = -1
    while (at := code.find(word, at + 1)) >= 0:
        found = pattern.match(code, at + shift) if at + shift >= 0 else None
        if found is not None:
            yield found


def _asks_itself(code: bytes) -> bool:
    return any(each in code for each in _NAMESPACES)


def _asked(visit: Visit, each: Occurrence) -> Node | None:
    """What is asked for a name that is no fixed text; None when nothing is, or `__getattr__` gives the new name so."""
    call = each.parent
    if each.role != "use" or call.type != "call" or call.children[0] != each.node:
        return None
    given = [node for node in inside(call, "arguments") if node.type != "comment"]
    if len(given) < 2 or not _is_open(visit, each, given[0], given[1]):
        return None
    if getattr_around(visit.parsed, each.steps) is not None and visit.slots.renamed_in_file(visit.path):
        return None
    return given[0]


def _is_open(visit: Visit, each: Occurrence, asked: Node, key: Node) -> bool:
    """May the key, which is no fixed text, be the old name, though the code goes through no names that are there?"""
    parsed = visit.parsed
    is_fixed = key.type == "string" and bool(fixed_text(parsed, key))
    return not is_fixed and may_be(parsed, key, visit.old) and not is_of_its_own(parsed, each.steps, asked, key)


def _is_open_key(visit: Visit, each: Occurrence) -> bool:
    """`globals()[key]` and `vars(m).get(key)`, where the key is open."""
    owner = namespace_owner(visit.parsed, each.parent) or each.parent
    is_open = any(_is_open(visit, each, owner, key) for key in _keys(visit, each))
    return is_open and getattr_around(visit.parsed, each.steps) is None


def _keys(visit: Visit, each: Occurrence) -> Iterator[Node]:
    mapping = each.parent
    around = mapping.parent
    if mapping.type not in ("call", "attribute") or around is None:
        return
    if around.type == "subscript" and around.children[0] == mapping:
        yield from around.children_by_field_name("subscript")
    elif around.type == "attribute" and field_text(visit.parsed, around, "attribute") in _METHODS:
        yield from inside(around.parent, "arguments")[:1]


def _tell(visit: Visit, each: Occurrence, function: str, asked: Node | None) -> None:
    old, to = visit.old, visit.retarget
    stays = visit.new == old
    if stays and (asked is None or to is None or not to.is_origin_of(visit.resolver.of_expression(visit.path, asked))):
        return  # what hands it on goes on having it by that name
    message = f"{old} left alone: it may be looked up here by {function} with a computed name"
    visit.remark(each, "warning", "left-alone", message, "check it by hand")
