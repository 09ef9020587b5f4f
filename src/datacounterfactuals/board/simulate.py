"""Play-testing: many games, what they break, and how they end."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.players.chancer import Chancer
from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.seen import uncovered
from datacounterfactuals.board.table import Table
from datacounterfactuals.board.visible import visible

ENDINGS = ("deal", "capture", "leverage", "ruin")
SEEDS = 4
"""Boards that a simulation sets up; the players' luck differs from game to game."""


@final
@dataclass(frozen=True)
class Balance:
    """How games of a scenario ended. `endings`: shares of the games of the program against itself.
    `misses`: of the games in which one side moves at random against the program, the share in which
    it misses its target; `loses`: the share in which, besides, the program earned more in its seat,
    with the same seed and luck."""

    scenario: str
    games: int
    endings: dict[str, float]
    misses: dict[str, float]
    loses: dict[str, float]


def balance(
    scenario: Scenario, bank: Bank, games: int, report: Callable[[], None] | None = None
) -> Balance:
    """Measure the balance of a scenario on so many boards and lucks."""
    tables = [Table(scenario, seed, bank) for seed in range(SEEDS)]
    endings, misses, loses = Counter[str](), Counter[str](), Counter[str]()
    for number in range(games):
        seed, luck = number % SEEDS, number // SEEDS
        game = Game(scenario, seed, bank, luck=luck, table=tables[seed])
        game.run()
        endings[game.ending or ""] += 1
        for side in ("people", "operator"):
            other = Game(scenario, seed, bank, luck=luck, table=tables[seed])
            chancer = Chancer(other.play)
            while not other.over:
                other.make(other.suggested(chancer if other.turn == side else None))
            missed = other.profits[side] < getattr(other.targets, side)
            misses[side] += missed
            loses[side] += missed and other.profits[side] < game.profits[side]
        if report is not None:
            report()
    return Balance(
        scenario.name,
        games,
        {name: endings[name] / games for name in ENDINGS},
        {side: misses[side] / games for side in ("people", "operator")},
        {side: loses[side] / games for side in ("people", "operator")},
    )


def broken(game: Game) -> list[str]:
    """What rules a state of a game breaks: nothing, unless the program is wrong."""
    state, wrong = game.state, list[str]()
    purses = {one.name: one.coins for one in state.groups}
    purses |= {"the operator": state.operator, "the fund": state.fund}
    wrong += [f"{name} has {amount} coins" for name, amount in purses.items() if amount < 0]
    for seat in (Seat("people"), Seat("operator"), Seat("people", state.groups[0].letter)):
        wrong += _wrongly_seen(game, seat)
    return wrong


def _wrongly_seen(game: Game, seat: Seat) -> list[str]:
    """Cells that a seat sees and should not, or sees as what they are not."""
    view, eyes = visible(game, seat), seat.eyes(game.state)
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


def random_game(scenario: Scenario, bank: Bank, luck: int, table: Table, every: int = 1) -> Game:
    """A game in which both sides do anything that is allowed, checked after every so many moves.

    Raises AssertionError where a rule is broken.
    """
    game = Game(scenario, table.seed, bank, luck=luck, table=table)
    chancer = Chancer(game.play)
    while not game.over:
        game.make(game.suggested(chancer))
        wrong = broken(game) if game.over or len(game.moves) % every == 0 else []
        if wrong:
            raise AssertionError("; ".join(wrong))
    return game


def hidden_numbers(game: Game, seat: Seat) -> set[str]:
    """The scores that a seat must not know and that are nowhere among those that it may, as a
    response would write them."""
    eyes = seat.eyes(game.state)
    allowed = uncovered(game.scenario, game.state, eyes)
    known, hidden = set[str](), set[str]()
    for (row, place), score in game.every_cell().items():
        text = {json.dumps(score), json.dumps(-score)}
        if (row, place) in allowed:
            known |= text
        else:
            hidden |= text
    return hidden - known
