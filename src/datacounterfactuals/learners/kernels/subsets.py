"""Subsets: what the objects of a world add up to, from tables of the subsets of a few objects."""

from typing import NamedTuple

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats, Ints
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.lanes import load8, splat8, store8, turn8
from datacounterfactuals.learners.kernels.scoring import PRIOR, SCORED

NOISE = 64 * float(np.finfo(np.float64).eps)
"""A variance below this share of its second moment is a rounding error of equal values."""
MOST_OBJECTS = 8
"""Objects in a chunk, at most."""
BUDGET = 2 << 20
"""Bytes that tables may take where the sums of single objects take less."""


class Tables(NamedTuple):
    """The sums of every subset of each chunk of objects.

    `rows`: [1 + chunks * (2^size - 1), numbers], first one of zeros, then the subsets of each
    chunk, the empty one left out; numbers are a multiple of 8. `order`: [chunks * size], the object
    that each bit of a chunk stands for; the last ones may add nothing.
    """

    rows: Floats
    order: Ints
    size: int

    @staticmethod
    def of(sums: Floats, order: Ints) -> "Tables":
        """Tables of sums in a fixed order of the objects. Shapes: [objects, numbers], [objects]."""
        objects, numbers = len(sums), padded(sums.shape[1])
        most = max(1, min(MOST_OBJECTS, objects))
        while most > 1 and 8 * numbers * (-(-objects // most) << most) > BUDGET:
            most -= 1
        chunks = -(-objects // most)
        size = -(-objects // chunks)
        each = np.zeros((chunks * size, numbers))
        each[:objects, : sums.shape[1]] = sums
        each = each.reshape(chunks, size, numbers)
        rows = np.zeros((1 + (chunks << size) - chunks, numbers))
        subsets = rows[1:].reshape(chunks, -1, numbers)
        for bit in range(size):
            held = (1 << bit) - 1
            subsets[:, held] = each[:, bit]
            np.add(subsets[:, :held], each[:, bit, None], out=subsets[:, held + 1 : 2 * held + 1])
        places = np.concatenate([order, np.repeat(order[-1:], chunks * size - objects)])
        return Tables(rows, places, size)


def padded(numbers: int) -> int:
    """The next multiple of 8."""
    return -(-numbers // 8) * 8


@kernel
def collect(
    tables: Tables,
    packed: Ints,
    given: Floats,
    first: int,
    stop: int,
    rows: Floats,
    turned: Floats,
) -> None:
    """The sums of worlds first..first + 8, side by side in lanes; those from `stop` on repeat the
    last.

    `packed`: [worlds, words], the objects present, unless the sums are `given`: [worlds, numbers].
    `rows`: [8, numbers], to work in. Written: `turned`, [numbers, 8].
    """
    numbers = rows.shape[1]
    for i in range(8):
        world = min(first + i, stop - 1)
        if given.shape[0] > 0:
            for block in range(numbers >> 3):
                at = block << 3
                store8(rows, i * numbers + at, load8(given, world * numbers + at))
        else:
            _add(tables, packed, world, rows, i)
    for block in range(numbers >> 3):
        turn8(rows, block << 3, numbers, turned, block << 6, 8)


@kernel
def _add(tables: Tables, packed: Ints, world: int, rows: Floats, place: int) -> None:
    """The sums of one world into a row, three chunks at a time."""
    order, size, numbers = tables.order, tables.size, rows.shape[1]
    chunks, each, to = order.size // size, (1 << size) - 1, place * numbers
    for block in range(numbers >> 3):
        store8(rows, to + (block << 3), splat8(0.0))
    for three in range((chunks + 2) // 3):
        a = _row(tables, packed, world, 3 * three, chunks, each) * numbers
        b = _row(tables, packed, world, 3 * three + 1, chunks, each) * numbers
        c = _row(tables, packed, world, 3 * three + 2, chunks, each) * numbers
        if a + b + c > 0:
            for block in range(numbers >> 3):
                at = block << 3
                held = load8(rows, to + at) + load8(tables.rows, a + at)
                value = held + load8(tables.rows, b + at) + load8(tables.rows, c + at)
                store8(rows, to + at, value)


@kernel
def _row(tables: Tables, packed: Ints, world: int, chunk: int, chunks: int, each: int) -> int:
    """Which row of the tables has the sums of the objects of a chunk that a world holds."""
    if chunk >= chunks:
        return 0
    subset = 0
    for bit in range(tables.size):
        o = tables.order[chunk * tables.size + bit]
        subset |= ((packed[world, o >> 6] >> (o & 63)) & 1) << bit
    return chunk * each + subset if subset > 0 else 0


@kernel
def attend(
    turned: Floats, step: int, there: Floats, lane: int, first: int, stop: int, marks: Bytes
) -> None:
    """Note which classes eight worlds hold, and leave those of fewer than two to the prior.

    The count of a class is every `step`-th of the sums `turned`, [numbers, 8], from the first on.
    Written: `there`, [classes, worlds], from `lane` on, and `marks` of worlds `first` on.
    """
    for i in range(8):
        held = 0
        for c in range(there.shape[0]):
            there[c, lane + i] = 0.0
            if turned[c * step, i] > 0.0:
                there[c, lane + i] = 1.0
                held += 1
        if held < 2:
            leave(first + i, stop, marks)


@kernel
def leave(world: int, stop: int, marks: Bytes) -> None:
    """Leave a world to the prior, unless it has failed."""
    if world < stop and marks[world] == SCORED:
        marks[world] = PRIOR
