"""Claims: rows that a process has said it will train, so that no other trains them too.

A claim is a list of keys of one repeat and one column set, with an owner and the time when it
ends. All functions run inside a write transaction that their caller opened.
"""

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.bank.index import contained
from datacounterfactuals.bank.layout import lanes_of
from datacounterfactuals.core.arrays import Bools, Lanes


@final
@dataclass(frozen=True, eq=False)
class Claim:
    """Keys that one owner trains."""

    id: int
    owner: str
    keys: Lanes


def sweep(db: sqlite3.Connection, now: float) -> None:
    """Forget the claims whose time is over: their owners died."""
    db.execute("DELETE FROM claims WHERE expires <= ?", (now,))


def standing(db: sqlite3.Connection, numbers: Collection[int], repeat: int) -> Iterator[Claim]:
    """The claims on a repeat of any of these column sets."""
    query = "SELECT id, owner, columns, keys FROM claims WHERE repeat = ?"
    for number, owner, columns, keys in db.execute(query, (repeat,)).fetchall():
        if columns in numbers:
            yield Claim(number, owner, lanes_of(keys))


def taken(
    db: sqlite3.Connection, keys: Lanes, numbers: Collection[int], repeat: int, owner: str
) -> Bools:
    """Which keys another owner has claimed under any of these column sets. Shape: [n]."""
    out = np.zeros(len(keys), dtype=bool)
    for claim in standing(db, numbers, repeat):
        if claim.owner != owner:
            out |= contained(keys, claim.keys)
    return out


def put(
    db: sqlite3.Connection, keys: Lanes, number: int, repeat: int, owner: str, expires: float
) -> None:
    """Claim keys."""
    if len(keys):
        raw = np.ascontiguousarray(keys, dtype="<u8").tobytes()
        db.execute(
            "INSERT INTO claims (owner, columns, repeat, expires, keys) VALUES (?, ?, ?, ?, ?)",
            (owner, number, repeat, expires, raw),
        )


def settle(db: sqlite3.Connection, keys: Lanes, number: int, repeat: int, owner: str) -> None:
    """Take keys out of the owner's claims."""
    for claim in standing(db, (number,), repeat):
        if claim.owner != owner:
            continue
        whole = np.array_equal(claim.keys, keys)  # the usual case, and a quick one
        left = claim.keys[:0] if whole else claim.keys[~contained(claim.keys, keys)]
        if len(left) == len(claim.keys):
            continue
        if len(left):
            raw = left.astype("<u8").tobytes()
            db.execute("UPDATE claims SET keys = ? WHERE id = ?", (raw, claim.id))
        else:
            db.execute("DELETE FROM claims WHERE id = ?", (claim.id,))


def release(db: sqlite3.Connection, owner: str) -> None:
    """Give up all that an owner has claimed."""
    db.execute("DELETE FROM claims WHERE owner = ?", (owner,))


def renew(db: sqlite3.Connection, owner: str, expires: float) -> None:
    """Let an owner's claims end later."""
    db.execute("UPDATE claims SET expires = max(expires, ?) WHERE owner = ?", (expires, owner))
