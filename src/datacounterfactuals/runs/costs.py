"""What a run costs: told by the runs that were made, or by the objects."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.universe import Universe
from datacounterfactuals.runs.table import RunTable, to_shares


@final
@dataclass(frozen=True, eq=False)
class CostModel:
    """A run costs `base`, and `objects[i]` for each unit of weight of object i: Float[objects].

    `unit`: what it is counted in; `told`: where it comes from.
    """

    base: float
    objects: Floats
    unit: str
    told: str
    shares: bool = False

    @staticmethod
    def of(runs: RunTable, universe: Universe | None = None) -> "CostModel":
        """From the cost column (nonnegative least squares), else the objects' costs, else every
        run costs one."""
        known = ~np.isnan(runs.costs)
        shares = runs.kind == "shares"
        none = np.zeros(len(runs.objects))
        if known.any() and runs.costs[known].max() > 0:
            from scipy.optimize import nnls

            weights = to_shares(runs.weights) if shares else runs.weights
            X = np.column_stack([np.ones(int(known.sum())), np.nan_to_num(weights[known])])
            scale = float(runs.costs[known].max())
            # A trace of a ridge shares a cost among objects that always move together.
            even = 1e-4 * np.eye(X.shape[1])[1:]
            found, _ = nnls(
                np.concatenate([X, even]),
                np.concatenate([runs.costs[known] / scale, np.zeros(len(even))]),
            )
            found = np.array([float(f"{one:.5g}") for one in found])
            told = f"the {runs.columns['cost']} of {int(known.sum())} runs"
            unit = runs.columns["cost"]
            return CostModel(float(found[0]) * scale, found[1:] * scale, unit, told, shares)
        if universe is not None and any(item.cost > 0 for item in universe):
            costs = np.array([item.cost for item in universe])
            return CostModel(0.0, costs, "cost", "the objects' costs", shares)
        return CostModel(1.0, none, "runs", "every run costs the same", shares)

    def __call__(self, weights: Floats) -> Floats:
        """The cost of each world. Float[worlds, objects] to [worlds]; never quite 0."""
        worth = np.nan_to_num(to_shares(weights)) if self.shares else weights
        cost = self.base + worth @ self.objects
        positive = cost[cost > 0]
        return np.maximum(cost, 1e-3 * positive.mean() if len(positive) else 1.0)
