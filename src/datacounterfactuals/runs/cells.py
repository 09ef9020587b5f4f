"""Cells of an observed study: the runs that are there, and a surrogate for those that are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints, Lanes
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.contrast import Contrast
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.posterior import Posterior, Sums
from datacounterfactuals.runs.reach import Loads, Reach
from datacounterfactuals.runs.surrogate import Surrogate, surrogate
from datacounterfactuals.runs.table import canonical

BLOCK = 1 << 14


@final
@dataclass(frozen=True, eq=False)
class Read:
    """Scores of some worlds as people read them, Float[worlds, columns], NaN where nothing tells;
    and which of them are runs that were made, Bool[worlds, columns]."""

    shown: Floats
    held: Bools


@final
@dataclass(frozen=True, eq=False)
class Weighed:
    """A contrast on one column, oriented, in two parts.

    `held`: the sum over runs that were made, Float[labels]; `noise`: of their squared weights,
    each divided by the repeats of its world. `predicted`: the sums over the other worlds.
    `loads`: how the weight lies on worlds by their size.
    `worlds`: how many of these there are, and `there` how many of the former.
    """

    held: Floats
    noise: Floats
    predicted: Sums
    loads: Loads
    worlds: int
    there: int


@final
class Cells:
    """Reads any world of an observed study on some columns."""

    def __init__(
        self,
        observed: Observed,
        columns: Sequence[Column],
        form: str = "auto",
        extrapolate: bool = False,
    ) -> None:
        self.observed, self.columns, self.form = observed, tuple(columns), form
        self.extrapolate = extrapolate
        self.scores = [_score_of(column) for column in columns]
        self._surrogates: dict[int, Surrogate] = {}

    def surrogate(self, column: int) -> Surrogate:
        """The surrogate of a column's score. Raises QuestionError when none can be fitted."""
        score = self.scores[column]
        if score not in self._surrogates:
            self._surrogates[score] = surrogate(self.observed.runs, score, self.form)
        return self._surrogates[score]

    def on(self, columns: Sequence[Column]) -> "Cells":
        """The same on other columns; what was fitted is shared."""
        other = Cells(self.observed, columns, self.form, self.extrapolate)
        other._surrogates = self._surrogates
        return other

    def predicts(self, column: int) -> bool:
        """Whether the column's score was predicted so far."""
        return self.scores[column] in self._surrogates

    def reach(self, column: int) -> Reach:
        """The sizes of the worlds that a column's score is known of."""
        return Reach.of(self.observed.runs, self.scores[column])

    def too_far(self, column: int, weighed: Weighed) -> Bools:
        """Which labels lean too much on worlds beyond the reach of the runs."""
        excess = weighed.loads.excess(self.reach(column))
        return np.asarray((excess > 1.0) & (not self.extrapolate))

    @cached_property
    def _index(self) -> tuple[Ints, Lanes, Floats, Floats]:
        """The worlds that were run in the order of their keys: places in the table, keys, mean
        scores, numbers of runs."""
        runs = self.observed.runs
        keys = self.observed.study.universe.keys.of_rows(runs.worlds)
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        there = ~np.isnan(runs.values)
        shape = (len(runs.worlds), len(runs.scores))
        counts, sums = np.zeros(shape), np.zeros(shape)
        np.add.at(counts, runs.world_of, there)
        np.add.at(sums, runs.world_of, np.nan_to_num(runs.values))
        with np.errstate(invalid="ignore"):
            means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        return order.astype(np.int64), keys[order], means[order], counts[order]

    def places(self, weights: Floats) -> Ints:
        """Where worlds stand among those that were run (in order of keys), -1 for the others."""
        _, known, _, _ = self._index
        keys = self.observed.study.universe.keys.of_rows(
            canonical(self.observed.runs.kind, weights)
        )
        first = np.searchsorted(known[:, 0], keys[:, 0])
        at = np.minimum(first, len(known) - 1)
        return np.where((known[at] == keys).all(axis=1), at, -1)

    def made(self, weights: Floats) -> tuple[Floats, Floats]:
        """The mean score over the runs of each world, NaN without one, and how many runs it is.
        Each Float[worlds, columns]."""
        _, _, means, counts = self._index
        places = self.places(weights)
        picked = np.where(places[:, None] >= 0, means[places][:, self.scores], np.nan)
        return picked, np.where(places[:, None] >= 0, counts[places][:, self.scores], 0.0)

    def read(
        self,
        weights: Floats,
        drawn: Mapping[int, Posterior] | None = None,
        strict: bool = False,
    ) -> Read:
        """The scores of worlds: their runs' mean, else what the surrogate predicts.

        `drawn` replaces the fitted effects, by column; `strict` leaves NaN those single worlds that
        the surrogate does not identify or the runs do not reach.
        """
        shown, _ = self.made(weights)
        held = ~np.isnan(shown)
        for column in range(len(self.columns)):
            rest = np.flatnonzero(~held[:, column])
            if len(rest) == 0:
                continue
            fitted = self.surrogate(column)
            features = fitted.features(weights[rest])
            sums = Sums.single(features)
            posterior = fitted.posterior if drawn is None else drawn[column]
            values = posterior.value(sums)
            if strict:
                told = fitted.identified(sums)
                if not self.extrapolate:
                    reach = self.reach(column)
                    told &= ~reach.beyond(reach.sizes(weights[rest]))
                values = np.where(told, values, np.nan)
            shown[rest, column] = values
        return Read(shown, held)

    def weigh(self, contrast: Contrast) -> list[Weighed]:
        """A contrast in its two parts, streamed over its worlds; one for each column."""
        count = len(contrast.labels)
        sums = [_Running(count, self, column) for column in range(len(self.columns))]
        for start, stop in spans(len(contrast.worlds), BLOCK):
            weights = contrast.worlds.weights(start, stop)
            shares = contrast.weights(start, stop)
            used = np.flatnonzero((shares != 0).any(axis=0))
            if len(used):
                means, counts = self.made(weights[used])
                for column, running in enumerate(sums):
                    running.add(shares[:, used], weights[used], means[:, column], counts[:, column])
        return [running.weighed() for running in sums]


class _Running:
    """One column of a contrast, summed block by block."""

    def __init__(self, labels: int, cells: Cells, column: int) -> None:
        self._cells, self._column = cells, column
        self._sign = cells.columns[column].better
        self._labels = labels
        self._held, self._noise = np.zeros(labels), np.zeros(labels)
        self._level, self._squares = np.zeros(labels), np.zeros(labels)
        self._features: Floats | None = None
        self._loads, self._reach = Loads(labels), cells.reach(column)
        self._worlds = self._there = 0

    def add(self, shares: Floats, weights: Floats, means: Floats, counts: Floats) -> None:
        held = ~np.isnan(means)
        self._loads.add(self._reach.sizes(weights), shares, held)
        self._there += int(held.sum())
        self._worlds += int((~held).sum())
        self._held += self._sign * (shares[:, held] @ means[held])
        self._noise += (shares[:, held] ** 2) @ (1.0 / counts[held])
        if held.all():
            return
        rest = shares[:, ~held]
        added = rest @ self._cells.surrogate(self._column).features(weights[~held])
        self._features = added if self._features is None else self._features + added
        self._level += rest.sum(axis=1)
        self._squares += (rest**2).sum(axis=1)

    def weighed(self) -> Weighed:
        features = np.zeros((self._labels, 0)) if self._features is None else self._features
        sums = Sums(self._level, features, self._squares)
        return Weighed(self._held, self._noise, sums, self._loads, self._worlds, self._there)


def _score_of(column: Column) -> int:
    """The score that a column reads. Raises QuestionError for a column made of several."""
    atoms = column.atoms()
    if column.fold != "slice" or len(atoms) != 1:
        raise QuestionError(
            f"the column {column.name!r} is made of several scores, and only single scores are "
            "predicted",
            "Ask with slices= for single scores, or for the exact answer",
        )
    return int(atoms[0])
