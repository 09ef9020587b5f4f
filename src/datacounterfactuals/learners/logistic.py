"""Logistic regression with an L2 penalty, for two classes and for more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats, Ints
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, Block, of_probabilities
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds, spans, words
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import Finisher
from datacounterfactuals.learners.kernels import logistic as kernels
from datacounterfactuals.learners.kernels import threads
from datacounterfactuals.learners.kernels.linear import TILE, Desk, score
from datacounterfactuals.learners.kernels.logistic import MANY, UNSOLVED
from datacounterfactuals.learners.kernels.pulls import Room
from datacounterfactuals.learners.kernels.scoring import PRIOR, SCORED, Layout
from datacounterfactuals.learners.kernels.starts import KEPT
from datacounterfactuals.learners.losses import problem
from datacounterfactuals.learners.newton import Unsolved, minimise
from datacounterfactuals.learners.stacked import Stacked
from datacounterfactuals.learners.totals import centred

MOST = 1 << 14
"""Worlds of a block, at most."""
MOST_NEAR = 1 << 10
"""Worlds that start from one another, at most: a cube of the lattice, fitted by one thread."""


@final
@dataclass(frozen=True)
class Logistic(Learner):
    """Logistic regression, binary or multinomial, with an L2 penalty; intercepts are free.

    With `per` "sum" it minimises sum_i w_i loss_i + l2/2 ||b||^2, which is scikit-learn's
    `LogisticRegression(C=1/l2)`; with "mean" the loss is divided by the total weight. A world of
    two classes is fitted as a binary one; a class that is absent has probability 0. Worlds of
    fewer than two classes are scored by the smoothed prior.

    Newton's method with few Hessians (limited-memory BFGS between them), from the solutions of
    worlds nearby where there are some, until coefficients are within 1e-6 of the minimum, and
    usually within 1e-9: so little does a cell depend on the worlds that were fitted before it.
    """

    name: ClassVar[str] = "logistic"
    title: ClassVar[str] = "logistic regression"
    version: ClassVar[int] = 2
    capability: ClassVar[Capability] = Capability(("classification",), within=1e-8)

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
        return of_probabilities(schema)

    def on_request(self, schema: Schema) -> tuple[str, ...]:
        return (MARGIN,) if len(schema.classes) == 2 else ()

    def summarise(self, rows: Table, evaluation: Evaluation) -> Table:
        del evaluation
        return rows

    def scorer(
        self,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "LogisticScorer":
        del seed
        return LogisticScorer(self, objects, evaluation, statistics)


@final
@dataclass(frozen=True)
class Fitted:
    """Worlds as the kernel left them: see `kernels.logistic.Worlds`."""

    solutions: Floats
    present: Bytes
    states: Bytes


@final
class LogisticScorer:
    """Fits blocks of worlds, each world from what was found for worlds near it.

    A block takes at most the memory it is given, and 2^14 worlds; each thread keeps the solutions
    of at most 1024 of them to start from. Worlds that the kernel cannot fit (features without
    bounds, Hessians that are singular in rounding) are fitted one by one, from nothing, by the
    damped Newton method, which also says why there is no fit.
    """

    def __init__(
        self,
        learner: Logistic,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
    ) -> None:
        self._learner, self._objects = learner, len(objects)
        self._evaluation, self._statistics = evaluation, statistics
        self._rows = Stacked.of(objects, evaluation)
        self._classes = len(evaluation.schema.classes)
        self._vectors = 1 if self._classes == 2 else self._classes
        self._penalty = self._rows.penalty(learner.l2)
        points = self._rows.points(centred(evaluation.table, evaluation))
        layout = Layout.of(evaluation, statistics)
        self._desk = Desk.of(layout, points, self._vectors, self._classes, len(statistics))

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        each = 8 * len(self._evaluation.atoms) * len(self._statistics)
        each += 8 * self._vectors * self._rows.width * (KEPT + 2)
        for start, stop in spans(len(worlds), max(1, min(MOST, memory // each))):
            fitted = self._fit(worlds, start, stop, memory)
            yield self._block(worlds, start, fitted)

    def _fit(self, worlds: Worlds, start: int, stop: int, memory: int) -> Fitted:
        """Fit worlds start..stop by the kernel."""
        count, rows, long = stop - start, self._rows, self._vectors * self._rows.width
        held = Fitted(
            np.zeros((count, long)),
            np.zeros((count, self._classes), dtype=np.uint8),
            np.full(count, UNSOLVED, dtype=np.uint8),
        )
        packed, amounts = self._membership(worlds, start, stop)
        room_bytes = Room.bytes(len(rows.features), self._vectors, rows.width)
        most = (memory // threads.count() - room_bytes) // (8 * long * (KEPT + 2))
        near = max(1, min(MOST_NEAR, most, count // (2 * threads.count())))
        chunk = 1 << (near.bit_length() - 1)
        anchor = np.zeros(0, dtype=np.int64)
        first = Room.of(len(rows.features), self._vectors, rows.width)
        if self._objects > MANY and count > 1 and worlds.binary:
            one = slice(0, 1)
            self._solve(held, packed[one], amounts[one], one, first, anchor)
            if held.states[0] == SCORED and held.present[0].all():
                anchor = packed[0].copy()
                first.vectors[0] = held.solutions[0]

        def work(begin: int, end: int) -> None:
            for at, to in spans(end - begin, chunk):
                room = Room.of(len(rows.features), self._vectors, rows.width)
                room.vectors[0], room.inverse[:] = first.vectors[0], first.inverse
                part = slice(begin + at, begin + to)
                self._solve(held, packed[part], amounts[part], part, room, anchor)

        threads.spread(work, count, chunk)
        if not self._rows.sound.all():
            self._leave_unsound(held, worlds, start, stop)
        return held

    def _leave_unsound(self, held: Fitted, worlds: Worlds, start: int, stop: int) -> None:
        """Take worlds with rows that the kernel cannot calculate with for unsolved ones."""
        weights = worlds.weights(start, stop)
        broken = (weights[:, ~self._rows.sound[: weights.shape[1]]] != 0).any(axis=1)
        held.states[broken & (held.states == SCORED)] = UNSOLVED

    def _solve(
        self, held: Fitted, packed: Ints, amounts: Floats, part: slice, room: Room, anchor: Ints
    ) -> None:
        asked = kernels.Worlds(
            packed, amounts, held.solutions[part], held.present[part], held.states[part]
        )
        mean = self._learner.per == "mean"
        kernels.solve(self._rows.kernel, asked, room, self._penalty, mean, anchor)

    def _membership(self, worlds: Worlds, start: int, stop: int) -> tuple[Ints, Floats]:
        """The bits of worlds start..stop, [worlds, words], or else their weights, [worlds,
        objects]; of what is not needed the last axis is empty."""
        count, wide = stop - start, words(self._objects)
        packed, amounts = np.zeros((count, wide), dtype=np.uint64), np.zeros((count, 0))
        if worlds.binary:
            bits = worlds.packed(start, stop)
            packed[:, : bits.shape[1]] = bits
        else:
            weights = worlds.weights(start, stop)
            amounts = np.pad(weights, ((0, 0), (0, self._objects - weights.shape[1])))
        return packed.view(np.int64), amounts

    def _block(self, worlds: Worlds, start: int, fitted: Fitted) -> Block:
        """The statistics of fitted worlds; the others by the prior, or fitted one by one."""
        count, marks = len(fitted.states), fitted.states
        out = Finisher(self._evaluation, self._statistics, start, count)
        unsolved = np.flatnonzero(marks == UNSOLVED)
        for place, weights in zip(unsolved, self._weights(worlds, start + unsolved), strict=True):
            found = self._alone(weights)
            if isinstance(found, Unsolved):
                out.fail(np.arange(count) == place, found.reason)
            else:
                fitted.solutions[place], marks[place] = found, SCORED

        def work(begin: int, end: int) -> None:
            score(
                self._desk.another(),
                fitted.solutions,
                fitted.present,
                begin,
                end,
                marks,
                out.values,
            )

        threads.spread(work, count, TILE)
        single = np.flatnonzero(marks == PRIOR)
        counts = np.zeros((count, self._classes))
        counts[single] = self._rows.counts(self._weights(worlds, start + single))
        out.settle(marks)
        out.prior(counts)
        return out.block()

    def _weights(self, worlds: Worlds, places: Ints) -> Floats:
        """The weights of some worlds. Shape: [places, objects]."""
        weights = worlds.select(places).weights(0, len(places))
        return np.pad(weights, ((0, 0), (0, self._objects - weights.shape[1])))

    def _alone(self, world: Floats) -> Floats | Unsolved:
        """The solution of one world fitted from nothing, as the kernel would leave it."""
        weights, learner = self._rows.weights(world), self._learner
        there = weights > 0
        counts = self._rows.counts(world[None])[0]
        l2 = learner.l2 * (counts.sum() if learner.per == "mean" else 1.0)
        present = np.flatnonzero(counts > 0)
        features = self._rows.features[there]
        labels = np.searchsorted(present, self._rows.kernel.label[there])
        weights = weights[there]
        with np.errstate(all="ignore"):
            mean = weights @ features / weights.sum()
            rows = np.column_stack([features - mean, np.ones(len(features))])
            fitted = minimise(problem(rows, labels, weights, l2, len(present)))
            if isinstance(fitted, Unsolved):
                return fitted
            fitted = fitted.reshape(-1, rows.shape[1])
            slopes, free = fitted[:, :-1], fitted[:, -1] - fitted[:, :-1] @ mean
        out = np.zeros((self._vectors, self._rows.width))
        which = present[-len(fitted) :] if self._vectors > 1 else np.array([0])
        out[which, : slopes.shape[1]] = slopes * self._rows.scale
        out[which, slopes.shape[1]] = free
        return out.ravel()
