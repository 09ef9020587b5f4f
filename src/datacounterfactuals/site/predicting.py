"""Cells that nobody ran, as the runs that were made predict them."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.runs.cells import Cells
from datacounterfactuals.site.shapes.cells import Predicted


def predicted(cells: Cells, worlds: Worlds, columns: Sequence[Column]) -> list[Predicted | None]:
    """For each column what is predicted of the worlds that have no run, with its interval; None
    where nothing is: columns made of several scores, too few runs, worlds beyond their reach."""
    weights = worlds.weights(0, len(worlds))
    out: list[Predicted | None] = []
    for column in columns:
        try:
            alone = cells.on([column])
            read = alone.read(weights, strict=True)
        except QuestionError:
            out.append(None)
            continue
        rows = np.flatnonzero(~read.held[:, 0] & ~np.isnan(read.shown[:, 0]))
        if not len(rows):
            out.append(None)
            continue
        fitted = alone.surrogate(0)
        interval = fitted.single(weights[rows])
        out.append(
            Predicted(
                by=fitted.words,
                rows=rows.tolist(),
                shown=interval.value.tolist(),
                low=interval.low.tolist(),
                high=interval.high.tolist(),
            )
        )
    return out
