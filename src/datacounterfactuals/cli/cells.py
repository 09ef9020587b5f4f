"""The cells of a study's lattice, trained where they are missing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from datacounterfactuals.charts.grid import MOST_ROWS
from datacounterfactuals.core.arrays import Bools
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.scores import Reading, Scores
from datacounterfactuals.core.shutting import open_rows, shut_by
from datacounterfactuals.core.statistics import State
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Report


class Cells(NamedTuple):
    """Scores of every world of a roster, and what to call them; which columns are shut."""

    title: str
    names: tuple[str, ...]
    members: tuple[int, ...]
    scores: Scores
    shut: frozenset[int] = frozenset()


def cells_of(
    grid: Grid,
    metric: str | None,
    slices: Sequence[str] | None,
    objects: Sequence[str] | None,
    budget: Budget,
    report: Report,
    *,
    train: bool = True,
) -> Cells:
    """Every cell of the lattice of some objects, filled first unless `train` is False.

    Raises QuestionError when there are more worlds than anybody can look at.
    """
    study = grid.study
    universe = study.universe
    window = grid.window(metric=metric, roster=objects)
    roster = window.roster if objects else universe.board
    count = len(roster)
    if 1 << min(count, 60) > MOST_ROWS:
        raise QuestionError(
            f"the grid of {count} objects has 2^{count} worlds, too many to look at",
            "Name at most ten with --objects, or ask a question",
        )
    lattice = Lattice(len(universe), roster.members)
    columns = grid.based(study.columns(metric, slices), window.roster)
    open_ = open_rows(universe, lattice)
    shut = [at for at, one in enumerate(columns) if shut_by(universe, study.evaluation, one)]
    if train and grid.trains:
        rows = lattice if open_.all() else lattice.select(np.flatnonzero(open_))
        kept = [one for at, one in enumerate(columns) if at not in shut]
        grid.fill(rows, columns=kept, budget=budget, progress=report)
    scores = grid.scores(lattice, columns)
    if universe.limited:
        scores = replace(scores, reading=_covered(scores.reading, ~open_, shut))
    title = study.title or study.name
    return Cells(title, universe.names, roster.members, scores, frozenset(shut))


def _covered(reading: Reading, rows: Bools, columns: Sequence[int]) -> Reading:
    """What is read, without the rows and columns that use rights shut."""
    shown, oriented, states = reading.shown.copy(), reading.oriented.copy(), reading.states.copy()
    for values in (shown, oriented):
        values[:, rows] = np.nan
        values[:, :, list(columns)] = np.nan
    states[rows] = State.SHUT
    return replace(reading, shown=shown, oriented=oriented, states=states)
