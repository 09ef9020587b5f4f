"""k-nearest neighbours: the nearest training rows vote, each with its weight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State, of_probabilities, score_points
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds, spans
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import Finisher, classifier_bytes
from datacounterfactuals.learners.kernels.votes import LARGEST_K
from datacounterfactuals.learners.nearest import nearest_first
from datacounterfactuals.learners.polling import TOO_FAR, Poll
from datacounterfactuals.learners.rows import Rows, blocks

PAIRS = 1 << 12
"""How many pairs of a world and a point are looked at together."""


@final
@dataclass(frozen=True)
class Neighbours(Learner):
    """The k nearest rows by Euclidean distance vote; the class with most votes wins, the first of
    equals, as scikit-learn's `KNeighborsClassifier` does. Equal distances are broken by the
    content of the training row.

    A row votes with its weight: an integer is a multiplicity, and real weights fill the k votes
    by cumulated weight, the last row with what is left. `votes` is the vote mass of the right
    class divided by k, also where there are fewer than k votes in all, and 0 in the empty world:
    the utility of closed-form values (Jia et al. 2019). Vote shares are no fitted probabilities,
    so neither log loss nor Brier score is filled.

    Only the empty world is scored by the prior: with one class every vote is for that class.
    """

    name: ClassVar[str] = "neighbours"
    title: ClassVar[str] = "k-nearest neighbours"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("classification",))

    k: int = 5

    def __post_init__(self) -> None:
        if self.k < 1:
            raise LearnerError(f"k is {self.k!r}", "Use 1 or more")

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        counted = ("right", "predicted")
        filled = of_probabilities(schema)
        return ("votes", *(name for name in filled if name.partition(":")[0] in counted))

    def summarise(self, rows: Table, evaluation: Evaluation) -> Table:
        del evaluation
        return rows

    def scorer(
        self,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "NeighboursScorer":
        del seed
        return NeighboursScorer(self.k, objects, evaluation, statistics)


@final
class NeighboursScorer:
    """Orders the neighbours of every point once, then walks down the orders of many worlds.

    It keeps four bytes for every training row and evaluation point. Plain subsets are counted 512
    at a time, bit by bit (see `kernels.votes`); other weights, and a k above 63, one by one.
    """

    def __init__(
        self,
        k: int,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
    ) -> None:
        self._k, self._objects = k, len(objects)
        self._evaluation, self._statistics = evaluation, statistics
        self._sizes = np.array([len(table) for table in objects], dtype=np.int64)
        rows = Rows.join(objects)
        self._owner, self._label = rows.owner, rows.table.target.astype(np.int64)
        self._order, sound = nearest_first(rows.table.features, evaluation.table.features)
        self._broken = np.zeros(len(objects), dtype=bool)
        self._broken[rows.owner[~sound]] = True

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        if worlds.binary and self._k <= LARGEST_K:
            yield from self._poll.fill(worlds, memory)
            return
        each = classifier_bytes(self._evaluation, self._statistics)
        for start, weights in blocks(worlds, self._objects, each, memory):
            out = Finisher(self._evaluation, self._statistics, start, len(weights))
            out.fail((weights @ self._broken > 0), TOO_FAR)
            empty = out.left & (weights @ self._sizes == 0)
            out.fill(empty, self._values(weights[empty]), State.FALLBACK)
            out.fill(out.left, self._values(weights[out.left]))
            yield out.block()

    @cached_property
    def _poll(self) -> Poll:
        return Poll(
            self._k,
            self._order,
            self._owner,
            self._label,
            self._sizes,
            self._broken,
            self._evaluation,
            self._statistics,
        )

    def _values(self, weights: Floats) -> Floats:
        """The statistics of worlds. Shape: [worlds, objects] to [worlds, atoms, statistics]."""
        mass = self._mass(weights)
        chosen = np.zeros_like(mass)
        np.put_along_axis(chosen, mass.argmax(axis=2)[..., None], 1.0, axis=2)
        chosen[mass.sum(axis=2) == 0] = 1.0 / mass.shape[2]
        target = self._evaluation.table.target.astype(np.int64)
        right = np.take_along_axis(mass, target[None, :, None], axis=2)[:, :, 0]
        out = np.empty((len(weights), len(self._evaluation.atoms), len(self._statistics)))
        for place, name in enumerate(self._statistics):
            if name == "votes":
                out[:, :, place] = self._evaluation.per_atom(right / self._k)
            else:
                filled = score_points(self._evaluation, chosen, chosen, (name,))
                out[:, :, place] = filled[:, :, 0]
        return out

    def _mass(self, weights: Floats) -> Floats:
        """The votes for each class. Shape: [worlds, objects] to [worlds, points, classes]."""
        points, classes = len(self._order), len(self._evaluation.schema.classes)
        mass = np.zeros((len(weights) * points, classes))
        for start, stop in spans(len(mass), PAIRS):
            self._walk(weights, np.arange(start, stop), mass)
        return mass.reshape(len(weights), points, classes)

    def _walk(self, weights: Floats, pairs: Ints, mass: Floats) -> None:
        """Go down the neighbours of pairs (world, point), until each has k votes or no more
        neighbours; add what they vote to `mass`."""
        points, classes = len(self._order), mass.shape[1]
        filled = np.zeros(len(pairs))
        first, step = 0, max(16, 4 * self._k)
        while len(pairs) and first < len(self._owner):
            rows = self._order[pairs % points, first : first + step]
            weight = weights[pairs[:, None] // points, self._owner[rows]]
            before = np.cumsum(np.column_stack([filled, weight]), axis=1)
            votes = np.minimum(weight, np.maximum(self._k - before[:, :-1], 0.0))
            places = np.arange(len(pairs))[:, None] * classes + self._label[rows]
            sums = np.bincount(places.ravel(), votes.ravel(), minlength=len(pairs) * classes)
            mass[pairs] += sums.reshape(len(pairs), classes)
            wanting = before[:, -1] < self._k
            pairs, filled = pairs[wanting], before[wanting, -1]
            first, step = first + step, 2 * step
