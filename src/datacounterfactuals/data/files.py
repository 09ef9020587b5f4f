"""Tables in files: CSV, Parquet and JSON, read by DuckDB."""

import csv
import gzip
import tempfile
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import DAY, RawTable
from datacounterfactuals.data.values import EXACT, column_of, text_column, truth_column

Format = Literal["csv", "parquet", "json"]
SUFFIXES: dict[str, Format] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet",
    ".json": "json", ".jsonl": "json", ".ndjson": "json",
}  # fmt: skip

MISSING_WORDS = (
    "", "?", "#N/A", "#NA", "-NaN", "-nan", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a",
    "nan", "null",
)  # fmt: skip
"""What a CSV file may write for a missing value; pandas reads the same, but for the question
mark of the UCI files."""

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
            "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")  # fmt: skip
_TEXTS = ("VARCHAR", "ENUM", "UUID", "TIME", "INTERVAL")


def read_file(path: Path | str, kind: Format | None = None) -> RawTable:
    """Read a table from a CSV (its delimiter and quotes are found out), Parquet or JSON file.

    A CSV file has a header. Its columns are numbers where every value is one (and none is written
    with leading zeros, as codes are), truth values, ISO dates, or text; `MISSING_WORDS` and blanks
    are missing. Raises StudyError for a file that is missing, empty, without rows, not a table, or
    that has duplicate column names, nested values or infinite numbers.
    """
    path = Path(path)
    if path.is_dir():
        raise StudyError(f"{path} is a folder", "Name a CSV, Parquet or JSON file in it")
    if not path.is_file():
        raise StudyError(f"there is no file {path}", "Check the path, it is case-sensitive")
    kind = kind or _kind_of(path)
    if path.stat().st_size == 0:
        raise StudyError(f"{path.name} is empty", "Give a table with a header and rows")
    with duckdb.connect(config={"threads": 1}) as connection:
        try:
            if kind == "csv":
                return _read_csv_evenly(connection, path)
            return _read_typed(connection, path, kind)
        except duckdb.Error as error:
            first = str(error).strip().splitlines()
            told = next((line for line in first if "not utf-8" in line), first[0])
            remedy = "Save it as UTF-8" if "utf-8" in told else f"Check that it is {kind.upper()}"
            raise StudyError(f"{path.name} cannot be read as a table: {told}", remedy) from None


def _kind_of(path: Path) -> Format:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in {".gz", ".zst"}]
    if suffixes and suffixes[-1] in SUFFIXES:
        return SUFFIXES[suffixes[-1]]
    known = ", ".join(SUFFIXES)
    raise StudyError(
        f"{path.name} is not a table by its name", f"Use one of {known}, or say its format"
    )


def _read_csv_evenly(connection: duckdb.DuckDBPyConnection, path: Path) -> RawTable:
    """Read a CSV file; one whose lines end in different ways (rows were appended on another
    system) is read from a copy in which they all end alike."""
    try:
        return _read_csv(connection, path, path)
    except duckdb.Error:
        raw = path.read_bytes()
        if raw.count(b"\r\n") in (0, raw.count(b"\n")):
            raise
    with tempfile.TemporaryDirectory() as folder:
        even = Path(folder) / path.name
        even.write_bytes(raw.replace(b"\r\n", b"\n"))
        return _read_csv(connection, path, even)


def _read_csv(connection: duckdb.DuckDBPyConnection, path: Path, stored: Path) -> RawTable:
    connection.execute(
        "CREATE TEMP TABLE held AS SELECT * FROM read_csv(?, header=false, all_varchar=true, "
        "skip=0, comment='', hive_partitioning=false)",
        [str(stored)],
    )
    header = connection.execute("SELECT * FROM held WHERE rowid = 0").fetchone()
    if header is None or all(name is None for name in header):
        raise StudyError(f"{path.name} is empty", "Give a table with a header and rows")
    if len(header) == 1:
        _refuse_ragged(path, str(header[0]))
    names = [
        str(name).strip() if name is not None and str(name).strip() else f"unnamed {place + 1}"
        for place, name in enumerate(header)
    ]
    refuse_duplicates(names, path.name)
    held = [row[0] for row in connection.execute("DESCRIBE held").fetchall()]
    columns: dict[str, Array] = {}
    dates: set[str] = set()
    for name, inner in zip(names, held, strict=True):
        columns[name], is_date = _csv_column(connection, inner)
        if is_date:
            dates.add(name)
    return RawTable.of(columns, path.name, frozenset(dates))


def _csv_column(connection: duckdb.DuckDBPyConnection, inner: str) -> tuple[Array, bool]:
    """The values of one column of text with the type that all of them have."""
    words = ", ".join(f"'{word}'" for word in MISSING_WORDS)
    clean = f"(SELECT CASE WHEN trim(c) IN ({words}) THEN NULL ELSE trim(c) END AS v FROM "
    clean += f'(SELECT "{inner}" AS c, rowid AS r FROM held WHERE rowid > 0) ORDER BY r)'
    counts = connection.execute(
        "SELECT count(v), count(TRY_CAST(v AS DOUBLE)), "
        r"count(*) FILTER (regexp_matches(v, '^[+-]?0[0-9]')), "
        f"count(*) FILTER (regexp_matches(v, '^[+-]?[0-9]{{15,}}$') "
        f"AND abs(TRY_CAST(v AS DOUBLE)) >= {EXACT}), "
        "count(*) FILTER (lower(v) IN ('true', 'false')), "
        r"count(TRY_CAST(v AS TIMESTAMP)) FILTER (regexp_matches(v, '^[0-9]{4}-[0-9]{2}-[0-9]{2}'))"
        f" FROM {clean}"
    ).fetchone()
    assert counts is not None
    there, numbers, padded, huge, truths, dates = counts
    if there == numbers and not padded and not huge:
        return _floats(connection, f"SELECT CAST(v AS DOUBLE) FROM {clean}"), False
    if there == truths:
        return text_column(_list(connection, f"SELECT lower(v) FROM {clean}")), False
    if there == dates:
        sql = f"SELECT CAST(epoch_us(CAST(v AS TIMESTAMP)) AS DOUBLE) FROM {clean}"
        return _floats(connection, sql) / DAY, True
    return text_column(_list(connection, f"SELECT v FROM {clean}")), False


def _read_typed(connection: duckdb.DuckDBPyConnection, path: Path, kind: Format) -> RawTable:
    reader = "read_parquet" if kind == "parquet" else "read_json_auto"
    connection.execute(
        f"CREATE TEMP TABLE held AS SELECT * FROM {reader}(?, hive_partitioning=false)",
        [str(path)],
    )
    columns: dict[str, Array] = {}
    dates: set[str] = set()
    for name, declared, *_ in connection.execute("DESCRIBE held").fetchall():
        columns[name], is_date = typed_column(connection, name, str(declared), path.name)
        if is_date:
            dates.add(name)
    return RawTable.of(columns, path.name, frozenset(dates))


def typed_column(
    connection: duckdb.DuckDBPyConnection, name: str, declared: str, source: str
) -> tuple[Array, bool]:
    """A column of the table `held`, by its declared type, and whether it holds dates."""
    quoted = '"' + name.replace('"', '""') + '"'
    order = "FROM held ORDER BY rowid"
    if declared.endswith(("]", ")")) and not declared.startswith(("DECIMAL", "ENUM")):
        declared = "nested"
    word = declared.partition("(")[0]
    if word in _NUMBERS:
        sql = f"SELECT count(*) FROM held WHERE abs({quoted}) >= {EXACT}"
        huge = connection.execute(sql).fetchone()
        if "INT" in word and huge is not None and huge[0]:
            return text_column(_list(connection, f"SELECT {quoted} {order}")), False
        return _floats(connection, f"SELECT CAST({quoted} AS DOUBLE) {order}"), False
    if word == "BOOLEAN":
        return truth_column(_list(connection, f"SELECT {quoted} {order}")), False
    if word == "DATE" or word.startswith("TIMESTAMP"):
        moment = quoted if "TIME ZONE" in word else f"CAST({quoted} AS TIMESTAMP)"
        sql = f"SELECT CAST(epoch_us({moment}) AS DOUBLE) {order}"
        return _floats(connection, sql) / DAY, True
    if word.startswith(_TEXTS):
        return text_column(_list(connection, f"SELECT CAST({quoted} AS VARCHAR) {order}")), False
    return column_of(_list(connection, f"SELECT {quoted} {order}"), name, source)


def _floats(connection: duckdb.DuckDBPyConnection, sql: str) -> Array:
    return as_floats(next(iter(connection.execute(sql).fetchnumpy().values())))


def as_floats(held: Any) -> Array:
    """Numbers as DuckDB gives them, NaN where one is missing."""
    if isinstance(held, np.ma.MaskedArray):
        held = held.filled(np.nan)
    return np.asarray(held, dtype=np.float64)


def _list(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return [row[0] for row in connection.execute(sql).fetchall()]


def refuse_duplicates(names: list[str], source: str) -> None:
    """Raise StudyError when two columns have one name."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise StudyError(
            f"{source} has more than one column named {twice[0]!r}", "Rename all but one"
        )


def _refuse_ragged(path: Path, header: str) -> None:
    """A table whose rows have different numbers of fields is read as one wide column: say where."""
    mark = next((mark for mark in ",;\t|" if mark in header), None)
    if mark is None:
        return
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace")
    counts = [len(row) for row in csv.reader(text.splitlines(), delimiter=mark)]
    for number, count in enumerate(counts):
        if count != counts[0]:
            raise StudyError(
                f"row {number + 1} of {path.name} has {count} fields and the header {counts[0]}",
                "Give every row the same number of fields",
            )
