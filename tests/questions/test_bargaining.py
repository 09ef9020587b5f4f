"""Bargaining, on games whose answers are known exactly."""

from collections.abc import Callable

import numpy as np
import pytest

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import QuestionError, StudyError
from datacounterfactuals.questions.leverage.bargaining import Bargaining
from datacounterfactuals.questions.leverage.claims import nash
from datacounterfactuals.questions.leverage.sharing import (
    least_core,
    nucleolus,
    objecting,
    pivotal,
    shapley,
    with_operator,
)
from tests.questions.support import Game

LETTERS = "ABCDEFGHIJKLMNOP"


def game(count: int, worth: Callable[[set[int]], float]) -> Floats:
    """A game as an array: player i is bit i."""
    rows = range(1 << count)
    return np.array([float(worth({i for i in range(count) if s >> i & 1})) for s in rows])


def bankrupt(estate: float) -> Floats:
    claims = (100, 200, 300)
    return game(3, lambda s: max(0, estate - sum(c for i, c in enumerate(claims) if i not in s)))


GLOVES = game(3, lambda s: 0 in s and bool(s & {1, 2}))


@pytest.mark.parametrize(
    ("made", "excess"),
    [
        (game(4, lambda s: len(s) > 2), 1 / 4),
        (game(6, lambda s: len(s) > 3), 1 / 3),
        (GLOVES, 0.0),
        (game(2, lambda s: s == {0, 1}), -1 / 2),
        (game(3, lambda s: len(s) // 2), 1 / 3),
        (game(4, lambda s: len(s) // 2), 0.0),
        (game(5, lambda s: len(s) // 2), 2 / 5),
        (bankrupt(200), -50.0),
        (game(4, lambda s: len(s) ** 2), -3.0),
        (game(3, lambda s: 100 * (len(s) >= 2)), 100 / 3),
    ],
)
def test_the_least_core_has_the_excess_that_is_known_and_its_dual_proves_it(
    made: Floats, excess: float
) -> None:
    found = least_core(made)
    assert found.excess == pytest.approx(excess, abs=1e-9)
    assert found.gap < 1e-9 * max(1.0, np.abs(made).max())
    assert found.split.sum() == pytest.approx(made[-1])
    for row in range(1, len(made) - 1):
        inside = [i for i in range(len(found.split)) if row >> i & 1]
        assert found.split[inside].sum() + found.excess >= made[row] - 1e-6


def test_the_core_of_the_gloves_gives_all_to_the_scarce_one() -> None:
    assert least_core(GLOVES).split == pytest.approx([1, 0, 0], abs=1e-7)
    assert nucleolus(GLOVES) == pytest.approx([1, 0, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("estate", "split"),
    [(100, (100 / 3,) * 3), (200, (50, 75, 75)), (300, (50, 100, 150))],
)
def test_the_nucleolus_divides_estates_as_the_talmud_does(
    estate: float, split: tuple[float, ...]
) -> None:
    assert nucleolus(bankrupt(estate)) == pytest.approx(split)


def test_the_nucleolus_is_in_the_least_core_of_random_games() -> None:
    chance = np.random.default_rng(5)
    for count in (2, 3, 4, 6):
        made = chance.random(1 << count)
        made[0] = 0.0
        split, found = nucleolus(made), least_core(made)
        rows = np.arange(1, len(made) - 1)
        inside = rows[:, None] >> np.arange(count) & 1
        assert split.sum() == pytest.approx(made[-1])
        assert (made[rows] - inside @ split).max() == pytest.approx(found.excess, abs=1e-8)


def test_an_airport_is_shared_by_who_needs_which_runway() -> None:
    costs = (8.0, 11.0, 13.0, 18.0)
    made = game(4, lambda s: max((costs[i] for i in s), default=0.0))
    assert shapley(made) == pytest.approx([2, 3, 4, 9])


def test_power_is_counted_in_pivots() -> None:
    made = game(4, len)
    assert pivotal(made, 2.5) == pytest.approx([1 / 4] * 4)
    weighted = game(3, lambda s: sum((3.0, 1.0, 1.0)[i] for i in s))
    assert pivotal(weighted, 3.0) == pytest.approx([1, 0, 0])


def test_the_operator_has_what_the_game_with_one_more_player_gives_it() -> None:
    others, own, most = with_operator(GLOVES)
    more = np.concatenate([np.zeros(8), GLOVES])
    assert [*others, own] == pytest.approx(shapley(more))
    assert others.sum() + own == pytest.approx(GLOVES[-1])
    assert most == pytest.approx([1, 0, 0])


def test_a_deal_gives_each_side_what_it_has_alone_and_its_part_of_the_gain() -> None:
    made = game(3, lambda s: float(len(s)))
    deal = nash(made, (0, 1), 0.5, 0.25)
    assert (deal.operator_alone, deal.gain) == (1.0, 1.5)
    assert deal.paid == pytest.approx(0.5 + 0.25 * 1.5)
    assert deal.paid + deal.left == pytest.approx(made[-1])
    none = nash(made, (0,), 2.0, 0.5)
    assert none.gain < 0.0
    assert (none.paid, none.left) == (2.0, none.operator_alone)


def test_whoever_adds_nothing_is_paid_nothing_and_is_wholly_replaced() -> None:
    found = ask(Bargaining(), lambda s: float(bool(s & {"A", "B"})), "ABC")
    assert found.value(("C", "Nash, alone")) == 0.0
    assert found.value(("A", "replaceability, a share")) == 1.0
    assert found.value(("C", "replaceability, a share")) == 1.0
    assert found.value(("all together", "Nash, together")) == 0.5


def ask(question: Bargaining, worth: Callable[[frozenset[str]], float], names: str) -> Answer:
    return Game(names, worth).ask(question)


def test_dividends_add_up_to_what_all_gain_and_costs_stand_apart() -> None:
    worth = {"A": 1.0, "B": 2.0, "C": 4.0}
    made = Game("ABC", lambda s: 10.0 + sum(worth[one] for one in s), costs={"C": 5.0})
    found = made.ask(Bargaining(price=3.0))
    shares = [found.value((name, "dividend")) for name in "ABC"]
    assert shares == pytest.approx([3.0, 6.0, 12.0])
    assert found.facts["u(N) on score"] == pytest.approx(21.0)
    assert found.value(("C", "Nash, alone")) == pytest.approx((12.0 - 5.0) / 2)


def test_a_group_bargains_as_one() -> None:
    found = ask(Bargaining(group=("A", "B"), outside=0.5), lambda s: float(len(s) > 1), "ABC")
    assert found.value(("A + B", "Nash, together")) == pytest.approx(0.5 + 0.5 * 0.5)
    with pytest.raises(StudyError, match="no object"):
        ask(Bargaining(group=("Z",)), lambda s: 0.0, "ABC")


def test_of_many_objects_the_least_core_is_probable_and_tested_on_held_out_coalitions() -> None:
    names = LETTERS[:14]
    found = ask(Bargaining(limit=8, rounds=3), lambda s: float(len(s)), names)
    assert found.uncertainty.sampling.state == "not measured"
    shares = [found.value((name, "probable least core")) for name in names]
    assert shares == pytest.approx([1.0] * 14, abs=1e-6)
    assert found.facts["share of held-out coalitions that object on score"] == 0.0
    assert {label[1] for label in found.labels} == {"walk-away loss", "probable least core"}


def test_held_out_coalitions_object_where_the_sample_was_too_small() -> None:
    chance = np.random.default_rng(3)
    inside = chance.integers(0, 2, (12, 10)).astype(float)
    worths = chance.random(12)
    split = objecting(inside[:4], worths[:4], 1.0)
    assert (inside[4:] @ split.split + split.excess < worths[4:]).any()


@pytest.mark.parametrize(
    "wrong", [{"price": 0.0}, {"price": float("nan")}, {"tau": 1.5}, {"quota": -1.0},
              {"outside": float("inf")}, {"rounds": 0}]
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(QuestionError):
        Bargaining(**wrong)  # type: ignore[arg-type]
