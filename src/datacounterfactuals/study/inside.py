"""Preprocessing fitted inside each world: nothing outside a world shapes its features."""

import time
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed, Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.crews.crew import Crew
from datacounterfactuals.learners.spreading import IN_FLIGHT, Pace, block, spread
from datacounterfactuals.learners.trainer import Trial
from datacounterfactuals.study.naming import named

TOGETHER = 16
"""Worlds in a block, so that little is lost when a fill is stopped."""


@final
@dataclass(frozen=True)
class Inside(Learner):
    """Another learner, with means, scales and categories fitted anew in every world.

    It is given raw columns, each category as a number that only its text decides, and prepares
    them by the rows of the world alone: a number's missing values become the median, then it is
    standardised (with a feature that says what was missing, if something was); a category is a
    feature for each value that occurs, and one that says missing, if something was. What did not
    occur is all zeros. A world without rows leaves numbers as they are. Subsets only, one by one.
    `categories` says which raw columns are categories.
    """

    learner: Learner
    categories: tuple[bool, ...]

    name: ClassVar[str] = "inside"
    title: ClassVar[str] = "preprocessing inside each world"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("classification", "regression"), "subset")

    def __post_init__(self) -> None:
        able = replace(self.learner.capability, weights="subset", additive=False)
        object.__setattr__(self, "capability", able)

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        return self.learner.statistics(schema)

    def on_request(self, schema: Schema) -> tuple[str, ...]:
        return self.learner.on_request(schema)

    def summarise(self, rows: Table, evaluation: Evaluation) -> Table:
        """The raw rows themselves."""
        del evaluation
        return rows

    def scorer(
        self,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "InsideScorer":
        return InsideScorer(self, objects, evaluation, statistics, seed)

    def settings(self) -> dict[str, Any]:
        return named(self.learner)

    def held_fixed(self) -> str:
        return f"{self.learner.held_fixed()}, its preprocessing fitted inside each world"


def inside(learner: Learner, categories: tuple[bool, ...]) -> Inside:
    """Wrap a learner. Raises StudyError for a program, which prepares its rows itself."""
    if learner.capability.outside:
        raise StudyError(
            "a program prepares its rows itself, so there is nothing to fit inside a world",
            "Leave out [preprocessing]",
        )
    return Inside(learner, categories)


@final
class InsideScorer:
    """Prepares, trains and scores worlds one after another."""

    def __init__(
        self,
        learner: Inside,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> None:
        self._work = InsideWork(
            learner.learner, learner.categories, objects, evaluation, statistics, seed
        )
        self._evaluation, self._statistics = evaluation, statistics
        self._crew: Crew | None = None
        self._pace = Pace()

    def over(self, crew: Crew) -> "InsideScorer":
        """The same scorer with a crew that does it for many at the same time."""
        made = copy(self)
        made._crew = crew
        return made

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        if self._crew is None:
            for start in range(0, len(worlds), TOGETHER):
                stop = min(start + TOGETHER, len(worlds))
                yield block(start, self._work(worlds.weights(start, stop), repeat, memory))
        else:
            each = 16 * len(self._evaluation.atoms) * len(self._statistics)
            most = memory // (each * IN_FLIGHT * self._crew.workers + 1)
            rest = (repeat, memory)
            for start, trials in spread(
                self._crew, InsideWork.__call__, self._work, rest, worlds, self._pace, most
            ):
                yield block(start, trials)


@final
@dataclass(frozen=True)
class InsideWork:
    """What whoever prepares, trains and scores worlds must have."""

    learner: Learner
    categories: tuple[bool, ...]
    objects: Sequence[Table]
    evaluation: Evaluation
    statistics: tuple[str, ...]
    seed: int

    def __call__(self, weights: Floats, repeat: int, memory: int) -> list[Trial]:
        """Score some worlds, one thread at a time: the same numbers here and elsewhere. Shape:
        [worlds, objects]."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1):
            return [self._trial(row, repeat, memory) for row in weights]

    def _trial(self, weights: Floats, repeat: int, memory: int) -> Trial:
        began = time.perf_counter()
        done = self._score(weights, repeat, memory)
        reason = done.reasons[0][1] if done.reasons else ""
        seconds = time.perf_counter() - began
        return Trial(done.values[0], State(int(done.states[0])), reason, (), seconds)

    def _score(self, weights: Floats, repeat: int, memory: int) -> Block:
        present = [self.objects[int(position)] for position in np.flatnonzero(weights)]
        empty = self.objects[0].take(np.zeros(0, dtype=np.int64))
        rows = Table.join(present) if present else empty
        fitted = [
            Prepared.fit(column, category)
            for column, category in zip(rows.features.T, self.categories, strict=True)
        ]
        own, points = _apply(fitted, rows), _apply(fitted, self.evaluation.table)
        evaluation = replace(self.evaluation, table=points)
        summary = self.learner.summarise(own, evaluation)
        scorer = self.learner.scorer([summary], evaluation, self.statistics, self.seed)
        world = World.of(1, {0: 1.0} if present else {})
        return next(iter(scorer.fill(Listed.of([world], 1), repeat, memory)))


@final
@dataclass(frozen=True)
class Prepared:
    """What one raw column became in one world.

    `codes` are the categories that occur (None for a number); `missing` says that some rows had
    no value.
    """

    codes: Floats | None
    missing: bool
    median: float = 0.0
    mean: float = 0.0
    scale: float = 1.0

    @staticmethod
    def fit(values: Floats, category: bool) -> "Prepared":
        """Fit to a world's values. Shape: [rows]."""
        absent = np.isnan(values)
        there = np.sort(values[~absent])
        if category:
            return Prepared(np.unique(there), bool(absent.any()))
        if not len(there):
            return Prepared(None, bool(absent.any()))
        median = float(np.median(there))
        filled = np.sort(np.where(absent, median, values))
        spread = float(filled.std())
        return Prepared(
            None, bool(absent.any()), median, float(filled.mean()), spread if spread > 0 else 1.0
        )

    def apply(self, values: Floats) -> Floats:
        """Shape: [rows] to [rows, features]."""
        absent = np.isnan(values)
        if self.codes is None:
            filled = np.where(absent, self.median, values)
            columns = [(filled - self.mean) / self.scale]
        else:
            columns = [values == code for code in self.codes]
        if self.missing:
            columns.append(absent)
        return np.array(columns, dtype=np.float64).reshape(len(columns), len(values)).T


def _apply(fitted: list[Prepared], table: Table) -> Table:
    pieces = [one.apply(column) for one, column in zip(fitted, table.features.T, strict=True)]
    features = np.concatenate(pieces, axis=1)
    schema = replace(table.schema, features=features.shape[1])
    return replace(table, schema=schema, features=features)
