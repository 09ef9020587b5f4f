"""Stopping: when a sampled answer is sure enough, and why it is never surer than it can be."""

import math
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import QuestionError


@final
@dataclass(frozen=True)
class Stopping:
    """Sample until every standard error is small, or for so many rounds.

    `tolerance` is in the metric's unit if `absolute`, else a share of the largest value of the
    same column. Raises QuestionError for a tolerance below 0 or fewer than one round.
    """

    tolerance: float
    absolute: bool
    rounds: int

    def __post_init__(self) -> None:
        if not 0.0 <= self.tolerance < math.inf:
            raise QuestionError(f"the tolerance is {self.tolerance}", "Give a number from 0 up")
        if self.rounds < 1:
            raise QuestionError(f"the number of rounds is {self.rounds}", "Give at least 1")

    def reached(self, values: Floats, error: Floats) -> bool:
        """Whether every standard error is within the tolerance. Both: Float[labels, columns]."""
        allowed = self.tolerance * (
            np.ones(values.shape[1]) if self.absolute else np.abs(values).max(axis=0, initial=0.0)
        )
        return bool((np.isnan(error) | (error <= allowed)).all())

    @property
    def words(self) -> str:
        if self.absolute:
            return f"every standard error is at most {self.tolerance:g}"
        return f"every standard error is at most {self.tolerance:g} of the largest value"


def never_zero(error: Floats, certain: Floats, span: Floats, units: int) -> Floats:
    """Standard errors in which "every draw agreed" does not read as "there is no error".

    Where all of the `units` draws agreed, a draw that differs may just not have come yet: by the
    rule of succession it has probability 1 / (units + 1), and it may differ by the `span` of what
    was seen on the column. `certain`: 1 for labels without sampling, whose error is 0.
    `error`: Float[labels, columns]; `certain`: Float[labels]; `span`: Float[columns].
    """
    floor = np.where(certain[:, None] > 0, 0.0, span[None, :] / (units + 1))
    # A spread below rounding is agreement.
    return np.where(error > 1e-12 * span[None, :], error, np.maximum(error, floor))
