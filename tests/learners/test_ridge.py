"""Ridge agrees with scikit-learn's Ridge and RidgeClassifier."""

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Ridge as Reference
from sklearn.linear_model import RidgeClassifier

from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.table import Schema
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.ridge import Ridge
from tests.learners.support import fill, random_study, random_worlds, study

RELATIVE = 1e-9


@pytest.mark.parametrize("weights", ["subset", "counts", "real"])
@pytest.mark.parametrize(("l2", "per"), [(1.0, "sum"), (1e-3, "sum"), (0.2, "mean")])
@pytest.mark.parametrize("offset", [0.0, 1e4])
def test_regression_agrees_with_scikit_learn_world_by_world(
    weights: str, l2: float, per: Any, offset: float
) -> None:
    base = random_study(1, "regression", rows=6)
    points = base.evaluation.table
    given = study(
        base.schema,
        [(rows.features + offset, rows.target) for rows in base.objects],
        (points.features + offset, points.target),
    )
    worlds = random_worlds(given, 2, weights)
    cells = fill(Ridge(l2, per), given, worlds)
    assert (cells.states == State.REAL).all()
    for place, world in enumerate(worlds):
        features, target, sample = given.rows(world.row(5))
        alpha = l2 * (sample.sum() if per == "mean" else 1.0)
        model = Reference(alpha=alpha).fit(features, target, sample)
        table = given.evaluation.table
        residual = table.target - model.predict(table.features)
        wanted = given.evaluation.per_atom(residual**2)
        np.testing.assert_allclose(cells.of("squared_error")[place], wanted, rtol=RELATIVE)
        wanted = given.evaluation.per_atom(np.abs(residual))
        np.testing.assert_allclose(cells.of("absolute_error")[place], wanted, rtol=RELATIVE)


@pytest.mark.parametrize("weights", ["subset", "counts", "real"])
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_classification_agrees_with_scikit_learn_world_by_world(weights: str, classes: int) -> None:
    given = random_study(classes, classes=classes, rows=4)
    table = given.evaluation.table
    worlds = random_worlds(given, 3, weights, 20)
    cells = fill(Ridge(), given, worlds)
    assert (cells.states == State.REAL).all()
    for place, world in enumerate(worlds):
        features, target, sample = given.rows(world.row(5))
        predicted = RidgeClassifier(alpha=1.0).fit(features, target, sample).predict(table.features)
        for number in range(classes):
            chosen = predicted == number
            np.testing.assert_array_equal(
                cells.of(f"predicted:{number}")[place], given.evaluation.per_atom(chosen)
            )
            np.testing.assert_array_equal(
                cells.of(f"right:{number}")[place],
                given.evaluation.per_atom(chosen & (table.target == number)),
            )


def test_classification_claims_no_probabilities() -> None:
    given = random_study(1)
    filled = Ridge().statistics(given.schema)
    assert filled == ("right:0", "right:1", "predicted:0", "predicted:1")
    assert Ridge().on_request(given.schema) == ()


def test_one_row_is_real_and_predicts_its_target() -> None:
    schema = Schema("regression", center=10.0, features=2)
    given = study(
        schema, [(np.array([[3.0, 4.0]]), np.array([7.0]))], (np.eye(2), np.array([6.0, 9.0]))
    )
    cells = fill(Ridge(), given, given.lattice)
    assert list(cells.states) == [State.FALLBACK, State.REAL]
    np.testing.assert_allclose(cells.score("squared_error", "all"), [(16 + 1) / 2, (1 + 4) / 2])


def test_a_feature_that_does_not_vary_has_no_say() -> None:
    schema = Schema("regression", features=2)
    random = np.random.default_rng(0)
    inputs = random.normal(size=(8, 1))
    target = 2.0 * inputs[:, 0]
    points = random.normal(size=(5, 1))
    constant = np.full((8, 1), 1e7 / 3)
    moving = random.normal(size=(5, 1))
    wide = study(
        schema,
        [(np.column_stack([inputs, constant]), target)],
        (np.column_stack([points, moving]), points[:, 0]),
        parts=1,
    )
    narrow = study(Schema("regression", features=1), [(inputs, target)], (points, points[:, 0]), 1)
    whole = Listed(np.ones((1, 1)))
    with_it, without = (
        fill(Ridge(), given, whole).score("squared_error", "all") for given in (wide, narrow)
    )
    np.testing.assert_allclose(with_it, without, rtol=1e-10)


@pytest.mark.parametrize("l2", [0.0, -1.0, float("nan")])
def test_a_penalty_that_is_not_a_positive_number_is_refused(l2: float) -> None:
    with pytest.raises(LearnerError, match="l2"):
        Ridge(l2=l2)


@pytest.mark.parametrize("size", [1e4, 1e5])
def test_a_penalty_that_is_lost_in_rounding_fails_the_world(size: float) -> None:
    random = np.random.default_rng(0)
    schema = Schema("regression", center=0.0, features=9)

    def draw(count: int) -> tuple[Any, Any]:
        features = size * random.normal(size=(count, 9))
        features[:, 8] = features[:, 0]
        return features, random.normal(size=count)

    given = study(schema, [draw(12) for _ in range(8)], draw(20))
    lost = fill(Ridge(1e-8), given, Listed(np.eye(8)))
    assert (lost.states == State.FAILED).all()
    assert (fill(Ridge(1.0), given, Listed(np.eye(8))).states == State.REAL).all()
