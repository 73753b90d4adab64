"""Files that are never edited: other people's code, code that a program wrote, and recipes.

    why_not_edited("app/_vendor/six.py", b"") == "vendored: it is below app/_vendor"
    why_not_edited("app/api_pb2.py", b"...") == "generated: the protocol buffer compiler writes *_pb2.py"

The folders are those of GitHub's linguist (vendor.yml), without the ones that hold people's own code as often as not.
What a program wrote says so at its head: see generated.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..regexes import regex
from ..repo.files import RepoPath

_FOLDERS = {
    **dict.fromkeys(
        ("vendor", "vendored", "_vendor", "_vendored", "third_party", "third-party", "thirdparty", "3rdparty",
         "extern", "_extern", "_external", "node_modules", "bower_components"),
        "vendored",
    ),
    **dict.fromkeys(("site-packages", "dist-packages", "__pypackages__", ".venv", ".tox", ".nox"), "installed"),
    **dict.fromkeys((".ipynb_checkpoints", "__pycache__", ".eggs"), "generated"),
}  # fmt: skip
_NAMES = (
    (("_pb2.py", "_pb2_grpc.py", "_pb2.pyi", "_pb2_grpc.pyi"), "the protocol buffer compiler writes *_pb2.py"),
    (("/parsetab.py", "/lextab.py"), "PLY writes parsetab.py and lextab.py"),
)
_RECIPE = regex(rb"(?m)^canonize[ \t]*:[ \t]*[\"']?recipe/")
# Words of which every mark holds one, in small letters.
_HINTS = (b"generated", b"do not", b"changes made")


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
    for endings, who in _NAMES:
        if f"/{path}".endswith(endings):
            return f"generated: {who}"
    if b"canonize" in head and path.endswith((".yaml", ".yml")) and _RECIPE.search(head):
        return "it is a recipe of canonize"  # which would undo itself
    if any(hint in head.lower() for hint in _HINTS):
        from .generated import mark

        if said := mark(head):
            return f"generated: it says {said!r}"
    return ""
