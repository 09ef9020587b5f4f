"""Intervals cover what they should, as often as they say."""

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Bools
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.runs.posterior import Sums, fit, scale_of
from datacounterfactuals.runs.surface import Surface
from datacounterfactuals.runs.surrogate import surrogate
from tests.runs.support import additive, design, table

NOISE = 0.1


def coverage(
    tables: int, runs: int, *, pairs: float = 0.0, repeats: int = 1, seed: int = 0
) -> tuple[float, float]:
    """How often 90% intervals cover new runs of other worlds, and the objects' mean effects."""
    chance = np.random.default_rng(seed)
    cells: list[Bools] = []
    effects: list[Bools] = []
    for _ in range(tables):
        worth = additive(chance, pairs=pairs)
        weights = np.repeat(design(chance, runs // repeats), repeats, axis=0)
        scores = worth(weights) + chance.normal(0.0, NOISE, len(weights))
        fitted = surrogate(table(weights, scores), 0)
        new = design(chance, 30)
        interval = fitted.single(new, 0.9)
        seen = worth(new) + chance.normal(0.0, NOISE, 30)
        known = ~np.isnan(interval.value)
        cells.append(((interval.low <= seen) & (seen <= interval.high))[known])
        if fitted.surface.form != "linear":
            continue
        own, none = np.eye(12), np.zeros(12)
        found = fitted.interval(Sums(none, own, none), 0.9)
        # At a density of 0.6 the effect of an object is that beside 0.6 of every other.
        others = 0.6 * (1.0 - own)
        truth = worth(others + own) - worth(others)
        told = ~np.isnan(found.value)
        effects.append(((found.low <= truth) & (truth <= found.high))[told])
    return float(np.concatenate(cells).mean()), float(np.concatenate(effects).mean())


def test_with_23_runs_of_12_sources_intervals_cover_at_their_rate() -> None:
    cells, effects = coverage(200, 23)
    assert cells == pytest.approx(0.9, abs=0.02)
    assert effects == pytest.approx(0.9, abs=0.03)


def test_mild_interaction_leaves_the_rate_about_right() -> None:
    cells, effects = coverage(200, 23, pairs=0.05, seed=1)
    assert cells == pytest.approx(0.9, abs=0.025)
    assert effects == pytest.approx(0.9, abs=0.035)


def test_repeats_do_not_pass_for_worlds() -> None:
    cells, _ = coverage(120, 40, pairs=0.1, repeats=2, seed=2)
    assert cells > 0.86


@pytest.mark.parametrize("runs", [8, 10, 12])
def test_with_fewer_runs_than_effects_ridge_covers_too(runs: int) -> None:
    cells, effects = coverage(150, runs, seed=runs)
    assert cells > 0.85
    assert effects > 0.84


def test_the_variance_of_a_contrast_is_exact() -> None:
    chance = np.random.default_rng(5)
    weights = design(chance, 23)
    X = np.column_stack([np.ones(23), np.delete(weights, 2, axis=1)])  # B and C are one column
    y = chance.normal(size=23)
    fitted = surrogate(table(weights, y), 0, "linear")
    shares = chance.normal(size=(4, 7))
    worlds = design(chance, 7)
    sums = Sums(shares.sum(axis=1), shares @ worlds, np.zeros(4))
    Z = shares @ np.column_stack([np.ones(7), np.delete(worlds, 2, axis=1)])
    effects = np.linalg.solve(X.T @ X, X.T @ y)
    spread = ((y - X @ effects) ** 2).sum() / (23 - 12)
    expected = np.einsum("lp,pq,lq->l", Z, np.linalg.inv(X.T @ X), Z) * spread
    found = fitted.interval(sums)
    np.testing.assert_allclose(found.value, Z @ effects, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.error**2, expected, rtol=1e-9)
    assert found.freedom == 11


def test_what_is_tied_is_refused_and_its_sum_is_not() -> None:
    chance = np.random.default_rng(6)
    weights = design(chance, 23)
    fitted = surrogate(table(weights, additive(chance)(weights)), 0)
    apart = np.eye(12)[:3]
    both = apart[1:2] + apart[2:3]
    none = np.zeros(4)
    found = fitted.interval(Sums(none, np.vstack([apart, both]), none))
    assert np.isnan(found.value).tolist() == [False, True, True, False]


def test_held_out_errors_come_from_fits_without_the_world() -> None:
    chance = np.random.default_rng(7)
    weights = design(chance, 30)
    y = additive(chance)(weights) + chance.normal(0.0, NOISE, 30)
    fitted = surrogate(table(weights, y), 0, "linear")
    surface = Surface("linear", 12)
    missed: list[float] = []
    for row in range(30):
        rest = np.arange(30) != row
        features = surface.features(weights)
        made = fit(features[rest], y[rest], np.ones(29), 0.0, scale_of(features))
        missed.append(float(y[row] - made.value(Sums.single(features[row : row + 1]))[0]))
    assert fitted.held_out.worlds == 30
    assert fitted.held_out.rmse == pytest.approx(np.sqrt(np.mean(np.square(missed))), rel=1e-9)


def test_pairs_are_fitted_only_when_they_predict_better() -> None:
    chance = np.random.default_rng(8)
    weights = (chance.random((60, 5)) < 0.5).astype(np.float64)
    plain = additive(chance, 5)(weights) + chance.normal(0.0, 0.05, 60)
    paired = additive(chance, 5, pairs=0.5)(weights) + chance.normal(0.0, 0.05, 60)
    assert surrogate(table(weights, plain), 0).surface.form == "linear"
    assert surrogate(table(weights, paired), 0).surface.form == "pairwise"


def test_a_score_that_saturates_bends_the_surface() -> None:
    chance = np.random.default_rng(9)
    size = chance.integers(1, 9, 60)
    weights = np.array([chance.permutation(np.arange(8) < k) for k in size], dtype=np.float64)
    y = 3.0 - np.log1p(weights.sum(axis=1)) + chance.normal(0.0, 0.01, 60)
    assert surrogate(table(weights, y), 0).surface.form == "bent"


def test_a_mixture_surface_interpolates_shares() -> None:
    chance = np.random.default_rng(10)
    shares = chance.dirichlet(np.ones(4), 20)
    effects = np.array([1.0, 2.0, 4.0, 3.0])
    fitted = surrogate(table(shares, shares @ effects, "shares"), 0)
    vertices = fitted.predict(np.eye(4))
    np.testing.assert_allclose(vertices, effects, rtol=1e-8)
    assert np.isnan(fitted.predict(np.zeros((1, 4)))).all()


@pytest.mark.parametrize("worlds", [1, 3])
def test_too_few_worlds_are_refused(worlds: int) -> None:
    weights = np.eye(4)[:worlds]
    with pytest.raises(QuestionError, match=f"known of {worlds} different worlds"):
        surrogate(table(weights, np.arange(float(worlds))), 0)
