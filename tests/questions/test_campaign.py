"""Campaigns: what is given to an operator and to a competitor, and answers that are known."""

import numpy as np
import pytest

from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.questions.leverage.campaign import Campaign
from datacounterfactuals.questions.scale.scaling import Scaling
from tests.questions.support import Game, Soum

WORTHS = {"A": 4.0, "B": 3.0, "C": 2.0, "D": 1.0}


def added(metric: str = "votes", atoms: int = 2) -> Game:
    return Game("ABCD", lambda s: sum(WORTHS[one] for one in s), atoms=atoms, metric=metric)


@pytest.mark.parametrize("seed", range(4))
def test_given_to_one_with_nothing_it_is_the_scaling_curve(seed: int) -> None:
    game = Soum.random(np.random.default_rng(seed), 5).game()
    curve, scaling = game.ask(Campaign()), game.ask(Scaling())
    assert {who for _, who in curve.labels} == {"either"}
    np.testing.assert_allclose(curve.values, scaling.values, atol=1e-12)


def test_the_same_objects_are_given_to_both_on_top_of_what_each_has() -> None:
    game = added()
    found = game.ask(Campaign(given=("C", "B"), order="given"))
    wanted = {
        ("0", "operator"): 5.0, ("1", "operator"): 7.0, ("2", "operator"): 10.0,
        ("0", "competitor"): 0.0, ("1", "competitor"): 2.0, ("2", "competitor"): 5.0,
    }  # fmt: skip
    for label, value in wanted.items():
        assert found.value(label) == pytest.approx(value)
    assert found.facts["share of the best case with 2 on score"] == pytest.approx(0.5)
    assert found.facts["objects that reach 0.8 of the best case on score"] == "not reached"
    half = game.ask(Campaign(given=("C", "B"), order="given", share=0.5))
    assert half.facts["objects that reach 0.5 of the best case on score"] == 2.0


def test_a_competitor_starts_from_what_it_has() -> None:
    found = added().ask(Campaign(given=("B",), operator="AC", competitor="D"))
    assert found.value(("1", "operator")) == pytest.approx(9.0)
    assert found.value(("1", "competitor")) == pytest.approx(4.0)
    assert found.claim.landed[0].effect == pytest.approx(3.0)
    assert found.claim.reference == "the operator starts from AC and the competitor starts from D"


def test_what_is_redirected_leaves_one_as_the_other_gets_it() -> None:
    game = added()
    found = game.ask(Campaign(given=("A", "B"), redirect=True, order="given"))
    wanted = {
        ("0", "operator"): 10.0, ("1", "operator"): 6.0, ("2", "operator"): 3.0,
        ("0", "competitor"): 0.0, ("1", "competitor"): 4.0, ("2", "competitor"): 7.0,
    }  # fmt: skip
    for label, value in wanted.items():
        assert found.value(label) == pytest.approx(value)
    assert found.facts["objects with which the competitor overtakes the operator on score"] == 2.0
    assert found.facts["share of the best case with 2 on score"] == pytest.approx(0.7)
    every = game.ask(Campaign(redirect=True))
    operator = [every.value((str(k), "operator")) for k in range(5)]
    np.testing.assert_allclose(operator, [10.0, 7.5, 5.0, 2.5, 0.0])
    np.testing.assert_allclose([every.value((str(k), "competitor")) for k in range(5)],
                               operator[::-1])  # fmt: skip


def test_only_what_the_operator_has_is_redirected() -> None:
    with pytest.raises(QuestionError, match="the operator does not have 'B'"):
        added().ask(Campaign(given=("B",), operator="AC", redirect=True))
    with pytest.raises(QuestionError, match="the competitor has 'B'"):
        added().ask(Campaign(given=("B",), operator="AB", competitor="B", redirect=True))
    found = added().ask(Campaign(operator="AB", competitor="C", redirect=True))
    assert found.claim.intervention.startswith("2 objects leave the operator for the competitor")


def test_by_value_the_most_comes_first_and_a_smaller_loss_is_better() -> None:
    for metric in ("votes", "log_loss"):
        found = added(metric, atoms=4).ask(Campaign(order="value"))
        np.testing.assert_allclose(found.values[:, 0], [0.0, 4.0, 7.0, 9.0, 10.0])
        assert found.facts["first on score"] == "A, B, C, D"
        assert found.facts["objects that reach 0.8 of the best case on score"] == 3.0


def test_random_orders_tell_how_sure_they_are_and_agree_with_every_choice() -> None:
    game = Soum.random(np.random.default_rng(1), 6).game()
    exact = game.ask(Campaign())
    drawn = game.ask(Campaign(limit=0, draws=300))
    error = drawn.uncertainty.sampling.error
    assert error is not None
    assert (np.abs(drawn.values - exact.values) <= 4.5 * error + 1e-9).all()
    np.testing.assert_allclose(error[[0, -1]], 0.0, atol=1e-12)
    assert error[1:-1].max() > 0.0
    again = game.ask(Campaign(limit=0, draws=300))
    np.testing.assert_array_equal(again.values, drawn.values)


@pytest.mark.parametrize(
    "asked",
    [
        Campaign(given=("B", "C")),
        Campaign(given=("C", "B"), order="given"),
        Campaign(given=("B", "C"), order="value"),
        Campaign(limit=1, draws=3),
        Campaign(given=("B",), operator="AC", competitor="D"),
        Campaign(redirect=True),
        Campaign(given=("B", "C"), redirect=True, order="given"),
        Campaign(given=("B", "C"), redirect=True, order="value"),
        Campaign(redirect=True, limit=1, draws=3),
    ],
)
def test_it_wants_what_it_says(asked: Campaign) -> None:
    game = added()
    game.ask(asked)
    bound = asked.bound(game.view())
    assert len(game.asked) <= bound.worlds
    if bound.kind == "exact":
        assert len(game.asked) == bound.worlds


def test_nobody_is_given_what_it_has() -> None:
    with pytest.raises(QuestionError, match="the competitor has 'A' before it is given"):
        added().ask(Campaign(given=("A", "B"), competitor="AC"))
    with pytest.raises(QuestionError, match="share"):
        Campaign(share=0.0)
    with pytest.raises(QuestionError, match="orders"):
        Campaign(draws=1)
