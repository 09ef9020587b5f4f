"""Reading past damage: every sound block of a damaged file goes into a fresh one."""

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from datacounterfactuals.bank import rows, schema
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.connecting import connect, make, read_only
from datacounterfactuals.bank.layout import BlockDamagedError, Sealed

_MOST_PROBED = 1_000_000


@final
@dataclass(frozen=True)
class Saved:
    """How much of a damaged file went into the fresh one; -1 lost rows where nobody counted."""

    blocks: int
    rows: int
    blocks_lost: int
    rows_lost: int


def save(old: sqlite3.Connection, damaged: Path, fresh: Path, meta: schema.Meta) -> Saved:
    """Make the fresh file, with all of the damaged one that can be trusted.

    `old` is a connection to the damaged one, which nobody else may write to meanwhile. Raises
    sqlite3.Error or OSError if the fresh one cannot be written.
    """
    make(fresh, meta)
    saved = _copy(old, fresh, meta)
    if saved.blocks:
        return saved
    front = fresh.with_name(fresh.name + ".front")
    try:
        if not _gave_new_front(damaged, fresh, front):
            return saved
        with closing(connect(front, "rw")) as other:
            behind = _copy(other, fresh, meta)
        return behind if behind.blocks else saved
    finally:
        for tail in ("", "-wal", "-shm"):
            Path(f"{front}{tail}").unlink(missing_ok=True)


def reader(path: Path) -> sqlite3.Connection:
    """A connection to a file that may be damaged or read-only. If it can be written, others
    cannot write to it until this connection is closed."""
    db = connect(path, "rw")
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        db.close()
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise
        return read_only(path)
    except sqlite3.Error:  # damage, for the caller to find
        pass
    return db


def _copy(old: sqlite3.Connection, fresh: Path, meta: schema.Meta) -> Saved:
    with closing(connect(fresh, "rw")) as new:
        new.execute("BEGIN")
        _copy_meta(old, new, meta.fingerprint)
        sets = _column_sets(old)
        for number, columns in sets.items():
            row = (number, columns.text, columns.name)
            new.execute("INSERT OR IGNORE INTO column_sets VALUES (?, ?, ?)", row)
        kept, lost = _copy_blocks(old, new, meta, sets)
        for table in ("studies", "damages"):
            for row in _readable(old, f"SELECT * FROM {table}"):
                with suppress(sqlite3.Error):
                    new.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        new.execute("COMMIT")
        return Saved(*kept, *_lost(old, kept, lost))


def _copy_meta(old: sqlite3.Connection, new: sqlite3.Connection, fingerprint: bytes) -> None:
    """Keep the description that the file itself gives, if that can be read."""
    with suppress(sqlite3.Error):
        meta = schema.stated(old)
        if meta is not None and meta.fingerprint == fingerprint:
            new.execute("DELETE FROM meta")
            new.execute("INSERT INTO meta VALUES (1, ?, ?, ?, ?)", meta.row())


def _copy_blocks(
    old: sqlite3.Connection,
    new: sqlite3.Connection,
    meta: schema.Meta,
    sets: dict[int, ColumnSet],
) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many blocks and rows were copied, and how many were there and not sound."""
    kept = kept_rows = lost = lost_rows = 0
    seen: set[tuple[int, int, bytes]] = set()
    for block in _block_ids(old):
        try:
            found = rows.cells(old, meta.fingerprint, sets, block)
        except (sqlite3.Error, BlockDamagedError):
            found = None
        if found is None:
            lost, lost_rows = lost + 1, lost_rows + _length(old, block)
            continue
        number, cells = found
        name = number, cells.repeat, cells.keys.tobytes()
        if name not in seen:  # a crossed link can show a block twice
            seen.add(name)
            sealed = Sealed.of(cells, meta.fingerprint, sets[number].name)
            rows.insert(new, number, sealed)
            kept, kept_rows = kept + 1, kept_rows + len(cells)
    return (kept, kept_rows), (lost, lost_rows)


def _lost(
    old: sqlite3.Connection, kept: tuple[int, int], unsound: tuple[int, int]
) -> tuple[int, int]:
    """How many blocks and rows the file should hold and does not give."""
    try:
        stated = rows.tally(old)
    except (sqlite3.Error, BlockDamagedError):
        return unsound if kept[0] else (-1, -1)
    return max(stated.blocks - kept[0], 0), max(stated.rows - kept[1], 0)


def _length(old: sqlite3.Connection, block: int) -> int:
    found = _readable(old, f"SELECT n FROM blocks WHERE id = {block}")
    return found[0][0] if found and isinstance(found[0][0], int) else 0


def _block_ids(old: sqlite3.Connection) -> list[int]:
    """Every id under which there is a block: found upwards and downwards and, where the two ways
    end before they meet, one by one."""
    up = _ids(_readable(old, "SELECT id FROM blocks ORDER BY id"))
    down = _ids(_readable(old, "SELECT id FROM blocks ORDER BY id DESC"))
    if up == down and up:
        return sorted(up)
    last = _ids(_readable(old, "SELECT seq FROM sqlite_sequence"))
    top = min(max(up | down | last, default=0), _MOST_PROBED)
    probed = {
        block
        for block in set(range(1, top + 1)) - up - down
        if _readable(old, f"SELECT 1 FROM blocks WHERE id = {block}")
    }
    return sorted(up | down | probed)


def _ids(found: list[tuple[Any, ...]]) -> set[int]:
    return {row[0] for row in found if isinstance(row[0], int) and row[0] > 0}


def _column_sets(old: sqlite3.Connection) -> dict[int, ColumnSet]:
    """The sound column sets, from the table or from the copy in its index."""
    out: dict[Any, ColumnSet] = {}
    for source in ("NOT INDEXED", "INDEXED BY column_sets_text WHERE text >= ''"):
        for number, text, name in _readable(
            old, f"SELECT id, text, name FROM column_sets {source}"
        ):
            with suppress(BlockDamagedError):
                out.setdefault(number, rows.column_set_of(text, name))
    return {number: columns for number, columns in out.items() if isinstance(number, int)}


def _readable(old: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query as far as they can be read."""
    out: list[tuple[Any, ...]] = []
    with suppress(sqlite3.Error):
        for row in old.execute(query):
            out.append(row)  # noqa: PERF402 - what came before an error is kept
    return out


def _gave_new_front(damaged: Path, fresh: Path, front: Path) -> bool:
    """Copy a file whose first page is lost and give it that of a fresh one: tables are always made
    in the same order, so it says the same of where they begin."""
    size = damaged.stat().st_size
    if size < 2 * schema.PAGE:
        return False
    for tail in ("", "-wal"):
        if Path(f"{damaged}{tail}").exists():
            shutil.copyfile(f"{damaged}{tail}", f"{front}{tail}")
    with fresh.open("rb") as source:
        page = bytearray(source.read(schema.PAGE))
    page[28:32] = (size // schema.PAGE).to_bytes(4, "big")  # pages in the file
    page[32:40] = bytes(8)  # no free pages
    with front.open("r+b") as target:
        target.write(page)
    return True
