"""Rows are put in the order of their exact distances, equal ones as they stand."""

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.learners import nearest
from datacounterfactuals.learners.nearest import nearest_first


def feature_by_feature(rows: Floats, points: Floats) -> Ints:
    distance = np.zeros((len(points), len(rows)))
    for place in range(rows.shape[1]):
        distance += (points[:, place, None] - rows[:, place]) ** 2
    return np.argsort(distance, axis=1, kind="stable")


@pytest.mark.parametrize(
    ("rows", "points", "features"), [(1, 1, 1), (37, 9, 3), (300, 70, 17), (5, 6, 0)]
)
@pytest.mark.parametrize("whole", [False, True])
def test_the_order_is_that_of_a_stable_sort(
    rows: int, points: int, features: int, whole: bool
) -> None:
    draw = np.random.default_rng(rows)
    held, asked = draw.normal(size=(rows, features)), draw.normal(size=(points, features))
    if whole:  # many equal distances
        held, asked = np.round(held), np.round(asked)
    order, sound = nearest_first(held, asked)
    assert sound.all()
    np.testing.assert_array_equal(order, feature_by_feature(held, asked))


@pytest.mark.parametrize("away", [1e4, 1e7, 1e15])
@pytest.mark.parametrize("rows", [50, 3000])
def test_rows_that_are_almost_equally_far_are_in_order_too(away: float, rows: int) -> None:
    draw = np.random.default_rng(0)
    held, asked = draw.normal(size=(rows, 2)), np.array([[away, 0.0], [0.0, 0.0], [away, away]])
    np.testing.assert_array_equal(nearest_first(held, asked)[0], feature_by_feature(held, asked))


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(3)
    held, asked = draw.normal(size=(40, 2)), draw.normal(size=(30, 2))
    usual = nearest_first(held, asked)[0]
    monkeypatch.setattr(nearest, "CELLS", 1)
    np.testing.assert_array_equal(nearest_first(held, asked)[0], usual)


def test_equal_rows_are_at_equal_distances_wherever_they_stand() -> None:
    random = np.random.default_rng(0)
    rows = np.repeat(random.normal(size=(7, 11)), 3, axis=0)
    order, sound = nearest_first(rows, random.normal(size=(5, 11)))
    assert sound.all()
    for one in order:
        assert (np.sort(one.reshape(7, 3), axis=1) == one.reshape(7, 3)).all()
        assert (one.reshape(7, 3) // 3 == one.reshape(7, 3)[:, :1] // 3).all()


def test_rows_at_no_finite_distance_are_told_and_come_last() -> None:
    held = np.array([[1e200, 0.0], [1.0, 0.0], [-1e200, 1e200], [0.0, 0.0]])
    order, sound = nearest_first(held, np.zeros((2, 2)))
    assert sound.tolist() == [False, True, False, True]
    np.testing.assert_array_equal(order, [[3, 1, 0, 2]] * 2)


@pytest.mark.parametrize(("rows", "points"), [(0, 3), (3, 0), (0, 0)])
def test_nothing_has_no_order(rows: int, points: int) -> None:
    order, sound = nearest_first(np.zeros((rows, 2)), np.zeros((points, 2)))
    assert order.shape == (points, rows)
    assert sound.shape == (rows,)
