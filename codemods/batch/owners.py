"""Who owns a file, by the repository's CODEOWNERS, as GitHub reads it or, with sections, GitLab.

[Docs] @docs-team
*.md                  owned by @docs-team
/api/*.md @api        owned by @api
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import field
from typing import TYPE_CHECKING

from ..errors import Refused
from ..records import dataclass
from ..repo.files import REGULAR, Files, RepoPath

if TYPE_CHECKING:
    from codeowners import CodeOwners

_PLACES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
_HEADING = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d*\])?(?P<owners>(?:\s+[^\s@]*@\S+)*)\Z")
_PATTERN = re.compile(r"(?P<path>(?:\\.|\S)+)(?P<owners>.*)\Z", re.DOTALL)

Owned = tuple[str, ...]


@dataclass
class _Section:
    """Lines that are judged by themselves: of those that match a file, the last counts. `owners` are the default."""

    owners: str = ""
    lines: list[str] = field(default_factory=list)


def owners(files: Files, paths: Iterable[RepoPath]) -> Mapping[RepoPath, Owned]:
    """Who owns each path: nobody when no line names one, or there is no CODEOWNERS."""
    known = files.kinds()
    file = next((path for path in _PLACES if known.get(path) in REGULAR), None)
    if file is None:
        return dict.fromkeys(paths, ())
    sections = _sections(files.read(file).decode(errors="replace"))
    floating = file.startswith(".gitlab/") or len(sections) > 1
    rules = [_Rules.of(section, floating=floating) for section in sections]
    return {path: tuple(dict.fromkeys(name for each in rules for name in each.owners(path))) for path in paths}


def _sections(text: str) -> list[_Section]:
    """Those of the file, first the lines before any heading; sections of one name, whatever its case, are one."""
    found = {"": _Section()}
    name = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        heading = _HEADING.match(line)
        if heading:
            name = heading["name"].strip().lower()
            section = found.setdefault(name, _Section())
            section.owners = heading["owners"].strip() or section.owners
        elif not line.startswith("#"):
            found[name].lines.append(_with_default(line, found[name].owners))
    return list(found.values())


def _with_default(line: str, default: str) -> str:
    entry = _PATTERN.match(line)
    return f"{line} {default}" if entry is not None and "@" not in entry["owners"] else line


@dataclass(frozen=True)
class _Rules:
    """One section: what its lines give, the last one first, and what they keep out of it."""

    giving: tuple[CodeOwners, ...]
    excluding: tuple[CodeOwners, ...]

    @classmethod
    def of(cls, section: _Section, *, floating: bool) -> _Rules:
        """With `floating`, a path that does not begin with a slash may lie in any folder, as on GitLab."""
        giving = _read((line for line in section.lines if not line.startswith("!")), floating)
        # GitHub knows no lines that keep a file out.
        excluding = _read((line[1:] for line in section.lines if line.startswith("!")), floating) if floating else []
        return cls(tuple(reversed(giving)), tuple(excluding))

    def owners(self, path: RepoPath) -> Owned:
        if any(line.matching_line(path)[1] for line in self.excluding):
            return ()
        found = next((line for line in self.giving if line.matching_line(path)[1]), None)
        return tuple(name for _, name in found.of(path)) if found is not None else ()


def _read(lines: Iterable[str], floating: bool) -> list[CodeOwners]:
    """Each line by itself; without those that are none."""
    try:
        from codeowners import CodeOwners
    except ImportError:
        raise Refused("the package codeowners is not installed", "pip install 'canonize[batch]'") from None
    found = []
    for line in lines:
        within = floating and not line.startswith(("/", "*")) and "/" in line.partition(" ")[0].rstrip("/")
        with suppress(ValueError, re.error):  # a pattern that is none
            found.append(CodeOwners(f"**/{line}" if within else line))
    return found
