"""Pointwise: the grid of a study with every evaluation point a cell of its own."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Lanes
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.study.source import Piece


def pointwise(grid: Grid) -> Grid:
    """The grid over the same bank with single points for atoms. Raises QuestionError where points
    are not known."""
    study = grid.study
    if study.learner is None or not len(study.evaluation.table):
        raise QuestionError(
            f"the points on which {study.name!r} is scored are not known one by one",
            "Ask a study that has its evaluation points and a learner of this package",
        )
    return Grid(replace(study, evaluation=study.evaluation.single_points), grid.bank)


def copies(grid: Grid, members: Sequence[int]) -> Bools | None:
    """Which evaluation points stand in which objects with the very same content; None where the
    rows of some object are not known. Bool[members, points]."""
    source = grid.study.source
    if source is None:
        return None
    own = _as_words(grid.study.evaluation.table.hashes)
    found = np.zeros((len(members), len(own)), dtype=bool)
    for place, member in enumerate(members):
        piece = source.pieces[member]
        if not isinstance(piece, Piece):
            return None
        found[place] = np.isin(own, _as_words(piece.stock.hashes[piece.rows]))
    return found


def _as_words(hashes: Lanes) -> Array:
    """Both lanes of each hash as one value."""
    return np.ascontiguousarray(hashes).view([("a", "<u8"), ("b", "<u8")]).reshape(-1)
