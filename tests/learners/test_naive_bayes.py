"""Gaussian naive Bayes agrees with scikit-learn's GaussianNB."""

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from datacounterfactuals.core.arrays import Array, Floats
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.statistics import MARGIN, State
from datacounterfactuals.core.table import Schema
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.naive_bayes import NaiveBayes
from tests.learners.support import Study, fill, random_study, random_worlds, repeated, study

RELATIVE = 1e-9


def smoothing(features: Array, weights: Floats) -> float:
    """Scikit-learn takes the largest variance without weights; ours counts them."""
    weighted = np.average(
        (features - np.average(features, axis=0, weights=weights)) ** 2, axis=0, weights=weights
    )
    return float(1e-9 * weighted.max() / features.var(axis=0).max())


def losses(given: Study, weights: Floats) -> Floats:
    """Scikit-learn's log losses. Shape: [points]."""
    features, target, sample = given.rows(weights)
    model = GaussianNB(var_smoothing=smoothing(features, sample)).fit(features, target, sample)
    table = given.evaluation.table
    share = np.zeros((len(table), len(given.schema.classes)))
    share[:, model.classes_] = model.predict_proba(table.features)
    return -np.log(np.maximum(share[np.arange(len(table)), table.target], np.finfo(float).eps))


@pytest.mark.parametrize("weights", ["subset", "counts", "real"])
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_it_agrees_with_scikit_learn_world_by_world(weights: str, classes: int) -> None:
    given = random_study(classes, classes=classes, rows=14)
    worlds = random_worlds(given, 3, weights)
    cells = fill(NaiveBayes(), given, worlds)
    assert (cells.states == State.REAL).all()
    for place, world in enumerate(worlds):
        wanted = given.evaluation.per_atom(losses(given, world.row(5)))
        np.testing.assert_allclose(cells.of("log_loss")[place], wanted, rtol=RELATIVE)


@pytest.mark.parametrize("classes", [2, 3])
def test_whole_weights_are_copies_of_rows(classes: int) -> None:
    given = random_study(7, classes=classes)
    worlds = random_worlds(given, 4, "counts")
    cells = fill(NaiveBayes(), given, worlds)
    table = given.evaluation.table
    for place, world in enumerate(worlds):
        features, target = repeated(*given.rows(world.row(5)))
        predicted = GaussianNB().fit(features, target).predict(table.features)
        for number in range(classes):
            np.testing.assert_array_equal(
                cells.of(f"predicted:{number}")[place],
                given.evaluation.per_atom(predicted == number),
            )


def test_a_class_of_one_row_has_the_smoothing_for_its_variance() -> None:
    schema = Schema("classification", ("no", "yes"), features=2)
    random = np.random.default_rng(3)
    one, many = np.array([[0.3, -0.7]]), random.normal(size=(6, 2))
    points = np.concatenate([one + 1e-5, many])
    given = study(
        schema, [(one, np.array([0])), (many, np.ones(6))], (points, np.array([0] + [1] * 6))
    )
    cells = fill(NaiveBayes(), given, Listed(np.ones((1, 2))))
    wanted = given.evaluation.per_atom(losses(given, np.ones(2)))
    np.testing.assert_allclose(cells.of("log_loss")[0], wanted, rtol=1e-6, atol=1e-12)


def test_an_offset_of_all_features_costs_few_digits() -> None:
    near = random_study(8)
    far = study(
        near.schema,
        [(rows.features + 1e6, rows.target) for rows in near.objects],
        (near.evaluation.table.features + 1e6, near.evaluation.table.target),
    )
    scores = [
        fill(NaiveBayes(), given, given.lattice).score("log_loss", "all") for given in (near, far)
    ]
    np.testing.assert_allclose(scores[0], scores[1], rtol=1e-6)


def test_when_no_feature_varies_the_prior_answers() -> None:
    schema = Schema("classification", ("no", "yes"), features=50)
    random = np.random.default_rng(1)
    constant = np.tile(random.normal(size=50), (4, 1))
    given = study(
        schema,
        [(constant, np.array([0, 1, 1, 1]))],
        (random.normal(size=(3, 50)), np.array([0, 1, 1])),
    )
    cells = fill(NaiveBayes(), given, Listed(np.array([[1.0], [1 / 3]])))
    assert (cells.states == State.FALLBACK).all()
    counts = np.array([[1.0, 3.0], [1 / 3, 1.0]])
    share = (counts + 1) / (counts.sum(axis=1, keepdims=True) + 2)
    wanted = -(np.log(share[:, 0]) + 2 * np.log(share[:, 1])) / 3
    np.testing.assert_allclose(cells.score("log_loss", "all"), wanted)


def test_margins_keep_their_order_where_probabilities_are_all_one() -> None:
    schema = Schema("classification", ("no", "yes"), features=1)
    inputs = np.array([-10.0, -9.0, 9.0, 10.0])
    points = np.array([9.0, 10.0, 11.0, 12.0])
    given = study(schema, [(inputs, inputs > 0)], (points, points > 10.5), parts=1)
    cells = fill(
        NaiveBayes(),
        given,
        Listed(np.ones((1, 1))),
        statistics=(MARGIN,),
        evaluation=given.evaluation.single_points,
    )
    assert len(np.unique(cells.values)) > 1
    assert cells.score("auc", "all")[0] == 1.0


@pytest.mark.parametrize("value", [0.0, -1e-9, float("nan")])
def test_a_smoothing_that_is_not_a_positive_number_is_refused(value: float) -> None:
    with pytest.raises(LearnerError, match="var_smoothing"):
        NaiveBayes(var_smoothing=value)
