"""What Django makes of the name of a model, in small letters, for others to ask by. Listed, not edited.

author.oldname_set        filter(oldname__title="x")        "app.change_oldname"        "admin:app_oldname_add"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..codemod import Diagnostic
from ..meaning import candidates
from ..meaning.project import Project
from ..names import LETTERS
from .derivednames import HELP
from .keyuses import MOST_FILES, Use, place_of, worth_telling

_SHORTEST = 3  # letters of a name
_LONGEST = 200  # bytes of a name
_PERMISSIONS = ("add_", "change_", "delete_", "view_")
_PAGES = ("_changelist", "_add", "_change", "_delete", "_history", "_autocomplete")
_VIEWS = ("list", "detail", "form", "confirm_delete", r"archive\w*")


def named_after(project: Project, model: str, where: str) -> Iterator[Diagnostic]:
    """A word on each name that Django makes of `model`, a class at the place `where`; one on very many files together.

    That are the accessor of what refers to it, lookups through it, its permissions, its pages in the admin and the
    templates of its views.
    """
    key, why = model.lower(), f"Django makes such names of models ({where})"
    called = re.compile(rf"(?:.*/)?{re.escape(key)}_(?:{'|'.join(_VIEWS)})\.\w+")
    for path in filter(called.fullmatch, project.kinds):
        yield Diagnostic("info", "derived", f"the file may be called after {model}: {why}", HELP, path)
    made = [f"{key}_set", f"{key}__", *(f"{each}{key}" for each in _PERMISSIONS), *(f"_{key}{each}" for each in _PAGES)]
    files = candidates.mentioning(project, made) if len(key) >= _SHORTEST else []
    if len(files) > MOST_FILES:
        message = f"{len(files):,} files hold what may be derived from {model}, for {why}"
        yield Diagnostic("info", "derived", message, HELP)
        return
    left = candidates.not_edited(project, files)
    found: dict[str, list[Use]] = {}
    for path in files:
        raw = project.read(path) if path not in left else b""
        for start, name in _names(raw, key.encode()) if b"\0" not in raw else ():
            found.setdefault(name, []).append(place_of(raw, path, start, name))
    for name, places in found.items():
        shown, rest = worth_telling(places)
        message = f"{name!r} may be derived from {model}, for {why}{rest}"
        for use in shown:
            yield Diagnostic("info", "derived", message, HELP, use.path, use.line, use.column)


def _names(raw: bytes, key: bytes) -> Iterator[tuple[int, str]]:
    """The names made of the key in a text, each with where it begins."""
    for each in re.finditer(re.escape(key), raw):
        before, after = raw[max(0, each.start() - _LONGEST) : each.start()], raw[each.end() : each.end() + _LONGEST]
        outside, behind = before.rstrip(LETTERS), after.lstrip(LETTERS)
        lead, rest = before[len(outside) :].decode(), after[: len(after) - len(behind)].decode()
        in_string, called = outside.endswith((b'"', b"'", b".", b":")), behind.startswith(b"(")
        end, at = rest.partition("__")[0], each.start()
        if end in ("", "_set") and rest and (not lead or lead.endswith("__")):
            yield at, f"{key.decode()}{end or '__'}"
        elif in_string and not called and (lead in _PERMISSIONS if not rest else lead.endswith("_") and rest in _PAGES):
            yield at - len(lead), f"{lead}{key.decode()}{rest}"
