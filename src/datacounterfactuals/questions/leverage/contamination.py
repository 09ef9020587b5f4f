"""Contamination: whether a slice measures what an object taught by heart.

Points that stand in an object are compared with points of the same slice that stand in none. Each
point is its own pair: its score with the object and without it. If copying taught nothing, the
points that were copied gain like any others, so that any choice of as many points could have been
theirs: that is the chance which the test works out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError, nearest
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import METRICS, Metric
from datacounterfactuals.core.points import Points
from datacounterfactuals.core.scores import Folded, Scores, mean_over_repeats
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.table import Schema

COPIES = "copies"
LEVEL, ROUNDING, DIGITS = 0.05, 1e-12, 9
DRAWS = 4_999
"""Choices of as many points that are tried; all of them where there are no more."""


@final
@dataclass(frozen=True, eq=False)
class Suspects:
    """Which points are compared on which columns.

    `there`: Bool[members, points], those that stand in each object (or that somebody suspects).
    `clean`: Bool[points], those that stand in none. `inside`: Bool[columns, points]. `once`:
    Bool[points], of equal points one, as they gain alike.
    """

    there: Bools
    clean: Bools
    inside: Bools
    once: Bools

    @staticmethod
    def of(
        text: str, slices: Sequence[Column], before: Evaluation, points: Points, count: int
    ) -> "Suspects":
        """Those that are meant by `copies`, or by the name of a slice, of so many members. Raises
        QuestionError."""
        evaluation = points.window.evaluation
        inside = np.array([_inside(column, before) for column in slices])
        _, first = np.unique(evaluation.table.hashes, axis=0, return_index=True)
        once = np.isin(np.arange(len(evaluation.table)), first)
        if text != COPIES:
            members = before.single_points
            if text not in members.slices:
                raise QuestionError(
                    f"no slice is named {text!r}, so nobody knows which points are suspected",
                    nearest(text, (COPIES, *members.slices)),
                )
            suspected = members.membership[members.slice(text)]
            there = np.repeat(suspected[None], count, axis=0)
        elif points.copies is None:
            raise QuestionError(
                "the rows of the objects are not known here, so no copy can be found",
                "Name a slice whose points are suspected, such as contamination=all",
            )
        else:
            there = points.copies
        return Suspects(there, np.asarray(~there.any(axis=0)), inside, once)

    def on(self, columns: Iterable[int]) -> "Suspects":
        """The same on some of the columns."""
        return replace(self, inside=self.inside[list(columns)])

    def testable(self) -> Bools:
        """Whether there are two points of each kind. Bool[members, columns]."""
        inside = self.inside & self.once
        copied = (self.there[:, None] & inside[None]).sum(axis=2)
        return (copied >= 2) & ((self.clean & inside).sum(axis=1) >= 2)[None]


@final
@dataclass(frozen=True)
class Tested:
    """What was found of one object on one column: how many points, what they gained by it, what
    clean points gained, and the chance of as large a difference or a larger one."""

    copied: int
    gain: float
    clean: float
    chance: float


def single(metric: Metric, schema: Schema) -> Metric:
    """The metric of single points that tells what this one does: not every metric has a value for
    one point."""
    if metric.name in {"log_loss", "brier", "votes", "absolute_error", "squared_error", "bits"}:
        return metric
    words = {"classification": "accuracy", "regression": "squared_error", "text": "bits"}
    return METRICS[words[schema.task]] if schema.task in words else metric


def weights_of(metric: Metric, evaluation: Evaluation) -> Floats:
    """What each point counts for in a mean: its tokens, or once. Float[points]."""
    return evaluation.constants["tokens" if metric.name == "bits" else "count"]


def by_point(scores: Scores, evaluation: Evaluation) -> Floats:
    """The score of each point, from the mean over all of them and the means without each.
    Float[repeats, worlds, points], NaN for points that the column does not read."""
    (column,) = scores.columns
    weights = weights_of(column.metric, evaluation)[column.atoms()]
    whole = scores.reading.oriented[:, :, 0, None]
    left = scores.reading.left_out[0]
    if not left.shape[-1]:  # one point, which is the mean
        left = np.zeros((*whole.shape[:2], len(weights)))
    total = weights.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (total * whole - (total - weights) * left) / weights
    out = np.full((*found.shape[:2], len(evaluation.atoms)), np.nan)
    out[:, :, column.atoms()] = np.round(found, DIGITS)
    return out


def compare(
    scores: Scores,
    evaluation: Evaluation,
    suspects: Suspects,
    members: Sequence[int],
    columns: Sequence[Column],
    names: Sequence[str],
    random: np.random.Generator,
) -> tuple[Folded, dict[tuple[int, int], Tested]]:
    """The difference of differences of each member on each column, and its test.

    The first world of `scores` holds all objects, the others lack one of `members` each.
    """
    points = by_point(scores, evaluation)
    repeats = len(points)
    shape = (repeats, len(members), len(columns))
    values, testable = np.full(shape, np.nan), suspects.testable()
    left: list[Floats] = []
    sizes: list[Floats] = []
    found: dict[tuple[int, int], Tested] = {}
    for at, inside in enumerate(suspects.inside):
        used = np.flatnonzero(inside & suspects.once)
        replicates = np.full((*shape[:2], len(used)), np.nan)
        for row, member in enumerate(members):
            if not testable[member, at]:
                continue
            gains = (points[:, 0] - points[:, row + 1])[:, used]
            copied, clean = suspects.there[member, used], suspects.clean[used]
            values[:, row, at], replicates[:, row] = _difference(gains, copied, clean)
            mean = mean_over_repeats(gains)
            if np.isfinite(mean).all():
                found[row, at] = Tested(
                    int(copied.sum()),
                    float(mean[copied].mean()),
                    float(mean[clean].mean()),
                    chance_of(mean[copied], mean[clean], random),
                )
        left.append(replicates)
        sizes.append(np.ones(len(used)))
    folded = Folded(
        tuple((name,) for name in names),
        replace(scores.sampling, columns=tuple(columns), sizes=tuple(sizes)),
        values,
        tuple(left),
        len(scores.worlds),
        len(scores.gaps),
        scores.gaps,
        int((scores.states == State.FALLBACK).sum()),
    )
    return folded, found


def chance_of(copied: Floats, clean: Floats, random: np.random.Generator) -> float:
    """The chance that as many points, chosen from all alike, gain as much more than the others or
    more: a permutation test, which needs no law of the gains."""
    pool = np.concatenate([copied, clean])
    few, least = (copied, 1.0) if len(copied) <= len(clean) else (clean, -1.0)
    seen = least * few.sum() - ROUNDING * max(1.0, float(np.abs(pool).sum()))
    if comb(len(pool), len(few)) <= DRAWS:
        drawn = [
            least * pool[list(some)].sum() for some in combinations(range(len(pool)), len(few))
        ]
        return float(np.mean(np.array(drawn) >= seen))
    drawn = [
        least * pool[random.choice(len(pool), len(few), replace=False, shuffle=False)].sum()
        for _ in range(DRAWS)
    ]
    return float((1 + (np.array(drawn) >= seen).sum()) / (DRAWS + 1))


def holm(chances: Sequence[float]) -> list[float]:
    """The chances after Holm: none is below the level unless all smaller ones are at theirs."""
    order = np.argsort(chances, kind="stable")
    out, most = [1.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        most = max(most, min(1.0, (len(chances) - rank) * chances[place]))
        out[place] = most
    return out


def findings(
    scores: Scores,
    evaluation: Evaluation,
    suspects: Suspects,
    columns: Sequence[Column],
    names: Sequence[str],
    found: dict[tuple[int, int], Tested],
) -> dict[str, float | str]:
    """Which objects a column is contaminated by, with the numbers behind it."""
    facts: dict[str, float | str] = {}
    later: dict[str, float | str] = {}
    full = mean_over_repeats(by_point(scores, evaluation))[0]
    weights = weights_of(scores.columns[0].metric, evaluation)
    for at, column in enumerate(columns):
        sign, on = column.better, f" on {column.name}"
        inside = suspects.inside[at]
        clean = inside & suspects.clean
        rows = [row for row, place in found if place == at]
        adjusted = holm([found[row, at].chance for row in rows])
        named = [
            f"{names[row]} (p {p:.2g})" for row, p in zip(rows, adjusted, strict=True) if p <= LEVEL
        ]
        none = "by none, as far as this test can tell" if rows else "no object to be tested"
        facts[f"contaminated{on}"] = ", ".join(named) or none
        for words, some in ((f"measured{on}", inside), (f"measured on clean points{on}", clean)):
            if some.any():
                facts[words] = float(sign * np.average(full[some], weights=weights[some]))
        for row, p in zip(rows, adjusted, strict=True):
            one, of = found[row, at], f" of {names[row]}{on}"
            later |= {
                f"points{of}": float(one.copied), f"gain there{of}": one.gain,
                f"gain on clean points{of}": one.clean, f"p-value{of}": one.chance,
                f"p-value after Holm{of}": p,
            }  # fmt: skip
    return facts | later


def _inside(column: Column, before: Evaluation) -> Bools:
    """The points that a column reads. Bool[points]."""
    groups = column.groups[:, before.atom_of] if column.metric.additive else column.groups
    return np.asarray(groups.any(axis=0))


def _difference(gains: Floats, copied: Bools, clean: Bools) -> tuple[Floats, Floats]:
    """The mean gain of copied points less that of clean ones, and the same without each point.
    `gains`: Float[repeats, points]; to [repeats] and [repeats, points]."""
    parts: list[Floats] = []
    replicates = np.zeros_like(gains)
    for chosen, sign in ((copied, 1.0), (clean, -1.0)):
        some, count = gains[:, chosen], int(chosen.sum())
        mean = some.mean(axis=1)
        parts.append(sign * mean)
        each = np.repeat(mean[:, None], gains.shape[1], axis=1)
        each[:, chosen] = (count * mean[:, None] - some) / (count - 1)
        replicates += sign * each
    return parts[0] + parts[1], replicates
