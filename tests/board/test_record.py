"""Undo, replay, links and the debrief."""

import pytest

from datacounterfactuals.board.debrief import debrief
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.moves import Audit, Hold, Offer
from datacounterfactuals.board.record import Record, read_link, read_record
from datacounterfactuals.board.replying import best_reply
from datacounterfactuals.board.scenario import BoardError, scenarios
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.simulate import ENDINGS
from tests.board.games import bank, game, hold, make, nothing, scribes

PEOPLE, OPERATOR = Seat("people"), Seat("operator")


def test_the_same_seed_and_luck_are_the_same_game() -> None:
    one, other = game(luck=3), Game(scribes(), 1, bank(), luck=3)
    one.run()
    other.run()
    assert one.states == other.states


@pytest.mark.parametrize("own", [True, False])
def test_a_game_is_played_again_from_its_record_and_its_link(own: bool) -> None:
    playing = game("kept", "signal", luck=2)
    playing.run(PEOPLE)
    while not playing.over:
        playing.make(Hold(group=playing.state.groups[playing.state.turn].letter))
        playing.run(PEOPLE)
    record = Record.of(playing, PEOPLE, own=own)
    assert read_link(record.link()) == record
    assert read_record(record.model_dump(mode="json")) == record
    again = record.play(bank())
    again.run(PEOPLE)
    assert again.states == playing.states


def test_a_link_while_playing_holds_nothing_that_the_other_side_did() -> None:
    playing = hold(game())
    playing.make(Audit(row=("O", "T")))
    assert Record.of(playing, PEOPLE, own=True).link().endswith("~own~hO-hT-hV-hW")


@pytest.mark.parametrize(
    "text",
    ["", "scribes", "scribes~1~0~~people~~all~z", "scribes~1~0~~people~~all~dA?", "~~~~~~all~",
     "scribes~x~0~~people~~all~", "scribes~1~0~cheat~people~~all~", "scribes~1~0~~people~~all~oO"],
)  # fmt: skip
def test_a_damaged_link_is_a_mistake_in_words(text: str) -> None:
    with pytest.raises(BoardError):
        read_link(text)


def test_a_move_is_taken_back_until_something_is_uncovered() -> None:
    playing = game()
    playing.make(Hold(group="O"))
    playing.make(Offer(group="T", price=2.0))
    assert playing.can_undo(PEOPLE)
    playing.undo(PEOPLE)
    assert [move.move for move in playing.moves] == ["hold"]
    assert playing.state == playing.states[-1]
    hold(playing, others="TVW")
    playing.make(Audit(row=("O",)))
    assert not playing.can_undo(OPERATOR)
    playing.make(nothing())
    with pytest.raises(BoardError, match="uncovered"):
        playing.undo(PEOPLE)


def test_nothing_is_taken_back_at_the_start() -> None:
    with pytest.raises(BoardError, match="no move"):
        game().undo(PEOPLE)


def test_the_debrief_waits_for_the_end_and_tells_the_whole_game() -> None:
    playing = game(luck=1)
    with pytest.raises(BoardError, match="not over"):
        debrief(playing, PEOPLE)
    playing.run()
    told = debrief(playing, PEOPLE)
    assert told.ending in ENDINGS
    assert [step.season for step in told.path] == [1, 2, 3, 4, 5, 6]
    for step in told.path:
        assert step.missed == max(0.0, round(step.best_left - step.left, 1))
    assert told.claim.not_established
    made = sum(move.move == "make" for move in playing.moves)
    assert len(told.made) == made
    assert told.claim.kind == ("produced data" if made else "rules")


def test_holding_back_never_helps_the_operator_and_its_leverage_is_the_loss_of_best_rows() -> None:
    playing = hold(game())
    playing.make(nothing())
    for _ in range(5):
        hold(playing)
        playing.make(nothing())
    told = debrief(playing, PEOPLE)
    assert len(told.leverage) == 24
    for one in told.leverage:
        assert one.leverage == pytest.approx(one.before - one.after, abs=0.11)
        assert one.leverage >= 0
    state = next(one for one in playing.states if one.phase == "operator")
    free = state.with_(groups=state.changed(state.groups[0].with_(standing="offers")))
    assert told.leverage[0].before == round(best_reply(playing, free).left, 1)


def test_seven_scenarios_ship_and_say_what_they_are_about() -> None:
    assert len(scenarios()) == 7
    for one in scenarios().values():
        assert one.about.endswith(".")


def test_an_unknown_scenario_or_seat_is_a_mistake_in_words() -> None:
    for plain in ({"scenario": "writer"}, {"scenario": "scribes", "group": "X"}):
        with pytest.raises(BoardError):
            read_record(plain).play(bank())
    with pytest.raises(BoardError):
        make(game(), {"move": "fly"})
