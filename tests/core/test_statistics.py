"""Statistics add up over points, and the prior is what it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import (
    MARGIN,
    PROBABILITY_FLOOR,
    classify,
    classify_prior,
    of_probabilities,
    of_values,
    prior,
    regress,
    score_points,
)
from datacounterfactuals.core.table import Schema, Table


def evaluation(classes: int, points: int = 24, parts: int = 3) -> Evaluation:
    random = np.random.default_rng(classes)
    schema = Schema("classification", tuple(map(str, range(classes))), features=1)
    features = random.normal(size=points)
    target = random.integers(0, classes, points)
    table = Table.of(schema, hash_rows([features]), features=features[:, None], target=target)
    return Evaluation.cut(table, np.ones((1, points), dtype=bool), ("all",), parts)


def probabilities(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).dirichlet(np.ones(shape[-1]), shape[:-1])


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_counts_add_up_to_the_points(classes: int) -> None:
    where = evaluation(classes)
    names = of_probabilities(where.schema)
    held = dict(zip(names, classify(where, probabilities(1, 24, classes), names).T, strict=True))
    predicted = np.sum([held[f"predicted:{c}"] for c in range(classes)], axis=0)
    np.testing.assert_array_equal(predicted, where.constants["count"])
    for number in range(classes):
        assert (held[f"right:{number}"] <= held[f"predicted:{number}"]).all()
        assert (held[f"right:{number}"] <= where.constants[f"actual:{number}"]).all()


def test_worlds_may_lead() -> None:
    where = evaluation(3)
    names = of_probabilities(where.schema)
    many = probabilities(2, 5, 24, 3)
    together = classify(where, many, names)
    assert together.shape == (5, len(where.atoms), len(names))
    for one, held in zip(many, together, strict=True):
        np.testing.assert_array_equal(classify(where, one, names), held)


def test_the_first_of_equally_probable_classes_is_predicted() -> None:
    where = evaluation(2)
    held = classify(where, np.full((24, 2), 0.5), ("predicted:0", "predicted:1"))
    assert held.sum(axis=0).tolist() == [24.0, 0.0]


def test_log_loss_is_clipped_at_the_floor() -> None:
    where = evaluation(2, parts=1)
    wrong = 1.0 - np.eye(2)[where.table.target]
    held = classify(where, wrong, ("log_loss",))
    np.testing.assert_allclose(held.sum(), -24 * np.log(PROBABILITY_FLOOR))


def test_brier_is_halved_for_two_classes_only() -> None:
    for classes, wanted in ((2, 1.0), (3, 2.0)):
        where = evaluation(classes)
        wrong = np.roll(np.eye(classes)[where.table.target], 1, axis=1)
        assert classify(where, wrong, ("brier",)).sum() == 24 * wanted


def test_margins_are_log_odds_far_into_the_tails() -> None:
    where = evaluation(2).single_points
    odds = np.linspace(-600, 600, 24)
    shares = np.column_stack([1 / (1 + np.exp(odds)), 1 / (1 + np.exp(-odds))])
    np.testing.assert_allclose(classify(where, shares, (MARGIN,))[:, 0], odds, atol=1e-12)


def test_an_unknown_statistic_is_an_error() -> None:
    with pytest.raises(KeyError):
        score_points(evaluation(2), np.ones((24, 2)), np.ones((24, 2)), ("bits",))


@given(st.lists(st.floats(0, 100), min_size=2, max_size=6))
def test_the_prior_is_a_smoothed_share(counts: list[float]) -> None:
    share = prior(np.array(counts))
    np.testing.assert_allclose(share.sum(), 1.0)
    np.testing.assert_allclose(share, (np.array(counts) + 1) / (sum(counts) + len(counts)))


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_the_empty_prior_favours_no_class(classes: int) -> None:
    where = evaluation(classes)
    names = of_probabilities(where.schema)
    held = dict(
        zip(names, classify_prior(where, np.zeros(classes), names).sum(axis=0), strict=True)
    )
    right = sum(held[f"right:{c}"] for c in range(classes))
    np.testing.assert_allclose(right, 24 / classes)
    np.testing.assert_allclose(held["log_loss"], 24 * np.log(classes))


def test_the_prior_of_one_class_predicts_it() -> None:
    where = evaluation(3)
    held = classify_prior(where, np.array([0.0, 4.0, 0.0]), ("predicted:1", "log_loss"))
    assert held[:, 0].sum() == 24
    share = np.array([1.0, 5.0, 1.0]) / 7
    np.testing.assert_allclose(held[:, 1].sum(), -np.log(share[where.table.target]).sum())


def test_regression_sums_squared_and_absolute_errors() -> None:
    schema = Schema("regression", features=1)
    target = np.arange(6.0)
    table = Table.of(schema, hash_rows([target]), features=target[:, None], target=target)
    where = Evaluation.cut(table, np.ones((1, 6), dtype=bool), ("all",), 2)
    predicted = np.stack([table.target + 2.0, table.target - 3.0])
    held = regress(where, predicted, of_values())
    np.testing.assert_allclose(held.sum(axis=1), [[24.0, 12.0], [54.0, 18.0]])
