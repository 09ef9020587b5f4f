"""The plug-in Bayes rule: in each cell of a finite table of features, its commonest class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, classify, of_probabilities
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import Finisher, classifier_bytes
from datacounterfactuals.learners.rows import blocks
from datacounterfactuals.learners.totals import Total, Totals


@final
@dataclass(frozen=True)
class PluginBayes(Learner):
    """The plug-in Bayes rule over a finite table of features.

    A point gets the classes of the training rows with exactly its features, by their weights: the
    commonest is predicted, the first in class order of equals. Where no row has its features, and
    in worlds of fewer than two classes, the smoothed prior stands. On a whole population with few
    distinct rows it is the Bayes rule itself.
    """

    name: ClassVar[str] = "plugin_bayes"
    title: ClassVar[str] = "plug-in Bayes rule"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("classification",), additive=True)

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        return of_probabilities(schema)

    def summarise(self, rows: Table, evaluation: Evaluation) -> Total:
        classes = len(rows.schema.classes)
        cells, _ = _cells(evaluation)
        counts = np.zeros((len(cells) + 1, classes))
        target = rows.target.astype(np.int64)
        np.add.at(counts[-1], target, 1.0)
        for features, label in zip(_words(rows.features), target, strict=True):
            place = cells.get(features)
            if place is not None:
                counts[place, label] += 1.0
        return Total(from_lanes(rows.content), counts.ravel())

    def scorer(
        self,
        objects: Sequence[Total],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "_Scorer":
        del seed
        return _Scorer(Totals(objects), len(objects), evaluation, statistics)


@final
class _Scorer:
    def __init__(
        self, totals: Totals, objects: int, evaluation: Evaluation, statistics: tuple[str, ...]
    ) -> None:
        self._totals, self._objects = totals, objects
        self._evaluation, self._statistics = evaluation, statistics
        _, self._cell_of = _cells(evaluation)

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        classes = len(self._evaluation.schema.classes)
        each = classifier_bytes(self._evaluation, self._statistics) + 24 * self._totals.numbers
        for start, weights in blocks(worlds, self._objects, each, memory):
            out = Finisher(self._evaluation, self._statistics, start, len(weights))
            sums = self._totals.of(weights).reshape(len(weights), -1, classes)
            out.prior(sums[:, -1])
            priors = (sums[:, -1] + 1.0) / (sums[:, -1].sum(axis=1) + classes)[:, None]
            counts = sums[:, self._cell_of]
            held = counts.sum(axis=2, keepdims=True)
            shares = np.divide(counts, held, where=held > 0, out=np.zeros_like(counts))
            shares = np.where(held > 0, shares, priors[:, None])
            left = out.left.copy()
            out.fill(left, classify(self._evaluation, shares[left], self._statistics))
            yield out.block()


def _words(features: Floats) -> list[bytes]:
    """The features of each row as bytes, equal where they are."""
    return [row.tobytes() for row in np.ascontiguousarray(features + 0.0)]


def _cells(evaluation: Evaluation) -> tuple[dict[bytes, int], Ints]:
    """The distinct features of the evaluation's points, and which of them each point has."""
    cells: dict[bytes, int] = {}
    words = _words(evaluation.table.features)
    places = [cells.setdefault(word, len(cells)) for word in words]
    return cells, np.array(places, dtype=np.int64)
