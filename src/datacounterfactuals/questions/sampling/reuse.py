"""Random half rows, of which each serves every object: maximum sample reuse.

A half row holds every object with probability 1/2. An object's Banzhaf value is the mean score of
the rows that hold it less the mean of those that do not (Wang and Jia 2023).
"""

from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.contrast import Label, Terms
from datacounterfactuals.core.scores import MOST_LISTED, Folded, Gap, Sampling, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.core.view import Reply, View
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.sampling.exact import by_content
from datacounterfactuals.questions.sampling.orders import Walked
from datacounterfactuals.questions.sampling.stopping import Stopping, never_zero

ROWS = 200
"""Half rows in a round."""


def half_rows(view: View, number: int) -> Listed:
    """The half rows of a round: the same for every question that reads half rows."""
    members = list(by_content(view))
    rows = np.zeros((ROWS, len(view.universe)))
    rows[:, members] = view.random("halves", number).integers(0, 2, (ROWS, len(members)))
    return Listed(rows)


def reuse(view: View, labels: tuple[Label, ...], stopping: Stopping) -> Reply[Walked]:
    """Banzhaf values of the roster's members from half rows, until the stopping rule is content.

    The first round also reads the empty and the full world. Rows without a score are left out.
    """
    tally = _Tally(view, labels)
    ends = Listed.of([view.roster.empty, view.roster.full], len(view.universe))
    reached, rounds = False, 0
    while rounds < stopping.rounds and not reached:
        rows = half_rows(view, rounds)
        if rounds == 0:
            both, scores = yield from view.together(view.scores(ends), view.scores(rows))
            tally.see(both)
        else:
            scores = yield from view.scores(rows)
        rounds += 1
        tally.add(rows, scores)
        reached = stopping.reached(tally.values, tally.error())
        if (scores.states >= State.FAILED).all() or (scores.states >= State.NOT_HELD).any():
            break
    return Walked(tally.folded(), tally.part(), tally.count, rounds, reached, tally.ends)


@final
class _Tally:
    """Adds up half rows: all of them, and for each object those that hold it."""

    def __init__(self, view: View, labels: tuple[Label, ...]) -> None:
        self.view, self.labels = view, labels
        self.members = list(view.roster.members)
        self.count = 0
        self.ends = np.zeros((2, 0))
        self._rows: list[Floats] = []
        self._held: list[Floats] = []
        self._oriented: list[Floats] = []
        self._left: list[tuple[Floats, ...]] = []
        self._gaps: dict[World, Gap] = {}
        self._fallback: set[World] = set()
        self._sampling: Sampling | None = None

    def see(self, both: Scores) -> None:
        self.ends = both.values

    def add(self, rows: Listed, scores: Scores) -> None:
        kept = scores.states < State.FAILED
        self._sampling = scores.sampling
        self._gaps |= {gap.world: gap for gap in scores.gaps}
        fallbacks = np.flatnonzero(scores.states == State.FALLBACK)
        self._fallback |= {rows[int(place)] for place in fallbacks}
        self._rows.append(rows.rows[kept])
        self._held.append(scores.values[kept])
        self._oriented.append(scores.reading.oriented[:, kept])
        self._left.append(tuple(left[:, kept] for left in scores.reading.left_out))
        self.count += int(kept.sum())

    @property
    def bits(self) -> Bools:
        """Which members each kept row holds. Bool[rows, members]."""
        return np.concatenate(self._rows)[:, self.members] > 0

    @property
    def weights(self) -> Floats:
        """What each row counts for each object. Float[members, rows]."""
        inside = self.bits.T.astype(np.float64)
        outside = 1.0 - inside
        with np.errstate(divide="ignore", invalid="ignore"):
            return inside / inside.sum(axis=1)[:, None] - outside / outside.sum(axis=1)[:, None]

    @property
    def values(self) -> Floats:
        return self._weigh(np.concatenate(self._held))

    def _weigh(self, values: Floats) -> Floats:
        """Sums over rows; none is NaN and not 0. [..., rows, last] to [..., members, last]."""
        return self.weights @ values if self.count else self.weights @ values + np.nan

    def folded(self) -> Folded:
        assert self._sampling is not None  # a stopping rule has at least one round
        worlds, number = np.unique(np.concatenate(self._rows), axis=0, return_inverse=True)
        merged = np.zeros((len(worlds), len(self.members)))
        np.add.at(merged, number.reshape(-1), np.nan_to_num(self.weights).T)
        return Folded(
            self.labels,
            self._sampling,
            self._weigh(np.concatenate(self._oriented, axis=1)),
            tuple(
                self._weigh(np.concatenate(left, axis=1)) for left in zip(*self._left, strict=True)
            ),
            len(worlds),
            len(self._gaps),
            tuple(self._gaps.values())[:MOST_LISTED],
            len(self._fallback),
            Terms.dense(self.labels, Listed(worlds), merged.T),
        )

    def error(self) -> Floats:
        """The standard error of a difference of two means. Float[members, columns]."""
        held, bits = np.concatenate(self._held), self.bits.T.astype(np.float64)
        span = np.ptp(np.concatenate([held, self.ends]), axis=0)
        squares = np.zeros((len(self.members), held.shape[1]))
        with np.errstate(divide="ignore", invalid="ignore"):
            centered = held - held.mean(axis=0) if len(held) else held
            for side in (bits, 1.0 - bits):
                count = side.sum(axis=1)[:, None]
                around = side @ centered**2 / count - (side @ centered / count) ** 2
                squares += np.maximum(around, 0.0) / (count - 1)
        certain = np.zeros(len(self.members))
        return never_zero(np.sqrt(squares), certain, span, self.count)

    def part(self) -> Part:
        if self.count < 4:
            return Part.unknown(f"only {self.count} half rows have a score")
        return Part.measured(self.error(), float(self.count - 2), f"{self.count} half rows")
