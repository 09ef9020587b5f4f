"""Logistic regression agrees with scikit-learn's newton-cholesky at tolerance 1e-12."""

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.statistics import MARGIN, State
from datacounterfactuals.core.table import Schema
from datacounterfactuals.core.worlds import Listed, Worlds
from datacounterfactuals.learners import newton, stacked
from datacounterfactuals.learners.logistic import Logistic
from datacounterfactuals.learners.losses import Binary, Multinomial
from datacounterfactuals.learners.newton import Unsolved, minimise
from tests.learners.support import Study, fill, random_study, random_worlds, study

PROBABILITY = 1e-8
COEFFICIENT = 1e-6


def reference(l2: float) -> Any:
    return LogisticRegression(C=1.0 / l2, solver="newton-cholesky", tol=1e-12, max_iter=1000)


def probabilities(given: Study, weights: Floats, l2: float) -> Floats:
    """Scikit-learn's, with 0 for absent classes. Shape: [points, classes]."""
    features, target, sample = given.rows(weights)
    model = reference(l2).fit(features, target, sample)
    out = np.zeros((len(given.evaluation.table), len(given.schema.classes)))
    out[:, model.classes_] = model.predict_proba(given.evaluation.table.features)
    return out


def assert_agrees(given: Study, worlds: Worlds, learner: Logistic) -> None:
    cells = fill(learner, given, worlds)
    assert (cells.states == State.REAL).all()
    target = given.evaluation.table.target
    for place, world in enumerate(worlds):
        weights = world.row(len(given.objects))
        l2 = learner.l2
        if learner.per == "mean":
            l2 *= given.rows(weights)[2].sum()
        wanted = probabilities(given, weights, l2)
        own = np.maximum(wanted[np.arange(len(target)), target], np.finfo(float).eps)
        losses = given.evaluation.per_atom(-np.log(own))
        np.testing.assert_allclose(cells.of("log_loss")[place], losses, rtol=PROBABILITY)
        hits = given.evaluation.per_atom(wanted.argmax(axis=1) == target)
        right = [cells.of(f"right:{c}")[place] for c in range(wanted.shape[1])]
        np.testing.assert_array_equal(np.sum(right, axis=0), hits)


@pytest.mark.parametrize("weights", ["subset", "counts", "real"])
@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize(("l2", "per"), [(1.0, "sum"), (0.01, "sum"), (0.05, "mean")])
def test_it_agrees_with_scikit_learn_world_by_world(
    weights: str, classes: int, l2: float, per: Any
) -> None:
    given = random_study(classes, classes=classes, rows=12)
    assert_agrees(given, random_worlds(given, 3, weights, 6), Logistic(l2, per))


def test_it_agrees_with_scikit_learn_when_a_class_is_absent() -> None:
    given = random_study(5, classes=4, objects=6, rows=3)
    worlds = given.lattice.select(
        np.flatnonzero([2 <= classes_in(given, w.row(6)) < 4 for w in given.lattice])
    )
    assert len(worlds) > 5
    assert_agrees(given, worlds, Logistic())


def classes_in(given: Study, weights: Floats) -> int:
    return len(np.unique(given.rows(weights)[1])) if weights.any() else 0


@pytest.mark.parametrize("l2", [1e-6, 1e-2, 1.0, 1e3])
def test_binary_coefficients_are_within_the_stated_tolerance(l2: float) -> None:
    given = random_study(11, rows=40, features=6)
    features, target, sample = given.rows(np.array([1, 0.5, 2, 0, 1.0]))
    problem = Binary(np.column_stack([features, np.ones(len(features))]), target, sample, l2)
    found = minimise(problem)
    assert not isinstance(found, Unsolved)
    model = reference(l2).fit(features, target, sample)
    wanted = np.append(model.coef_[0], model.intercept_)
    np.testing.assert_allclose(found, wanted, rtol=COEFFICIENT, atol=COEFFICIENT)


@pytest.mark.parametrize("l2", [1e-4, 1.0, 1e3])
def test_multinomial_coefficients_are_within_the_stated_tolerance(l2: float) -> None:
    given = random_study(12, classes=4, rows=40, features=6)
    features, target, sample = given.rows(np.array([1, 0.5, 2, 0, 1.0]))
    rows = np.column_stack([features, np.ones(len(features))])
    found = minimise(Multinomial(rows, target, sample, l2, 4))
    assert not isinstance(found, Unsolved)
    found = found.reshape(4, -1)
    model = reference(l2).fit(features, target, sample)
    free = model.intercept_ - model.intercept_.mean()
    np.testing.assert_allclose(found[:, :-1], model.coef_, rtol=COEFFICIENT, atol=COEFFICIENT)
    np.testing.assert_allclose(found[:, -1], free, rtol=COEFFICIENT, atol=COEFFICIENT)


def test_the_gradient_and_the_hessian_are_those_of_the_objective() -> None:
    given = random_study(13, classes=3)
    features, target, sample = given.rows(np.array([1, 0.5, 2, 0, 1.0]))
    rows = np.column_stack([features, np.ones(len(features))])
    problem = Multinomial(rows, target, sample, 0.3, 3)
    at = np.random.default_rng(0).normal(size=12)
    gradient, hessian = problem.derivatives(at, problem.margins(at))
    for place, unit in enumerate(np.eye(12)):
        way = unit - np.tile(np.eye(4)[place % 4] / 3, 3)  # no shift common to all classes
        up, down = at + 1e-5 * way, at - 1e-5 * way
        rise = problem.objective(up, problem.margins(up))
        rise -= problem.objective(down, problem.margins(down))
        np.testing.assert_allclose(gradient @ way, rise / 2e-5, rtol=1e-6, atol=1e-7)
        bend = problem.derivatives(up, problem.margins(up))[0]
        bend -= problem.derivatives(down, problem.margins(down))[0]
        np.testing.assert_allclose(hessian @ way, bend / 2e-5, rtol=1e-5, atol=1e-6)


def test_separable_rows_with_a_weak_penalty_are_solved() -> None:
    schema = Schema("classification", ("no", "yes"), features=1)
    inputs = np.array([-2.0, -1.0, 1.0, 2.0])
    given = study(schema, [(inputs, inputs > 0)], (inputs, inputs > 0), parts=1)
    cells = fill(Logistic(l2=1e-9), given, Listed(np.ones((1, 1))))
    assert cells.states[0] == State.REAL
    assert cells.score("accuracy", "all")[0] == 1.0
    assert 0 < cells.score("log_loss", "all")[0] < 1e-6


def test_margins_are_the_decision_function() -> None:
    given = random_study(14)
    points = given.evaluation.single_points
    cells = fill(Logistic(), given, given.lattice, statistics=(MARGIN,), evaluation=points)
    features, target, _ = given.rows(np.ones(5))
    wanted = reference(1.0).fit(features, target).decision_function(points.table.features)
    np.testing.assert_allclose(cells.of(MARGIN)[-1], wanted, rtol=COEFFICIENT, atol=COEFFICIENT)


def test_per_mean_is_per_sum_times_the_total_weight() -> None:
    given = random_study(15)
    whole = Listed(np.full((1, 5), 2.0))
    total = 2.0 * sum(len(rows) for rows in given.objects)
    mean = fill(Logistic(0.1, "mean"), given, whole)
    by_sum = fill(Logistic(0.1 * total, "sum"), given, whole)
    np.testing.assert_allclose(mean.values, by_sum.values, rtol=1e-12)


def test_scaling_all_weights_changes_nothing_per_mean() -> None:
    given = random_study(16)
    cells = fill(Logistic(0.1, "mean"), given, Listed(np.outer([1.0, 7.5], np.ones(5))))
    np.testing.assert_allclose(cells.values[0], cells.values[1], rtol=1e-8)


def test_an_unconverged_fit_is_a_failed_world_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stacked, "LARGEST", 0.0)  # leaves every world to the slow path
    monkeypatch.setattr(newton, "MOST_STEPS", 1)
    given = random_study(17)
    cells = fill(Logistic(), given, given.lattice)
    assert (cells.states[1:] == State.FAILED).all()
    assert set(cells.reasons.values()) == {"the solver did not converge in 1 Newton steps"}
    assert np.isnan(cells.values[1:]).all()


@pytest.mark.parametrize("l2", [0.0, -1.0, float("nan"), float("inf")])
def test_a_penalty_that_is_not_a_positive_number_is_refused(l2: float) -> None:
    with pytest.raises(LearnerError, match="l2"):
        Logistic(l2=l2)
