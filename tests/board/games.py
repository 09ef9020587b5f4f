"""Games to test with: the quickest scenario, one table a seed."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.moves import Deploy, Hold, Move, Offer, read_move
from datacounterfactuals.board.scenario import Card, Scenario, scenario
from datacounterfactuals.board.table import Table


@cache
def bank() -> Bank:
    return Bank(Path(tempfile.mkdtemp(prefix="datacf-test-games-")))


def scribes() -> Scenario:
    return scenario("scribes")


@cache
def table(seed: int = 1) -> Table:
    return Table(scribes(), seed, bank())


def game(*cards: Card, luck: int = 0, seed: int = 1) -> Game:
    """A game of scribes with cards."""
    return Game(scribes(), seed, bank(), luck=luck, cards=cards, table=table(seed))


def make(playing: Game, *moves: Mapping[str, object]) -> Game:
    """Make moves as they are written in JSON."""
    for move in moves:
        playing.make(read_move(move))
    return playing


def hold(playing: Game, *, others: str = "OTVW") -> Game:
    """Every group whose turn it is holds back."""
    for letter in others:
        playing.make(Hold(group=letter))
    return playing


def offer(playing: Game, price: float = 1.0, letters: str = "OTVW") -> Game:
    """Every group offers at one price."""
    for letter in letters:
        playing.make(Offer(group=letter, price=price))
    return playing


def nothing() -> Move:
    """The operator deploys the empty row."""
    return Deploy(row=())
