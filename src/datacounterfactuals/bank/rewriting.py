"""Blocks written anew: small ones merged, failed rows dropped. Each function runs inside a write
transaction that its caller opened, so that a reader sees all of it or nothing."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import numpy as np

from datacounterfactuals.bank import rows
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.layout import MOST_BYTES, MOST_ROWS, Cells, Sealed, cells_of
from datacounterfactuals.bank.rows import Sets
from datacounterfactuals.core.arrays import Bools


def mergeable(db: sqlite3.Connection, sets: Sets) -> list[list[int]]:
    """Runs of blocks of one repeat and one column set that would fit into one block."""
    groups: list[list[int]] = []
    group: list[int] = []
    before: tuple[Any, ...] = ()
    n = 0
    query = "SELECT id, columns, repeat, n FROM blocks ORDER BY columns, repeat, id"
    for block, number, repeat, count in db.execute(query).fetchall():
        fits = (n + count) <= most_rows(sets[number])
        if before == (number, repeat) and fits:
            group.append(block)
            n += count
        else:
            groups.append(group)
            group, n, before = [block], count, (number, repeat)
    groups.append(group)
    return [group for group in groups if len(group) > 1]


def most_rows(columns: ColumnSet) -> int:
    """How many rows of these columns go into one block."""
    return max(1, min(MOST_ROWS, MOST_BYTES // max(8 * len(columns), 1)))


def merge(db: sqlite3.Connection, fingerprint: bytes, sets: Sets, blocks: Sequence[int]) -> None:
    """Write several blocks of one repeat and one column set as one. Nothing is done if one of them
    is gone: another process merges too."""
    found = [rows.cells(db, fingerprint, sets, block) for block in blocks]
    parts = [one[1] for one in found if one is not None]
    if len(parts) < len(blocks):
        return
    number = next(one[0] for one in found if one is not None)
    starts = np.cumsum([0, *(len(part) for part in parts)])
    reasons = {
        int(start) + place: text
        for start, part in zip(starts, parts, strict=False)
        for place, text in part.reasons.items()
    }
    whole = cells_of(
        parts[0].repeat,
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.values() for part in parts]),
        np.concatenate([part.states for part in parts]),
        reasons,
        sum(part.seconds for part in parts),
        max(part.created for part in parts),
    )
    for block, part in zip(blocks, parts, strict=True):
        rows.remove(db, block, len(part))
    rows.insert(db, number, Sealed.of(whole, fingerprint, sets[number].name))


def drop_failed(db: sqlite3.Connection, fingerprint: bytes, sets: Sets) -> int:
    """Drop every failed row; how many there were."""
    dropped = rows.failed(db)
    for (block,) in db.execute("SELECT id FROM blocks WHERE failed > 0 ORDER BY id").fetchall():
        found = rows.cells(db, fingerprint, sets, block)
        if found is None:
            continue
        number, cells = found
        rows.remove(db, block, len(cells))
        if not cells.failed.all():
            rest = _only(cells, ~cells.failed)
            rows.insert(db, number, Sealed.of(rest, fingerprint, sets[number].name))
    return dropped


def _only(cells: Cells, keep: Bools) -> Cells:
    return Cells(
        cells.repeat,
        cells.keys[keep],
        cells.states[keep],
        tuple(array[keep] for array in cells.arrays),
        {},
        cells.seconds,
        cells.created,
    )
