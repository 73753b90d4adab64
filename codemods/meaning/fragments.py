"""Examples in docstrings and documents, as little modules of their own.

def f():
    '''
    >>> from app.m import Old          # code: it follows the rename
    >>> Old()
    <app.m.Old ...>                    # what it prints: prose
    '''
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tree_sitter import Node

from ..errors import UnreadableSource
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from ..source import Source
from ..surface.doctests import examples
from ..surface.virtual import Virtual, utf8
from .parsing import Parsed, parse, parses
from .project import Project
from .strings import is_plain

_IMPORT = regex(rb"(?m)^[ \t>.]*(?:from[ \t]+\S+[ \t]+import|import)[ \t(]")

_MARKS = (">>>", "```", "::")  # what a docstring with examples holds


@dataclass(frozen=True, slots=True)
class Fragment:
    """A parsed example. `path` is a name for it in the project, beside that of its file."""

    path: RepoPath
    code: Virtual


def in_docstrings(project: Project, path: RepoPath, word: str, *, or_text: bool = False) -> list[Fragment]:
    """The examples in the docstrings of a Python file that hold the word; `or_text`: or whose docstring does."""
    parsed = project.parsed(path)
    if not any(map(parsed.holds, _MARKS)):
        return []
    found = []
    for node in _docstrings(project, path, word):
        text = parsed.text(node)
        if any(mark.encode() in text for mark in _MARKS) and is_plain(parsed, node):
            opening, closing = node.children[0], node.children[-1]
            escapes = b"r" not in parsed.text(opening).lower()
            code = examples(parsed.source, opening.end_byte, closing.start_byte, escapes=escapes)
            found += _known(project, path, code, "" if or_text else word)
    return found


def _docstrings(project: Project, path: RepoPath, word: str) -> Iterator[Node]:
    """The strings that hold the word and are statements by themselves, in the order of the text."""
    seen = -1
    for each in project.names(path, word).occurrences:
        for step, inner in pairwise(each.steps) if each.role == "string" else ():
            if (
                step.node.type == "expression_statement"
                and inner.node.type == "string"
                and inner.node.start_byte > seen
            ):
                seen = inner.node.start_byte
                yield inner.node


def in_document(project: Project, path: RepoPath, page: bytes | Source, word: str) -> list[Fragment]:
    """The examples in a page of Markdown or reStructuredText that hold the word; or in the prose of a notebook."""
    raw = page if isinstance(page, bytes) else page.code
    if not re.search(rb"(?m)^[ \t>.].*" + re.escape(word.encode()), raw) and b"```" not in raw and b"~~~" not in raw:
        return []  # code stands behind a prompt, indented, or in a fence
    if not _IMPORT.search(raw):
        return []  # without an import no name in it means anything of the project
    return _known(project, path, examples(utf8(page) if isinstance(page, bytes) else page), word)


def is_example(path: RepoPath) -> bool:
    """Is it the name of an example, and not of a file?"""
    return "\0" in path


def file_of(path: RepoPath) -> RepoPath:
    """The file that holds the example; the path itself, where that is one of a file."""
    return path.partition("\0")[0]


def part_of(parsed: Parsed, at: int) -> int:
    """The number of the cell, or of the block of a page, that holds the place: readers take each by itself."""
    return parsed.source.cell_at(at) if isinstance(parsed.source, Virtual) else 0


def imports_nothing(parsed: Parsed, at: int) -> bool:
    """Has the block of a page that holds the place no import? Then it is no program, and shows what there is."""
    if not isinstance(parsed.source, Virtual) or not parsed.source.cells:
        return False
    block = parsed.source.cells[parsed.source.cell_at(at)]
    return _IMPORT.search(parsed.source.code[block.start : block.stop]) is None


def _known(project: Project, path: RepoPath, code: Virtual | None, word: str) -> list[Fragment]:
    """The example as a module that the project can be asked about."""
    if code is None or word.encode() not in code.code:
        return []
    name = f"{path}\0{code.raw_offset(0)}"
    try:
        code, parsed = _parsed(code)
    except UnreadableSource:
        return []
    project.remember(name, parsed)
    return [Fragment(name, code)]


def _parsed(code: Virtual) -> tuple[Virtual, Parsed]:
    """The examples and their tree, those left out that do not parse. Raises UnreadableSource."""
    try:
        return code, parse(code)
    except UnreadableSource:
        whole, _ = code.without_broken(parses)
        return whole, parse(whole)
