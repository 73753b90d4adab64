"""Paths and imports that lead to a symbol in texts that are not edited: Cython, C, templates, shell, HTML. Listed.

# fast.pyx: from .m import Old         from app import m; m.Old()         m.pxd, beside m.py: cdef class Old
# fast.c: PyObject_GetAttrString(PyImport_ImportModule("app.m"), "Old")
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from ..meaning.stems import Module
from ..meaning.targets import External
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from ..source import line_starts
from ..surface.mention import Mention
from ..surface.texts import mentions
from .documents import leads_to, path_edit
from .slots import Slots

# The words come first, and what stands before them is looked at behind: so a search can look for their bytes.
_FROM_MODULE = rb"from(?<=\bfrom)[ \t]+((?:\.+[ \t]*)?[A-Za-z_][\w.]*|\.+)[ \t]+c?import[ \t]*"
_FROM = regex(_FROM_MODULE + rb"(?:\(([^()]{1,10000})\)|([ \t][\w \t,]+))")
_STAR = regex(_FROM_MODULE + rb"\*")
_IMPORT = regex(rb"import(?:(?<=\bimport)|(?<=\bcimport))[ \t]+([A-Za-z_]\w*(?:\.\w+)+)[ \t]+as[ \t]+(\w+)")
_NAME = regex(r"\s*(\w+)(?:\s+as\s+(\w+))?\s*(?:#.*)?\Z")


def paths_in(slots: Slots, path: RepoPath, raw: bytes) -> Iterator[tuple[int, str]]:
    """The places that lead to the symbol, each with its line and the path that it takes, in a text of any kind.

    Raises UnreadableSource if the file is not UTF-8.
    """
    starts = line_starts(raw)
    yield from sorted({(bisect_right(starts, at), text) for at, text in places_in(slots, path, raw).items()})


def places_in(slots: Slots, path: RepoPath, raw: bytes) -> dict[int, str]:
    """Where the word begins at each place that leads to the symbol, and the path that it takes.

    Raises UnreadableSource if the file is not UTF-8.
    """
    found: dict[int, str] = {}
    for at, text in _Text(slots, path, raw).places():
        found.setdefault(at, text)
    for mention in mentions(raw, (slots.old,), "other"):
        for one in (mention, *_of_another_project(mention)):
            edit = path_edit(slots, path, one, surely=True)
            if edit is not None:
                found[edit.start] = one.text
    return found


def _of_another_project(mention: Mention) -> Iterator[Mention]:
    """`a.b.Old` of `python:a.b.Old`, which names it in the documents of another project (Intersphinx)."""
    _, mark, text = mention.text.partition(":")
    if mark and "." in text:
        yield replace(mention, start=mention.end - len(text.encode()), text=text)


@dataclass(frozen=True)
class _Text:
    slots: Slots
    path: RepoPath
    raw: bytes

    def places(self) -> Iterator[tuple[int, str]]:
        """Imports of the symbol, attributes of the module under the names that it gets, and the name in quotes.

        Each where the word begins, with the path that leads there.
        """
        for spelled, name, alias, at in self._imported():
            whole = f"{spelled}{name}" if spelled.endswith(".") else f"{spelled}.{name}"
            if name == self.slots.old and self._gives(spelled):
                yield at, whole
            elif self._gives(whole):
                yield from self._attributes(whole, alias)
        for each in _IMPORT.finditer(self.raw):
            if self._gives(each[1].decode()):
                yield from self._attributes(each[1].decode(), each[2].decode())
        yield from self._declared()
        yield from self._starred()
        old = re.escape(self.slots.old)
        dotted = next(filter(self._holds, self._names()), "")
        if dotted:
            for quoted in re.finditer(rf"(?P<mark>[\"'])(?={old}(?P=mark))|>\s*(?={old}\s*<)".encode(), self.raw):
                yield quoted.end(), f"{dotted}.{self.slots.old}"
        relative = rf"(?<=[\"'\s])(\.+(?:\w+\.)*){old}(?=[\"'\s])".encode()  # ZCML
        for each in re.finditer(relative, self.raw) if f".{self.slots.old}".encode() in self.raw else ():
            module = each[1].decode()
            if self._gives(module.rstrip(".") or module):
                yield each.end(1), f"{module}{self.slots.old}"

    def _declared(self) -> Iterator[tuple[int, str]]:
        """What the declarations of Cython beside a module say of the names that it has: m.pxd of those in m.py."""
        stem, _, suffix = self.path.rpartition(".")
        module = self.slots.project.modules.by_stem.get(stem) if suffix == "pxd" else None
        if self.slots.renamed_in(module):
            yield from self._named()

    def _starred(self) -> Iterator[tuple[int, str]]:
        """What a star import of a module that has the symbol brings: `from app.m import *`."""
        for each in _STAR.finditer(self.raw):
            spelled, resolver = "".join(each[1].decode().split()), self.slots.resolver
            source = resolver.module_named(spelled, self.path)
            brings = not isinstance(source, Module) or resolver.exports(source, self.slots.old)
            if brings and self._gives(spelled):
                yield from self._named(each.end())

    def _named(self, start: int = 0) -> Iterator[tuple[int, str]]:
        pattern = re.compile(rf"(?<![\w.#]){re.escape(self.slots.old)}(?!\w)".encode())
        for each in pattern.finditer(self.raw, start):
            yield each.start(), self.slots.old

    def _imported(self) -> Iterator[tuple[str, str, str, int]]:
        """The module, the name, what it is called here, and the place of each name that is imported."""
        for each in _FROM.finditer(self.raw):
            at = each.start(2) if each[2] is not None else each.start(3)
            for part in (each[2] or each[3]).split(b","):
                lines = [line for line in part.decode().splitlines() if not line.lstrip().startswith("#")]
                named = _NAME.match("\n".join(lines))
                if named:
                    place = at + part.find(named[1].encode())
                    yield "".join(each[1].decode().split()), named[1], named[2] or named[1], place
                at += len(part) + 1

    def _gives(self, spelled: str) -> bool:
        """Is that the module, or one that hands it on, from which the symbol is taken under the old name?"""
        if spelled.startswith("."):
            return self.slots.renamed_in(self.slots.resolver.module_named(spelled, self.path))
        return leads_to(self.slots, self.path, spelled.split("."), surely=True)

    def _attributes(self, module: str, called: str) -> Iterator[tuple[int, str]]:
        for each in re.finditer(
            rf"(?<![\w.]){re.escape(called)}\.(?={re.escape(self.slots.old)}\b)".encode(), self.raw
        ):
            yield each.end(), f"{module}.{self.slots.old}"

    def _names(self) -> tuple[str, ...]:
        """The dotted names of the symbol's own module; one of a single word says too little in a text."""
        symbol, modules = self.slots.symbol, self.slots.project.modules
        if isinstance(symbol, External):
            return tuple(name for name in (symbol.dotted.rpartition(".")[0],) if "." in name)
        return tuple(name for name in modules.names(modules.by_stem.get(symbol.stem)) if "." in name)

    def _holds(self, dotted: str) -> bool:
        pattern = rf"(?<![\w.]){re.escape(dotted)}(?![\w.])".encode()
        return dotted.encode() in self.raw and re.search(pattern, self.raw) is not None
