"""What the driver asks of a forge, GitHub or GitLab, and what a forge may answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

from ..errors import CanonizeError
from ..records import dataclass
from .listing import Listed
from .manifest import Source

PullState = Literal["open", "closed", "merged"]


class ForgeError(CanonizeError):
    """A forge refused, or did not answer. `wait`: so many seconds, by its own word, before it may be asked again.

    `uncertain`: what was asked for may have been done all the same.
    """

    def __init__(
        self, cause: str, title: str, *, wait: float | None = None, uncertain: bool = False, there: bool = False
    ) -> None:
        super().__init__(title)
        self.cause = cause
        self.wait = wait
        self.uncertain = uncertain
        self.there = there
        """The forge says that it has the pull request already."""

    @property
    def of_all(self) -> bool:
        """True when it is the forge that is not reached, or asks to wait: another question would end so, too."""
        return self.cause in ("unreachable", "rate-limited")


@dataclass(frozen=True, slots=True)
class Request:
    """A pull request to make."""

    branch: str
    base: str
    title: str
    body: str
    draft: bool = False
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A pull request as the forge has it."""

    number: int
    url: str
    state: PullState
    title: str = ""
    body: str = ""
    checks: str = ""
    review: str = ""


class Forge(Protocol):
    """One forge. Every method raises ForgeError; `project` is `owner/name`, or a GitLab project's full path."""

    def listed(self, source: Source) -> Iterable[Listed]:
        """The repositories that the source means."""
        ...

    def find(self, project: str, branch: str, base: str) -> Known | None:
        """The open pull request of this branch onto this base."""
        ...

    def create(self, project: str, request: Request) -> Known:
        """Makes it; labels and reviewers are put on afterwards."""
        ...

    def update(self, project: str, number: int, request: Request) -> None:
        """Gives it this title and body."""
        ...

    def adorn(self, project: str, number: int, request: Request) -> tuple[str, ...]:
        """Puts on labels and reviewers; gives what could not be."""
        ...

    def look(self, project: str, number: int) -> Known:
        """It as it is now, with its checks and reviews."""
        ...

    def close(self, project: str, number: int) -> None:
        """Closes it, unmerged."""
        ...
