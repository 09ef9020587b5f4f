"""An open study, as the site works on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import final

import numpy as np

from datacounterfactuals.core.blocks import Block, joined
from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.core.worlds import Joined, Listed, Worlds
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.runs.cells import Cells
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.site.cells import page_rows

MOST_PREDICTED = 1 << 8
"""Beside the runs of a study stand all its other worlds, if there are no more than this; else
those near the full and the empty one."""


@final
@dataclass(frozen=True)
class Entry:
    """A study that can be opened: by its short `name` here, from its file.

    `written`: how people name it in Python and in a terminal. `reads`: the files that hold its
    data. `observed`: its cells are runs made elsewhere. `fault`: why its file cannot be read.
    """

    name: str
    title: str
    description: str
    path: Path
    written: str
    shipped: bool
    reads: tuple[Path, ...] = ()
    observed: bool = False
    fault: DataCounterfactualsError | None = None


@final
@dataclass(frozen=True, eq=False)
class Opened:
    """An open study: its entry and its grid; `observed` if its cells are runs made elsewhere.

    `plus`: what its board was extended by, and `blocks`: its rows then.
    """

    entry: Entry
    grid: Grid
    observed: Observed | None = None
    plus: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()

    def where(self, rights: Mapping[str, str]) -> "Opened":
        """The same study under other use rights, by object. Raises StudyError."""
        if not rights:
            return self
        observed = None if self.observed is None else self.observed.where(rights)
        grid = self.grid.where(rights) if observed is None else observed.grid
        return replace(self, grid=grid, observed=observed)

    @cached_property
    def rows(self) -> Worlds:
        """The rows that its page shows: of runs made elsewhere, those that were made, and then
        worlds that may be predicted."""
        if self.blocks:
            return joined(self.blocks, len(self.grid.study.universe))
        if self.observed is None:
            return page_rows(self.grid)
        made, others = Listed(self.observed.runs.worlds), page_rows(self.grid, MOST_PREDICTED)
        known = {key.tobytes() for key in self.grid.keys(made)}
        new = [at for at, key in enumerate(self.grid.keys(others)) if key.tobytes() not in known]
        every = Joined([made, others.select(np.array(new, dtype=np.int64))])
        return Listed(every.weights(0, len(every)))

    @cached_property
    def cells(self) -> Cells | None:
        """Reads and predicts the cells of runs made elsewhere, on any of its columns."""
        if self.observed is None:
            return None
        columns = [one for one in self.grid.study.columns() if one.fold == "slice"]
        return Cells(self.observed, columns)
