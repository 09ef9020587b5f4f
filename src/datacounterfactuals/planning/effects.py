"""Effects: what a withdrawal costs the operator, those who leave and those who stay, in draws."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.planning.drawing import DRAWS, weights_of
from datacounterfactuals.planning.trials import Trials


@final
@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of the records that are met and of the order that is followed.

    `weights`: Float[draws, units]; `order`: Int[draws], which of the random orders.
    """

    trials: Trials
    weights: Floats
    order: Ints

    @staticmethod
    def of(trials: Trials, orders: int, seed: int) -> "Draws":
        rng = np.random.default_rng(seed)
        return Draws(trials, weights_of(len(trials.units), rng), rng.integers(orders, size=DRAWS))

    @property
    def points(self) -> Floats:
        """How many records each draw holds. Shape: [draws]."""
        return self.weights @ self.trials.points

    def gain(self, full: Floats) -> Floats:
        """How much better than one answer for all, summed. [learners, units] to [.., draws]."""
        return (full - self.trials.same) @ self.weights.T

    def worse(self, full: Floats, found: Floats, who: Bools | None = None) -> Floats:
        """How much worse the guesses are for each record of some owners, along the random orders.

        `found`: Float[learners, orders, levels, units]; `who`: Bool[orders, levels, owners], all
        without it. To Float[learners, draws, levels]; 0 where there is nobody.
        """
        lost = full[:, None, None, :] - found
        counted = None if who is None else who[:, :, self.trials.units].astype(np.float64)
        learners, orders, levels, _ = found.shape
        out = np.zeros((learners, DRAWS, levels))
        for order in range(orders):
            chosen = np.flatnonzero(self.order == order)
            if not len(chosen):
                continue
            weights = self.weights[chosen]
            if counted is None:
                size = (weights @ self.trials.points)[:, None]
                part = lost[:, order]
            else:
                size = weights @ (counted[order] * self.trials.points).T
                part = lost[:, order] * counted[order]
            total = np.einsum("du,aku->adk", weights, part)
            out[:, chosen] = np.where(size > 0, total / np.maximum(size, 1e-12), 0.0)
        return out

    def summed(self, found: Floats, who: Bools) -> Floats:
        """Gain over one answer for all, summed over some owners, at one level.

        `found`: Float[learners, orders, units]; `who`: Bool[orders, owners]. To [learners, draws].
        """
        part = (found - self.trials.same) * who[:, self.trials.units]
        return np.einsum("du,adu->ad", self.weights, part[:, self.order])
