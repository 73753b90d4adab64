"""Templates of Jinja and Django, Kivy, GTK, GraphQL, Gin, style sheets, snapshots: where one names a function or class.

    {{ url_for("app.old") }}   {% url "old" %}   {{ price|old }}   {% old price %}   {{ old(price) }}   <Old>:
    {{ row.Old.title }}

What a template calls so is bound in code that hands it over under a name of its own: listed, never edited.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ..regexes import regex
from ..repo.files import RepoPath
from ..source import line_starts

_SUFFIXES = (".html", ".htm", ".djhtml", ".jinja", ".jinja2", ".j2", ".tmpl", ".tpl", ".txt", ".xml")
_OPENED, _CLOSED = regex(rb"\{[{%]"), regex(rb"[%}]\}")
_LONGEST = 2000  # bytes of a tag
# What the template itself calls so: a macro, a variable, what it imports from another template.
_OWN = rb"\{%%[-+]?\s*(?:macro|set|for)\s+%b\b|\bimport\s(?:[\w\s,]{0,500}[\s,])?%b\b|\bas\s+%b\b"
_USE = (
    rb"\A%%[-+]?\s*(%b)\b(?!\s*[.=])"
    rb"|\|\s*(%b)\b"
    rb"|(?<![\w.])(%b)\("
    rb"|[\"'](?:[\w-]*[.:])*(%b)[\"']"
)
_PART = rb"|\.(%b)\b(?!\()"  # {{ row.Old.title }}, {{ config.OLD }}
# What is called after classes and functions in whole: types of GraphQL, what Gin configures, what tests compare with,
# the widgets that a style sheet of Qt or Textual selects.
_NAMED = {
    ".graphql": "schema", ".graphqls": "schema", ".gql": "schema", ".gin": "configuration",
    ".ambr": "snapshot", ".snap": "snapshot", ".pysnap": "snapshot", ".qss": "style sheet", ".tcss": "style sheet",
}  # fmt: skip
_INTERFACES = (".ui", ".glade", ".blp")
_MADE = rb"\bclass=[\"']%b[\"']|(?<![\w$])\$%b(?!\w)"  # <template class="Old">, template $Old : Gtk.Window
_RULE = rb"[ \t]*(?:<[^>]*(?<![\w.])|)%b(?![\w.])"  # before the last colon of a line


def is_filled_in(path: RepoPath) -> bool:
    """Is the file a template by its path, whatever its name ends in: "{{cookiecutter.name}}/conf.py"?"""
    return "{{" in path


def called(path: RepoPath) -> str:
    """What such a file is called in a remark."""
    return _NAMED.get(path[path.rfind(".") :], "template")


def names_in_template(path: RepoPath, raw: bytes, word: str) -> Iterator[int]:
    """The lines of a template on which the word is a tag, a filter, what is called, a name in quotes, or, as a class or
    constant, an attribute.

    None of what is no template by its name, and of one that binds the name itself.
    """
    if path.endswith(".kv"):
        rule = re.compile(_RULE % word.encode())
        yield from (at for at, line in enumerate(raw.split(b"\n"), 1) if rule.match(line, 0, max(0, line.rfind(b":"))))
    if path.endswith(_INTERFACES):
        made, starts = re.compile(_MADE % ((re.escape(word.encode()),) * 2)), line_starts(raw)
        yield from dict.fromkeys(bisect_right(starts, found.start()) for found in made.finditer(raw))
    if path.endswith((*_NAMED,)):
        before = rb"[^\n]*?" if called(path) == "style sheet" else rb"[^#\n]*?"  # else it is a comment
        whole = re.compile(before + rb"(?<!\w)%b(?!\w)" % re.escape(word.encode()))
        yield from (at for at, line in enumerate(raw.split(b"\n"), 1) if whole.match(line))
    if not path.endswith(_SUFFIXES) or (b"{%" not in raw and b"{{" not in raw):
        return
    name = re.escape(word.encode())
    if re.search(_OWN % (name, name, name), raw):
        return
    parts = _PART % name if word[0].isupper() else b""
    use, starts = re.compile(_USE % (name, name, name, name) + parts), line_starts(raw)
    places = (
        tag.start + found.start(found.lastindex or 0)
        for tag in _tags(raw) if word.encode() in raw[tag.start : tag.stop]
        for found in use.finditer(raw[tag.start : tag.stop])
    )  # fmt: skip
    yield from dict.fromkeys(bisect_right(starts, at) for at in places)


def _tags(raw: bytes) -> Iterator[range]:
    """What stands between `{` and `}`: `{ price|old }`, `% old price %`, without the last sign. Long ones are none."""
    at = 0
    while (opened := _OPENED.search(raw, at)) and (closed := _CLOSED.search(raw, opened.end() + 1)):
        if closed.start() <= opened.end() + _LONGEST:
            yield range(opened.start() + 1, closed.start())
            at = closed.end()
        else:
            at = max(opened.start() + 1, closed.start() - _LONGEST - 2)
