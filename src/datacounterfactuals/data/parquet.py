"""Parquet larger than memory: which files are meant, and their rows part by part, by DuckDB."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import final

import duckdb

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.files import as_floats, refuse_duplicates, typed_column
from datacounterfactuals.data.raw import RawTable

MOST_ROWS = 1 << 17
MOST_VALUES = 1 << 22
"""A part has at most so many rows, and at most so many values in all its columns (32 MB)."""
SUFFIXES = (".parquet", ".pq")
EXACT_KINDS = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE")
)
"""Types whose values are all float64 values."""


@final
@dataclass(frozen=True)
class Part:
    """Rows `start` to `stop` of a Parquet file; no part spans two row groups."""

    path: Path
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def head(self, rows: int) -> "Part":
        """Its first rows."""
        return Part(self.path, self.start, min(self.stop, self.start + rows))

    def read(self, columns: Sequence[str] | None = None) -> RawTable:
        """These columns (all by default) of its rows. Raises StudyError."""
        source = f"{self.path.name} (its rows from {self.start + 1:,} on)"
        chosen = (
            "* EXCLUDE (file_row_number)" if columns is None else ", ".join(map(quoted, columns))
        )
        sql = (
            f"SELECT {chosen} FROM read_parquet(?, file_row_number=true) "
            "WHERE file_row_number >= ? AND file_row_number < ?"
        )
        return _read(sql, [str(self.path), self.start, self.stop], source)


def parquet_files(where: Path | str) -> list[Path]:
    """The Parquet files of a path, a folder (with those below it) or a pattern such as
    "data/*.parquet", in the order of their names. Raises StudyError when there is none."""
    path = Path(where)
    if path.is_file():
        return [path.resolve()]
    if path.is_dir():
        found = [one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES]
    else:
        root = Path(path.anchor) if path.is_absolute() else Path()
        pattern = str(path.relative_to(root))
        found = [one for one in root.glob(pattern) if one.is_file()]
    if not found:
        raise StudyError(
            f"there is no Parquet file at {where}",
            'Give a file, a folder that has some, or a pattern such as "data/*.parquet"',
        )
    return sorted(one.resolve() for one in found)


def parts_of(files: Sequence[Path]) -> list[Part]:
    """The parts of files, in order; none of a file without rows. Raises StudyError."""
    parts: list[Part] = []
    for path in files:
        if path.stat().st_size == 0:
            raise StudyError(f"{path.name} is empty", "Give a Parquet file with rows")
        sql = (
            "SELECT row_group_id, any_value(row_group_num_rows), count(*) "
            "FROM parquet_metadata(?) GROUP BY 1 ORDER BY 1"
        )
        with duckdb.connect(config={"threads": 1}) as connection:
            try:
                groups = connection.execute(sql, [str(path)]).fetchall()
            except duckdb.Error as error:
                raise _unreadable(path.name, error) from None
        first = 0
        for _, rows, columns in groups:
            each = max(1, min(MOST_ROWS, MOST_VALUES // max(1, columns)))
            last = first + rows
            parts += [Part(path, at, min(at + each, last)) for at in range(first, last, each)]
            first = last
    return parts


def distinct(files: Sequence[Path], column: str) -> RawTable:
    """The distinct values of one column of files, which alone is read. Raises StudyError."""
    sql = f"SELECT DISTINCT {quoted(column)} FROM read_parquet(?)"
    return _read(sql, [[str(path) for path in files]], "the Parquet files")


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _read(sql: str, given: list[object], source: str) -> RawTable:
    with duckdb.connect(config={"threads": 1}) as connection:
        try:
            described = connection.execute(f"DESCRIBE {sql}", given).fetchall()
            kinds = {str(name): str(declared) for name, declared, *_ in described}
            refuse_duplicates([str(name) for name, *_ in described], source)
            columns, dates = _columns(connection, sql, given, kinds, source)
        except duckdb.Error as error:
            raise _unreadable(source, error) from None
    return RawTable.of(columns, source, dates)


def _columns(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    given: list[object],
    kinds: Mapping[str, str],
    source: str,
) -> tuple[dict[str, Array], frozenset[str]]:
    """The columns in their order, and which are dates. Numbers that a float64 holds exactly go from
    the file into arrays at once; others are looked at first, in a table of their own."""
    exact = [name for name, kind in kinds.items() if kind in EXACT_KINDS]
    others = [name for name in kinds if name not in exact]
    read: dict[str, Array] = {}
    dates: set[str] = set()
    if exact:
        casts = ", ".join(f"CAST({quoted(name)} AS DOUBLE)" for name in exact)
        held = connection.execute(f"SELECT {casts} FROM ({sql})", given).fetchnumpy()
        read |= zip(exact, map(as_floats, held.values()), strict=True)
    if others:
        chosen = ", ".join(map(quoted, others))
        connection.execute(f"CREATE TEMP TABLE held AS SELECT {chosen} FROM ({sql})", given)
        for name in others:
            read[name], is_date = typed_column(connection, name, kinds[name], source)
            if is_date:
                dates.add(name)
    return {name: read[name] for name in kinds}, frozenset(dates)


def _unreadable(source: str, error: duckdb.Error) -> StudyError:
    told = str(error).strip().splitlines()[0]
    return StudyError(
        f"{source} cannot be read as Parquet: {told}",
        "Give Parquet files that all have the columns of the first",
    )
