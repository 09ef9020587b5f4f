"""Systems of eight worlds have the solutions that numpy finds one by one."""

import numpy as np
import pytest

from datacounterfactuals.learners.kernels.factors import factor, rows_of, substitute


@pytest.mark.parametrize("features", [1, 2, 3, 4, 5, 8, 13, 30])
@pytest.mark.parametrize("sides", [1, 2, 6])
def test_solutions_are_those_of_numpy(features: int, sides: int) -> None:
    draw = np.random.default_rng(features)
    tall = draw.normal(size=(8, features + 3, features))
    grams = tall.transpose(0, 2, 1) @ tall + np.eye(features)
    right = draw.normal(size=(8, features, sides))
    order, base = rows_of(features, sides), 3
    square = np.zeros((8, order, order))
    square[:, :features, :features] = grams
    square[:, features : features + sides, :features] = right.transpose(0, 2, 1)
    lower = square[:, *np.tril_indices(order)]
    matrix = np.full((base + lower.shape[1] + 2, 8), 7.0)
    matrix[base:-2] = lower.T
    inverse = np.empty((order, 8))
    factor(matrix, base, features, order, inverse, np.empty((4 * order, 8)))
    for side in range(sides):
        substitute(matrix, base, features, side, inverse)
        row = features + side
        start = base + row * (row + 1) // 2
        wanted = np.linalg.solve(grams, right)[:, :, side]
        np.testing.assert_allclose(matrix[start : start + features].T, wanted, rtol=1e-9)
    np.testing.assert_array_equal(matrix[[0, 1, 2, -2, -1]], 7.0)


def test_a_pivot_below_nothing_is_divided_by_as_any_other() -> None:
    matrix = np.repeat(np.array([2.0, 1.0, -3.0, 5.0, 1.0, 0.0, 0, 0, 0, 0])[:, None], 8, axis=1)
    inverse = np.empty((4, 8))
    factor(matrix, 0, 2, 4, inverse, np.empty((16, 8)))
    substitute(matrix, 0, 2, 0, inverse)
    wanted = np.linalg.solve([[2.0, 1.0], [1.0, -3.0]], [5.0, 1.0])
    np.testing.assert_allclose(matrix[3:5, 0], wanted, rtol=1e-14)
