"""Moving points of a small study: its whole lattice is trained again, at once, and kept nowhere."""

import time
from dataclasses import dataclass
from typing import final

from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.grid.trying import tried
from datacounterfactuals.site.shapes.moving import MovedPoint
from datacounterfactuals.study.editing import Edit, edited, raw_rows
from datacounterfactuals.study.study import Study

MOST_OBJECTS = 6
MOST_ROWS = 16
MOST_FEATURES = 16
MOST_POINTS = 500
LARGEST = 1e6
"""A value of a moved point is no larger than this, so that no sum loses its digits."""


@final
@dataclass(frozen=True, eq=False)
class Retrained:
    """The lattice of a study with moved points, trained. `seconds`: what that took."""

    study: Study
    scores: Scores
    seconds: float


def small(study: Study) -> None:
    """Raise StudyError unless the study is small enough to be trained again at every touch."""
    learner, schema = study.learner, study.evaluation.schema
    if learner is None or not learner.capability.additive or schema.task not in _TASKS:
        raise StudyError(
            f"the points of {study.name!r} cannot be moved: its learner does not add up sums of "
            "numbers",
            "Use a study of a table with centroid, naive_bayes or ridge, such as four",
        )
    members = study.universe.originals
    most = max((study.universe[member].size for member in members), default=0)
    sizes = (
        ("objects", len(study.universe), MOST_OBJECTS),
        ("rows in an object", most, MOST_ROWS),
        ("features", schema.features, MOST_FEATURES),
        ("evaluation points", len(study.evaluation.table), MOST_POINTS),
    )
    for noun, there, allowed in sizes:
        if there > allowed:
            raise StudyError(
                f"{study.name!r} has {there:g} {noun}, and points are moved in studies of at most "
                f"{allowed}",
                "Change its data and fill it: datacf fill",
            )


_TASKS = {"classification", "regression"}


def slices_of(study: Study, metric: str | None) -> tuple[Column, ...]:
    """The columns that are trained again: every slice."""
    return study.columns(metric or study.metric, study.evaluation.slices)


def retrained(study: Study, points: list[MovedPoint], metric: str | None = None) -> Retrained:
    """Train every world of a small study with these points moved. Raises StudyError."""
    small(study)
    columns = slices_of(study, metric)
    began = time.perf_counter()
    edits = [Edit(one.object, _bounded(study, one), one.row) for one in points]
    moved = edited(study, edits)
    worlds = Lattice(len(moved.universe), moved.universe.roster.members)
    scores = tried(moved, worlds, columns)
    return Retrained(moved, scores, time.perf_counter() - began)


def _bounded(study: Study, point: MovedPoint) -> dict[str, float | str]:
    rows = raw_rows(study, point.object)
    for name, value in point.values.items():
        if not isinstance(value, str) and not abs(value) <= LARGEST:
            raise StudyError(
                f"{value:g} is too far for {name!r}", f"Stay between {-LARGEST:g} and {LARGEST:g}"
            )
        if isinstance(value, str) and name in rows.columns and rows.is_number(name):
            raise StudyError(f"{name!r} is a number, not {value[:40]!r}", "Give a number")
    return dict(point.values)
