"""What one process knows of a vault's file: its column sets, where every key is, and the blocks
read last."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import final

import numpy as np

from datacounterfactuals.bank import rows
from datacounterfactuals.bank.cache import Cache
from datacounterfactuals.bank.column_set import ColumnSet, Overlap
from datacounterfactuals.bank.index import (
    ABSENT,
    KeyIndex,
    block_of,
    first_of_each,
    offset_of,
)
from datacounterfactuals.bank.layout import BlockDamagedError, Cells, lanes_of
from datacounterfactuals.core.arrays import Array, Bools, Bytes, Floats, Ints, Lanes
from datacounterfactuals.core.statistics import State

CACHED = 256 << 20
"""Bytes of blocks that a vault keeps in memory."""


@final
@dataclass(frozen=True, eq=False)
class Held:
    """What a bank holds of the rows that were asked for.

    `found`: Bool[n], every asked column is there. `states`: UInt8[n], NOT_HELD where it is not.
    `values`: Float[n, atoms, statistics], NaN where absent or failed. `reasons`: why a row failed,
    by its place.
    """

    found: Bools
    states: Bytes
    values: Floats
    reasons: Mapping[int, str] = field(default_factory=dict[int, str])


@final
@dataclass(frozen=True, eq=False)
class Located:
    """Where rows are. `pieces`: of each stored column set, what it shares with the asked one and
    the place of every row in it, Int[n]. `complete`: Bool[n], together they hold all columns.
    `absent`: for the other rows, the columns that are missing, Bool[atoms, statistics]."""

    pieces: tuple[tuple[Overlap, Ints], ...]
    complete: Bools
    absent: tuple[tuple[Ints, Bools], ...]


@final
class Shelf:
    """The picture of one file, brought up to date inside a transaction by `refresh`."""

    def __init__(self, fingerprint: bytes, cached: int = CACHED) -> None:
        self.fingerprint = fingerprint
        self.sets: dict[int, ColumnSet] = {}
        self._cache = Cache(cached)
        self._overlaps: dict[ColumnSet, list[tuple[int, Overlap]]] = {}
        self._indices: dict[tuple[int, int], KeyIndex] = {}
        self._generation = self._last = -1

    def clear(self) -> None:
        """Forget everything: the file is another one."""
        self.sets.clear()
        self._overlaps.clear()
        self._cache.clear()
        self._reset(-1)

    def refresh(self, db: sqlite3.Connection) -> None:
        """Take in what was committed since, reading only the keys of the blocks that are new."""
        generation = rows.tally(db).generation
        if generation != self._generation:
            self._reset(generation)
        added = rows.column_sets(db, max(self.sets, default=0))
        if added:
            self.sets |= added
            self._overlaps.clear()
        for one in rows.headings(db, self.fingerprint, self.sets, self._last):
            self._add(one.repeat, one.columns, one.id, lanes_of(one.keys))

    def admit(self, number: int, columns: ColumnSet, blocks: Iterable[tuple[int, Cells]]) -> None:
        """Take in blocks that this process has just committed, after a refresh."""
        if number not in self.sets:
            self.sets[number] = columns
            self._overlaps.clear()
        for block, cells in blocks:
            if block > self._last:  # else another thread's refresh has read it already
                self._add(cells.repeat, number, block, cells.keys)
                self._cache.put(block, cells)

    def overlaps(self, columns: ColumnSet) -> list[tuple[int, Overlap]]:
        """The stored column sets, by number, that hold some of these columns."""
        if columns not in self._overlaps:
            if len(self._overlaps) >= 64:
                self._overlaps.clear()
            both = [(number, columns.overlap(stored)) for number, stored in self.sets.items()]
            self._overlaps[columns] = [(number, one) for number, one in both if one is not None]
        return self._overlaps[columns]

    def locate(self, keys: Lanes, columns: ColumnSet, repeat: int) -> Located:
        """Find rows, without reading a number."""
        pieces: list[tuple[Overlap, Ints]] = []
        for number, overlap in self.overlaps(columns):
            index = self._indices.get((repeat, number))
            places = None if index is None else index.find(keys)
            if places is not None and (places != ABSENT).any():
                pieces.append((overlap, places))
        complete = np.full(len(keys), len(columns) == 0)
        for overlap, places in pieces:
            if overlap.covers:
                complete |= places != ABSENT
        absent: list[tuple[Ints, Bools]] = []
        rest = np.flatnonzero(~complete)
        for members, found in _patterns(rest, [places for _, places in pieces]):
            there = np.zeros(columns.shape, dtype=bool)
            for (overlap, _), present in zip(pieces, found, strict=True):
                if present:
                    there |= overlap.mask
            if there.all():
                complete[members] = True
            else:
                absent.append((members, ~there))
        return Located(tuple(pieces), complete, tuple(absent))

    def gather(self, db: sqlite3.Connection | None, located: Located, columns: ColumnSet) -> Held:
        """Read the rows that are complete."""
        n = len(located.complete)
        held = Held(
            located.complete,
            np.where(located.complete, State.REAL, State.NOT_HELD).astype(np.uint8),
            np.full((n, *columns.shape), np.nan),
            {},
        )
        reasons: dict[int, str] = {}
        for overlap, places in located.pieces:
            mine = np.flatnonzero(located.complete & (places != ABSENT))
            mine = mine[np.argsort(places[mine], kind="stable")]
            blocks = block_of(places[mine])
            for members in np.split(mine, np.flatnonzero(np.diff(blocks)) + 1):
                if len(members):
                    cells = self._block(db, int(block_of(places[members[0]])))
                    _pour(cells, offset_of(places[members]), members, overlap, held, reasons)
        return Held(held.found, held.states, held.values, dict(sorted(reasons.items())))

    def keys(self, numbers: Iterable[int], repeat: int) -> Lanes:
        """The distinct keys held under any of these column sets. Shape: [n, 2]."""
        pieces = [
            self._indices[repeat, number].keys()
            for number in numbers
            if (repeat, number) in self._indices
        ]
        every = np.concatenate([np.zeros((0, 2), dtype=np.uint64), *pieces])
        return every[first_of_each(every)]

    def stored(self, number: int, repeat: int) -> Lanes:
        """The keys under a column set, in the order in which they came. Shape: [n, 2]."""
        return self._indices[repeat, number].keys()

    @property
    def contents(self) -> list[tuple[int, int]]:
        """The number of the column set and the repeat of all blocks, each once."""
        return sorted((number, repeat) for repeat, number in self._indices)

    @property
    def repeats(self) -> list[int]:
        return sorted({repeat for repeat, _ in self._indices})

    def _block(self, db: sqlite3.Connection | None, block: int) -> Cells:
        cells = self._cache.get(block)
        if cells is None:
            found = db and rows.cells(db, self.fingerprint, self.sets, block)
            if not found:
                raise BlockDamagedError("it is gone")
            cells = found[1]
            self._cache.put(block, cells)
        return cells

    def _add(self, repeat: int, number: int, block: int, keys: Lanes) -> None:
        self._indices.setdefault((repeat, number), KeyIndex()).add(keys, block)
        self._last = block

    def _reset(self, generation: int) -> None:
        self._indices.clear()
        self._generation, self._last = generation, 0


def _patterns(members: Ints, places: list[Ints]) -> list[tuple[Ints, Bools]]:
    """Group rows by which pieces hold them. To pairs of rows and Bool[pieces]."""
    if len(members) == 0:
        return []
    if not places:
        return [(members, np.zeros(0, dtype=bool))]
    found = np.stack([one[members] != ABSENT for one in places])
    kinds, which = np.unique(found, axis=1, return_inverse=True)
    which = which.reshape(-1)
    return [(members[which == kind], kinds[:, kind]) for kind in range(kinds.shape[1])]


def _pour(
    cells: Cells,
    offsets: Ints,
    members: Ints,
    overlap: Overlap,
    held: Held,
    reasons: dict[int, str],
) -> None:
    """Copy rows of a block to their places in the reply."""
    take, put = _span(offsets), _span(members)
    atoms, stored = _span(overlap.atoms), _span(overlap.stored_atoms)
    for here, there in zip(overlap.statistics, overlap.stored_statistics, strict=True):
        held.values[..., here][_cross(put, atoms)] = cells.arrays[there][_cross(take, stored)]
    states = cells.states[offsets]
    held.states[members] = np.maximum(held.states[members], states)
    failed = members[states == State.FAILED]
    if len(failed):
        held.values[np.ix_(failed, overlap.atoms, overlap.statistics)] = np.nan
        for member, offset in zip(members.tolist(), offsets.tolist(), strict=True):
            if offset in cells.reasons:
                reasons.setdefault(member, cells.reasons[offset])


def _span(places: Ints) -> Ints | slice:
    """The same places as a slice, if they follow one another."""
    if len(places) and (np.diff(places) == 1).all():
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def _cross(rows_: Ints | slice, columns: Ints | slice) -> tuple[Array | slice, Array | slice]:
    """An index for all these rows and all these columns."""
    if isinstance(rows_, slice) or isinstance(columns, slice):
        return rows_, columns
    return rows_[:, None], columns
