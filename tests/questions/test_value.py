"""Leave-one-out, group leave-one-out, and what all values say beside the table."""

from itertools import combinations

import numpy as np
import pytest

from datacounterfactuals.core.errors import DataCounterfactualsError, QuestionError
from datacounterfactuals.core.uncertainty import between_repeats
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.questions.value.shapley import Shapley
from tests.questions.support import Coalition, Game

WORTHS = {"A": 4.0, "B": 1.0, "C": 1.0, "D": 2.0}


def additive(coalition: Coalition) -> float:
    return sum(WORTHS[name] for name in coalition)


def test_a_group_stands_beside_every_withdrawal_of_the_same_size() -> None:
    """Six pairs of four objects: all are scored, so that nothing is sampled."""
    answer = Game("ABCD", additive).ask(LeaveOneOut(group=("A", "D")))
    assert answer.value(("A + D", "effect")) == 6.0
    assert answer.value(("A + D", "matched random")) == pytest.approx(4.0)
    assert answer.value(("A + D", "content")) == pytest.approx(2.0)
    assert answer.uncertainty.sampling.state == "none"
    assert answer.facts["matched withdrawals"] == 6.0
    assert answer.facts["size withdrawn"] == 2.0


def test_a_group_among_many_stands_beside_some_random_withdrawals() -> None:
    names = [f"o{place}" for place in range(12)]
    worth = {name: float(place) for place, name in enumerate(names)}
    game = Game(names, lambda s: sum(worth[name] for name in s))
    answer = game.ask(LeaveOneOut(group=("o10", "o11"), draws=20))
    sampling = answer.uncertainty.sampling
    assert sampling.error is not None
    assert answer.values[0, 0] == 21.0
    assert sampling.error[0, 0] == 0.0
    assert sampling.error[1, 0] == sampling.error[2, 0] > 0.0
    assert abs(answer.values[1, 0] - 11.0) < 4 * sampling.error[1, 0]
    assert sampling.freedom == 19.0
    assert answer.values[2, 0] == pytest.approx(answer.values[0, 0] - answer.values[1, 0])


def test_withdrawals_match_the_size_of_the_data_and_not_the_number_of_objects() -> None:
    names = [f"o{place}" for place in range(9)]
    sizes = dict.fromkeys(names, 10.0) | {"o0": 40.0}
    game = Game(names, lambda s: sum(sizes[name] for name in s), sizes=sizes)
    answer = game.ask(LeaveOneOut(group=("o0",), draws=30))
    assert answer.facts["size withdrawn"] == 40.0
    assert answer.facts["size of the matched withdrawals, mean"] == pytest.approx(40.0, abs=6.0)
    assert answer.value(("o0", "content")) == pytest.approx(0.0, abs=6.0)
    assert answer.facts["o0, effect per unit of size on score"] == 1.0


def test_matched_withdrawals_are_shared_by_groups_of_one_size() -> None:
    names = [f"o{place}" for place in range(12)]
    game = Game(names, lambda s: float(len(s)))
    game.ask(LeaveOneOut(group=("o1", "o2"), draws=10))
    before = len(game.asked)
    game.ask(LeaveOneOut(group=("o3", "o4"), draws=10))
    assert len(game.asked) <= before + 1


def test_a_group_may_be_written_as_one_word_of_letters() -> None:
    game = Game("ABCD", additive)
    one, other = LeaveOneOut(group=("AD",)), LeaveOneOut(group=("D", "A"))
    np.testing.assert_array_equal(game.ask(one).values, game.ask(other).values)


def test_objects_can_be_withdrawn_from_any_world() -> None:
    game = Game("ABCD", lambda s: float({"A", "B"} <= s))
    answer = game.ask(LeaveOneOut(world="AB"))
    assert answer.labels == (("A",), ("B",))
    assert answer.values[:, 0].tolist() == [1.0, 1.0]
    assert game.asked == {frozenset("AB"), frozenset("A"), frozenset("B")}
    assert answer.claim.reference == "the world AB"
    assert game.ask(LeaveOneOut(world="empty")).labels == ()


def test_an_object_may_be_named_with_a_star() -> None:
    """B* stands in for B, and is not B with a weight."""
    game = Game(["A", "B", "B*"], lambda s: float("B*" in s))
    answer = game.ask(LeaveOneOut(world="A, B*"))
    assert answer.labels == (("A",), ("B*",))
    assert answer.values[:, 0].tolist() == [0.0, 1.0]
    assert game.universe.world("B**0.5").weights == (0.5,)
    assert game.universe.world("B*0.5").positions == (1,)


def test_the_full_world_is_that_of_the_roster() -> None:
    game = Game("ABCD", additive)
    answer = game.ask(LeaveOneOut(), roster=["A", "B"])
    assert answer.labels == (("A",), ("B",))
    assert game.asked == {frozenset("AB"), frozenset("A"), frozenset("B")}
    values = game.ask(Shapley(), roster=["C", "D"])
    assert values.values[:, 0].tolist() == pytest.approx([1.0, 2.0])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (LeaveOneOut(group=("E",)), "E"),
        (LeaveOneOut(group=("A",), world="BC"), "'A' is not in the world 'BC'"),
        (LeaveOneOut(world="AX"), "AX"),
    ],
)
def test_objects_that_are_not_there_are_named(asked: LeaveOneOut, words: str) -> None:
    with pytest.raises(DataCounterfactualsError, match=words):
        Game("ABCD", additive).ask(asked)


def test_a_withdrawn_group_that_is_not_there_is_a_question_error() -> None:
    with pytest.raises(QuestionError):
        Game("ABCD", additive).ask(LeaveOneOut(group=("A",), world="BC"))


def test_values_stand_per_unit_of_size_and_of_cost() -> None:
    game = Game("ABCD", additive, sizes={"A": 8.0}, costs={"A": 2.0, "B": 0.5})
    facts = game.ask(Shapley()).facts
    assert facts["A per unit of size on score"] == pytest.approx(0.5)
    assert facts["B per unit of cost on score"] == pytest.approx(2.0)
    assert np.isnan(float(facts["C per unit of cost on score"]))
    assert not [name for name in Game("ABCD", additive).ask(Shapley()).facts if "per unit" in name]


def test_a_loss_that_falls_is_a_positive_value() -> None:
    loss = Game("ABCD", additive, metric="log_loss")
    assert loss.shown(frozenset("AB")) == [-5.0]
    answer = loss.ask(Shapley())
    assert answer.value("A") == pytest.approx(4.0)
    assert answer.columns[0].better == -1


def test_the_seed_part_is_the_spread_of_the_whole_contrast_between_repeats() -> None:
    """Noise that all worlds of a repeat share cancels; noise of one world does not."""
    shared = Game("ABCD", additive, noise=lambda s, repeat: 10.0 * repeat, repeats=3)
    seed = shared.ask(LeaveOneOut()).uncertainty.seed
    assert seed.error is not None
    np.testing.assert_allclose(seed.error, 0.0, atol=1e-12)
    alone = Game("ABCD", additive, noise=lambda s, r: r * float(len(s) == 4), repeats=3)
    answer = alone.ask(LeaveOneOut())
    seed = answer.uncertainty.seed
    assert seed.error is not None
    np.testing.assert_allclose(seed.error, between_repeats(np.arange(3.0)))
    assert answer.value("B") == pytest.approx(1.0 + 1.0)
    assert seed.freedom == 2


@pytest.mark.parametrize("method", ["exact", "permutations"])
def test_the_evaluation_part_is_paired(method: str) -> None:
    """Points that are hard in every world cancel in a difference of worlds."""
    hard = Game("ABC", lambda s: float(len(s)), atoms=8, wobble=lambda s, p: 100.0 * (p % 3))
    asked = Shapley(method="exact") if method == "exact" else Shapley(method="permutations")
    evaluation = hard.ask(asked).uncertainty.evaluation
    assert evaluation.error is not None
    np.testing.assert_allclose(evaluation.error, 0.0, atol=1e-9)
    picky = Game("ABC", lambda s: float(len(s)), atoms=8, wobble=lambda s, p: p * ("A" in s))
    answer = picky.ask(asked)
    evaluation = answer.uncertainty.evaluation
    assert evaluation.error is not None
    row = answer.labels.index(("A",))
    spread = np.arange(8.0).std(ddof=1) / np.sqrt(8)
    assert evaluation.error[row, 0] == pytest.approx(spread)
    assert np.delete(evaluation.error[:, 0], row) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_every_pair_is_asked_once() -> None:
    names = "ABCDE"
    game = Game(names, lambda s: float(len(s)))
    answer = game.ask(LeaveOneOut(group=("A", "B"), draws=10))
    assert answer.facts["matched withdrawals"] == 10.0
    wanted = {frozenset(names) - set(pair) for pair in combinations(names, 2)}
    assert game.asked == wanted | {frozenset(names)}
