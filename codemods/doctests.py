"""The Python in documentation: `>>> ` examples and blocks that are marked as Python, as one module.

    found = examples(utf8(raw))    # of a .rst or .md file; of a docstring: examples(source, start, end)
    found.code == b"from app.m import Old\\nOld()\\n"

A file's examples share a namespace, as do those of one docstring. Expected output is not code. The marks:

    >>> Old()                  doctest's prompts, anywhere (the rule of doctest.DocTestParser)
    ```python                  Markdown's fences (CommonMark 4.5), also ```py, ```{code-cell}, ~~~ and {.python}
    .. code-block:: python     reStructuredText's and Sphinx's directives, also code, sourcecode and testcode
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .source import Source
from .virtual import Virtual, Weaver

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_PROMPT = re.compile(rb"([ \t]*)>>>(?: |(?=[\r\n]|\Z))")
_MORE = re.compile(rb"[ \t]*\.\.\.(?: |(?=[\r\n]|\Z))")
_FENCE = re.compile(rb"[ \t]*(`{3,}|~{3,})[ \t]*([^`\r\n]*)(?=[\r\n]|\Z)")
_PYTHON_FENCE = re.compile(
    rb"(?:\{(?:code-block|code|sourcecode|code-cell)\}\s*|\{\s*\.?|\.)?(?:i?python[23]?|py3?)(?![\w.+-])"
    rb"|\{(?:testcode|testsetup|testcleanup)\}",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(
    rb"([ \t]*)\.\. (?:(?:code-block|code|sourcecode)::[ \t]+(?:i?python[23]?|py3?)[ \t]*"
    rb"|test(?:code|setup|cleanup)::[^\r\n]*)(?=[\r\n]|\Z)",
    re.IGNORECASE,
)
_OPTION = re.compile(rb"[ \t]*:[\w-]+:")
_QUOTED = re.compile(rb"\\[\\'\"]")


class _Piece(NamedTuple):
    """A line of code: its text without indentation and prompt, with its newline."""

    start: int
    end: int


def examples(source: Source, start: int = 0, end: int | None = None, *, escapes: bool = False) -> Virtual | None:
    """The Python examples in `source.code[start:end]`, or None when there are none.

    The range is a whole file, or what stands between the quotes of a docstring; `escapes` says that the docstring is
    no raw string, so that a backslash may stand for another character. Each example is a cell.
    """
    weaver, cells = Weaver(source), []
    for block in _blocks(source.code, start, len(source.code) if end is None else end):
        begin = len(weaver.code)
        for piece in block:
            _add(weaver, piece, escapes)
        if not weaver.code.endswith((b"\n", b"\r")):
            weaver.add(b"\n")
        cells.append(range(begin, len(weaver.code)))
    if not cells:
        return None
    return Virtual(
        raw=source.raw, code=bytes(weaver.code), encoding=source.encoding, below=source, segments=weaver.segments,
        cells=tuple(cells),
    )  # fmt: skip


def _add(weaver: Weaver, piece: _Piece, escapes: bool) -> None:
    at = piece.start
    if escapes:
        for quoted in _QUOTED.finditer(weaver.below.code, piece.start, piece.end):
            weaver.copy(at, quoted.start())
            weaver.put(quoted.group()[1:], quoted.start(), quoted.end())
            at = quoted.end()
    weaver.copy(at, piece.end)


def _blocks(code: bytes, start: int, end: int) -> Iterator[list[_Piece]]:
    lines = _lines(code, start, end)
    at = 0
    while at < len(lines):
        block, at = _prompted(code, lines, at)
        if block:
            yield block
            continue
        inside, at = _marked(code, lines, at)
        body = lines[inside:at]
        if any(_PROMPT.match(code, *line) for line in body):
            yield from _all_prompted(code, body)
        elif any(_depth(code, line) is not None for line in body):
            yield _dedented(code, body)


def _lines(code: bytes, start: int, end: int) -> list[_Piece]:
    lines = []
    while start < end:
        found = _LINE.match(code, start, end)
        stop = found.end() if found else end
        lines.append(_Piece(start, stop))
        start = stop
    return lines


def _prompted(code: bytes, lines: list[_Piece], at: int) -> tuple[list[_Piece], int]:
    """The example whose first line is `lines[at]`, none if no prompt is there; and the number of the line behind it."""
    block = []
    pattern = _PROMPT
    while at < len(lines) and (prompt := pattern.match(code, *lines[at])):
        block.append(_Piece(prompt.end(), lines[at].end))
        pattern = _MORE
        at += 1
    return block, at


def _all_prompted(code: bytes, lines: list[_Piece]) -> Iterator[list[_Piece]]:
    at = 0
    while at < len(lines):
        block, end = _prompted(code, lines, at)
        if block:
            yield block
        at = max(end, at + 1)


def _marked(code: bytes, lines: list[_Piece], at: int) -> tuple[int, int]:
    """The numbers of the first line of the code that `lines[at]` marks as Python, and of the line behind it."""
    line, inside = lines[at], at + 1
    if fence := _FENCE.match(code, *line):
        if _PYTHON_FENCE.match(fence.group(2)):
            return inside, _fence_end(code, lines, inside, fence.group(1))
    elif directive := _DIRECTIVE.match(code, *line):
        return inside, _indented_end(code, lines, inside, len(directive.group(1).expandtabs()))
    return inside, inside


def _fence_end(code: bytes, lines: list[_Piece], at: int, ticks: bytes) -> int:
    closing = re.compile(rb"[ \t]*" + ticks[:1] + rb"{%d,}[ \t]*(?=[\r\n]|\Z)" % len(ticks))
    while at < len(lines) and not closing.match(code, *lines[at]):
        at += 1
    return at


def _indented_end(code: bytes, lines: list[_Piece], at: int, outer: int) -> int:
    while at < len(lines):
        depth = _depth(code, lines[at])
        if depth is not None and depth <= outer:
            break
        at += 1
    return at


def _depth(code: bytes, line: _Piece) -> int | None:
    """How far a line is indented; None for a blank one."""
    text = code[line.start : line.end]
    bare = text.lstrip(b" \t")
    return len(text[: len(text) - len(bare)].expandtabs()) if bare.strip() else None


def _dedented(code: bytes, lines: list[_Piece]) -> list[_Piece]:
    """The lines behind the directive's options, without the indentation that they share."""
    first = next((number for number, line in enumerate(lines) if not _OPTION.match(code, *line)), 0)
    depths = [depth for line in lines[first:] if (depth := _depth(code, line)) is not None]
    shared = min(depths, default=0)
    return [_Piece(_indented_to(code, line, shared), line.end) for line in lines[first:]]


def _indented_to(code: bytes, line: _Piece, columns: int) -> int:
    """Where the line goes on after `columns` of indentation."""
    at, width = line.start, 0
    while width < columns and code[at : at + 1] in (b" ", b"\t"):
        width += 1 if code[at : at + 1] == b" " else 8 - width % 8
        at += 1
    return at
