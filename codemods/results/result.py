"""What became of a plan."""

from __future__ import annotations

from typing import Literal

from ..records import dataclass
from ..repo.files import RepoPath

Done = Literal["planned", "committed", "written", "partly-written", "unchanged"]


@dataclass(frozen=True, slots=True)
class Result:
    """Whether it was written; branch and commits when it was "committed"; each file that failed, with the reason."""

    done: Done = "planned"
    branch: str = ""
    commits: tuple[str, ...] = ()
    failed: tuple[tuple[RepoPath, str], ...] = ()


PLANNED = Result()
