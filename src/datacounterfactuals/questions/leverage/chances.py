"""Chances: could as large a difference be luck? By permutation, and for several at once."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints

DRAWS = 4_999
"""Choices of as many points that are tried; of one kind of points, all if there are no more."""
ROUNDING = 1e-12


def chance_of(gains: Floats, copied: Bools, kinds: Ints, random: np.random.Generator) -> float:
    """The chance that as many points of each kind, chosen from all of that kind alike, gain as much
    more than the others or more. It needs no law of the gains.

    `gains`, `copied`, `kinds`: one for each point. Every kind has points that are copied and points
    that are not.
    """
    pools = list(_pools(gains, copied, kinds))
    if not pools:
        return 1.0
    seen = sum(factor * pool[:count].sum() for pool, count, factor in pools)
    seen -= ROUNDING * max(1.0, sum(factor * np.abs(pool).sum() for pool, _, factor in pools))
    pool, count, factor = pools[0]
    if len(pools) == 1 and comb(len(pool), count) <= DRAWS:
        sums = [pool[list(some)].sum() for some in combinations(range(len(pool)), count)]
        return float(np.mean(factor * np.array(sums) >= seen))
    drawn = np.zeros(DRAWS)
    for pool, count, factor in pools:
        few, total = min(count, len(pool) - count), pool.sum()
        picked = np.array(
            [
                pool[random.choice(len(pool), few, replace=False, shuffle=False)].sum()
                for _ in range(DRAWS)
            ]
        )
        drawn += factor * (picked if few == count else total - picked)
    return float((1 + (drawn >= seen).sum()) / (DRAWS + 1))


def holm(chances: Sequence[float]) -> list[float]:
    """The chances after Holm: none is below the level unless all smaller ones are at theirs."""
    order = np.argsort(chances, kind="stable")
    out, most = [1.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        most = max(most, min(1.0, (len(chances) - rank) * chances[place]))
        out[place] = most
    return out


def _pools(gains: Floats, copied: Bools, kinds: Ints) -> Iterator[tuple[Floats, int, float]]:
    """Of each kind whose points differ: their gains, the copied first; how many those are; and
    what the sum over the copied counts for in the mean of their leads over clean points."""
    for kind in np.unique(kinds):
        own, other = gains[(kinds == kind) & copied], gains[(kinds == kind) & ~copied]
        pool = np.concatenate([own, other])
        if np.ptp(pool) > ROUNDING:
            yield pool, len(own), 1.0 + len(own) / len(other)
