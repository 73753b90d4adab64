"""The step `run`: a formatter or fixer, on the files that the steps before it changed.

run: {command: "ruff format {files}", timeout: 5m}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..codemod import Diagnostic, Outcome, Severity
from ..meaning.candidates import surface
from ..meaning.project import Project
from ..records import dataclass
from ..repo.files import REGULAR, RepoPath
from .lifting import outcome
from .programs import Ran, run
from .protocol import Answer
from .scratch import read_back, scratch_copy

FILES = "{files}"
_LEFT = "what it did is not taken"


@dataclass(frozen=True, slots=True)
class RunProgram:
    """The program `words`, in which {files} stands for the changed files; Python ones, unless `include` says others."""

    words: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    seconds: int = 300

    @property
    def title(self) -> str:
        return f"run {self.words[0]}"

    def plan(self, project: Project) -> Outcome:
        """What the program makes of the changed files, in a copy of the project."""
        paths = self._paths(project)
        if not paths:
            return Outcome(repeatable=False)
        before = {path: project.read(path) for path in paths}
        with scratch_copy(project) as top:
            first, made = self._run(top, paths)
            if first.code not in (0, 1):
                return Outcome(
                    diagnostics=(self._remark("error", "run-failed", first.ending, _LEFT),), repeatable=False
                )
            second, again = self._run(top, paths) if made != before else (first, made)
        answers = [
            Answer(path, made[path], again[path] if again[path] != made[path] else None)
            for path in paths
            if made[path] is not None
        ]
        remarks = list(self._remarks(first, made))
        if second.code not in (0, 1):
            remarks.append(self._remark("warning", "run-failed", f"a second time, {second.ending}", ""))
        done = outcome(project, answers, engine=self.title)
        return replace(done, diagnostics=(*remarks, *done.diagnostics))

    def _paths(self, project: Project) -> tuple[RepoPath, ...]:
        step = project.of_step(self.include, self.exclude)
        regular = [path for path in sorted(project.changed) if project.kinds.get(path) in REGULAR]
        mine = [path for path in regular if step.edited(path)]
        return tuple(path for path in mine if self.include or surface(project, path) in ("python", "stub"))

    def _run(self, top: Path, paths: Sequence[RepoPath]) -> tuple[Ran, Mapping[RepoPath, bytes | None]]:
        files = [f"./{path}" if path.startswith("-") else path for path in paths]
        words = [word for each in self.words for word in (files if each == FILES else (each,))]
        ran = run(words, top, seconds=self.seconds)
        return ran, read_back(top, paths)

    def _remarks(self, ran: Ran, made: Mapping[RepoPath, bytes | None]) -> list[Diagnostic]:
        found = [self._remark("warning", "run-said", ran.ending, "")] if ran.code else []
        for path, content in made.items():
            if content is None:
                found.append(replace(self._remark("error", "run-failed", "it took the file away", _LEFT), path=path))
        return found

    def _remark(self, severity: Severity, code: str, message: str, help: str) -> Diagnostic:
        return Diagnostic(severity, code, f"{self.title}: {message}", help)
