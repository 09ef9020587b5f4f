"""Derived columns as they are declared: gaps, worst slices, shares, money and unions."""

from dataclasses import replace

from datacounterfactuals.core.columns import (
    Column,
    gap_column,
    money_column,
    share_column,
    slice_column,
    worst_column,
)
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import Metric
from datacounterfactuals.study.declaration import DerivedColumn


def derive(declared: DerivedColumn, evaluation: Evaluation, metric: Metric) -> Column:
    """The column that is declared. Raises StudyError for an unknown slice, or a union of slices
    of which only finished scores are known."""
    slices = declared.slices
    match declared.kind:
        case "gap":
            made = gap_column(evaluation, metric, slices[0], slices[1])
        case "worst":
            made = worst_column(evaluation, metric, slices)
        case "share":
            over = "" if declared.over == "no data" else declared.over
            made = share_column(evaluation, metric, slices[0], over)
        case "money":
            made = money_column(evaluation, metric, slices[0], declared.price, declared.currency)
        case "union":
            if evaluation.schema.task == "scores":
                raise StudyError(
                    f"{' + '.join(slices)} cannot be read off finished scores of its slices",
                    "Have the union scored as a slice of its own",
                )
            made = slice_column(evaluation, metric, *slices)
    return replace(made, name=declared.name) if declared.name else made
