"""What the batch commands have in common: open the batch, drive it, show how it stands, end with its exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, NoReturn

import typer

from ..codemods.errors import CanonizeError
from ..codemods.records import dataclass
from . import batchshow, options
from .batchprogress import watching
from .console import Console
from .guard import Interrupted, guarded, standing
from .terminal import visible_line

if TYPE_CHECKING:
    from ..codemods.batch.batches import How
    from ..codemods.batch.driver import End
    from ..codemods.batch.rows import Row
    from ..codemods.batch.session import Session


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the command line says beside the manifest; 0, "manifest" and "" leave the choice to it."""

    state: Path | None = None
    jobs: int = 0
    engine: str = "manifest"
    address: str = ""
    fail_on: tuple[str, ...] = ()
    pull_requests: bool = True
    publish: bool = False

    @property
    def naming(self) -> tuple[str, ...]:
        """The words that the next command needs, too, for it is about this batch."""
        return ("--state", str(self.state)) if self.state else ()


@dataclass(frozen=True, slots=True)
class Begin:
    """The recipe, the manifest and the params of a batch, as they were typed."""

    recipe: str
    manifest: Path
    params: Sequence[str]
    trust: bool = False
    trust_digest: str = ""


def planned(console: Console, begin: Begin, chosen: Chosen, format: str) -> NoReturn:
    """`batch plan`: everything that is not on a remote yet is planned from what its base is now."""

    def job(session: Session) -> int:
        from ..codemods.batch import batches

        end = _driven(console, session, chosen, lambda how: batches.plan(session, how))
        batchshow.page(console, session, format)
        words = (*options.trusting(begin.trust, begin.trust_digest), *chosen.naming)
        return batchshow.end(console, session, end, chosen.fail_on, words, pushed=False)

    _with(console, chosen, lambda: _begun(begin, chosen.state), job)


def ran(console: Console, begin: Begin, chosen: Chosen, format: str) -> NoReturn:
    """`batch run`: what is still to be done, and again what failed."""

    def job(session: Session) -> int:
        from ..codemods.batch import batches

        end = _driven(console, session, chosen, lambda how: batches.run(session, how))
        return _ended(console, session, chosen, format, end)

    _with(console, chosen, lambda: _begun(begin, chosen.state), job)


def resumed(console: Console, batch: str, chosen: Chosen, format: str, *, next_wave: bool, failed: bool) -> NoReturn:
    """`batch resume`, and with `failed` `batch retry --failed`."""

    def job(session: Session) -> int:
        from ..codemods.batch import batches

        def go_on(how: How) -> End:
            return batches.resume(session, how, failed=failed, next_wave=next_wave, publish=chosen.publish)

        return _ended(console, session, chosen, format, _driven(console, session, chosen, go_on))

    _with(console, chosen, lambda: _reopened(batch, chosen.state), job)


def looked(console: Console, batch: str, chosen: Chosen, format: str, *, ask: bool) -> NoReturn:
    """`batch status`: nothing is written, and a batch that is being run may be looked at. `ask`: the forge, too."""

    def job(session: Session) -> int:
        from ..codemods.batch.driver import End

        pulls = batchshow.pulls_now(console, session) if ask else {}
        return _shown(console, session, chosen, format, End(), pulls)

    _with(console, chosen, lambda: _reopened(batch, chosen.state, alone=False), job)


def reported(console: Console, batch: str, chosen: Chosen, files: dict[str, str], *, ask: bool) -> NoReturn:
    """`batch report`."""

    def job(session: Session) -> int:
        from ..codemods.batch.tally import tally

        given = files if any(files.values()) else session.manifest.reports
        if not any(given.values()):
            raise CanonizeError("no file to write a report to", "name one: --html, --jsonl, --csv or --junit FILE")
        batchshow.report(console, session, given, batchshow.pulls_now(console, session) if ask else {})
        return tally(session.journal).exit_code(chosen.fail_on)

    _with(console, chosen, lambda: _reopened(batch, chosen.state, alone=False), job)


def closed(console: Console, batch: str, chosen: Chosen, format: str, *, sure: bool) -> NoReturn:
    """`batch close`."""

    def job(session: Session) -> int:
        from ..codemods.batch import batches

        if not sure:
            count = batchshow.repositories(session.journal.count("pushed", "published"))
            raise CanonizeError(
                f"this closes the pull requests and deletes the branches of {count}",
                "say that you mean it: --yes",
            )

        end = _driven(console, session, chosen, lambda how: batches.close(session, how))
        return _ended(console, session, chosen, format, end)

    _with(console, chosen, lambda: _reopened(batch, chosen.state), job)


def _with(
    console: Console,
    chosen: Chosen,
    opened: Callable[[], AbstractContextManager[Session]],
    job: Callable[[Session], int],
) -> NoReturn:
    def whole() -> int:
        _check_words(chosen.fail_on)
        with opened() as session:
            return job(session)

    raise typer.Exit(guarded(console, whole))


def _driven(console: Console, session: Session, chosen: Chosen, drive: Callable[[How], End]) -> End:
    from ..codemods.batch.batches import How

    if session.journal.rebuilt:
        console.say(f"the journal was damaged and is set aside as {session.journal.rebuilt}", "yellow")
        console.say("  what was done is found on the remotes", "dim")
    engine = "" if chosen.engine == "manifest" else chosen.engine
    with watching(console, session.journal) as watch:

        def say(text: str) -> None:
            console.say(visible_line(text), "dim")

        try:
            return drive(How(chosen.jobs, engine, chosen.address, chosen.pull_requests, watch, say))
        except KeyboardInterrupt:
            raise Interrupted(
                "interrupted: what was done is in the journal",
                f"go on with: {join(('canonize', 'batch', 'resume', session.frozen.id, *chosen.naming))}",
            ) from None


def _shown(
    console: Console, session: Session, chosen: Chosen, format: str, end: End, pulls: Mapping[str, Row] | None = None
) -> int:
    if format == "json":
        batchshow.data(console, session, pulls or {})
    elif pulls:
        batchshow.pulls(console, pulls.values())
    return batchshow.end(console, session, end, chosen.fail_on, chosen.naming, pushed=True)


def _ended(console: Console, session: Session, chosen: Chosen, format: str, end: End) -> int:
    """The end of a run, shown; then the reports of the manifest. Raises PartlyDone where one is not written."""
    code = _shown(console, session, chosen, format, end)
    with standing("the repositories are as told above; `canonize batch report` writes the reports"):
        batchshow.report(console, session, session.manifest.reports, {})
    return code


def _begun(begin: Begin, state: Path | None) -> AbstractContextManager[Session]:
    from ..codemods.batch import batches
    from ..codemods.recipefiles.recipefile import given
    from ..codemods.recipefiles.trust import Trust

    trust = Trust(begin.trust, begin.trust_digest)
    return batches.begun(begin.recipe, begin.manifest, given(begin.params), state, trust=trust)


def _reopened(batch: str, state: Path | None, *, alone: bool = True) -> AbstractContextManager[Session]:
    from ..codemods.batch import batches

    return batches.opened(batch, state, alone=alone)


def _check_words(fail_on: Sequence[str]) -> None:
    from ..codemods.batch.tally import FAIL_ON
    from ..codemods.problems import did_you_mean

    for word in fail_on:
        if word not in FAIL_ON:
            raise CanonizeError(
                f"--fail-on: no outcome is called {word!r}",
                did_you_mean(word, FAIL_ON) or f"one of {', '.join(FAIL_ON)}",
            )
