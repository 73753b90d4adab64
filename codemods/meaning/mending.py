"""Valid Python that tree-sitter's grammar does not read, or misreads, respelled as it does: every byte keeps its place.

    mended(b"class A[T = int]: ...") == b"class A[T : int]: ..."

Only the parser sees the outcome. A mend replaces white space and punctuation, so that each name of the code is still
a name of the tree, in the same scope.
"""

from __future__ import annotations

from keyword import iskeyword

from .lexing import Token, tokens

_SPACE = ("space", "newline", "continuation")
_NOT_CODE = (*_SPACE, "comment")
_BEFORE_A_STATEMENT = frozenset({b"", b"\n", b"\r\n", b"\r", b";", b":"})
# What stands before a star that unpacks.
_BEFORE_A_STAR = _BEFORE_A_STATEMENT | {b"return", b"yield", b"in", b"=", b"+=", b","}
_TAB = 8  # columns of a tab, whatever stands before it: so the grammar counts


def mended(code: bytes) -> bytes:
    """The code with every mend that it may need; the code itself when there is none to make."""
    text = bytearray(code)
    found = list(tokens(code))
    _lines(code, found, text)
    words = [each for each in found if each.kind not in _NOT_CODE or (each.kind == "newline" and not each.depth)]
    last: dict[int, int] = {}  # the place of the last word of each depth: one deeper, it is the bracket around
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
