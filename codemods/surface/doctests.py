"""The Python in documentation: `>>> ` examples and blocks that are marked as Python, as one module.

    found = examples(utf8(raw))    # of a .rst or .md file; of a docstring: examples(source, start, end)
    found.code == b"from app.m import Old\\nOld()\\n"

A file's examples share a namespace, as do those of one docstring; one that binds a name means that by it, and so do
those that follow. Expected output is not code. The marks:

    >>> Old()                  doctest's prompts, anywhere (the rule of doctest.DocTestParser)
    ```python                  Markdown's fences (CommonMark 4.5), also ```py, ```{code-cell}, ~~~ and {.python}
    .. code-block:: python     reStructuredText's and Sphinx's directives, also code, sourcecode and testcode, and
                               those that run it: plot, ipython, jupyter-execute

A literal block (`::`) and a block in no language count when they hold an import.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from ..regexes import regex
from ..source import Source
from .virtual import Virtual, Weaver

# What a line must hold for a block to begin with it. To look for each takes less time than to look for all at once.
_OPENS = tuple(
    regex(opening)
    for opening in (
        rb">>>",
        rb"```",
        rb"~~~",
        rb"\.\. (?i:code|sourcecode|ipython|test|plot|bokeh|altair|jupyter|exec_code)",
        rb":: *(?=[\r\n]|\Z)",
    )
)
_PROMPT = regex(rb"([ \t]*)>>>(?: |(?=[\r\n]|\Z))")
_MORE = regex(rb"[ \t]*\.\.\.(?: |(?=[\r\n]|\Z))")
# A row of tildes or of many backticks is what reStructuredText underlines a title with.
_FENCE = regex(rb"[ \t]*+(?:(`{3,}+|~{3,}+)[ \t]*+([^`\s][^`\r\n]*)|(`{3})[ \t]*+)(?=[\r\n]|\Z)")
_PYTHON_FENCE = regex(
    rb"(?:\{(?:code-block|code|sourcecode|code-cell)\}\s*|\{\s*\.?|\.)?(?:i?python[23]?|py3?)(?![\w.+-])"
    rb"|\{(?:testcode|testsetup|testcleanup|plot|jupyter-execute)\}",
    re.IGNORECASE,
)
_DIRECTIVE = regex(
    rb"([ \t]*)\.\. (?:(?:code-block|code|sourcecode|ipython)::[ \t]+(?:i?python[23]?|py3?)[ \t]*"
    rb"|test(?:code|setup|cleanup)::[^\r\n]*"
    rb"|(?:plot|bokeh-plot|altair-plot|jupyter-execute|exec_code)::[ \t]*)(?=[\r\n]|\Z)",
    re.IGNORECASE,
)
# A literal block, and a block in no language: Python is what Sphinx takes them for, and here what imports.
_LITERAL = regex(rb"([ \t]*+)(?:\.\. (?:code-block|code|sourcecode)|(?!\.\. )[^\r\n]*):: *(?=[\r\n]|\Z)")
_IMPORT = regex(rb"[ \t]*(?:from[ \t]+[\w.]+[ \t]+import[ \t(]|import[ \t]+[\w.]+(?:[ \t]+as[ \t]|[ \t]*[,;\r\n#]|\Z))")
_INDENTED = regex(rb"[ \t]*+(?=[ \t\f\v]*+\S)")
_ANY = regex(rb"[ \t]*[^\s]")
_NEVER = regex(rb"(?!)")
# MyST writes the options of a directive as `:name: value`, or as YAML between two rules.
_RULE = regex(rb"[ \t]*---[ \t]*(?=[\r\n]|\Z)")
_OPTION = regex(rb"[ \t]*:[\w-]+:")
_MAGIC = regex(rb"(?m)^[ \t]*[%!?]|\?[ \t]*$|=[ \t]*[%!](?!=)")
_QUOTED = regex(rb"\\[\\'\"]")


class _Piece(NamedTuple):
    """A line of code: its text without indentation and prompt, with its newline."""

    start: int
    end: int


def examples(source: Source, start: int = 0, end: int | None = None, *, escapes: bool = False) -> Virtual | None:
    """The Python examples in `source.code[start:end]`, or None when there are none.

    The range is a whole file, or what stands between the quotes of a docstring; `escapes` says that the docstring is
    no raw string, so that a backslash may stand for another character. Each example is a cell.
    """
    weaver = Weaver(source)
    for block in _Reader(source.code, start, len(source.code) if end is None else end).blocks():
        begin = len(weaver.code)
        for piece in block:
            _add(weaver, piece, escapes)
        if any(weaver.code.find(sign, begin) >= 0 for sign in b"%!?") and _MAGIC.search(weaver.code, begin):
            from .magics import blanked

            weaver.blank(begin, *blanked(bytes(weaver.code[begin:])))
        weaver.end_cell(begin)
    return replace(Virtual.woven(weaver), start_anew=True) if weaver.cells else None


def _add(weaver: Weaver, piece: _Piece, escapes: bool) -> None:
    at = piece.start
    if escapes:
        for quoted in _QUOTED.finditer(weaver.below.code, piece.start, piece.end):
            weaver.copy(at, quoted.start())
            weaver.put(quoted.group()[1:], quoted.start(), quoted.end())
            at = quoted.end()
    weaver.copy(at, piece.end)


class _Reader:
    """Finds the blocks of code in a text of lines."""

    def __init__(self, code: bytes, start: int, end: int) -> None:
        self.code = code
        self.lines = _Lines(code, start, end)
        openings = (found.start() for each in _OPENS for found in each.finditer(code, start, end))
        self._opening = sorted({self.lines.at(place) for place in openings})
        self._never_closed: set[bytes] = set()
        self._is_spaced = any(mark in code for mark in (b"\t", b"\f", b"\v"))  # not by blanks alone

    def blocks(self) -> Iterator[list[_Piece]]:
        at = 0
        while (at := self._next_opening(at)) < len(self.lines):
            block, at = self._prompted(at)
            if block:
                yield block
                continue
            marked, inside, end, at = self._marked(at)
            if self._has(_PROMPT, b">>>", inside, end):
                yield from self._all_prompted(inside, end)
            elif marked is not _NEVER and any(self._matches(marked, line) for line in range(inside, end)):
                yield self._dedented(inside, end)

    def _next_opening(self, at: int) -> int:
        """The next line, from number `at` on, that a block can begin with."""
        place = bisect_left(self._opening, at)
        return self._opening[place] if place < len(self._opening) else len(self.lines)

    def _matches(self, pattern: re.Pattern[bytes], line: int) -> re.Match[bytes] | None:
        return pattern.match(self.code, self.lines.ends[line], self.lines.ends[line + 1])

    def _has(self, pattern: re.Pattern[bytes], sign: bytes, inside: int, end: int) -> bool:
        """Is one of the lines what the pattern says, which needs the sign?"""
        if self.code.find(sign, self.lines.ends[inside], self.lines.ends[end]) < 0:
            return False
        return any(self._matches(pattern, line) for line in range(inside, end))

    def _prompted(self, at: int) -> tuple[list[_Piece], int]:
        """The example whose first line is number `at`, none if no prompt is there; and the number behind it."""
        block: list[_Piece] = []
        pattern, count = _PROMPT, len(self.lines)
        while at < count and (prompt := self._matches(pattern, at)):
            block.append(_Piece(prompt.end(), self.lines.ends[at + 1]))
            pattern = _MORE
            at += 1
        return block, at

    def _all_prompted(self, at: int, end: int) -> Iterator[list[_Piece]]:
        while at < end:
            block, behind = self._prompted(at)
            if block:
                yield block
            at = max(behind, at + 1)

    def _marked(self, at: int) -> tuple[re.Pattern[bytes], int, int, int]:
        """The block that line `at` opens: what one of its lines must be for it to be Python; where it begins and ends.

        Last, the line to go on with.
        """
        inside = at + 1
        if fence := self._matches(_FENCE, at):
            end, info = self._fence_end(inside, fence.group(1) or fence.group(3)), fence.group(2) or b""
            python = _ANY if _PYTHON_FENCE.match(info) else _NEVER if info else _IMPORT
            if end is not None:
                return python, inside, end, end + 1
            end = len(self.lines) if python is _ANY else inside  # CommonMark: it runs on to the end of the document
            return python, inside, end, end
        if directive := self._matches(_DIRECTIVE, at):
            end = self._indented_end(inside, directive.group(1))
            return _ANY, inside, end, end
        if literal := self._matches(_LITERAL, at):
            end = self._indented_end(inside, literal.group(1))
            if self._has(_IMPORT, b"import", inside, end):
                return _ANY, inside, end, end
        return _NEVER, inside, inside, inside

    def _fence_end(self, at: int, ticks: bytes) -> int | None:
        if ticks in self._never_closed:
            return None
        closing = re.compile(rb"[ \t]*" + ticks[:1] + rb"{%d,}[ \t]*(?=[\r\n]|\Z)" % len(ticks))
        for line in range(at, len(self.lines)):
            if self._matches(closing, line):
                return line
        self._never_closed.add(ticks)
        return None

    def _indented_end(self, at: int, outer: bytes) -> int:
        most, count = len(outer.expandtabs()), len(self.lines)
        if not self._is_spaced:
            out = re.compile(rb"[\r\n](?= {0,%d}[^\s])" % most).search(
                self.code, self.lines.ends[at] - 1, self.lines.ends[-1]
            )
            return self.lines.at(out.end()) if out else count
        while at < count:
            depth = self._depth(at)
            if depth is not None and depth <= most:
                break
            at += 1
        return at

    def _depth(self, line: int) -> int | None:
        """How far a line is indented; None for a blank one."""
        indented = self._matches(_INDENTED, line)
        if indented is None:
            return None
        indentation = indented.group()
        return len(indentation.expandtabs() if b"\t" in indentation else indentation)

    def _dedented(self, at: int, end: int) -> list[_Piece]:
        """The lines behind the directive's options, without the indentation that they share."""
        rules = [line for line in range(at, end) if self._matches(_RULE, line)] if self._matches(_RULE, at) else []
        at = rules[1] + 1 if len(rules) > 1 else at
        first = next((line for line in range(at, end) if not self._matches(_OPTION, line)), at)
        depths = [depth for line in range(first, end) if (depth := self._depth(line)) is not None]
        shared = min(depths, default=0)
        lines = [self.lines[number] for number in range(first, end)]
        return [_Piece(_indented_to(self.code, line, shared), line.end) for line in lines]


class _Lines:
    """The lines of `code[start:end]`, by number; bytes are split at `\\n`, `\\r\\n` and `\\r` alone."""

    def __init__(self, code: bytes, start: int, end: int) -> None:
        lengths = map(len, code[start:end].splitlines(keepends=True))
        self.ends = list(accumulate(lengths, initial=start))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> _Piece:
        return _Piece(self.ends[number], self.ends[number + 1])

    def at(self, place: int) -> int:
        """The number of the line that holds the byte."""
        return bisect_right(self.ends, place) - 1


def _indented_to(code: bytes, line: _Piece, columns: int) -> int:
    """Where the line goes on after `columns` of indentation."""
    at, width = line.start, 0
    while width < columns and code[at : at + 1] in (b" ", b"\t"):
        width += 1 if code[at : at + 1] == b" " else 8 - width % 8
        at += 1
    return at
