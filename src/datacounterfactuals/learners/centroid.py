"""Nearest centroid: a class is the mean of its points, and a point belongs to the nearest one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, Block, of_probabilities
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import OVERFLOW, Finisher, classifier_bytes
from datacounterfactuals.learners.rows import blocks
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

    def scorer(
        self,
        objects: Sequence[Total],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "CentroidScorer":
        del seed
        return CentroidScorer(objects, evaluation, statistics)


@final
class CentroidScorer:
    """Means from totals; distances up to what all classes share, by one product a world."""

    def __init__(
        self, objects: Sequence[Total], evaluation: Evaluation, statistics: tuple[str, ...]
    ) -> None:
        self._totals, self._objects = Totals(objects), len(objects)
        self._evaluation, self._statistics = evaluation, statistics
        self._points = centred(evaluation.table, evaluation)

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        each = classifier_bytes(self._evaluation, self._statistics) + 24 * self._totals.numbers
        classes = len(self._evaluation.schema.classes)
        for start, weights in blocks(worlds, self._objects, each, memory):
            out = Finisher(self._evaluation, self._statistics, start, len(weights))
            with np.errstate(all="ignore"):
                sums = self._totals.of(weights)
                out.fail(np.isnan(sums[:, 0]), OVERFLOW)
                sums = sums.reshape(len(weights), classes, -1)
                out.prior(sums[:, :, 0])
                sums = sums[out.left]
                means = sums[:, :, 1:] / sums[:, :, :1]
                scores = self._scores(means)
            out.classify(scores, sums[:, :, 0] > 0)
            yield out.block()

    def _scores(self, means: Floats) -> Floats:
        """Minus half the squared distance, up to a constant a point. To [worlds, points,
        classes]."""
        halves = (means**2).sum(axis=2) / 2
        return self._points @ np.ascontiguousarray(means.transpose(0, 2, 1)) - halves[:, None, :]
