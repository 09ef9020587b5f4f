"""Metrics finished from statistics are those of scikit-learn, on any slice."""

from typing import Any

import numpy as np
import pytest
from sklearn import metrics as reference

from datacounterfactuals.core.arrays import Array, Floats
from datacounterfactuals.core.columns import slice_column
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import DEFAULTS, METRICS, declared, metric
from datacounterfactuals.core.statistics import (
    MARGIN,
    classify,
    of_probabilities,
    of_values,
    regress,
)
from datacounterfactuals.core.table import Schema, Table

SLICES = ("all", "some", "few")


def evaluation(classes: int, points: int = 60, offset: float = 0.0) -> Evaluation:
    """Classes if there are any, else numbers."""
    random = np.random.default_rng(classes)
    names = tuple(f"c{number}" for number in range(classes))
    schema = (
        Schema("classification", names, features=1)
        if classes
        else Schema("regression", center=offset, features=1)
    )
    features = random.normal(size=points)
    target: Array = random.integers(0, classes, points) if classes else features + offset
    table = Table.of(schema, hash_rows([features]), features=features[:, None], target=target)
    members = random.random((3, points)) < np.array([[1.0], [0.6], [0.25]])
    return Evaluation.cut(table, members, SLICES, 4)


def finished(where: Evaluation, values: Floats, names: tuple[str, ...], name: str) -> Floats:
    """A metric of one world on every slice."""
    held = {word: values[None, :, number] for number, word in enumerate(names)}
    found = metric(name, where.schema.task)
    return np.array([slice_column(where, found, one).shown(where, held)[0] for one in SLICES])


def inside(where: Evaluation, name: str) -> Array:
    return where.membership[where.slice(name)][where.atom_of]


def wanted(name: str, target: Array, shares: Floats) -> float:
    numbers = np.arange(shares.shape[1])
    predicted = shares.argmax(axis=1)
    binary = len(numbers) == 2
    average: dict[str, Any] = {} if binary else {"average": "macro", "labels": numbers}
    average["zero_division"] = 0
    match name:
        case "accuracy":
            return float(reference.accuracy_score(target, predicted))
        case "balanced_accuracy":
            return float(reference.balanced_accuracy_score(target, predicted))
        case "f1":
            return float(reference.f1_score(target, predicted, **average))
        case "log_loss":
            return float(reference.log_loss(target, shares, labels=numbers))
        case "brier":
            given = shares[:, 1] if binary else shares
            return float(reference.brier_score_loss(target, given, labels=numbers))
        case _:
            raise KeyError(name)


@pytest.mark.parametrize("name", ["accuracy", "balanced_accuracy", "f1", "log_loss", "brier"])
@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
def test_classification_metrics_are_those_of_scikit_learn(name: str, classes: int) -> None:
    where = evaluation(classes)
    shares = np.random.default_rng(7).dirichlet(np.ones(classes), 60)
    names = of_probabilities(where.schema)
    scores = finished(where, classify(where, shares, names), names, name)
    for score, one in zip(scores, SLICES, strict=True):
        rows = inside(where, one)
        expected = wanted(name, where.table.target[rows], shares[rows])
        np.testing.assert_allclose(score, expected, rtol=1e-12)


@pytest.mark.parametrize("ties", [False, True])
def test_auc_is_that_of_scikit_learn(ties: bool) -> None:
    where = evaluation(2)
    second = np.random.default_rng(3).random(60)
    second = np.round(second, 1) * 0.8 + 0.1 if ties else second
    shares = np.column_stack([1 - second, second])
    held = classify(where.single_points, shares, (MARGIN,))
    scores = finished(where.single_points, held, (MARGIN,), "auc")
    for score, one in zip(scores, SLICES, strict=True):
        rows = inside(where, one)
        expected = reference.roc_auc_score(where.table.target[rows], second[rows])
        np.testing.assert_allclose(score, expected, rtol=1e-12)


def test_auc_of_a_slice_of_one_class_is_undefined() -> None:
    auc = metric("auc", "classification")
    schema = Schema("classification", ("no", "yes"))
    score = auc.finish(schema, {MARGIN: np.zeros((2, 3))}, {"actual:1": np.ones(3)})
    assert np.isnan(score).all()


@pytest.mark.parametrize("offset", [0.0, 1e6])
@pytest.mark.parametrize("name", ["squared_error", "rmse", "absolute_error", "r2"])
def test_regression_metrics_are_those_of_scikit_learn(name: str, offset: float) -> None:
    where = evaluation(0, offset=offset)
    predicted = where.table.target + np.random.default_rng(1).normal(size=60)
    functions = {
        "squared_error": reference.mean_squared_error,
        "rmse": reference.root_mean_squared_error,
        "absolute_error": reference.mean_absolute_error,
        "r2": reference.r2_score,
    }
    scores = finished(where, regress(where, predicted, of_values()), of_values(), name)
    for score, one in zip(scores, SLICES, strict=True):
        rows = inside(where, one)
        expected = functions[name](where.table.target[rows], predicted[rows])
        np.testing.assert_allclose(score, expected, rtol=1e-9)


def test_r2_of_equal_targets_is_undefined_and_not_a_rounding_error() -> None:
    constants = {"count": np.array(3.0), "target": np.array(0.3), "target_squared": np.array(0.03)}
    constants["target_squared"] = np.nextafter(constants["target_squared"], 1.0)
    score = metric("r2", "regression").finish(
        Schema("regression"), {"squared_error": np.array(1.0)}, constants
    )
    assert np.isnan(score)


def test_selection_rate_is_the_share_predicted_as_the_second_class() -> None:
    where = evaluation(2)
    shares = np.random.default_rng(5).dirichlet(np.ones(2), 60)
    names = ("predicted:1",)
    scores = finished(where, classify(where, shares, names), names, "selection_rate")
    for score, one in zip(scores, SLICES, strict=True):
        np.testing.assert_allclose(score, (shares[inside(where, one)][:, 1] > 0.5).mean())


def test_perplexity_is_two_to_the_bits_per_token() -> None:
    schema, held = Schema("text"), {"bits": np.array([30.0, 10.0])}
    constants = {"tokens": np.array(10.0)}
    bits = metric("bits", "text").finish(schema, held, constants)
    np.testing.assert_allclose(bits, [3.0, 1.0])
    np.testing.assert_allclose(
        metric("perplexity", "text").finish(schema, held, constants), 2.0**bits
    )


@pytest.mark.parametrize("name", [name for name in METRICS if METRICS[name].additive])
def test_an_empty_slice_has_no_score_and_raises_nothing(name: str) -> None:
    found = METRICS[name]
    schema = Schema(found.tasks[0], ("no", "yes") if found.tasks[0] == "classification" else ())
    constants = ["count", "actual:0", "actual:1", "target", "target_squared", "tokens"]
    zeros = dict.fromkeys(constants, np.zeros(1))
    score = found.finish(schema, dict.fromkeys(found.needs(schema), np.zeros(1)), zeros)
    assert score.shape == (1,)
    assert np.isnan(score[0]) or name == "f1"


def test_every_task_has_a_default_that_fits_it() -> None:
    for task, name in DEFAULTS.items():
        assert metric(name, task).name == name


def test_errors_say_which_metrics_fit() -> None:
    with pytest.raises(StudyError, match="Did you mean 'accuracy'"):
        metric("acuracy", "classification")
    with pytest.raises(StudyError, match=r"does not fit a regression study.*Use one of.*r2"):
        metric("accuracy", "regression")


def test_a_declared_score_is_read_as_it_is() -> None:
    loss = declared("perplexity on C4", -1, "ppl")
    score = loss.finish(Schema("scores"), {"perplexity on C4": np.array([3.5])}, {})
    assert score.tolist() == [3.5]
    assert (loss.better, loss.unit) == (-1, "ppl")
