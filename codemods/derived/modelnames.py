"""What Django makes of the name of a model, in small letters, for others to ask by. Listed, not edited.

author.oldname_set    filter(oldname__title="x")    "app.change_oldname"    "admin:app_oldname_add"    "app.oldname"
ContentType.objects.get(app_label="app", model="oldname")    apps.get_model("app", "oldname")
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..codemod import Diagnostic
from ..meaning import candidates
from ..meaning.project import Project
from ..names import LETTERS
from ..repo.files import RepoPath
from .derivednames import HELP
from .keyuses import MOST_FILES, Use, place_of, worth_telling

_SHORTEST = 3  # letters of a name
_LONGEST = 200  # bytes of a name
_PERMISSIONS = ("add_", "change_", "delete_", "view_")
_PAGES = ("_changelist", "_add", "_change", "_delete", "_history", "_autocomplete")
_ROUTES = ("-list", "-detail")  # of Django REST framework
_VIEWS = ("list", "detail", "form", "confirm_delete", r"archive\w*")


def named_after(project: Project, model: str, where: str) -> Iterator[Diagnostic]:
    """A word on each name that Django makes of `model`, a class at the place `where`; one on very many files together.

    Those are the accessor of what refers to it, lookups through it, its permissions, its pages in the admin, the
    templates of its views, and its label, which fixtures go by.
    """
    key, why = model.lower(), f"Django makes such names of models ({where})"
    label = _label(where, key)
    called = re.compile(rf"(?:.*/)?{re.escape(key)}_(?:{'|'.join(_VIEWS)})\.\w+")
    for path in filter(called.fullmatch, project.kinds):
        yield Diagnostic("info", "derived", f"the file may be called after {model}: {why}", HELP, path)
    made = [f"{key}_set", f"{key}__", *(f"{each}{key}" for each in _PERMISSIONS), *(f"_{key}{each}" for each in _PAGES)]
    made += [f"{key}{each}" for each in _ROUTES]
    files = (
        candidates.mentioning(project, filter(None, (*made, label, *_questions(label))))
        if len(key) >= _SHORTEST
        else []
    )
    if len(files) > MOST_FILES:
        message = f"{len(files):,} files hold what may be derived from {model}, for {why}"
        yield Diagnostic("info", "derived", message, HELP)
        return
    left = candidates.not_edited(project, files)
    found: dict[str, list[Use]] = {}
    for path in files:
        raw = project.read(path) if path not in left else b""
        names = (*_names(raw, key.encode()), *(_labels(raw, path, label) if label else ())) if b"\0" not in raw else ()
        for start, name in names:
            found.setdefault(name, []).append(place_of(raw, path, start, name))
    for name, places in found.items():
        shown, rest = worth_telling(places)
        message = f"{name!r} may be derived from {model}, for {why}{rest}"
        for use in shown:
            yield Diagnostic("info", "derived", message, HELP, use.path, use.line, use.column)


def _label(where: str, key: str) -> str:
    """What Django calls the model that stands there, in an app that says no other name; "" for one in no folder."""
    folders = where.split("/")[:-1]
    while folders[-1:] == ["models"]:
        folders.pop()
    return f"{folders[-1]}.{key}" if folders else ""


def _questions(label: str) -> list[str]:
    """How Django's own tables are asked for the model of that label, up to its name and the quote behind it."""
    app, _, key = label.partition(".")
    asked = ("model={0}{2}{0}", "{0}{1}{0}, {0}{2}{0}") if label else ()
    return [each.format(quote, app, key) for each in asked for quote in "\"'"]


def _labels(raw: bytes, path: RepoPath, label: str) -> Iterator[tuple[int, str]]:
    """The places of the label: a string, or what a fixture in YAML or XML says."""
    said = re.escape(label).encode()
    bare = rb"|(?<=[\s>])%b(?=[\s<])" % said if path.endswith((".yaml", ".yml", ".xml")) else b""
    for found in re.finditer(rb"(?<=[\"'])%b(?=[\"'])%b" % (said, bare), raw):
        yield found.start(), label
    for question in _questions(label):
        for found in re.finditer(re.escape(question.encode()), raw):
            yield found.end() - len(label.partition(".")[2]) - 1, label.partition(".")[2]


def _names(raw: bytes, key: bytes) -> Iterator[tuple[int, str]]:
    """The names made of the key in a text, each with where it begins."""
    for each in re.finditer(re.escape(key), raw):
        before, after = raw[max(0, each.start() - _LONGEST) : each.start()], raw[each.end() : each.end() + _LONGEST]
        outside, behind = before.rstrip(LETTERS), after.lstrip(LETTERS)
        lead, rest = before[len(outside) :].decode(), after[: len(after) - len(behind)].decode()
        in_string, called = outside.endswith((b'"', b"'", b".", b":")), behind.startswith(b"(")
        end, at = rest.partition("__")[0], each.start()
        route = next((each for each in _ROUTES if behind.startswith((each.encode() + b"'", each.encode() + b'"'))), "")
        if end in ("", "_set") and rest and (not lead or lead.endswith("__")):
            yield at, f"{key.decode()}{end or '__'}"
        elif in_string and not called and (lead in _PERMISSIONS if not rest else lead.endswith("_") and rest in _PAGES):
            yield at - len(lead), f"{lead}{key.decode()}{rest}"
        elif in_string and route and not lead and not rest:
            yield at, f"{key.decode()}{route}"
