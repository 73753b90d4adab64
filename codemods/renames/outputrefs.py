"""The name of a class in what an example prints: it follows where all that the example calls so is the class.

>>> x = Old(1)                              # >>> x = New(1)
>>> x.children                              # >>> x.children
[Old(2), Old(3)]                            # [New(2), New(3)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..edits import Edit
from ..meaning.fragments import is_example
from ..records import dataclass
from ..regexes import regex
from ..source import line_begin
from ..surface.virtual import Virtual
from .reprrefs import ReprReferences
from .visit import Visit

_PROMPT = regex(rb"[ \t>]*>>> \Z")
_LINE = regex(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_END = regex(rb"[ \t>]*(?:>>>|```|~~~|Traceback \(most recent call last\):|[\r\n]|\Z)")
_QUOTES = regex(rb"\"\"\"|'''")  # where a docstring ends
_CODE = frozenset({"use", "bind", "delete", "attribute", "imported"})
_OWN_NAME = (b".__name__", b".__qualname__")


@dataclass(frozen=True)
class OutputReferences:
    """Looks at what stands below the examples that have a prompt (doctest.DocTestParser), up to a blank line."""

    visit: Visit

    def edits(self) -> Iterator[Edit]:
        """The edits of the name in the outputs, of a visit whose code has been looked at."""
        page, texts = self.visit.parsed.source, ReprReferences(self.visit)
        if not is_example(self.visit.path) or not isinstance(page, Virtual) or not texts.may_follow:
            return
        places = list(self._places(page))
        if not places or not self._is_all_the_symbol() or not texts.writes_its_name():
            return
        length, new = len(self.visit.old.encode()), page.below.encoded(self.visit.new)
        for at in places:
            start, stop = map(page.below.raw_offset, (at, at + length))
            yield Edit(start, stop, new, "name that an example of it shows")

    def _is_all_the_symbol(self) -> bool:
        """Is the symbol all that the example's code calls so; or, where it calls nothing so, what its module does?"""
        edited, slots, base = {each.start for each in self.visit.edits}, self.visit.slots, self.visit.base
        named = [each for each in slots.names(self.visit.path).occurrences if each.role in _CODE]
        if not named:
            return base is not None and slots.renamed_in_file(base)
        return all(self.visit.parsed.source.raw_offset(each.start) in edited for each in named)

    def _places(self, page: Virtual) -> Iterator[int]:
        """Where the name stands in the outputs as `repr` writes it, or alone where its `__name__` is asked for."""
        word, code = re.escape(self.visit.old.encode()), page.below.code
        shown = re.compile(
            rb"""(?m)(?:^[ \t>]*["']?|(?<=[(\[{=,])|(?<=[,:][ ])|(?<=[\x80-\xff][ ]))"""
            rb"(?:<(?:[\w.]+\.)?%b(?=[ >(:.])|%b(?=\())" % (word, word)
        )
        alone = re.compile(rb"""[ \t>]*(["']?)%b\1[ \t]*(?:[\r\n]|\Z)""" % word)
        for cell in page.cells:
            begin, end = page.below_offset(cell.start), page.below_offset(cell.stop - 1) + 1
            if code[end - 1 : end] not in (b"\n", b"\r") or not _PROMPT.match(code, line_begin(code, begin), begin):
                continue
            if page.code[cell.start : cell.stop].rstrip(b"\r\n)").endswith(_OWN_NAME) and alone.match(code, end):
                yield code.index(self.visit.old.encode(), end)
                continue
            for line in _output(code, end):
                yield from (each.end() - len(self.visit.old.encode()) for each in shown.finditer(code, *line))


def _output(code: bytes, at: int) -> Iterator[tuple[int, int]]:
    """The lines of what an example prints, which begins there."""
    while not _END.match(code, at):
        line = _LINE.match(code, at)
        end = line.end() if line else at
        closing = _QUOTES.search(code, at, end)
        yield at, closing.start() if closing else end
        if closing or end >= len(code):
            return
        at = end
