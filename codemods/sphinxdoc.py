"""Where Sphinx reads a name relative to a module: `.. currentmodule:: app.m`, then `.. autoclass:: C` or :class:`C`.

The rules are those of Sphinx's Python domain (a target is looked up as it stands and in the current module) and of
autodoc; MyST's spelling of both, {class}`C` and ```{autoclass} C, is read too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

_OBJECTS = (
    "class|func|function|meth|method|attr|attribute|obj|exc|exception|data|const|type|any|deco|decorator|property"
)
_ROLE = re.compile(rf"(?::(?:py:)?(?:{_OBJECTS}|mod):|\{{(?:py:)?(?:{_OBJECTS}|mod)\}})`([^`]*)`")
_OPENING = r"^[ \t]*(?:\.\.[ ]+|[`:~]{3,}[ ]?\{)"
_DIRECTIVE = re.compile(
    _OPENING + rf"(?:py:)?(?:auto)?(?:{_OBJECTS}|classmethod|staticmethod)(?:::|\}})[ \t]+(?=[^\W\d])", re.MULTILINE
)
_MODULE = re.compile(_OPENING + r"(?:py:)?(?:auto|current)?module(?:::|\})[ \t]+([\w.]+)[ \t]*\r?$", re.MULTILINE)
_INDENTED = re.compile(
    r"^([ \t]*)\.\.[ ]+(autosummary|toctree)::[^\n]*\n((?:\1[ \t]+[^\n]*\n|[ \t]*\r?\n)*(?:\1[ \t]+[^\n]*\Z)?)",
    re.MULTILINE,
)
_FENCED = re.compile(r"^[ \t]*`{3,}[ ]?\{(autosummary|toctree)\}[^\n`]*\n([^`]*)", re.MULTILINE)
_ENTRY = re.compile(r"^[ \t]*~?(?=[^\W\d][\w.]*[ \t]*\r?$)", re.MULTILINE)
_TARGET = re.compile(r"\s*[~!]?(\.?)(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Context:
    """`relative` are the places where a target begins, `suffixes` where one does that was written with a dot first.

    `documents` are the ranges that name files of documentation.
    """

    modules: tuple[tuple[int, str], ...]
    relative: frozenset[int]
    suffixes: frozenset[int]
    documents: tuple[range, ...]

    def prefix(self, start: int) -> str:
        """The module that a target at `start` is looked up in, "" for none or when no target is there."""
        if start not in self.relative:
            return ""
        return self.modules[bisect_right(self.modules, start, key=lambda one: one[0]) - 1][1]

    def is_document(self, start: int) -> bool:
        index = bisect_right(self.documents, start, key=lambda one: one.start) - 1
        return index >= 0 and start in self.documents[index]


NOTHING = Context(((0, ""),), frozenset(), frozenset(), ())


def context(text: str, module: str = "") -> Context:
    """What Sphinx makes of `text`. `module` is the current one at its beginning: of a docstring, its file's."""
    named = ((found.start(1), found.group(1)) for found in _MODULE.finditer(text))
    modules = ((0, module), *((start, "" if name == "None" else name) for start, name in named))
    bodies = [(found.group(2), found.start(3), found.end(3)) for found in _INDENTED.finditer(text)]
    bodies += [(found.group(1), found.start(2), found.end(2)) for found in _FENCED.finditer(text)]
    starts = {found.end() for found in _DIRECTIVE.finditer(text)}
    targets = list(_role_targets(text))
    starts.update(target.end() for target in targets if not target.group(1))
    suffixes = frozenset(target.end() for target in targets if target.group(1))
    for name, start, end in bodies:
        if name == "autosummary":
            starts.update(found.end() for found in _ENTRY.finditer(text, start, end))
    documents = tuple(range(start, end) for name, start, end in sorted(bodies, key=itemgetter(1)) if name == "toctree")
    return Context(modules, frozenset(starts), suffixes, documents)


def _role_targets(text: str) -> Iterator[re.Match[str]]:
    """What stands before the target of each role: it begins behind `<` when it has a title."""
    for role in _ROLE.finditer(text):
        content = role.group(1)
        titled = content.rfind("<") if content.rstrip().endswith(">") else -1
        if target := _TARGET.match(text, role.start(1) + titled + 1, role.end(1)):
            yield target
