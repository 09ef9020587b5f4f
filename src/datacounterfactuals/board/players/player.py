"""A player: sees its side of a game, and says one move."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.board.moves import Move
from datacounterfactuals.board.opening import Targets
from datacounterfactuals.board.rules import Rules
from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.seen import Cells
from datacounterfactuals.board.state import State

Chance = np.random.Generator


@final
@dataclass(frozen=True)
class Sight:
    """What a player has before it: the state as its side knows it, and the cells it has seen.

    `temper`: how much the people of this game ask, beside what is usual.
    """

    scenario: Scenario
    rules: Rules
    targets: Targets
    state: State
    cells: Cells
    temper: float


class Player(ABC):
    """Moves for one side."""

    @abstractmethod
    def move(self, sight: Sight, chance: Chance) -> Move:
        """A move that the rules allow."""
