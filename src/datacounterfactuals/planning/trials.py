"""Trials: programs that stand in for the operator's are trained with and without owners."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.planning.records import FOLDS, Records
from datacounterfactuals.study.study import Study

FEW_UNITS = 120
"""Where owners are fewer than this, the records of each are cut into parts: the range then says
how other records of the same people might have come out."""

TREE = "sklearn.tree.DecisionTreeRegressor"
STAND_INS: Mapping[str, Mapping[str, Any]] = {
    "classification": {
        "logistic": {"kind": "logistic"},
        "naive_bayes": {"kind": "naive_bayes"},
        "neighbours": {"kind": "neighbours"},
        "centroid": {"kind": "centroid"},
        "ridge": {"kind": "ridge"},
    },
    "regression": {
        "ridge": {"kind": "ridge"},
        "tree": {"kind": "sklearn", "estimator": TREE, "parameters": {"max_depth": 5}},
        "nearest": {"kind": "sklearn", "estimator": "sklearn.neighbors.KNeighborsRegressor",
                    "parameters": {"n_neighbors": 1}},
        "alike": {"kind": "sklearn", "estimator": "sklearn.neighbors.KNeighborsRegressor",
                  "parameters": {"n_neighbors": 10}},
    },
    "tastes": {
        "tastes": {"kind": "factors", "rank": 2, "l2": 20.0},
        "averages": {"kind": "factors", "rank": 1, "l2": 1e6},
        "first": {"kind": "factors", "personal": False},
        "ridge": {"kind": "ridge"},
    },
}  # fmt: skip
WORDS = {
    "logistic": "gives every column a weight and adds them up",
    "naive_bayes": "looks at each column by itself",
    "neighbours": "looks for the five records that are most alike",
    "centroid": "compares with the average record of each answer",
    "ridge": "fits a straight line to all columns at once",
    "tree": "asks up to five yes-or-no questions",
    "nearest": "looks for the one record that is most alike",
    "tastes": "adds up averages, and learns who likes what",
    "averages": "adds up the averages of all columns",
    "first": "gives the average for the first column",
    "alike": "looks for the ten records that are most alike",
}
"""What each stand-in does, in plain words."""
USUAL = 3
"""So many stand-ins are used unless some are named."""

LEAST_GAIN = 0.01
"""A stand-in that betters saying the same by less than this share of it has learned nothing."""
SURE = 2.0
"""Nor has one that betters it by less than so many standard errors: that may be chance."""

Told = Callable[[int], None]


def standing(records: Records) -> Mapping[str, Mapping[str, Any]]:
    """The stand-ins for some records: where a number is guessed from categories alone, as ratings
    are, they are recommenders."""
    table = records.table
    used = [name for name in table.names if name not in {records.owner, records.target}]
    numbers = any(table.is_number(name) for name in used)
    tastes = records.task == "regression" and not numbers
    return STAND_INS["tastes" if tastes else records.task]


def chosen(records: Records, names: Sequence[str] | None) -> tuple[str, ...]:
    """The names of the stand-ins. Raises QuestionError for one that does not do this."""
    known = standing(records)
    for name in names or ():
        if name not in known:
            raise QuestionError(
                f"{name!r} cannot guess this kind of answer", f"Choose from {', '.join(known)}"
            )
    return tuple(dict.fromkeys(names or tuple(known)[:USUAL]))


def learned(full: Floats, same: Floats) -> Bools:
    """Which stand-ins surely guess better with all records than by saying the same every time.
    [learners, units] and [units] to [learners]."""
    better = full - same
    gain = better.sum(axis=1)
    error = np.sqrt(((better - better.mean(axis=1, keepdims=True)) ** 2).sum(axis=1))
    return (gain > LEAST_GAIN * np.abs(same).sum()) & (gain > SURE * error)


@final
@dataclass(frozen=True, eq=False)
class Trials:
    """Grids of the stand-ins, one for every part that is held out.

    `units`: which owner each unit of held-out records belongs to, and `part` in which half it is
    held out. `points` and `same`: Float[units], its records and how good one answer for all is.
    """

    records: Records
    learners: tuple[str, ...]
    units: Ints
    part: Ints
    points: Floats
    same: Floats
    _unit_of: Ints
    _grids: tuple[tuple[Grid, ...], ...]

    @staticmethod
    def of(records: Records, learners: Sequence[str], bank: Path) -> "Trials":
        """Prepare everything; nothing is trained yet."""
        owners = len(records.names)
        cuts = max(1, FEW_UNITS // owners)
        within = np.zeros(len(records), dtype=np.int64)
        for owner in range(owners):
            own = np.flatnonzero(records.owner_of == owner)
            within[own] = np.arange(len(own)) % cuts
        keys = (records.owner_of * cuts + within) * 2 + records.fold_of % 2
        found, unit_of = np.unique(keys, return_inverse=True)
        points = np.bincount(unit_of).astype(np.float64)
        same = np.bincount(unit_of, records.same).astype(np.float64)
        known = Bank(bank)
        grids = tuple(
            tuple(_grid(records, name, fold, known) for fold in range(FOLDS)) for name in learners
        )
        units = (found // 2 // cuts).astype(np.int64)
        part = (found % 2).astype(np.int64)
        return Trials(records, tuple(learners), units, part, points, same, unit_of, grids)

    @staticmethod
    def able(records: Records, learners: Sequence[str] | None, bank: Path, told: Told) -> "Trials":
        """Trials of the stand-ins that are named; or else of the usual ones, where each that learns
        nothing from all records makes room for one that does."""
        names = list(chosen(records, learners))
        waiting = [one for one in standing(records) if one not in names]
        everybody = np.ones((1, len(records.names)), dtype=bool)
        while learners is None and waiting:
            trials = Trials.of(records, names, bank)
            good = learned(trials.run(everybody, told)[:, 0], trials.same)
            if good.all():
                return trials
            bad = names[int(np.argmin(good))]
            names = [one for one in names if one != bad] + [waiting.pop(0)]
        return Trials.of(records, names, bank)

    def run(self, keep: Bools, told: Told) -> Floats:
        """How good the guesses are with the owners that are kept. Shape: [rows, owners] to
        [learners, rows, units]: records guessed right, or minus the sum of misses. Where nobody is
        left, or a program cannot be trained, the same is said every time. `told`: how many more are
        done, none while some are being trained, so that it may stop the trials."""
        out = np.zeros((len(self.learners), len(keep), len(self.units)))
        rows, place = np.unique(keep, axis=0, return_inverse=True)
        for number, grids in enumerate(self._grids):
            found = np.zeros((len(rows), len(self.units)))
            for fold, grid in enumerate(grids):
                found += self._fold(grid, fold, rows, told)
                told(len(keep))
            out[number] = found[place.reshape(-1)]
        return out

    def _fold(self, grid: Grid, fold: int, rows: Bools, told: Told) -> Floats:
        study = grid.study
        records = self.records
        where = {name: number for number, name in enumerate(records.names)}
        worlds = Listed(rows[:, [where[one.name] for one in study.universe]].astype(np.float64))
        held = np.flatnonzero(records.fold_of == fold)
        unit = self._unit_of[held]
        there = np.unique(unit)
        groups = unit[None, :] == there[:, None]
        metric = study.finishing
        columns = [
            Column(f"unit {one}", metric, group[None, :])
            for one, group in zip(there, groups, strict=True)
        ]
        grid.fill(worlds, columns=columns, progress=lambda _: told(0))
        counts = groups.sum(axis=1)
        values = grid.scores(worlds, columns).values * counts
        same = np.bincount(unit, records.same[held], minlength=len(self.units))[there]
        nobody = worlds.rows.sum(axis=1) == 0
        values[nobody] = same
        values = np.where(np.isnan(values), same, values)
        out = np.zeros((len(rows), len(self.units)))
        out[:, there] = values
        return out


def _grid(records: Records, learner: str, fold: int, bank: Bank) -> Grid:
    """A stand-in's grid with a part held out, every held-out record by itself."""
    held = records.fold_of == fold
    study = Study.from_frame(
        records.frame(~held),
        objects=records.owner,
        target=records.target,
        task=records.task,
        evaluation=records.frame(held),
        exclude=(records.owner,),
        learner=dict(standing(records)[learner]),
        metric="accuracy" if records.task == "classification" else "absolute_error",
        name="plan",
    )
    return Grid(replace(study, evaluation=study.evaluation.single_points), bank)
