"""Metrics: finished from held statistics on reading, so another metric trains nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.statistics import MARGIN
from datacounterfactuals.core.table import Schema, Task

Named = Mapping[str, Floats]


@final
@dataclass(frozen=True)
class Metric:
    """A number for a slice: how to finish it, what it is counted in, which way is better.

    `needs` names the statistics it reads. `finish` takes them, and the constants, summed over a
    slice's atoms (arrays of one shape) and returns that shape. `better` is +1 when more is
    better, -1 when less is. `additive` is False for a metric that needs every point (AUC).
    """

    name: str
    title: str
    unit: str
    better: Literal[1, -1]
    tasks: tuple[Task, ...]
    needs: Callable[[Schema], tuple[str, ...]]
    finish: Callable[[Schema, Named, Named], Floats]
    additive: bool = True


def _ratio(top: Floats, bottom: Floats) -> Floats:
    if np.all(bottom > 0):  # nearly always, over very many worlds
        return top / bottom
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)


def _classes(kind: str) -> Callable[[Schema], tuple[str, ...]]:
    return lambda schema: tuple(f"{kind}:{c}" for c in range(len(schema.classes)))


def _right(schema: Schema, held: Named) -> Floats:
    total = held["right:0"]
    for number in range(1, len(schema.classes)):
        total = total + held[f"right:{number}"]
    return total


def _accuracy(schema: Schema, held: Named, constant: Named) -> Floats:
    return _ratio(_right(schema, held), constant["count"])


def _mean(statistic: str, per: str = "count") -> Callable[[Schema, Named, Named], Floats]:
    return lambda schema, held, constant: _ratio(held[statistic], constant[per])


def _balanced(schema: Schema, held: Named, constant: Named) -> Floats:
    recalls = [
        _ratio(held[f"right:{c}"], constant[f"actual:{c}"]) for c in range(len(schema.classes))
    ]
    stacked = np.stack(recalls)
    there = ~np.isnan(stacked)
    return _ratio(np.where(there, stacked, 0.0).sum(axis=0), there.sum(axis=0).astype(np.float64))


def _f1_of(held: Named, constant: Named, number: int) -> Floats:
    right = held[f"right:{number}"]
    both = held[f"predicted:{number}"] + constant[f"actual:{number}"]
    return np.where(both > 0, 2 * right / np.where(both > 0, both, 1.0), 0.0)


def _f1(schema: Schema, held: Named, constant: Named) -> Floats:
    if len(schema.classes) == 2:
        return _f1_of(held, constant, 1)
    return np.mean([_f1_of(held, constant, c) for c in range(len(schema.classes))], axis=0)


def _r2(schema: Schema, held: Named, constant: Named) -> Floats:
    del schema
    squared = constant["target_squared"]
    spread = squared - _ratio(constant["target"] ** 2, constant["count"])
    noise = 1e-12 * squared  # equal targets leave a spread of rounding errors
    return 1.0 - _ratio(held["squared_error"], np.where(spread > noise, spread, 0.0))


def _rmse(schema: Schema, held: Named, constant: Named) -> Floats:
    del schema
    return np.sqrt(_ratio(held["squared_error"], constant["count"]))


def _perplexity(schema: Schema, held: Named, constant: Named) -> Floats:
    del schema
    return np.exp2(_ratio(held["bits"], constant["tokens"]))


def _auc(schema: Schema, held: Named, constant: Named) -> Floats:
    """The probability that a point of the second class outranks one of the first; ties half.

    Here the last axis runs over the points of the slice and is folded away.
    """
    del schema
    margin, positive = held[MARGIN], constant["actual:1"] > 0
    negatives = np.sort(margin[..., ~positive], axis=-1)
    positives = margin[..., positive]
    wins = np.zeros(margin.shape[:-1])
    for place in np.ndindex(*margin.shape[:-1]):
        below = np.searchsorted(negatives[place], positives[place], side="left")
        up_to = np.searchsorted(negatives[place], positives[place], side="right")
        wins[place] = (below + up_to).sum() / 2.0
    pairs = float(positive.sum() * (~positive).sum())
    return wins / pairs if pairs else np.full(wins.shape, np.nan)


_ALL = [
    Metric("accuracy", "accuracy", "", 1, ("classification",), _classes("right"), _accuracy),
    Metric(
        "balanced_accuracy",
        "balanced accuracy",
        "",
        1,
        ("classification",),
        _classes("right"),
        _balanced,
    ),
    Metric(
        "f1",
        "F1",
        "",
        1,
        ("classification",),
        lambda schema: (*_classes("right")(schema), *_classes("predicted")(schema)),
        _f1,
    ),
    Metric(
        "selection_rate",
        "share predicted as the second class",
        "",
        1,
        ("classification",),
        lambda schema: ("predicted:1",),
        _mean("predicted:1"),
    ),
    Metric(
        "log_loss",
        "log loss",
        "nats",
        -1,
        ("classification",),
        lambda schema: ("log_loss",),
        _mean("log_loss"),
    ),
    Metric(
        "brier",
        "Brier score",
        "",
        -1,
        ("classification",),
        lambda schema: ("brier",),
        _mean("brier"),
    ),
    Metric(
        "auc",
        "area under the ROC curve",
        "",
        1,
        ("classification",),
        lambda schema: (MARGIN,),
        _auc,
        additive=False,
    ),
    Metric(
        "votes",
        "share of right votes",
        "",
        1,
        ("classification",),
        lambda schema: ("votes",),
        _mean("votes"),
    ),
    Metric(
        "squared_error",
        "mean squared error",
        "",
        -1,
        ("regression",),
        lambda schema: ("squared_error",),
        _mean("squared_error"),
    ),
    Metric(
        "rmse",
        "root mean squared error",
        "",
        -1,
        ("regression",),
        lambda schema: ("squared_error",),
        _rmse,
    ),
    Metric(
        "absolute_error",
        "mean absolute error",
        "",
        -1,
        ("regression",),
        lambda schema: ("absolute_error",),
        _mean("absolute_error"),
    ),
    Metric("r2", "R²", "", 1, ("regression",), lambda schema: ("squared_error",), _r2),
    Metric(
        "bits",
        "cross-entropy",
        "bits per token",
        -1,
        ("text",),
        lambda schema: ("bits",),
        _mean("bits", "tokens"),
    ),
    Metric("perplexity", "perplexity", "", -1, ("text",), lambda schema: ("bits",), _perplexity),
]
METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _ALL}
DEFAULTS: Mapping[Task, str] = {
    "classification": "accuracy",
    "regression": "r2",
    "text": "bits",
}


def declared(name: str, better: Literal[1, -1], unit: str = "") -> Metric:
    """A finished score that somebody else computed, with the direction they declare."""
    return Metric(
        name,
        name,
        unit,
        better,
        ("scores",),
        lambda schema: (name,),
        lambda schema, held, constant: held[name],
    )


def metric(name: str, task: Task) -> Metric:
    """Find a metric for a task. Raises StudyError if there is none or it does not fit."""
    fitting = [m.name for m in _ALL if task in m.tasks]
    if name not in METRICS:
        raise StudyError(f"no metric is named {name!r}", nearest(name, fitting))
    found = METRICS[name]
    if task not in found.tasks:
        raise StudyError(
            f"the metric {name!r} does not fit a {task} study", f"Use one of {', '.join(fitting)}"
        )
    return found
