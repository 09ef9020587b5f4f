"""The table: the rows that can exist now, trained through a grid in a bank of the game's own.

The scores of a game stand in no bank that anything else reads, so that none is known before it is
paid for.
"""

import time
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import final

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.dealing import study_of
from datacounterfactuals.board.scenario import BoardError, Scenario
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid

Row = frozenset[str]
SPOILED = "*"


@final
@dataclass(frozen=True)
class Rise:
    """What the table did when objects came: rows that were trained, and how long it took."""

    rows: int
    seconds: float


@final
class Table:
    """The scores of a game, oriented so that more is better.

    `names`: pieces by their names; a spoiled piece is `A2*`, and plays under its honest name.
    """

    def __init__(self, scenario: Scenario, seed: int, bank: Bank) -> None:
        self.scenario, self.seed = scenario, seed
        self._grid = Grid(study_of(scenario, seed), bank)
        self._cells: dict[Row, tuple[float, ...]] = {}
        self._brought: dict[tuple[str, ...], Rise] = {}
        self.rise = Rise(0, 0.0)
        self.columns = self._found()

    @property
    def grid(self) -> Grid:
        return self._grid

    def _found(self) -> tuple[Column, ...]:
        columns = {column.name: column for column in self._grid.study.columns()}
        missing = [name for name in self.scenario.slices if name not in columns]
        if missing:
            raise BoardError(f"the data have no slice {missing[0]!r}", f"Known: {list(columns)}")
        return tuple(columns[name] for name in self.scenario.slices)

    def bring(self, pieces: Iterable[str]) -> Rise:
        """Every row that can be made of these pieces is trained, unless it is held."""
        names = tuple(sorted(set(pieces)))
        if names in self._brought:
            self.rise = self._brought[names]
            return self.rise
        lattice = self._grid.lattice(names)
        began = time.perf_counter()
        filled = self._grid.fill(lattice, columns=self.columns, progress=None)
        scores = self._grid.scores(lattice, self.columns).values
        universe = self._grid.study.universe
        for world, row in zip(lattice, scores.tolist(), strict=True):
            self._cells[frozenset(universe.names[place] for place in world.positions)] = tuple(row)
        self.rise = Rise(filled.trained, time.perf_counter() - began)
        self._brought[names] = self.rise
        return self.rise

    def release(self, bank: Bank) -> int:
        """Lay the cells of a game that is over into a bank that others read; says how many rows."""
        universe = self._grid.study.universe
        rows = [self.world(row) for row in self._cells]
        grid = Grid(self._grid.study, bank)
        grid.fill(Listed.of(rows, len(universe)), columns=self.columns, progress=None)
        return len(rows)

    def score(self, row: Row, slice_: int) -> float:
        """A cell. Raises BoardError for a row that cannot exist yet."""
        if row not in self._cells:
            raise BoardError(f"the row {''.join(sorted(row))} cannot exist yet", "")
        return self._cells[row][slice_]

    def scores(self, row: Row) -> tuple[float, ...]:
        """A row of cells."""
        return tuple(self.score(row, place) for place in range(len(self.scenario.slices)))

    def altered(self, scores: Mapping[Row, tuple[float, ...]]) -> "Table":
        """The same table, but for the scores of some rows: to try what depends on them."""
        other = copy(self)
        other._cells = self._cells | dict(scores)
        return other

    def world(self, row: Row) -> World:
        """The world of the grid that a row is."""
        universe = self._grid.study.universe
        return World.of(len(universe), {universe.position(name): 1.0 for name in row})

    def shown(self, score: float, slice_: int) -> float:
        """A score as people read it."""
        return score if self.columns[slice_].oriented else -score
