"""`--out FILE` writes what its suffix says, with the numbers as they are."""

import csv
import json
import math
from pathlib import Path

import duckdb
import pytest

from datacounterfactuals.cli.files import TABLES, kind_of, write_table
from datacounterfactuals.cli.terminal import plain
from datacounterfactuals.core.errors import QuestionError

RECORDS = [
    {"object": "A", "size": 2, "value": 0.1 + 0.2, "error": None},
    {"object": "2024-01-01", "size": 1, "value": math.nan, "error": 0.5},
]


def test_csv_keeps_every_digit(tmp_path: Path) -> None:
    write_table(RECORDS, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        first, second = list(csv.DictReader(file))
    assert float(first["value"]) == 0.1 + 0.2
    assert first["error"] == second["value"] == ""


def test_parquet_keeps_types_and_takes_no_name_for_a_date(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_table(RECORDS, path)
    found = duckdb.connect().execute(f"SELECT object, size, value, error FROM '{path}'").fetchall()
    assert found == [("A", 2, 0.1 + 0.2, None), ("2024-01-01", 1, None, 0.5)]


def test_json_writes_the_whole_if_there_is_one(tmp_path: Path) -> None:
    write_table(RECORDS, tmp_path / "a.json", {"all": [math.inf]})
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == {"all": [None]}


@pytest.mark.parametrize("name", ["a.xlsx", "table"])
def test_another_suffix_is_an_error_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(QuestionError, match=r"\.csv, \.parquet, \.json"):
        kind_of(tmp_path / name, TABLES)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="there is no folder"):
        kind_of(tmp_path / "none" / "a.csv", TABLES)


def test_plain_values_are_what_json_takes() -> None:
    assert plain({"a": (1, True, math.nan, b"\x01"), "b": {"c": Path("x")}}) == {
        "a": [1, True, None, "01"],
        "b": {"c": "x"},
    }
