"""Writing cells to a Parquet file: `exchange` says what it looks like."""

import errno
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import duckdb
import numpy as np

from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.exchange import (
    FIXED,
    METADATA,
    STATES,
    Label,
    Piece,
    checksum,
    column_names,
    quoted,
)
from datacounterfactuals.bank.index import ABSENT, KeyIndex
from datacounterfactuals.bank.shelf import Held
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.arrays import Array, Ints, Lanes
from datacounterfactuals.core.errors import BankError

_MOST_CELLS = 1 << 21


@final
@dataclass(frozen=True)
class Exported:
    """What was written: how many rows (those of each column set by themselves), cells, bytes."""

    path: Path
    rows: int
    cells: int
    bytes: int


@final
@dataclass(frozen=True, eq=False)
class _Chunk:
    """Some rows of one column set and repeat; `asked` are their places among the asked keys."""

    columns: ColumnSet
    repeat: int
    keys: Lanes
    asked: Ints


def export_cells(
    vault: Vault,
    path: Path,
    *,
    keys: Lanes | None = None,
    columns: ColumnSet | None = None,
    beside: Mapping[str, Array] | None = None,
    about: Mapping[str, Any] | None = None,
) -> Exported:
    """Write cells to a Parquet file, which appears there when it is complete.

    `keys`: of these worlds only. `columns`: these columns only. `beside`: more columns, each with
    a value for every one of the `keys`: the weights of the objects, say. `about`: what a reader
    should know, as plain data. Raises BankError if the file cannot be written.
    """
    beside = dict(beside or {})
    if any(len(values) != (0 if keys is None else len(keys)) for values in beside.values()):
        raise ValueError("what stands beside the worlds needs one value for each of the keys")
    chunks = list(_chunks(vault, keys, columns))
    statistics = dict.fromkeys(name for chunk in chunks for name in chunk.columns.statistics)
    names = column_names(tuple(statistics), (*FIXED, *beside))
    cells = sum(len(chunk.keys) * len(chunk.columns) for chunk in chunks)
    try:
        with tempfile.TemporaryDirectory(prefix=".export-", dir=path.absolute().parent) as folder:
            part = Path(folder) / "cells.parquet"
            with closing(duckdb.connect(str(Path(folder) / "cells.duckdb"))) as db:
                _make_table(db, names, beside)
                sets = list(dict.fromkeys(chunk.columns for chunk in chunks))
                pieces = [_write(db, vault, chunk, sets, names, beside) for chunk in chunks]
                whole = vault.summary()
                label = Label(
                    vault.fingerprint.hex(),
                    vault.description,
                    whole.seconds * cells / max(whole.cells, 1),
                    dict(about or {}),
                    [one.text for one in sets],
                    {name: column for name, column in names.items() if name != column},
                    pieces,
                )
                text = label.text().replace("'", "''")
                db.execute(
                    f"COPY cells TO '{str(part).replace(chr(39), chr(39) * 2)}' "
                    f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{METADATA}: '{text}'}})"
                )
            size = part.stat().st_size
            part.replace(path)
    except (OSError, duckdb.Error) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error)
        problem = "the disk is full" if full else str(error).splitlines()[0]
        raise BankError(
            f"the cells cannot be written to {path}: {problem}",
            "Choose another place" if not full else "Free some space and export again",
        ) from error
    return Exported(path, sum(piece.rows for piece in pieces), cells, size)


def _chunks(vault: Vault, keys: Lanes | None, columns: ColumnSet | None) -> Iterator[_Chunk]:
    """All that is asked for, each cell once, in pieces that fit into memory."""
    asked = KeyIndex()
    if keys is not None:
        asked.add(keys)
    for stored, repeat, rows in vault.contents():
        part = stored
        if columns is not None:
            overlap = stored.overlap(columns)
            if overlap is None:
                continue
            part = stored.part(overlap.atoms, overlap.statistics)
        places = np.arange(len(rows)) if keys is None else asked.numbers(rows)
        rows, places = rows[places != ABSENT], places[places != ABSENT]
        step = max(_MOST_CELLS // max(len(part), 1), 1)
        for start in range(0, len(rows), step):
            yield _Chunk(part, repeat, rows[start : start + step], places[start : start + step])


def _make_table(
    db: duckdb.DuckDBPyConnection, names: Mapping[str, str], beside: Mapping[str, Array]
) -> None:
    kinds = {"f": "DOUBLE", "i": "BIGINT", "u": "UBIGINT", "b": "BOOLEAN"}
    fixed = ["key VARCHAR", "repeat BIGINT", "state VARCHAR", "reason VARCHAR", "atom VARCHAR"]
    more = [f"{quoted(n)} {kinds.get(v.dtype.kind, 'VARCHAR')}" for n, v in beside.items()]
    statistics = [f"{quoted(name)} DOUBLE" for name in names.values()]
    db.execute(f"CREATE TABLE cells ({', '.join([*fixed, *more, *statistics])})")


def _write(
    db: duckdb.DuckDBPyConnection,
    vault: Vault,
    chunk: _Chunk,
    sets: list[ColumnSet],
    names: Mapping[str, str],
    beside: Mapping[str, Array],
) -> Piece:
    held = vault.read(chunk.keys, chunk.columns, chunk.repeat)
    if not held.found.all():
        raise BankError("rows were taken out of the bank meanwhile", "Export again")
    atoms, statistics = chunk.columns.atoms, chunk.columns.statistics
    flipped = chunk.keys.astype("<u8").view(">u8").astype(np.uint64)  # as their bytes are written
    data: dict[str, Array] = {
        "first": np.repeat(flipped[:, 0], len(atoms)),
        "second": np.repeat(flipped[:, 1], len(atoms)),
        "state": np.repeat(held.states.astype(np.int64), len(atoms)),
        "reason": np.repeat(_reasons(held), len(atoms)),
        "atom": np.tile(np.arange(len(atoms), dtype=np.int64), len(chunk.keys)),
    }
    for number, values in enumerate(beside.values()):
        data[f"beside{number}"] = np.repeat(values[chunk.asked], len(atoms))
    for number in range(len(statistics)):
        data[f"statistic{number}"] = np.ascontiguousarray(held.values[:, :, number]).ravel()
    into = [*FIXED, *beside, *(names[one] for one in statistics)]
    numbers = [f"beside{number}" for number in range(len(beside))]
    numbers += [
        f"CASE WHEN isnan(statistic{number}) THEN NULL ELSE statistic{number} END"
        for number in range(len(statistics))
    ]
    db.register("chunk", data)
    db.execute(
        f"INSERT INTO cells ({', '.join(map(quoted, into))}) "
        "SELECT format('{:016x}{:016x}', first, second), $repeat, $states[state + 1], reason, "
        f"$atoms[atom + 1], {', '.join(numbers)} FROM chunk",
        {
            "repeat": chunk.repeat,
            "states": list(STATES.values()),
            "atoms": [atom.hex() for atom in atoms],
        },
    )
    db.unregister("chunk")
    number = sets.index(chunk.columns)
    return Piece(number, chunk.repeat, len(chunk.keys), checksum(chunk.keys, held))


def _reasons(held: Held) -> Array:
    out = np.full(len(held.states), None, dtype=object)
    for place, text in held.reasons.items():
        out[place] = text
    return out
