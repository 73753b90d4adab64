"""Structural search by ast-grep's library: a rule, and where in a text it holds. The only importer of `ast_grep_py`.

    search({"pattern": "old($$$ARGS)"}, "x = old(1, 2)")  ->  [Match(4, 13, {"ARGS": Captured(8, 12, ...)})]

Offsets are bytes of the text as UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ..errors import Refused
from ..records import dataclass

if TYPE_CHECKING:
    from ast_grep_py import SgNode

VARIABLE = re.compile(r"\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z][A-Z0-9_]*)")


def name_of(variable: re.Match[str]) -> str:
    """What the metavariable is called, of one thing or of several."""
    return variable[1] or variable[2]


@dataclass(frozen=True, slots=True)
class Captured:
    """What a metavariable stands for; `several` for `$$$NAME`. An empty one has no place: `start` is -1."""

    start: int
    end: int
    several: bool = False
    ends_with_comment: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    start: int
    end: int
    captured: Mapping[str, Captured]


@dataclass(frozen=True, slots=True)
class Search:
    """A rule object of ast-grep (https://ast-grep.github.io/reference/rule.html) with its constraints, both as JSON."""

    rule: str
    constraints: str = ""
    names: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def matches(self, text: str) -> list[Match]:
        """Where the rule holds, in the order of the text. Raises Refused for a rule that ast-grep does not take."""
        import json

        if text.isascii():
            offsets: Sequence[int] = range(len(text) + 1)
        else:
            offsets = [0, *accumulate(len(char.encode()) for char in text)]
        config = {"rule": json.loads(self.rule)}
        if self.constraints:
            config["constraints"] = json.loads(self.constraints)
        return [self._match(node, offsets) for node in _found(text, config)]

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns of which a match is one; none where it may be something else: a kind, an unnamed `$$$`."""
        import json

        found = _patterns(json.loads(self.rule)) or ()
        return tuple(found) if not any("$" in VARIABLE.sub("", each) for each in found) else ()

    def _match(self, node: SgNode, offsets: Sequence[int]) -> Match:
        captured = {}
        for name in self.names:
            one = node.get_match(name)
            if one is not None:
                captured[name] = Captured(*_span(one, one, offsets))
        for name in self.lists:
            several = node.get_multiple_matches(name)
            if several:
                ends = several[-1].kind() == "comment"
                captured[name] = Captured(*_span(several[0], several[-1], offsets), True, ends)
            else:
                captured[name] = Captured(-1, -1, True)
        return Match(*_span(node, node, offsets), captured)


def _patterns(rule: Any) -> list[str] | None:
    """The patterns that a rule object is for a match itself; None where it says no more than a kind or a context."""
    pattern = rule.get("pattern")
    if pattern is not None:
        return [pattern] if isinstance(pattern, str) else None
    if "any" in rule:
        parts = [_patterns(each) for each in rule["any"]]
        return None if None in parts else [text for part in parts if part for text in part]
    return next(filter(None, map(_patterns, rule.get("all", ()))), None)


def variables(texts: Iterator[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metavariables of these patterns: those that stand for one thing, and those for several."""
    names: dict[str, None] = {}
    lists: dict[str, None] = {}
    for text in texts:
        for variable in VARIABLE.finditer(text):
            (lists if variable[1] else names)[name_of(variable)] = None
    return tuple(names), tuple(lists)


def _found(text: str, config: dict[str, Any]) -> list[SgNode]:
    try:
        from ast_grep_py import SgRoot
    except ImportError:
        raise Refused(
            "the step rewrite needs the library ast-grep-py, which is not installed",
            "install it by: pip install 'canonize[rewrite]'",
        ) from None
    try:
        root: Any = SgRoot(text, "python").root()
        found: list[SgNode] = root.find_all(config)
    except Exception as error:  # what it raises for an unknown key is a bare Exception
        if type(error) not in (Exception, RuntimeError, ValueError, TypeError):
            raise
        why = f"not a rule of ast-grep: {_reason(error)}"
        raise Refused(why, "see https://ast-grep.github.io/reference/rule.html") from None
    return found


def _reason(error: Exception) -> str:
    lines = str(error).partition("\n\nStack backtrace")[0].splitlines()
    return " ".join(line.strip() for line in lines if line.strip()).replace("µ", "$")[:300]


def _span(first: SgNode, last: SgNode, offsets: Sequence[int]) -> tuple[int, int]:
    return offsets[first.range().start.index], offsets[last.range().end.index]
