"""Amount and kind: every value also per unit of size and of cost."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.view import View

MOST = 60
"""Beyond so many values they are not spelled out: divide the table by the sizes."""


def per_unit(
    view: View, groups: Sequence[Sequence[int]], labels: Sequence[Label], values: Floats
) -> dict[str, float | str]:
    """The values of groups of objects divided by their sizes and by their costs, as facts.

    Nothing where every group has size 1 or none has a cost. `values`: Float[groups, columns].
    """
    sizes = [sum(view.universe[place].size for place in group) for group in groups]
    costs = [sum(view.universe[place].cost for place in group) for group in groups]
    facts: dict[str, float | str] = {}
    for word, amounts in (("size", sizes), ("cost", costs)):
        if word == "size" and all(amount == 1.0 for amount in amounts):
            continue
        if values.size > MOST or not any(amount > 0 for amount in amounts):
            continue
        for row, label in enumerate(labels):
            for place, column in enumerate(view.columns):
                value = float(values[row, place])
                share = value / amounts[row] if amounts[row] > 0 else np.nan
                facts[f"{', '.join(label)} per unit of {word} on {column.name}"] = share
    return facts
