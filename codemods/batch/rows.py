"""The rows of the journal: where one repository stands, as SQLite keeps it and as the driver sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from ..records import dataclass
from .spec import Branch, Failure, branches_of

# waiting -> planning -> planned -> pushing -> pushed -> publishing -> published -> closed
BEGUN = {"planning": "waiting", "pushing": "planned", "publishing": "pushed", "closing": "published"}

TABLES = """
create table if not exists facts (name text primary key, value text not null) without rowid;
create table if not exists repositories (
    key text primary key, position integer not null, name text not null, place text not null, local integer not null,
    base text not null, params text not null, wave integer not null default 0, state text not null,
    ready real not null default 0, attempts integer not null default 0, base_commit text not null default '',
    branches text not null default '[]', plan_digest text not null default '', files integer not null default 0,
    edits integer not null default 0, role text not null default '', partial integer not null default 0,
    redone integer not null default 0, cause text not null default '', message text not null default '',
    help text not null default '', note text not null default '', pulls text not null default '[]',
    failed_at text not null default '', seconds real not null default 0, changed real not null
) without rowid;
create index if not exists by_state on repositories (state, wave, position);
create table if not exists details (key text primary key, data blob not null) without rowid;
create table if not exists acts (at real not null, key text not null, act text not null, detail text not null);
create index if not exists acts_of on acts (key);
"""


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request that the batch made or took over, for one branch."""

    branch: str
    number: int
    url: str
    state: str = "open"
    checks: str = ""
    review: str = ""
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Where one repository stands."""

    key: str
    name: str
    where: str
    local: bool
    base: str
    params: Mapping[str, str]
    wave: int
    state: str
    attempts: int
    base_commit: str
    branches: tuple[Branch, ...]
    plan_digest: str
    files: int
    edits: int
    role: str
    partial: bool
    failure: Failure | None
    note: str
    pulls: tuple[Pull, ...]
    seconds: float

    @property
    def has_open_pulls(self) -> bool:
        """As far as the journal knows."""
        return any(pull.state == "open" for pull in self.pulls)


COLUMNS = (
    "key, position, name, place, local, base, params, wave, state, attempts, base_commit, branches, plan_digest, files,"
    " edits, role, partial, cause, message, help, note, pulls, seconds"
)


def stored(value: object) -> object:
    """`value` as SQLite takes it: text with lone surrogates, as in a path that is no UTF-8, goes in as bytes."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode(errors="surrogatepass")
    return value


def text(found: object) -> str:
    """What `stored` was given."""
    return found.decode(errors="surrogatepass") if isinstance(found, bytes) else str(found)


def branches_text(branches: Sequence[Branch]) -> str:
    return json.dumps([asdict(each) for each in branches])


def row_of(found: Sequence[object]) -> Row:
    (key, _, name, where, local, base, params, wave, state, attempts, base_commit, branches, digest, files,
     edits, role, partial, cause, message, help, note, pulls, seconds) = found  # fmt: skip
    made = branches_of(json.loads(str(branches)))
    return Row(
        str(key), text(name), text(where), bool(local), text(base), json.loads(str(params)),
        int(str(wave)), str(state), int(str(attempts)), str(base_commit), made, str(digest), int(str(files)),
        int(str(edits)), str(role), bool(partial),
        Failure(str(cause), text(message), text(help)) if cause else None, text(note),
        tuple(Pull(**each) for each in json.loads(str(pulls))), float(str(seconds)),
    )  # fmt: skip
