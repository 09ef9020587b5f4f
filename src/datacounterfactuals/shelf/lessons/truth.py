"""What an activity accepts, computed by the program on really trained cells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.catalogue import from_text
from datacounterfactuals.shelf.address import State
from datacounterfactuals.shelf.lessons.lesson import Accepts, Activity, LessonError

Open = Callable[[str], Grid]


@final
@dataclass(frozen=True)
class Truth:
    """What is accepted: a number in the unit people read, or names (more than one where several
    are equally large)."""

    number: float | None = None
    names: tuple[str, ...] = ()
    unit: str = ""
    within: float = 0.0

    @property
    def direction(self) -> str:
        """Whether it rises or falls."""
        number = self.number or 0.0
        return "up" if number > 0 else "down" if number < 0 else "same"


def truth_of(activity: Activity, grid_of: Open) -> Truth | None:
    """What an activity accepts; None of a discussion. Missing rows are trained.

    Raises LessonError where its state names something that is not there.
    """
    accepts, state = activity.accepts, activity.told
    if accepts is None:
        return None
    grid = grid_of(state.study)
    if accepts.reads == "rows":
        wanted = plan(grid, _question(state), metric=state.one("metric")).wanted
        return Truth(float(wanted), unit="rows", within=accepts.within)
    if accepts.reads in {"cell", "difference"}:
        column = _column(grid, state)
        number = _cell(grid, state.world(grid), column)
        if accepts.reads == "difference":
            number -= _cell(grid, state.world(grid, "against"), column)
        return Truth(number, unit=column.unit, within=accepts.within)
    found = answer(grid, _question(state), metric=state.one("metric"), progress=None)
    if accepts.reads == "fact":
        return _fact(found, accepts)
    place = _place(found, state)
    unit = found.columns[place].unit
    values = found.shown[:, place]
    if accepts.pick is not None:
        best = np.nanmax(values) if accepts.pick == "largest" else np.nanmin(values)
        equal = np.isclose(values, best, rtol=1e-9, atol=1e-12)
        names = tuple(_named(found, int(row)) for row in np.flatnonzero(equal))
        return Truth(None, names, unit)
    label = state.several("label")
    if label not in found.labels:
        raise LessonError(f"{found.title} has no value for {', '.join(label) or 'no label'}", "")
    return Truth(float(values[found.labels.index(label)]), unit=unit, within=accepts.within)


def _fact(found: Answer, accepts: Accepts) -> Truth:
    fact = found.facts.get(accepts.fact)
    if fact is None:
        remedy = nearest(accepts.fact, found.facts)
        raise LessonError(f"{found.title} does not say {accepts.fact!r}", remedy)
    if isinstance(fact, str):
        return Truth(names=(fact,))
    return Truth(float(fact), within=accepts.within)


def _question(state: State) -> Question:
    name = state.one("q")
    if name is None:
        raise LessonError("the state of an activity asks no question", "Add q=QUESTION to it")
    return from_text(name, state.parameters)


def _column(grid: Grid, state: State) -> Column:
    columns = grid.study.columns(state.one("metric"), None)
    wanted = state.one("column")
    names = {column.name: column for column in columns}
    if wanted is not None and wanted not in names:
        raise LessonError(f"no column is named {wanted!r}", nearest(wanted, names))
    return columns[0] if wanted is None else names[wanted]


def _cell(grid: Grid, world: World, column: Column) -> float:
    worlds = Listed.of([world], len(grid.study.universe))
    try:
        grid.fill(worlds, columns=(column,), progress=None)
    except StudyError as error:
        raise LessonError(error.problem, error.remedy) from None
    return float(grid.scores(worlds, (column,)).shown[0, 0])


def _place(found: Answer, state: State) -> int:
    names = [column.name for column in found.columns]
    wanted = state.one("column")
    if wanted is not None and wanted not in names:
        raise LessonError(f"no column is named {wanted!r}", nearest(wanted, names))
    return 0 if wanted is None else names.index(wanted)


def _named(found: Answer, row: int) -> str:
    return " ".join(found.labels[row])
