"""Files that are never edited: other people's code, and code that a program wrote.

    why_not_edited("app/_vendor/six.py", b"") == "vendored: it is below app/_vendor"
    why_not_edited("app/api_pb2.py", b"...") == "generated: the protocol buffer compiler writes *_pb2.py"

The folders are those of GitHub's linguist (vendor.yml), without the ones that hold people's own code as often as not.
The marks are those that linguist (generated.rb) looks for and the one that Go's tools agreed on ("Code generated …
DO NOT EDIT.", golang.org/s/generatedcode): they count where a person opening the file reads them first, in the
comments and the docstring above the code, and within 40 lines. The same words in a string, in a comment further down
or in prose are no mark. What a scaffold wrote once for people to go on with is theirs: Django's migrations and
settings, Alembic's, cookiecutter's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from .files import RepoPath

_FOLDERS = {
    **dict.fromkeys(
        ("vendor", "vendored", "_vendor", "_vendored", "third_party", "third-party", "thirdparty", "3rdparty",
         "extern", "external", "_extern", "_external", "node_modules", "bower_components"),
        "vendored",
    ),
    **dict.fromkeys(("site-packages", "dist-packages", "__pypackages__", ".venv", ".tox", ".nox"), "installed"),
    **dict.fromkeys((".ipynb_checkpoints", "__pycache__", ".eggs"), "generated"),
}  # fmt: skip
_NAMES = (
    (re.compile(r".*_pb2(?:_grpc)?\.pyi?\Z"), "the protocol buffer compiler writes *_pb2.py"),
    (re.compile(r"(?:parsetab|lextab)\.py\Z"), "PLY writes parsetab.py and lextab.py"),
)
_HEADER_LINES = 40
_COMMENT = re.compile(r"[ \t]*(?:#+!?|//+|;+|<!--|/\*+|\*+|\.\. )[ \t]*(.*)")
_DOCSTRING = re.compile(r"[rRuU]?(\"\"\"|'''|\"|')(.*)")
_AT_GENERATED = re.compile(r"(?<![\w.])@generated\b")
_BY_A_PROGRAM = re.compile(
    r"(?:(?:this|the)\s)?(?:(?:file|module|code|class|script|document|form(?: implementation)?)\s)?"
    r"(?:(?:is|was|has been)\s)?(?:(?:auto(?:matically)?|machine)[\s-]?)?generated(?:\s(?:code|file|automatically))*"
    r"(?:\s(?:by|from|with|using|on)\b|[.!])",
    re.IGNORECASE,
)
_HANDS_OFF = re.compile(r"\bDO NOT (?:EDIT|MODIFY|CHANGE)\b|\b[Aa]ll changes made in this file will be lost\b")
_HANDS_OFF_ANY_CASE = re.compile(r"\s*(?:do not|don'?t) (?:edit|modify|change)\b", re.IGNORECASE)
_SCAFFOLD = re.compile(
    r"\b(?:django|django-admin|alembic|south|cookiecutter|copier|pyscaffold|startproject|startapp|templates?|chatgpt|"
    r"copilot|claude|cursor|gemini)\b",
    re.IGNORECASE,
)


def environments(paths: Iterable[RepoPath]) -> frozenset[RepoPath]:
    """The folders that are virtual environments (PEP 405): those that hold a pyvenv.cfg."""
    return frozenset(path.rpartition("/")[0] for path in paths if path.endswith("/pyvenv.cfg"))


def why_not_edited(path: RepoPath, head: bytes, environments: Collection[RepoPath] = ()) -> str:
    """The reason that a file is never edited, or "". `head` is its beginning: 4 KB are more than enough.

    `environments` are the folders of virtual environments, whatever their name is.
    """
    folders = path.split("/")[:-1]
    for depth, folder in enumerate(folders, 1):
        here = "/".join(folders[:depth])
        if here in environments:
            return f"installed: {here} is a virtual environment"
        if kind := _FOLDERS.get(folder.lower()):
            return f"{kind}: it is below {here}"
    name = path.rpartition("/")[2]
    for pattern, who in _NAMES:
        if pattern.match(name):
            return f"generated: {who}"
    mark = _mark(head)
    return f"generated: it says {mark!r}" if mark else ""


def _mark(head: bytes) -> str:
    """The line that says that a program wrote the file, or ""."""
    comments, docstring = _header(head)
    for line in comments:
        if _HANDS_OFF.search(line) or (_BY_A_PROGRAM.match(line) and not _SCAFFOLD.search(line)):
            return line.strip()
    # A docstring may speak of what the module generates: only both statements together are a mark.
    said = next((line for line in docstring if _BY_A_PROGRAM.match(line)), "")
    if said and any(_HANDS_OFF_ANY_CASE.match(part) for line in docstring for part in line.split(".")):
        return said
    return next((line.strip() for line in (*comments, *docstring) if _AT_GENERATED.search(line)), "")


def _header(head: bytes) -> tuple[list[str], list[str]]:
    """The comments above the first line of code, and the lines of the docstring there."""
    comments: list[str] = []
    docstring: list[str] = []
    closing = ""
    for line in head.decode("utf-8-sig", errors="replace").splitlines()[:_HEADER_LINES]:
        if closing:
            text, closed, _ = line.partition(closing)
            docstring.append(text.strip())
            closing = "" if closed else closing
        elif comment := _COMMENT.match(line):
            comments.append(comment.group(1))
        elif (opening := _DOCSTRING.match(line)) and not docstring:
            text, closed, _ = opening.group(2).partition(opening.group(1))
            docstring.append(text.strip())
            closing = "" if closed else opening.group(1)
        elif line.strip():
            break
    return comments, docstring
