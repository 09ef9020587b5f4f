"""Families of weights by size: what a semivalue gives a world of `size` others, by its parameters.

They follow by multiplications and divisions in a fixed order, so that any other reader of a
contrast (the page is one) finds the same numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import QuestionError


@final
@dataclass(frozen=True)
class Beta:
    """Every share of the others is drawn from Beta(beta, alpha), and each joins with that chance.

    Kwon and Zou (2022): B(size + beta, others - size + alpha) / B(alpha, beta). Both 1 is Shapley
    (for pairs, the Shapley interaction); alpha > beta favours small worlds.
    """

    alpha: float = 1.0
    beta: float = 1.0

    def __post_init__(self) -> None:
        for name, value in (("alpha", self.alpha), ("beta", self.beta)):
            if not value > 0.0:
                raise QuestionError(f"{name} is {value}", "Give a number above 0")

    def weights(self, others: int) -> Floats:
        """The weight of one world of 0, 1, ... `others` others. Shape: [others + 1]."""
        out = np.zeros(others + 1)
        out[0] = 1.0
        for place in range(others):
            out[0] = out[0] * (self.alpha + place) / (self.alpha + self.beta + place)
        for size in range(others):
            out[size + 1] = out[size] * (self.beta + size) / (self.alpha + (others - 1 - size))
        return out

    def to_json(self) -> dict[str, Any]:
        return {"name": "beta", "alpha": self.alpha, "beta": self.beta}


@final
@dataclass(frozen=True)
class Bernoulli:
    """Each of the others joins with the same `chance`; one half is Banzhaf, and for pairs the
    Banzhaf interaction."""

    chance: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 <= self.chance <= 1.0:
            raise QuestionError(f"the chance is {self.chance}", "Give a number from 0 to 1")

    def weights(self, others: int) -> Floats:
        """The weight of one world of 0, 1, ... `others` others. Shape: [others + 1]."""
        inside, outside = np.ones(others + 1), np.ones(others + 1)
        for size in range(others):
            inside[size + 1] = inside[size] * self.chance
            outside[size + 1] = outside[size] * (1.0 - self.chance)
        return inside * outside[::-1]

    def to_json(self) -> dict[str, Any]:
        return {"name": "bernoulli", "chance": self.chance}


Family = Beta | Bernoulli


def family(plain: Mapping[str, Any]) -> Family:
    """A family from JSON. Raises QuestionError for one that is not known."""
    numbers = {key: float(value) for key, value in plain.items() if key != "name"}
    known: dict[str, type[Family]] = {"beta": Beta, "bernoulli": Bernoulli}
    try:
        return known[plain["name"]](**numbers)
    except (KeyError, TypeError):
        raise QuestionError(
            f"there is no family of weights {dict(plain)!r}", f"Name one of {', '.join(known)}"
        ) from None
