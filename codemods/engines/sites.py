"""The places of one file that a rewrite changes, each proven to stay one expression where it stands.

x * add(a, b)   by   add($A, $B) -> $A + $B   becomes   x * (a + b)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tree_sitter import Node

from ..edits import Edit, apply
from ..errors import UnreadableSource
from ..meaning.parsing import Parsed, parse
from ..records import dataclass
from ..source import Source
from .patterns import Match
from .template import Rendered, render

_ROUNDS = 4
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


def rewritten(parsed: Parsed, matches: Sequence[Match], template: str) -> Sites:
    """The matches replaced, parentheses added where the tree would be another without them."""
    left: list[tuple[Match, str]] = []
    kept: list[Match] = []
    for match in matches:
        comment = _lost_comment(parsed, match, template)
        if comment:
            left.append((match, f"the comment {comment!r} in it would be lost"))
        else:
            kept.append(match)
    guards: dict[int, frozenset[str]] = {match.start: frozenset() for match in kept}
    for _ in range(_ROUNDS):
        sites = _rendered(parsed.source.code, kept, template, guards)
        wrong = dict(_wrong(parsed, sites))
        if not wrong:
            return Sites(tuple(sites), tuple(left))
        for start, names in wrong.items():
            if names <= guards[start]:  # parentheses did not help
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


def _lost_comment(parsed: Parsed, match: Match, template: str) -> str:
    """The first comment in the match that no capture of the template takes along, "" when there is none."""
    code = parsed.source.code
    if b"#" not in code[match.start : match.end]:
        return ""
    taken = [each for name, each in match.captured.items() if f"${name}" in template]
    node = parsed.tree.root_node.descendant_for_byte_range(match.start, match.end)
    waiting = [node] if node is not None else []
    while waiting:
        each = waiting.pop()
        is_inside = each.type == "comment" and match.start <= each.start_byte < match.end
        if is_inside and not any(hold.start <= each.start_byte < hold.end for hold in taken):
            return parsed.text(each).decode(errors="replace")[:60]
        waiting += [child for child in each.children if child.end_byte > match.start and child.start_byte < match.end]
    return ""
