"""A game: a scenario and a seed, and the moves that were made, from which all else follows."""

from collections.abc import Sequence
from copy import copy
from typing import final

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.moves import Move
from datacounterfactuals.board.opening import open_table
from datacounterfactuals.board.play import Play
from datacounterfactuals.board.players.operator import Operator
from datacounterfactuals.board.players.people import People
from datacounterfactuals.board.players.player import Player, Sight
from datacounterfactuals.board.rows import present, really, rows
from datacounterfactuals.board.rules import rules_of
from datacounterfactuals.board.scenario import BoardError, Card, Scenario
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.seen import Cells, known, seen
from datacounterfactuals.board.state import Row, Side, State
from datacounterfactuals.board.table import Rise, Table

TEMPERS = (0.4, 1.1)
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
        self.rules = rules_of(scenario)
        self.play = Play(self.scenario, self.rules, self.table)
        first, self.targets = open_table(self.scenario, self.rules, self.table, seed)
        self.states: list[State] = [first]
        self.moves: list[Move] = []
        self.rises: list[Rise] = []
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
        self.rises.append(self.table.rise if move.move == "make" else Rise(0, 0.0))
        return self.state

    def sight(self, side: Side) -> Sight:
        """What a side has before it; a group that replies to a side offer, what it knows."""
        cells = seen(self.scenario, self.table, self.state, side)
        state = known(self.state, side, None if self.state.side is None else self.state.side[0])
        return Sight(self.scenario, self.rules, self.targets, state, cells, self._temper)

    def suggested(self, player: Player | None = None) -> Move:
        """What the program would do now, by what that side has seen."""
        side = self.turn
        own = player or (Operator() if side == "operator" else People())
        chance = np.random.default_rng([self.seed, self.luck, len(self.moves)])
        return own.move(self.sight(side), chance)

    def run(self, seat: Seat | None = None) -> None:
        """Let the program move until it is the move of a seat; without one, to the end."""
        while not self.over and (seat is None or not seat.moves(self.state)):
            self.make(self.suggested())

    def undo(self, seat: Seat) -> None:
        """Take back the last move of a seat, unless something has been uncovered since.

        Raises BoardError.
        """
        place = self._last(seat)
        if place is None:
            raise BoardError("there is no move to take back", "Make one")
        if not self._free(place):
            raise BoardError("something was uncovered since the last move, so it stands", "Play on")
        del self.moves[place:], self.rises[place:], self.states[place + 1 :]

    def can_undo(self, seat: Seat) -> bool:
        """Whether a seat may take its last move back."""
        place = self._last(seat)
        return place is not None and self._free(place)

    def _last(self, seat: Seat) -> int | None:
        """Where the last move of a seat stands."""
        places = range(len(self.moves) - 1, -1, -1)
        return next((place for place in places if seat.moves(self.states[place])), None)

    def _free(self, place: int) -> bool:
        """Whether nothing was uncovered from that move on; a group that answered a side offer has
        uncovered its mind."""
        return all(move.move not in {"audit", "deploy", "reply"} for move in self.moves[place:])

    def on(self, table: Table) -> "Game":
        """The same game as it stands on another table."""
        other = copy(self)
        other.table, other.play = table, Play(self.scenario, self.rules, table)
        other.states, other.moves, other.rises = [*self.states], [*self.moves], [*self.rises]
        return other

    def real(self, row: Row) -> Row:
        """A row as it really is."""
        return really(self.state, row)

    def every_cell(self) -> Cells:
        """Every cell of every row that can exist: for when the game is over."""
        return {
            (row, place): self.table.score(self.real(row), place)
            for row in rows(present(self.scenario, self.state))
            for place in range(len(self.scenario.slices))
        }

    @property
    def profits(self) -> dict[Side, float]:
        """What each side has earned so far."""
        state = self.state
        began = self.rules.group_coins * len(state.groups)
        return {
            "people": round(state.people - began, 1),
            "operator": round(state.operator - self.rules.operator_coins, 1),
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
