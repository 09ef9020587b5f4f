"""Small real studies for the grid's tests."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from datacounterfactuals.bank.bank import Bank
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
