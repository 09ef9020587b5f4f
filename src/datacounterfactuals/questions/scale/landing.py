"""Where the effect of a curve or a choice landed: what its claim names, column by column."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.claim import Landing
from datacounterfactuals.core.contrast import Label


def landed(answer: Answer, effects: Floats, labels: Sequence[Label]) -> Answer:
    """The answer whose claim names these effects, one a column, largest first."""
    found = [
        Landing(info.name, label, float(effect))
        for info, effect, label in zip(answer.columns, effects, labels, strict=True)
        if not np.isnan(effect)
    ]
    found.sort(key=lambda one: -abs(one.effect))
    return answer.with_(claim=replace(answer.claim, landed=tuple(found)))
