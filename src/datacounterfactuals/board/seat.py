"""Seats: whose moves a person makes, and whose eyes the person has."""

from dataclasses import dataclass
from typing import Literal, final

from datacounterfactuals.board.scenario import BoardError, Scenario
from datacounterfactuals.board.state import Side, State

Sides = Literal["people", "operator", "both"]


@final
@dataclass(frozen=True)
class Seat:
    """The side that a person plays; the program plays what is left.

    `group`: of the people, one group alone. Who plays all the people moves for every group, as a
    council does; but what a group answers to a secret offer it decides for itself, by its mood.
    """

    side: Sides
    group: str | None = None

    def checked(self, scenario: Scenario) -> "Seat":
        """The seat itself. Raises BoardError for one that the scenario does not have."""
        letters = [one.letter for one in scenario.groups]
        if self.group is not None and (self.side != "people" or self.group not in letters):
            raise BoardError(
                f"nobody can play {self.side} as the group {self.group!r}",
                f"Play the people as one of {', '.join(letters)}, or without a group",
            )
        return self

    def moves(self, state: State) -> bool:
        """Whether it is the person's move."""
        match state.phase:
            case "operator":
                return self.side != "people"
            case "groups":
                alone = state.groups[state.turn].letter
                return self.side != "operator" and self.group in {None, alone}
            case "reply":
                return self.group is not None and self.group == (state.side or ("",))[0]
            case "over":
                return False

    def eyes(self, state: State) -> Side:
        """Whose knowledge the person has: at one screen, that of whoever moves."""
        if self.side == "both":
            return "people" if state.phase == "groups" else "operator"
        return self.side
