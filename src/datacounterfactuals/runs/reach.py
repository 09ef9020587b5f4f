"""Reach: how large the worlds are that were run, beyond which a surface would be extrapolated.

A surface is fitted to worlds of some sizes. What a learner does with much less data than any run
had is not in the table: its first objects may matter ten times as much as the next. So a value
that leans on worlds smaller or larger than every run is refused, however well the surface fits.
"""

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.runs.table import Kind, RunTable, to_shares

MARGIN = 1.25
"""A surface is trusted for worlds of up to a quarter more, or a fifth less, than any run has."""
NOTHING = 0.02
"""Nor one of which more than this share lies on the world of nothing, unless that was run."""
SHARE = 0.1
"""No value is predicted of which more than this share of the weight lies beyond the runs."""


@final
@dataclass(frozen=True)
class Reach:
    """The sizes of the worlds that were run, `low` to `high`, and whether the world of nothing
    was: an untrained model is no small step from a trained one, so it stands apart.

    The size of a world is its total weight. Of shares, whose total is fixed, it is the largest of
    them over the largest share that the same object has in any run (`tops`), and none is too small.
    """

    kind: Kind
    low: float
    high: float
    nothing: bool
    tops: tuple[float, ...] = ()

    @staticmethod
    def of(runs: RunTable, score: int) -> "Reach":
        """The reach of the runs that have a score."""
        there = runs.weights[~np.isnan(runs.values[:, score])]
        tops: tuple[float, ...] = ()
        if runs.kind == "shares":
            tops = tuple(np.nan_to_num(to_shares(there)).max(axis=0).tolist())
        start = Reach(runs.kind, np.inf, -np.inf, False, tops)
        return start.with_(start.sizes(there))

    def sizes(self, weights: Floats) -> Floats:
        """The size of each world. Float[worlds]."""
        if self.kind != "shares":
            return np.round(weights.sum(axis=1), 6)
        tops = np.maximum(self.tops, 1e-9)
        return np.round((np.nan_to_num(to_shares(weights)) / tops).max(axis=1, initial=0.0), 6)

    def with_(self, sizes: Floats) -> "Reach":
        """The reach with runs of these sizes as well."""
        some = sizes[sizes > 0]
        return replace(
            self,
            low=0.0 if self.kind == "shares" else min(self.low, float(some.min(initial=np.inf))),
            high=max(self.high, float(some.max(initial=-np.inf))),
            nothing=self.nothing or bool((sizes == 0).any()),
        )

    def beyond(self, sizes: Floats) -> Bools:
        """Which sizes are too far from those of every run."""
        far = (sizes < self.low / MARGIN - 1e-6) | (sizes > self.high * MARGIN + 1e-6)
        return np.where(sizes == 0, not self.nothing, far).astype(bool)

    @property
    def words(self) -> str:
        if self.kind == "shares":
            return "at most the largest share of each object in any run"
        what = "objects" if self.kind == "in/out" else "weight in all"
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

    def beyond(self, reach: Reach) -> Floats:
        """The share of each label's weight on worlds not run that are too far from every run.
        Float[labels]."""
        if not self._sizes:
            return np.zeros(self.labels)
        return self._share(reach.beyond(np.array(list(self._sizes))))

    def nothing(self, reach: Reach) -> Floats:
        """The share of each label's weight on the world of nothing, if it was not run."""
        if not self._sizes or reach.nothing:
            return np.zeros(self.labels)
        return self._share(np.array(list(self._sizes)) == 0)

    def excess(self, reach: Reach) -> Floats:
        """How many times more weight lies too far from the runs than is allowed. Float[labels]."""
        return np.maximum(self.beyond(reach) / SHARE, self.nothing(reach) / NOTHING)

    def _share(self, chosen: Bools) -> Floats:
        total = np.sum(self._made, axis=0) + np.sum(self._predicted, axis=0)
        part = np.array(self._predicted)[chosen].sum(axis=0)
        return np.divide(part, total, out=np.zeros(self.labels), where=total > 0)
