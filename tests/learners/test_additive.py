"""Additive learners agree with scikit-learn on real tables, whatever the slices and the worlds."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.linear_model import Ridge as RidgeReference
from sklearn.linear_model import RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import NearestCentroid

from datacounterfactuals.core.arrays import Array, Floats
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.statistics import State, classify, regress
from datacounterfactuals.core.table import Schema
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.learners.centroid import Centroid
from datacounterfactuals.learners.naive_bayes import NaiveBayes
from datacounterfactuals.learners.ridge import Ridge
from tests.learners.support import Cells, Study, fill, random_study, same_cells, table

PARTS = 7


def grouped(schema: Schema, features: Array, target: Array, groups: int, held: int) -> Study:
    """Random groups, and held out points in a slice of all and disjoint parts of it, uncut."""
    draw = np.random.default_rng(5)
    order = draw.permutation(len(target))
    outside, inside = order[:held], order[held:]
    scale = features[inside].std(axis=0)
    moved = (features - features[inside].mean(axis=0)) / np.where(scale > 0, scale, 1.0)
    owner = draw.permutation(np.arange(len(inside)) % groups)
    tables = [
        table(schema, moved[inside[owner == n]], target[inside[owner == n]]) for n in range(groups)
    ]
    part = draw.permutation(np.arange(held) % PARTS)
    members = np.stack([np.ones(held, dtype=bool), *(part == n for n in range(PARTS))])
    names = ("all", *(f"part {n}" for n in range(PARTS)))
    points = table(schema, moved[outside], target[outside])
    return Study(tuple(tables), Evaluation.cut(points, members, names, 1))


def breast_cancer() -> Study:
    loaded: Any = load_breast_cancer()
    schema = Schema("classification", ("malignant", "benign"), features=30)
    return grouped(schema, loaded.data, loaded.target, 20, 114)


def digits() -> Study:
    loaded: Any = load_digits()
    there = np.arange(0, len(loaded.target), 3)
    schema = Schema("classification", tuple("0123456789"), features=64)
    return grouped(schema, loaded.data[there], loaded.target[there], 12, 100)


def diabetes() -> Study:
    loaded: Any = load_diabetes()
    schema = Schema("regression", center=150.0, features=10)
    return grouped(schema, loaded.data, loaded.target, 40, 100)


def some_worlds(given: Study, count: int) -> Floats:
    return (np.random.default_rng(2).random((count, len(given.objects))) < 0.5).astype(np.float64)


def shares(model: Any, given: Study) -> Floats:
    """Probabilities of all classes. Shape: [points, classes]."""
    out = np.zeros((len(given.evaluation.table), len(given.schema.classes)))
    out[:, model.classes_] = model.predict_proba(given.evaluation.table.features)
    return out


def choices(model: Any, given: Study) -> Floats:
    predicted = model.predict(given.evaluation.table.features)
    return np.eye(len(given.schema.classes))[predicted]


def centroid_shares(model: Any, given: Study) -> Floats:
    apart = given.evaluation.table.features[:, None, :] - model.centroids_
    scores = -0.5 * (apart**2).sum(axis=2)
    density = np.exp(scores - scores.max(axis=1, keepdims=True))
    out = np.zeros((len(scores), len(given.schema.classes)))
    out[:, model.classes_] = density / density.sum(axis=1, keepdims=True)
    return out


CLASSIFIERS: Mapping[str, tuple[Learner, Callable[[], Any], Callable[[Any, Study], Floats]]] = {
    "naive bayes": (NaiveBayes(1e-3), partial(GaussianNB, var_smoothing=1e-3), shares),
    "centroid": (Centroid(), NearestCentroid, centroid_shares),
    "ridge": (Ridge(), RidgeClassifier, choices),
}


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize(("study", "count"), [(breast_cancer, 150), (digits, 40)])
@pytest.mark.parametrize("single", [False, True])
@pytest.mark.filterwarnings("ignore:self.within_class_std_dev_")
def test_classifiers_agree_with_scikit_learn_on_real_tables(
    name: str, study: Callable[[], Study], count: int, single: bool
) -> None:
    learner, model, probabilities = CLASSIFIERS[name]
    given = study()
    where = given.evaluation.single_points if single else given.evaluation
    worlds = some_worlds(given, count)
    cells = fill(learner, given, Listed(worlds), evaluation=where)
    assert (cells.states == State.REAL).all()
    for place, world in enumerate(worlds):
        features, target, _ = given.rows(world)
        wanted = probabilities(model().fit(features, target), given)
        held = classify(where, wanted, cells.statistics)
        for number, word in enumerate(cells.statistics):
            if word.partition(":")[0] in ("right", "predicted"):
                np.testing.assert_array_equal(cells.values[place, :, number], held[:, number])
            else:
                np.testing.assert_allclose(
                    cells.values[place, :, number], held[:, number], rtol=1e-8, atol=1e-12
                )


@pytest.mark.parametrize("per", ["sum", "mean"])
def test_regression_agrees_with_scikit_learn_on_a_real_table(per: Any) -> None:
    given = diabetes()
    worlds = some_worlds(given, 60)
    cells = fill(Ridge(0.3, per), given, Listed(worlds))
    for place, world in enumerate(worlds):
        features, target, _ = given.rows(world)
        alpha = 0.3 * (len(target) if per == "mean" else 1.0)
        model = RidgeReference(alpha=alpha).fit(features, target)
        predicted = model.predict(given.evaluation.table.features)
        wanted = regress(given.evaluation, predicted, cells.statistics)
        np.testing.assert_allclose(cells.values[place], wanted, rtol=1e-9)


LEARNERS = [NaiveBayes(), Centroid(), Ridge(), Ridge(1e-4, "mean")]


def cells_of(learner: Learner, given: Study, worlds: Floats) -> Cells:
    return fill(learner, given, Listed(worlds))


@pytest.mark.parametrize("learner", LEARNERS, ids=str)
@pytest.mark.parametrize("classes", [2, 3])
def test_weights_of_one_have_the_cells_of_plain_subsets(learner: Learner, classes: int) -> None:
    given = random_study(11, classes=classes, objects=13, rows=6, features=9)
    worlds = some_worlds(given, 70)
    plain = cells_of(learner, given, worlds)
    beside = cells_of(learner, given, np.vstack([worlds, np.full(13, 0.25)]))
    mended = Cells(
        plain.evaluation,
        plain.statistics,
        beside.values[:-1],
        beside.states[:-1],
        {place: why for place, why in beside.reasons.items() if place < 70},
    )
    same_cells(plain, mended, 1e-10)


@pytest.mark.parametrize("learner", LEARNERS, ids=str)
def test_a_world_has_the_same_bits_wherever_it_stands(learner: Learner) -> None:
    given = breast_cancer()
    lattice = Lattice(20, tuple(range(9)))
    whole = fill(learner, given, lattice)
    order = np.random.default_rng(3).permutation(512)[:300]
    for memory in (1 << 14, 1 << 26):
        some = fill(learner, given, lattice.select(order), memory=memory)
        np.testing.assert_array_equal(some.values, whole.values[order])
        np.testing.assert_array_equal(some.states, whole.states[order])


@pytest.mark.parametrize("learner", LEARNERS, ids=str)
def test_single_points_as_objects_are_added_up_too(learner: Learner) -> None:
    given = breast_cancer()
    rows = given.rows(np.ones(20))
    points = Study(
        tuple(
            table(given.schema, rows[0][n : n + 1], rows[1][n : n + 1]) for n in range(len(rows[1]))
        ),
        given.evaluation,
    )
    lengths = [len(one) for one in given.objects]
    worlds = some_worlds(given, 20)
    grouped_cells = cells_of(learner, given, worlds)
    same_cells(grouped_cells, cells_of(learner, points, np.repeat(worlds, lengths, axis=1)), 1e-8)


def test_a_fill_stays_within_its_memory_whatever_the_number_of_worlds() -> None:
    given = breast_cancer()
    learner, names = NaiveBayes(), ("right:0", "right:1")
    summaries = [learner.summarise(rows, given.evaluation) for rows in given.objects]
    scorer = learner.scorer(summaries, given.evaluation, names, 0)
    sizes = [
        block.values.nbytes for block in scorer.fill(Lattice(20, tuple(range(16))), 0, 1 << 20)
    ]
    assert max(sizes) <= 1 << 20
    assert sum(sizes) == 8 * 2 * len(given.evaluation.atoms) << 16
