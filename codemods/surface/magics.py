"""What IPython adds to Python (`%time f()`, `!ls`, `x = !ls`, `f?`, `%%bash`), blanked so that the rest parses.

    blanked(b"%matplotlib inline\\nf?\\n").code == b"0                 \\nf \\n"

Every byte keeps its place. The rules are those of IPython's input transformer (IPython.core.inputtransformer2): its
syntax counts at the start of a logical line, behind the first `=` of one, and as a `?` at the end of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..regexes import regex
from ..source import blank

# The body of these cells is Python, run by the notebook's kernel or by another that has the same packages.
_PYTHON_CELLS = frozenset(
    {"capture", "debug", "heat", "ipytest", "local", "memit", "mprun", "prun", "px", "pyinstrument", "python",
     "python3", "run_pytest", "scalene", "snakeviz", "spark", "time", "timeit"}
)  # fmt: skip
_MAYBE = regex(rb"(?m)^[ \t]*(?:[%!?,;/])|=[ \t]*[%!]|\?")
_CELL = regex(rb"\s*%%(\w*)[^\n]*")
_ESCAPED = regex(rb"[ \t]*([%!?,;/])")
# A statement behind one of these is run as it stands: `%timeit -n 10 f(x)`.
_STATEMENT = regex(
    rb"[ \t]*%(?:time|timeit|prun|memit)(?:[ \t]+-(?:[sTD][ \t]*\S+|[a-zA-Z](?:[ \t]*\d+(?=[ \t]))?))*+"
    rb"[ \t]+(?=[^\s\-?!%])"
)
_ASK = regex(rb"[ \t]*\?\??[ \t]*(?=[A-Za-z_][\w.]*[ \t]*$)", re.MULTILINE)
_ASSIGNED = regex(rb"(?<![=<>!:+\-*/%&|^@~])=[ \t]*(?=%[A-Za-z_]|!(?!=))")
_ANSWERED = regex(rb"\?\??[ \t;]*$", re.MULTILINE)
_WILD = regex(rb"[ \t]*(?=%|[\w.]*\*)")
_LINE = regex(rb"(?:[^\n]*\\\r?\n)*[^\n]*")
_TOKEN = regex(
    rb"(?P<triple>\"\"\"|''')|(?P<quote>[\"'])|(?P<comment>#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])"
    rb"|(?P<join>\\\r?\n)|(?P<newline>\n)|(?P<assign>=)|(?P<ask>\?)|[^\"'#()\[\]{}\\\n=?]+|\\"
)
_STRING_STOPS = {b'"': re.compile(rb'["\\\n]'), b"'": re.compile(rb"['\\\n]")}


class Blanked(NamedTuple):
    """`code` is as long as the cell; `left_out` are the ranges of it that stood for no Python."""

    code: bytes
    left_out: tuple[range, ...]


def blanked(cell: bytes) -> Blanked:
    """The cell with everything that is IPython's and not Python's blanked out."""
    if not _MAYBE.search(cell):
        return Blanked(cell, ())
    code, left_out, start = bytearray(cell), [], 0
    while magic := _CELL.match(cell, start):
        body = magic.group(1).decode(errors="replace") in _PYTHON_CELLS
        end = magic.end() if body else len(cell)
        left_out.append(range(magic.start(), end))
        blank(code, magic.start(), end)
        start = end
        if not body:
            return Blanked(bytes(code), tuple(left_out))
    for place, put in _escapes(cell, start):
        blank(code, place.start, place.stop)
        code[place.start : place.start + len(put)] = put
        left_out.append(place)
    return Blanked(bytes(code), tuple(left_out))


def _escapes(cell: bytes, start: int) -> Iterator[tuple[range, bytes]]:
    """What to blank, and what to put at the beginning of it so that a statement is there."""
    at = start
    while at < len(cell):
        escaped = _ESCAPED.match(cell, at)
        if not escaped:
            found, at = _rest_of_statement(cell, at)
            yield from found
            continue
        begin, line_end = escaped.start(1), _line_end(cell, at)
        if statement := _STATEMENT.match(cell, at):
            yield range(begin, statement.end()), b"0".ljust(statement.end() - begin - 1) + b";"
            at = _rest_of_statement(cell, statement.end())[1]
        elif ask := _ASK.match(cell, at, line_end):
            yield range(begin, ask.end()), b"+"
            at = line_end + 1
        else:
            yield range(begin, line_end), b"0"
            at = line_end + 1


def _rest_of_statement(cell: bytes, start: int) -> tuple[list[tuple[range, bytes]], int]:
    """The escapes within the logical line from `start`, and where the next one begins."""
    at, depth, assigned = start, 0, False
    while token := _TOKEN.match(cell, at):
        at = token.end()
        match token.lastgroup:
            case "triple" | "quote":
                at = _string_end(cell, token.group(), at)
            case "open":
                depth += 1
            case "close":
                depth = max(0, depth - 1)
            case "newline" if depth == 0:
                return [], at
            case "assign" if depth == 0 and not assigned:
                if special := _ASSIGNED.match(cell, token.start()):
                    if statement := _STATEMENT.match(cell, special.end()):
                        return [(range(special.end(), statement.end()), b"")], _line_end(cell, statement.end()) + 1
                    end = _line_end(cell, special.end())
                    return [(range(special.end(), end), b"0")], end + 1
                assigned = cell[at : at + 1] != b"=" and not _compares(cell, token.start())
                at += cell[at : at + 1] == b"="
            case "ask" if depth == 0 and (answered := _ANSWERED.match(cell, token.start())):
                wild = _WILD.match(cell, start)
                begin = wild.end() if wild else token.start()
                return [(range(begin, answered.end()), b"0" if wild else b"")], answered.end() + 1
    return [], len(cell)


def _compares(cell: bytes, at: int) -> bool:
    return cell[max(0, at - 1) : at] in (b"<", b">", b"!", b"=")


def _string_end(cell: bytes, quote: bytes, at: int) -> int:
    """Where the string that `quote` opened before `at` ends; at the line's end when it is not closed on it."""
    if len(quote) == 3:
        while (end := cell.find(quote, at)) >= 0 and _escapes_next(cell, at, end):
            at = end + 1
        return len(cell) if end < 0 else end + 3
    while stop := _STRING_STOPS[quote].search(cell, at):
        if stop.group() != b"\\":
            return stop.end() if stop.group() == quote else stop.start()
        at = stop.end() + 1
    return len(cell)


def _escapes_next(cell: bytes, start: int, at: int) -> bool:
    """True when an odd number of backslashes stands before `at`."""
    count = at
    while count > start and cell[count - 1 : count] == b"\\":
        count -= 1
    return (at - count) % 2 == 1


def _line_end(cell: bytes, at: int) -> int:
    """The end of the line at `at`, with the lines that a backslash joins to it."""
    found = _LINE.match(cell, at)
    return found.end() if found else len(cell)
