"""A batch of rows on its way into a vault: only what is not there yet is stored."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.bank import rows
from datacounterfactuals.bank.column_set import ColumnSet, products
from datacounterfactuals.bank.index import first_of_each
from datacounterfactuals.bank.layout import Cells, Sealed, cells_of
from datacounterfactuals.bank.rewriting import most_rows
from datacounterfactuals.bank.shelf import Located
from datacounterfactuals.core.arrays import Bytes, Floats, Ints, Lanes
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import spans


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
    """Rows of one repeat, packed and on their way: see `Vault.commit`.

    `whole`: all of them, in as many blocks as it takes; nothing else of the numbers is kept.
    """

    keys: Lanes
    columns: ColumnSet
    whole: tuple[Cells, ...]

    @staticmethod
    def of(
        keys: Lanes,
        columns: ColumnSet,
        repeat: int,
        values: Floats,
        states: Bytes,
        reasons: Mapping[int, str],
        seconds: float,
        created: float,
    ) -> "Batch":
        """Pack rows. Their arrays are the caller's again. Raises ValueError if the shapes do not
        fit."""
        n = len(keys)
        if keys.shape != (n, 2) or states.shape != (n,):
            raise ValueError(f"keys {keys.shape} do not go with states {states.shape}")
        if values.shape != (n, *columns.shape):
            raise ValueError(f"values {values.shape} do not fill {columns.shape} columns")
        if (states > State.FAILED).any():
            raise ValueError("a bank keeps only rows that were trained or failed")
        keys, step = keys.copy(), most_rows(columns)
        whole = tuple(
            cells_of(
                repeat,
                keys[start:stop],
                values[start:stop],
                states[start:stop].copy(),
                {place - start: reasons[place] for place in reasons if start <= place < stop},
                seconds * (stop - start) / n,
                created,
            )
            for start, stop in spans(n, step)
        )
        return Batch(keys, columns, whole)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def repeat(self) -> int:
        return self.whole[0].repeat if self.whole else 0

    @property
    def failed(self) -> int:
        """How many of the rows failed."""
        return sum(int(cells.failed.sum()) for cells in self.whole)

    @property
    def seconds(self) -> float:
        """What training all of them took."""
        return sum(cells.seconds for cells in self.whole)

    def sealed(self, fingerprint: bytes) -> tuple[Sealed, ...]:
        """All of it as it would be written: made ahead, before others have to wait for it."""
        return tuple(Sealed.of(cells, fingerprint, self.columns.name) for cells in self.whole)

    def store(
        self,
        db: sqlite3.Connection,
        fingerprint: bytes,
        located: Located,
        sealed: tuple[Sealed, ...],
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
            blocks = sealed
            if not all_of_it:
                packed = self._packed(part, self.seconds * part.size / total)
                blocks = tuple(Sealed.of(one, fingerprint, part.columns.name) for one in packed)
            stored = tuple((rows.insert(db, number, block), block.cells) for block in blocks)
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
        """Some of the rows and columns, out of the blocks that hold all."""
        start = 0
        for cells in self.whole:
            here = (start <= part.members) & (part.members < start + len(cells))
            members = part.members[here] - start
            start += len(cells)
            if len(members):
                chosen = cells.values()[members][:, part.atoms[:, None], part.statistics]
                yield cells_of(
                    cells.repeat,
                    cells.keys[members],
                    chosen,
                    cells.states[members],
                    _reasons_of(cells, members),
                    seconds * len(members) / len(part.members),
                    cells.created,
                )


def _reasons_of(cells: Cells, members: Ints) -> dict[int, str]:
    """The reasons of some rows, by their new places."""
    if not cells.reasons:
        return {}
    pairs = ((place, cells.reasons.get(member)) for place, member in enumerate(members.tolist()))
    return {place: text for place, text in pairs if text is not None}
