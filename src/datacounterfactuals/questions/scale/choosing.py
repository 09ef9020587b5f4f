"""Choosing on one part of the evaluation and reporting on another.

What is chosen because it scored best also scored best by luck. So every column's atoms are split
in two (`view.halves`): rows are chosen by the one half, and their scores read off the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.scores import MOST_LISTED, Folded, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.view import Reply, View
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Worlds

SPLIT = "chosen on one half of each column's points and reported on the other half"
UNSPLIT = (
    "some column's points are one atom and cannot be split: there the same points choose and "
    "report, so the best looks better, and the worst worse, than it is"
)


@final
@dataclass(frozen=True)
class Halves:
    """The scores of worlds on a choosing and on a reporting half of every column.

    `choosing`: oriented scores, Float[worlds, columns]. `scores` holds both halves.
    """

    scores: Scores
    choosing: Floats
    there: Bools
    split: bool

    @property
    def note(self) -> str:
        return SPLIT if self.split else UNSPLIT

    def pick(self, column: int, among: Ints, sign: int = 1) -> int | None:
        """The row among some that the choosing half likes best (or worst, with sign -1).

        The first of equals; None when none of them has a score.
        """
        kept = among[self.there[among, column]]
        if not len(kept):
            return None
        return int(kept[int((sign * self.choosing[kept, column]).argmax())])

    def fold(self, labels: Sequence[Label], weights: Sequence[Floats]) -> Folded:
        """Sum scores on the reporting half, with weights of their own for each column.

        `weights`: for each column Float[labels, worlds], NaN throughout for a value that no row
        can give. Worlds without a score count as missing, whether weighed or not.
        """
        reading, sampling = self.scores.reading, self.scores.sampling
        count = len(weights)
        columns = range(count, 2 * count)
        used = [_used(table) for table in weights]
        worlds = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *used]))
        gaps = self.scores.gaps
        return Folded(
            tuple(labels),
            replace(
                sampling,
                columns=tuple(sampling.columns[c] for c in columns),
                sizes=tuple(sampling.sizes[c] for c in columns),
            ),
            np.concatenate(
                [
                    np.zeros((sampling.repeats, len(labels), 0)),
                    *(
                        _dot(table, rows, reading.oriented[:, :, c, None])
                        for table, rows, c in zip(weights, used, columns, strict=True)
                    ),
                ],
                axis=-1,
            ),
            tuple(
                _dot(table, rows, reading.left_out[c])
                for table, rows, c in zip(weights, used, columns, strict=True)
            ),
            len(worlds),
            len(gaps),
            gaps[:MOST_LISTED],
            int((reading.states[worlds] == State.FALLBACK).sum()),
        )


def halves(view: View, worlds: Worlds) -> Reply[Halves]:
    """Ask for worlds on both halves of every column at once."""
    first, second = view.halves()
    scores = yield from view.scores(worlds, (*first.columns, *second.columns))
    count = len(view.columns)
    choosing = scores.values[:, :count]
    there = ~np.isnan(scores.values[:, :count] + scores.values[:, count:])
    return Halves(scores, choosing, there, view.window.splits)


def distinct(worlds: Worlds, rows: Sequence[int | None]) -> tuple[World, ...]:
    """The chosen worlds, each once, in the order in which they were chosen."""
    return tuple(worlds[row] for row in dict.fromkeys(row for row in rows if row is not None))


def _used(table: Floats) -> Ints:
    return np.flatnonzero(np.nan_to_num(table).any(axis=0))


def _dot(table: Floats, rows: Ints, values: Floats) -> Floats:
    """[labels, worlds] times [repeats, worlds, last], over the rows that have a weight. A weight
    on a world without a score makes NaN, and so does a weight of NaN."""
    weights, held = np.nan_to_num(table[:, rows]), values[:, rows]
    absent = np.isnan(held)
    sums = weights @ np.where(absent, 0.0, held)
    touched = (weights != 0).astype(np.float64) @ absent.astype(np.float64) > 0
    return np.where(touched | np.isnan(table).any(axis=1, keepdims=True), np.nan, sums)
