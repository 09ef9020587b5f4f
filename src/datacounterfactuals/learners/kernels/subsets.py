"""Subsets: what the objects of a world add up to, from tables of the subsets of a few objects."""

from typing import NamedTuple

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats, Ints, Lanes
from datacounterfactuals.learners.kernels.compiling import inlined
from datacounterfactuals.learners.kernels.lanes import (
    down,
    load8,
    load_bits,
    splat_bits,
    store8,
    store_bits,
    turn8,
    up,
)
from datacounterfactuals.learners.kernels.memory import zeros
from datacounterfactuals.learners.kernels.scoring import PRIOR, SCORED

NOISE = 64 * float(np.finfo(np.float64).eps)
"""A variance below this share of its second moment is a rounding error of equal values."""
MOST_OBJECTS = 8
"""Objects in a chunk, at most."""
AHEAD = 8
"""Worlds of no objects after those of a block, which may be read but are not scored."""
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
        rows = zeros(1 + (chunks << size) - chunks, numbers)
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


class Asked(NamedTuple):
    """A block of worlds: which objects each holds, or else its sums.

    `packed`: UInt64[words, worlds + AHEAD], the bits of `Worlds.packed`, of no object after the
    last world; of no words where the sums are `given`: Float[worlds, numbers]. `marks`:
    UInt8[worlds], OVERFLOWN of a world whose sums are no numbers; kernels leave those that are not
    SCORED alone.
    """

    packed: Lanes
    given: Floats
    marks: Bytes


class Room(NamedTuple):
    """Where one thread adds up: [8, numbers], its transpose, and [chunks, 8] for subsets."""

    rows: Floats
    turned: Floats
    subsets: Lanes

    @staticmethod
    def of(tables: Tables) -> "Room":
        numbers, chunks = tables.rows.shape[1], len(tables.order) // tables.size
        subsets = np.zeros((chunks, 8), dtype=np.uint64)
        return Room(zeros(8, numbers), zeros(numbers, 8), subsets)


@inlined
def collect(tables: Tables, asked: Asked, first: int, room: Room) -> None:
    """The sums of worlds first..first + 8, side by side in lanes of `room.turned`, [numbers, 8];
    after the last world there is anything."""
    rows, numbers = room.rows, room.rows.shape[1]
    if asked.packed.shape[0] > 0:
        _find(tables, asked.packed, first, room.subsets)
        for i in range(8):
            _add(tables, room.subsets, rows, i)
    else:
        for i in range(min(8, asked.given.shape[0] - first)):
            for block in range(numbers >> 3):
                at = block << 3
                store8(rows, i * numbers + at, load8(asked.given, (first + i) * numbers + at))
    for block in range(numbers >> 3):
        turn8(rows, block << 3, numbers, room.turned, block << 6, 8)


@inlined
def _find(tables: Tables, packed: Lanes, first: int, subsets: Lanes) -> None:
    """The numbers of the subsets of each chunk that eight worlds hold, into [chunks, 8]."""
    order, size, worlds, one = tables.order, tables.size, packed.shape[1], splat_bits(1)
    for chunk in range(subsets.shape[0]):
        found = splat_bits(0)
        for bit in range(size):
            o = order[chunk * size + bit]
            word = load_bits(packed, (o >> 6) * worlds + first)
            found = found | up(down(word, o & 63) & one, bit)
        store_bits(subsets, chunk << 3, found)


@inlined
def _add(tables: Tables, subsets: Lanes, rows: Floats, place: int) -> None:
    """The sums of one of eight worlds into its row, three chunks at a time."""
    chunks, each, numbers = subsets.shape[0], (1 << tables.size) - 1, rows.shape[1]
    to = place * numbers
    for group in range((chunks + 2) // 3):
        c = 3 * group
        one = _row(subsets, c, place, each) * numbers
        two = _row(subsets, c + 1, place, each) * numbers if c + 1 < chunks else 0
        last = _row(subsets, c + 2, place, each) * numbers if c + 2 < chunks else 0
        if c == 0:
            for block in range(numbers >> 3):
                at = block << 3
                value = load8(tables.rows, one + at) + load8(tables.rows, two + at)
                store8(rows, to + at, value + load8(tables.rows, last + at))
        elif one + two + last > 0:
            for block in range(numbers >> 3):
                at = block << 3
                value = load8(rows, to + at) + load8(tables.rows, one + at)
                value = value + load8(tables.rows, two + at)
                store8(rows, to + at, value + load8(tables.rows, last + at))


@inlined
def _row(subsets: Lanes, chunk: int, place: int, each: int) -> int:
    """Which row of the tables has the sums of a subset of a chunk."""
    subset = int(np.int64(subsets[chunk, place]))
    return chunk * each + subset if subset > 0 else 0


@inlined
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


@inlined
def leave(world: int, stop: int, marks: Bytes) -> None:
    """Leave a world to the prior, unless it has failed."""
    if world < stop and marks[world] == SCORED:
        marks[world] = PRIOR
