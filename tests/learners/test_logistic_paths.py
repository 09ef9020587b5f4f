"""Logistic regression finds the same minimum by whichever way it comes to a world."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression

from datacounterfactuals.core.arrays import Array, Floats
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.table import Schema
from datacounterfactuals.core.walks import Moves, Prefixes
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed, Worlds
from datacounterfactuals.learners.kernels import logistic as kernels
from datacounterfactuals.learners.kernels import threads
from datacounterfactuals.learners.kernels.pulls import Room
from datacounterfactuals.learners.kernels.scoring import SCORED
from datacounterfactuals.learners.logistic import Logistic
from datacounterfactuals.learners.stacked import Stacked
from tests.learners.support import Cells, Study, fill, same_cells, study

COEFFICIENT = 1e-6
LEARNER = Logistic()


def standardised(features: Array) -> Array:
    spread = features.std(axis=0)
    return ((features - features.mean(axis=0)) / np.where(spread > 0, spread, 1.0))[:, spread > 0]


def tumours(owner: Callable[[int], Array], rows: int = 455) -> Study:
    """Wisconsin breast cancer, its training rows given to objects."""
    loaded: Any = load_breast_cancer()
    features, target = loaded.data, loaded.target
    return grouped(standardised(features), target, owner, rows, ("malignant", "benign"))


def digits(owner: Callable[[int], Array], rows: int = 400) -> Study:
    """Handwritten digits of ten classes."""
    loaded: Any = load_digits()
    features, target = loaded.data, loaded.target
    names = tuple(f"digit {number}" for number in range(10))
    return grouped(standardised(features), target, owner, rows, names)


def grouped(
    features: Array, target: Array, owner: Callable[[int], Array], rows: int, names: tuple[str, ...]
) -> Study:
    order = np.random.default_rng(0).permutation(len(target))
    train, test = order[:rows], order[rows:]
    owners = owner(rows)
    schema = Schema("classification", names, features=features.shape[1])
    objects = [
        (features[train[owners == one]], target[train[owners == one]]) for one in np.unique(owners)
    ]
    return study(schema, objects, (features[test], target[test]), parts=1)


def random_groups(count: int) -> Callable[[int], Array]:
    return lambda rows: np.random.default_rng(1).integers(0, count, rows)


def points(rows: int) -> Array:
    return np.arange(rows)


def coefficients(given: Study, worlds: Worlds) -> Floats:
    """What the kernel finds, in the units of the features, slopes and then the intercept.
    Shape: [worlds, vectors, features + 1]."""
    rows, count = Stacked.of(given.objects, given.evaluation), len(worlds)
    classes, features = len(given.schema.classes), given.schema.features
    vectors = 1 if classes == 2 else classes
    room = Room.of(len(rows.features), vectors, rows.width)
    asked = kernels.Worlds(
        worlds.packed(0, count).view(np.int64),
        np.zeros((count, 0)),
        np.zeros((count, vectors * rows.width)),
        np.zeros((count, classes), dtype=np.uint8),
        np.zeros(count, dtype=np.uint8),
    )
    kernels.solve(rows.kernel, asked, room, rows.penalty(1.0), False, np.zeros(0, dtype=np.int64))
    assert (asked.states == SCORED).all()
    found = asked.solutions.reshape(count, vectors, -1)[:, :, : features + 1].copy()
    found[:, :, :-1] /= rows.scale
    found[:, :, -1] -= found[:, :, :-1] @ given.evaluation.middle
    return found


def reference(given: Study, world: World) -> Floats:
    """Scikit-learn's minimum, as `coefficients` has it."""
    features, target, _ = given.rows(world.row(len(given.objects)))
    model: Any = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(features, target)
    free = model.intercept_ - (model.intercept_.mean() if len(model.intercept_) > 1 else 0.0)
    return np.column_stack([model.coef_, free])


def assert_minimum(given: Study, worlds: Worlds, some: int) -> None:
    found = coefficients(given, worlds)
    for place in np.random.default_rng(2).choice(len(worlds), some, replace=False):
        wanted = reference(given, worlds[int(place)])
        np.testing.assert_allclose(found[place], wanted, rtol=COEFFICIENT, atol=COEFFICIENT)


def test_worlds_of_twelve_groups_have_their_minimum() -> None:
    given = tumours(random_groups(12))
    worlds = given.lattice.select(1 + np.random.default_rng(3).permutation(4095)[:500])
    assert_minimum(given, worlds, 12)
    assert_minimum(given, given.lattice.select(np.arange(3072, 4096)), 12)


def test_prefixes_of_points_have_their_minimum() -> None:
    given = tumours(points, 100)
    orders = np.stack([np.random.default_rng(seed).permutation(100) for seed in range(3)])
    long = [order * 101 + size for order in range(3) for size in range(30, 101)]
    assert_minimum(given, Prefixes(100, orders).select(np.array(long)), 10)


def test_leaving_each_point_out_has_its_minimum() -> None:
    given = tumours(points)
    full = World.of(455, dict.fromkeys(range(455), 1.0))
    assert_minimum(given, Moves.without_each(full, [(place,) for place in range(455)]), 8)


def test_worlds_of_ten_classes_have_their_minimum() -> None:
    given = digits(random_groups(5))
    assert_minimum(given, given.lattice.select(np.arange(1, 32)), 2)


def test_worlds_without_some_classes_have_their_minimum() -> None:
    loaded: Any = load_digits()
    features, target = loaded.data, loaded.target
    few = np.flatnonzero(target < 3)[:200]
    schema = Schema("classification", ("0", "1", "2"), features=64)
    objects = [
        (features[few[target[few] == one]] / 16.0, target[few[target[few] == one]])
        for one in range(3)
    ]
    given = study(schema, objects, (features[:50] / 16.0, target[:50] % 3), parts=1)
    cells = fill(LEARNER, given, given.lattice)
    for number, (first, second) in {3: (0, 1), 5: (0, 2), 6: (1, 2)}.items():
        model: Any = LogisticRegression(solver="newton-cholesky", tol=1e-12)
        inputs, labels, _ = given.rows(given.lattice[number].row(3))
        model.fit(inputs, labels)
        shares = np.zeros((50, 3))
        shares[:, [first, second]] = model.predict_proba(given.evaluation.table.features)
        own = np.maximum(shares[np.arange(50), given.evaluation.table.target], np.finfo(float).eps)
        losses = given.evaluation.per_atom(-np.log(own))
        np.testing.assert_allclose(cells.of("log_loss")[number], losses, rtol=1e-8)


def put_back(cells: Cells, order: Array) -> Cells:
    back = np.argsort(order)
    return Cells(cells.evaluation, cells.statistics, cells.values[back], cells.states[back], {})


def test_a_cell_does_not_depend_on_the_order_in_which_the_grid_is_filled() -> None:
    given = tumours(random_groups(8), 200)
    whole = fill(LEARNER, given, given.lattice)
    assert (whole.states != State.FAILED).all()
    draw = np.random.default_rng(4)
    by_size = np.argsort([world.size for world in given.lattice], kind="stable")
    for order in (by_size, by_size[::-1], np.arange(256)[::-1], draw.permutation(256)):
        cells = put_back(fill(LEARNER, given, given.lattice.select(order)), order)
        same_cells(whole, cells, LEARNER.capability.within)
    with threads.limit(1):
        same_cells(whole, fill(LEARNER, given, given.lattice), LEARNER.capability.within)
    tight = fill(LEARNER, given, given.lattice, memory=1)
    same_cells(whole, tight, LEARNER.capability.within)


def test_a_cell_of_points_does_not_depend_on_what_was_filled_before() -> None:
    given = tumours(points, 120)
    order = np.random.default_rng(5).permutation(120)[None]
    walked = fill(LEARNER, given, Prefixes(120, order))
    alone = fill(LEARNER, given, Prefixes(120, order), memory=1)
    same_cells(walked, alone, LEARNER.capability.within)


def test_weights_of_one_are_a_plain_subset() -> None:
    given = tumours(random_groups(6), 200)
    rows = given.lattice.weights(20, 40)
    mixed = Listed(np.concatenate([rows, np.full((1, 6), 0.5)]))
    plain, weighted = fill(LEARNER, given, Listed(rows)), fill(LEARNER, given, mixed)
    assert not mixed.binary
    np.testing.assert_allclose(
        weighted.values[:-1], plain.values, rtol=LEARNER.capability.within, atol=1e-13
    )


def test_rows_without_bounds_spoil_only_their_own_worlds() -> None:
    given = tumours(random_groups(4), 100)
    wild = [(rows.features, rows.target) for rows in given.objects]
    wild[2] = (np.full_like(wild[2][0], 1e300), wild[2][1])
    table = given.evaluation.table
    broken = study(given.schema, wild, (table.features, table.target), parts=1)
    cells, sound = fill(LEARNER, broken, broken.lattice), fill(LEARNER, given, given.lattice)
    without = np.array([not world & 0b0100 for world in range(16)])
    assert (cells.states[without] == sound.states[without]).all()
    np.testing.assert_allclose(cells.values[without], sound.values[without], rtol=1e-6)
    assert all(reason for reason in cells.reasons.values())


@pytest.mark.parametrize("l2", [1e-9, 1e-3, 1e3])
def test_weak_and_strong_penalties_are_solved(l2: float) -> None:
    given = tumours(random_groups(5), 60)
    cells = fill(Logistic(l2), given, given.lattice)
    assert (cells.states != State.FAILED).all()
    loss = cells.score("log_loss", "all")
    assert np.isfinite(loss).all()
