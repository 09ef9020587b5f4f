"""Any scikit-learn estimator: the numbers are those of fitting it by hand."""

import inspect
import logging
import pickle
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeRegressor

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.columns import slice_column
from datacounterfactuals.core.content import hash_rows, seed_from
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import metric
from datacounterfactuals.core.statistics import State, prior
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners import estimator
from datacounterfactuals.learners.estimator import Estimator, EstimatorScorer

CLASSES = Schema("classification", classes=("no", "yes"), features=2)
VALUES = Schema("regression", center=1.5, features=2)
SEED = 11
LOGISTIC = Estimator(
    "sklearn.linear_model.LogisticRegression", {"solver": "newton-cholesky", "tol": 1e-12}
)
FOREST = Estimator("sklearn.ensemble.RandomForestClassifier", {"n_estimators": 5})


def table(schema: Schema, rows: int, seed: int, only: int | None = None) -> Table:
    random = np.random.default_rng(seed)
    features = random.normal(size=(rows, 2))
    noisy = features.sum(axis=1) + random.normal(size=rows)
    target = noisy if schema.task == "regression" else (noisy > 0).astype(np.int64)
    if only is not None:
        target = np.full(rows, only)
    return Table.of(schema, hash_rows([features, target]), features=features, target=target)


def objects(schema: Schema) -> list[Table]:
    """Four objects; the last has one class only."""
    sizes = [(9, None), (14, None), (6, None), (5, 1)]
    return [
        table(schema, rows, seed, only if schema is CLASSES else None)
        for seed, (rows, only) in enumerate(sizes)
    ]


def evaluation(schema: Schema) -> Evaluation:
    points = table(schema, 40, 99)
    return Evaluation.cut(points, np.ones((1, 40), dtype=bool), ("all",), 4)


def scorer(learner: Estimator, schema: Schema, names: tuple[str, ...] = ()) -> EstimatorScorer:
    held_out = evaluation(schema)
    statistics = (*learner.statistics(schema), *names)
    summaries = [learner.summarise(one, held_out) for one in objects(schema)]
    return learner.scorer(summaries, held_out, statistics, SEED)


class Filled:
    """Everything that a scorer filled for some worlds."""

    def __init__(
        self, learner: Estimator, schema: Schema, worlds: list[list[float]], repeat: int = 0
    ) -> None:
        self.schema, self.names = schema, learner.statistics(schema)
        made = scorer(learner, schema)
        blocks = list(made.fill(Listed(np.array(worlds)), repeat, 1 << 24))
        blocks.sort(key=lambda block: int(block.rows[0]))
        assert [int(row) for block in blocks for row in block.rows] == list(range(len(worlds)))
        self.values = np.concatenate([block.values for block in blocks])
        self.states = np.concatenate([block.states for block in blocks]).tolist()
        self.reasons = {
            int(block.rows[place]): reason for block in blocks for place, reason in block.reasons
        }

    def metric(self, name: str) -> Floats:
        held = {one: self.values[:, :, place] for place, one in enumerate(self.names)}
        held_out = evaluation(self.schema)
        column = slice_column(held_out, metric(name, self.schema.task), "all")
        return column.shown(held_out, held)


def fitted(made: Any, schema: Schema, world: list[float], weighted: bool) -> Any:
    """The estimator fitted by hand, on rows in the order of their content."""
    chosen = [
        one for one, weight in zip(objects(schema), world, strict=True) for _ in range(weight > 0)
    ]
    share = np.concatenate(
        [np.full(len(t), w) for t, w in zip(objects(schema), world, strict=True) if w > 0]
    )
    joined = np.concatenate([one.hashes for one in chosen])
    order = np.lexsort((joined[:, 1], joined[:, 0]))
    rows = Table.join(chosen)
    share = share[order]
    target = rows.target if schema.task == "regression" else rows.target.astype(np.int64)
    if weighted:
        return made.fit(rows.features, target, sample_weight=share)
    copies = share.astype(int)
    return made.fit(np.repeat(rows.features, copies, axis=0), np.repeat(target, copies))


WORLDS = [[1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0, 2.0, 0.0, 1.0]]


def test_a_classifier_scores_what_the_metrics_of_scikit_learn_say() -> None:
    worlds = [*WORLDS, [0.5, 0.0, 1.25, 3.0]]
    found = Filled(LOGISTIC, CLASSES, worlds)
    points = evaluation(CLASSES).table
    assert found.states == [State.REAL] * len(worlds)
    for row, world in enumerate(worlds):
        model = LogisticRegression(solver="newton-cholesky", tol=1e-12)
        shares = fitted(model, CLASSES, world, True).predict_proba(points.features)
        expected = {
            "accuracy": accuracy_score(points.target, shares.argmax(axis=1)),
            "log_loss": log_loss(points.target, shares),
            "brier": brier_score_loss(points.target, shares[:, 1]),
        }
        for name, value in expected.items():
            assert found.metric(name)[row] == pytest.approx(value, abs=1e-9), (world, name)


def test_auc_comes_from_the_margins_of_single_points() -> None:
    points = evaluation(CLASSES).single_points
    assert LOGISTIC.on_request(CLASSES) == ("margin",)
    made = LOGISTIC.scorer(objects(CLASSES), points, ("margin",), SEED)
    [block] = made.fill(Listed(np.ones((1, 4))), 0, 1 << 20)
    column = slice_column(points, metric("auc", "classification"), "all")
    model = fitted(
        LogisticRegression(solver="newton-cholesky", tol=1e-12), CLASSES, [1.0] * 4, True
    )
    expected = roc_auc_score(points.table.target, model.predict_proba(points.table.features)[:, 1])
    assert column.shown(points, {"margin": block.values[:, :, 0]})[0] == pytest.approx(expected)


def test_a_random_estimator_takes_its_seed_from_the_study_and_the_repeat() -> None:
    assert FOREST.capability.seeded
    first, again, other = (Filled(FOREST, CLASSES, WORLDS, repeat) for repeat in (0, 0, 1))
    np.testing.assert_array_equal(first.values, again.values)
    assert abs(first.values - other.values).max() > 0
    for repeat, found in ((0, first), (1, other)):
        seed = seed_from("training", SEED, repeat) % 2**32
        model = RandomForestClassifier(n_estimators=5, random_state=seed)
        points = evaluation(CLASSES).table
        shares = fitted(model, CLASSES, WORLDS[2], False).predict_proba(points.features)
        assert found.metric("brier")[2] == pytest.approx(
            brier_score_loss(points.target, shares[:, 1]), abs=1e-12
        )


def test_a_cell_does_not_depend_on_the_order_of_the_objects_or_on_other_worlds() -> None:
    held_out, names = evaluation(CLASSES), FOREST.statistics(CLASSES)
    turned = FOREST.scorer(objects(CLASSES)[::-1], held_out, names, SEED)
    [block] = turned.fill(Listed(np.array([[0.0, 1.0, 2.0, 0.0]])), 0, 1 << 24)
    found = Filled(FOREST, CLASSES, [[1.0] * 4, [0.0, 2.0, 1.0, 0.0]])
    np.testing.assert_array_equal(block.values[0], found.values[1])


def test_equal_rows_with_other_weights_stand_in_an_order_that_content_decides() -> None:
    settings = {"loss": "log_loss", "max_iter": 3, "tol": None, "shuffle": False}
    learner = Estimator("sklearn.linear_model.SGDClassifier", settings)
    held_out, names = evaluation(CLASSES), learner.statistics(CLASSES)
    first, second = objects(CLASSES)[:2]
    made = learner.scorer([first, second, first], held_out, names, SEED)
    worlds = Listed(np.array([[1.0, 1.0, 3.0], [3.0, 1.0, 1.0]]))
    values = np.concatenate([block.values for block in made.fill(worlds, 0, 1 << 24)])
    np.testing.assert_array_equal(values[0], values[1])


def test_an_estimator_without_weights_takes_copies() -> None:
    learner = Estimator("sklearn.neighbors.KNeighborsClassifier", {"n_neighbors": 3})
    assert (learner.capability.weights, learner.capability.seeded) == ("counts", False)
    found = Filled(learner, CLASSES, [*WORLDS, [0.5, 1.0, 1.0, 1.0]])
    points = evaluation(CLASSES).table
    for row, world in enumerate(WORLDS):
        model = fitted(KNeighborsClassifier(3), CLASSES, world, False)
        expected = accuracy_score(points.target, model.predict(points.features))
        assert found.metric("accuracy")[row] == pytest.approx(expected)
    assert found.states == [State.REAL] * 4 + [State.FAILED]
    assert "whole numbers of copies" in found.reasons[4]


def test_a_regression_scores_what_the_metrics_of_scikit_learn_say() -> None:
    tree = Estimator("sklearn.tree.DecisionTreeRegressor", {"max_depth": 2, "random_state": 0})
    line = Estimator(LinearRegression())
    points = evaluation(VALUES).table
    for learner, model in (
        (tree, DecisionTreeRegressor(max_depth=2, random_state=0)),
        (line, LinearRegression()),
    ):
        assert not learner.capability.seeded
        found = Filled(learner, VALUES, [*WORLDS, [0.0] * 4])
        assert found.states == [State.REAL] * 4 + [State.FALLBACK]
        for row, world in enumerate(WORLDS):
            predicted = fitted(clone(model), VALUES, world, True).predict(points.features)
            residual = points.target - predicted
            assert found.metric("squared_error")[row] == pytest.approx((residual**2).mean())
            assert found.metric("absolute_error")[row] == pytest.approx(abs(residual).mean())
        center = ((points.target - VALUES.center) ** 2).mean()
        assert found.metric("squared_error")[4] == pytest.approx(center)


def test_worlds_without_two_classes_have_the_smoothed_prior() -> None:
    found = Filled(LOGISTIC, CLASSES, [[0.0] * 4, [0.0, 0.0, 0.0, 2.0]])
    assert found.states == [State.FALLBACK] * 2
    points = evaluation(CLASSES).table
    assert found.metric("accuracy")[0] == pytest.approx(0.5)
    assert found.metric("accuracy")[1] == pytest.approx((points.target == 1).mean())
    assert found.metric("log_loss")[1] == pytest.approx(
        log_loss(points.target, np.tile(prior(np.array([0.0, 10.0])), (40, 1)))
    )


def test_a_classifier_that_only_predicts_fills_only_counts() -> None:
    learner = Estimator("sklearn.svm.LinearSVC", {"random_state": 0})
    assert learner.statistics(CLASSES) == ("right:0", "right:1", "predicted:0", "predicted:1")
    assert learner.on_request(CLASSES) == ()
    found = Filled(learner, CLASSES, [*WORLDS[:3], [0.0] * 4])
    points = evaluation(CLASSES).table
    for row, world in enumerate(WORLDS[:3]):
        model = fitted(LinearSVC(random_state=0), CLASSES, world, False)
        expected = accuracy_score(points.target, model.predict(points.features))
        assert found.metric("accuracy")[row] == pytest.approx(expected)
    assert found.states[3] == State.FALLBACK


class Moody(ClassifierMixin, BaseEstimator):
    """Refuses some worlds, warns in the others, and predicts no number if asked to."""

    def __init__(self, refuse: int = 0, predicted: float = 0.5) -> None:
        self.refuse, self.predicted = refuse, predicted

    def fit(self, X: Floats, y: Floats) -> "Moody":
        if len(X) == self.refuse:
            raise ArithmeticError("not in the mood")
        warnings.warn("in a mood", stacklevel=1)
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X: Floats) -> Floats:
        return np.full((len(X), 2), self.predicted)


def test_a_failing_fit_is_a_failed_row_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        found = Filled(Estimator(Moody(refuse=14)), CLASSES, [[1.0] * 4, [0.0, 1.0, 0.0, 0.0]])
    assert found.states == [State.REAL, State.FAILED]
    assert found.reasons == {1: "ArithmeticError: not in the mood"}
    assert np.isnan(found.values[1]).all()
    assert caplog.messages == ["UserWarning: in a mood"]


def test_predictions_that_are_no_numbers_are_a_failed_row() -> None:
    found = Filled(Estimator(Moody(predicted=float("nan"))), CLASSES, [[1.0] * 4])
    assert found.states == [State.FAILED]
    assert "not finite" in found.reasons[0]


def test_processes_give_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [[1.0, float(a), float(b), float(c)] for a in (0, 1) for b in (0, 1) for c in (0, 2)]
    here = Filled(FOREST, CLASSES, worlds)
    monkeypatch.setattr(estimator, "WORTH_A_POOL", -1.0)
    monkeypatch.setattr(estimator, "WORTH_SENDING", 0.0)
    with joblib.parallel_config(n_jobs=2):
        there = Filled(FOREST, CLASSES, worlds)
    np.testing.assert_array_equal(here.values, there.values)
    assert here.states == there.states


def test_what_a_process_of_the_pool_is_sent_survives_the_way() -> None:
    made = scorer(FOREST, CLASSES)
    worlds = Listed(np.ones((1, 4)))
    [sent] = pickle.loads(pickle.dumps(made)).fill(worlds, 0, 1 << 20)
    [kept] = made.fill(worlds, 0, 1 << 20)
    np.testing.assert_array_equal(sent.values, kept.values)


def test_an_estimator_and_its_description_are_the_same_learner() -> None:
    made = make_pipeline(MinMaxScaler(feature_range=(0, 2)), RandomForestClassifier(5))
    learner = Estimator(made)
    again = Estimator(learner.estimator, learner.parameters)
    assert again == learner
    assert learner.settings() == again.settings()
    assert learner.capability.seeded
    first, second = Filled(learner, CLASSES, WORLDS), Filled(again, CLASSES, WORLDS)
    np.testing.assert_array_equal(first.values, second.values)
    [(_, scale), _] = again.template.steps
    assert scale.feature_range == (0, 2)


def test_a_parameter_changes_the_settings_and_a_default_does_not() -> None:
    path = "sklearn.ensemble.RandomForestClassifier"
    assert Estimator(path, {"n_estimators": 100}).settings() == Estimator(path).settings()
    assert Estimator(path, {"n_estimators": 101}).settings() != Estimator(path).settings()
    assert Estimator("sklearn.ensemble._forest.RandomForestClassifier").estimator == path


def test_settings_tell_the_version_of_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    before = LOGISTIC.settings()
    assert before["code"] == {"sklearn": sklearn.__version__}
    monkeypatch.setattr(sklearn, "__version__", "0.0")
    assert LOGISTIC.settings() != before


def test_settings_tell_the_source_of_an_estimator_of_no_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learner = Estimator(Moody())
    assert learner.settings() == Estimator(Moody()).settings()
    before = learner.settings()
    source = inspect.getsource

    def edited(one: Any) -> str:
        return source(one) + "# edited"

    monkeypatch.setattr(inspect, "getsource", edited)
    assert learner.settings() != before


@pytest.mark.parametrize(
    ("path", "parameters", "words"),
    [
        ("sklearn.ensemble.RandomForestClasifier", {}, "Did you mean 'sklearn.ensemble.RandomFor"),
        ("RandomForestClassifier", {}, "Write 'sklearn.ensemble.RandomForestClassifier'"),
        ("no_such_package.Model", {}, "cannot be imported"),
        ("pathlib.Path", {}, "not a scikit-learn estimator"),
        ("sklearn.preprocessing.StandardScaler", {}, "neither classifies nor regresses"),
        ("sklearn.svm.SVC", {"gama": 1.0}, "Did you mean 'gamma'"),
        ("sklearn.svm.SVC", {"C": -1.0}, "'C' parameter"),
        ("sklearn.ensemble.VotingClassifier", {}, "estimators"),
    ],
)
def test_what_is_no_estimator_is_told_with_a_remedy(
    path: str, parameters: dict[str, Any], words: str
) -> None:
    with pytest.raises(LearnerError, match=words):
        Estimator(path, parameters)


def test_a_parameter_without_a_plain_form_is_refused() -> None:
    made = KNeighborsClassifier().set_params(metric=np.hypot)
    with pytest.raises(LearnerError, match="metric of sklearn"):
        Estimator(made)


def test_a_class_and_double_parameters_are_refused() -> None:
    with pytest.raises(LearnerError, match="is a class"):
        Estimator(LinearSVC)
    with pytest.raises(LearnerError, match="beside it"):
        Estimator(LinearSVC(), {"C": 2.0})


def test_an_estimator_for_another_task_is_refused() -> None:
    with pytest.raises(LearnerError, match="the study is regression"):
        LOGISTIC.statistics(VALUES)
    assert LOGISTIC.capability.tasks == ("classification",)


def test_a_changed_setting_keeps_the_others() -> None:
    changed = replace(FOREST, parameters={**FOREST.parameters, "random_state": 3})
    assert changed.parameters == {"n_estimators": 5, "random_state": 3}
    assert not changed.capability.seeded


def test_a_module_that_cannot_be_imported_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_estimators.py").write_text("raise RuntimeError('broken')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(LearnerError, match="broken"):
        Estimator("broken_estimators.Model")
