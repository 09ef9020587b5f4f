"""The opening: the table as it is set, what a score is worth, and what each side has to reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.board.dealing import pieces
from datacounterfactuals.board.rows import rows
from datacounterfactuals.board.rules import Rules, coins
from datacounterfactuals.board.scenario import BoardError, Scenario
from datacounterfactuals.board.state import Group, State
from datacounterfactuals.board.table import Table
from datacounterfactuals.core.arrays import Floats


@final
@dataclass(frozen=True)
class Targets:
    """What each side has to have earned at the end: a share of what Nash's solution gives it on
    the opening board, as often as there are seasons.

    `worth`: what the mean season is worth, in coins; `people_outside`, `operator_outside`: what
    each side has without the other.
    """

    people: float
    operator: float
    worth: float
    people_outside: float
    operator_outside: float


def open_table(scenario: Scenario, rules: Rules, table: Table, seed: int) -> tuple[State, Targets]:
    """The first state of a game, and its targets. Trains the opening rows.

    The empty row and the row of the rival lie open: what a model is worth without the people's data
    is known to all, and nobody could name a price without it.

    Raises BoardError for a scenario in which all the data together gain nothing.
    """
    letters = [one.letter for one in scenario.groups]
    substitute = scenario.substitute.letter
    table.bring([*letters, substitute])
    rival = frozenset([substitute])
    gain = float(_gains(scenario, table, [*letters, substitute]).mean())
    if gain <= 0.0:
        raise BoardError(
            f"in {scenario.title!r} no row is better than the rival's",
            "Give the groups data that the slices need",
        )
    price = rules.stake / gain
    chance = np.random.default_rng([seed, len(letters)])
    decks = [chance.permutation(len(scenario.slices)) for _ in range(rules.seasons)]
    slices = tuple(int(place) for place in np.concatenate(decks)[: rules.seasons])
    groups = tuple(
        Group(one.name, one.letter, (one.letter,), pieces(one.letter)[1:], rules.group_coins)
        for one in scenario.groups
    )
    purse, public = rules.operator_coins, (frozenset[str](), rival)
    shown = frozenset((row, place) for row in public for place in range(len(scenario.slices)))
    state = State(1, "groups", 0, groups, purse, rules.fund, slices, price, purse, shown=shown)
    return state, _targets(scenario, rules, table, price)


def _targets(scenario: Scenario, rules: Rules, table: Table, price: float) -> Targets:
    """Nash with outside options: each side has what it has alone and half of what they gain
    together. Nash (1950); u(N) = d_people + d_operator + gain."""
    substitute = scenario.substitute
    letters = [one.letter for one in scenario.groups]
    alone = np.maximum(_gains(scenario, table, []), 0.0)
    # With the people: the best row of all they have, with the substitute if it is worth its price.
    together = np.maximum(
        price * _gains(scenario, table, [*letters, substitute.letter]) - substitute.price,
        price * _gains(scenario, table, letters),
    )
    worth, operator = float(together.mean()), float(price * alone.mean())
    hold = rules.fund / rules.seasons
    people = max(hold, rules.send_pays * len(letters))
    gain = max(0.0, worth - people - operator)
    times = rules.share * rules.seasons
    return Targets(
        coins(times * (people + gain / 2)),
        coins(times * (operator + gain / 2)),
        worth,
        people,
        operator,
    )


def _gains(scenario: Scenario, table: Table, names: Sequence[str]) -> Floats:
    """By slice, what the best row of some objects scores above the rival's; never below the empty
    row, which stands open."""
    rival = table.scores(frozenset([scenario.substitute.letter]))
    scores = np.array([table.scores(row) for row in rows(names)])
    return np.maximum(scores.max(axis=0) - rival, 0.0)
