"""Modules that are not found where they are imported, though a file has their path: a source root is not known.

# app/sub/util.py, and a test that puts app on sys.path: from sub.util import Old
# setuptools/_distutils/util.py, which is put in sys.modules without the underscore: from distutils.util import Old
# sys.modules[__name__ + ".old"] = m, in app/__init__.py: from app.old import Old
# interfaces.py and __init__.py at the top of a tree that is the package pylint: from pylint.interfaces import Old
# sub/util.py in a tree, or a folder, that is put into a package as a whole: from company.plugins.sub.util import Old
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from ..meaning.candidates import mentioning
from ..meaning.project import Project
from ..meaning.stems import TOP
from ..meaning.targets import Definition, External, Target
from ..names import shared, upwards
from ..records import dataclass
from ..repo.files import RepoPath
from .slots import Slots

_PUT = rb"\bsys\.modules(?:\[([^\]\n]+)\]\s*=(?!=)([^\n]*)|\.(?:setdefault|__setitem__)\(([^,\n]+),([^\n]*))"
_NO_MODULE = rb"Mock|\bNone\b|ModuleType\("
_PIECE = r"""[fFrR]?(?P<quote>["'])(?P<text>[^"']*)(?P=quote)|(?P<name>[^\W\d][\w.()\[\]]*)"""
_SHORTEST = 3  # letters of a path, of which nothing else is known


@dataclass(frozen=True, slots=True)
class Unrooted:
    """The module `dotted`, outside of the project as far as is known, and the file below `root` that it may be.

    `root` is None when the path of the file differs in its underscores, or the file puts a module in its place in
    `sys.modules`, in the line `put`.
    """

    dotted: str
    file: RepoPath
    root: str | None
    put: int = 0

    def told(self) -> tuple[str, str]:
        """Why the place is left alone, and what to do."""
        if self.put:
            where = f"{self.file}:{self.put} puts one in sys.modules"
            return f"{self.dotted} may be a module that has it: {where}", "check it by hand"
        if self.root is None:
            return f"{self.dotted} may be {self.file} by another name", "check it by hand"
        help = f"if it is, say so: --source-root {self.root}"
        if self.dotted.partition(".")[0] in sys.stdlib_module_names:
            return f"{self.dotted} is of the standard library, or it is {self.file}", help
        return f"no module {self.dotted} is found from here, but {self.file} may be it", help


def unrooted(slots: Slots, path: RepoPath, targets: Iterable[Target | None]) -> Unrooted | None:
    """The first of the targets that may be the module of the symbol, or a package around it that hands it on.

    None when there is no such one. A module of the standard library is one where underscores tell the file from it, and
    to the files in or below the folder, no package, that it has in its place: they may be started there.
    """
    symbol = slots.symbol
    if not isinstance(symbol, Definition):
        return None
    for target in targets:
        if isinstance(target, External):
            found = _at_the_end(slots, path, symbol.stem, target.dotted) or _put(slots, target.dotted)
            if found is not None:
                return found
    return None


def _put(slots: Slots, dotted: str) -> Unrooted | None:
    """The first place that puts something in `sys.modules` under that path, or under one made of a part of it."""
    if slots.put is None:
        slots.put = tuple(_places(slots.project))
    return next((Unrooted(dotted, path, None, line) for path, line, key in slots.put if key.fullmatch(dotted)), None)


def _places(project: Project) -> Iterator[tuple[RepoPath, int, re.Pattern[str]]]:
    for path in mentioning(project, ("sys.modules",)):
        raw = project.files.read(path) if path.endswith(".py") else b""
        for found in re.finditer(_PUT, raw):
            key, value = (found[1] or found[3]).decode(errors="replace"), found[2] or found[4]
            pattern = _pattern(project, path, key)
            if pattern and not re.search(_NO_MODULE, value):
                yield path, raw.count(b"\n", 0, found.start()) + 1, re.compile(pattern)


def _pattern(project: Project, path: RepoPath, key: str) -> str:
    """What the paths look like that the expression is; "" when nothing of them is known."""
    own = "|".join(map(re.escape, project.modules.names(project.modules.of_file(path))))
    if key.strip() == "__name__":
        return ""
    made, known = "", 0
    for part in re.finditer(_PIECE, key):
        if part["text"] is not None:
            for text in re.split(r"(%s|\{[^}]*\})", part["text"]):
                is_open = text == "%s" or text.startswith("{")
                made += f"(?:{own or '.+'})" if text == "{__name__}" else ".+" if is_open else re.escape(text)
                known += 0 if is_open else len(text.strip("."))
        elif "%s" not in key and ".format(" not in key:
            made += f"(?:{own or '.+'})" if part["name"] == "__name__" else ".+"
    return made if known >= _SHORTEST else ""


def _at_the_end(slots: Slots, path: RepoPath, stem: str, dotted: str) -> Unrooted | None:
    parts, known = dotted.split("."), slots.project.modules.by_stem
    bare, is_ours = [part.lstrip("_") for part in parts], parts[0] not in sys.stdlib_module_names
    for each in (*upwards(stem), TOP):
        folders = each.split("/") if each != TOP else []
        end, root = folders[-len(parts) :], "/".join(folders[: -len(parts)])
        is_near = is_ours or (path.startswith(f"{root}/") and root not in known)
        is_same = bool(root) and end == parts and is_near
        is_alike = end != parts and len(parts) > 1 and [part.lstrip("_") for part in end] == bare
        depth = len(parts) - len(folders)  # of the packages of which the tree is a part, or the last of them
        is_below = depth > 0 and is_ours and parts[depth:] == folders and (len(folders) > 1 or TOP in known)
        # A folder that is no package itself is put into a package of its name: ansible.module_utils, of a role's.
        tail = shared("/".join(reversed(folders)), "/".join(reversed(parts)), "/")
        is_put = 1 < tail < len(parts) and is_ours and "/".join(folders[: len(folders) - tail + 1]) not in known
        module = known.get(each) if is_alike or is_same or is_below or is_put else None
        is_itself = is_same and module is not None and path in module.files  # app/redis.py takes `redis` from outside
        if module is not None and slots.renamed_in(module) and not is_itself:
            return Unrooted(dotted, module.files[0], root if is_same else None)
    return None
