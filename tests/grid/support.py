"""Small real studies for the grid's tests."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, final

import numpy as np
import pandas as pd

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.study.study import Study


def people(rows: int = 400, groups: int = 8, seed: int = 5) -> pd.DataFrame:
    """A table with numbers, categories, missing values and a two-class target."""
    draw = np.random.default_rng(seed)
    x, z = draw.normal(size=rows), draw.normal(size=rows)
    town = draw.choice(["north", "south", "east"], size=rows)
    team = draw.choice(list("ABCDEFGHIJ"[:groups]), size=rows)
    lean = x - 0.7 * z + 0.8 * (town == "north") + draw.normal(size=rows)
    x[draw.random(rows) < 0.05] = np.nan
    return pd.DataFrame(
        {"x": x, "z": z, "town": town, "team": team, "bought": np.where(lean > 0, "yes", "no")}
    )


def study(frame: pd.DataFrame | None = None, **changes: Any) -> Study:
    """Eight teams, logistic regression, slices by town."""
    how: dict[str, Any] = {
        "target": "bought",
        "objects": "team",
        "slices": "town",
        "learner": {"kind": "logistic"},
        "name": "people",
    }
    return Study.from_frame(people() if frame is None else frame, **(how | changes))


def grid(folder: Path, frame: pd.DataFrame | None = None, **changes: Any) -> Grid:
    """The grid of such a study over a bank of its own."""
    return Grid(study(frame, **changes), Bank(folder / "bank"))


@final
class RowByRow:
    """A scorer that hands over one row of zeros after another, with a pause before each.

    After `breaks_after` rows it raises `error`. `closed`: its last fill was ended.
    """

    def __init__(
        self,
        pause: float = 0.0,
        breaks_after: int | None = None,
        error: BaseException | None = None,
    ) -> None:
        self.shape = (1, 0, 0)
        self.pause, self.breaks_after, self.error = pause, breaks_after, error
        self.closed = False

    def scorer(self, evaluation: Evaluation, columns: ColumnSet) -> "RowByRow":
        del evaluation
        self.shape = (1, *columns.shape)
        return self

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat, memory
        try:
            for row in range(len(worlds)):
                if row == self.breaks_after and self.error is not None:
                    raise self.error
                time.sleep(self.pause)
                yield Block(np.array([row]), np.zeros(self.shape), np.zeros(1, dtype=np.uint8))
        finally:
            self.closed = True
