"""What goes on meaning the old module after a move: the bare word is true where the name stays, such a place is not.

# "from a.b import Old", "takes an a.b.Old"        call(a.b, "Old")        {"Old": "a.b"}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from tree_sitter import Node

from ..codemod import Diagnostic
from ..edits import Edit
from ..meaning.scopes import Occurrence
from ..meaning.strings import fixed_text
from ..meaning.syntax import walk
from ..meaning.targets import External
from ..regexes import regex
from ..repo.files import RepoPath
from ..source import line_starts, place_of
from ..surface.surfaces import PROSE, Surface
from ..surface.virtual import Spans
from .othertexts import places_in
from .slots import Slots
from .visit import Visit

_ESCAPE = regex(rb"\\[nrt]")
_GOES_ON = regex(rb"""(?:["'}]|%s)\.[\w.]+\Z""")
_IMPORTING = regex(rb"from[ \t]+[\w.]+[ \t]+import[ \t(][\w\s,(]*\Z")
_LAST = regex(r"[.:](?=\w+\Z)")
_STRINGS, _BRACKETS = ("string_content", "string", "concatenated_string"), ("argument_list", "tuple", "list", "set")
_AROUND = frozenset({*_STRINGS, *_BRACKETS, "keyword_argument", "pair"})
_MOST = 100  # nodes that are looked at beside one string


def spelled_in(slots: Slots, path: RepoPath, raw: bytes) -> frozenset[int]:
    """Where the word stands in a text behind the path of the module that it leaves, or in an import from that.

    Raises UnreadableSource if the text is not UTF-8.
    """
    if not slots.moved or _home(slots) not in raw:
        return frozenset()
    found = places_in(slots, path, _ESCAPE.sub(b" \n", raw))
    return frozenset(at for at, text in found.items() if slots.is_left(path, _LAST.split(text)[0]))


def _home(slots: Slots) -> bytes:
    """The last word of the module that the symbol leaves."""
    symbol = slots.symbol
    home = symbol.dotted.split(".")[:-1] if isinstance(symbol, External) else symbol.stem.split("/")
    return (home[-2] if home[-1] == "__init__" and len(home) > 1 else home[-1]).encode()


def is_spelled(visit: Visit, each: Occurrence, node: Node) -> bool:
    """The same of a place in a string or comment; or in a path that goes on there, f"{HERE}.old_module.Old"."""
    raw, at = visit.parsed.text(node), each.start - node.start_byte
    goes_on = visit.slots.moved and raw[:at].endswith(b"." + _home(visit.slots) + b".")
    return (goes_on and _GOES_ON.search(raw, 0, at) is not None) or at in spelled_in(visit.slots, visit.path, raw)


def is_imported(visit: Visit, each: Occurrence, node: Node) -> bool:
    """Does a string import the symbol at the place, "from a.b import Old"? Then it may be code."""
    raw, at = visit.parsed.text(node), each.start - node.start_byte
    code = _ESCAPE.sub(b" \n", raw)
    is_one = b"import" in raw and _IMPORTING.search(code, 0, at) is not None
    return is_one and at in places_in(visit.slots, visit.path, code)


def in_text(
    slots: Slots, path: RepoPath, raw: bytes, surface: Surface, edits: Sequence[Edit], seen: Spans
) -> Iterator[Diagnostic]:
    """A word on each place of a document where the name stays; not on what is edited, or has been `seen` as code."""
    places = sorted(spelled_in(slots, path, raw)) if slots.new == slots.old else []
    starts = line_starts(raw) if places else []
    for at in places:
        if at not in seen and not any(edit.start <= at < edit.end for edit in edits):
            message = f"{slots.old} in {'a document' if surface in PROSE else 'configuration'}"
            yield Diagnostic("info", "proposal", message, "", path, *place_of(raw, starts, at))


def is_beside(visit: Visit, each: Occurrence) -> bool:
    """Does the module that it leaves, or its path, stand in the same brackets as the word, or in one entry of them?"""
    to = visit.retarget
    nodes = [step.node for step in reversed(each.steps)]
    around = [*takewhile(lambda node: node.type in _AROUND, nodes)]
    for node in islice(walk(around[-1]), _MOST) if around and to else ():
        match node.type:
            case "string":
                targets = visit.resolver.dotted_path(fixed_text(visit.parsed, node) or "-", visit.path)
            case "identifier" | "attribute":
                targets = visit.resolver.of_expression(visit.path, node)
            case _:
                continue
        if to is not None and to.is_origin_of(targets):
            return True
    return False
