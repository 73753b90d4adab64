"""JSON of which only the shape is read, and where each string stands: so that a file can be edited and not rewritten.

    parse(b'{"a": ["x", 1]}') == {"a": [range(8, 9), None]}

The reader takes no recursion and a time that grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from ..errors import UnreadableSource
from ..regexes import regex

# A string is the range of the bytes between its quotes; numbers, true, false and null are None.
Value: TypeAlias = "dict[str, Value] | list[Value] | range | None"

MAX_NESTING = 500
# NaN and the infinities are what Python's json writes and reads, so notebooks hold them.
_TOKEN = regex(
    rb'[ \t\r\n]*(?:([{}\[\],:])|(")'
    rb"|(-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|Infinity)|NaN|true|false|null)|\Z)"
)
_PLAIN = regex(rb'[^"\\\x00-\x1f]*')
# As many escapes at a time as the pattern's own memory allows for.
_ESCAPED = regex(rb'(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*){1,1000}')
_ESCAPE = regex(rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")
_SHORT = {b"\\b": b"\b", b"\\f": b"\f", b"\\n": b"\n", b"\\r": b"\r", b"\\t": b"\t"}


def parse(raw: bytes) -> Value:
    """The shape of the JSON text `raw`.

    Raises UnreadableSource for what is no JSON, for a key that stands twice in one object (which of the two counts
    is not defined: RFC 8259, 4) and for nesting beyond `MAX_NESTING`.
    """
    reader = _Reader(raw)
    while reader.step():
        pass
    return reader.top[0]


def pieces(raw: bytes, string: range) -> Iterator[tuple[bytes, int, int]]:
    """The text of a string, piece by piece, each with where it stands; an escape is longer than what it stands for.

    Raises UnreadableSource for half a surrogate pair.
    """
    at = string.start
    for escape in _ESCAPE.finditer(raw, string.start, string.stop):
        if escape.start() > at:
            yield raw[at : escape.start()], at, escape.start()
        at = escape.end()
        yield _escaped(escape.group()), escape.start(), at
    if at < string.stop:
        yield raw[at : string.stop], at, string.stop


def text(raw: bytes, string: range) -> str:
    """What a string spells."""
    return b"".join(piece for piece, _, _ in pieces(raw, string)).decode()


class _Reader:
    """The state between two tokens: the objects and lists that are open, and what may come next."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0
        self.top: list[Value] = []
        self._open: list[dict[str, Value] | list[Value]] = [self.top]
        self._keys: list[str] = []  # of every open object, the key whose value comes next
        self._next = "value"

    def step(self) -> bool:
        """Reads one token; False at the end of the text."""
        token = _TOKEN.match(self.raw, self.at)
        if token is None:
            raise UnreadableSource(f"is not JSON (byte {self.at})")
        start, self.at = self.at, token.end()
        mark, quote, scalar = token.groups()
        if not (mark or quote or scalar):
            if self._next != "more" or len(self._open) > 1:
                raise UnreadableSource("is JSON that breaks off")
            return False
        holder = self._open[-1]
        if self._next in ("value", "first value") and (quote or scalar or mark in (b"{", b"[")):
            self._put({} if mark == b"{" else [] if mark == b"[" else self._string() if quote else None)
        elif self._next in ("key", "first key") and quote and isinstance(holder, dict):
            string = self._string()
            self._keys.append(_key(self.raw, string, holder))
            self._next = "colon"
        else:
            self._punctuation(mark, holder, start)
        return True

    def _put(self, value: Value) -> None:
        holder = self._open[-1]
        if isinstance(holder, dict):
            holder[self._keys.pop()] = value
        else:
            holder.append(value)
        self._next = "more"
        if isinstance(value, dict | list):
            self._open.append(value)
            self._next = "first key" if isinstance(value, dict) else "first value"
            if len(self._open) > MAX_NESTING:
                raise UnreadableSource(f"nests deeper than {MAX_NESTING} levels")

    def _punctuation(self, mark: bytes | None, holder: dict[str, Value] | list[Value], start: int) -> None:
        inside, first = holder is not self.top, f"first {'key' if isinstance(holder, dict) else 'value'}"
        match mark:
            case b":" if self._next == "colon":
                self._next = "value"
            case b"," if self._next == "more" and inside:
                self._next = first.removeprefix("first ")
            case b"}" | b"]" if inside and self._next in ("more", first) and isinstance(holder, dict) == (mark == b"}"):
                self._open.pop()
                self._next = "more"
            case _:
                raise UnreadableSource(f"is not JSON (byte {start})")

    def _string(self) -> range:
        """The string whose text begins here; reads on behind its closing quote."""
        raw, start = self.raw, self.at
        end = _end(_PLAIN, raw, start)
        while raw[end : end + 1] == b"\\":
            further = _end(_ESCAPED, raw, end)
            if further == end:
                break
            end = further
        if raw[end : end + 1] != b'"':
            raise UnreadableSource("is JSON that breaks off" if end == len(raw) else f"is not JSON (byte {end})")
        self.at = end + 1
        return range(start, end)


def _end(pattern: re.Pattern[bytes], raw: bytes, at: int) -> int:
    found = pattern.match(raw, at)
    return found.end() if found else at


def _key(raw: bytes, string: range, holder: dict[str, Value]) -> str:
    key = text(raw, string)
    if key in holder:
        raise UnreadableSource(f"holds the key {key[:40]!r} twice in one object (byte {string.start})")
    return key


def _escaped(escape: bytes) -> bytes:
    if not escape.startswith(b"\\u"):
        return _SHORT.get(escape, escape[1:])
    units = bytes.fromhex(escape.replace(b"\\u", b"").decode())
    try:
        return units.decode("utf-16-be").encode()
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"holds half a surrogate pair, {escape.decode()}") from error
