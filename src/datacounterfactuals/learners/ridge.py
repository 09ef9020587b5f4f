"""Ridge: least squares with a penalty, for numbers and, on targets of ±1, for classes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import (
    Block,
    State,
    of_probabilities,
    of_values,
    regress,
)
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import (
    OVERFLOW,
    Finisher,
    classifier_bytes,
)
from datacounterfactuals.learners.kernels.subsets import NOISE
from datacounterfactuals.learners.rows import blocks
from datacounterfactuals.learners.totals import Total, Totals, centred


@final
@dataclass(frozen=True)
class Ridge(Learner):
    """Least squares with an L2 penalty; the intercept is free.

    With `per` "sum" it minimises sum_i w_i (y_i - f(x_i))^2 + l2 ||b||^2, which is scikit-learn's
    `Ridge(alpha=l2)`; with "mean" the sum is divided by the total weight. Classification fits
    targets of +1 for a class and -1 for the others and takes the largest score, the first of
    equals, as `RidgeClassifier` does. Such scores are no probabilities, so it fills right and
    predicted counts and neither log loss nor Brier score.

    A world of one row is real (it predicts its target); without rows it predicts the schema's
    center. Classification scores worlds of fewer than two classes by the smoothed prior.
    """

    name: ClassVar[str] = "ridge"
    title: ClassVar[str] = "ridge"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("regression", "classification"), additive=True)

    l2: float = 1.0
    per: Literal["sum", "mean"] = "sum"

    def __post_init__(self) -> None:
        if not 0 < self.l2 < float("inf"):
            raise LearnerError(
                f"l2 is {self.l2!r}", "Use a number above 0: without it small worlds have no fit"
            )
        if self.per not in ("sum", "mean"):
            raise LearnerError(f"per is {self.per!r}", "Use 'sum' or 'mean'")

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        if schema.task == "regression":
            return of_values()
        counted = ("right", "predicted")
        return tuple(s for s in of_probabilities(schema) if s.partition(":")[0] in counted)

    def summarise(self, rows: Table, evaluation: Evaluation) -> Total:
        schema = rows.schema
        if schema.task == "regression":
            targets = (rows.target - schema.center)[:, None]
        else:
            targets = (rows.target[:, None] == np.arange(len(schema.classes))).astype(np.float64)
        with np.errstate(all="ignore"):
            left = np.column_stack([np.ones(len(rows)), centred(rows, evaluation)])
            sums = left.T @ np.column_stack([left, targets])
        return Total(from_lanes(rows.content), sums.ravel())

    def scorer(
        self,
        objects: Sequence[Total],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "RidgeScorer":
        del seed
        return RidgeScorer(self, objects, evaluation, statistics)


@final
class RidgeScorer:
    """Adds up the objects' Gram matrices and solves the normal equations of a block at once."""

    def __init__(
        self,
        learner: Ridge,
        objects: Sequence[Total],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
    ) -> None:
        self._l2, self._per = learner.l2, learner.per
        self._totals, self._objects = Totals(objects), len(objects)
        self._evaluation, self._statistics = evaluation, statistics
        self._points = centred(evaluation.table, evaluation)
        self._regression = evaluation.schema.task == "regression"

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        each = classifier_bytes(self._evaluation, self._statistics) + 64 * self._totals.numbers
        width = self._points.shape[1] + 1
        for start, weights in blocks(worlds, self._objects, each, memory):
            out = Finisher(self._evaluation, self._statistics, start, len(weights))
            with np.errstate(all="ignore"):
                sums = self._totals.of(weights)
                out.fail(np.isnan(sums[:, 0]), OVERFLOW)
                sums = sums.reshape(len(weights), width, -1)
                if self._regression:
                    self._values(out, sums)
                else:
                    self._classes(out, sums)
            yield out.block()

    def _values(self, out: Finisher, sums: Floats) -> None:
        middle = self._evaluation.schema.center
        empty = out.left & (sums[:, 0, 0] == 0)
        without = np.full((int(empty.sum()), len(self._points)), middle)
        values = regress(self._evaluation, without, self._statistics)
        out.fill(empty, values, State.FALLBACK)
        scores = middle + self._scores(sums[out.left])[:, :, 0]
        out.fill(out.left, regress(self._evaluation, scores, self._statistics))

    def _classes(self, out: Finisher, sums: Floats) -> None:
        classes = len(self._evaluation.schema.classes)
        out.prior(sums[:, 0, -classes:])
        sums = sums[out.left]
        scores = 2.0 * self._scores(sums) - 1.0
        out.choose(scores, sums[:, 0, -classes:] > 0)

    def _scores(self, sums: Floats) -> Floats:
        """Predictions of the targets as they were summed. To [worlds, points, targets]."""
        total = sums[:, :1, :1]
        width = self._points.shape[1] + 1
        means = sums[:, :1] / total
        moments = sums[:, 1:] - sums[:, 1:, :1] * means
        scatter, cross = moments[:, :, 1:width], moments[:, :, width:]
        diagonal = np.diagonal(scatter, axis1=1, axis2=2)
        second = np.diagonal(sums[:, 1:, 1:width], axis1=1, axis2=2)
        varies = diagonal > NOISE * second
        scatter = np.where(varies[:, :, None] & varies[:, None, :], scatter, 0.0)
        cross = np.where(varies[:, :, None], cross, 0.0)
        penalty = self._l2 * (total if self._per == "mean" else np.ones_like(total))
        slopes = _solve(scatter + penalty * np.eye(width - 1), cross)
        free = means[:, :, width:] - means[:, :, 1:width] @ slopes
        return self._points @ slopes + free


def _solve(matrices: Floats, sides: Floats) -> Floats:
    """Solve every system of a stack; NaN where it is singular."""
    try:
        return np.linalg.solve(matrices, sides).astype(np.float64)
    except np.linalg.LinAlgError:
        if len(matrices) == 1:
            return np.full(sides.shape, np.nan)
        pairs = zip(matrices, sides, strict=True)
        return np.concatenate([_solve(one[None], side[None]) for one, side in pairs])
