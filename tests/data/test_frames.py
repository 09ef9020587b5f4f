"""Frames of any kind and arrays: the same data is the same table."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.frames import read_arrays, read_columns, read_frame
from datacounterfactuals.data.raw import RawTable

PLAIN: dict[str, list[Any]] = {
    "number": [1.5, None, 3.0, -2.0],
    "whole": [1, 2, 3, 4],
    "text": ["red", None, " blue", "red"],
    "truth": [True, False, True, None],
    "moment": [
        datetime(2020, 1, 2, 12, tzinfo=UTC),
        None,
        datetime(1960, 1, 1, tzinfo=UTC),
        datetime(2020, 1, 2, tzinfo=UTC),
    ],
}


def all_kinds() -> dict[str, RawTable]:
    arrow = pa.table(PLAIN)
    pandas = pd.DataFrame(PLAIN)
    nullable = pandas.convert_dtypes()
    categories = pandas.assign(text=pandas["text"].astype("category"))
    return {
        "columns": read_columns(PLAIN),
        "pandas": read_frame(pandas),
        "pandas nullable": read_frame(nullable),
        "pandas categories": read_frame(categories),
        "polars": read_frame(pl.DataFrame(PLAIN)),
        "polars lazy": read_frame(pl.LazyFrame(PLAIN)),
        "polars categories": read_frame(
            pl.DataFrame(PLAIN).with_columns(pl.col("text").cast(pl.Categorical))
        ),
        "arrow": read_frame(arrow),
    }


@pytest.mark.parametrize("kind", list(all_kinds()))
def test_every_kind_of_frame_is_the_same_table(kind: str) -> None:
    table = all_kinds()[kind]
    assert table.columns["whole"].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert table.columns["text"].tolist() == ["red", None, "blue", "red"]
    assert table.columns["truth"].tolist() == ["true", "false", "true", None]
    assert table.labels("moment").tolist() == [
        "2020-01-02T12:00:00",
        None,
        "1960-01-01",
        "2020-01-02",
    ]
    expected = read_columns(PLAIN)
    assert (table.hashes(table.names) == expected.hashes(expected.names)).all()


def test_the_order_of_columns_does_not_enter_a_rows_hash() -> None:
    table = read_columns(PLAIN)
    turned = read_columns(dict(reversed(PLAIN.items())))
    assert (table.hashes(table.names) == turned.hashes(turned.names)).all()


def test_whole_numbers_too_large_to_be_exact_stay_apart() -> None:
    big = [2**53, 2**53 + 1]
    for frame in (pd.DataFrame({"id": big}), pl.DataFrame({"id": big}), {"id": big}):
        assert len(set(read_frame(frame).columns["id"])) == 2


def test_names_that_are_numbers_become_text() -> None:
    assert read_frame(pd.DataFrame(np.eye(2))).names == ("0", "1")


def test_mixed_values_are_text_and_nested_ones_refused() -> None:
    assert read_columns({"a": [1, "x", None]}).columns["a"].tolist() == ["1", "x", None]
    with pytest.raises(StudyError, match="'a' of the table holds a list"):
        read_columns({"a": [[1], [2]]})


def test_duplicate_names_infinite_values_and_no_rows_are_refused() -> None:
    twice = pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"])
    with pytest.raises(StudyError, match="more than one column named 'a'"):
        read_frame(twice)
    with pytest.raises(StudyError, match="'x2' of the arrays has an infinite value in row 2"):
        read_arrays([[1, 2], [3, -np.inf]], [0, 1])
    with pytest.raises(StudyError, match="has no rows"):
        read_frame(pd.DataFrame({"a": []}))
    with pytest.raises(StudyError, match="has no columns"):
        read_columns({})


def test_what_is_not_a_table_is_refused() -> None:
    for thing in (3, "text", np.eye(2), [1, 2]):
        with pytest.raises(StudyError, match="is not a table"):
            read_frame(thing)


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(StudyError, match="different lengths"):
        read_columns({"a": [1, 2], "b": [1]})


def test_arrays_are_named_columns() -> None:
    table = read_arrays(np.eye(3), ["u", "v", "u"])
    assert table.names == ("x1", "x2", "x3", "y")
    assert table.columns["y"].tolist() == ["u", "v", "u"]
    texts = read_arrays(["one two", "three"], None)
    assert texts.columns["text"].tolist() == ["one two", "three"]


@pytest.mark.parametrize(("X", "y"), [(np.zeros((2, 2, 2)), [0, 1]), (np.eye(2), np.eye(2))])
def test_arrays_of_other_shapes_are_refused(X: Any, y: Any) -> None:
    with pytest.raises(StudyError, match="dimensions"):
        read_arrays(X, y)
