"""What each side sees: fog lies on every cell that it has not paid for or been shown."""

from collections.abc import Mapping
from typing import Literal

from datacounterfactuals.board.rows import really
from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.state import Row, State
from datacounterfactuals.board.table import Table

Side = Literal["people", "operator"]
Cells = Mapping[tuple[Row, int], float]


def seen(scenario: Scenario, table: Table, state: State, side: Side) -> Cells:
    """The cells that a side has seen, oriented so that more is better.

    Everybody sees what was deployed, on the slice that paid. The operator sees the rows that it has
    audited, under the card "reserved" without the slices that pay now and next, which the people
    keep for the test.
    """
    cells = set(state.shown)
    if side == "operator":
        kept = set[int]()
        if "reserved" in scenario.cards and state.phase != "over":
            kept = set(state.slices[state.season - 1 : state.season + 1])
        for row in state.audited:
            cells |= {(row, place) for place in range(len(scenario.slices)) if place not in kept}
    return {(row, place): table.score(really(state, row), place) for row, place in cells}
