"""Files that put names together which begin or end as the symbol's, though they do not spell it.

getattr(handlers, f"make_{kind}")          # make_old
getattr(handlers, kind.title() + "Handler")          # OldHandler
getattr(settings, option.upper())          # OLD_OPTION
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..codemod import Diagnostic
from ..derived.lookups import VERBS
from ..meaning import candidates
from ..meaning.parsing import DEFINITIONS
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..repo.files import RepoPath
from .references import References
from .slots import Slots

# Each search costs as much as that for the name: so of names that are known to be put together, and of no others.
_FIRST = VERBS | frozenset(
    {"action", "build", "check", "cmd", "command", "create", "make", "op", "run", "step", "task", "validate"}
)
_LAST = frozenset(
    {"Handler", "Command", "Serializer", "Plugin", "Backend", "Strategy", "Provider", "Adapter", "Driver", "Exporter",
     "Importer", "Loader", "Processor", "Parser", "Renderer", "Action", "Task", "Step"}
)  # fmt: skip


def lookups_elsewhere(references: References, known: Collection[RepoPath]) -> Iterator[Diagnostic]:
    """The lookups in files but the `known` ones that may find the symbol, where the names they make begin or end so."""
    project = references.slots.project
    found = [path for path in _making(project, references.slots) if path not in known]
    left = candidates.not_edited(project, found) if found else {}
    for path in found:
        if path not in left:
            yield from references.of_file(path)[1]


def _making(project: Project, slots: Slots) -> Iterator[RepoPath]:
    """The Python files that put such names together; of names of one word, only of variables in capitals."""
    name = slots.old
    first, last = name.partition("_")[0], re.sub(r"\A.*(?=[A-Z])", "", name)
    if first in _FIRST and first != name:
        spelled = [f"{quote}{first}_" for quote in "\"'"]
        pattern = rf"[\"']{first}_(?:\{{|%s|[\"']\s*[+%.])"
    elif last in _LAST and last != name:
        spelled = [f"{before}{last}{quote}" for before in ("}", "%s", '"', "'") for quote in "\"'"]
        pattern = rf"(?:\}}|%s|\+\s*[fF]?[\"']){last}[\"']"
    elif name.isupper() and _is_variable(project, slots):
        spelled, pattern = [".upper()"], r"\b(?:get|set|has)attr\([^\n]*\.upper\(\)"
    else:
        return
    made = re.compile(pattern.encode())
    for path in candidates.modules_mentioning(project, spelled):
        if made.search(project.read(path)):
            yield path


def _is_variable(project: Project, slots: Slots) -> bool:
    stem = slots.symbol.stem if isinstance(slots.symbol, Definition) else ""
    bound = (each for path in project.modules.files(stem) for each in project.bindings(path, slots.old))
    return any(each.parent.type not in DEFINITIONS for each in bound)
