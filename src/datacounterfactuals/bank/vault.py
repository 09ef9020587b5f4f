"""A vault: the cells of one protocol, found and kept."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, final

from datacounterfactuals.bank import claims, rewriting, rows, schema
from datacounterfactuals.bank.batch import Added, Batch
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.file import VaultFile
from datacounterfactuals.bank.index import first_of_each
from datacounterfactuals.bank.maintenance import Summary, Verification, examine, summarise
from datacounterfactuals.bank.mending import Damage
from datacounterfactuals.bank.schema import Meta
from datacounterfactuals.bank.session import Session
from datacounterfactuals.bank.shelf import Held
from datacounterfactuals.core.arrays import Bools, Bytes, Floats, Lanes


@final
class Vault:
    """The cells of one protocol. Any thread may use it, and any number of processes at once.

    Keys are Lanes[n, 2]. Nothing that was committed is ever changed or stored twice. A file that
    turns out to be damaged is mended on the way, and `damage` says what that cost. Every method
    raises BankError if the file cannot be used.
    """

    def __init__(
        self, folder: Path, meta: Meta, read_only: bool, clock: Callable[[], float]
    ) -> None:
        self.meta = meta
        self._session = Session(VaultFile(folder, meta, read_only))
        self._shelf = self._session.shelf
        self._clock = clock

    @property
    def fingerprint(self) -> bytes:
        return self.meta.fingerprint

    @property
    def description(self) -> str:
        """The protocol in plain data, as JSON: what the file says, else what it was opened with."""
        return self._session.read(lambda db: (db and schema.stated(db)) or self.meta).description

    @property
    def path(self) -> Path:
        """Where the cells are, or will be once there are any."""
        return self._session.file.path

    @property
    def damage(self) -> tuple[Damage, ...]:
        """What this vault had to mend since it was opened: worth a warning."""
        return self._session.damage

    def held(self, keys: Lanes, columns: ColumnSet, repeat: int) -> Bools:
        """Which rows are there with all of these columns. Shape: [n]."""
        return self._session.read(lambda _: self._shelf.locate(keys, columns, repeat).complete)

    def read(self, keys: Lanes, columns: ColumnSet, repeat: int) -> Held:
        """What is there of these rows, bit for bit as it was committed."""

        def gathered(db: sqlite3.Connection | None) -> Held:
            return self._shelf.gather(db, self._shelf.locate(keys, columns, repeat), columns)

        return self._session.read(gathered)

    def keys(self, columns: ColumnSet, repeat: int) -> Lanes:
        """The keys of all rows that are there with all of these columns. Shape: [n, 2]."""

        def every(_: sqlite3.Connection | None) -> Lanes:
            numbers = [number for number, _ in self._shelf.overlaps(columns)]
            some = self._shelf.keys(numbers, repeat)
            return some[self._shelf.locate(some, columns, repeat).complete]

        return self._session.read(every)

    def contents(self) -> tuple[tuple[ColumnSet, int, Lanes], ...]:
        """All that is stored: the keys under each column set and repeat. No cell comes twice."""

        def every(_: sqlite3.Connection | None) -> tuple[tuple[ColumnSet, int, Lanes], ...]:
            shelf = self._shelf
            return tuple(
                (shelf.sets[number], repeat, shelf.stored(number, repeat))
                for number, repeat in shelf.contents
            )

        return self._session.read(every)

    def claim(
        self, keys: Lanes, columns: ColumnSet, repeat: int, owner: str, lease: float
    ) -> Bools:
        """Say which rows one is about to train. Shape: [n], True where the row is the owner's:
        not held, and not claimed by another whose `lease` (seconds) is still running. Of equal
        keys the first is granted."""

        def granted(db: sqlite3.Connection) -> Bools:
            now = self._clock()
            claims.sweep(db, now)
            number = rows.register(db, columns)
            overlaps = {one for one, _ in self._shelf.overlaps(columns)} | {number}
            free = ~self._shelf.locate(keys, columns, repeat).complete
            free &= first_of_each(keys) & ~claims.taken(db, keys, overlaps, repeat, owner)
            claims.put(db, keys[free], number, repeat, owner, now + lease)
            return free

        return self._session.write(granted)

    def renew(self, owner: str, lease: float) -> None:
        """Let all of an owner's claims run for at least `lease` seconds from now."""
        self._session.write(lambda db: claims.renew(db, owner, self._clock() + lease))

    def release(self, owner: str) -> None:
        """Give up all of an owner's claims."""
        self._session.write(lambda db: claims.release(db, owner))

    def settle(self, keys: Lanes, columns: ColumnSet, repeat: int, owner: str) -> None:
        """Take rows out of an owner's claims: those that are trained and committed."""

        def settled(db: sqlite3.Connection) -> None:
            claims.settle(db, keys, rows.register(db, columns), repeat, owner)

        self._session.write(settled)

    def commit(
        self,
        keys: Lanes,
        columns: ColumnSet,
        repeat: int,
        values: Floats,
        states: Bytes,
        reasons: Mapping[int, str],
        seconds: float,
    ) -> int:
        """Keep rows, and return how many are new: those already there are dropped, and of rows
        that are there in part only the missing columns are kept.

        `values`: Float[n, atoms, statistics], any numbers where a row failed. `states`: UInt8[n],
        REAL, FALLBACK or FAILED. `reasons`: why a row failed, by its place. `seconds`: what
        training all of them took. When this returns, no kill of any process loses them. Raises
        ValueError if the shapes do not fit together.
        """
        return self.keep(self.pack(keys, columns, repeat, values, states, reasons, seconds))

    def pack(
        self,
        keys: Lanes,
        columns: ColumnSet,
        repeat: int,
        values: Floats,
        states: Bytes,
        reasons: Mapping[int, str],
        seconds: float,
    ) -> Batch:
        """The first half of `commit`, which copies what it is given and touches no file; `keep` is
        the other, for another thread while more is trained."""
        return Batch.of(
            keys, columns, repeat, values, states, reasons, float(seconds), self._clock()
        )

    def keep(self, batch: Batch) -> int:
        """Commit packed rows, as `commit` says."""
        sealed = batch.sealed(self.fingerprint)
        added: list[Added] = []

        def stored(db: sqlite3.Connection) -> int:
            located = self._shelf.locate(batch.keys, batch.columns, batch.repeat)
            added[:], count = batch.store(db, self.fingerprint, located, sealed)
            return count

        def known() -> None:
            for one in added:
                self._shelf.admit(one.number, one.columns, one.blocks)

        return self._session.write(stored, batch.seconds, known)

    def record_study(self, name: str, about: Mapping[str, Any]) -> None:
        """Note that a study uses this vault, so that a listing can name it."""
        text = json.dumps(about, default=str)
        self._session.write(
            lambda db: db.execute(
                "INSERT INTO studies VALUES (?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET about = excluded.about",
                (name, text, self._clock()),
            )
        )

    def forget_failed(self) -> int:
        """Drop the rows that failed, so that they are tried again; how many there were."""
        fingerprint, sets = self.fingerprint, self._shelf.sets
        return self._session.write(lambda db: rewriting.drop_failed(db, fingerprint, sets))

    def compact(self) -> None:
        """Merge small blocks and give the space of what was removed back to the disk. Other
        processes may read and write meanwhile; nothing is lost or doubled at any moment."""
        fingerprint, sets = self.fingerprint, self._shelf.sets

        def groups(db: sqlite3.Connection | None) -> list[list[int]] | None:
            return None if db is None else rewriting.mergeable(db, sets)

        found = self._session.read(groups)
        for group in found or ():
            self._session.write(
                partial(rewriting.merge, fingerprint=fingerprint, sets=sets, blocks=group)
            )
        if found is not None:
            self._session.vacuum()

    def verify(self) -> Verification:
        """Check every byte. Nothing is changed; `mend` mends."""
        return examine(self._session.file.own, self.fingerprint)

    def mend(self) -> Damage | None:
        """Move all that can be read to a fresh file, set this one aside, and say what is lost;
        None if another process has just done so. Other methods do it when they meet damage."""
        return self._session.mend("asked to mend it")

    def summary(self) -> Summary:
        """Count what is there."""

        def counted(db: sqlite3.Connection | None) -> Summary:
            if db is None:
                return Summary(self.fingerprint.hex(), str(self.path), 0)
            return summarise(db, self._shelf, self.path)

        return self._session.read(counted)

    def close(self) -> None:
        """Let go of the file; using the vault again opens it again."""
        self._session.close()
