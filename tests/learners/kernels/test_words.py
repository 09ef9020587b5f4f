"""Operations on lanes of bits are those of whole numbers, word by word."""

import numpy as np

from datacounterfactuals.core.arrays import Lanes
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.lanes import (
    down,
    load_bits,
    some,
    splat_bits,
    store_bits,
    up,
    without,
)


@kernel
def every(a: Lanes, b: Lanes, out: Lanes) -> None:
    x, y = load_bits(a, 0), load_bits(b, 0)
    store_bits(out, 0, x & y)
    store_bits(out, 8, x | y)
    store_bits(out, 16, x ^ y)
    store_bits(out, 24, without(x, y))
    store_bits(out, 32, up(x, 3))
    store_bits(out, 40, down(x, 5))
    store_bits(out, 48, splat_bits(a[1]))


@kernel
def any_set(a: Lanes) -> bool:
    return some(load_bits(a, 0))


def random_words(count: int) -> Lanes:
    return np.random.default_rng(count).integers(0, 1 << 64, count, dtype=np.uint64)


def test_operations_on_bits_are_those_of_numpy() -> None:
    both, out = random_words(16), np.empty((7, 8), dtype=np.uint64)
    a, b = both[:8], both[8:]
    every(a, b, out)
    three, five = np.uint64(3), np.uint64(5)
    wanted = [a & b, a | b, a ^ b, a & ~b, a << three, a >> five, np.full(8, a[1])]
    np.testing.assert_array_equal(out, wanted)


def test_a_single_bit_is_some() -> None:
    assert not any_set(np.zeros(8, dtype=np.uint64))
    for word in (0, 3, 7):
        one = np.zeros(8, dtype=np.uint64)
        one[word] = np.uint64(1) << np.uint64(8 * word + 1)
        assert any_set(one)
