"""A batch of rows on its way into a vault: only what is not there yet is stored."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.bank import rows
from datacounterfactuals.bank.column_set import ColumnSet, products
from datacounterfactuals.bank.index import first_of_each
from datacounterfactuals.bank.layout import Cells, cells_of
from datacounterfactuals.bank.rewriting import most_rows
from datacounterfactuals.bank.shelf import Located
from datacounterfactuals.core.arrays import Bytes, Floats, Ints, Lanes
from datacounterfactuals.core.statistics import State


@final
@dataclass(frozen=True, eq=False)
class Added:
    """Blocks that were stored under one column set, by id."""

    number: int
    columns: ColumnSet
    blocks: tuple[tuple[int, Cells], ...]


@final
@dataclass(frozen=True, eq=False)
class Part:
    """Some rows of a batch and some of its columns, all by position; `columns` names those."""

    members: Ints
    atoms: Ints
    statistics: Ints
    columns: ColumnSet

    @property
    def size(self) -> int:
        return len(self.members) * len(self.columns)


@final
@dataclass(frozen=True, eq=False)
class Batch:
    """Rows of one repeat: see `Vault.commit`. Raises ValueError if the shapes do not fit."""

    keys: Lanes
    columns: ColumnSet
    repeat: int
    values: Floats
    states: Bytes
    reasons: Mapping[int, str]
    seconds: float
    created: float

    def __post_init__(self) -> None:
        n = len(self.keys)
        if self.keys.shape != (n, 2) or self.states.shape != (n,):
            raise ValueError(f"keys {self.keys.shape} do not go with states {self.states.shape}")
        if self.values.shape != (n, *self.columns.shape):
            raise ValueError(f"values {self.values.shape} do not fill {self.columns.shape} columns")
        if (self.states > State.FAILED).any():
            raise ValueError("a bank keeps only rows that were trained or failed")

    @cached_property
    def whole(self) -> tuple[Cells, ...]:
        """All of it, packed: made ahead, before others have to wait for it."""
        n, (atoms, statistics) = len(self.keys), self.columns.shape
        part = Part(np.arange(n), np.arange(atoms), np.arange(statistics), self.columns)
        return tuple(self._packed(part, self.seconds))

    def store(
        self, db: sqlite3.Connection, fingerprint: bytes, located: Located
    ) -> tuple[list[Added], int]:
        """Insert what is missing; the blocks, and how many rows have something new."""
        parts = list(self._missing(located))
        total = sum(part.size for part in parts)
        new = np.zeros(len(self.keys), dtype=bool)
        added: list[Added] = []
        for part in parts:
            new[part.members] = True
            number = rows.register(db, part.columns)
            all_of_it = part.columns == self.columns and len(part.members) == len(self.keys)
            share = self.seconds * part.size / total
            blocks = self.whole if all_of_it else self._packed(part, share)
            stored = tuple(
                (rows.insert(db, fingerprint, number, part.columns, block), block)
                for block in blocks
            )
            added.append(Added(number, part.columns, stored))
        return added, int(new.sum())

    def _missing(self, located: Located) -> Iterator[Part]:
        """What is not there, as products of rows, atoms and statistics; of equal keys the first."""
        first = first_of_each(self.keys)
        for members, missing in located.absent:
            members = members[first[members]]
            for atoms, statistics in products(missing):
                columns = self.columns
                if not missing.all():
                    columns = columns.part(atoms, statistics)
                yield Part(members, atoms, statistics, columns)

    def _packed(self, part: Part, seconds: float) -> Iterator[Cells]:
        step = most_rows(part.columns)
        for start in range(0, len(part.members), step):
            members = part.members[start : start + step]
            values = self.values[members]
            if part.columns != self.columns:
                values = values[:, part.atoms[:, None], part.statistics]
            yield cells_of(
                self.repeat,
                self.keys[members],
                values,
                self.states[members],
                reasons_of(self.reasons, members),
                seconds * len(members) / len(part.members),
                self.created,
            )


def reasons_of(reasons: Mapping[int, str], members: Ints) -> dict[int, str]:
    """The reasons of some rows, by their new places."""
    if not reasons:
        return {}
    pairs = ((place, reasons.get(member)) for place, member in enumerate(members.tolist()))
    return {place: text for place, text in pairs if text is not None}
