"""Connections to a file of the bank, and the lock under which files are made and mended."""

import sqlite3
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from datacounterfactuals.bank import schema
from datacounterfactuals.bank.trouble import explained

PATIENCE = 60.0
"""Seconds to wait for another process that writes."""


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Wait until no other process makes or mends a file in this folder, and keep them waiting.

    The lock is SQLite's on an empty file, so it ends with the process that holds it.
    """
    path = folder / ".lock"
    with ExitStack() as stack:
        try:
            db = stack.enter_context(closing(connect(path, "rwc", 10 * PATIENCE)))
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise explained(error, path) from error
        yield


def connect(path: Path, mode: str, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection without transactions of its own, usable from any thread."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
    )


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, also where there is no place for the files that SQLite
    keeps beside a database."""
    db = connect(path, "ro")
    try:
        db.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            db.close()
            return connect(path, "ro&immutable=1")
        # else damage, for the caller to find
    return db


def make(path: Path, meta: schema.Meta) -> None:
    """Make a vault's file, unless somebody has. The caller is `alone`."""
    db = connect(path, "rwc")
    try:
        if schema.is_empty(db):
            db.execute(f"PRAGMA page_size = {schema.PAGE}")
            db.execute("PRAGMA journal_mode = WAL")
            with transaction(db, "BEGIN IMMEDIATE"):
                schema.create(db, meta)
    finally:
        db.close()


@contextmanager
def transaction(db: sqlite3.Connection, begin: str) -> Generator[None]:
    db.execute(begin)
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if db.in_transaction:
                db.execute("ROLLBACK")
        raise
