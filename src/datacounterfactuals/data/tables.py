"""Tables going out: records as CSV and Parquet."""

import csv
import io
import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

Records = Sequence[Mapping[str, Any]]
SQL_TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "float": "DOUBLE", "float+int": "DOUBLE"}
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def csv_text(records: Records, guarded: bool = False) -> str:
    """Records as CSV, each number with all its digits, and nothing where there is none.

    `guarded`: an apostrophe stands before a text that a spreadsheet would run as a formula, for
    files whose names were chosen by strangers.
    """
    names = fields(records)
    guard = _guarded if guarded else _same
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guard(name) for name in names])
    writer.writerows([guard(_cell(record.get(name))) for name in names] for record in records)
    return out.getvalue()


def write_parquet(records: Records, path: Path) -> None:
    """Write records as Parquet. Names that differ in their case alone are told apart."""
    names = fields(records)
    types: dict[str, str] = {}
    called = unique(names)
    for name, column in zip(names, called, strict=True):
        kinds = {type(record[name]).__name__ for record in records if record.get(name) is not None}
        types[column] = SQL_TYPES.get("+".join(sorted(kinds)), "VARCHAR")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        for record in records:
            row = {
                column: _cell(record.get(name)) for name, column in zip(names, called, strict=True)
            }
            lines.write(json.dumps(row) + "\n")
        lines.flush()
        with duckdb.connect() as database:
            rows = database.read_json(lines.name, columns=types, format="newline_delimited")
            rows.write_parquet(str(path), compression="zstd")


def parquet_bytes(records: Records) -> bytes:
    """Records as the bytes of a Parquet file."""
    with tempfile.TemporaryDirectory(prefix="table-") as folder:
        path = Path(folder) / "table.parquet"
        write_parquet(records, path)
        return path.read_bytes()


def fields(records: Records) -> list[str]:
    """Every name that a record has, in order of appearance."""
    return list(dict.fromkeys(name for record in records for name in record))


def unique(names: Sequence[str]) -> list[str]:
    """The names, numbered where one was there before in whatever case."""
    taken: set[str] = set()
    out: list[str] = []
    for name in names:
        free, number = name, 1
        while free.lower() in taken:
            number += 1
            free = f"{name} ({number})"
        taken.add(free.lower())
        out.append(free)
    return out


def _cell(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def _same(value: Any) -> Any:
    return value
