"""What a surface is fitted to: runs, or the means of worlds when these differ by more than noise.

Repeats tell noise from misfit. If worlds lie no farther from the surface than noise explains,
every run is a row. If they do, the repeats of a world share its deviation and are one row, whose
weight follows from both variances (Paule and Mandel 1982).
"""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.runs.posterior import Sums, fit, scale_of
from datacounterfactuals.runs.surface import Surface
from datacounterfactuals.runs.table import RunTable


@final
@dataclass(frozen=True, eq=False)
class Rows:
    """Rows to fit. `mass`: how many single runs each is worth; `world`: which it is of. `noise`
    and `misfit` are variances, NaN when there are no repeats to tell them apart."""

    features: Floats
    values: Floats
    mass: Floats
    world: Ints
    noise: float
    misfit: float


def rows_of(runs: RunTable, score: int, surface: Surface) -> Rows:
    """The rows of one score, of runs that all have it. Shares of nothing are left out."""
    features = surface.features(runs.weights)
    there = ~np.isnan(features).any(axis=1)
    features, values = features[there], runs.values[there, score]
    world = np.unique(runs.world_of[there], return_inverse=True)[1].reshape(-1)
    counts = np.bincount(world).astype(np.float64)
    single = Rows(features, values, np.ones(len(values)), world, np.nan, np.nan)
    if counts.max(initial=0.0) < 2:
        return single
    means = np.bincount(world, values) / counts
    first = np.unique(world, return_index=True)[1]
    noise = float(((values - means[world]) ** 2).sum() / (len(values) - len(counts)))
    misfit = _misfit(features[first], means, counts, noise)
    if misfit == 0.0:
        return Rows(features, values, single.mass, world, noise, 0.0)
    mass = (misfit + noise) / (misfit + noise / counts)
    return Rows(features[first], means, mass, np.arange(len(counts)), noise, misfit)


def _misfit(features: Floats, means: Floats, counts: Floats, noise: float) -> float:
    """The variance of worlds about the surface beyond noise, such that the weighted squares of
    residuals are what they should be; 0 if noise explains them."""
    scale = scale_of(features)
    span = float(np.ptp(means)) ** 2

    def excess(misfit: float) -> float:
        variances = misfit + noise / counts
        mass = 1.0 / np.maximum(variances, 1e-12 * max(span, 1e-300))
        made = fit(features, means, mass, 0.0, scale)
        residual = means - made.value(Sums.single(features))
        return float(mass @ residual**2) - (len(means) - 1 - len(made.known))

    if len(means) - 1 <= np.linalg.matrix_rank(features - features.mean(axis=0)):
        return 0.0 if noise > 0 else span
    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, max(span, 1e-300)
    for _ in range(80):
        middle = (low + high) / 2.0
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high
