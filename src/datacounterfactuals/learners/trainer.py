"""Trains one estimator on one world after another: what each process of a pool is sent."""

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import (
    State,
    classify,
    classify_prior,
    regress,
    score_points,
)
from datacounterfactuals.core.table import Table
from datacounterfactuals.learners.rows import Rows

LONGEST_REASON = 500


@final
@dataclass(frozen=True)
class Trial:
    """One world trained: Float[atoms, statistics], how it came about, and what it took."""

    values: Floats
    state: State
    reason: str
    warnings: tuple[str, ...]
    seconds: float


@final
@dataclass(frozen=True)
class Trainer:
    """An estimator with the rows of all objects, in canonical order.

    `owner`: Int[rows], the object of each row. `rank`: Int[rows], equal for equal rows. `random`:
    the parameters that take the seed. `real`: whether its `fit` takes weights.
    """

    estimator: Any
    random: tuple[str, ...]
    real: bool
    table: Table
    owner: Ints
    rank: Ints
    objects: int
    evaluation: Evaluation

    @staticmethod
    def of(
        estimator: Any,
        random: tuple[str, ...],
        real: bool,
        objects: Sequence[Table],
        evaluation: Evaluation,
    ) -> "Trainer":
        rows = Rows.join(objects)
        hashes = rows.table.hashes
        new = np.ones(len(hashes), dtype=np.int64)
        new[1:] = (hashes[1:] != hashes[:-1]).any(axis=1)
        return Trainer(
            estimator,
            random,
            real,
            rows.table,
            rows.owner,
            np.cumsum(new),
            len(objects),
            evaluation,
        )

    def train(self, weights: Floats, seed: int, names: tuple[str, ...]) -> Trial:
        """Train one world, Float[objects], and score it; whatever goes wrong is the reason of a
        failed row."""
        began, reason = time.perf_counter(), ""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                values, state = self._score(weights, seed, names)
            except Exception as error:
                values = np.full((len(self.evaluation.atoms), len(names)), np.nan)
                state = State.FAILED
                reason = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
        said = {
            f"{one.category.__name__}: {str(one.message).partition(chr(10))[0]}" for one in caught
        }
        return Trial(values, state, reason, tuple(sorted(said)), time.perf_counter() - began)

    def _score(self, weights: Floats, seed: int, names: tuple[str, ...]) -> tuple[Floats, State]:
        schema, evaluation = self.evaluation.schema, self.evaluation
        rows, share = self._rows(weights)
        classes = len(schema.classes)
        if schema.task == "classification":
            counts = np.bincount(self.table.target[rows].astype(np.int64), share, minlength=classes)
            if (counts > 0).sum() < 2:
                return classify_prior(evaluation, counts.astype(np.float64), names), State.FALLBACK
        elif len(rows) == 0:
            constant = np.full(len(evaluation.table), schema.center)
            return regress(evaluation, constant, names), State.FALLBACK
        fitted = self._fit(rows, share, seed)
        if schema.task == "regression":
            return regress(evaluation, self._predict(fitted), names), State.REAL
        if not hasattr(fitted, "predict_proba"):
            hard = np.eye(classes)[self._predict(fitted).astype(np.int64)]
            return score_points(evaluation, hard, hard, names), State.REAL
        soft = np.zeros((len(evaluation.table), classes))
        soft[:, fitted.classes_] = _finite(fitted.predict_proba(evaluation.table.features))
        return classify(evaluation, soft, names), State.REAL

    def _rows(self, weights: Floats) -> tuple[Ints, Floats]:
        """The rows that are present with their weights, in an order that only content decides."""
        share = np.pad(weights, (0, self.objects - len(weights)))[self.owner]
        rows = np.flatnonzero(share > 0)
        if (share[rows] != 1.0).any():
            rows = rows[np.lexsort((share[rows], self.rank[rows]))]
        return rows, share[rows]

    def _fit(self, rows: Ints, share: Floats, seed: int) -> Any:
        from sklearn.base import clone

        extra: dict[str, Any] = {}
        if (share != 1.0).any():
            if self.real:
                extra["sample_weight"] = share
            elif (share == np.round(share)).all():
                rows = np.repeat(rows, share.astype(np.int64))
            else:
                name = type(self.estimator).__name__
                raise ValueError(f"{name} takes no sample weights, so only whole numbers of copies")
        target = self.table.target[rows]
        if self.evaluation.schema.task == "classification":
            target = target.astype(np.int64)
        fresh: Any = clone(self.estimator)
        fresh.set_params(**dict.fromkeys(self.random, seed))
        return fresh.fit(self.table.features[rows], target, **extra)

    def _predict(self, fitted: Any) -> Floats:
        return _finite(fitted.predict(self.evaluation.table.features)).reshape(-1)


def _finite(predicted: Any) -> Floats:
    numbers = np.asarray(predicted, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError("some predictions are not finite numbers")
    return numbers


def train(trainer: Trainer, weights: Floats, seed: int, names: tuple[str, ...]) -> list[Trial]:
    """Train some worlds, Float[worlds, objects], one thread at a time: the same numbers here and
    in a pool."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        return [trainer.train(row, seed, names) for row in weights]
