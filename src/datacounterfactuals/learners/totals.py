"""Totals: what objects add up to, so that a world costs the same however many rows it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Table
from datacounterfactuals.learners.rows import by_content

TILE = 32
NOISE = 64 * float(np.finfo(np.float64).eps)
"""A variance below this share of its second moment is a rounding error of equal values."""


@final
@dataclass(frozen=True)
class Total:
    """Sums over the rows of one object. `content` names it; `sums`: Float[numbers]."""

    content: bytes
    sums: Floats


@final
class Totals:
    """The totals of a universe, added up for worlds.

    Worlds are multiplied in tiles of one fixed height: BLAS may order its sums by the shape of a
    product, and this way a world gets the same bits whatever stands beside it, if BLAS treats the
    rows of one shape alike. Where it does not, and between numbers of threads, cells agree within
    1e-12 relative, and counts may differ only at exact ties of a decision.
    """

    def __init__(self, objects: Sequence[Total]) -> None:
        self._order = by_content([one.content for one in objects])
        sums = np.stack([objects[place].sums for place in self._order])
        self._broken: Bools = np.logical_not(np.isfinite(sums).all(axis=1))
        self._sums = np.where(self._broken[:, None], 0.0, sums)

    @property
    def numbers(self) -> int:
        """How many sums an object has."""
        return self._sums.shape[1]

    def of(self, weights: Floats) -> Floats:
        """The sums of each world, NaN where they overflow. Shape: [worlds, objects] to [worlds,
        numbers]."""
        count = len(weights)
        ordered = np.zeros((-(-count // TILE) * TILE, len(self._order)))
        ordered[:count] = weights[:, self._order]
        out = np.empty((len(ordered), self.numbers))
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
