"""Laws over the catalogue: what every learner of tables obeys, those to come too."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.statistics import MARGIN, State, classify_prior, of_values, regress
from datacounterfactuals.core.table import Schema, Task
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.learners.catalogue import learner, learners
from tests.learners.support import (
    Study,
    fill,
    random_study,
    same_cells,
    study,
)

SETTINGS: Mapping[str, list[dict[str, Any]]] = {
    "sklearn": [
        {"estimator": "sklearn.naive_bayes.GaussianNB"},
        {"estimator": "sklearn.linear_model.Ridge"},
    ],
    "logistic": [{}, {"l2": 1e-4, "per": "mean"}],
    "ridge": [{}, {"l2": 1e-4, "per": "mean"}],
    "neighbours": [{"k": 1}, {"k": 5}],
}
"""Learners that need settings, or have more than one way to go wrong."""


def tabular() -> Iterator[tuple[str, Learner, Task]]:
    """Every learner of tables that is no program of the user's, by task."""
    for name, kind in learners().items():
        if kind.capability.outside:
            continue
        for number, chosen in enumerate(SETTINGS.get(name, [{}])):
            made = learner(name, **chosen)
            for task in made.capability.tasks:
                if task in ("classification", "regression"):
                    yield f"{name}-{number}-{task}", made, task


def over(fits: Callable[[Learner, Task], bool]) -> pytest.MarkDecorator:
    """A test of every such learner and task that fits."""
    chosen = [pytest.param(m, task, id=word) for word, m, task in tabular() if fits(m, task)]
    assert chosen
    return pytest.mark.parametrize(("made", "task"), chosen)


TWO = Schema("classification", ("no", "yes"))
every_learner = over(lambda made, task: True)
every_classifier = over(lambda made, task: task == "classification")


def cautious(made: Learner) -> bool:
    """Whether it is our own: its worlds of one class or none are scored by the prior."""
    return made.name != "neighbours"


def nasty(task: Task) -> Study:
    """Four objects: a constant feature, equal rows with other labels, huge values, one point."""
    classification = task == "classification"
    schema = (
        Schema(task, ("a", "b", "c"), features=3)
        if classification
        else Schema(task, center=-1.0, features=3)
    )

    def target(*numbers: int) -> Array:
        return np.array(numbers, dtype=np.float64)

    same = np.full((4, 3), 0.1)
    huge = np.array([[1e200, -1e200, 3.0], [1e155, 2.0, 1e9], [4.0, 1e-300, 5e-324]])
    large = np.array([[1e6, 7.0, 0.0], [1e6, 7.0, 0.0], [1e6 + 1, -7.0, 0.0]])
    one = np.array([[0.0, 0.0, 0.0]])
    points = np.array([[0.0, 0.0, 0.0], [0.1, 0.1, 0.1], [1e6, 7.0, 0.0], [-3.0, 2.0, 1.0]])
    return study(
        schema,
        [
            (same, target(0, 1, 1, 0)),
            (huge, target(0, 1, 0)),
            (large, target(1, 1, 2)),
            (one, target(2)),
        ],
        (points, target(0, 1, 2, 0)),
        parts=2,
    )


@every_learner
def test_every_world_of_nasty_data_has_numbers_or_a_reason(made: Learner, task: Task) -> None:
    cells = fill(made, nasty(task), nasty(task).lattice)
    assert cells.states[0] == State.FALLBACK
    failed = cells.states == State.FAILED
    assert np.isfinite(cells.values[~failed]).all()
    assert np.isnan(cells.values[failed]).all()
    assert all(reason for reason in cells.reasons.values())


@every_learner
def test_an_object_that_is_not_there_spoils_no_world(made: Learner, task: Task) -> None:
    given = nasty(task)
    tame = replace(given, objects=(given.objects[0], *given.objects[2:]))
    without = given.lattice.select(np.array([w for w in range(16) if not w & 0b0010]))
    first, second = fill(made, given, without), fill(made, tame, tame.lattice)
    same_cells(first, second, 1e-7)
    if made.name != "sklearn":
        assert (first.states != State.FAILED).all()


@every_learner
def test_the_empty_world_is_the_documented_fallback(made: Learner, task: Task) -> None:
    given = random_study(3, task, classes=3)
    names = made.statistics(given.schema)
    cells = fill(made, given, Listed(np.zeros((1, 5))))
    assert cells.states[0] == State.FALLBACK
    if task == "regression":
        center = np.full(len(given.evaluation.table), given.schema.center)
        wanted = regress(given.evaluation, center, of_values())
    else:
        names = tuple(name for name in names if name != "votes")
        wanted = classify_prior(given.evaluation, np.zeros(3), names)
    for number, name in enumerate(names):
        np.testing.assert_allclose(cells.of(name)[0], wanted[:, number], rtol=1e-12)


@every_classifier
def test_a_world_of_one_class_is_scored_by_the_smoothed_prior(made: Learner, task: Task) -> None:
    given = random_study(3, task, classes=3)
    single = [replace(rows, target=np.full_like(rows.target, 2)) for rows in given.objects]
    given = replace(given, objects=tuple(single))
    cells = fill(made, given, Listed(np.array([[1.0, 0, 0, 1, 0]])))
    assert cells.states[0] == (State.FALLBACK if cautious(made) else State.REAL)
    names = tuple(name for name in cells.statistics if name != "votes")
    counts = np.array([0.0, 0.0, sum(len(single[place]) for place in (0, 3))])
    wanted = classify_prior(given.evaluation, counts, names)
    for number, name in enumerate(names):
        np.testing.assert_allclose(cells.of(name)[0], wanted[:, number], rtol=1e-12)


@every_learner
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)), seed=st.integers(0, 3))
def test_cells_do_not_depend_on_the_order_of_the_objects(
    made: Learner, task: Task, order: list[int], seed: int
) -> None:
    given = random_study(seed, task, classes=3, rows=4, points=20)
    weights = np.random.default_rng(seed).integers(0, 2, (9, 5)).astype(np.float64)
    first = fill(made, given, Listed(weights))
    second = fill(made, given.reordered(order), Listed(weights[:, order]))
    same_cells(first, second, made.capability.within)


@every_learner
def test_cells_do_not_depend_on_the_blocks_or_on_the_worlds_beside_them(
    made: Learner, task: Task
) -> None:
    given = random_study(4, task, classes=3)
    order = np.random.default_rng(0).permutation(32)
    whole = fill(made, given, given.lattice)
    small = fill(made, given, given.lattice, memory=1)
    shuffled = fill(made, given, given.lattice.select(order))
    same_cells(whole, small, made.capability.within)
    back = np.argsort(order)
    mended = replace(shuffled, values=shuffled.values[back], states=shuffled.states[back])
    same_cells(whole, mended, made.capability.within)
    alone = fill(made, given, given.lattice.select(np.array([21])))
    np.testing.assert_allclose(
        alone.values[0], whole.values[21], rtol=made.capability.within, atol=1e-13
    )


@every_learner
def test_appending_an_object_leaves_the_cells_of_older_worlds(made: Learner, task: Task) -> None:
    wide = random_study(5, task, classes=3)
    narrow = replace(wide, objects=wide.objects[:4])
    old = fill(made, narrow, narrow.lattice)
    same_cells(old, fill(made, wide, narrow.lattice), made.capability.within)
    at_zero = np.pad(narrow.lattice.weights(0, 16), ((0, 0), (0, 1)))
    same_cells(old, fill(made, wide, Listed(at_zero)), made.capability.within)


@every_learner
def test_statistics_are_filled_in_the_order_asked(made: Learner, task: Task) -> None:
    given = random_study(6, task)
    names = made.statistics(given.schema)
    forth = fill(made, given, given.lattice)
    back = fill(made, given, given.lattice, statistics=names[::-1])
    np.testing.assert_array_equal(forth.values, back.values[:, :, ::-1])
    last = fill(made, given, given.lattice, statistics=names[-1:])
    np.testing.assert_array_equal(forth.values[:, :, -1:], last.values)


@over(lambda made, task: made.capability.weights != "subset")
def test_whole_weights_are_copies_of_the_object(made: Learner, task: Task) -> None:
    given = random_study(7, task, objects=3, rows=8)
    doubled = replace(given, objects=(*given.objects, given.objects[1]))
    weighted = fill(made, given, Listed(np.array([[1.0, 2.0, 1.0]])))
    copied = fill(made, doubled, Listed(np.ones((1, 4))))
    same_cells(weighted, copied, 1e-7)


@over(lambda made, task: task == "classification" and MARGIN in made.on_request(TWO))
def test_margins_rank_as_the_predictions_do(made: Learner, task: Task) -> None:
    given = random_study(8, task)
    points = given.evaluation.single_points
    names = (MARGIN, "predicted:1")
    cells = fill(made, given, given.lattice, statistics=names, evaluation=points)
    real = cells.states == State.REAL
    assert real.sum() > 20
    margin, second = cells.of(MARGIN)[real], cells.of("predicted:1")[real]
    np.testing.assert_array_equal(margin > 0, second == 1)
    scores = cells.score("auc", "early")
    assert ((scores >= 0) & (scores <= 1)).all()
    np.testing.assert_allclose(scores[~real], 0.5)


@over(lambda made, task: made.name != "sklearn")  # which wants a feature
def test_a_study_without_features_is_still_a_study(made: Learner, task: Task) -> None:
    given = random_study(9, task, features=1)
    schema = replace(given.schema, features=0)
    bare = study(
        schema,
        [(rows.features[:, :0], rows.target) for rows in given.objects],
        (given.evaluation.table.features[:, :0], given.evaluation.table.target),
    )
    cells = fill(made, bare, bare.lattice)
    assert (cells.states != State.FAILED).all()
    assert np.isfinite(cells.values).all()
