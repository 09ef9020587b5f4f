"""Ridge: least squares with a penalty, for numbers and, on targets of ±1, for classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import State, of_probabilities, of_values, regress
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.learners.additive import AdditiveScorer
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import Finisher
from datacounterfactuals.learners.kernels.linear import Desk
from datacounterfactuals.learners.kernels.ridge import Penalty, arranged, score
from datacounterfactuals.learners.kernels.scoring import Layout
from datacounterfactuals.learners.kernels.subsets import Asked, Room
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
    center. Classification scores worlds of fewer than two classes by the smoothed prior. A world
    in which rounding swallows the penalty fails, and is not guessed.
    """

    name: ClassVar[str] = "ridge"
    title: ClassVar[str] = "ridge"
    version: ClassVar[int] = 2
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

    def combine(self, first: Total, second: Total) -> Total:
        return first.plus(second)

    def scorer(
        self,
        objects: Sequence[Total],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> AdditiveScorer:
        del seed
        schema = evaluation.schema
        regression, classes = schema.task == "regression", len(schema.classes)
        points = centred(evaluation.table, evaluation)
        layout = Layout.of(evaluation, statistics)
        desk = Desk.of(
            layout,
            np.column_stack([points, np.ones(len(points))]),
            1 if regression or classes == 2 else classes,
            classes,
            len(statistics),
        )
        targets = evaluation.table.target[layout.order] if regression else np.zeros(0)
        penalty = Penalty(self.l2, self.per == "mean", schema.center if regression else 0.0)
        width = points.shape[1] + 1
        with np.errstate(all="ignore"):
            totals = Totals(
                [
                    Total(one.content, arranged(one.sums.reshape(width, -1), classes))
                    for one in objects
                ]
            )

        def work(asked: Asked, start: int, stop: int, out: Floats) -> None:
            score(
                desk.another(),
                totals.tables,
                Room.of(totals.tables),
                asked,
                penalty,
                targets,
                start,
                stop,
                out,
            )

        def fallback(out: Finisher, sums: Floats) -> None:
            if regression:
                middle = np.full((int(out.left.sum()), len(points)), schema.center)
                out.fill(out.left, regress(evaluation, middle, statistics), State.FALLBACK)
            else:
                out.prior(sums[:, :classes], out.left)

        return AdditiveScorer(totals, evaluation, statistics, work, fallback)
