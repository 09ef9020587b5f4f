"""Gathered objects: what a pass over a large study found, as objects with their totals."""

from dataclasses import dataclass
from functools import reduce
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Ints
from datacounterfactuals.core.content import from_lanes, total
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.universe import Universe
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.data.values import as_objects
from datacounterfactuals.learners.base import Learner, Summary
from datacounterfactuals.study.assembly import MOST_PINNED, left_out, object_of
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.objects import MISSING, Division, Draft, divide, drafts
from datacounterfactuals.study.split import Count
from datacounterfactuals.study.sweep import Found, Sides


@final
@dataclass(frozen=True)
class Gathered:
    """Objects made of the values of the object column, or of random parts.

    `values` are those found; `division` says which object each is of, `drafts` which values an
    object is made of.
    """

    universe: Universe
    values: tuple[str, ...]
    division: Division
    drafts: tuple[Draft, ...]
    empty: tuple[str, ...]

    @staticmethod
    def of(declaration: Declaration, found: Found) -> "Gathered":
        """Raises StudyError where the declaration does not fit what was found."""
        objects = declaration.objects
        values = tuple(found.shares)
        nobody = np.zeros(0)
        if objects.way == "column":
            column = objects.column or ""
            division = divide(objects, RawTable({column: as_objects(values)}), nobody)
        else:
            names = divide(objects, RawTable({"": nobody}), nobody).names
            values = tuple(name for name in names if name in found.shares)
            division = Division(values, ("",) * len(values), np.arange(len(values)))
        used = np.array([found.shares[value].sides[0] > 0 for value in values], dtype=bool)
        made, empty = drafts(objects, division, np.flatnonzero(used))
        if not made:
            raise StudyError(
                "no object has a training row", "Hold out fewer rows, or keep more objects"
            )
        items = [object_of(draft, *_content(draft, values, found)) for draft in made]
        return Gathered(Universe(tuple(items)), values, division, tuple(made), tuple(empty))

    def summary(self, place: int, found: Found, learner: Learner) -> Summary:
        """The summary of all rows of an object."""
        own = [
            found.shares[self.values[value]].summary for value in self.drafts[place].rows.tolist()
        ]
        return reduce(learner.combine, own)

    def codes(self, labels: Array) -> Ints:
        """The object of each value, by its code in the division. Shape: [rows]."""
        code = dict(zip(self.values, self.division.codes.tolist(), strict=True))
        held = [code[MISSING if label is None else str(label)] for label in labels]
        return np.array(held, dtype=np.int64)

    def counts(self, found: Found) -> tuple[Count, ...]:
        """Rows of each object and of each class on both sides of the split."""
        division = self.division
        counted: dict[str, Sides] = {}
        for value, code in zip(self.values, division.codes, strict=True):
            if code >= 0:
                name, (used, held) = division.names[code], found.shares[value].sides
                before = counted.get(name, (0, 0))
                counted[name] = (before[0] + used, before[1] + held)
        if len(division.names) > MOST_PINNED:
            counted = {}
        both = (("object", counted), ("class", found.classes))
        return tuple(
            Count(what, name, *sides[name]) for what, sides in both for name in sorted(sides)
        )

    def words(self, declaration: Declaration) -> tuple[str, ...]:
        """Words for the objects that have no training row."""
        return left_out(self.empty) if declaration.objects.way == "column" else ()


def _content(draft: Draft, values: tuple[str, ...], found: Found) -> tuple[bytes, int]:
    own = [found.shares[values[value]] for value in draft.rows.tolist()]
    return from_lanes(total(np.stack([share.lanes for share in own]))), sum(
        share.sides[0] for share in own
    )
