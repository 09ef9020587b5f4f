"""The cells that a page shows: which rows, and what is held of them. Nothing is trained here."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.scores import Scores
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
    """The rows of the grid's page: the whole lattice, or, where that is too large, the full world,
    the full world without each object, each object alone, and the empty world."""
    window = grid.window()
    roster, width = window.roster, len(window.universe)
    if 1 << min(len(roster), 64) <= most:
        return grid.lattice()
    each = [(member,) for member in roster.members[: MOST_ROWS // 2 - 1]]
    alone = Moves(width, roster.empty, tuple(each), ((1.0,),) * len(each), with_base=False)
    empty = Moves(width, roster.empty, (), ())
    return Joined([Moves.without_each(roster.full, each[::-1]), alone, empty])


def read(grid: Grid, worlds: Worlds, columns: tuple[Column, ...]) -> Held:
    """What the bank holds of these worlds, read block by block."""
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
    return held
