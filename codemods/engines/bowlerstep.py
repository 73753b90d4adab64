"""The step `bowler`: a query of Bowler's, from the recipe or from a script that executes some.

bowler: {select: {function: old}, filters: [is-call], modify: {rename: new}}

    x = old(1)          x = new(1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

from ..codemod import Outcome
from ..meaning.project import Project
from ..records import dataclass
from .chosen import Wanted
from .lifting import planned
from .listed import Listed
from .protocol import Answer, Job, Plain, Setup
from .script import Script
from .workers import answers, answers_together


@dataclass(frozen=True, slots=True)
class Callback:
    """A function of a script beside the recipe."""

    script: Script
    name: str


@dataclass(frozen=True, slots=True)
class BowlerQuery:
    """One query: what it selects (`select_*` of Bowler), what lets a place through, and what is done there.

    A filter is Bowler's word for it (`in-class`, `is-call`, …) with its value, or `callback` with a function.
    """

    selector: str
    name: str
    filters: tuple[tuple[str, str | Callback], ...] = ()
    rename: str = ""
    callback: Callback | None = None
    wanted: Wanted = field(default_factory=Wanted)
    seconds: int = 60
    modules: tuple[Listed, ...] = ()

    def plan(self, project: Project) -> Outcome:
        """What the query makes of the files. Raises Refused when Bowler does not take it."""
        filters: list[Plain] = [{kind: _plain(value)} for kind, value in self.filters]
        modify: dict[str, Plain] = {"rename": self.rename, "callback": _plain(self.callback) if self.callback else None}
        options: dict[str, Plain] = {"select": {self.selector: self.name}, "filters": filters, "modify": modify}
        options["modules"] = [each.plain for each in self.modules]
        setup = Setup("bowler", options)
        title = f"bowler {self.selector} {self.name}".strip()
        return planned(project, self.wanted, title, lambda each: answers(setup, each, seconds=self.seconds))


@dataclass(frozen=True, slots=True)
class BowlerScript:
    """A script that executes queries, run as a program with the words `args`.

    Queries that it only leaves in variables are executed, too.
    """

    script: Script
    args: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    seconds: int = 60
    modules: tuple[Listed, ...] = ()

    def plan(self, project: Project) -> Outcome:
        """What the script's queries make of the files. Raises Refused when it cannot be run or makes no query."""
        options: dict[str, Plain] = {"script": self.script.text, "path": self.script.path, "args": list(self.args)}
        setup = Setup("bowler", {**options, "modules": [each.plain for each in self.modules]})

        def run(given: Sequence[Job]) -> list[Answer]:
            made = answers_together(setup, given, seconds=self.seconds)
            changed = {answer.path: answer.after for answer in made if answer.after is not None}
            if all(job.text == changed.get(job.path, job.text) for job in given):
                return made
            second = [replace(job, text=changed.get(job.path, job.text)) for job in given]
            again = {each.path: each for each in answers_together(setup, second, seconds=self.seconds)}
            return [_with_second_run(each, again[each.path]) for each in made]

        return planned(project, self.wanted, f"bowler {self.script.path}", run)


def _with_second_run(first: Answer, second: Answer) -> Answer:
    changed = first.after is not None and second.after not in (None, first.after)
    return replace(first, again=second.after) if changed else first


def _plain(value: str | Callback) -> Plain:
    if isinstance(value, str):
        return value
    return {"path": value.script.path, "text": value.script.text, "name": value.name}
