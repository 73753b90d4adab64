"""The journal of a batch: where each repository stands, written by the driver alone, a row before and after each act.

SQLite with a write-ahead log: after a kill at any moment it holds all that was committed. One that is damaged is set
aside, and a new one is begun: what was done is found on the remotes.
"""

from __future__ import annotations

import fcntl
import json
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO

from ..errors import CanonizeError, cause
from . import database
from .listing import Repository
from .rows import BEGUN, COLUMNS, Pull, Row, branches_text, row_of, text
from .spec import Failure, Outcome, dump, load_outcome

_FILE = "journal.sqlite"
_LISTED = "listed"  # where a repository failed that the manifest gives, and that is none
_PAGE = 200  # rows that are in memory at once


class Journal:
    """The journal in `folder`, for one driver at a time. Nothing is kept until `commit`.

    `rebuilt` names the file of a damaged journal that was set aside, or is "".
    """

    def __init__(self, folder: Path, *, alone: bool = True) -> None:
        self.folder = folder
        self._lock = _locked(folder) if alone else None
        self.rebuilt = ""
        try:
            self._db = database.opened(folder / _FILE)
        except database.JournalError as error:
            if not error.damaged:
                raise
            if not alone:
                raise CanonizeError(error.title, "canonize batch resume sets it aside and asks the remotes") from None
            self.rebuilt = database.set_aside(folder / _FILE)
            self._db = database.opened(folder / _FILE)

    def commit(self) -> None:
        """Have everything so far on the disk."""
        self._db.commit()

    def close(self) -> None:
        try:
            self._db.commit()
        finally:
            self._db.close()
            if self._lock is not None:
                self._lock.close()

    def fact(self, name: str) -> str:
        """A fact about the whole batch, or ""."""
        found = self._db.execute("select value from facts where name = ?", (name,)).fetchone()
        return text(found[0]) if found else ""

    def set_fact(self, name: str, value: str) -> None:
        self._db.execute("insert or replace into facts values (?, ?)", (name, value))

    def add(self, repositories: Iterable[Repository]) -> None:
        """Repositories that are not in it yet, to be done; those with a cause failed when they were listed.

        What is to be planned anew is planned from the base, and with the params, that are given for it now. When
        `repositories` raises, all is as it was at the last commit.
        """
        position = int(self._db.execute("select coalesce(max(position) + 1, 0) from repositories").fetchone()[0])
        try:
            for each in repositories:
                position += self._added(each, position)
        except BaseException:
            self._db.rollback()
            raise

    def _added(self, each: Repository, position: int) -> int:
        state = "failed" if each.cause else "skipped" if each.skipped else "waiting"
        return self._db.execute(
            "insert into repositories (key, position, name, place, local, base, params, state, cause,"
            " message, note, failed_at, changed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " on conflict (key) do update set base = excluded.base, params = excluded.params where state = 'waiting'",
            (
                each.key, position, each.name, each.where, each.local, each.base, json.dumps(each.params), state,
                each.cause, each.message, each.skipped, _LISTED if each.cause else "", time.time(),
            ),
        ).rowcount  # fmt: skip

    def count(self, *states: str) -> int:
        """How many repositories are in these states; without any, all."""
        marks, values = _in(states)
        return int(self._db.execute(f"select count(*) from repositories{marks}", values).fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many there are of each state."""
        return dict(self._db.execute("select state, count(*) from repositories group by state"))

    def rows(self, *states: str, wave: int | None = None) -> Iterator[Row]:
        """The repositories in these states (without any, all), a few at a time, in the order of the manifest.

        With `wave`, those of that one alone.
        """
        marks, values = _in(states)
        more = f"{' and' if marks else ' where'} position > ?{'' if wave is None else ' and wave = ?'}"
        only = () if wave is None else (wave,)
        last = -1
        while True:
            asked = f"select {COLUMNS} from repositories{marks}{more} order by position limit {_PAGE}"
            found = self._db.execute(asked, (*values, last, *only)).fetchall()
            yield from map(row_of, found)
            if len(found) < _PAGE:
                return
            last = found[-1][1]

    def row(self, key: str) -> Row:
        return row_of(self._db.execute(f"select {COLUMNS} from repositories where key = ?", (key,)).fetchone())

    def next(self, state: str, wave: int, count: int) -> list[Row]:
        """The next repositories in this state, of waves up to this one, that need not wait any longer."""
        found = self._db.execute(
            f"select {COLUMNS} from repositories where state = ? and wave <= ? and ready <= ?"
            " order by wave, position limit ?",
            (state, wave, time.monotonic(), count),
        )
        return [row_of(each) for each in found]

    def waves_of(self, *states: str) -> list[int]:
        """The waves that have repositories in these states, in order."""
        marks, values = _in(states)
        found = self._db.execute(f"select distinct wave from repositories{marks} order by wave", values)
        return [int(each[0]) for each in found]

    def roles(self, *states: str) -> dict[str, int]:
        """How many there are of each role, of those in these states."""
        marks, values = _in(states)
        return dict(self._db.execute(f"select role, count(*) from repositories{marks} group by role", values))

    def groups(self) -> list[tuple[str, str, bool, int]]:
        """State, cause, whether it is partial, and how many: all that a table of the end needs."""
        found = self._db.execute("select state, cause, partial, count(*) from repositories group by 1, 2, 3")
        return [(str(state), str(cause), bool(partial), int(count)) for state, cause, partial, count in found]

    def names_in(self, state: str, cause: str, partial: bool, count: int) -> list[tuple[str, str]]:
        """The first few names of a group, each with its message."""
        found = self._db.execute(
            "select name, case when message <> '' then message else note end from repositories"
            " where state = ? and cause = ? and partial = ? order by position limit ?",
            (state, cause, partial, count),
        )
        return [(text(name), text(message)) for name, message in found]

    def counts_of_wave(self, wave: int) -> dict[str, int]:
        return dict(self._db.execute("select state, count(*) from repositories where wave = ? group by state", (wave,)))

    def set_state(self, key: str, state: str, *, ready: float = 0, attempts: int | None = None) -> None:
        """Moves a repository on, or back; with `ready` not before that time of the monotonic clock, in this run."""
        self._db.execute(
            "update repositories set state = ?, ready = ?, attempts = coalesce(?, attempts), changed = ? where key = ?",
            (state, ready, attempts, time.time(), key),
        )

    def set_wave(self, key: str, wave: int) -> None:
        self._db.execute("update repositories set wave = ? where key = ?", (wave, key))

    def set_pulls(self, key: str, pulls: Sequence[Pull]) -> None:
        said = json.dumps([asdict(each) for each in pulls])
        self._db.execute("update repositories set pulls = ?, changed = ? where key = ?", (said, time.time(), key))

    def open_pulls(self) -> int:
        """How many pull requests are open, as far as is known."""
        found = self._db.execute("select pulls from repositories where pulls <> '[]'")
        return sum(each["state"] == "open" for (pulls,) in found for each in json.loads(pulls))

    def act(self, key: str, act: str, detail: str = "") -> None:
        """Writes down that something is about to be done, or was."""
        self._db.execute("insert into acts values (?, ?, ?, ?)", (time.time(), key, act, detail))

    def acts(self, key: str) -> list[tuple[float, str, str]]:
        """What was done about a repository, in order."""
        found = self._db.execute("select at, act, detail from acts where key = ? order by rowid", (key,))
        return [(float(at), str(act), text(detail)) for at, act, detail in found]

    def times_of(self, act: str) -> list[float]:
        """When this was done, in any repository."""
        return [float(at) for (at,) in self._db.execute("select at from acts where act = ?", (act,))]

    def planned(self, outcome: Outcome) -> None:
        """A plan that was made."""
        self._db.execute(
            "update repositories set state = ?, base = ?, base_commit = ?, branches = ?, plan_digest = ?, files = ?,"
            " edits = ?, role = ?, partial = ?, note = ?, cause = '', message = '', help = '', failed_at = ?,"
            " attempts = 0, ready = 0, seconds = seconds + ?, changed = ? where key = ?",
            (
                outcome.state, outcome.base, outcome.base_commit, branches_text(outcome.branches), outcome.plan_digest,
                outcome.files, outcome.edits, outcome.role, outcome.partial, outcome.note,
                "waiting" if outcome.state == "skipped" else "", outcome.seconds, time.time(), outcome.key,
            ),
        )  # fmt: skip
        self._db.execute(
            "insert or replace into details values (?, ?)", (outcome.key, zlib.compress(dump(outcome).encode()))
        )

    def pushed(self, outcome: Outcome) -> None:
        """Branches that are on the remote now."""
        self._db.execute(
            "update repositories set state = 'pushed', branches = ?, redone = ?, cause = '', message = '', help = '',"
            " failed_at = '', attempts = 0, ready = 0, seconds = seconds + ?, changed = ? where key = ?",
            (branches_text(outcome.branches), outcome.redone, outcome.seconds, time.time(), outcome.key),
        )

    def failed(self, key: str, failure: Failure, at: str, seconds: float = 0) -> None:
        """A repository that failed; `at` is the state from which it would be tried again."""
        self._db.execute(
            "update repositories set state = 'failed', cause = ?, message = ?, help = ?, failed_at = ?, ready = 0,"
            " partial = 0, attempts = 0, seconds = seconds + ?, changed = ? where key = ?",
            (failure.cause, failure.message, failure.help, at, seconds, time.time(), key),
        )

    def details(self, key: str) -> Outcome | None:
        """The whole outcome of the plan, with its diff; None when there is none."""
        found = self._db.execute("select data from details where key = ?", (key,)).fetchone()
        return load_outcome(zlib.decompress(found[0]).decode()) if found else None

    def take_back_what_was_begun(self) -> None:
        """What a driver that was killed had begun is to be begun again, and nothing waits."""
        self._db.execute("update repositories set ready = 0 where ready <> 0")
        self._db.execute("update repositories set state = 'pushed' where state = 'closing' and pulls = '[]'")
        for begun, before in BEGUN.items():
            self._db.execute("update repositories set state = ? where state = ?", (before, begun))

    def take_back_pushes(self) -> None:
        """What was killed while it was pushed, or failed with several branches, is "pushing": some may be there."""
        self._db.execute(
            "update repositories set state = 'pushing', ready = 0 where key in (select key from acts where"
            " act = 'push: begin') and (state = 'planned' or (state = 'failed' and failed_at = 'planned'"
            " and json_array_length(branches) > 1))"
        )

    def retry_failed(self, *, at: Sequence[str] = ("waiting", "planned", "pushed", "published")) -> None:
        """What failed in one of these states is to be tried again from there."""
        marks = ", ".join("?" * len(at))
        self._db.execute(
            "update repositories set state = failed_at, attempts = 0, ready = 0"
            f" where state = 'failed' and failed_at in ({marks})",
            at,
        )

    def unlisted(self) -> frozenset[str]:
        """Takes out what failed when it was listed, and gives the names: the manifest is to be asked for them again."""
        failed = " from repositories where state = 'failed' and failed_at = ?"
        names = frozenset(text(name) for (name,) in self._db.execute(f"select name{failed}", (_LISTED,)))
        self._db.execute(f"delete{failed}", (_LISTED,))
        return names

    def plan_again(self) -> None:
        """Every repository that has no branch on a remote yet is to be planned from what its base is now."""
        self._db.execute(
            "update repositories set state = 'waiting', base_commit = '', attempts = 0, ready = 0"
            " where state in ('planned', 'unchanged', 'not-applicable')"
            " or (state = 'skipped' and failed_at = 'waiting')"
            " or (state = 'failed' and failed_at in ('waiting', 'planned'))"
        )


def _locked(folder: Path) -> IO[bytes]:
    """The lock of the batch, which goes with the process. Raises CanonizeError when another has it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("ab")
    except OSError as error:
        raise CanonizeError(
            f"{folder}: {cause(error)}", "the journal has to be written there; another place: --state DIR"
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise CanonizeError(
            f"the batch {folder.name} is being run by another canonize", "wait for it, or look: canonize batch status"
        ) from None
    return lock


def _in(states: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    return (f" where state in ({', '.join('?' * len(states))})" if states else "", tuple(states))
