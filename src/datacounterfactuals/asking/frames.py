"""Answers and grids as frames, for those who go on working in pandas or polars."""

from typing import Any, Literal

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.grid.grid import Grid


def frame(source: Answer | Grid, library: Literal["pandas", "polars"] = "pandas") -> Any:
    """An answer, one row per label and column with each part of the uncertainty; or a grid, one
    row per world. A pandas frame, or with `library="polars"` a polars one if it is installed."""
    records = source.records()
    if library == "polars":
        import polars as pl

        return pl.from_dicts(records)
    import pandas as pd

    return pd.DataFrame.from_records(records)
