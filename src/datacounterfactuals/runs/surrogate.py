"""A surrogate: a surface fitted to the runs of one score, with what it says of worlds not run."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.runs.posterior import (
    Posterior,
    Sums,
    best_penalty,
    fit,
    folds,
    residual_spread,
    scale_of,
)
from datacounterfactuals.runs.rows import Rows, rows_of
from datacounterfactuals.runs.surface import Form, Surface
from datacounterfactuals.runs.table import RunTable

Method = Literal["least squares", "ridge"]
LEVEL = 0.95
"""The level of intervals unless another is asked for, and of the marks in every chart."""
FREEDOM = 3
"""Least squares needs so many runs more than it has effects; with fewer, ridge is used."""
FEWEST = 4
"""No surface is fitted to fewer different worlds."""
SPARE = 5
FOLDS = 200
EXACTLY = 1e-8
"""Of what is identified, no more than this share may lie outside what the runs vary."""
HALF = 0.5 - 1e-9
"""Under a prior, a sum of which half or more is known by the prior alone is refused."""
CHOICES: tuple[Literal["auto"] | Form, ...] = ("auto", "linear", "bent", "pairwise")
BETTER = 0.9
"""A surface of more terms must have so much less of the held-out error, or less."""


class RefusedError(QuestionError):
    """A question that the runs cannot answer, not even by a prediction, and why."""


@final
@dataclass(frozen=True, eq=False)
class Interval:
    """Values with their intervals at some level, `low` to `high`, and `error`, the standard error
    that gives them with `freedom` degrees of freedom. NaN where nothing is identified."""

    value: Floats
    low: Floats
    high: Floats
    error: Floats
    freedom: float


@final
@dataclass(frozen=True, eq=False)
class HeldOut:
    """Each world predicted by a surface fitted without it: the `rmse`, `r2` against the mean of
    the other runs, and how many `worlds` could be held out."""

    rmse: float
    r2: float
    worlds: int


@final
@dataclass(frozen=True, eq=False)
class Surrogate:
    """A surface fitted to one score.

    `rows` are what it is fitted to; `variance` is that of one run about the surface, `freedom`
    its degrees of freedom.
    """

    score: str
    surface: Surface
    method: Method
    rows: Rows
    posterior: Posterior
    variance: float
    freedom: float
    runs: int

    @property
    def words(self) -> str:
        """What it is, in words: a linear surface fitted to 23 runs."""
        how = "" if self.method == "least squares" else " by ridge, with a prior on the effects,"
        return f"{self.surface.words} fitted{how} to {self.runs} runs"

    @property
    def prior(self) -> str:
        """The prior of ridge, in words; empty for least squares."""
        if self.method == "least squares":
            return ""
        spread = float(np.sqrt(self.variance / self.posterior.penalty))
        return (
            "prior: the effects of going from the least to the most of an object are independent "
            f"and normal with mean 0 and standard deviation {spread:.3g}"
        )

    def features(self, weights: Floats) -> Floats:
        return self.surface.features(weights)

    def predict(self, weights: Floats) -> Floats:
        """The score of each world, NaN where it is not identified. To Float[worlds]."""
        sums = Sums.single(self.features(weights))
        return np.where(self.identified(sums), self.posterior.value(sums), np.nan)

    def identified(self, sums: Sums) -> Bools:
        """Whether the runs tell of each sum: wholly for least squares, mostly for ridge."""
        return np.asarray(self.posterior.unknown(sums) < self._limit)

    def interval(self, sums: Sums, level: float = LEVEL) -> Interval:
        """Where sums would lie if their predicted cells were run, once each.

        Least squares: Student's t, exact if the surface holds and deviations are independent and
        normal. Ridge: the jackknife+ (Barber et al. 2021) with each world's residual measured in
        its own predicted spread, and never narrower than the posterior.
        """
        value = np.where(self.identified(sums), self.posterior.value(sums), np.nan)
        error = np.sqrt(self.variance * self.posterior.variance(sums))
        quantile = student(level, self.freedom)
        low, high = value - quantile * error, value + quantile * error
        if self.method == "ridge":
            below, above = self._jackknife(sums, level)
            low, high = np.minimum(low, below), np.maximum(high, above)
            low, high = (
                np.where(np.isnan(value), np.nan, low),
                np.where(np.isnan(value), np.nan, high),
            )
            error = np.maximum(high - value, value - low) / quantile
        return Interval(value, low, high, np.where(np.isnan(value), np.nan, error), self.freedom)

    def single(self, weights: Floats, level: float = LEVEL) -> Interval:
        """Where the score of each world would lie if it were run once."""
        return self.interval(Sums.single(self.features(weights)), level)

    def _jackknife(self, sums: Sums, level: float) -> tuple[Floats, Floats]:
        lows: list[Floats] = []
        highs: list[Floats] = []
        for part in self._parts:
            center, width = part.made.value(sums), np.sqrt(part.made.variance(sums))
            ratios = np.abs(part.residual) / np.sqrt(part.made.variance(part.sums))
            for ratio in ratios[part.told]:
                lows.append(center - ratio * width)
                highs.append(center + ratio * width)
        if not lows:
            return np.full(len(sums.level), np.inf), np.full(len(sums.level), -np.inf)
        count = len(lows)
        rank = min(int(np.ceil(level * (count + 1))), count)
        return (
            np.sort(np.stack(lows), axis=0)[count - rank],
            np.sort(np.stack(highs), axis=0)[rank - 1],
        )

    @cached_property
    def _parts(self) -> list["_Part"]:
        rows, out = self.rows, list["_Part"]()
        for fold in folds(rows.world, FOLDS):
            rest = ~fold
            if rest.sum() < 2:
                continue
            made = fit(
                rows.features[rest], rows.values[rest], rows.mass[rest],
                self.posterior.penalty, self.posterior.scale,
            )  # fmt: skip
            sums = Sums.single(rows.features[fold])
            residual = rows.values[fold] - made.value(sums)
            told = made.unknown(sums) < self._limit
            out.append(_Part(fold, made, sums, residual, np.asarray(told)))
        return out

    @property
    def _limit(self) -> float:
        return EXACTLY if self.method == "least squares" else HALF

    @cached_property
    def held_out(self) -> HeldOut:
        """How well worlds are predicted that the surface was not fitted to."""
        squares = base = weight = 0.0
        worlds = 0
        for part in self._parts:
            mass = self.rows.mass[part.fold] * part.told
            squares += float(mass @ part.residual**2)
            base += float(mass @ (self.rows.values[part.fold] - part.made.level) ** 2)
            weight += float(mass.sum())
            worlds += int(part.told.any())
        if weight == 0 or base == 0:
            return HeldOut(np.nan, np.nan, 0)
        return HeldOut(float(np.sqrt(squares / weight)), 1.0 - squares / base, worlds)


@final
@dataclass(frozen=True, eq=False)
class _Part:
    """Rows left out, the fit without them, and what it missed them by. `told`: which of them the
    rest identifies."""

    fold: Bools
    made: Posterior
    sums: Sums
    residual: Floats
    told: Bools


def surrogate(runs: RunTable, score: int, form: str = "auto") -> Surrogate:
    """Fit a surface to one score of a table of runs.

    `form`: linear, bent, pairwise, or auto: the plainest of these unless one of more terms is
    identified with degrees of freedom to spare and predicts held-out worlds a tenth better. Raises
    QuestionError when there is too little to fit.
    """
    if form not in CHOICES:
        raise QuestionError(f"no surface is called {form!r}", f"Use one of {', '.join(CHOICES)}")
    name = runs.scores[score].name
    there = runs.take(~np.isnan(runs.values[:, score]))
    if len(there.worlds) < FEWEST:
        raise RefusedError(
            f"{name} is known of {len(there.worlds)} different worlds, which is too few to "
            "predict any other",
            f"Import runs of at least {FEWEST} different worlds",
        )
    if form != "auto":
        return _fitted(there, score, Surface.of(there, form))
    best = _fitted(there, score, Surface.of(there, "linear"))
    for richer in ("bent", "pairwise"):
        surface = Surface.of(there, richer)
        spare = len(there.worlds) - surface.count - 1
        if spare < SPARE + surface.count // 4 or (surface.shares and richer == "bent"):
            continue
        made = _fitted(there, score, surface)
        better = made.held_out.rmse <= BETTER * best.held_out.rmse
        if better and made.method == "least squares":
            best = made
    return best


def _fitted(runs: RunTable, score: int, surface: Surface) -> Surrogate:
    rows = rows_of(runs, score, surface)
    scale = scale_of(rows.features)
    plain = fit(rows.features, rows.values, rows.mass, 0.0, scale)
    rank = len(plain.known) + 1
    name, count = runs.scores[score].name, len(runs)
    if rank == 1:
        raise RefusedError(
            "no object varies between the runs, so nothing tells what any of them does",
            "Import runs that leave some objects out",
        )
    freedom = len(rows.values) - rank
    if freedom >= FREEDOM:
        variance = residual_spread(plain, rows.features, rows.values, rows.mass, freedom)
        return Surrogate(name, surface, "least squares", rows, plain, variance, freedom, count)
    penalty = best_penalty(rows.features, rows.values, rows.mass, scale)
    ridge = fit(rows.features, rows.values, rows.mass, penalty, scale)
    freedom = float(len(rows.values) - 1)
    variance = residual_spread(ridge, rows.features, rows.values, rows.mass, freedom)
    return Surrogate(name, surface, "ridge", rows, ridge, variance, freedom, count)


def student(level: float, freedom: float) -> float:
    """How many standard errors an interval of this level reaches to each side."""
    from scipy.stats import t

    return float(t.ppf(0.5 + level / 2.0, freedom))
