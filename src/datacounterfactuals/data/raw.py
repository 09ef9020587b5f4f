"""The raw table: what every file, frame and array is turned into before anything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Ints, Lanes
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.errors import StudyError, nearest

DAY = 86_400e6
"""Microseconds in a day: dates are held as days since 1970-01-01 (UTC)."""


@final
@dataclass(frozen=True)
class RawTable:
    """Rows as a user has them: each column numbers or text.

    Numbers are float64 with NaN where a value is missing; everything else is an object array of
    str, with None where a value is missing. Truth values are the text "true" and "false"; dates
    are numbers (days since 1970-01-01), named in `dates` so that `labels` can write them as dates.
    Whole numbers too large for a float64 (from 2^53 on) are text, so that no two become one.
    `source` is what error messages call the table.
    """

    columns: Mapping[str, Array]
    source: str = "the table"
    dates: frozenset[str] = field(default_factory=frozenset[str])

    @staticmethod
    def of(
        columns: Mapping[str, Array],
        source: str = "the table",
        dates: frozenset[str] = frozenset(),
    ) -> "RawTable":
        """A raw table, checked: it has a column and a row, and no number is infinite.

        Raises StudyError.
        """
        if not columns:
            raise StudyError(f"{source} has no columns", "Give a table with a header and rows")
        table = RawTable(dict(columns), source, dates)
        if not len(table):
            raise StudyError(f"{source} has no rows", "Give at least two rows of data")
        for name, values in table.columns.items():
            if values.dtype.kind == "f" and np.isinf(values).any():
                row = int(np.flatnonzero(np.isinf(values))[0])
                raise StudyError(
                    f"column {name!r} of {source} has an infinite value in row {row + 1}",
                    "Replace it by a number, or leave it empty (a missing value)",
                )
        return table

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def column(self, name: str, role: str = "column") -> Array:
        """The values of a column. Raises StudyError for an unknown one; `role` says whose."""
        if name not in self.columns:
            raise StudyError(
                f"{self.source} has no {role} {name!r}", nearest(name, self.columns.keys())
            )
        return self.columns[name]

    def is_number(self, name: str) -> bool:
        return self.columns[name].dtype.kind == "f"

    def take(self, rows: Ints) -> "RawTable":
        """Some of the rows, in the order given."""
        taken = {name: values[rows] for name, values in self.columns.items()}
        return RawTable(taken, self.source, self.dates)

    def labels(self, name: str, role: str = "column") -> Array:
        """The values of a column as people write them: str, None where missing. Shape: [rows]."""
        values = self.column(name, role)
        if values.dtype.kind != "f":
            return values
        write = _date if name in self.dates else _number
        distinct, inverse = np.unique(values, return_inverse=True)
        words = np.array([None if np.isnan(v) else write(float(v)) for v in distinct], dtype=object)
        return words[inverse]

    def missing(self, name: str) -> Array:
        """Where a column has no value. Bool[rows]."""
        values = self.columns[name]
        if values.dtype.kind == "f":
            return np.isnan(values)
        return np.array([value is None for value in values], dtype=bool)

    def hashes(self, names: Sequence[str]) -> Lanes:
        """One hash for each row, over these columns in the order of their names.

        The order of the columns in the table does not enter. Shape: [rows, 2].
        """
        if not names:
            return np.zeros((len(self), 2), dtype=np.uint64)
        return hash_rows([self.column(name) for name in sorted(names)])


def _number(value: float) -> str:
    return f"{value:.15g}" if abs(value) < 1e15 else repr(value)


def _date(value: float) -> str:
    written = str(np.datetime64(round(value * DAY), "us"))
    return written.removesuffix("T00:00:00.000000").removesuffix(".000000")
