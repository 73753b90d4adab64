"""Keywords of Robot Framework: a function of a library is called by its name in words there. Listed.

*** Settings ***                        def open_session(url): ...
Library    libs/web.py
*** Test Cases ***
Log in
    Open Session    https://test
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator

from ..codemod import Diagnostic
from ..errors import UnreadableSource
from ..meaning.project import Project
from ..repo.files import REGULAR, RepoPath
from ..source import Source
from ..surface.virtual import utf8

_SUFFIXES = (".robot", ".resource")


def keywords(project: Project, name: str, home: Collection[RepoPath]) -> Iterator[Diagnostic]:
    """A word on each place that calls the function `name`, where a suite takes one of the files `home` as a library."""
    suites = [path for path, kind in project.kinds.items() if path.endswith(_SUFFIXES) and kind in REGULAR]
    defined = [path for path in home if re.search(rb"\bdef\s+%b\b" % name.encode(), project.read(path))]
    if not suites or not defined:
        return
    library = b"|".join(re.escape(_library(path)).encode() for path in defined)
    taken = re.compile(rb"(?im)^library[ \t]{2,}(?:\S*[/.])?(?:%b)(?:\.py)?(?:/?[ \t\r]|$)" % library)
    sources: dict[RepoPath, Source] = {}
    unread: list[Diagnostic] = []
    for path in suites:
        try:
            sources[path] = utf8(project.read(path))
        except UnreadableSource as error:
            why = f"keywords left alone: the file {error.title}"
            unread.append(Diagnostic("info", "left-alone", why, "check it by hand", path, 1))
    if not any(taken.search(source.code) for source in sources.values()):
        return
    yield from unread
    words = b"[ _]?".join(re.escape(word).encode() for word in name.strip("_").split("_"))
    prefix = rb"(?:(?:given|when|then|and|but) )?(?:(?:%b)\.)?" % library
    called = re.compile(rb"(?im)(?:^|[ \t]{2}|\t|\| )%b(%b)(?=[ \t]*\r?$|[ \t]{2}|\t| \|)" % (prefix, words))
    for path, source in sources.items():
        for found in called.finditer(source.code):
            message = f"the keyword {found[1].decode()!r} may be derived from {name}"
            yield Diagnostic("info", "derived", message, "rename it by hand", path, *source.place(found.start(1)))


def _library(path: RepoPath) -> str:
    """What the module is called, in a package that package."""
    stem = posixpath.splitext(path.removesuffix("/__init__.py"))[0]
    return posixpath.basename(stem)
