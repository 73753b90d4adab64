"""A test file takes its doubles from the factory: the class goes, an import under the file's own spelling comes.

class MockManager: ...          from tests.mocks.manager import UserFlowManagerMock as MockManager
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from .doubles import Double
from .edits import Edit
from .factoryclass import span
from .factoryimports import from_import
from .factorystyle import Style
from .imports import insertion
from .parsing import Parsed


@dataclass(frozen=True)
class Moved:
    """A double that goes to the factory, where it is called `name`."""

    double: Double
    name: str

    @property
    def spelled(self) -> str:
        return self.name if self.name == self.double.name else f"{self.name} as {self.double.name}"


def pointed(parsed: Parsed, moved: Sequence[Moved], module: str, after: int, style: Style) -> Iterator[Edit]:
    """The edits (offsets of the code) that take these doubles of one file from `module`.

    The import goes behind the last import above the first of them, which is not above the byte `after`; where there
    is none, it stands where the class stood.
    """
    first = min(moved, key=lambda each: each.double.whole.start_byte)
    anchor = _anchor(parsed, first.double.whole.start_byte)
    newline = parsed.source.newline.decode()
    reason = "one shared test double"
    statement = from_import(module, sorted(each.spelled for each in moved), style).replace("\n", newline)
    if anchor is not None and anchor.end_byte >= after:
        apart = [""] if _section(parsed, anchor, module) else []
        lines = [line.encode() for line in (*apart, *statement.split(newline))]
        yield insertion(parsed, anchor, lines, reason)
        for each in moved:
            yield removal(parsed, each.double, reason)
        return
    for each in moved:
        begin, end = span(parsed, each.double)
        if each is first:
            yield Edit(begin, end, statement.encode(), reason)
        else:
            yield removal(parsed, each.double, reason)


def _anchor(parsed: Parsed, before: int) -> Node | None:
    """The last import at the top of the file, of a line of its own, that ends above the byte `before`."""
    found: Node | None = None
    for statement in parsed.tree.root_node.named_children:
        if statement.start_byte >= before:
            return found
        if statement.type in ("import_statement", "import_from_statement", "future_import_statement"):
            found = statement
    return found


def _section(parsed: Parsed, anchor: Node, module: str) -> bool:
    """Does isort keep the two imports apart? The standard library's stand by themselves."""
    words = parsed.text(anchor).decode(errors="replace").split()
    first = words[1].partition(".")[0].rstrip(",") if len(words) > 1 else ""
    return first in {*sys.stdlib_module_names, "__future__"} and module.partition(".")[0] != first


def removal(parsed: Parsed, double: Double, reason: str) -> Edit:
    """Takes the class out, with the blank lines below it; at the end of the file, with those above it."""
    code = parsed.source.code
    begin, end = span(parsed, double)
    stop = end
    while stop < len(code) and code[stop : stop + 1] in (b"\n", b"\r"):
        stop += 1
        line = code[stop:].split(b"\n", 1)[0]
        if line.strip():
            break
        stop += len(line)
    if not code[stop:].strip():
        while begin and code[:begin].endswith((b"\n\n", b"\n\r\n")):
            begin = code.rfind(b"\n", 0, begin - 1) + 1
        return Edit(begin, len(code), b"", reason)
    return Edit(begin, stop, b"", reason)
