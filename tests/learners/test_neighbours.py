"""k-nearest neighbours agrees with scikit-learn, and votes as the closed forms want."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from datacounterfactuals.core.arrays import Array, Floats
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.walks import Prefixes
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.neighbours import Neighbours
from tests.learners.support import (
    Cells,
    Study,
    fill,
    random_study,
    random_worlds,
    repeated,
    same_cells,
    study,
)


def shares(features: Array, target: Array, points: Floats, k: int) -> Floats:
    """Scikit-learn's vote shares on two classes, by a tree, whose distances are exact."""
    model = KNeighborsClassifier(min(k, len(target)), algorithm="kd_tree").fit(features, target)
    out = np.zeros((len(points), 2))
    out[:, model.classes_] = model.predict_proba(points)
    return out


def by_hand(given: Study, weights: Floats, k: int) -> Floats:
    """Vote mass of a world, row by row: what the definition says. Shape: [points, classes]."""
    rows = [
        (table, row, weight)
        for table, weight in zip(given.objects, weights, strict=True)
        for row in range(len(table))
        if weight > 0
    ]

    def name(table: Table, row: int) -> tuple[int, int]:
        return int(table.hashes[row, 0]), int(table.hashes[row, 1])

    mass = np.zeros((len(given.evaluation.table), len(given.schema.classes)))
    for place, point in enumerate(given.evaluation.table.features):
        near = sorted(
            rows,
            key=lambda one: (((one[0].features[one[1]] - point) ** 2).sum(), name(one[0], one[1])),
        )
        left = float(k)
        for table, row, weight in near:
            mass[place, table.target[row]] += min(weight, left)
            left -= min(weight, left)
    return mass


@pytest.mark.parametrize("weights", ["subset", "counts"])
@pytest.mark.parametrize("k", [1, 3, 5, 30])
def test_it_agrees_with_scikit_learn_world_by_world(weights: str, k: int) -> None:
    given = random_study(k)
    table = given.evaluation.table
    worlds = random_worlds(given, 3, weights)
    cells = fill(Neighbours(k), given, worlds)
    assert (cells.states == State.REAL).all()
    for place, world in enumerate(worlds):
        features, target = repeated(*given.rows(world.row(5)))
        wanted = shares(features, target, table.features, k)
        for number in range(2):
            chosen = wanted.argmax(axis=1) == number
            np.testing.assert_array_equal(
                cells.of(f"predicted:{number}")[place], given.evaluation.per_atom(chosen)
            )
        own = wanted[np.arange(len(table)), table.target] * min(k, len(target)) / k
        np.testing.assert_allclose(
            cells.of("votes")[place], given.evaluation.per_atom(own), atol=1e-12
        )


@pytest.mark.parametrize("weights", ["subset", "counts", "real"])
def test_ties_of_distance_are_broken_by_the_content_of_rows(weights: str) -> None:
    random = np.random.default_rng(1)
    schema = Schema("classification", ("a", "b", "c"), features=2)

    def draw(count: int) -> tuple[Array, Array]:
        return random.integers(0, 3, (count, 2)), random.integers(0, 3, count)

    given = study(schema, [draw(8) for _ in range(4)], draw(30))
    worlds = random_worlds(given, 2, weights)
    cells = fill(Neighbours(4), given, worlds)
    table = given.evaluation.table
    for place, world in enumerate(worlds):
        mass = by_hand(given, world.row(4), 4)
        own = mass[np.arange(len(table)), table.target] / 4
        np.testing.assert_allclose(cells.of("votes")[place], given.evaluation.per_atom(own))
        if weights != "real":  # sums of real weights tie only up to rounding
            right = given.evaluation.per_atom(mass.argmax(axis=1) == table.target)
            filled = np.sum([cells.of(f"right:{c}")[place] for c in range(3)], axis=0)
            np.testing.assert_array_equal(filled, right)


def test_real_weights_fill_the_votes_and_the_last_row_gives_what_is_left() -> None:
    schema = Schema("classification", ("no", "yes"), features=1)
    given = study(
        schema,
        [(np.array([1.0]), np.array([1])), (np.array([2.0]), np.array([0]))],
        (np.array([0.0]), np.array([1])),
        parts=1,
    )
    cells = fill(Neighbours(2), given, Listed(np.array([[0.5, 9.0], [1.5, 9.0], [0.5, 0.25]])))
    np.testing.assert_allclose(cells.score("votes", "all"), [0.25, 0.75, 0.25])
    np.testing.assert_allclose(cells.score("accuracy", "all"), [0.0, 1.0, 1.0])


def test_the_empty_world_has_no_votes_and_the_accuracy_of_the_prior() -> None:
    given = random_study(2, classes=3)
    cells = fill(Neighbours(), given, Listed(np.zeros((1, 5))))
    assert cells.states[0] == State.FALLBACK
    assert cells.score("votes", "all")[0] == 0.0
    np.testing.assert_allclose(cells.score("accuracy", "all"), 1 / 3)


def test_an_object_without_rows_leaves_the_world_empty() -> None:
    schema = Schema("classification", ("no", "yes"), features=1)
    nothing = (np.zeros((0, 1)), np.zeros(0))
    given = study(schema, [nothing, (np.ones(1), np.ones(1))], (np.ones(2), np.array([0, 1])))
    cells = fill(Neighbours(), given, given.lattice)
    fallback, real = State.FALLBACK, State.REAL
    assert list(cells.states) == [fallback, fallback, real, real]


def test_a_world_of_one_class_is_real_and_votes_for_it() -> None:
    schema = Schema("classification", ("no", "yes"), features=1)
    given = study(schema, [(np.arange(3.0), np.ones(3))], (np.arange(4.0), np.array([0, 1, 1, 1])))
    cells = fill(Neighbours(2), given, Listed(np.ones((1, 1))))
    assert cells.states[0] == State.REAL
    assert cells.score("accuracy", "all")[0] == 0.75
    assert cells.score("votes", "all")[0] == 0.75


def test_equal_votes_go_to_the_first_class() -> None:
    schema = Schema("classification", ("no", "yes"), features=1)
    given = study(
        schema, [(np.array([1.0, 3.0]), np.array([1, 0]))], (np.zeros(1), np.ones(1)), parts=1
    )
    cells = fill(Neighbours(2), given, Listed(np.ones((1, 1))))
    assert cells.of("predicted:0").sum() == 1


def one_by_one(given: Study, k: int, worlds: Floats) -> Cells:
    """The cells of plain subsets, counted beside a weight that is none of theirs."""
    heavy = np.full((1, worlds.shape[1]), 2.0)
    cells = fill(Neighbours(k), given, Listed(np.vstack([worlds, heavy])))
    return replace(cells, values=cells.values[:-1], states=cells.states[:-1])


@pytest.mark.parametrize("k", [1, 2, 5, 8, 31, 63, 64])
@pytest.mark.parametrize(
    ("classes", "objects", "rows"), [(2, 6, 9), (3, 9, 4), (7, 130, 1), (20, 4, 90)]
)
def test_many_worlds_at_once_are_the_worlds_one_by_one(
    k: int, classes: int, objects: int, rows: int
) -> None:
    given = random_study(k, classes=classes, objects=objects, rows=rows, points=60)
    draw = np.random.default_rng(k)
    worlds = (draw.random((150, objects)) < draw.random((150, 1))).astype(np.float64)
    together = fill(Neighbours(k), given, Listed(worlds))
    same_cells(together, one_by_one(given, k, worlds))
    assert (together.states == State.REAL).any()


def test_more_worlds_than_a_tile_come_out_in_their_places() -> None:
    given = random_study(1, classes=3, objects=12, rows=3, points=30)
    cells = fill(Neighbours(3), given, given.lattice)
    places = np.random.default_rng(0).permutation(1 << 12)[:100]
    found = replace(cells, values=cells.values[places], states=cells.states[places])
    same_cells(found, one_by_one(given, 3, given.lattice.select(places).weights(0, 100)))


def test_prefixes_of_orders_of_single_points_come_out_in_their_places() -> None:
    given = random_study(2, classes=2, objects=80, rows=1, points=30)
    draw = np.random.default_rng(0)
    worlds = Prefixes(80, np.array([draw.permutation(80) for _ in range(15)]))
    cells = fill(Neighbours(3), given, worlds)
    same_cells(cells, one_by_one(given, 3, worlds.weights(0, len(worlds))))


def test_an_object_too_far_away_fails_only_the_worlds_that_hold_it() -> None:
    schema = Schema("classification", ("no", "yes"), features=1)
    objects = [(np.array([value]), np.ones(1)) for value in (1.0, 1e200, 2.0)]
    given = study(schema, objects, (np.zeros(2), np.array([0, 1])))
    cells = fill(Neighbours(1), given, given.lattice)
    failed = [bool(world & 2) for world in range(8)]
    assert (cells.states == State.FAILED).tolist() == failed
    assert np.isnan(cells.values[failed]).all()
    assert "overflow" in cells.reasons[2]


def test_k_below_one_is_refused() -> None:
    with pytest.raises(LearnerError, match="k is 0"):
        Neighbours(0)
