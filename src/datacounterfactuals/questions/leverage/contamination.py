"""Contamination: whether a slice measures what an object taught by heart.

Points that stand in an object are compared with points of the same slice, and of the same label,
that stand in none. Each point is its own pair: its score with the object and without it. If copying
taught nothing, points that were copied gain like any others with their label, so that any choice of
as many could have been theirs: that is the chance which the test works out. Labels are kept apart
because an object teaches most of what it has most of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError, nearest
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import METRICS, Metric
from datacounterfactuals.core.points import Points
from datacounterfactuals.core.scores import Folded, Scores, mean_over_repeats
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.table import Schema
from datacounterfactuals.questions.leverage.chances import chances_of, holm

COPIES = "copies"
LEVEL, DIGITS = 0.05, 9


@final
@dataclass(frozen=True, eq=False)
class Suspects:
    """Which points are compared on which columns.

    `there`: Bool[members, points], those that stand in each object (or that somebody suspects).
    `clean`: Bool[points], those that stand in none. `inside`: Bool[columns, points]. `once`:
    Bool[points], of equal points one, as they gain alike. `kinds`: Int[points], their labels, if
    they have some: only points of one kind are compared.
    """

    there: Bools
    clean: Bools
    inside: Bools
    once: Bools
    kinds: Ints

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
        kinds = np.zeros(len(evaluation.table), dtype=np.int64)
        if evaluation.schema.task == "classification":
            kinds = evaluation.table.target.astype(np.int64)
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
        return Suspects(there, np.asarray(~there.any(axis=0)), inside, once, kinds)

    def on(self, columns: Iterable[int]) -> "Suspects":
        """The same on some of the columns."""
        return replace(self, inside=self.inside[list(columns)])

    def pairs(self, member: int, column: int) -> tuple[Bools, Bools]:
        """The copied and the clean points that can be compared: those whose kind has a copied point
        and two clean ones. Bool[points] each."""
        inside = self.inside[column] & self.once
        copied, clean = self.there[member] & inside, self.clean & inside
        most = int(self.kinds.max(initial=0)) + 1
        able = (np.bincount(self.kinds[copied], minlength=most) >= 1) & (
            np.bincount(self.kinds[clean], minlength=most) >= 2
        )
        return copied & able[self.kinds], clean & able[self.kinds]

    def testable(self) -> Bools:
        """Whether there are two copied points to compare. Bool[members, columns]."""
        shape = (len(self.there), len(self.inside))
        counts = [int(self.pairs(*place)[0].sum()) for place in np.ndindex(*shape)]
        return np.array(counts, dtype=np.int64).reshape(shape) >= 2


@final
@dataclass(frozen=True)
class Tested:
    """What was found of one object on one column: how many points, what they gained by it, what
    clean points of their labels gained, and the chance of as large a difference or a larger one."""

    copied: int
    gain: float
    clean: float
    chance: float


@final
@dataclass(frozen=True, eq=False)
class _Alike:
    """Objects that are tested on the same points: what each point gains by each of them."""

    copied: Bools
    clean: Bools
    kinds: Ints
    gains: dict[int, Floats] = field(default_factory=dict[int, Floats])

    def chances(self, random: np.random.Generator) -> dict[int, float]:
        """The chance of each object."""
        both = self.copied | self.clean
        gains = np.array([gains[both] for gains in self.gains.values()])
        found = chances_of(gains, self.copied[both], self.kinds[both], random)
        return dict(zip(self.gains, map(float, found), strict=True))


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
        kinds, alike = suspects.kinds[used], dict[bytes, _Alike]()
        replicates = np.full((*shape[:2], len(used)), np.nan)
        for row, member in enumerate(members):
            if not testable[member, at]:
                continue
            gains = (points[:, 0] - points[:, row + 1])[:, used]
            copied, clean = (some[used] for some in suspects.pairs(member, at))
            values[:, row, at], replicates[:, row] = _difference(gains, copied, clean, kinds)
            mean = mean_over_repeats(gains)
            if np.isfinite(mean).all():
                own = alike.setdefault(copied.tobytes(), _Alike(copied, clean, kinds))
                own.gains[row] = mean
                gain = float(mean[copied].mean())
                lead = float(mean_over_repeats(values[:, row, at]))
                found[row, at] = Tested(int(copied.sum()), gain, gain - lead, 1.0)
        for own in alike.values():
            for row, chance in own.chances(random).items():
                found[row, at] = replace(found[row, at], chance=chance)
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
    guilty = _guilty(names, columns, found)
    full = mean_over_repeats(by_point(scores, evaluation))[0]
    weights = weights_of(scores.columns[0].metric, evaluation)
    for at, column in enumerate(columns):
        sign, on = column.better, f" on {column.name}"
        inside = suspects.inside[at]
        clean = inside & suspects.clean
        rows = [row for row, place in found if place == at]
        adjusted = holm([found[row, at].chance for row in rows])
        none = "by none, as far as this test can tell" if rows else "no object to be tested"
        facts[f"contaminated{on}"] = guilty[column.name] or none
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


def verdict(
    names: Sequence[str], columns: Sequence[Column], found: dict[tuple[int, int], Tested]
) -> list[str]:
    """What the tests say together, at the level and after Holm over the objects of each slice."""
    guilty = {name: by for name, by in _guilty(names, columns, found).items() if by}
    level = f"at a level of {LEVEL:g}, held to the number of objects"
    if not guilty:
        return [f"no object is found to contaminate a slice, {level}"]
    return [f"{column} is contaminated by {by}, {level}" for column, by in guilty.items()]


def _guilty(
    names: Sequence[str], columns: Sequence[Column], found: dict[tuple[int, int], Tested]
) -> dict[str, str]:
    """The objects that each column is contaminated by, in words."""
    out: dict[str, str] = {}
    for at, column in enumerate(columns):
        rows = [row for row, place in found if place == at]
        adjusted = holm([found[row, at].chance for row in rows])
        pairs = [(names[row], p) for row, p in zip(rows, adjusted, strict=True) if p <= LEVEL]
        out[column.name] = ", ".join(f"{name} (p {p:.2g})" for name, p in pairs)
    return out


def _inside(column: Column, before: Evaluation) -> Bools:
    """The points that a column reads. Bool[points]."""
    groups = column.groups[:, before.atom_of] if column.metric.additive else column.groups
    return np.asarray(groups.any(axis=0))


def _difference(gains: Floats, copied: Bools, clean: Bools, kinds: Ints) -> tuple[Floats, Floats]:
    """The mean lead of copied points over clean points of their kind, and the same without each
    point. `gains`: Float[repeats, points]; to [repeats] and [repeats, points]."""
    count, lead = int(copied.sum()), np.zeros(len(gains))
    without = np.zeros_like(gains)  # what the sum of leads loses or wins without each
    for kind in np.unique(kinds[copied]):
        own, other = copied & (kinds == kind), clean & (kinds == kind)
        mean = gains[:, other].mean(axis=1, keepdims=True)
        leads = gains[:, own] - mean
        lead += leads.sum(axis=1)
        without[:, own] = -leads
        without[:, other] = own.sum() * (gains[:, other] - mean) / (other.sum() - 1)
    left = (lead[:, None] + without) / np.where(copied, count - 1, count)
    return lead / count, left
