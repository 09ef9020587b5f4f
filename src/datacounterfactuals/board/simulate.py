"""Play-testing: many games, what they break, and how they end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.cards import CARDS
from datacounterfactuals.board.checking import random_game
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.players.chancer import Chancer
from datacounterfactuals.board.scenario import Card, Scenario
from datacounterfactuals.board.table import Table

ENDINGS = ("deal", "capture", "leverage", "ruin")
BOARDS = 40
"""Boards that a simulation sets up at most; the players' luck differs from game to game."""
EVERY = 10
"""After how many moves of a random game everything is checked."""
WITH_CARD = 0.3
"""The chance of each card in a random game."""


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


def boards(scenario: Scenario, bank: Bank, games: int, first: int) -> Iterator[tuple[Table, int]]:
    """For each of so many games its table and luck: seeds from the first on, as many as there are
    boards; games on the same board have other luck. One table is held at a time."""
    for seed in range(min(BOARDS, games)):
        table = Table(scenario, first + seed, bank)
        for luck in range(first + seed, first + games, BOARDS):
            yield table, luck


def balance(scenario: Scenario, bank: Bank, games: int, first: int = 0) -> Balance:
    """Measure the balance of a scenario over so many games, on boards from the first seed on."""
    endings, misses, loses = Counter[str](), Counter[str](), Counter[str]()
    for table, luck in boards(scenario, bank, games, first):
        game = Game(scenario, table.seed, bank, luck=luck, table=table)
        game.run()
        endings[game.ending or ""] += 1
        for side in ("people", "operator"):
            other = Game(scenario, table.seed, bank, luck=luck, table=table)
            chancer = Chancer(other.play)
            while not other.over:
                other.make(other.suggested(chancer if other.turn == side else None))
            missed = other.profits[side] < getattr(other.targets, side)
            misses[side] += missed
            loses[side] += missed and other.profits[side] < game.profits[side]
    return Balance(
        scenario.name,
        games,
        {name: endings[name] / games for name in ENDINGS},
        {side: misses[side] / games for side in ("people", "operator")},
        {side: loses[side] / games for side in ("people", "operator")},
    )


def random_games(scenario: Scenario, bank: Bank, games: int, first: int = 0) -> int:
    """Play so many games at random, with any cards, checking all that must hold; says how many
    moves were made. Raises AssertionError where a rule is broken."""
    moves = 0
    for table, luck in boards(scenario, bank, games, first):
        chance = np.random.default_rng([table.seed, luck, len(CARDS)])
        cards: tuple[Card, ...] = tuple(one.name for one in CARDS if chance.random() < WITH_CARD)
        game = random_game(scenario, bank, luck, table, cards=cards, every=EVERY)
        moves += len(game.moves)
    return moves
