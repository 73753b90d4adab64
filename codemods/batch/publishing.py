"""Pull requests, made by the driver alone: found before they are made, and found again when it is not sure.

A row in the journal stands before each act and after it. Whatever the forge answers, or does not, there is one open
pull request a branch at the end, or a failure that says why.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from ..errors import CanonizeError
from ..records import dataclass
from . import bodies, causes, tokens
from .bucket import Bucket
from .forges import Forge, ForgeError, Known, Request
from .hosts import Forges
from .planning import recipe_of
from .rows import Pull, Row
from .schema import PullRequests
from .session import Session
from .spec import Branch, Failure

_T = TypeVar("_T")
_TRIES = 4
_PAUSE = 1.0  # seconds after an answer that leaves it open; twice as long after each one more
_MOST_WAIT = 900.0  # seconds: who is asked to wait longer, leaves it to the next run
MADE = "pull-request: made"


@dataclass(slots=True)
class Pulls:
    """Makes, looks at, and closes the pull requests of a batch. `sleep` waits; `say` is told what is waited for."""

    session: Session
    forges: Forges
    bucket: Bucket
    sleep: Callable[[float], None] = time.sleep
    say: Callable[[str], None] = lambda text: None

    @classmethod
    def of(cls, session: Session) -> Pulls:
        """For this batch; what earlier runs made within the hour counts."""
        limits = session.manifest.publish.limits
        bucket = Bucket(limits.per_minute, limits.per_hour)
        bucket.remember(session.journal.times_of(MADE))
        return cls(session, Forges(session.manifest), bucket)

    def refresh(self) -> None:
        """Writes down how those that count against the limit stand now. Raises ForgeError as `_seen`."""
        journal = self.session.journal
        if self.session.manifest.publish.limits.open:
            for row in journal.rows("pushed", "published", "failed"):
                if row.has_open_pulls and (seen := self._seen(row)):
                    journal.set_pulls(row.key, seen.pulls)
            journal.commit()

    def publish(self, row: Row) -> bool:
        """Makes or takes over the pull request of each branch of the repository; writes down what came of it.

        False when as many are open as may be: what is left of the branches waits.
        """
        journal = self.session.journal
        if row.local:
            return True  # a repository on this machine has no forge: its branch is all there is
        journal.set_state(row.key, "publishing")
        journal.commit()
        pulls = {each.branch: each for each in row.pulls if each.state == "open"}
        try:
            forge, project = self.forges.of_address(row.where)
            for branch in row.branches:
                if branch.name not in pulls and self._full():
                    journal.set_state(row.key, "pushed")
                    journal.commit()
                    return False
                pulls[branch.name] = self._one(forge, project, row, branch, branch.name in pulls)
                journal.set_pulls(row.key, tuple(pulls.values()))
                journal.commit()
            journal.set_state(row.key, "published")
        except CanonizeError as error:
            journal.failed(row.key, self._failure(error), "pushed")
            journal.act(row.key, "pull-request: failed", self._hidden(error.title))
        journal.commit()
        return True

    def look(self, row: Row) -> Row:
        """The row with its pull requests as the forge has them now; nothing is written."""
        forge, project = self.forges.of_address(row.where)
        looked = []
        for pull in row.pulls:
            known = self._asked(partial(forge.look, project, pull.number))
            looked.append(replace(pull, state=known.state, checks=known.checks, review=known.review))
        return replace(row, pulls=tuple(looked))

    def green(self, row: Row) -> bool:
        """True when every pull request of it is merged, or its checks passed."""
        seen = self._seen(row)
        return seen is not None and all(pull.state == "merged" or pull.checks == "passed" for pull in seen.pulls)

    def close(self, row: Row) -> None:
        """Closes those that are open, and writes down what came of it. Raises ForgeError as `_seen`."""
        journal = self.session.journal
        try:
            journal.set_pulls(row.key, self._closed(row))
        except CanonizeError as error:
            if isinstance(error, ForgeError) and error.of_all:
                raise
            journal.failed(row.key, self._failure(error), row.state)
            journal.act(row.key, "pull-request: not closed", self._hidden(error.title))
        journal.commit()

    def _closed(self, row: Row) -> tuple[Pull, ...]:
        """All of its pull requests as they stand once those that are open were closed. Raises CanonizeError."""
        forge, project = self.forges.of_address(row.where)
        closed = []
        for pull in self.look(row).pulls:
            if pull.state == "open":
                self._asked(partial(forge.close, project, pull.number))
                self.session.journal.act(row.key, "pull-request: closed", pull.url)
                pull = replace(pull, state="closed")
            closed.append(pull)
        return tuple(closed)

    def _seen(self, row: Row) -> Row | None:
        """As `look`, None when the forge tells nothing of these. Raises ForgeError when it is not reached."""
        try:
            return self.look(row)
        except ForgeError as error:
            if error.of_all:
                raise
            self.session.journal.act(row.key, "pull-request: not seen", self._hidden(error.title))
            return None

    def _full(self) -> bool:
        """True when as many are open as may be."""
        most = self.session.manifest.publish.limits.open
        return bool(most) and self.session.journal.open_pulls() >= most

    def _one(self, forge: Forge, project: str, row: Row, branch: Branch, ours: bool) -> Pull:
        """The pull request of one branch, found or made."""
        journal = self.session.journal
        request = self._request(row, branch)
        found = self._asked(lambda: forge.find(project, branch.name, request.base))
        if found is None:
            journal.act(row.key, "pull-request: begin", branch.name)
            journal.commit()
            found, adopted = self._made(forge, project, request), False
            journal.act(row.key, MADE, found.url)
            journal.commit()
        else:
            adopted = not ours and not bodies.is_marked(found.body)
            journal.act(row.key, "pull-request: was there", found.url)
        known = found
        if not adopted:  # what somebody else wrote stays
            if (known.title, known.body.strip()) != (request.title, request.body.strip()):
                self._asked(lambda: forge.update(project, known.number, request))
            for left in self._asked(lambda: forge.adorn(project, known.number, request)):
                journal.act(row.key, "pull-request: left out", self._hidden(left))
        return Pull(branch.name, known.number, known.url, adopted=adopted)

    def _made(self, forge: Forge, project: str, request: Request) -> Known:
        """Makes it. Where it stays open whether it was made, it is looked for before it is made again."""
        problem: ForgeError | None = None
        for attempt in range(_TRIES):
            if problem is not None:
                self._rest(problem, attempt)
                found = self._asked(lambda: forge.find(project, request.branch, request.base))
                if found is not None:
                    return found
            self._wait_for_the_bucket()
            try:
                return forge.create(project, request)
            except ForgeError as error:
                if not (error.uncertain or error.there or error.wait is not None):
                    raise
                problem = error
        assert problem is not None
        raise problem

    def _asked(self, question: Callable[[], _T]) -> _T:
        """The answer to something that may be asked twice."""
        for attempt in range(_TRIES):
            try:
                return question()
            except ForgeError as error:
                if attempt == _TRIES - 1 or not (error.uncertain or error.wait is not None):
                    raise
                self._rest(error, attempt + 1)
        raise AssertionError("the last try returns or raises")

    def _rest(self, error: ForgeError, attempt: int) -> None:
        seconds = _PAUSE * 2 ** (attempt - 1) if error.wait is None else error.wait
        if seconds > _MOST_WAIT:
            raise ForgeError("rate-limited", f"{error.title}, for {seconds / 60:.0f} minutes")
        self.say(f"{error.title}: waiting {seconds:.0f} s")
        self.sleep(seconds)

    def _wait_for_the_bucket(self) -> None:
        if (seconds := self.bucket.wait()) > 0:
            self.say(f"as many as may be made in a time: waiting {seconds:.0f} s")
            self.sleep(seconds)
        self.bucket.take()

    def _request(self, row: Row, branch: Branch) -> Request:
        wanted = self.session.manifest.publish.pull_request or PullRequests()
        recipe = recipe_of(self.session.spec(row, "plan"))
        details = self.session.journal.details(row.key)
        owners = _reviewers(branch.owners) if wanted.codeowners else ()
        return Request(
            branch.name,
            row.base,
            bodies.title_of(wanted, recipe, row, branch),
            bodies.body_of(wanted, recipe, row, branch, details, self.session.frozen.id),
            wanted.draft,
            tuple(wanted.labels),
            tuple(dict.fromkeys((*wanted.reviewers, *owners))),
        )

    def _failure(self, error: CanonizeError) -> Failure:
        cause = error.cause if isinstance(error, ForgeError) else "forge"
        help = error.help or causes.CAUSES[cause].help
        return Failure(cause, self._hidden(error.title), self._hidden(help))

    def _hidden(self, text: str) -> str:
        return tokens.hidden(text, self.session.manifest.auth)


def _reviewers(owners: tuple[str, ...]) -> tuple[str, ...]:
    """The owners that a forge knows by name: @user, and @org/team as team/NAME."""
    names = [owner.removeprefix("@") for owner in owners if owner.startswith("@")]
    return tuple(f"team/{name.partition('/')[2]}" if "/" in name else name for name in names)
