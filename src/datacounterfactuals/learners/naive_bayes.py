"""Gaussian naive Bayes: every feature of a class is a Gaussian of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, of_probabilities
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.learners.additive import AdditiveScorer
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import Finisher
from datacounterfactuals.learners.kernels.linear import Desk
from datacounterfactuals.learners.kernels.naive_bayes import score
from datacounterfactuals.learners.kernels.scoring import Layout
from datacounterfactuals.learners.kernels.subsets import Asked, Room
from datacounterfactuals.learners.totals import Total, Totals, by_class, centred


@final
@dataclass(frozen=True)
class NaiveBayes(Learner):
    """Gaussian naive Bayes, as scikit-learn's `GaussianNB`.

    Every variance is raised by `var_smoothing` times the largest variance of any feature over
    the world's rows, counted with their weights. Worlds of fewer than two classes, and worlds in
    which no feature varies, are scored by the smoothed prior.

    Variances come from sums of squares about the medians of the evaluation's features; one that
    is lost in rounding (below 1.4e-14 of its second moment) is 0.
    """

    name: ClassVar[str] = "naive_bayes"
    title: ClassVar[str] = "Gaussian naive Bayes"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("classification",), additive=True)

    var_smoothing: float = 1e-9

    def __post_init__(self) -> None:
        if not 0 < self.var_smoothing < float("inf"):
            raise LearnerError(
                f"var_smoothing is {self.var_smoothing!r}", "Use a number above 0, such as 1e-9"
            )

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        return of_probabilities(schema)

    def on_request(self, schema: Schema) -> tuple[str, ...]:
        return (MARGIN,) if len(schema.classes) == 2 else ()

    def summarise(self, rows: Table, evaluation: Evaluation) -> Total:
        with np.errstate(all="ignore"):
            moved = centred(rows, evaluation)
            sums = by_class(rows, np.column_stack([np.ones(len(rows)), moved, moved**2]))
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
        totals, classes = Totals(objects), len(evaluation.schema.classes)
        points = centred(evaluation.table, evaluation)
        with np.errstate(over="ignore"):
            points = np.column_stack([points**2, points, np.ones(len(points))])
        desk = Desk.of(
            Layout.of(evaluation, statistics),
            points,
            1 if classes == 2 else classes,
            classes,
            len(statistics),
        )

        def work(asked: Asked, start: int, stop: int, out: Floats) -> None:
            score(
                desk.another(),
                totals.tables,
                Room.of(totals.tables),
                asked,
                self.var_smoothing,
                start,
                stop,
                out,
            )

        def fallback(out: Finisher, sums: Floats) -> None:
            out.prior(sums[:, :: totals.numbers // classes], out.left)

        return AdditiveScorer(totals, evaluation, statistics, work, fallback)
