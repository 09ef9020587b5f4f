"""Hashes of rows: equal for equal rows, different for all others, and spread evenly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.core.arrays import Array, Lanes
from datacounterfactuals.core.content import CHUNK, fractions, hash_rows, total

NUMBERS = st.floats(allow_nan=True, allow_infinity=False)


def text(*values: str | None) -> Array:
    return np.array(values, dtype=object)


def distinct(hashes: Lanes) -> int:
    return len(np.unique(hashes, axis=0))


def test_missing_is_one_value_and_minus_zero_is_zero() -> None:
    other_nan = np.array([0x7FF8000000000001], dtype=np.uint64).view(np.float64)
    numbers = np.array([np.nan, other_nan[0], -0.0, 0.0])
    first, second, third, fourth = hash_rows([numbers])
    assert first.tolist() == second.tolist()
    assert third.tolist() == fourth.tolist()
    assert first.tolist() != third.tolist()


def test_whole_numbers_hash_as_the_numbers_they_are() -> None:
    np.testing.assert_array_equal(
        hash_rows([np.array([1, 0])]), hash_rows([np.array([1.0, 0.0], dtype=np.float32)])
    )


def test_no_text_is_no_value_and_none_is_no_text() -> None:
    assert distinct(hash_rows([text("", None, "None", "missing", "a")])) == 5
    assert distinct(hash_rows([text("a", "a", None, None)])) == 2


def test_values_do_not_cross_the_boundary_of_their_columns() -> None:
    assert distinct(hash_rows([text("ab", "a"), text("c", "bc")])) == 2
    one, other = np.array([1.0]), np.array([2.0])
    assert hash_rows([one, other]).tolist() != hash_rows([other, one]).tolist()
    assert hash_rows([one]).tolist() != hash_rows([one, np.zeros(1)]).tolist()


@given(st.lists(NUMBERS, min_size=1, max_size=5), NUMBERS, st.data())
def test_rows_that_differ_in_one_number_differ_in_both_lanes(
    row: list[float], value: float, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(row) - 1))
    changed = [*row[:place], value, *row[place + 1 :]]
    same = np.array_equal(np.array(row), np.array(changed), equal_nan=True)
    found = hash_rows([np.array(pair) for pair in zip(row, changed, strict=True)])
    assert (found[0] == found[1]).tolist() == [same, same]


@pytest.mark.parametrize("rows", [1, CHUNK - 1, CHUNK, 2 * CHUNK + 3])
def test_a_row_has_one_hash_wherever_it_stands(rows: int) -> None:
    numbers, words = np.arange(rows) / 7, text(*[f"w{row % 3}" for row in range(rows)])
    forth, back = hash_rows([numbers, words]), hash_rows([numbers[::-1], words[::-1]])
    np.testing.assert_array_equal(forth, back[::-1])
    np.testing.assert_array_equal(total(forth), total(back))


def test_columns_of_several_numbers_are_their_numbers_in_turn() -> None:
    wide = np.random.default_rng(0).normal(size=(9, 3))
    np.testing.assert_array_equal(hash_rows([wide]), hash_rows(list(wide.T)))


def test_regular_rows_spread_evenly_and_never_collide_in_a_lane() -> None:
    grid = np.array(np.meshgrid(*[np.arange(8.0)] * 6)).reshape(6, -1)
    found = hash_rows(list(grid))
    rows = len(found)
    for lane in found.T:
        assert len(np.unique(lane)) == rows
        ones = [((lane >> np.uint64(bit)) & np.uint64(1)).mean() for bit in range(64)]
        assert abs(np.array(ones) - 0.5).max() < 5 * 0.5 / rows**0.5
    shares = np.histogram(fractions(found), bins=64, range=(0, 1))[0] / rows
    assert abs(shares - 1 / 64).max() < 5 * (1 / 64 / rows) ** 0.5
    changed = hash_rows(list(grid + np.array([[0], [0], [0], [0], [0], [1.0]])))
    flipped = np.unpackbits((found ^ changed).view(np.uint8), axis=1).mean()
    assert abs(flipped - 0.5) < 0.001


def test_no_row_has_no_hash() -> None:
    assert hash_rows([]).shape == hash_rows([np.zeros(0)]).shape == (0, 2)
