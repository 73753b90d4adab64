"""A Python file's bytes, the code that the parsers see, and the way back from one to the other.

Nothing here changes a byte of a file: `code` is a view in UTF-8 in which every newline is one that the
parser knows, and `raw_offset` says where a place of the view lies in the file.
"""

from __future__ import annotations

import re
import tokenize
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from io import BytesIO
from itertools import accumulate

from .edits import Edit
from .errors import UnreadableSource
from .records import dataclass
from .regexes import regex

BOM = b"\xef\xbb\xbf"
_NEWLINE = regex(rb"\r\n|\r|\n")
_LONE_CR = regex(rb"\r(?!\n)")
_COOKIE = regex(rb"coding[:=][ \t]*([-\w.]+)")
_HEAD = 1000  # bytes in which the first two lines end, nearly always
_STRETCH = 4096


@dataclass(frozen=True)
class Source:
    """`raw` as it stands in the file, `code` as UTF-8 without BOM for the parsers.

    Offsets into `code` are what the finders work with; `raw_offset` maps them back.
    """

    raw: bytes
    code: bytes
    encoding: str = "utf-8"
    _skip: int = 0

    @classmethod
    def read(cls, raw: bytes) -> Source:
        """The source in `raw`, its encoding found as PEP 263 says.

        Raises UnreadableSource for bytes that Python itself would not read as source.
        """
        if b"\0" in raw:
            raise UnreadableSource("holds a NUL byte, which Python source cannot")
        skip = len(BOM) if raw.startswith(BOM) else 0
        try:
            head = _LONE_CR.sub(b"\n", raw, 2) if b"\r" in raw else raw  # the cookie stands in the first two lines
            encoding, _ = tokenize.detect_encoding(BytesIO(head).readline)
            encoding = encoding.removesuffix("-sig")
            if encoding == "utf-8":
                raw.decode()
                code = raw[skip:] if skip else raw
            else:
                text = raw.decode(encoding)
                if text.encode(encoding) != raw:
                    raise UnreadableSource(f"does not survive decoding and encoding as {encoding}")
                code = text.encode()
        except (SyntaxError, UnicodeError, LookupError) as error:
            raise UnreadableSource(f"is not text in its encoding: {error}") from error
        if b"\r" in code:
            code = _LONE_CR.sub(b"\n", code)  # the old Mac newline: Python reads it, tree-sitter does not
        return cls(raw, code, encoding, skip)

    def raw_offset(self, offset: int) -> int:
        """Where byte `offset` of `code` lies in `raw`."""
        if self.encoding == "utf-8":
            return offset + self._skip
        line = min(bisect_right(self._line_starts, offset), len(self._raw_starts)) - 1
        start = self._line_starts[line]
        return self._raw_starts[line] + len(self.code[start:offset].decode().encode(self.encoding))

    def code_offset(self, offset: int) -> int:
        """Where byte `offset` of `raw` lies in `code`. Raises UnreadableSource inside of a character."""
        if self.encoding == "utf-8":
            return offset - self._skip
        line = min(bisect_right(self._raw_starts, offset), len(self._line_starts)) - 1
        start = self._raw_starts[line]
        try:
            return self._line_starts[line] + len(self.raw[start:offset].decode(self.encoding).encode())
        except UnicodeError as error:
            raise UnreadableSource(f"cannot be cut at byte {offset} in its encoding {self.encoding}") from error

    def replaced(self, start: int, end: int) -> range:
        """The bytes of `raw` that an edit of `code[start:end]` replaces."""
        return range(self.raw_offset(start), self.raw_offset(end))

    def in_raw(self, edit: Edit) -> Edit:
        """The edit of `raw` that an edit of `code` is, whose replacement is in UTF-8. Raises UnreadableSource."""
        span = self.replaced(edit.start, edit.end)
        return Edit(span.start, span.stop, self.encoded(edit.replacement.decode(), edit.start), edit.reason)

    def encoded(self, text: str, at: int = 0) -> bytes:
        """`text` in the file's encoding, to stand at byte `at` of `code`.

        Raises UnreadableSource if the encoding has no such character.
        """
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise UnreadableSource(f"is in {self.encoding}, which cannot spell {text!r}") from error

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.code)

    @cached_property
    def _raw_starts(self) -> list[int]:
        """Where in `raw` each line begins; the first alone, where an encoding does not spell the lines one by one."""
        sizes = (len(line.decode().encode(self.encoding)) for line in self.code.splitlines(keepends=True))
        starts = [0, *accumulate(sizes)]
        return starts if starts[-1] == len(self.raw) else starts[:1]

    def line(self, offset: int) -> int:
        """The line, from 1, of byte `offset` of `code`, counted as Python counts lines."""
        return bisect_right(self._line_starts, offset)

    def column(self, offset: int) -> int:
        """The column, from 1, in characters."""
        start = self._line_starts[self.line(offset) - 1]
        return (offset - start if self._is_ascii else len(self.code[start:offset].decode(errors="replace"))) + 1

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column, each from 1, of byte `offset` of `code`."""
        return self.line(offset), self.column(offset)

    @cached_property
    def _is_ascii(self) -> bool:
        return self.code.isascii()

    @cached_property
    def newline(self) -> bytes:
        """The newline that the file uses: its first, or "\\n"."""
        found = _NEWLINE.search(self.raw)
        return found.group() if found else b"\n"


def says_utf8(raw: bytes) -> bool:
    """Does the file say that it is in UTF-8, or nothing of its encoding? It may be broken all the same."""
    head = b"".join(raw[:_HEAD].splitlines(keepends=True)[:2])
    named = _COOKIE.findall(head if len(head) < _HEAD else raw)
    return all(each.lower().replace(b"_", b"-") in (b"utf-8", b"utf8") for each in named)


def line_begin(code: bytes, at: int) -> int:
    """The offset at which the line that holds byte `at` begins."""
    begin = code.rfind(b"\n", 0, at) + 1
    return code.rfind(b"\r", begin, at) + 1 or begin


def line_starts(code: bytes) -> list[int]:
    """The offset at which each line begins; `\\n`, `\\r\\n` and `\\r` end one (language reference, 2.1.2)."""
    starts = [0, *accumulate(map(len, code.splitlines(keepends=True)))]  # bytes are split at these three alone
    if len(starts) > 1 and not code.endswith((b"\n", b"\r")):
        starts.pop()
    return starts


def place_of(raw: bytes, starts: Sequence[int], offset: int) -> tuple[int, int]:
    """The line and the column, each from 1, of byte `offset` of a file in UTF-8, whose lines begin at `starts`.

    The column is in characters, without a byte order mark.
    """
    line = bisect_right(starts, offset)
    ahead = raw[starts[line - 1] : offset].removeprefix(BOM if line == 1 else b"")
    return line, len(ahead.decode(errors="replace")) + 1


def beyond_ascii(code: bytes) -> Iterator[tuple[int, int]]:
    """The stretches of whole lines, some kilobytes each, that hold anything beyond ASCII: start and end, in order.

    To ask a stretch whether it does takes far less time than a search of its bytes, and most hold nothing.
    """
    begin = 0
    while begin < len(code):
        end = code.find(b"\n", begin + _STRETCH) + 1 or len(code)
        if not code[begin:end].isascii():
            yield begin, end
        begin = end


def found_beyond_ascii(pattern: re.Pattern[bytes], code: bytes) -> Iterator[re.Match[bytes]]:
    """What a pattern finds that begins beyond ASCII and goes over no end of a line."""
    for stretch in beyond_ascii(code):
        yield from pattern.finditer(code, *stretch)


def blank(code: bytearray, start: int, end: int) -> None:
    """Puts blanks in the place of these bytes, but for the ends of lines."""
    code[start:end] = bytes(byte if byte in b"\r\n" else 32 for byte in code[start:end])
