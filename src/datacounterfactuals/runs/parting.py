"""The run that would part what no run has parted yet."""

from collections.abc import Callable

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.runs.table import RunTable, canonical, to_shares

Outside = Callable[[Floats], Floats]
"""The part of a direction that the runs do not vary. [objects] to [objects]."""


def parting_run(runs: RunTable, outside: Outside, group: tuple[int, ...]) -> Floats | None:
    """The smallest step from a run that was made which varies what ties these objects.

    One object of the group is taken out of a run that had it, or put into one that had not; of
    the runs so made, that which has the fewest objects of those that part the most of the group.
    Float[objects], or None if no single step does.
    """
    best: tuple[tuple[float, ...], Floats] | None = None
    center = _points(runs, runs.worlds).mean(axis=0)
    for world in runs.worlds:
        for place in group:
            moved = _step(runs, world, place)
            if moved is None or not moved.any():
                continue
            novel = np.abs(outside(_points(runs, moved[None])[0] - center))
            if novel.max() < 1e-6:
                continue
            size = float((moved > 0).sum())
            # Single objects say little of larger worlds: prefer a removal, then the fewest.
            rank = (float(size < 2), float(moved[place] > world[place]), size)
            if best is None or rank < best[0]:
                best = (rank, moved)
    return None if best is None else best[1]


def _points(runs: RunTable, weights: Floats) -> Floats:
    return np.nan_to_num(to_shares(weights)) if runs.kind == "shares" else weights


def _step(runs: RunTable, world: Floats, place: int) -> Floats | None:
    """The world with one object taken out, or put in with its usual weight."""
    moved = world.copy()
    if world[place] > 0:
        moved[place] = 0.0
    else:
        there = runs.worlds[:, place][runs.worlds[:, place] > 0]
        moved[place] = float(np.median(there)) if len(there) else 1.0
    return canonical(runs.kind, moved) if moved.any() else None
