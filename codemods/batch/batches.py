"""A batch as a program drives it: begun or opened again, planned, run, gone on with, closed, and what it left.

with begun("tidy.yaml", Path("repos.yaml"), {}) as session:
    end = run(session, How(jobs=8))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from ..errors import CanonizeError
from ..recipefiles.trust import NO_TRUST, Trust
from ..records import dataclass
from . import engines, session
from .driver import Driver, End, Event, Goal, opened_gate
from .publishing import Pulls
from .rows import Row
from .session import Session
from .tally import Tally, tally


def _nobody(told: object) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class How:
    """What is said beside the manifest: 0 and "" leave the choice to it; without `pull_requests`, branches only.

    `watch` is told what happens, `say` what is waited for.
    """

    jobs: int = 0
    engine: str = ""
    address: str = ""
    pull_requests: bool = True
    watch: Callable[[Event], None] = _nobody
    say: Callable[[str], None] = _nobody


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stood when it was left. `folder` holds its journal."""

    name: str
    folder: Path
    end: End
    tally: Tally

    def rows(self) -> Iterator[Row]:
        """Its repositories as they stand now, a few at a time in memory, in the order of the manifest."""
        with opened(self.name, self.folder.parent, alone=False) as looked:
            yield from looked.journal.rows()


@contextmanager
def begun(
    recipe: str, manifest: Path, params: Mapping[str, str], root: Path | None = None, *, trust: Trust = NO_TRUST
) -> Iterator[Session]:
    """As `session.begin`; the journal is closed at the end."""
    made = session.begin(recipe, manifest, params, root, trust=trust)
    with closing(made.journal):
        yield made


@contextmanager
def opened(name: str = "", root: Path | None = None, *, alone: bool = True) -> Iterator[Session]:
    """As `session.reopen`; the journal is closed at the end."""
    found = session.reopen(name, root, alone=alone)
    with closing(found.journal):
        yield found


def plan(session: Session, how: How) -> End:
    """Plans anew, from what its base is now, everything that is not on a remote yet. Nothing is pushed."""
    with _driver(session, how) as driver:
        session.journal.plan_again()
        session.journal.retry_failed()
        driver.list(again=True, failed=True)
        return driver.run("plan")


def run(session: Session, how: How) -> End:
    """Does what is still to be done, and again what failed."""
    with _driver(session, how) as driver:
        session.journal.retry_failed()
        driver.list(failed=True)
        return driver.run(_goal(session, how))


def resume(session: Session, how: How, *, failed: bool = False, next_wave: bool = False, publish: bool = False) -> End:
    """Goes on; `failed`: also with what failed; `publish`: with pull requests, whatever the manifest says of them.

    Raises CanonizeError when `next_wave` finds no gate to open.
    """
    if next_wave and not opened_gate(session):
        raise CanonizeError("no gate holds a wave", "leave out --next-wave")
    with _driver(session, how) as driver:
        if failed:
            session.journal.retry_failed()
        driver.list(failed=failed)
        return driver.run("publish" if publish else _goal(session, how))


def close(session: Session, how: How) -> End:
    """Closes the pull requests, and deletes the branches that are still as we left them."""
    with _driver(session, how) as driver:
        driver.close()
        return End()


def left(session: Session, end: End) -> Batch:
    """The batch as it stands now."""
    return Batch(session.frozen.id, session.folder, end, tally(session.journal))


@contextmanager
def _driver(session: Session, how: How) -> Iterator[Driver]:
    pulls = Pulls.of(session)
    pulls.say = how.say
    run, name = session.manifest.run, session.frozen.id
    with closing(engines.of(run, name, engine=how.engine, address=how.address, jobs=how.jobs)) as engine:
        yield Driver(session, engine, pulls, how.watch, pulls.forges.discover)


def _goal(session: Session, how: How) -> Goal:
    publish = session.manifest.publish
    if not publish.push:
        return "plan"
    return "publish" if publish.pull_request and how.pull_requests else "push"
