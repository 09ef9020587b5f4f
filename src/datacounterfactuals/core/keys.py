"""Keys: the names of cells.

A plain world's key is the sum, over its present objects, of the hash of (content, weight). Other
recipes (a world with an order, a world whose model was edited) hash that key with what was done.
"""

from functools import cached_property, lru_cache
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints, Lanes
from datacounterfactuals.core.content import digest, from_lanes, lanes, weighted_hash
from datacounterfactuals.core.world import World


@final
class ObjectKeys:
    """What each object of a universe adds to a world's key, by its weight."""

    def __init__(self, contents: tuple[bytes, ...]) -> None:
        self.contents = contents

    @cached_property
    def hashes(self) -> Lanes:
        """For weight 1. Shape: [objects, 2]."""
        rows = [weighted_hash(content, 1.0) for content in self.contents]
        return np.array(rows, dtype=np.uint64).reshape(len(rows), 2)

    def of_each(self, positions: Ints, weights: Floats) -> Lanes:
        """The share of each of these objects at its weight. Shapes: [n] and [n] to [n, 2]."""
        shares = self.hashes[positions]
        shares[weights == 0.0] = 0
        for place in np.flatnonzero((weights != 0.0) & (weights != 1.0)):
            shares[place] = _weighted(self.contents[int(positions[place])], float(weights[place]))
        return shares

    def of_world(self, world: World) -> Lanes:
        """The key of one world. Shape: [2]."""
        positions = np.array(world.positions, dtype=np.int64)
        weights = np.array(world.weights, dtype=np.float64)
        return self.of_each(positions, weights).sum(axis=0, dtype=np.uint64)

    def of_rows(self, weights: Floats) -> Lanes:
        """The keys of rows of weights. Shape: [worlds, objects] to [worlds, 2]."""
        ones = weights == 1.0
        width = weights.shape[1]
        keys = ones.astype(np.uint64) @ self.hashes[:width]
        rows, positions = np.nonzero((weights != 0.0) & ~ones)
        np.add.at(keys, rows, self.of_each(positions, weights[rows, positions]))
        return keys


@lru_cache(maxsize=1 << 16)
def _weighted(content: bytes, weight: float) -> Lanes:
    return weighted_hash(content, weight)


def edited(key: Lanes, *edit: bytes | str | int | float) -> Lanes:
    """The key of a recipe followed by an edit, an order or a schedule. Shape: [2]."""
    return lanes(digest("recipe", from_lanes(key), *edit))
