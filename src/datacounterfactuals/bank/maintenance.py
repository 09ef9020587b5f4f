"""What a bank holds, and whether it is sound."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, final

from datacounterfactuals.bank import rows
from datacounterfactuals.bank.connecting import read_only
from datacounterfactuals.bank.layout import BlockDamagedError
from datacounterfactuals.bank.mending import Damage, reports
from datacounterfactuals.bank.schema import stated
from datacounterfactuals.bank.shelf import Shelf


@final
@dataclass(frozen=True)
class Summary:
    """What one vault holds: a line of `datacf bank`.

    `protocol`: the description it was made with. `studies`: what was recorded of each, by name.
    A row is a world and a repeat, and `failed` counts those that failed; a cell is one statistic
    of one atom of a row. `seconds`: what training took. `last`: when it was last written.
    `damage`: what it has suffered. `trouble`: why it cannot be read, if so; then the rest is empty.
    """

    fingerprint: str
    file: str
    bytes: int
    protocol: Mapping[str, Any] = field(default_factory=dict[str, Any])
    studies: Mapping[str, Any] = field(default_factory=dict[str, Any])
    rows: int = 0
    repeats: int = 0
    cells: int = 0
    failed: int = 0
    blocks: int = 0
    seconds: float = 0.0
    last: datetime | None = None
    damage: tuple[Damage, ...] = ()
    trouble: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        out = dict(vars(self))
        out["last"] = None if self.last is None else self.last.isoformat()
        out["damage"] = [vars(one) for one in self.damage]
        return out


@final
@dataclass(frozen=True)
class Verification:
    """Whether every byte of a vault is as it was written. `problems`: in words, none if sound."""

    file: str
    blocks: int
    rows: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def summarise(db: sqlite3.Connection, shelf: Shelf, path: Path) -> Summary:
    """Count what a vault holds. The shelf has been refreshed."""
    query = "SELECT columns, n, seconds, created FROM blocks"
    found = db.execute(query).fetchall()
    meta = stated(db)
    last = max((one[3] for one in found), default=None)
    return Summary(
        shelf.fingerprint.hex(),
        str(path),
        size_of(path),
        {} if meta is None else meta.plain,
        rows.studies(db),
        sum(len(shelf.keys(shelf.sets, repeat)) for repeat in shelf.repeats),
        len(shelf.repeats),
        sum(n * len(shelf.sets[number]) for number, n, *_ in found),
        rows.failed(db),
        len(found),
        sum(one[2] for one in found),
        None if last is None else datetime.fromtimestamp(last, UTC),
        reports(db),
    )


def examine(path: Path, fingerprint: bytes) -> Verification:
    """Check a file's structure, every block's checksum, the count of blocks and that no row
    stands in it twice. Nothing is changed."""
    problems: list[str] = []
    blocks = n = 0
    if not path.exists():
        return Verification(str(path), 0, 0, ())
    with closing(read_only(path)) as db:
        try:
            db.execute("BEGIN")
            problems += [text for (text,) in db.execute("PRAGMA integrity_check") if text != "ok"]
            if stated(db) is None:
                problems.append("what it says of itself is not as it was written")
            blocks, n = _examine_blocks(db, fingerprint, problems)
        except (BlockDamagedError, sqlite3.Error) as error:
            problems.append(str(error))
    return Verification(str(path), blocks, n, tuple(problems))


def _examine_blocks(
    db: sqlite3.Connection, fingerprint: bytes, problems: list[str]
) -> tuple[int, int]:
    """How many blocks and rows are sound; what is not is added to the problems."""
    blocks = n = 0
    seen = Shelf(fingerprint, cached=0)
    sets = rows.column_sets(db)
    for (block,) in db.execute("SELECT id FROM blocks ORDER BY id").fetchall():
        try:
            number, cells = rows.cells(db, fingerprint, sets, block) or (0, None)
        except BlockDamagedError as error:
            problems.append(f"block {block}: {error}")
            continue
        if cells is None:
            continue
        seen.admit(number, sets[number], [(block, cells)])
        blocks, n = blocks + 1, n + len(cells)
    found = rows.tally(db)
    if (found.blocks, found.rows) != (blocks, n):
        problems.append(
            f"{blocks} blocks with {n} rows are sound, and {found.blocks} with {found.rows} were "
            "written"
        )
    once = sum(len(seen.keys([number], repeat)) for number, repeat in seen.contents)
    if once < n:
        problems.append(f"{n - once} rows are stored twice")
    return blocks, n


def size_of(path: Path) -> int:
    """Bytes of a file and of those that SQLite keeps beside it."""
    beside = [Path(f"{path}{tail}") for tail in ("", "-wal")]
    return sum(one.stat().st_size for one in beside if one.exists())
