"""A world: one training set that could have been."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import StudyError


@final
@dataclass(frozen=True)
class World:
    """A weight >= 0 for every object of a universe; objects not listed have weight 0.

    `positions` ascend and `weights` are positive, so equal worlds compare equal. `width` is the
    number of objects of the universe it was written for; a wider universe reads it as it is.
    """

    width: int = field(compare=False)
    positions: tuple[int, ...]
    weights: tuple[float, ...]

    @staticmethod
    def of(width: int, weights: Mapping[int, float]) -> "World":
        """A world from weights by position. Raises StudyError on a negative or infinite one."""
        for position, weight in weights.items():
            if not 0 <= position < width:
                raise StudyError(f"position {position} is outside a universe of {width} objects")
            if not 0.0 <= weight < float("inf"):
                raise StudyError(f"a world has the weight {weight}", "Weights are finite and >= 0")
        kept = sorted((position, float(w)) for position, w in weights.items() if w > 0)
        return World(width, tuple(p for p, _ in kept), tuple(w for _, w in kept))

    @staticmethod
    def empty(width: int) -> "World":
        return World(width, (), ())

    @staticmethod
    def from_row(row: Floats) -> "World":
        """A world from one weight per object. Shape: [objects]."""
        present = np.flatnonzero(row)
        return World.of(len(row), {int(p): float(row[p]) for p in present})

    @property
    def size(self) -> int:
        """How many objects are present."""
        return len(self.positions)

    @property
    def binary(self) -> bool:
        """Whether it is a plain subset: every present object has weight 1."""
        return all(weight == 1.0 for weight in self.weights)

    def __contains__(self, position: int) -> bool:
        return position in self.positions

    def weight(self, position: int) -> float:
        """The weight of one object."""
        return dict(zip(self.positions, self.weights, strict=True)).get(position, 0.0)

    def row(self, width: int | None = None) -> Floats:
        """One weight per object, in a universe of `width` objects. Shape: [width]."""
        out = np.zeros(self.width if width is None else width)
        out[list(self.positions)] = self.weights
        return out

    def moved(self, changes: Mapping[int, float], width: int | None = None) -> "World":
        """The world after a move: new weights for some objects, the others as they were."""
        weights = dict(zip(self.positions, self.weights, strict=True)) | dict(changes)
        return World.of(max(self.width, width or 0), weights)

    def without(self, *positions: int) -> "World":
        """Remove objects."""
        return self.moved(dict.fromkeys(positions, 0.0))

    def plus(self, *positions: int, weight: float = 1.0) -> "World":
        """Add objects."""
        return self.moved(dict.fromkeys(positions, weight))

    def replaced(self, original: int, stand_in: int, width: int | None = None) -> "World":
        """A stand-in takes its original's place, with its weight."""
        return self.moved({original: 0.0, stand_in: self.weight(original)}, width)
