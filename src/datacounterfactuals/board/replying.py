"""The best reply of an operator that knows every score: what leverage is measured against."""

from dataclasses import dataclass
from itertools import combinations
from typing import final

from datacounterfactuals.board.game import Game
from datacounterfactuals.board.rows import licensed, really, rows, sent
from datacounterfactuals.board.state import Row, State


@final
@dataclass(frozen=True)
class Reached:
    """A row, the licences it takes, and what it leaves after their fees."""

    row: Row
    licenses: tuple[str, ...]
    left: float


def worth(game: Game, state: State, row: Row, slice_: int) -> float:
    """The true score of a row."""
    return game.table.score(really(state, row), slice_)


def best_reply(game: Game, state: State) -> Reached:
    """The row that leaves most on the slice that pays: what is offered and the substitute may be
    licensed as far as the coins go, and what is licensed is there already.

    Raises nothing: the empty row always stands open.
    """
    scenario = game.scenario
    offers: dict[str, tuple[float, tuple[str, ...]]] = {
        one.letter: (one.price, one.pieces)
        for one in state.groups
        if one.standing == "offers" and one.letter not in state.licensed
    }
    substitute = scenario.substitute
    if substitute.letter not in state.licensed:
        offers[substitute.letter] = float(substitute.price), (substitute.letter,)
    rival = worth(game, state, sent(scenario, state), state.pays)
    mine = licensed(state)
    kept = state.kept if "kept" in scenario.cards else ()
    best = Reached(frozenset(), (), 0.0)
    for size in range(len(offers) + 1):
        for chosen in combinations(sorted(offers), size):
            fee = sum(offers[letter][0] for letter in chosen)
            if fee > state.operator:
                continue
            own = mine.union(*(offers[letter][1] for letter in chosen))
            for row in [*rows(own), *kept]:
                gain = max(0.0, worth(game, state, row, state.pays) - rival)
                left = state.price * gain - fee
                if left > best.left + 1e-9:
                    best = Reached(row, chosen, left)
    return best
