"""Values of nearest neighbours that need no cells: closed forms, read as folded contrasts are."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import LearnerError, QuestionError
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.core.scores import Folded
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.learners.closed_form import shapley_of_votes
from datacounterfactuals.learners.neighbours import Neighbours

VOTES = METRICS["votes"]


def neighbour_values(grid: Grid, members: Sequence[int], columns: tuple[Column, ...]) -> Folded:
    """The Shapley value of each member for the share of right votes, on columns that are slices
    under that metric. Raises QuestionError for a study, or columns, that have no closed form."""
    study, learner = grid.study, grid.study.learner
    if not isinstance(learner, Neighbours):
        told = "no learner" if learner is None else f"the learner {learner.name!r}"
        raise QuestionError(
            f"the study {study.name!r} has {told}, and the closed form is of nearest neighbours",
            'Ask a study with kind = "neighbours" in [learner], or ask for shapley',
        )
    for column in columns:
        if column.fold != "slice" or column.metric is not VOTES:
            raise QuestionError(
                f"the column {column.name!r} is no slice under the metric votes, of which the "
                "closed form is",
                "Ask with metric votes, and for slices only",
            )
    tables = [study.table(member) for member in members]
    try:
        values = shapley_of_votes(learner.k, tables, study.evaluation)
    except LearnerError as error:
        raise QuestionError(
            f"the study {study.name!r} has no closed form: {error}",
            "Make every row an object and its features numbers of ordinary size, or ask for "
            "shapley",
        ) from error
    reader = grid.reader(columns)
    held, where = {"votes": values}, study.evaluation
    left: list[Floats] = []
    shown = np.zeros((1, len(tables), len(columns)))
    for place, (column, parts) in enumerate(zip(columns, reader.parts, strict=True)):
        shown[0, :, place] = column.shown(where, held)
        dropped = column.without_each(where, held, parts) if parts else np.zeros((len(tables), 0))
        left.append(dropped[None])
    labels = tuple((study.universe.names[member],) for member in members)
    return Folded(labels, reader.sampling, shown, tuple(left), 0, 0, (), 0)
