"""A game: a scenario and a seed, and the moves that were made, from which all else follows."""

from collections.abc import Sequence
from typing import Any, final

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.moves import Move, read_move, write_move
from datacounterfactuals.board.opening import open_table
from datacounterfactuals.board.play import Play
from datacounterfactuals.board.players.operator import Operator
from datacounterfactuals.board.players.people import People
from datacounterfactuals.board.players.player import Player, Sight
from datacounterfactuals.board.rules import rules
from datacounterfactuals.board.scenario import BoardError, Card, Scenario
from datacounterfactuals.board.seen import Side, seen
from datacounterfactuals.board.state import State
from datacounterfactuals.board.table import Table

TEMPERS = (0.6, 1.7)
"""Between what bounds the people of the program ask more or less than usual, by luck."""


@final
class Game:
    """A game as it is played.

    `seed` draws the evaluation points and the order of the slices; `luck` is that of the players
    of the program. The same scenario, cards, seed and moves are the same game.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        bank: Bank,
        *,
        luck: int = 0,
        cards: Sequence[Card] = (),
        table: Table | None = None,
    ) -> None:
        self.scenario = scenario.model_copy(update={"cards": tuple(dict.fromkeys(cards))})
        self.seed, self.luck = seed, luck
        self.table = Table(scenario, seed, bank) if table is None else table
        self.play = Play(self.scenario, rules(), self.table)
        first, self.targets = open_table(self.scenario, rules(), self.table, seed)
        self.states: list[State] = [first]
        self.moves: list[Move] = []
        self._temper = float(np.random.default_rng([seed, luck]).uniform(*TEMPERS))

    @property
    def state(self) -> State:
        return self.states[-1]

    @property
    def over(self) -> bool:
        return self.state.phase == "over"

    @property
    def turn(self) -> Side:
        """Whose move it is."""
        return "operator" if self.state.phase == "operator" else "people"

    def make(self, move: Move) -> State:
        """Make a move. Raises BoardError for one that the rules do not allow."""
        if self.over:
            raise BoardError("the game is over", "Begin another")
        self.states.append(self.play.after(self.state, move))
        self.moves.append(move)
        return self.state

    def sight(self, side: Side) -> Sight:
        """What a side has before it."""
        cells = seen(self.scenario, self.table, self.state, side)
        return Sight(self.scenario, rules(), self.targets, self.state, cells, self._temper)

    def suggested(self, player: Player | None = None) -> Move:
        """What the program would do now, by what that side has seen."""
        side = self.turn
        own = player or (Operator() if side == "operator" else People())
        chance = np.random.default_rng([self.seed, self.luck, len(self.moves)])
        return own.move(self.sight(side), chance)

    def run(self, side: Side | None = None) -> None:
        """Let the program move while it is the turn of a side; to the end, for both."""
        while not self.over and (side is None or self.turn == side):
            self.make(self.suggested())

    @property
    def profits(self) -> dict[Side, float]:
        """What each side has earned so far."""
        state = self.state
        began = rules().group_coins * len(state.groups)
        return {
            "people": round(state.people - began, 1),
            "operator": round(state.operator - rules().operator_coins, 1),
        }

    @property
    def ending(self) -> str | None:
        """How it ended: a deal (both reached their targets), capture (the operator alone), leverage
        (the people alone), ruin (neither); None before the end."""
        if not self.over:
            return None
        people = self.profits["people"] >= self.targets.people
        operator = self.profits["operator"] >= self.targets.operator
        if people and operator:
            return "deal"
        return "leverage" if people else "capture" if operator else "ruin"

    def record(self) -> dict[str, Any]:
        """All that the game is, to play it again."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "luck": self.luck,
            "cards": list(self.scenario.cards),
            "moves": [write_move(move) for move in self.moves],
        }

    def replay(self, moves: Sequence[Any]) -> None:
        """Make moves that were recorded."""
        for move in moves:
            self.make(read_move(move))
