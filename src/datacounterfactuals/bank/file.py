"""The file of a vault: opening it, transactions on it, and which file is the vault's at all.

A vault's file is `<fingerprint>.sqlite`. When it is damaged, what can be read goes into
`<fingerprint>.2.sqlite`, and so on; the highest number is the vault's. A name is never used for a
second file, since another process may still have the first one open under it. Whoever opens a
transaction looks first whether its file is still the vault's.

Commits are safe from a process that is killed at any moment. They are also written through to the
disk, and so safe from a power cut, if their rows took longer to train than that takes; of quick
ones a power cut can lose the last few, and they are trained again.
"""

import os
import re
import sqlite3
import weakref
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import final

from datacounterfactuals.bank import schema
from datacounterfactuals.bank.connecting import alone, connect, make, read_only, transaction
from datacounterfactuals.bank.layout import BlockDamagedError
from datacounterfactuals.bank.trouble import SupersededError, denied, explained
from datacounterfactuals.core.errors import BankError

NAME = re.compile(r"((?:[0-9a-f]{2})+)(?:\.(\d+))?\.sqlite")
"""A vault's file: its fingerprint, and its number from the second on."""
WRITTEN_THROUGH = 0.1
"""Rows that took this many seconds are worth the wait for the disk, some milliseconds."""
_CHECKPOINT = 32 << 20
_left_to_the_parent: list[sqlite3.Connection] = []


@final
class VaultFile:
    """One vault's file, with a connection that reads and one that writes.

    Its caller sees to it that each of the two is used by one thread at a time.
    """

    def __init__(self, folder: Path, meta: schema.Meta, read_only: bool) -> None:
        self.folder, self.meta, self.read_only = folder, meta, read_only
        self.stand_in: Path | None = None
        self._opened: list[sqlite3.Connection] = []
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._process = os.getpid()
        self._settle()
        self._closer = weakref.finalize(self, _close_all, self._opened, self._process)

    @property
    def path(self) -> Path:
        """Where the cells are, or will be: the vault's `own` file, or the stand-in from which a
        read-only vault is read when that is damaged. After a mending it is `next_path`."""
        return self.stand_in or self.own

    @property
    def writable(self) -> bool:
        """Whether this process may write to it, or make it."""
        return not self.read_only and _writable(self.folder, self.own)

    @property
    def superseded(self) -> bool:
        """Whether another file is the vault's by now, or this one was removed or replaced."""
        if os.path.exists(self.next_path):
            return True
        try:
            inode = os.stat(self.own).st_ino
        except OSError:
            return self._inode != 0
        return self._inode not in (0, inode)

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection | None]:
        """A read transaction, or None while nothing was ever written.

        Raises BankError, and DamagedError or SupersededError for the vault to act upon.
        """
        with self._told():
            if self._reader is None:
                self._reader = self._open(write=False)
            if self._reader is None:
                yield None
                return
            with transaction(self._reader, "BEGIN"):
                self._still_current()
                yield self._reader

    @contextmanager
    def writing(self, seconds: float = 0.0) -> Generator[sqlite3.Connection]:
        """A write transaction on rows that took so many seconds; the file is made if needed.

        Raises as `reading` does.
        """
        with self._told():
            if self._writer is None:
                self._writer = self._open(write=True)
            if self._writer is None:
                raise BankError(
                    f"the bank cannot be written: {self.folder} is read-only",
                    "Make it writable, or set DATACF_BANK to another folder",
                )
            mode = "FULL" if seconds >= WRITTEN_THROUGH else "NORMAL"
            self._writer.execute(f"PRAGMA synchronous = {mode}")
            with transaction(self._writer, "BEGIN IMMEDIATE"):
                self._still_current()
                yield self._writer

    def vacuum(self) -> None:
        """Give the space of removed blocks back to the disk. Others can read meanwhile."""
        with self.writing():
            pass  # opens the file, and finds out whether it is still the vault's
        with self._told():
            assert self._writer is not None
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the connections; the next transaction opens them again."""
        _close_all(self._opened, self._process)
        self._reader = self._writer = None
        self._settle()

    def after_fork(self) -> bool:
        """In a forked child: leave the parent's connections alone. Whether this was needed."""
        if self._process == os.getpid():
            return False
        _left_to_the_parent.extend(self._opened)
        self._closer.detach()
        self._opened, self._process = [], os.getpid()
        self._closer = weakref.finalize(self, _close_all, self._opened, self._process)
        self.close()
        return True

    def _open(self, write: bool) -> sqlite3.Connection | None:
        if not self._opened:
            self._settle()
        elif self.stand_in is None and self.superseded:
            raise SupersededError
        if write and not self.writable:
            return None
        if write and not os.path.exists(self.own):
            self._make()
        try:
            inode = os.stat(self.path).st_ino
        except FileNotFoundError:
            return None
        except OSError as error:
            raise denied(error, self.path) from error
        with ExitStack() as stack:
            db = connect(self.path, "rw") if self.writable else read_only(self.path)
            stack.callback(db.close)
            if schema.is_empty(db):  # whoever began the file ended before it was made
                if not write:
                    return None
                self._make()
            schema.check(db, self.path, self.meta.fingerprint)
            db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT // schema.PAGE}")
            db.execute(f"PRAGMA journal_size_limit = {2 * _CHECKPOINT}")
            db.execute("PRAGMA cell_size_check = ON")
            stack.pop_all()
        self._opened.append(db)
        self._inode = inode
        return db

    def _make(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise denied(error, self.folder) from error
        with alone(self.folder):
            make(self.own, self.meta)

    def _settle(self) -> None:
        """Take the highest number for the vault's file."""
        stem = self.meta.fingerprint.hex()
        names = (NAME.fullmatch(path.name) for path in self.folder.glob(f"{stem}.*"))
        last = max((int(name[2] or 1) for name in names if name), default=1)
        self.own, self.next_path = (
            self.folder / (f"{stem}.sqlite" if number == 1 else f"{stem}.{number}.sqlite")
            for number in (last, last + 1)
        )
        self._inode = 0

    def _still_current(self) -> None:
        if self.stand_in is None and self.superseded:
            raise SupersededError

    @contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:  # a mistake of ours, such as using a closed connection
            raise
        except (sqlite3.Error, BlockDamagedError) as error:
            raise explained(error, self.path) from error


def _writable(folder: Path, path: Path) -> bool:
    """Whether the file could be written, or made in this folder or the nearest one above it."""
    if os.path.exists(path) and not os.access(path, os.W_OK):
        return False
    while not os.path.exists(folder) and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)


def _close_all(opened: list[sqlite3.Connection], process: int) -> None:
    if process != os.getpid():
        _left_to_the_parent.extend(opened)
    else:
        for db in opened:
            with suppress(sqlite3.Error):
                db.close()
    opened.clear()
