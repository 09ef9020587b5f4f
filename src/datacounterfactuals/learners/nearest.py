"""Nearest first: rows in the order of their distance from points, equal ones by their content."""

from typing import final

import numpy as np
from numpy.typing import NDArray

from datacounterfactuals.core.arrays import Array, Bools, Floats, Ints, Lanes
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.learners.kernels.distances import (
    measure,
    name,
    panels,
    rows_of,
    settle,
)
from datacounterfactuals.learners.kernels.threads import spread

Order = NDArray[np.int32]
CELLS = 1 << 19
"""How many distances a thread holds at a time."""


@final
class Nearest:
    """Puts rows in the order of their distance from points.

    `digits`: how many last digits of a key hold the number of a row, and in the lowest one whether
    it has the label that was asked for. `sound`: Bool[rows], which rows were at a finite distance
    from every point so far; the others come last.
    """

    def __init__(self, rows: Floats, label: Array) -> None:
        self._held, self._label, self._rows = panels(rows), label, len(rows)
        self.digits = 1 + max(1, (len(rows) - 1).bit_length())
        self.sound: Bools = np.ones(len(rows), dtype=bool)

    @property
    def block(self) -> int:
        """How many points to ask for at a time."""
        return max(4, min(64, CELLS // max(self._rows, 1) // 4 * 4))

    def keys(self, points: Floats, wanted: Ints) -> Lanes:
        """The names of the rows nearest first, equal distances as the rows stand; and whether each
        has the label that its point wants. Shapes: [p, d] and [p] to [p, n]."""
        distance = np.empty((len(points), self._held.shape[0] * self._held.shape[2]))
        keys = np.empty((len(points), self._rows), dtype=np.uint64)
        sound = np.ones(self._rows, dtype=bool)
        measure(self._held, points, distance)
        name(distance, self._label, wanted, self.digits, keys, sound)
        keys.sort(axis=1)
        for one, own, label in zip(distance, keys, wanted, strict=True):
            if settle(one, own, self.digits) < self._rows:
                order = np.argsort(one[: self._rows], kind="stable")
                own[:] = 2 * order + (self._label[order] == label)
        self.sound[~sound] = False  # writing nothing else, threads undo nothing of each other's
        return keys


def nearest_first(rows: Floats, points: Floats) -> tuple[Order, Bools]:
    """The rows in the order of their distance from each point, equal ones as they stand; and
    which rows are at a finite distance from every point. Shapes: [n, d], [p, d] to [p, n], [n].
    """
    points = np.ascontiguousarray(points)
    order = np.empty((len(points), len(rows)), dtype=np.int32)
    nearest = Nearest(rows, np.zeros(len(rows), dtype=np.int16))
    wanted = np.zeros(len(points), dtype=np.int64)

    def work(start: int, stop: int) -> None:
        for first, last in spans(stop - start, nearest.block):
            these = slice(start + first, start + last)
            rows_of(nearest.keys(points[these], wanted[these]), nearest.digits, order[these])

    spread(work, len(points), nearest.block)
    return order, nearest.sound
