"""What stands before or behind a path to an object and says what that is for, and so is no part of the path.

ext://app.m.Old                      a value in the configuration of logging (logging.config)
ignore:some message:app.m.Old        the category in a filter of warnings (pytest, -W)
run = app.m:Old [extra]              an entry point
"""

from __future__ import annotations

from ..regexes import regex

_EXTERNAL = "ext://"
_FILTER = r"(?:default|error|ignore|always|all|module|once):(?:[^\s:][^:\n]*)?:"
_IN_LINE = regex(rf"(?:(?<![\w.:/-])|(?<=-W))(?:{_EXTERNAL}|{_FILTER})")
_WHOLE = regex(rf"{_EXTERNAL}|{_FILTER}")
_ENTRY = regex(r"[ \t]*[\w.-]+[ \t]*=[ \t]*([\w.]+:[\w.]+)[ \t]*(?:\[[\w., \t-]*\])?[ \t]*")


def end_of_marker(text: str, start: int, end: int) -> int | None:
    """Where in `text[start:end]` the last marker ends that stands in front of a path; None without one."""
    last = None
    for found in _IN_LINE.finditer(text, start, end):
        last = found.end()
    return last


def marked(text: str) -> tuple[int, int]:
    """Where in the string the path begins and ends that it is but for a marker; all of it when there is none."""
    entry = _ENTRY.fullmatch(text)
    if entry:
        return entry.span(1)
    found = _WHOLE.match(text)
    return (found.end() if found else 0), len(text)


def entry_around(text: str, at: int) -> tuple[int, int] | None:
    """The same for the line around `at`, when it is an entry point as setup() takes them; None when it is not."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    entry = _ENTRY.fullmatch(text, start, end if end >= 0 else len(text))
    return entry.span(1) if entry else None
