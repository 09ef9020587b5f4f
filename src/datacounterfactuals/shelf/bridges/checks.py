"""Checks of the bridges on a grid: both sides of each identity, computed apart from its cells.

Nothing is trained for them unless a budget is given. Numbers are oriented: more is better.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import final

import numpy as np

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed, Worlds
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.scale.scaling import Scaling
from datacounterfactuals.questions.value.banzhaf import Banzhaf
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.questions.value.shapley import Shapley

MOST_OBJECTS = 12
STEP = 0.05
"""How far a weight is moved to either side for a slope."""
SMOOTH = ("log_loss", "bits", "squared_error", "brier")
"""Metrics that move with a weight a little at a time; a share of right answers jumps."""


@final
@dataclass(frozen=True, eq=False)
class Check:
    """Both sides of an identity. `left`, `right`: Float[labels, columns]; `error`: the sampling
    error of the left side, where it is an estimate. `exact`: they differ by rounding alone.
    `score`: the numbers are scores, not gains.

    `refused`: why there is nothing to check here. `missing`: how many worlds are not held.
    """

    name: str
    said: str = ""
    sides: tuple[str, str] = ("", "")
    labels: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    left: Floats | None = None
    right: Floats | None = None
    error: Floats | None = None
    exact: bool = True
    score: bool = False
    refused: str = ""
    missing: int = 0

    @property
    def apart(self) -> float | None:
        """The largest difference between the sides, over all labels and columns."""
        if self.left is None or self.right is None:
            return None
        return float(np.nanmax(np.abs(self.left - self.right)))


@final
@dataclass(frozen=True, eq=False)
class _Whole:
    """The whole lattice of a grid: the score of every world, and whether each object is in it."""

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    members: Floats
    scores: Floats
    sizes: Ints
    answers: dict[str, Answer]

    @property
    def count(self) -> int:
        return len(self.names)


def checks(grid: Grid, columns: Sequence[Column], budget: Budget | None = None) -> list[Check]:
    """Every bridge on a grid. `budget`: what may be trained of what is missing, if it has room for
    all that a check needs."""
    spent = budget or Budget(rows=0)
    refused, missing, whole = _whole(grid, columns, spent)
    found: list[Check] = []
    for name, check in LATTICE.items():
        if whole is None:
            found.append(Check(name, refused=refused, missing=missing))
        else:
            found.append(check(whole))
    found.insert(4, _influence(grid, columns, spent))
    found.append(_privacy(grid))
    return found


def _whole(grid: Grid, columns: Sequence[Column], budget: Budget) -> tuple[str, int, _Whole | None]:
    roster = grid.study.universe.roster
    if not 2 <= len(roster) <= MOST_OBJECTS:
        words = f"the study has {len(roster)} objects, and the check reads every world"
        return f"{words}: from 2 to {MOST_OBJECTS} objects", 0, None
    lattice = grid.lattice()
    missing = _lacking(grid, lattice, columns, budget)
    if missing:
        return "", missing, None
    scores = grid.scores(lattice, columns).values
    if np.isnan(scores).any():
        return "a world of this study failed, and the check reads every world", 0, None
    asked = (
        Shapley(method="exact"),
        Banzhaf(method="exact"),
        Scaling(method="exact"),
        Banzhaf(method="reuse", rounds=1),
    )
    names = ("shapley", "banzhaf", "scaling", "half rows")
    answers = ask(grid, *asked, columns=columns, budget=Budget(rows=0), progress=None)
    bits = np.arange(len(lattice))[:, None] >> np.arange(len(roster)) & 1
    return "", 0, _Whole(
        roster.names,
        tuple(columns),
        bits.astype(np.float64),
        scores,
        bits.sum(axis=1),
        dict(zip(names, answers, strict=True)),
    )  # fmt: skip


def _lacking(grid: Grid, worlds: Worlds, columns: Sequence[Column], budget: Budget) -> int:
    """How many worlds are not held, once they are trained if the budget has room for all."""
    missing = len(grid.missing(worlds, columns))
    rows = missing * grid.repeats
    if not missing or not grid.trains or rows > (rows if budget.rows is None else budget.rows):
        return missing
    grid.fill(worlds, columns=columns, budget=budget, progress=None)
    return len(grid.missing(worlds, columns))


def _mean_shapley(whole: _Whole) -> Check:
    """The mean value against the curve's slope, and each layer's mean contribution against its
    step, counted one pair of neighbours at a time."""
    curve = whole.answers["scaling"].values
    steps = np.diff(curve, axis=0)
    rows = [whole.answers["shapley"].values.mean(axis=0)]
    places = np.arange(len(whole.scores))
    for size in range(whole.count):
        gains = [
            whole.scores[below | 1 << member] - whole.scores[below]
            for member in range(whole.count)
            for below in [places[(whole.sizes == size) & (whole.members[:, member] == 0)]]
        ]
        rows.append(np.concatenate(gains).mean(axis=0))
    return Check(
        "mean-shapley",
        "First the mean of the Shapley values beside the mean step of the curve; then, size by "
        "size, the mean contribution over all pairs of neighbouring worlds beside the step.",
        ("values and contributions", "scaling curve"),
        ("on the mean", *(f"from {k} to {k + 1}" for k in range(whole.count))),
        whole.columns,
        np.array(rows),
        np.vstack([steps.mean(axis=0), steps]),
    )


def _random_strike(whole: _Whole) -> Check:
    everything = len(whole.scores) - 1
    rows: list[Floats] = []
    for size in range(whole.count + 1):
        gone = [sum(1 << one for one in group) for group in combinations(range(whole.count), size)]
        rows.append(whole.scores[everything - np.array(gone)].mean(axis=0))
    return Check(
        "random-strike",
        "The mean score left by every withdrawal of so many objects from the full world, beside "
        "the scaling curve read from its end.",
        ("mean after the withdrawals", "scaling curve, from its end"),
        tuple(f"{k} withheld" for k in range(whole.count + 1)),
        whole.columns,
        np.array(rows),
        whole.answers["scaling"].values[::-1],
        score=True,
    )


def _least_squares(whole: _Whole) -> Check:
    design = np.column_stack([np.ones(len(whole.members)), whole.members])
    slopes = np.asarray(np.linalg.lstsq(design, whole.scores, rcond=None)[0][1:], dtype=np.float64)
    return Check(
        "least-squares",
        "Slopes of a least squares fit to all worlds, beside the Banzhaf values.",
        ("least squares", "Banzhaf"),
        whole.names,
        whole.columns,
        slopes,
        whole.answers["banzhaf"].values,
    )


def _shapley_kernel(whole: _Whole) -> Check:
    count, members, scores = whole.count, whole.members, whole.scores
    inner = (whole.sizes > 0) & (whole.sizes < count)
    kernel = [(count - 1) / (math.comb(count, k) * k * (count - k)) for k in whole.sizes[inner]]
    root = np.sqrt(np.array(kernel))[:, None]
    gain = scores[-1] - scores[0]
    # The last slope is the gain less the others, so that both ends are met exactly.
    design = members[inner, :-1] - members[inner, -1:]
    target = scores[inner] - scores[0] - members[inner, -1:] * gain
    slopes = np.linalg.lstsq(root * design, root * target, rcond=None)[0]
    return Check(
        "shapley-kernel",
        "Slopes of a weighted least squares fit that meets the empty and the full world, beside "
        "the Shapley values.",
        ("weighted least squares", "Shapley"),
        whole.names,
        whole.columns,
        np.vstack([slopes, gain - slopes.sum(axis=0)]),
        whole.answers["shapley"].values,
    )


def _half_rows(whole: _Whole) -> Check:
    sampled = whole.answers["half rows"]
    drawn = int(float(sampled.facts["half rows read"]))
    return Check(
        "half-rows",
        f"{drawn} random half rows serve all {whole.count} objects; the exact values read every "
        f"world. All {sampled.worlds} distinct rows they wanted were held already. The two differ "
        "by sampling, whose standard error stands beside.",
        ("half rows", "exact Banzhaf"),
        whole.names,
        whole.columns,
        sampled.values,
        whole.answers["banzhaf"].values,
        sampled.uncertainty.sampling.error,
        exact=False,
    )


LATTICE: dict[str, Callable[[_Whole], Check]] = {
    "mean-shapley": _mean_shapley,
    "random-strike": _random_strike,
    "least-squares": _least_squares,
    "shapley-kernel": _shapley_kernel,
    "half-rows": _half_rows,
}
"""The bridges that are read off the whole lattice."""


def _influence(grid: Grid, columns: Sequence[Column], budget: Budget) -> Check:
    """The slope of the score in each object's weight, beside the step to weight zero."""
    study, name = grid.study, "influence"
    learner, roster = study.learner, study.universe.roster
    if learner is None:
        return Check(name, refused="the study has no learner: nothing can be weighed anew")
    if learner.capability.weights != "real":
        return Check(name, refused=f"{learner.title} takes whole objects only, and no weights")
    metric = next((one for one in SMOOTH if one in study.metrics), None)
    if metric is None:
        words = "no metric of this study moves a little when a weight does, so it has no slope"
        return Check(name, refused=words)
    if len(roster) > MOST_OBJECTS:
        return Check(name, refused=f"shown up to {MOST_OBJECTS} objects")
    plain = [column.name for column in columns if column.fold == "slice"]
    smooth = study.columns(metric, plain)
    width = len(study.universe)
    full = dict.fromkeys(roster.members, 1.0)
    moved = [
        World.of(width, full | {member: weight})
        for member in roster.members
        for weight in (1.0 + STEP, 1.0 - STEP, 0.0)
    ]
    worlds = Listed.of([*moved, roster.full], width)
    missing = _lacking(grid, worlds, smooth, budget)
    if missing:
        return Check(name, missing=missing)
    scores = grid.scores(worlds, smooth).values
    up, down = scores[0:-1:3], scores[1:-1:3]
    lost = ask(grid, LeaveOneOut(), columns=smooth, budget=Budget(rows=0), progress=None)[0]
    return Check(
        name,
        f"Both under {smooth[0].metric.title}. Left: the difference of the score at the weights "
        f"{1 + STEP:g} and {1 - STEP:g}, all others at 1, divided by {2 * STEP:g}: a measured "
        "slope, from models that were trained again, no gradient. Right: leave-one-out, the step "
        "to weight 0. They need not be equal: what is between them is curvature.",
        ("slope at weight 1", "step to weight 0"),
        roster.names,
        smooth,
        (up - down) / (2 * STEP),
        lost.values,
        exact=False,
    )


def _privacy(grid: Grid) -> Check:
    learner = grid.study.learner
    who = "a study without a learner" if learner is None else learner.title
    return Check(
        "privacy",
        refused=f"{who} promises no privacy, so there is no epsilon and nothing to check here",
    )
