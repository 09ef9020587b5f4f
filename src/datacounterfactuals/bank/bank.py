"""The bank: a folder of vaults."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, final

import platformdirs

from datacounterfactuals.bank.file import NAME
from datacounterfactuals.bank.maintenance import Summary, size_of
from datacounterfactuals.bank.schema import Meta
from datacounterfactuals.bank.trouble import denied
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.errors import BankError


@final
class Bank:
    """A folder with the cells of every protocol, one SQLite file for each.

    With `read_only` nothing is written, and a folder that cannot be written is read all the same.
    `clock` gives the time in seconds: claims end by it. Raises BankError if the folder is a file.
    """

    def __init__(
        self, folder: Path, *, read_only: bool = False, clock: Callable[[], float] = time.time
    ) -> None:
        self.folder = Path(folder)
        self.read_only = read_only
        self._clock = clock
        self._vaults: dict[bytes, Vault] = {}
        self._lock = threading.Lock()
        if self.folder.exists() and not self.folder.is_dir():
            raise BankError(
                f"a bank is a folder, and {self.folder} is a file",
                "Set DATACF_BANK to a folder",
            )

    @staticmethod
    def default_folder() -> Path:
        """Where cells are kept unless told otherwise: DATACF_BANK, or the user's data folder."""
        told = os.environ.get("DATACF_BANK")
        if told:
            return Path(told)
        return platformdirs.user_data_path("datacounterfactuals") / "bank"

    def vault(self, fingerprint: bytes, description: Mapping[str, Any]) -> Vault:
        """The cells of a protocol. Nothing is written before the first cell is."""
        with self._lock:
            if fingerprint not in self._vaults:
                self._vaults[fingerprint] = self._open(Meta.of(fingerprint, description))
            return self._vaults[fingerprint]

    def vaults(self) -> tuple[Vault, ...]:
        """Every vault that has a file in the folder."""
        found = {bytes.fromhex(one[1]) for one in map(NAME.fullmatch, self._files()) if one}
        with self._lock:
            known = dict(self._vaults)
        return tuple(known.get(one) or self._open(Meta.of(one, {})) for one in sorted(found))

    def describe(self) -> tuple[Summary, ...]:
        """What is in the bank: one summary a vault, one of trouble where it cannot be read."""
        return tuple(_summary(vault) for vault in self.vaults())

    def close(self) -> None:
        """Let go of every file; using a vault again opens it again."""
        for vault in self._vaults.values():
            vault.close()

    def _open(self, meta: Meta) -> Vault:
        return Vault(self.folder, meta, self.read_only, self._clock)

    def _files(self) -> list[str]:
        try:
            return [path.name for path in self.folder.iterdir()] if self.folder.exists() else []
        except OSError as error:
            raise denied(error, self.folder) from error


def _summary(vault: Vault) -> Summary:
    try:
        return vault.summary()
    except BankError as error:
        size = size_of(vault.path)
        return Summary(vault.fingerprint.hex(), str(vault.path), size, trouble=str(error))
