"""Which keys are held, and where: sorted arrays in memory, so that thousands are found at once."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Ints, Lanes

OFFSET_BITS = 20
"""A place is the id of a block and, in the low bits, the row in it."""
ABSENT = -1


def place_of(block: int, rows: int) -> Ints:
    """The places of the rows of a block. Shape: [rows]."""
    return (np.int64(block) << OFFSET_BITS) + np.arange(rows, dtype=np.int64)


def block_of(places: Ints) -> Ints:
    """The ids of the blocks of places."""
    return places >> OFFSET_BITS


def offset_of(places: Ints) -> Ints:
    """The rows of places in their blocks."""
    return places & ((1 << OFFSET_BITS) - 1)


@final
@dataclass(frozen=True, eq=False)
class _Run:
    """Keys in the order in which they came, and that order sorted by content: `order` holds, for
    each key, the front bits of its mix and behind them its number. Sorting and searching it moves
    8 bytes a key. Keys with equal front bits, which are rare, stand together."""

    keys: Lanes
    places: Ints
    order: Lanes
    bits: np.uint64

    @staticmethod
    def of(keys: Lanes, places: Ints) -> "_Run":
        order, bits = _ordered(keys)
        return _Run(keys, places, order, bits)

    def find(self, keys: Lanes) -> Ints:
        """The place of each key, ABSENT where it is not here. Shape: [n, 2] to [n]."""
        out = np.full(len(keys), ABSENT, dtype=np.int64)
        fronts = _mixed(keys) >> self.bits
        at = np.searchsorted(self.order, fronts << self.bits)
        left: Array = np.arange(len(keys))
        while True:  # once, unless front bits are equal by chance
            inside = at < len(self.order)
            left, at = left[inside], at[inside]
            here = self.order[at]
            same = here >> self.bits == fronts[left]
            left, at, here = left[same], at[same], here[same]
            if len(left) == 0:
                return out
            number = (here - (fronts[left] << self.bits)).astype(np.int64)
            hit = (self.keys[number] == keys[left]).all(axis=1)
            out[left[hit]] = self.places[number[hit]]
            left, at = left[~hit], at[~hit] + 1


def _mixed(keys: Lanes) -> Lanes:
    """One number for each key, spread over all of 64 bits even where keys are not. Shape: [n]."""
    return keys[:, 0] * np.uint64(0x9E3779B97F4A7C15) + keys[:, 1] * np.uint64(0xD1B54A32D192ED03)


def _ordered(keys: Lanes) -> tuple[Lanes, np.uint64]:
    """Front bits and numbers of keys, sorted, and how many bits the numbers take."""
    bits = np.uint64(max(len(keys).bit_length(), 1))
    order = _mixed(keys) >> bits << bits
    order += np.arange(len(keys), dtype=np.uint64)
    order.sort()
    return order, bits


@final
class KeyIndex:
    """Keys and their places: a few sorted runs, merged as they grow so that an addition costs
    little however many keys there are, and a look-up walks a handful of them."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        return sum(len(run.places) for run in self._runs)

    @property
    def runs(self) -> int:
        """How many sorted runs a look-up walks."""
        return len(self._runs)

    def add(self, keys: Lanes, places: Ints) -> None:
        """Take in keys that are not here yet. Shapes: [n, 2] and [n]."""
        if len(keys) == 0:
            return
        self._runs.append(_Run.of(keys, places))
        while len(self._runs) > 1 and 2 * len(self._runs[-1].places) > len(self._runs[-2].places):
            last, before = self._runs.pop(), self._runs.pop()
            keys = np.concatenate([before.keys, last.keys])
            self._runs.append(_Run.of(keys, np.concatenate([before.places, last.places])))

    def find(self, keys: Lanes) -> Ints:
        """The place of each key, ABSENT where it is not here. Shape: [n, 2] to [n]."""
        out = np.full(len(keys), ABSENT, dtype=np.int64)
        rest = np.argsort(_mixed(keys))  # neighbours in memory are sought one after another
        for run in self._runs:
            out[rest] = run.find(keys[rest])
            rest = rest[out[rest] == ABSENT]
        return out

    def keys(self) -> Lanes:
        """Every key, in the order in which they came. Shape: [n, 2]."""
        return np.concatenate([np.zeros((0, 2), dtype=np.uint64), *(r.keys for r in self._runs)])


def contained(keys: Lanes, others: Lanes) -> Bools:
    """Which keys are among the others. Shapes: [n, 2] and [m, 2] to [n]."""
    index = KeyIndex()
    index.add(others, np.zeros(len(others), dtype=np.int64))
    return index.find(keys) != ABSENT


def first_of_each(keys: Lanes) -> Bools:
    """True at the first occurrence of every key. Shape: [n, 2] to [n]."""
    out = np.ones(len(keys), dtype=bool)
    order, bits = _ordered(keys)
    fronts = order >> bits
    if (fronts[1:] == fronts[:-1]).any():
        exact = np.lexsort((keys[:, 1], keys[:, 0]))
        ordered = keys[exact]
        out[exact[1:]] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return out
