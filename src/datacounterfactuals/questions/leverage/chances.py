"""Chances: could as large a difference be luck? By permutation, and for several at once."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints

DRAWS = 4_999
"""Choices of as many points that are tried; of one kind of points, all if there are no more."""
BATCH = 500
ROUNDING = 1e-12


def chances_of(gains: Floats, copied: Bools, kinds: Ints, random: np.random.Generator) -> Floats:
    """The chance that as many points of each kind, chosen from all of that kind alike, gain as much
    more than the others or more. It needs no law of the gains.

    `gains`: Float[objects, points], to one chance for each object. `copied`, `kinds`: one for each
    point, alike for all objects. Every kind has points that are copied and points that are not.
    """
    pools = list(_pools(gains, copied, kinds))
    own = np.zeros((1, len(copied)))
    for places, count, factor in pools:
        own[0, places[:count]] = factor
    seen = (own @ gains.T)[0] - ROUNDING * np.maximum(1.0, np.abs(gains).sum(axis=1))
    if len(pools) == 1 and comb(len(pools[0][0]), pools[0][1]) <= DRAWS:
        places, count, factor = pools[0]
        every = np.zeros((comb(len(places), count), len(copied)))
        for row, some in enumerate(combinations(places, count)):
            every[row, list(some)] = factor
        return np.asarray((every @ gains.T >= seen).mean(axis=0))
    hits = np.ones(len(gains))
    for start in range(0, DRAWS, BATCH):
        drawn = np.zeros((min(BATCH, DRAWS - start), len(copied)))
        for places, count, factor in pools:
            for row in drawn:
                row[_some(places, count, random)] = factor
        hits += (drawn @ gains.T >= seen).sum(axis=0)
    return hits / (DRAWS + 1)


def holm(chances: Sequence[float]) -> list[float]:
    """The chances after Holm: none is below the level unless all smaller ones are at theirs."""
    order = np.argsort(chances, kind="stable")
    out, most = [1.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        most = max(most, min(1.0, (len(chances) - rank) * chances[place]))
        out[place] = most
    return out


def _pools(gains: Floats, copied: Bools, kinds: Ints) -> Iterator[tuple[Ints, int, float]]:
    """Of each kind whose points differ: where they are, the copied first; how many those are; and
    what a gain of theirs counts for in the sum of their leads over clean points."""
    for kind in np.unique(kinds):
        own, other = (np.flatnonzero((kinds == kind) & some) for some in (copied, ~copied))
        places = np.concatenate([own, other])
        if np.ptp(gains[:, places], axis=1).max(initial=0.0) > ROUNDING:
            yield places, len(own), 1.0 + len(own) / len(other)


def _some(places: Ints, count: int, random: np.random.Generator) -> Ints:
    """So many of the places, each choice alike: drawn, or all but those that are drawn."""
    few = min(count, len(places) - count)
    drawn = random.choice(len(places), few, replace=False, shuffle=False)
    return places[drawn] if few == count else np.delete(places, drawn)
