"""A test file takes its doubles from the factory: the class goes, an import under the file's own spelling comes.

class MockManager: ...          from tests.mocks.manager import UserFlowManagerMock as MockManager
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tree_sitter import Node

from ..edits import Edit
from ..meaning.imports import insertion
from ..meaning.parsing import EVERY_IMPORT, Parsed
from ..records import dataclass
from .doubles import Double
from .factoryclass import span
from .factoryimports import from_import
from .factorystyle import Style


@dataclass(frozen=True)
class Moved:
    """A double that goes to the factory, where it is called `name`."""

    double: Double
    name: str

    def under(self, word: str) -> str:
        """How an import takes it from the factory that binds it to the word."""
        return self.name if self.name == word else f"{self.name} as {word}"

    @property
    def spelled(self) -> str:
        return self.under(self.double.name)


@dataclass(frozen=True)
class Wanted:
    """What a file needs of the factory: doubles that it uses, those that it only hands on, and other names of it."""

    used: frozenset[str] = frozenset()
    passed_on: frozenset[str] = frozenset()
    more: tuple[str, ...] = ()


def pointed(
    parsed: Parsed, moved: Sequence[Moved], module: str, after: int, style: Style, own: Collection[str], wanted: Wanted
) -> Iterator[Edit]:
    """The edits (offsets of the code) that take these doubles of one file from `module`.

    The import goes behind the last import above the first of them, which is not above the byte `after`; where there
    is none, it stands where the class stood. `own` are the packages of the project, which isort keeps together.
    """
    first = min(moved, key=lambda each: each.double.whole.start_byte)
    anchor = _anchor(parsed, first.double.whole.start_byte)
    newline = parsed.source.newline.decode()
    reason = "one shared test double"
    used = sorted([each.spelled for each in moved if each.double.name in wanted.used] + list(wanted.more))
    passed = sorted(each.spelled for each in moved if each.double.name in wanted.passed_on)
    statements = [from_import(module, used, style)] if used else []
    if passed:
        first_line, newline_, rest = from_import(module, passed, style).partition("\n")
        statements.append(f"{first_line}  # noqa: F401{newline_}{rest}")
    statement = "\n".join(statements).replace("\n", newline)
    if anchor is not None and anchor.end_byte >= after:
        apart = [""] if _is_apart(parsed, anchor, own) else []
        lines = [line.encode() for line in (*apart, *statement.split(newline))]
        yield insertion(parsed, anchor, lines, reason)
        yield from _removals(parsed, [span(parsed, each.double) for each in moved], reason)
        return
    yield Edit(*span(parsed, first.double), statement.encode(), reason)
    yield from _removals(parsed, [span(parsed, each.double) for each in moved if each is not first], reason)


def _anchor(parsed: Parsed, before: int) -> Node | None:
    """The last import at the top of the file that ends above the byte `before`; None when it shares its line."""
    found: Node | None = None
    for statement in parsed.tree.root_node.named_children:
        if statement.start_byte >= before:
            break
        if statement.type in EVERY_IMPORT:
            found = statement
    if found is None:
        return None
    code = parsed.source.code
    line = code[code.rfind(b"\n", 0, found.start_byte) + 1 : found.start_byte]
    rest = code[found.end_byte :].split(b"\n", 1)[0].strip()
    return None if line.strip() or (rest and not rest.startswith(b"#")) else found


def _is_apart(parsed: Parsed, anchor: Node, own: Collection[str]) -> bool:
    """Does isort put a blank line between the import and those of the project?"""
    words = parsed.text(anchor).decode(errors="replace").split()
    first = words[1].partition(".")[0].rstrip(",") if len(words) > 1 else ""
    return bool(first) and first not in own


def _removals(parsed: Parsed, spans: Sequence[tuple[int, int]], reason: str) -> Iterator[Edit]:
    """Takes classes out, with the blank lines below each; at the end of the file, with those above."""
    code = parsed.source.code
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        stop = _next_line_of_text(code, end)
        if joined and joined[-1][1] == begin:
            begin = joined.pop()[0]
        joined.append((begin, stop))
    for begin, stop in joined:
        start = begin
        while stop == len(code) and code[:start].endswith((b"\n\n", b"\n\r\n")):
            start = code.rfind(b"\n", 0, start - 1) + 1
        yield Edit(start, stop, b"", reason)


def _next_line_of_text(code: bytes, end: int) -> int:
    """The start of the next line that is not blank, or the end of the file."""
    at = end
    while at < len(code):
        at = code.find(b"\n", at) + 1 or len(code)
        line = code[at : code.find(b"\n", at) + 1 or len(code)]
        if line.strip():
            return at
    return at
