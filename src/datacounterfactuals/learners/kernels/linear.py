"""Linear models scored: from coefficients, world by world, to the statistics of every atom."""

from typing import NamedTuple

from datacounterfactuals.core.arrays import Bytes, Floats
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.memory import zeros
from datacounterfactuals.learners.kernels.scoring import Layout, score_many, score_two, times

TILE = 64
"""Worlds that are scored at once."""


class Desk(NamedTuple):
    """Where one thread scores a tile. `points`: [points, width], in the order of the layout and
    some more to make a multiple of 6; `parameters`: [vectors * width, worlds]; `there`: [classes,
    worlds], 1 where a class is present."""

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
        padded = zeros(-(-count // 6) * 6, width)
        padded[:count] = points[layout.order]
        return Desk(
            layout,
            padded,
            zeros(vectors * width, TILE),
            zeros(vectors * len(padded), TILE),
            zeros(classes, TILE),
            layout.board(statistics, TILE),
        )

    def another(self) -> "Desk":
        """One for another thread."""
        return self._replace(
            parameters=zeros(*self.parameters.shape),
            scores=zeros(*self.scores.shape),
            there=zeros(*self.there.shape),
            board=zeros(*self.board.shape),
        )


@kernel
def score(
    desk: Desk, solutions: Floats, present: Bytes, start: int, stop: int, marks: Bytes, out: Floats
) -> None:
    """Score worlds start..stop. `solutions`: [worlds, vectors * width], a vector for each class, or
    of two classes for the log odds of the second; `present`: [worlds, classes]. Written: `out`,
    [worlds, atoms, statistics], and UNSOUND into `marks` where a score is not finite."""
    for tile in range((stop - start + TILE - 1) // TILE):
        first = start + tile * TILE
        worlds = min(TILE, stop - first)
        for w in range(worlds):
            for k in range(solutions.shape[1]):
                desk.parameters[k, w] = solutions[first + w, k]
            for c in range(present.shape[1]):
                desk.there[c, w] = present[first + w, c]
        score_tile(desk, first, worlds, marks, out)


@kernel
def score_tile(desk: Desk, first: int, worlds: int, marks: Bytes, out: Floats) -> None:
    """Score the models of a tile, `desk.parameters`, as the first `worlds` from `first` on."""
    points, parameters, scores = desk.points, desk.parameters, desk.scores
    count, width = points.shape
    vectors = parameters.shape[0] // width
    for v in range(vectors):
        part = parameters[v * width : (v + 1) * width]
        times(points, part, scores[v * count : (v + 1) * count])
    if vectors == 1:
        score_two(scores, desk.layout, desk.board, marks, first, worlds, out)
    else:
        score_many(scores, desk.there, desk.layout, desk.board, marks, first, worlds, out)
