"""Which keys are held, and where: so that thousands are found at once, however many there are."""

from array import array
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from datacounterfactuals.core.arrays import Bools, Ints, Lanes
from datacounterfactuals.core.worlds import spans

OFFSET_BITS = 20
"""A place is the id of a block and, in the low bits, the row in it."""
ABSENT = -1

_LOW = np.uint64(32)
"""A rank is the front half of a key's mix and, in this many low bits, the number of the key: which
one it was to come. So 2^32 keys of one repeat and column set can be told apart."""
_NUMBER = np.uint64((1 << 32) - 1)
_STRETCH = 1 << 18
"""How many keys are mixed at once: what is made on the way stays in the processor's cache."""
_GUIDED = 1 << 16
"""From so many keys on, a run does not fit into the processor's cache."""


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
class KeyIndex:
    """Keys in the order in which they came, block by block, and their ranks in a few sorted runs.

    Runs are merged as they grow, so that an addition costs little however many keys there are, and
    a look-up walks a handful of them. A key takes 26 to 28 bytes, and at most twice that while the
    array of keys grows or runs are merged.
    """

    def __init__(self) -> None:
        self._keys: Lanes = np.empty((0, 2), dtype=np.uint64)
        self._count = self._ranked = self._next = 0
        self._runs: list[_Run] = []
        self._blocks, self._starts = array("q"), array("q")

    def __len__(self) -> int:
        return self._count

    @property
    def runs(self) -> int:
        """How many sorted runs a look-up walks."""
        self._rank()
        return len(self._runs)

    def add(self, keys: Lanes, block: int = 0) -> None:
        """Take in the keys of a block, none of which is here yet. Shape: [n, 2]."""
        if len(keys) == 0:
            return
        start, self._count = self._count, self._count + len(keys)
        if self._count > len(self._keys):  # pages of it that nothing was written to cost nothing
            grown = np.empty((max(self._count, 2 * len(self._keys)), 2), dtype=np.uint64)
            grown[:start] = self._keys[:start]
            self._keys = grown
        self._keys[start : self._count] = keys
        self._blocks.append(block)
        self._starts.append(start)

    def find(self, keys: Lanes) -> Ints:
        """The place of each key, ABSENT where it is not here. Shape: [n, 2] to [n]."""
        numbers = self.numbers(keys)
        here = np.flatnonzero(numbers != ABSENT)
        if len(here):
            found = numbers[here]
            starts = np.frombuffer(self._starts, dtype=np.int64)
            which = starts.searchsorted(found, side="right") - 1
            blocks = np.frombuffer(self._blocks, dtype=np.int64)
            numbers[here] = (blocks[which] << OFFSET_BITS) + found - starts[which]
        return numbers

    def numbers(self, keys: Lanes) -> Ints:
        """Which one each key was to come, ABSENT where it is not here. Shape: [n, 2] to [n]."""
        if self._go_on(keys):
            return np.arange(self._next - len(keys), self._next, dtype=np.int64)
        self._rank()
        out = np.full(len(keys), ABSENT, dtype=np.int64)
        if not self._runs or len(keys) == 0:
            return out
        keys = np.ascontiguousarray(keys)
        sought = _ranks(keys, 0)  # in order, neighbours in memory are sought one after another
        for run in self._runs:
            found = self._search(run, sought, keys, out)
            if found.any():
                sought = sought[~found]
        self._next = int(out[-1]) + 1
        return out

    def _go_on(self, keys: Lanes) -> bool:
        """Whether these keys came one after another, and behind those that were found before: so
        it is when a grid is read in the order in which it was filled. Then `_next` is behind
        them."""
        start = self._next if self._next < self._count else 0
        there = self._keys[start : min(start + len(keys), self._count)]
        if len(keys) == 0 or len(there) < len(keys) or (there[0] != keys[0]).any():
            return False
        if not (there == keys).all():
            return False
        self._next = start + len(keys)
        return True

    def keys(self) -> Lanes:
        """Every key, in the order in which they came. Shape: [n, 2]."""
        return self._keys[: self._count].copy()

    def _search(self, run: "_Run", sought: Lanes, keys: Lanes, out: Ints) -> Bools:
        """Note in `out` the numbers of the keys of these ranks that are in a run; which were."""
        found = np.zeros(len(sought), dtype=bool)
        fronts = sought >> _LOW
        at = run.before(sought)
        left: Ints = np.arange(len(sought))
        while True:
            there = run.ranks.take(at, mode="clip")
            ahead = there >> _LOW
            hits = np.flatnonzero(ahead == fronts)
            if len(hits):
                number = (there[hits] & _NUMBER).view(np.int64)
                asked = (sought[left[hits]] & _NUMBER).view(np.int64)
                mine, theirs = self._keys.take(number, axis=0), keys.take(asked, axis=0)
                equal = (mine[:, 0] == theirs[:, 0]) & (mine[:, 1] == theirs[:, 1])
                hits = hits[equal]
                out[asked[equal]] = number[equal]
                found[left[hits]] = True
            at += 1
            further = (ahead <= fronts) & (at < len(run.ranks))
            further[hits] = False
            if not further.any():
                return found
            left, at, fronts = left[further], at[further], fronts[further]

    def _rank(self) -> None:
        """Bring the runs up to date with the keys."""
        if self._ranked == self._count:
            return
        ranks = _ranks(self._keys[self._ranked : self._count], self._ranked)
        self._ranked = self._count
        while self._runs and 2 * len(ranks) > len(self._runs[-1].ranks):
            ranks = np.concatenate([self._runs.pop().ranks, ranks])
            ranks.sort(kind="stable")  # takes two sorted halves as what they are
        self._runs.append(_Run.of(ranks))


@final
@dataclass(frozen=True, eq=False)
class _Run:
    """Sorted ranks. Those of a long run have a guide: for every value of their front bits, of
    which `shift` says how many are left out, where it begins. A binary search would wait for
    memory at each of its last steps, one key after another; through the guide all keys wait
    together."""

    ranks: Lanes
    guide: NDArray[np.uint32] | None
    shift: np.uint64

    @staticmethod
    def of(ranks: Lanes) -> "_Run":
        bits = len(ranks).bit_length() - 1
        shift = np.uint64(64 - bits)
        if len(ranks) < _GUIDED:
            return _Run(ranks, None, shift)
        guide = np.zeros((1 << bits) + 1, dtype=np.uint32)
        for start, stop in spans(len(ranks), _STRETCH):
            fronts = (ranks[start:stop] >> shift).view(np.int64)
            counts = np.bincount(fronts - fronts[0])
            guide[fronts[0] + 1 : fronts[-1] + 2] += counts.astype(np.uint32)
        return _Run(ranks, np.cumsum(guide, dtype=np.uint32, out=guide), shift)

    def before(self, ranks: Lanes) -> Ints:
        """Where a walk must begin that is to meet every key of these fronts. Shape: [n] to [n]."""
        if self.guide is None:
            return self.ranks.searchsorted(ranks & ~_NUMBER)
        return self.guide.take((ranks >> self.shift).view(np.int64)).astype(np.int64)


def _ranks(keys: Lanes, first: int) -> Lanes:
    """The ranks of keys that are numbered from `first`, sorted. Shape: [n, 2] to [n]."""
    out = np.empty(len(keys), dtype=np.uint64)
    for start, stop in spans(len(keys), _STRETCH):
        some = keys[start:stop]
        mix = some[:, 0] * np.uint64(0x9E3779B97F4A7C15)  # spreads over all bits even keys that
        mix += some[:, 1] * np.uint64(0xD1B54A32D192ED03)  # are not spread themselves
        mix &= ~_NUMBER
        mix += np.arange(first + start, first + stop, dtype=np.uint64)
        out[start:stop] = mix
    out.sort()
    return out


def contained(keys: Lanes, others: Lanes) -> Bools:
    """Which keys are among the others. Shapes: [n, 2] and [m, 2] to [n]."""
    index = KeyIndex()
    index.add(others)
    return index.numbers(keys) != ABSENT


def first_of_each(keys: Lanes) -> Bools:
    """True at the first occurrence of every key. Shape: [n, 2] to [n]."""
    out = np.ones(len(keys), dtype=bool)
    ranks = _ranks(keys, 0)
    fronts = ranks >> _LOW
    same = fronts[1:] == fronts[:-1]
    if same.any():
        alike = np.zeros(len(keys), dtype=bool)
        alike[1:] |= same
        alike[:-1] |= same
        members = (ranks[alike] & _NUMBER).view(np.int64)
        members = members[np.lexsort((members, keys[members, 1], keys[members, 0]))]
        ordered = keys.take(members, axis=0)
        out[members[1:]] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return out
