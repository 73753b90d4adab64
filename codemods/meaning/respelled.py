"""The Python files that spell names in other characters than Python compares them in (PEP 3131): 𝐎𝐥𝐝 is Old.

A search for the bytes of a word does not find them. They are hardly ever there, and one search of the tree says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from unicodedata import is_normalized, normalize

from tree_sitter import Node

from ..errors import UnreadableSource
from ..names import LETTERS, as_compared, respelling, word_pattern
from ..records import dataclass
from ..regexes import regex
from ..repo.files import REGULAR, Files, RepoPath
from ..source import Source, beyond_ascii, found_beyond_ascii

_NOT_ASCII = regex(rb"[\x80-\xff][0-9A-Za-z_\x80-\xff]*")
_NAME = regex(rb"(?<![0-9A-Za-z_])[0-9A-Za-z_]*+[\x80-\xff][0-9A-Za-z_\x80-\xff]*+")


@dataclass(frozen=True)
class Respelled:
    """The answers for one tree of files, which is searched when somebody asks."""

    files: Files
    _lines: dict[bytes, dict[RepoPath, bytes]] = field(default_factory=dict, repr=False)

    def holding(self, words: Iterable[str]) -> frozenset[RepoPath]:
        """The Python files with a line that spells a name otherwise and, as Python compares it, has one of `words`."""
        words = tuple(words)
        spelled = [word.encode() for word in words]
        found = self._found(words).items()
        return frozenset(path for path, lines in found if any(word in lines for word in spelled))

    def spelling(self, words: Iterable[str]) -> list[RepoPath]:
        """Those in which one of the words stands by itself in such a line; in order."""
        words = tuple(words)
        pattern = word_pattern(words)
        return [path for path, lines in self._found(words).items() if pattern.search(lines)]

    def text(self, path: RepoPath, raw: bytes) -> bytes:
        """The file's bytes, its names as Python compares them where a search has shown that they are not so already."""
        return compared(raw) if any(path in found for found in self._lines.values()) else raw

    def _found(self, words: tuple[str, ...]) -> dict[RepoPath, bytes]:
        """The lines of each file that are others as Python compares them; no file without any."""
        asked = respelling(words)
        if asked not in self._lines:
            kinds = self.files.kinds()
            found = {
                path: _changed(self.files.read(path))
                for path in sorted(self.files.respelling(words))
                if kinds.get(path) in REGULAR
            }
            self._lines[asked] = {path: lines for path, lines in found.items() if lines}
        return self._lines[asked]


def disguised(code: bytes, root: Node, word: str) -> Iterator[int]:
    """Where code whose names were left as they are, such as an example, spells the word in other characters."""
    for match in found_beyond_ascii(_NOT_ASCII, code):
        before = code[max(0, match.start() - len(word) - 1) : match.start()]  # as many letters stand for themselves
        start = match.start() - len(before) + len(before.rstrip(LETTERS))
        spelled = code[start : match.end()].decode(errors="replace")
        if spelled == word or normalize("NFKC", spelled) != word:
            continue
        leaf = root.descendant_for_byte_range(start, match.end())
        if leaf is not None and leaf.type == "identifier":
            yield start


def compared(raw: bytes) -> bytes:
    """The file's text in UTF-8, with each name as Python compares it; words of strings and comments, too.

    The bytes themselves where they are no text.
    """
    return _NAME.sub(_compared, _utf8(raw))


def _utf8(raw: bytes) -> bytes:
    try:
        raw.decode()
    except UnicodeDecodeError:
        try:
            return Source.read(raw).code
        except UnreadableSource:
            pass
    return raw


def _compared(found: re.Match[bytes]) -> bytes:
    return as_compared(found[0])


def _changed(raw: bytes) -> bytes:
    """The lines that `compared` changes, as it leaves them; of a file in another encoding, all that are no ASCII."""
    code = _utf8(raw)
    found = []
    for line in _lines_beyond_ascii(code):
        if code is raw and is_normalized("NFKC", line.decode(errors="replace")):
            continue
        after = _NAME.sub(_compared, line)
        if after != line or code is not raw:
            found.append(after)
    return b"\n".join(found)


def _lines_beyond_ascii(code: bytes) -> Iterator[bytes]:
    for begin, end in beyond_ascii(code):
        yield from (line for line in code[begin:end].split(b"\n") if not line.isascii())
