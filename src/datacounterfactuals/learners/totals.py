"""Totals: what objects add up to, so that a world costs the same however many rows it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.content import from_lanes, lanes
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Table
from datacounterfactuals.core.worlds import Worlds, words
from datacounterfactuals.learners.kernels.memory import zeros
from datacounterfactuals.learners.kernels.scoring import OVERFLOWN, SCORED
from datacounterfactuals.learners.kernels.subsets import AHEAD, Asked, Tables, padded
from datacounterfactuals.learners.rows import by_content

TILE = 32


@final
@dataclass(frozen=True)
class Total:
    """Sums over the rows of one object. `content` names it; `sums`: Float[numbers]."""

    content: bytes
    sums: Floats

    def plus(self, other: "Total") -> "Total":
        """The total of the rows of both."""
        content = from_lanes(lanes(self.content) + lanes(other.content))
        with np.errstate(all="ignore"):
            return Total(content, self.sums + other.sums)


@final
class Totals:
    """The totals of a universe, added up for worlds.

    The sums of plain subsets come from tables of the subsets of a few objects each, which kernels
    read. Others are multiplied in tiles of one fixed height: BLAS may order its sums by the shape
    of a product, and this way a world gets the same bits whatever stands beside it, if BLAS treats
    the rows of one shape alike. Where it does not, between numbers of threads, and between the two
    ways, cells agree within 1e-12 relative, and counts may differ only at exact ties of a decision.
    """

    def __init__(self, objects: Sequence[Total]) -> None:
        self._order = by_content([one.content for one in objects])
        sums = np.stack([objects[place].sums for place in self._order])
        self._broken: Bools = np.logical_not(np.isfinite(sums).all(axis=1))
        self._sums = np.where(self._broken[:, None], 0.0, sums)
        with np.errstate(over="ignore"):
            self._bounded = bool(np.isfinite(np.abs(self._sums).sum(axis=0)).all())

    @property
    def numbers(self) -> int:
        """How many sums an object has."""
        return self._sums.shape[1]

    @cached_property
    def tables(self) -> Tables:
        """The sums of the subsets of a few objects each."""
        return Tables.of(self._sums, self._order)

    def bytes(self, worlds: Worlds) -> int:
        """The memory that `ask` takes for each of these worlds, about."""
        objects = len(self._order)
        if self._bounded and worlds.binary:
            return 16 * words(objects)
        return 24 * (self.numbers + objects)

    def ask(self, worlds: Worlds, start: int, stop: int) -> Asked:
        """Worlds start..stop, as kernels read them."""
        count, objects = stop - start, len(self._order)
        marks = np.full(count, SCORED, dtype=np.uint8)
        if self._bounded and worlds.binary:
            bits = worlds.packed(start, stop)
            packed = np.zeros((words(objects), count + AHEAD), dtype=np.uint64)
            packed[: bits.shape[1], :count] = bits.T
            for place in self._order[self._broken]:
                there = packed[place >> 6, :count] & (np.uint64(1) << np.uint64(place & 63))
                marks[there != 0] = OVERFLOWN
            return Asked(packed, np.zeros((0, 0)), marks)
        sums = self.of(worlds.weights(start, stop))
        marks[np.isnan(sums[:, 0])] = OVERFLOWN
        given = zeros(count, padded(self.numbers))
        given[:, : self.numbers] = sums
        return Asked(np.zeros((0, 0), dtype=np.uint64), given, marks)

    def of(self, weights: Floats) -> Floats:
        """The sums of each world, NaN where they overflow. Shape: [worlds, objects] to [worlds,
        numbers]; of objects beyond the last there are none."""
        count, known = len(weights), self._order < weights.shape[1]
        ordered = np.zeros((-(-count // TILE) * TILE, len(self._order)))
        ordered[:count, known] = weights[:, self._order[known]]
        out = np.empty((len(ordered), self.numbers))
        with np.errstate(all="ignore"):
            for start in range(0, len(ordered), TILE):
                np.matmul(ordered[start : start + TILE], self._sums, out=out[start : start + TILE])
        broken = (ordered[:, self._broken] != 0).any(axis=1) | ~np.isfinite(out).all(axis=1)
        out[broken] = np.nan
        return out[:count]


def centred(table: Table, evaluation: Evaluation) -> Floats:
    """A table's features about the middle of the evaluation's, so that sums and sums of squares
    cancel little. It changes no model. Shape: [rows, features]."""
    with np.errstate(over="ignore", invalid="ignore"):
        return table.features - evaluation.middle


def by_class(table: Table, values: Floats) -> Floats:
    """Sum values over the rows of each class. Shape: [rows, d] to [classes, d]."""
    numbers = range(len(table.schema.classes))
    return np.stack([values[table.target == number].sum(axis=0) for number in numbers])
