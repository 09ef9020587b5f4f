"""Closed-form values are those of filling every world."""

import math

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.table import Schema
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners import closed_form
from datacounterfactuals.learners.closed_form import shapley_of_votes
from datacounterfactuals.learners.kernels import threads
from datacounterfactuals.learners.neighbours import Neighbours
from tests.learners.support import Study, fill, random_study, study, table


def enumerated(given: Study, k: int) -> Floats:
    """Shapley values of the statistic `votes` from all worlds. Shape: [objects, atoms]."""
    count = len(given.objects)
    votes = fill(Neighbours(k), given, given.lattice, statistics=("votes",)).values[:, :, 0]
    sizes = np.bitwise_count(np.arange(1 << count))
    share = [1 / (count * math.comb(count - 1, size)) for size in range(count)]
    out = np.zeros((count, votes.shape[1]))
    for item in range(count):
        without = np.flatnonzero(~np.arange(1 << count) & (1 << item))
        gains = votes[without | (1 << item)] - votes[without]
        out[item] = np.array(share)[sizes[without]] @ gains
    return out


@pytest.mark.parametrize("k", [1, 2, 5, 9, 30])
@pytest.mark.parametrize("classes", [2, 4])
def test_values_are_those_of_filling_every_world(k: int, classes: int) -> None:
    given = random_study(k, classes=classes, objects=9, rows=1, points=37)
    values = shapley_of_votes(k, given.objects, given.evaluation)
    np.testing.assert_allclose(values, enumerated(given, k), atol=1e-12)


@pytest.mark.parametrize("k", [1, 3])
def test_ties_are_broken_as_the_learner_breaks_them(k: int) -> None:
    draw = np.random.default_rng(k)
    schema = Schema("classification", ("a", "b", "c"), features=2)
    rows = [(draw.integers(0, 2, (1, 2)), draw.integers(0, 3, 1)) for _ in range(10)]
    given = study(schema, rows, (draw.integers(0, 2, (20, 2)), draw.integers(0, 3, 20)))
    values = shapley_of_votes(k, given.objects, given.evaluation)
    np.testing.assert_allclose(values, enumerated(given, k), atol=1e-12)


def test_values_add_up_to_the_votes_of_the_full_world() -> None:
    given = random_study(3, objects=300, rows=1, points=50)
    values = shapley_of_votes(5, given.objects, given.evaluation)
    full = fill(Neighbours(5), given, Listed(np.ones((1, 300))), statistics=("votes",))
    np.testing.assert_allclose(values.sum(axis=0), full.values[0, :, 0], atol=1e-12)


def test_values_depend_neither_on_threads_nor_on_the_order_of_objects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = random_study(4, objects=40, rows=1, points=50)
    with threads.limit(1):
        one = shapley_of_votes(3, given.objects, given.evaluation)
    with threads.limit(3):
        three = shapley_of_votes(3, given.objects, given.evaluation)
    np.testing.assert_array_equal(one, three)
    order = np.random.default_rng(0).permutation(40)
    other = given.reordered(order.tolist())
    np.testing.assert_array_equal(one[order], shapley_of_votes(3, other.objects, given.evaluation))
    monkeypatch.setattr(closed_form, "PIECES", 3)
    np.testing.assert_allclose(
        shapley_of_votes(3, given.objects, given.evaluation), one, atol=1e-13
    )


def test_no_objects_have_no_values() -> None:
    given = random_study(5)
    assert shapley_of_votes(3, [], given.evaluation).shape == (0, len(given.evaluation.atoms))


def test_objects_of_several_rows_are_refused() -> None:
    given = random_study(5, rows=2)
    with pytest.raises(LearnerError, match="holds 2 rows"):
        shapley_of_votes(3, given.objects, given.evaluation)


def test_rows_at_no_finite_distance_are_refused() -> None:
    given = random_study(5, rows=1)
    far = table(given.schema, np.full((1, 3), 1e200), np.ones(1))
    with pytest.raises(LearnerError, match="overflow"):
        shapley_of_votes(3, [*given.objects, far], given.evaluation)
