"""Surfaces: what a score may depend on, written as features of a world."""

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.runs.table import RunTable, to_shares

Form = Literal["linear", "bent", "pairwise"]


@final
@dataclass(frozen=True)
class Surface:
    """A level plus one term for each object; `bent` adds one for the logarithm of the size, since
    scores mostly gain less and less from more data; `pairwise` adds one for each pair.

    Where weights are shares only proportions enter: Scheffé's mixture surfaces (1958), whose
    pairwise form blends each two sources. Where weights take more than two values, the pairwise
    form has squares as well. `objects`: how many there are.
    """

    form: Form
    objects: int
    shares: bool = False
    squares: bool = False

    @staticmethod
    def of(runs: RunTable, form: Form) -> "Surface":
        """The surface of this form for the runs of a table."""
        shares = runs.kind == "shares"
        graded = bool((~np.isin(runs.weights, (0.0, 1.0))).any())
        return Surface(form, len(runs.objects), shares, graded and not shares)

    @property
    def words(self) -> str:
        kind = "mixture surface" if self.shares else "surface"
        match self.form:
            case "linear":
                return f"a linear {kind}"
            case "bent":
                return f"a linear {kind} that bends with size"
            case _:
                return f"a {kind} with pairwise terms"

    @property
    def count(self) -> int:
        """How many features it has beside the level."""
        pairs = self.objects * (self.objects - 1) // 2 + self.objects * self.squares
        return self.objects + {"linear": 0, "bent": 1, "pairwise": pairs}[self.form]

    def features(self, weights: Floats) -> Floats:
        """Float[worlds, objects] to Float[worlds, count]; NaN for shares of nothing."""
        rows = to_shares(weights) if self.shares else weights
        if self.form == "linear":
            return rows
        if self.form == "bent":
            return np.column_stack([rows, np.log1p(rows.sum(axis=1))])
        first, second = np.triu_indices(self.objects, 0 if self.squares else 1)
        return np.concatenate([rows, rows[:, first] * rows[:, second]], axis=1)
