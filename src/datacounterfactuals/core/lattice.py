"""The lattice: every subset of some objects, or those of one size."""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints, Lanes
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.keys import ObjectKeys
from datacounterfactuals.core.worlds import Worlds, words

LARGEST_LATTICE = 30


@final
@dataclass(frozen=True)
class Lattice(Worlds):
    """Every subset of some members: world number b holds member j if bit j of b is set."""

    width: int
    members: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.members) > LARGEST_LATTICE:
            raise QuestionError(
                f"the lattice of {len(self.members)} objects has 2^{len(self.members)} worlds",
                f"Ask a sampled question, or take at most {LARGEST_LATTICE} objects",
            )

    def __len__(self) -> int:
        return 1 << len(self.members)

    @property
    def binary(self) -> bool:
        return True

    def bits(self, start: int, stop: int) -> Bools:
        """Membership by member. Shape: [stop - start, members]."""
        numbers = np.arange(start, stop, dtype=np.int64)
        return (numbers[:, None] >> np.arange(len(self.members))) & 1 == 1

    def weights(self, start: int, stop: int) -> Floats:
        out = np.zeros((stop - start, self.width))
        out[:, list(self.members)] = self.bits(start, stop)
        return out

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        low, high = _halves(self.members, objects)
        return _looked_up(low, high, start, stop)

    def packed(self, start: int, stop: int) -> Lanes:
        if self.members == tuple(range(len(self.members))) and words(self.width) == 1:
            return np.arange(start, stop, dtype=np.uint64)[:, None]
        low, high = _bit_halves(self.members, self.width)
        return _looked_up(low, high, start, stop)


@lru_cache(maxsize=8)
def _halves(members: tuple[int, ...], objects: ObjectKeys) -> tuple[Lanes, Lanes]:
    """The sums of all subsets of the first half of the members, and of the second."""
    hashes = objects.hashes[list(members)]
    half = len(members) // 2
    return _subset_sums(hashes[:half]), _subset_sums(hashes[half:])


@lru_cache(maxsize=8)
def _bit_halves(members: tuple[int, ...], width: int) -> tuple[Lanes, Lanes]:
    """The packed bits of all subsets of the first half of the members, and of the second."""
    bits = _bits(np.array(members, dtype=np.int64)[:, None], words(width))
    half = len(members) // 2
    return _subset_sums(bits[:half]), _subset_sums(bits[half:])


def _looked_up(low: Lanes, high: Lanes, start: int, stop: int) -> Lanes:
    """The sums of subsets start..stop, from the tables of the halves."""
    numbers = np.arange(start, stop, dtype=np.int64)
    shift = len(low).bit_length() - 1
    return low[numbers & (len(low) - 1)] + high[numbers >> shift]


def _bits(positions: Ints, width: int) -> Lanes:
    """Words with these bits set. Shape: [n, positions] to [n, width]."""
    out = np.zeros((len(positions), width), dtype=np.uint64)
    rows = np.arange(len(positions))
    for column in positions.T:
        out[rows, column >> 6] |= np.uint64(1) << (column & 63).astype(np.uint64)
    return out


def _subset_sums(hashes: Lanes) -> Lanes:
    sums = np.zeros((1, hashes.shape[1]), dtype=np.uint64)
    for one in hashes:
        sums = np.concatenate([sums, sums + one])
    return sums


@final
@dataclass(frozen=True)
class Layer(Worlds):
    """Every subset of the members that has `size` of them, in lexicographic order."""

    width: int
    members: tuple[int, ...]
    size: int

    def __len__(self) -> int:
        return math.comb(len(self.members), self.size)

    @property
    def binary(self) -> bool:
        return True

    @cached_property
    def _chosen(self) -> Ints:
        flat = [m for chosen in combinations(self.members, self.size) for m in chosen]
        return np.array(flat, dtype=np.int64).reshape(len(self), self.size)

    def weights(self, start: int, stop: int) -> Floats:
        out = np.zeros((stop - start, self.width))
        np.put_along_axis(out, self._chosen[start:stop], 1.0, axis=1)
        return out

    def packed(self, start: int, stop: int) -> Lanes:
        return _bits(self._chosen[start:stop], words(self.width))
