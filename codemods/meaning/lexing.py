"""The tokens of Python code, as far as brackets, strings and lines can be told without a grammar.

It knows the strings of every version of Python, nested f-strings too, and never fails: what is never closed ends
with the code.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import Literal, NamedTuple, cast

from ..regexes import regex

Kind = Literal["name", "number", "string", "op", "comment", "newline", "continuation", "space", "spec"]
Lexed = Generator["Token", None, int]

_TOKEN = regex(
    rb"""(?P<comment>\#[^\r\n]*)
    |(?P<string>[rRbBuUfFtT]{0,2}(?:'''|\"\"\"|'|\"))
    |(?P<name>[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*)
    |(?P<number>\.?[0-9][0-9A-Za-z_.]*)
    |(?P<newline>\r\n|\r|\n)
    |(?P<continuation>\\(?:\r\n|\r|\n))
    |(?P<space>[ \t\f]+)
    |(?P<op>\*\*=?|//=?|>>=?|<<=?|\.\.\.|->|[-+*/%@&|^=!<>:]=|.)""",
    re.VERBOSE | re.DOTALL,
)
_REST = {  # of a string, behind its opening quote
    b"'": re.compile(rb"(?:[^\\\r\n']++|\\(?:\r\n|.))*+'", re.DOTALL),
    b'"': re.compile(rb'(?:[^\\\r\n"]++|\\(?:\r\n|.))*+"', re.DOTALL),
    b"'''": re.compile(rb"(?:[^\\']++|\\.|'(?!''))*+'''", re.DOTALL),
    b'"""': re.compile(rb'(?:[^\\"]++|\\.|"(?!""))*+"""', re.DOTALL),
}
_NAMED = regex(rb"\\N\{[^{}]*\}")
_DULL = regex(rb"[^\\{}'\"\r\n]+")
_MAX_LEVEL = 50  # of f-strings in f-strings


class Token(NamedTuple):
    """`depth` counts the brackets and replacement fields around it; a bracket is as deep as what it stands in.

    An f-string comes as its literal parts and, one deeper, the tokens of its fields; "spec" is the colon there.
    """

    kind: Kind
    start: int
    end: int
    depth: int


def tokens(code: bytes) -> Iterator[Token]:
    """The tokens of the code, whitespace and comments too."""
    yield from _code(code, 0, 0, 0)


def _code(code: bytes, at: int, depth: int, level: int) -> Lexed:
    """Tokens up to the end of the code, or of the replacement field that is `level` f-strings deep."""
    outer = depth
    while at < len(code):
        found = _TOKEN.match(code, at)
        assert found is not None
        kind, text = cast(Kind, found.lastgroup), found.group()
        if level and depth == outer and text[:1] in (b"}", b":"):
            return at
        if kind == "string":
            at = yield from _string(code, found, depth, level)
            continue
        if text in (b")", b"]", b"}"):
            depth = max(depth - 1, outer)
        yield Token(kind, at, found.end(), depth)
        if text in (b"(", b"[", b"{"):
            depth += 1
        at = found.end()
    return at


def _string(code: bytes, opening: re.Match[bytes], depth: int, level: int) -> Lexed:
    prefix, quote = opening.group().rstrip(b"'\"").lower(), opening.group().lstrip(b"rRbBuUfFtT")
    if level < _MAX_LEVEL and (b"f" in prefix or b"t" in prefix):
        yield Token("string", opening.start(), opening.end(), depth)
        return (yield from _literal(code, opening.end(), depth, level, quote, in_spec=False))
    rest = _REST[quote].match(code, opening.end())
    end = rest.end() if rest else len(code)
    yield Token("string", opening.start(), end, depth)
    return end


def _literal(code: bytes, at: int, depth: int, level: int, quote: bytes, *, in_spec: bool) -> Lexed:
    """The text of an f-string up to behind its closing quote; of a format spec, up to its brace."""
    while at < len(code):
        dull = _DULL.match(code, at)
        named = _NAMED.match(code, at)
        if dull or named:
            at = (dull or named).end()  # type: ignore[union-attr]
        elif code.startswith(quote, at):
            return at if in_spec else at + len(quote)
        elif code[at : at + 1] == b"\\" and code[at + 1 : at + 2] not in (b"{", b"}"):
            at += 2
        elif code[at : at + 1] == b"{" and (in_spec or code[at + 1 : at + 2] != b"{"):
            at = yield from _field(code, at, depth, level, quote)
        elif code[at : at + 1] == b"}" and in_spec:
            return at
        else:
            at += 2 if code[at : at + 2] in (b"{{", b"}}") else 1
    return at


def _field(code: bytes, at: int, depth: int, level: int, quote: bytes) -> Lexed:
    """A replacement field from its opening brace to its closing one."""
    yield Token("op", at, at + 1, depth)
    at = yield from _code(code, at + 1, depth + 1, level + 1)
    if code[at : at + 1] == b":":
        yield Token("spec", at, at + 1, depth + 1)
        at = yield from _literal(code, at + 1, depth + 1, level + 1, quote, in_spec=True)
    if code[at : at + 1] == b"}":
        yield Token("op", at, at + 1, depth)
        at += 1
    return at
