"""Gaussian naive Bayes: every feature of a class is a Gaussian of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, Block, of_probabilities
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import OVERFLOW, Finisher, classifier_bytes
from datacounterfactuals.learners.rows import blocks
from datacounterfactuals.learners.totals import NOISE, Total, Totals, by_class, centred


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

    def scorer(
        self,
        objects: Sequence[Total],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "NaiveBayesScorer":
        del seed
        return NaiveBayesScorer(self, objects, evaluation, statistics)


@final
class NaiveBayesScorer:
    """Means and variances from totals; log likelihoods by one product a world."""

    def __init__(
        self,
        learner: NaiveBayes,
        objects: Sequence[Total],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
    ) -> None:
        self._smoothing = learner.var_smoothing
        self._totals, self._objects = Totals(objects), len(objects)
        self._evaluation, self._statistics = evaluation, statistics
        points = centred(evaluation.table, evaluation)
        with np.errstate(over="ignore"):
            self._points = np.column_stack([points**2, points])

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        each = classifier_bytes(self._evaluation, self._statistics) + 64 * self._totals.numbers
        classes = len(self._evaluation.schema.classes)
        for start, weights in blocks(worlds, self._objects, each, memory):
            out = Finisher(self._evaluation, self._statistics, start, len(weights))
            with np.errstate(all="ignore"):
                sums = self._totals.of(weights)
                out.fail(np.isnan(sums[:, 0]), OVERFLOW)
                sums = sums.reshape(len(weights), classes, -1)
                raised, flat = self._raised(sums)
                out.prior(sums[:, :, 0])
                out.prior(sums[:, :, 0], flat)
                left = out.left
                scores = self._scores(sums[left], raised[left])
            out.classify(scores, sums[left][:, :, 0] > 0)
            yield out.block()

    def _raised(self, sums: Floats) -> tuple[Floats, Bools]:
        """What every variance is raised by, and whether no feature varies. Both [worlds]."""
        _, variance = _moments(sums.sum(axis=1))
        widest = variance.max(axis=1, initial=0.0)
        return self._smoothing * widest, widest == 0.0

    def _scores(self, sums: Floats, raised: Floats) -> Floats:
        """Log joint likelihoods, up to a constant. To [worlds, points, classes]."""
        count = sums[:, :, 0]
        mean, variance = _moments(sums)
        variance += raised[:, None, None]
        share = np.log(count / count.sum(axis=1, keepdims=True))
        constant = share - (np.log(variance) + mean**2 / variance).sum(axis=2) / 2
        factors = np.concatenate([-0.5 / variance, mean / variance], axis=2)
        products = self._points @ np.ascontiguousarray(factors.transpose(0, 2, 1))
        return products + constant[:, None, :]


def _moments(sums: Floats) -> tuple[Floats, Floats]:
    """Means and variances, of counts, sums and sums of squares side by side. Shape: [...,
    1 + 2d] to twice [..., d]."""
    features = (sums.shape[-1] - 1) // 2
    mean = sums[..., 1 : 1 + features] / sums[..., :1]
    second = sums[..., 1 + features :] / sums[..., :1]
    variance = second - mean**2
    return mean, np.where(variance > NOISE * second, variance, 0.0)
