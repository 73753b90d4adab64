"""Imports in texts of any kind, found by their bytes: in code that is not parsed, in pages, in scripts.

Write `from app.shim import Old` no more. And sections of pages that canonize wrote, which speak of aliases on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..meaning.project import Project
from ..meaning.stems import Module
from ..repo.files import RepoPath

_NAME = rb"(?!import\b)[\w\x80-\xff]++"
# Nothing in it gives back what it has taken: the time that it takes is by the length of the text.
_FROM = re.compile(
    rb"from(?<![0-9A-Za-z_]from)(?=[.\s\\])[ \t\\\r\n]*+"
    rb"(?P<module>(?:[ \t]*+\.)*+(?:[ \t]*+" + _NAME + rb"(?:[ \t]*+\.[ \t]*+" + _NAME + rb")*+)?+)"
    rb"(?:[ \t\\\r\n]++|(?<=\.))import\b[ \t\\\r\n]*+"
    rb"(?P<names>\((?:[^()#]++|#[^\n]*+)*+\)|(?:[^\n\\#;]++|\\\r?\n)*+)"
)
OWN_SECTION = re.compile(
    rb"<!-- canonize: aliases of (?P<of>[^\s>]+) -->(?:(?!<!-- canonize: aliases of ).)*?"
    rb"<!-- canonize: end of aliases -->",
    re.DOTALL,
)


def spelled_imports(project: Project, path: RepoPath, raw: bytes) -> Iterator[tuple[Module, re.Match[bytes]]]:
    """What looks like an import from a module of the project, whatever kind of text it stands in.

    The group "names" of each match is what is taken.
    """
    for found in _FROM.finditer(raw):
        spelled = b"".join(found["module"].split()).decode(errors="replace")
        level = len(spelled) - len(spelled.lstrip("."))
        if level:
            module = project.modules.relative(path, level, spelled[level:])
        else:
            module = project.modules.find(spelled, path) if spelled else None
        if module is not None:
            yield module, found
