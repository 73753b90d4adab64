"""The places of one file that a rewrite changes, each proven to stay one expression where it stands.

x * add(a, b)   by   add($A, $B) -> $A + $B   becomes   x * (a + b)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tree_sitter import Node

from ..edits import Edit, apply
from ..errors import UnreadableSource
from ..meaning.parsing import Parsed, parse, without_comments
from ..meaning.syntax import walk
from ..records import dataclass
from ..regexes import regex
from ..source import Source, line_begin
from .patterns import VARIABLE, Captured, Match, name_of
from .template import Rendered, render

_ROUNDS = 4
_DULL = ("comment", "line_continuation")
_PUNCTUATION = regex(r"[\s,;()]")  # what code may have beside a pattern that is otherwise the same
_OTHERWISE = "it would be read as another expression there"


@dataclass(frozen=True, slots=True)
class Site:
    """A match that is to be replaced, and the new text."""

    match: Match
    rendered: Rendered


@dataclass(frozen=True, slots=True)
class Sites:
    """The outermost matches with their new texts; and those that cannot be replaced, each with the reason."""

    done: tuple[Site, ...]
    left: tuple[tuple[Match, str], ...]

    def edits(self, reason: str) -> list[Edit]:
        """As edits of the code."""
        return [Edit(each.match.start, each.match.end, each.rendered.text, reason) for each in self.done]


def rewritten(parsed: Parsed, matches: Sequence[Match], template: str, patterns: Sequence[str] = ()) -> Sites:
    """The matches replaced, parentheses added where the tree would be another without them."""
    left: list[tuple[Match, str]] = []
    kept: list[Match] = []
    for match in matches:
        comment, code = _lost_comment(parsed, match, template), _lost_code(parsed, match, patterns)
        if not template.strip() and _is_alone(parsed, match):
            left.append((match, "it is all that its block holds"))
        elif _is_shifted(parsed, match, template):
            left.append((match, "the lines of its block would stand at another depth"))
        elif comment or code:
            what = f"the comment {comment!r} in it" if comment else f"what the pattern does not name, in {code!r},"
            left.append((match, f"{what} would be lost"))
        else:
            kept.append(match)
    guards: dict[int, frozenset[str]] = {match.start: frozenset() for match in kept}
    for _ in range(_ROUNDS):
        sites = _rendered(parsed.source.code, kept, template, guards)
        wrong = dict(_wrong(parsed, sites))
        if not wrong:
            return Sites(tuple(sites), tuple(left))
        gone = {site.match.start for site in sites if not site.rendered.text}
        for start, names in wrong.items():
            if names <= guards[start] or start in gone:  # parentheses did not help, or cannot
                left += [(match, _OTHERWISE) for match in kept if match.start == start]
                kept = [match for match in kept if match.start != start]
            else:
                guards[start] |= names
    left += [(match, _OTHERWISE) for match in kept if match.start in wrong]
    kept = [match for match in kept if match.start not in wrong]
    return Sites(tuple(_rendered(parsed.source.code, kept, template, guards)), tuple(left))


def outermost(matches: Iterable[Match]) -> Iterator[Match]:
    """Those that lie in no other."""
    end = -1
    for match in sorted(matches, key=lambda each: (each.start, -each.end)):
        if match.start >= end:
            yield match
            end = match.end


def _rendered(code: bytes, matches: Sequence[Match], template: str, guards: Mapping[int, frozenset[str]]) -> list[Site]:
    ordered = sorted(matches, key=lambda each: (each.start, -each.end))
    starts = [match.start for match in ordered]

    def within(start: int, end: int) -> bytes:
        inside = [each for each in ordered[bisect_left(starts, start) : bisect_left(starts, end)] if each.end <= end]
        edits = [Edit(each.start, each.end, one(each).text, "") for each in outermost(inside)]
        return apply(code[:end], edits)[start:] if edits else code[start:end]

    def one(match: Match) -> Rendered:
        return render(template, match, code, within, in_parentheses=guards[match.start])

    return [Site(match, one(match)) for match in outermost(ordered)]


def _wrong(parsed: Parsed, sites: Sequence[Site]) -> Iterator[tuple[int, frozenset[str]]]:
    """The sites that are not one thing in the tree of the new text, and what of them wants parentheses."""
    edits = [Edit(each.match.start, each.match.end, each.rendered.text, "") for each in sites]
    code = apply(parsed.source.code, edits)
    try:
        root = parse(Source(code, code)).tree.root_node
    except UnreadableSource:
        root = None
    shift = 0
    for site in sites:
        start = site.match.start + shift
        shift += len(site.rendered.text) - (site.match.end - site.match.start)
        if root is None:
            continue
        names = {
            piece.name
            for piece in site.rendered.pieces
            if piece.whole and not _is_whole(root, start + piece.start, start + piece.end)
        }
        if not _is_whole(root, start, start + len(site.rendered.text)) and site.rendered.text:
            names.add("")
        if names:
            yield site.match.start, frozenset(names)
    if root is None and len(sites) == 1:
        yield sites[0].match.start, frozenset({""})
    elif root is None:
        for site in sites:
            yield from _wrong(parsed, [site])


def _is_whole(root: Node, start: int, end: int) -> bool:
    """Does one node, or a row of whole statements, fill the range?"""
    node = root.descendant_for_byte_range(start, end)
    if node is None:
        return False
    if (node.start_byte, node.end_byte) == (start, end):
        return True
    if node.type not in ("module", "block"):
        return False
    children = node.named_children
    return any(each.start_byte == start for each in children) and any(each.end_byte == end for each in children)


def _is_alone(parsed: Parsed, match: Match) -> bool:
    """Is the match the only statement of its block?"""
    node = parsed.tree.root_node.descendant_for_byte_range(match.start, match.end)
    while node is not None and node.parent is not None and node.parent.type not in ("block", "module"):
        if (node.parent.start_byte, node.parent.end_byte) != (match.start, match.end):
            return False
        node = node.parent
    block = node.parent if node is not None else None
    held = without_comments(block) if block is not None else []
    return block is not None and block.type == "block" and len(held) == 1


def _is_shifted(parsed: Parsed, match: Match, template: str) -> bool:
    """Would statements that a metavariable stands for begin in another column? Their further lines stay as they are."""
    code = parsed.source.code
    line = line_begin(code, match.start)
    indent = len(code[line : match.start]) - len(code[line : match.start].lstrip(b" \t"))
    for variable in VARIABLE.finditer(template):
        held = match.captured.get(name_of(variable))
        rows = _rows(parsed, held) if held is not None and held.start >= 0 else []
        begin = template.rfind("\n", 0, variable.start()) + 1
        column = variable.start() - begin + (indent if begin else match.start - line)
        if rows and column != rows[0] - line_begin(code, rows[0]):
            return True
    return False


def _rows(parsed: Parsed, held: Captured) -> list[int]:
    """Where its statements and comments begin that are the first of their lines; none where it has one line of them."""
    code = parsed.source.code
    if b"\n" not in code[held.start : held.end]:
        return []
    node = parsed.tree.root_node.descendant_for_byte_range(held.start, held.end)
    blocks = (each for each in (walk(node) if node is not None else ()) if each.type in ("block", "module"))
    begins = {held.start, *(each.start_byte for block in blocks for each in block.named_children)}
    rows = sorted(at for at in begins if held.start <= at < held.end and not code[line_begin(code, at) : at].strip())
    return rows if any(parsed.source.line(at) > parsed.source.line(held.start) for at in rows) else []


def _lost_code(parsed: Parsed, match: Match, patterns: Sequence[str]) -> str:
    """What of the match is in no capture, when that is more than one of the patterns says; "" when it is not.

    ast-grep takes what follows the last that a pattern names along: of `assert $A` it finds `assert a, "message"`.
    """
    own = {name_of(variable) for each in patterns for variable in VARIABLE.finditer(each)}  # not of `inside`
    spans = [(held.start, held.end) for name, held in match.captured.items() if name in own and held.start >= 0]
    dull = [(each.start_byte, each.end_byte) for each in _within(parsed, match) if each.type in _DULL]
    rest, at = b"", match.start
    for start, end in sorted((*spans, *dull)):
        rest, at = rest + parsed.source.code[at : max(start, at)], max(at, end)
    left = (rest + parsed.source.code[at : match.end]).decode(errors="replace")
    said = {_PUNCTUATION.sub("", text) for each in patterns for text in _beside(each, match, parsed.source.code)}
    return "" if not said or _PUNCTUATION.sub("", left) in said else " ".join(left.split())[:60]


def _beside(pattern: str, match: Match, code: bytes) -> Iterator[str]:
    """The pattern without its metavariables; of one that it has again, the first or the last is what is captured."""
    found = list(VARIABLE.finditer(pattern))
    for captured in ({each[0]: each for each in found}, {each[0]: each for each in reversed(found)}):
        text, at = "", 0
        for each in found:
            held = match.captured.get(name_of(each)) if captured[each[0]] is not each else None
            again = code[held.start : held.end] if held is not None and held.start >= 0 else b""
            text, at = text + pattern[at : each.start()] + again.decode(errors="replace"), each.end()
        yield text + pattern[at:]


def _within(parsed: Parsed, match: Match) -> Iterator[Node]:
    """The nodes in the match, and those around it that lead to them."""
    node = parsed.tree.root_node.descendant_for_byte_range(match.start, match.end)
    waiting = [node] if node is not None else []
    while waiting:
        each = waiting.pop()
        yield each
        waiting += [child for child in each.children if child.end_byte > match.start and child.start_byte < match.end]


def _lost_comment(parsed: Parsed, match: Match, template: str) -> str:
    """The first comment in the match that no capture of the template takes along, "" when there is none."""
    code = parsed.source.code
    if b"#" not in code[match.start : match.end]:
        return ""
    taken = [each for name, each in match.captured.items() if f"${name}" in template]
    for each in _within(parsed, match):
        is_inside = each.type == "comment" and match.start <= each.start_byte < match.end
        if is_inside and not any(hold.start <= each.start_byte < hold.end for hold in taken):
            return parsed.text(each).decode(errors="replace")[:60]
    return ""
