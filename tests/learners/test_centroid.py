"""Nearest centroid predicts as scikit-learn's NearestCentroid."""

import numpy as np
import pytest
from sklearn.neighbors import NearestCentroid

from datacounterfactuals.core.arrays import Array, Floats
from datacounterfactuals.core.statistics import MARGIN, PROBABILITY_FLOOR, State
from datacounterfactuals.core.table import Schema
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.centroid import Centroid
from tests.learners.support import fill, random_study, random_worlds, repeated, study


def means(features: Array, target: Array, weights: Floats) -> Floats:
    """The weighted mean of each present class. Shape: [present, features]."""
    return np.stack(
        [
            np.average(features[target == one], axis=0, weights=weights[target == one])
            for one in np.unique(target)
        ]
    )


@pytest.mark.parametrize("weights", ["subset", "counts"])
@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.filterwarnings("ignore:self.within_class_std_dev_")
def test_predictions_agree_with_scikit_learn_world_by_world(weights: str, classes: int) -> None:
    given = random_study(classes, classes=classes, rows=5)
    table = given.evaluation.table
    worlds = random_worlds(given, 3, weights, 20)
    cells = fill(Centroid(), given, worlds)
    assert (cells.states == State.REAL).all()
    for place, world in enumerate(worlds):
        features, target = repeated(*given.rows(world.row(5)))
        predicted = NearestCentroid().fit(features, target).predict(table.features)
        for number in range(classes):
            np.testing.assert_array_equal(
                cells.of(f"predicted:{number}")[place],
                given.evaluation.per_atom(predicted == number),
            )


@pytest.mark.parametrize("weights", ["subset", "counts", "real"])
def test_probabilities_are_the_posterior_of_unit_gaussians(weights: str) -> None:
    given = random_study(4, classes=3, rows=8)
    table = given.evaluation.table
    worlds = random_worlds(given, 3, weights)
    cells = fill(Centroid(), given, worlds)
    for place, world in enumerate(worlds):
        features, target, sample = given.rows(world.row(5))
        centres = means(features, target, sample)
        squares = ((table.features[:, None, :] - centres) ** 2).sum(axis=2)
        density = np.exp(-squares / 2)
        share = np.zeros((len(table), 3))
        share[:, np.unique(target)] = density / density.sum(axis=1, keepdims=True)
        own = share[np.arange(len(table)), table.target]
        losses = -np.log(np.maximum(own, PROBABILITY_FLOOR))
        np.testing.assert_allclose(
            cells.of("log_loss")[place], given.evaluation.per_atom(losses), rtol=1e-11
        )
        brier = ((share - np.eye(3)[table.target]) ** 2).sum(axis=1)
        np.testing.assert_allclose(
            cells.of("brier")[place], given.evaluation.per_atom(brier), rtol=1e-11
        )


def test_margins_are_half_the_difference_of_squared_distances_however_large() -> None:
    given = random_study(6)
    points = given.evaluation.single_points
    cells = fill(
        Centroid(), given, Listed(np.ones((1, 5))), statistics=(MARGIN,), evaluation=points
    )
    centres = means(*given.rows(np.ones(5)))
    squares = ((points.table.features[:, None, :] - centres) ** 2).sum(axis=2)
    np.testing.assert_allclose(cells.of(MARGIN)[0], (squares[:, 0] - squares[:, 1]) / 2, rtol=1e-9)


def test_a_point_between_two_means_goes_to_the_first_class() -> None:
    schema = Schema("classification", ("left", "right"), features=2)
    given = study(
        schema,
        [(np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([0, 1]))],
        (np.array([[0.0, 3.0], [0.0, -5.0]]), np.array([0, 1])),
        parts=1,
    )
    cells = fill(Centroid(), given, Listed(np.ones((1, 1))))
    assert cells.of("predicted:0").sum() == 2
    np.testing.assert_allclose(cells.score("log_loss", "all"), np.log(2))
