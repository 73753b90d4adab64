"""Which files a step may edit: those that the recipe and the step let through, and nobody else writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from functools import cached_property

from ..meaning import candidates
from ..meaning.project import Project
from ..records import dataclass
from ..repo.files import RepoPath


@dataclass
class StepScope:
    """Answers for one run. `include` and `exclude` are those of the step; `project` has those of the recipe."""

    project: Project
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    _known: dict[RepoPath, str] = field(default_factory=dict)

    def why_not(self, path: RepoPath) -> str:
        """Why the file stays as it is, or is not made; "" when it may be edited."""
        self.look_at([path])
        return self._known[path]

    def look_at(self, paths: Iterable[RepoPath]) -> None:
        """Finds it out for all of them at once, which is cheaper than one by one."""
        new = [path for path in paths if path not in self._known]
        there = candidates.not_edited(self._step, [path for path in new if path in self.project.kinds]) if new else {}
        for path in new:
            self._known[path] = there.get(path, "") if self._step.edited(path) else candidates.LEFT_OUT

    @cached_property
    def _step(self) -> Project:
        return self.project.of_step(self.include, self.exclude)
