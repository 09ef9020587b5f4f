"""Least squares and ridge in one form: the level, the effects and what is not known of them."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints

TOLERANCE = 1e-8
WITHIN = 0.5
PENALTIES = np.logspace(-3.0, 3.0, 37)
"""Ratios of the noise to the effects' variance to try, over the mean squared singular value."""


@final
@dataclass(frozen=True, eq=False)
class Sums:
    """Sums of predicted scores, one for each row of a contrast.

    `level`: the sum of the weights, Float[n]. `features`: the weighted sum of the features of
    their worlds, Float[n, p]. `squares`: the sum of the squared weights, Float[n]: each predicted
    cell has a deviation of its own.
    """

    level: Floats
    features: Floats
    squares: Floats

    @staticmethod
    def single(features: Floats) -> "Sums":
        """Single worlds, each run once."""
        ones = np.ones(len(features))
        return Sums(ones, features, ones)


@final
@dataclass(frozen=True, eq=False)
class Posterior:
    """What some runs say of the effects.

    Features are centered at `center` and divided by `scale`. `spread` x `shape` is the covariance
    of the `effects` (in those units) and `spread` / `mass` that of the level. `known` spans what
    the runs vary, Float[k, p]. `penalty` is 0 for least squares.
    """

    level: float
    effects: Floats
    center: Floats
    scale: Floats
    shape: Floats
    known: Floats
    mass: float
    penalty: float

    def directions(self, sums: Sums) -> Floats:
        """Sums of features as sums of what the effects multiply. Float[n, p]."""
        return (sums.features - sums.level[:, None] * self.center) / self.scale

    def value(self, sums: Sums) -> Floats:
        return sums.level * self.level + self.directions(sums) @ self.effects

    def variance(self, sums: Sums) -> Floats:
        """The variance of the value less the truth, in units of the variance of one run."""
        u = self.directions(sums)
        own = np.einsum("np,pq,nq->n", u, self.shape, u)
        return sums.level**2 / self.mass + own + sums.squares

    def unknown(self, sums: Sums) -> Floats:
        """The share of each sum's direction that no run varies: 0 identified, 1 not at all."""
        u = self.directions(sums)
        length = (u**2).sum(axis=1)
        outside = u - (u @ self.known.T) @ self.known
        left = (outside**2).sum(axis=1)
        small = length <= TOLERANCE * np.maximum(sums.level**2, sums.squares)
        return np.where(small, 0.0, left / np.where(length > 0, length, 1.0))


def fit(features: Floats, values: Floats, mass: Floats, penalty: float, scale: Floats) -> Posterior:
    """Fit by weighted least squares (penalty 0, the smallest solution) or ridge.

    `mass`: how many runs each row is worth. `scale`: what each feature is divided by.
    """
    total = float(mass.sum())
    center = mass @ features / total
    level = float(mass @ values / total)
    root = np.sqrt(mass)
    X = root[:, None] * (features - center) / scale
    y = root * (values - level)
    left, size, right = np.linalg.svd(X, full_matrices=False)
    keep = size > TOLERANCE * max(float(size.max(initial=0.0)), 1.0)
    left, size, right = left[:, keep], size[keep], right[keep]
    effects = right.T @ ((size / (size**2 + penalty)) * (left.T @ y))
    shape = right.T @ ((1.0 / (size**2 + penalty))[:, None] * right)
    if penalty > 0:
        shape = shape + (np.eye(X.shape[1]) - right.T @ right) / penalty
    return Posterior(level, effects, center, scale, shape, right, total, penalty)


def scale_of(features: Floats) -> Floats:
    """The range of each feature, 1 where it does not vary."""
    width = np.ptp(features, axis=0)
    return np.where(width > TOLERANCE, width, 1.0)


def best_penalty(features: Floats, values: Floats, mass: Floats, scale: Floats) -> float:
    """The ratio of the variance of a run to that of an effect.

    Restricted maximum likelihood, the level integrated out; of the ratios that are nearly as
    likely (within WITHIN in the logarithm) the smallest, so that a prior that few runs tell of is
    rather too wide than too narrow.
    """
    total = float(mass.sum())
    center, level = mass @ features / total, float(mass @ values / total)
    root = np.sqrt(mass)
    left, size, _ = np.linalg.svd(root[:, None] * (features - center) / scale, full_matrices=False)
    y = root * (values - level)
    part = left.T @ y
    rest = max(float(y @ y - part @ part), 0.0)
    count = len(values) - 1
    unit = float((size**2).mean())
    if unit <= 0:
        return 1.0
    likelihood = np.zeros(len(PENALTIES))
    for place, ratio in enumerate(PENALTIES):
        spread = 1.0 + size**2 / (ratio * unit)
        noise = max((float((part**2 / spread).sum()) + rest) / count, 1e-300)
        likelihood[place] = -0.5 * (count * np.log(noise) + np.log(spread).sum())
    near = np.flatnonzero(likelihood >= likelihood.max() - WITHIN)
    return float(PENALTIES[near[0]] * unit)


def residual_spread(
    posterior: Posterior, features: Floats, values: Floats, mass: Floats, freedom: float
) -> float:
    """The variance of one run about the surface; of ridge, with the effects integrated out."""
    residual = values - posterior.value(Sums.single(features))
    squares = float(mass @ residual**2)
    squares += posterior.penalty * float(posterior.effects @ posterior.effects)
    return squares / max(freedom, 1.0)


def folds(world: Ints, most: int) -> list[Bools]:
    """Rows to leave out in turn: those of each world while worlds are few, else `most` parts."""
    part = world % most
    return [part == one for one in range(int(part.max(initial=-1)) + 1)]
