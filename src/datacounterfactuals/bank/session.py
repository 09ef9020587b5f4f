"""How the threads of a process take turns on a vault's file, and what happens when it turns out
to be damaged or is no longer the vault's."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, final

from datacounterfactuals.bank.file import VaultFile
from datacounterfactuals.bank.mending import Damage, mend
from datacounterfactuals.bank.shelf import Shelf
from datacounterfactuals.bank.trouble import DamagedError, SupersededError
from datacounterfactuals.core.errors import BankError

T = TypeVar("T")
_ATTEMPTS = 5


@final
class Session:
    """A file and the shelf that pictures it. Work is a function of an open transaction, begun
    anew if the file had to be mended or opened again; it must not do harm when it runs twice.

    Two locks: whoever writes holds `_turn`, also while it waits for other processes; whoever
    looks at the shelf holds `_glance`, and is never kept long. `_turn` is taken first.
    """

    def __init__(self, file: VaultFile) -> None:
        self.file = file
        self.shelf = Shelf(file.meta.fingerprint)
        self.damage: tuple[Damage, ...] = ()
        self._turn, self._glance = threading.Lock(), threading.Lock()

    def read(self, work: Callable[[sqlite3.Connection | None], T]) -> T:
        """Run it on a refreshed shelf; without a transaction while nothing was ever written."""

        def once() -> T:
            with self._glance, self.file.reading() as db:
                if db is not None:
                    self.shelf.refresh(db)
                return work(db)

        return self._again(once)

    def write(
        self,
        work: Callable[[sqlite3.Connection], T],
        seconds: float = 0.0,
        after: Callable[[], None] | None = None,
    ) -> T:
        """Run it on a refreshed shelf in a write transaction, and then, once that is committed,
        `after`. `seconds`: how long the rows that it keeps took to train."""

        def once() -> T:
            with self._turn:
                with self.file.writing(seconds) as db, self._glance:
                    self.shelf.refresh(db)
                    out = work(db)
                if after is not None:
                    with self._glance:
                        after()
                return out

        return self._again(once)

    def vacuum(self) -> None:
        """Give the space of removed blocks back to the disk."""

        def once() -> None:
            with self._turn:
                self.file.vacuum()

        self._again(once)

    def mend(self, why: str, damaged: Path | None = None) -> Damage | None:
        """Mend the file; what it cost, None if another thread or process did it first, so that
        the one that was `damaged` is no longer the vault's."""
        with self._turn, self._glance:
            if damaged not in (None, self.file.path):
                return None
            report = mend(self.file, why)
            self.shelf.clear()
        if report is not None:
            self.damage = (*self.damage, report)
        return report

    def close(self) -> None:
        """Let go of the file; the next work opens it again."""
        with self._turn, self._glance:
            self.file.close()
            self.shelf.clear()

    def _again(self, once: Callable[[], T]) -> T:
        if self.file.after_fork():
            self._turn, self._glance = threading.Lock(), threading.Lock()
            self.shelf.clear()
        for _ in range(_ATTEMPTS):
            try:
                return once()
            except SupersededError:
                self.close()
            except DamagedError as error:
                self.mend(error.why, error.path)
        raise BankError(
            f"the bank's file {self.file.path} is damaged again each time it is mended",
            "Check the disk, or set DATACF_BANK to a folder on another one",
        )
