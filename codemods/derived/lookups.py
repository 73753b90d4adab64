"""Code that puts a name together to look something up by it: the beginning that is written, the rest a class's name.

getattr(self, f"visit_{type(node).__name__}")
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from ..meaning.project import Project
from ..records import dataclass
from ..repo.files import RepoPath

VERBS = frozenset(
    {"on", "visit", "depart", "leave", "enter", "exit", "handle", "do", "process", "render", "parse", "convert",
     "serialize", "dump", "load", "emit", "compile", "print", "gen", "eval"}
)  # fmt: skip
_ACCESSORS = frozenset({"", "get", "set", "is", "has"})  # what many functions begin with
_NAME = b".__name__"
_MOST_PREFIXES = 50
_ABOVE, _BELOW = 300, 200  # bytes in which the name of a class is taken that is put behind the beginning


@dataclass(frozen=True, slots=True)
class Lookup:
    """A place that puts a name together. `takes_name`: the name of a class is taken there (2), near it (1), or not.

    All names that it makes have the `end`.
    """

    path: RepoPath
    line: int
    takes_name: Literal[0, 1, 2]
    end: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def lookups(project: Project, *several: Collection[str]) -> Mapping[str, Sequence[Lookup]]:
    """For each of the prefixes that something is put behind the places that do, those that take a class's name first.

    Of several in one file that make names of one end the first of these.
    """
    # Very many come of a word that is common, and no class's name.
    prefixes = {prefix for each in several if len(each) <= _MOST_PREFIXES for prefix in each}
    if not prefixes:
        return {}
    either = b"|".join(re.escape(prefix.encode()) for prefix in sorted(prefixes))
    pattern = re.compile(rb"[\"'](" + either + rb")(?:\{(?:[^{}\"'\n]*\}(\w+)[\"'])?|%s|[\"']\s*(?:\+|%|\.))")
    found: dict[str, dict[tuple[RepoPath, str], Lookup]] = {}
    for path in sorted(project.files.mentioning([quote + prefix for prefix in prefixes for quote in "\"'"])):
        content = project.files.read(path) if path.endswith(".py") else b""
        for match in pattern.finditer(content):
            line = content.count(b"\n", 0, match.start()) + 1
            end, known = (match[2] or b"").decode(), found.setdefault(match[1].decode(), {})
            each = Lookup(path, line, _takes_name(content, match), end)
            if (path, end) not in known or known[path, end].takes_name < each.takes_name:
                known[path, end] = each
    return {prefix: sorted(known.values(), key=lambda each: -each.takes_name) for prefix, known in found.items()}


def is_verb(prefix: str) -> bool:
    """Is it a word, as `visit_`, that names of methods begin with which are looked up?"""
    return prefix.strip("_") in VERBS


def may_be_asked_for(prefix: str, code: bytes) -> bool:
    """May a name in the code be looked up by this beginning? Not where no other has it: check_user beside check_x."""
    several = prefix.strip("_") not in _ACCESSORS and code.count(f"def {prefix}".encode()) > 1
    return is_verb(prefix) or several


def nearest(places: Sequence[Lookup], path: RepoPath) -> Lookup | None:
    """The place in that file, else the first; None when there is none."""
    return next((each for each in places if each.path == path), places[0] if places else None)


def _takes_name(content: bytes, match: re.Match[bytes]) -> Literal[0, 1, 2]:
    if _NAME in content[match.start() : content.find(b"\n", match.end())]:
        return 2
    return 1 if _NAME in content[max(0, match.start() - _ABOVE) : match.end() + _BELOW] else 0
