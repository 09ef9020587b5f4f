"""Each scenario card changes one rule."""

import pytest

from datacounterfactuals.board.cards import CARDS
from datacounterfactuals.board.moves import Audit, Deploy, License, Make
from datacounterfactuals.board.rules import rules
from datacounterfactuals.board.scenario import BoardError, Card
from tests.board.games import game, hold, nothing, offer


def test_every_card_is_told_in_words() -> None:
    assert {one.name for one in CARDS} == set(Card.__args__)  # type: ignore[attr-defined]
    assert all(one.title and one.about for one in CARDS)


def test_signal_a_mark_is_settled_when_its_row_is_deployed() -> None:
    playing = game("signal")
    playing.make(Make(group="O", piece="O2", marked=False))
    offer(playing, 1.0, "TVW")
    playing.make(nothing())
    coins = playing.state.groups[0].coins
    assert coins == 0
    offer(playing, 3.0, "OTVW")
    playing.make(License(owner="O"))
    playing.make(nothing())
    playing.make(Make(group="O", piece="O3", marked=True))
    offer(playing, 1.0, "TVW")
    playing.make(nothing())
    offer(playing, 0.0)
    playing.make(License(owner="O"))
    before = playing.state
    playing.make(Deploy(row=("O", "O3")))
    settled = playing.state.groups[0].coins - before.groups[0].coins
    assert settled == rules().signal_pays
    earned = playing.state.paid[-1].earned
    assert playing.state.operator == round(before.operator + earned - settled, 1)


def test_nothing_is_marked_without_the_card() -> None:
    playing = hold(game())
    playing.make(nothing())
    with pytest.raises(BoardError, match="marked"):
        playing.make(Make(group="O", piece="O2", marked=True))


def test_reserved_an_audit_does_not_show_the_slices_that_pay_now_and_next() -> None:
    playing = hold(game("reserved"))
    now, later = playing.state.slices[:2]
    playing.make(Audit(row=("O", "T")))
    row = frozenset("OT")
    seen = {place for one, place in playing.sight("operator").cells if one == row}
    assert seen == set(range(5)) - {now, later}
    playing.make(nothing())
    seen = {place for one, place in playing.sight("operator").cells if one == row}
    assert now in seen or now in playing.state.slices[1:3]


def test_regulator_a_deployed_row_is_uncovered_on_every_slice() -> None:
    playing = offer(game("regulator"))
    playing.make(License(owner="V"))
    playing.make(Deploy(row=("V",)))
    assert {place for row, place in playing.sight("people").cells if row == {"V"}} == set(range(5))


def test_kept_a_row_that_was_deployed_needs_no_licence_again() -> None:
    playing = offer(game("kept"))
    playing.make(License(owner="V"))
    playing.make(Deploy(row=("V",)))
    hold(playing)
    assert Deploy(row=("V",)) in list(playing.play.moves(playing.state))
    with pytest.raises(BoardError, match="not licensed"):
        playing.make(Deploy(row=("O",)))
    playing.make(Deploy(row=("V",)))
    assert playing.state.paid[-1].row == {"V"}
