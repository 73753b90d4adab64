"""A file whose names are spelled in other characters than Python compares them in (PEP 3131): 𝐎𝐥𝐝 is Old.

The view that the parsers get holds each name as Python knows it, so that nobody else need think of it. Strings and
comments stay: Python does not compose those.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple
from unicodedata import is_normalized

from tree_sitter import Node

from ..names import as_compared
from ..records import dataclass
from ..regexes import regex
from ..source import Source, found_beyond_ascii

_NOT_ASCII = regex(rb"[\x80-\xff]+")


class Name(NamedTuple):
    """A name at `start` of the view, with `end` behind it; in the file's own code it lies at `place` up to `stop`."""

    start: int
    end: int
    place: int
    stop: int


@dataclass(frozen=True, kw_only=True)
class Composed(Source):
    """`below` with the `names`, in order, in the form in which Python compares them."""

    below: Source
    names: tuple[Name, ...]

    def raw_offset(self, offset: int) -> int:
        return self.below.raw_offset(self._below(offset))

    def code_offset(self, offset: int) -> int:
        place = self.below.code_offset(offset)
        index = bisect_right(self.names, place, key=attrgetter("place")) - 1
        if index < 0:
            return place
        name = self.names[index]
        return name.end + place - name.stop if place >= name.stop else name.start

    def column(self, offset: int) -> int:
        return self.below.column(self._below(offset))

    def _below(self, offset: int) -> int:
        index = bisect_right(self.names, offset, key=attrgetter("start")) - 1
        if index < 0:
            return offset
        name = self.names[index]
        return name.stop + offset - name.end if offset >= name.end else name.place


def composed(source: Source, root: Node) -> Source:
    """The view of `source`, whose tree has this root; `source` itself when no name of it is spelled otherwise."""
    code, names, last = bytearray(), [], 0
    for node in _respelled(source.code, root):
        code += source.code[last : node.start_byte]
        start, last = len(code), node.end_byte
        code += as_compared(source.code[node.start_byte : last])
        names.append(Name(start, len(code), node.start_byte, last))
    if not names:
        return source
    code += source.code[last:]
    return Composed(source.raw, bytes(code), source.encoding, below=source, names=tuple(names))


def _respelled(code: bytes, root: Node) -> Iterator[Node]:
    last = 0
    for match in found_beyond_ascii(_NOT_ASCII, code):
        start = max(0, match.start() - 1)  # a mark is composed with the letter before it
        if match.start() < last or is_normalized("NFKC", code[start : match.end()].decode(errors="replace")):
            continue
        node = root.descendant_for_byte_range(*match.span())
        if node is None or node.type != "identifier":
            continue
        last = node.end_byte
        spelled = code[node.start_byte : node.end_byte]
        if as_compared(spelled) != spelled:
            yield node
