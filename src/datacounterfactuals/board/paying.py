"""The end of a season: the deployed cell is uncovered, and everybody is paid."""

from datacounterfactuals.board.rows import really, sent
from datacounterfactuals.board.rules import Rules, coins
from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.state import Group, Paid, Row, Standing, State
from datacounterfactuals.board.table import Table


def pay(scenario: Scenario, rules: Rules, table: Table, state: State, row: Row) -> State:
    """Pay a season in which the operator deployed a row, and begin the next."""
    rival = sent(scenario, state)
    score = table.score(really(state, row), state.pays)
    against = table.score(really(state, rival), state.pays)
    earned = coins(state.price * max(0.0, score - against))
    groups, operator = _proved(rules, state, row, coins(state.operator + earned))
    fees = tuple(one.price if one.letter in state.licensed else 0.0 for one in state.groups)
    standings: tuple[Standing, ...] = tuple(one.standing for one in state.groups)
    substitute = scenario.substitute
    listed = float(substitute.price) if substitute.letter in state.licensed else 0.0
    paid = Paid(
        state.season, state.pays, row, rival, score, against, earned, fees, standings, listed
    )
    over = state.season == rules.seasons
    state = state.with_(
        groups=tuple(one.with_(standing="open", pay=0.0, undone=None) for one in groups),
        operator=operator,
        purse=operator,
        shown=state.shown | {(row, state.pays), (rival, state.pays)},
        licensed=(),
        sided=False,
        kept=(*state.kept, row),
        paid=(*state.paid, paid),
        season=state.season if over else state.season + 1,
        phase="over" if over else "groups",
        turn=0,
    )
    return _regulated(scenario, state, row) if "regulator" in scenario.cards else state


def _proved(
    rules: Rules, state: State, row: Row, operator: float
) -> tuple[tuple[Group, ...], float]:
    """The card "signal": a mark shows in what was trained on it, and the operator settles with
    the group that planted it, as far as its coins go."""
    groups = list[Group]()
    for one in state.groups:
        settled = min(rules.signal_pays, operator) if one.marked & row else 0.0
        operator = coins(operator - settled)
        groups.append(one.with_(coins=coins(one.coins + settled)))
    return tuple(groups), operator


def _regulated(scenario: Scenario, state: State, row: Row) -> State:
    """The card "regulator": the row that was deployed is uncovered to all, on every slice."""
    every = {(row, place) for place in range(len(scenario.slices))}
    return state.with_(shown=state.shown | every)
