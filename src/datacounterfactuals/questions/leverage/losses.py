"""What strikes cost, row by row, and how an answer is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.scores import Folded, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.questions.leverage.withdrawals import Strike, spread

ALL = "all"
"""What is read on all points."""


@final
@dataclass(frozen=True)
class Loss:
    """What one way of striking changes: Float[columns], and for each column the same without each
    of its parts, Float[parts], empty where that is not known."""

    value: Floats
    left: tuple[Floats, ...]


@final
class Losses:
    """The rows of the answer as they come."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._labels: list[Label] = []
        self._means: list[Floats] = []
        self._errors: list[Floats] = []
        self._left: list[list[Floats]] = []
        self._every = True
        self._weights: list[list[int]] = []

    def rows(self, strike: Strike, who: str, scores: Scores, places: Sequence[int]) -> None:
        """The mean over the ways of a strike of what their rows lose, by their places."""
        left = tuple(np.zeros(0) for _ in range(self._columns))
        ways = [Loss(scores.values[place] - scores.values[0], left) for place in places]
        self.add(strike, who, ways, places)

    def add(
        self, strike: Strike, who: str, ways: Sequence[Loss], places: Sequence[int] = ()
    ) -> None:
        """The mean over the ways of a strike."""
        changes = np.array([way.value for way in ways])
        zero = np.zeros(self._columns)
        error = zero if strike.every else np.array([spread(list(one)) for one in changes.T])
        self._every &= strike.every
        self._labels.append((f"{strike.share:.3g}", strike.way, who))
        self._means.append(_mean(changes))
        self._errors.append(error)
        self._weights.append(list(places))
        each = [[way.left[column] for way in ways] for column in range(self._columns)]
        same = [len({len(one) for one in some}) == 1 for some in each]
        self._left.append(
            [
                _mean(np.array(some)) if fits else np.zeros(0)
                for some, fits in zip(each, same, strict=True)
            ]
        )

    def folded(self, scores: Scores) -> Folded:
        """Values with their evaluation errors, each paired."""
        weights = np.zeros((len(self._labels), len(scores.worlds)))
        for row, places in enumerate(self._weights):
            for place in places:
                weights[row, place] += 1 / len(places)
            weights[row, 0] -= 1.0 if places else 0.0
        folded = scores.fold(self._labels, weights)
        means = np.array(self._means).reshape(len(self._labels), self._columns)
        whole = np.array([bool(places) for places in self._weights], dtype=bool)
        by_repeat, left = folded.by_repeat.copy(), [one.copy() for one in folded.left_out]
        by_repeat[:, ~whole] = means[~whole]
        for column, one in enumerate(left):
            for row in np.flatnonzero(~whole):
                own = self._left[row][column]
                one[:, row] = own if len(own) == one.shape[-1] else np.nan
        return replace(
            folded,
            by_repeat=by_repeat,
            left_out=tuple(left),
            contrast=None,
            worlds=len(scores.worlds),
            missing=len(scores.gaps),
            gaps=scores.gaps,
            fallbacks=int((scores.states == State.FALLBACK).sum()),
        )

    def sampling(self) -> Part:
        if self._every:
            return Part.none("every strike of each size was scored")
        error = np.array(self._errors).reshape(len(self._labels), self._columns)
        return Part.measured(error, float("nan"), "between random strikes of a size")

    def facts(self, columns: tuple[Column, ...], gain: Floats) -> dict[str, float | str]:
        """The share of the gain that is lost on all points of each column."""
        facts: dict[str, float | str] = {}
        for place, column in enumerate(columns):
            on = f" on {column.name}"
            facts[f"gain{on}"] = float(gain[place])
            for label, mean in zip(self._labels, self._means, strict=True):
                if label[2] == ALL and abs(gain[place]) > 1e-12:
                    lost = f"share of the gain lost, {label[1]}, {label[0]} strike{on}"
                    facts[lost] = float(-mean[place] / gain[place])
        return facts

    def records(self, columns: tuple[Column, ...], folded: Folded) -> list[dict[str, Any]]:
        """A mark for each value, with the interval of sampling and evaluation together."""
        out: list[dict[str, Any]] = []
        one_way = len({label[1] for label in self._labels}) == 1
        evaluation = folded.evaluation.error
        parts = np.zeros(folded.values.shape) if evaluation is None else np.nan_to_num(evaluation)
        errors = np.hypot(np.nan_to_num(np.array(self._errors).reshape(parts.shape)), parts)
        for label, mean, error in zip(self._labels, self._means, errors, strict=True):
            for column, value, half in zip(columns, mean.tolist(), 1.96 * error, strict=True):
                half = float(half)
                mark = {
                    "x": float(label[0]),
                    "series": label[2] if one_way else f"{label[1]}: {label[2]}",
                }
                low_high = {"low": value - half, "high": value + half}
                out.append({"column": column.name, "value": value, **mark, **low_high})
        return out


def _mean(values: Floats) -> Floats:
    """The mean over the ways that have a number; NaN of none. Shape: [ways, last] to [last]."""
    there = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.where(there, values, 0.0).sum(axis=0) / there.sum(axis=0)
