"""Choosing runs: how narrow an answer's intervals would be with some more of them.

The width of an interval does not depend on what the new runs score: it follows from the design
alone. Effects that no run tells of get a wide prior, so that the first runs chosen are those that
identify something (Bayesian A-optimality; Chaloner and Verdinelli 1995), by greedy steps and
exchanges (Fedorov 1972).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.contrast import Contrast
from datacounterfactuals.core.keys import ObjectKeys
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.runs.candidates import Candidate
from datacounterfactuals.runs.cells import BLOCK, Cells, Weighed
from datacounterfactuals.runs.reach import SHARE, Loads, Reach
from datacounterfactuals.runs.surrogate import EXACTLY, student

WIDE = 30.0
"""The prior's standard deviation of an effect, in spreads of one run: nearly nothing is known."""
PASSES = 2


@final
@dataclass(frozen=True, eq=False)
class Aim:
    """What is to be narrowed, in units of the variance of one run.

    `rows`: what was run, with the level first, Float[rows, 1 + p], each worth `mass` runs.
    `goals`: the sums that the answer needs of worlds not run, Float[labels, 1 + p]; `squares`:
    their squared weights. `pool`: what could be run, Float[candidates, 1 + p]; `enters`: the
    weight of each candidate in each sum, Float[labels, candidates]. `spread`: the standard
    deviation of one run; `prior`: the precision of an effect; `freedom` of the spread now.
    `loads`: the answer's weight by the size of worlds; `sizes` those of the candidates, and
    `reach` that of the runs.
    """

    rows: Floats
    mass: Floats
    goals: Floats
    squares: Floats
    pool: Floats
    enters: Floats
    spread: float
    prior: float
    freedom: float
    exact: bool
    loads: Loads
    sizes: Floats
    reach: Reach

    @staticmethod
    def of(cells: Cells, contrast: Contrast, weighed: Weighed, pool: Sequence[Candidate]) -> "Aim":
        """The aim of a contrast's answer on the one column of these cells."""
        fitted = cells.surrogate(0)
        scale, sums = fitted.posterior.scale, weighed.predicted
        weights = np.array([one.weights for one in pool])
        exact = fitted.method == "least squares"
        return Aim(
            _leveled(fitted.rows.features / scale),
            fitted.rows.mass,
            np.column_stack([sums.level, sums.features / scale]),
            sums.squares,
            _leveled(fitted.features(weights) / scale),
            _entering(cells, contrast, weights, [one.again for one in pool]),
            float(np.sqrt(fitted.variance)),
            1.0 / WIDE**2 if exact else fitted.posterior.penalty,
            fitted.freedom,
            exact,
            weighed.loads,
            cells.reach(0).sizes(weights),
            cells.reach(0),
        )

    def excess(self, picked: Sequence[int]) -> Floats:
        """How many times more weight than is allowed lies beyond the runs and these.
        Float[labels]."""
        return self.loads.excess(self.reach.with_(self.sizes[list(picked)]))

    def excess_each(self, picked: Sequence[int]) -> Floats:
        """The same with each candidate added. Float[labels, candidates]."""
        distinct, which = np.unique(self.sizes, return_inverse=True)
        first = np.unique(self.sizes, return_index=True)[1]
        table = [self.excess([*picked, int(place)]) for place in first[: len(distinct)]]
        return np.stack(table, axis=1)[:, which.reshape(-1)]


def _leveled(features: Floats) -> Floats:
    return np.column_stack([np.ones(len(features)), features])


def _entering(cells: Cells, contrast: Contrast, weights: Floats, again: Sequence[bool]) -> Floats:
    """The weight of each candidate in each label's sum: 0 for a repeat. Float[labels, n]."""
    keys: ObjectKeys = cells.observed.study.universe.keys
    mine = [row.tobytes() for row in keys.of_rows(weights)]
    places = {key: place for place, key in enumerate(mine) if not again[place]}
    out = np.zeros((len(contrast.labels), len(weights)))
    for start, stop in spans(len(contrast.worlds), BLOCK):
        shares = contrast.weights(start, stop)
        used = np.flatnonzero((shares != 0).any(axis=0))
        theirs = keys.of_rows(contrast.worlds.weights(start, stop)[used])
        for column, key in zip(used, theirs, strict=True):
            place = places.get(key.tobytes())
            if place is not None:
                out[:, place] += shares[:, column]
    return out


def _allowance(excess: Floats) -> Floats:
    """What too much weight beyond the runs counts for, as the variance of a wide prior."""
    return (WIDE * SHARE * np.maximum(excess - 1.0, 0.0)) ** 2


class Refining:
    """Judges sets of candidates by the mean width of the answer's intervals with them."""

    def __init__(self, aim: Aim, price: Floats, level: float) -> None:
        self.aim, self.price, self.level = aim, price, level
        self._base = aim.rows.T @ (aim.mass[:, None] * aim.rows)
        self._base += np.diag([1e-9] + [aim.prior] * (aim.rows.shape[1] - 1))

    @property
    def before(self) -> tuple[float, int]:
        """The mean width now, of what is identified, and how many values are not."""
        return self._told([])

    def choose(self, count: int) -> list[int]:
        """So many candidates, the most useful for their price first."""
        picked: list[int] = []
        for _ in range(min(count, len(self.price))):
            gain = self._value(picked) - self._with_each(picked)
            gain[[p for p in picked if self.aim.enters[:, p].any()]] = -np.inf
            best = int(np.argmax(gain / self.price))
            if gain[best] <= 0:
                break
            picked.append(best)
        return self._exchanged(picked)

    def path(self, picked: Sequence[int]) -> list[tuple[float, int]]:
        """How things stand after each of these runs, in order."""
        return [self._told(list(picked[: count + 1])) for count in range(len(picked))]

    def _exchanged(self, picked: list[int]) -> list[int]:
        """Swap single picks for candidates that cost no more while that helps."""
        for _ in range(PASSES):
            moved = False
            for place in range(len(picked)):
                rest = picked[:place] + picked[place + 1 :]
                values = self._with_each(rest)
                values[self.price > self.price[picked[place]] * (1 + 1e-9)] = np.inf
                values[[p for p in rest if self.aim.enters[:, p].any()]] = np.inf
                best = int(np.argmin(values))
                if values[best] < self._value(picked) * (1 - 1e-6):
                    picked[place] = best
                    moved = True
            if not moved:
                break
        return self._ordered(picked)

    def _ordered(self, picked: list[int]) -> list[int]:
        """The same picks, the one that helps most for its price first."""
        left, out = list(picked), list[int]()
        while left:
            now, each = self._value(out), self._with_each(out)
            gains = [(now - each[p]) / self.price[p] for p in left]
            out.append(left.pop(int(np.argmax(gains))))
        return out

    def _state(self, picked: Sequence[int]) -> tuple[Floats, Floats, Floats]:
        """The inverse information with these runs made, and the sums and squared weights that are
        then still to be predicted."""
        aim = self.aim
        rows = aim.pool[list(picked)]
        inverse: Floats = np.asarray(np.linalg.inv(self._base + rows.T @ rows), dtype=np.float64)
        once = list(dict.fromkeys(picked))
        enters = aim.enters[:, once]
        goals = aim.goals - enters @ aim.pool[once]
        squares = np.maximum(aim.squares - (enters**2).sum(axis=1), 0.0)
        return inverse, goals, squares

    def _value(self, picked: Sequence[int]) -> float:
        inverse, goals, squares = self._state(picked)
        variance = np.einsum("lp,pq,lq->l", goals, inverse, goals) + squares
        return float(np.sqrt(variance + _allowance(self.aim.excess(picked))).mean())

    def _with_each(self, picked: Sequence[int]) -> Floats:
        """The value with each candidate added to these. Float[candidates]."""
        inverse, goals, squares = self._state(picked)
        pool, enters = self.aim.pool, self.aim.enters
        spans_ = pool @ inverse
        own = np.einsum("jp,jp->j", spans_, pool)
        cross = goals @ spans_.T
        still = np.einsum("lp,pq,lq->l", goals, inverse, goals)[:, None]
        still = still - 2.0 * enters * cross + enters**2 * own
        lowered = (cross - enters * own) ** 2 / (1.0 + own)
        left = np.maximum(squares[:, None] - enters**2, 0.0)
        left += _allowance(self.aim.excess_each(picked))
        return np.sqrt(np.maximum(still - lowered, 0.0) + left).mean(axis=0)

    def _told(self, picked: list[int]) -> tuple[float, int]:
        """The mean width of the identified intervals, and how many values are not identified."""
        aim = self.aim
        _, goals, squares = self._state(picked)
        rows = np.concatenate([aim.rows, aim.pool[picked]])
        mass = np.concatenate([aim.mass, np.ones(len(picked))])
        if aim.exact:
            root = np.sqrt(mass)[:, None] * rows
            inverse = np.linalg.pinv(root.T @ root, rcond=1e-10, hermitian=True)
        else:
            inverse, _, _ = self._state(picked)
        known = self._identified(rows, goals) & (aim.excess(picked) <= 1.0)
        if not known.any():
            return float("nan"), len(goals)
        variance = np.einsum("lp,pq,lq->l", goals, inverse, goals) + squares
        gained = len(picked) - (_rank(rows) - _rank(aim.rows)) if aim.exact else 0
        reach = student(self.level, aim.freedom + gained)
        width = 2.0 * reach * aim.spread * np.sqrt(np.maximum(variance[known], 0.0))
        return float(width.mean()), int((~known).sum())

    def _identified(self, rows: Floats, goals: Floats) -> Bools:
        right = np.linalg.svd(rows, full_matrices=False)[2][: _rank(rows)]
        outside = goals - (goals @ right.T) @ right
        length = np.maximum((goals**2).sum(axis=1), 1e-300)
        limit = EXACTLY if self.aim.exact else 0.5
        return np.asarray((outside**2).sum(axis=1) / length < limit)


def _rank(rows: Floats) -> int:
    return int(np.linalg.matrix_rank(rows, tol=1e-8 * max(float(np.abs(rows).max()), 1.0)))
