"""A guess of every row from the cells that were seen: a datamodel, a linear surrogate by object."""

from collections.abc import Sequence
from typing import final

import numpy as np

from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.seen import Cells
from datacounterfactuals.board.state import Row, State

FIRM = 0.03
"""How firmly the guess holds to what it expects of an object before it has seen any row of it."""
LATER = 0.6
"""What is expected of a second object of a group, beside the first."""


@final
class Guess:
    """Ridge regression of the scores of one slice on the objects in a row, and on whether there is
    any beside the substitute, since groups may stand in for each other; towards what is known at
    the start: that all together are worth the stake, and nothing of who is worth what.

    Ilyas et al. (2022) call such a surrogate a datamodel.
    """

    def __init__(
        self, scenario: Scenario, state: State, stake: float, cells: Cells, slice_: int
    ) -> None:
        own = [piece for one in state.groups for piece in one.pieces]
        self._names = [scenario.substitute.letter, *own]
        self._place = {name: place for place, name in enumerate(self._names)}
        prior = np.zeros(len(self._names) + 1)
        each = stake / state.price / len(state.groups)
        for one in state.groups:
            for number, piece in enumerate(one.pieces):
                prior[self._place[piece]] = each if number == 0 else LATER * each / number
        rows = [(row, score) for (row, place), score in cells.items() if place == slice_]
        self._seen = dict(rows)
        self._base, self._weights = _fit(
            np.array([self._features(row) for row, _ in rows]).reshape(len(rows), len(prior)),
            np.array([score for _, score in rows]),
            prior,
        )

    def score(self, row: Row) -> float:
        """What a row scored, if it was seen; else what it is expected to score."""
        seen = self._seen.get(row)
        return seen if seen is not None else self._base + float(self._features(row) @ self._weights)

    def gain(self, row: Row, against: Row) -> float:
        """What one row is expected to score more than another."""
        return self.score(row) - self.score(against)

    def best(self, names: Sequence[str]) -> Row:
        """The row that is expected to score most: of the objects that are expected to help, or
        one that was seen."""
        own = frozenset(names)
        helping = frozenset(name for name in names if self._weights[self._place[name]] > 0.0)
        return max([helping, *(row for row in self._seen if row <= own)], key=self.score)

    def _features(self, row: Row) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        out = np.zeros(len(self._names) + 1)
        out[[self._place[name] for name in row]] = 1.0
        out[-1] = bool(row - {self._names[0]})
        return out


def _fit(
    rows: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    scores: np.ndarray[tuple[int], np.dtype[np.float64]],
    prior: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> tuple[float, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    if not len(rows):
        return 0.0, prior
    left = scores - rows @ prior
    centre, mean = rows.mean(axis=0), left.mean()
    inner = (rows - centre).T @ (rows - centre) + FIRM * np.eye(rows.shape[1])
    change = np.linalg.solve(inner, (rows - centre).T @ (left - mean))
    return float(mean - centre @ change), prior + change
