"""Valid Python that tree-sitter's grammar does not read, or misreads, respelled as it does: every byte keeps its place.

    mended(b"class A[T = int]: ...") == b"class A[T : int]: ..."

Only the parser sees the outcome. A mend replaces white space and punctuation, so that each name of the code is still
a name of the tree, in the same scope.
"""

from __future__ import annotations

from itertools import takewhile
from keyword import iskeyword

from .lexing import Token, tokens

_SPACE = ("space", "newline", "continuation")
_NOT_CODE = (*_SPACE, "comment")
_BEFORE_A_STATEMENT = frozenset({b"", b"\n", b"\r\n", b"\r", b";", b":"})
# What stands before a star that unpacks.
_BEFORE_A_STAR = _BEFORE_A_STATEMENT | {b"return", b"yield", b"in", b"=", b"+=", b","}
_ASSIGNING = frozenset(b"= += -= *= /= //= %= @= &= |= ^= >>= <<= **=".split())
_TAB = 8  # columns of a tab, whatever stands before it: so the grammar counts


def mended(code: bytes) -> bytes:
    """The code with every mend that it may need; the code itself when there is none to make."""
    text = bytearray(code)
    found = list(tokens(code))
    _lines(code, found, text)
    words = [each for each in found if each.kind not in _NOT_CODE or (each.kind == "newline" and not each.depth)]
    last: dict[int, int] = {}  # the place of the last word of each depth: one deeper, it is the bracket around
    arrow = False  # does the line tell what a function returns?
    for place, token in enumerate(words):
        last[token.depth] = place
        word = code[token.start : token.end]
        before = code[words[place - 1].start : words[place - 1].end] if place else b""
        following = words[place + 1 : place + 3]
        texts = [code[each.start : each.end] for each in following]
        match word:
            case b"class" | b"def" | b"type" if texts[1:] == [b"["] and following[0].kind == "name":
                _type_parameters(code, words, place + 3, text)
            case b"*" if following and (texts[0] in (b"(", b"[", b"{") or following[0].kind in ("string", "number")):
                if (
                    before in (b"[", b",") and _subscribes(code, words, last[token.depth - 1])
                    if token.depth
                    else before in _BEFORE_A_STAR
                ):
                    text[token.start : token.end] = b" "
            case b"**" if before == b"{":
                _dictionary(code, words, place, text)
            case b"lazy" if before in _BEFORE_A_STATEMENT and texts and texts[0] in (b"import", b"from"):  # PEP 810
                text[token.start : token.end] = b"0;  "  # no blanks: the line would be indented otherwise
            case b"->" if not token.depth:
                arrow = True
            case b":" if arrow and not token.depth:
                arrow = False
                if texts[1:] == [b"["] and following[0].kind == "name":
                    _body_in_line(code, words, place, text)
            case b"[" if _subscribes(code, words, place) and _is_no_head(code, words[place - 2 : place - 1]):
                _slices(code, words, place, text)
                _as_expression(code, words, place, text)
            case b":" if token.kind == "spec" and code[token.end : token.end + 1] == b"=":
                text[token.end : token.end + 1] = b">"  # not a walrus: f"{width:=8}"
    return bytes(text)


def _subscribes(code: bytes, words: list[Token], place: int) -> bool:
    """Is the word at `place` the bracket of `value[…]`?"""
    bracket, value = words[place], words[place - 1]
    if not place or code[bracket.start : bracket.end] != b"[":
        return False
    before = code[value.start : value.end]
    return before in (b")", b"]", b"}") or (value.kind in ("name", "string") and not iskeyword(before.decode()))


def _is_no_head(code: bytes, before: list[Token]) -> bool:
    """Does `class`, `def` or `type` not stand before the name, whose brackets hold parameters then?"""
    return not before or code[before[0].start : before[0].end] not in (b"class", b"def", b"type")


def _type_parameters(code: bytes, words: list[Token], at: int, text: bytearray) -> None:
    """PEP 696, defaults: `T = int` as `T : int`, `T: int = str` as `T: int | str`. They begin at `at`."""
    depth, separator, done = words[at - 1].depth + 1, b":", False
    while at < len(words) and words[at].depth >= depth:
        token = words[at]
        word = code[token.start : token.end] if token.depth == depth else b""
        at += 1
        if word == b",":
            separator, done = b":", False
        elif word == b":":
            separator = b"|"
        elif word == b"=" and not done:
            text[token.start : token.end] = separator
            done = True
            if at < len(words) and code[words[at].start : words[at].end] == b"*":
                text[words[at].start : words[at].end] = b" "


def _body_in_line(code: bytes, words: list[Token], at: int, text: bytearray) -> None:
    """`def f() -> T: x[0] = 1`, which the grammar reads as the type `T: x[0]`, as `def f() -> T:(x[0])= 1`."""
    colon, start = words[at].end, words[at + 1].start
    rest = takewhile(lambda each: each.depth or each.kind != "newline", words[at + 1 :])
    assigns = (each.start for each in rest if not each.depth and code[each.start : each.end] in _ASSIGNING)
    sign = next(assigns, 0) - 1
    if start > colon + 1:
        text[start - 2 : start] = b"0;"
    elif start > colon and sign < 0:
        text[start - 1 : start] = b"+"
    elif start > colon and text[sign : sign + 1] == b" ":
        text[start - 1 : start], text[sign : sign + 1] = b"(", b")"


def _slices(code: bytes, words: list[Token], at: int, text: bytearray) -> None:
    """What the grammar reads in expressions alone, though Cython has it in types: `int[:, ::1]` as `int[0, 0|1]`."""
    depth, has_value, lambdas = words[at].depth + 1, False, 0
    for place in range(at + 1, len(words)):
        token = words[place]
        if token.depth < depth:
            return
        word = code[token.start : token.end] if token.depth == depth else b""
        if word == b",":
            has_value, lambdas = False, 0
        elif word == b":" and lambdas:
            lambdas -= 1
        elif word == b":" and place + 1 < len(words):
            follows = code[words[place + 1].start : words[place + 1].end] not in (b":", b",", b"]")
            text[token.start : token.end] = b" " if has_value != follows else b"|" if follows else b"0"
            has_value = has_value or not follows
        else:
            has_value = True
            lambdas += word == b"lambda"


def _as_expression(code: bytes, words: list[Token], at: int, text: bytearray) -> None:
    """A call or a choice in a type, `kinds[0](x)`, `list[int] if X else list`: with a sign it is an expression."""
    end = next((place for place in range(at + 1, len(words)) if words[place].depth <= words[at].depth), at)
    value, after = words[at - 1], words[end + 1 : end + 2]
    before = code[words[at - 2].start : words[at - 2].end] if at > 1 else b""
    goes_on = bool(after) and code[after[0].start : after[0].end] in (b"(", b"if", b"or", b"and")
    if goes_on and before in (b",", b"|", b"->", b":") and code[value.start - 1 : value.start] == b" ":
        text[value.start - 1 : value.start] = b"+"


def _dictionary(code: bytes, words: list[Token], at: int, text: bytearray) -> None:
    """PEP 798: `{**d for d in ds}` as a set. The stars stand at `at`."""
    stars = words[at]
    while at < len(words) and words[at].depth >= stars.depth:
        if words[at].depth == stars.depth and code[words[at].start : words[at].end] == b"for":
            text[stars.start : stars.end] = b"* "
            return
        at += 1


# -- lines ------------------------------------------------------------------------------------------------------


def _lines(code: bytes, found: list[Token], text: bytearray) -> None:
    """Lines inside brackets, and comments below decorators, are indented at least as their statement is.

    The grammar ends the block at some of those that are not.
    """
    indent, line, begins, is_decorator = 0, 0, True, False
    for place, token in enumerate(found):
        if token.kind == "newline":
            if token.depth or is_decorator:
                _next_line(code, found, place, indent, text)
            begins = begins or not token.depth
            line = token.end
        elif begins and token.kind not in _NOT_CODE:
            indent, is_decorator = _width(code[line : token.start]), code[token.start : token.end] == b"@"
            begins = False


def _next_line(code: bytes, found: list[Token], place: int, indent: int, text: bytearray) -> None:
    """The white space at the newline at `place` becomes such that what follows is indented by `indent` or more."""
    before = next((found[at] for at in range(place - 1, -1, -1) if found[at].kind != "space"), found[place])
    if before.kind in _SPACE:
        return  # dealt with at the newline before
    start = found[place].start
    after = next((found[at] for at in range(place, len(found)) if found[at].kind not in _SPACE), None)
    if after is None or _width(code[start : after.start]) >= indent or not (after.depth or after.kind == "comment"):
        return
    newline = min(start, after.start - 1 - -(-indent // _TAB))  # at the cost of the last bytes of a comment
    if before.kind == "comment" != after.kind and newline > before.start:
        text[newline : after.start] = b"\n" + b"\t" * (after.start - newline - 1)
    else:
        start = before.start if before.kind == "comment" != after.kind else start
        text[start : after.start] = b" " * (after.start - start)  # one line, or one comment


def _width(space: bytes) -> int:
    """The indentation at the end of white space as the grammar counts it."""
    line = space.replace(b"\r", b"\n").replace(b"\f", b"\n").rpartition(b"\n")[2]
    return line.count(b" ") + _TAB * line.count(b"\t")
