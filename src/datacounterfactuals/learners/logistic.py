"""Logistic regression with an L2 penalty, for two classes and for more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, Block, of_probabilities
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.finishing import Finisher, classifier_bytes
from datacounterfactuals.learners.newton import Problem, Unsolved, minimise
from datacounterfactuals.learners.rows import Rows, blocks
from datacounterfactuals.learners.totals import centred

TOGETHER = 64
"""How many worlds a block holds at most, so that what is trained is soon kept."""


@final
@dataclass(frozen=True)
class Logistic(Learner):
    """Logistic regression, binary or multinomial, with an L2 penalty; intercepts are free.

    With `per` "sum" it minimises sum_i w_i loss_i + l2/2 ||b||^2, which is scikit-learn's
    `LogisticRegression(C=1/l2)`; with "mean" the loss is divided by the total weight. A world of
    two classes is fitted as a binary one; a class that is absent has probability 0. Worlds of
    fewer than two classes are scored by the smoothed prior.

    Damped Newton from a cold start, until a step moves no margin by more than 1e-8 of the largest:
    coefficients are then within 1e-6 of the minimum, and usually within 1e-10.
    """

    name: ClassVar[str] = "logistic"
    title: ClassVar[str] = "logistic regression"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("classification",))

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
class LogisticScorer:
    """Fits world by world, each from nothing, so that the order of worlds cannot matter."""

    def __init__(
        self,
        learner: Logistic,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
    ) -> None:
        self._learner, self._objects = learner, len(objects)
        self._evaluation, self._statistics = evaluation, statistics
        self._rows = Rows.join(objects)
        self._labels = self._rows.table.target.astype(np.int64)
        self._features = centred(self._rows.table, evaluation)
        self._points = centred(evaluation.table, evaluation)

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        each = classifier_bytes(self._evaluation, self._statistics)
        classes = len(self._evaluation.schema.classes)
        for start, weights in blocks(worlds, self._objects, each, memory, TOGETHER):
            out = Finisher(self._evaluation, self._statistics, start, len(weights))
            rows = [self._rows.weights(world) for world in weights]
            sums = [np.bincount(self._labels, row, classes) for row in rows]
            counts = np.array(sums, dtype=np.float64)
            out.prior(counts)
            scores: list[Floats] = []
            for place in np.flatnonzero(out.left):
                fitted = self._scores(rows[place], counts[place])
                if isinstance(fitted, Unsolved):
                    out.fail(np.arange(len(weights)) == place, fitted.reason)
                else:
                    scores.append(fitted)
            shape = (len(scores), len(self._points), classes)
            out.classify(np.array(scores).reshape(shape), counts[out.left] > 0)
            yield out.block()

    def _scores(self, weights: Floats, counts: Floats) -> Floats | Unsolved:
        """Log probabilities up to a constant a point, of one world. Shape: [points, classes]."""
        learner, there = self._learner, weights > 0
        l2 = learner.l2 * (counts.sum() if learner.per == "mean" else 1.0)
        present = np.flatnonzero(counts > 0)
        features, labels = self._features[there], np.searchsorted(present, self._labels[there])
        weights = weights[there]
        with np.errstate(all="ignore"):
            mean = weights @ features / weights.sum()
            rows = np.column_stack([features - mean, np.ones(len(features))])
            fitted = minimise(problem(rows, labels, weights, l2, len(present)))
            if isinstance(fitted, Unsolved):
                return fitted
            fitted = fitted.reshape(-1, rows.shape[1])
            scores = self._points @ fitted[:, :-1].T + fitted[:, -1] - fitted[:, :-1] @ mean
        out = np.zeros((len(self._points), len(counts)))
        out[:, present[-len(fitted) :]] = scores  # of two classes the first has score 0
        return out


def problem(rows: Floats, labels: Ints, weights: Floats, l2: float, classes: int) -> Problem:
    """What is minimised for rows that end in a column of ones, with labels 0 to classes - 1."""
    if classes == 2:
        return Binary(rows, labels, weights, l2)
    return Multinomial(rows, labels, weights, l2, classes)


@final
class Binary:
    """sum_i w_i log(1 + exp(-s_i x_i b)) + l2/2 ||b||^2 with s_i = ±1; the last column of `rows`
    is the intercept's and is not penalised. The sign is folded into the rows."""

    def __init__(self, rows: Floats, labels: Ints, weights: Floats, l2: float) -> None:
        self._signed = rows * np.where(labels == 1, 1.0, -1.0)[:, None]
        self._weights, self._labels = weights, labels
        self._penalty = np.full(rows.shape[1], l2)
        self._penalty[-1] = 0.0

    @property
    def start(self) -> Floats:
        """No slopes, and the intercept of the prior."""
        share = np.bincount(self._labels, self._weights)
        out = np.zeros(self._signed.shape[1])
        out[-1] = np.log(share[1] / share[0])
        return out

    def margins(self, vector: Floats) -> Floats:
        return self._signed @ vector

    def objective(self, vector: Floats, margins: Floats) -> float:
        losses = np.maximum(-margins, 0.0) + np.log1p(np.exp(-np.abs(margins)))
        return float(self._weights @ losses + self._penalty @ vector**2 / 2)

    def derivatives(self, vector: Floats, margins: Floats) -> tuple[Floats, Floats]:
        wrong = 1.0 / (1.0 + np.exp(margins))
        pull = self._weights * wrong
        gradient = self._penalty * vector - pull @ self._signed
        scaled = self._signed * np.sqrt(pull * (1.0 - wrong))[:, None]
        hessian = scaled.T @ scaled
        hessian[np.diag_indices_from(hessian)] += self._penalty
        return gradient, hessian


@final
class Multinomial:
    """The softmax loss of C classes with slopes and an intercept each, class by class in one
    vector.

    A shift common to all classes changes no probability: at the minimum slopes sum to 0 over
    classes, and so do intercepts if they start so, as do all steps between. The Hessian is
    stiffened along common shifts, which changes no step and keeps it well conditioned.
    """

    def __init__(
        self, rows: Floats, labels: Ints, weights: Floats, l2: float, classes: int
    ) -> None:
        self._rows, self._labels, self._weights = rows, labels, weights
        self._classes, self._width = classes, rows.shape[1]
        self._penalty = np.tile(np.append(np.full(self._width - 1, l2), 0.0), classes)

    @property
    def start(self) -> Floats:
        """No slopes, and the intercepts of the prior."""
        logs = np.log(np.bincount(self._labels, self._weights, self._classes))
        out = np.zeros((self._classes, self._width))
        out[:, -1] = logs - logs.mean()
        return out.ravel()

    def margins(self, vector: Floats) -> Floats:
        return self._rows @ vector.reshape(self._classes, self._width).T

    def objective(self, vector: Floats, margins: Floats) -> float:
        highest = margins.max(axis=1)
        logs = highest + np.log(np.exp(margins - highest[:, None]).sum(axis=1))
        own = margins[self._own]
        return float(self._weights @ (logs - own) + self._penalty @ vector**2 / 2)

    def derivatives(self, vector: Floats, margins: Floats) -> tuple[Floats, Floats]:
        shares = np.exp(margins - margins.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        pull = shares.copy()
        pull[self._own] = 0.0
        pull[self._own] = -pull.sum(axis=1)
        gradient = (self._weights[:, None] * pull).T @ self._rows
        wrong = np.where(pull < 0, -pull, 1.0 - shares)
        return gradient.ravel() + self._penalty * vector, self._hessian(shares, wrong)

    def _hessian(self, shares: Floats, wrong: Floats) -> Floats:
        """Blocks X'W(p_c [c = k] - p_c p_k)X: one product, and those on the diagonal apart, where
        1 - p_c is given as `wrong`, which keeps its digits where a row is sure of its class."""
        classes, width = self._classes, self._width
        roots = np.sqrt(self._weights)[:, None] * shares
        wide = (roots[:, :, None] * self._rows[:, None, :]).reshape(len(shares), -1)
        hessian = -(wide.T @ wide)
        for number in range(classes):
            block = slice(number * width, (number + 1) * width)
            spread = self._weights * shares[:, number] * wrong[:, number]
            scaled = self._rows * np.sqrt(spread)[:, None]
            hessian[block, block] = scaled.T @ scaled
        hessian[np.diag_indices_from(hessian)] += self._penalty
        stiff = np.diagonal(hessian).reshape(classes, width).mean(axis=0)
        each = np.arange(width)
        hessian.reshape(classes, width, classes, width)[:, each, :, each] += stiff[:, None, None]
        return hessian

    @cached_property
    def _own(self) -> tuple[Ints, Ints]:
        return np.arange(len(self._labels)), self._labels
