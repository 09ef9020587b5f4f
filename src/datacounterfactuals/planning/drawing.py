"""Draws: how things might have come out with other people leaving and other records to guess."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats, Ints

DRAWS = 400
EDGES = 0.05, 0.95
"""A range holds nine draws in ten."""


@final
@dataclass(frozen=True)
class Range:
    """A middle and the two ends between which nine tries in ten fall, of every stand-in."""

    low: float
    middle: float
    high: float

    @staticmethod
    def of(each: Floats) -> "Range":
        """From draws. Shape: [learners, draws]. Its ends are of the stand-ins farthest out."""
        quantiles = np.quantile(each, (EDGES[0], 0.5, EDGES[1]), axis=1, method="nearest")
        return Range(
            float(quantiles[0].min()), float(np.median(quantiles[1])), float(quantiles[2].max())
        )


def levels_of(owners: int) -> Ints:
    """How many take part at each point of a curve, from nobody to all; the same from both ends."""
    if owners <= 12:
        return np.arange(owners + 1)
    some = np.round(np.array([0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5]) * owners)
    half = np.unique([1.0, 2.0, *some])  # closer where few are left: there it matters
    return np.unique(np.concatenate([half, owners - half])).astype(np.int64)


def keeps(orders: Ints, levels: Ints) -> Bools:
    """Who is left when the first so many of each order leave.

    Shapes: [orders, owners] and [levels] to [orders, levels, owners].
    """
    rank = np.argsort(orders, axis=1)
    return rank[:, None, :] >= levels[None, :, None]


def weights_of(units: int, rng: np.random.Generator) -> Floats:
    """How often each unit of records is met, drawn with replacement. Shape: [draws, units]."""
    return rng.multinomial(units, np.full(units, 1.0 / units), DRAWS).astype(np.float64)


def thresholds(levels: Ints, lost: Floats, share: float) -> Floats:
    """How many must leave before so large a share is lost: infinite where it never is.

    Shape of `lost`: [..., levels] to [...].
    """
    reached = np.maximum.accumulate(lost, axis=-1)
    flat = reached.reshape(-1, len(levels))
    out = np.full(len(flat), np.inf)
    for row, curve in enumerate(flat):
        over = np.flatnonzero(curve >= share)
        if len(over):
            at = int(over[0])
            if at == 0:
                out[row] = 0.0
                continue
            low, high = curve[at - 1], curve[at]
            part = (share - low) / (high - low) if high > low else 1.0
            out[row] = levels[at - 1] + part * (levels[at] - levels[at - 1])
    return out.reshape(lost.shape[:-1])


def needed(levels: Ints, lost: Floats, share: float) -> Range:
    """How many must leave before so large a share is lost; one more than there are where it never
    is. Shape of `lost`: [learners, draws, levels].

    The middle is where the middle of the curves gets there, so that it agrees with what is said of
    so many elsewhere: single draws wobble, and reach a share too early.
    """
    most = levels[-1] + 1.0
    each = Range.of(np.minimum(thresholds(levels, lost, share), most))
    usual = np.minimum(thresholds(levels, np.median(lost, axis=1), share), most)
    middle = float(np.median(usual))
    return Range(min(each.low, middle), middle, max(each.high, middle))


def interpolated(levels: Ints, curves: Array, at: float) -> Array:
    """The curves at a number of people between two levels. [..., levels] to [...]."""
    place = int(np.clip(np.searchsorted(levels, at, side="right") - 1, 0, len(levels) - 2))
    part = (at - levels[place]) / (levels[place + 1] - levels[place])
    return curves[..., place] * (1 - part) + curves[..., place + 1] * part
