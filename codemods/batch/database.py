"""The journal's file: opened, checked, and its errors told as ours are."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ..errors import CanonizeError
from .rows import COLUMNS, TABLES, stored

FORMAT = "1"


class JournalError(CanonizeError):
    """The journal cannot be read or written. `damaged`: nothing but a new one helps."""

    def __init__(self, path: str, error: sqlite3.Error) -> None:
        super().__init__(f"{path}: {error}", "mend that, then: canonize batch resume")
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)  # ours have none
        self.damaged = code == sqlite3.SQLITE_IOERR_SHORT_READ or code & 0xFF in _DAMAGES


_DAMAGES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


class Database(sqlite3.Connection):
    """A connection whose errors are told as ours are. Raises JournalError."""

    path: str

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:  # type: ignore[override]
        try:
            return super().execute(sql, [*map(stored, values)])
        except sqlite3.Error as error:
            raise JournalError(self.path, error) from None

    def commit(self) -> None:
        try:
            super().commit()
        except sqlite3.Error as error:
            raise JournalError(self.path, error) from None


def opened(path: Path) -> Database:
    """The database in that file, made when it is not there.

    Raises JournalError; CanonizeError when it is of another format.
    """
    try:
        db = sqlite3.connect(path, isolation_level="DEFERRED", timeout=30, factory=Database)
    except sqlite3.Error as error:
        raise JournalError(str(path), error) from None
    db.path = str(path)
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        if db.execute("pragma quick_check").fetchone()[0] != "ok":
            raise JournalError(str(path), sqlite3.DatabaseError("it is damaged"))
        for statement in TABLES.split(";\n"):
            db.execute(statement)
        found = db.execute("select value from facts where name = 'format'").fetchone()
        if found and found[0] != FORMAT:
            raise CanonizeError(f"{path}: written by another canonize", "begin the batch anew elsewhere: --state DIR")
        if not found:  # who only looks does not wait for a driver that is writing
            db.execute("insert or ignore into facts values ('format', ?)", (FORMAT,))
        db.execute(f"select {COLUMNS} from repositories limit 1").fetchone()
        db.commit()
    except sqlite3.Error as error:  # while rows are fetched
        db.close()
        raise JournalError(str(path), error) from None
    except BaseException:
        db.close()
        raise
    return db


def set_aside(path: Path) -> str:
    """Renames what there is of a damaged journal; gives its new name."""
    aside = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(f"{path.name}{end}").rename(path.with_name(f"{aside}{end}"))
    return aside
