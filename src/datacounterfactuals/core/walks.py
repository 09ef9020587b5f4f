"""Walks: worlds that are near one another, a base with moves or the prefixes of orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints, Lanes
from datacounterfactuals.core.keys import ObjectKeys
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Worlds, pack, words


@final
@dataclass(frozen=True)
class Moves(Worlds):
    """A base world and the worlds that one move each makes of it: 10^5 leave-one-outs in little
    memory. World 0 is the base if `with_base`; then world j gives `places[j]` `values[j]`.

    `places` and `values` hold, for each move, the objects it changes and their new weights.
    """

    width: int
    base: World
    places: tuple[tuple[int, ...], ...]
    values: tuple[tuple[float, ...], ...]
    with_base: bool = True

    @staticmethod
    def without_each(base: World, groups: Sequence[Sequence[int]]) -> "Moves":
        """The base, then the base without each group of objects in turn."""
        places = tuple(tuple(dict.fromkeys(group)) for group in groups)
        return Moves(base.width, base, places, tuple((0.0,) * len(p) for p in places))

    def __len__(self) -> int:
        return len(self.places) + self.with_base

    @cached_property
    def _binary(self) -> bool:
        return self.base.binary and all(v in (0.0, 1.0) for vs in self.values for v in vs)

    @property
    def binary(self) -> bool:
        return self._binary

    @cached_property
    def _row(self) -> Floats:
        return self.base.row(self.width)

    def _changes(self, start: int, stop: int) -> tuple[Ints, Ints, Floats]:
        """What the moves of worlds start..stop change: rows (from 0), objects, new weights."""
        moves = range(max(start - self.with_base, 0), stop - self.with_base)
        first = moves.start + self.with_base - start
        lengths = [len(self.places[move]) for move in moves]
        rows = np.repeat(first + np.arange(len(moves)), lengths)
        places = [place for move in moves for place in self.places[move]]
        values = [value for move in moves for value in self.values[move]]
        return rows, np.array(places, dtype=np.int64), np.array(values, dtype=np.float64)

    def weights(self, start: int, stop: int) -> Floats:
        out = np.tile(self._row, (stop - start, 1))
        rows, places, values = self._changes(start, stop)
        out[rows, places] = values
        return out

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        out = np.tile(self._base_key(objects), (stop - start, 1))
        rows, places, values = self._changes(start, stop)
        change = objects.of_each(places, values) - objects.of_each(places, self._row[places])
        np.add.at(out, rows, change)
        return out

    def packed(self, start: int, stop: int) -> Lanes:
        out = np.tile(pack(self._row[None] != 0, self.width), (stop - start, 1))
        rows, places, values = self._changes(start, stop)
        bits = np.uint64(1) << (places & 63).astype(np.uint64)
        np.bitwise_and.at(out, (rows, places >> 6), ~bits)
        added = values != 0
        np.bitwise_or.at(out, (rows[added], places[added] >> 6), bits[added])
        return out

    @cached_property
    def _known(self) -> dict[ObjectKeys, Lanes]:
        return {}

    def _base_key(self, objects: ObjectKeys) -> Lanes:
        if objects not in self._known:
            self._known[objects] = objects.of_world(self.base)
        return self._known[objects]


@final
class Prefixes(Worlds):
    """The prefixes of orders of objects, empty and whole ones included: what permutation
    estimators walk. World (p, j) is number `p * (length + 1) + j`.

    `orders` holds object positions. Shape: [orders, length].
    """

    def __init__(self, width: int, orders: Ints) -> None:
        self.width = width
        self.orders = np.asarray(orders, dtype=np.int64)

    def __len__(self) -> int:
        count, length = self.orders.shape
        return int(count * (length + 1))

    @property
    def binary(self) -> bool:
        return True

    def weights(self, start: int, stop: int) -> Floats:
        length = self.orders.shape[1]
        order, prefix = np.divmod(np.arange(start, stop), length + 1)
        inside = np.arange(length) < prefix[:, None]
        out = np.zeros((stop - start, self.width))
        np.put_along_axis(out, self.orders[order], inside.astype(np.float64), axis=1)
        return out

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        length = self.orders.shape[1]
        first, last = start // (length + 1), -(-stop // (length + 1))
        steps = objects.hashes[self.orders[first:last]]
        sums = np.zeros((last - first, length + 1, 2), dtype=np.uint64)
        np.cumsum(steps, axis=1, dtype=np.uint64, out=sums[:, 1:])
        offset = first * (length + 1)
        return sums.reshape(-1, 2)[start - offset : stop - offset]

    def packed(self, start: int, stop: int) -> Lanes:
        length = self.orders.shape[1]
        first, last = start // (length + 1), -(-stop // (length + 1))
        steps = self.orders[first:last]
        bits = np.zeros((last - first, length + 1, words(self.width)), dtype=np.uint64)
        rows, places = np.indices(steps.shape)
        bits[rows, places + 1, steps >> 6] = np.uint64(1) << (steps & 63).astype(np.uint64)
        np.bitwise_or.accumulate(bits, axis=1, out=bits)
        offset = first * (length + 1)
        return bits.reshape(-1, words(self.width))[start - offset : stop - offset]
