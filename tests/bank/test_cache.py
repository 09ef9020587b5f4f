import numpy as np

from datacounterfactuals.bank.cache import Cache
from datacounterfactuals.bank.layout import Cells, cells_of
from tests.bank.support import keys, real


def block() -> Cells:
    return cells_of(0, keys(range(10)), np.full((10, 5, 2), 0.1), real(10), {}, 0.0, 0.0)


def test_the_cache_keeps_the_blocks_read_last_within_its_bound() -> None:
    one = block()
    cache = Cache(3 * one.size)
    for number in range(3):
        cache.put(number, block())
    assert cache.get(0) is not None
    cache.put(3, block())
    assert cache.get(1) is None
    assert [cache.get(number) is not None for number in (0, 2, 3)] == [True] * 3
    assert cache.size == 3 * one.size


def test_a_block_above_the_bound_is_not_cached() -> None:
    cache = Cache(10)
    cache.put(1, block())
    assert cache.get(1) is None
    assert cache.size == 0


def test_a_cleared_cache_is_empty() -> None:
    cache = Cache(10**6)
    cache.put(1, block())
    cache.clear()
    assert cache.get(1) is None
    assert cache.size == 0
