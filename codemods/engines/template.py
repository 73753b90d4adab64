"""What a match becomes: the words of `replace`, with what the metavariables stand for put in.

render("new($$$ARGS)", …)  for  old(a,  b)  ->  new(a,  b)
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..records import dataclass
from .patterns import VARIABLE, Captured, Match, name_of

_AFTER = re.compile(rb"\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the new text: where in it a capture came to stand, for the proof that it is still one thing."""

    name: str
    start: int
    end: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    text: bytes
    pieces: tuple[Piece, ...]


def render(
    template: str,
    match: Match,
    code: bytes,
    inner: Callable[[int, int], bytes],
    *,
    in_parentheses: frozenset[str] = frozenset(),
) -> Rendered:
    """The new text of the match in `code`.

    `inner` gives the text of a range of the code, with the matches in it replaced. Captures named in `in_parentheses`
    get parentheses, and so does the whole if "" is among them.
    """
    template = _indented(template, code, match.start)
    out = bytearray()
    pieces: list[Piece] = []
    at = 0
    for variable in VARIABLE.finditer(template):
        out += template[at : variable.start()].encode()
        at = variable.end()
        name = name_of(variable)
        captured = match.captured.get(name, Captured(-1, -1, bool(variable[1])))
        text = _text(captured, code, inner, comma_follows=template[at:].lstrip().startswith(","))
        text = text.lstrip(b" \t") if not out[out.rfind(b"\n") + 1 :].strip() else text  # nothing stands before it
        if not text and variable[1]:
            at = _without_comma(out, template, at)
            continue
        if name in in_parentheses:
            text = b"(" + text + b")"
        pieces.append(Piece(name, len(out), len(out) + len(text), not captured.several))
        out += text
    out += template[at:].encode()
    if "" in in_parentheses:
        moved = tuple(Piece(each.name, each.start + 1, each.end + 1, each.whole) for each in pieces)
        return Rendered(b"(" + bytes(out) + b")", moved)
    return Rendered(bytes(out), tuple(pieces))


def _text(captured: Captured, code: bytes, inner: Callable[[int, int], bytes], *, comma_follows: bool) -> bytes:
    if captured.start < 0:
        return b""
    start = captured.start
    while code[captured.start : captured.start + 1] == b"#" and code[start - 1 : start] in (b" ", b"\t"):
        start -= 1  # a comment keeps its distance
    text = inner(start, captured.end)
    if captured.ends_with_comment:  # what follows must not become part of it
        space = _AFTER.match(code, captured.end)
        return text + (space.group() if space else b"\n")
    return text.removesuffix(b",") if captured.several and comma_follows else text


def _without_comma(out: bytearray, template: str, at: int) -> int:
    """Where a list is empty, the comma that divides it from its neighbour goes: `g(y, $$$ARGS)` becomes `g(y)`."""
    before = re.search(rb",\s*\Z", out)
    if before:
        del out[before.start() :]
        return at
    after = re.compile(r"\s*,\s*").match(template, at)
    return after.end() if after else at


def _indented(template: str, code: bytes, start: int) -> str:
    """Lines of the template after its first stand as deep as the line of the match; those of a capture stay."""
    if "\n" not in template:
        return template
    line = code.rfind(b"\n", 0, start) + 1
    indent = code[line : line + len(code[line:start]) - len(code[line:start].lstrip(b" \t"))].decode()
    newline = "\r\n" if b"\r\n" in code[:4096] else "\n"
    first, *others = template.split("\n")
    return newline.join([first, *(indent + each if each.strip() else each for each in others)])
