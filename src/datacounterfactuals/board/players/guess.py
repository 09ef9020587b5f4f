"""A guess of every row from the cells that were seen: a datamodel, a linear surrogate by object."""

from collections.abc import Sequence
from typing import final

import numpy as np

from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.seen import Cells
from datacounterfactuals.board.state import Row, State
from datacounterfactuals.core.arrays import Floats

FIRM = 0.03
"""How firmly the guess holds to what it expects of an object before it has seen any row of it."""
LATER = 0.6
"""What is expected of a second object of a group, beside the first."""


@final
class Guess:
    """Ridge regression of what rows score above the rival's own row, on one slice: by the objects
    in a row; by whether there is any of the groups', since these may stand in for each other; and
    by whether the substitute is there beside them. Towards what the scenario lets believe before
    any row is seen: that all together are worth the stake, and how it is shared.

    Ilyas et al. (2022) call such a surrogate a datamodel.
    """

    def __init__(
        self, scenario: Scenario, state: State, stake: float, cells: Cells, slice_: int
    ) -> None:
        self._listed = scenario.substitute.letter
        self._names = [piece for one in state.groups for piece in one.pieces]
        self._place = {name: place for place, name in enumerate(self._names)}
        self._seen = {row: score for (row, place), score in cells.items() if place == slice_}
        self._base = self._seen.get(frozenset([self._listed]), 0.0)
        worth = scenario.belief.worth * stake / state.price
        prior = self._prior(scenario, state, worth, slice_)
        rows = [row for row in self._seen if row - {self._listed}]
        features = np.array([self._features(row) for row in rows]).reshape(-1, len(prior))
        scores = np.array([self._seen[row] for row in rows]) - self._base
        self._open = np.linalg.inv(features.T @ features / FIRM + np.eye(len(prior)))
        self._weights = prior + self._open @ features.T @ (scores - features @ prior) / FIRM
        self._spread = stake / state.price / len(state.groups)

    def _prior(self, scenario: Scenario, state: State, stake: float, slice_: int) -> Floats:
        belief, about = scenario.belief, scenario.slices[slice_]
        named = [one.letter for one in scenario.groups if about in one.owns]
        own = belief.own if named else 0.0
        prior = np.zeros(len(self._names) + 2)
        prior[-2] = belief.first * stake
        for one in state.groups:
            share = (1.0 - belief.first - own) / len(state.groups)
            share += own / len(named) if one.letter in named else 0.0
            for number, piece in enumerate(one.pieces):
                later = LATER / number if number else 1.0
                prior[self._place[piece]] = later * share * stake
        return prior

    def score(self, row: Row) -> float:
        """What a row scored, if it was seen; else what it is expected to score."""
        seen = self._seen.get(row)
        return seen if seen is not None else self._base + float(self._features(row) @ self._weights)

    def doubt(self, row: Row) -> float:
        """How far the guess of a row may be off; nothing for one that was seen."""
        if row in self._seen:
            return 0.0
        features = self._features(row)
        return self._spread * float(np.sqrt(features @ self._open @ features))

    def gain(self, row: Row, against: Row) -> float:
        """What one row is expected to score more than another."""
        return self.score(row) - self.score(against)

    def best(self, names: Sequence[str]) -> Row:
        """The row that is expected to score most: of the objects that are expected to help, or
        one that was seen."""
        own = frozenset(names)
        groups = own - {self._listed}
        helping = frozenset(name for name in groups if self._weights[self._place[name]] > 0.0)
        if self._listed in own and (not helping or self._weights[-1] > 0.0):
            helping |= {self._listed}
        return max([helping, *(row for row in self._seen if row <= own)], key=self.score)

    def _features(self, row: Row) -> Floats:
        out = np.zeros(len(self._names) + 2)
        groups = row - {self._listed}
        out[[self._place[name] for name in groups]] = 1.0
        out[-2] = bool(groups)
        out[-1] = bool(groups) and self._listed in row
        return out
