"""The bank: appending cells, finding worlds, opening 10^8 cells, and what they take."""

import hashlib
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from functools import partial
from itertools import count
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides
from benchmarks.harness.curve import Curve
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.arrays import Floats, Lanes
from datacounterfactuals.core.content import digest

PLACE = 50
WORLDS, SLICES = 4096, 16
COMMITS, FEW = 64, 8
"""Commits of one call: ours and DuckDB's, and SQLite's with a row for each cell."""
KNOWN = 1 << 20
CELLS = (10**6, 10**7, 10**8)
FINGERPRINT = digest("benchmark")
COLUMNS = ColumnSet(tuple(digest("slice", place) for place in range(SLICES)), ("right",))


def keys_of(number: int) -> Lanes:
    """The keys of the worlds of one commit."""
    draw = np.random.default_rng([number, 7])
    return draw.integers(0, 2**64, (WORLDS, 2), dtype=np.uint64)


def counts() -> Floats:
    """Whole numbers below 200, as of right predictions."""
    draw = np.random.default_rng(1)
    return draw.integers(0, 200, (WORLDS, SLICES, 1)).astype(np.float64)


def losses() -> Floats:
    """Numbers that need all of their 8 bytes."""
    return np.random.default_rng(2).random((WORLDS, SLICES, 1))


def vault_in(folder: Path) -> Vault:
    return Bank(folder).vault(FINGERPRINT, {})


def append(vault: Vault, values: Floats, commits: int) -> float:
    """Commit so many blocks; the seconds that it took."""
    states = np.zeros(WORLDS, dtype=np.uint8)
    given = [keys_of(number) for number in range(commits)]
    began = time.perf_counter()
    for keys in given:
        vault.commit(keys, COLUMNS, 0, values, states, {}, 0.0)
    return time.perf_counter() - began


def into_duckdb(path: Path, values: Floats, commits: int) -> float:
    """The same cells as records of a DuckDB file, from arrays, a transaction for each block."""
    given = [keys_of(number) for number in range(commits)]
    slices = np.tile(np.arange(SLICES, dtype=np.int32), WORLDS)
    with closing(duckdb.connect(str(path))) as db:
        db.execute("CREATE TABLE cells (a UBIGINT, b UBIGINT, slice INTEGER, value DOUBLE)")
        began = time.perf_counter()
        for keys in given:
            block = {
                "a": np.repeat(keys[:, 0], SLICES), "b": np.repeat(keys[:, 1], SLICES),
                "slice": slices, "value": values.ravel(),
            }  # fmt: skip
            db.register("block", block)
            db.execute("INSERT INTO cells SELECT a, b, slice, value FROM block")
            db.unregister("block")
        return time.perf_counter() - began


def into_sqlite(path: Path, values: Floats, commits: int) -> float:
    """The same cells as records of an SQLite file, each found by its world and slice."""
    given = [keys_of(number) for number in range(commits)]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(
            "CREATE TABLE cells (world BLOB, slice INTEGER, value REAL, "
            "PRIMARY KEY (world, slice)) WITHOUT ROWID"
        )
        began = time.perf_counter()
        for keys in given:
            db.execute("BEGIN")
            db.executemany("INSERT INTO cells VALUES (?, ?, ?)", _records(keys, values))
            db.execute("COMMIT")
        return time.perf_counter() - began


def _records(keys: Lanes, values: Floats) -> Iterator[tuple[bytes, int, float]]:
    for key, row in zip(keys, values[:, :, 0].tolist(), strict=True):
        name = key.tobytes()
        for slice_, value in enumerate(row):
            yield name, slice_, value


def appending(values: Callable[[], Floats], setting: Setting) -> Sides:
    """A fresh file each time; the limit hashes the bytes once and writes them once."""
    cells, number = values(), count()
    commits, few = setting.pick(COMMITS, 3), setting.pick(FEW, 1)
    whole = 17 * WORLDS + (1 if (cells % 1 == 0).all() else 8) * WORLDS * SLICES
    raw = np.random.default_rng(3).bytes(whole)

    def fresh(job: Callable[[Path], float]) -> float:
        place = setting.folder / f"append-{next(number)}"
        place.mkdir()
        try:
            return job(place)
        finally:
            shutil.rmtree(place)

    def ours(place: Path) -> float:
        with closing(vault_in(place)) as vault:
            return append(vault, cells, commits)

    def bare(place: Path) -> float:
        began = time.perf_counter()
        with (place / "bytes").open("wb") as file:
            for _ in range(commits):
                file.write(hashlib.blake2b(raw).digest())
                file.write(raw)
        return time.perf_counter() - began

    def side(name: str, job: Callable[[Path], float], blocks: int) -> Side:
        return Side(name, lambda: fresh(job), float(blocks * WORLDS * SLICES))

    def size() -> Mapping[str, Fact]:
        return {"bytes a cell": fresh(lambda place: _bytes(place, cells, commits))}

    return Sides(
        side("ours, with checksums", ours, commits),
        (
            side("DuckDB", lambda place: into_duckdb(place / "d", cells, commits), commits),
            side("SQLite, a row for each cell", lambda p: into_sqlite(p / "s", cells, few), few),
        ),
        side("a plain file, hashed and written", bare, commits),
        _read_back(setting, cells),
        facts=size,
    )


def _bytes(place: Path, cells: Floats, commits: int) -> float:
    with closing(vault_in(place)) as vault:
        append(vault, cells, commits)
    return sum(file.stat().st_size for file in place.iterdir()) / (commits * WORLDS * SLICES)


def _read_back(setting: Setting, cells: Floats) -> str:
    with closing(vault_in(setting.folder / "agree")) as vault:
        append(vault, cells, 2)
        read = vault.read(keys_of(1), COLUMNS, 0)
        assert (read.values.view(np.uint64) == cells.view(np.uint64)).all()
    return f"{read.values.size:,} cells are read back bit for bit"


def finding(setting: Setting) -> Sides:
    """Which of 4,096 worlds are held, all of them known, drawn from all over the bank."""
    commits = setting.pick(KNOWN // WORLDS, 4)
    vault = setting.opened.enter_context(closing(vault_in(setting.folder / "known")))
    append(vault, counts(), commits)
    draw = np.random.default_rng(4)
    stored = vault.keys(COLUMNS, 0)
    asked = stored[draw.choice(len(stored), WORLDS, replace=False)]
    strangers = draw.integers(0, 2**64, (WORLDS, 2), dtype=np.uint64)
    assert vault.held(asked, COLUMNS, 0).all()
    assert not vault.held(strangers, COLUMNS, 0).any()
    db = setting.opened.enter_context(closing(sqlite3.connect(setting.folder / "keys.sqlite")))
    db.execute("CREATE TABLE known (world BLOB PRIMARY KEY, row INTEGER) WITHOUT ROWID")
    names = sorted(key.tobytes() for key in stored)
    db.executemany("INSERT INTO known VALUES (?, ?)", zip(names, count(), strict=False))
    wanted = [(key.tobytes(),) for key in asked]

    def one_by_one() -> None:
        for name in wanted:
            assert db.execute("SELECT row FROM known WHERE world = ?", name).fetchone()

    def unknown() -> Mapping[str, Fact]:
        took: list[float] = []
        for _ in range(15):
            began = time.perf_counter()
            vault.held(strangers, COLUMNS, 0)
            took.append(time.perf_counter() - began)
        return {"ms for as many unknown worlds": 1e3 * statistics.median(took)}

    return Sides(
        Side("ours", lambda: _all(vault.held(asked, COLUMNS, 0))),
        (Side("SQLite, one by one", one_by_one),),
        facts=unknown,
        agreement=f"all of {WORLDS:,} worlds of {len(stored):,} are found, and no stranger is",
    )


def _all(found: np.ndarray) -> None:
    assert found.all()


OPEN = """
import json, sys, time
from benchmarks.bank import COLUMNS, keys_of, vault_in
from pathlib import Path

def memory(kind):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(kind))

keys = keys_of(0)
vault = vault_in(Path(sys.argv[1]))
before = memory("VmRSS")
began = time.perf_counter()
assert vault.held(keys, COLUMNS, 0).all()
seconds = time.perf_counter() - began
peak = memory("VmHWM")
print(json.dumps([seconds, memory("VmRSS") - before, peak - before, peak]))
"""
"""Opens a bank in a fresh process and looks 4,096 worlds up; says the seconds, the bytes that stay
in memory, those that were needed on the way, and all that the process ever had."""


def opening(setting: Setting) -> Sides:
    """A fresh process reads and verifies the whole index, then finds 4,096 worlds."""
    sizes = CELLS if not setting.quick else (4 * WORLDS * SLICES,)
    folders = {cells: setting.folder / f"cells-{cells}" for cells in sizes}
    for cells, folder in folders.items():
        with closing(vault_in(folder)) as vault:
            append(vault, counts(), -(-cells // (WORLDS * SLICES)))
    largest = folders[sizes[-1]]
    worlds = -(-sizes[-1] // (WORLDS * SLICES)) * WORLDS
    raw = bytes(16 * worlds)

    def facts() -> Mapping[str, Fact]:
        _, kept, peak, process = opened(largest)
        sizes_of = {
            f"bytes a cell, {cells:.0e} cells": _size(folder) / cells
            for cells, folder in folders.items()
        }
        return {
            "worlds": worlds,
            "bytes of memory a world": kept / worlds,
            "bytes of memory a world, at the most": peak / worlds,
            "peak memory of the process (MB)": process / 1e6,
            **{f"seconds, {cells:.0e} cells": opened(f)[0] for cells, f in folders.items()},
            **sizes_of,
        }

    return Sides(
        Side("ours", lambda: opened(largest)[0]),
        limit=Side("hashing the keys once", lambda: _none(hashlib.blake2b(raw).digest())),
        agreement=f"{WORLDS:,} worlds of the first block are found",
        facts=facts,
    )


def _none(done: object) -> None:
    del done


def opened(folder: Path) -> tuple[float, float, float, float]:
    """What a fresh process says of opening a bank: see `OPEN`."""
    said = subprocess.run(
        [sys.executable, "-c", OPEN, str(folder)], check=True, capture_output=True, text=True
    )
    seconds, kept, peak, process = json.loads(said.stdout)
    return seconds, kept, peak, process


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def growing(setting: Setting, size: int) -> Side:
    """A fresh bank, filled with so many cells."""
    commits = max(1, size // (WORLDS * SLICES))
    folder = setting.folder / "growing"

    def run() -> float:
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)
        with closing(vault_in(folder)) as vault:
            return append(vault, counts(), commits)

    return Side("ours", run, float(commits * WORLDS * SLICES))


BOUND = "hashing every byte once and writing it twice, to the log and to the file"

CLAIMS = (
    Claim(
        "bank-append",
        "bank: append 4,096 worlds x 16 slices a commit, counts",
        "cells/s",
        partial(appending, counts),
        goal=5e6,
        bound=BOUND,
    ),
    Claim(
        "bank-append-floats",
        "bank: append 4,096 worlds x 16 slices a commit, numbers of 8 bytes",
        "cells/s",
        partial(appending, losses),
        goal=5e6,
        bound=BOUND,
    ),
    Claim(
        "bank-find",
        "bank: find 4,096 known worlds among 2^20",
        "ms",
        finding,
        goal=5,
        rounds=15,
        bound="waiting for memory",
    ),
    Claim(
        "bank-open",
        "bank: open 10^8 cells (6.25 million worlds) and find 4,096",
        "s",
        opening,
        goal=2,
        bound="reading and hashing the keys, 16 bytes a world",
    ),
)
CURVES = (Curve("bank-cells", "cells", "bank", "cells/s", CELLS, growing, (WORLDS * SLICES,)),)
