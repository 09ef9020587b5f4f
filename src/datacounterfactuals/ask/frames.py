"""Answers as frames, for those who go on working in pandas or polars."""

from typing import Any, Literal

from datacounterfactuals.core.answer import Answer


def frame(answer: Answer, library: Literal["pandas", "polars"] = "pandas") -> Any:
    """One row per label and column, with each part of the uncertainty, as a pandas frame.

    With `library="polars"` a polars frame, if polars is installed.
    """
    if library == "polars":
        import polars as pl

        return pl.from_dicts(answer.records())
    import pandas as pd

    return pd.DataFrame.from_records(answer.records())
