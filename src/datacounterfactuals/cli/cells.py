"""The cells of a study's lattice, trained where they are missing."""

from collections.abc import Sequence
from typing import NamedTuple

from datacounterfactuals.charts.grid import MOST_ROWS
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Report


class Cells(NamedTuple):
    """Scores of every world of a roster, and what to call them."""

    title: str
    names: tuple[str, ...]
    members: tuple[int, ...]
    scores: Scores


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
    window = grid.window(metric=metric, slices=slices, roster=objects)
    count = len(window.roster)
    if 1 << min(count, 60) > MOST_ROWS:
        raise QuestionError(
            f"the grid of {count} objects has 2^{count} worlds, too many to look at",
            "Name at most ten with --objects, or ask a question",
        )
    lattice = grid.lattice(window.roster.names)
    columns = grid.based(window.columns, window.roster)
    if train and grid.trains:
        grid.fill(lattice, columns=columns, budget=budget, progress=report)
    study = grid.study
    scores = grid.scores(lattice, columns)
    return Cells(study.title or study.name, study.universe.names, window.roster.members, scores)
