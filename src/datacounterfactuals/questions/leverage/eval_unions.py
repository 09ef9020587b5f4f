"""Measurements on unions of slices: all of them, and all but each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.scores import Folded, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.view import View


@final
@dataclass(frozen=True)
class Union:
    """All points of the slices of one metric, and these without the points of each slice.

    A slice that holds all of them is left out: nothing would be measured without it.
    """

    whole: Column
    without: tuple[tuple[str, Column], ...]
    notes: tuple[str, ...]

    @staticmethod
    def of(slices: Sequence[Column]) -> "Union":
        whole = _any(np.concatenate([column.groups for column in slices]))
        rest = {column.name: whole & ~column.groups[0] for column in slices}
        title = "all slices" if len(slices) > 1 else slices[0].name
        metric = slices[0].metric
        return Union(
            Column(title, metric, whole[None]),
            tuple(
                (name, Column(f"without {name}", metric, groups[None]))
                for name, groups in rest.items()
                if groups.any()
            ),
            tuple(f"nothing is measured without {n}" for n, g in rest.items() if not g.any()),
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.whole, *(column for _, column in self.without))


def _any(rows: Bools) -> Bools:
    return np.asarray(rows.any(axis=0))


def by_metric(slices: Sequence[Column]) -> list[list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in slices:
        found.setdefault(column.metric.name, []).append(column)
    return list(found.values())


def fold(
    view: View,
    scores: Scores,
    unions: Sequence[Union],
    names: tuple[str, ...],
    places: Mapping[str, int],
) -> Folded:
    """Union less union without each slice; errors are paired, as both lose the same part.

    `places`: of which world the union is read, by slice; of the first unless it says another.
    """
    reading, sampling = scores.reading, scores.sampling
    repeats = len(reading.oriented)
    values = np.full((repeats, len(names), len(unions)), np.nan)
    lefts: list[Floats] = []
    start = 0
    for place, union in enumerate(unions):
        parts = _parts(view, union.whole)
        measured = reading.left_out[start].shape[-1] > 0
        left = np.full((repeats, len(names), len(parts) if measured else 0), np.nan)
        for at, (name, column) in enumerate(union.without, start + 1):
            if name not in names:
                continue
            row, world = names.index(name), places.get(name, 0)
            values[:, row, place] = reading.oriented[:, world, start] - reading.oriented[:, 0, at]
            if measured:
                # A part that the smaller union does not hold leaves its score as it is.
                less = np.repeat(reading.oriented[:, 0, at, None], len(parts), axis=1)
                inside = np.isin(parts, _parts(view, column))
                if reading.left_out[at].shape[-1]:
                    less[:, inside] = reading.left_out[at][:, 0]
                else:
                    less[:, inside] = np.nan
                left[:, row] = reading.left_out[start][:, world] - less
        lefts.append(left)
        start += len(union.columns)
    return Folded(
        tuple((name,) for name in names),
        replace(
            sampling,
            columns=tuple(union.whole for union in unions),
            sizes=tuple(_sizes(sampling.sizes, unions)),
        ),
        values,
        tuple(lefts),
        len(scores.worlds),
        len(scores.gaps),
        scores.gaps,
        int((scores.states == State.FALLBACK).sum()),
    )


def _sizes(sizes: Sequence[Floats], unions: Sequence[Union]) -> list[Floats]:
    starts = np.cumsum([0, *(len(union.columns) for union in unions)])
    return [sizes[int(start)] for start in starts[:-1]]


def _parts(view: View, column: Column) -> Ints:
    """What the jackknife leaves out of a column, in its order: atoms of the evaluation."""
    inside = column.groups.any(axis=0)
    if column.metric.additive:
        return np.flatnonzero(inside)
    return np.unique(view.window.evaluation.atom_of[inside])


def facts_of(scores: Scores, union: Union, start: int) -> dict[str, float | str]:
    """The measurement and its standard error, with all slices and without each."""
    weights = np.zeros((1, len(scores.worlds)))
    weights[0, 0] = 1.0
    own = scores.fold((("measured",),), weights)
    error = own.evaluation.error
    of = f" ({union.whole.metric.title})"
    facts: dict[str, float | str] = {f"measured{of}": float(scores.shown[0, start])}
    if error is not None:
        facts[f"standard error{of}"] = float(error[0, start])
    for at, (name, _) in enumerate(union.without, start + 1):
        facts[f"measured without {name}{of}"] = float(scores.shown[0, at])
        if error is not None:
            facts[f"standard error without {name}{of}"] = float(error[0, at])
            facts[f"standard error removed by {name}{of}"] = float(error[0, at] - error[0, start])
    return facts


def decisions(
    scores: Scores, others: Scores, unions: Sequence[Union], other: str
) -> dict[str, float | str]:
    """Which of two learners measures better, on all slices and without each, and by how much."""
    facts: dict[str, float | str] = {}
    gains = others.reading.oriented[:, 0].mean(axis=0) - scores.reading.oriented[:, 0].mean(axis=0)
    start = 0
    for union in unions:
        of = f" ({union.whole.metric.title})"
        all_of_them = _chosen(float(gains[start]), other)
        facts[f"lead of {other}{of}"] = float(gains[start])
        facts[f"chosen{of}"] = all_of_them
        changed: list[str] = []
        for at, (name, _) in enumerate(union.without, start + 1):
            facts[f"lead of {other} without {name}{of}"] = float(gains[at])
            facts[f"chosen without {name}{of}"] = _chosen(float(gains[at]), other)
            if _chosen(float(gains[at]), other) != all_of_them:
                changed.append(name)
        facts[f"slices that change the choice{of}"] = ", ".join(changed) or "none"
        start += len(union.columns)
    return facts


def _chosen(lead: float, other: str) -> str:
    return other if lead > 0.0 else "the study's learner" if lead < 0.0 else "either"
