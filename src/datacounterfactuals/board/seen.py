"""What each side knows: fog lies on every cell that it has not paid for or been shown, and what
the others do in secret is not there."""

from collections.abc import Mapping

from datacounterfactuals.board.rows import really
from datacounterfactuals.board.rules import coins
from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.state import Group, Row, Side, State
from datacounterfactuals.board.table import Table

Cells = Mapping[tuple[Row, int], float]


def uncovered(scenario: Scenario, state: State, side: Side) -> frozenset[tuple[Row, int]]:
    """The cells without fog.

    Everybody sees what was deployed, on the slice that paid. The operator sees the rows that it has
    audited, under the card "reserved" without the slices that pay now and next, which the people
    keep for the test.
    """
    if side == "people":
        return state.shown
    kept = set[int]()
    if "reserved" in scenario.cards and state.phase != "over":
        kept = set(state.slices[state.season - 1 : state.season + 1])
    places = [place for place in range(len(scenario.slices)) if place not in kept]
    return state.shown | {(row, place) for row in state.audited for place in places}


def seen(scenario: Scenario, table: Table, state: State, side: Side) -> Cells:
    """The cells that a side has seen, oriented so that more is better."""
    return {
        (row, place): table.score(really(state, row), place)
        for row, place in uncovered(scenario, state, side)
    }


def known(state: State, side: Side, group: str | None = None) -> State:
    """The state as a side knows it, or one group alone.

    The operator does not know which objects are spoiled or marked; the people do not know what was
    audited, nor side offers before the season is paid, and so see its purse as it was then.
    """
    if side == "operator":
        plain = tuple(
            one.with_(spoiled=frozenset(), marked=frozenset[str]()) for one in state.groups
        )
        return state.with_(groups=plain)
    mine = state.side if state.side is not None and state.side[0] == group else None
    bought = {one.letter for one in state.groups if one.undone is not None and one.letter != group}
    back = sum(one.pay for one in state.groups if one.undone == "holds" and one.letter in bought)
    return state.with_(
        groups=tuple(_as_people_know(one, group) for one in state.groups),
        audited=frozenset[Row](),
        side=mine,
        sided=mine is not None,
        licensed=tuple(letter for letter in state.licensed if letter not in bought),
        operator=state.purse,
        fund=coins(state.fund - back),
        phase="operator" if state.phase == "reply" and mine is None else state.phase,
    )


def _as_people_know(one: Group, group: str | None) -> Group:
    if group is not None and one.letter != group:
        one = one.with_(spoiled=frozenset[str](), marked=frozenset[str]())
    if one.undone is not None and one.letter != group:
        before = coins(one.coins - one.price + one.pay)
        return one.with_(standing=one.undone, coins=before, price=0.0, undone=None)
    return one
