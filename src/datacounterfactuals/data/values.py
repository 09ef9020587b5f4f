"""Plain Python values, as they stand in lists and object arrays, turned into a column."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import DAY

EXACT = 2.0**53
"""Whole numbers from here on are not all float64 values."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text_column(values: Iterable[Any]) -> Array:
    """Text with None for what is missing or blank; spaces around a value are dropped."""
    known: dict[Any, str | None] = {}
    out: list[str | None] = []
    for value in values:
        if value not in known:
            known[value] = None if is_missing(value) else (str(value).strip() or None)
        out.append(known[value])
    return as_objects(out)


def as_objects(values: Sequence[str | None]) -> Array:
    """An object array of one dimension, whatever it holds."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def truth_column(values: Iterable[Any]) -> Array:
    """Truth values as the text "true" and "false"."""
    return as_objects(
        [None if is_missing(value) else ("true" if value else "false") for value in values]
    )


def is_missing(value: Any) -> bool:
    """None, NaN, and what other packages write for them (NA, NaT)."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, (float, np.floating)) and bool(np.isnan(value))


def days(value: date) -> float:
    """Days since 1970-01-01; a moment without a time zone is taken as UTC."""
    if not isinstance(value, datetime):
        return float((value - _EPOCH.date()).days)
    moment = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    passed = moment - _EPOCH
    whole = (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
    return whole / DAY


def column_of(values: Iterable[Any], name: str, source: str) -> tuple[Array, bool]:
    """A column of plain values, and whether they are dates.

    All truth values, all numbers or all dates keep their meaning; anything else, mixed kinds too,
    is text. Raises StudyError for nested values.
    """
    held = list(values)
    there = [value for value in held if not is_missing(value)]
    for value in there:
        if isinstance(value, (list, tuple, dict, set, np.ndarray, bytes)):
            raise StudyError(
                f"column {name!r} of {source} holds a {type(value).__name__}, not a plain value",
                "Give one number or one text a cell, or leave the column out",
            )
    if there and all(isinstance(value, (bool, np.bool_)) for value in there):
        return truth_column(held), False
    if there and all(isinstance(value, date) for value in there):
        return np.array([np.nan if is_missing(v) else days(v) for v in held]), True
    if all(_is_number(value) for value in there):
        return numbers_or_text(held, there), False
    return text_column(held), False


def numbers_or_text(held: Sequence[Any], there: Sequence[Any]) -> Array:
    """Numbers as float64, or as text where a whole number is too large to be exact."""
    if any(isinstance(v, (int, np.integer)) and abs(int(v)) >= EXACT for v in there):
        return text_column(held)
    return np.array([np.nan if is_missing(value) else float(value) for value in held])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal, np.integer, np.floating)) and not isinstance(
        value, (bool, np.bool_)
    )
