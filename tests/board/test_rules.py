"""The rules of the board."""

import pytest

from datacounterfactuals.board.moves import Audit, Deploy, Hold, License, Make, Offer, Send
from datacounterfactuals.board.rules import rules
from datacounterfactuals.board.scenario import BoardError
from tests.board.games import game, hold, make, nothing, offer

TAKE: dict[str, object] = {"move": "reply", "takes": True}
DECLINE: dict[str, object] = {"move": "reply", "takes": False}


def side(letter: str, price: float) -> dict[str, object]:
    return {"move": "side offer", "group": letter, "price": price}


def test_holding_is_paid_from_the_common_fund_while_it_lasts() -> None:
    playing = hold(game())
    assert playing.state.fund == rules().fund - 4
    assert {one.coins for one in playing.state.groups} == {rules().group_coins + 1}
    playing.make(nothing())
    hold(playing)
    assert playing.state.fund == 0
    assert [one.coins for one in playing.state.groups] == [4, 4, 3, 3]


def test_groups_move_in_turn_and_the_operator_after_them() -> None:
    playing = game()
    with pytest.raises(BoardError, match="turn of ones and twos"):
        playing.make(Hold(group="T"))
    with pytest.raises(BoardError, match="not the operator's turn"):
        playing.make(nothing())
    hold(playing)
    with pytest.raises(BoardError, match="not the people's turn"):
        playing.make(Hold(group="O"))


def test_what_is_made_costs_and_doubles_the_rows_and_trains_them() -> None:
    playing = game()
    before = len(playing.every_cell())
    playing.make(Make(group="O", piece="O2"))
    assert len(playing.every_cell()) == 2 * before
    assert playing.state.groups[0].coins == rules().group_coins - rules().make_costs
    assert playing.state.groups[0].unmade == ("O3",)
    with pytest.raises(BoardError, match="cannot make"):
        playing.make(Make(group="T", piece="O3"))


def test_the_table_holds_eight_objects_and_256_rows() -> None:
    playing = game()
    make(playing, *({"move": "make", "group": x, "piece": f"{x}2"} for x in "OTV"))
    assert len(playing.every_cell()) == 256 * len(playing.scenario.slices)
    with pytest.raises(BoardError, match="holds 8 objects"):
        playing.make(Make(group="W", piece="W2"))
    assert not any(move.move == "make" for move in playing.play.moves(playing.state))


def test_a_side_offer_that_is_taken_undoes_a_hold_and_its_pay() -> None:
    playing = make(hold(game()), side("O", 3.0), TAKE)
    group, state = playing.state.groups[0], playing.state
    assert (group.standing, group.coins) == ("bought", rules().group_coins + 3)
    assert state.fund == rules().fund - 3
    assert state.operator == rules().operator_coins - 3
    playing.make(Deploy(row=("O",)))
    assert playing.state.paid[0].fees == (3.0, 0.0, 0.0, 0.0)


def test_a_side_offer_that_is_taken_undoes_a_send() -> None:
    playing = game()
    playing.make(Send(group="O"))
    hold(playing, others="TVW")
    make(playing, side("O", 2.0), TAKE).make(Deploy(row=("O",)))
    assert playing.state.paid[0].rival == {"Z"}


def test_a_side_offer_that_is_declined_changes_nothing_and_is_the_only_one_of_its_season() -> None:
    playing = hold(game())
    before = playing.state
    make(playing, side("O", 3.0), DECLINE)
    assert playing.state.groups == before.groups
    assert playing.state.operator == before.operator
    with pytest.raises(BoardError, match="one side offer"):
        make(playing, side("T", 1.0))
    playing.make(nothing())
    hold(playing)
    make(playing, side("T", 1.0))


def test_only_who_holds_or_sends_can_be_won_over() -> None:
    with pytest.raises(BoardError, match="won over"):
        make(offer(game()), side("O", 1.0))


def test_licences_are_paid_to_the_group_and_end_with_the_season() -> None:
    playing = offer(game(), 2.0)
    playing.make(License(owner="O"))
    assert playing.state.groups[0].coins == rules().group_coins + 2
    playing.make(Deploy(row=("O",)))
    assert playing.state.licensed == ()
    offer(playing, 2.0)
    with pytest.raises(BoardError, match="not licensed"):
        playing.make(Deploy(row=("O",)))


def test_nothing_is_licensed_beyond_the_coins_or_off_offer() -> None:
    playing = offer(game(), 13.0)
    with pytest.raises(BoardError, match="13 coins"):
        playing.make(License(owner="O"))
    held = hold(game())
    with pytest.raises(BoardError, match="not on offer"):
        held.make(License(owner="O"))
    with pytest.raises(BoardError, match="not licensed"):
        held.make(Deploy(row=("Z",)))


def test_the_deployed_cell_is_uncovered_to_all_and_paid_over_the_rival() -> None:
    playing = game()
    playing.make(Send(group="O"))
    offer(playing, 1.0, "TVW")
    playing.make(License(owner="V"))
    place, price = playing.state.pays, playing.state.price
    playing.make(Deploy(row=("V",)))
    paid = playing.state.paid[0]
    assert paid.rival == {"O", "Z"}
    assert paid.earned == round(price * max(0.0, paid.score - paid.rival_score), 1)
    assert {(frozenset("V"), place), (frozenset("OZ"), place)} <= playing.state.shown


def test_an_audit_costs_a_coin_and_lifts_the_fog_of_one_row_for_the_operator_alone() -> None:
    playing = hold(game())
    row = frozenset("OT")
    playing.make(Audit(row=("O", "T")))
    assert playing.state.operator == rules().operator_coins - 1
    assert (row, 0) in playing.sight("operator").cells
    assert (row, 0) not in playing.sight("people").cells
    with pytest.raises(BoardError, match="no fog"):
        playing.make(Audit(row=("T", "O")))
    with pytest.raises(BoardError, match="no row"):
        playing.make(Audit(row=("O2",)))


def test_a_spoiled_object_plays_under_its_honest_name_and_scores_what_it_is() -> None:
    honest, spoiled = game(), game()
    honest.make(Make(group="O", piece="O2"))
    make(spoiled, {"move": "make", "group": "O", "piece": "O2", "spoiled": True})
    row = frozenset(["O2"])
    assert spoiled.real(row) == {"O2*"}
    assert spoiled.table.scores(spoiled.real(row)) != honest.table.scores(honest.real(row))


def test_what_may_be_spoiled_is_prepared_at_the_start_so_that_no_delay_tells_it() -> None:
    playing = game(seed=3)
    before = playing.table.grid
    make(playing, {"move": "make", "group": "O", "piece": "O2", "spoiled": True})
    assert {"O2*", "O3*", "W3*"} <= set(before.study.universe.names)
    assert playing.table.grid is before


def test_six_seasons_and_then_an_ending_by_both_targets() -> None:
    playing = game()
    for _ in range(6):
        hold(playing)
        playing.make(nothing())
    assert playing.over
    people = playing.profits["people"] >= playing.targets.people
    operator = playing.profits["operator"] >= playing.targets.operator
    expected = {(True, True): "deal", (False, True): "capture", (True, False): "leverage"}
    assert playing.ending == expected.get((people, operator), "ruin")
    with pytest.raises(BoardError, match="over"):
        playing.make(Hold(group="O"))


def test_both_targets_are_less_than_what_both_sides_can_earn_together() -> None:
    targets = game().targets
    assert targets.people + targets.operator <= rules().seasons * targets.worth
    assert min(targets.people, targets.operator) > rules().seasons * rules().share * max(
        0.0, targets.operator_outside
    )


@pytest.mark.parametrize("price", [-1.0, float("nan"), 1e9])
def test_a_price_is_from_nothing_to_the_highest(price: float) -> None:
    with pytest.raises(ValueError, match="price"):
        Offer(group="O", price=price)
    with pytest.raises(BoardError, match="more than"):
        game().make(Offer(group="O", price=rules().most_price + 1))
