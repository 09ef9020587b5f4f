"""Worlds without a score: an answer says which, and never takes one for zero."""

import numpy as np
import pytest

from datacounterfactuals.core.question import Question
from datacounterfactuals.core.statistics import State
from datacounterfactuals.questions.catalogue import question, questions
from datacounterfactuals.questions.scale.best_subset import BestSubset
from datacounterfactuals.questions.scale.envelope import Envelope
from datacounterfactuals.questions.scale.scaling import Scaling
from datacounterfactuals.questions.value.banzhaf import Banzhaf
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.questions.value.shapley import Shapley
from tests.questions.support import Coalition, Game, subsets

NAMES = "ABCDE"
FULL = frozenset(NAMES)


def size_game(*absent: Coalition, state: State = State.FAILED, atoms: int = 1) -> Game:
    states = dict.fromkeys(absent, state)
    return Game(NAMES, lambda s: float(len(s)), states=states, atoms=atoms)


@pytest.mark.parametrize("name", sorted(questions()))
@pytest.mark.parametrize("state", [State.FAILED, State.NOT_HELD, State.OVER_BUDGET])
def test_a_question_that_needs_a_world_without_a_score_says_so(name: str, state: State) -> None:
    asked = question(name)
    answer = size_game(FULL, state=state).ask(asked)
    assert answer.status == ("incomplete" if asked.needs_all else "from what is held")
    assert answer.missing == 1
    (gap,) = answer.gaps
    assert gap.world.positions == (0, 1, 2, 3, 4)
    assert gap.state == state
    assert answer.to_json()["gaps"][0]["reason"] == "it was told to"
    assert any("no score" in note for note in answer.notes)


def test_leave_one_out_knows_the_values_that_do_not_touch_the_gap() -> None:
    answer = size_game(FULL - {"B"}).ask(LeaveOneOut())
    assert np.isnan(answer.value("B"))
    assert [answer.value(name) for name in "ACDE"] == [1.0] * 4
    assert answer.status == "incomplete"


@pytest.mark.parametrize(
    "sampled",
    [
        Shapley(method="permutations", rounds=4, tolerance=0.0),
        Banzhaf(method="reuse", rounds=1, tolerance=0.0),
        Scaling(method="permutations", rounds=4, tolerance=0.0),
    ],
    ids=lambda asked: asked.name,
)
def test_a_sample_is_answered_from_the_orders_and_rows_that_are_whole(sampled: Question) -> None:
    whole = size_game().ask(sampled)
    answer = size_game(frozenset("AB"), frozenset("CDE")).ask(sampled)
    assert answer.status == "from what is held"
    assert answer.missing == 2
    assert np.isfinite(answer.values).all()
    one, other = answer.uncertainty.sampling.freedom, whole.uncertainty.sampling.freedom
    assert isinstance(one, float)
    assert isinstance(other, float)
    assert one < other


@pytest.mark.parametrize("name", ["shapley", "beta_shapley", "scaling"])
def test_a_sample_without_one_whole_order_has_no_value(name: str) -> None:
    answer = size_game(FULL).ask(question(name, method="permutations"))
    assert answer.status == "incomplete"
    assert np.isnan(answer.values).all()
    assert answer.uncertainty.sampling.state == "not measured"


def test_half_rows_none_of_which_is_held_have_no_value() -> None:
    game = size_game(*subsets(NAMES), state=State.NOT_HELD)
    answer = game.ask(Banzhaf(method="reuse"))
    assert answer.status == "incomplete"
    assert np.isnan(answer.values).all()
    assert answer.missing == len(game.asked)


def test_a_sample_ends_with_the_budget() -> None:
    """Worlds over budget will not come in another round."""
    game = size_game(frozenset("A"), state=State.OVER_BUDGET)
    answer = game.ask(Shapley(method="permutations", tolerance=0.0, rounds=50))
    assert answer.facts["rounds"] == 1.0
    failing = size_game(frozenset("A"))
    again = failing.ask(Shapley(method="permutations", tolerance=0.0, rounds=3))
    assert again.facts["rounds"] == 3.0


def test_the_envelope_is_made_of_the_rows_that_are_there() -> None:
    gone = [world for world in subsets(NAMES) if len(world) == 2]
    answer = size_game(*gone, frozenset("A"), atoms=4).ask(Envelope())
    assert answer.status == "from what is held"
    assert answer.missing == 11
    assert np.isnan(answer.value(("2", "best")))
    assert np.isnan(answer.value(("2", "mean")))
    assert answer.value(("1", "mean")) == 1.0


def test_the_best_subset_is_chosen_among_rows_that_are_there() -> None:
    game = Game("AB", lambda s: float("A" in s), states={frozenset("A"): State.FAILED})
    answer = game.ask(BestSubset(size=1))
    assert answer.facts["best row in the budget on score"] == "empty"
    none = Game("AB", states=dict.fromkeys(subsets("AB"), State.NOT_HELD)).ask(BestSubset())
    assert np.isnan(none.values).all()
    assert none.missing == 4


def test_a_fallback_is_told_of() -> None:
    game = Game(NAMES, lambda s: float(len(s)), states={frozenset(): State.FALLBACK})
    for asked in (Shapley(), Shapley(method="permutations", rounds=1), Envelope(), Banzhaf()):
        notes = game.ask(asked).notes
        assert "1 world was scored by the documented fallback" in notes, asked
