"""Leverage and the best reply: its laws, and answers that are known."""

from itertools import combinations

import numpy as np
import pytest

from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.questions.leverage.best_reply import BestReply
from datacounterfactuals.questions.leverage.regimes import Rows
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from tests.questions.support import Coalition, Game
from tests.questions.test_laws import Soum

SHUTS = ("licensed", "opt-in", "opt-out", "reserved", "deletion", "minimisation")


def random_game(seed: int, count: int = 5, costs: bool = False) -> Game:
    random = np.random.default_rng(seed)
    soum = Soum.random(random, count)
    prices = dict(zip(soum.names, random.uniform(0.0, 0.5, count), strict=True)) if costs else {}
    return Game(soum.names, soum, costs=prices)


@pytest.mark.parametrize("regime", SHUTS)
@pytest.mark.parametrize("seed", range(6))
def test_leverage_is_never_more_than_the_loss_of_standing_still(seed: int, regime: str) -> None:
    made = random_game(seed, costs=True)
    found = made.ask(BestReply(regime=regime, most=5))  # type: ignore[arg-type]
    for name in made.names:
        lever = found.value((name, "leverage"))
        assert lever <= found.value((name, "loss if it stood still")) + 1e-9
        assert lever >= -1e-9


@pytest.mark.parametrize("seed", range(4))
def test_under_deletion_it_is_leave_one_out_when_the_full_world_is_best(seed: int) -> None:
    random = np.random.default_rng(seed)
    worths = dict(zip("ABCD", random.uniform(0.5, 2.0, 4), strict=True))
    made = Game("ABCD", lambda s: sum(worths[one] for one in s) ** 0.7)
    found = made.ask(BestReply(regime="deletion"))
    loo = made.ask(LeaveOneOut())
    for name in "ABCD":
        assert found.value((name, "leverage")) == pytest.approx(loo.value(name))
    group = made.ask(BestReply(regime="deletion", withheld=("A", "C")))
    effect = made.ask(LeaveOneOut(group=("A", "C"))).value(("A + C", "effect"))
    assert group.value(("A + C", "leverage")) == pytest.approx(effect)


def test_a_perfect_free_substitute_leaves_no_leverage_and_one_with_a_price_leaves_that() -> None:
    def worth(s: Coalition) -> float:
        return 3.0 * bool(s & {"A", "Z"}) + ("B" in s)

    for price, lever in ((0.0, 0.0), (0.75, 0.75), (5.0, 3.0)):
        made = Game("ABZ", worth, costs={"Z": price})
        found = made.ask(BestReply(withheld=("A",), substitutes=("Z",)), roster=["A", "B"])
        assert found.value(("A", "leverage")) == pytest.approx(lever)
        assert found.value(("A", "loss if it stood still")) == pytest.approx(3.0)
        if 0.0 < price < 3.0:
            assert found.facts["buys on score without A"] == "Z"
            assert found.facts["and pays on score without A"] == pytest.approx(price)


def test_who_owns_the_data_loses_nothing_by_withholding() -> None:
    found = random_game(3).ask(BestReply(regime="owned"))
    levers = [value for label, value in zip(found.labels, found.values[:, 0], strict=True)
              if label[1] == "leverage"]  # fmt: skip
    assert levers == pytest.approx([0.0] * len(levers))


def test_a_row_costs_its_objects_only_where_they_are_licensed() -> None:
    made = Game("AB", lambda s: float(len(s)), costs={"A": 0.5, "B": 3.0})
    licensed = made.ask(BestReply(regime="licensed", price=2.0))
    assert licensed.value(("A", "earned before")) == pytest.approx(1.5)
    free = made.ask(BestReply(regime="opt-out", price=2.0))
    assert free.value(("A", "earned before")) == pytest.approx(4.0)


def test_minimisation_opens_only_small_rows() -> None:
    made = Game("ABC", lambda s: float(len(s)))
    found = made.ask(BestReply(regime="minimisation", most=1))
    assert found.value(("A", "earned after")) == 1.0
    assert found.facts["falls back on score without A to"] in {"B", "C"}


@pytest.mark.parametrize("seed", range(5))
def test_the_smallest_coalition_is_the_smallest_of_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = Rows(0b1111, np.append(0.0, random.uniform(0.0, 1.0, 31)))

    def loss(group: int) -> float:
        return float(rows.profits.max() - rows.profits[rows.places & group == 0].max())

    for least in (0.05, 0.3, 0.9):
        groups = [
            sum(1 << one for one in chosen)
            for size in range(5)
            for chosen in combinations(range(4), size)
        ]
        reached = [group for group in groups if loss(group) >= least]
        found = rows.smallest(least)
        if not reached:
            assert found is None
            continue
        assert found is not None
        assert found.bit_count() == min(group.bit_count() for group in reached)
        assert loss(found) == max(loss(g) for g in reached if g.bit_count() == found.bit_count())


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"price": 0.0}, "price"),
        ({"most": -1}, "most"),
        ({"least": float("nan")}, "least"),
        ({"substitutes": ("o1",)}, "on the roster already"),
        ({"limit": 3}, "needed"),
    ],
)
def test_what_cannot_be_asked_says_why(wrong: dict[str, object], problem: str) -> None:
    with pytest.raises(QuestionError, match=problem):
        random_game(0).ask(BestReply(**wrong))  # type: ignore[arg-type]
