"""Folders of the tree that have the name of a library, and are not what an import of that name gets.

redis/run.py, no redis/__init__.py, and `from redis import Redis`: that is the library's
"""

from __future__ import annotations

import re

from ..meaning.bindings import Resolver
from ..repo.files import PYTHON


def leave_to_library(resolver: Resolver, name: str) -> None:
    """A folder without an __init__.py of which nobody takes a module is behind the library of its name: `redis/run.py`.

    Python takes it for a package only where there is no other (PEP 420).
    """
    project, folder = resolver.project, resolver.project.modules.find(name)
    if folder is None or folder.files:
        return
    inside = {stem[len(folder.stem) + 1 :].partition("/")[0] for stem in project.modules.by_stem.below(folder.stem)}
    spelled = name.encode()
    taken = re.compile(rb"(?m)\b%b\.(\w+)|^[ \t]*from[ \t]+%b[ \t]+import\b([^\r\n]*)" % (spelled, spelled))
    for path in project.files.mentioning((name,)):
        found = taken.finditer(project.files.read(path)) if path.endswith(PYTHON) else ()
        words = {word for each in found for word in re.findall(r"\w+", (each[1] or each[2]).decode(errors="replace"))}
        if not inside.isdisjoint(words):
            return
    project.modules.foreign.add(name)
