"""Factors: a recommender, biased matrix factorisation by alternating least squares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State, of_values, regress
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import Finisher
from datacounterfactuals.learners.kernels import threads
from datacounterfactuals.learners.kernels.ratings import WIDE, Lists, Places, Room, fit, predict
from datacounterfactuals.learners.rows import Rows, blocks

MOST = 256
"""Worlds of a block, at most."""


@final
@dataclass(frozen=True)
class Factors(Learner):
    """Ratings of items by users: biases, and products of `rank` factors.

    Each feature is a category as it is, and each of its values a thing. It minimises
    sum_i w_i (y_i - f(i))^2 + bias_l2 (all biases, squared) + l2 (all factors, squared), where
    f(i) is the schema's center, a common bias, the bias of each thing that row i names, and the
    product of the factors of its things in the first two columns (in the order of their names).
    Columns beyond the second have biases alone, a table of one column has no factors. The biases
    are fitted first, in `sweeps` turns, then everything in `sweeps` more, where the factors of the
    first column begin at numbers that only the values decide: so training is not random, and what
    is reached is one solution of several. With `personal` off there are the common bias and the
    first column's alone: means of items, the baseline that knows nobody.

    A thing without rows in a world has neither bias nor factors there: a new user is told the
    item's mean, and what is new altogether the common one. A world without rows predicts the
    schema's center.
    """

    name: ClassVar[str] = "factors"
    title: ClassVar[str] = "matrix factorisation"
    version: ClassVar[int] = 2
    capability: ClassVar[Capability] = Capability(("regression",))
    codes: ClassVar[bool] = True

    rank: int = 8
    l2: float = 10.0
    bias_l2: float = 3.0
    sweeps: int = 6
    personal: bool = True

    def __post_init__(self) -> None:
        for name, value in (("l2", self.l2), ("bias_l2", self.bias_l2)):
            if not 0 < value < float("inf"):
                raise LearnerError(
                    f"{name} is {value!r}", "Use a number above 0: a single rating needs it"
                )
        if not 0 <= self.rank <= 64:
            raise LearnerError(f"rank is {self.rank}", "Use a whole number from 0 to 64")
        if self.sweeps < 1:
            raise LearnerError(f"sweeps is {self.sweeps}", "Use at least 1")

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        del schema
        return of_values()

    def summarise(self, rows: Table, evaluation: Evaluation) -> Table:
        """The rows themselves."""
        del evaluation
        return rows

    def scorer(
        self,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "FactorsScorer":
        del seed
        return FactorsScorer(self, objects, evaluation, statistics)


@final
class FactorsScorer:
    """Fits worlds one by one, on all threads."""

    def __init__(
        self,
        learner: Factors,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
    ) -> None:
        self._learner, self._evaluation, self._statistics = learner, evaluation, statistics
        rows = Rows.join(objects)
        self._objects = len(objects)
        named, self._points, first, values = _things(rows.table, evaluation.table)
        target = rows.table.target - evaluation.schema.center
        self._lists = _lists(named, first, rows.owner, target)
        self._start = _start(values, learner.rank)

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        points = len(self._evaluation.table)
        each = 8 * (3 * points + len(self._evaluation.atoms) * len(self._statistics))
        for begin, weights in blocks(worlds, self._objects, each, memory, MOST):
            out = Finisher(self._evaluation, self._statistics, begin, len(weights))
            empty: Bools = np.asarray((weights > 0).sum(axis=1) == 0, dtype=bool)
            said = np.empty((len(weights), points))
            said[empty] = self._evaluation.schema.center
            some_rows = np.logical_not(empty)
            there = np.flatnonzero(some_rows)

            def work(
                start: int,
                stop: int,
                there: Array = there,
                weights: Floats = weights,
                said: Floats = said,
            ) -> None:
                self._fit(weights[there[start:stop]], there[start:stop], said)

            threads.spread(work, len(there), 1)
            for some, state in ((empty, State.FALLBACK), (some_rows, State.REAL)):
                with np.errstate(all="ignore"):
                    values = regress(self._evaluation, said[some], self._statistics)
                out.fill(some, values, state)
            yield out.block()

    def _fit(self, weights: Floats, places: Array, said: Floats) -> None:
        learner, lists, wide = self._learner, self._lists, self._start.shape[1]
        columns, rank = len(lists.first) - 1, learner.rank
        biases = np.empty(int(lists.first[-1]))
        factors = np.empty((int(lists.first[min(columns, 2)]), wide))
        room = Room(
            np.empty((wide, wide)), np.empty(wide), np.empty(wide), np.empty((rank + 1, rank + 1)),
            np.empty(rank + 1),
        )  # fmt: skip
        for world, place in zip(weights, places, strict=True):
            common = fit(
                lists,
                np.ascontiguousarray(world),
                self._start,
                rank,
                learner.l2,
                learner.bias_l2,
                learner.sweeps,
                learner.personal,
                room,
                biases,
                factors,
            )
            if not learner.personal:
                columns = min(columns, 1)
            predict(self._points, common, biases, factors, rank, columns, said[place])
            said[place] += self._evaluation.schema.center


def _things(rows: Table, points: Table) -> tuple[Places, Places, Places, Floats]:
    """The things that rows and points name, numbered by their values, column after column; where
    those of each column begin; and the values of the first column's."""
    columns, first = rows.features.shape[1], [0]
    named = np.zeros((columns, len(rows)), dtype=np.int32)
    asked = np.zeros((columns, len(points)), dtype=np.int32)
    values = np.zeros(0)
    for column in range(columns):
        both = np.concatenate([rows.features[:, column], points.features[:, column]])
        known, codes = np.unique(both, return_inverse=True)
        codes = codes.reshape(-1) + first[-1]
        named[column], asked[column] = codes[: len(rows)], codes[len(rows) :]
        first.append(first[-1] + len(known))
        values = known if column == 0 else values
    return named, asked, np.array(first, dtype=np.int32), values


def _lists(named: Places, first: Places, owner: Array, target: Floats) -> Lists:
    order = (
        np.argsort(named, axis=1, kind="stable").ravel() if len(named) else np.arange(len(owner))
    )
    counts = np.bincount(named.ravel(), minlength=int(first[-1]))
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    things = np.ascontiguousarray(named[:, order])
    return Lists(things, owner[order].astype(np.int32), target[order].astype(float), ends, first)


def _start(values: Floats, rank: int) -> Floats:
    """Numbers in (-0.5, 0.5) / sqrt(rank) that only a value and its place decide (SplitMix64), and
    zeros beyond the rank. Shape: [things, whole registers]."""
    bits = (values + 0.0).view(np.uint64)[:, None] + np.arange(rank, dtype=np.uint64)
    with np.errstate(over="ignore"):
        bits = bits * np.uint64(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        bits ^= bits >> np.uint64(31)
    out = np.zeros((len(values), max(WIDE, -(-rank // WIDE) * WIDE)))
    out[:, :rank] = ((bits >> np.uint64(11)) / 2.0**53 - 0.5) / max(1.0, rank) ** 0.5
    return out
