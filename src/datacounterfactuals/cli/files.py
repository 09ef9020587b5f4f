"""`--out FILE`: the suffix says what is written."""

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from datacounterfactuals.charts.output import save
from datacounterfactuals.cli.terminal import plain, remark
from datacounterfactuals.core.errors import QuestionError

Records = Sequence[Mapping[str, Any]]
SQL_TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "float": "DOUBLE", "float+int": "DOUBLE"}
TABLES = (".csv", ".parquet", ".json")
PICTURES = (".svg", ".png", ".html")


def kind_of(path: Path, allowed: Sequence[str]) -> str:
    """The suffix of a file, if it is one of those allowed. Raises QuestionError."""
    suffix = path.suffix.lower()
    if suffix not in allowed:
        raise QuestionError(
            f"nothing is written as {suffix or path.name!r}",
            f"End the file's name in one of {', '.join(allowed)}",
        )
    if not path.absolute().parent.is_dir():
        raise QuestionError(f"there is no folder {path.parent}", "Make it first")
    return suffix


def write_table(records: Records, path: Path, whole: Any = None) -> None:
    """Write records as CSV or Parquet, or `whole` (else the records) as JSON."""
    match kind_of(path, TABLES):
        case ".csv":
            names = _names(records)
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(plain(records))
        case ".parquet":
            _parquet(records, path)
        case _:
            value = plain(records if whole is None else whole)
            path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
    remark(f"wrote {path}")


def write_picture(chart: Any, path: Path) -> None:
    """Write a chart as SVG, PNG or a page of its own."""
    kind_of(path, PICTURES)
    save(chart, path)
    remark(f"wrote {path}")


def _names(records: Records) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in record))


def _parquet(records: Records, path: Path) -> None:
    types: dict[str, str] = {}
    for name in _names(records):
        kinds = {type(record[name]).__name__ for record in records if record.get(name) is not None}
        types[name] = SQL_TYPES.get("+".join(sorted(kinds)), "VARCHAR")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in plain(records))
        lines.flush()
        with duckdb.connect() as database:
            rows = database.read_json(lines.name, columns=types, format="newline_delimited")
            rows.write_parquet(str(path), compression="zstd")
