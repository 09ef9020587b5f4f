"""Sums of worlds from tables of subsets are the sums over their objects."""

import numpy as np
import pytest

from datacounterfactuals.core.worlds import pack
from datacounterfactuals.learners.kernels.scoring import OVERFLOWN, PRIOR, SCORED
from datacounterfactuals.learners.kernels.subsets import BUDGET, Tables, attend, collect, padded


@pytest.mark.parametrize(("objects", "numbers"), [(1, 3), (5, 8), (20, 122), (70, 9), (130, 2000)])
def test_a_world_has_the_sums_of_its_objects(objects: int, numbers: int) -> None:
    draw = np.random.default_rng(objects)
    sums, order = draw.normal(size=(objects, numbers)), draw.permutation(objects)
    present = draw.random((11, objects)) < 0.5
    present[0], present[1] = False, True
    packed = pack(present, objects).view(np.int64)
    tables = Tables.of(sums, order)
    turned = np.empty((padded(numbers), 8))
    collect(tables, packed, np.empty((0, 0)), 6, 11, np.empty((8, padded(numbers))), turned)
    wanted = present[[6, 7, 8, 9, 10, 10, 10, 10]][:, order] @ sums
    np.testing.assert_allclose(turned[:numbers].T, wanted, rtol=1e-12, atol=1e-12)
    collect(tables, packed, np.empty((0, 0)), 0, 11, np.empty((8, padded(numbers))), turned)
    assert (turned[:, 0] == 0).all()


@pytest.mark.parametrize(("objects", "numbers"), [(20, 122), (1000, 128), (5000, 40)])
def test_tables_keep_to_their_budget_or_to_the_size_of_the_sums(objects: int, numbers: int) -> None:
    sums = np.ones((objects, numbers))
    tables = Tables.of(sums, np.arange(objects))
    assert tables.rows.nbytes <= max(BUDGET, 2 * sums.nbytes)
    assert tables.size <= 8


def test_worlds_of_fewer_than_two_classes_are_left_to_the_prior() -> None:
    turned = np.zeros((6, 8))
    turned[0, [0, 1, 2]], turned[2, [1, 2, 3]], turned[4, [2, 4]] = 1.0, 0.5, 2.0
    marks = np.array([SCORED] * 3 + [OVERFLOWN] + [SCORED] * 3, dtype=np.uint8)
    there = np.full((3, 16), np.nan)
    attend(turned, 2, there, 8, 0, 7, marks)
    assert list(marks) == [PRIOR, SCORED, SCORED, OVERFLOWN, PRIOR, PRIOR, PRIOR]
    np.testing.assert_array_equal(there[:, 8:], turned[::2] > 0)
