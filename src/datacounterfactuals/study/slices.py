"""Slices: groups of evaluation points by a column's values, and how finely they are cut."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import MOST_PARTS
from datacounterfactuals.data.raw import RawTable

ALL = "all"
MOST_VALUES = 64
"""A slice column with more different values than this is surely not what was meant."""
CELL_BUDGET = 1 << 26
"""Cells that a filled lattice may take (about 600 MB in the bank) before atoms are made coarser."""
EXACT_UP_TO = 20
SAMPLED_WORLDS = 1 << 14
"""Worlds reckoned with when there are too many objects for the whole lattice."""
FEW_POINTS = 64
"""So few points are atoms of their own where the budget allows it."""
SINGLE_POINTS = 1 << 40
"""The number of parts that makes every point an atom of its own."""


def slice_members(
    table: RawTable, columns: Sequence[str], every: bool, order: Sequence[str] = ()
) -> tuple[tuple[str, ...], Bools]:
    """The slices of an evaluation table: every value of each column, and all points.

    A slice is called by its value, or `column=value` where two columns share a value. Returns the
    names and Bool[slices, points]; values in the declared `order` come first. Raises StudyError.
    """
    found: list[tuple[str, str, Bools]] = []
    for column in columns:
        labels = table.labels(column, "slice column")
        there = {label for label in labels if label is not None}
        values = [value for value in order if value in there]
        values += sorted(there.difference(values))
        if len(values) > MOST_VALUES:
            raise StudyError(
                f"the slice column {column!r} has {len(values):,} different values, and each is "
                "a slice",
                f"Group them into at most {MOST_VALUES} values, or slice by another column",
            )
        found += [(column, value, labels == value) for value in values]
        if any(label is None for label in labels):
            found.append((column, "missing", _absent(labels)))
    words = [value for _, value, _ in found]
    names = [
        value if words.count(value) == 1 and value not in {ALL, "missing"} else f"{column}={value}"
        for column, value, _ in found
    ]
    members = [np.asarray(member, dtype=bool) for *_, member in found]
    if every or not names:
        names.insert(0, ALL)
        members.insert(0, np.ones(len(table), dtype=bool))
    return tuple(names), np.stack(members)


def _absent(labels: Array) -> Bools:
    return np.array([label is None for label in labels], dtype=bool)


def choose_parts(members: Bools, objects: int, statistics: int) -> int:
    """Into how many parts each atom is cut.

    Every point is an atom of its own where there are at most 64 of them; else the largest of 32,
    16, 8, 4, 2 parts; else 1 (uncut). The first of these is taken for which the cells of the
    lattice (of 2^14 worlds where there are more than 20 objects) stay within the budget of 2^26.
    """
    patterns, points = len(np.unique(members.T, axis=0)), members.shape[1]
    worlds = 1 << objects if objects <= EXACT_UP_TO else SAMPLED_WORLDS
    if points <= FEW_POINTS and worlds * points * statistics <= CELL_BUDGET:
        return SINGLE_POINTS
    parts = MOST_PARTS
    while parts > 1 and worlds * patterns * parts * statistics > CELL_BUDGET:
        parts //= 2
    return parts
