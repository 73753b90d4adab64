"""Actions that installed packages add, by the entry point group `canonize.actions`.

# pyproject.toml of the package
[project.entry-points."canonize.actions"]
drop-shims = "house.canonize:DropShimsOptions"

The object is a subclass of `options.Options`: a closed pydantic model whose `codemod()` gives a codemod. A package that
cannot be loaded is told of by the one recipe that wants its action, and harms no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from ..checks import SLUG
from ..codemod import Codemod, Outcome
from ..errors import CanonizeError, Refused, in_a_line
from ..meaning.project import Project
from ..records import dataclass

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from ..options import Options

GROUP = "canonize.actions"
_REPORT = "tell the authors of the package"


@dataclass(frozen=True, slots=True)
class Installed:
    """The actions of installed packages by name, and of those that cannot be had, why."""

    actions: Mapping[str, type[Options]]
    broken: Mapping[str, str]


@cache
def installed(taken: frozenset[str]) -> Installed:
    """What there is; an action that has a name of canonize's own (`taken`), or of two packages, cannot be had."""
    from importlib.metadata import entry_points

    found: dict[str, type[Options]] = {}
    broken: dict[str, str] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        whose = f"{entry.name}, an action of the package {entry.dist.name if entry.dist else '?'}"
        if entry.name in taken or entry.name in found:
            broken[entry.name] = f"{whose}, has the name of another action"
            continue
        loaded = _loaded(entry)
        if isinstance(loaded, str):
            broken[entry.name] = f"{whose}, {loaded}"
        else:
            found[entry.name] = loaded
    return Installed(found, {name: why for name, why in broken.items() if name not in taken})


def _loaded(entry: EntryPoint) -> type[Options] | str:
    """The model behind the entry point; or, as text, why there is none."""
    from ..options import Options

    if not re.fullmatch(SLUG, entry.name):
        return "has no plain name: small letters, digits and single dashes"
    try:
        model = entry.load()
    except (Exception, SystemExit) as error:  # whatever the import of a stranger's module does
        return f"cannot be loaded: {in_a_line(error)[:300]}"
    if not (isinstance(model, type) and issubclass(model, Options)):
        return f"is no model of options: {entry.value}"
    return model


def made(name: str, options: Options) -> ThirdParty:
    """The codemod of such an action, held in bounds. Raises CanonizeError when the options give none."""
    with its_own_fault(name):
        codemod = options.codemod()
    if not callable(getattr(codemod, "plan", None)):
        raise CanonizeError(f"the action {name} makes no codemod", _REPORT)
    from ..recipe import is_plain

    if not is_plain(codemod):
        raise CanonizeError(f"the action {name} makes a codemod whose options are no plain data", _REPORT)
    return ThirdParty(name, codemod)


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """A codemod of another package; what it raises is told as its own fault, and what it gives must be an Outcome."""

    action: str
    codemod: Codemod
    whose_fault: ClassVar[str] = _REPORT

    def plan(self, project: Project) -> Outcome:
        """As the codemod's own. Raises Refused for whatever goes wrong in it."""
        with its_own_fault(self.action):
            outcome: object = self.codemod.plan(project)
        if not isinstance(outcome, Outcome):
            raise Refused(f"the action {self.action} gives no outcome", _REPORT)
        for path, edits in outcome.edits.items():
            length = len(project.read(path)) if path in project.kinds else -1
            if any(not 0 <= each.start <= each.end <= length for each in edits):
                raise Refused(f"the action {self.action} edits what is not there, in {path}", _REPORT)
        return outcome


@contextmanager
def its_own_fault(action: str) -> Iterator[None]:
    """Whatever a stranger's code raises is told as his: raises Refused."""
    try:
        yield
    except (CanonizeError, RecursionError):
        raise
    except Exception as error:
        raise Refused(f"the action {action} fails: {in_a_line(error)[:300]}", _REPORT) from None
