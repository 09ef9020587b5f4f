"""What strikes cost, row by row, and how an answer is made of it."""

from collections.abc import Sequence
from dataclasses import replace
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
class Losses:
    """The rows of the answer as they come."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._labels: list[Label] = []
        self._means: list[Floats] = []
        self._errors: list[Floats] = []
        self._every = True
        self._weights: list[list[int]] = []

    def add(self, strike: Strike, who: str, changes: Floats, places: Sequence[int] = ()) -> None:
        """The mean over the ways of a strike. Shape: [ways, columns]."""
        there = ~np.isnan(changes)
        with np.errstate(invalid="ignore"):
            mean = np.where(there, changes, 0.0).sum(axis=0) / there.sum(axis=0)
        zero = np.zeros(self._columns)
        error = zero if strike.every else np.array([spread(list(one)) for one in changes.T])
        self._every &= strike.every
        self._labels.append((f"{strike.share:.3g}", strike.way, who))
        self._means.append(mean)
        self._errors.append(error)
        self._weights.append(list(places))

    def folded(self, scores: Scores) -> Folded:
        """Values with the evaluation error of what is read on all points; of the others it is not
        known."""
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
        for one in left:
            one[:, ~whole] = np.nan
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
        """The share of the gain that is lost on all points of the first column."""
        facts: dict[str, float | str] = {f"gain on {columns[0].name}": float(gain[0])}
        for label, mean in zip(self._labels, self._means, strict=True):
            if label[2] == ALL and abs(gain[0]) > 1e-12:
                words = f"share of the gain lost, {label[1]}, {label[0]} strike"
                facts[words] = float(-mean[0] / gain[0])
        return facts

    def records(self, columns: tuple[Column, ...]) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        for label, mean, error in zip(self._labels, self._means, self._errors, strict=True):
            for column, value, half in zip(columns, mean.tolist(), 1.96 * error, strict=True):
                half = 0.0 if np.isnan(half) else float(half)
                mark = {"x": float(label[0]), "series": f"{label[1]}: {label[2]}"}
                low_high = {"low": value - half, "high": value + half}
                out.append({"column": column.name, "value": value, **mark, **low_high})
        return out
