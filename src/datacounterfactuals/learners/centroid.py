"""Nearest centroid: a class is the mean of its points, and a point belongs to the nearest one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, of_probabilities
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.learners.additive import AdditiveScorer
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import Finisher
from datacounterfactuals.learners.kernels.centroid import score
from datacounterfactuals.learners.kernels.linear import Desk
from datacounterfactuals.learners.kernels.scoring import Layout
from datacounterfactuals.learners.kernels.subsets import Asked, Room
from datacounterfactuals.learners.totals import Total, Totals, by_class, centred


@final
@dataclass(frozen=True)
class Centroid(Learner):
    """A class is the weighted mean of its points; the nearest mean wins, the first of equals.

    The predictions are those of scikit-learn's `NearestCentroid`. Its probabilities are the
    posterior of what the rule assumes, Gaussians of unit variance round each mean with equal
    priors: the softmax of minus half the squared distance. Worlds of fewer than two classes are
    scored by the smoothed prior.
    """

    name: ClassVar[str] = "centroid"
    title: ClassVar[str] = "nearest centroid"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("classification",), additive=True)

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        return of_probabilities(schema)

    def on_request(self, schema: Schema) -> tuple[str, ...]:
        return (MARGIN,) if len(schema.classes) == 2 else ()

    def summarise(self, rows: Table, evaluation: Evaluation) -> Total:
        with np.errstate(all="ignore"):
            moved = centred(rows, evaluation)
            sums = by_class(rows, np.column_stack([np.ones(len(rows)), moved]))
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
        desk = Desk.of(
            Layout.of(evaluation, statistics),
            np.column_stack([points, np.ones(len(points))]),
            1 if classes == 2 else classes,
            classes,
            len(statistics),
        )

        def work(asked: Asked, start: int, stop: int, out: Floats) -> None:
            room = Room.of(totals.tables)
            score(desk.another(), totals.tables, room, asked, start, stop, out)

        def fallback(out: Finisher, sums: Floats) -> None:
            out.prior(sums[:, :: totals.numbers // classes], out.left)

        return AdditiveScorer(totals, evaluation, statistics, work, fallback)
