"""What a question can see of a grid without asking for a cell."""

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.shutting import reserved_atoms
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

        Every column's atoms go to the two in turn: those that serve the same of its slices
        together, and within them in the order of their content, so that each side has points of
        every slice. A column for which this cannot be stands whole in both.
        """
        first: list[Column] = []
        second: list[Column] = []
        for column in self.columns:
            left, right = self._sides(column) or (column.groups, column.groups)
            first.append(replace(column, groups=left))
            second.append(replace(column, groups=right))
        return replace(self, columns=tuple(first)), replace(self, columns=tuple(second))

    @property
    def splits(self) -> bool:
        """Whether every column can be split into two halves with points of each of its slices."""
        return all(self._sides(column) is not None for column in self.columns)

    def _sides(self, column: Column) -> tuple[Bools, Bools] | None:
        evaluation = self.evaluation
        if not column.metric.additive:
            evaluation = evaluation.single_points
        serves = [column.groups[:, atom].tobytes() for atom in range(column.groups.shape[1])]
        atoms = [int(atom) for atom in column.atoms()]
        order = sorted(atoms, key=lambda atom: (serves[atom], evaluation.atoms[atom]))
        kept = reserved_atoms(self.universe, evaluation)
        left = np.zeros(column.groups.shape[1], dtype=bool)
        left[[atom for atom in order if not kept[atom]][::2]] = True
        sides = column.groups & left, column.groups & ~left
        if all(side.any(axis=1).all() for side in sides):
            return sides
        if kept[atoms].any():
            raise QuestionError(
                f"nothing may be chosen on {column.name}: its points are reserved as a test",
                "Choose on other columns with slices=, or give the object another right",
            )
        return None
