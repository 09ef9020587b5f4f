"""What kernels make of scores is what the definitions of the statistics make of them."""

from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Bytes, Floats
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import (
    MARGIN,
    classify,
    of_probabilities,
    of_values,
    regress,
)
from datacounterfactuals.learners.kernels.scoring import (
    PRIOR,
    SCORED,
    UNSOUND,
    Layout,
    score_many,
    score_two,
    score_values,
    times,
)
from tests.learners.support import random_study

WORLDS = 32


def evaluation(classes: int, parts: int = 3, task: Any = "classification") -> Evaluation:
    given = random_study(classes, task, classes=classes, points=50)
    table, members = given.evaluation.table, given.evaluation.membership
    inside = members[:, given.evaluation.atom_of]
    return Evaluation.cut(table, inside, given.evaluation.slices, parts)


def softmax(scores: Floats) -> Floats:
    parts = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return parts / parts.sum(axis=-1, keepdims=True)


def scored_two(
    points: Evaluation, odds: Floats, names: tuple[str, ...], count: int = WORLDS
) -> tuple[Floats, Bytes]:
    """By the kernel, from log odds [worlds, points]."""
    layout = Layout.of(points, names)
    out = np.full((count + 3, len(points.atoms), len(names)), -7.0)
    states = np.full(count + 3, SCORED, dtype=np.uint8)
    states[3] = PRIOR
    tile = np.ascontiguousarray(odds[:, layout.order].T)
    score_two(tile, layout, layout.board(len(names), WORLDS), states, 3, count, out)
    assert (out[:3] == -7.0).all()
    return out[3:], states[3:]


@pytest.mark.parametrize("parts", [1, 3, 1 << 40])
@pytest.mark.parametrize("spread", [0.1, 3.0, 300.0])
def test_two_classes_are_scored_as_defined(parts: int, spread: float) -> None:
    points = evaluation(2, parts)
    odds = np.random.default_rng(0).normal(scale=spread, size=(WORLDS, len(points.table)))
    odds[5] = 0.0
    both = np.stack([np.zeros_like(odds), odds], axis=2)
    names = of_probabilities(points.schema)
    wanted = classify(points, softmax(both), names)
    found, _ = scored_two(points, odds, names)
    np.testing.assert_array_equal(found[:, :, :4], wanted[:, :, :4])
    np.testing.assert_allclose(found[:, :, 4:], wanted[:, :, 4:], rtol=1e-12, atol=1e-14)
    some = (names[5], MARGIN, names[1])
    chosen, _ = scored_two(points, odds, some)
    np.testing.assert_array_equal(chosen[:, :, 0], found[:, :, 5])
    np.testing.assert_array_equal(chosen[:, :, 2], found[:, :, 1])
    np.testing.assert_allclose(chosen[:, :, 1], points.per_atom(odds), rtol=1e-12)


def test_small_losses_keep_their_digits() -> None:
    points = evaluation(2, 1 << 40)
    sign = 2.0 * points.table.target - 1.0
    odds = np.linspace(0.0, 35.0, WORLDS)[:, None] * sign
    found, _ = scored_two(points, odds, ("log_loss",))
    np.testing.assert_allclose(found[:, :, 0], np.log1p(np.exp(-np.abs(odds))), rtol=2e-15)


@pytest.mark.parametrize("count", [1, 8, 13, 31])
def test_only_the_worlds_of_the_tile_are_written(count: int) -> None:
    points = evaluation(2)
    odds = np.random.default_rng(1).normal(size=(WORLDS, len(points.table)))
    names = of_probabilities(points.schema)
    whole, _ = scored_two(points, odds, names)
    part, _ = scored_two(points, odds, names, count)
    np.testing.assert_array_equal(part, whole[:count])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_score_that_is_not_finite_marks_its_world(bad: float) -> None:
    points = evaluation(2)
    odds = np.random.default_rng(2).normal(size=(WORLDS, len(points.table)))
    odds[0, 3] = odds[7, 11] = bad
    for names in (("right:0",), ("brier",), (MARGIN,)):
        _, states = scored_two(points, odds, names)
        assert states[0] == PRIOR
        assert list(np.flatnonzero(states == UNSOUND)) == [7]


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("spread", [0.1, 5.0, 500.0])
@pytest.mark.parametrize("classes", [3, 5])
def test_several_classes_are_scored_as_defined(classes: int, spread: float, parts: int) -> None:
    points = evaluation(classes, parts)
    draw = np.random.default_rng(3)
    scores = draw.normal(scale=spread, size=(WORLDS, len(points.table), classes))
    scores[4] = 1.0
    present = draw.random((WORLDS, classes)) < 0.7
    present[:, 1] = True
    names = of_probabilities(points.schema)
    shares = softmax(np.where(present[:, None, :], scores, -np.inf))
    wanted = classify(points, shares, names)
    scores[~np.broadcast_to(present[:, None, :], scores.shape)] = np.nan
    layout = Layout.of(points, names)
    tile = np.ascontiguousarray(scores[:, layout.order].transpose(2, 1, 0)).reshape(-1, WORLDS)
    there = np.ascontiguousarray(present.T.astype(np.float64))
    out = np.empty((WORLDS, len(points.atoms), len(names)))
    states = np.zeros(WORLDS, dtype=np.uint8)
    board = layout.board(len(names), WORLDS)
    score_many(tile, there, layout, board, states, 0, WORLDS, out)
    assert (states == SCORED).all()
    counted = 2 * classes
    np.testing.assert_array_equal(out[:, :, :counted], wanted[:, :, :counted])
    np.testing.assert_allclose(out[:, :, counted:], wanted[:, :, counted:], rtol=1e-11, atol=1e-13)
    tile[5, 9] = np.nan
    there[:, 9] = 1.0
    score_many(tile, there, layout, board, states, 0, WORLDS, out)
    assert list(np.flatnonzero(states == UNSOUND)) == [9]


@pytest.mark.parametrize("parts", [1, 4])
def test_numbers_are_scored_as_defined(parts: int) -> None:
    points = evaluation(1, parts, "regression")
    predicted = np.random.default_rng(4).normal(size=(WORLDS, len(points.table)))
    names = of_values()
    layout = Layout.of(points, names)
    tile = np.ascontiguousarray(predicted[:, layout.order].T)
    out = np.empty((WORLDS, len(points.atoms), 2))
    states = np.zeros(WORLDS, dtype=np.uint8)
    board, targets = layout.board(2, WORLDS), points.table.target[layout.order]
    score_values(tile, targets, layout, board, states, 0, WORLDS, out)
    np.testing.assert_allclose(out, regress(points, predicted, names), rtol=1e-12)


def test_matrices_are_multiplied() -> None:
    draw = np.random.default_rng(5)
    points, parameters = draw.normal(size=(18, 7)), draw.normal(size=(7, 48))
    out = np.empty((18, 48))
    times(points, parameters, out)
    np.testing.assert_allclose(out, points @ parameters, rtol=1e-12, atol=1e-13)


def test_an_unknown_statistic_is_an_error() -> None:
    with pytest.raises(KeyError, match="entropy"):
        Layout.of(evaluation(2), ("entropy",))
