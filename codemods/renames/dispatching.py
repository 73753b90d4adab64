"""Files that put names together which begin or end as the symbol's, though they do not spell it.

getattr(handlers, f"make_{kind}")          # make_old
getattr(handlers, kind.title() + "Handler")          # OldHandler
getattr(settings, option.upper())          # OLD_OPTION

And those that ask its module, or a package above it that hands it on, for a name that is no fixed text.

getattr(models, arch)          # from app import models, with `from .old import old` in app/models/__init__.py
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import field

from ..codemod import Diagnostic
from ..derived.lookups import VERBS
from ..meaning import candidates
from ..meaning.parsing import DEFINITIONS
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..records import dataclass
from ..repo.files import RepoPath, folders_around
from .references import References
from .slots import Slots

# The search costs as much as that for the name: so there is one, for names that are known to be put together.
_FIRST = VERBS | frozenset(
    {"action", "build", "check", "cmd", "command", "create", "make", "op", "run", "step", "task", "validate"}
)
_LAST = frozenset(
    {"Handler", "Command", "Serializer", "Plugin", "Backend", "Strategy", "Provider", "Adapter", "Driver", "Exporter",
     "Importer", "Loader", "Processor", "Parser", "Renderer", "Action", "Task", "Step"}
)  # fmt: skip
# Modules, beside packages, out of which code takes things by a name that it is told.
_MODULES = frozenset(
    {"actions", "algorithms", "callbacks", "commands", "config", "constants", "datasets", "filters", "forms",
     "handlers", "layers", "losses", "metrics", "models", "modules", "networks", "operators", "optimizers", "plugins",
     "processors", "schedulers", "schemas", "serializers", "settings", "strategies", "tasks", "transforms",
     "validators", "views"}
)  # fmt: skip
_OPEN = r"(?!\s*[\"']\w*[\"']\s*[,)\]])"  # and no name in quotes


@dataclass
class LookupsElsewhere:
    """The search for such files. It costs as much as that for the name, so it goes on beside other work.

    There is none for a symbol of a library, and where only edits are asked for.
    """

    slots: Slots
    _made: re.Pattern[bytes] = field(init=False)
    _found: Callable[[], frozenset[RepoPath]] | None = None

    def __post_init__(self) -> None:
        project = self.slots.project
        is_worth_it = isinstance(self.slots.symbol, Definition) and project.among is None
        spelled, pattern = _parts(project, self.slots) if is_worth_it else ([], "")
        asked = _asked(project, self.slots) if is_worth_it else []
        patterns = [pattern, *(re.escape(each) + _OPEN for each in asked)]
        self._made = re.compile("|".join(filter(None, patterns)).encode())
        self._found = project.files.in_python([*spelled, *asked]) if spelled or asked else None

    def told(self, references: References, known: Collection[RepoPath]) -> Iterator[Diagnostic]:
        """A remark on each lookup in files but the `known` ones that may find the symbol."""
        project, found = self.slots.project, self._found() if self._found else ()
        others = (path for path in sorted(found) if path.endswith(".py") and path not in known)
        making = [path for path in others if self._made.search(project.read(path)) and project.is_readable(path)]
        left = candidates.not_edited(project, making) if making else {}
        for path in making:
            if path not in left:
                yield from references.of_file(path)[1]


def _parts(project: Project, slots: Slots) -> tuple[list[str], str]:
    """What such names are made with, and how that stands; of names of one word, only of variables in capitals."""
    name = slots.old
    first, last = name.partition("_")[0], re.sub(r"\A.*(?=[A-Z])", "", name)
    if first in _FIRST and first != name:
        return [f"{quote}{first}_" for quote in "\"'"], rf"[\"']{first}_(?:\{{|%s|[\"']\s*[+%.])"
    if last in _LAST and last != name:
        spelled = [f"{before}{last}{quote}" for before in ("}", "%s", '"', "'") for quote in "\"'"]
        return spelled, rf"(?:\}}|%s|\+\s*[fF]?[\"']){last}[\"']"
    if name.isupper() and _is_variable(project, slots):
        return [".upper()"], r"\b(?:get|set|has)attr\([^\n]*\.upper\(\)"
    return [], ""


def _asked(project: Project, slots: Slots) -> list[str]:
    """How lookups begin in packages that give the symbol, and in its module if it is called as those that are asked.

    They go by a word of its path.
    """
    stem = slots.symbol.stem if isinstance(slots.symbol, Definition) else ""
    modules = [each for each in map(project.modules.by_stem.get, (stem, *folders_around(stem))) if each is not None]
    named = {each.stem.rpartition("/")[2]: each for each in reversed(modules)}
    asked = [word for word, each in named.items() if word.isidentifier() and (each.package or word in _MODULES)]
    giving = [word for word in asked if slots.symbol in slots.resolver.member(named[word], slots.old)]
    return [lookup % word for word in giving for lookup in ("attr(%s,", "%s.__dict__")]


def _is_variable(project: Project, slots: Slots) -> bool:
    stem = slots.symbol.stem if isinstance(slots.symbol, Definition) else ""
    bound = (each for path in project.modules.files(stem) for each in project.bindings(path, slots.old))
    return any(each.parent.type not in DEFINITIONS for each in bound)
