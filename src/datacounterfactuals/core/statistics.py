"""Statistics: the additive numbers that cells keep, from which every metric is finished."""

from dataclasses import dataclass
from enum import IntEnum
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats, Ints
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Schema

PROBABILITY_FLOOR = float(np.finfo(np.float64).eps)
"""Probabilities are clipped here before their logarithm, as scikit-learn's log_loss does."""

SMALLEST = float(np.finfo(np.float64).tiny)
"""Probabilities are clipped here for log odds, which keep their order up to 708 either way."""

MARGIN = "margin"
"""A score per evaluation point (the log odds of the second class), kept only when asked for."""


class State(IntEnum):
    """How a world came by its score. The last three are never stored."""

    REAL = 0
    FALLBACK = 1
    FAILED = 2
    NOT_HELD = 3
    OVER_BUDGET = 4
    SHUT = 5


@final
@dataclass(frozen=True, eq=False)
class Block:
    """Cells of some worlds, as a scorer yields and the bank keeps them.

    `rows`: Int[b], which of the asked worlds. `values`: Float[b, atoms, statistics].
    `states`: UInt8[b]. `reasons`: why a world failed, by its place in the block.
    """

    rows: Ints
    values: Floats
    states: Bytes
    reasons: tuple[tuple[int, str], ...] = ()


def of_probabilities(schema: Schema) -> tuple[str, ...]:
    """The statistics that a classifier with probabilities fills, in their order."""
    numbers = range(len(schema.classes))
    return (
        *(f"right:{number}" for number in numbers),
        *(f"predicted:{number}" for number in numbers),
        "log_loss",
        "brier",
    )


def classify(evaluation: Evaluation, probabilities: Floats, names: tuple[str, ...]) -> Floats:
    """Fill a classifier's statistics from its class probabilities.

    `probabilities`: Float[..., points, classes], where worlds may lead. Returns
    Float[..., atoms, names]. The predicted class is the most probable one, the first in class
    order if several are; the Brier score is summed over classes (halved for two, so that it is
    the familiar one). Statistics: right and predicted counts by class, `log_loss` in nats,
    `brier`, and `margin` for two classes.
    """
    predicted = np.zeros_like(probabilities)
    np.put_along_axis(predicted, probabilities.argmax(axis=-1)[..., None], 1.0, axis=-1)
    return score_points(evaluation, probabilities, predicted, names)


def score_points(
    evaluation: Evaluation, probabilities: Floats, predicted: Floats, names: tuple[str, ...]
) -> Floats:
    """As `classify`, with the share of the prediction that goes to each class given."""
    points, classes = probabilities.shape[-2:]
    actual = np.zeros((points, classes))
    actual[np.arange(points), evaluation.table.target.astype(np.int64)] = 1.0
    columns: list[Floats] = []
    for name in names:
        kind, _, number = name.partition(":")
        if kind == "right":
            point = predicted[..., int(number)] * actual[:, int(number)]
        elif kind == "predicted":
            point = predicted[..., int(number)]
        elif kind == "log_loss":
            point = -np.log(np.maximum((probabilities * actual).sum(axis=-1), PROBABILITY_FLOOR))
        elif kind == "brier":
            point = ((probabilities - actual) ** 2).sum(axis=-1) / (2 if classes == 2 else 1)
        elif kind == MARGIN:
            clipped = np.maximum(probabilities, SMALLEST)
            point = np.log(clipped[..., -1]) - np.log(clipped[..., 0])
        else:
            raise KeyError(name)
        columns.append(evaluation.per_atom(point))
    return np.stack(columns, axis=-1)


def of_values() -> tuple[str, ...]:
    """The statistics that a regression fills."""
    return ("squared_error", "absolute_error")


def regress(evaluation: Evaluation, predicted: Floats, names: tuple[str, ...]) -> Floats:
    """Fill a regression's statistics.

    `predicted`: Float[..., points], where worlds may lead; returns Float[..., atoms, names].
    """
    residual = evaluation.table.target - predicted
    points = {"squared_error": residual**2, "absolute_error": np.abs(residual)}
    return np.stack([evaluation.per_atom(points[name]) for name in names], axis=-1)


def prior(counts: Floats) -> Floats:
    """The smoothed prior predictor, the documented score of a world that no model can be fitted
    to: class c has probability (n_c + 1) / (n + C). Shape: [classes] weights to [classes]."""
    return (counts + 1.0) / (counts.sum() + len(counts))


def classify_prior(evaluation: Evaluation, counts: Floats, names: tuple[str, ...]) -> Floats:
    """Fill the statistics of the smoothed prior. Classes that tie for the most probable share the
    prediction equally, so the empty world's accuracy is 1/C and favours no class."""
    share = prior(counts)
    winners = (counts == counts.max()).astype(np.float64)
    points = len(evaluation.table)
    return score_points(
        evaluation,
        np.tile(share, (points, 1)),
        np.tile(winners / winners.sum(), (points, 1)),
        names,
    )
