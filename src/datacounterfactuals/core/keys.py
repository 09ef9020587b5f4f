"""Keys: the names of cells.

A plain world's key is the sum, over its present objects, of the hash of (content, weight). Other
recipes (a world with an order, a world whose model was edited) hash that key with what was done.
"""

from functools import cache, cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Lanes
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

    def of(self, position: int, weight: float) -> Lanes:
        """One object's share; none at weight 0. Shape: [2]."""
        if weight == 0.0:
            return np.zeros(2, dtype=np.uint64)
        if weight == 1.0:
            return self.hashes[position]
        return _weighted(self.contents[position], weight)

    def of_world(self, world: World) -> Lanes:
        """The key of one world. Shape: [2]."""
        key = np.zeros(2, dtype=np.uint64)
        for position, weight in zip(world.positions, world.weights, strict=True):
            key = key + self.of(position, weight)
        return key

    def of_rows(self, weights: Floats) -> Lanes:
        """The keys of rows of weights. Shape: [worlds, objects] to [worlds, 2]."""
        ones = weights == 1.0
        width = weights.shape[1]
        keys = ones.astype(np.uint64) @ self.hashes[:width]
        for row, position in zip(*np.nonzero((weights != 0.0) & ~ones), strict=True):
            keys[row] += self.of(int(position), float(weights[row, position]))
        return keys


@cache
def _weighted(content: bytes, weight: float) -> Lanes:
    return weighted_hash(content, weight)


def edited(key: Lanes, *edit: bytes | str | int | float) -> Lanes:
    """The key of a recipe followed by an edit, an order or a schedule. Shape: [2]."""
    return lanes(digest("recipe", from_lanes(key), *edit))
