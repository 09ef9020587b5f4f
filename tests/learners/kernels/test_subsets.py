"""Sums of worlds from tables of subsets are the sums over their objects."""

import numpy as np
import pytest

from datacounterfactuals.core.worlds import pack
from datacounterfactuals.learners.kernels.scoring import OVERFLOWN, PRIOR, SCORED
from datacounterfactuals.learners.kernels.subsets import (
    AHEAD,
    BUDGET,
    Asked,
    Room,
    Tables,
    attend,
    collect,
    padded,
)


@pytest.mark.parametrize(("objects", "numbers"), [(1, 3), (5, 8), (20, 122), (70, 9), (130, 2000)])
def test_a_world_has_the_sums_of_its_objects(objects: int, numbers: int) -> None:
    draw = np.random.default_rng(objects)
    sums, order = draw.normal(size=(objects, numbers)), draw.permutation(objects)
    present = draw.random((11, objects)) < 0.5
    present[0], present[1] = False, True
    packed = np.ascontiguousarray(np.pad(pack(present, objects).T, ((0, 0), (0, AHEAD))))
    marks, wanted = np.zeros(11, dtype=np.uint8), present[:, order] @ sums
    tables, given = Tables.of(sums, order), np.zeros((11, padded(numbers)))
    given[:, :numbers] = wanted
    room = Room.of(tables)
    for asked in (Asked(packed, given[:0], marks), Asked(packed[:0], given, marks)):
        collect(tables, asked, 0, room)
        np.testing.assert_allclose(room.turned[:numbers].T, wanted[:8], atol=1e-12)
        assert (room.turned[:, 0] == 0).all()
        collect(tables, asked, 8, room)
        np.testing.assert_allclose(room.turned[:numbers, :3].T, wanted[8:], atol=1e-12)
        collect(tables, asked, 4, room)
        np.testing.assert_allclose(room.turned[:numbers, :7].T, wanted[4:], atol=1e-12)


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
