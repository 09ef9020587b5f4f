"""Nearest first: rows in the order of their distance from points, equal ones by their content."""

from typing import final

import numpy as np
from numpy.typing import NDArray

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.learners.kernels.distances import measure, name, panels, settle
from datacounterfactuals.learners.kernels.threads import spread

Order = NDArray[np.int32]
CELLS = 1 << 19
"""How many distances a thread holds at a time."""


@final
class Nearest:
    """Puts rows in the order of their distance from points. `sound`: Bool[rows], which of them
    were at a finite distance from every point so far; the others come last."""

    def __init__(self, rows: Floats) -> None:
        self._held, self._rows = panels(rows), len(rows)
        self.sound: Bools = np.ones(len(rows), dtype=bool)

    @property
    def block(self) -> int:
        """How many points to ask for at a time."""
        return max(4, min(64, CELLS // max(self._rows, 1) // 4 * 4))

    def order(self, points: Floats) -> Order:
        """The rows nearest first, equal distances as the rows stand. Shapes: [p, d] to [p, n]."""
        digits = max(1, (self._rows - 1).bit_length())
        distance = np.empty((len(points), self._held.shape[0] * self._held.shape[2]))
        keys = np.empty((len(points), self._rows), dtype=np.uint64)
        order = np.empty((len(points), self._rows), dtype=np.int32)
        sound = np.ones(self._rows, dtype=bool)
        measure(self._held, points, distance)
        name(distance, digits, keys, sound)
        keys.sort(axis=1)
        for one, own, out in zip(distance, keys, order, strict=True):
            if settle(one, own, digits, out) < self._rows:
                out[:] = np.argsort(one[: self._rows], kind="stable")
        self.sound[~sound] = False  # writing nothing else, threads undo nothing of each other's
        return order


def nearest_first(rows: Floats, points: Floats) -> tuple[Order, Bools]:
    """The rows in the order of their distance from each point, equal ones as they stand; and
    which rows are at a finite distance from every point. Shapes: [n, d], [p, d] to [p, n], [n].
    """
    points = np.ascontiguousarray(points)
    order = np.empty((len(points), len(rows)), dtype=np.int32)
    nearest = Nearest(rows)

    def work(start: int, stop: int) -> None:
        for first, last in spans(stop - start, nearest.block):
            order[start + first : start + last] = nearest.order(
                points[start + first : start + last]
            )

    spread(work, len(points), nearest.block)
    return order, nearest.sound
