"""Where the numbers of a text come from on this server: trained cells, of which a little may be
trained when the text is read."""

from typing import final

import numpy as np

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.catalogue import from_text
from datacounterfactuals.shelf.address import State
from datacounterfactuals.site.asking import budget
from datacounterfactuals.site.site import Site

MOST_ROWS, MOST_SECONDS = 16, 3.0
"""So much is trained for one number that is not held."""


@final
class OnSite:
    """The cells of a site, while one page is drawn: each question is asked once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._answers: dict[tuple[object, ...], Answer] = {}

    def grid(self, study: str) -> Grid:
        return self.site.studies.open(study).grid

    def answer(self, state: State) -> Answer:
        asked = state.one("q") or ""
        metric = state.one("metric")
        key = (state.study, asked, tuple(sorted(state.parameters.items())), metric)
        if key not in self._answers:
            grid = self.grid(state.study)
            self._answers[key] = answer(
                grid,
                from_text(asked, state.parameters),
                columns=self.site.studies.columns(grid, metric, None),
                budget=self._allowed(grid),
                progress=None,
            )
        return self._answers[key]

    def score(self, state: State, world: World, column: Column) -> float:
        grid = self.grid(state.study)
        worlds = Listed.of([world], len(grid.study.universe))
        found = grid.scores(worlds, (column,)).shown
        if np.isnan(found).any():
            try:
                grid.fill(worlds, columns=(column,), budget=self._allowed(grid), progress=None)
            except DataCounterfactualsError:
                return float("nan")  # whoever opens that study is told
            found = grid.scores(worlds, (column,)).shown
        return float(found[0, 0])

    def wanted(self, state: State) -> int:
        asked = from_text(state.one("q") or "", state.parameters)
        return plan(self.grid(state.study), asked, metric=state.one("metric")).wanted

    def _allowed(self, grid: Grid) -> Budget:
        return budget(self.site, grid, MOST_ROWS, MOST_SECONDS)
