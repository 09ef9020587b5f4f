"""The end of a season: the deployed cell is uncovered, and everybody is paid."""

from datacounterfactuals.board.rows import really, sent
from datacounterfactuals.board.rules import Rules, coins
from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.state import Paid, Row, State
from datacounterfactuals.board.table import Table


def pay(scenario: Scenario, rules: Rules, table: Table, state: State, row: Row) -> State:
    """Pay a season in which the operator deployed a row, and begin the next."""
    rival = sent(scenario, state)
    score = table.score(really(state, row), state.pays)
    against = table.score(really(state, rival), state.pays)
    earned = coins(state.price * max(0.0, score - against))
    groups = tuple(
        one.with_(coins=coins(one.coins + rules.signal_pays)) if one.marked & row else one
        for one in state.groups
    )
    fees = tuple(
        one.price if one.letter in state.licensed or one.standing == "bought" else 0.0
        for one in state.groups
    )
    standings = tuple(one.standing for one in state.groups)
    paid = Paid(state.season, state.pays, row, rival, score, against, earned, fees, standings)
    over = state.season == rules.seasons
    state = state.with_(
        groups=tuple(one.with_(standing="open") for one in groups),
        operator=coins(state.operator + earned),
        shown=state.shown | {(row, state.pays), (rival, state.pays)},
        licensed=(),
        sided=False,
        kept=(*state.kept, row),
        paid=(*state.paid, paid),
        season=state.season if over else state.season + 1,
        phase="over" if over else "groups",
        turn=0,
    )
    return state if over or "regulator" not in scenario.cards else _regulated(state, row)


def _regulated(state: State, row: Row) -> State:
    """The card "regulator": the row that was deployed is uncovered to all, on every slice."""
    every = {(row, place) for place in set(state.slices)}
    return state.with_(shown=state.shown | every)
