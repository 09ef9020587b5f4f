"""What each side may see, and nothing beside it."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from datacounterfactuals.board import seen as seeing
from datacounterfactuals.board import visible as visible_module
from datacounterfactuals.board.checking import broken, hidden_numbers, random_game
from datacounterfactuals.board.events import events
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.moves import Audit, Make
from datacounterfactuals.board.players.chancer import Chancer
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.seen import known
from datacounterfactuals.board.state import Row
from datacounterfactuals.board.visible import visible
from tests.board.games import bank, game, hold, make, nothing, scribes, table

SEATS = [Seat("people"), Seat("operator"), Seat("people", "O"), Seat("both")]


@pytest.mark.parametrize("luck", range(16))
def test_random_legal_play_breaks_no_rule(luck: int) -> None:
    assert random_game(scribes(), bank(), luck, table(luck % 2), every=9).ending


@pytest.mark.parametrize("wrong", ["a hidden cell", "a changed cell", "a debt"])
def test_the_check_of_random_play_finds_what_is_wrong(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    playing = hold(game())
    assert broken(playing) == []
    if wrong == "a debt":
        playing.states[-1] = playing.state.with_(operator=-0.5)
        assert broken(playing) == ["the operator has -0.5 coins"]
        return
    honest = seeing.seen
    full, empty = (frozenset("OTVWZ"), 0), (frozenset[str](), 0)

    def seen(*every: Any) -> dict[tuple[Row, int], float]:
        cells = dict(honest(*every))
        if wrong == "a hidden cell":
            return cells | {full: every[1].score(*full)}
        return cells | {empty: cells[empty] + 0.001}

    monkeypatch.setattr(visible_module, "seen", seen)
    told = " ".join(broken(playing))
    assert ("sees" if wrong == "a hidden cell" else "is shown") in told
    assert wrong == "a changed cell" or "depends on hidden scores" in told


@pytest.mark.parametrize("seat", SEATS, ids=str)
def test_no_hidden_score_is_in_what_a_seat_is_sent(seat: Seat) -> None:
    for luck in range(2):
        playing = game("reserved", luck=luck)
        chancer = Chancer(playing.play)
        while not playing.over:
            playing.make(playing.suggested(chancer))
            if playing.over:
                break
            view = visible(playing, seat)
            since = max(0, len(playing.moves) - 1)
            sent = json.dumps(asdict(view.rows)) + json.dumps(
                [asdict(one) for one in events(playing, seat, since)]
            )
            leaked = {text for text in hidden_numbers(playing, seat) if _long(text, sent)}
            assert not leaked


def _long(number: str, text: str) -> bool:
    """Whether a number of many digits, which none of another cell's can be by chance, is there."""
    return len(number) > 8 and number in text


def test_the_operator_does_not_know_what_is_spoiled() -> None:
    playing = make(game(), {"move": "make", "group": "O", "piece": "O2", "spoiled": True})
    hold(playing, others="TVW")
    assert visible(playing, Seat("people")).groups[0].spoiled == ("O2",)
    assert visible(playing, Seat("operator")).groups[0].spoiled == ()
    assert visible(playing, Seat("people", "T")).groups[0].spoiled == ()
    assert visible(playing, Seat("both")).groups[0].spoiled == ()
    told = events(playing, Seat("operator"), 0)
    assert told[0].move == {"move": "make", "group": "O", "piece": "O2"}
    assert "spoiled" not in json.dumps([asdict(one) for one in told])


def test_the_people_do_not_know_of_audits_nor_of_side_offers_before_the_season_is_paid() -> None:
    playing = hold(game())
    before = visible(playing, Seat("people"))
    playing.make(Audit(row=("O", "T")))
    make(playing, {"move": "side offer", "group": "O", "price": 3.0})
    make(playing, {"move": "reply", "takes": True})
    after = visible(playing, Seat("people"))
    for name in ("rows", "groups", "operator", "fund", "side_offer", "people"):
        assert getattr(after, name) == getattr(before, name), name
    assert [one.kind for one in events(playing, Seat("people"), 4)] == []
    playing.make(nothing())
    assert visible(playing, Seat("people")).paid[0].fees["O"] == 3.0


def test_a_group_alone_knows_of_its_own_side_offer() -> None:
    playing = make(hold(game()), {"move": "side offer", "group": "O", "price": 3.0})
    assert visible(playing, Seat("people", "O")).side_offer is not None
    assert visible(playing, Seat("people", "T")).side_offer is None
    assert Seat("people", "O").moves(playing.state)
    assert not Seat("people").moves(playing.state)


def test_what_a_side_knows_is_never_more_than_the_state() -> None:
    playing = game()
    playing.make(Make(group="O", piece="O2"))
    assert known(playing.state, "people") == playing.state


def test_nothing_is_hidden_when_the_game_is_over() -> None:
    playing = game()
    playing.run()
    view = visible(playing, Seat("people"))
    assert all(None not in row for row in view.rows.shown)
    assert hidden_numbers(playing, Seat("people"))
    assert isinstance(playing, Game)
