"""Numbers kept digit by digit are the numbers."""

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Ints, Lanes
from datacounterfactuals.core.worlds import pack, words
from datacounterfactuals.learners.kernels.planes import (
    TILE,
    WORDS,
    add,
    length,
    presence,
    transpose,
    write,
)


def planes(numbers: Ints, digits: int) -> Lanes:
    """The digits of a number a world. Shape: [TILE] to [digits, WORDS]."""
    bits = (numbers[None, :] >> np.arange(digits)[:, None]) & 1 == 1
    return pack(bits, TILE)


def numbers(held: Lanes, digits: int, count: int, divisor: float = 1.0) -> Ints:
    out = np.full((count, 3), -1.0)
    write(held, digits, divisor, count, np.zeros(64, dtype=np.int64), out, 1)
    assert (out[:, [0, 2]] == -1).all()
    return out[:, 1]


def test_squares_of_bits_are_transposed_in_every_lane() -> None:
    rows = np.random.default_rng(0).integers(0, 1 << 64, (64, 8), dtype=np.uint64)
    shifts = np.arange(64, dtype=np.uint64)
    before = (rows[:, :, None] >> shifts) & np.uint64(1)
    transpose(rows)
    after = (rows[:, :, None] >> shifts) & np.uint64(1)
    np.testing.assert_array_equal(after, before.transpose(2, 1, 0))


@pytest.mark.parametrize("objects", [1, 16, 64, 65, 700])
@pytest.mark.parametrize(("first", "last"), [(0, TILE), (7, 500), (100, 101)])
def test_presence_is_a_plane_an_object(objects: int, first: int, last: int) -> None:
    there = np.random.default_rng(objects).random((TILE + 3, objects)) < 0.5
    out = np.zeros((64 * words(objects), WORDS), dtype=np.uint64)
    presence(pack(there, objects), first, last, np.empty((64, 8), dtype=np.uint64), out)
    wanted = np.zeros((TILE, objects), dtype=bool)
    wanted[: last - first] = there[first:last]
    np.testing.assert_array_equal(out[:objects], pack(wanted.T, TILE))
    assert not out[objects:].any()


def test_sums_carry_over() -> None:
    draw = np.random.default_rng(1)
    small, large = draw.integers(0, 8, (2, TILE)), draw.integers(0, 100, (3, TILE))
    held = np.stack([planes(one, 3) for one in small])
    sums = np.stack([planes(one, 8) for one in large])
    add(held, 1, sums, 2, 7)
    np.testing.assert_array_equal(numbers(sums[2], 8, TILE), small[1] + large[2])
    np.testing.assert_array_equal(numbers(sums[0], 8, 70), large[0, :70])


def test_numbers_are_written_divided() -> None:
    held = np.arange(TILE) % 32
    np.testing.assert_array_equal(numbers(planes(held, 5), 5, 130, 5.0), held[:130] / 5.0)


def test_a_number_has_as_many_digits_as_python_says() -> None:
    assert [length(n) for n in range(70)] == [n.bit_length() for n in range(70)]
