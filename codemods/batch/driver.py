"""The driver: takes repositories through their states, and writes each step into the journal before and after it.

It may be killed at any moment. What it had begun is begun again; the remote, which compares, decides what is to do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, Protocol

from ..records import dataclass
from . import causes, waves
from .engines import Engine
from .listing import Discover, repositories
from .rows import Row
from .schema import Wave
from .scope import order_of
from .session import Session
from .spec import Outcome, Task
from .waves import Turn

Goal = Literal["plan", "push", "publish"]
_PATIENCE = 0.2  # seconds to wait for an outcome before looking at the clock
_BACKOFF = 1.0  # seconds before the second try; twice as long before each one more


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person who watches may want to see."""

    what: Literal["listed", "begun", "ended", "again", "publishing"]
    name: str = ""
    state: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended: by itself, stopped because too much failed, or held at a gate."""

    why: Literal["done", "stopped", "held"] = "done"
    message: str = ""
    help: str = ""


class Publisher(Protocol):
    """Makes the pull requests of branches that are pushed."""

    def refresh(self) -> None:
        """Looks how those that are open stand."""
        ...

    def publish(self, row: Row) -> bool:
        """Makes or takes over the pull requests of this repository, and writes it into the journal.

        False when as many are open as may be: the rest of its own waits.
        """
        ...

    def close(self, row: Row) -> None:
        """Closes its pull requests, and writes it into the journal."""
        ...

    def green(self, row: Row) -> bool:
        """True when the checks of all its pull requests are."""
        ...


@dataclass(slots=True)
class Driver:
    """One run of a batch. `watch` is told what happens, `discover` asks a forge for repositories."""

    session: Session
    engine: Engine
    publisher: Publisher
    watch: Callable[[Event], None]
    discover: Discover

    def list(self, *, again: bool = False, failed: bool = False) -> None:
        """Writes the manifest's repositories into the journal, once.

        `again`: also those that came since; `failed`: also those of which it was no repository, as they are now.
        """
        journal = self.session.journal
        names = journal.unlisted() if failed else frozenset[str]()
        every = again or not journal.fact("listed")
        if not every and not names:
            return
        found = repositories(self.session.manifest, self.discover)
        journal.add(each for each in found if every or each.name in names)
        journal.set_fact("listed", "yes")
        journal.commit()
        self.watch(Event("listed"))

    def run(self, goal: Goal) -> End:
        """Does what is still to be done, up to `goal`."""
        journal = self.session.journal
        journal.take_back_what_was_begun()
        end = self._drain("plan", "waiting", "planning", _ALL_WAVES)
        waves.assign(journal, self.session.manifest.waves, order_of(self.session.recipe))
        journal.commit()
        if end or goal == "plan":
            return end or End()
        for turn in map(Turn, journal.waves_of("planned", "pushed")):
            end = self._held_before(turn) or self._drain("push", "planned", "pushing", turn.number)
            if end:
                return end
            end = self._publish(turn) if goal == "publish" else None
            if end:
                return end
        return End()

    def _publish(self, turn: Turn) -> End | None:
        self.publisher.refresh()
        for row in self.session.journal.rows("pushed"):
            if row.wave > turn.number or row.local:
                continue
            self.watch(Event("publishing", row.name))
            if not self.publisher.publish(row):
                most = self.session.manifest.publish.limits.open
                help = "when some are merged: canonize batch resume; or raise publish: {limits: {open: N}}"
                return End("held", f"held: {most} pull requests are open, as many as may be", help)
        return None

    def close(self) -> None:
        """Closes the pull requests, and deletes the branches that are still as we left them."""
        journal = self.session.journal
        journal.take_back_what_was_begun()
        journal.retry_failed(at=("pushed", "published"))
        for row in journal.rows("pushed", "published"):
            if row.has_open_pulls:
                self.publisher.close(row)
        self._drain("delete", "published", "closing", _ALL_WAVES)
        self._drain("delete", "pushed", "closing", _ALL_WAVES)
        journal.take_back_pushes()
        self._drain("delete", "pushing", "closing", _ALL_WAVES)

    def _held_before(self, turn: Turn) -> End | None:
        """Whether the waves before this turn, and the first half of its own, let it begin."""
        defined = self.session.manifest.waves
        for number, wave in enumerate(defined[: turn.wave]):
            counts = self._counts(*Turn.of_wave(number))
            if wave.gate != "none" and (why := self._why_held(wave, number, counts)):
                return self._held(f"wave {number}", f"after wave {wave.name}", why)
        first = Turn.of_wave(turn.wave)[0]
        counts = self._counts(first)
        if turn != first and counts.get("failed"):
            name = waves.name_of(turn.wave, defined)
            why = f"{counts['failed']} of those that come first in {name} failed"
            return self._held(f"first of {turn.wave}", "before those that follow", why)
        return None

    def _held(self, gate: str, where: str, why: str) -> End | None:
        """The end at this gate, unless somebody opened it."""
        if self.session.journal.fact(f"gate {gate}") == "open":
            return None
        self.session.journal.set_fact("held", gate)
        self.session.journal.commit()
        return End("held", f"held {where}: {why}", "look at it, then: canonize batch resume --next-wave")

    def _why_held(self, wave: Wave, number: int, counts: Mapping[str, int]) -> str:
        if counts.get("failed"):
            return f"{counts['failed']} failed in it"
        if not counts:
            rows = self.session.journal.rows()
            missed = wave.repositories and not any(waves.takes(wave, row.name) for row in rows)
            return f"no repository is called {' or '.join(wave.repositories)}" if missed else ""
        if wave.gate == "manual":
            return "its gate is manual"
        rows = self.session.journal.rows("published")
        red = [row.name for row in rows if Turn(row.wave).wave == number and not self.publisher.green(row)]
        return f"checks are not green: {', '.join(red[:5])}" if red else ""

    def _counts(self, *turns: Turn) -> dict[str, int]:
        found: dict[str, int] = {}
        for turn in turns:
            for state, count in self.session.journal.counts_of_wave(turn.number).items():
                found[state] = found.get(state, 0) + count
        return found

    def _drain(self, task: Task, state: str, begun: str, wave: int) -> End | None:
        """Does the task for every repository in `state`; tells why when it stops before all are done."""
        journal, running = self.session.journal, 0
        while True:
            stop = self._why_stop() if task != "delete" else None
            rows = [] if stop else journal.next(state, wave, self.engine.free())
            for row in rows:
                journal.set_state(row.key, begun)
                journal.act(row.key, f"{task}: begin", f"attempt {row.attempts + 1}")
            journal.commit()
            for row in rows:
                self.engine.begin(self.session.spec(row, task))
                self.watch(Event("begun", row.name, begun, task))
            running += len(rows)
            if not running and not rows:
                if stop:
                    return stop
                if not self._waits(state, wave):
                    return None
            for outcome in self.engine.ended(_PATIENCE):
                running -= 1
                self._take(outcome, state)

    def _waits(self, state: str, wave: int) -> bool:
        """True while some repository is only waiting for its next try."""
        return any(each <= wave for each in self.session.journal.waves_of(state))

    def _take(self, outcome: Outcome, state: str) -> None:
        """Writes down what came of a task."""
        journal = self.session.journal
        row = journal.row(outcome.key)
        if outcome.failure and outcome.failure.cause == "empty" and not self.session.manifest.select.empty:
            outcome = replace(outcome, state="skipped", note=outcome.failure.message, failure=None)
        if outcome.failure:
            again = causes.passing(outcome.failure.cause) and row.attempts < self.session.manifest.run.retries
            detail = f"{outcome.failure.cause}: {outcome.failure.message}"
            journal.act(row.key, f"{outcome.task}: {'again' if again else 'failed'}", detail)
            if again:
                ready = time.monotonic() + _BACKOFF * 2**row.attempts
                journal.set_state(row.key, state, ready=ready, attempts=row.attempts + 1)
                self.watch(Event("again", row.name, state, outcome.task))
                return
            journal.failed(row.key, outcome.failure, "planned" if state == "pushing" else state, outcome.seconds)
        elif outcome.state == "pushed":
            detail = " ".join(f"{branch.name}={branch.tip}" for branch in outcome.branches)
            journal.act(row.key, f"push: {'was there' if outcome.redone else 'done'}", detail)
            journal.pushed(outcome)
        elif outcome.state == "deleted":
            journal.act(row.key, "delete: done")
            journal.set_state(row.key, "closed")
        else:
            journal.act(row.key, f"{outcome.task}: {outcome.state}", outcome.base_commit)
            journal.planned(outcome)
        self.watch(Event("ended", row.name, outcome.state, outcome.task))

    def _why_stop(self) -> End | None:
        """Set when so much has failed that no more is to be begun."""
        rule = self.session.manifest.run.stop_when
        if rule is None:
            return None
        counts = self.session.journal.counts()
        bad = counts.get("failed", 0)
        ended = sum(counts.get(state, 0) for state in _SETTLED)
        if ended < max(rule.after, 1) or bad < rule.failed * ended or not bad:
            return None
        help = "mend the cause, then: canonize batch retry --failed; or raise run: {stop-when: …}"
        return End("stopped", f"stopped: {bad} of {ended} failed, which is {rule.failed:.0%} or more", help)


_ALL_WAVES = 2**31
_SETTLED = ("planned", "unchanged", "not-applicable", "pushed", "published", "failed", "closed")


def opened_gate(session: Session) -> bool:
    """Lets the wave begin that a gate holds; False when none does."""
    held = session.journal.fact("held")
    if not held:
        return False
    session.journal.set_fact(f"gate {held}", "open")
    session.journal.set_fact("held", "")
    session.journal.commit()
    return True
