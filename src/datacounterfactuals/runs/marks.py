"""The marks of a chart with the intervals of predicted values."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from datacounterfactuals.core.answer import Answer, Chart
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.uncertainty import Uncertainty
from datacounterfactuals.runs.surrogate import LEVEL, student


def marked(answer: Answer) -> Chart:
    """The answer's chart, its marks redrawn at the values, with intervals of the usual level.

    Marks are one for each label and column, in that order, in every chart that has them all;
    other charts stay as they are. Values that are not identified have no mark.
    """
    chart, shown = answer.chart, answer.shown
    halves = half_widths(answer.uncertainty, LEVEL)
    if len(chart.records) != shown.size:
        return chart
    records: list[Mapping[str, Any]] = []
    for place, record in enumerate(chart.records):
        row, column = divmod(place, shown.shape[1])
        value = float(shown[row, column])
        half = 0.0 if halves is None else float(halves[row, column])
        if not np.isnan(value):
            records.append({**record, "value": value, "low": value - half, "high": value + half})
    return replace(chart, records=tuple(records))


def half_widths(parts: Uncertainty, level: float) -> Floats | None:
    """Half the width of each interval of this level, of the parts that were measured."""
    squares: list[Floats] = []
    for part in (parts.sampling, parts.seed):
        if part.error is None:
            continue
        freedom = np.broadcast_to(np.asarray(part.freedom, dtype=np.float64), part.error.shape[1:])
        reach = [student(level, float(one)) if one > 0 else 0.0 for one in freedom]
        squares.append((part.error * np.array(reach)) ** 2)
    return np.sqrt(np.sum(squares, axis=0)) if squares else None
