"""Mending a damaged file: what can be read moves to a fresh one, the damaged one is set aside
under a name that says so, and the loss is reported."""

import json
import os
import shutil
import sqlite3
import tempfile
import weakref
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import final

from datacounterfactuals.bank.connecting import alone, connect
from datacounterfactuals.bank.file import VaultFile
from datacounterfactuals.bank.salvage import reader, save
from datacounterfactuals.bank.trouble import denied, explained

TAILS = ("", "-wal", "-shm")
"""What SQLite appends to a file's name for those that stand beside it."""


@final
@dataclass(frozen=True)
class Damage:
    """What was damaged and what that cost: never numbers that are wrong, only rows to train again.

    `file` was damaged, for the reason `why`, and is now called `set_aside` (empty if it is
    read-only and stays where it is). `blocks` and `rows` were saved; lost ones are -1 where nobody
    can count them.
    """

    file: str
    why: str
    set_aside: str
    blocks: int
    rows: int
    blocks_lost: int
    rows_lost: int

    def __str__(self) -> str:
        lost = "an unknown number" if self.rows_lost < 0 else f"{self.rows_lost:,}"
        aside = f" It is set aside as {self.set_aside}." if self.set_aside else ""
        return (
            f"The bank's file {self.file} is damaged ({self.why}): {self.rows:,} rows were "
            f"saved, {lost} lost; asking again trains those.{aside}"
        )


def mend(file: VaultFile, why: str) -> Damage | None:
    """Mend a vault's file, which no thread of this process uses meanwhile.

    None if another process did it first. Raises BankError if there is no place for the fresh
    file; then the damaged one stays as it is.
    """
    damaged = file.path
    if not file.writable:
        folder = Path(tempfile.mkdtemp(prefix="datacounterfactuals-"))
        weakref.finalize(file, _remove_folder, folder, os.getpid())
        report = _mended(file, damaged, folder / damaged.name, why, aside="")
        file.close()
        file.stand_in = folder / damaged.name
        return report
    with alone(file.folder):
        file.close()  # and look which file is the vault's by now
        if file.path != damaged or not damaged.exists():
            return None
        report = _mended(file, damaged, file.next_path, why, _free_name(damaged))
        file.close()
        return report


def reports(db: sqlite3.Connection) -> tuple[Damage, ...]:
    """The damage that a vault has had."""
    found = db.execute("SELECT report FROM damages ORDER BY id")
    return tuple(Damage(**json.loads(text)) for (text,) in found)


def _mended(file: VaultFile, damaged: Path, fresh: Path, why: str, aside: str) -> Damage:
    """Save, note the report in the fresh file, let it take the vault's name, set aside."""
    partial = fresh.with_name(fresh.name + ".partial")
    try:
        _remove(partial)
        with closing(reader(damaged)) as old:
            saved = save(old, damaged, partial, file.meta)
            report = Damage(str(damaged), why, aside, **asdict(saved))
            _note(partial, report)
            partial.replace(fresh)
            for tail in TAILS if aside else ():
                with suppress(FileNotFoundError):
                    Path(f"{damaged}{tail}").rename(damaged.parent / f"{aside}{tail}")
            return report
    except sqlite3.Error as error:
        raise explained(error, fresh) from error
    except OSError as error:
        raise denied(error, fresh) from error
    finally:
        _remove(partial)


def _note(partial: Path, report: Damage) -> None:
    db = connect(partial, "rw")
    try:
        db.execute("INSERT INTO damages (report) VALUES (?)", (json.dumps(asdict(report)),))
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()


def _free_name(damaged: Path) -> str:
    number = 1
    while (damaged.parent / f"{damaged.name}.damaged-{number}").exists():
        number += 1
    return f"{damaged.name}.damaged-{number}"


def _remove(partial: Path) -> None:
    for tail in TAILS:
        Path(f"{partial}{tail}").unlink(missing_ok=True)


def _remove_folder(folder: Path, process: int) -> None:
    if process == os.getpid():
        shutil.rmtree(folder, ignore_errors=True)
