"""Planes: small whole numbers of many worlds, digit by digit, so that one register holds a digit of
512 worlds.

A tile is `TILE` worlds. A plane is one bit of each of its worlds, `WORDS` words side by side; world
w is bit w % 64 of word w // 64. Numbers are planes one after another, the lowest digit first.
"""

from typing import Any

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints, Lanes
from datacounterfactuals.learners.kernels.compiling import inlined, kernel
from datacounterfactuals.learners.kernels.lanes import (
    down,
    load_bits,
    splat_bits,
    store_bits,
    up,
)

TILE = 1024
WORDS = TILE // 64


@kernel
def presence(packed: Lanes, first: int, last: int, spare: Lanes, out: Lanes) -> None:
    """Turn the packed rows first..last of worlds, at most a tile, into one plane an object; worlds
    that are not there hold no object.

    Shapes: `packed` [worlds, words], `spare` [64, 8], `out` [64 * words, WORDS].
    """
    units = packed.shape[1] * WORDS
    for eight in range((units + 7) >> 3):
        for lane in range(8):
            unit = (eight << 3) + lane
            word, begin = unit // WORDS, first + ((unit % WORDS) << 6)
            for world in range(64):
                there = unit < units and begin + world < last
                spare[world, lane] = packed[begin + world, word] if there else np.uint64(0)
        transpose(spare)
        for lane in range(8):
            unit = (eight << 3) + lane
            if unit < units:
                word, place = unit // WORDS, unit % WORDS
                for bit in range(64):
                    out[(word << 6) + bit, place] = spare[bit, lane]


@kernel
def transpose(rows: Lanes) -> None:
    """Eight squares of 64 by 64 bits at once, one in each lane: bit j of row i becomes bit i of row
    j. Halves are swapped, then quarters, and so on. Shape: [64, 8]."""
    reach, mask = 32, 0x00000000FFFFFFFF
    while reach:
        kept = splat_bits(mask)
        for pair in range(32):
            low = ((pair // reach) * 2 * reach + pair % reach) << 3
            high = low + (reach << 3)
            a, b = load_bits(rows, low), load_bits(rows, high)
            moved = (down(a, reach) ^ b) & kept
            store_bits(rows, high, b ^ moved)
            store_bits(rows, low, a ^ up(moved, reach))
        reach >>= 1
        mask ^= mask << reach


@inlined
def add_digit(number: Lanes, place: int, digits: int, one: Any, two: Any) -> None:
    """Add a plane, held in two registers, to the number that begins at a place of an array."""
    for digit in range(digits):
        at = place + digit * WORDS
        a, b = load_bits(number, at), load_bits(number, at + 8)
        store_bits(number, at, a ^ one)
        store_bits(number, at + 8, b ^ two)
        one, two = a & one, b & two


@kernel
def add(numbers: Lanes, row: int, sums: Lanes, column: int, digits: int) -> None:
    """Add a number to a sum of so many digits. Shapes: `numbers` [rows, fewer digits, WORDS] and
    `sums` [columns, digits or more, WORDS]."""
    own = numbers.shape[1]
    for half in range(0, WORDS, 8):
        carry = splat_bits(0)
        for digit in range(digits):
            at = (column * sums.shape[1] + digit) * WORDS + half
            a, b = load_bits(sums, at), splat_bits(0)
            if digit < own:
                b = load_bits(numbers, (row * own + digit) * WORDS + half)
            store_bits(sums, at, a ^ b ^ carry)
            carry = (a & b) | (carry & (a ^ b))


@kernel
def length(number: int) -> int:
    """How many binary digits a number has."""
    digits = 0
    while number >> digits:
        digits += 1
    return digits


@kernel
def write(
    number: Lanes, digits: int, divisor: float, count: int, values: Ints, out: Floats, place: int
) -> None:
    """Write the numbers of the first `count` worlds of a tile, divided, as floats: world w into row
    w of a column of `out`. Shapes: `number` [digits, WORDS], `values` [64] to work in, `out`
    [worlds, columns]."""
    for word in range((count + 63) >> 6):
        values[:] = 0
        for digit in range(digits):
            plane = number[digit, word]
            for world in range(64):
                values[world] |= np.int64((plane >> np.uint64(world)) & np.uint64(1)) << digit
        first = word << 6
        if divisor == 1.0:  # as nearly always: spare the divisions
            for world in range(min(64, count - first)):
                out[first + world, place] = values[world]
        else:
            for world in range(min(64, count - first)):
                out[first + world, place] = values[world] / divisor
