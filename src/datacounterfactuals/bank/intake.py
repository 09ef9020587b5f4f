"""Reading exported cells into a bank: `exchange` says what their files look like."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import duckdb
import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.exchange import METADATA, STATES, Label, Piece, checksum, quoted
from datacounterfactuals.bank.shelf import Held
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.arrays import Lanes
from datacounterfactuals.core.errors import BankError


@final
@dataclass(frozen=True)
class Imported:
    """What was read: the vault that it went to, the rows in the file, how many were new to the
    vault, and the exporter's words about them."""

    vault: Vault
    rows: int
    new: int
    about: Mapping[str, Any]


def import_cells(bank: Bank, path: Path, fingerprint: bytes | None = None) -> Imported:
    """Read exported cells into the vault of their protocol, bit for bit; what is there already is
    not doubled. All of the file is checked before anything is kept.

    Raises BankError if the file is not one of exported cells, was changed since, or holds another
    protocol's than the one of the `fingerprint`.
    """
    if not path.is_file():
        raise BankError(f"there is no file {path}", "Name a file that `datacf` exported")
    try:
        with closing(duckdb.connect()) as db:
            label = _label(db, path)
            found = bytes.fromhex(label.fingerprint)
            if fingerprint is not None and found != fingerprint:
                raise BankError(
                    f"{path} holds cells of the protocol {found.hex()}, not of {fingerprint.hex()}",
                    "Import it for the study with that learner, settings and preprocessing",
                )
            rows = sum(len(keys) for _, keys, _ in _pieces(db, path, label))
            vault = bank.vault(found, json.loads(label.description))
            new = sum(
                _keep(vault, label, piece, keys, held, rows)
                for piece, keys, held in _pieces(db, path, label)
            )
    except (duckdb.Error, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BankError(
            f"{path} cannot be read as exported cells: {str(error).splitlines()[0]}",
            "Export them again, and copy the file as it is",
        ) from error
    return Imported(vault, rows, new, label.about)


def _label(db: duckdb.DuckDBPyConnection, path: Path) -> Label:
    query = "SELECT value FROM parquet_kv_metadata(?) WHERE key = ?"
    found = db.execute(query, [str(path), METADATA.encode()]).fetchone()
    if found is None:
        raise ValueError("it is a Parquet file of another kind")
    return Label.from_text(bytes(found[0]).decode())


def _pieces(
    db: duckdb.DuckDBPyConnection, path: Path, label: Label
) -> Iterator[tuple[Piece, Lanes, Held]]:
    """Every piece, checked. Raises ValueError if it is not as it was written."""
    start = 0
    for piece in label.pieces:
        columns = label.column_set(piece.columns)
        stop = start + piece.rows * len(columns.atoms)
        keys, held = _piece(db, path, label, piece, columns, start, stop)
        if checksum(keys, held) != piece.checksum:
            raise ValueError("its numbers are not as they were written")
        yield piece, keys, held
        start = stop
    count = db.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    if count is None or count[0] != start:
        raise ValueError(f"it should have {start} records")


def _piece(
    db: duckdb.DuckDBPyConnection,
    path: Path,
    label: Label,
    piece: Piece,
    columns: ColumnSet,
    start: int,
    stop: int,
) -> tuple[Lanes, Held]:
    names = [quoted(label.names.get(one, one)) for one in columns.statistics]
    numbers = [f"{name}::DOUBLE AS statistic{place}" for place, name in enumerate(names)]
    place = f"((file_row_number - {start}) % {len(columns.atoms)})::INTEGER"
    found = db.execute(
        "SELECT ('0x' || substr(key, 1, 16))::UBIGINT AS first, "
        "('0x' || substr(key, 17))::UBIGINT AS second, "
        "list_position($states, state) - 1 AS state, "
        f"repeat = $repeat AND atom = $atoms[{place} + 1] AS fits, {', '.join(numbers)} "
        "FROM read_parquet($path, file_row_number = true) "
        f"WHERE file_row_number >= {start} AND file_row_number < {stop}",
        {
            "path": str(path),
            "repeat": piece.repeat,
            "states": list(STATES.values()),
            "atoms": [atom.hex() for atom in columns.atoms],
        },
    ).fetchnumpy()
    if len(found["fits"]) != stop - start or not np.ma.filled(found["fits"], False).all():
        raise ValueError("its records are not in the order in which they were written")
    shape = (piece.rows, len(columns.atoms))
    flipped = np.stack([np.ma.filled(found[one], 0) for one in ("first", "second")], axis=-1)
    keys = flipped.astype(">u8").view("<u8").astype(np.uint64).reshape(*shape, 2)
    states = np.ma.filled(found["state"], 255).astype(np.uint8).reshape(shape)
    if (keys != keys[:, :1]).any() or (states != states[:, :1]).any():
        raise ValueError("its records are not in the order in which they were written")
    values = np.empty((*shape, len(names)))
    for number in range(len(names)):
        column: Any = found[f"statistic{number}"]
        values[:, :, number] = np.ma.filled(column.astype(np.float64), np.nan).reshape(shape)
    return keys[:, 0], Held(
        np.ones(piece.rows, dtype=bool),
        states[:, 0],
        values,
        _reasons(db, path, start, stop, len(columns.atoms)),
    )


def _reasons(
    db: duckdb.DuckDBPyConnection, path: Path, start: int, stop: int, atoms: int
) -> dict[int, str]:
    found = db.execute(
        f"SELECT (file_row_number - {start}) // {atoms}, reason "
        "FROM read_parquet(?, file_row_number = true) WHERE reason IS NOT NULL "
        f"AND file_row_number >= {start} AND file_row_number < {stop} "
        f"AND (file_row_number - {start}) % {atoms} = 0",
        [str(path)],
    ).fetchall()
    return {int(place): str(text) for place, text in found}


def _keep(vault: Vault, label: Label, piece: Piece, keys: Lanes, held: Held, rows: int) -> int:
    columns = label.column_set(piece.columns)
    seconds = label.seconds * len(keys) / rows
    return vault.commit(
        keys, columns, piece.repeat, held.values, held.states, held.reasons, seconds
    )
