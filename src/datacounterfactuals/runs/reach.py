"""Reach: how large the worlds are that were run, beyond which a surface would be extrapolated.

A surface is fitted to worlds of some sizes. What a learner does with much less data than any run
had is not in the table: its first objects may matter ten times as much as the next. So a value
that leans on worlds smaller or larger than every run is refused, however well the surface fits.
"""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.runs.table import Kind, RunTable

MARGIN = 1.25
"""A surface is trusted for worlds of up to a quarter more, or a fifth less, than any run has."""
SHARE = 0.1
"""No value is predicted of which more than this share of the weight lies beyond the runs."""


@final
@dataclass(frozen=True)
class Reach:
    """The sizes of the worlds that were run, `low` to `high`.

    The size of a world is its total weight; of shares, how many objects it mixes.
    """

    kind: Kind
    low: float
    high: float

    @staticmethod
    def of(runs: RunTable, score: int) -> "Reach":
        """The reach of the runs that have a score."""
        there = runs.weights[~np.isnan(runs.values[:, score])]
        sizes = sizes_of(runs.kind, there)
        return Reach(runs.kind, float(sizes.min()), float(sizes.max()))

    def beyond(self, sizes: Floats) -> Bools:
        """Which sizes are too far from those of every run."""
        return _outside(sizes, self.low, self.high)

    @property
    def words(self) -> str:
        what = "objects" if self.kind in ("in/out", "shares") else "weight in all"
        return f"{self.low:g} to {self.high:g} {what}"


@final
class Loads:
    """How much weight each label puts on worlds of each size."""

    def __init__(self, labels: int) -> None:
        self.labels = labels
        self._sizes: dict[float, int] = {}
        self._made: list[Floats] = []
        self._predicted: list[Floats] = []

    def add(self, sizes: Floats, shares: Floats, held: Bools) -> None:
        """Take in worlds of these sizes with these weights, Float[labels, worlds]."""
        load = np.abs(shares)
        for size in np.unique(sizes):
            key = float(size)
            if key not in self._sizes:
                self._sizes[key] = len(self._sizes)
                self._made.append(np.zeros(self.labels))
                self._predicted.append(np.zeros(self.labels))
            place, same = self._sizes[key], sizes == size
            self._made[place] += load[:, same & held].sum(axis=1)
            self._predicted[place] += load[:, same & ~held].sum(axis=1)

    def beyond(self, low: float, high: float) -> Floats:
        """The share of each label's weight on worlds not run that are too far from these sizes.
        Float[labels]."""
        if not self._sizes:
            return np.zeros(self.labels)
        sizes = np.array(list(self._sizes))
        outside = _outside(sizes, low, high)
        total = np.sum(self._made, axis=0) + np.sum(self._predicted, axis=0)
        past = np.sum([p for p, out in zip(self._predicted, outside, strict=True) if out], axis=0)
        return np.divide(past, total, out=np.zeros(self.labels), where=total > 0)


def sizes_of(kind: Kind, weights: Floats) -> Floats:
    """The size of each world. Float[worlds]."""
    if kind == "shares":
        return (weights > 0).sum(axis=1).astype(np.float64)
    return np.round(weights.sum(axis=1), 6)


def _outside(sizes: Floats, low: float, high: float) -> Bools:
    return np.asarray((sizes < low / MARGIN - 1e-6) | (sizes > high * MARGIN + 1e-6))
