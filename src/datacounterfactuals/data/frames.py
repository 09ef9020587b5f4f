"""Tables in memory: pandas, polars and arrow frames alike, plain columns, and arrays."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import narwhals as nw
import numpy as np

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.files import refuse_duplicates
from datacounterfactuals.data.raw import DAY, RawTable
from datacounterfactuals.data.values import EXACT, column_of, text_column, truth_column


def read_frame(frame: Any, source: str = "the frame") -> RawTable:
    """Read a pandas, polars or pyarrow frame (or what narwhals knows), a mapping of columns, or a
    RawTable as it is.

    Raises StudyError for anything else, and for what `RawTable.of` refuses.
    """
    if isinstance(frame, RawTable):
        return frame
    if isinstance(frame, Mapping):
        return read_columns(cast("Mapping[str, Sequence[Any]]", frame), source)
    if hasattr(frame, "collect_schema") and hasattr(frame, "lazy"):
        frame = frame.lazy().collect()
    listed = getattr(frame, "column_names", getattr(frame, "columns", None))
    if listed is None or isinstance(frame, np.ndarray):
        raise StudyError(
            f"a {type(frame).__name__} is not a table",
            "Give a pandas, polars or pyarrow frame, a mapping of columns, or use from_arrays",
        )
    names = [str(name) for name in listed]
    refuse_duplicates(names, source)
    if any(not isinstance(name, str) for name in listed):
        frame = frame.rename(columns=str)
    try:
        eager = nw.from_native(frame, eager_only=True)
    except TypeError:
        raise StudyError(
            f"a {type(frame).__name__} is not a table",
            "Give a pandas, polars or pyarrow frame, or a mapping of columns",
        ) from None
    columns: dict[str, Array] = {}
    dates: set[str] = set()
    for name in names:
        columns[name], is_date = _series(eager[name], name, source)
        if is_date:
            dates.add(name)
    return RawTable.of(columns, source, frozenset(dates))


def _series(series: "nw.Series[Any]", name: str, source: str) -> tuple[Array, bool]:
    kind = series.dtype
    if kind.is_integer() and any(abs(int(end or 0)) >= EXACT for end in _ends(series)):
        return text_column(series.to_list()), False
    if kind.is_numeric():
        held = series.cast(nw.Float64).to_numpy()
        return np.array(held, dtype=np.float64), False
    if kind == nw.Boolean:
        return truth_column(series.to_list()), False
    if kind == nw.Date or kind == nw.Datetime:
        moments = series.cast(nw.Datetime("us")) if kind == nw.Date else series
        passed = moments.dt.timestamp("us").cast(nw.Float64).to_numpy()
        return np.array(passed, dtype=np.float64) / DAY, True
    if kind == nw.String or kind == nw.Categorical or kind == nw.Enum:
        return text_column(series.to_list()), False
    return column_of(series.to_list(), name, source)


def _ends(series: "nw.Series[Any]") -> tuple[Any, ...]:
    """The smallest and the largest value, if there is one."""
    return (series.min(), series.max()) if series.len() > series.null_count() else ()


def read_columns(columns: Mapping[str, Sequence[Any]], source: str = "the table") -> RawTable:
    """Read named sequences of one length. Raises StudyError."""
    refuse_duplicates([str(name) for name in columns], source)
    read: dict[str, Array] = {}
    dates: set[str] = set()
    for key, values in columns.items():
        name = str(key)
        read[name], is_date = _values(values, name, source)
        if is_date:
            dates.add(name)
    lengths = {name: len(values) for name, values in read.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name!r} {length}" for name, length in list(lengths.items())[:4])
        raise StudyError(
            f"the columns of {source} have different lengths ({told})", "Give them one length"
        )
    return RawTable.of(read, source, frozenset(dates))


def read_arrays(X: Any, y: Any, names: Sequence[str] | None = None, target: str = "y") -> RawTable:
    """Read features `X` (rows x columns, or a list of texts) and targets `y`.

    Columns are called x1, x2, ... unless `names` says otherwise (texts: `text`). Raises
    StudyError.
    """
    features = np.asarray(X)
    if features.ndim == 1 and features.dtype.kind in "UO":
        columns: dict[str, Any] = {"text": features}
    elif features.ndim == 2:
        called = list(names or [f"x{place + 1}" for place in range(features.shape[1])])
        if len(called) != features.shape[1]:
            raise StudyError(f"X has {features.shape[1]} columns and {len(called)} names")
        refuse_duplicates([*called, target], "the arrays")
        columns = dict(zip(called, features.T, strict=True))
    else:
        raise StudyError(
            f"X has {features.ndim} dimensions", "Give rows x columns of numbers or values"
        )
    if y is not None:
        columns[target] = np.asarray(y)
        if columns[target].ndim != 1:
            raise StudyError(f"y has {columns[target].ndim} dimensions", "Give one target a row")
    return read_columns(columns, "the arrays")


def _values(values: Any, name: str, source: str) -> tuple[Array, bool]:
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise StudyError(f"column {name!r} of {source} has {values.ndim} dimensions")
        if values.dtype.kind == "f":
            return values.astype(np.float64), False
        if values.dtype.kind == "M":
            there = values.astype("datetime64[us]")
            passed = np.where(np.isnat(there), np.nan, there.astype(np.int64).astype(np.float64))
            return passed / DAY, True
        values = values.tolist()
    if hasattr(values, "to_list"):
        values = values.to_list()
    if isinstance(values, str) or not isinstance(values, Sequence):
        raise StudyError(
            f"column {name!r} of {source} is not a sequence of values", "Give a list or an array"
        )
    return column_of(cast("Sequence[Any]", values), name, source)
