"""Votes: the k nearest neighbours of evaluation points in 512 worlds at once.

A world's votes are counted in planes (see `planes`): walking down the neighbours of a point, each
row adds the plane of its object to the votes of its class, in those worlds that still have votes to
give, until no world has.
"""

import numpy as np

from datacounterfactuals.core.arrays import Array, Bytes, Floats, Ints, Lanes
from datacounterfactuals.core.statistics import State
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.lanes import (
    load_bits,
    some,
    splat_bits,
    store_bits,
    without,
)
from datacounterfactuals.learners.kernels.planes import (
    TILE,
    WORDS,
    add,
    add_digit,
    length,
    presence,
    write,
)

LARGEST_K = 63
VOTES, RIGHT, PREDICTED = 0, 1, 2
"""What a statistic counts: the votes for the right class, or choices of a class by points of it or
by all."""
FALLBACK, FAILED = int(State.FALLBACK), int(State.FAILED)


@kernel
def clear(planes: Lanes) -> None:
    """Make all numbers 0."""
    for place in range(planes.size >> 3):
        store_bits(planes, place << 3, splat_bits(0))


@kernel
def walk(
    there: Lanes, order: Array, owner: Array, label: Array, digits: int, left: Lanes, votes: Lanes
) -> None:
    """Count the votes of one point. `there`: [objects, WORDS]; `order`: [rows], nearest first;
    `owner`, `label`: [rows]; `votes`: [classes, digits, WORDS], written over.

    `left`: [digits + 1, WORDS]: 2^digits less the votes to give, and the worlds that have any:
    counting on from there, the last vote is the one that overflows.
    """
    step = digits * WORDS
    clear(votes)
    a, b = load_bits(left, step), load_bits(left, step + 8)
    zero = splat_bits(0)
    a0, a1, a2, a3, a4, a5 = zero, zero, zero, zero, zero, zero
    b0, b1, b2, b3, b4, b5 = zero, zero, zero, zero, zero, zero
    a0, b0 = load_bits(left, 0), load_bits(left, 8)
    if digits > 1:
        a1, b1 = load_bits(left, WORDS), load_bits(left, WORDS + 8)
    if digits > 2:
        a2, b2 = load_bits(left, 2 * WORDS), load_bits(left, 2 * WORDS + 8)
    if digits > 3:
        a3, b3 = load_bits(left, 3 * WORDS), load_bits(left, 3 * WORDS + 8)
    if digits > 4:
        a4, b4 = load_bits(left, 4 * WORDS), load_bits(left, 4 * WORDS + 8)
    if digits > 5:
        a5, b5 = load_bits(left, 5 * WORDS), load_bits(left, 5 * WORDS + 8)
    for rank in range(order.size):
        if not some(a | b):
            break
        row = order[rank]
        place = int(owner[row]) * WORDS
        x, y = load_bits(there, place) & a, load_bits(there, place + 8) & b
        add_digit(votes, int(label[row]) * step, digits, x, y)
        a0, x, b0, y = a0 ^ x, a0 & x, b0 ^ y, b0 & y
        if digits > 1:
            a1, x, b1, y = a1 ^ x, a1 & x, b1 ^ y, b1 & y
        if digits > 2:
            a2, x, b2, y = a2 ^ x, a2 & x, b2 ^ y, b2 & y
        if digits > 3:
            a3, x, b3, y = a3 ^ x, a3 & x, b3 ^ y, b3 & y
        if digits > 4:
            a4, x, b4, y = a4 ^ x, a4 & x, b4 ^ y, b4 & y
        if digits > 5:
            a5, x, b5, y = a5 ^ x, a5 & x, b5 ^ y, b5 & y
        a, b = without(a, x), without(b, y)


@kernel
def to_give(there: Lanes, sizes: Ints, k: int, digits: int, left: Lanes) -> None:
    """How many votes each world has to give: k, or its rows if they are fewer; as `walk` wants it.

    Shapes: `there` [objects, WORDS], `sizes` [objects], `left` [digits + 1, WORDS].
    """
    left[:] = 0
    for half in range(0, WORDS, 8):
        full, held = splat_bits(0), splat_bits(0)
        for item in range(sizes.size):
            if not some(without(splat_bits(-1), full)):
                break
            plane = load_bits(there, item * WORDS + half)
            if sizes[item]:
                held = held | plane
            for _ in range(min(sizes[item], k)):
                carry, same = without(plane, full), splat_bits(-1)
                for digit in range(digits):
                    at = digit * WORDS + half
                    before = load_bits(left, at)
                    after = before ^ carry
                    store_bits(left, at, after)
                    carry = carry & before
                    same = same & after if (k >> digit) & 1 else without(same, after)
                full = full | same
        carry = splat_bits(-1)  # the number from 2^digits down: all digits turned, and one more
        for digit in range(digits):
            at = digit * WORDS + half
            turned = without(splat_bits(-1), load_bits(left, at))
            store_bits(left, at, turned ^ carry)
            carry = carry & turned
        store_bits(left, digits * WORDS + half, held)


@kernel
def elect(votes: Lanes, best: Lanes, winner: Lanes) -> None:
    """The number of the class with most votes, the first of equals.

    Shapes: `votes` [classes, digits, WORDS], `best` [digits, WORDS] to work in, `winner`
    [digits of a class, WORDS].
    """
    classes, digits = votes.shape[0], votes.shape[1]
    if classes < 2:
        winner[:] = 0
    for half in range(0, WORDS, 8):
        for one in range(1, classes):
            more, first = splat_bits(0), one == 1
            for digit in range(digits):
                at = digit * WORDS + half
                a = load_bits(votes, one * digits * WORDS + at)
                b = load_bits(votes, at) if first else load_bits(best, at)
                more = without(a, b) | without(more, a ^ b)
            if one + 1 < classes:
                for digit in range(digits):
                    at = digit * WORDS + half
                    a = load_bits(votes, one * digits * WORDS + at)
                    b = load_bits(votes, at) if first else load_bits(best, at)
                    store_bits(best, at, (a & more) | without(b, more))
            for digit in range(winner.shape[0]):
                at = digit * WORDS + half
                before = splat_bits(0) if first else load_bits(winner, at)
                after = before | more if (one >> digit) & 1 else without(before, more)
                store_bits(winner, at, after)


@kernel
def count_choice(winner: Lanes, number: int, sums: Lanes, place: int, digits: int) -> None:
    """Add 1 to a sum in the worlds that chose a class."""
    a, b = splat_bits(-1), splat_bits(-1)
    for digit in range(winner.shape[0]):
        one, two = load_bits(winner, digit * WORDS), load_bits(winner, digit * WORDS + 8)
        if (number >> digit) & 1:
            a, b = a & one, b & two
        else:
            a, b = without(a, one), without(b, two)
    add_digit(sums, place, digits, a, b)


@kernel
def poll(
    packed: Lanes,
    first: int,
    last: int,
    order: Array,
    points: Ints,
    owner: Array,
    label: Array,
    ends: Ints,
    target: Ints,
    sizes: Ints,
    broken: Ints,
    k: int,
    kinds: Ints,
    numbers: Ints,
    spare: Lanes,
    there: Lanes,
    left: Lanes,
    votes: Lanes,
    best: Lanes,
    winner: Lanes,
    sums: Lanes,
    scalars: Ints,
    values: Floats,
    states: Bytes,
) -> None:
    """Fill the statistics and states of worlds first..last of packed rows.

    `order`: [points, rows], the neighbours of each point, nearest first. `points`: their numbers in
    the order of their atoms, atom a up to `ends[a]`; `target`: the class of each, in that order.
    `owner`, `label`: [rows]. `sizes`: [objects], how many rows each holds; `broken`: those that no
    world can be scored with. `kinds`, `numbers`: [statistics], what each counts and of which class.
    `values`: [worlds, atoms, statistics].

    To work in: `spare` [64, 8], `there` [64 * words, WORDS], `left` [digits + 1, WORDS], `votes`
    [classes, digits, WORDS], `best` [digits, WORDS], `winner` [digits of a class, WORDS], `sums`
    [statistics, digits of the largest sum, WORDS], `scalars` [64].
    """
    digits, atoms, columns = best.shape[0], ends.size, kinds.size
    rows = values.reshape(values.shape[0], atoms * columns)
    room = sums.shape[1] * WORDS
    for tile in range((last - first + TILE - 1) // TILE):
        begin = first + tile * TILE
        count = min(TILE, last - begin)
        presence(packed, begin, begin + count, spare, there)
        to_give(there, sizes, k, digits, left)
        for world in range(count):
            word, bit = world >> 6, world & 63
            held = (left[digits, word] >> np.uint64(bit)) & np.uint64(1)
            states[begin + world] = 0 if held else FALLBACK
            for item in broken:
                if (there[item, word] >> np.uint64(bit)) & np.uint64(1):
                    states[begin + world] = FAILED
        point = 0
        for atom in range(atoms):
            sums[:] = 0
            seen = 0
            while point < ends[atom]:
                walk(there, order[points[point]], owner, label, digits, left, votes)
                elect(votes, best, winner)
                seen += 1
                for column in range(columns):
                    place = column * room
                    if kinds[column] == VOTES:
                        add(votes, target[point], sums, column, length(seen * k))
                    elif kinds[column] == PREDICTED or numbers[column] == target[point]:
                        count_choice(winner, numbers[column], sums, place, length(seen))
                point += 1
            for column in range(columns):
                most, divisor = (seen * k, k) if kinds[column] == VOTES else (seen, 1)
                write(
                    sums[column],
                    length(most),
                    divisor,
                    count,
                    scalars,
                    rows[begin : begin + count],
                    atom * columns + column,
                )
