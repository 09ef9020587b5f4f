"""What must hold in every state of every game, checked as games are played at random."""

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.debrief import debrief
from datacounterfactuals.board.events import events
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.players.chancer import Chancer
from datacounterfactuals.board.record import Record, read_link
from datacounterfactuals.board.rows import present, rows
from datacounterfactuals.board.scenario import BoardError, Card, Scenario
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.seen import uncovered
from datacounterfactuals.board.state import Group, Side
from datacounterfactuals.board.table import Table
from datacounterfactuals.board.visible import Visible, visible
from datacounterfactuals.core.worlds import Listed

ANOTHER = 0.37
"""By how much a hidden score is changed to see whether anything that is sent depends on it."""
BOTH = Seat("both")


def seats(game: Game) -> tuple[Seat, ...]:
    """The seats that a person can have, of the groups alone one after another as moves are made."""
    groups = game.state.groups
    return Seat("people"), Seat("operator"), BOTH, Seat("people", _turn(groups, len(game.moves)))


def _turn(groups: tuple[Group, ...], moves: int) -> str:
    return groups[moves // 2 % len(groups)].letter


def random_game(
    scenario: Scenario,
    bank: Bank,
    luck: int,
    table: Table,
    *,
    cards: tuple[Card, ...] = (),
    every: int = 1,
) -> Game:
    """A game in which both sides do anything that is allowed, checked after every so many moves
    and at its end, and played again.

    Raises AssertionError where a rule is broken.
    """
    game = _played(scenario, bank, luck, table, cards, every)
    again = Record.of(game, BOTH).play(bank, table)
    wrong = broken(game) + untrained(game)
    if again.states != game.states or read_link(Record.of(game, BOTH).link()).moves != tuple(
        Record.of(game, BOTH).moves
    ):
        wrong.append("the game is another one when it is played again from its record")
    same = _played(scenario, bank, luck, table, cards, 0)
    if (same.moves, same.states) != (game.moves, game.states):
        wrong.append("the same seed and luck are another game")
    _refuse(game, wrong)
    debrief(game, BOTH)
    return game


def _played(
    scenario: Scenario, bank: Bank, luck: int, table: Table, cards: tuple[Card, ...], every: int
) -> Game:
    game = Game(scenario, table.seed, bank, luck=luck, cards=cards, table=table)
    chancer = Chancer(game.play)
    while not game.over:
        game.make(game.suggested(chancer))
        if every and len(game.moves) % every == 0 and not game.over:
            _refuse(game, broken(game))
    return game


def _refuse(game: Game, wrong: list[str]) -> None:
    if wrong:
        link = Record.of(game, BOTH).link()
        raise AssertionError(f"{link}: {'; '.join(wrong)}")


def broken(game: Game) -> list[str]:
    """What rules a state of a game breaks: nothing, unless the program is wrong."""
    state, wrong = game.state, list[str]()
    purses = {one.name: one.coins for one in state.groups}
    purses |= {"the operator": state.operator, "the fund": state.fund}
    wrong += [f"{name} has {amount} coins" for name, amount in purses.items() if not amount >= 0]
    if not game.over:
        try:
            debrief(game, BOTH)
            wrong.append("the debrief is told before the end")
        except BoardError:
            pass
    others = dict[Side, Game]()
    for seat in seats(game):
        view, eyes = visible(game, seat), seat.eyes(state)
        wrong += _wrongly_seen(game, seat, view)
        if not game.over:
            if eyes not in others:
                others[eyes] = _elsewhere(game, eyes)
            wrong += _leaked(game, others[eyes], seat, view)
    return wrong


def _wrongly_seen(game: Game, seat: Seat, view: Visible) -> list[str]:
    """Cells that a seat sees and should not, or sees as what they are not."""
    eyes = seat.eyes(game.state)
    allowed = uncovered(game.scenario, game.state, eyes)
    wrong = list[str]()
    for pieces, scores in zip(view.rows.pieces, view.rows.shown, strict=True):
        row = frozenset(pieces)
        for place, shown in enumerate(scores):
            if shown is None:
                continue
            if not game.over and (row, place) not in allowed:
                wrong.append(f"{seat} sees {pieces} on slice {place}")
            true = game.table.shown(game.table.score(game.real(row), place), place)
            if shown != true:
                wrong.append(f"{pieces} scores {true} on slice {place}, and {shown} is shown")
    if not game.over and eyes == "operator" and any(one.spoiled for one in view.groups):
        wrong.append("the operator sees what is spoiled")
    return wrong


def _elsewhere(game: Game, eyes: Side) -> Game:
    """The game on a table on which every score that these eyes must not know is another one."""
    allowed, table = uncovered(game.scenario, game.state, eyes), game.table
    changed = {
        game.real(row): tuple(
            score if (row, place) in allowed else score + ANOTHER
            for place, score in enumerate(table.scores(game.real(row)))
        )
        for row in rows(present(game.scenario, game.state))
    }
    return game.on(table.altered(changed))


def _leaked(game: Game, other: Game, seat: Seat, view: Visible) -> list[str]:
    """Whether anything that the seat is sent depends on what it must not know: the view, the last
    events, the link."""
    last = max(0, len(game.moves) - 1)
    mine, theirs = (
        (
            view if one is game else visible(one, seat),
            events(one, seat, last),
            Record.of(one, seat, own=True).link(),
        )
        for one in (game, other)
    )
    return [] if mine == theirs else [f"what {seat} is sent depends on hidden scores"]


def hidden_numbers(game: Game, seat: Seat) -> set[str]:
    """The scores that a seat must not know and that are nowhere among those that it may, as a
    response would write them."""
    allowed = uncovered(game.scenario, game.state, seat.eyes(game.state))
    known, hidden = set[str](), set[str]()
    for row in rows(present(game.scenario, game.state)):
        for place, score in enumerate(game.table.scores(game.real(row))):
            (known if (row, place) in allowed else hidden).update((repr(score), repr(-score)))
    return hidden - known


def untrained(game: Game) -> list[str]:
    """Cells of the table that are not what the grid holds for the row's world, to the last bit."""
    table = game.table
    every = sorted({row for row, _ in game.every_cell()}, key=sorted)
    worlds = [table.world(game.real(row)) for row in every]
    listed = Listed.of(worlds, len(table.grid.study.universe))
    held = np.array(table.grid.scores(listed, table.columns).values)
    own = np.array([table.scores(game.real(row)) for row in every])
    count = int((held != own).sum())
    return [f"{count} cells are not what the grid holds"] if count else []
