"""Sums over a whole lattice by size and by the objects that worlds hold, from one pass.

Every contrast that weighs worlds by size and membership follows from G_T[size], the sum of the
numbers of all worlds of that size that hold the target set T. The members are split into a low
half, the fast bits of a world's number, and a high half; one row of high bits is a stretch of
numbers that a cache holds, so each number is read from memory once and goes into two tables: over
low bits by their size (`_by_high`), and over high bits by what G needs of them (`_by_low`).
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from math import comb
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats

Target = tuple[int, ...]
"""Members by their position, ascending."""

STRETCH = 1 << 15
"""About how many numbers one row of high bits holds, where the lattice is large enough."""
AT_ONCE = 1 << 17
"""How many numbers are taken at once: as many as stay in a cache near the processor."""
INNER = 64
"""Numbers that lie together in the operands of small products."""
ALONE = 1 << 18
"""Multiplications of one product that BLAS does on a single thread."""
THREADED = 1 << 19
"""Fewer numbers than this are not worth a thread."""


@final
class LatticeSums:
    """The sums G_T[size] for all targets T of at most `order` of `count` members.

    Blocks of worlds are added in any order and of any length, each world once. A number that is
    not finite is a hole: it adds nothing, and `holes` counts it, by T and size in its turn.
    """

    def __init__(self, count: int, width: int, order: int, threads: int = 1) -> None:
        self.count, self.width, self.order = count, width, order
        self.holes: LatticeSums | None = None
        self._held: tuple[dict[Target, int], Floats] | None = None
        self._low = _low_bits(count, width)
        self._high = count - self._low
        self._threads = threads
        length, rows = 1 << self._low, 1 << self._high
        self._by_high = np.zeros((rows, self._low + 1, width))
        # One table for each thread, which adds to it row by row.
        self._features = _features(self._high, order - 1)
        places = len(self._features)
        self._by_low = [np.zeros((places, length * width)) for _ in range(self._threads)]

    @staticmethod
    def bytes(count: int, width: int, order: int, threads: int = 1) -> int:
        """How much memory the tables take."""
        low = _low_bits(count, width)
        high = count - low
        places = sum(comb(high, t) * (high + 1 - t) for t in range(order))
        tables = places * (1 << low) * threads + (1 << high) * (low + 1)
        return 8 * width * tables

    def add(self, start: int, values: Floats) -> None:
        """Take in the numbers of worlds start, start + 1, ... Shape: [worlds, width]."""
        values, self._held = np.ascontiguousarray(values), None
        length, stop = 1 << self._low, start + len(values)
        first, last = -(-start // length), stop // length
        edges = [start, stop] if first > last else [start, first * length, last * length, stop]
        for begin, end in pairwise(edges):
            piece = values[begin - start : end - start]
            if piece.size == 0:
                continue
            if begin % length or end % length:
                self._add_part(begin, piece)
            else:
                self._add_rows(begin // length, piece)

    def holding(self) -> tuple[dict[Target, int], Floats]:
        """Where each target stands, and the sums. Shape: [targets, count + 1, width]."""
        if self._held is None:
            self._held = self._added_up()
        return self._held

    # Adding up

    def _added_up(self) -> tuple[dict[Target, int], Floats]:
        every = [t for k in range(self.order + 1) for t in combinations(range(self.count), k)]
        place = {target: number for number, target in enumerate(every)}
        out = np.zeros((len(every), self.count + 1, self.width))
        if not self.width:
            return place, out
        low, high = _features(self._low, self.order), _features(self._high, self.order)
        shape = (self._low + 1, self.width)
        for taken in range(min(self.order, self._high) + 1):
            flat = self._by_high.reshape(1 << self._high, -1)
            sums = _graded(self._high, taken, flat)
            sums = sums.reshape(*high.shape(taken), 1, *shape)
            self._put(out, place, high.targets(taken), [()], sums)
        table = np.sum(self._by_low, axis=0)
        for taken in range(min(self.order - 1, self._high) + 1):
            some = table[high.rows(taken)].reshape(-1, 1 << self._low, self.width)
            numbers = np.moveaxis(some, 0, 1).reshape(1 << self._low, -1)
            for left in range(1, min(self.order - taken, self._low) + 1):
                sums = _graded(self._low, left, numbers)
                sums = sums.reshape(*low.shape(left), *high.shape(taken), self.width)
                sums = np.moveaxis(sums, (0, 1), (2, 3))
                self._put(out, place, high.targets(taken), low.targets(left), sums)
        return place, out

    def _put(
        self,
        out: Floats,
        place: dict[Target, int],
        high: list[Target],
        low: list[Target],
        sums: Floats,
    ) -> None:
        """Add up the sizes of the two halves. Shape: [high, sizes, low, sizes, width]."""
        least, sizes = len(high[0]) + len(low[0]), sums.shape[3]
        where = [[place[*b, *(self._low + m for m in a)] for b in low] for a in high]
        total = np.zeros((len(high), len(low), sums.shape[1] + sizes - 1, self.width))
        for size in range(sums.shape[1]):
            total[:, :, size : size + sizes] += sums[:, size]
        out[where, least : least + total.shape[2]] = total

    # Taking in numbers

    def _add_rows(self, first: int, values: Floats) -> None:
        """Whole rows of high bits, from row `first`."""
        length = (1 << self._low) * self.width
        rows = values.reshape(-1, length)
        step = max(1, AT_ONCE // max(length, 1))
        hands = max(1, min(self._threads, len(rows), rows.size // THREADED))
        edges = [len(rows) * hand // hands for hand in range(hands + 1)]

        def sweep(hand: int) -> list[tuple[int, int]]:
            return self._sweep(first, rows, step, hand, edges[hand], edges[hand + 1])

        if hands == 1:
            found = [sweep(0)]
        else:
            with ThreadPoolExecutor(hands) as pool:
                found = list(pool.map(sweep, range(hands)))
        for start, stop in (pair for some in found for pair in some):
            begin = (first + start) << self._low
            whole = self._without_holes(begin, rows[start:stop].reshape(-1, self.width))
            self._sweep(first + start, whole.reshape(-1, length), step, 0, 0, stop - start)

    def _sweep(
        self, first: int, rows: Floats, step: int, hand: int, start: int, stop: int
    ) -> list[tuple[int, int]]:
        """Add rows start..stop, a few at once; return those that have holes, not added."""
        table, features = list(self._by_low[hand]), self._features.of
        holed: list[tuple[int, int]] = []
        # Of the low bits the upper ones are summed by size in one product, the last ones, whose
        # numbers lie too close together for that, in a second one.
        last = min(self._low, max(0, (INNER - 1) // max(self.width, 1)).bit_length())
        upper = self._low - last
        by_upper = _features(upper, 0).matrix(0)
        by_last = np.kron(_features(last, 0).matrix(0).T, np.eye(self.width)) if last else None
        found = np.zeros((stop - start, upper + 1, (last + 1) * self.width))
        with np.errstate(invalid="ignore", over="ignore"):
            for begin in range(start, stop, step):
                end = min(begin + step, stop)
                some, sums = rows[begin:end], found[begin - start : end - start]
                some_upper = some.reshape(end - begin, 1 << upper, -1)
                if by_last is None:
                    np.matmul(by_upper, some_upper, out=sums)
                else:
                    np.matmul(np.matmul(by_upper, some_upper), by_last, out=sums)
                if not np.isfinite(sums.sum()):
                    holed.append((begin, end))
                    sums[:] = 0.0
                    continue
                for row, number in zip(some, range(first + begin, first + end), strict=True):
                    for place in features[number]:
                        np.add(table[place], row, out=table[place])
        found = found.reshape(stop - start, upper + 1, last + 1, self.width)
        for size in range(last + 1):
            self._by_high[first + start : first + stop, size : size + upper + 1] += found[
                :, :, size
            ]
        return holed

    def _add_part(self, begin: int, values: Floats) -> None:
        """A part of one row of high bits."""
        if not np.isfinite(values).all():
            values = self._without_holes(begin, values)
        row, offset = begin >> self._low, begin & ((1 << self._low) - 1)
        sizes = _features(self._low, 0).matrix(0)[:, offset : offset + len(values)]
        self._by_high[row] += sizes @ values
        for place in self._features.of[row]:
            start = offset * self.width
            self._by_low[0][place, start : start + values.size] += values.ravel()

    def _without_holes(self, begin: int, values: Floats) -> Floats:
        """The numbers with 0 in the holes, which are counted apart."""
        there = np.isfinite(values)
        if self.holes is None:
            self.holes = LatticeSums(self.count, self.width, self.order)
        self.holes.add(begin, (~there).astype(np.float64))
        return np.where(there, values, 0.0)


def _low_bits(count: int, width: int) -> int:
    """How many bits the low half has."""
    fitting = max(STRETCH // max(width, 1), 1).bit_length() - 1
    return min(count, max(count - count // 2, fitting))


@final
class _Features:
    """What sums over a few bits are asked for: for each target and each size that holds it,
    whether a number of that size holds the target. Targets come by their order."""

    def __init__(self, bits: int, order: int) -> None:
        numbers = np.arange(1 << bits, dtype=np.int64)
        sizes = np.bitwise_count(numbers)
        self._bits = bits
        self._targets: list[list[Target]] = []
        self._matrices: list[Floats] = []
        for taken in range(min(order, bits) + 1):
            targets = list(combinations(range(bits), taken))
            rows: list[Bools] = []
            for target in targets:
                mask = sum(1 << member for member in target)
                holds = numbers & mask == mask
                rows += [holds & (sizes == size) for size in range(taken, bits + 1)]
            self._targets.append(targets)
            self._matrices.append(np.array(rows, dtype=np.float64))
        self._edges = np.cumsum([0, *(len(matrix) for matrix in self._matrices)]).tolist()

    def targets(self, order: int) -> list[Target]:
        return self._targets[order]

    def shape(self, order: int) -> tuple[int, int]:
        """How many targets, and how many sizes each."""
        return len(self._targets[order]), self._bits + 1 - order

    def matrix(self, order: int) -> Floats:
        """Shape: [targets x sizes, numbers]."""
        return self._matrices[order]

    def rows(self, order: int) -> slice:
        """Where these rows are among those of all orders."""
        return slice(self._edges[order], self._edges[order + 1])

    @cached_property
    def of(self) -> list[list[int]]:
        """The rows, of all orders, that each number is in."""
        every = np.concatenate([np.zeros((0, 1 << self._bits)), *self._matrices])
        return [np.flatnonzero(column).tolist() for column in every.T]

    def __len__(self) -> int:
        return int(self._edges[-1])


@lru_cache(maxsize=32)
def _features(bits: int, order: int) -> _Features:
    return _Features(bits, order)


def _graded(bits: int, order: int, table: Floats) -> Floats:
    """The sums of all numbers of each size that hold each target of this order. Shape:
    [numbers, width] to [targets x sizes, width]."""
    if order != 1 or bits < 6:
        return _product(_features(bits, order).matrix(order), table)
    # A target of one bit is in the low or in the high half of them: the other is summed by size.
    low, width = bits // 2, table.shape[1]
    high = bits - low
    flat = table.reshape(1 << high, -1)
    by_size = _product(_features(high, 0).matrix(0), flat).reshape(high + 1, 1 << low, width)
    lows = np.matmul(_features(low, 1).matrix(1), by_size).reshape(high + 1, low, low, width)
    by_size = np.matmul(_features(low, 0).matrix(0), table.reshape(1 << high, 1 << low, width))
    highs = _product(_features(high, 1).matrix(1), by_size.reshape(1 << high, -1))
    highs = highs.reshape(high, high, low + 1, width)
    out = np.zeros((bits, bits, width))
    for size in range(high + 1):
        out[:low, size : size + low] += lows[size]
    for size in range(low + 1):
        out[low:, size : size + high] += highs[:, :, size]
    return out.reshape(bits * bits, width)


def _product(left: Floats, right: Floats) -> Floats:
    """A matrix product, in pieces where that keeps each below the size at which BLAS starts threads
    of its own: they would go on waiting for work on the processors that ours need next."""
    piece = ALONE // max(1, len(left) * right.shape[1])
    if piece < 8:
        return left @ right
    out = np.zeros((len(left), right.shape[1]))
    for start in range(0, len(right), piece):
        out += left[:, start : start + piece] @ right[start : start + piece]
    return out
