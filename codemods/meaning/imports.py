"""Import surgery: one statement of a file, by bytes, so that all that is not asked for stays as it is.

from a.b import X, C  # noqa: F401        from a.b import X  # noqa: F401
                                          from d.e import F  # noqa: F401
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from ..edits import Edit
from ..records import dataclass
from ..regexes import regex
from ..source import line_begin
from .parsing import Parsed
from .syntax import taken_name

_LINE_RULE = regex(rb"#[ \t]*(?:(?i:noqa)|nosec\b|(?:type|ty|pylint|pyright|ruff|isort|pragma|flake8|mypy):)")
_BEHIND = regex(rb"[ \t]*(#[^\r\n]*)")
_LAZY = regex(rb"(?<![\w.])lazy[ \t]+\Z")
_NEWLINE = regex(rb"\r\n|\r|\n")
_COMMENT_AFTER = regex(rb"(?P<comma>[ \t]*,?)[ \t]*(?P<own>#[^\r\n]*)?")
_COMMA_LATER = regex(rb"(?:\s|#[^\r\n]*)*+(?P<comma>,[ \t]*)")
_LAST_LINE = regex(rb"[ \t]*+,?[ \t]*+\)(?P<space>[ \t]*)(?P<comment>#[^\r\n]*)?(?=[\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Taken:
    """One name of a `from` import: its node, and how it is spelled from now on ("F", "F as C"); "" drops it."""

    element: Node
    spelled: str


def takes(parsed: Parsed, statement: Node, name: str) -> bool:
    """Is `name` one of those that the `from` import takes, under whatever alias?"""
    return any(taken_name(parsed, each) == name for each in statement.children_by_field_name("name"))


def retarget(parsed: Parsed, statement: Node, taken: Sequence[Taken], module: str, reason: str) -> Iterator[Edit]:
    """The edits (offsets of the code) with which `statement` takes these names from `module`, the rest as before."""
    elements = statement.children_by_field_name("name")
    source = statement.child_by_field_name("module_name")
    assert source is not None
    if len(taken) == len(elements):
        if any(each.spelled for each in taken):
            yield Edit(source.start_byte, source.end_byte, module.encode(), reason)
        yield from respell(parsed, statement, taken, reason)
        return
    cuts = _cuts_for(parsed, statement, taken)
    yield from _cutting(cuts, reason)
    if not any(each.spelled for each in taken):
        return
    taken_along = {cut.comment for cut in cuts}
    line_rule = _line_rule(parsed, statement)
    lines: list[bytes] = []
    for each in taken:
        if not each.spelled:
            continue
        cut = next(cut for cut in cuts if cut.start <= each.element.start_byte < cut.end)
        comment = cut.comment or (line_rule if line_rule not in taken_along else b"")
        lines += cut.above
        lines.append(f"from {module} import {each.spelled}".encode() + (b"  " + comment if comment else b""))
    yield insertion(parsed, statement, lines, reason)


def respell(parsed: Parsed, statement: Node, taken: Sequence[Taken], reason: str) -> Iterator[Edit]:
    """The edits that spell these names of `statement` anew, its module as before; without names it goes."""
    dropped = [each for each in taken if not each.spelled]
    if len(dropped) == len(statement.children_by_field_name("name")):
        yield removal(parsed, statement, reason)
        return
    for each in taken:
        yield from _respelled(parsed, each, reason) if each.spelled else ()
    if dropped:
        yield from _cutting(_cuts_for(parsed, statement, dropped), reason)


def _respelled(parsed: Parsed, each: Taken, reason: str) -> Iterator[Edit]:
    name, alias = each.element.child_by_field_name("name"), each.element.child_by_field_name("alias")
    new, _, new_alias = each.spelled.partition(" as ")
    name = name or each.element
    spelled = each.spelled if alias is None else new  # in one edit, for what stands behind it may be cut
    if parsed.text(name) != spelled.encode():
        yield Edit(name.start_byte, name.end_byte, spelled.encode(), reason)
    if alias is not None and parsed.text(alias) != new_alias.encode():
        begin = alias.start_byte if new_alias else name.end_byte
        yield Edit(begin, alias.end_byte, new_alias.encode(), reason)


def removal(parsed: Parsed, statement: Node, reason: str) -> Edit:
    """Take the statement out: with its line when it has that for itself; a comment that is for people stays."""
    code = parsed.source.code
    start, end = _start(code, statement), statement.end_byte
    begin = line_begin(code, start)
    after = re.compile(rb"[ \t]*(;[ \t]*)?(#[^\r\n]*)?(\r\n|\r|\n|\Z)?").match(code, end)
    assert after is not None
    if code[begin:start].strip():
        semicolon = code.rindex(b";", begin, start)
        return Edit(semicolon, end, b"", reason)
    if after.group(3) is None:  # another statement follows on the line
        return Edit(start, after.end(), b"", reason)
    if after.group(2) and not _LINE_RULE.match(after.group(2)):
        return Edit(start, after.start(2), b"", reason)
    return Edit(begin, after.end(), b"", reason)


def insertion(parsed: Parsed, statement: Node, lines: Sequence[bytes], reason: str) -> Edit:
    """New statements behind `statement`, on lines of their own where it stands on its own; lazy as it is (PEP 810)."""
    code = parsed.source.code
    start = _start(code, statement)
    indent = code[line_begin(code, start) : start]
    lazy = code[start : statement.start_byte]
    lines = [line if line.startswith(b"#") else lazy + line for line in lines]
    rest = re.compile(rb"[ \t]*(;?)[ \t]*(?:#[^\r\n]*)?").match(code, statement.end_byte)
    assert rest is not None
    if indent.strip() or rest.group(1):
        bare = [re.sub(rb"\s*#.*", b"", line) for line in lines]
        return Edit(statement.end_byte, statement.end_byte, b"".join(b"; " + line for line in bare), reason)
    newline = parsed.source.newline
    return Edit(rest.end(), rest.end(), b"".join(newline + indent + line for line in lines), reason)


def _start(code: bytes, statement: Node) -> int:
    """Where the statement begins, with a `lazy` before it (PEP 810), which its tree does not hold."""
    lazy = _LAZY.search(code, line_begin(code, statement.start_byte), statement.start_byte)
    return lazy.start() if lazy is not None else statement.start_byte


@dataclass(frozen=True, slots=True)
class _Cut:
    """A range to take out, with the comments that go with it: behind the name, and on lines of their own above it."""

    start: int
    end: int
    comment: bytes = b""
    above: tuple[bytes, ...] = ()


def _cuts_for(parsed: Parsed, statement: Node, going: Sequence[Taken]) -> list[_Cut]:
    """What to take out of the statement, so that these names are gone from it."""
    elements = statement.children_by_field_name("name")
    closed = any(child.type == "(" for child in statement.children)
    goes = {each.element.start_byte for each in going}
    before: Node | None = None
    cuts: list[_Cut] = []
    for place, element in enumerate(elements):
        if element.start_byte in goes:
            cuts += _cuts(parsed.source.code, elements, place, before, closed=closed)
        else:
            before = element
    return cuts


def _cutting(cuts: Sequence[_Cut], reason: str) -> Iterator[Edit]:
    """The edits that make the cuts; those that touch each other are one."""
    start = end = -1
    for cut in sorted(cuts, key=lambda cut: cut.start):
        if cut.start > end:
            if end >= 0:
                yield Edit(start, end, b"", reason)
            start = cut.start
        end = max(end, cut.end)
    if end >= 0:
        yield Edit(start, end, b"", reason)


def _cuts(code: bytes, elements: Sequence[Node], place: int, before: Node | None, *, closed: bool) -> Iterator[_Cut]:
    """The cuts for one of the elements; `before` is the last that stays above it. `closed`: parentheses are around."""
    start, end = elements[place].start_byte, elements[place].end_byte
    begin = line_begin(code, start)
    after = _COMMENT_AFTER.match(code, end)
    assert after is not None
    comment = after.group("own") or b""
    alone = not any(begin <= other.start_byte < after.end() for other in elements if other.start_byte != start)
    newline = _NEWLINE.match(code, after.end())
    lead = code[begin:start].strip()
    bare = closed and not after.group("comma").strip()
    led = bare and lead == b"," and before is not None  # its comma stands before it, on its line
    later = _COMMA_LATER.match(code, after.end()) if bare and not led else None
    if later:  # its comma is on another line
        yield _Cut(*later.span("comma"))
    if closed and newline and (led or not lead or (later and lead == b",")):  # it has its line for itself
        top, above = _comments_above(code, begin)
        yield _Cut(top, newline.end(), comment, above)
    elif later or (closed and alone and comment):
        yield _Cut(start, after.end(), comment)
    elif closed and alone and before is not None and (last := _LAST_LINE.match(code, end)):
        yield _Cut(start, end, last.group("comment") or b"")
        if last.group("comment"):
            yield _Cut(last.start("space"), last.end())
    elif place + 1 < len(elements) and not comment:
        yield _Cut(start, elements[place + 1].start_byte)
    elif before is not None:
        yield _Cut(before.end_byte, end)
    else:
        yield _Cut(start, after.end("comma"))


def _comments_above(code: bytes, begin: int) -> tuple[int, tuple[bytes, ...]]:
    """Where the lines that are only comments start, directly above the line at `begin`, and those comments."""
    found: list[bytes] = []
    while begin:
        above = line_begin(code, begin - 1)
        line = code[above:begin].strip()
        if not line.startswith(b"#"):
            break
        found.insert(0, line)
        begin = above
    return begin, tuple(found)


def _line_rule(parsed: Parsed, statement: Node) -> bytes:
    """The comment behind the statement, or its opening bracket, when it is one that tools read for the whole of it."""
    opening = (node.end_byte for node in statement.children if node.type == "(")
    for end in (*opening, statement.end_byte):
        found = _BEHIND.match(parsed.source.code, end)
        if found and _LINE_RULE.search(found.group(1)):
            return found.group(1)
    return b""
