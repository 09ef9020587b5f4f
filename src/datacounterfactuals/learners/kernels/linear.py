"""Linear models scored: from coefficients, world by world, to the statistics of every atom."""

from typing import NamedTuple

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.scoring import Layout, score_many, score_two, times

TILE = 64
"""Worlds that are scored at once."""


class Desk(NamedTuple):
    """Where one thread scores. `points`: [points, width], in the order of the layout and some more
    to make a multiple of 6."""

    layout: Layout
    points: Floats
    parameters: Floats
    scores: Floats
    there: Floats
    board: Floats

    @staticmethod
    def of(layout: Layout, points: Floats, vectors: int, classes: int, statistics: int) -> "Desk":
        """A desk for points as they stand in the evaluation, [points, width]."""
        count, width = points.shape
        padded = np.zeros((-(-count // 6) * 6, width))
        padded[:count] = points[layout.order]
        return Desk(
            layout,
            padded,
            np.zeros((width, TILE)),
            np.zeros((vectors * len(padded), TILE)),
            np.zeros((classes, TILE)),
            layout.board(statistics, TILE),
        )

    def another(self) -> "Desk":
        """One for another thread."""
        return self._replace(
            parameters=np.zeros_like(self.parameters),
            scores=np.zeros_like(self.scores),
            there=np.zeros_like(self.there),
            board=np.zeros_like(self.board),
        )


@kernel
def score(
    desk: Desk, solutions: Floats, present: Bytes, start: int, stop: int, marks: Bytes, out: Floats
) -> None:
    """Score worlds start..stop. `solutions`: [worlds, vectors * width], a vector for each class, or
    of two classes for the log odds of the second; `present`: [worlds, classes]. Written: `out`,
    [worlds, atoms, statistics], and UNSOUND into `marks` where a score is not finite."""
    points, parameters, scores, there = desk.points, desk.parameters, desk.scores, desk.there
    count, width = points.shape
    vectors = solutions.shape[1] // width
    for tile in range((stop - start + TILE - 1) // TILE):
        first = start + tile * TILE
        worlds = min(TILE, stop - first)
        for v in range(vectors):
            for w in range(worlds):
                for k in range(width):
                    parameters[k, w] = solutions[first + w, v * width + k]
            times(points, parameters, scores[v * count : (v + 1) * count])
        if vectors == 1:
            score_two(scores, desk.layout, desk.board, marks, first, worlds, out)
        else:
            for w in range(worlds):
                for c in range(vectors):
                    there[c, w] = present[first + w, c]
            score_many(scores, there, desk.layout, desk.board, marks, first, worlds, out)
