"""The statements on a vault's tables, each inside a transaction that its caller opened."""

import json
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.index import first_of_each
from datacounterfactuals.bank.layout import (
    BlockDamagedError,
    Cells,
    Sealed,
    from_row,
    lanes_of,
    sealed,
)
from datacounterfactuals.core.arrays import Lanes
from datacounterfactuals.core.statistics import State

Sets = Mapping[int, ColumnSet]
"""Column sets by their number in a file."""
BLOCK = (
    "columns, repeat, n, failed, seconds, created, layout, seal, checksum, keys, states, "
    "reasons, payload"
)
_INSERT = f"INSERT INTO blocks ({BLOCK}) VALUES ({', '.join('?' * 13)})"


@final
@dataclass(frozen=True)
class Tally:
    """What a file should hold. `generation` changes whenever a block is removed or replaced, so
    that other processes read their index anew."""

    generation: int
    blocks: int
    rows: int


@final
@dataclass(frozen=True)
class Heading:
    """A block without its numbers: what the index reads."""

    id: int
    columns: int
    repeat: int
    keys: bytes


def tally(db: sqlite3.Connection) -> Tally:
    """Raises BlockDamagedError if it is not there."""
    row = db.execute("SELECT generation, blocks, rows FROM tally").fetchone()
    if row is None or not all(isinstance(one, int) for one in row):
        raise BlockDamagedError("the count of blocks is not there")
    return Tally(*row)


def column_sets(db: sqlite3.Connection, after: int = 0) -> dict[int, ColumnSet]:
    """The column sets above a number. Raises BlockDamagedError if one was changed."""
    query = "SELECT id, text, name FROM column_sets WHERE id > ?"
    return {number: column_set_of(text, name) for number, text, name in db.execute(query, (after,))}


def column_set_of(text: Any, name: Any) -> ColumnSet:
    """A column set as it was written. Raises BlockDamagedError if it was changed."""
    try:
        columns = ColumnSet.from_text(text)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BlockDamagedError("a column set is malformed") from error
    if columns.name != name:
        raise BlockDamagedError("a column set is not as it was written")
    return columns


def register(db: sqlite3.Connection, columns: ColumnSet) -> int:
    """The number of a column set, which is stored if it is new."""
    db.execute(
        "INSERT OR IGNORE INTO column_sets (text, name) VALUES (?, ?)",
        (columns.text, columns.name),
    )
    found = "SELECT id FROM column_sets WHERE text = ? AND name = ?"
    return int(db.execute(found, (columns.text, columns.name)).fetchone()[0])


def headings(
    db: sqlite3.Connection, fingerprint: bytes, sets: Sets, after: int
) -> Iterator[Heading]:
    """The blocks above an id, without their numbers.

    Raises BlockDamagedError at the first whose keys are not as they were written.
    """
    query = "SELECT id, columns, repeat, n, seal, keys FROM blocks WHERE id > ? ORDER BY id"
    for number, columns, repeat, n, seal, keys in db.execute(query, (after,)):
        try:
            sound = sealed(fingerprint, sets[columns].name, repeat, n, keys) == seal
        except (TypeError, KeyError, struct.error) as error:
            raise BlockDamagedError("its heading is malformed") from error
        if not sound:
            raise BlockDamagedError("the checksum of its keys differs")
        yield Heading(number, columns, repeat, keys)


def cells(
    db: sqlite3.Connection, fingerprint: bytes, sets: Sets, block: int
) -> tuple[int, Cells] | None:
    """The number of the column set and the cells of a block, None if there is no such block.

    Raises BlockDamagedError if any byte is not as it was written.
    """
    row = db.execute(f"SELECT {BLOCK} FROM blocks WHERE id = ?", (block,)).fetchone()
    if row is None:
        return None
    number, *rest = row
    if number not in sets:
        raise BlockDamagedError("its column set is not there")
    columns = sets[number]
    return number, from_row(tuple(rest), fingerprint, columns.name, len(columns.atoms))


def insert(db: sqlite3.Connection, number: int, block: Sealed) -> int:
    """Append a block under the column set of that number; its id."""
    done = db.execute(_INSERT, (number, block.cells.repeat, *block.row))
    db.execute("UPDATE tally SET blocks = blocks + 1, rows = rows + ?", (len(block.cells),))
    assert done.lastrowid is not None
    return done.lastrowid


def remove(db: sqlite3.Connection, block: int, n: int) -> None:
    """Remove a block of n rows. The caller has its rows elsewhere, or wants them trained again."""
    db.execute("DELETE FROM blocks WHERE id = ?", (block,))
    db.execute(
        "UPDATE tally SET blocks = blocks - 1, rows = rows - ?, generation = generation + 1", (n,)
    )


def failed(db: sqlite3.Connection) -> int:
    """How many rows failed; one that failed under several column sets counts once."""
    query = "SELECT repeat, keys, states FROM blocks WHERE failed > 0"
    by_repeat: defaultdict[int, list[Lanes]] = defaultdict(list)
    for repeat, keys, states in db.execute(query):
        lost = np.frombuffer(states, dtype=np.uint8) == State.FAILED
        by_repeat[repeat].append(lanes_of(keys)[lost])
    return sum(int(first_of_each(np.concatenate(keys)).sum()) for keys in by_repeat.values())


def studies(db: sqlite3.Connection) -> dict[str, Any]:
    """What was recorded of each study."""
    found: dict[str, Any] = {}
    for name, about in db.execute("SELECT name, about FROM studies ORDER BY recorded"):
        found[name] = json.loads(about)
    return found
