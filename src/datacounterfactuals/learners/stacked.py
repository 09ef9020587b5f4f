"""Stacked rows: those of all objects, one object's after another's, as kernels read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Table
from datacounterfactuals.learners.kernels.logistic import Rows
from datacounterfactuals.learners.rows import by_content
from datacounterfactuals.learners.totals import centred

LARGEST = 1e100
"""Features above this are left to the slow path, which tells what comes of them."""


@final
@dataclass(frozen=True)
class Stacked:
    """The rows of a universe, object by object in the order of their content.

    `features`: Float[rows, d], about the evaluation's medians. `scale`: Float[d], powers of two
    near each feature's size, by which kernels see it divided. `sound`: Bool[objects], by position
    in the universe, whether kernels can calculate with an object's rows.
    """

    features: Floats
    scale: Floats
    sound: Bools
    kernel: Rows

    @staticmethod
    def of(objects: Sequence[Table], evaluation: Evaluation) -> "Stacked":
        """Stack the rows of objects; there is at least one."""
        turn = by_content([from_lanes(table.content) for table in objects])
        tables = [objects[place] for place in turn]
        features = np.concatenate([centred(table, evaluation) for table in tables])
        label = np.concatenate([table.target for table in tables]).astype(np.int64)
        lengths = np.array([len(table) for table in tables], dtype=np.int64)
        first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        owner = np.repeat(np.arange(len(tables)), lengths)
        with np.errstate(invalid="ignore"):
            sound = (np.abs(features) <= LARGEST).all(axis=1)
        unsound = np.bincount(owner[~sound], minlength=len(tables)) > 0
        usable = np.where(unsound[owner][:, None], 0.0, features)
        scale = _powers_of_two(usable)
        counts = np.zeros((len(tables), len(evaluation.schema.classes)))
        np.add.at(counts, (owner, label), 1.0)
        sizes, by_position = (
            np.zeros(len(tables), dtype=np.int64),
            np.zeros(len(tables), dtype=bool),
        )
        sizes[turn], by_position[turn] = lengths, ~unsound
        parts = np.random.default_rng(0).integers(-(1 << 62), 1 << 62, len(tables))
        values = _widened(usable / scale)
        order = features.shape[1] + 1
        kernel = Rows(values, label, first, counts, parts, turn, sizes, order)
        return Stacked(features, scale, by_position, kernel)

    @property
    def width(self) -> int:
        """How many numbers a row takes in a kernel."""
        return self.kernel.values.shape[1]

    def points(self, features: Floats) -> Floats:
        """Centred features as kernels see them, with a column of ones. To [points, width]."""
        return _widened(features / self.scale)

    def penalty(self, l2: float) -> Floats:
        """The penalty on each squared coefficient, none on the intercept. Shape: [width]."""
        out = np.zeros(self.width)
        out[: len(self.scale)] = l2 / self.scale**2
        return out

    def counts(self, weights: Floats) -> Floats:
        """How much of each class worlds hold. Shape: [worlds, objects] to [worlds, classes]."""
        return weights[:, self.kernel.bit] @ self.kernel.counts

    def weights(self, world: Floats) -> Floats:
        """The weight of each row. Shape: [objects] to [rows]."""
        return np.repeat(world[self.kernel.bit], np.diff(self.kernel.first))


def _powers_of_two(features: Floats) -> Floats:
    """The power of two nearest to the root mean square of each feature, 1 where that is 0."""
    size = np.sqrt((features**2).mean(axis=0)) if len(features) else np.ones(features.shape[1])
    size = np.where((size > 0) & np.isfinite(size), size, 1.0)
    return np.exp2(np.round(np.log2(size)))


def _widened(features: Floats) -> Floats:
    """With a column of ones, and columns of zeros to make a multiple of 8."""
    count, features_each = features.shape
    out = np.zeros((count, -(-(features_each + 1) // 8) * 8))
    out[:, :features_each] = features
    out[:, features_each] = 1.0
    return out
