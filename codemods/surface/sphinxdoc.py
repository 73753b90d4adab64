"""Where Sphinx reads a name relative to a module: `.. currentmodule:: app.m`, then `.. autoclass:: C` or :class:`C`.

The rules are those of Sphinx's Python domain (a target is looked up as it stands and in the current module) and of
autodoc; MyST's spelling of both, {class}`C` and ```{autoclass} C, is read too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import itemgetter

from ..records import dataclass
from ..regexes import regex

_OBJECTS = (
    "class|func|function|meth|method|attr|attribute|obj|exc|exception|data|const|type|any|deco|decorator|property"
)
_ROLE = regex(rf"(?:(?::(?:py:)?(?:{_OBJECTS}|mod):)|(?:\{{(?:py:)?(?:{_OBJECTS}|mod)\}}))\Z")
_SETTING = regex(rf"(?m)^default_role[ \t]*=[ \t]*[\"'](?:py:)?(?:{_OBJECTS})[\"']".encode())
_SPHINX_SETTING = regex(rb"(?m)^(?:default_role|extensions|html_theme|master_doc|root_doc|source_suffix)[ \t]*=")
# Where `text` between single backticks can begin (docutils' rules for inline markup), which is no part of ``text``.
_ALONE = regex(r"(?:^|[\s'\"(\[{<:/-])(?<!:)`(?![\s`])", re.MULTILINE)
_ONE_TARGET = regex(r"(?!~?[a-z]+(?:`|\Z))(?:[^`<]+<)?[~!]?\.?[\w.]+(?:\(\))?>?")
_LONGEST_ROLE = 20
_LONGEST_TARGET = 1000
_OPENING = r"^[ \t]*(?:[-*+][ \t]+)?(?:\.\.[ ]+|[`:~]{3,}[ ]?\{)"
_DIRECTIVE = regex(
    _OPENING + rf"(?:py:)?(?:auto)?(?:{_OBJECTS}|classmethod|staticmethod)(?:::|\}})[ \t]+(?=[^\W\d])", re.MULTILINE
)
_MODULE = regex(_OPENING + r"(?:py:)?(?:auto|current)?module(?:::|\})[ \t]+([\w.]+)[ \t]*\r?$", re.MULTILINE)
_INDENTED = regex(
    r"^([ \t]*)\.\.[ ]+(autosummary|toctree)::[^\n]*\n((?:\1[ \t]+[^\n]*\n|[ \t]*\r?\n)*(?:\1[ \t]+[^\n]*\Z)?)",
    re.MULTILINE,
)
_FENCED = regex(r"^[ \t]*`{3,}[ ]?\{(autosummary|toctree)\}[^\n`]*\n([^`]*)", re.MULTILINE)
# an `automodule` with its options, and the names that one of them lists
_AUTOMODULE = regex(
    _OPENING + r"(?:py:)?automodule(?:::|\})[^\n]*\n((?:[ \t]*:[\w-]+:[^\n]*(?:\n[ \t]+[^\s:.][^\n]*)*(?:\n|\Z))+)",
    re.MULTILINE,
)
_MEMBERS = regex(r"^[ \t]*:(?:exclude-)?members:([^:\n]+(?:\n[ \t]+[^\s:][^\n:]*)*)", re.MULTILINE)
# the same of mkdocstrings: `::: app.m` with options in YAML, and the names in its `members`
_SHOWN = regex(r"^([ \t]*):::[ ]+([\w.]+)[ \t]*\n((?:\1[ \t]+\S[^\n]*(?:\n|\Z)|[ \t]*\n)+)", re.MULTILINE)
_LISTED = regex(r"^[ \t]+members:(?:[ \t]*\[[^\]]*\]|(?:[ \t]*\n[ \t]*-[ ][^\n]*)+)", re.MULTILINE)
_ENTRY = regex(r"^[ \t]*~?(?=[^\W\d][\w.]*[ \t]*\r?$)", re.MULTILINE)
_TARGET = regex(r"\s*[~!]?(\.?)(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Context:
    """What Sphinx makes of a text: which module is the current one where, and the lists of names and of documents.

    `default_role`: what stands between single backticks, without a role, is a target, too.
    `members` are names, too, which a module lists: they stand beside one another.
    """

    text: str
    modules: tuple[tuple[int, str], ...]
    names: tuple[range, ...] = ()
    documents: tuple[range, ...] = ()
    default_role: bool = False
    members: tuple[range, ...] = ()

    def prefix(self, start: int) -> str:
        """The module that a target at `start` is looked up in, "" for none or when no target begins there."""
        module = self.modules[bisect_right(self.modules, start, key=itemgetter(0)) - 1][1]
        return module if module and self._is_relative(start) else ""

    def is_target(self, start: int) -> bool:
        """Does the target of a role begin there?"""
        return self._target_of_role(start) is not None

    def is_suffix(self, start: int) -> bool:
        """Does a target of a role begin there that was written with a dot first?"""
        target = self._target_of_role(start)
        return target is not None and bool(target.group(1))

    def is_document(self, start: int) -> bool:
        """Does a file of documentation have its name there? Not in the title that an entry may have: `Old <old>`."""
        if not _holds(self.documents, start):
            return False
        end = self.text.find("\n", start, start + _LONGEST_TARGET)
        rest = self.text[start : end if end >= 0 else start + _LONGEST_TARGET].rstrip()
        return not (rest.endswith(">") and "<" in rest)

    def _is_relative(self, start: int) -> bool:
        target = self._target_of_role(start)
        if target is not None:
            return not target.group(1)
        if _holds(self.members, start):
            return self.text[start - 1] in ", \t\n["
        line = self.text.rfind("\n", max(0, start - _LONGEST_TARGET), start) + 1
        directive = _DIRECTIVE.match(self.text, line)
        if directive is not None and directive.end() == start:
            return True
        entry = _ENTRY.match(self.text, line) if _holds(self.names, line) else None
        return entry is not None and entry.end() == start

    def _target_of_role(self, start: int) -> re.Match[str] | None:
        """What stands before the target of a role that begins at `start`: behind `<` when it has a title."""
        opening = self.text.rfind("`", max(0, start - _LONGEST_TARGET), start)
        closing = self.text.find("`", start, start + _LONGEST_TARGET)
        if opening < 0 or closing < 0 or not (self._has_role(opening) or self._is_alone(opening, closing)):
            return None
        titled = -1
        if self.text[opening + 1 : closing].rstrip().endswith(">"):
            titled = self.text.rfind("<", opening + 1, closing)
        target = _TARGET.match(self.text, max(opening, titled) + 1, closing)
        return target if target is not None and target.end() == start else None

    def _has_role(self, opening: int) -> bool:
        return _ROLE.search(self.text, max(0, opening - _LONGEST_ROLE), opening) is not None

    def _is_alone(self, opening: int, closing: int) -> bool:
        """Are those the backticks around a target without a role? Not around a word, which is a parameter as a rule."""
        if not self.default_role or self.text[closing + 1 : closing + 2] in ("`", "_"):
            return False  # `name`_ is a hyperlink
        if not _ONE_TARGET.fullmatch(self.text, opening + 1, closing):
            return False
        return _ALONE.match(self.text, max(0, opening - 1)) is not None


def has_object_role(conf: bytes) -> bool | None:
    """Is the `default_role` of that conf.py one for Python's objects? None when the file is none of Sphinx's."""
    return _SETTING.search(conf) is not None if _SPHINX_SETTING.search(conf) else None


def context(text: str, module: str = "", *, default_role: bool = False) -> Context:
    """What Sphinx makes of `text`. `module` is the current one at its beginning: of a docstring, its file's."""
    named = [(found.start(1), found.group(1)) for found in _modules_set(text)]
    shown = list(_SHOWN.finditer(text)) if "::: " in text and "members:" in text else []
    marks = [(start, "" if name == "None" else name) for start, name in named]
    marks += [mark for each in shown for mark in ((each.start(2), each.group(2)), (each.end(3), module))]
    modules = ((0, module), *sorted(marks))
    members = tuple(sorted(_members(text, shown), key=lambda one: one.start)) if "members:" in text else ()
    if "autosummary" not in text and "toctree" not in text:
        return Context(text, modules, default_role=default_role, members=members)
    bodies = [(found.start(3), found.end(3), found.group(2)) for found in _INDENTED.finditer(text)]
    bodies += [(found.start(2), found.end(2), found.group(1)) for found in _FENCED.finditer(text)]

    def of(kind: str) -> tuple[range, ...]:
        return tuple(range(start, end) for start, end, name in sorted(bodies) if name == kind)

    return Context(text, modules, of("autosummary"), of("toctree"), default_role, members)


def _modules_set(text: str) -> Iterator[re.Match[str]]:
    """The directives that say which module is the current one: what the pattern finds, tried where its word stands."""
    at = text.find("module")
    while at >= 0:
        found = _MODULE.match(text, text.rfind("\n", 0, at) + 1)
        if found:
            yield found
        end = text.find("\n", at)
        at = text.find("module", end) if end >= 0 else -1


def _members(text: str, shown: Iterable[re.Match[str]]) -> Iterator[range]:
    for directive in _AUTOMODULE.finditer(text):
        for option in _MEMBERS.finditer(text, *directive.span(1)):
            yield range(*option.span(1))
    for each in shown:
        yield from (range(*listed.span()) for listed in _LISTED.finditer(text, *each.span(3)))


def _holds(ranges: tuple[range, ...], place: int) -> bool:
    index = bisect_right(ranges, place, key=lambda one: one.start) - 1
    return index >= 0 and place in ranges[index]
