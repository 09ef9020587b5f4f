"""Bridges: identities between questions that look at the same grid."""

import math

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.questions.scale.scaling import Scaling
from datacounterfactuals.questions.value.banzhaf import Banzhaf
from datacounterfactuals.questions.value.interaction import Interaction
from datacounterfactuals.questions.value.shapley import Shapley
from tests.questions.support import Game, Soum, subsets


@pytest.fixture(params=range(5))
def game(request: pytest.FixtureRequest) -> Game:
    random = np.random.default_rng(request.param)
    one, other = Soum.random(random, 6), Soum.random(random, 6)
    return Game(one.names, columns={"one": one, "other": other}, atoms=2)


def rows(game: Game) -> tuple[Floats, Floats]:
    """Membership and score of every world. Float[worlds, objects], Float[worlds, columns]."""
    worlds = subsets(game.names)
    members = np.array([[float(name in world) for name in game.names] for world in worlds])
    return members, np.array([game.cell(world) for world in worlds])


def test_the_mean_shapley_value_is_the_mean_slope_of_the_scaling_curve(game: Game) -> None:
    values = game.ask(Shapley()).values
    curve = game.ask(Scaling()).values
    count = len(game.names)
    gain = game.cell(frozenset(game.names)) - game.cell(frozenset())
    np.testing.assert_allclose(values.mean(axis=0), gain / count, atol=1e-12)
    np.testing.assert_allclose(np.diff(curve, axis=0).mean(axis=0), gain / count, atol=1e-12)


def test_the_steps_of_the_scaling_curve_are_the_mean_contributions_by_size(game: Game) -> None:
    curve = game.ask(Scaling()).values
    for size in range(len(game.names)):
        marginals = [
            game.cell(world | {name}) - game.cell(world)
            for world in subsets(game.names)
            if len(world) == size
            for name in set(game.names) - world
        ]
        step = curve[size + 1] - curve[size]
        np.testing.assert_allclose(np.mean(marginals, axis=0), step, atol=1e-12)


def test_sampled_shapley_and_scaling_walk_the_same_orders(game: Game) -> None:
    """So that their bridge holds to rounding in the sample too, and no row is trained twice."""
    values = game.ask(Shapley(method="permutations", rounds=2, tolerance=0.0)).values
    game.asked.clear()
    curve = game.ask(Scaling(method="permutations", rounds=2, tolerance=0.0)).values
    seen = len(game.asked)
    game.ask(question("beta_shapley", method="permutations", rounds=2, tolerance=0.0))
    assert len(game.asked) == seen
    slopes = np.diff(curve, axis=0).mean(axis=0)
    np.testing.assert_allclose(values.mean(axis=0), slopes, atol=1e-12)


def test_least_squares_over_all_rows_has_the_banzhaf_values_as_slopes(game: Game) -> None:
    members, scores = rows(game)
    design = np.column_stack([np.ones(len(members)), members])
    slopes = np.linalg.lstsq(design, scores, rcond=None)[0][1:]
    np.testing.assert_allclose(slopes, game.ask(Banzhaf()).values, atol=1e-10)


def test_least_squares_with_the_shapley_kernel_has_the_shapley_values(game: Game) -> None:
    """Charnes et al. (1988): the empty and the full world are met exactly."""
    members, scores = rows(game)
    count = members.shape[1]
    sizes = members.sum(axis=1).astype(int)
    inner = (sizes > 0) & (sizes < count)
    kernel = [(count - 1) / (math.comb(count, k) * k * (count - k)) for k in sizes[inner]]
    root = np.sqrt(np.array(kernel))[:, None]
    gain = scores[-1] - scores[0]
    # The last slope is the gain less the others: substituted, so that efficiency is exact.
    design = members[inner, :-1] - members[inner, -1:]
    target = scores[inner] - scores[0] - members[inner, -1:] * gain
    slopes = np.linalg.lstsq(root * design, root * target, rcond=None)[0]
    slopes = np.vstack([slopes, gain - slopes.sum(axis=0)])
    np.testing.assert_allclose(slopes, game.ask(Shapley()).values, atol=1e-10)


def test_five_questions_want_the_same_rows(game: Game) -> None:
    for name in ("shapley", "banzhaf", "beta_shapley", "leave_one_out", "scaling"):
        game.ask(question(name))
    assert len(game.asked) == 2 ** len(game.names)


def test_interactions_say_how_values_change_without_an_object(game: Game) -> None:
    """phi_i with j always there, less phi_i with j never there, is the pair's interaction."""
    answer = game.ask(Interaction())
    there, absent = game.names[0], game.names[1]
    others = [name for name in game.names if name != absent]
    column = next(iter(game.slices.values()))
    with_it = Game(others, lambda s: column(s | {absent})).ask(Shapley())
    without = Game(others, column).ask(Shapley())
    pair = answer.value((there, absent))
    assert with_it.value(there) - without.value(there) == pytest.approx(pair, abs=1e-12)
