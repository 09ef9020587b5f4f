"""The cells that a page shows: which rows, and what is held of them. Nothing is trained here."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.core.shutting import open_rows, shut_by
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.walks import Moves
from datacounterfactuals.core.worlds import Joined, Worlds, spans
from datacounterfactuals.grid.grid import Grid

MOST_ROWS = 1 << 16
"""The whole lattice is shown up to so many rows."""
MOST_REASONS = 100


@final
@dataclass(frozen=True, eq=False)
class Held:
    """What is held of some worlds, the mean over repeats.

    `shown`, `oriented`: Float[worlds, columns], as people read it and with more being better;
    NaN where there is none. `states`: UInt8[worlds]. `reasons`: why the first failed ones did.
    """

    shown: Floats
    oriented: Floats
    states: Bytes
    reasons: dict[int, str]


def page_rows(grid: Grid, most: int = MOST_ROWS) -> Worlds:
    """The rows of the grid's page, open or shut: the whole lattice, or, where that is too large,
    the full world, that without each object, each object alone, and the empty world."""
    roster, width = grid.study.universe.board, len(grid.study.universe)
    if 1 << min(len(roster), 64) <= most:
        return Lattice(width, roster.members)
    each = [(member,) for member in roster.members[: MOST_ROWS // 2 - 1]]
    alone = Moves(width, roster.empty, tuple(each), ((1.0,),) * len(each), with_base=False)
    empty = Moves(width, roster.empty, (), ())
    return Joined([Moves.without_each(roster.full, each[::-1]), alone, empty])


def read(grid: Grid, worlds: Worlds, columns: tuple[Column, ...]) -> Held:
    """What the bank holds of these worlds, read block by block; of what use rights shut nothing."""
    count = len(worlds)
    held = Held(
        np.full((count, len(columns)), np.nan),
        np.full((count, len(columns)), np.nan),
        np.zeros(count, dtype=np.uint8),
        {},
    )
    reader = grid.reader(columns)
    for start, stop in spans(count, reader.block):
        keys = worlds.keys(grid.study.universe.keys, start, stop)
        reading = reader.read(keys, with_parts=False)
        scores = Scores(worlds, reader.sampling, reading)
        held.shown[start:stop] = scores.shown
        held.oriented[start:stop] = scores.values
        held.states[start:stop] = reading.states
        for place, reason in reading.reasons.items():
            if len(held.reasons) < MOST_REASONS:
                held.reasons[start + place] = reason
    study = grid.study
    if study.universe.limited:
        rows = ~open_rows(study.universe, worlds)
        closed = [bool(shut_by(study.universe, study.evaluation, one)) for one in columns]
        for values in (held.shown, held.oriented):
            values[rows] = np.nan
            values[:, closed] = np.nan
        held.states[rows] = State.SHUT
    return held
