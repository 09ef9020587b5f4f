"""What is identified of objects that always move together: the sum of their values."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.runs.cells import Cells, Weighed
from datacounterfactuals.runs.geometry import Geometry
from datacounterfactuals.runs.posterior import Sums


def together(
    answer: Answer, cells: Cells, weighed: Sequence[Weighed], level: float
) -> dict[str, float | str]:
    """The summed values of objects that no run parts, with their intervals, as facts."""
    out: dict[str, float | str] = {}
    if len(answer.label_kind) != 1 or answer.evidence is None:
        return out
    places = {label[0]: row for row, label in enumerate(answer.labels)}
    for tie in Geometry(cells.observed.runs).ties():
        if tie.kind != "together" or not all(name in places for name in tie.objects):
            continue
        rows = [places[name] for name in tie.objects]
        pick = np.zeros((1, len(answer.labels)))
        pick[0, rows] = 1.0
        # The squared weights of a sum need the contrast itself: both rows may weigh one world.
        squares = _squares(answer, cells, pick)
        for column, one in enumerate(weighed):
            if not one.worlds:
                continue
            sums = Sums(pick @ one.predicted.level, pick @ one.predicted.features, squares[column])
            found = cells.surrogate(column).interval(sums, level)
            value = float(cells.columns[column].better * found.value[0] + (pick @ one.held)[0])
            half = float(found.high[0] - found.low[0]) / 2.0
            if not np.isnan(value):
                name = f"{' + '.join(tie.objects)} on {cells.columns[column].name}"
                out[name] = f"{value:.4g} ({value - half:.4g} to {value + half:.4g})"
    return out


def _squares(answer: Answer, cells: Cells, pick: np.ndarray) -> list[np.ndarray]:
    """The sum of squared weights on worlds not run, of summed rows; by column."""
    contrast = answer.evidence
    assert contrast is not None
    total = [np.zeros(len(pick)) for _ in cells.columns]
    count = len(contrast.worlds)
    for start in range(0, count, 1 << 14):
        stop = min(start + (1 << 14), count)
        weights = (pick @ contrast.weights(start, stop)) ** 2
        means, _ = cells.made(contrast.worlds.weights(start, stop))
        for column in range(len(cells.columns)):
            total[column] += weights[:, np.isnan(means[:, column])].sum(axis=1)
    return total
