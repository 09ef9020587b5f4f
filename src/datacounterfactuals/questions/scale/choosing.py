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

    def fold(self, labels: Sequence[Label], rows: Sequence[Sequence[Ints]]) -> Folded:
        """Mean scores on the reporting half, of rows of their own for each column.

        `rows`: for each column and label the worlds whose mean is the value; no world makes NaN.
        Worlds without a score count as missing, whether chosen or not.
        """
        reading, sampling = self.scores.reading, self.scores.sampling
        count = len(rows)
        columns = range(count, 2 * count)
        used = np.zeros(len(reading.states), dtype=bool)
        for chosen in (some for column in rows for some in column):
            used[chosen] = True
        absent = np.flatnonzero(sampling.absent(reading))
        gaps = (
            sampling.gap(self.scores.worlds[place], place, reading)
            for place in map(int, absent[:MOST_LISTED])
        )
        values = np.full((sampling.repeats, len(labels), count), np.nan)
        left: list[Floats] = []
        for place, (column, chosen) in enumerate(zip(columns, rows, strict=True)):
            values[:, :, place] = _means(reading.oriented[:, :, column, None], chosen)[..., 0]
            left.append(_means(reading.left_out[column], chosen))
        return Folded(
            tuple(labels),
            replace(
                sampling,
                columns=tuple(sampling.columns[c] for c in columns),
                sizes=tuple(sampling.sizes[c] for c in columns),
            ),
            values,
            tuple(left),
            int(used.sum()),
            len(absent),
            tuple(gaps),
            int((reading.states[used] == State.FALLBACK).sum()),
        )


def halves(view: View, worlds: Worlds) -> Reply[Halves]:
    """Ask for worlds on both halves of every column at once."""
    first, second = view.halves()
    scores = yield from view.scores(worlds, (*first.columns, *second.columns))
    count = len(view.columns)
    # In one piece for each column, since picking goes through them one at a time.
    choosing = np.ascontiguousarray(scores.values[:, :count].T).T
    there = ~np.isnan(choosing)
    for place in range(count):
        there[:, place] &= ~np.isnan(scores.values[:, count + place])
    return Halves(scores, choosing, there, view.window.splits)


def distinct(worlds: Worlds, rows: Sequence[int | None]) -> tuple[World, ...]:
    """The chosen worlds, each once, in the order in which they were chosen."""
    return tuple(worlds[row] for row in dict.fromkeys(row for row in rows if row is not None))


def one_row(row: int | None) -> Ints:
    """A chosen row as rows to fold: none where none could be chosen."""
    return np.array([] if row is None else [row], dtype=np.int64)


def _means(values: Floats, rows: Sequence[Ints]) -> Floats:
    """The mean over some worlds for each label, NaN of none and where one has no score.
    Shape: [repeats, worlds, last] to [repeats, labels, last]."""
    out = np.full((values.shape[0], len(rows), values.shape[2]), np.nan)
    for label, chosen in enumerate(rows):
        if len(chosen):
            out[:, label] = values[:, chosen].mean(axis=1)
    return out
