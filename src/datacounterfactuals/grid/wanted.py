"""Which stored columns a set of the grid's columns needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.core.table import Schema
from datacounterfactuals.learners.base import Learner


@final
@dataclass(frozen=True)
class Wanted:
    """One evaluation with the statistics to read on it, and those to fill when a row is missing.

    `read` is part of `fill`: a trained row keeps all its additive statistics, so that another
    metric trains nothing.
    """

    evaluation: Evaluation
    read: ColumnSet
    fill: ColumnSet


def wanted(
    evaluation: Evaluation, learner: Learner | None, columns: Sequence[Column]
) -> tuple[Wanted, ...]:
    """What must be held for these columns. Raises StudyError if the learner cannot fill it."""
    schema = evaluation.schema
    out: list[Wanted] = []
    for additive, points in ((True, evaluation), (False, None)):
        group = [column for column in columns if column.metric.additive == additive]
        if not group:
            continue
        where = points if points is not None else evaluation.single_points
        offered = _offered(learner, schema, additive)
        needs = sorted({name for column in group for name in column.metric.needs(schema)})
        if learner is not None:
            for column in group:
                _check(column, learner, schema, offered)
        read = ColumnSet(where.atoms, tuple(needs))
        fill = ColumnSet(where.atoms, offered if additive and learner else tuple(needs))
        out.append(Wanted(where, read, fill))
    return tuple(out)


def _offered(learner: Learner | None, schema: Schema, additive: bool) -> tuple[str, ...]:
    if learner is None:
        return ()
    return learner.statistics(schema) if additive else learner.on_request(schema)


def _check(column: Column, learner: Learner, schema: Schema, offered: tuple[str, ...]) -> None:
    lacking = [name for name in column.metric.needs(schema) if name not in offered]
    if not lacking:
        return
    kept = set(learner.statistics(schema)) | set(learner.on_request(schema))
    fitting = [
        name
        for name, metric in METRICS.items()
        if schema.task in metric.tasks and set(metric.needs(schema)) <= kept
    ]
    raise StudyError(
        f"{learner.title} does not give what {column.metric.title} is made of",
        f"Use one of {', '.join(fitting)}, or another learner",
    )
