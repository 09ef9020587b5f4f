"""The recommender: what it minimises, and what it says of whom it does not know."""

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import LearnerError, StudyError
from datacounterfactuals.core.table import Schema
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.factors import Factors
from datacounterfactuals.study.study import Study as Real
from tests.learners.support import Study, fill, study

SCHEMA = Schema("regression", center=3.0, features=2)


def rated(seed: int = 0) -> Study:
    random = np.random.default_rng(seed)

    def draw(count: int) -> tuple[Floats, Floats]:
        pairs = np.column_stack([random.integers(0, 6, count), random.integers(0, 9, count)])
        stars = 3.0 + 0.3 * pairs[:, 0] - 0.1 * pairs[:, 1] + random.normal(0, 0.5, count)
        return pairs.astype(np.float64), stars

    return study(SCHEMA, [draw(20) for _ in range(4)], draw(15), parts=1)


def errors(made: Factors, given: Study, weights: Floats) -> Floats:
    return fill(made, given, Listed(weights)).of("squared_error").sum(axis=1)


def test_biases_are_the_solution_of_penalised_least_squares() -> None:
    given, weights = rated(), np.array([1.0, 2.0, 0.0, 0.5])
    features, target, share = given.rows(weights)
    points = given.evaluation.table

    def design(codes: Floats) -> Floats:
        items = codes[:, :1] == np.arange(6)
        users = codes[:, 1:] == np.arange(9)
        return np.column_stack([np.ones(len(codes)), items, users]).astype(np.float64)

    inputs = design(features)
    square = inputs.T @ (share[:, None] * inputs) + 2.0 * np.eye(16)
    solved = np.linalg.solve(square, inputs.T @ (share * (target - 3.0)))
    wanted = ((points.target - 3.0 - design(points.features) @ solved) ** 2).sum()
    found = errors(Factors(rank=0, bias_l2=2.0, sweeps=400), given, weights[None])
    np.testing.assert_allclose(found, [wanted], rtol=1e-9)


def test_means_of_items_know_nobody() -> None:
    given = rated()
    means = Factors(personal=False, bias_l2=1e-9, sweeps=50)
    features, target, _ = given.rows(np.ones(4))
    points = given.evaluation.table
    said = [target[features[:, 0] == item].mean() for item in points.features[:, 0]]
    found = errors(means, given, np.ones((1, 4)))
    np.testing.assert_allclose(found, [((points.target - said) ** 2).sum()], rtol=1e-6)


def test_factors_find_what_biases_cannot() -> None:
    """Stars that are the product of two signs: no bias says anything of them."""
    signs = np.array([1.0, -1.0])
    pairs = np.array([(i, j) for i in range(8) for j in range(8)], dtype=np.float64)
    stars = 3.0 + signs[(pairs[:, 0] % 2).astype(int)] * signs[(pairs[:, 1] % 2).astype(int)]
    held = (pairs.sum(axis=1) % 5) == 0
    given = study(SCHEMA, [(pairs[~held], stars[~held])], (pairs[held], stars[held]), parts=1)
    one = np.ones((1, 1))
    biases = errors(Factors(rank=0), given, one)[0]
    factors = errors(Factors(rank=2, l2=0.5, sweeps=20), given, one)[0]
    assert factors < 0.01 * biases


def test_a_setting_that_cannot_be_is_told() -> None:
    for wrong in ({"l2": 0.0}, {"bias_l2": -1.0}, {"rank": 65}, {"sweeps": 0}):
        with pytest.raises(LearnerError):
            Factors(**wrong)  # type: ignore[arg-type]


def test_categories_reach_it_as_they_are_however_many() -> None:
    random = np.random.default_rng(1)
    frame = {
        "film": [f"f{n}" for n in random.integers(0, 300, 900)],
        "user": [f"u{n}" for n in random.integers(0, 30, 900)],
        "stars": random.integers(1, 11, 900) / 2,
    }
    made = Real.from_frame(
        frame,
        objects="user",
        target="stars",
        task="regression",
        include=["film", "user"],
        learner="factors",
    )
    assert made.table(0).features.shape[1] == 2
    assert made.under({"rank": 2}).fingerprint != made.fingerprint
    with pytest.raises(StudyError, match="prepared in different ways"):
        made.under({"kind": "ridge"})
