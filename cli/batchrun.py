"""What the batch commands have in common: open the batch, drive it, show how it stands, end with its exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from ..codemods.errors import CanonizeError
from . import batchshow
from .batchprogress import watching
from .console import Console
from .guard import Interrupted, guarded
from .terminal import visible_line

if TYPE_CHECKING:
    from ..codemods.batch.driver import Driver, End, Goal
    from ..codemods.batch.engines import Engine
    from ..codemods.batch.rows import Row
    from ..codemods.batch.session import Session


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the command line says beside the manifest; 0, "manifest" and "" leave the choice to it."""

    jobs: int = 0
    engine: str = "manifest"
    address: str = ""
    fail_on: tuple[str, ...] = ()
    pull_requests: bool = True
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Begin:
    """The recipe, the manifest and the params of a batch, as they were typed."""

    recipe: str
    manifest: Path
    params: Sequence[str]
    trust: bool = False
    trust_digest: str = ""


def planned(console: Console, begin: Begin, state: Path | None, chosen: Chosen, format: str) -> NoReturn:
    """`batch plan`: everything that is not on a remote yet is planned from what its base is now."""

    def job(session: Session) -> int:
        def drive(driver: Driver) -> End:
            session.journal.plan_again()
            session.journal.retry_failed()
            driver.list(again=True)
            return driver.run("plan")

        end = _driven(console, session, chosen, drive)
        batchshow.page(console, session, format)
        return batchshow.end(console, session, end, chosen.fail_on, pushed=False)

    _with(console, chosen, lambda: _begun(begin, state), job)


def ran(console: Console, begin: Begin, state: Path | None, chosen: Chosen, format: str) -> NoReturn:
    """`batch run`: what is still to be done, and again what failed."""

    def job(session: Session) -> int:
        def drive(driver: Driver) -> End:
            session.journal.retry_failed()
            driver.list(again=False)
            return driver.run(_goal(session, chosen))

        return _shown(console, session, chosen, format, _driven(console, session, chosen, drive))

    _with(console, chosen, lambda: _begun(begin, state), job)


def resumed(
    console: Console, batch: str, state: Path | None, chosen: Chosen, format: str, *, next_wave: bool, failed: bool
) -> NoReturn:
    """`batch resume`, and with `failed` `batch retry --failed`."""

    def job(session: Session) -> int:
        from ..codemods.batch.driver import opened_gate

        if next_wave and not opened_gate(session):
            raise CanonizeError("no gate holds a wave", "leave out --next-wave")

        def drive(driver: Driver) -> End:
            if failed:
                session.journal.retry_failed()
            driver.list(again=False)
            return driver.run(_goal(session, chosen))

        return _shown(console, session, chosen, format, _driven(console, session, chosen, drive))

    _with(console, chosen, lambda: _reopened(batch, state), job)


def looked(console: Console, batch: str, state: Path | None, chosen: Chosen, format: str, *, ask: bool) -> NoReturn:
    """`batch status`: nothing is written, and a batch that is being run may be looked at. `ask`: the forge, too."""

    def job(session: Session) -> int:
        from ..codemods.batch.driver import End

        pulls = batchshow.pulls_now(console, session) if ask else {}
        return _shown(console, session, chosen, format, End(), pulls)

    _with(console, chosen, lambda: _reopened(batch, state, alone=False), job)


def reported(
    console: Console, batch: str, state: Path | None, chosen: Chosen, files: dict[str, str], *, ask: bool
) -> NoReturn:
    """`batch report`."""

    def job(session: Session) -> int:
        from ..codemods.batch.tally import tally

        given = files if any(files.values()) else batchshow.files_of(session)
        if not any(given.values()):
            raise CanonizeError("no file to write a report to", "name one: --html, --jsonl, --csv or --junit FILE")
        batchshow.report(console, session, given, batchshow.pulls_now(console, session) if ask else {})
        return tally(session.journal).exit_code(chosen.fail_on)

    _with(console, chosen, lambda: _reopened(batch, state, alone=False), job)


def closed(console: Console, batch: str, state: Path | None, chosen: Chosen, format: str, *, sure: bool) -> NoReturn:
    """`batch close`."""

    def job(session: Session) -> int:
        from ..codemods.batch.driver import End

        if not sure:
            count = session.journal.count("pushed", "published")
            raise CanonizeError(
                f"this closes the pull requests and deletes the branches of {count} repositories",
                "say that you mean it: --yes",
            )

        def drive(driver: Driver) -> End:
            driver.close()
            return End()

        return _shown(console, session, chosen, format, _driven(console, session, chosen, drive))

    _with(console, chosen, lambda: _reopened(batch, state), job)


def told_what_to_retry(failed: bool) -> None:
    """Raises when it was not said what is to be tried again."""
    if not failed:
        raise typer.BadParameter("say what to try again: --failed", param_hint="--failed")


def _with(console: Console, chosen: Chosen, opened: Callable[[], Session], job: Callable[[Session], int]) -> NoReturn:
    def whole() -> int:
        _check_words(chosen.fail_on)
        session = opened()
        try:
            return job(session)
        finally:
            session.journal.close()

    raise typer.Exit(guarded(console, whole))


def _driven(console: Console, session: Session, chosen: Chosen, drive: Callable[[Driver], End]) -> End:
    from ..codemods.batch.driver import Driver
    from ..codemods.batch.publishing import Pulls

    if session.journal.rebuilt:
        console.say(f"the journal was damaged and is set aside as {session.journal.rebuilt}", "yellow")
        console.say("  what was done is found on the remotes", "dim")
    with watching(console, session.journal) as watch:
        pulls = Pulls.of(session)
        pulls.say = lambda text: console.say(visible_line(text), "dim")
        engine = _engine(session, chosen)
        try:
            return drive(Driver(session, engine, pulls, watch, pulls.forges.discover))
        except KeyboardInterrupt:
            raise Interrupted(
                "interrupted: what was done is in the journal", f"go on with: canonize batch resume {session.frozen.id}"
            ) from None
        finally:
            engine.close()


def _engine(session: Session, chosen: Chosen) -> Engine:
    from ..codemods.batch import engines

    engine = "" if chosen.engine == "manifest" else chosen.engine
    batch = session.frozen.id
    return engines.of(session.manifest.run, batch, engine=engine, address=chosen.address, jobs=chosen.jobs)


def _goal(session: Session, chosen: Chosen) -> Goal:
    publish = session.manifest.publish
    if chosen.publish:
        return "publish"
    if not publish.push:
        return "plan"
    return "publish" if publish.pull_requests and chosen.pull_requests else "push"


def _shown(
    console: Console, session: Session, chosen: Chosen, format: str, end: End, pulls: Mapping[str, Row] | None = None
) -> int:
    if format == "json":
        batchshow.data(console, session, pulls or {})
    elif pulls:
        batchshow.pulls(console, pulls.values())
    batchshow.report(console, session, batchshow.files_of(session), pulls or {})
    return batchshow.end(console, session, end, chosen.fail_on, pushed=True)


def _begun(begin: Begin, state: Path | None) -> Session:
    from ..codemods.batch import session
    from ..codemods.recipefiles.recipefile import given
    from ..codemods.recipefiles.trust import Trust

    trust = Trust(begin.trust, begin.trust_digest)
    return session.begin(begin.recipe, begin.manifest, given(begin.params), state, trust=trust)


def _reopened(batch: str, state: Path | None, *, alone: bool = True) -> Session:
    from ..codemods.batch import session

    return session.reopen(batch, state, alone=alone)


def _check_words(fail_on: Sequence[str]) -> None:
    from ..codemods.batch.tally import FAIL_ON
    from ..codemods.problems import did_you_mean

    for word in fail_on:
        if word not in FAIL_ON:
            raise CanonizeError(
                f"--fail-on: no outcome is called {word!r}",
                did_you_mean(word, FAIL_ON) or f"one of {', '.join(FAIL_ON)}",
            )
