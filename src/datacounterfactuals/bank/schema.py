"""The tables of a vault's file, and what its first page says of them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, final

from datacounterfactuals.bank.trouble import DamagedError
from datacounterfactuals.core.errors import BankError

VERSION = 1
PAGE = 8192

# Keys and all that the index needs stand before the values, so that opening a vault does not
# read them. The column sets are unique by their text, which makes SQLite keep a second copy of
# them in its index: one damaged page cannot make every block unreadable. The index is made last, as
# it is when SQLite compacts a file: any file's first page can then stand in for a lost one.
TABLES = """
CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, fingerprint BLOB NOT NULL,
    description TEXT NOT NULL, checksum BLOB NOT NULL
);
CREATE TABLE tally (
    one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL,
    blocks INTEGER NOT NULL, rows INTEGER NOT NULL
);
CREATE TABLE column_sets (id INTEGER PRIMARY KEY, text TEXT NOT NULL, name BLOB NOT NULL);
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, columns INTEGER NOT NULL, repeat INTEGER NOT NULL,
    n INTEGER NOT NULL, failed INTEGER NOT NULL, seconds REAL NOT NULL, created REAL NOT NULL,
    layout TEXT NOT NULL, seal BLOB NOT NULL, checksum BLOB NOT NULL, keys BLOB NOT NULL,
    states BLOB NOT NULL, reasons TEXT, payload BLOB NOT NULL
);
CREATE TABLE claims (
    id INTEGER PRIMARY KEY, owner TEXT NOT NULL, columns INTEGER NOT NULL,
    repeat INTEGER NOT NULL, expires REAL NOT NULL, keys BLOB NOT NULL
);
CREATE TABLE studies (name TEXT PRIMARY KEY, about TEXT NOT NULL, recorded REAL NOT NULL);
CREATE TABLE damages (id INTEGER PRIMARY KEY, report TEXT NOT NULL);
CREATE UNIQUE INDEX column_sets_text ON column_sets (text, name);
"""


@final
@dataclass(frozen=True)
class Meta:
    """Whose cells a file holds: the protocol's fingerprint and its description, as JSON."""

    fingerprint: bytes
    description: str

    @staticmethod
    def of(fingerprint: bytes, description: Mapping[str, Any]) -> "Meta":
        return Meta(fingerprint, json.dumps(description, sort_keys=True, default=str))

    @property
    def plain(self) -> dict[str, Any]:
        """The description as plain data."""
        return json.loads(self.description)

    def row(self) -> tuple[int, bytes, str, bytes]:
        return VERSION, self.fingerprint, self.description, _checksum(VERSION, self)


def create(db: sqlite3.Connection, meta: Meta) -> None:
    """Make the tables of an empty file, in the transaction that is open."""
    for statement in TABLES.split(";\n"):
        db.execute(statement)
    db.execute("INSERT INTO meta VALUES (1, ?, ?, ?, ?)", meta.row())
    db.execute("INSERT INTO tally VALUES (1, 0, 0, 0)")
    db.execute(f"PRAGMA user_version = {VERSION}")


def is_empty(db: sqlite3.Connection) -> bool:
    """Whether no table was made yet: the process that began the file ended before."""
    return db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def check(db: sqlite3.Connection, path: Path, fingerprint: bytes | None) -> Meta:
    """What a file says of itself, if this program can read it as the vault of that fingerprint.

    Raises BankError if it was written by a newer version, belongs to another program or holds
    another protocol's cells; DamagedError if it contradicts itself.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if "meta" not in tables and "blocks" not in tables:
        raise BankError(
            f"{path} is an SQLite file of another program, not a bank",
            "Move it out of the bank's folder, or set DATACF_BANK to another folder",
        )
    if version > VERSION:
        raise BankError(
            f"{path} was written by a newer version of this program: its layout is {version}, "
            f"and {VERSION} is the newest that this version knows",
            "Upgrade datacounterfactuals, or set DATACF_BANK to another folder",
        )
    meta = stated(db)
    if meta is None or version != VERSION:
        raise DamagedError("what it says of itself is not as it was written", path)
    if fingerprint is not None and meta.fingerprint != fingerprint:
        raise BankError(
            f"{path} holds the cells of the protocol {meta.fingerprint.hex()}, not of "
            f"{fingerprint.hex()}",
            "Give the file its own name back; a vault is named after its protocol",
        )
    return meta


def stated(db: sqlite3.Connection) -> Meta | None:
    """What the file says of itself, None if that is not as it was written."""
    row = db.execute("SELECT version, fingerprint, description, checksum FROM meta").fetchone()
    if row is None:
        return None
    version, fingerprint, description, checksum = row
    if not isinstance(fingerprint, bytes) or not isinstance(description, str):
        return None
    meta = Meta(fingerprint, description)
    return meta if _checksum(version, meta) == checksum else None


def _checksum(version: int, meta: Meta) -> bytes:
    state = blake2b(f"{version} ".encode(), digest_size=8)
    state.update(meta.fingerprint)
    state.update(meta.description.encode())
    return state.digest()
