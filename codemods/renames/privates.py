"""The names with two leading underscores in a class, which Python spells with the name of the class: `_Old__x`.

class Old:                              class New(Old):
    def __init__(self):                     def __init__(self):
        self.__x = 1                            self.__x = 2        # another one, until Old is called New, too
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..codemod import Diagnostic
from ..derived.keysigns import has_bases
from ..meaning import candidates
from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.scopes import Occurrence
from ..regexes import regex
from ..repo.files import RepoPath

_PRIVATE = regex(rb"(?<![0-9A-Za-z_])__[A-Za-z0-9]\w*")


def private_names(project: Project, home: Collection[RepoPath], name: str) -> tuple[str, ...]:
    """Those in the body of the class `name`, which the files `home` define; none when it is no class."""
    found: set[str] = set()
    for path in home:
        for binding in project.bindings(path, name):
            found |= _of_class(project.parsed(path), binding)
    return tuple(sorted(found))


def shared_privates(project: Project, private: Collection[str], new: str) -> Iterator[Diagnostic]:
    """A word on each class called `new` that inherits and has one of these names itself: they may become one."""
    for path, names in candidates.naming(project, new, f"class {new}".encode()) if private else ():
        parsed = names.parsed
        for each in names.occurrences:
            both = sorted(_of_class(parsed, each).intersection(private)) if each.role == "bind" else []
            if both and has_bases(each):
                message = f"where this {new} inherits from the symbol, both have one _{new.lstrip('_')}{both[0]}"
                place = parsed.source.place(each.start)
                yield Diagnostic("warning", "left-alone", message, "choose another name for one of them", path, *place)


def _of_class(parsed: Parsed, binding: Occurrence) -> set[str]:
    owner = binding.parent
    found = _PRIVATE.findall(parsed.text(owner)) if owner.type == "class_definition" else []
    return {name.decode() for name in found if not name.endswith(b"__")}
