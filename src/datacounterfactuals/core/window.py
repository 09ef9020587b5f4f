"""What a question can see of a grid without asking for a cell."""

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.universe import Roster, Universe


@final
@dataclass(frozen=True, eq=False)
class Window:
    """The universe, the roster, the columns and what is held fixed.

    `grid` is the handle by which requests name the grid. `evaluation` holds the atoms.
    `seeded`: the learner's training is random. `seed`: what random choices derive from.
    `trains`: a world that is not held can be trained. `noun`: what one object is called.
    """

    grid: int
    study: str
    universe: Universe
    roster: Roster
    columns: tuple[Column, ...]
    evaluation: Evaluation
    held_fixed: tuple[str, ...]
    cautions: tuple[str, ...]
    seeded: bool
    repeats: int
    seed: int
    trains: bool = True
    noun: str = "object"

    @property
    def sizes(self) -> tuple[float, ...]:
        return tuple(item.size for item in self.universe)

    def halves(self) -> tuple["Window", "Window"]:
        """Two windows on disjoint atoms of the same columns: one to choose on, one to report on.

        Every column's atoms, in the order of their content, go to the two in turn. A column of
        one atom cannot be split and stands in both.
        """
        first: list[Column] = []
        second: list[Column] = []
        for column in self.columns:
            evaluation = self.evaluation
            if not column.metric.additive:
                evaluation = evaluation.single_points
            atoms = sorted(column.atoms().tolist(), key=evaluation.atoms.__getitem__)
            if len(atoms) < 2:
                first.append(column)
                second.append(column)
                continue
            left = np.zeros(column.groups.shape[1], dtype=bool)
            left[atoms[::2]] = True
            first.append(replace(column, groups=column.groups & left))
            second.append(replace(column, groups=column.groups & ~left))
        return replace(self, columns=tuple(first)), replace(self, columns=tuple(second))

    @property
    def splits(self) -> bool:
        """Whether every column can be split into two halves with points in both."""
        return all(len(column.atoms()) >= 2 for column in self.columns)
