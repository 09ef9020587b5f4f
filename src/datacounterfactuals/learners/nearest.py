"""Nearest first: rows in the order of their distance from points, equal ones by their content."""

from collections.abc import Callable
from typing import final

import numpy as np
from numpy.typing import NDArray

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.learners.kernels.distances import measure, name, panels, settle
from datacounterfactuals.learners.kernels.threads import spread

Order = NDArray[np.int32]
CELLS = 1 << 18
"""How many distances a thread holds at a time."""


@final
class Nearest:
    """Puts rows in the order of their distance from points, some points at a time."""

    def __init__(self, rows: Floats, points: Floats) -> None:
        self._held, self._points, self._rows = panels(rows), points, len(rows)
        self.sound: Bools = np.ones(len(rows), dtype=bool)

    def each(self, use: Callable[[int, Order], None]) -> None:
        """Call `use` with the first of some points and their orders, Int32[points, rows], equal
        distances as the rows stand; several at once. Then `sound` says which rows are at a finite
        distance from every point; the others come last."""
        block = max(4, min(64, CELLS // max(self._rows, 1) // 4 * 4))

        def work(start: int, stop: int) -> None:
            for first, last in spans(stop - start, block):
                use(start + first, self._order(start + first, start + last))

        spread(work, len(self._points), block)

    def _order(self, start: int, stop: int) -> Order:
        points = np.ascontiguousarray(self._points[start:stop])
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
    order = np.empty((len(points), len(rows)), dtype=np.int32)

    def keep(start: int, found: Order) -> None:
        order[start : start + len(found)] = found

    nearest = Nearest(rows, points)
    nearest.each(keep)
    return order, nearest.sound
