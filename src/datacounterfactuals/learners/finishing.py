"""Finishing: from what models say of the evaluation points to blocks of statistics and states."""

from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Bytes, Floats
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State, classify_prior
from datacounterfactuals.learners.kernels.scoring import OVERFLOWN, PRIOR, UNSOUND

NOT_FINITE = "the scores of the evaluation points are not finite numbers"
OVERFLOW = "the features are so large that their sums overflow"


@final
class Finisher:
    """One block of worlds on its way: each is left until it has its values, by a model or by the
    prior, or has failed. Kernels write into `values`, Float[worlds, atoms, statistics], themselves,
    and then `settle` what they left."""

    def __init__(
        self, evaluation: Evaluation, statistics: tuple[str, ...], start: int, count: int
    ) -> None:
        self._evaluation, self._statistics, self._start = evaluation, statistics, start
        self.values = np.empty((count, len(evaluation.atoms), len(statistics)))
        self._states: Bytes = np.full(count, State.REAL, dtype=np.uint8)
        self._reasons: dict[int, str] = {}
        self.left: Bools = np.ones(count, dtype=bool)

    def settle(self, marks: Bytes) -> None:
        """Take in how kernels left every world, UInt8[worlds], as `kernels.scoring` says it; those
        that are due to the prior stay left."""
        for mark, reason in ((OVERFLOWN, OVERFLOW), (UNSOUND, NOT_FINITE)):
            self.fail(marks == mark, reason)
        self.left = self.left & (marks == PRIOR)

    def fail(self, worlds: Bools, reason: str) -> None:
        """Of the worlds that are left, these failed. Shape: [worlds]."""
        for place in np.flatnonzero(worlds & self.left):
            self._states[place] = State.FAILED
            self._reasons[int(place)] = reason
        self.left = self.left & ~worlds

    def fill(self, worlds: Bools, values: Floats, state: State = State.REAL) -> None:
        """Of the worlds that are left, these have their values, Float[these, atoms, statistics].
        One that is not a finite number fails its world."""
        sound = np.isfinite(values).all(axis=(1, 2))
        good = worlds.copy()
        good[worlds] = sound
        self.values[good] = values[sound]
        self._states[good] = state
        self.left = self.left & ~good
        self.fail(worlds, NOT_FINITE)

    def prior(self, counts: Floats, worlds: Bools | None = None) -> None:
        """Of the worlds that are left, these (those of fewer than two classes) get the smoothed
        prior of their class counts, Float[worlds, classes]."""
        wanted = (counts > 0).sum(axis=1) < 2 if worlds is None else worlds
        for place in np.flatnonzero(wanted & self.left):
            self._states[place] = State.FALLBACK
            self.values[place] = classify_prior(self._evaluation, counts[place], self._statistics)
        self.left = self.left & ~wanted

    def block(self) -> Block:
        """The finished block, NaN where a world failed."""
        self.values[self._states == State.FAILED] = np.nan
        rows = np.arange(self._start, self._start + len(self._states))
        return Block(rows, self.values, self._states, tuple(sorted(self._reasons.items())))


def classifier_bytes(evaluation: Evaluation, statistics: tuple[str, ...]) -> int:
    """The memory that finishing one world of a classifier takes, about."""
    points = len(evaluation.table) * (6 * len(evaluation.schema.classes) + 6)
    return 8 * (points + len(evaluation.atoms) * len(statistics))
